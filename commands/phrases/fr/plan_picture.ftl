verb-plan-picture = image
about-plan-picture = Montrer dans le salon où en est le plan, en image

plan-picture-post = **Le plan de { $code }** au { $day }, montré par { $by }
line-plan-picture = **{ $code }**, pour le { $due } : { $state }{ $claimed ->
    [1] , pas encore vérifiée
   *[other] {""}
}{ $late ->
    [1] , en retard
   *[other] {""}
}
line-plan-picture-more = { $count ->
    [one] Une de plus
   *[other] { $count } de plus
} : { $step }
plan-pictured = L'état du plan de { $code } est dans son salon, en mots et en image.

chart-plan = { $code } : où en est le plan, { $day }
chart-plan-measure = { $code }, { $due }
chart-plan-state = { $state }{ $claimed ->
    [1] , pas encore vérifiée
   *[other] {""}
}{ $late ->
    [1] , en retard
   *[other] {""}
}
chart-plan-more = { $count ->
    [one] et une de plus
   *[other] et { $count } de plus
}
