topic-meeting = meeting
verb-meeting-schedule = schedule | plan
verb-meeting-series = series
verb-meeting-move = move
verb-meeting-cancel = cancel
verb-meeting-cancel-series = cancel-series | cancel series
verb-meeting-reopen = reopen
verb-meeting-rsvp = rsvp
verb-meeting-point = point
verb-meeting-discussed = discussed
verb-meeting-drop = drop
verb-meeting-minutes = minutes
verb-meeting-ics = ics | calendar
verb-meeting-list = list
verb-meeting-show = show

about-meeting-schedule = Plan a meeting and announce it
about-meeting-series = Plan meetings by a rule, as “second Tuesday of the second month”
about-meeting-move = Move a meeting to another time
about-meeting-cancel = Cancel a meeting
about-meeting-cancel-series = Cancel a whole series
about-meeting-reopen = Hold a cancelled meeting after all
about-meeting-rsvp = Say whether you will be there
about-meeting-point = Bring a point for the agenda
about-meeting-discussed = Say that an agenda point was discussed
about-meeting-drop = Take back an agenda point
about-meeting-minutes = Keep the minutes and post them
about-meeting-ics = Get a meeting's calendar file
about-meeting-list = The upcoming meetings
about-meeting-show = A meeting: who will be there, agenda, minutes

option-starts = starts | when
option-minutes = minutes
option-link = link
option-rule = rule
option-clock = clock | at
option-first = first | from
option-reason = reason
option-answer = answer

ask-starts = When does it start? For example: 9 March 2pm
ask-minutes = How many minutes does it last? For example: 90
ask-link = At which address do people join? For example: https://meet.example.org/lev
ask-rule = By which rule? For example: second Tuesday of the second month
ask-clock = At what time of day? For example: 14:00
ask-first = From which day on? For example: 1 January
ask-reason = For what reason? For example: too few can make it
ask-answer = Will you be there?
ask-meeting-code = Which meeting? For example: MTG-27-Q1-LEV
ask-meeting-title = What is the meeting called? For example: Quarterly meeting
ask-meeting-point-text = What is the point about? Write it as your next message.
ask-meeting-discussed-code = Which agenda point? For example: AGP-12
ask-meeting-drop-code = Which agenda point? For example: AGP-12
ask-meeting-minutes-text = Please write the minutes as your next message.

recurrence-unknown = I don't know that rule. Write it like `second Tuesday of the second month`, `last Thursday of every month` or `every Monday`.
time-unknown = I can't read that as a time of day. Write it like `14:00` or `2pm`.

word-rsvp-answer-yes = yes
word-rsvp-answer-no = no
word-rsvp-answer-maybe = maybe
also-rsvp-answer-yes = y | coming | attending
also-rsvp-answer-no = n | not coming
also-rsvp-answer-maybe = perhaps
word-meeting-state-scheduled = scheduled
word-meeting-state-held = held
word-meeting-state-cancelled = cancelled
word-point-state-open = open
word-point-state-discussed = discussed
word-point-state-dropped = dropped
word-weekday-0 = Monday
word-weekday-1 = Tuesday
word-weekday-2 = Wednesday
word-weekday-3 = Thursday
word-weekday-4 = Friday
word-weekday-5 = Saturday
word-weekday-6 = Sunday

## Rules

rule-quarterly = the { $ordinal ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] last
} { $weekday } of the { $month ->
    [1] first
    [2] second
   *[other] third
} month of each quarter
rule-monthly = the { $ordinal ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] last
} { $weekday } of { $interval ->
    [1] every month
   *[other] every { $interval } months
}
rule-weekly = { $interval ->
    [1] every { $weekday }
   *[other] every { $interval } weeks on { $weekday }
}
rule-other = by the rule { $rule }

## What rooms are told

