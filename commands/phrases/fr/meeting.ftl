topic-meeting = réunion
verb-meeting-schedule = planifier
verb-meeting-series = série
verb-meeting-move = déplacer
verb-meeting-cancel = annuler
verb-meeting-cancel-series = annuler-série | annuler série
verb-meeting-reopen = rouvrir
verb-meeting-rsvp = répondre
verb-meeting-point = point
verb-meeting-discussed = discuté
verb-meeting-drop = retirer
verb-meeting-minutes = compte-rendu | procès-verbal
verb-meeting-ics = ics | calendrier
verb-meeting-list = lister | liste
verb-meeting-show = montrer

about-meeting-schedule = Planifier une réunion et l'annoncer
about-meeting-series = Planifier des réunions selon une règle, comme « deuxième mardi du deuxième mois »
about-meeting-move = Déplacer une réunion
about-meeting-cancel = Annuler une réunion
about-meeting-cancel-series = Annuler toute une série
about-meeting-reopen = Tenir tout de même une réunion annulée
about-meeting-rsvp = Dire si vous serez là
about-meeting-point = Proposer un point à l'ordre du jour
about-meeting-discussed = Dire qu'un point de l'ordre du jour a été discuté
about-meeting-drop = Retirer un point de l'ordre du jour
about-meeting-minutes = Conserver le compte rendu et le publier
about-meeting-ics = Recevoir le fichier de calendrier d'une réunion
about-meeting-list = Les réunions à venir
about-meeting-show = Une réunion : qui sera là, ordre du jour, compte rendu

option-starts = début | quand
option-minutes = durée | minutes
option-link = lien
option-rule = règle
option-clock = heure
option-first = dès
option-reason = motif
option-answer = réponse

ask-starts = Quand commence-t-elle ? Par exemple : 9 mars 14h
ask-minutes = Combien de minutes dure-t-elle ? Par exemple : 90
ask-link = À quelle adresse se connecte-t-on ? Par exemple : https://meet.example.org/lev
ask-rule = Selon quelle règle ? Par exemple : deuxième mardi du deuxième mois
ask-clock = À quelle heure ? Par exemple : 14:00
ask-first = À partir de quel jour ? Par exemple : 1er janvier
ask-reason = Pour quel motif ? Par exemple : trop peu de monde peut venir
ask-answer = Serez-vous là ?
ask-meeting-code = Quelle réunion ? Par exemple : MTG-27-Q1-LEV
ask-meeting-title = Comment s'appelle la réunion ? Par exemple : Réunion trimestrielle
ask-meeting-point-text = Sur quoi porte ce point ? Écrivez-le dans votre prochain message.
ask-meeting-discussed-code = Quel point de l'ordre du jour ? Par exemple : AGP-12
ask-meeting-drop-code = Quel point de l'ordre du jour ? Par exemple : AGP-12
ask-meeting-minutes-text = Écrivez le compte rendu dans votre prochain message, s'il vous plaît.

recurrence-unknown = Je ne connais pas cette règle. Écrivez par exemple `deuxième mardi du deuxième mois`, `dernier jeudi de chaque mois` ou `chaque lundi`.
time-unknown = Je ne peux pas lire cela comme une heure. Écrivez par exemple `14:00` ou `14h`.

word-rsvp-answer-yes = oui
word-rsvp-answer-no = non
word-rsvp-answer-maybe = peut-être
also-rsvp-answer-yes = o | présent | présente
also-rsvp-answer-no = absent | absente
word-meeting-state-scheduled = prévue
word-meeting-state-held = tenue
word-meeting-state-cancelled = annulée
word-point-state-open = ouvert
word-point-state-discussed = discuté
word-point-state-dropped = retiré
word-weekday-0 = lundi
word-weekday-1 = mardi
word-weekday-2 = mercredi
word-weekday-3 = jeudi
word-weekday-4 = vendredi
word-weekday-5 = samedi
word-weekday-6 = dimanche

## Règles

rule-quarterly = le { $ordinal ->
    [1] premier
    [2] deuxième
    [3] troisième
    [4] quatrième
   *[other] dernier
} { $weekday } du { $month ->
    [1] premier
    [2] deuxième
   *[other] troisième
} mois de chaque trimestre
rule-monthly = le { $ordinal ->
    [1] premier
    [2] deuxième
    [3] troisième
    [4] quatrième
   *[other] dernier
} { $weekday } { $interval ->
    [1] de chaque mois
   *[other] tous les { $interval } mois
}
rule-weekly = { $interval ->
    [1] chaque { $weekday }
   *[other] toutes les { $interval } semaines, le { $weekday }
}
rule-other = selon la règle { $rule }

## Ce que disent les salons

