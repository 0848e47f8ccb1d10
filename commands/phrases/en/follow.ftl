topic-follow = follow
verb-follow-company = company
verb-follow-facility = facility
verb-follow-list = list
verb-follow-show = show
verb-follow-stop = stop
verb-follow-propose = propose
discord-topic-follow = Companies and facilities that you follow, privately

about-follow-company = Follow a company; nobody else is told
about-follow-facility = Follow a facility that you may read of; nobody else is told
about-follow-list = What you follow
about-follow-show = What you may read of something that you follow
about-follow-stop = Follow something no longer
about-follow-propose = Whether you hear how many share a supplier with you

option-followed = followed
option-wanted = wanted
ask-followed = Which of what you follow? A company's name, or a facility's code or name.
ask-wanted = Do you want to be told how many buy from the same company as you? Nobody is named by that.

follow-begun = You follow { $name } now. What changes that you may read of reaches you here, once a day in the morning; nobody else is told that you follow it.
follow-already = You follow { $name } already.
follow-many = You follow { $most } things, and that is as many as I can look up for you each morning. End one of them with `follow stop`.
follow-which = Several that you may read of are called so. Give the code of the one you mean: { $codes }
follow-stopped = You follow { $name } no longer.
follow-none = You follow nothing yet.
follow-list = { $count ->
    [one] You follow one thing, and nobody else is told:
   *[other] You follow { $count } things, and nobody else is told:
}
line-follow = { $name }
follow-shown = How what you may read of { $name } stands:
follow-shown-none = There is nothing of { $name } yet that you may read. Lessons may name it:
follow-news = { $count ->
    [one] **One thing is new** of what you follow:
   *[other] **{ $count } things are new** of what you follow:
}
follow-proposals-wanted = Noted: you are told how many of the network buy from { $company }, once there are enough.
follow-proposals-unwanted = Noted: you are no longer told how many of the network buy from { $company }. To hear of it again:

line-follow-engagement = **{ $code }** with { $company } stands at { $level }.
line-follow-engagement-closed = **{ $code }** with { $company } is closed: { $outcome }.
line-follow-engagement-open = **{ $code }** with { $company } is open, and you may join it: { $step }
line-follow-summary = **{ $code }** ({ $label }), a monitoring summary about { $about }, was released: { $step }
line-follow-measure = **{ $code }** in a plan with { $company }: { $state }.
line-follow-disclosure = **{ $code }**, a disclosure asked of { $company }: { $state }.
line-follow-facility = **{ $code }** ({ $name }) is { $state }.
line-follow-facility-merged = { $before } turned out to be **{ $code }** ({ $name }).
line-follow-buyers = { $following } of the network buy what is made at **{ $code }** ({ $name }); those in a running tender are not counted: { $step }
line-follow-link = Confirmed as made at **{ $code }** ({ $name }): { $company }, { $model }.
line-follow-link-part = Confirmed as made at **{ $code }** ({ $name }): { $company }, { $model }, { $component }.
line-follow-lesson = **{ $code } – { $title }**, a lesson that names { $about }: { $step }
line-follow-shared = { $following } of the network buy from { $company }, as you do; those in a running tender are not counted. Who they are is told where both sides agreed to it. To hear nothing more of this: { $step }
