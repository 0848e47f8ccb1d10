topic-digest = digest
verb-digest-show = show
verb-digest-list = list
verb-digest-add = add
verb-digest-drop = drop
verb-digest-restore = restore
verb-digest-hold = hold
verb-digest-resume = resume
verb-digest-approve = approve
verb-digest-send = send

about-digest-show = A room's next Affiliate Update as it stands now
about-digest-list = The issues, and what became of each
about-digest-add = Add an item to the next issues
about-digest-drop = Leave something out of the next issues
about-digest-restore = Take in again what was left out
about-digest-hold = Keep a room's next issue from going out
about-digest-resume = Let a held issue go out again
about-digest-approve = Approve a room's next issue
about-digest-send = Send a room's next issue now

word-issue-state-collecting = being prepared
word-issue-state-held = held
word-issue-state-approved = approved
word-issue-state-sent = sent
word-issue-state-skipped = skipped, nothing to say

digest-over = The issue for { $month } is settled already; no room gets a second one.
digest-not-held = That issue is not held.
digest-no-such-item = Nothing with the reference { $code } stands there.
digest-empty = There is nothing to say to { $room } yet.
digest-draft-empty = There is nothing to say yet; an empty issue is not sent.
digest-shown = Affiliate Update for { $room }, { $month } ({ $state }), as it would go out now:
digest-none = There has been no issue yet.
digest-list = { $count ->
    [one] One issue:
   *[other] { $count } issues:
}
line-digest = { $room }, { $month }: { $state }
line-digest-waiting = The Affiliate Update for { $room }, { $month }, is { $state }: { $step }
digest-dropped = { $code } is left out of the next issue of { $rooms ->
    [one] one room.
   *[other] { $rooms } rooms.
}
digest-restored = { $code } is in the next issue of { $rooms ->
    [one] one room again.
   *[other] { $rooms } rooms again.
}
digest-held-back = The issue of { $room } for { $month } is held; it does not go out until you say so.
digest-resumed = The issue of { $room } for { $month } goes out by itself again.
digest-approved = The issue of { $room } for { $month } is approved and goes out in its time.
digest-sent = The issue of { $room } for { $month } is on its way.
staff-digest-draft = The Affiliate Update for **{ $room }** goes out by itself on { $starts }. Until then you can leave something out (`digest drop`), add something (`update post`) or hold it: reply `no`.
staff-digest-draft-approve = The Affiliate Update for **{ $room }** is due on { $starts } and waits for your approval: reply `yes`. Until then you can leave something out (`digest drop`) or add something (`update post`).
