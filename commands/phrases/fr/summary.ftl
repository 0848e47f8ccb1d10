topic-summary = résumé
verb-summary-draft = rédiger
verb-summary-edit = modifier
verb-summary-readers = lecteurs
verb-summary-facility = usine | site
verb-summary-name = nommer
verb-summary-label = niveau
verb-summary-hand = confier
verb-summary-discard = jeter
verb-summary-submit = soumettre
verb-summary-approve = approuver
verb-summary-consent = consentir
verb-summary-send-back = renvoyer
verb-summary-release = diffuser
verb-summary-withdraw = retirer
verb-summary-acknowledge = accuser réception | accuser
verb-summary-acks = accusés
verb-summary-copies = copies
verb-summary-list = lister | liste
verb-summary-show = montrer

about-summary-draft = Rédiger un résumé de monitoring (dans notre conversation privée)
about-summary-edit = Remplacer le texte de votre résumé
about-summary-readers = Dire à qui votre résumé est destiné
about-summary-facility = Dire de quelle usine parle votre résumé
about-summary-name = Nommer les organisations à qui votre résumé est destiné
about-summary-label = Changer le niveau de votre résumé
about-summary-hand = Confier votre résumé à une autre personne
about-summary-discard = Jeter votre brouillon
about-summary-submit = Soumettre votre résumé à l'approbation
about-summary-approve = Approuver le résumé d'une autre personne
about-summary-consent = Consentir à ce que votre texte aille plus loin que ce qui était approuvé
about-summary-send-back = Renvoyer un résumé à son auteur
about-summary-release = Diffuser un résumé approuvé aux salons qui y ont droit
about-summary-withdraw = Retirer un résumé et rappeler chaque copie
about-summary-acknowledge = Accuser réception d'un résumé pour votre organisation
about-summary-acks = Qui a accusé réception d'un résumé, et qui non
about-summary-copies = Ce qu'est devenue chaque copie d'un résumé
about-summary-list = Les résumés que vous pouvez lire
about-summary-show = Lire un résumé

ask-readers = À qui est-il destiné ? Aux acheteurs de l'entreprise, aux acheteurs liés à son usine par leurs achats, à tous les affiliés, ou seulement aux organisations que vous nommez (partenaires et syndicats ne le voient que s'ils sont nommés).
ask-heading = Quel est son intitulé ? Restez neutre : aucun nom de personne, rien qui trahisse une source. Par exemple : Temps de travail, visite de printemps
ask-findings = Écrivez les constats dans votre prochain message, s'il vous plaît. Aucun nom d'ouvrier ou d'ouvrière, et rien qui permette d'en reconnaître : ni date de naissance, ni numéro de badge, ni équipe et poste. Dites « plusieurs ouvriers », pas qui.
ask-changes = Qu'est-ce qui doit changer ? Écrivez-le dans votre prochain message, s'il vous plaît.
ask-organisations = Quelles organisations ? Plusieurs avec des virgules. Par exemple : Ville de Gand, Labour Watch
ask-facility = Quelle usine ? Son code dans le registre, ou son nom. Par exemple : FAC-7KQ4, ou Usine 7, Győr
ask-rooms = Quels salons ? Plusieurs avec des virgules.
ask-summary-code = Quel résumé ? Par exemple : SUM-7KQ4
option-readers = lecteurs
option-heading = intitulé
option-findings = constats
option-changes = changements
option-organisations = organisations
option-facility = usine | site
option-rooms = salons

word-readers-buyers = acheteurs de l'entreprise
word-readers-affiliates = tous les affiliés
word-readers-linked = acheteurs liés à l'usine
word-readers-named = organisations nommées
also-readers-buyers = acheteurs
also-readers-affiliates = affiliés
also-readers-linked = liés
also-readers-named = nommées | organisations
word-summary-state-draft = brouillon
word-summary-state-in-review = en relecture
word-summary-state-approved = approuvé
word-summary-state-released = diffusé
word-summary-state-withdrawn = retiré
word-summary-state-discarded = jeté
word-copy-fate-coming = en route
word-copy-fate-live = s'y trouve
word-copy-fate-recalled = rappelée
word-copy-fate-recall-failed = le rappel a échoué : elle s'y trouve encore
word-copy-fate-never-arrived = n'est jamais arrivée
word-copy-fate-uncertain = incertain : demandez à quelqu'un du salon

