# The Affiliate Update itself, as rooms read it.

digest-issue = **Affiliate Update – { $room }, { $month } { $year }** ({ $label })
digest-issue-part = **Affiliate Update – { $room }, { $month } { $year }**, part { $number } of { $of } ({ $label })
digest-section = **{ $section ->
    [word-section-activities] Activities
    [word-section-organisation] Organisational development
    [word-section-opportunities] Opportunities to engage
    [word-section-meetings] Meetings
    [word-section-engagements] Engagements
    [word-section-disclosures] Disclosures
    [word-section-lessons] Lessons
    [word-section-questions] Questions
    [word-section-actions] Actions
   *[word-section-summaries] Public summaries
}**
digest-item = { $text }
digest-item-said = { $text } – { $by }
digest-item-corrected = *Corrected:* { $text }
digest-correction = **Correction to the Affiliate Update of { $month } { $year }.** It said: { $was } It should read: { $text }
digest-coming = **Upcoming meetings**
digest-held = **Meetings held**
digest-questions = **Questions answered**
digest-unanswered = **Questions waiting for an answer**
digest-lessons = **New lessons**
digest-actions = **Actions done**
line-digest-coming = { $code }, { $title }: { $starts }
line-digest-held = { $code }, { $title }: { $starts }{ $minutes ->
    [1] {" "}(with minutes)
   *[other] {""}
}
line-digest-question = { $code } – { $text }
line-digest-lesson = { $code } – { $title }{ $outcome ->
    [none] {""}
   *[other] {" "}({ $outcome })
}
line-digest-action = { $code } – { $text }
line-digest-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
digest-summaries = { $count ->
    [one] One monitoring summary was released in this room since the last Affiliate Update: { $codes }
   *[other] { $count } monitoring summaries were released in this room since the last Affiliate Update: { $codes }
}
digest-engagement = The joint engagement { $code } of all in this room goes on, or was closed since the last Affiliate Update.
digest-disclosure = The disclosure { $code } that all in this room wait for goes on, or came since the last Affiliate Update.
digest-disclosed = { $count ->
    [one] Since the last Affiliate Update a brand has disclosed where what is bought of it is made, and its contract lets you be told: { $companies }
   *[other] Since the last Affiliate Update { $count } brands have disclosed where what is bought of them is made, and their contracts let you be told: { $companies }
}
digest-references = References of the posted items, for you only: { $codes }

digest-month-1 = January
digest-month-2 = February
digest-month-3 = March
digest-month-4 = April
digest-month-5 = May
digest-month-6 = June
digest-month-7 = July
digest-month-8 = August
digest-month-9 = September
digest-month-10 = October
digest-month-11 = November
digest-month-12 = December
