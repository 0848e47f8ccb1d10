verb-facility-room = room
about-facility-room = Open a room for the buyers linked to a facility, or bring it in step with who is linked

facility-room-opened = { $room } is being opened for the buyers linked to { $code }; { $people ->
    [one] one person is
   *[other] { $people } people are
} asked in. It hears nothing above TLP:CLEAR until a second person authorises it.
staff-facility-room = { $by } opens { $room } for the buyers linked to { $code }; { $people ->
    [one] one person is
   *[other] { $people } people are
} asked in, and staff. A second person has to authorise it.
facility-room-not-asked = { $names } { $count ->
    [one] is linked and is not asked in: it has
   *[other] are linked and are not asked in: they have
} not agreed that other buyers learn of it (`organisation match`), or a tender is running.
facility-room-nobody = No buyer is linked to { $code } that agreed to be seen by the others (`organisation match`) and is in no tender, so there is nobody to ask in.{ $count ->
    [0] {""}
   *[other] {" "}Linked all the same: { $names }.
}
facility-room-in-step = { $room } is in step with who is linked to { $code }: asked in { $asked }, put out { $out }.
staff-facility-room-in-step = { $by } brings { $room } in step with who is linked to { $code }: asked in { $asked }, put out { $out }.
