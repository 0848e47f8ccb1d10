verb-engagement-ask = ask
verb-engagement-amend = amend
verb-engagement-waive = waive
verb-engagement-role = role
verb-engagement-conflict = conflict
about-engagement-ask = Add a common ask for the short, middle or long term (lead)
about-engagement-amend = Change the words or the term of a common ask (lead)
about-engagement-waive = Drop a common ask (lead)
about-engagement-role = Make an organisation lead, co-lead, supporter or observer (lead)
about-engagement-conflict = Declare a conflict of interest, for the lead and staff alone

ask-term = For the short, the middle or the long term?
ask-over = Has it ended? Say yes or no.
option-term = term
option-over = over
word-term-short = short
word-term-middle = middle
word-term-long = long
word-part-lead = lead
word-part-co-lead = co-lead
word-part-supporter = supporter
word-part-observer = observer

engagement-asks-many = { $code } has { $most } common asks. Drop one first (`engagement waive`).
engagement-ask-same = Nothing would change in { $code }: give other words, or another term.
engagement-ask-dropped = { $code } was dropped; add it anew (`engagement ask`).
engagement-ask-added = { $code } is a common ask now, and stands on the card in the room.
engagement-ask-amended = { $code } is changed; the card in the room says so.
engagement-ask-waived = { $code } is asked for no more.
engagement-ask-post = **{ $code }** – a common ask ({ $term } term), added by { $by }: { $text }
engagement-ask-amended-post = **{ $code }** – changed by { $by } ({ $term } term): { $text }
engagement-ask-dropped-post = { $by } dropped the common ask { $code } ({ $term } term): { $text }
line-engagement-common-ask = **{ $code }** ({ $term } term): { $text }

engagement-role-set = { $name } in { $code }: { $role }.
engagement-role-post = { $name } is { $role } from now on, says { $by }.
engagement-shown-co-lead = Co-lead: { $name }
engagement-shown-observers = Observers, who neither agree nor sign: { $names }
engagement-shown-load = { $name } leads { $count ->
    [one] one open engagement
   *[other] { $count } open engagements
} (only { $name } and staff see this).
engagement-rotation = { $name } has led { $code } for { $days } days. Proposed: another organisation takes the lead. A person decides; nothing changes by itself.

engagement-conflict-declared = Noted. The lead of { $code } and staff can read it, and nobody else. If it is about a tender, say so as well (`organisation tender`).
engagement-conflict-over = Noted: that conflict of interest has ended.
engagement-conflict-none = You know of no conflict of interest in { $code }.
engagement-conflicts = { $count ->
    [one] One conflict of interest was declared in { $code }:
   *[other] { $count } conflicts of interest were declared in { $code }:
}
line-engagement-conflict = { $name }: { $text }
engagement-conflict-told = { $name } has declared a conflict of interest in { $code }. Read it in private.
engagement-conflict-over-told = { $name } says that a conflict of interest in { $code } has ended.
