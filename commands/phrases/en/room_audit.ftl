# --- rooms prove themselves

verb-room-audit = audit
verb-room-expel = expel
verb-room-recall = recall
about-room-audit = Look at a room now, check by check, and what mends it
about-room-expel = Put an account out of a room that it is not for
about-room-recall = Take back what the bot posted in a room

option-until = until
ask-until = Until which day? For example: 15 March 2028

room-audited = **{ $room }** – { $result } ({ $state }, for { $who }, up to { $label }; { $joined } joined, { $invited } invited)
line-room-check = { $check }: as it should be
line-room-check-fault = **{ $check }**: { $cause } { $mend }
line-room-fault = { $cause } { $mend }
room-audits = { $count ->
    [0] You know of no rooms yet.
    [one] One room, as it was when it was last looked at:
   *[other] { $count } rooms, as they were when they were last looked at:
}
line-room-look = **{ $room }** – { $result }, { $at } ({ $cause }), { $people ->
    [one] { $people } account
   *[other] { $people } accounts
} in it; for { $who }
line-room-look-none = **{ $room }** – not looked at yet
room-look = Last looked at { $at } ({ $cause }): { $result }, { $people ->
    [one] { $people } account
   *[other] { $people } accounts
} in { $room }.
room-look-none = Nobody has looked at { $room } yet.
room-until = That holds until { $until }; after that two people have to say so again.
room-ended = The time for which two people had authorised it is over.
room-powers = They can let others read in it, and are not staff. Who says that it may hear something vouches for them:
line-power = { $who }
line-power-everybody = everybody who is in it
room-expelled = { $who } is being put out of { $room }.
room-expel-not-there = There is nobody in { $room } with that account, or it is the bot's own. `room audit` shows who is there and should not be.
room-recall-offer = { $count ->
    [one] One of our posts stands there, which somebody may read who should not
   *[other] { $count } of our posts stand there, which somebody may read who should not
} ({ $restricted } of them TLP:AMBER or narrower). This takes them back: { $step }
line-preview-recalls = { $count ->
    [one] One post is taken back from { $room }
   *[other] { $count } posts are taken back from { $room }
}
room-recall-not-this = What is TLP:CLEAR is for everybody, and only what stands in a group's or an engagement's room can be taken back as a whole. Name such a room, and a label from green on.
room-recall-nothing = Nothing of ours that is { $label } or narrower stands in { $room }.
room-recalling = { $count ->
    [one] One post is
   *[other] { $count } posts are
} being taken back from { $room } ({ $label } and narrower). Staff get a report once that is done.
line-room-copies = { $recalled } taken back, { $failed } that could not be taken back, { $standing } standing, { $uncertain } of which nobody knows whether they arrived
room-copies-meaning = Taken back means that the platform confirmed it; what was read or copied before stays with people.
staff-room-recalled = What the bot posted in { $room } was taken back, as far as its platform tells:
staff-room-ends = What { $room } may hear (up to { $label }) holds until { $until }. Say so again before, two of you, or it hears nothing above TLP:CLEAR from then on.
staff-room-ended = The time for which { $room } was authorised (up to { $label }) is over: it hears nothing above TLP:CLEAR until two of you say so again.

unfit-ended = The time for which two people had authorised it is over.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-power = { $who } can invite others or change who reads, is not staff, and nobody has vouched for that.
unfit-power-everybody = Everybody in it can invite others or change who reads, and nobody has vouched for that.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}

mend-absent = Somebody of staff has to invite the bot to it again.
mend-upgraded = An upgrade hands nothing on. Have staff invite the bot to the new room and say `room bind` there.
mend-unreadable = Set that setting anew on its platform.
mend-not-encrypted = Turn its encryption on again; where that can't be done, open another room and say `room bind` there.
mend-history = Set its history to “members only, since they joined”.
mend-join-rule = Set its access to “by invitation” (on Discord: take “View Channel” from everybody).
mend-guests = Forbid guests in its settings.
mend-federated = Put out whoever is there from that server.
mend-bot = This puts it out: { $step }
mend-stranger = This puts them out: { $step }
mend-role = Take its access away on the platform, or vouch for it, two of you: { $step }
mend-role-staff = Take its access away on the platform.
mend-power = Take that power away on the platform, or vouch for it, two of you: { $step }
mend-power-everybody = Take that power away on the platform, or vouch for it, two of you: { $step }

word-room-check-presence = The bot is in it
word-room-check-upgrade = Not replaced
word-room-check-settings = Settings
word-room-check-encryption = Encryption
word-room-check-history = History
word-room-check-join-rule = Join rule
word-room-check-guests = Guests
word-room-check-federation = Other servers
word-room-check-bots = Bots and bridges
word-room-check-viewers = Roles that can read
word-room-check-people = Joined and invited
word-room-check-power = Power
word-audit-cause-event = after a change
word-audit-cause-send = before a post
word-audit-cause-night = at night
word-audit-cause-command = when asked
word-audit-result-passed = as it should be
word-audit-result-failed = not as it should be
