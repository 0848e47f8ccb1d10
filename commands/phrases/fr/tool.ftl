topic-tool = outil
verb-tool-add = ajouter
verb-tool-edit = modifier
verb-tool-withdraw = retirer
verb-tool-rate = noter
verb-tool-find = trouver | chercher
verb-tool-list = lister | liste
verb-tool-show = montrer

about-tool-add = Inscrire un outil : à quoi il vous sert, ses limites, sa crédibilité
about-tool-edit = Modifier ce que vous avez inscrit d'un outil
about-tool-withdraw = Retirer un outil du registre, ou l'y remettre
about-tool-rate = Noter un outil pour votre organisation, et dire pourquoi
about-tool-find = Trouver des outils par des mots
about-tool-list = Les outils que des pairs utilisent
about-tool-show = Un outil, et ce qu'en pensent les pairs

option-use = usage
option-limits = limites
option-credibility = crédibilité
option-stars = étoiles
option-why = pourquoi
option-nobody = ne-nomme-personne
ask-use = À quoi vous sert-il, et comment ? Écrivez-le dans votre prochain message.
ask-limits = Que ne peut-il pas faire ? Écrivez-le dans votre prochain message.
ask-credibility = Est-il crédible : qui le gère, qui le contrôle, avec qui sur place ? Écrivez-le dans votre prochain message.
ask-stars = Combien d'étoiles, de 1 à 5 ? 0 retire votre note.
ask-why = Pourquoi ? Écrivez-le dans votre prochain message.
ask-nobody = Le texte ne nomme-t-il aucun·e travailleur·euse, et n'est-il la plainte d'aucun·e ? Dites oui, et il part tel quel ; dites non, et il est oublié.
ask-tool-code = Quel outil ? Par exemple : T-12
ask-tool-name = Comment s'appelle l'outil ? Par exemple : EcoVadis

tool-known = { $name } figure déjà au registre ; notez-le, ou modifiez ce que votre organisation en a dit.
tool-owner-only = { $code } a été inscrit par une autre organisation ; elle seule, ou l'équipe, peut le changer. Vous pouvez le noter.
tool-edit-nothing = Dites ce qui change, par exemple `limites:"L'assemblage final seulement"` avec { $code }.
tool-rated-never = Votre organisation n'a pas noté { $code }.
tool-added = **{ $code }**, { $name }, figure au registre. Toutes les personnes actives du réseau peuvent le trouver (TLP:GREEN).
tool-edited = { $code } est modifié.
tool-withdrawn = { $code } est retiré du registre ; `outil retirer { $code } retirer:oui` l'y remet.
tool-restored = { $code } figure de nouveau au registre.
tool-rated = Votre organisation donne { $stars ->
    [one] { $stars } étoile
   *[other] { $stars } étoiles
} à { $code }. Les pairs la voient avec les autres notes, jamais de qui elle vient.
tool-unrated = La note de votre organisation pour { $code } est retirée.
tool-found-none = Aucun outil ne contient ces mots. Demandez à vos pairs :
tool-none = Aucun outil n'est encore inscrit.
tool-list = { $count ->
    [one] { $count } outil :
   *[other] { $count } outils :
}
line-tool = **{ $code }** – { $name } : { $ratings }
tool-shown = **{ $code } – { $name }**. Sert à : { $use }
tool-limits = Limites : { $text }
tool-credibility = Crédibilité : { $text }
tool-unrated-yet = personne ne l'a encore noté
tool-ratings = { $count ->
    [one] { $count } organisation lui donne { $middle } sur 5
   *[other] { $count } organisations lui donnent de { $least } à { $most } sur 5, { $middle } au milieu
}
tool-ratings-apart = { $count } organisations se contredisent : de { $least } à { $most } sur 5. Lisez pourquoi
line-tool-why = { $stars } sur 5 : { $text }

grievance-held = Je retiens ce texte : il semble nommer un·e travailleur·euse, ou être sa propre plainte. Personne ne l'a vu, et il n'est pas gardé. Ce bot ne prend aucune plainte, car personne ici ne peut y donner suite en sécurité. Les travailleur·euse·s, et qui parle pour elles et eux, s'adressent à l'organisation de monitoring ou au syndicat sur place, ou à l'équipe du réseau par téléphone ; si quelqu'un est en danger, d'abord aux secours.
grievance-elsewhere = Alors sa place n'est pas ici, et je l'ai oublié. Parlez-en à l'organisation de monitoring ou au syndicat sur place, ou à l'équipe du réseau par téléphone. Ce que des pairs doivent savoir peut se dire sans noms.
grievance-confirm = Ne nomme-t-il personne, et n'est-ce la plainte de personne ? Dites `oui` dans les dix minutes, et il part tel quel. Sinon, renvoyez-le sans les noms ; tout autre mot l'efface.
