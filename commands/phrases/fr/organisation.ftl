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

organisation-exists = { $name } est déjà dans le réseau.
organisation-not-consortium = { $name } n'est pas un consortium ; personne ne peut être affilié par son intermédiaire.
organisation-own = { $name } est votre propre organisation ; quelqu'un d'une autre doit le faire.
organisation-added = { $name } est maintenant dans le réseau ({ $kind }).
organisation-ended = L'affiliation de { $name } a pris fin ; ses membres sont retirés de tous les salons.
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
}
line-person = { $name } ({ $roles })
line-purchase = achète chez { $company } ({ $product }){ $shared ->
    [1] , connu de ses autres acheteurs
   *[other] , connu de l'équipe seule
}
company-exists = { $name } est déjà connue.
company-added = L'entreprise { $name } est maintenant connue.
purchase-buyer-needed = Seuls les acheteurs achètent. Nommez l'organisation : `organisation:"Ville de Gand"`.
purchase-known = Il est déjà noté que { $name } achète chez { $company }.
purchase-recorded = Noté : { $name } achète chez { $company }. Personne d'autre que l'équipe ne l'apprend sans votre accord.
purchase-own-consent = Seule l'organisation elle-même peut accepter d'être trouvée.
purchase-none = Aucun achat de votre organisation chez { $company } n'est noté.
purchase-not-shared = Les autres acheteurs de { $company } ne sont plus informés de vous.
purchase-shared = C'est entendu. { $others ->
    [0] Aucun autre acheteur de { $company } n'a encore accepté ; vous serez informé quand ce sera le cas.
    [one] { $others } autre acheteur de { $company } a accepté aussi ; vous en êtes tous deux informés.
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
