verb-room-resend = renvoyer
about-room-resend = Envoyer ce qui a été retenu pour un salon pendant qu'il n'était pas sûr
room-resend-offer = { $count ->
    [one] { $count } envoi retenu pour ce salon pourrait partir maintenant
   *[other] { $count } envois retenus pour ce salon pourraient partir maintenant
} : { $step }
room-resend-closed = { $room } n'est pas autorisé : rien de ce qui a été retenu ne peut y partir. Deux personnes doivent d'abord l'autoriser.
room-resend-nothing = Rien de ce qui a été retenu pour { $room } ne peut encore partir : ce qui a expiré, a été repris ou est passé reste où il est. Un résumé s'envoie par `résumé diffuser`.
room-resending = { $count ->
    [one] { $count } envoi part vers { $room } ; qu'il puisse y être lu est vérifié encore une fois au départ.
   *[other] { $count } envois partent vers { $room } ; que chacun puisse y être lu est vérifié encore une fois au départ.
}{ $left ->
    [0] {""}
   *[other] {" "}{ $left } de plus attendent.
}
