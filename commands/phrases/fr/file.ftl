# Les fichiers pour le registre que l'équipe apporte dans une conversation. Ce qui est dit d'une ligne ou d'une cellule est dans import.ftl.

topic-file = fichier | import
verb-file-add = ajouter | apporter
verb-file-list = lister | liste
verb-file-show = montrer
verb-file-import = importer | verser
verb-file-drop = abandonner

about-file-add = Apporter un fichier CSV pour le registre ; il est d'abord essayé
about-file-list = Les fichiers qui attendent, et ceux des trente derniers jours
about-file-show = Ce qu'un fichier est devenu, et où il en est
about-file-import = Verser au registre un fichier essayé
about-file-drop = Abandonner un fichier, ou s'arrêter pendant qu'il est versé

option-file = fichier
option-sure = certain
option-without-refused = sans-refusées
ask-file = Un fichier CSV, avec les noms des colonnes dans sa première ligne
ask-sure = Faut-il le verser comme montré ? Avec non, il est abandonné.
ask-without-refused = Faut-il laisser les lignes refusées et prendre les autres ? oui ou non
ask-file-code = Quel fichier ? Par exemple : FIL-7KQ4
discord-topic-file = Fichiers pour le registre : apporter, vérifier, verser

word-file-kind-organisations = organisations
word-file-kind-affiliations = affiliations
word-file-kind-companies = entreprises
word-file-kind-models = modèles
word-file-kind-facilities = sites
word-file-kind-links = liens
word-file-kind-purchases = achats
word-file-kind-contracts = contrats
word-file-state-received = à essayer
word-file-state-shown = attend un oui
word-file-state-taking = en train d'être versé
word-file-state-taken = versé
word-file-state-dropped = abandonné
word-file-state-unfit = ne peut pas être versé

import-spreadsheet = C'est un classeur ou une archive, pas un tableau en texte. Enregistrez la feuille en CSV, en UTF-8, et apportez ce fichier.
file-none = Il n'y a pas de fichier avec. Déposez un fichier CSV dans le salon de l'équipe, ou choisissez-en un dans le formulaire.
file-many = { $most } fichiers attendent déjà. Versez-en ou abandonnez-en un d'abord : `fichier lister` les montre.
file-in-clear = Le fichier est venu sans chiffrement de bout en bout ; n'importe qui en chemin a pu le changer. Renvoyez-le d'un client qui chiffre les fichiers.
file-altered = Le fichier n'est pas ce qui a été envoyé : sa somme de contrôle diffère. Rien n'en a été gardé. Renvoyez-le.
file-unreachable = Le fichier ne peut pas être pris sur son serveur maintenant. Renvoyez-le.
file-received = Je l'ai, comme { $code }. Il est essayé maintenant, et vous verrez ce que donne chaque ligne avant que rien soit écrit.
file-shown = Essai de { $code } ({ $kind }) : { $rows ->
    [one] { $rows } ligne.
   *[other] { $rows } lignes.
} Rien n'a été écrit. Le tableau ci-dessus a le verdict de chaque ligne.
file-refused = Rien de { $code } n'est versé tant que { $count ->
    [one] { $count } ligne est refusée. Corrigez-la et apportez le fichier de nouveau, ou faites prendre les autres :
   *[other] { $count } lignes sont refusées. Corrigez-les et apportez le fichier de nouveau, ou faites prendre les autres :
}
file-refused-all = Rien de { $code } ne peut être versé : { $count ->
    [one] sa seule ligne est refusée.
   *[other] ses { $count } lignes sont toutes refusées.
} Corrigez le fichier et apportez-le de nouveau ; celui-ci peut partir :
file-nothing-new = Tout est déjà dans le registre. Il n'y a rien à faire.
file-no-reason = aucune raison donnée
line-file-row = Ligne { $row }{ $column ->
    [none] {""}
   *[other] , { $column }
} : **{ $verdict }**. { $why }
file-begun = { $code } est en train d'être versé. Je vous dis où il en est, et quand c'est fait.
file-progress = { $code } : { $done } lignes sur { $rows }.
file-taken = { $code } est versé.
file-shown-again = Ce qui a été montré de { $code } est trop vieux pour un oui. Il est essayé de nouveau, et la question vous est posée de nouveau.
file-dropped = { $code } est abandonné, et ce qu'il contenait est effacé. { $taken ->
    [0] Rien n'en a été écrit.
   *[other] Ses { $taken } premières lignes étaient déjà parcourues, et ce qui en a été pris reste.
}
file-unfit = { $code } ne peut pas être versé : rien n'a été écrit, et rien n'en est gardé. Corrigez le fichier et apportez-le de nouveau.
file-gone = Ce qu'il contenait n'est plus là. Apportez le fichier de nouveau.
file-not-now = { $code } n'attend pas de oui. `fichier montrer` dit ce qu'il est devenu.
file-others = { $code } est versé par la personne qui l'a apporté. Vous pouvez l'abandonner par `fichier abandonner`, et apporter le fichier vous-même.
file-over = { $code } est déjà clos. `fichier montrer` dit ce qu'il est devenu.
file-list-none = Aucun fichier n'attend, et aucun n'a été apporté ces trente derniers jours.
file-list = { $count ->
    [one] { $count } fichier :
   *[other] { $count } fichiers :
}
line-file = { $code } : { $state }{ $kind ->
    [none] {""}
   *[other] , { $kind } { $done }/{ $rows }
}, par { $by }
file-one = { $code } « { $name } » : { $state }{ $kind ->
    [none] {""}
   *[other] , { $kind } { $done }/{ $rows }
}. Apporté par { $by }, { $at }.
waiting-file = { $code } a été essayé et attend votre oui.
file-table-cut = Ce tableau s'arrête ici, après { $rows } lignes. { $count } de plus ont été jugées et n'y figurent pas. Apportez le fichier en plusieurs parties pour les voir toutes.
