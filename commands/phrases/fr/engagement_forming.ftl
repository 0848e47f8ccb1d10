verb-engagement-ask = demander
verb-engagement-amend = modifier
verb-engagement-waive = renoncer
verb-engagement-role = rôle
verb-engagement-conflict = conflit
about-engagement-ask = Ajouter une demande commune à court, moyen ou long terme (pilote)
about-engagement-amend = Modifier le texte ou le terme d'une demande commune (pilote)
about-engagement-waive = Retirer une demande commune (pilote)
about-engagement-role = Faire d'une organisation pilote, copilote, soutien ou observateur (pilote)
about-engagement-conflict = Déclarer un conflit d'intérêts, pour le pilote et l'équipe seuls

ask-term = À court, à moyen ou à long terme ?
ask-over = Est-il terminé ? Dites oui ou non.
option-term = terme
option-over = terminé
word-term-short = court
word-term-middle = moyen
word-term-long = long
word-part-lead = pilote
word-part-co-lead = copilote
word-part-supporter = soutien
word-part-observer = observateur

engagement-asks-many = { $code } a { $most } demandes communes. Retirez-en d'abord une (`engagement renoncer`).
engagement-ask-same = Rien ne changerait dans { $code } : donnez un autre texte, ou un autre terme.
engagement-ask-dropped = { $code } a été retirée ; ajoutez-la de nouveau (`engagement demander`).
engagement-ask-added = { $code } est maintenant une demande commune, et figure sur la fiche du salon.
engagement-ask-amended = { $code } est modifiée ; la fiche du salon le dit.
engagement-ask-waived = { $code } n'est plus demandée.
engagement-ask-post = **{ $code }** – une demande commune ({ $term } terme), ajoutée par { $by } : { $text }
engagement-ask-amended-post = **{ $code }** – modifiée par { $by } ({ $term } terme) : { $text }
engagement-ask-dropped-post = { $by } a retiré la demande commune { $code } ({ $term } terme) : { $text }
line-engagement-common-ask = **{ $code }** ({ $term } terme) : { $text }

engagement-role-set = { $name } dans { $code } : { $role }.
engagement-role-post = { $name } est désormais { $role }, dit { $by }.
engagement-shown-co-lead = Copilote : { $name }
engagement-shown-observers = Observateurs, qui n'approuvent ni ne signent : { $names }
engagement-shown-load = { $name } pilote { $count ->
    [one] un engagement ouvert
   *[other] { $count } engagements ouverts
} (seuls { $name } et l'équipe voient ceci).
engagement-rotation = { $name } pilote { $code } depuis { $days } jours. Proposition : qu'une autre organisation prenne le pilotage. C'est une personne qui décide ; rien ne change tout seul.

engagement-conflict-declared = C'est noté. Le pilote de { $code } et l'équipe peuvent le lire, et personne d'autre. S'il s'agit d'un appel d'offres, dites-le aussi (`organisation marché`).
engagement-conflict-over = C'est noté : ce conflit d'intérêts est terminé.
engagement-conflict-none = Vous ne connaissez aucun conflit d'intérêts dans { $code }.
engagement-conflicts = { $count ->
    [one] Un conflit d'intérêts a été déclaré dans { $code } :
   *[other] { $count } conflits d'intérêts ont été déclarés dans { $code } :
}
line-engagement-conflict = { $name } : { $text }
engagement-conflict-told = { $name } a déclaré un conflit d'intérêts dans { $code }. Lisez-le en privé.
engagement-conflict-over-told = { $name } dit qu'un conflit d'intérêts dans { $code } est terminé.
