# Mots fermés : membres d'énumérations (word-<genre>-<valeur>), tels qu'affichés ; also-... sont aussi compris.

## Étiquettes (TLP 2.0, PFC)

word-label-clear = TLP:CLEAR (libre)
word-label-green = TLP:GREEN (vert)
word-label-amber = TLP:AMBER (ambre)
word-label-amber-strict = TLP:AMBER+STRICT (ambre+strict)
word-label-red = TLP:RED (rouge)
also-label-clear = libre | PFC:LIBRE | TLP:CLEAR | blanc
also-label-green = vert | PFC:VERT | TLP:GREEN
also-label-amber = ambre | PFC:AMBRE | TLP:AMBER
also-label-amber-strict = ambre+strict | PFC:AMBRE+STRICT | TLP:AMBER+STRICT
also-label-red = rouge | PFC:ROUGE | TLP:RED

## Rôles

word-role-admin = administration
word-role-staff = équipe
word-role-approver = validation
word-role-liaison = personne de liaison
word-role-deputy = suppléance
word-role-member = membre
word-role-partner = partenaire
word-role-observer = observation
word-role-clock = le bot lui-même
also-role-admin = administrateur | administratrice
also-role-liaison = référent | référente
also-role-approver = validateur | validatrice | approbateur | approbatrice
also-role-deputy = suppléant | suppléante
also-role-observer = observateur | observatrice

## Réponses brèves

word-answer-yes = oui
word-answer-no = non
word-answer-maybe = peut-être
word-answer-done = fait
word-answer-received = reçu
word-answer-read = lire
word-answer-approve = approuver
word-answer-back = retour
word-answer-cancel = annuler
word-answer-hold = retenir
word-answer-order = ordonner
word-answer-drop = écarter
also-answer-yes = o | d'accord | ok
also-answer-no = n
also-answer-maybe = peut etre
also-answer-done = terminé | c'est fait
also-answer-received = bien reçu
also-answer-back = précédent
also-answer-cancel = annule | arrêter | stop

## Salons

word-room-kind-space = espace
word-room-kind-staff = salon de l'équipe
word-room-kind-group = salon de groupe
word-room-kind-engagement = salon d'engagement
word-room-kind-private = conversation privée
word-room-state-opening = en ouverture
word-room-state-proposed = proposé
word-room-state-authorised = autorisé
word-room-state-quarantined = en quarantaine
word-room-state-retired = fermé

## Organisations et personnes

word-organisation-kind-affiliate = affilié
word-organisation-kind-consortium = consortium d'achat
word-organisation-kind-partner = partenaire de monitoring
word-organisation-kind-union = syndicat
word-organisation-kind-staff = équipe
also-organisation-kind-affiliate = affiliée
also-organisation-kind-consortium = autorité-cadre
also-organisation-kind-partner = partenaire
word-organisation-status-prospect = intéressée
word-organisation-status-offered = affiliation proposée
word-organisation-status-onboarding = en cours d'accueil
word-organisation-status-active = active
word-organisation-status-suspended = suspendue
word-organisation-status-ended = affiliation terminée
word-person-status-invited = invitation envoyée
word-person-status-active = en activité
word-person-status-left = départ

## Envois et copies

word-parcel-state-due = à envoyer
word-parcel-state-claimed = en cours d'envoi
word-parcel-state-sent = envoyé
word-parcel-state-blocked = bloqué
word-parcel-state-dead = non remis
word-parcel-state-unknown = incertain
word-posting-state-live = publié
word-posting-state-updated = mis à jour
word-posting-state-recalled = retiré
word-posting-state-recall-failed = retrait impossible
word-scope-ict = TIC
word-scope-lev = véhicules à faibles émissions
also-scope-lev = VFE
word-step-kind-identity = prouver qui vous êtes
word-step-kind-language = choisir votre langue
word-step-kind-zone = choisir votre fuseau horaire
word-step-kind-terms = accepter les règles de traitement
word-step-kind-contacts = désigner une personne de liaison et une suppléance
word-step-kind-products = dire ce que vous achetez
word-step-kind-rooms = recevoir l'invitation aux salons
word-step-kind-buddy = avoir un parrain ou une marraine
word-step-kind-meeting = dire oui à une première réunion
word-step-kind-contribution = contribuer une première fois

word-programme-state-ahead = à venir
word-programme-state-running = en cours
word-programme-state-over = terminé
