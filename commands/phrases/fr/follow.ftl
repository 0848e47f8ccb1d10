topic-follow = suivre
verb-follow-company = entreprise
verb-follow-facility = usine | site
verb-follow-list = lister | liste
verb-follow-show = montrer
verb-follow-stop = cesser | arrêter
verb-follow-propose = proposer
discord-topic-follow = Entreprises et usines que vous suivez, en privé

about-follow-company = Suivre une entreprise ; personne d'autre ne l'apprend
about-follow-facility = Suivre une usine que vous pouvez lire ; personne d'autre ne l'apprend
about-follow-list = Ce que vous suivez
about-follow-show = Ce que vous pouvez lire de ce que vous suivez
about-follow-stop = Ne plus suivre quelque chose
about-follow-propose = Apprendre ou non combien partagent un fournisseur avec vous

option-followed = suivi
option-wanted = voulu
ask-followed = Lequel de ce que vous suivez ? Le nom d'une entreprise, ou le code ou le nom d'une usine.
ask-wanted = Voulez-vous apprendre combien achètent à la même entreprise que vous ? Personne n'y est nommé.

follow-begun = Vous suivez désormais { $name }. Ce qui change et que vous pouvez lire vous parvient ici, une fois par jour, le matin ; personne d'autre n'apprend que vous le suivez.
follow-already = Vous suivez déjà { $name }.
follow-many = Vous suivez { $most } choses, et je ne peux pas en chercher davantage pour vous chaque matin. Terminez-en une avec `suivre cesser`.
follow-which = Plusieurs que vous pouvez lire s'appellent ainsi. Donnez le code de celui que vous voulez : { $codes }
follow-stopped = Vous ne suivez plus { $name }.
follow-none = Vous ne suivez encore rien.
follow-list = { $count ->
    [one] Vous suivez { $count } chose, et personne d'autre ne l'apprend :
   *[other] Vous suivez { $count } choses, et personne d'autre ne l'apprend :
}
line-follow = { $name }
follow-shown = Où en est ce que vous pouvez lire de { $name } :
follow-shown-none = Il n'y a encore rien de { $name } que vous puissiez lire. Des leçons le nomment peut-être :
follow-news = { $count ->
    [one] **{ $count } chose est nouvelle** de ce que vous suivez :
   *[other] **{ $count } choses sont nouvelles** de ce que vous suivez :
}
follow-proposals-wanted = C'est noté : vous apprenez combien du réseau achètent à { $company }, dès qu'ils sont assez nombreux.
follow-proposals-unwanted = C'est noté : vous n'apprenez plus combien du réseau achètent à { $company }. Pour l'apprendre de nouveau :

line-follow-engagement = **{ $code }** avec { $company } en est à { $level }.
line-follow-engagement-closed = **{ $code }** avec { $company } est clos : { $outcome }.
line-follow-engagement-open = **{ $code }** avec { $company } est ouvert, et vous pouvez le rejoindre : { $step }
line-follow-summary = **{ $code }** ({ $label }), un résumé de monitoring sur { $about }, a été diffusé : { $step }
line-follow-measure = **{ $code }** dans un plan avec { $company } : { $state }.
line-follow-disclosure = **{ $code }**, une divulgation demandée à { $company } : { $state }.
line-follow-facility = **{ $code }** ({ $name }) : { $state }.
line-follow-facility-merged = { $before } s'est révélé être **{ $code }** ({ $name }).
line-follow-buyers = { $following } du réseau achètent ce qui est fabriqué à **{ $code }** ({ $name }) ; les appels d'offres en cours ne sont pas comptés : { $step }
line-follow-link = Confirmé comme fabriqué à **{ $code }** ({ $name }) : { $company }, { $model }.
line-follow-link-part = Confirmé comme fabriqué à **{ $code }** ({ $name }) : { $company }, { $model }, { $component }.
line-follow-lesson = **{ $code } – { $title }**, une leçon qui nomme { $about } : { $step }
line-follow-shared = { $following } du réseau achètent à { $company }, comme vous ; les appels d'offres en cours ne sont pas comptés. Qui ils sont n'est dit que si les deux côtés l'ont accepté. Pour ne plus rien en apprendre : { $step }
