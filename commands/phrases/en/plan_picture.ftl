verb-plan-picture = picture
about-plan-picture = Show in the engagement's room how far its plan is, as a picture

plan-picture-post = **The plan of { $code }** on { $day }, as { $by } shows it
line-plan-picture = **{ $code }**, by { $due }: { $state }{ $claimed ->
    [1] , not verified yet
   *[other] {""}
}{ $late ->
    [1] , overdue
   *[other] {""}
}
line-plan-picture-more = { $count ->
    [one] One more
   *[other] { $count } more
}: { $step }
plan-pictured = How far the plan of { $code } is stands in its room, as words and as a picture.

chart-plan = { $code }: how far the plan is, { $day }
chart-plan-measure = { $code }, { $due }
chart-plan-state = { $state }{ $claimed ->
    [1] , not verified yet
   *[other] {""}
}{ $late ->
    [1] , overdue
   *[other] {""}
}
chart-plan-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
