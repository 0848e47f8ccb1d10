topic-help = help
topic-my = my

about-help = What you can do here now
about-my = What waits for you
help = What you can do now:
help-labels = How far something may go, and who may read it here:
line-label = { $label }: { $means }
help-topic = All there is on this:
help-waiting = { $count ->
    [one] One thing waits for you.
   *[other] { $count } things wait for you.
}
help-more = More on one topic: `help meeting`, `help summary`, `help engagement`, `help question`, `help lesson`, `help tool`, `help expertise`, `help follow`, `help group`, `help disclosure`, `help person` … What the labels mean: `help label`
line-command = { $step } – { $about }
my = { $count ->
    [one] One thing waits for you:
   *[other] { $count } things wait for you:
}
my-nothing = Nothing waits for you.
