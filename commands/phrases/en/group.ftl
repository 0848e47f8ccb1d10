topic-group = group
verb-group-open = open
verb-group-extend = extend
verb-group-charter = charter
verb-group-join = join
verb-group-leave = leave
verb-group-list = list
verb-group-show = show

about-group-open = Open a working group with its rooms
about-group-extend = Open a group's rooms here, too
about-group-charter = Set what the group is for
about-group-join = Have an organisation take part
about-group-leave = End an organisation's part
about-group-list = The working groups that concern you
about-group-show = A group's charter and members

group-code = A group's code is two to twelve letters and digits, as LEV.
group-exists = There is a group { $code } already.
group-opened = Group **{ $code }**, { $name }, is open and its room is on its way. It hears nothing above TLP:CLEAR until a second person authorises it; staff have been told.
group-code-of-programme = { $code } is the code of a programme. A group and a programme are two things, so give the group another.
group-extended-already = { $code } has a room on { $platform } already.
group-extended = { $code } has a room on { $platform } too, **{ $room }**; { $people ->
    [0] nobody has an account there yet.
    [one] one person is invited.
   *[other] { $people } people are invited.
} It hears nothing above TLP:CLEAR until a second person authorises it; staff have been told.
group-extended-without = Nobody of { $names } has an account on { $platform }: they won't read along there.
group-charter-set = The charter of { $code } is set.
group-member-already = { $name } takes part in { $code } already.
group-joined = { $name } takes part in { $code } now; { $people ->
    [0] it has nobody to invite yet.
    [one] one person is invited.
   *[other] { $people } people are invited.
}
group-left = { $name } takes no part in { $code } any more; its people are being taken out of the rooms.
group-none = No working group concerns you yet.
group-list = Working groups:
line-group = **{ $code }** – { $name } ({ $members ->
    [one] 1 organisation
   *[other] { $members } organisations
})
group-shown = **{ $code }** – { $name } (times in { $zone })
group-charter = { $text }
group-members = { $count ->
    [0] No organisation takes part yet.
    [one] One organisation takes part:
   *[other] { $count } organisations take part:
}
line-member = { $name }{ $country ->
    [none] {""}
   *[other] {" "}({ $country })
}
ask-group-name = What is the group called? For example: Low-emission vehicles
ask-group-open-code = A short code for it. For example: LEV
ask-group-code = Which group? For example: LEV
ask-group-charter-text = What is the group for? Write its charter as your next message.
