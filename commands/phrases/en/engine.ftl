# The conversation itself: questions, previews, what is answered where. Words of commands and options stand with their topics.

first-contact =
    I am Roundtable, the network's bot. I organise meetings, summaries, joint engagements and lessons, and what you tell me here stays between you and me. Write `help` to see what you can do now; no word needs a prefix here.

    Je suis Roundtable, le bot du réseau. J'organise les réunions, les résumés, les engagements conjoints et les leçons, et ce que vous m'écrivez ici reste entre vous et moi. Écrivez `aide` pour voir ce que vous pouvez faire maintenant ; pour que je vous parle français : `personne langue français`.
answered-privately = I answered you privately.
not-understood = I did not understand that.
nothing-asked = Nothing here waits for an answer.
ask-me-privately = I answer that in our private chat only. Write it to me there.
not-encrypted-here = This room is not encrypted, so I only take `help` here. Write to me in our private chat instead.
not-verified = I can't tell that this message comes from your own verified device, so it does not count. In your client, open Settings, then Security (or Sessions), verify this session with your recovery key or another device, and send it again.
staff-not-verified = { $name } ({ $account }) writes from a device that is not verified; what they ask for does not count until they verify it.
missed-while-away = I was away when you wrote this and it is too old to act on now. Please send it again if it still holds.
group-needed = Which group is this about? Say it in the group's room, or add `group:` and its code.

dialog-hint = (`back` for the question before, `cancel` to stop)
dialog-hint-first = (`cancel` to stop)
dialog-expired = That question has expired; nothing was done.
dialog-cancelled = Stopped. Nothing was done.
button-over = That button belongs to something that is over. Nothing was done.
pointer = This can't be shown here. You can read it, and act on it, on { $platform }.
pointer-nowhere = This can't be shown here. It can be read on Matrix; link your account there, or ask staff for one.
word-offer-write = Answer …
confirm-preview = This is what others will see:
confirm-ask = Send **yes** to go ahead, or **no** to stop. A yes holds for ten minutes and for exactly this.
line-preview-room = { $room }: { $people ->
    [one] 1 person
   *[other] { $people } people
}, { $label }
line-preview-alone = Privately: { $people ->
    [one] 1 person
   *[other] { $people } people
}, { $label }
line-preview-out = { $accounts ->
    [one] 1 account is
   *[other] { $accounts } accounts are
} taken out of { $rooms ->
    [one] { $room }
   *[other] every room
}
line-preview-nothing = nothing of it
line-choice = { $choice }
choices-more = { $count ->
    [one] … and one more: write its name.
   *[other] … and { $count } more: write a name.
}
roles = { $roles }

value-empty = I need something here.
words-left = I don't know what to do with “{ $words }”.
name-unknown = I don't know that name.
company-unknown = I don't know that company. Staff add a new one with `organisation company`.
organisation-unknown = I don't know that organisation. `organisation list` shows those there are.
name-near = Did you mean { $meant }?
name-long = A name has at most { $most } characters.
title-long = It has { $length } characters; at most { $most } fit here. Please make it shorter.
text-long = It has { $length } characters; at most { $most } fit here. Shorten it: a longer text belongs in a file of your own.
said-long = Your message is too long to be read as a whole: at most { $most } characters at a time. Nothing was done. Send the command by itself; I ask for each of its texts.
number-bounds = I need a whole number from { $least } to { $most }.
flag-unknown = Please say yes or no.
word-unknown = That is not one of the possible answers.
zone-unknown = I don't know that time zone. Name a large city in it.
locale-unknown = I don't know that language.

ask-group = Which group is it for? For example: LEV
ask-name = What is the name? For example: Ana Dupont
ask-code = Which one? Give its reference, as it stands in the list.
ask-title = What is it called? For example: Social criteria in an e-bus tender
ask-text = Please write the text as your next message.
ask-organisation = Which organisation? For example: City of Ghent
ask-person = Who? For example: Ana Dupont
ask-account = What is their account? For example: @ana:example.org
ask-role = Which role?
ask-kind = Which kind?
ask-country = Which country? Two letters, for example: BE
ask-through = Through which consortium?
ask-company = Which company? For example: Volta Motors
ask-product = Which product?
ask-agree = Do you agree that the other buyers of this company learn that you buy from it?
ask-running = Is a tender with this company running now?
ask-room = Which room?
ask-label = Up to which label? TLP:CLEAR is for anybody; TLP:GREEN for everybody active in the network (affiliates, partners, unions, staff); TLP:AMBER for those it names, staff, and the buyers that are members of a consortium among those it names; TLP:AMBER+STRICT for those it names and staff alone; TLP:RED for them alone, and each of them in person.
label-means = { $label ->
    [word-label-clear] For anybody.
    [word-label-green] For everybody active in the network – affiliates, partners, unions, staff – and not for the public.
    [word-label-amber] For those it names, staff, and the buyers that are members of a consortium among those it names; in each, for whoever needs it to act.
    [word-label-amber-strict] For those it names and staff alone, not for members of a consortium; in each, for whoever needs it to act.
   *[word-label-red] For those it names and staff alone, each of them in person; don't pass it on.
}
ask-language = Which language? For example: français
ask-languages = Which language, or which two? For example: fr en
ask-zone = Which time zone? For example: Paris
ask-topic = Which topic? For example: meeting
ask-off = Take it off?

option-group = group
option-name = name
option-code = code
option-title = title
option-text = text
option-organisation = organisation | org
option-person = person
option-account = account
option-role = role
option-kind = kind
option-country = country
option-through = through
option-company = company
option-product = product
option-agree = agree
option-running = running
option-room = room
option-label = label
option-language = language
option-languages = languages
option-zone = zone
option-topic = topic
option-off = off

language-en = English
language-fr = French
