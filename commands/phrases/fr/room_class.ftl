# --- qui peut se trouver dans un salon

option-class = classe
ask-class = Qui peut s'y trouver : équipe, affiliés, liés, partenaires, syndicats, mixte (tout le réseau) ou public ?

word-room-class-staff = l'équipe seule
word-room-class-affiliates = les affiliés
word-room-class-linked = les acheteurs liés à son usine
word-room-class-partners = les partenaires de monitoring
word-room-class-unions = les syndicats
word-room-class-mixed = tout le réseau
word-room-class-public = le public
also-room-class-staff = équipe
also-room-class-affiliates = affiliés | acheteurs
also-room-class-linked = liés
also-room-class-partners = partenaires | partenaire
also-room-class-unions = syndicats | syndicat
also-room-class-mixed = mixte | réseau
also-room-class-public = public

room-class-linked = Ce salon est pour les acheteurs liés à son usine. Pour d'autres, donnez un autre salon à un groupe : `salon lier`.
room-class-no-facility = Seul le salon d'une usine est pour les acheteurs qui y sont liés. Ouvrez-en un : `usine salon`.
room-class-engagement = Un engagement n'est jamais pour le public. Dites une autre classe.
room-class-public = Ce que tout le monde peut lire est TLP:CLEAR : un salon public n'entend rien de plus restreint. Dites « libre », ou une autre classe.

unfit-class = { $who } est dans le salon, mais d'une organisation à laquelle ce salon n'est pas destiné.
unfit-role-class = Le rôle « { $who } » peut lire dans le salon ; je ne vois pas qui l'a, il peut donc comprendre quelqu'un d'une organisation à laquelle ce salon n'est pas destiné.
mend-class = Ceci met la personne dehors : { $step } Ou dites, à deux, que le salon est aussi pour d'autres (`salon autoriser`, avec sa classe).
mend-role-class = Retirez-lui l'accès sur la plateforme, ou dites, à deux, que le salon est pour tout le réseau : { $step }
