topic-disclosure = divulgation
discord-topic-disclosure = Divulgations : où est fait ce que vous achetez, demandé étape par étape
verb-disclosure-ask = demander
verb-disclosure-join = rejoindre
verb-disclosure-admit = admettre
verb-disclosure-leave = quitter
verb-disclosure-pass = transmettre
verb-disclosure-extend = prolonger
verb-disclosure-received = reçue
verb-disclosure-refused = refusée
verb-disclosure-again = redemander
verb-disclosure-close = clore
verb-disclosure-list = lister | liste
verb-disclosure-show = montrer

about-disclosure-ask = Demander à une marque où est fait ce que vous achetez
about-disclosure-join = Demander avec un acheteur qui interroge la même marque
about-disclosure-admit = Laisser entrer un acheteur qui veut se joindre à vous
about-disclosure-leave = Ne plus demander avec l'autre acheteur
about-disclosure-pass = Noter que la demande est transmise plus haut dans la chaîne
about-disclosure-extend = Donner plus de temps, sans reproche
about-disclosure-received = Dire qu'une divulgation est arrivée
about-disclosure-refused = Noter qu'une entreprise a dit non
about-disclosure-again = Demander encore une fois
about-disclosure-close = Ne plus demander
about-disclosure-list = Les divulgations que vous pouvez lire
about-disclosure-show = Une divulgation, étape par étape

option-models = modèles
option-reseller = revendeur
option-contract = contrat
option-members = membres
option-joinable = ouverte
option-partly = partie
ask-models = Quels modèles ? Par exemple : tous les portables de notre contrat
ask-reseller = Par quel revendeur passe-t-elle d'abord ?
ask-contract = Sous quel contrat ? Donnez sa référence.
ask-members = Demandez-vous aussi pour les membres de votre consortium ?
ask-joinable = D'autres acheteurs qui interrogent la même marque peuvent-ils demander à vous rejoindre ?
ask-partly = N'en est-il arrivé qu'une partie ?
ask-disclosure-code = Quelle divulgation ? Par exemple : DIS-7KQ4

word-disclosure-state-open = attendue
word-disclosure-state-part = arrivée en partie
word-disclosure-state-received = reçue
word-disclosure-state-refused = refusée
word-disclosure-state-closed = abandonnée
word-hop-state-waiting = réponse attendue
word-hop-state-passed-on = a transmis
word-hop-state-answered = a répondu
word-hop-state-refused = a dit non