summary-never-clear = Un résumé n'est jamais TLP:CLEAR : une copie publique est un texte à part. Par exemple : `niveau:vert`
summary-is-released = { $code } est diffusé. Retirez-le d'abord ; il peut ensuite être modifié et approuvé de nouveau.
summary-not-draft = { $code } n'est plus un brouillon.
summary-not-in-review = { $code } n'attend pas d'approbation.
summary-not-approved = { $code } n'est pas approuvé tel qu'il est maintenant ; il ne peut donc pas être diffusé.
summary-not-released = { $code } n'est pas diffusé ; il n'y a rien à retirer.
summary-no-facility = { $code } est destiné aux acheteurs liés à une usine et n'en nomme aucune du registre. Nommez-la d'abord, par son code : `résumé usine { $code } FAC-7KQ4`.
summary-facility-unknown = Le registre n'a pas d'usine { $facility }. Vérifiez son code, ou écrivez son nom en toutes lettres.
summary-nobody-named = { $code } n'est encore destiné à personne. Nommez d'abord ses lecteurs : `résumé nommer { $code }`.
summary-quoted = Cela cite { $code }, qui est { $label }, et serait lu par tout le réseau. Dites-le avec vos propres mots, sans ce qui en vient.
summary-staff-write = { $name } n'est pas de l'équipe, et seule l'équipe rédige les résumés.
summary-author-only = Seule la personne qui rédige { $code } peut faire cela.
summary-own-text = Vous avez écrit { $code }, ou une partie : une autre personne doit en juger.
summary-approved-already = Vous avez déjà approuvé { $code } ; il faut aussi l'accord d'une autre personne.
summary-read-first = On approuve ce qu'on a lu : { $code } ne vous a pas été montré tel qu'il est maintenant. `résumé montrer { $code }` le montre.
summary-originator-only = Seule la personne qui a d'abord rédigé { $code } peut y consentir.
summary-consent-needless = { $code } ne va pas plus loin que ce qui était approuvé, ou a déjà votre consentement.
summary-not-addressed = { $code } n'est pas adressé à votre organisation ; vous n'avez pas à en accuser réception.
summary-released-nowhere = { $code } n'a été diffusé nulle part : aucun salon qui ne l'a pas déjà n'y a droit. { $rooms ->
    [none] {""}
   *[other] { $rooms }
}

summary-drafted = { $code } est un brouillon, { $label }. Seule l'équipe peut le lire.
summary-changed = { $code } est modifié. C'est un brouillon, à approuver tel qu'il est maintenant.
summary-yours = { $code } est à vous de rédiger maintenant.
summary-handed = { $code } est maintenant à { $name }. Vous ne pouvez toujours pas l'approuver.
summary-discarded = { $code } est jeté, et les copies que j'en ai montrées sont reprises.
summary-submitted = { $code } est soumis ; { $needed ->
    [one] une autre personne doit l'approuver.
   *[other] { $needed } autres personnes doivent l'approuver.
} L'équipe est informée.
staff-summary-submitted = { $by } soumet { $code }. { $needed ->
    [one] Une autre personne doit
   *[other] { $needed } autres personnes doivent
} le lire et l'approuver.
summary-half-approved = Noté. Il faut à { $code } l'accord d'une personne de plus.
summary-loosened = Il irait plus loin que ce qui était approuvé en dernier ({ $label }, pour : { $readers }). Il y faut { $needed } personnes qui ne l'ont jamais rédigé, et le consentement de { $name }, qui l'a rédigé en premier : { $consented ->
    [1] donné en le soumettant, ou dit.
   *[other] il manque encore.
}
summary-consent-asked = { $code }, que vous avez rédigé en premier, irait plus loin que ce qui était approuvé. Lisez-le, s'il vous plaît ; rien ne se fait sans votre consentement.
summary-consented = Noté : vous consentez à ce que { $code } aille aussi loin qu'il le dit maintenant, et à rien d'autre.
line-summary-consent = { $code }, que vous avez rédigé en premier, attend votre consentement pour aller plus loin ; lisez-le d'abord (`résumé montrer { $code }`), puis : { $step }
summary-approved = { $code } est approuvé, exactement tel qu'il est.
summary-was-approved = { $code } est approuvé.
summary-sent-back = { $code } est de nouveau un brouillon ; la personne qui le rédige reçoit vos raisons.
summary-was-sent-back = { $code } vous a été renvoyé. Vous trouvez les raisons sous son texte.

