topic-engagement = engagement
verb-engagement-open = open
verb-engagement-join = join
verb-engagement-leave = leave
verb-engagement-invite = invite
verb-engagement-lead = lead
verb-engagement-list = list
verb-engagement-show = show
verb-engagement-question = question
verb-engagement-reword = reword
verb-engagement-agree = agree
verb-engagement-adopt = adopt
verb-engagement-drop = drop
verb-engagement-answer = answer
verb-engagement-retract = retract
verb-engagement-rate = rate
verb-engagement-letter = letter
verb-engagement-revise = revise
verb-engagement-sign = sign
verb-engagement-unsign = unsign
verb-engagement-send = send
verb-engagement-unsend = unsend
verb-engagement-next = next
verb-engagement-done = done
verb-engagement-escalate = escalate
verb-engagement-stay = stay
verb-engagement-lower = lower
verb-engagement-close = close
verb-engagement-reopen = reopen

about-engagement-open = Open a joint engagement with a company you buy from
about-engagement-join = Join an engagement, or come into its room
about-engagement-leave = Leave an engagement
about-engagement-invite = Invite an organisation to an engagement
about-engagement-lead = Hand the lead on to another participant
about-engagement-list = The engagements you are in or could join
about-engagement-show = An engagement, its questions, letters and next step
about-engagement-question = Propose a question for the company
about-engagement-reword = Word a question anew before it is agreed
about-engagement-agree = Agree to a question for your organisation
about-engagement-adopt = Take a question as agreed after seven days of silence (lead)
about-engagement-drop = Take a question or a draft letter back
about-engagement-answer = Log what the company answered
about-engagement-retract = Take the last logged answer back
about-engagement-rate = Rate the company's last answer; the lead decides
about-engagement-letter = Draft a joint letter (lead)
about-engagement-revise = Revise a letter before it is signed (lead)
about-engagement-sign = Sign a letter for your organisation
about-engagement-unsign = Withdraw your organisation's signature
about-engagement-send = Mark a letter as sent (lead)
about-engagement-unsend = Say that a letter was marked as sent by mistake (lead)
about-engagement-next = Set the next step and its day, or move it (lead)
about-engagement-done = Say that the next step was taken (lead)
about-engagement-escalate = Go up one level, as proposed or for a reason (lead)
about-engagement-stay = Decline a proposed level, for a reason (lead)
about-engagement-lower = Go back one level, for a reason (lead)
about-engagement-close = Close an engagement with what it came to (lead)
about-engagement-reopen = Take a closed engagement up again (lead)

ask-accept = Do you accept the ground rules for your organisation: what is said in the room stays among the participants, nobody approaches the company alone about what is being prepared, workers and sources are never named, and remedy comes before leaving a supplier? And do you declare that it has no conflict of interest, such as a tender with this company that is running? Say yes or no.
ask-quality = How good is the answer?
ask-result = What did it come to?
ask-respondent = Who answered? For example: the company's CSR manager
ask-version = Which version? A number, for example: 2
ask-anew = Void every signature, so that all sign again? Say yes or no.
ask-engagement-code = Which one? For example: EQ-7KQ4 for a question, LTR-7KQ4 for a letter
ask-engagement-join-code = Which engagement? For example: ENG-7KQ4
ask-engagement-reopen-code = Which engagement? For example: ENG-7KQ4
ask-engagement-amend-code = Which common ask? For example: ASK-7KQ4
ask-engagement-waive-code = Which common ask? For example: ASK-7KQ4
ask-engagement-title = What is it about? For example: Working hours at the final assembly
ask-engagement-question-text = What shall the company be asked? Write it as your next message.
ask-engagement-answer-text = What did the company answer? Write it as your next message.
ask-engagement-letter-text = Please write the letter as your next message.
ask-engagement-revise-text = Please write the whole letter anew as your next message.
ask-engagement-next-text = What is the next step? Write it as your next message.
option-accept = accept
option-quality = quality
option-result = result
option-respondent = respondent
option-version = version
option-anew = anew

