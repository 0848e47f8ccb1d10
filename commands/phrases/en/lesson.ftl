topic-lesson = lesson
verb-lesson-add = add
verb-lesson-keep = keep
verb-lesson-edit = edit
verb-lesson-withdraw = withdraw
verb-lesson-consent = consent
verb-lesson-find = find | search
verb-lesson-list = list
verb-lesson-show = show
verb-lesson-used = used

about-lesson-add = Tell what worked, what was mixed, or what did not
about-lesson-keep = Keep what somebody else said as a lesson
about-lesson-edit = Change a lesson of your organisation
about-lesson-withdraw = Take a lesson of your organisation back
about-lesson-consent = Say how you are named with a lesson
about-lesson-find = Find what peers have learnt
about-lesson-list = The lessons there are
about-lesson-show = One lesson
about-lesson-used = Say that a lesson helped you

option-outcome = outcome
option-theme = theme
option-attribution = attribution
option-time = time
option-means = means
option-change = change
option-words = words
option-teller = teller
option-fits = fits
option-issue = issue
ask-outcome = What came of it?
ask-theme = Which theme does it belong to?
ask-attribution = How shall your organisation be shown with it?
ask-time = How long did it take? For example: "six months"
ask-means = What did it take? For example: "two days a month of one buyer"
ask-change = What would you do otherwise? For example: "ask for updates in the first contract"
ask-words = What are you looking for? For example: disclosure clause
ask-teller = Who said it? Their name, or their account.
ask-fits = For whom does it fit? For example: "cities that buy through a consortium"
ask-issue = Which issue is it about?
ask-lesson-code = Which lesson? For example: L-12
ask-lesson-keep-text = What did they say? Write it as your next message.
ask-lesson-text = What did you do, and what came of it? Write it as your next message.

word-outcome-worked = it worked
word-outcome-mixed = mixed
word-outcome-did-not = it did not work
also-outcome-worked = worked | success
also-outcome-did-not = did not | didn't | setback | failed

word-theme-crises = responding to external crises
word-theme-influence = internal influence
word-theme-disclosures = disclosures
word-theme-tools = tools and methods
word-theme-suppliers = supplier engagement
also-theme-crises = external crises | crisis | crises
also-theme-influence = influence
also-theme-disclosures = disclosure
also-theme-tools = tools | methods
also-theme-suppliers = suppliers | engagement

word-attribution-named = by its name
word-attribution-kind = by its kind only
word-attribution-anonymous = not at all
also-attribution-named = named | name
also-attribution-kind = kind | organisation kind
also-attribution-anonymous = anonymous | nameless

word-procurement-stage-planning = planning
word-procurement-stage-pre-market = before the tender
word-procurement-stage-tender = tender
word-procurement-stage-award = award
word-procurement-stage-contract = contract management
word-procurement-stage-exit = end of the contract
also-procurement-stage-pre-market = consultation | market consultation | pre market | pre-market
also-procurement-stage-tender = tendering
also-procurement-stage-award = award criteria
also-procurement-stage-contract = contract
also-procurement-stage-exit = exit

word-labour-issue-forced-labour = forced labour
word-labour-issue-child-labour = child labour
word-labour-issue-discrimination = discrimination and harassment
word-labour-issue-freedom-of-association = freedom of association
word-labour-issue-wages = wages
word-labour-issue-working-hours = working hours
word-labour-issue-health-and-safety = health and safety
word-labour-issue-precarious-work = precarious work
word-labour-issue-transparency = transparency of the chain
word-labour-issue-remedy = remedy
also-labour-issue-discrimination = discrimination | harassment
also-labour-issue-freedom-of-association = unions | collective bargaining | association
also-labour-issue-wages = wage | pay
also-labour-issue-working-hours = hours | overtime
also-labour-issue-health-and-safety = health | safety
also-labour-issue-precarious-work = precarious
also-labour-issue-transparency = transparency | disclosure
also-labour-issue-remedy = remediation

inline-source-name = { $name }
inline-source-kind = an organisation of the network ({ $kind })
inline-source-nobody = somebody of the network

