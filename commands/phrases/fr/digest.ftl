topic-digest = bulletin
verb-digest-show = montrer
verb-digest-list = lister | liste
verb-digest-add = ajouter
verb-digest-drop = écarter
verb-digest-restore = remettre
verb-digest-hold = retenir
verb-digest-resume = reprendre
verb-digest-approve = approuver
verb-digest-send = envoyer

about-digest-show = Le prochain Affiliate Update d'un salon, tel qu'il est
about-digest-list = Les numéros, et ce qu'il en est advenu
about-digest-add = Ajouter un élément aux prochains numéros
about-digest-drop = Écarter quelque chose des prochains numéros
about-digest-restore = Remettre ce qui avait été écarté
about-digest-hold = Retenir le prochain numéro d'un salon
about-digest-resume = Laisser partir un numéro retenu
about-digest-approve = Approuver le prochain numéro d'un salon
about-digest-send = Envoyer maintenant le prochain numéro d'un salon

word-issue-state-collecting = en préparation
word-issue-state-held = retenu
word-issue-state-approved = approuvé
word-issue-state-sent = envoyé
word-issue-state-skipped = sauté, rien à dire

digest-over = Le numéro de { $month } est déjà réglé ; aucun salon n'en reçoit un second.
digest-not-held = Ce numéro n'est pas retenu.
digest-no-such-item = Rien n'y porte la référence { $code }.
digest-empty = Il n'y a encore rien à dire à { $room }.
digest-draft-empty = Il n'y a encore rien à dire ; un numéro vide n'est pas envoyé.
digest-shown = Affiliate Update pour { $room }, { $month } ({ $state }), tel qu'il partirait maintenant :
digest-none = Il n'y a encore eu aucun numéro.
digest-list = { $count ->
    [one] { $count } numéro :
   *[other] { $count } numéros :
}
line-digest = { $room }, { $month } : { $state }
line-digest-waiting = L'Affiliate Update pour { $room }, { $month }, est { $state } : { $step }
digest-dropped = { $code } est écarté du prochain numéro de { $rooms ->
    [one] { $rooms } salon.
   *[other] { $rooms } salons.
}
digest-restored = { $code } figure de nouveau dans le prochain numéro de { $rooms ->
    [one] { $rooms } salon.
   *[other] { $rooms } salons.
}
digest-held-back = Le numéro de { $room } pour { $month } est retenu ; il ne part pas avant que vous le disiez.
digest-resumed = Le numéro de { $room } pour { $month } partira de nouveau de lui-même.
digest-approved = Le numéro de { $room } pour { $month } est approuvé et partira à son heure.
digest-sent = Le numéro de { $room } pour { $month } est en route.
staff-digest-draft = L'Affiliate Update pour **{ $room }** part de lui-même le { $starts }. D'ici là, vous pouvez écarter quelque chose (`bulletin écarter`), ajouter quelque chose (`actualité publier`) ou le retenir : répondez `non`.
staff-digest-draft-approve = L'Affiliate Update pour **{ $room }** est prévu le { $starts } et attend votre accord : répondez `oui`. D'ici là, vous pouvez écarter quelque chose (`bulletin écarter`) ou ajouter quelque chose (`actualité publier`).
