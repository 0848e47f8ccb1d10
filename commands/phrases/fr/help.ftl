topic-help = aide
topic-my = moi | mes

about-help = Ce que vous pouvez faire ici maintenant
about-my = Ce qui vous attend
help = Ce que vous pouvez faire maintenant :
help-topic = Tout ce qu'il y a à ce sujet :
help-waiting = { $count ->
    [one] Une chose vous attend.
   *[other] { $count } choses vous attendent.
}
help-more = Plus sur un sujet : `aide réunion`, `aide résumé`, `aide engagement`, `aide leçon` …
line-command = { $step } – { $about }
my = { $count ->
    [one] Une chose vous attend :
   *[other] { $count } choses vous attendent :
}
my-nothing = Rien ne vous attend.
