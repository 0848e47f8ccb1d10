# --- les salons font leurs preuves

verb-room-audit = vérifier
verb-room-expel = expulser
verb-room-recall = rappeler
about-room-audit = Vérifier un salon maintenant, point par point, et ce qui le répare
about-room-expel = Mettre un compte hors d'un salon qui n'est pas pour lui
about-room-recall = Reprendre ce que le bot a publié dans un salon

option-until = jusque
ask-until = Jusqu'à quel jour ? Par exemple : 15 mars 2028

room-audited = **{ $room }** – { $result } ({ $state }, pour { $who }, jusqu'à { $label } ; { $joined } présents, { $invited } invités)
line-room-check = { $check } : en règle
line-room-check-fault = **{ $check }** : { $cause } { $mend }
line-room-fault = { $cause } { $mend }
room-audits = { $count ->
    [0] Vous ne connaissez encore aucun salon.
    [one] { $count } salon, tel qu'il était à la dernière vérification :
   *[other] { $count } salons, tels qu'ils étaient à la dernière vérification :
}
line-room-look = **{ $room }** – { $result }, { $at } ({ $cause }), { $people ->
    [one] { $people } compte présent
   *[other] { $people } comptes présents
} ; pour { $who }
line-room-look-none = **{ $room }** – pas encore vérifié
room-look = Dernière vérification { $at } ({ $cause }) : { $result }, { $people ->
    [one] { $people } compte
   *[other] { $people } comptes
} dans { $room }.
room-look-none = { $room } n'a pas encore été vérifié.
room-until = Cela vaut jusqu'au { $until } ; après, deux personnes doivent le redire.
room-ended = Le temps pour lequel deux personnes l'avaient autorisé est écoulé.
room-powers = Ces personnes peuvent y faire lire d'autres, et ne sont pas de l'équipe. Qui dit ce que le salon peut entendre s'en porte garant :
line-power = { $who }
line-power-everybody = toutes les personnes présentes
room-expelled = { $who } est mis hors de { $room }.
room-expel-not-there = Personne dans { $room } n'a ce compte, ou c'est celui du bot. `salon vérifier` montre qui s'y trouve sans devoir y être.
room-recall-offer = { $count ->
    [one] { $count } de nos messages s'y trouve, que peut lire quelqu'un qui ne le devrait pas
   *[other] { $count } de nos messages s'y trouvent, que peut lire quelqu'un qui ne le devrait pas
} (dont { $restricted } TLP:AMBER ou plus restreints). Ceci les reprend : { $step }
line-preview-recalls = { $count ->
    [one] { $count } message est repris de { $room }
   *[other] { $count } messages sont repris de { $room }
}
room-recall-not-this = Ce qui est TLP:CLEAR est pour tout le monde, et l'on ne reprend en bloc que ce qui se trouve dans le salon d'un groupe ou d'un engagement. Nommez un tel salon, et un niveau à partir de vert.
room-recall-nothing = Rien de nous qui soit { $label } ou plus restreint ne se trouve dans { $room }.
room-recalling = { $count ->
    [one] { $count } message est repris
   *[other] { $count } messages sont repris
} de { $room } ({ $label } et plus restreint). L'équipe reçoit un rapport quand c'est fait.
line-room-copies = { $recalled } repris, { $failed } qui n'ont pu l'être, { $standing } en place, { $uncertain } dont on ne sait s'ils sont arrivés
room-copies-meaning = Repris veut dire que la plateforme l'a confirmé ; ce qui a été lu ou copié avant reste chez les gens.
staff-room-recalled = Ce que le bot avait publié dans { $room } a été repris, d'après sa plateforme :
staff-room-ends = Ce que { $room } peut entendre (jusqu'à { $label }) vaut jusqu'au { $until }. Redites-le avant, à deux, sinon il n'entendra plus rien au-dessus de TLP:CLEAR.
staff-room-ended = Le temps pour lequel { $room } était autorisé (jusqu'à { $label }) est écoulé : il n'entend rien au-dessus de TLP:CLEAR tant que deux d'entre vous ne le redisent pas.

unfit-ended = Le temps pour lequel deux personnes l'avaient autorisé est écoulé.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-power = { $who } peut inviter d'autres personnes ou changer qui lit, n'est pas de l'équipe, et personne ne s'en est porté garant.
unfit-power-everybody = Toutes les personnes présentes peuvent en inviter d'autres ou changer qui lit, et personne ne s'en est porté garant.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}

mend-absent = Quelqu'un de l'équipe doit y inviter de nouveau le bot.
mend-upgraded = Un remplacement ne transmet rien. Que l'équipe invite le bot dans le nouveau salon et y dise `salon lier`.
mend-unreadable = Refaites ce réglage sur sa plateforme.
mend-not-encrypted = Remettez son chiffrement ; si c'est impossible, ouvrez un autre salon et dites-y `salon lier`.
mend-history = Réglez son historique sur « membres seulement, depuis leur arrivée ».
mend-join-rule = Réglez son accès sur « sur invitation » (sur Discord : retirez à tous « Voir le salon »).
mend-guests = Interdisez les invités anonymes dans ses réglages.
mend-federated = Mettez dehors qui s'y trouve depuis ce serveur.
mend-bot = Ceci le met dehors : { $step }
mend-stranger = Ceci met ce compte dehors : { $step }
mend-role = Retirez-lui l'accès sur la plateforme, ou portez-vous-en garants, à deux : { $step }
mend-role-staff = Retirez-lui l'accès sur la plateforme.
mend-power = Retirez ce pouvoir sur la plateforme, ou portez-vous-en garants, à deux : { $step }
mend-power-everybody = Retirez ce pouvoir sur la plateforme, ou portez-vous-en garants, à deux : { $step }

word-room-check-presence = Le bot y est
word-room-check-upgrade = Non remplacé
word-room-check-settings = Réglages
word-room-check-encryption = Chiffrement
word-room-check-history = Historique
word-room-check-join-rule = Règle d'entrée
word-room-check-guests = Invités anonymes
word-room-check-federation = Autres serveurs
word-room-check-bots = Bots et passerelles
word-room-check-viewers = Rôles qui peuvent lire
word-room-check-people = Présents et invités
word-room-check-power = Pouvoirs
word-audit-cause-event = après un changement
word-audit-cause-send = avant un envoi
word-audit-cause-night = la nuit
word-audit-cause-command = sur demande
word-audit-result-passed = en règle
word-audit-result-failed = pas en règle
