topic-plan = plan
verb-plan-add = add
verb-plan-list = list
verb-plan-show = show
verb-plan-edit = edit
verb-plan-extend = extend
verb-plan-start = start
verb-plan-claim = claim
verb-plan-verify = verify
verb-plan-reject = reject
verb-plan-partner = partner
verb-plan-note = note
verb-plan-drop = drop

about-plan-add = Add a measure to an engagement's corrective action plan (lead)
about-plan-list = The corrective action plan of an engagement, with its numbers
about-plan-show = One measure, and all that was said of it
about-plan-edit = Change the words of a measure (lead)
about-plan-extend = Move the day of a measure, for a reason (lead)
about-plan-start = Say that a measure is in progress, or is so again (lead)
about-plan-claim = Note that the company claims a measure to be done
about-plan-verify = Say that a claim holds (staff or its monitoring partner)
about-plan-reject = Say that a claim does not hold (staff or its monitoring partner)
about-plan-partner = Name the monitoring partner that verifies a measure
about-plan-note = Keep a word with a measure: what followed a delay, who says otherwise
about-plan-drop = Take a measure out of the plan (lead)

discord-topic-plan = Corrective action plans: who puts what right, who verifies it

option-finding = finding
option-action = action
option-responsible = responsible
option-verification = verification
option-consequence = consequence
ask-finding = Which finding does it answer? Please write it as your next message. No names of workers, and nothing by which one could be recognised.
ask-action = What is the company to do? Please write it as your next message.
ask-responsible = Who is responsible for it? For example: the human resources manager of Volta Motors
ask-verification = How will it be verified? For example: interviews with workers outside the plant, by the monitoring partner
ask-consequence = What follows if it is late? For example: the next level of the engagement
ask-plan-code = Which measure? For example: CAP-7KQ4

word-measure-state-not-started = not started
word-measure-state-in-progress = in progress
word-measure-state-claimed = claimed done
word-measure-state-verified = verified
word-measure-state-rejected = rejected
word-measure-state-dropped = taken out

plan-past = { $day } has passed. Name today or a later day.
plan-extend-later = { $code } is due on { $day }, or that day is over. Name a later one.
plan-full = The plan of { $code } has { $most } measures, and takes no more. Take one out, or put several into one.
plan-edit-nothing = Say what is to change in { $code }, by its name: finding, action, responsible, verification or consequence.
plan-edit-claimed = { $code } was claimed to be done as it is worded. To change its words, say `plan start { $code }` first: it is in progress again then.
plan-started-already = { $code } is in progress already. When the company says that it is done, say `plan claim { $code }`.
plan-claimed-already = A claim for { $code } stands already, and waits to be verified. If it contradicts what you know, tell staff, or say `plan start { $code }` (lead).
plan-verified-already = { $code } is verified. If that no longer holds, staff or its monitoring partner say so by `plan reject { $code }`.
plan-dropped-already = { $code } was taken out of the plan. Write a new measure by `plan add`.
plan-not-claimed = Nobody has claimed { $code } to be done yet, so there is nothing to verify. Note what the company says first, by `plan claim { $code }`.
plan-verify-other = You noted the claim for { $code }: somebody else verifies it, of the staff or of its monitoring partner.
plan-verify-who = Whether a claim holds is for staff, or for the monitoring partner named for { $code }, to say.
plan-not-yours = { $code } is the buyers' to change. You can verify or reject what is claimed of it.
plan-partner-none = No monitoring partner is named for { $code }: staff verify it.
plan-partner-which = Which monitoring partner verifies { $code }? Put its name behind the code.
plan-partner-kind = { $name } is no monitoring partner that is active now. Name one that is; without one, staff verify.
plan-partner-nobody = Nobody of { $name } can be told: it has no active people here, or they were denied the company. Name another partner; without one, staff verify.
plan-responsible-ended = { $name } has left the network, so nothing can be asked of it here. Name who is responsible now.

