topic-summary = summary
verb-summary-draft = draft
verb-summary-edit = edit
verb-summary-readers = readers
verb-summary-facility = facility
verb-summary-name = name
verb-summary-label = label
verb-summary-hand = hand
verb-summary-discard = discard
verb-summary-submit = submit
verb-summary-approve = approve
verb-summary-consent = consent
verb-summary-send-back = send back | send-back
verb-summary-release = release
verb-summary-withdraw = withdraw
verb-summary-acknowledge = acknowledge | ack
verb-summary-acks = acks | acknowledgements
verb-summary-copies = copies
verb-summary-list = list
verb-summary-show = show

about-summary-draft = Write a monitoring summary (in our private chat)
about-summary-edit = Replace the text of your summary
about-summary-readers = Say who your summary is for
about-summary-facility = Say which facility your summary is about
about-summary-name = Name the organisations your summary is for
about-summary-label = Change the label of your summary
about-summary-hand = Hand your summary over to another author
about-summary-discard = Throw your draft away
about-summary-submit = Hand your summary in for approval
about-summary-approve = Approve a summary another person wrote
about-summary-consent = Consent that your text goes further than what was approved before
about-summary-send-back = Send a summary back to its author
about-summary-release = Release an approved summary to the rooms entitled to it
about-summary-withdraw = Withdraw a summary and recall every copy
about-summary-acknowledge = Acknowledge a summary for your organisation
about-summary-acks = Who has acknowledged a summary, and who has not
about-summary-copies = What became of each copy of a summary
about-summary-list = The summaries you may read
about-summary-show = Read a summary

ask-readers = Who is it for? Those who buy from the company, those linked to its facility by what they buy, all affiliates, or only organisations that you name (partners and unions only see it when named).
ask-heading = What is its heading? Keep it neutral: no names of people, nothing that gives a source away. For example: Working hours, spring visit
ask-findings = Please write the findings as your next message. No names of workers, and nothing by which one could be recognised: no birthday, no badge number, no shift and bench. Say “several workers”, not who.
ask-changes = What has to change? Please write it as your next message.
ask-organisations = Which organisations? Several with commas. For example: City of Ghent, Labour Watch
ask-facility = Which facility? Its code in the registry, or its name. For example: FAC-7KQ4, or Plant 7, Győr
ask-rooms = Which rooms? Several with commas.
ask-summary-code = Which summary? For example: SUM-7KQ4
option-readers = readers
option-heading = heading
option-findings = findings
option-changes = changes
option-organisations = organisations | orgs
option-facility = facility
option-rooms = rooms

word-readers-buyers = buyers of the company
word-readers-linked = buyers linked to the facility
word-readers-affiliates = all affiliates
word-readers-named = named organisations
also-readers-buyers = buyers
also-readers-linked = linked
also-readers-affiliates = affiliates
also-readers-named = named | organisations
word-summary-state-draft = draft
word-summary-state-in-review = in review
word-summary-state-approved = approved
word-summary-state-released = released
word-summary-state-withdrawn = withdrawn
word-summary-state-discarded = discarded
word-copy-fate-coming = on its way
word-copy-fate-live = stands there
word-copy-fate-recalled = recalled
word-copy-fate-recall-failed = recall failed: it still stands there
word-copy-fate-never-arrived = never arrived
word-copy-fate-uncertain = uncertain: ask somebody in the room

summary-never-clear = A summary is never TLP:CLEAR: a public copy is a text of its own. For example: `label:green`
summary-is-released = { $code } is released. Withdraw it first; then it can be changed and approved again.
summary-not-draft = { $code } is no draft any more.
summary-not-in-review = { $code } is not waiting for approval.
summary-not-approved = { $code } is not approved as it is now, so it can't be released.
summary-not-released = { $code } is not released, so there is nothing to withdraw.
summary-nobody-named = { $code } is for nobody yet. Name its readers first: `summary name { $code }`.
summary-no-facility = { $code } is for the buyers linked to a facility, and names none of the registry. Name it first: `summary facility { $code } FAC-7KQ4`, with its code.
summary-facility-unknown = The registry has no facility { $facility }. Check its code, or write its name in words.
summary-quoted = This quotes { $code }, which is { $label }, and would be read by everybody in the network. Say it in your own words, without what is from there.
summary-staff-write = { $name } is not staff, and only staff write summaries.
summary-author-only = Only its author can do that with { $code }.
summary-own-text = You wrote { $code } or a part of it: another person has to judge it.
summary-approved-already = You have approved { $code } already; it needs another person's word, too.
summary-read-first = You approve what you have read: { $code } has not been shown to you as it is now. `summary show { $code }` shows it.
summary-originator-only = Only whoever wrote { $code } first can consent to that.
summary-consent-needless = { $code } goes no further than what was approved before, or has your consent already.
summary-not-addressed = { $code } is not addressed to your organisation, so there is nothing for you to acknowledge.
summary-released-nowhere = { $code } was released nowhere: no room is entitled to it that does not have it already. { $rooms ->
    [none] {""}
   *[other] { $rooms }
}

