topic-expertise = expertise
verb-expertise-offer = offer
verb-expertise-need = need
verb-expertise-meet = meet
verb-expertise-extend = extend
verb-expertise-close = close
verb-expertise-list = list
verb-expertise-show = show

about-expertise-offer = Offer what you can help peers with
about-expertise-need = Say what you need a peer's help with
about-expertise-meet = Say whether you want to meet whoever fits
about-expertise-extend = Let what you offer or need stand on
about-expertise-close = Take back what you offer or need
about-expertise-list = What you offer and need
about-expertise-show = One thing that you offer or need

option-willing = willing
ask-willing = Do you want to meet? You both learn who you are once both said yes; a no is told to nobody.
ask-expertise-code = Which one? Give its reference, as it stands in `expertise list`.
ask-expertise-offer-text = What can you help peers with? Write it as your next message.
ask-expertise-need-text = What do you need a peer's help with? Write it as your next message.

word-expertise-kind-offer = offered
word-expertise-kind-need = needed
inline-expertise-open = open
inline-expertise-over = over

expertise-closed-already = { $code } is over already; `expertise extend { $code }` opens it again.
expertise-offered = Your offer is **{ $code }**, until { $until }. Peers learn that it is yours once you and they have both said yes; staff can see it, to know whom to ask.
expertise-needed = Your need is **{ $code }**, until { $until }. Whoever can help learns that it is yours once you have both said yes.
expertise-extended = **{ $code }** stands until { $until }.
expertise-closed = { $code } is closed; nobody is introduced for it any more.
expertise-none = You offer and need nothing yet.
expertise-list = { $count ->
    [one] One entry:
   *[other] { $count } entries:
}
line-expertise = **{ $code }** ({ $kind }, { $state }) – { $theme }: { $text }
line-expertise-of = **{ $code }** ({ $kind }, { $state }), { $name } ({ $organisation }) – { $theme }: { $text }
expertise-shown = **{ $code }** ({ $kind }, until { $until }) – { $theme }: { $text }
expertise-expires = **{ $code }**, which you filed, ends on { $until }. Shall it stand on? Reply `yes`.
line-expertise-meet = **{ $code }**: somebody fits what you filed. Do you want to meet? { $step }

introduction-made-already = { $code } has introduced you already.
introduction-over = { $code } is over: not both of you said yes in { $days } days. What you file stays as it is, and whatever fits it next is asked for.
introduction-asked-offer = Somebody of the network may need what you offer with { $own } ({ $theme }). Do you want to meet? Reply `yes` or `no`. You both learn who you are once both said yes; a no is told to nobody.
introduction-asked-need = Somebody of the network may offer what you need with { $own } ({ $theme }). Do you want to meet? Reply `yes` or `no`. You both learn who you are once both said yes; a no is told to nobody.
introduction-waits = Noted for { $code }. If the other side wants to meet, too, I tell both of you.
introduction-declined = Noted for { $code }; nobody is told. You can change your mind with `expertise meet`.
introduction-made = Both said yes: I have told each of you who the other is.
introduction-to-need = **{ $name }** ({ $organisation }) needs what you offer, and wants to meet you: { $text }
introduction-to-offer = **{ $name }** ({ $organisation }) offers what you need, and wants to meet you: { $text }