disclosure-asked = Votre demande est **{ $code }** : { $first } doit dire pour le { $due } où est fait ce que vous achetez de { $company }. Envoyez-la-lui comme d'habitude ; je tiens les délais.
disclosure-others = { $count } autres affiliés interrogent déjà { $company }. Vous pouvez demander à rejoindre l'un d'eux : une seule demande pèse plus, et donne moins de travail à tous.
disclosure-join-asked = Si un acheteur qui interroge { $company } accepte d'être rejoint, la question lui est posée maintenant, avec votre nom. Vous l'apprendrez dès qu'il dira oui.
disclosure-join-wish = **{ $name }** interroge aussi { $company } et voudrait rejoindre votre demande { $code }. Si vous laissez entrer cet acheteur, il la lira, et ce qui en vient.
disclosure-admitted = { $name } demande maintenant avec vous et lit { $code }.
disclosure-asker-gone = { $name }, avec qui vous interrogez { $company }, a quitté le réseau. L'équipe décide de { $code } ; vous pouvez demander pour vous-même.
staff-disclosures-left = { $name } a quitté le réseau et demandait encore des divulgations :
line-disclosure-left = { $code } attend encore { $company }, et plus personne ne la relance. Fermez-la, ou déplacez son échéance :
disclosure-let-in = **{ $name }** vous laisse entrer : vous demandez ensemble et pouvez lire { $code }.
disclosure-let-go = { $name } ne demande plus avec vous et ne peut plus lire { $code }.
disclosure-left = Vous ne demandez plus avec l'autre acheteur ; { $code } n'est plus qu'à lui.
disclosure-not-party = { $code } est votre propre demande. Pour ne plus demander, closez-la par `divulgation clore`.
disclosure-not-buyer = Vous pourrez interroger { $company } une fois que l'équipe aura confirmé que vous y achetez, et tant qu'aucun marché n'est en cours. Dites-le par `organisation achète`.
disclosure-no-members = Seul un consortium demande pour ses membres. Laissez `membres` de côté.
disclosure-no-contract = Votre organisation n'a pas ici de contrat de cette référence. Donnez-la comme elle figure au contrat, ou laissez-la de côté.
disclosure-asker-only = { $code } est la demande d'un autre acheteur ; lui seul, ou l'équipe, peut faire cela.
disclosure-past = Le { $day } est passé. Donnez un jour à venir.
disclosure-extend-later = Le délai court déjà jusqu'au { $day }. Donnez un jour plus tardif.
disclosure-hop-known = { $company } figure déjà dans la chaîne de { $code }. Nommez la suivante.
disclosure-settled = Rien n'est plus attendu dans { $code }. Pour demander encore, utilisez `divulgation redemander`.
disclosure-open = { $code } est encore attendue. Closez-la, ou notez ce qui est arrivé, avant de redemander.
disclosure-passed = Noté : { $nearer } a transmis { $code } à { $further }, qui doit répondre pour le { $due }.
disclosure-extended = Noté : { $company } a jusqu'au { $due } pour { $code }.
disclosure-received = Bien : **{ $code }** est arrivée. Envoyez son fichier à l'équipe : ses lignes entrent au registre avec { $code } pour source. Elle peut être dite à : { $sharing }.
disclosure-received-partly = Noté : une partie de **{ $code }** est arrivée, le reste est attendu. Envoyez son fichier à l'équipe : ses lignes entrent au registre avec { $code } pour source. Elle peut être dite à : { $sharing }.
disclosure-refresh-on = À redemander le { $day }, comme le dit le contrat.
disclosure-refused = Noté : la demande { $code } a été refusée. Avec d'autres acheteurs de { $company } vous pesez plus : vous pouvez ouvrir un engagement.
disclosure-again = Le tour { $round } de { $code } a commencé : { $first } doit répondre pour le { $due }.
disclosure-closed = { $code } est abandonnée ; rien n'est plus attendu.
disclosure-none = Il n'y a pas de divulgation que vous puissiez lire.
disclosure-list = { $count ->
    [one] Une divulgation ({ $count }) :
   *[other] { $count } divulgations :
}
line-disclosure = **{ $code }** – { $company } ({ $state })
disclosure-shown = **{ $code }** – { $name } demande à { $company } ses sites, jusqu'au niveau { $tier } ({ $state }). Elle peut être dite à : { $sharing }.
disclosure-what = Pour : { $text }
line-disclosure-hop = { $company } : { $state }, pour le { $due }{ $extended ->
    [0] {""}
    [one] , délai prolongé { $extended } fois
   *[other] , délai prolongé { $extended } fois
}
line-disclosure-hop-late = **{ $company } : en retard depuis le { $due }**{ $extended ->
    [0] {""}
    [one] , délai prolongé { $extended } fois
   *[other] , délai prolongé { $extended } fois
}
line-disclosure-party = { $name } demande aussi
line-disclosure-wish = { $name } voudrait se joindre à vous
disclosure-reason = Motif : { $text }
disclosure-links = Au registre : { $all ->
    [one] { $all } lien en vient
   *[other] { $all } liens en viennent
}, dont { $confirmed } confirmés.
disclosure-late = { $company } n'a pas répondu à { $code } pour le { $day }. Demandez-lui où cela en est ; donnez-lui du temps s'il en faut, ou faites transmettre plus haut dans la chaîne.
disclosure-refresh = Il est temps de redemander à { $company } : ce que { $code } a divulgué a l'âge que permet votre contrat.
line-disclosure-late = **{ $code }** : { $company } devait répondre pour le { $day }. { $step }
staff-disclosure-received = { $by } a reçu **{ $code }** de { $company }. Ses lignes entrent au registre avec { $code } pour source ; elle peut être dite à : { $sharing }.

word-deed-disclosure-late = noter qu'une réponse tarde
word-deed-disclosure-refresh = dire qu'il est temps de redemander