meeting-announced = **{ $title }** ({ $code }) : { $starts }, { $minutes } minutes.
meeting-announced-off = **{ $title }** ({ $code }), { $starts }, est **annulée**.
meeting-link = Pour participer : { $link }
meeting-how-to-click = Serez-vous là ? Cliquez, ou répondez à ce message par oui, non ou peut-être.
meeting-how-to-answer = Serez-vous là ? Répondez à ce message par oui, non ou peut-être, ou réagissez avec 👍, 👎 ou 🤔.
meeting-reminder = Rappel :
meeting-moved-notice = **{ $title }** ({ $code }) est déplacée : non pas { $former }, mais **{ $starts }**. Merci de répondre à nouveau.
meeting-cancelled-notice = **{ $title }** ({ $code }), { $starts }, est annulée.{ $reason ->
    [none] {""}
   *[other] {" "}Motif : { $reason }
}
meeting-not-held-notice = **{ $title }** ({ $code }), { $starts }, n'a pas eu lieu.{ $reason ->
    [none] {""}
   *[other] {" "}Motif : { $reason }
}
meeting-minutes = Le compte rendu de **{ $title }** ({ $code }), { $starts } :
meeting-minutes-text = { $text }
series-announced = **{ $title }** : { $rule } ({ $zone }). Les prochaines dates :
series-announced-off = **{ $title }** : { $rule } ({ $zone }). Cette série a pris fin. Ses dates étaient :
series-cancelled-notice = La série **{ $title }** est annulée ; ces dates sont supprimées :

## Réponses

meeting-scheduled = { $code } est planifiée et annoncée : **{ $title }**, { $starts }, { $minutes } minutes.
meeting-your-time = Pour vous, c'est { $starts }.
meeting-moved = { $code } est déplacée : **{ $title }**, { $starts }, { $minutes } minutes. Les salons en sont informés, et tout le monde est prié de répondre à nouveau.
meeting-cancelled = { $code } est annulée, et ses salons en sont informés.{ $told ->
    [0] {""}
    [one] {" "}Comme elle est si proche, { $told } personne qui pensait venir en est aussi informée en privé.
   *[other] {" "}Comme elle est si proche, { $told } personnes qui pensaient venir en sont aussi informées en privé.
}
meeting-reopened = Elle a lieu tout de même, sous { $code } : **{ $title }**, { $starts }, { $minutes } minutes. Pour les calendriers, c'est une nouvelle réunion.
series-planned = Planifié et annoncé : **{ $title }**, { $rule } ({ $zone }). Les prochaines dates :
series-cancelled = La série **{ $title }** est annulée : { $count ->
    [one] { $count } date est supprimée
   *[other] { $count } dates sont supprimées
}. Pour la reprendre, planifiez-la à nouveau :
rsvp-noted = Noté pour { $code }, { $starts } : { $answer }. { $organisation } compte pour : { $says }.
point-brought = { $code } est à l'ordre du jour de { $meeting }.
point-settled = { $code } est maintenant { $state }.
meeting-minutes-kept = Le compte rendu de { $code } est conservé et publié.
meeting-points-left = { $count ->
    [one] { $count } point n'a pas été marqué comme discuté et revient la prochaine fois :
   *[other] { $count } points n'ont pas été marqués comme discutés et reviennent la prochaine fois :
}
meeting-file = Voici le fichier de calendrier de { $code }.
meeting-list = { $count ->
    [0] Aucune réunion n'est prévue.
    [one] { $count } réunion à venir :
   *[other] { $count } réunions à venir :
}
meeting-list-past = Les dernières :
meeting-shown = **{ $title }** ({ $code }), { $starts }, { $minutes } minutes – { $state }
meeting-agenda = { $count ->
    [one] { $count } point à l'ordre du jour :
   *[other] { $count } points à l'ordre du jour :
}
meeting-actions = { $count ->
    [one] { $count } action ouverte :
   *[other] { $count } actions ouvertes :
}
rsvp-none = Personne n'a encore répondu.
rsvp-list = Organisations : { $yes } oui, { $maybe } peut-être, { $no } non
rsvp-person = { $name } ({ $answer })
line-rsvp = { $organisation } : **{ $answer }** – { $people }
line-meeting = **{ $code }** { $title }, { $starts }
line-meeting-off = **{ $code }** { $title }, { $starts } – annulée
line-meeting-waits = { $title }, { $starts } : serez-vous là ? { $step }
line-point = { $code } { $text }
line-point-of = { $code } { $text } ({ $state })

## Refus

meeting-past = { $starts } est passé. Donnez un moment encore à venir.
meeting-begun = { $code } a commencé ; elle ne peut plus être déplacée.
meeting-over = { $code } est terminée.
meeting-not-begun = { $code } n'a pas encore commencé : { $starts }.
meeting-same-time = { $code } est déjà à ce moment-là : { $starts }.
meeting-cancelled-already = { $code } est annulée. `réunion rouvrir { $code }` la planifie à nouveau.
meeting-not-cancelled = { $code } n'est pas annulée.
meeting-follows-already = Elle a déjà lieu, sous { $code }.
meeting-no-series = { $code } n'appartient à aucune série ; `réunion annuler { $code }` l'annule.
meeting-link-unclear = Ce n'est pas une adresse où se connecter. Elle ressemble à `https://meet.example.org/lev`.
series-no-dates = Cette règle ne donne aucune date à venir.
series-ended-already = La série { $title } a déjà pris fin.
point-closed-already = { $code } n'est plus ouvert.
point-open-already = { $code } est ouvert.
