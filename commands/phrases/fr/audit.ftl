topic-audit = registre | audit
verb-audit-list = lister | liste
verb-audit-show = montrer

about-audit-list = Ce qui a été fait et refusé, et combien de fois
about-audit-show = Qui a fait ou s'est vu refuser quoi, quand, où et pourquoi
option-since = depuis
option-before = avant
option-object = objet
ask-since = Depuis quel jour ? Par exemple : 2027-01-31
ask-before = Avant quel numéro ?
ask-object = À propos de quoi ? Donnez la référence, telle qu'elle est dans une liste.

audit-list = Depuis { $since }, par fréquence ({ $count ->
    [one] { $count } sorte d'acte
   *[other] { $count } sortes d'actes
}) :
line-audit-count = { $deed } : fait { $done }, refusé { $refused }
audit-shown = Le registre depuis { $since }, du plus récent au plus ancien. Il ne contient aucun contenu.
audit-nothing = Rien n'y figure à ce sujet depuis { $since }. Un jour antérieur se donne par `depuis:`.
line-audit-done = { $record } · { $at } · { $who } · { $deed } · { $about } · { $place }
line-audit-refused = { $record } · { $at } · { $who } · { $deed } · { $about } · { $place } · **refusé** : { $why }

word-cause-absent = absent, ou pas pour cette personne
word-cause-elsewhere = demandé là où cela ne se peut pas
word-cause-unproven = sans preuve que c'était cette personne
word-cause-trouble = quelque chose a échoué
word-cause-held-back = retenu : un·e travailleur·euse y est peut-être nommé·e
word-cause-unclear = il manquait quelque chose
word-deed-unclear = quelque chose d'incompris
word-deed-operator = l'opérateur
word-deed-person-enrol = inscrire une personne
word-deed-summary-reminder = demander un accusé de réception
word-deed-summary-recall-report = rendre compte d'un rappel
word-deed-action-remind = rappeler une action
word-deed-brief = écrire un récapitulatif personnel
word-deed-follow-news = dire à quelqu'un ce qu'il y a de neuf de ce qu'il suit
word-deed-digest-draft = préparer l'Affiliate Update
word-deed-digest-issue = publier l'Affiliate Update
word-deed-engagement-tender = proposer un engagement
word-deed-engagement-welcome = accueillir dans un engagement
word-deed-engagement-remind = rappeler une étape
word-deed-engagement-passed = noter qu'un jour est passé
word-deed-engagement-card = mettre une fiche à jour
word-deed-supplier-shared = dire combien partagent un fournisseur
word-deed-engagement-rotate = proposer de confier un pilotage
word-deed-meeting-plan = prévoir la réunion d'une série
word-deed-meeting-announce = annoncer une réunion
word-deed-meeting-remind = rappeler une réunion
word-deed-meeting-over = clore une réunion
word-deed-question-again = reposer une question
word-deed-question-handed = transmettre une question sans réponse
word-deed-expertise-expires = rappeler qu'une expertise expire
word-deed-introduction-over = dire qu'une mise en relation est close
word-deed-onboarding-remind = rappeler une étape de l'accueil
word-deed-terms-ask = demander d'accepter les conditions
word-deed-clearance-ends = annoncer la fin d'une habilitation
word-deed-room-ends = annoncer la fin du temps d'un salon
word-deed-room-ended = mettre fin au temps d'un salon
word-deed-room-recall-report = rendre compte de ce qui a été retiré d'un salon
word-deed-retention = supprimer ou vider ce qui est échu
word-deed-file-over = abandonner un fichier sans réponse
word-deed-disclosure-wish-over = clore un souhait de demander ensemble resté sans réponse
word-deed-lesson-words-over = oublier une leçon sans l'accord de son auteur
word-deed-lesson-wish-over = mettre fin au souhait de faire figurer une organisation dans une leçon
word-deed-update-words-over = oublier des mots pour l'Affiliate Update sans l'accord de leur auteur
word-deed-facility-unlinked = retirer du salon d'une usine ceux qui n'y sont plus liés
word-deed-registry-import = importer des lignes d'un fichier dans le registre
