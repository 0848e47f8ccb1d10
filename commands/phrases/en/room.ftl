topic-room = room
verb-room-authorise = authorise | authorize
verb-room-close = close
verb-room-language = language
verb-room-list = list
verb-room-show = show

about-room-authorise = Say who may be in a room and up to which label it may hear (by two people)
about-room-close = Quarantine a room at once
about-room-language = Choose the language of a room
about-room-list = The rooms, and what each may hear
about-room-show = A room's state, and what mends it

room-own = That room is the bot's own; nobody has to authorise or close it.
room-second-person = You have said so already; it counts once a second person says the same ({ $label }).
room-proposed = Noted: { $room } is for { $who } and may hear up to { $label } once a second person says the same. Staff have been told.
room-authorised = { $room } is for { $who } and may hear up to { $label } now, until { $until }; { $people ->
    [one] one person is
   *[other] { $people } people are
} in it.
room-platform-ceiling = { $room } is on { $platform }, which may carry { $ceiling } at most. What is narrower is told on another platform.
room-seers = Besides the people in it, these roles of the server can read in the room. Who says that it may hear something vouches for them:
line-seer = { $role }
line-seer-rules = { $role }, which administers the server and sees every room
room-not-here = Nobody of { $names } has an account on { $platform }: { $count ->
    [one] it does
   *[other] they do
} not read along in this room.
room-discord-only = { $names } { $count ->
    [one] has
   *[other] have
} accounts on { $platforms } only, so nothing that may not be carried there reaches { $count ->
    [one] it.
   *[other] them.
}
room-unfit = { $room } can't be authorised as it is: { $cause } { $mend }
room-closed = { $room } is quarantined; nothing above TLP:CLEAR goes there.
room-closed-by-staff = It was closed by staff.
room-closed-by-restore = A backup was restored, and it may have been closed since that was taken.
room-language = In { $room } I speak: { $languages }.
room-list = { $count ->
    [0] You know of no rooms yet.
    [one] One room:
   *[other] { $count } rooms:
}
line-room = **{ $room }** – { $state }, for { $who }, up to { $label }, { $people ->
    [one] 1 person
   *[other] { $people } people
}
room-shown = **{ $room }** – { $state }, for { $who }, up to { $label }, { $people ->
    [one] 1 person
   *[other] { $people } people
}
line-authorisation = For { $who }, { $label }: said by { $by }
room-blocked = { $count ->
    [one] One thing was withheld from it.
   *[other] { $count } things were withheld from it.
}

staff-room-proposed = { $by } proposes that { $room } is for { $who } and may hear up to { $label }. A second person has to say the same.
staff-room-authorised = { $room } is for { $who } and may hear up to { $label } now, until { $until }; { $by } was the second to say so.
staff-room-closed = { $by } closed { $room }: nothing above TLP:CLEAR goes there.
staff-room-quarantined = { $room } is quarantined: { $cause } Mend it, and then authorise the room again, two of you.
staff-room-open = Your room { $room } isn't yours alone, so what is meant for it is withheld: { $cause } Mend it, and look at `my` here meanwhile.
outrun-counts = What it says of buyers (how many there are, or who) or of what a brand disclosed to them may be told no more as things are now. It can be asked for anew.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
answer-outrun = What you asked for changed while it was on its way, so it was not sent. Ask again, and I tell you how things are now.
answer-unsaid = My answer to what you asked in { $room } may not be said there. Ask me here, where nobody else reads it.
staff-withheld = Something { $label } was withheld from { $room } ({ $reference }): { $cause }

unfit-absent = I am not in the room (any more). { $who ->
    [none] {""}
   *[other] { $who }
}
unfit-quarantined = The room is quarantined.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-not-authorised = Two people have to authorise the room first.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-ceiling = The room may hear { $who } at most.
unfit-audience = { $who } is in the room and not in the audience.
unfit-platform = { $who } may not carry something so confidential.
unfit-role = The role “{ $who }” can read in the room, and nobody has vouched for it.
unfit-role-audience = The role “{ $who }” can read in the room; I can't see who has it, so it may hold somebody who is not in the audience.
unfit-history = Newcomers could read what was said before (history “{ $who }”; it has to be “joined”).
unfit-join-rule = People can let themselves in (join rule “{ $who }”; it has to be “invite”).
unfit-guests = Guests can join.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-federated = Somebody of another server is in the room: { $who }.
unfit-bot = A bot or bridge that nobody approved is in the room: { $who }.
unfit-stranger = { $who } is in the room, and is nobody this room is for. If they should be, invite them properly (`person invite`).
unfit-upgraded = The room was upgraded to another one.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-unreadable = Its settings can't be understood ({ $who }).
unfit-not-encrypted = It is not encrypted any more.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
staff-not-delivered = Something ({ $kind }) could not be delivered to { $room }: { $cause }. The operators can say why.
verb-room-bind = bind
verb-room-release = release
about-room-bind = Give the room you are in to a group
about-room-release = Give a room up
room-bound-already = { $room } belongs to a group already.
room-name-taken = There is a room called { $room } already.
room-bound = This room is { $room } of { $code } now. It hears nothing above TLP:CLEAR until a second person authorises it.
room-released = { $room } is given up; I say nothing there any more.
staff-room-released = { $by } gave { $room } up; the bot says nothing there any more.
word-room-kind-unbound = unbound room
staff-unreachable = Nothing reaches { $name } in their private chat: { $cause }
staff-not-removed = I could not take { $account } out of { $room } ({ $cause }). Please take them out there by hand; until then, nothing is said there that they may not read.
ask-room-bind-code = Which group is the room for? For example: LEV
ask-room-bind-name = What shall the room be called here? For example: LEV room
