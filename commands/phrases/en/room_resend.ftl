verb-room-resend = resend
about-room-resend = Send what was withheld from a room while it was unfit
room-resend-offer = { $count ->
    [one] One thing that was withheld from it could be sent now
   *[other] { $count } things that were withheld from it could be sent now
}: { $step }
room-resend-closed = { $room } is not authorised, so nothing withheld can be sent there. Two people have to authorise it first.
room-resend-nothing = Nothing that was withheld from { $room } can still be sent: what has run out, was taken back or is over stays where it is. A summary is sent by `summary release`.
room-resending = { $count ->
    [one] One thing is being sent to { $room }; whether it may be read there is asked once more as it leaves.
   *[other] { $count } things are being sent to { $room }; whether each may be read there is asked once more as it leaves.
}{ $left ->
    [0] {""}
   *[other] {" "}{ $left } more are waiting.
}