word-engagement-kind-case = case
word-engagement-kind-systemic = systemic
word-engagement-outcome-remedied = remedied
word-engagement-outcome-partly = partly remedied
word-engagement-outcome-not-remedied = not remedied
word-engagement-outcome-unfounded = unfounded
word-engagement-outcome-transferred = transferred
word-engagement-outcome-withdrawn = withdrawn
also-engagement-outcome-partly = partly
word-level-l0 = L0 (questions in the existing dialogue)
word-level-l1 = L1 (a meeting of its own)
word-level-l2 = L2 (a joint letter of concern)
word-level-l3 = L3 (a letter to the head office, or the fast track)
word-level-l4 = L4 (notice under the contract)
word-level-l5 = L5 (an incentive withheld, or a penalty)
word-inquiry-state-proposed = proposed
word-inquiry-state-agreed = agreed
word-inquiry-state-answered = answered
word-inquiry-state-dropped = taken back
word-letter-state-draft = open for signature
word-letter-state-sent = sent
word-letter-state-answered = answered
word-letter-state-dropped = taken back
word-quality-complete = complete
word-quality-partial = partial
word-quality-evasive = evasive
word-quality-none = none

engagement-code-unclear = That is no reference of an engagement; they begin with ENG-.
engagement-which = Which engagement is this about? Say it in the engagement's room, or put its code first, as ENG-7KQ4.
engagement-closed = { $code } is closed. Its lead or staff can take it up again: `engagement reopen { $code }`.
engagement-not-closed = { $code } is not closed.
engagement-lead-only = The leading organisation of { $code } decides that, or staff.
engagement-lead-first = Hand the lead of { $code } on first: `engagement lead { $code }` and the organisation.
engagement-participants-only = Only the organisations that take part in { $code } can do that, each for itself.
engagement-observes = { $name } only observes { $code }, so it neither agrees, signs nor rates. If that should change, the lead makes it a supporter: `engagement role { $code }`.
engagement-not-participant = { $name } does not take part in it.
engagement-rules-first = Nobody takes part without accepting the ground rules and declaring that there is no conflict of interest. Nothing was done.
engagement-tender-runs = A tender of yours with this company is running: as long as it does, you neither open nor join an engagement on it, and are not named in one.
engagement-room-not-ready = The room { $code } can't hear that yet: two people have to authorise it up to TLP:AMBER. Staff know.
engagement-question-settled = { $code } is settled; its words stand.
engagement-question-nobody = Nobody has agreed to { $code } as it is worded now.
engagement-question-early = { $code } can be adopted { $days } days after it was worded, so that everybody has time to agree.
engagement-agreed-already = Your organisation agrees to { $code } already.
engagement-words-changed = { $code } has been worded anew since; read the newest post in its thread and reply to that one.
engagement-not-put = { $code } is not with the company yet: a question has to be agreed, a letter sent.
engagement-answer-none = No answer to { $code } has been logged, so there is nothing to rate. Log what came: `engagement answer { $code }`. If nothing came, the lead says so: `engagement rate { $code } none`.
engagement-letter-locked = { $sent ->
    [1] { $code } has been sent; its words and signatures stand. If it was marked as sent by mistake, the lead takes that back: `engagement unsend { $code }`.
   *[other] { $code } was taken back; the lead can draft another letter: `engagement letter`.
}
engagement-letter-signed = { $code } is signed ({ $count }). To change its words all the same, revise it with `engagement revise { $code } anew:yes` and the new text: that voids every signature.
engagement-signed-already = Your organisation has signed { $code } already; once is enough. { $sent ->
    [1] It was sent with that signature.
   *[other] Until it is sent, `engagement unsign { $code }` takes the signature back.
}
engagement-not-signed = Your organisation's signature is not under { $code }, so there is none to withdraw. `engagement sign { $code }` signs it.
engagement-sign-who = A liaison or a deputy signs for an organisation. { $names ->
    [none] { $organisation } has none now: ask staff to name one.
   *[other] For { $organisation }, ask { $names }.
}
engagement-letter-unsigned = Nobody's signature is under { $code } now, so it can't be sent. A liaison or a deputy signs for each organisation: `engagement sign { $code }`.
engagement-letter-not-sent = { $code } is not marked as sent, or is answered already.
engagement-next-past = { $day } has passed. Name today or a later day.
engagement-next-none = No next step is planned in { $code }.
engagement-reason-needed = Please give your reason: everybody in the room sees it.
engagement-proposal-none = Nothing is proposed in { $code } now.
engagement-level-highest = { $code } is on the highest level. Leaving the supplier is not one: it would end your leverage for remedy.
engagement-level-lowest = { $code } is on the lowest level.

