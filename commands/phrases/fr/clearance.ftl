topic-clearance = habilitation | habilitations
discord-topic-clearance = Exceptions : qui peut lire malgré la règle, et qui ne peut pas
verb-clearance-grant = accorder
verb-clearance-agree = confirmer
verb-clearance-deny = interdire
verb-clearance-lift = lever
verb-clearance-list = lister | liste
verb-clearance-show = montrer

about-clearance-grant = Laisser quelqu'un lire un résumé, ou ce qui concerne une usine, jusqu'à un jour (à deux)
about-clearance-agree = Confirmer une habilitation, en seconde personne
about-clearance-deny = Tenir quelqu'un à l'écart d'un résumé, d'une usine ou de tout ce qui touche une entreprise
about-clearance-lift = Mettre fin à une habilitation ou à une interdiction
about-clearance-list = Les habilitations et interdictions en vigueur, et celles qui attendent
about-clearance-show = À qui s'adresse une habilitation ou une interdiction, jusqu'à quand et pourquoi
option-subject = objet-visé
option-who = destinataire
ask-subject = De quoi s'agit-il ? Le code d'un résumé ou d'une usine, comme SUM-7KQ4 ; pour interdire, aussi le nom d'une entreprise.
ask-who = De qui s'agit-il ? Le nom d'une personne ou d'une organisation, ou le code d'un groupe. Par exemple : Ville de Gand
ask-clearance-code = Quelle habilitation ? Par exemple : CLR-7KQ4

word-effect-grant = habilitation
word-effect-deny = interdiction
word-clearance-waiting = attend une seconde personne
word-clearance-in-force = en vigueur

clearance-asked = Noté sous { $code }. Dès qu'une seconde personne confirme, { $name } peut lire { $subject } jusqu'au niveau { $label }, jusqu'au { $until } inclus.
staff-clearance-asked = { $by } demande que { $name } puisse lire { $subject } jusqu'au niveau { $label }, jusqu'au { $until } inclus. Une seconde personne doit confirmer.
clearance-granted = { $code } : { $name } peut lire { $subject } jusqu'au { $until } inclus.
staff-clearance-granted = { $by } confirme { $code } : { $name } peut lire { $subject } jusqu'au { $until } inclus.
clearance-opened = Vous pouvez lire { $subject } jusqu'au { $until } inclus. Respectez son niveau : c'est pour vous, et cela ne va pas plus loin.
clearance-denied = { $code } : { $name } ne reçoit plus rien au sujet de { $subject }, quels que soient la règle, l'habilitation ou le consortium qui le permettraient. Les copies déjà reçues restent où elles sont : `salon rappeler` ou `résumé retirer` les reprend.
staff-clearance-denied = { $by } tient { $name } à l'écart de { $subject }. Un salon où il y a quelqu'un d'écarté n'en reçoit rien.
clearance-lifted = { $code } est levée : l'{ $effect } de { $subject } pour { $name } a pris fin.
staff-clearance-lifted = { $by } a levé { $code } : l'{ $effect } de { $subject } pour { $name } a pris fin.
staff-clearance-ends = { $code } prend fin { $days ->
    [0] d'ici un jour
    [one] dans { $days } jour
   *[other] dans { $days } jours
} : { $name } ne pourra alors plus lire { $subject }. Si c'est encore nécessaire, deux personnes doivent le redire.
clearance-list = { $count ->
    [0] Rien n'est accordé ni interdit au-delà des règles.
    [one] Une exception aux règles :
   *[other] { $count } exceptions aux règles :
}
line-clearance = { $code } – { $effect }, { $state } : { $name }, { $subject }{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
}
clearance-shown = **{ $code }** – { $effect }, { $over ->
    [1] terminée
   *[other] { $state }
} : { $name }, { $subject }{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
}. Dit par { $by }, depuis { $since } ; jusqu'au niveau { $label }. { $reason }
line-clearance-agree = { $code } attend une seconde personne : { $step }

clearance-not-a-company = Une habilitation ouvre un résumé ou une usine, pas tout ce qui touche { $name }. Donnez un code, comme SUM-7KQ4.
clearance-label-low = { $subject } est { $label } : une habilitation pour moins n'ouvrirait rien. Omettez le niveau.
clearance-staff-read = { $name } est de l'équipe, qui le lit de toute façon. `habilitation lister` montre si cela lui a été interdit.
clearance-which = { $count } personnes portent ce nom. Donnez le compte de celle dont il s'agit, comme @ana:example.org.
clearance-end-past = Ce jour est passé. Donnez-en un qui vient encore.
clearance-end-far = Une habilitation prend fin après { $days } jours au plus tard : donnez un jour plus proche. Elle peut alors être redite.
clearance-there-already = { $code } en dit déjà autant. `habilitation montrer { $code }` le montre.
clearance-not-waiting = { $code } n'attend plus la parole de personne. `habilitation lister` montre ce qui attend.
clearance-second-person = Vous avez dit { $code } vous-même : une autre personne doit confirmer.
clearance-first-left = La personne qui a dit { $code } n'est plus de l'équipe ; sa parole ne compte plus. Levez-la et redites-la.
clearance-over = { $code } a déjà pris fin. `habilitation lister` montre ce qui est en vigueur.
clearance-lift-other = Une interdiction est levée par quelqu'un qui approuve et ne l'a pas dite : { $code } demande une autre personne.
