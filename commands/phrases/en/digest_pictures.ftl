digest-pictures = **{ $month } { $year } in numbers**
digest-pictures-none = none
line-digest-bar = { $what }: { $count }

chart-attendance = Meetings held: organisations that had said they come
chart-engagements = Open engagements, by stage
chart-questions = Questions among peers
chart-receipts = Receipts of the summaries released
chart-meeting = { $code }
chart-level = { $level }
chart-questions-asked = asked
chart-questions-answered = answered
chart-questions-waiting = waiting at the end
chart-received = received
chart-awaited = still awaited