meeting-announced = **{ $title }** ({ $code }): { $starts }, { $minutes } minutes.
meeting-announced-off = **{ $title }** ({ $code }), { $starts }, is **cancelled**.
meeting-link = Join here: { $link }
meeting-how-to-click = Will you be there? Click, or reply to this with yes, no or maybe.
meeting-how-to-answer = Will you be there? Reply to this with yes, no or maybe, or react with 👍, 👎 or 🤔.
meeting-reminder = A reminder:
meeting-moved-notice = **{ $title }** ({ $code }) has moved: not { $former }, but **{ $starts }**. Please answer again.
meeting-cancelled-notice = **{ $title }** ({ $code }), { $starts }, is cancelled.{ $reason ->
    [none] {""}
   *[other] {" "}The reason: { $reason }
}
meeting-not-held-notice = **{ $title }** ({ $code }), { $starts }, did not take place.{ $reason ->
    [none] {""}
   *[other] {" "}The reason: { $reason }
}
meeting-minutes = The minutes of **{ $title }** ({ $code }), { $starts }:
meeting-minutes-text = { $text }
series-announced = **{ $title }**: { $rule } ({ $zone }). The next dates:
series-announced-off = **{ $title }**: { $rule } ({ $zone }). This series has ended. Its dates were:
series-cancelled-notice = The series **{ $title }** is cancelled; these dates are dropped:

## Answers

meeting-scheduled = { $code } is planned and announced: **{ $title }**, { $starts }, { $minutes } minutes.
meeting-your-time = For you that is { $starts }.
meeting-moved = { $code } has moved: **{ $title }**, { $starts }, { $minutes } minutes. The rooms are told, and everybody is asked again.
meeting-cancelled = { $code } is cancelled, and its rooms are told.{ $told ->
    [0] {""}
    [one] {" "}As it is so near, one person who meant to come is told in private, too.
   *[other] {" "}As it is so near, { $told } people who meant to come are told in private, too.
}
meeting-reopened = It takes place after all, as { $code }: **{ $title }**, { $starts }, { $minutes } minutes. Calendars take it for a new meeting.
series-planned = Planned and announced: **{ $title }**, { $rule } ({ $zone }). The next dates:
series-cancelled = The series **{ $title }** is cancelled: { $count ->
    [one] one date is dropped
   *[other] { $count } dates are dropped
}. To have it again, plan it anew:
rsvp-noted = Noted for { $code }, { $starts }: { $answer }. { $organisation } counts as: { $says }.
point-brought = { $code } is on the agenda of { $meeting }.
point-settled = { $code } is { $state } now.
meeting-minutes-kept = The minutes of { $code } are kept and posted.
meeting-points-left = { $count ->
    [one] One point was not marked as discussed and comes back next time:
   *[other] { $count } points were not marked as discussed and come back next time:
}
meeting-file = Here is the calendar file of { $code }.
meeting-list = { $count ->
    [0] No meeting is planned.
    [one] One upcoming meeting:
   *[other] { $count } upcoming meetings:
}
meeting-list-past = The last ones:
meeting-shown = **{ $title }** ({ $code }), { $starts }, { $minutes } minutes – { $state }
meeting-agenda = { $count ->
    [one] One point on the agenda:
   *[other] { $count } points on the agenda:
}
meeting-actions = { $count ->
    [one] One open action:
   *[other] { $count } open actions:
}
rsvp-none = Nobody has answered yet.
rsvp-list = Organisations: { $yes } yes, { $maybe } maybe, { $no } no
rsvp-person = { $name } ({ $answer })
line-rsvp = { $organisation }: **{ $answer }** – { $people }
line-meeting = **{ $code }** { $title }, { $starts }
line-meeting-off = **{ $code }** { $title }, { $starts } – cancelled
line-meeting-waits = { $title }, { $starts }: will you be there? { $step }
line-point = { $code } { $text }
line-point-of = { $code } { $text } ({ $state })

## Refusals

meeting-past = { $starts } has passed. Give a time that is still to come.
meeting-begun = { $code } has begun; it can't be moved any more.
meeting-over = { $code } is over.
meeting-not-begun = { $code } has not begun yet: { $starts }.
meeting-same-time = { $code } is at that time already: { $starts }.
meeting-cancelled-already = { $code } is cancelled. `meeting reopen { $code }` plans it again.
meeting-not-cancelled = { $code } is not cancelled.
meeting-follows-already = It takes place already, as { $code }.
meeting-no-series = { $code } belongs to no series; `meeting cancel { $code }` cancels it.
meeting-link-unclear = That is no address to join at. It looks like `https://meet.example.org/lev`.
series-no-dates = That rule gives no date that is still to come.
series-ended-already = The series { $title } has ended already.
point-closed-already = { $code } is not open any more.
point-open-already = { $code } is open.
