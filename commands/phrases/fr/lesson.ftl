topic-lesson = leçon
verb-lesson-add = ajouter
verb-lesson-keep = garder
verb-lesson-edit = modifier
verb-lesson-withdraw = retirer
verb-lesson-consent = consentir | accord
verb-lesson-find = trouver | chercher
verb-lesson-list = lister | liste
verb-lesson-show = montrer
verb-lesson-used = utilisée | utiliser

about-lesson-add = Raconter ce qui a marché, ce qui n'a marché qu'en partie ou ce qui n'a pas marché
about-lesson-keep = Garder comme leçon ce que quelqu'un d'autre a dit
about-lesson-edit = Modifier une leçon de votre organisation
about-lesson-withdraw = Retirer une leçon de votre organisation
about-lesson-consent = Dire comment vous êtes nommé avec une leçon
about-lesson-find = Trouver ce que des pairs ont appris
about-lesson-list = Toutes les leçons
about-lesson-show = Une leçon
about-lesson-used = Dire qu'une leçon vous a servi

option-outcome = résultat
option-theme = thème
option-attribution = attribution
option-time = délai
option-means = moyens
option-change = changement
option-words = mots
option-teller = auteur
option-fits = convient | pour-qui
option-issue = enjeu
ask-outcome = Qu'en est-il résulté ?
ask-theme = De quel thème relève-t-elle ?
ask-attribution = Comment votre organisation doit-elle y figurer ?
ask-time = Combien de temps cela a-t-il pris ? Par exemple : "six mois"
ask-means = Qu'a-t-il fallu ? Par exemple : "deux jours par mois d'un acheteur"
ask-change = Que feriez-vous autrement ? Par exemple : "demander les mises à jour dès le premier contrat"
ask-words = Que cherchez-vous ? Par exemple : clause de divulgation
ask-teller = Qui l'a dit ? Son nom, ou son compte.
ask-fits = À qui convient-elle ? Par exemple : "les villes qui achètent par une centrale"
ask-issue = De quel enjeu s'agit-il ?
ask-lesson-code = Quelle leçon ? Par exemple : L-12
ask-lesson-keep-text = Qu'a dit cette personne ? Écrivez-le dans votre prochain message.
ask-lesson-text = Qu'avez-vous fait, et qu'en est-il résulté ? Écrivez-le dans votre prochain message.

word-outcome-worked = cela a marché
word-outcome-mixed = mitigé
word-outcome-did-not = cela n'a pas marché
also-outcome-worked = réussi | réussite | marché
also-outcome-did-not = échec | revers | raté

word-theme-crises = réponse aux crises extérieures
word-theme-influence = influence interne
word-theme-disclosures = divulgations
word-theme-tools = outils et méthodes
word-theme-suppliers = engagement des fournisseurs
also-theme-crises = crises extérieures | crise extérieure | crise
also-theme-disclosures = divulgation
also-theme-tools = outils | méthodes
also-theme-suppliers = fournisseurs | fournisseur

word-attribution-named = par son nom
word-attribution-kind = par son type seulement
word-attribution-anonymous = pas du tout
also-attribution-named = nommée | nom
also-attribution-kind = type
also-attribution-anonymous = anonyme

word-procurement-stage-planning = planification
word-procurement-stage-pre-market = avant l'appel d'offres
word-procurement-stage-tender = appel d'offres
word-procurement-stage-award = attribution du marché
word-procurement-stage-contract = exécution du contrat
word-procurement-stage-exit = fin du contrat
also-procurement-stage-pre-market = consultation préalable
also-procurement-stage-tender = appel
also-procurement-stage-award = critères d'attribution
also-procurement-stage-contract = contrat | exécution
also-procurement-stage-exit = sortie

word-labour-issue-forced-labour = travail forcé
word-labour-issue-child-labour = travail des enfants
word-labour-issue-discrimination = discrimination et harcèlement
word-labour-issue-freedom-of-association = liberté syndicale
word-labour-issue-wages = salaires
word-labour-issue-working-hours = temps de travail
word-labour-issue-health-and-safety = santé et sécurité
word-labour-issue-precarious-work = emploi précaire
word-labour-issue-transparency = transparence de la chaîne
word-labour-issue-remedy = réparation
also-labour-issue-discrimination = harcèlement
also-labour-issue-freedom-of-association = syndicats | négociation collective
also-labour-issue-wages = salaire
also-labour-issue-working-hours = heures supplémentaires
also-labour-issue-health-and-safety = santé | sécurité
also-labour-issue-precarious-work = précarité
also-labour-issue-transparency = transparence
also-labour-issue-remedy = recours | remédiation

inline-source-name = { $name }
inline-source-kind = une organisation du réseau ({ $kind })
inline-source-nobody = quelqu'un du réseau

