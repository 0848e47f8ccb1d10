topic-help = help
topic-my = my

about-help = What you can do here now
about-my = What waits for you
help = What you can do now:
help-labels = How far something may go, and who may read it here:
line-label = { $label }: { $means }
help-topic = All there is on this:
help-topic-only = I don't know that command. On this topic there is:
help-waiting = { $count ->
    [one] One thing waits for you.
   *[other] { $count } things wait for you.
}
help-more = More on one topic: { $topics }. What the labels mean: `help label`
help-unknown = I know nothing called “{ $topic }”.
line-command = { $step } – { $about }
my = { $count ->
    [one] One thing waits for you:
   *[other] { $count } things wait for you:
}
my-nothing = Nothing waits for you.