engagement-opened = { $code } is open: a joint engagement with { $company }. You are invited to its room, which hears what is confidential once two people have authorised it; staff have been told.
engagement-joined = You take part in { $code } and are invited to its room.
engagement-room-open = You are invited to the room of { $code }.
engagement-left = You are out of { $code }; its room is closed to you.
engagement-invited = Noted. If { $name } buys from the company and can join, it has just been told of { $code }; you will see it when it joins.
engagement-invitation = You are invited to { $code }, a joint engagement with { $company }.
engagement-lead-set = { $name } leads { $code } now.
engagement-none = You are in no engagement, and know of none that you could join.
engagement-list = { $count ->
    [one] One engagement:
   *[other] { $count } engagements:
}
line-engagement = **{ $code }** – { $company }, { $closed ->
    [1] closed
   *[other] { $level }
}
line-engagement-known = **{ $code }** – { $company }, which you could join
engagement-known = **{ $code }** – a joint engagement with { $company }. Those who take part see more.
engagement-question-proposed = { $code } is proposed; it has a thread in the engagement's room.
engagement-question-reworded = { $code } is worded anew; everybody agrees again.
engagement-agreed = Noted: your organisation agrees to { $code }.
engagement-disagreed = Noted: your organisation does not agree to { $code } as it is worded.
engagement-adopted = { $code } is agreed.
engagement-dropped = { $code } is taken back.
engagement-answer-logged = The answer to { $code } is logged.
engagement-answer-retracted = The last answer to { $code } is taken back.
engagement-rated = The answer to { $code } is rated: { $quality }.
engagement-letter-drafted = { $code } is drafted; it has a thread in the engagement's room, where each organisation signs.
engagement-letter-revised = { $code } is revised.{ $void ->
    [0] {""}
    [one] {" "}One signature is void.
   *[other] {" "}{ $void } signatures are void.
}
engagement-signed = Your organisation has signed { $code }. You can withdraw that until it is sent.
engagement-unsigned = Your signature under { $code } is withdrawn.
engagement-sent = { $code } is marked as sent; an answer is due by { $due }.
engagement-unsent = { $code } is open for signature again.
engagement-next-set = The next step in { $code } is due on { $due }; you will be reminded.
engagement-done = Done: nothing is planned in { $code } now.
engagement-level = { $code } is on level { $level }.
engagement-closed-now = { $code } is closed: { $result }.
engagement-reopened = { $code } is open again.

engagement-shown = **{ $code }** – { $company } ({ $kind }), { $level }
engagement-shown-ask = What we ask for: { $text }
engagement-shown-lead = Lead: { $lead ->
    [none] nobody now
   *[other] { $lead }
}
engagement-shown-participants = Participants: { $names ->
    [none] nobody now
   *[other] { $names }
}
engagement-shown-proposal = Proposed, and not yet decided: { $level }
engagement-shown-outcome = Closed: { $result }
engagement-shown-question = **{ $code }** ({ $state }, agreed by { $count } of { $of }): { $text }
engagement-shown-letter = **{ $code }** ({ $state }, signed by { $of ->
    [0] { $count }
   *[other] { $count } of { $of }
}): { $text }
engagement-shown-due = An answer is due by { $due }.
engagement-shown-answer = { $who } answered: { $text }
engagement-shown-rating = Rated: { $quality }

