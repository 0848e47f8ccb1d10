verb-facility-linked = liés
verb-facility-leverage = levier
verb-facility-partner = partenaire

about-facility-linked = Quels acheteurs sont liés à une usine (équipe)
about-facility-leverage = Le poids commun des acheteurs liés à une usine
about-facility-partner = Nommer un partenaire ou un syndicat qui travaille dans une usine

word-following-few = 3 à 5
word-following-some = 6 à 14
word-following-many = 15 à 49
word-following-very-many = 50 ou plus
word-leverage-unknown = pas connue pour assez d'entre elles
word-leverage-small = quelques dépenses
word-leverage-medium = plus de 100 000 euros
word-leverage-large = plus de 1 000 000 euros
word-leverage-very-large = plus de 10 000 000 euros

facility-linked = { $code } – { $name } : { $count ->
    [0] aucun acheteur n'y est lié.
    [one] un acheteur y est lié :
   *[other] { $count } acheteurs y sont liés :
}
line-facility-linked = { $name }{ $country ->
    [none] {""}
   *[other] , { $country }
}
line-facility-partner = nommé sur place : { $name } ({ $kind })
facility-leverage = { $code } – { $name } : { $following } organisations du réseau y sont liées. Leur dépense commune par an : { $spending }.
facility-leverage-few = { $code } : trop peu pour le dire. Les chiffres sont montrés à partir de { $least } organisations liées dans { $countries } pays.
facility-partner-kind = { $name } n'est ni un partenaire ni un syndicat. Un acheteur est lié par ce qu'il achète : `organisation achète`.
facility-partner-on = { $name } est nommé sur { $code } et peut lire ce que le registre en dit.
facility-partner-off = { $name } n'est plus nommé sur { $code }.

discord-topic-facility = Les usines : ce qui s'y fait, qui leur est lié, et par quoi
