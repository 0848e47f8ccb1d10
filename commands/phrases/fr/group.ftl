topic-group = groupe
verb-group-open = ouvrir
verb-group-extend = étendre
verb-group-charter = charte
verb-group-join = rejoindre | ajouter
verb-group-leave = quitter
verb-group-list = lister | liste
verb-group-show = montrer

about-group-open = Ouvrir un groupe de travail avec ses salons
about-group-extend = Ouvrir ici aussi les salons d'un groupe
about-group-charter = Dire à quoi sert le groupe
about-group-join = Faire participer une organisation
about-group-leave = Mettre fin à la participation d'une organisation
about-group-list = Les groupes de travail qui vous concernent
about-group-show = La charte et les membres d'un groupe

group-code = Le code d'un groupe compte de deux à douze lettres et chiffres, comme LEV.
group-exists = Il y a déjà un groupe { $code }.
group-opened = Le groupe **{ $code }**, { $name }, est ouvert et son salon arrive. Il n'entend rien au-dessus de TLP:CLEAR tant qu'une deuxième personne ne l'a pas autorisé ; l'équipe est prévenue.
group-code-of-programme = { $code } est le code d'un programme. Un groupe et un programme sont deux choses : donnez un autre code au groupe.
group-extended-already = { $code } a déjà un salon sur { $platform }.
group-extended = { $code } a aussi un salon sur { $platform }, **{ $room }** ; { $people ->
    [0] personne n'y a encore de compte.
    [one] { $people } personne est invitée.
   *[other] { $people } personnes sont invitées.
} Il n'entend rien au-dessus de TLP:CLEAR tant qu'une deuxième personne ne l'a pas autorisé ; l'équipe est prévenue.
group-extended-without = Personne de { $names } n'a de compte sur { $platform } : on n'y suivra pas.
group-charter-set = La charte de { $code } est fixée.
group-member-already = { $name } participe déjà à { $code }.
group-joined = { $name } participe maintenant à { $code } ; { $people ->
    [0] il n'y a encore personne à inviter.
    [one] { $people } personne est invitée.
   *[other] { $people } personnes sont invitées.
}
group-left = { $name } ne participe plus à { $code } ; ses membres sont retirés des salons.
group-none = Aucun groupe de travail ne vous concerne pour l'instant.
group-list = Groupes de travail :
line-group = **{ $code }** – { $name } ({ $members ->
    [one] { $members } organisation
   *[other] { $members } organisations
})
group-shown = **{ $code }** – { $name } (heures de { $zone })
group-charter = { $text }
group-members = { $count ->
    [0] Aucune organisation ne participe encore.
    [one] { $count } organisation participe :
   *[other] { $count } organisations participent :
}
line-member = { $name }{ $country ->
    [none] {""}
   *[other] {" "}({ $country })
}
ask-group-name = Comment s'appelle le groupe ? Par exemple : Véhicules à faibles émissions
ask-group-open-code = Un code court pour le groupe. Par exemple : LEV
ask-group-code = Quel groupe ? Par exemple : LEV
ask-group-charter-text = À quoi sert le groupe ? Écrivez sa charte dans votre prochain message.
