topic-engagement = engagement
verb-engagement-open = ouvrir
verb-engagement-join = rejoindre
verb-engagement-leave = quitter
verb-engagement-invite = inviter
verb-engagement-lead = pilote | confier
verb-engagement-list = lister | liste
verb-engagement-show = montrer
verb-engagement-question = question
verb-engagement-reword = reformuler
verb-engagement-agree = approuver
verb-engagement-adopt = adopter
verb-engagement-drop = abandonner
verb-engagement-answer = réponse
verb-engagement-retract = rétracter
verb-engagement-rate = évaluer
verb-engagement-letter = lettre
verb-engagement-revise = réviser
verb-engagement-sign = signer
verb-engagement-unsign = retirer-signature | dé-signer
verb-engagement-send = envoyer
verb-engagement-unsend = non-envoyée
verb-engagement-next = suite | prochaine
verb-engagement-done = fait
verb-engagement-escalate = escalade | monter
verb-engagement-stay = rester
verb-engagement-lower = descendre
verb-engagement-close = clore
verb-engagement-reopen = rouvrir

about-engagement-open = Ouvrir un engagement conjoint envers une entreprise à qui vous achetez
about-engagement-join = Rejoindre un engagement, ou entrer dans son salon
about-engagement-leave = Quitter un engagement
about-engagement-invite = Inviter une organisation à un engagement
about-engagement-lead = Confier le pilotage à une autre organisation participante
about-engagement-list = Les engagements où vous êtes, ou que vous pourriez rejoindre
about-engagement-show = Un engagement, ses questions, ses lettres et la suite
about-engagement-question = Proposer une question pour l'entreprise
about-engagement-reword = Reformuler une question avant qu'elle soit approuvée
about-engagement-agree = Approuver une question pour votre organisation
about-engagement-adopt = Tenir une question pour approuvée après sept jours de silence (pilote)
about-engagement-drop = Retirer une question ou un projet de lettre
about-engagement-answer = Consigner ce que l'entreprise a répondu
about-engagement-retract = Retirer la dernière réponse consignée
about-engagement-rate = Évaluer la dernière réponse de l'entreprise ; le pilote décide
about-engagement-letter = Rédiger une lettre conjointe (pilote)
about-engagement-revise = Réviser une lettre avant qu'elle soit signée (pilote)
about-engagement-sign = Signer une lettre pour votre organisation
about-engagement-unsign = Retirer la signature de votre organisation
about-engagement-send = Marquer une lettre comme envoyée (pilote)
about-engagement-unsend = Dire qu'une lettre a été marquée comme envoyée par erreur (pilote)
about-engagement-next = Fixer la prochaine étape et son jour, ou la déplacer (pilote)
about-engagement-done = Dire que la prochaine étape a été faite (pilote)
about-engagement-escalate = Monter d'un niveau, comme proposé ou pour un motif (pilote)
about-engagement-stay = Refuser le niveau proposé, pour un motif (pilote)
about-engagement-lower = Redescendre d'un niveau, pour un motif (pilote)
about-engagement-close = Clore un engagement avec son bilan (pilote)
about-engagement-reopen = Reprendre un engagement clos (pilote)

