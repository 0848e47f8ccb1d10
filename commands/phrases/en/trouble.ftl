# What can't be done or read: one sentence, and an example where one helps.

absent = There is no such thing here, or it is not for you.
trouble = Something went wrong on my side, and nothing was changed. Please tell the operators this reference: { $reference }

## Dates and times

moment-unknown = I can't read that as a date. Write it like `9 March 2027 14:00` or `2027-03-09 14:00`.
moment-ambiguous = That date can be read in two ways. Which one do you mean?
moment-no-time = At what time on { $day }? Write the date and the time, for example `2pm` or `14:00`.
moment-past = That time has passed. Give one that is still to come, for example `9 March 2027 14:00`.
moment-nonexistent = The clocks skip that hour on that day. Do you mean this time?
moment-twice = The clocks go back that night, so that hour comes twice. Which one do you mean?
moment-weekday-mismatch = The weekday is wrong: that date is { $day }. Which day do you mean?
