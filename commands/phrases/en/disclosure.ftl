topic-disclosure = disclosure
discord-topic-disclosure = Disclosures: where what you buy is made, asked hop by hop
verb-disclosure-ask = ask
verb-disclosure-join = join
verb-disclosure-admit = admit
verb-disclosure-leave = leave
verb-disclosure-pass = pass
verb-disclosure-extend = extend
verb-disclosure-received = received
verb-disclosure-refused = refused
verb-disclosure-again = again
verb-disclosure-close = close
verb-disclosure-list = list
verb-disclosure-show = show

about-disclosure-ask = Ask a brand where what you buy is made
about-disclosure-join = Ask together with a buyer who asks the same brand
about-disclosure-admit = Let a buyer that asked to join in
about-disclosure-leave = Ask no longer together with the other buyer
about-disclosure-pass = Note that the request was passed on up the chain
about-disclosure-extend = Give whoever is asked more time, without blame
about-disclosure-received = Say that a disclosure came
about-disclosure-refused = Note that a company said no
about-disclosure-again = Ask once more
about-disclosure-close = Ask no more
about-disclosure-list = The disclosures you may read
about-disclosure-show = A disclosure, hop by hop

option-models = models
option-reseller = reseller
option-contract = contract
option-members = members
option-joinable = joinable
option-partly = partly
ask-models = Which models? For example: all notebooks under our contract
ask-reseller = Through which reseller does it go first?
ask-contract = Under which contract? Give its reference.
ask-members = Do you ask for the members of your consortium, too?
ask-joinable = May other buyers who ask the same brand ask to join you?
ask-partly = Did only a part of it come?
ask-disclosure-code = Which disclosure? For example: DIS-7KQ4

word-disclosure-state-open = waited for
word-disclosure-state-part = came in part
word-disclosure-state-received = received
word-disclosure-state-refused = refused
word-disclosure-state-closed = given up
word-hop-state-waiting = waited for
word-hop-state-passed-on = passed it on
word-hop-state-answered = answered
word-hop-state-refused = said no

disclosure-asked = Your request is **{ $code }**: { $first } is to say by { $due } where what you buy of { $company } is made. Send it to them as you always do; I keep the days.
disclosure-others = { $count } other affiliates ask { $company } already. You can ask to join one of them: one request weighs more, and is less work for all.
disclosure-join-asked = If a buyer who asks { $company } agreed that others may join, they are asked now, with your name. You hear of it once they say yes.
disclosure-join-wish = **{ $name }** asks { $company }, too, and would like to join your request { $code }. They will read it and what comes of it if you let them in.
disclosure-admitted = { $name } asks together with you now and reads { $code }.
disclosure-asker-gone = { $name }, with whom you ask { $company }, has left the network. Staff decide about { $code }; you can ask for yourself.
staff-disclosures-left = { $name } has left the network and still asked for disclosures:
line-disclosure-left = { $code } still waits for { $company }, and nobody is left who chases it. Close it, or move its day:
disclosure-let-in = **{ $name }** lets you in: you ask together now, and can read { $code }.
disclosure-let-go = { $name } asks no longer together with you and can't read { $code } any more.
disclosure-left = You ask no longer together with the other buyer; { $code } is theirs alone.
disclosure-not-party = { $code } is your own request. To ask no more, close it.
disclosure-not-buyer = You can ask { $company } once staff have confirmed that you buy from it, and while no tender runs. Say so by `organisation buys`.
disclosure-no-members = Only a consortium asks for its members. Leave `members` out.
disclosure-no-contract = Your organisation has no contract of this reference here. Give it as it stands in the contract, or leave it out.
disclosure-asker-only = { $code } is another buyer's request; only they, or staff, can do that.
disclosure-past = { $day } has passed. Give a day to come.
disclosure-extend-later = It has until { $day } already. Give a later day.
disclosure-hop-known = { $company } stands in the chain of { $code } already. Name the next one.
disclosure-settled = Nothing is waited for in { $code } any more. To ask once more, use `disclosure again`.
disclosure-open = { $code } is still waited for. Close it, or note what came, before you ask again.
disclosure-passed = Noted: { $nearer } passed { $code } on to { $further }, who is to answer by { $due }.
disclosure-extended = Noted: { $company } has until { $due } for { $code }.
disclosure-received = Good: **{ $code }** came. Send its file to staff: its rows go into the registry with { $code } as their source. It may be told to: { $sharing }.
disclosure-received-partly = Noted: a part of **{ $code }** came, and the rest is waited for. Send its file to staff: its rows go into the registry with { $code } as their source. It may be told to: { $sharing }.
disclosure-refresh-on = To be asked again on { $day }, as the contract says.
disclosure-refused = Noted: the request { $code } was refused. With other buyers of { $company } you weigh more: you can open an engagement.
disclosure-again = Round { $round } of { $code } has begun: { $first } is to answer by { $due }.
disclosure-closed = { $code } is given up; nothing is waited for any more.
disclosure-none = There is no disclosure that you can read.
disclosure-list = { $count ->
    [one] One disclosure:
   *[other] { $count } disclosures:
}
line-disclosure = **{ $code }** – { $company } ({ $state })
disclosure-shown = **{ $code }** – { $name } asks { $company } for its sites, down to tier { $tier } ({ $state }). It may be told to: { $sharing }.
disclosure-what = For: { $text }
line-disclosure-hop = { $company }: { $state }, by { $due }{ $extended ->
    [0] {""}
    [one] , moved once
   *[other] , moved { $extended } times
}
line-disclosure-hop-late = **{ $company }: late since { $due }**{ $extended ->
    [0] {""}
    [one] , moved once
   *[other] , moved { $extended } times
}
line-disclosure-party = { $name } asks, too
line-disclosure-wish = { $name } would like to join
disclosure-reason = Said: { $text }
disclosure-links = In the registry: { $all ->
    [one] one link
   *[other] { $all } links
} from it, { $confirmed } confirmed.
disclosure-late = { $company } has not answered { $code } by { $day }. Ask them how it stands; give more time if they need it, or pass it on up the chain.
disclosure-refresh = It is time to ask { $company } again: what { $code } disclosed is as old as your contract allows.
line-disclosure-late = **{ $code }**: { $company } was to answer by { $day }. { $step }
staff-disclosure-received = { $by } has received **{ $code }** from { $company }. Its rows go into the registry with { $code } as their source; it may be told to: { $sharing }.

word-deed-disclosure-late = note that an answer is late
word-deed-disclosure-refresh = say that it is time to ask again