ask-accept = Acceptez-vous pour votre organisation les règles de base : ce qui est dit dans le salon reste entre participants, personne n'aborde seul l'entreprise sur ce qui se prépare, ouvriers, ouvrières et sources ne sont jamais nommés, et la réparation passe avant l'abandon d'un fournisseur ? Et déclarez-vous qu'elle n'a aucun conflit d'intérêts, par exemple un appel d'offres en cours avec cette entreprise ? Dites oui ou non.
ask-quality = Que vaut la réponse ?
ask-result = Quel est le bilan ?
ask-respondent = Qui a répondu ? Par exemple : la responsable RSE de l'entreprise
ask-version = Quelle version ? Un nombre, par exemple : 2
ask-anew = Annuler toutes les signatures, pour que chacun signe à nouveau ? Dites oui ou non.
ask-engagement-code = Laquelle ? Par exemple : EQ-7KQ4 pour une question, LTR-7KQ4 pour une lettre
ask-engagement-join-code = Quel engagement ? Par exemple : ENG-7KQ4
ask-engagement-reopen-code = Quel engagement ? Par exemple : ENG-7KQ4
ask-engagement-amend-code = Quelle demande commune ? Par exemple : ASK-7KQ4
ask-engagement-waive-code = Quelle demande commune ? Par exemple : ASK-7KQ4
ask-engagement-title = Sur quoi porte-t-il ? Par exemple : Temps de travail à l'assemblage final
ask-engagement-question-text = Que faut-il demander à l'entreprise ? Écrivez-le dans votre prochain message.
ask-engagement-answer-text = Qu'a répondu l'entreprise ? Écrivez-le dans votre prochain message.
ask-engagement-letter-text = Écrivez la lettre dans votre prochain message, s'il vous plaît.
ask-engagement-revise-text = Écrivez toute la lettre à nouveau dans votre prochain message, s'il vous plaît.
ask-engagement-next-text = Quelle est la prochaine étape ? Écrivez-la dans votre prochain message.
option-accept = accepter
option-quality = qualité
option-result = bilan
option-respondent = répondant
option-version = version
option-anew = nouveau

word-engagement-kind-case = cas
word-engagement-kind-systemic = systémique
word-engagement-outcome-remedied = réparé
word-engagement-outcome-partly = réparé en partie
word-engagement-outcome-not-remedied = non réparé
word-engagement-outcome-unfounded = sans fondement
word-engagement-outcome-transferred = transféré
word-engagement-outcome-withdrawn = abandonné
also-engagement-outcome-partly = en partie
word-level-l0 = L0 (questions dans le dialogue existant)
word-level-l1 = L1 (une réunion consacrée au sujet)
word-level-l2 = L2 (une lettre conjointe exprimant des préoccupations)
word-level-l3 = L3 (une lettre au siège, ou le processus accéléré)
word-level-l4 = L4 (une notification au titre du contrat)
word-level-l5 = L5 (un avantage retenu, ou une pénalité)
word-inquiry-state-proposed = proposée
word-inquiry-state-agreed = approuvée
word-inquiry-state-answered = avec réponse
word-inquiry-state-dropped = retirée
word-letter-state-draft = ouverte à la signature
word-letter-state-sent = envoyée
word-letter-state-answered = avec réponse
word-letter-state-dropped = retirée
word-quality-complete = complète
word-quality-partial = partielle
word-quality-evasive = évasive
word-quality-none = aucune

