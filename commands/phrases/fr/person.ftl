topic-person = personne
verb-person-invite = inviter
verb-person-code = code
verb-person-remove = retirer
verb-person-restore = rétablir
verb-person-role = rôle
verb-person-move = déplacer
verb-person-language = langue
verb-person-zone = fuseau
verb-person-brief = récapitulatif | bref
verb-person-list = lister | liste
verb-person-show = montrer
verb-person-link = lier | relier
verb-person-prove = prouver
verb-person-claim = reconnaître
verb-person-unlink = délier

about-person-invite = Inviter quelqu'un, avec un code à usage unique
about-person-code = Faire un nouveau code pour quelqu'un
about-person-remove = Retirer quelqu'un de tout, tout de suite
about-person-restore = Reprendre quelqu'un qui a été retiré
about-person-role = Donner un rôle à quelqu'un, ou le retirer
about-person-move = Faire passer quelqu'un à une autre organisation
about-person-language = Choisir la langue dans laquelle je vous parle
about-person-zone = Choisir votre fuseau horaire
about-person-brief = Ce qui vous attend et ce qui est nouveau pour vous, maintenant ou chaque semaine ou mois
about-person-list = Les personnes du réseau
about-person-show = L'organisation et les rôles de quelqu'un
about-person-link = Utiliser un deuxième compte : un code prouve qu'il est à vous
about-person-prove = Dire un code que l'on vous a donné
about-person-claim = Dire si un compte qui a dit votre code est le vôtre
about-person-unlink = Renoncer à l'un de vos comptes
option-mine = mien
ask-mine = Ce compte est-il le vôtre ?

