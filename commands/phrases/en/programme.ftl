topic-programme = programme
verb-programme-add = add
verb-programme-edit = edit
verb-programme-join = join
verb-programme-leave = leave
verb-programme-list = list
verb-programme-show = show

about-programme-add = Add a programme: a funded effort with its days; it opens no room
about-programme-edit = Correct a programme's name or days
about-programme-join = Note that an organisation takes part in a programme
about-programme-leave = Note that an organisation takes part in a programme no longer
about-programme-list = The programmes, and which of them are over
about-programme-show = A programme; for who takes part and staff, with everybody in it

programme-exists = There is a programme { $code } already.
programme-code-of-group = { $code } is the code of a group. A group and a programme are two things, so give the programme another.
programme-added = The programme **{ $code }** is kept. It opens no room: groups do.
programme-edited = It is now:
programme-part-already = { $name } takes part in { $code } already.
programme-joined = { $name } takes part in the programme { $code } now. No group and no scope was changed.
programme-left = { $name } takes part in the programme { $code } no longer. No group and no scope was changed.
programme-none = There is no programme yet.
programme-list = Programmes:
programme-shown = The programme:
programme-parts = { $count ->
    [0] No organisation takes part yet.
    [one] One organisation:
   *[other] { $count } organisations:
}
line-programme = **{ $code }** – { $name }: { $state }{ $since ->
    [none] {""}
   *[other] , since { $since }
}{ $until ->
    [none] {""}
   *[other] , until { $until }
}
line-programme-part = { $name }, since { $since }{ $until ->
    [none] {""}
   *[other] , until { $until }
}
ask-programme-code = Which programme? For example: LEVP
ask-programme-name = What is the programme called? For example: LEV programme
ask-programme-add-code = A short code for it. For example: LEVP
