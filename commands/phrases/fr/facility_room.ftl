verb-facility-room = salon
about-facility-room = Ouvrir un salon pour les acheteurs liés à une usine, ou le mettre au pas de qui y est lié

facility-room-opened = { $room } s'ouvre pour les acheteurs liés à { $code } ; { $people ->
    [one] { $people } personne y est invitée.
   *[other] { $people } personnes y sont invitées.
} Il n'entend rien au-dessus de TLP:CLEAR tant qu'une deuxième personne ne l'autorise pas.
staff-facility-room = { $by } ouvre { $room } pour les acheteurs liés à { $code } ; { $people ->
    [one] { $people } personne y est invitée
   *[other] { $people } personnes y sont invitées
}, et l'équipe. Une deuxième personne doit l'autoriser.
facility-room-not-asked = { $names } { $count ->
    [one] y est lié sans être invité : il n'a
   *[other] y sont liés sans être invités : ils n'ont
} pas accepté que d'autres acheteurs l'apprennent (`organisation rapprocher`), ou un appel d'offres est en cours.
facility-room-nobody = Aucun acheteur lié à { $code } n'a accepté d'être vu des autres (`organisation rapprocher`) sans être en appel d'offres : il n'y a personne à inviter.{ $count ->
    [0] {""}
   *[other] {" "}Liés malgré tout : { $names }.
}
facility-room-in-step = { $room } est au pas de qui est lié à { $code } : invités { $asked }, mis dehors { $out }.
staff-facility-room-in-step = { $by } met { $room } au pas de qui est lié à { $code } : invités { $asked }, mis dehors { $out }.
