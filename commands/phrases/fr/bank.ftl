topic-bank = banque
verb-bank-add = ajouter
verb-bank-edit = corriger
verb-bank-retire = retirer
verb-bank-restore = remettre
verb-bank-list = lister | liste
verb-bank-show = montrer

about-bank-add = Ajouter une question à la banque, dans les deux langues
about-bank-edit = Corriger une question de la banque
about-bank-retire = Ne plus proposer une question de la banque
about-bank-restore = Proposer de nouveau une question de la banque
about-bank-list = Les questions de la banque, par enjeu et par étape de l'achat
about-bank-show = Une question de la banque, et ce qu'elle a donné

option-english = anglais
option-french = français
option-kept = gardée
ask-english = Écrivez la question en anglais dans votre prochain message. Elle ne nomme ni entreprise, ni acheteur, ni ouvrier ou ouvrière.
ask-french = Écrivez-la en français dans votre prochain message.
ask-kept = De quelle question d'un engagement vient-elle ? Par exemple : EQ-7KQ4
ask-bank-code = Quelle question de la banque ? Par exemple : QB-12

word-worked-often = le plus souvent avec une réponse complète
word-worked-sometimes = de temps en temps avec une réponse complète
word-worked-seldom = rarement avec une réponse complète

bank-added = La banque l'a maintenant, sous { $code }.
bank-edited = { $code } est corrigée. Là où elle a déjà été posée, ses mots restent.
bank-edit-nothing = Dites ce qu'il faut changer dans { $code }, comme `anglais:"…"`, `français:"…"`, `enjeu:salaires` ou `étape:appel`.
bank-retired = { $code } n'est plus proposée.
bank-restored = { $code } est de nouveau proposée.
bank-retired-already = { $code } n'est plus proposée ; l'équipe peut la remettre avec `banque remettre`.
bank-not-retired = { $code } est déjà proposée.
bank-unknown = La banque n'a pas de question { $code } ; `banque lister` les montre toutes.
bank-names = Tout le réseau peut lire la banque : ses questions ne nomment donc personne. Retirez « { $name } », s'il vous plaît.
bank-none = La banque n'a pas de question à ce sujet. Sans enjeu ni étape, toutes sont listées.
bank-list = { $count ->
    [one] Une question dans la banque :
   *[other] { $count } questions dans la banque{ $shown ->
        [40] {" "}; voici les 40 premières, nommez un enjeu ou une étape pour en voir moins
       *[other] {""}
    } :
}
line-bank = **{ $code }** ({ $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
}) { $text }
bank-record = Posée dans au moins { $count } engagements, { $worked }.
bank-shown = **{ $code }** – { $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
}
bank-shown-retired = **{ $code }** – { $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
} (n'est plus proposée)
bank-text = { $text }
line-bank-kept = { $code } attend d'être formulée pour la banque, dans les deux langues et sans nommer personne : { $step }
