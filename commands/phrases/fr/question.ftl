topic-question = question
verb-question-ask = poser | demander
verb-question-answer = répondre
verb-question-helpful = utile
verb-question-keep = garder
verb-question-withdraw = retirer
verb-question-list = lister | liste
verb-question-show = montrer

about-question-ask = Poser une question aux pairs d'un groupe, sous votre nom ou comme « un acheteur »
about-question-answer = Répondre à une question dans son fil
about-question-helpful = Signaler la réponse qui vous a aidé
about-question-keep = Garder une réponse comme leçon
about-question-withdraw = Retirer une de vos questions
about-question-list = Les questions posées dans vos groupes
about-question-show = Une question avec ses réponses

option-named = nommé | nom-visible
ask-named = Votre nom doit-il y figurer ?
ask-question-code = Quelle question ? Par exemple : Q-12
ask-question-helpful-code = Quelle réponse ? Par exemple : A-12
ask-question-keep-code = Quelle réponse ? Par exemple : A-12
ask-question-ask-text = Que voulez-vous savoir ? Écrivez-le dans votre prochain message.
ask-question-answer-text = Quelle est votre réponse ? Écrivez-la dans votre prochain message.

word-question-state-open = ouverte
word-question-state-answered = résolue
word-question-state-withdrawn = retirée

inline-name = { $name } ({ $organisation })
inline-buyer = un acheteur
inline-somebody = quelqu'un du réseau
inline-peer = un pair

question-no-room = Aucun salon de { $code } ne peut encore entendre de questions ; l'équipe doit d'abord en autoriser un.
question-nameless-here = Ici, tout le monde voit que c'est vous. Dites-le dans notre conversation privée, et votre nom reste avec moi.
question-too-few = On ne peut taire un nom que dans un groupe d'au moins { $least } acheteurs : à moins, tout le monde saurait.
question-asker-only = Seule la personne qui a posé { $code }, ou l'équipe, peut faire cela.
question-which-answer = { $code } a plusieurs réponses. `question montrer { $code }` les montre ; donnez la référence de l'une d'elles.
question-kept-already = { $code } est déjà gardée comme leçon.
question-asked = Votre question est **{ $code }** ; les pairs de { $group } la voient avec votre nom.
question-asked-nameless = Votre question est **{ $code }** ; les pairs de { $group } voient qu'un acheteur demande, et personne ne voit qui, l'équipe non plus.
question-settled = { $answer } est signalée comme la réponse qui a aidé, et { $code } est résolue.
question-kept = Le projet de leçon **{ $code }** est tiré de { $answer }. Il est publié dès que la personne qui a répondu a dit comment elle veut y figurer.
question-withdrawn = { $code } est retirée ; j'enlève son message du salon. Qui l'a lue l'a lue.
question-none = Aucune question n'a encore été posée dans vos groupes.
question-list = { $count ->
    [one] { $count } question :
   *[other] { $count } questions :
}
line-question = **{ $code }** ({ $state }) – { $text }
line-question-judge = **{ $code }** a des réponses. L'une d'elles a-t-elle aidé ? { $step }
line-question-open = **{ $code }** – { $text } Pouvez-vous aider ? { $step }
question-post = **{ $code }** – { $by } demande : { $text }
question-post-answered = **{ $code }** – { $by } a demandé : { $text } Résolue : **{ $answer }**, dans le fil, a aidé.
question-again = **{ $code }** n'a toujours pas de réponse. { $by } a demandé : { $text }
question-answer-came = On a répondu à votre question { $code }. Si cela a aidé, répondez `oui`.
question-for-you = Une question de votre groupe dont vous savez peut-être la réponse. **{ $code }** – { $by } demande : { $text }
question-unanswered = Votre question { $code } est sans réponse depuis { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}. L'équipe le sait aussi. Des pairs qui en savent plus se trouvent par ce qu'ils ont raconté, ou en disant ce que vous cherchez.
line-question-next = { $name } a raconté **{ $code }**, { $title }
staff-question-unanswered = **{ $code }** est sans réponse depuis { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} : { $text }
staff-question-next = À qui demander ensuite, autant que je sache : { $names }

answer-post = **{ $code }** sur { $question } – { $by } répond : { $text }
answer-given = Votre réponse est **{ $code }** ; elle figure dans le fil de { $question }.
answer-helped = Votre réponse { $code } a aidé la personne qui a posé { $question }. Merci !