lesson-owner-only = { $code } est d'une autre organisation ; elle seule, ou l'équipe, peut la changer.
lesson-source-only = L'attribution de { $code } revient à sa source seule.
lesson-own = { $code } est une leçon de votre propre organisation.
lesson-used-already = Il est déjà noté que votre organisation a utilisé { $code }.
lesson-edit-nothing = Dites ce qui change : un nouveau texte ou, par exemple, `titre:"Un meilleur titre"` avec { $code }.
lesson-added = La leçon **{ $code }**, { $title }, est gardée. Toutes les personnes actives du réseau peuvent la trouver (TLP:GREEN).
lesson-edited = { $code } est modifiée.
lesson-edited-by-staff = L'équipe a modifié votre leçon { $code }.
lesson-withdrawn = { $code } est retirée ; personne ne la trouve plus.
lesson-withdrawn-by-staff = L'équipe a retiré votre leçon { $code }.
lesson-consent-asked = Un pair voudrait garder votre réponse { $answer } comme leçon **{ $code }**, pour tout le réseau (TLP:GREEN). Peut-elle porter le nom de votre organisation ? Répondez `oui` pour avec, `non` pour sans ; `leçon retirer { $code }` si elle ne doit pas être gardée du tout. { $text }
lesson-agreement-asked = Un·e collègue a raconté la leçon **{ $code }**, { $title }, et voudrait que votre organisation y figure : { $attribution }. Êtes-vous d'accord pour votre organisation ? Répondez `oui`, ou `non` pour qu'elle n'y figure pas. D'ici là, elle ne nomme personne.
lesson-agreement-awaited = La façon dont votre organisation figure dans { $code } revient à votre personne de liaison ou à son adjoint·e ; je leur ai demandé. D'ici là, elle ne nomme personne.
lesson-agreement-nobody = La façon dont votre organisation figure dans { $code } revient à sa personne de liaison ou à son adjoint·e, et elle n'en a pas encore ici. D'ici là, la leçon ne nomme personne.
lesson-agreement-over = La façon dont votre organisation figure dans la leçon **{ $code }**, { $title }, a été demandée il y a { $days } jours, et personne qui parle en son nom ne l'a dite. Cela reste comme c'est ; vous pouvez redemander.
line-lesson-agreement = Comment votre organisation peut-elle figurer dans **{ $code }**, { $title } ? { $step }
lesson-words-asked = Un pair voudrait garder ce que vous avez dit comme leçon **{ $code }**, { $title }, pour tout le réseau (TLP:GREEN). Peut-elle porter le nom de votre organisation ? Répondez `oui` pour avec, `non` pour sans ; `leçon retirer { $code }` si elle ne doit pas être gardée du tout. { $text }
lesson-words-kept = Le projet de leçon **{ $code }** est gardé. Il est publié dès que son auteur a dit comment être nommé.
lesson-teller-unknown = Je ne sais pas de qui sont ces mots : nommez quelqu'un du réseau. Une réponse qui m'a été donnée se garde avec `question garder`.
lesson-teller-oneself = Ce sont vos propres mots : racontez-les avec `leçon ajouter`.
lesson-consented = { $code } est publiée ; votre organisation y figure : { $attribution }.
lesson-words-over = La personne dont vous vouliez garder les propos comme { $code }, { $title }, n'a rien dit en { $days } jours : ils sont donc effacés. Pas de réponse n'est pas un oui ; vous pouvez raconter vous-même ce que vous en avez appris.
lesson-kept-published = La réponse que vous avez gardée est publiée : { $code }.
lesson-found-none = Aucune leçon ne contient ces mots. Demandez à vos pairs :
lesson-found = { $count ->
    [one] { $count } leçon, la meilleure d'abord :
   *[other] { $count } leçons, la meilleure d'abord :
}
lesson-none = Il n'y a pas encore de leçon.
lesson-list = { $count ->
    [one] { $count } leçon :
   *[other] { $count } leçons :
}
line-lesson = **{ $code }** – { $title }{ $outcome ->
    [none] {""}
   *[other] {" "}({ $outcome })
}
line-lesson-consent = Votre réponse peut-elle être gardée : **{ $code }**, { $title } ? { $step }
lesson-shown = **{ $code } – { $title }**, racontée par { $by }
lesson-shown-draft = **{ $code } – { $title }** (projet : elle attend l'accord de sa source)
lesson-outcome = Résultat : { $outcome }
lesson-theme = Thème : { $theme }
lesson-stage = Étape de l'achat : { $stage }
lesson-issue = Enjeu : { $issue }
lesson-context = La question : { $text }
lesson-text = { $text }
lesson-time = Délai : { $time }
lesson-means = Moyens : { $means }
lesson-change = Ce qu'ils changeraient : { $text }
lesson-fits = À qui elle convient : { $text }
lesson-uses = { $count ->
    [0] Personne n'a encore dit l'avoir utilisée.
    [one] { $count } organisation l'a utilisée.
   *[other] { $count } organisations l'ont utilisée.
}
lesson-used = C'est noté, et la personne qui a raconté { $code } en est remerciée. { $count ->
    [one] Vous êtes la première organisation à l'utiliser.
   *[other] { $count } organisations l'ont utilisée.
}
lesson-thanks = Merci pour { $code }, { $title } : { $count ->
    [one] { $count } organisation l'a mise en pratique.
   *[other] { $count } organisations l'ont mise en pratique.
}
lesson-hints = Ce que des pairs ont appris et qui peut aider ici :
line-lesson-hint = { $title } : { $step }. Une fois que vous vous en êtes servi : { $used }
offer-lesson-used = J'ai utilisé { $code }
