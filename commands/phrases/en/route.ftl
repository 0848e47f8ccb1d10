topic-route = route
verb-route-open = open
verb-route-extend = extend
verb-route-pause = pause
verb-route-resume = resume
verb-route-close = close
verb-route-meeting = meeting
verb-route-audit = audit
verb-route-list = list
verb-route-show = show
verb-engagement-clocks = clocks
verb-engagement-exit = exit

about-route-open = Take a case on another way, too, with a clock of its own (lead)
about-route-extend = Give a route another day (lead)
about-route-pause = Stop the clock of a route (lead)
about-route-resume = Let the clock of a route go on (lead)
about-route-close = Say that nothing more is awaited on a route (lead)
about-route-meeting = Note the meeting with the monitoring partner before an RBA audit (lead)
about-route-audit = Plan the RBA's audit, after that meeting (lead)
about-route-list = The routes of an engagement
about-route-show = One route of an engagement
about-engagement-clocks = Every clock of an engagement in one view
about-engagement-exit = Why leaving the supplier is no step, and which there is

discord-topic-route = The ways on which a case is taken to a company, and their clocks

option-held = held
ask-held = On which day was the meeting held? For example: 9 March

word-route-kind-direct = directly
word-route-kind-rba-standard = RBA, standard track
word-route-kind-rba-fast-track = RBA, fast track
word-route-kind-union = memorandum with a union
word-route-kind-contract = under the contract
also-route-kind-direct = direct
also-route-kind-rba-standard = rba | rba-standard | rba standard | standard
also-route-kind-rba-fast-track = rba-fast-track | rba fast track | fast-track | fast track
also-route-kind-union = union | memorandum
also-route-kind-contract = contract | contractual

route-none = { $code } was never taken that way. Begin by `route open { $code }` and the way.
route-open-already = That way is open, or paused, already. To give it another day, say `route extend`; to let its clock go on, `route resume`.
route-other-track = { $code } is on the other track of the RBA already. Close that one first, by `route close { $code }`.
route-closed = That way is closed. To take it up anew, say `route open`.
route-not-open = Its clock stands still. Let it go on first, by `route resume`.
route-not-paused = Its clock runs. To stop it, say `route pause`, with your reason.
route-extend-later = It has until { $day }, or that day is over. Name a later one.
route-past = { $day } has passed, or before the meeting. Name a later day.
route-not-rba = Only the RBA's two tracks have a meeting and an audit. Name one of them: standard, or fast track.
route-meeting-first = The RBA audits nothing before the meeting with the monitoring partner: note that first, by `route meeting` and its day.

route-noted = Noted for { $code }:
route-list = The routes of { $code }:
route-shown = In { $code }:
route-list-none = { $code } is taken to the company on no route yet.
line-route-open = **{ $kind }**: by { $due }{ $late ->
    [1] , which is over
   *[other] {""}
}
line-route-paused = **{ $kind }**: paused, with { $left ->
    [one] one day left
   *[other] { $left } days left
}
line-route-closed = **{ $kind }**: closed
route-met = The meeting with the monitoring partner was held on { $on }.
route-gate = No audit before the meeting with the monitoring partner, which is not noted yet.
route-audit-on = The RBA's audit is planned for { $on }.
route-opened-post = { $by } takes the case on another way, too.
route-extended-post = { $by } gave a route another day.
route-paused-post = { $by } stopped the clock of a route.
route-resumed-post = { $by } lets the clock of a route go on.
route-closed-post = { $by } closed a route.
route-met-post = { $by } noted the meeting with the monitoring partner: the RBA's audit can be planned now.
route-unmet-post = { $by } took the note of the meeting with the monitoring partner back, and an audit planned after it.
route-audit-post = { $by } planned the RBA's audit.
route-reminder = In { $code } something is due on { $due }, on this way: { $kind }.
route-late = A clock of { $code } has run out on { $due }, on this way: { $kind }.

engagement-cause-direct-passed = Why: the clock of what is asked of the company directly has run out.
engagement-cause-rba-passed = Why: the clock of the RBA's track has run out.
engagement-cause-union-passed = Why: the clock of the memorandum with the union has run out.
engagement-cause-contract-passed = Why: the clock of what was asked under the contract has run out.
engagement-clocks = **The clocks of { $code }**, { $level }
engagement-clocks-none = Nothing is awaited in { $code } now: no route, letter, step or measure has a day.
line-clock-letter = **{ $code }**: an answer is due by { $due }{ $late ->
    [1] , which is over
   *[other] {""}
}
line-clock-measure = **{ $code }**: a measure of the plan, by { $due }{ $late ->
    [1] , which is over
   *[other] {""}
}
engagement-exit = Leaving the supplier is no step of { $code }, which is on { $level }. Workers would lose the buyers who can press for remedy, so remedy comes first; nothing was changed. What your organisation buys stays its own decision, and to leave the engagement alone is `engagement leave`.
engagement-exit-instead = The next step there is: { $level }. The lead decides it, and gives the reason.
engagement-exit-top = No stronger step is left. What still helps: the measures of the plan, their verification, and what was agreed to follow a delay.
word-deed-route-remind = remind of a route's clock
word-deed-route-passed = note that a route's clock ran out
