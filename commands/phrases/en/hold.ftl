topic-hold = hold | legal hold
verb-hold-begin = begin
verb-hold-lift = lift
verb-hold-list = list
verb-hold-show = show

about-hold-begin = Keep a person's data, or what has a code, from being erased
about-hold-lift = Lift a hold
about-hold-list = What is on hold
about-hold-show = Why something is on hold
option-what = what
ask-what = What is it about? Give a reference, as SUM-7KQ4, or a person's name.

hold-begun = It is on hold now: nothing of it is erased or emptied until the hold is lifted.
hold-lifted = The hold is lifted. What is over by its age goes within the hour.
hold-already = It is on hold already. `hold show` tells why.
hold-none = It isn't on hold. `hold list` shows what is.
hold-which = { $count } people have that name. Give the account of the one you mean, as @ana:example.org.
hold-list = { $count ->
    [0] Nothing is on hold.
    [one] One hold:
   *[other] { $count } holds:
}
line-hold = { $what }, since { $since }
hold-shown = On hold since { $since }, by { $by }: { $reason }
