option-rhythm = rhythm
ask-rhythm = How often: weekly, monthly or not at all?

word-rhythm-none = not at all
word-rhythm-weekly = weekly
word-rhythm-monthly = monthly
also-rhythm-none = none | never | off
also-rhythm-weekly = week
also-rhythm-monthly = month

person-brief-set = Your brief comes: { $rhythm ->
    [word-rhythm-none] not at all, unless you ask for it.
    [word-rhythm-weekly] weekly, on Monday mornings.
   *[other] monthly, on the morning of the first working day.
}
person-brief-nothing = Nothing is waiting for you, and nothing is new for you. How often your brief comes: { $rhythm }.
person-brief = **Your brief**, since { $since }
person-brief-waiting = { $count ->
    [one] **One thing is waiting for you**
   *[other] **{ $count } things are waiting for you**
}
person-brief-new = **New for you**
person-brief-followed = **New of what you follow**
