# Closed words: members of enumerations (word-<kind>-<value>), as shown; also-... are further words understood.

## Labels (TLP 2.0)

word-label-clear = TLP:CLEAR
word-label-green = TLP:GREEN
word-label-amber = TLP:AMBER
word-label-amber-strict = TLP:AMBER+STRICT
word-label-red = TLP:RED
also-label-clear = clear | white
also-label-green = green
also-label-amber = amber
also-label-amber-strict = amber+strict | strict
also-label-red = red

## Roles

word-role-admin = admin
word-role-staff = staff
word-role-approver = approver
word-role-liaison = liaison
word-role-deputy = deputy
word-role-member = member
word-role-partner = partner
word-role-observer = observer
word-role-clock = the bot itself
also-role-admin = administrator
also-role-liaison = contact

## Short answers

word-answer-yes = yes
word-answer-no = no
word-answer-maybe = maybe
word-answer-done = done
word-answer-received = received
word-answer-read = read
word-answer-approve = approve
word-answer-back = back
word-answer-cancel = cancel
word-answer-hold = hold
word-answer-order = order
word-answer-drop = leave out
also-answer-yes = y | ok | okay | yep | sure
also-answer-no = n | nope
also-answer-maybe = perhaps
also-answer-done = finished
also-answer-received = got it | acknowledged
also-answer-back = previous
also-answer-cancel = stop | abort

## Rooms

word-room-kind-space = space
word-room-kind-staff = staff room
word-room-kind-group = group room
word-room-kind-engagement = engagement room
word-room-kind-private = private chat
word-room-state-opening = being opened
word-room-state-proposed = proposed
word-room-state-authorised = authorised
word-room-state-quarantined = quarantined
word-room-state-retired = retired

## Organisations and people

word-organisation-kind-affiliate = affiliate
word-organisation-kind-consortium = consortium
word-organisation-kind-partner = monitoring partner
word-organisation-kind-union = trade union
word-organisation-kind-staff = staff
also-organisation-kind-consortium = framework authority
also-organisation-kind-partner = partner
also-organisation-kind-union = union
word-organisation-status-prospect = prospect
word-organisation-status-offered = offered
word-organisation-status-onboarding = onboarding
word-organisation-status-active = active
word-organisation-status-suspended = suspended
word-organisation-status-ended = ended
word-person-status-invited = invited
word-person-status-active = active
word-person-status-left = left

## Deliveries and copies

word-parcel-state-due = due
word-parcel-state-claimed = being sent
word-parcel-state-sent = sent
word-parcel-state-blocked = blocked
word-parcel-state-dead = not delivered
word-parcel-state-unknown = uncertain
word-posting-state-live = live
word-posting-state-updated = updated
word-posting-state-recalled = recalled
word-posting-state-recall-failed = recall failed
word-scope-ict = ICT
word-scope-lev = LEV
word-step-kind-identity = prove who you are
word-step-kind-language = choose your language
word-step-kind-zone = choose your time zone
word-step-kind-terms = accept the handling terms
word-step-kind-contacts = name a liaison and a deputy
word-step-kind-products = say what you buy
word-step-kind-rooms = be invited to the rooms
word-step-kind-buddy = have a buddy
word-step-kind-meeting = say yes to a first meeting
word-step-kind-contribution = contribute a first time

word-programme-state-ahead = upcoming
word-programme-state-running = running
word-programme-state-over = over