person-account-unclear = { $account } n'est pas un compte. Un compte Matrix ressemble à `@ana:example.org`, un compte Discord est un nombre.
person-account-known = { $account } est déjà connu ; `personne lister` montre à qui il est.
person-name-taken = Quelqu'un s'appelle déjà { $name }. Ajoutez quelque chose, comme « { $name } (Gand) ».
person-role-unfit = Personne de cette organisation ne peut avoir ce rôle : { $role }.
person-invited = Transmettez ce code à { $name } hors de la messagerie, par téléphone ou de vive voix : `{ $code }`. Il vaut jusqu'au { $expires }, pour un seul usage et cinq essais ; { $name } me le dit dans notre conversation privée.
person-proven-already = { $name } a déjà prouvé son compte.
person-not-oneself = Vous ne pouvez pas vous retirer vous-même ; quelqu'un d'autre de l'équipe le peut.
person-removed = { $name } ne fait plus partie du réseau : retrait de { $rooms ->
    [one] { $rooms } salon
   *[other] { $rooms } salons
} en cours ; comptes, rôles et codes annulés.
person-restored = { $name } sera de retour dès que le compte sera de nouveau prouvé. Transmettez le code hors de la messagerie ; il vaut jusqu'au { $expires }.
person-last-admin = { $name } est la seule personne à administrer ; nommez-en d'abord une autre.
person-last-role = Il faut au moins un rôle à { $name } ; retirez la personne si elle n'en a plus.
person-roles = Rôles de { $name } désormais : { $roles }.
person-moved = { $name } appartient maintenant à { $organisation } ; les salons suivent.
person-language = Je vous parle maintenant français.
person-zone = Vos heures s'affichent ainsi : { $now }.
person-list = { $count ->
    [one] { $count } personne :
   *[other] { $count } personnes :
}
line-person-of = { $name }, { $organisation } ({ $roles })
person-shown = **{ $name }**, { $organisation } – { $roles } ({ $status })
line-account = { $account }{ $proven ->
    [1] , prouvé
   *[other] , attend son code
}
code-wrong = Ce n'est pas le code. { $left ->
    [one] Il reste { $left } essai.
   *[other] Il reste { $left } essais.
}
code-void = Ce code ne peut plus servir. Demandez-en un nouveau à la personne dont vient votre invitation.
code-right = Bienvenue, { $name }. Je vous connais maintenant ; les invitations à vos salons arrivent.
knock = Je ne connais pas encore ce compte : si l'on vous a donné un code, envoyez-le-moi ici tel quel. I don't know this account yet: if you were given a code, send it to me here as it is.
staff-person-proven = { $name } a prouvé le compte { $account }.
staff-person-removed = { $by } a retiré { $name } du réseau.
staff-identity-changed = L'identité de signature de { $account } ({ $name }) n'est plus celle qu'elle était. Ses appareils ne reçoivent plus de clés tant que quelqu'un ne l'a pas demandé hors de la messagerie et dit ici.
verb-person-vouch = répondre | garantir
about-person-vouch = Dire que vous avez interrogé quelqu'un sur son identité changée
person-vouch-other = Quelqu'un d'autre doit répondre de vous.
person-vouched = Noté. L'identité actuelle de { $name } compte désormais.
staff-person-verified = { $name } et l'exploitant ont comparé des émojis : l'identité de { $account } est désormais celle qui est retenue.
staff-person-vouched = { $by } a interrogé { $name } sur son identité changée et en répond.
person-platform-unserved = Je ne suis pas sur { $platform }, je ne peux donc pas y prendre de compte.
person-proven-yourself = Il ne vous faut pas de code ici : je sais que ce compte est celui de { $name }.
link-code = Depuis le compte que vous voulez ajouter sur { $platforms }, dites-moi ce code : `{ $code }`. Un message privé suffit, ou la commande ci-dessous. Il vaut jusqu'au { $until }, une seule fois ; je vous demande ensuite ici si c'était vous.
link-code-for = J'écris à { $account } sur { $platform }. Dites-moi là-bas ce code : `{ $code }`. Il vaut jusqu'au { $until }, une seule fois ; je vous demande ensuite ici si c'était vous.
link-account-needed = Quel est ce compte ? Ajoutez-le, comme dans `personne lier @ana:example.org` : je lui écris, et vous y dites le code.
link-too-many = Cela fait { $most } codes en un jour. Réessayez demain.
link-everywhere = Vous avez un compte partout où je suis. Renoncez à l'un d'eux avec `personne délier` pour en utiliser un autre.
link-platform-already = Vous avez déjà un compte sur { $platform }. Renoncez-y avec `personne délier` pour en utiliser un autre.
link-account-known = { $account } ne peut pas être ajouté. S'il est à vous, demandez à l'équipe.
link-void = Ce code ne peut pas servir ici. Demandez-en un nouveau là où je vous connais, avec `personne lier` ; chacun vaut un quart d'heure.
link-said = C'est bien le code. Dites-moi maintenant sur { $platform } que c'était vous ; je vous l'y ai demandé.
link-claimed = Le compte { $account } sur { $platform } a dit votre code. Est-il à vous ? Un oui lui permet de faire et de lire tout ce que vous pouvez.
line-link-waits = { $account } sur { $platform } a dit votre code. S'il est à vous : { $step }
link-made = { $account } sur { $platform } est maintenant à vous ; les invitations à vos salons y arrivent.
link-declined = { $account } reste inconnu ; ce code est annulé. Si vous ne l'avez pas transmis, quelqu'un l'a vu : attention à l'endroit où vous montrez le prochain.
link-welcome = Bienvenue, { $name }. Ce compte est maintenant aussi le vôtre : ce que vous faites compte une fois, d'où que vous le fassiez.
link-last = { $account } est le seul compte, il reste donc.
link-undo-elsewhere = Vous parlez depuis { $account }. Renoncez-y depuis un autre de vos comptes, ou demandez à l'équipe.
link-undone = { $account } n'est plus à { $name } ; il est retiré des salons là-bas.
staff-link-made = { $name } utilise aussi le compte { $account } sur { $platform }.
staff-link-undone = { $account } sur { $platform } n'est plus à { $name } ; { $by } l'a dit.
verb-person-export = exporter
about-person-export = Recevoir dans un fichier tout ce qui est gardé à votre sujet
option-of = de
ask-of = De qui ? Les vôtres seulement : moi
word-oneself-me = moi
also-oneself-me = les miennes
person-exported = Voici ce qui est gardé à votre sujet, dans `data.json` : { $rows } lignes de { $tables } tables, dans votre conversation privée sur { $platform }. Chaque table dit combien de temps elle est gardée ; `personne effacer` revient à l'équipe, après votre départ.
verb-person-erase = effacer
about-person-erase = Effacer quelqu'un qui est parti : nom et comptes, pour de bon
person-not-left = { $name } fait encore partie du réseau. Retirez d'abord cette personne avec `personne retirer` ; on n'efface que qui est parti.
person-still-leaving = La sortie des salons est encore en cours. Réessayez dans quelques minutes.
person-on-hold = La personne est en conservation, et rien d'elle ne peut être effacé. `conservation lister` montre ce qui l'est, et `conservation lever` y met fin.
person-erase-which = { $count } personnes de ce nom sont parties. Donnez le compte de celle dont il s'agit, comme `personne effacer @ana:example.org`.
person-erased = Effacé, pour de bon. Ce que la personne a fait pour { $organisation } reste, sans son nom. Les sauvegardes prises avant le gardent encore : une restauration l'efface de nouveau par le fichier `tombstones`.
person-mentioned = Des personnes ont écrit ce nom à ces endroits ; seules des personnes peuvent dire s'il s'agit de la même. Modifiez ce qui ne doit pas rester :
line-person-mentioned = { $table } : { $count }
staff-person-erased = { $by } a effacé quelqu'un de { $organisation } qui était parti.
verb-person-onboarding = accueil
verb-person-accept = accepter
verb-person-buddy = parrain | marraine
about-person-onboarding = Où vous en êtes de votre accueil ; pour l'équipe, tout le monde
about-person-accept = Lire les règles de traitement, et les accepter
about-person-buddy = Désigner qui guide une nouvelle personne
option-buddy = parrain
ask-buddy = Qui la guide ? Par exemple : Ana Dupont
ask-person-code = Quel code vous a-t-on donné ? Par exemple : 72GYM-KRAEV
ask-person-invite-name = Comment s'appelle cette personne ? Par exemple : Ana Dupont
line-account-code = { $account } : `{ $code }`
person-actions-handed-on = { $count ->
    [one] { $count } action ouverte de { $name } revient à { $heir }.
   *[other] { $count } actions ouvertes de { $name } reviennent à { $heir }.
}
line-update-unheard = { $code } est fait des mots de { $name } et attend un accord que personne ne peut plus donner. Il ne part nulle part ; retirez-le :
line-buddy-left = { $name } n'a plus de parrain ni de marraine.
staff-engagement-lead-gone = { $name } mène { $code }, et plus personne de cette organisation n'y travaille. Confiez la conduite à une autre.
onboarding-welcome = Quelques étapes vous aident à trouver vos repères ; `personne accueil` les montre à tout moment, et `aide` ce que vous pouvez faire ici. Voici la première.
onboarding-none = Personne n'est en cours d'accueil.
onboarding-none-of = { $name } n'a pas d'étapes à suivre.
onboarding-of = **{ $name }** : { $done } étapes sur { $count } sont faites.
onboarding = { $count ->
    [one] { $count } personne est en cours d'accueil :
   *[other] { $count } personnes sont en cours d'accueil :
}{ $more ->
    [0] {""}
   *[other] {" "}(encore { $more } ensuite)
}
line-onboarding-done = { $step } – fait le { $at }
line-onboarding-open = { $step } – avant le { $at }{ $overdue ->
    [1] , en retard
   *[other] {""}
}
line-onboarding = { $name }, { $organisation } : { $done } sur { $count } ; ensuite : { $step }, avant le { $at }{ $overdue ->
    [1] , en retard
   *[other] {""}
}
onboarding-reminder = Il reste une étape de votre accueil dans le réseau : { $step }. Elle était prévue pour le { $due } au plus tard.
onboarding-identity-reminder = Le code qu'on vous a donné attend toujours : dites-le-moi ici, et je vous connaîtrai. S'il ne vaut plus, demandez-en un nouveau.
staff-onboarding-reminder = { $name } ({ $organisation }) vous attend encore : { $step }.
handling-terms = Règles de traitement de ce que vous apprenez ici, version { $version }. Ce que je vous dis porte un marquage (TLP) et ne va pas plus loin que lui. Ce qui dépasse TLP:GREEN reste à ceux qu'il nomme : rien n'est transféré, copié dans d'autres systèmes ni montré à des entreprises. Aucun·e ouvrier·e, aucune source n'est jamais nommé·e. Qui quitte son organisation ou ce travail n'emporte rien. Si quelque chose est allé où il ne fallait pas, dites-le tout de suite à l'équipe.
terms-are-new = Les règles de traitement de ce que vous apprenez ici ont changé. Merci de les lire et de les accepter.
terms-accepted = Noté : vous acceptez les règles de traitement, version { $version }.
terms-other-version = Les règles en vigueur sont la version { $version }, et non { $said }. Lisez-les avec `personne accepter`.
terms-not-accepted = Vous n'avez pas accepté les règles de traitement en vigueur ; `personne accepter` les montre.
terms-taken-back = Noté : vous n'acceptez plus les règles de traitement, version { $version }. L'équipe est prévenue et vous en parlera.
staff-terms-off = { $name } n'accepte plus les règles de traitement, version { $version }. Merci d'en parler ensemble.
buddy-unfit = { $name } ne peut pas être parrain ou marraine : il faut quelqu'un d'autre, qui soit actif dans le réseau.
buddy-off = { $name } n'a plus de parrain ni de marraine.
buddy-named = { $buddy } guide maintenant { $name } ; les deux sont prévenus.
buddy-yours = { $name } ({ $organisation }) vous guide : demandez-lui tout ce que vous voulez savoir.
buddy-of = Vous guidez maintenant { $name } ({ $organisation }) : dites bonjour, et emmenez cette personne à la prochaine réunion.
line-onboarding-waits = Pour votre accueil, ensuite : { $what }. { $step }
person-exported-lately = Vous avez déjà reçu votre fichier dans l'heure ; il est dans votre conversation privée. Redemandez plus tard.
