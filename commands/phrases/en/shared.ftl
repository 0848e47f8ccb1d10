# What every topic says, and how values are shown.

next-step = Next: { $step }
did-you-mean = I don't know that command. Did you mean this?
inline-word = { $word }
pointer-rest = There is more, which can't be shown here. You can read it, and act on it, on { $platform }.
pointer-rest-nowhere = There is more, which can't be shown here. It can be read on Matrix; link your account there, or ask staff for one.

## How values are shown

shown-date = { $weekday } { $day } { $month } { $year }
shown-moment = { $weekday } { $day } { $month } { $year }, { $time } ({ $zone }{ $city ->
    [0] {""}
   *[other] {" "}time
})
prose-language-en = (in English)
prose-language-fr = (in French)
prose-above = (the text above)
prose-cut = (shortened here: the text is too long for one message)
list-cut =
    { $count ->
        [one] … and { $count } more line, too long for one message.
       *[other] … and { $count } more lines, too long for one message.
    }
