verb-engagement-questions = questions
verb-engagement-put = put
verb-engagement-keep = keep
verb-engagement-unkeep = unkeep

about-engagement-questions = Questions of the bank that fit, as a set to put to the vote
about-engagement-put = Put questions of the bank to the vote
about-engagement-keep = Give a good question to the bank (lead)
about-engagement-unkeep = Take a question back from the bank (lead)

option-questions = questions
ask-questions = Which questions of the bank? For example: QB-3 QB-7

engagement-questions = { $count ->
    [one] One question of the bank fits { $code }:
   *[other] { $count } questions of the bank fit { $code }:
}
engagement-questions-none = The bank has no question on that which { $code } has not put already. Write one of your own.
engagement-put = Put to the vote as { $codes }: { $count ->
    [one] it has a thread in the engagement's room.
   *[other] each has a thread in the engagement's room.
}
engagement-put-which = Name up to { $most } questions of the bank, as QB-3 QB-7; `engagement questions` proposes some.
engagement-put-already = { $engagement } has put { $code } already. Nothing was done.
engagement-kept = { $code } goes to staff, who word it for the bank in both languages, naming nobody. How well it is answered will count there.
engagement-let-go = { $code } does not go to the bank.
engagement-kept-already = { $code } is in the bank, or waits for it.
engagement-not-kept = { $code } does not wait for the bank.
staff-engagement-kept = { $by } gives { $code } of { $engagement } to the question bank. Word it in both languages, naming nobody; its own words stay in the engagement.
