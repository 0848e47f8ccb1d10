topic-plan = plan
verb-plan-add = ajouter
verb-plan-list = lister | liste
verb-plan-show = montrer
verb-plan-edit = modifier
verb-plan-extend = prolonger
verb-plan-start = commencer
verb-plan-claim = déclarer
verb-plan-verify = vérifier
verb-plan-reject = rejeter
verb-plan-partner = partenaire
verb-plan-note = noter
verb-plan-drop = abandonner

about-plan-add = Ajouter une mesure au plan de mesures correctives (pilote)
about-plan-list = Le plan de mesures correctives d'un engagement, en chiffres
about-plan-show = Une mesure, et tout ce qui en a été dit
about-plan-edit = Changer les mots d'une mesure (pilote)
about-plan-extend = Déplacer le jour d'une mesure, pour un motif (pilote)
about-plan-start = Dire qu'une mesure est en cours, ou l'est de nouveau (pilote)
about-plan-claim = Consigner que l'entreprise déclare une mesure faite
about-plan-verify = Dire qu'une déclaration tient (équipe ou partenaire)
about-plan-reject = Dire qu'une déclaration ne tient pas (équipe ou partenaire)
about-plan-partner = Nommer le partenaire de monitoring qui vérifie une mesure
about-plan-note = Garder un mot avec une mesure : ce qui a suivi un retard, qui dit le contraire
about-plan-drop = Retirer une mesure du plan (pilote)

discord-topic-plan = Plans de mesures correctives : qui répare quoi, qui le vérifie

option-finding = constat
option-action = mesure
option-responsible = chargé
option-verification = vérification
option-consequence = conséquence
ask-finding = À quel constat répond-elle ? Écrivez-le dans votre prochain message. Aucun nom d'ouvrier ou d'ouvrière, et rien qui permette de les reconnaître.
ask-action = Que doit faire l'entreprise ? Écrivez-le dans votre prochain message.
ask-responsible = Qui en est responsable ? Par exemple : la direction des ressources humaines de Volta Motors
ask-verification = Comment sera-t-elle vérifiée ? Par exemple : entretiens avec les ouvrier·e·s hors de l'usine, par le partenaire de monitoring
ask-consequence = Que s'ensuit-il en cas de retard ? Par exemple : le niveau suivant de l'engagement
ask-plan-code = Quelle mesure ? Par exemple : CAP-7KQ4

word-measure-state-not-started = pas commencée
word-measure-state-in-progress = en cours
word-measure-state-claimed = déclarée faite
word-measure-state-verified = vérifiée
word-measure-state-rejected = rejetée
word-measure-state-dropped = retirée

plan-past = Le { $day } est passé. Nommez aujourd'hui ou un jour à venir.
plan-extend-later = { $code } est pour le { $day }, ou ce jour est passé. Nommez un jour plus lointain.
plan-full = Le plan de { $code } compte { $most } mesures et n'en prend pas d'autre. Retirez-en une, ou réunissez-en plusieurs.
plan-edit-nothing = Dites ce qui doit changer dans { $code }, par son nom : constat, mesure, chargé, vérification ou conséquence.
plan-edit-claimed = { $code } a été déclarée faite telle qu'elle est écrite. Pour en changer les mots, dites d'abord `plan commencer { $code }` : elle sera de nouveau en cours.
plan-started-already = { $code } est déjà en cours. Quand l'entreprise la dit faite, écrivez `plan déclarer { $code }`.
plan-claimed-already = Une déclaration existe déjà pour { $code } et attend d'être vérifiée. Si elle contredit ce que vous savez, dites-le à l'équipe, ou écrivez `plan commencer { $code }` (pilote).
plan-verified-already = { $code } est vérifiée. Si cela ne tient plus, l'équipe ou son partenaire de monitoring le dit par `plan rejeter { $code }`.
plan-dropped-already = { $code } a été retirée du plan. Écrivez une nouvelle mesure par `plan ajouter`.
plan-not-claimed = Personne n'a encore déclaré { $code } faite : il n'y a rien à vérifier. Consignez d'abord ce que dit l'entreprise, par `plan déclarer { $code }`.
plan-verify-other = Vous avez consigné la déclaration pour { $code } : quelqu'un d'autre la vérifie, de l'équipe ou de son partenaire de monitoring.
plan-verify-who = C'est à l'équipe, ou au partenaire de monitoring nommé pour { $code }, de dire si une déclaration tient.
plan-not-yours = C'est aux acheteurs de changer { $code }. Vous pouvez vérifier ou rejeter ce qui en est déclaré.
plan-partner-none = Aucun partenaire de monitoring n'est nommé pour { $code } : l'équipe vérifie.
plan-partner-which = Quel partenaire de monitoring vérifie { $code } ? Mettez son nom après le code.
plan-partner-kind = { $name } n'est pas un partenaire de monitoring actif en ce moment. Nommez-en un qui le soit ; sans partenaire, l'équipe vérifie.
plan-partner-nobody = Personne de { $name } ne peut être informé : aucune personne active ici, ou l'entreprise leur est refusée. Nommez un autre partenaire ; sans partenaire, l'équipe vérifie.
plan-responsible-ended = { $name } a quitté le réseau : rien ne peut lui être demandé ici. Nommez qui est responsable maintenant.

