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
verb-digest-order = ordonner
verb-digest-first = avancer
verb-digest-correct = corriger
verb-digest-archive = archives
verb-digest-export = exporter
verb-digest-pictures = images

about-digest-show = Le prochain Affiliate Update d'un salon, tel qu'il est
about-digest-list = Les numéros, et ce qu'il en est advenu
about-digest-add = Ajouter un élément aux prochains numéros
about-digest-drop = Écarter quelque chose des prochains numéros
about-digest-restore = Remettre ce qui avait été écarté
about-digest-hold = Retenir le prochain numéro d'un salon
about-digest-resume = Laisser partir un numéro retenu
about-digest-approve = Approuver le prochain numéro d'un salon
about-digest-send = Envoyer maintenant le prochain numéro d'un salon
about-digest-order = Mettre en tête des rubriques du prochain numéro d'un salon
about-digest-first = Mettre quelque chose en tête de sa rubrique
about-digest-correct = Dire ce qui est juste d'un élément paru, là où il est paru

about-digest-archive = Les numéros passés d'un groupe, autant que vous pouvez les lire
about-digest-export = Le numéro d'un salon, en fichier
about-digest-pictures = Un mois en chiffres et en graphiques

option-sections = rubriques
option-month = mois
option-form = forme
ask-month = Quel mois ? Par exemple : 2027-02
ask-form = Sous quelle forme de fichier ?

word-page-form-markdown = Markdown
word-page-form-html = HTML
also-page-form-markdown = md
ask-sections = Quelles rubriques en tête ? Par exemple : leçons, actions

word-issue-state-collecting = en préparation
word-issue-state-held = retenu
word-issue-state-approved = approuvé
word-issue-state-sent = envoyé
word-issue-state-skipped = sauté, trop peu à dire

digest-over = Le numéro de { $month } est déjà réglé ; aucun salon n'en reçoit un second.
digest-not-held = Ce numéro n'est pas retenu.
digest-no-such-item = Rien n'y porte la référence { $code }.
digest-empty = Il n'y a encore rien à dire à { $room }.
digest-draft-empty = Il n'y a encore rien à dire ; un numéro vide n'est pas envoyé.
digest-draft-thin = { $count ->
    [one] { $count } seule chose y est nouvelle, et il en faut { $least } : tel quel, il sera sauté, et son contenu gardé pour le suivant.
   *[other] { $count } choses seulement y sont nouvelles, et il en faut { $least } : tel quel, il sera sauté, et son contenu gardé pour le suivant.
}
digest-shown = Affiliate Update pour { $room }, { $month } ({ $state }) : ce que vous venez de recevoir est ce que ce salon lirait.
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
digest-ordered = Le numéro de { $room } pour { $month } commence par : { $sections }.
digest-first = { $code } est en tête de sa rubrique dans le prochain numéro de { $rooms ->
    [one] { $rooms } salon.
   *[other] { $rooms } salons.
}
digest-corrected = Ce qui est juste de { $code } est dit dans { $rooms ->
    [one] { $rooms } salon, et corrigé dans ce qui s'y trouve.
   *[other] { $rooms } salons, et corrigé dans ce qui s'y trouve.
}
digest-not-issued = { $code } n'est paru nulle part ; donnez-lui un autre texte avec `actualité modifier`.
digest-same-text = { $code } dit déjà exactement cela.
staff-digest-draft = L'Affiliate Update pour **{ $room }** part de lui-même le { $starts } ; ci-dessous, vous le voyez comme ce salon le verra. D'ici là, vous pouvez le retenir, mettre des rubriques en tête, écarter quelque chose (`bulletin écarter`) ou ajouter quelque chose (`actualité publier`) : cliquez sur un bouton, ou répondez `retenir`, `ordonner` ou `écarter`.
staff-digest-draft-approve = L'Affiliate Update pour **{ $room }** est prévu le { $starts } et attend votre accord ; ci-dessous, vous le voyez comme ce salon le verra. Répondez `oui`, ou d'ici là retenez-le, mettez des rubriques en tête, écartez quelque chose (`bulletin écarter`) ou ajoutez quelque chose (`actualité publier`) : cliquez sur un bouton, ou répondez `retenir`, `ordonner` ou `écarter`.
staff-digest-skipped = L'Affiliate Update pour **{ $room }** pour { $month } est sauté : { $count ->
    [0] rien n'y est nouveau
    [one] { $count } seule chose y est nouvelle
   *[other] { $count } choses seulement y sont nouvelles
}, et il en faut { $least }. Rien n'est perdu : son contenu figure dans le suivant.

digest-archive = { $count ->
    [one] { $count } numéro de { $group } :
   *[other] { $count } numéros de { $group } :
}
line-digest-month = { $month } { $year } ({ $code })
digest-archive-none = { $group } n'a encore eu aucun numéro.
digest-no-month = Il n'y a rien à lire de { $month }.
digest-month-unclear = Je n'ai pas compris le mois. Écrivez-le comme 2027-02.
digest-exported = Le numéro de { $room } pour { $month } est dans votre conversation privée, en fichier. La personne à qui vous le remettez lit ce que ce salon peut lire.
