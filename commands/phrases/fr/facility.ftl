topic-facility = usine | site
verb-facility-add = ajouter
verb-facility-list = lister | liste
verb-facility-show = montrer
verb-facility-alias = alias
verb-facility-close = fermer
verb-facility-reopen = rouvrir
verb-facility-model = modèle
verb-facility-link = lier
verb-facility-confirm = confirmer
verb-facility-reject = rejeter
verb-facility-doubles = doublons
verb-facility-merge = fusionner

about-facility-add = Ajouter un site où est fait ce qui est acheté
about-facility-list = Les sites que vous pouvez consulter
about-facility-show = Un site, et ce qui y est fait
about-facility-alias = Noter un autre nom d'un site
about-facility-close = Dire qu'un site est fermé
about-facility-reopen = Dire qu'un site fermé travaille de nouveau
about-facility-model = Ajouter un modèle qu'une entreprise vend
about-facility-link = Noter qu'un modèle est fait sur un site
about-facility-confirm = Confirmer qu'un modèle est fait sur un site
about-facility-reject = Dire qu'un modèle n'est pas fait sur un site
about-facility-doubles = Trouver les sites qui n'en sont peut-être qu'un
about-facility-merge = Fusionner un site avec un autre

option-address = adresse
option-category = catégorie
option-model = modèle
option-component = composant | pièce
option-tier = rang
option-source = source
option-confidence = confiance
option-into = dans
option-volume = volume
ask-address = Quelle est son adresse ?
ask-category = Qu'est-ce que c'est ? Par exemple : notebook, ou M1
ask-model = Quel modèle ? Entre guillemets si son nom a plusieurs mots
ask-component = Quelle partie ? Par exemple : batterie
ask-tier = Quel rang ? 1 est l'assemblage final, 2 fait des composants
ask-source = Qui le dit ? Par exemple : "divulgation de 2026"
ask-confidence = À quel point la source est-elle sûre ?
ask-into = Dans quel site ? Donnez son code.
ask-volume = Combien est-ce par an ?
ask-facility-code = Quelle usine ? Par exemple : FAC-7KQ4
ask-facility-add-name = Comment s'appelle l'usine ? Par exemple : Volta Assembly
ask-facility-alias-name = Sous quel autre nom est-elle connue ? Par exemple : Volta Assembly II
ask-facility-model-name = Comment s'appelle le modèle ? Par exemple : Volta E12

word-facility-kind-mine = mine
word-facility-kind-smelter = fonderie
word-facility-kind-refinery = raffinerie
word-facility-kind-component = composants
word-facility-kind-assembly = assemblage final
also-facility-kind-assembly = assemblage
word-facility-state-open = ouvert
word-facility-state-closed = fermé
word-facility-state-merged = fusionné
word-link-state-pending = à confirmer
word-link-state-confirmed = confirmé
word-link-state-rejected = rejeté
word-link-state-merged = fusionné
word-confidence-low = faible
word-confidence-medium = moyenne
word-confidence-high = forte
word-company-kind-brand = marque
word-company-kind-reseller = revendeur
word-company-kind-manufacturer = fabricant
word-volume-band-unknown = inconnu
word-volume-band-small = moins de 100 000 euros
word-volume-band-medium = moins de 1 000 000 euros
word-volume-band-large = moins de 10 000 000 euros
word-volume-band-very-large = 10 000 000 euros ou plus
word-sharing-requester = qui a demandé
word-sharing-linked = acheteurs liés
word-sharing-all-affiliates = tous les affiliés
word-sharing-public = tout le monde