plan-added = **{ $code }** est dans le plan, pour le { $due }. Un rappel vous sera envoyé.
plan-edited = { $code } est changée.
plan-extended = { $code } est maintenant pour le { $due }.
plan-started = { $code } est en cours.
plan-claimed = Consigné : { $code } est déclarée faite. Ce n'est pas encore vérifié : l'équipe, ou son partenaire de monitoring, a été sollicitée.
plan-verified = { $code } est vérifiée.
plan-rejected = { $code } est rejetée, et de nouveau ouverte.
plan-noted = Votre mot est gardé avec { $code }.
plan-partner-named = { $name } vérifie { $code }. Il lit cette mesure, et rien d'autre de l'engagement.
plan-partner-off = Aucun partenaire de monitoring ne vérifie plus { $code }, ni ne la lit : l'équipe vérifie.
plan-dropped = { $code } est retirée du plan.

plan-none = Il n'y a pas encore de plan de mesures correctives dans { $code }.
plan-shown = **Le plan de { $code }**
plan-progress = Le plan : { $verified } sur { $all } vérifiées, { $claimed } déclarées faites, { $doing } en cours, { $waiting } pas commencées, { $rejected } rejetées.{ $late ->
    [0] {""}
    [one] {" "}Une est en retard.
   *[other] {" "}{ $late } sont en retard.
}
line-plan-measure = **{ $code }** ({ $state }), pour le { $due }{ $late ->
    [1] , en retard
   *[other] {""}
}, { $responsible } : { $text }
plan-measure = **{ $code }** – { $company }, { $state }
plan-measure-finding = Constat : { $text }
plan-measure-action = Mesure : { $text }
plan-measure-responsible = Responsable : { $who }
plan-measure-verification = Vérification : { $text }
plan-measure-due = Pour le { $due }{ $late ->
    [1] , qui est passé
   *[other] {""}
}{ $extended ->
    [0] .
    [one] {" "}; déplacée une fois.
   *[other] {" "}; déplacée { $extended } fois.
}
plan-measure-consequence = Ce qui suit un retard : { $text }
plan-measure-partner = { $gone ->
    [1] Son partenaire de monitoring n'est plus actif dans le réseau : l'équipe vérifie.
   *[other] { $name ->
        [none] Un partenaire de monitoring la vérifie.
       *[other] { $name } la vérifie.
    }
}
line-plan-note = { $day }, { $name } : { $state }
line-plan-note-unnamed = { $day } : { $state }
plan-note-text = { $text }

plan-added-post = **{ $code }** – une nouvelle mesure dans le plan, pour le { $due }, dit { $by } : { $text }
plan-edited-post = { $by } a changé les mots de { $code }.
plan-extended-post = { $by } a déplacé { $code } au { $due } ({ $count ->
    [one] déplacée une fois
   *[other] déplacée { $count } fois
}) : { $text }
plan-started-post = { $code } est en cours, dit { $by }.
plan-claimed-post = { $code } est déclarée faite, consigné par { $by } ; ce n'est pas encore vérifié : { $text }
plan-verified-post = { $code } est vérifiée par { $by ->
    [none] son partenaire de monitoring
   *[other] { $by }
} : { $text }
plan-rejected-post = { $code } est rejetée par { $by ->
    [none] son partenaire de monitoring
   *[other] { $by }
}{ $again ->
    [1] , bien qu'elle ait été vérifiée avant ; les deux avis sont gardés
   *[other] {""}
} : { $text }
plan-note-post = { $by ->
    [none] Son partenaire de monitoring
   *[other] { $by }
} ajoute un mot sur { $code } : { $text }
plan-dropped-post = { $by } a retiré { $code } du plan : { $text }
plan-to-verify = L'entreprise déclare { $code } faite. Merci de le vérifier, ou de dire que cela ne tient pas.
plan-partner-asked = On vous demande de vérifier une mesure d'un plan de mesures correctives, { $code }, une fois que l'entreprise la déclare faite.
plan-reminder = { $code }, une mesure de votre plan, est pour le { $due }.
plan-late = { $code }, une mesure de votre plan, était pour le { $due }, et personne ne l'a dite faite.
line-plan-verify = { $code } attend d'être vérifiée : { $step }
line-plan-late = { $code } est en retard depuis le { $due } : { $step }
plan-where = Le lire : { $step }
engagement-lesson = Un revers apprend autant qu'un succès. Dites aux autres ce que vous en retenez, sans nommer l'entreprise, les ouvrier·e·s ni les sources : { $step }
engagement-lesson-text = Pour commencer, si vous voulez : un engagement de { $months ->
    [one] un mois
   *[other] { $months } mois
}, dont le bilan est : { $result }. { $all ->
    [0] Il n'y avait pas de plan de mesures correctives.
   *[other] Sur { $all } mesures du plan, { $verified } ont été vérifiées et { $delayed } ont été déplacées.
} Ce qui a fait bouger l'entreprise, ou non : …

engagement-cause-measure-late = Pourquoi : le jour de { $code } dans le plan de mesures correctives est passé, sans même une déclaration.
engagement-cause-measure-rejected = Pourquoi : ce que l'entreprise déclare de { $code } dans le plan de mesures correctives ne tient pas.
word-deed-plan-remind = rappeler une mesure
word-deed-plan-late = noter qu'une mesure est en retard