engagement-welcome = This is the room of **{ $code }**, a joint engagement with { $company }. Participants: { $names ->
    [none] nobody yet
   *[other] { $names }
}
engagement-rules = Ground rules: what is said here stays among the participants; nobody approaches the company alone about what is being prepared; workers and sources are never named; remedy comes before leaving a supplier.
engagement-card-rules = Ground rules: version { $version }; whoever joins accepts them first.
engagement-card-next-none = Next step: none is planned.
engagement-card-more = { $count ->
    [one] And one more day: `engagement clocks { $code }`
   *[other] And { $count } more days: `engagement clocks { $code }`
}
engagement-joined-post = { $name } takes part now.
engagement-left-unsigned = Its signature under { $codes } is void.
engagement-left-post = { $name } has left.
engagement-lead-post = { $by } handed the lead on: { $name } leads now.
engagement-question-post = **{ $code }** – a question for the company, proposed by { $by }: { $text } Reply “yes” to this post to agree for your organisation.
engagement-question-post-anew = **{ $code }** – worded anew by { $by }; everybody agrees again: { $text } Reply “yes” to this post to agree for your organisation.
engagement-agreed-post = { $name } agrees to { $code } ({ $count } of { $of }).
engagement-disagreed-post = { $name } does not agree to { $code } as it is worded.
engagement-question-agreed = { $code } is agreed and can be put to the company.
engagement-dropped-post = { $by } took { $code } back.
engagement-answer-post = Answer to { $code } from { $who }, logged by { $by }: { $text }
engagement-rated-post = The answer to { $code } is rated by { $by }: { $quality }.
engagement-letter-post = **{ $code }** – a joint letter, drafted by { $by }: { $text } A liaison or deputy replies “yes” to this post to sign for their organisation.
engagement-letter-post-anew = **{ $code }** – revised by { $by }; earlier signatures are void: { $text } A liaison or deputy replies “yes” to this post to sign for their organisation.
engagement-signed-post = { $name } has signed { $code } ({ $count } of { $of }).
engagement-unsigned-post = { $name } has withdrawn its signature under { $code }.
engagement-sent-post = { $code } has been sent, signed by { $names }. An answer is due by { $due }.
engagement-unsent-post = { $code } was marked as sent by mistake; { $by } opened it again. The signatures stand.
engagement-next-post = Next step, by { $due }: { $text }
engagement-done-post = The next step was taken, says { $by }.
engagement-proposal = Proposed to the lead: go from { $now } up to { $level }. A person decides: reply “yes” to this post to accept, “no” to stay, with a reason.
engagement-cause-step-passed = Why: the day of the next step is over, and nobody said that it was taken.
engagement-cause-letter-unanswered = Why: no answer to { $code } has come by the day it was due.
engagement-cause-poor-answer = Why: the answer to { $code } is not complete.
engagement-level-top = This engagement is on the highest level already, so nothing is proposed. Leaving the supplier is not a level; talk here about what may still bring remedy.
engagement-risen-post = { $by } decided: up to { $level }.
engagement-stays-post = { $by } decided: we stay on { $level }.
engagement-lowered-post = { $by } decided: back to { $level }.
engagement-reason = Reason: { $text }
engagement-closed-post = { $by } closed { $code }: { $result }.
engagement-reopened-post = { $by } took { $code } up again.

engagement-reminder-next = The next step in { $code } is due on { $due }.
engagement-reminder-letter = The company's answer to { $code } is due by { $due }.
engagement-suspended = As long as your tender runs, your organisation is out of { $code } and is not named in it. You come back by yourself when it is over.
engagement-resumed = Your tender is over: your organisation takes part in { $code } again, and you are invited to its room.
line-engagement-agree = { $code } waits for your organisation to agree: { $step }
line-engagement-sign = { $code } waits for your signature: { $step }
line-engagement-decide = A stronger step is proposed in { $code }: { $step }
line-engagement-invited = You are invited to { $code }: { $step }

staff-engagement-opened = { $by } opened { $code }, an engagement with { $company }. Its room hears nothing above TLP:CLEAR until two people have authorised it up to TLP:AMBER; if staff opened it, one word has been given.
staff-engagement-no-lead = Nobody leads { $code } at the moment.
