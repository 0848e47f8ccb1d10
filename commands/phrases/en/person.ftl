topic-person = person
verb-person-invite = invite
verb-person-code = code
verb-person-remove = remove
verb-person-restore = restore
verb-person-role = role
verb-person-move = move
verb-person-language = language
verb-person-zone = zone
verb-person-brief = brief
verb-person-list = list
verb-person-show = show
verb-person-link = link
verb-person-prove = prove
verb-person-claim = claim
verb-person-unlink = unlink

about-person-invite = Invite somebody, with a one-time code
about-person-code = Make a fresh code for somebody
about-person-remove = Remove somebody from everything, at once
about-person-restore = Take somebody back who was removed
about-person-role = Give somebody a role, or take it off
about-person-move = Move somebody to another organisation
about-person-language = Choose the language I speak with you
about-person-zone = Choose your time zone
about-person-brief = What is waiting for you and what is new for you, now or every week or month
about-person-list = The people of the network
about-person-show = Somebody's organisation and roles
about-person-link = Use a second account: a code proves that it is yours
about-person-prove = Say a code that you were given
about-person-claim = Say whether an account that said your code is yours
about-person-unlink = Give up one of your accounts
option-mine = mine
ask-mine = Is that account yours?

person-account-unclear = { $account } is no account. A Matrix account looks like `@ana:example.org`, a Discord one is a number.
person-account-known = { $account } is known already; `person list` shows whose it is.
person-name-taken = Somebody is called { $name } already. Add something, as in "{ $name } (Ghent)".
person-role-unfit = Somebody of that organisation can't be { $role }.
person-invited = Pass this code on to { $name } outside the chat, by phone or in person: `{ $code }`. It holds until { $expires }, for one use and five tries; { $name } says it to me in our private chat.
person-proven-already = { $name } has proven their account already.
person-not-oneself = You can't remove yourself; another one of the staff can.
person-removed = { $name } is removed: being taken out of { $rooms ->
    [one] one room
   *[other] { $rooms } rooms
}, accounts, roles and codes void.
person-restored = { $name } is back as soon as the account is proven again. Pass the code on outside the chat; it holds until { $expires }.
person-last-admin = { $name } is the only admin; make another one first.
person-last-role = { $name } needs one role at least; remove them if they have none.
person-roles = { $name } is now: { $roles }.
person-moved = { $name } belongs to { $organisation } now; rooms follow.
person-language = I speak English with you now.
person-zone = Your times are shown as here: { $now }.
person-list = { $count ->
    [one] One person:
   *[other] { $count } people:
}
line-person-of = { $name }, { $organisation } ({ $roles })
person-shown = **{ $name }**, { $organisation } – { $roles } ({ $status })
line-account = { $account }{ $proven ->
    [1] , proven
   *[other] , waits for its code
}
code-wrong = That is not the code. { $left ->
    [one] One try is left.
   *[other] { $left } tries are left.
}
code-void = That code can't be used any more. Ask the person who invited you for a fresh one.
code-right = Welcome, { $name }. I know you now; your rooms' invitations are on their way.
knock = I don't know this account yet. If you were given a code, send it to me here as it is. Je ne connais pas encore ce compte : si l'on vous a donné un code, envoyez-le-moi ici tel quel.
staff-person-proven = { $name } has proven the account { $account }.
staff-person-removed = { $by } removed { $name } from everything.
staff-identity-changed = The signing identity of { $account } ({ $name }) is not the one it was. Their devices get no keys until somebody asks them outside the chat and says so here.
verb-person-vouch = vouch
about-person-vouch = Say that you asked somebody about their changed identity
person-vouch-other = Somebody else has to vouch for you.
person-vouched = Noted. { $name }'s present identity counts from now on.
staff-person-verified = { $name } and the operator compared emoji: the identity of { $account } is the one pinned from now on.
staff-person-vouched = { $by } asked { $name } about their changed identity and vouches for it.
person-platform-unserved = I am not on { $platform }, so I can't take an account there.
person-proven-yourself = You need no code here: I know this account as { $name }'s.
link-code = From the account that you want to add on { $platforms }, say this code to me: `{ $code }`. A private message to me will do, or the command below. It holds until { $until }, one time; then I ask you here whether it was you.
link-code-for = I am writing to { $account } on { $platform }. Say this code to me there: `{ $code }`. It holds until { $until }, one time; then I ask you here whether it was you.
link-account-needed = Which account is it? Add it, as in `person link @ana:example.org`: I write to it, and you say the code there.
link-too-many = That was { $most } codes within a day. Please try again tomorrow.
link-everywhere = You have an account wherever I am. Give one up with `person unlink`, if you want to use another.
link-platform-already = You have an account on { $platform } already. Give it up with `person unlink`, if you want to use another.
link-account-known = { $account } can't be added. If it is yours, ask staff.
link-void = That code can't be used here. Ask for a fresh one where I know you, with `person link`; each holds for a quarter of an hour.
link-said = That is the code. Now tell me on { $platform } that it was you; I have asked you there.
link-claimed = The account { $account } on { $platform } said your code. Is it yours? A yes lets it do and read all that you may.
line-link-waits = { $account } on { $platform } said your code. If it is yours: { $step }
link-made = { $account } on { $platform } is yours now, and being invited to your rooms there.
link-declined = { $account } stays a stranger; that code is void. If you did not pass it on, somebody saw it: be careful where you show the next.
link-welcome = Welcome, { $name }. This account is yours now too: whatever you do counts once, from wherever you do it.
link-last = { $account } is the only account, so it stays.
link-undo-elsewhere = You are speaking from { $account }. Give it up from another account of yours, or ask staff.
link-undone = { $account } is not { $name }'s any more, and being taken out of the rooms there.
staff-link-made = { $name } uses the account { $account } on { $platform }, too.
staff-link-undone = { $account } on { $platform } is not { $name }'s any more; { $by } said so.
verb-person-export = export
about-person-export = Have everything that is kept about you, as a file
option-of = of
ask-of = Whose? Only your own: me
word-oneself-me = me
also-oneself-me = mine | my own
person-exported = Here is what is kept about you, as `data.json`: { $rows } rows of { $tables } tables, in your private chat on { $platform }. Each table says how long it is kept; `person erase` is for staff to give once you have left.
verb-person-erase = erase
about-person-erase = Erase somebody who left: name and accounts, for good
person-not-left = { $name } has not left. Remove them first, with `person remove`; only who has left can be erased.
person-still-leaving = They are still being taken out of rooms. Please try again in a few minutes.
person-on-hold = They are on hold, and nothing of theirs may be erased. `hold list` shows what is, and `hold lift` ends it.
person-erase-which = { $count } people of that name have left. Give the account of the one you mean, as in `person erase @ana:example.org`.
person-erased = Erased, for good. What they did for { $organisation } stays, without their name. Backups taken before still hold it: a restore erases it again with the file `tombstones`.
person-mentioned = People wrote that name in these places; whether it is the same person only people can tell. Edit what should not stay:
line-person-mentioned = { $table }: { $count }
staff-person-erased = { $by } erased somebody of { $organisation } who had left.
verb-person-onboarding = onboarding
verb-person-accept = accept
verb-person-buddy = buddy
about-person-onboarding = Where you stand on your way in; for staff, everybody
about-person-accept = Read the handling terms, and accept them
about-person-buddy = Name somebody who shows a newcomer around
option-buddy = buddy
ask-buddy = Who shows them around? For example: Ana Dupont
ask-person-code = Which code were you given? For example: 72GYM-KRAEV
ask-person-invite-name = What is the person called? For example: Ana Dupont
line-account-code = { $account }: `{ $code }`
person-actions-handed-on = { $count ->
    [one] One open action of { $name } is { $heir }'s now.
   *[other] { $count } open actions of { $name } are { $heir }'s now.
}
line-update-unheard = { $code } is made of { $name }'s words and waits for their consent, which nobody can give any more. It goes out nowhere; drop it:
line-buddy-left = { $name } has no buddy any more.
staff-engagement-lead-gone = { $name } leads { $code }, and nobody of it is left who works in it. Hand the lead on.
onboarding-welcome = A few steps help you to find your way; `person onboarding` shows them at any time, and `help` what you can do here. The first one is here.
onboarding-none = Nobody is on the way in.
onboarding-none-of = { $name } has no steps to take.
onboarding-of = **{ $name }**: { $done } of { $count } steps are done.
onboarding = { $count ->
    [one] One person is on the way in:
   *[other] { $count } people are on the way in:
}{ $more ->
    [0] {""}
   *[other] {" "}({ $more } more follow when these are done)
}
line-onboarding-done = { $step } – done on { $at }
line-onboarding-open = { $step } – by { $at }{ $overdue ->
    [1] , overdue
   *[other] {""}
}
line-onboarding = { $name }, { $organisation }: { $done } of { $count }; next: { $step }, by { $at }{ $overdue ->
    [1] , overdue
   *[other] {""}
}
onboarding-reminder = One step of your way into the network is still open: { $step }. It was meant for { $due } at the latest.
onboarding-identity-reminder = The code that you were given is still waiting: say it to me here, and I know you. If it does not work any more, ask for a fresh one.
staff-onboarding-reminder = { $name } ({ $organisation }) is still waiting for you: { $step }.
handling-terms = Terms for handling what you learn here, version { $version }. What I tell you carries a label (TLP), and goes no further than it says. What is above TLP:GREEN stays with those it names: it is not forwarded, copied into other systems or shown to companies. No worker and no source is ever named. Whoever leaves their organisation or its work takes nothing along. If something went where it should not, tell staff at once.
terms-are-new = The terms for handling what you learn here have changed. Please read and accept them.
terms-accepted = Noted: you accept the handling terms, version { $version }.
terms-other-version = The terms that hold are version { $version }, not { $said }. Read them with `person accept`.
terms-not-accepted = You have not accepted the handling terms that hold; `person accept` shows them.
terms-taken-back = Noted: you no longer accept the handling terms, version { $version }. Staff are told, and will speak with you.
staff-terms-off = { $name } no longer accepts the handling terms, version { $version }. Please speak with them.
buddy-unfit = { $name } can't be a buddy: it has to be somebody else, who is active in the network.
buddy-off = { $name } has no buddy now.
buddy-named = { $buddy } shows { $name } around now; both are told.
buddy-yours = { $name } ({ $organisation }) shows you around: ask them whatever you would like to know.
buddy-of = You show { $name } ({ $organisation }) around now: say hello, and take them along to the next meeting.
line-onboarding-waits = On your way in, next: { $what }. { $step }
person-exported-lately = You had your file within this hour; it stands in your private chat. Please ask again later.