facility-exists = { $name } est déjà connu, sous { $code }.
facility-added = **{ $code }**, { $name }, est noté.
facility-none = { $country ->
    [none] Il n'y a pas encore de site ici.
   *[other] Il n'y a pas encore de site dans ce pays ({ $country }).
}
facility-none-yours = { $country ->
    [none] Aucun site n'est lié à ce que vous achetez, et votre organisation n'est nommée sur aucun.
   *[other] Aucun site dans ce pays ({ $country }) n'est lié à ce que vous achetez, et votre organisation n'y est nommée sur aucun.
}
facility-list = { $count ->
    [one] { $count } site :
   *[other] { $count } sites, dont voici les { $shown } premiers :
}
line-facility = **{ $code }** – { $name }, { $country } ({ $kind }){ $state ->
    [word-facility-state-open] {""}
   *[other] , { $state }
}
facility-shown = **{ $code } – { $name }**, { $country } ({ $kind }), { $state }{ $address ->
    [none] {""}
   *[other] . { $address }
}
facility-aliases = Aussi appelé : { $names }
facility-links = { $count ->
    [0] Aucun modèle n'y est lié.
    [one] { $count } modèle y est lié :
   *[other] { $count } modèles ou composants y sont liés :
}
facility-made = { $count ->
    [one] { $count } modèle ou composant que vous achetez y est fait :
   *[other] { $count } modèles ou composants que vous achetez y sont faits :
}
line-facility-made = { $company }, { $model }{ $component ->
    [none] {""}
   *[other] , { $component }
}
line-link = { $company }, { $model }{ $component ->
    [none] {""}
   *[other] , { $component }
} : rang { $tier }, { $state } ; confiance { $confidence }{ $source ->
    [none] {""}
   *[other] , { $source }
}
line-double = **{ $code }** { $name } et **{ $other }** { $called } (semblables à { $score } %)
facility-merged = { $code } a été fusionné : le site est maintenant { $into }. Aucune commande ne défait une fusion ; si elle était fausse, ajoutez le site à nouveau et liez-le.
facility-not-open = { $code } est déjà fermé.
facility-not-closed = { $code } n'est pas fermé.
facility-closed = { $code }, { $name }, est fermé ; ce qui y est lié le reste.
facility-reopened = { $code }, { $name }, travaille de nouveau.
facility-alias-on = { $code } est trouvé aussi sous { $name }.
facility-alias-off = { $code } ne s'appelle plus { $name }.
facility-alias-none = { $code } n'a pas un tel autre nom.
facility-doubles-none = Il n'y a pas là deux sites qui semblent n'en être qu'un.
facility-doubles = { $count ->
    [one] Ces deux n'en sont peut-être qu'un ({ $count } paire). Regardez les deux avant de les fusionner :
   *[other] { $count } paires n'en sont peut-être qu'un chacune ; les { $shown } plus proches. Regardez les deux avant de les fusionner :
}
facility-merge-itself = { $code } est le même site. Nommez-en deux.
facility-merge-abroad = { $code } et { $into } sont dans deux pays ; ce n'est donc pas un seul site. Corrigez d'abord le pays de l'un.
facility-merged-now = { $code }, { $name }, est fusionné avec **{ $into }**, { $kept }.
staff-facility-merged = { $by } fusionne { $code }, { $name }, avec { $into }, { $kept } : { $links ->
    [one] { $links } lien
   *[other] { $links } liens
} et { $names ->
    [one] { $names } nom
   *[other] { $names } noms
} y passent, et avec eux qui peut lire ce qui en parle. Aucune commande ne défait cela.
model-exists = { $company } a déjà un modèle { $name }.
model-added = Le modèle { $name } de { $company } est maintenant connu.
model-unknown = { $company } n'a pas de modèle { $name }. Ajoutez-le d'abord par `usine modèle`.
link-known = Il est déjà noté que { $model } est fait à { $code }.
link-noted = Noté : { $model } est fait à { $code }. Cela compte dès que c'est confirmé.
link-unknown = Il n'est pas noté que { $model } est fait à { $code }. Notez-le d'abord par `usine lier`.
link-confirmed = Confirmé : { $model } est fait à { $code }. Cela compte dès maintenant.
link-unconfirmed = Que { $model } est fait à { $code } est de nouveau à confirmer ; cela ne compte plus.
link-rejected = { $model } n'est pas fait à { $code } ; aucun fichier ne le ramène.
link-merged = Ce lien est passé dans un autre quand deux sites ont été fusionnés. Réglez celui-là.