plan-added = **{ $code }** is in the plan, due on { $due }. You will be reminded.
plan-edited = { $code } is changed.
plan-extended = { $code } is due on { $due } now.
plan-started = { $code } is in progress.
plan-claimed = Noted: { $code } is claimed to be done. That is not verified yet: staff, or its monitoring partner, have been asked.
plan-verified = { $code } is verified.
plan-rejected = { $code } is rejected, and open again.
plan-noted = Your word is kept with { $code }.
plan-partner-named = { $name } verifies { $code }. It reads this measure, and nothing else of the engagement.
plan-partner-off = No monitoring partner verifies { $code } now, or reads it any more: staff verify it.
plan-dropped = { $code } is out of the plan.

plan-none = There is no corrective action plan in { $code } yet.
plan-shown = **The plan of { $code }**
plan-progress = The plan: { $verified } of { $all } verified, { $claimed } claimed done, { $doing } in progress, { $waiting } not started, { $rejected } rejected.{ $late ->
    [0] {""}
    [one] {" "}One is late.
   *[other] {" "}{ $late } are late.
}
line-plan-measure = **{ $code }** ({ $state }), by { $due }{ $late ->
    [1] , late
   *[other] {""}
}, { $responsible }: { $text }
plan-measure = **{ $code }** – { $company }, { $state }
plan-measure-finding = Finding: { $text }
plan-measure-action = Action: { $text }
plan-measure-responsible = Responsible: { $who }
plan-measure-verification = Verified by: { $text }
plan-measure-due = By { $due }{ $late ->
    [1] , which is over
   *[other] {""}
}{ $extended ->
    [0] .
    [one] ; moved once.
   *[other] ; moved { $extended } times.
}
plan-measure-consequence = What follows a delay: { $text }
plan-measure-partner = { $gone ->
    [1] Its monitoring partner is no longer active in the network: staff verify it.
   *[other] { $name ->
        [none] A monitoring partner verifies it.
       *[other] { $name } verifies it.
    }
}
line-plan-note = { $day }, { $name }: { $state }
line-plan-note-unnamed = { $day }: { $state }
plan-note-text = { $text }

plan-added-post = **{ $code }** – a new measure in the plan, by { $due }, says { $by }: { $text }
plan-edited-post = { $by } changed the words of { $code }.
plan-extended-post = { $by } moved { $code } to { $due } ({ $count ->
    [one] moved once
   *[other] moved { $count } times
}): { $text }
plan-started-post = { $code } is in progress, says { $by }.
plan-claimed-post = { $code } is claimed to be done, noted by { $by }; it is not verified yet: { $text }
plan-verified-post = { $code } is verified by { $by ->
    [none] its monitoring partner
   *[other] { $by }
}: { $text }
plan-rejected-post = { $code } is rejected by { $by ->
    [none] its monitoring partner
   *[other] { $by }
}{ $again ->
    [1] , although it was verified before; both words are kept
   *[other] {""}
}: { $text }
plan-note-post = { $by ->
    [none] Its monitoring partner
   *[other] { $by }
} has a word on { $code }: { $text }
plan-dropped-post = { $by } took { $code } out of the plan: { $text }
plan-to-verify = The company claims { $code } to be done. Please verify it, or say that it does not hold.
plan-partner-asked = You are asked to verify a measure of a corrective action plan, { $code }, once the company claims that it is done.
plan-reminder = { $code }, a measure of your plan, is due on { $due }.
plan-late = { $code }, a measure of your plan, was due on { $due }, and nobody has said that it is done.
line-plan-verify = { $code } waits to be verified: { $step }
line-plan-late = { $code } is late since { $due }: { $step }
plan-where = Read it: { $step }
engagement-lesson = A setback teaches as much as a success. Tell the others what you learnt, without naming company, workers or sources: { $step }
engagement-lesson-text = To begin with, if you like: an engagement of { $months ->
    [one] a month
   *[other] { $months } months
}, which came to: { $result }. { $all ->
    [0] There was no corrective action plan.
   *[other] Of { $all } measures of the plan, { $verified } were verified and { $delayed } had their day moved.
} What brought the company to move, or did not: …

engagement-cause-measure-late = Why: the day of { $code } in the corrective action plan is over, and not even a claim was made.
engagement-cause-measure-rejected = Why: what the company claims of { $code } in the corrective action plan does not hold.
word-deed-plan-remind = remind of a measure
word-deed-plan-late = note that a measure is late
