# La conversation elle-même : questions, aperçus, ce qui est répondu et où. Les mots des commandes sont avec leurs sujets.

first-contact =
    Je suis Roundtable, le bot du réseau. J'organise les réunions, les résumés, les engagements conjoints et les leçons, et ce que vous m'écrivez ici reste entre vous et moi. Écrivez `aide` pour voir ce que vous pouvez faire maintenant ; aucun mot n'a besoin de préfixe ici.

    I am Roundtable, the network's bot. I organise meetings, summaries, joint engagements and lessons, and what you tell me here stays between you and me. Write `help` to see what you can do now; to have me speak English: `person language English`.
answered-privately = Je vous ai répondu en privé.
not-understood = Je n'ai pas compris.
nothing-asked = Aucune réponse n'est attendue ici.
ask-me-privately = Je réponds à cela uniquement dans notre conversation privée. Écrivez-le-moi là-bas.
not-encrypted-here = Ce salon n'est pas chiffré, je n'y prends donc que `aide`. Écrivez-moi plutôt dans notre conversation privée.
not-verified = Je ne peux pas établir que ce message vient de votre propre appareil vérifié, il ne compte donc pas. Dans votre client, ouvrez Paramètres, puis Sécurité (ou Sessions), vérifiez cette session avec votre clé de récupération ou un autre appareil, puis renvoyez le message.
staff-not-verified = { $name } ({ $account }) écrit depuis un appareil qui n'est pas vérifié ; ses demandes ne comptent pas tant qu'il ne l'est pas.
missed-while-away = J'étais absent quand vous avez écrit ceci et c'est trop ancien pour agir maintenant. Renvoyez-le si cela tient toujours.
group-needed = De quel groupe s'agit-il ? Dites-le dans le salon du groupe, ou ajoutez `groupe:` et son code.

dialog-hint = (`retour` pour la question précédente, `annuler` pour arrêter)
dialog-hint-first = (`annuler` pour arrêter)
dialog-expired = Cette question a expiré ; rien n'a été fait.
dialog-cancelled = Arrêté. Rien n'a été fait.
button-over = Ce bouton appartient à quelque chose qui est terminé. Rien n'a été fait.
pointer = Cela ne peut pas être montré ici. Vous pouvez le lire, et agir, sur { $platform }.
pointer-nowhere = Cela ne peut pas être montré ici. On peut le lire sur Matrix ; reliez-y votre compte, ou demandez-en un à l'équipe.
word-offer-write = Répondre …
confirm-preview = Voici ce que les autres verront :
confirm-ask = Envoyez **oui** pour continuer, ou **non** pour arrêter. Un oui vaut dix minutes, et pour cela exactement.
line-preview-room = { $room } : { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}, { $label }
line-preview-alone = En privé : { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
}, { $label }
line-preview-out = { $accounts ->
    [one] { $accounts } compte est retiré
   *[other] { $accounts } comptes sont retirés
} { $rooms ->
    [one] de { $room }
   *[other] de tous les salons
}
line-preview-nothing = rien de cela
line-choice = { $choice }
choices-more = { $count ->
    [one] … et { $count } autre : écrivez son nom.
   *[other] … et { $count } autres : écrivez un nom.
}
roles = { $roles }

value-empty = Il me faut quelque chose ici.
words-left = Je ne sais que faire de « { $words } ».
name-unknown = Je ne connais pas ce nom.
company-unknown = Je ne connais pas cette entreprise. L'équipe en ajoute une avec `organisation entreprise`.
organisation-unknown = Je ne connais pas cette organisation. `organisation lister` montre celles du réseau.
name-near = Vouliez-vous dire { $meant } ?
name-long = Un nom a au plus { $most } caractères.
title-long = Il y a { $length } caractères ; { $most } au plus tiennent ici. Dites-le plus court, s'il vous plaît.
text-long = Il y a { $length } caractères ; { $most } au plus tiennent ici. Raccourcissez-le : un texte plus long a sa place dans un fichier à vous.
said-long = Votre message est trop long pour être lu en entier : { $most } caractères au plus à la fois. Rien n'a été fait. Envoyez la commande seule ; je demande chacun de ses textes.
number-bounds = Il me faut un nombre entier de { $least } à { $most }.
flag-unknown = Dites oui ou non, s'il vous plaît.
word-unknown = Ce n'est pas une des réponses possibles.
zone-unknown = Je ne connais pas ce fuseau horaire. Nommez une grande ville qui s'y trouve.
locale-unknown = Je ne connais pas cette langue.

ask-group = Pour quel groupe ? Par exemple : LEV
ask-name = Quel est le nom ? Par exemple : Ana Dupont
ask-code = Lequel ? Donnez sa référence, telle qu'elle figure dans la liste.
ask-title = Quel est l'intitulé ? Par exemple : Critères sociaux dans un marché de bus électriques
ask-text = Écrivez le texte dans votre prochain message, s'il vous plaît.
ask-organisation = Quelle organisation ? Par exemple : Ville de Gand
ask-person = Qui ? Par exemple : Ana Dupont
ask-account = Quel est son compte ? Par exemple : @ana:example.org
ask-role = Quel rôle ?
ask-kind = Quel type ?
ask-country = Quel pays ? Deux lettres, par exemple : BE
ask-through = Par l'intermédiaire de quel consortium ?
ask-company = Quelle entreprise ? Par exemple : Volta Motors
ask-product = Quel produit ?
ask-agree = Acceptez-vous que les autres acheteurs de cette entreprise apprennent que vous vous fournissez chez elle ?
ask-running = Un marché avec cette entreprise est-il en cours de passation ?
ask-room = Quel salon ?
ask-label = Jusqu'à quel niveau ? TLP:CLEAR (libre) s'adresse à n'importe qui ; TLP:GREEN (vert) à toutes les personnes actives du réseau (affiliés, partenaires, syndicats, équipe) ; TLP:AMBER (ambre) à qui y est nommé, à l'équipe et aux acheteurs membres d'un consortium qui y est nommé ; TLP:AMBER+STRICT (ambre+strict) à qui y est nommé et à l'équipe seulement ; TLP:RED (rouge) à ces personnes seules, chacune en personne.
label-means = { $label ->
    [word-label-clear] Pour n'importe qui.
    [word-label-green] Pour toutes les personnes actives du réseau – affiliés, partenaires, syndicats, équipe – et pas pour le public.
    [word-label-amber] Pour qui y est nommé, l'équipe et les acheteurs membres d'un consortium qui y est nommé ; chez chacun, pour qui en a besoin pour agir.
    [word-label-amber-strict] Pour qui y est nommé et l'équipe seulement, pas pour les membres d'un consortium ; chez chacun, pour qui en a besoin pour agir.
   *[word-label-red] Pour qui y est nommé et l'équipe seulement, chacun en personne ; ne le transmettez pas.
}
ask-language = Quelle langue ? Par exemple : français
ask-languages = Quelle langue, ou quelles deux ? Par exemple : fr en
ask-zone = Quel fuseau horaire ? Par exemple : Paris
ask-topic = Quel sujet ? Par exemple : réunion
ask-off = Faut-il le retirer ?

option-group = groupe
option-name = nom
option-code = code | référence
option-title = titre
option-text = texte
option-organisation = organisation
option-person = personne
option-account = compte
option-role = rôle
option-kind = type
option-country = pays
option-through = via
option-company = entreprise
option-product = produit
option-agree = accord
option-running = en-cours | cours
option-room = salon
option-label = niveau
option-language = langue
option-languages = langues
option-zone = fuseau
option-topic = sujet
option-off = retirer

language-en = anglais
language-fr = français