lesson-owner-only = { $code } is another organisation's; only that organisation, or staff, can change it.
lesson-source-only = How { $code } is attributed is for its source alone to say.
lesson-own = { $code } is your own organisation's lesson.
lesson-used-already = It is noted already that your organisation used { $code }.
lesson-edit-nothing = Say what changes: a new text, or for example `title:"A better title"` with { $code }.
lesson-added = Lesson **{ $code }**, { $title }, is kept. All active people of the network can find it (TLP:GREEN).
lesson-edited = { $code } is changed.
lesson-edited-by-staff = Staff changed your lesson { $code }.
lesson-withdrawn = { $code } is withdrawn; nobody finds it any more.
lesson-withdrawn-by-staff = Staff withdrew your lesson { $code }.
lesson-consent-asked = A peer would like to keep your answer { $answer } as lesson **{ $code }**, for all the network (TLP:GREEN). May it bear your organisation's name? Reply `yes` for with it, `no` for without it; `lesson withdraw { $code }` if it should not be kept at all. { $text }
lesson-agreement-asked = A colleague of yours told lesson **{ $code }**, { $title }, and would have your organisation shown with it: { $attribution }. Do you agree for your organisation? Reply `yes`, or `no` to have it shown without. Until then it names nobody.
lesson-agreement-awaited = How your organisation is shown with { $code } is for your liaison or deputy to say; I have asked them. Until then it names nobody.
lesson-agreement-nobody = How your organisation is shown with { $code } is for its liaison or deputy to say, and it has none here yet. Until it has, the lesson names nobody.
lesson-agreement-over = How your organisation is shown with lesson **{ $code }**, { $title }, was asked { $days } days ago, and nobody who speaks for it has said. It stays as it is; you can ask once more.
line-lesson-agreement = How may your organisation be shown with **{ $code }**, { $title }? { $step }
lesson-words-asked = A peer would like to keep what you said as lesson **{ $code }**, { $title }, for all the network (TLP:GREEN). May it bear your organisation's name? Reply `yes` for with it, `no` for without it; `lesson withdraw { $code }` if it should not be kept at all. { $text }
lesson-words-kept = The draft lesson **{ $code }** is kept. It is published once whoever said it has said how to be named.
lesson-teller-unknown = I don't know whose words these are: name somebody of the network. An answer that was given to me is kept with `question keep`.
lesson-teller-oneself = These are your own words: tell them with `lesson add`.
lesson-consented = { $code } is published; your organisation is shown: { $attribution }.
lesson-words-over = Whoever said what you wished to keep as { $code }, { $title }, has said nothing in { $days } days, so the words are deleted. No answer is no yes; you can tell what you learnt from it yourself.
lesson-kept-published = The answer that you kept is published as { $code }.
lesson-found-none = No lesson has these words. Ask your peers:
lesson-found = { $count ->
    [one] One lesson, the best first:
   *[other] { $count } lessons, the best first:
}
lesson-none = There is no lesson yet.
lesson-list = { $count ->
    [one] One lesson:
   *[other] { $count } lessons:
}
line-lesson = **{ $code }** – { $title }{ $outcome ->
    [none] {""}
   *[other] {" "}({ $outcome })
}
line-lesson-consent = May your answer be kept as **{ $code }**, { $title }? { $step }
lesson-shown = **{ $code } – { $title }**, told by { $by }
lesson-shown-draft = **{ $code } – { $title }** (draft: it waits for the consent of its source)
lesson-outcome = Outcome: { $outcome }
lesson-theme = Theme: { $theme }
lesson-stage = Where in the purchase: { $stage }
lesson-issue = Issue: { $issue }
lesson-context = Asked: { $text }
lesson-text = { $text }
lesson-time = It took: { $time }
lesson-means = Means: { $means }
lesson-change = What they would change: { $text }
lesson-fits = Whom it fits: { $text }
lesson-uses = { $count ->
    [0] Nobody has said yet that they used it.
    [one] One organisation used it.
   *[other] { $count } organisations used it.
}
lesson-used = Noted, and whoever told { $code } is thanked. { $count ->
    [one] You are the first organisation that used it.
   *[other] { $count } organisations have used it.
}
lesson-thanks = Thank you for { $code }, { $title }: { $count ->
    [one] one organisation has put it to use.
   *[other] { $count } organisations have put it to use.
}
lesson-hints = What peers have learnt that may help here:
line-lesson-hint = { $title }: { $step }. Once you have put it to use: { $used }
offer-lesson-used = I used { $code }
