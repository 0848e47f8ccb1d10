topic-contract = contract
verb-contract-add = add
verb-contract-edit = edit
verb-contract-end = end
verb-contract-list = list
verb-contract-show = show

about-contract-add = Record a public contract: its clauses, how often disclosure is asked again, who may be told
about-contract-edit = Correct a contract
about-contract-end = Say that a contract ends, or take its end back
about-contract-list = Your organisation's contracts
about-contract-show = A contract, and who may be told what came of it

option-number = number
option-renamed = renamed
option-discloses = discloses
option-refresh = refresh
option-sharing = sharing
option-clauses = clauses
ask-number = Which contract? Give your organisation's own reference, in quotation marks if it has several words.
ask-renamed = Which reference should it have from now on?
ask-discloses = Does the contractor have to disclose where it has things made?
ask-refresh = After how many months is that asked for again? 0 for never.
ask-sharing = Who may be told what it discloses: whoever asked, linked buyers, all affiliates, or everybody?
ask-clauses = Please write the clauses as your next message.

contract-exists = { $name } has a contract { $reference } already. Correct it with `contract edit`, or choose another reference.
contract-several = Several organisations have a contract { $reference }: { $names }. Say whose: `organisation:"City of Ghent"`.
contract-added = Recorded: contract **{ $reference }** of { $name } with { $company }.
contract-edited = Contract **{ $reference }** of { $name } is now as follows.
contract-ends = Contract **{ $reference }** of { $name } ends on { $on }.
contract-goes-on = Contract **{ $reference }** of { $name } has no end any more.
contract-none = There is no contract here that you may read.
contract-list = { $count ->
    [one] One contract:
   *[other] { $count } contracts:
}
line-contract = { $reference } – { $name } with { $company }{ $until ->
    [none] {""}
   *[other] , until { $until }
}{ $runs ->
    [1] {""}
   *[other] {" "}(not running)
}
contract-shown = Contract **{ $reference }** of { $name } with { $company }
line-contract-runs = runs { $since ->
    [none] {""}
   *[other] from { $since }{" "}
}{ $until ->
    [none] without an end
   *[other] until { $until }
}
line-contract-refresh = { $discloses ->
    [1] The contractor has to disclose where it has things made
   *[other] It asks for no disclosure
}{ $months ->
    [0] .
    [one] ; asked again every month.
   *[other] ; asked again every { $months } months.
}{ $next ->
    [none] {""}
   *[other] {" "}Next on { $next }.
}
line-contract-sharing = What it discloses may be told to: { $sharing }
contract-clauses = { $text }
contract-refresh-due = Since { $due }, { $company } has to disclose anew under contract **{ $reference }** of { $name }. Please ask for it.
word-deed-contract-refresh = reminder that a disclosure is due
