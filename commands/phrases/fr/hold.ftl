topic-hold = conservation
verb-hold-begin = ordonner
verb-hold-lift = lever
verb-hold-list = lister | liste
verb-hold-show = montrer

about-hold-begin = Garder de l'effacement les données d'une personne, ou ce qui a une référence
about-hold-lift = Lever une conservation
about-hold-list = Ce qui est en conservation
about-hold-show = Pourquoi quelque chose est en conservation
option-what = quoi
ask-what = De quoi s'agit-il ? Donnez une référence, comme SUM-7KQ4, ou le nom d'une personne.

hold-begun = C'est en conservation : rien n'en est effacé ni vidé tant qu'elle n'est pas levée.
hold-lifted = La conservation est levée. Ce qui est échu part dans l'heure.
hold-already = C'est déjà en conservation. `conservation montrer` dit pourquoi.
hold-none = Ce n'est pas en conservation. `conservation lister` montre ce qui l'est.
hold-which = { $count } personnes portent ce nom. Donnez le compte de celle dont il s'agit, comme @ana:example.org.
hold-list = { $count ->
    [0] Rien n'est en conservation.
    [one] { $count } conservation :
   *[other] { $count } conservations :
}
line-hold = { $what }, depuis { $since }
hold-shown = En conservation depuis { $since }, par { $by } : { $reason }
