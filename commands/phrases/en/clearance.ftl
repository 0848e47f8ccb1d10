topic-clearance = clearance | clearances
discord-topic-clearance = Exceptions: who may read it after all, and who may not
verb-clearance-grant = grant
verb-clearance-agree = agree
verb-clearance-deny = deny
verb-clearance-lift = lift
verb-clearance-list = list
verb-clearance-show = show

about-clearance-grant = Let somebody read one summary, or what concerns one facility, until a day (two people)
about-clearance-agree = Agree to a grant, as the second person
about-clearance-deny = Keep somebody from a summary, a facility or all about a company
about-clearance-lift = End a grant or a deny
about-clearance-list = The grants and denies in force, and those that wait
about-clearance-show = Whom a grant or a deny is for, until when and why
option-subject = subject
option-who = who
ask-subject = What is it about? The code of a summary or a facility, as SUM-7KQ4; to deny, a company's name, too.
ask-who = Whom is it for? A person's or an organisation's name, or the code of a group. For example: City of Ghent
ask-clearance-code = Which clearance? For example: CLR-7KQ4

word-effect-grant = grant
word-effect-deny = deny
word-clearance-waiting = waits for a second person
word-clearance-in-force = in force

clearance-asked = Noted as { $code }. Once a second person agrees, { $name } may read { $subject } up to { $label }, until { $until } inclusive.
staff-clearance-asked = { $by } asks that { $name } may read { $subject } up to { $label }, until { $until } inclusive. A second person has to agree.
clearance-granted = { $code }: { $name } may read { $subject } until { $until } inclusive.
staff-clearance-granted = { $by } agrees to { $code }: { $name } may read { $subject } until { $until } inclusive.
clearance-opened = You may read { $subject } until { $until } inclusive. Keep to its label: it is for you, and goes no further.
clearance-denied = { $code }: { $name } gets nothing about { $subject } any more, whatever rule, grant or consortium would let them. Copies they have already stay where they are: `room recall` or `summary withdraw` takes them back.
staff-clearance-denied = { $by } keeps { $name } from { $subject }. A room in which they are gets nothing about it.
clearance-lifted = { $code } is lifted: the { $effect } of { $subject } for { $name } is over.
staff-clearance-lifted = { $by } has lifted { $code }: the { $effect } of { $subject } for { $name } is over.
staff-clearance-ends = { $code } ends { $days ->
    [0] within a day
    [one] in { $days } day
   *[other] in { $days } days
}: { $name } may not read { $subject } any more then. If they still need it, two people have to say so again.
clearance-list = { $count ->
    [0] Nothing is granted or denied beyond the rules.
    [one] One exception to the rules:
   *[other] { $count } exceptions to the rules:
}
line-clearance = { $code } – { $effect }, { $state }: { $name }, { $subject }{ $until ->
    [none] {""}
   *[other] , until { $until }
}
clearance-shown = **{ $code }** – { $effect }, { $over ->
    [1] over
   *[other] { $state }
}: { $name }, { $subject }{ $until ->
    [none] {""}
   *[other] , until { $until }
}. Said by { $by }, since { $since }; up to { $label }. { $reason }
line-clearance-agree = { $code } waits for a second person: { $step }

clearance-not-a-company = A grant opens one summary or one facility, not all about { $name }. Give a code, as SUM-7KQ4.
clearance-label-low = { $subject } is { $label }: a grant up to less would open nothing. Leave the label out.
clearance-staff-read = { $name } is staff, who read it anyway. `clearance list` shows whether it was denied to them.
clearance-which = { $count } people have that name. Give the account of the one you mean, as @ana:example.org.
clearance-end-past = That day has passed. Give one that is still to come.
clearance-end-far = A grant ends after { $days } days at the latest: give an earlier day. It can be said again then.
clearance-there-already = { $code } says as much already. `clearance show { $code }` shows it.
clearance-not-waiting = { $code } doesn't wait for anybody's word any more. `clearance list` shows what does.
clearance-second-person = You have said { $code } yourself: another person has to agree.
clearance-first-left = Whoever said { $code } is not staff any more, so their word doesn't count. Lift it, and say it anew.
clearance-over = { $code } is over already. `clearance list` shows what is in force.
clearance-lift-other = A deny is lifted by an approver who has not said it: { $code } needs another person.
