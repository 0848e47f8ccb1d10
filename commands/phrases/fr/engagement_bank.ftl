verb-engagement-questions = questions
verb-engagement-put = soumettre
verb-engagement-keep = garder
verb-engagement-unkeep = ne-pas-garder

about-engagement-questions = Des questions de la banque qui conviennent, à soumettre ensemble
about-engagement-put = Soumettre des questions de la banque à l'approbation de chacun
about-engagement-keep = Donner une bonne question à la banque (pilote)
about-engagement-unkeep = Reprendre une question donnée à la banque (pilote)

option-questions = questions
ask-questions = Quelles questions de la banque ? Par exemple : QB-3 QB-7

engagement-questions = { $count ->
    [one] Une question de la banque convient à { $code } :
   *[other] { $count } questions de la banque conviennent à { $code } :
}
engagement-questions-none = La banque n'a pas, à ce sujet, de question que { $code } n'a pas déjà posée. Écrivez-en une.
engagement-put = Soumises sous { $codes } : { $count ->
    [one] elle a un fil dans le salon de l'engagement.
   *[other] chacune a un fil dans le salon de l'engagement.
}
engagement-put-which = Nommez jusqu'à { $most } questions de la banque, comme QB-3 QB-7 ; `engagement questions` en propose.
engagement-put-already = { $engagement } a déjà soumis { $code }. Rien n'a été fait.
engagement-kept = { $code } va à l'équipe, qui la formule pour la banque dans les deux langues, sans nommer personne. La qualité des réponses y comptera.
engagement-let-go = { $code } ne va pas à la banque.
engagement-kept-already = { $code } est dans la banque, ou l'attend.
engagement-not-kept = { $code } n'attend pas la banque.
staff-engagement-kept = { $by } donne { $code } de { $engagement } à la banque de questions. Formulez-la dans les deux langues, sans nommer personne ; ses propres mots restent dans l'engagement.
