topic-audit = audit | record
verb-audit-list = list
verb-audit-show = show

about-audit-list = What was done and refused, how often
about-audit-show = Who did or was refused what, when, where and why
option-since = since
option-before = before
option-object = object
ask-since = Since which day? For example: 2027-01-31
ask-before = Before which number?
ask-object = About what? Give its reference, as it stands in a list.

audit-list = Since { $since }, by how often it was asked ({ $count ->
    [one] one kind of deed
   *[other] { $count } kinds of deeds
}):
line-audit-count = { $deed }: done { $done }, refused { $refused }
audit-shown = The record since { $since }, the newest first. It holds no content.
audit-nothing = Nothing is on record for that since { $since }. An earlier day can be named with `since:`.
line-audit-done = { $record } · { $at } · { $who } · { $deed } · { $about } · { $place }
line-audit-refused = { $record } · { $at } · { $who } · { $deed } · { $about } · { $place } · **refused**: { $why }

word-cause-absent = not there, or not theirs
word-cause-elsewhere = asked in a place where it may not be
word-cause-unproven = not provably theirs
word-cause-trouble = something failed
word-cause-held-back = held back: it may name a worker
word-cause-unclear = something was missing
word-deed-unclear = something not understood
word-deed-operator = the operator
word-deed-person-enrol = enrol a person
word-deed-summary-reminder = ask for an acknowledgement
word-deed-summary-recall-report = report a recall
word-deed-action-remind = remind of an action
word-deed-brief = write a personal brief
word-deed-follow-news = tell somebody what is new of what they follow
word-deed-digest-draft = draft the Affiliate Update
word-deed-digest-issue = issue the Affiliate Update
word-deed-engagement-tender = offer an engagement
word-deed-engagement-welcome = welcome to an engagement
word-deed-engagement-remind = remind of a step
word-deed-engagement-passed = note that a day passed
word-deed-engagement-card = bring a card up to date
word-deed-supplier-shared = tell how many share a supplier
word-deed-engagement-rotate = propose to hand a lead on
word-deed-meeting-plan = plan a series' meeting
word-deed-meeting-announce = announce a meeting
word-deed-meeting-remind = remind of a meeting
word-deed-meeting-over = close a meeting
word-deed-question-again = raise a question again
word-deed-question-handed = hand an unanswered question on
word-deed-expertise-expires = remind that expertise expires
word-deed-introduction-over = tell that an introduction is over
word-deed-onboarding-remind = remind of a step on the way in
word-deed-terms-ask = ask for the handling terms
word-deed-clearance-ends = tell that a grant is ending
word-deed-room-ends = tell that a room's time is ending
word-deed-room-ended = end a room's time
word-deed-room-recall-report = report what was taken back from a room
word-deed-retention = delete or empty what is over
word-deed-file-over = give up a file that nobody said yes to
word-deed-disclosure-wish-over = end a wish to ask together that nobody answered
word-deed-lesson-words-over = forget a lesson that its teller did not agree to
word-deed-lesson-wish-over = end a wish to show an organisation with a lesson
word-deed-update-words-over = forget words for the Affiliate Update that their teller did not agree to
word-deed-facility-unlinked = put those no longer linked out of their facility's room
word-deed-registry-import = take rows of a file into the registry
