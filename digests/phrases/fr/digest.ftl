# L'Affiliate Update lui-même, tel que les salons le lisent.

digest-issue = **Affiliate Update – { $room }, { $month } { $year }** ({ $label })
digest-issue-part = **Affiliate Update – { $room }, { $month } { $year }**, partie { $number } de { $of } ({ $label })
digest-section = **{ $section ->
    [word-section-activities] Activités
    [word-section-organisation] Développement de l'organisation
    [word-section-opportunities] Possibilités d'engagement
    [word-section-meetings] Réunions
    [word-section-engagements] Engagements
    [word-section-disclosures] Divulgations
    [word-section-lessons] Leçons
    [word-section-questions] Questions
    [word-section-actions] Actions
   *[word-section-summaries] Résumés publics
}**
digest-item = { $text }
digest-item-said = { $text } – { $by }
digest-item-corrected = *Corrigé :* { $text }
digest-correction = **Correction de l'Affiliate Update de { $month } { $year }.** Il disait : { $was } Il faut lire : { $text }
digest-coming = **Réunions à venir**
digest-held = **Réunions tenues**
digest-questions = **Questions résolues**
digest-unanswered = **Questions qui attendent une réponse**
digest-lessons = **Nouvelles leçons**
digest-actions = **Actions faites**
line-digest-coming = { $code }, { $title } : { $starts }
line-digest-held = { $code }, { $title } : { $starts }{ $minutes ->
    [1] {" "}(avec compte rendu)
   *[other] {""}
}
line-digest-question = { $code } – { $text }
line-digest-lesson = { $code } – { $title }{ $outcome ->
    [none] {""}
   *[other] {" "}({ $outcome })
}
line-digest-action = { $code } – { $text }
line-digest-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
digest-summaries = { $count ->
    [one] { $count } résumé de monitoring a été diffusé dans ce salon depuis le dernier Affiliate Update : { $codes }
   *[other] { $count } résumés de monitoring ont été diffusés dans ce salon depuis le dernier Affiliate Update : { $codes }
}
digest-engagement = L'engagement conjoint { $code }, auquel participent tous les membres de ce salon, se poursuit, ou a été clos depuis le dernier Affiliate Update.
digest-disclosure = La divulgation { $code }, que tous attendent dans ce salon, est en cours, ou est arrivée depuis le dernier Affiliate Update.
digest-disclosed = { $count ->
    [one] Depuis le dernier Affiliate Update, une marque a divulgué où est fabriqué ce qu'on lui achète, et le contrat permet de vous le dire : { $companies }
   *[other] Depuis le dernier Affiliate Update, { $count } marques ont divulgué où est fabriqué ce qu'on leur achète, et les contrats permettent de vous le dire : { $companies }
}
digest-references = Références des éléments publiés, pour vous seuls : { $codes }

digest-month-1 = janvier
digest-month-2 = février
digest-month-3 = mars
digest-month-4 = avril
digest-month-5 = mai
digest-month-6 = juin
digest-month-7 = juillet
digest-month-8 = août
digest-month-9 = septembre
digest-month-10 = octobre
digest-month-11 = novembre
digest-month-12 = décembre
