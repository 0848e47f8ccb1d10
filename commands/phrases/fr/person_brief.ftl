option-rhythm = rythme
ask-rhythm = À quel rythme : hebdomadaire, mensuel ou jamais ?

word-rhythm-none = jamais
word-rhythm-weekly = hebdomadaire
word-rhythm-monthly = mensuel
also-rhythm-none = aucun | non
also-rhythm-weekly = semaine | chaque semaine
also-rhythm-monthly = mois | chaque mois

person-brief-set = Votre récapitulatif arrive : { $rhythm ->
    [word-rhythm-none] seulement si vous le demandez.
    [word-rhythm-weekly] chaque semaine, le lundi matin.
   *[other] chaque mois, le matin du premier jour ouvrable.
}
person-brief-nothing = Rien ne vous attend, et rien n'est nouveau pour vous. Rythme de votre récapitulatif : { $rhythm }.
person-brief = **Votre récapitulatif**, depuis { $since }
person-brief-waiting = { $count ->
    [one] **{ $count } chose vous attend**
   *[other] **{ $count } choses vous attendent**
}
person-brief-new = **Nouveau pour vous**
person-brief-followed = **Du nouveau dans ce que vous suivez**
