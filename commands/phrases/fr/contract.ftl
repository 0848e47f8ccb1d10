topic-contract = contrat
verb-contract-add = ajouter
verb-contract-edit = modifier
verb-contract-end = terminer
verb-contract-list = liste
verb-contract-show = montrer

about-contract-add = Noter un contrat public : ses clauses, quand redemander la divulgation, qui peut l'apprendre
about-contract-edit = Corriger un contrat
about-contract-end = Dire qu'un contrat prend fin, ou revenir sur cette fin
about-contract-list = Les contrats de votre organisation
about-contract-show = Un contrat, et qui peut apprendre ce qu'il a donné

option-number = numéro
option-renamed = renommé
option-discloses = divulgue
option-refresh = actualisation
option-sharing = partage
option-clauses = clauses
ask-number = Quel contrat ? Donnez la référence propre à votre organisation, entre guillemets si elle a plusieurs mots.
ask-renamed = Quelle référence doit-il avoir désormais ?
ask-discloses = Le titulaire doit-il divulguer où il fait fabriquer ?
ask-refresh = Au bout de combien de mois le redemande-t-on ? 0 pour jamais.
ask-sharing = Qui peut apprendre ce qu'il divulgue : qui a demandé, les acheteurs liés, tous les affiliés, ou tout le monde ?
ask-clauses = Écrivez les clauses dans votre prochain message.

contract-exists = { $name } a déjà un contrat { $reference }. Corrigez-le avec `contrat modifier`, ou choisissez une autre référence.
contract-several = Plusieurs organisations ont un contrat { $reference } : { $names }. Dites laquelle : `organisation:"Ville de Lyon"`.
contract-added = Noté : contrat **{ $reference }** de { $name } avec { $company }.
contract-edited = Le contrat **{ $reference }** de { $name } est désormais le suivant.
contract-ends = Le contrat **{ $reference }** de { $name } prend fin le { $on }.
contract-goes-on = Le contrat **{ $reference }** de { $name } n'a plus de fin.
contract-none = Il n'y a ici aucun contrat que vous puissiez lire.
contract-list = { $count ->
    [one] { $count } contrat :
   *[other] { $count } contrats :
}
line-contract = { $reference } – { $name } avec { $company }{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
}{ $runs ->
    [1] {""}
   *[other] {" "}(pas en cours)
}
contract-shown = Contrat **{ $reference }** de { $name } avec { $company }
line-contract-runs = court { $since ->
    [none] {""}
   *[other] depuis le { $since }{" "}
}{ $until ->
    [none] sans fin
   *[other] jusqu'au { $until }
}
line-contract-refresh = { $discloses ->
    [1] Le titulaire doit divulguer où il fait fabriquer
   *[other] Il ne demande aucune divulgation
}{ $months ->
    [0] .
    [one] {" "}; à redemander chaque mois.
   *[other] {" "}; à redemander tous les { $months } mois.
}{ $next ->
    [none] {""}
   *[other] {" "}Prochaine fois : { $next }.
}
line-contract-sharing = Ce qu'il divulgue peut être dit à : { $sharing }
contract-clauses = { $text }
contract-refresh-due = Depuis le { $due }, { $company } doit divulguer à nouveau au titre du contrat **{ $reference }** de { $name }. Merci de le demander.
word-deed-contract-refresh = rappel d'une divulgation attendue
