topic-help = aide
topic-my = moi | mes

about-help = Ce que vous pouvez faire ici maintenant
about-my = Ce qui vous attend
help = Ce que vous pouvez faire maintenant :
help-labels = Jusqu'où une chose peut aller, et qui peut la lire ici :
line-label = { $label } : { $means }
help-topic = Tout ce que vous pouvez faire à ce sujet :
help-of-one = Sur l'un de ces éléments, sa référence en premier :
help-topic-only = Je ne connais pas cette commande. Tout ce que vous pouvez faire à ce sujet :
help-waiting = { $count ->
    [one] Une chose vous attend.
   *[other] { $count } choses vous attendent.
}
help-more = Plus sur un sujet : { $topics }. Ce que veulent dire les niveaux : `aide niveau`
help-unknown = Je ne connais rien qui s'appelle « { $topic } ».
line-command = { $step } – { $about }
my = { $count ->
    [one] Une chose vous attend :
   *[other] { $count } choses vous attendent :
}
my-nothing = Rien ne vous attend.
