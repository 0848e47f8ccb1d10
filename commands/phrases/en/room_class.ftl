# --- who may be in a room

option-class = class
ask-class = Who may be in it: staff, affiliates, linked, partners, unions, mixed (everybody of the network) or public?

word-room-class-staff = staff alone
word-room-class-affiliates = affiliates
word-room-class-linked = the buyers linked to its facility
word-room-class-partners = monitoring partners
word-room-class-unions = trade unions
word-room-class-mixed = the whole network
word-room-class-public = the public
also-room-class-staff = staff
also-room-class-affiliates = affiliate | buyers
also-room-class-linked = linked
also-room-class-partners = partners | partner
also-room-class-unions = unions | union
also-room-class-mixed = mixed | network
also-room-class-public = public

room-class-linked = This room is for the buyers linked to its facility. For anybody else, bind another room to a group: `room bind`.
room-class-no-facility = Only the room of a facility is for the buyers linked to it. Open one: `facility room`.
room-class-engagement = An engagement is never for the public. Say another class.
room-class-public = What anybody may read is TLP:CLEAR: a public room hears nothing narrower. Say “clear”, or another class.

unfit-class = { $who } is in the room, but of an organisation that this room is not for.
unfit-role-class = The role “{ $who }” can read in the room; I can't see who has it, so it may hold somebody of an organisation that this room is not for.
mend-class = This puts them out: { $step } Or say, two of you, that the room is for others, too (`room authorise`, with its class).
mend-role-class = Take its access away on the platform, or say, two of you, that the room is for the whole network: { $step }
