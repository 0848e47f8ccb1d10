# Ce qui est impossible ou illisible : une phrase, et un exemple là où il aide.

absent = Cela n'existe pas ici, ou ne vous est pas destiné.
trouble = Une erreur s'est produite de mon côté, et rien n'a été modifié. Veuillez communiquer cette référence aux opérateurs : { $reference }

## Dates et heures

moment-unknown = Je ne peux pas lire cela comme une date. Écrivez par exemple `9 mars 2027 14h` ou `2027-03-09 14:00`.
moment-ambiguous = Cette date peut se lire de deux façons. Laquelle voulez-vous dire ?
moment-no-time = À quelle heure, le { $day } ? Écrivez la date et l'heure, par exemple `14h` ou `14:00`.
moment-past = Ce moment est passé. Indiquez-en un à venir, par exemple `9 mars 2027 14h`.
moment-nonexistent = Ce jour-là, le changement d'heure saute cette heure. Voulez-vous dire celle-ci ?
moment-twice = Cette nuit-là, l'horloge recule et cette heure revient deux fois. Laquelle voulez-vous dire ?
moment-weekday-mismatch = Le jour de la semaine ne correspond pas : cette date est le { $day }. Quel jour voulez-vous dire ?
