topic-expertise = expertise
verb-expertise-offer = offrir | proposer
verb-expertise-need = chercher | besoin
verb-expertise-meet = rencontrer
verb-expertise-extend = prolonger
verb-expertise-close = clore
verb-expertise-list = lister | liste
verb-expertise-show = montrer

about-expertise-offer = Offrir ce en quoi vous pouvez aider des pairs
about-expertise-need = Dire pour quoi il vous faut l'aide d'un pair
about-expertise-meet = Dire si vous voulez rencontrer qui convient
about-expertise-extend = Prolonger ce que vous offrez ou cherchez
about-expertise-close = Reprendre ce que vous offrez ou cherchez
about-expertise-list = Ce que vous offrez et cherchez
about-expertise-show = Une chose que vous offrez ou cherchez

option-willing = volontaire
ask-willing = Voulez-vous vous rencontrer ? Vous apprenez qui vous êtes dès que les deux ont dit oui ; un non n'est dit à personne.
ask-expertise-code = Laquelle ? Donnez sa référence, telle qu'elle figure dans `expertise lister`.
ask-expertise-offer-text = En quoi pouvez-vous aider des pairs ? Écrivez-le dans votre prochain message.
ask-expertise-need-text = Pour quoi vous faut-il l'aide d'un pair ? Écrivez-le dans votre prochain message.

word-expertise-kind-offer = offerte
word-expertise-kind-need = cherchée
inline-expertise-open = ouverte
inline-expertise-over = finie

expertise-closed-already = { $code } est déjà finie ; `expertise prolonger { $code }` la rouvre.
expertise-offered = Votre offre est **{ $code }**, jusqu'au { $until }. Des pairs apprennent qu'elle est de vous dès que vous et eux avez dit oui ; l'équipe la voit, pour savoir à qui demander.
expertise-needed = Votre besoin est **{ $code }**, jusqu'au { $until }. Qui peut aider apprend qu'il est de vous dès que les deux ont dit oui.
expertise-extended = **{ $code }** vaut jusqu'au { $until }.
expertise-closed = { $code } est close ; plus personne n'est présenté pour elle.
expertise-none = Vous n'offrez et ne cherchez encore rien.
expertise-list = { $count ->
    [one] { $count } entrée :
   *[other] { $count } entrées :
}
line-expertise = **{ $code }** ({ $kind }, { $state }) – { $theme } : { $text }
line-expertise-of = **{ $code }** ({ $kind }, { $state }), { $name } ({ $organisation }) – { $theme } : { $text }
expertise-shown = **{ $code }** ({ $kind }, jusqu'au { $until }) – { $theme } : { $text }
expertise-expires = **{ $code }**, que vous avez déposée, finit le { $until }. Doit-elle continuer ? Répondez `oui`.
line-expertise-meet = **{ $code }** : quelqu'un convient à ce que vous avez déposé. Voulez-vous vous rencontrer ? { $step }

introduction-made-already = { $code } vous a déjà présentés.
introduction-over = { $code } est close : vous n'avez pas dit oui tous les deux en { $days } jours. Ce que vous avez déposé reste tel quel, et la prochaine correspondance vous sera proposée.
introduction-asked-offer = Quelqu'un du réseau a peut-être besoin de ce que vous offrez avec { $own } ({ $theme }). Voulez-vous vous rencontrer ? Répondez `oui` ou `non`. Vous apprenez qui vous êtes dès que les deux ont dit oui ; un non n'est dit à personne.
introduction-asked-need = Quelqu'un du réseau offre peut-être ce que vous cherchez avec { $own } ({ $theme }). Voulez-vous vous rencontrer ? Répondez `oui` ou `non`. Vous apprenez qui vous êtes dès que les deux ont dit oui ; un non n'est dit à personne.
introduction-waits = C'est noté pour { $code }. Si l'autre veut aussi vous rencontrer, je vous le dis à tous deux.
introduction-declined = C'est noté pour { $code } ; personne n'en est informé. Vous pouvez changer d'avis avec `expertise rencontrer`.
introduction-made = Les deux ont dit oui : j'ai dit à chacun qui est l'autre.
introduction-to-need = **{ $name }** ({ $organisation }) a besoin de ce que vous offrez, et veut vous rencontrer : { $text }
introduction-to-offer = **{ $name }** ({ $organisation }) offre ce que vous cherchez, et veut vous rencontrer : { $text }
