topic-route = voie
verb-route-open = ouvrir
verb-route-extend = prolonger
verb-route-pause = suspendre
verb-route-resume = reprendre
verb-route-close = clore
verb-route-meeting = réunion
verb-route-audit = audit
verb-route-list = lister | liste
verb-route-show = montrer
verb-engagement-clocks = délais
verb-engagement-exit = sortie

about-route-open = Mener un cas par une autre voie aussi, avec son propre délai (pilote)
about-route-extend = Donner un autre jour à une voie (pilote)
about-route-pause = Suspendre le délai d'une voie (pilote)
about-route-resume = Laisser reprendre le délai d'une voie (pilote)
about-route-close = Dire que plus rien n'est attendu d'une voie (pilote)
about-route-meeting = Noter la réunion avec le partenaire avant un audit RBA (pilote)
about-route-audit = Planifier l'audit de la RBA, après cette réunion (pilote)
about-route-list = Les voies d'un engagement
about-route-show = Une voie d'un engagement
about-engagement-clocks = Tous les délais d'un engagement d'un coup d'œil
about-engagement-exit = Pourquoi quitter le fournisseur n'est pas une étape, et laquelle existe

discord-topic-route = Les voies par lesquelles un cas est mené, et leurs délais

option-held = tenue
ask-held = Quel jour la réunion a-t-elle eu lieu ? Par exemple : 9 mars

word-route-kind-direct = directement
word-route-kind-rba-standard = RBA, voie ordinaire
word-route-kind-rba-fast-track = RBA, processus accéléré
word-route-kind-union = protocole d'accord avec un syndicat
word-route-kind-contract = au titre du contrat
also-route-kind-direct = direct | directe
also-route-kind-rba-standard = rba | ordinaire | rba ordinaire
also-route-kind-rba-fast-track = accéléré | rba accéléré | processus accéléré
also-route-kind-union = syndicat | protocole
also-route-kind-contract = contrat | contractuelle

route-none = { $code } n'a jamais pris cette voie. Commencez par `voie ouvrir { $code }` et la voie.
route-open-already = Cette voie est déjà ouverte, ou suspendue. Pour un autre jour, écrivez `voie prolonger` ; pour que son délai reprenne, `voie reprendre`.
route-other-track = { $code } est déjà sur l'autre voie de la RBA. Closez d'abord celle-là, par `voie clore { $code }`.
route-closed = Cette voie est close. Pour la reprendre à neuf, écrivez `voie ouvrir`.
route-not-open = Son délai est suspendu. Laissez-le d'abord reprendre, par `voie reprendre`.
route-not-paused = Son délai court. Pour le suspendre, écrivez `voie suspendre`, avec votre motif.
route-extend-later = Elle a jusqu'au { $day }, ou ce jour est passé. Nommez un jour plus lointain.
route-past = Le { $day } est passé, ou avant la réunion. Nommez un jour plus lointain.
route-not-rba = Seules les deux voies de la RBA ont une réunion et un audit. Nommez l'une d'elles : ordinaire, ou accéléré.
route-meeting-first = La RBA n'audite rien avant la réunion avec le partenaire de monitoring : notez-la d'abord, par `voie réunion` et son jour.

route-noted = Noté pour { $code } :
route-list = Les voies de { $code } :
route-shown = Dans { $code } :
route-list-none = { $code } n'a encore pris aucune voie.
line-route-open = **{ $kind }** : pour le { $due }{ $late ->
    [1] , qui est passé
   *[other] {""}
}
line-route-paused = **{ $kind }** : suspendue, avec encore { $left ->
    [one] un jour
   *[other] { $left } jours
}
line-route-closed = **{ $kind }** : close
route-met = La réunion avec le partenaire de monitoring a eu lieu le { $on }.
route-gate = Pas d'audit avant la réunion avec le partenaire de monitoring, qui n'est pas encore notée.
route-audit-on = L'audit de la RBA est prévu pour le { $on }.
route-opened-post = { $by } mène le cas par une autre voie aussi.
route-extended-post = { $by } a donné un autre jour à une voie.
route-paused-post = { $by } a suspendu le délai d'une voie.
route-resumed-post = { $by } laisse reprendre le délai d'une voie.
route-closed-post = { $by } a clos une voie.
route-met-post = { $by } a noté la réunion avec le partenaire de monitoring : l'audit de la RBA peut être planifié.
route-unmet-post = { $by } a retiré la note de la réunion avec le partenaire de monitoring, et l'audit planifié ensuite.
route-audit-post = { $by } a planifié l'audit de la RBA.
route-reminder = Dans { $code }, une échéance le { $due }, par cette voie : { $kind }.
route-late = Un délai de { $code } est passé le { $due }, par cette voie : { $kind }.

engagement-cause-direct-passed = Pourquoi : le délai de ce qui est demandé directement à l'entreprise est passé.
engagement-cause-rba-passed = Pourquoi : le délai de la voie de la RBA est passé.
engagement-cause-union-passed = Pourquoi : le délai du protocole d'accord avec le syndicat est passé.
engagement-cause-contract-passed = Pourquoi : le délai de ce qui est demandé au titre du contrat est passé.
engagement-clocks = **Les délais de { $code }**, { $level }
engagement-clocks-none = Rien n'est attendu dans { $code } en ce moment : aucune voie, lettre, étape ou mesure n'a de jour.
line-clock-letter = **{ $code }** : une réponse est due pour le { $due }{ $late ->
    [1] , qui est passé
   *[other] {""}
}
line-clock-measure = **{ $code }** : une mesure du plan, pour le { $due }{ $late ->
    [1] , qui est passé
   *[other] {""}
}
engagement-exit = Quitter le fournisseur n'est pas une étape de { $code }, qui est à { $level }. Les ouvrier·e·s perdraient les acheteurs qui peuvent obtenir réparation : la réparation passe d'abord, et rien n'a changé. Ce qu'achète votre organisation reste sa décision, et ne quitter que l'engagement se dit `engagement quitter`.
engagement-exit-instead = L'étape suivante est : { $level }. Le pilote en décide, et donne le motif.
engagement-exit-top = Il ne reste pas d'étape plus forte. Ce qui aide encore : les mesures du plan, leur vérification, et ce qui a été convenu en cas de retard.
word-deed-route-remind = rappeler le délai d'une voie
word-deed-route-passed = noter que le délai d'une voie est passé
