topic-programme = programme
verb-programme-add = ajouter
verb-programme-edit = corriger
verb-programme-join = rejoindre
verb-programme-leave = quitter
verb-programme-list = lister | liste
verb-programme-show = montrer

about-programme-add = Ajouter un programme : un effort financé, avec ses dates ; il n'ouvre aucun salon
about-programme-edit = Corriger le nom ou les dates d'un programme
about-programme-join = Noter qu'une organisation participe à un programme
about-programme-leave = Noter qu'une organisation ne participe plus à un programme
about-programme-list = Les programmes, et ceux qui sont terminés
about-programme-show = Un programme ; pour qui y participe et l'équipe, avec toutes les organisations

programme-exists = Il y a déjà un programme { $code }.
programme-code-of-group = { $code } est le code d'un groupe. Un groupe et un programme sont deux choses : donnez un autre code au programme.
programme-added = Le programme **{ $code }** est noté. Il n'ouvre aucun salon : les groupes le font.
programme-edited = C'est maintenant :
programme-part-already = { $name } participe déjà à { $code }.
programme-joined = { $name } participe maintenant au programme { $code }. Ni groupe ni champ d'affiliation n'a changé.
programme-left = { $name } ne participe plus au programme { $code }. Ni groupe ni champ d'affiliation n'a changé.
programme-none = Il n'y a pas encore de programme.
programme-list = Programmes :
programme-shown = Le programme :
programme-parts = { $count ->
    [0] Aucune organisation ne participe encore.
    [one] { $count } organisation :
   *[other] { $count } organisations :
}
line-programme = **{ $code }** – { $name } : { $state }{ $since ->
    [none] {""}
   *[other] , depuis le { $since }
}{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
}
line-programme-part = { $name }, depuis le { $since }{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
}
ask-programme-code = Quel programme ? Par exemple : LEVP
ask-programme-name = Comment s'appelle le programme ? Par exemple : programme LEV
ask-programme-add-code = Un code court pour le programme. Par exemple : LEVP
