topic-organisation = organisation | org
verb-organisation-add = ajouter
verb-organisation-end = terminer
verb-organisation-restore = rétablir
verb-organisation-list = lister | liste
verb-organisation-show = montrer
verb-organisation-company = entreprise
verb-organisation-buys = achète
verb-organisation-match = rapprocher
verb-organisation-tender = marché

about-organisation-add = Ajouter un affilié, un consortium, un partenaire ou un syndicat
about-organisation-end = Mettre fin à l'affiliation d'une organisation
about-organisation-restore = Reprendre une organisation
about-organisation-list = Les organisations du réseau
about-organisation-show = Une organisation et ses membres
about-organisation-company = Ajouter une entreprise chez qui des affiliés achètent
about-organisation-buys = Noter que votre organisation achète chez une entreprise
about-organisation-match = Accepter d'être trouvé par les autres acheteurs d'une entreprise
about-organisation-tender = Dire qu'un marché est en cours : vous n'êtes pas rapproché pendant ce temps

organisation-exists = { $name } est déjà connue. Si son affiliation a pris fin, rétablissez-la par `organisation rétablir`.
organisation-not-consortium = { $name } n'est pas un consortium du réseau ; personne ne peut être affilié par son intermédiaire.
organisation-own = { $name } est votre propre organisation ; quelqu'un d'une autre doit le faire.
organisation-added = { $name } est enregistrée ({ $kind }) : { $status }.
organisation-ended = L'affiliation de { $name } a pris fin ; ses membres sont retirés de tous les salons, leurs comptes et codes sont annulés.
organisation-restored = { $name } est de nouveau dans le réseau.
organisation-list = { $count ->
    [one] { $count } organisation :
   *[other] { $count } organisations :
}
line-organisation = { $name } – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}
line-organisation-through = { $name } – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}, par l'intermédiaire de { $parent }
organisation-shown = **{ $name }** – { $kind }{ $country ->
    [none] {""}
   *[other] , { $country }
}{ $out ->
    [1] {" "}({ $status })
   *[other] {""}
}
line-person = { $name } ({ $roles })
line-purchase = achète chez { $company } ({ $product }){ $shared ->
    [1] , connu de ses autres acheteurs
   *[other] , connu de l'équipe seule
}
company-exists = { $name } est déjà connue.
company-added = L'entreprise { $name } ({ $kind }) est maintenant connue.
company-edited = { $before } est désormais { $name } ({ $kind }).
verb-organisation-edit-company = modifier-entreprise
about-organisation-edit-company = Corriger le nom d'une entreprise, ou ce qu'elle est dans la chaîne
purchase-buyer-needed = Seuls les acheteurs achètent. Nommez l'organisation : `organisation:"Ville de Gand"`.
purchase-known = Il est déjà noté que { $name } achète chez { $company }.
purchase-recorded = Noté : { $name } achète chez { $company }. Personne d'autre que l'équipe ne l'apprend sans votre accord.
purchase-own-consent = Seule l'organisation elle-même peut accepter d'être trouvée.
purchase-none = Aucun achat de votre organisation chez { $company } n'est noté. Si elle y achète, dites-le avec `organisation achète`.
purchase-not-shared = Les autres acheteurs de { $company } ne sont plus informés de vous.
purchase-shared = C'est entendu. { $others ->
    [0] Aucun autre acheteur de { $company } n'a encore accepté ; vous le saurez quand ce sera le cas.
    [one] { $others } autre acheteur de { $company } a accepté aussi ; l'un et l'autre le savent maintenant.
   *[other] { $others } autres acheteurs de { $company } ont accepté aussi ; vous en êtes tous informés.
}
purchase-tender-on = Noté : tant que le marché est en cours, vous n'êtes ni rapproché ni nommé pour { $company }.
purchase-tender-off = Noté : le marché avec { $company } est terminé.
purchase-match = { $name } achète aussi chez { $company } et accepte que vous le sachiez. Vous pourriez l'engager ensemble.
verb-organisation-confirm = confirmer
about-organisation-confirm = Confirmer ce qu'une organisation achète, comme elle l'a dit
purchase-said = Noté : { $name } achète chez { $company }. Cela compte dès que l'équipe l'a confirmé ; personne d'autre ne l'apprend sans votre accord.
purchase-unconfirmed = Que { $name } achète chez { $company } n'est plus confirmé.
purchase-none-of = { $name } n'a pas dit qu'elle achète chez { $company }.
staff-purchase-said = { $by } dit que { $name } achète chez { $company }. Confirmez-le si c'est le cas : cela ouvre ce qui est destiné aux acheteurs de { $company }.
verb-organisation-edit = corriger
verb-organisation-advance = avancer
verb-organisation-suspend = suspendre
verb-organisation-resume = réadmettre
about-organisation-edit = Corriger le nom, le pays, les champs, les langues, le fuseau ou le consortium
about-organisation-advance = Faire avancer une organisation d'une étape vers l'affiliation
about-organisation-suspend = Suspendre une organisation : ses membres quittent tous les salons
about-organisation-resume = Réadmettre une organisation suspendue
option-stage = étape
option-ict = tic
option-lev = vfe
option-direct = directe
option-back = retour
ask-stage = À quelle étape en est-elle ?
ask-ict = Est-elle affiliée pour les TIC ?
ask-lev = Est-elle affiliée pour les véhicules à faibles émissions ?
ask-direct = Est-elle affiliée directement, sans intermédiaire ?
ask-back = Une étape en arrière ?
ask-organisation-name = Comment s'appelle-t-elle ? Par exemple : Ville de Gand
ask-organisation-company-name = Comment s'appelle l'entreprise ? Par exemple : Volta Motors
ask-organisation-edit-company-name = Comment s'appelle l'entreprise ? Par exemple : Volta Motors
country-unknown = { $country } n'est le code d'aucun pays. Utilisez ses deux lettres (ISO 3166), comme BE pour la Belgique.
organisation-not-through = { $name } n'est pas un acheteur : seuls les acheteurs sont affiliés par un consortium.
organisation-circle = { $parent } passe déjà par { $name } ; { $name } ne peut donc pas passer par { $parent }. Choisissez un autre consortium, ou aucun (`directe:oui` ; dans un fichier, une cellule vide).
organisation-through-itself = { $name } ne peut pas passer par elle-même. Choisissez un autre consortium, ou aucun (`directe:oui` ; dans un fichier, une cellule vide).
organisation-stage-unfit = Une organisation commence comme intéressée, proposée, en cours d'accueil ou active.
organisation-stage-active = { $name } est active : suspendez-la, ou mettez fin à son affiliation.
organisation-stage-none = Cette étape n'existe pas pour { $name } : intéressée, puis proposée, en cours d'accueil et active. Une organisation suspendue est réadmise, une affiliation terminée est rétablie.
organisation-not-active = Seule une organisation active peut être suspendue, et { $name } n'est pas active.
organisation-not-suspended = { $name } n'est pas suspendue.
organisation-ended-already = L'affiliation de { $name } a déjà pris fin.
organisation-not-yet = { $name } n'en est pas encore là : on invite ses membres une fois en cours d'accueil ou active.
organisation-edited = { $name } est maintenant enregistrée ainsi.
organisation-stage-now = { $name } en est maintenant à l'étape : { $status }.
organisation-suspended = { $name } est suspendue ; ses membres sont retirés de tous les salons.
line-organisation-scopes = affiliée pour { $scopes }
line-organisation-programmes = participe à : { $codes }
line-organisation-zone = langues : { $languages } ; fuseau horaire : { $zone }
line-organisation-parent = par l'intermédiaire de { $parent } depuis le { $since }
line-organisation-stage = { $status } depuis le { $at }
line-organisation-at = { $name } – { $kind } : { $status }
line-person-code = Il faut un nouveau code à { $name }.
staff-organisation-ended = { $by } a mis fin à l'affiliation de { $name }. Ce que ses membres laissent :
line-organisation-direct-now = { $name } passait par elle, et ne passe plus par personne.
line-purchase-item = dont { $model ->
    [none] tout ce qu'elle vend
   *[other] { $model }
}{ $since ->
    [none] {""}
   *[other] , depuis { $since }
}{ $until ->
    [none] {""}
   *[other] , jusqu'au { $until }
} ; par an : { $volume }
purchase-confirmed = L'équipe a confirmé ce que votre organisation achète chez { $company }. Demandez-lui de compléter.
line-organisation-was-through = est passée par { $parent } du { $since } au { $until }
organisation-since-ahead = Ce jour est encore à venir : dites-le quand il sera là, ou donnez-en un qui est passé.
organisation-since-early = Jusqu'au { $on }, { $name } était affiliée autrement : donnez ce jour, ou un jour plus tard.
