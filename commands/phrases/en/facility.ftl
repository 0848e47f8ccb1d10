topic-facility = facility | site
verb-facility-add = add
verb-facility-list = list
verb-facility-show = show
verb-facility-alias = alias
verb-facility-close = close
verb-facility-reopen = reopen
verb-facility-model = model
verb-facility-link = link
verb-facility-confirm = confirm
verb-facility-reject = reject
verb-facility-doubles = doubles
verb-facility-merge = merge

about-facility-add = Add a facility where what is bought is made
about-facility-list = The facilities that you may read of
about-facility-show = A facility, and what is made there
about-facility-alias = Note another name of a facility
about-facility-close = Say that a facility is closed
about-facility-reopen = Say that a closed facility is at work again
about-facility-model = Add a model that a company sells
about-facility-link = Note that a model is made at a facility
about-facility-confirm = Confirm that a model is made at a facility
about-facility-reject = Say that a model is not made at a facility
about-facility-doubles = Find facilities that may be one under two names
about-facility-merge = Merge a facility into another

option-address = address
option-category = category
option-model = model
option-component = component | part
option-tier = tier
option-source = source
option-confidence = confidence
option-into = into
option-volume = volume
ask-address = What is its address?
ask-category = What is it? For example: notebook, or M1
ask-model = Which model? In quotation marks if its name has several words
ask-component = Which part of it? For example: battery
ask-tier = Which tier? 1 is the final assembly, 2 makes components
ask-source = Who says so? For example: "disclosure of 2026"
ask-confidence = How sure is the source?
ask-into = Into which facility? Give its code.
ask-volume = How much is it in a year?
ask-facility-code = Which facility? For example: FAC-7KQ4
ask-facility-add-name = What is the facility called? For example: Volta Assembly
ask-facility-alias-name = Under which other name is it known? For example: Volta Assembly II
ask-facility-model-name = What is the model called? For example: Volta E12

word-facility-kind-mine = mine
word-facility-kind-smelter = smelter
word-facility-kind-refinery = refinery
word-facility-kind-component = components
word-facility-kind-assembly = final assembly
word-facility-state-open = open
word-facility-state-closed = closed
word-facility-state-merged = merged
word-link-state-pending = to be confirmed
word-link-state-confirmed = confirmed
word-link-state-rejected = rejected
word-link-state-merged = merged
word-confidence-low = low
word-confidence-medium = medium
word-confidence-high = high
word-company-kind-brand = brand
word-company-kind-reseller = reseller
word-company-kind-manufacturer = manufacturer
word-volume-band-unknown = unknown
word-volume-band-small = under 100,000 euros
word-volume-band-medium = under 1,000,000 euros
word-volume-band-large = under 10,000,000 euros
word-volume-band-very-large = 10,000,000 euros or more
also-volume-band-very-large = very large
word-sharing-requester = whoever asked
word-sharing-linked = linked buyers
word-sharing-all-affiliates = all affiliates
word-sharing-public = everybody
also-sharing-all-affiliates = affiliates
also-sharing-public = public

facility-exists = { $name } is known already, as { $code }.
facility-added = **{ $code }**, { $name }, is kept.
facility-none = { $country ->
    [none] There is no facility here yet.
   *[other] There is no facility in { $country } yet.
}
facility-none-yours = { $country ->
    [none] No facility is linked to what you buy, and your organisation is named at none.
   *[other] No facility in { $country } is linked to what you buy, and your organisation is named at none there.
}
facility-list = { $count ->
    [one] One facility:
   *[other] { $count } facilities, of which the first { $shown }:
}
line-facility = **{ $code }** – { $name }, { $country } ({ $kind }){ $state ->
    [word-facility-state-open] {""}
   *[other] , { $state }
}
facility-shown = **{ $code } – { $name }**, { $country } ({ $kind }), { $state }{ $address ->
    [none] {""}
   *[other] . { $address }
}
facility-aliases = Also called: { $names }
facility-links = { $count ->
    [0] No model is linked with it.
    [one] One model is linked with it:
   *[other] { $count } models or parts are linked with it:
}
facility-made = { $count ->
    [one] One model or part that you buy is made there:
   *[other] { $count } models or parts that you buy are made there:
}
line-facility-made = { $company }, { $model }{ $component ->
    [none] {""}
   *[other] , { $component }
}
line-link = { $company }, { $model }{ $component ->
    [none] {""}
   *[other] , { $component }
}: tier { $tier }, { $state }; confidence { $confidence }{ $source ->
    [none] {""}
   *[other] , { $source }
}
line-double = **{ $code }** { $name } and **{ $other }** { $called } ({ $score } % alike)
facility-merged = { $code } was merged: { $into } is the facility now. A merge can't be taken back by a command; if it was wrong, add the facility anew and link it.
facility-not-open = { $code } is closed already.
facility-not-closed = { $code } is not closed.
facility-closed = { $code }, { $name }, is closed; what is linked with it stays.
facility-reopened = { $code }, { $name }, is at work again.
facility-alias-on = { $code } is found as { $name }, too.
facility-alias-off = { $code } is not called { $name } any more.
facility-alias-none = { $code } has no such other name.
facility-doubles-none = No two facilities there look as if they were one.
facility-doubles = { $count ->
    [one] These two may be one. Look at both before you merge them:
   *[other] { $count } pairs may be one each; the nearest { $shown }. Look at both before you merge them:
}
facility-merge-itself = { $code } is the same facility. Name two.
facility-merge-abroad = { $code } and { $into } are in two countries, so they are not one facility. Mend the country of one first.
facility-merged-now = { $code }, { $name }, is merged into **{ $into }**, { $kept }.
staff-facility-merged = { $by } merges { $code }, { $name }, into { $into }, { $kept }: { $links ->
    [one] one link
   *[other] { $links } links
} and { $names ->
    [one] one name
   *[other] { $names } names
} go over, and with them who may read what is about it. There is no way back by a command.
model-exists = { $company } has a model { $name } already.
model-added = The model { $name } of { $company } is known now.
model-unknown = { $company } has no model { $name }. Add it by `facility model` first.
link-known = That { $model } is made at { $code } is noted already.
link-noted = Noted: { $model } is made at { $code }. It counts once it is confirmed.
link-unknown = It is not noted that { $model } is made at { $code }. Note it by `facility link` first.
link-confirmed = Confirmed: { $model } is made at { $code }. It counts from now on.
link-unconfirmed = That { $model } is made at { $code } is to be confirmed again; it counts no more.
link-rejected = { $model } is not made at { $code }; no file brings that back.
link-merged = This link went into another one when two facilities were merged. Settle that one.
