verb-engagement-comment = comment
verb-engagement-uncomment = uncomment
verb-engagement-lock = lock
verb-engagement-unlock = unlock
verb-engagement-file = file

about-engagement-comment = Say what you would have otherwise in a letter
about-engagement-uncomment = Take your organisation's last comment back
about-engagement-lock = Fix a letter's words, to be signed (lead)
about-engagement-unlock = Open a letter's words again, before it is signed (lead)
about-engagement-file = A letter as files: a web page and a Word document

option-authority = authority
option-evidence = evidence
ask-authority = By what right do you sign? For example: decision of the board of 12 May
ask-evidence = What shows it? A reference or the name of a file, for example: "letter of 3 March, page 2"

engagement-letter-fixed = The words of { $code } are locked. To change them after all, the lead revises it with `engagement revise { $code } anew:yes` and the new text, which voids every signature.
engagement-letter-open = The words of { $code } are not locked.
engagement-signed-late = { $code } has been sent without your organisation's signature, which can't be added any more. Ask the lead for a second letter, or agree to what comes next in the engagement's room.
engagement-comment-none = Your organisation has no comment on { $code } as it stands.

engagement-commented = Your comment on { $code } stands in its thread.
engagement-uncommented = Your organisation's last comment on { $code } is taken back.
engagement-comment-post = { $name } on { $code }: { $text }
engagement-locked = The words of { $code } are locked; each organisation signs them now.
engagement-unlocked = The words of { $code } are open again.
engagement-locked-post = { $by } locked the words of { $code }: comments are over, and nothing changes any more unless all sign anew. A liaison or a deputy signs for each organisation.
engagement-unlocked-post = { $by } opened the words of { $code } again, for comments.
engagement-filed = { $code } comes to your private chat as two files, with { $count ->
    [0] no signature yet
    [one] one signature
   *[other] { $count } signatures
}.
engagement-shown-comment = { $name }: { $text }
engagement-shown-locked = Its words are locked.
engagement-shown-authority = { $name } signs by { $text }
engagement-shown-evidence = Evidence: { $text }
engagement-rated-by = { $name } finds the answer to { $code } { $quality }.
engagement-ratings-differ = Ratings differ: { $ratings }. { $decided ->
    [1] The lead has decided.
   *[other] The lead decides with `engagement rate`.
}
engagement-rating-before = Before, { $name } found it { $quality }; an organisation has one voice, so the last word counts.
engagement-rating-was = Before: { $quality }.
engagement-rating-of = { $name }: { $quality }
engagement-rating-noted = Noted: your organisation finds the answer to { $code } { $quality }. The lead decides.
line-engagement-rate = Ratings of the answer to { $code } differ, and you decide: { $step }
engagement-letter-language = { $code } is in one language. Which one? For example: `engagement file { $code } language:français`