engagement-code-unclear = Ce n'est pas la référence d'un engagement ; elles commencent par ENG-.
engagement-which = De quel engagement s'agit-il ? Dites-le dans le salon de l'engagement, ou mettez son code en premier, comme ENG-7KQ4.
engagement-closed = { $code } est clos. Son pilote ou l'équipe peut le reprendre : `engagement rouvrir { $code }`.
engagement-not-closed = { $code } n'est pas clos.
engagement-lead-only = C'est à l'organisation pilote de { $code } d'en décider, ou à l'équipe.
engagement-lead-first = Confiez d'abord le pilotage de { $code } : `engagement pilote { $code }` et l'organisation.
engagement-participants-only = Seules les organisations participant à { $code } peuvent le faire, chacune pour elle-même.
engagement-observes = { $name } ne fait qu'observer { $code } : elle n'approuve, ne signe et n'évalue rien. Si cela doit changer, le pilote en fait un soutien : `engagement rôle { $code }`.
engagement-not-participant = { $name } n'y participe pas.
engagement-rules-first = Personne ne participe sans accepter les règles de base ni déclarer l'absence de conflit d'intérêts. Rien n'a été fait.
engagement-tender-runs = Vous avez un appel d'offres en cours avec cette entreprise : tant qu'il dure, vous n'ouvrez ni ne rejoignez d'engagement à son sujet, et n'y êtes pas nommés.
engagement-room-not-ready = Le salon { $code } ne peut pas encore entendre cela : deux personnes doivent l'autoriser jusqu'à TLP:AMBER. L'équipe le sait.
engagement-question-settled = { $code } est réglée ; son texte ne change plus.
engagement-question-nobody = Personne n'a approuvé { $code } dans sa formulation actuelle.
engagement-question-early = { $code } peut être adoptée { $days } jours après sa formulation, pour que chacun ait le temps de l'approuver.
engagement-agreed-already = Votre organisation a déjà approuvé { $code }.
engagement-words-changed = { $code } a été reformulée depuis ; lisez le dernier message de son fil et répondez à celui-là.
engagement-not-put = L'entreprise n'a pas encore { $code } : une question doit être approuvée, une lettre envoyée.
engagement-answer-none = Aucune réponse à { $code } n'est consignée ; il n'y a rien à évaluer. Consignez ce qui est venu : `engagement réponse { $code }`. Si rien n'est venu, le pilote le dit : `engagement évaluer { $code } aucune`.
engagement-letter-locked = { $sent ->
    [1] { $code } a été envoyée ; son texte et ses signatures ne changent plus. Si elle a été marquée comme envoyée par erreur, le pilote l'annule : `engagement non-envoyée { $code }`.
   *[other] { $code } a été retirée ; le pilote peut rédiger une autre lettre : `engagement lettre`.
}
engagement-letter-signed = { $code } est signée ({ $count }). Pour changer son texte malgré tout, révisez-la avec `engagement réviser { $code } nouveau:oui` et le nouveau texte : toutes les signatures sont alors annulées.
engagement-signed-already = Votre organisation a déjà signé { $code } ; une fois suffit. { $sent ->
    [1] La lettre est partie avec cette signature.
   *[other] Jusqu'à l'envoi, `engagement retirer-signature { $code }` la retire.
}
engagement-not-signed = La signature de votre organisation n'est pas sous { $code } ; il n'y a rien à retirer. `engagement signer { $code }` la signe.
engagement-sign-who = C'est une personne de liaison ou suppléante qui signe pour une organisation. { $names ->
    [none] { $organisation } n'en a pas pour l'instant : demandez à l'équipe d'en nommer une.
   *[other] Pour { $organisation }, demandez à { $names }.
}
engagement-letter-unsigned = { $code } ne porte aucune signature pour l'instant et ne peut donc pas partir. Une personne de liaison ou suppléante signe pour chaque organisation : `engagement signer { $code }`.
engagement-letter-not-sent = { $code } n'est pas marquée comme envoyée, ou a déjà sa réponse.
engagement-next-past = { $day } est passé. Nommez aujourd'hui ou un jour à venir.
engagement-next-none = Aucune étape n'est prévue dans { $code }.
engagement-reason-needed = Donnez votre motif, s'il vous plaît : tout le salon le voit.
engagement-proposal-none = Rien n'est proposé dans { $code } en ce moment.
engagement-level-highest = { $code } est au niveau le plus haut. Quitter le fournisseur n'en est pas un : ce serait perdre votre levier pour la réparation.
engagement-level-lowest = { $code } est au niveau le plus bas.

