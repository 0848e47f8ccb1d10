topic-room = salon
verb-room-authorise = autoriser
verb-room-close = fermer
verb-room-language = langue
verb-room-list = lister | liste
verb-room-show = montrer

about-room-authorise = Dire pour qui est un salon et jusqu'à quel niveau il peut entendre (à deux)
about-room-close = Mettre un salon en quarantaine tout de suite
about-room-language = Choisir la langue d'un salon
about-room-list = Les salons, et ce que chacun peut entendre
about-room-show = L'état d'un salon, et ce qui le répare

room-own = Ce salon est celui du bot ; personne n'a à l'autoriser ni à le fermer.
room-second-person = Vous l'avez déjà dit ; cela compte dès qu'une deuxième personne dit de même ({ $label }).
room-proposed = Noté : { $room } sera pour { $who } et pourra entendre jusqu'à { $label } dès qu'une deuxième personne dira de même. L'équipe est informée.
room-authorised = { $room } est pour { $who } et peut maintenant entendre jusqu'à { $label }, et cela jusqu'au { $until } ; il s'y trouve { $people ->
    [one] { $people } personne.
   *[other] { $people } personnes.
}
room-platform-ceiling = { $room } est sur { $platform }, qui ne peut porter plus que { $ceiling }. Ce qui est plus restreint se dit sur une autre plateforme.
room-seers = Outre les personnes présentes, ces rôles du serveur peuvent lire dans le salon. Qui dit ce qu'il peut entendre s'en porte garant :
line-seer = { $role }
line-seer-rules = { $role }, qui administre le serveur et voit tous les salons
room-not-here = Personne de { $names } n'a de compte sur { $platform } : { $count ->
    [one] cette organisation ne suit
   *[other] ces organisations ne suivent
} pas ce qui se dit dans ce salon.
room-discord-only = { $names } { $count ->
    [one] n'a
   *[other] n'ont
} de comptes que sur { $platforms } ; rien de ce qui ne peut pas y passer ne { $count ->
    [one] lui parvient.
   *[other] leur parvient.
}
room-unfit = { $room } ne peut pas être autorisé tel qu'il est : { $cause } { $mend }
room-closed = { $room } est en quarantaine ; rien au-dessus de TLP:CLEAR n'y va.
room-closed-by-staff = Il a été fermé par l'équipe.
room-closed-by-restore = Une sauvegarde a été restaurée, et il a pu être fermé depuis.
room-language = Dans { $room }, je parle : { $languages }.
room-list = { $count ->
    [0] Vous ne connaissez encore aucun salon.
    [one] { $count } salon :
   *[other] { $count } salons :
}
line-room = **{ $room }** – { $state }, pour { $who }, jusqu'à { $label }, { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}
room-shown = **{ $room }** – { $state }, pour { $who }, jusqu'à { $label }, { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}
line-authorisation = Pour { $who }, { $label } : dit par { $by }
room-blocked = { $count ->
    [one] { $count } envoi y a été retenu.
   *[other] { $count } envois y ont été retenus.
}

staff-room-proposed = { $by } propose que { $room } soit pour { $who } et puisse entendre jusqu'à { $label }. Une deuxième personne doit dire de même.
staff-room-authorised = { $room } est pour { $who } et peut maintenant entendre jusqu'à { $label }, et cela jusqu'au { $until } ; { $by } l'a dit en deuxième.
staff-room-closed = { $by } a fermé { $room } : rien au-dessus de TLP:CLEAR n'y va.
staff-room-quarantined = { $room } est en quarantaine : { $cause } Réparez cela, puis autorisez de nouveau le salon, à deux.
staff-room-open = Votre salon { $room } n'est plus à vous seuls ; ce qui lui était destiné est retenu : { $cause } Réparez cela et, d'ici là, consultez `moi` ici.
outrun-counts = Ce qu'il dit des acheteurs (leur nombre, ou qui ils sont) ou de ce qu'une marque leur a déclaré ne peut plus être dit, au vu de la situation. On peut le demander à nouveau.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
answer-outrun = Ce que vous avez demandé a changé pendant l'envoi, et n'a donc pas été envoyé. Demandez-le à nouveau, et je vous dirai où en sont les choses.
answer-unsaid = Ma réponse à ce que vous avez demandé dans { $room } ne peut pas y être donnée. Demandez-le-moi ici, où personne d'autre ne la lit.
staff-withheld = Un envoi { $label } a été retenu pour { $room } ({ $reference }) : { $cause }

unfit-absent = Je ne suis pas (ou plus) dans le salon. { $who ->
    [none] {""}
   *[other] { $who }
}
unfit-quarantined = Le salon est en quarantaine.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-not-authorised = Deux personnes doivent d'abord autoriser le salon.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-ceiling = Le salon peut entendre { $who } au plus.
unfit-audience = { $who } est dans le salon sans être destinataire.
unfit-platform = { $who } ne peut pas porter quelque chose d'aussi confidentiel.
unfit-role = Le rôle « { $who } » peut lire dans le salon, et personne ne s'en est porté garant.
unfit-role-audience = Le rôle « { $who } » peut lire dans le salon ; je ne vois pas qui l'a, donc il peut contenir quelqu'un qui n'est pas destinataire.
unfit-history = Les nouveaux venus pourraient lire ce qui a été dit avant (historique « { $who } » ; il faut « joined »).
unfit-join-rule = On peut y entrer soi-même (règle d'entrée « { $who } » ; il faut « invite »).
unfit-guests = Des invités anonymes peuvent entrer.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-federated = Quelqu'un d'un autre serveur est dans le salon : { $who }.
unfit-bot = Un bot ou une passerelle que personne n'a approuvé est dans le salon : { $who }.
unfit-stranger = { $who } est dans le salon, qui n'est pas pour cette personne. Si elle doit en être, invitez-la dans les règles (`personne inviter`).
unfit-upgraded = Le salon a été remplacé par un autre.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
unfit-unreadable = Ses réglages ne peuvent pas être compris ({ $who }).
unfit-not-encrypted = Il n'est plus chiffré.{ $who ->
    [none] {""}
   *[other] {" "}{ $who }
}
staff-not-delivered = Un envoi ({ $kind }) n'a pas pu être remis à { $room } : { $cause }. Les opérateurs peuvent dire pourquoi.
verb-room-bind = lier
verb-room-release = libérer
about-room-bind = Donner à un groupe le salon où vous êtes
about-room-release = Abandonner un salon
room-bound-already = { $room } appartient déjà à un groupe.
room-name-taken = Il y a déjà un salon appelé { $room }.
room-bound = Ce salon est maintenant { $room }, de { $code }. Il n'entend rien au-dessus de TLP:CLEAR tant qu'une deuxième personne ne l'a pas autorisé.
room-released = { $room } est abandonné ; je n'y dis plus rien.
staff-room-released = { $by } a abandonné { $room } ; le bot n'y dit plus rien.
word-room-kind-unbound = salon non lié
staff-unreachable = Rien ne parvient à { $name } dans sa conversation privée : { $cause }
staff-not-removed = Je n'ai pas pu retirer { $account } de { $room } ({ $cause }). Merci de le faire à la main ; d'ici là, rien n'y est dit que cette personne ne puisse lire.
ask-room-bind-code = Pour quel groupe est le salon ? Par exemple : LEV
ask-room-bind-name = Comment appeler le salon ici ? Par exemple : salon LEV
