verb-engagement-room = room
about-engagement-room = Open a new room in place of one that was closed or upgraded
engagement-room-stands = { $code } has a room that may hear it. If that one has to go, staff close it first (`room close`).
engagement-room-waits = { $code } has a room that waits for two people to authorise it (`room authorise`). If that one has to go, staff close it first (`room close`).
engagement-room-new = A new room opens for { $code }, and { $people ->
    [one] one person is
   *[other] { $people } people are
} invited. Once two people have authorised it, what is open goes on there; the old one is given up, and what stands in it stays.
staff-engagement-room = { $by } opens a new room for { $code } ({ $company }) in place of the one that was closed. Two people have to authorise it.
engagement-paper-carried = **{ $code }**, from the room before: { $text }
engagement-comment-carried = { $name } on { $code }, on { $day }: { $text }
