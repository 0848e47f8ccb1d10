verb-engagement-room = salon
about-engagement-room = Ouvrir un nouveau salon à la place d'un salon fermé ou remplacé
engagement-room-stands = { $code } a un salon qui peut l'entendre. S'il doit disparaître, l'équipe le ferme d'abord (`salon fermer`).
engagement-room-waits = { $code } a un salon qui attend que deux personnes l'autorisent (`salon autoriser`). S'il doit disparaître, l'équipe le ferme d'abord (`salon fermer`).
engagement-room-new = Un nouveau salon s'ouvre pour { $code }, et { $people ->
    [one] { $people } personne y est invitée
   *[other] { $people } personnes y sont invitées
}. Dès que deux personnes l'auront autorisé, ce qui est ouvert y continuera ; l'ancien est abandonné, et ce qui s'y trouve y reste.
staff-engagement-room = { $by } ouvre un nouveau salon pour { $code } ({ $company }) à la place de celui qui a été fermé. Deux personnes doivent l'autoriser.
engagement-paper-carried = **{ $code }**, venu du salon d'avant : { $text }
engagement-comment-carried = { $name } sur { $code }, le { $day } : { $text }
