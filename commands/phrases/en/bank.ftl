topic-bank = bank
verb-bank-add = add
verb-bank-edit = edit
verb-bank-retire = retire
verb-bank-restore = restore
verb-bank-list = list
verb-bank-show = show

about-bank-add = Add a question to the bank, in both languages
about-bank-edit = Correct a question of the bank
about-bank-retire = Propose a question of the bank no more
about-bank-restore = Propose a question of the bank again
about-bank-list = The bank's questions, by issue and stage of the purchase
about-bank-show = A question of the bank, and how it fared

option-english = english
option-french = french
option-kept = kept
ask-english = Please write the question in English as your next message. It names no company, no buyer and no worker.
ask-french = Please write it in French as your next message.
ask-kept = Which question of an engagement is it made of? For example: EQ-7KQ4
ask-bank-code = Which question of the bank? For example: QB-12

word-worked-often = mostly answered completely
word-worked-sometimes = now and then answered completely
word-worked-seldom = seldom answered completely

bank-added = The bank has it now, as { $code }.
bank-edited = { $code } is corrected. Where it was put to a company already, its words stay.
bank-edit-nothing = Say what to change in { $code }, as `english:"…"`, `french:"…"`, `issue:wages` or `stage:tender`.
bank-retired = { $code } is proposed no more.
bank-restored = { $code } is proposed again.
bank-retired-already = { $code } is not proposed any more; staff can bring it back with `bank restore`.
bank-not-retired = { $code } is proposed already.
bank-unknown = The bank has no question { $code }; `bank list` shows them all.
bank-names = All of the network can read the bank, so its questions name nobody: please leave “{ $name }” out.
bank-none = The bank has no question on that. Without an issue and a stage, all are listed.
bank-list = { $count ->
    [one] One question in the bank:
   *[other] { $count } questions in the bank{ $shown ->
        [40] ; the first 40, name an issue or a stage for fewer
       *[other] {""}
    }:
}
line-bank = **{ $code }** ({ $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
}) { $text }
bank-record = Asked in at least { $count } engagements, { $worked }.
bank-shown = **{ $code }** – { $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
}
bank-shown-retired = **{ $code }** – { $issue }{ $stage ->
    [none] {""}
   *[other] , { $stage }
} (not proposed any more)
bank-text = { $text }
line-bank-kept = { $code } waits to be worded for the bank, in both languages and naming nobody: { $step }
