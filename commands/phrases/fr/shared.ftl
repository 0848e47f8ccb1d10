# Ce que disent tous les sujets, et la forme des valeurs.

next-step = Ensuite : { $step }
did-you-mean = Je ne connais pas cette commande. Vouliez-vous dire ceci ?
inline-word = { $word }
pointer-rest = Il y a autre chose, qui ne peut pas être montré ici. Vous pouvez le lire, et agir, sur { $platform }.
pointer-rest-nowhere = Il y a autre chose, qui ne peut pas être montré ici. On peut le lire sur Matrix ; reliez-y votre compte, ou demandez-en un à l'équipe.

## La forme des valeurs

shown-date =
    { $weekday } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } { $year }
shown-moment =
    { $weekday } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month } { $year } à { $time } ({ $city ->
        [0] { $zone }
        [1] heure de { $zone }
       *[other] heure d'{ $zone }
    })
prose-language-en = (en anglais)
prose-language-fr = (en français)
prose-above = (le texte ci-dessus)
prose-cut = (abrégé ici : le texte est trop long pour un seul message)
list-cut =
    { $count ->
        [one] … et encore { $count } ligne, de trop pour un seul message.
       *[other] … et encore { $count } lignes, de trop pour un seul message.
    }