summary-label-line = **{ $label }**
summary-heading = **{ $code } – { $heading }**{ $facility ->
    [none] {""}
   *[other] {" "}({ $facility })
}
summary-text = { $text }
summary-notice = **{ $code }** ({ $label }), pour { $readers }, peut être lu : ce que je vous montre n'est visible que de vous. Lisez-le, s'il vous plaît, et accusez-en réception pour votre organisation.
summary-acknowledge-hint = Accusez réception pour votre organisation, s'il vous plaît : répondez « reçu » à ce message, ou envoyez { $step }
summary-released = { $code } ({ $label }) est en route vers { $count ->
    [one] { $count } salon.
   *[other] { $count } salons.
}
staff-summary-released = { $by } a diffusé { $code } ({ $label }) dans { $count ->
    [one] { $count } salon.
   *[other] { $count } salons.
}
line-summary-room = { $room } : y a droit ({ $people ->
    [one] { $people } personne
   *[other] { $people } personnes
})
line-summary-pointed = { $room } : seulement un renvoi, car { $platform } ne peut pas porter { $label }
line-summary-refused = { $room } : refusé. { $cause }
summary-withdrawn = { $code } est retiré ; { $copies ->
    [0] il n'y avait pas de copie à rappeler.
    [one] { $copies } copie est en cours de rappel.
   *[other] { $copies } copies sont en cours de rappel.
} L'équipe reçoit un compte rendu de chacune.
summary-withdrawn-notice = { $code } a été retiré. Effacez ce que vous en avez gardé, s'il vous plaît, et ne vous en servez pas.
staff-summary-recalled = Le rappel de { $code } a donné ceci : { $count ->
    [0] il n'y avait pas de copie.
    [one] { $count } copie.
   *[other] { $count } copies.
}
summary-copies = { $count ->
    [0] Il n'y a pas de copie de { $code }.
    [one] Il y a ou il y avait { $count } copie de { $code } :
   *[other] Il y a ou il y avait { $count } copies de { $code } :
}
line-summary-copy = { $room } : { $fate }
line-summary-copy-notice = avis dans { $room } : { $fate }
line-summary-copy-private = conversation privée avec { $name } : { $fate }
line-summary-copy-alone = montré à { $readers ->
    [one] { $readers } seule personne
   *[other] { $readers } personnes, chacune en privé
} : { $fate ->
    [word-copy-fate-live] pas repris ; cela ne se peut que pendant quelques minutes
    [word-copy-fate-recalled] repris
    [word-copy-fate-recall-failed] n'a pas pu être repris, la plateforme ne le permet plus
   *[other] { $fate }
}
summary-copies-meaning = « Rappelée » veut dire que le serveur l'a confirmé. Ce que quelqu'un a lu, copié ou photographié avant reste chez cette personne.

summary-acknowledged = Merci : { $name } accuse réception de { $code }.
summary-acknowledged-before = { $name } a déjà accusé réception de { $code } ; une fois par organisation suffit.
summary-acks = { $code } : { $done } sur { $awaited ->
    [one] { $awaited } organisation a accusé réception.
   *[other] { $awaited } organisations ont accusé réception.
}
line-summary-ack = { $name } : { $done ->
    [1] accusé reçu
   *[other] en attente
}
summary-reminder = { $code } attend toujours l'accusé de réception de votre organisation.

summary-list = { $count ->
    [0] Il n'y a pas de résumé à lire pour vous.
    [one] { $count } résumé :
   *[other] { $count } résumés :
}
line-summary = { $code } – { $heading } – { $label }, { $state }
summary-state = État : { $state }, rédigé par { $author }, au sujet de { $company }
summary-facility = Usine dans le registre : { $facility } – { $name }
summary-linked = { $count ->
    [0] Aucune organisation n'est parmi ces lecteurs en ce moment.
    [one] Une organisation est parmi ces lecteurs en ce moment ; cela change avec ce qui est acheté et ce qui y est fait.
   *[other] { $count } organisations sont parmi ces lecteurs en ce moment ; cela change avec ce qui est acheté et ce qui y est fait.
}
summary-clients = Les acheteurs membres d'un consortium parmi eux peuvent aussi le lire ; sous TLP:AMBER+STRICT, non.
summary-readers = Pour : { $readers }{ $named ->
    [none] {""}
   *[other] {" "}({ $named })
}
summary-approvals = Approuvé par : { $names ->
    [none] personne encore
   *[other] { $names }
} (il en faut { $needed })
summary-reason = Il a été renvoyé : { $reason }

line-summary-submit = { $code } est votre brouillon : { $step }
line-summary-approve = { $code } attend votre jugement ; lisez-le d'abord (`résumé montrer { $code }`), puis : { $step }
line-summary-release = { $code } est approuvé : { $step }
line-summary-acknowledge = { $code } attend l'accusé de réception de votre organisation : { $step }
