topic-action = action
verb-action-add = ajouter
verb-action-done = faite | fait
verb-action-drop = abandonner
verb-action-reopen = rouvrir
verb-action-hand-on = transmettre
verb-action-postpone = reporter
verb-action-list = lister | liste
verb-action-show = montrer

about-action-add = Noter qui fait quoi, pour quand
about-action-done = Dire qu'une action est faite
about-action-drop = Dire qu'une action n'est plus nécessaire
about-action-reopen = Dire qu'une action reste à faire
about-action-hand-on = Transmettre une action à quelqu'un d'autre
about-action-postpone = Donner un autre jour à une action
about-action-list = Les actions ouvertes, les vôtres ou celles du groupe
about-action-show = Une action : quoi, qui, pour quand

option-owner = responsable
option-due = échéance | pour
option-whose = qui

ask-owner = Qui s'en charge ? Par exemple : Ana Dupont
ask-due = Pour quel jour ? Par exemple : 15 mars
ask-whose = Lesquelles : les vôtres, ou celles du groupe ?
ask-action-code = Quelle action ? Par exemple : ACT-12
ask-action-add-text = Que faut-il faire ? Écrivez-le dans votre prochain message.

word-whose-mine = les miennes
word-whose-group = celles du groupe
also-whose-mine = miennes | mes
also-whose-group = groupe | toutes
word-action-state-open = ouverte
word-action-state-done = faite
word-action-state-dropped = abandonnée

action-added = { $code } est notée : { $owner }, pour le { $due }.
action-given = { $by } vous demande de faire ceci pour le { $due } ({ $code }) : { $text }
action-done = { $code } est faite.
action-dropped = { $code } n'est plus nécessaire.
action-reopened = { $code } est rouverte, pour le { $due }.
action-handed-on = { $code } est transmise à { $name } ; je l'en informe.
action-handed-on-from-you = { $code } est transmise à { $name }, vous n'avez plus à la faire : { $text }
action-postponed = { $code } est maintenant à faire pour le { $due }.
action-list = { $count ->
    [0] Le groupe n'a aucune action ouverte.
    [one] { $count } action ouverte :
   *[other] { $count } actions ouvertes :
}
action-list-mine = { $count ->
    [0] Vous n'avez aucune action ouverte.
    [one] Vous avez { $count } action ouverte :
   *[other] Vous avez { $count } actions ouvertes :
}
action-shown = **{ $code }** – { $owner } ({ $organisation }), pour le { $due }, { $state }{ $overdue ->
    [1] , **en retard**
   *[other] {""}
}
action-text = { $text }
action-reminder = Vous vouliez faire ceci pour le { $due } ({ $code }) : { $text }
action-overdue = Ceci était à faire pour le { $due } ({ $code }) : { $text }
action-left-behind = { $count ->
    [0] { $name } n'a aucune action ouverte.
    [one] { $name } laisse { $count } action ouverte, que quelqu'un doit reprendre :
   *[other] { $name } laisse { $count } actions ouvertes, que quelqu'un doit reprendre :
}
line-action = **{ $code }** { $text } – { $owner } ({ $organisation }), { $due }{ $overdue ->
    [1] , **en retard**
   *[other] {""}
}
line-action-open = { $code } { $text } ({ $due })
line-action-waits = { $text } – pour le { $due } : { $step }

action-owner-outside = { $name } ne participe pas à { $group }.
action-closed-already = { $code } n'est plus ouverte.
action-open-already = { $code } est ouverte.
action-theirs-already = { $code } est déjà à { $name }.
