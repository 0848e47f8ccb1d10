topic-leverage = levier
verb-leverage-list = lister | liste
verb-leverage-show = montrer
verb-leverage-post = afficher
about-leverage-list = Vos engagements, et combien achètent à chaque entreprise, par tranches
about-leverage-show = Le poids commun des acheteurs de l'entreprise d'un engagement, en image
about-leverage-post = Le montrer dans le salon de l'engagement, à qui y participe
discord-topic-leverage = Le poids commun des acheteurs d'une entreprise, par tranches

word-spending-small = un peu
word-spending-medium = plus de 100 000 €
word-spending-large = plus de 1 million €
word-spending-very-large = plus de 10 millions €

leverage-shown = **{ $code }** – { $company } : { $following } organisations du réseau y achètent. Leur dépense commune par an : { $spending }. Qui a un appel d'offres en cours avec elle n'est pas compté.
leverage-post = **{ $code }** – le poids commun des acheteurs de { $company } dans le réseau : { $following } organisations ; leur dépense commune par an : { $spending }. Ce sont des tranches, de tous les acheteurs sauf ceux qui ont un appel d'offres en cours avec l'entreprise, et les chiffres de personne.
leverage-few = { $code } : trop peu pour le dire. Les tranches sont montrées à partir de { $least } acheteurs dans { $countries } pays, sans appel d'offres en cours avec l'entreprise. Invitez-en d'autres : `engagement inviter`.
leverage-none = Vous n'êtes dans aucun engagement ouvert.
leverage-list = Combien achètent, dans le réseau, à l'entreprise de chaque engagement ouvert où vous êtes ({ $shown } sur { $count }) :
line-leverage = **{ $code }** – { $company } : { $following }
line-leverage-few = **{ $code }** – { $company } : trop peu pour le dire
leverage-posted = C'est dans le salon de { $code }, en mots et en image.
leverage-where = Le poids commun de ses acheteurs : { $step }

chart-leverage = { $code } – { $name } : ensemble, { $day }
chart-leverage-buyers = Organisations qui achètent : { $following }
chart-leverage-spending = Leur dépense commune par an : { $spending }
chart-band = { $band }