engagement-opened = { $code } est ouvert : un engagement conjoint envers { $company }. Vous êtes invités dans son salon, qui entend ce qui est confidentiel une fois que deux personnes l'ont autorisé ; l'équipe est prévenue.
engagement-joined = Vous participez à { $code } et êtes invités dans son salon.
engagement-room-open = Vous êtes invités dans le salon de { $code }.
engagement-left = Vous avez quitté { $code } ; son salon vous est fermé.
engagement-invited = C'est noté. Si { $name } achète à l'entreprise et peut participer, elle vient d'être informée de { $code } ; vous le verrez quand elle rejoindra.
engagement-invitation = Vous êtes invités à { $code }, un engagement conjoint envers { $company }.
engagement-lead-set = { $name } pilote maintenant { $code }.
engagement-none = Vous n'êtes dans aucun engagement, et n'en connaissez aucun que vous pourriez rejoindre.
engagement-list = { $count ->
    [one] Un engagement :
   *[other] { $count } engagements :
}
line-engagement = **{ $code }** – { $company }, { $closed ->
    [1] clos
   *[other] { $level }
}
line-engagement-known = **{ $code }** – { $company }, que vous pourriez rejoindre
engagement-known = **{ $code }** – un engagement conjoint envers { $company }. Ceux qui participent en voient plus.
engagement-question-proposed = { $code } est proposée ; elle a un fil dans le salon de l'engagement.
engagement-question-reworded = { $code } est reformulée ; chacun l'approuve à nouveau.
engagement-agreed = C'est noté : votre organisation approuve { $code }.
engagement-disagreed = C'est noté : votre organisation n'approuve pas { $code } dans cette formulation.
engagement-adopted = { $code } est approuvée.
engagement-dropped = { $code } est retirée.
engagement-answer-logged = La réponse à { $code } est consignée.
engagement-answer-retracted = La dernière réponse à { $code } est retirée.
engagement-rated = La réponse à { $code } est évaluée : { $quality }.
engagement-letter-drafted = { $code } est rédigée ; elle a un fil dans le salon de l'engagement, où chaque organisation signe.
engagement-letter-revised = { $code } est révisée.{ $void ->
    [0] {""}
    [one] {" "}Une signature est annulée.
   *[other] {" "}{ $void } signatures sont annulées.
}
engagement-signed = Votre organisation a signé { $code }. Vous pouvez retirer cette signature jusqu'à l'envoi.
engagement-unsigned = Votre signature sous { $code } est retirée.
engagement-sent = { $code } est marquée comme envoyée ; une réponse est attendue pour le { $due }.
engagement-unsent = { $code } est de nouveau ouverte à la signature.
engagement-next-set = La prochaine étape de { $code } est prévue pour le { $due } ; un rappel vous sera envoyé.
engagement-done = C'est fait : rien n'est prévu dans { $code } en ce moment.
engagement-level = { $code } est au niveau { $level }.
engagement-closed-now = { $code } est clos : { $result }.
engagement-reopened = { $code } est rouvert.

engagement-shown = **{ $code }** – { $company } ({ $kind }), { $level }
engagement-shown-ask = Ce que nous demandons : { $text }
engagement-shown-lead = Pilote : { $lead ->
    [none] personne en ce moment
   *[other] { $lead }
}
engagement-shown-participants = Participants : { $names ->
    [none] personne en ce moment
   *[other] { $names }
}
engagement-shown-proposal = Proposé, et pas encore décidé : { $level }
engagement-shown-outcome = Clos : { $result }
engagement-shown-question = **{ $code }** ({ $state }, approuvée par { $count } sur { $of }) : { $text }
engagement-shown-letter = **{ $code }** ({ $state }, signée par { $of ->
    [0] { $count }
   *[other] { $count } sur { $of }
}) : { $text }
engagement-shown-due = Une réponse est attendue pour le { $due }.
engagement-shown-answer = Réponse de { $who } : { $text }
engagement-shown-rating = Évaluation : { $quality }

