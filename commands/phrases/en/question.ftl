topic-question = question
verb-question-ask = ask
verb-question-answer = answer
verb-question-helpful = helpful
verb-question-keep = keep
verb-question-withdraw = withdraw
verb-question-list = list
verb-question-show = show

about-question-ask = Ask the peers of a group, by name or as “a buyer”
about-question-answer = Answer a question in its thread
about-question-helpful = Mark the answer that helped you
about-question-keep = Keep an answer as a lesson
about-question-withdraw = Take a question of yours back
about-question-list = The questions asked in your groups
about-question-show = A question with its answers

option-named = named
ask-named = Shall your name stand with it?
ask-question-code = Which question? For example: Q-12
ask-question-helpful-code = Which answer? For example: A-12
ask-question-keep-code = Which answer? For example: A-12
ask-question-ask-text = What would you like to know? Write it as your next message.
ask-question-answer-text = What is your answer? Write it as your next message.

word-question-state-open = open
word-question-state-answered = answered
word-question-state-withdrawn = withdrawn

inline-name = { $name } ({ $organisation })
inline-buyer = a buyer
inline-somebody = somebody of the network
inline-peer = a peer

question-no-room = No room of { $code } may hear questions yet; staff have to authorise one first.
question-nameless-here = Here everybody sees that it is you. Say it in our private chat, and your name stays with me.
question-too-few = A name can only be left out in a group of at least { $least } buyers: among fewer, everybody would know.
question-asker-only = Only whoever asked { $code }, or staff, can do that.
question-which-answer = { $code } has several answers. `question show { $code }` lists them; give the reference of one.
question-kept-already = { $code } was kept as a lesson already.
question-asked = Your question is **{ $code }**; the peers of { $group } see it with your name.
question-asked-nameless = Your question is **{ $code }**; the peers of { $group } see that a buyer asks, and nobody sees who, staff neither.
question-settled = { $answer } is marked as the answer that helped, and { $code } is settled.
question-kept = The draft lesson **{ $code }** is made of { $answer }. It is published once whoever answered has said how to be named.
question-withdrawn = { $code } is withdrawn; I am taking its post out of the room. Who has read it has read it.
question-none = No question has been asked in your groups yet.
question-list = { $count ->
    [one] One question:
   *[other] { $count } questions:
}
line-question = **{ $code }** ({ $state }) – { $text }
line-question-judge = **{ $code }** has answers. Did one help? { $step }
line-question-open = **{ $code }** – { $text } Can you help? { $step }
question-post = **{ $code }** – { $by } asks: { $text }
question-post-answered = **{ $code }** – { $by } asked: { $text } Answered: **{ $answer }** in the thread helped.
question-again = **{ $code }** still has no answer. { $by } asked: { $text }
question-answer-came = Somebody answered your question { $code }. If it helped, reply `yes`.
question-for-you = A question of your group that you may know about. **{ $code }** – { $by } asks: { $text }
question-unanswered = Your question { $code } has had no answer for { $days ->
    [one] one day
   *[other] { $days } days
}. Staff know of it, too. Peers who may know more can be found by what they told, or by saying what you need.
line-question-next = { $name } told **{ $code }**, { $title }
staff-question-unanswered = **{ $code }** has had no answer for { $days ->
    [one] one day
   *[other] { $days } days
}: { $text }
staff-question-next = Whom to ask next, as far as I can tell: { $names }

answer-post = **{ $code }** on { $question } – { $by } answers: { $text }
answer-given = Your answer is **{ $code }**; it stands in the thread of { $question }.
answer-helped = Your answer { $code } helped whoever asked { $question }. Thank you!
