topic-help = help
topic-my = my

about-help = What you can do here now
about-my = What is waiting for you
help = What you can do now:
help-labels = How far something may go, and who may read it here:
line-label = { $label }: { $means }
help-topic = All you can do on this topic:
help-of-one = About one of these, whose reference comes first:
help-topic-only = I don't know that command. All you can do on this topic:
help-waiting = { $count ->
    [one] One thing is waiting for you.
   *[other] { $count } things are waiting for you.
}
help-more = More on one topic: { $topics }. What the labels mean: `help label`
help-unknown = I know nothing called “{ $topic }”.
line-command = { $step } – { $about }
my = { $count ->
    [one] One thing is waiting for you:
   *[other] { $count } things are waiting for you:
}
my-nothing = Nothing is waiting for you.
