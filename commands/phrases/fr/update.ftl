topic-update = actualité
verb-update-post = publier
verb-update-edit = modifier
verb-update-drop = supprimer
verb-update-list = lister | liste
verb-update-show = montrer

about-update-post = Publier un élément dans l'Affiliate Update
about-update-edit = Donner un autre texte à un élément
about-update-drop = Ôter un élément avant sa parution
about-update-list = Les éléments qui attendent le prochain numéro
about-update-show = Un élément

option-section = rubrique
option-only = seulement
option-groups = groupes
ask-section = Dans quelle rubrique de l'Affiliate Update ?
ask-only = Pour quelles organisations seulement ? Par exemple : Ville de Gand, Ville de Lyon
ask-groups = Pour quels groupes seulement ? Par exemple : LEV

word-section-activities = activités
word-section-organisation = développement de l'organisation
word-section-opportunities = possibilités d'engagement
also-section-activities = activité
also-section-organisation = organisation
also-section-opportunities = possibilités | possibilité | engagement

update-label = L'Affiliate Update porte TLP:GREEN ou TLP:CLEAR, pas { $label }. Utilisez un résumé pour cela.
update-issued = { $code } est déjà paru ; publiez une correction comme nouvel élément.
update-posted = L'élément **{ $code }** ({ $section }, { $label }) figure dans le prochain numéro de chaque salon qui peut le lire.
update-edited = { $code } est modifié.
update-dropped = { $code } est ôté ; il ne paraîtra pas.
update-none = Aucun élément n'attend le prochain numéro.
update-list = { $count ->
    [one] { $count } élément attend le prochain numéro :
   *[other] { $count } éléments attendent le prochain numéro :
}
line-update = **{ $code }** ({ $section }, { $label }) – { $text }
update-shown = **{ $code }** ({ $section }, { $label }), publié par { $by }{ $issued ->
    [1] , paru
   *[other] , pas encore paru
} : { $text }
update-only = Seulement pour : { $names }
