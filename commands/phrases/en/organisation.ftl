topic-organisation = organisation | org
verb-organisation-add = add
verb-organisation-end = end
verb-organisation-restore = restore
verb-organisation-list = list
verb-organisation-show = show
verb-organisation-company = company
verb-organisation-buys = buys
verb-organisation-match = match
verb-organisation-tender = tender

about-organisation-add = Add an affiliate, a consortium, a partner or a union
about-organisation-end = End an organisation's membership
about-organisation-restore = Take an organisation back
about-organisation-list = The organisations of the network
about-organisation-show = An organisation and its people
about-organisation-company = Add a company that affiliates buy from
about-organisation-buys = Record that your organisation buys from a company
about-organisation-match = Agree to be found by the other buyers of a company
about-organisation-tender = Say that a tender is running: you are not matched meanwhile

organisation-exists = { $name } is known already. If its membership has ended, take it back by `organisation restore`.
organisation-not-consortium = { $name } is no consortium of the network, so nobody can be affiliated through it.
organisation-own = { $name } is your own organisation; somebody of another one has to do that.
organisation-added = { $name } is recorded ({ $kind }): { $status }.
organisation-ended = The membership of { $name } has ended; its people are being taken out of every room, their accounts and codes are void.
organisation-restored = { $name } is in the network again.
organisation-list = { $count ->
    [one] One organisation:
   *[other] { $count } organisations:
}
line-organisation = { $name } – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}
line-organisation-through = { $name } – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}, through { $parent }
organisation-shown = **{ $name }** – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}{ $out ->
    [1] {" "}({ $status })
   *[other] {""}
}
line-person = { $name } ({ $roles })
line-purchase = buys from { $company } ({ $product }){ $shared ->
    [1] , known to its other buyers
   *[other] , known to staff alone
}
company-exists = { $name } is known already.
company-added = The company { $name } ({ $kind }) is known now.
company-edited = { $before } is now known as { $name } ({ $kind }).
verb-organisation-edit-company = edit-company
about-organisation-edit-company = Correct a company's name, or what it is in the chain
purchase-buyer-needed = Only buyers buy. Name the organisation: `organisation:"City of Ghent"`.
purchase-known = That { $name } buys from { $company } is recorded already.
purchase-recorded = Recorded: { $name } buys from { $company }. Nobody but staff is told until you agree.
purchase-own-consent = Only the organisation itself can agree to be found.
purchase-none = Your organisation has no purchase from { $company } on record. If it buys from them, say so with `organisation buys`.
purchase-not-shared = The other buyers of { $company } are not told of you any more.
purchase-shared = Agreed. { $others ->
    [0] No other buyer of { $company } has agreed yet; you will be told when one does.
    [one] One other buyer of { $company } has agreed, too; you have both been told.
   *[other] { $others } other buyers of { $company } have agreed, too; you have all been told.
}
purchase-tender-on = Noted: while the tender runs, you are neither matched nor named for { $company }.
purchase-tender-off = Noted: the tender with { $company } is over.
purchase-match = { $name } buys from { $company }, too, and agreed that you know. You could engage it together.
verb-organisation-confirm = confirm
about-organisation-confirm = Confirm what an organisation buys, as it said
purchase-said = Noted: { $name } buys from { $company }. It counts once staff have confirmed it; nobody else is told until you agree.
purchase-unconfirmed = That { $name } buys from { $company } is not confirmed any more.
purchase-none-of = { $name } has not said that it buys from { $company }.
staff-purchase-said = { $by } says that { $name } buys from { $company }. Confirm it if it does: it opens what is for the buyers of { $company }.
verb-organisation-edit = edit
verb-organisation-advance = advance
verb-organisation-suspend = suspend
verb-organisation-resume = resume
about-organisation-edit = Correct an organisation's name, country, scopes, languages, zone or consortium
about-organisation-advance = Take an organisation one stage on: prospect, offered, onboarding, active
about-organisation-suspend = Suspend an organisation: its people are out of every room
about-organisation-resume = Take a suspended organisation back in
option-stage = stage
option-ict = ict
option-lev = lev
option-direct = direct
option-back = back
ask-stage = At which stage is it?
ask-ict = Is it affiliated for ICT?
ask-lev = Is it affiliated for low-emission vehicles?
ask-direct = Is it affiliated directly, through nobody?
ask-back = One stage back?
ask-organisation-name = What is it called? For example: City of Ghent
ask-organisation-company-name = What is the company called? For example: Volta Motors
ask-organisation-edit-company-name = What is the company called? For example: Volta Motors
country-unknown = { $country } is no country's code. Use its two letters (ISO 3166), as BE for Belgium.
organisation-not-through = { $name } is no buyer: only buyers are affiliated through a consortium.
organisation-circle = { $parent } comes through { $name } itself, so { $name } can't come through { $parent }. Choose another consortium, or none (`direct:yes`; in a file, an empty cell).
organisation-through-itself = { $name } can't come through itself. Choose another consortium, or none (`direct:yes`; in a file, an empty cell).
organisation-stage-unfit = An organisation begins as prospect, offered, onboarding or active.
organisation-stage-active = { $name } is active: suspend it, or end its membership.
organisation-stage-none = There is no such stage for { $name }: from prospect it goes on to offered, onboarding and active. A suspended one is resumed, an ended one restored.
organisation-not-active = Only an active organisation can be suspended, and { $name } is not active.
organisation-not-suspended = { $name } is not suspended.
organisation-ended-already = The membership of { $name } has ended already.
organisation-not-yet = { $name } is not as far as that: people can be invited once it is onboarding or active.
organisation-edited = { $name } is now recorded as follows.
organisation-stage-now = { $name } is now at the stage: { $status }.
organisation-suspended = { $name } is suspended; its people are being taken out of every room.
line-organisation-scopes = affiliated for { $scopes }
line-organisation-programmes = takes part in: { $codes }
line-organisation-zone = languages: { $languages }; time zone: { $zone }
line-organisation-parent = through { $parent } since { $since }
line-organisation-stage = { $status } since { $at }
line-organisation-at = { $name } – { $kind }: { $status }
line-person-code = { $name } needs a fresh code.
staff-organisation-ended = { $by } ended the membership of { $name }. What its people leave behind:
line-organisation-direct-now = { $name } came through it, and comes through nobody now.
line-purchase-item = of it { $model ->
    [none] whatever it sells
   *[other] { $model }
}{ $since ->
    [none] {""}
   *[other] , from { $since }
}{ $until ->
    [none] {""}
   *[other] , until { $until }
}; in a year: { $volume }
purchase-confirmed = Staff have confirmed what your organisation buys of { $company }. Ask them to add to it.
line-organisation-was-through = was through { $parent } from { $since } until { $until }
organisation-since-ahead = That day is still to come: say it once it is there, or give one that has been.
organisation-since-early = Until { $on } { $name } stood otherwise: give that day or a later one.
