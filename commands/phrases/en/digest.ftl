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
verb-digest-order = order
verb-digest-first = first
verb-digest-correct = correct
verb-digest-archive = archive
verb-digest-export = export
verb-digest-pictures = pictures

about-digest-show = A room's next Affiliate Update as it stands now
about-digest-list = The issues, and what became of each
about-digest-add = Add an item to the next issues
about-digest-drop = Leave something out of the next issues
about-digest-restore = Take in again what was left out
about-digest-hold = Keep a room's next issue from going out
about-digest-resume = Let a held issue go out again
about-digest-approve = Approve a room's next issue
about-digest-send = Send a room's next issue now
about-digest-order = Put sections of a room's next issue first
about-digest-first = Put something first in its section
about-digest-correct = Say what is right of an item that went out, where it went
about-digest-archive = A group's past issues, as far as you may read them
about-digest-export = A room's issue as a file
about-digest-pictures = A month in numbers and charts

option-sections = sections
option-month = month
option-form = form
ask-month = Which month? For example: 2027-02
ask-form = As which kind of file?

word-page-form-markdown = Markdown
word-page-form-html = HTML
also-page-form-markdown = md
ask-sections = Which sections first? For example: lessons, actions

word-issue-state-collecting = being prepared
word-issue-state-held = held
word-issue-state-approved = approved
word-issue-state-sent = sent
word-issue-state-skipped = skipped, too little to say

digest-over = The issue for { $month } is settled already; no room gets a second one.
digest-not-held = That issue is not held.
digest-no-such-item = Nothing with the reference { $code } stands there.
digest-empty = There is nothing to say to { $room } yet.
digest-draft-empty = There is nothing to say yet; an empty issue is not sent.
digest-draft-thin = { $count ->
    [one] Only one thing in it is new, and it takes { $least }: as it is, it will be skipped, and what is in it kept for the next.
   *[other] Only { $count } things in it are new, and it takes { $least }: as it is, it will be skipped, and what is in it kept for the next.
}
digest-shown = Affiliate Update for { $room }, { $month } ({ $state }): what you got just now is what that room would read.
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
digest-ordered = The issue of { $room } for { $month } begins with: { $sections }.
digest-first = { $code } stands first in its section of the next issue of { $rooms ->
    [one] one room.
   *[other] { $rooms } rooms.
}
digest-corrected = What is right of { $code } is said in { $rooms ->
    [one] one room, and mended in what stands there.
   *[other] { $rooms } rooms, and mended in what stands there.
}
digest-not-issued = { $code } has not gone out anywhere; give it another text with `update edit`.
digest-same-text = { $code } says just that already.
staff-digest-draft = The Affiliate Update for **{ $room }** goes out by itself on { $starts }; below you see it as that room will. Until then you can hold it, put sections first, leave something out (`digest drop`) or add something (`update post`): press a button, or reply `hold`, `order` or `leave out`.
staff-digest-draft-approve = The Affiliate Update for **{ $room }** is due on { $starts } and waits for your approval; below you see it as that room will. Reply `yes`, or until then hold it, put sections first, leave something out (`digest drop`) or add something (`update post`): press a button, or reply `hold`, `order` or `leave out`.
staff-digest-skipped = The Affiliate Update for **{ $room }** for { $month } is skipped: { $count ->
    [0] nothing in it is new
    [one] only one thing in it is new
   *[other] only { $count } things in it are new
}, and it takes { $least }. Nothing is lost: what is in it stands in the next one.

digest-archive = { $count ->
    [one] One issue of { $group }:
   *[other] { $count } issues of { $group }:
}
line-digest-month = { $month } { $year } ({ $code })
digest-archive-none = { $group } has had no issue yet.
digest-no-month = There is nothing to read of { $month }.
digest-month-unclear = I didn't understand the month. Write it as 2027-02.
digest-exported = The issue of { $room } for { $month } is in your private chat, as a file. Whoever you hand it to reads what that room may read.