engagement-welcome = Voici le salon de **{ $code }**, un engagement conjoint envers { $company }. Participants : { $names ->
    [none] personne encore
   *[other] { $names }
}
engagement-rules = Règles de base : ce qui est dit ici reste entre participants ; personne n'aborde seul l'entreprise sur ce qui se prépare ; ouvriers, ouvrières et sources ne sont jamais nommés ; la réparation passe avant l'abandon d'un fournisseur.
engagement-card-rules = Règles de base : version { $version } ; qui rejoint les accepte d'abord.
engagement-card-next-none = Prochaine étape : aucune n'est prévue.
engagement-card-more = { $count ->
    [one] Et encore une échéance : `engagement délais { $code }`
   *[other] Et encore { $count } échéances : `engagement délais { $code }`
}
engagement-joined-post = { $name } participe maintenant.
engagement-left-unsigned = Sa signature sous { $codes } est annulée.
engagement-left-post = { $name } est partie.
engagement-lead-post = { $by } a confié le pilotage : { $name } pilote maintenant.
engagement-question-post = **{ $code }** – une question pour l'entreprise, proposée par { $by } : { $text } Répondez « oui » à ce message pour l'approuver au nom de votre organisation.
engagement-question-post-anew = **{ $code }** – reformulée par { $by } ; chacun l'approuve à nouveau : { $text } Répondez « oui » à ce message pour l'approuver au nom de votre organisation.
engagement-agreed-post = { $name } approuve { $code } ({ $count } sur { $of }).
engagement-disagreed-post = { $name } n'approuve pas { $code } dans cette formulation.
engagement-question-agreed = { $code } est approuvée et peut être posée à l'entreprise.
engagement-dropped-post = { $by } a retiré { $code }.
engagement-answer-post = Réponse à { $code } de { $who }, consignée par { $by } : { $text }
engagement-rated-post = La réponse à { $code } est évaluée par { $by } : { $quality }.
engagement-letter-post = **{ $code }** – une lettre conjointe, rédigée par { $by } : { $text } Une personne de liaison ou suppléante répond « oui » à ce message pour signer au nom de son organisation.
engagement-letter-post-anew = **{ $code }** – révisée par { $by } ; les signatures d'avant sont annulées : { $text } Une personne de liaison ou suppléante répond « oui » à ce message pour signer au nom de son organisation.
engagement-signed-post = { $name } a signé { $code } ({ $count } sur { $of }).
engagement-unsigned-post = { $name } a retiré sa signature sous { $code }.
engagement-sent-post = { $code } a été envoyée, signée par { $names }. Une réponse est attendue pour le { $due }.
engagement-unsent-post = { $code } avait été marquée comme envoyée par erreur ; { $by } l'a rouverte. Les signatures restent.
engagement-next-post = Prochaine étape, pour le { $due } : { $text }
engagement-done-post = La prochaine étape est faite, dit { $by }.
engagement-proposal = Proposé au pilote : passer de { $now } à { $level }. C'est une personne qui décide : répondez « oui » à ce message pour accepter, « non » pour rester, avec un motif.
engagement-cause-step-passed = Pourquoi : le jour de la prochaine étape est passé, et personne n'a dit qu'elle était faite.
engagement-cause-letter-unanswered = Pourquoi : aucune réponse à { $code } n'est venue le jour prévu.
engagement-cause-poor-answer = Pourquoi : la réponse à { $code } n'est pas complète.
engagement-level-top = Cet engagement est déjà au niveau le plus haut ; rien n'est donc proposé. Quitter le fournisseur n'est pas un niveau ; parlez ici de ce qui peut encore apporter une réparation.
engagement-risen-post = { $by } a décidé : nous montons à { $level }.
engagement-stays-post = { $by } a décidé : nous restons à { $level }.
engagement-lowered-post = { $by } a décidé : nous redescendons à { $level }.
engagement-reason = Motif : { $text }
engagement-closed-post = { $by } a clos { $code } : { $result }.
engagement-reopened-post = { $by } a rouvert { $code }.

engagement-reminder-next = La prochaine étape de { $code } est prévue pour le { $due }.
engagement-reminder-letter = La réponse de l'entreprise à { $code } est attendue pour le { $due }.
engagement-suspended = Tant que dure votre appel d'offres, votre organisation est hors de { $code } et n'y est pas nommée. Vous y revenez automatiquement quand il est terminé.
engagement-resumed = Votre appel d'offres est terminé : votre organisation participe de nouveau à { $code }, et vous êtes invités dans son salon.
line-engagement-agree = { $code } attend l'accord de votre organisation : { $step }
line-engagement-sign = { $code } attend votre signature : { $step }
line-engagement-decide = Un niveau plus fort est proposé dans { $code } : { $step }
line-engagement-invited = Vous êtes invités à { $code } : { $step }

staff-engagement-opened = { $by } a ouvert { $code }, un engagement envers { $company }. Son salon n'entend rien au-dessus de TLP:CLEAR tant que deux personnes ne l'ont pas autorisé jusqu'à TLP:AMBER ; si c'est l'équipe qui l'a ouvert, une parole est donnée.
staff-engagement-no-lead = Personne ne pilote { $code } en ce moment.
