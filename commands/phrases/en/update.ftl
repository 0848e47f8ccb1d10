topic-update = update
verb-update-post = post
verb-update-edit = edit
verb-update-drop = drop
verb-update-list = list
verb-update-show = show

about-update-post = Post an item for the Affiliate Update
about-update-edit = Give an item another text
about-update-drop = Take an item out before it is issued
about-update-list = The items that wait for the next issue
about-update-show = One item

option-section = section
option-only = only
option-groups = groups
ask-section = In which section of the Affiliate Update?
ask-only = For which organisations only? For example: City of Ghent, City of Oslo
ask-groups = For which groups only? For example: LEV

word-section-activities = activities
word-section-organisation = organisational development
word-section-opportunities = opportunities to engage
also-section-activities = activity
also-section-organisation = organisation
also-section-opportunities = opportunities | opportunity | engagement opportunities

update-label = The Affiliate Update carries TLP:GREEN or TLP:CLEAR, not { $label }. Use a summary for that.
update-issued = { $code } was issued already; post a correction as a new item.
update-posted = Item **{ $code }** ({ $section }, { $label }) stands in the next issue of each room that may read it.
update-edited = { $code } is changed.
update-dropped = { $code } is out; it will not be issued.
update-none = No item waits for the next issue.
update-list = { $count ->
    [one] One item waits for the next issue:
   *[other] { $count } items wait for the next issue:
}
line-update = **{ $code }** ({ $section }, { $label }) – { $text }
update-shown = **{ $code }** ({ $section }, { $label }), posted by { $by }{ $issued ->
    [1] , issued
   *[other] , not issued yet
}: { $text }
update-only = Only for: { $names }