summary-drafted = { $code } is a draft, { $label }. Only staff can read it.
summary-changed = { $code } is changed. It is a draft, and has to be approved as it is now.
summary-yours = { $code } is yours to write now.
summary-handed = { $code } is { $name }'s now. You still can't approve it.
summary-discarded = { $code } is thrown away, and the copies of it that I showed are being taken back.
summary-submitted = { $code } is handed in; { $needed ->
    [one] another person has
   *[other] { $needed } other people have
} to approve it. Staff have been told.
staff-summary-submitted = { $by } hands in { $code }. { $needed ->
    [one] Another person has
   *[other] { $needed } other people have
} to read and approve it.
summary-half-approved = Noted. { $code } needs one more person's approval.
summary-loosened = It would go further than what was approved last ({ $label }, for { $readers }). That takes { $needed } people who never wrote on it, and the consent of { $name }, who wrote it first: { $consented ->
    [1] given by handing it in, or said.
   *[other] still missing.
}
summary-consent-asked = { $code }, which you wrote first, would go further than what was approved. Read it, please; nothing happens without your consent.
summary-consented = Noted: you consent that { $code } goes as far as it says now, and to nothing else.
line-summary-consent = { $code }, which you wrote first, waits for your consent to go further; read it first (`summary show { $code }`), then: { $step }
summary-approved = { $code } is approved, exactly as it is.
summary-was-approved = { $code } is approved.
summary-sent-back = { $code } is a draft again; its author has been told to look at your reasons.
summary-was-sent-back = { $code } was sent back to you. You find the reasons below its text.

summary-label-line = **{ $label }**
summary-heading = **{ $code } – { $heading }**{ $facility ->
    [none] {""}
   *[other] {" "}({ $facility })
}
summary-text = { $text }
summary-notice = **{ $code }** ({ $label }), for { $readers }, can be read: only you see what I show you. Please read it, and acknowledge it for your organisation.
summary-acknowledge-hint = Please acknowledge for your organisation: reply “received” to this message, or send { $step }
summary-released = { $code } ({ $label }) is on its way to { $count ->
    [one] one room.
   *[other] { $count } rooms.
}
staff-summary-released = { $by } released { $code } ({ $label }) to { $count ->
    [one] one room.
   *[other] { $count } rooms.
}
line-summary-room = { $room }: entitled ({ $people ->
    [one] 1 person
   *[other] { $people } people
})
line-summary-pointed = { $room }: a pointer only, since { $platform } may not carry { $label }
line-summary-refused = { $room }: refused. { $cause }
summary-withdrawn = { $code } is withdrawn; { $copies ->
    [0] there was no copy to recall.
    [one] one copy is being recalled.
   *[other] { $copies } copies are being recalled.
} Staff get a report of each.
summary-withdrawn-notice = { $code } was withdrawn. Please delete what you kept of it, and do not use it.
staff-summary-recalled = The recall of { $code } has come to this: { $count ->
    [0] there was no copy.
    [one] one copy.
   *[other] { $count } copies.
}
summary-copies = { $count ->
    [0] There is no copy of { $code }.
    [one] There is or was one copy of { $code }:
   *[other] There are or were { $count } copies of { $code }:
}
line-summary-copy = { $room }: { $fate }
line-summary-copy-notice = notice in { $room }: { $fate }
line-summary-copy-private = private chat with { $name }: { $fate }
line-summary-copy-alone = shown to { $readers ->
    [one] one reader alone
   *[other] { $readers } readers alone
}: { $fate ->
    [word-copy-fate-live] not taken back; it can be for some minutes only
    [word-copy-fate-recalled] taken back
    [word-copy-fate-recall-failed] could not be taken back, the platform does not allow it any more
   *[other] { $fate }
}
summary-copies-meaning = “Recalled” means that the server confirmed it. What somebody read, copied or photographed before stays with them.

summary-acknowledged = Thank you: { $code } is acknowledged for { $name }.
summary-acknowledged-before = { $code } was acknowledged for { $name } already; one receipt for each organisation is enough.
summary-acks = { $code }: { $done } of { $awaited ->
    [one] 1 organisation has acknowledged.
   *[other] { $awaited } organisations have acknowledged.
}
line-summary-ack = { $name }: { $done ->
    [1] acknowledged
   *[other] not yet
}
summary-reminder = { $code } still waits for your organisation's acknowledgement.

summary-list = { $count ->
    [0] There is no summary for you to read.
    [one] One summary:
   *[other] { $count } summaries:
}
line-summary = { $code } – { $heading } – { $label }, { $state }
summary-state = State: { $state }, written by { $author }, about { $company }
summary-readers = For: { $readers }{ $named ->
    [none] {""}
   *[other] {" "}({ $named })
}
summary-facility = Facility in the registry: { $facility } – { $name }
summary-linked = { $count ->
    [0] No organisation is in this audience now.
    [one] One organisation is in this audience now; it changes with what is bought and made there.
   *[other] { $count } organisations are in this audience now; it changes with what is bought and made there.
}
summary-clients = Buyers that are members of a consortium among them may read it, too; under TLP:AMBER+STRICT they may not.
summary-approvals = Approved by: { $names ->
    [none] nobody yet
   *[other] { $names }
} (needs { $needed })
summary-reason = It was sent back: { $reason }

line-summary-submit = { $code } is your draft: { $step }
line-summary-approve = { $code } waits for your judgement; read it first (`summary show { $code }`), then: { $step }
line-summary-release = { $code } is approved: { $step }
line-summary-acknowledge = { $code } waits for your organisation's acknowledgement: { $step }
