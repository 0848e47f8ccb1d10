topic-tool = tool
verb-tool-add = add
verb-tool-edit = edit
verb-tool-withdraw = withdraw
verb-tool-rate = rate
verb-tool-find = find | search
verb-tool-list = list
verb-tool-show = show

about-tool-add = Register a tool: what you use it for, its limits, how credible it is
about-tool-edit = Change what you registered of a tool
about-tool-withdraw = Take a tool out of the register, or put it back
about-tool-rate = Rate a tool for your organisation, and say why
about-tool-find = Find tools by words
about-tool-list = The tools that peers use
about-tool-show = One tool, and what peers think of it

option-use = use
option-limits = limits
option-credibility = credibility
option-stars = stars
option-why = why
option-nobody = names-nobody
ask-use = What do you use it for, and how? Please write it as your next message.
ask-limits = What can it not do? Please write it as your next message.
ask-credibility = How credible is it: who runs it, who checks it, with whom on site? Please write it as your next message.
ask-stars = How many stars, from 1 to 5? 0 takes your rating back.
ask-why = Why? Please write it as your next message.
ask-nobody = Does it name no worker, and is it no worker's own complaint? Say yes, and it goes on as you wrote it; say no, and it is forgotten.
ask-tool-code = Which tool? For example: T-12
ask-tool-name = What is the tool called? For example: EcoVadis

tool-known = { $name } is in the register already; rate it, or edit what your organisation said of it.
tool-owner-only = { $code } was registered by another organisation; only that one, or staff, can change it. You can rate it.
tool-edit-nothing = Say what changes, for example `limits:"It covers final assembly only"` with { $code }.
tool-rated-never = Your organisation has not rated { $code }.
tool-added = **{ $code }**, { $name }, is in the register. All active people of the network can find it (TLP:GREEN).
tool-edited = { $code } is changed.
tool-withdrawn = { $code } is out of the register; `tool withdraw { $code } off:yes` puts it back.
tool-restored = { $code } is in the register again.
tool-rated = Your organisation gives { $code } { $stars ->
    [one] one star
   *[other] { $stars } stars
}. Peers see it together with the other ratings, never whose it is.
tool-unrated = Your organisation's rating of { $code } is taken back.
tool-found-none = No tool has these words. Ask your peers:
tool-none = No tool is registered yet.
tool-list = { $count ->
    [one] One tool:
   *[other] { $count } tools:
}
line-tool = **{ $code }** – { $name }: { $ratings }
tool-shown = **{ $code } – { $name }**. Used for: { $use }
tool-limits = Limits: { $text }
tool-credibility = Credibility: { $text }
tool-unrated-yet = nobody has rated it yet
tool-ratings = { $count ->
    [one] one organisation gives it { $middle } of 5
   *[other] { $count } organisations give it { $least } to { $most } of 5, { $middle } in the middle
}
tool-ratings-apart = { $count } organisations contradict each other: from { $least } to { $most } of 5. Read why
line-tool-why = { $stars } of 5: { $text }

grievance-held = I hold this back: it reads as if it named a worker, or were a worker's own complaint. Nobody has seen it, and it is not kept. This bot takes no grievances, for nobody here can follow one up in safety. Workers, and who speaks for them, turn to the monitoring organisation or the union at the site, or to the network's staff by telephone; where somebody is in danger, to the emergency services first.
grievance-elsewhere = Then it does not belong here, and I have forgotten it. Tell the monitoring organisation or the union at the site, or the network's staff by telephone. What peers need to know can be said without names.
grievance-confirm = Does it name no worker, and is it no worker's own complaint? Say `yes` within ten minutes, and it goes on as you wrote it. Else send it again without the names; anything but `yes` forgets it.
