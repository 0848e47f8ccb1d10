# Les fichiers versés au registre (`python -m bot import`) : ce qui est dit d'un fichier, d'une ligne, d'une cellule.

import-too-large = Le fichier dépasse { $most } Mo. Partagez-le ; chaque partie garde l'en-tête.
import-too-long = Le fichier a plus de { $most } lignes. Partagez-le ; chaque partie garde l'en-tête.
import-empty = Le fichier n'a pas d'en-tête. Sa première ligne nomme les colonnes.
import-encoding = La ligne { $line } ne peut pas être lue comme du texte. Enregistrez le fichier en CSV, en UTF-8.
import-nul = La ligne { $line } contient un octet nul, qu'aucun texte n'a. Enregistrez le fichier en CSV, en UTF-8.
import-broken = Le tableau est rompu à la ligne { $line } : un guillemet n'est pas fermé, ou du texte le suit. Corrigez cette ligne, ou enregistrez le fichier en CSV de nouveau.
import-cell-huge = La ligne { $line } a une cellule de plus de { $most } caractères, ou un guillemet qui n'est jamais fermé. Corrigez cette ligne, ou enregistrez le fichier en CSV de nouveau.
import-header = La première ligne n'est d'aucun type de fichier que je connais : { $given }. Elle doit nommer les colonnes de l'un de ceux-ci :
import-columns = { $kind } : il a { $required }{ $optional ->
    [none] {""}
   *[other] {" "}; il peut avoir { $optional }
}.
import-column-hidden = Le nom de la colonne { $number } contient un caractère que personne ne voit. Retapez ce nom.
import-column-unknown = Je ne connais pas la colonne { $column } d'un fichier de type « { $kind } ». Renommez-la ou retirez-la.
import-column-twice = La colonne { $column } est là deux fois. Renommez l'une des deux, ou retirez-la.
import-staff-only = Seule l'équipe peut apporter ce type de fichier ; un acheteur peut apporter ses propres achats.
import-read-as = Le fichier n'est pas en UTF-8 ; il est lu comme { $encoding }. Vérifiez que les noms accentués sont justes.

import-ragged = La ligne a { $cells ->
    [one] { $cells } cellule
   *[other] { $cells } cellules
}, l'en-tête { $columns } : il manque ici un séparateur ou un guillemet, ou il y en a un de trop.
import-contradicts = Elle dit autre chose que la ligne { $line }, de la même chose. Gardez l'une des deux.
import-period = Cela finit avant de commencer.
import-cell-empty = Il faut quelque chose ici.
import-cell-long = Il y a place ici pour { $most } caractères au plus.
import-cell-many = Il y a place ici pour { $most } noms au plus.
import-cell-hidden = Il y a ici un caractère que personne ne voit. Retapez le texte.
import-cell-word = « { $said } » n'est pas l'un de ces mots : { $words }.
import-cell-country = « { $said } » n'est pas un pays. Écrivez deux lettres, comme BE (ISO 3166-1).
import-cell-zone = « { $said } » n'est pas un fuseau horaire. Écrivez-le comme Europe/Brussels (IANA).
import-cell-language = « { $said } » n'est pas une de mes langues. Écrivez fr, en ou les deux.
import-cell-day = « { $said } » n'est pas un jour. Écrivez-le comme 2027-01-31.
import-cell-number = « { $said } » n'est pas un nombre entier de { $least } à { $most }.
import-cell-flag = « { $said } » n'est ni oui ni non.
import-company-unknown = Aucune entreprise ne s'appelle { $name }. Apportez-la d'abord par un fichier d'entreprises, ou par `organisation entreprise`.
import-model-unknown = { $company } n'a pas de modèle { $name }. Apportez-le d'abord par un fichier de modèles, ou par `usine modèle`.
import-purchase-confirmed = L'équipe a confirmé ce que vous achetez chez { $name }. Demandez-lui de compléter, et retirez la ligne.
import-buyer-unknown = Aucun acheteur pour qui vous pouvez parler ne s'appelle { $name }, ou il n'est pas actif. L'équipe voit son étape par `organisation montrer`, et l'ajoute par `organisation ajouter`.
import-facility-unknown = Aucun site n'a là le code ou le nom { $name }. Apportez-le d'abord par un fichier de sites, ou par `usine ajouter`.
import-facility-several = Plusieurs sites s'appellent { $name } : { $codes }. Donnez le code de celui dont il s'agit.
import-facility-code = { $said } n'est pas le code d'un site ; il ressemble à FAC-7KQ4. Laissez-le vide pour un nouveau site.
import-facility-other-code = { $name } est déjà là, sous { $code }. Donnez ce code, ou aucun.
import-facility-merging = Un fichier ne fusionne rien. Utilisez `usine fusionner`.

import-mixed = { $name } mêle des lettres de deux alphabets qui se ressemblent. Retapez le nom, si ce n'est pas voulu.
import-lookalike = Cela a le même aspect que { $name }, qui est déjà là, en d'autres lettres.
name-lookalike = Ce n'est pas { $name }, malgré la même apparence : certaines de ses lettres sont d'un autre alphabet. Si c'est { $name } que vous voulez dire, retapez le nom ; sinon, donnez un autre nom.
import-double = C'est peut-être { $name } (semblables à { $score } %). Si c'est lui, donnez son code ici ; ou fusionnez les deux plus tard par `usine fusionner`.

word-verdict-new = nouveau
word-verdict-changed = changé
word-verdict-same = inchangé
word-verdict-doubtful = douteux
word-verdict-refused = refusé
import-heading-row = ligne
import-heading-column = colonne
import-heading-verdict = verdict
import-heading-why = pourquoi
import-more-rows = { $count ->
    [one] { $count } autre ligne n'est pas montrée.
   *[other] { $count } autres lignes ne sont pas montrées.
}
import-counts = { $new ->
    [one] { $new } nouvelle
   *[other] { $new } nouvelles
}, { $changed ->
    [one] { $changed } changée
   *[other] { $changed } changées
}, { $same ->
    [one] { $same } inchangée
   *[other] { $same } inchangées
}, { $doubtful ->
    [one] { $doubtful } douteuse
   *[other] { $doubtful } douteuses
}, { $refused ->
    [one] { $refused } refusée
   *[other] { $refused } refusées
}.
import-rehearsed = Rien n'a été écrit. { $refused ->
    [0] Ajoutez `--apply` pour verser le fichier ; ce qui est douteux est pris tel quel.
   *[other] Corrigez ce qui est refusé et répétez l'essai ; ou ajoutez `--apply --skip-refused` pour verser le reste.
}
import-not-applied = Rien n'a été écrit, car { $count ->
    [one] { $count } ligne est refusée. Corrigez-la, ou ajoutez `--skip-refused` pour prendre les autres.
   *[other] { $count } lignes sont refusées. Corrigez-les, ou ajoutez `--skip-refused` pour prendre les autres.
}
import-applied = { $kind ->
    [links] C'est dans le registre. Chaque lien attend `usine confirmer`.
    [facilities] C'est dans le registre. `usine doublons` trouve ce qui y est peut-être deux fois.
   *[other] C'est dans le registre.
}
import-organisation-ended = L'affiliation de { $name } a pris fin. Rétablissez-la d'abord (`organisation rétablir`), ou nommez-en une autre.
import-organisation-unknown = Il n'y a pas d'organisation { $name } dans le réseau. Ajoutez-la d'abord (`organisation ajouter`).
import-organisation-kind = { $name } est déjà dans le réseau, comme { $kind } ; un fichier n'y change rien. Écrivez { $kind }, ou un autre nom.
import-organisation-stage = L'étape de { $name } est : { $status } ; un fichier ne fait avancer ni reculer personne. Laissez l'étape vide ici, et servez-vous d'`organisation avancer`, d'`organisation suspendre` ou d'`organisation réadmettre`.
import-organisation-staff = On n'ajoute personne à l'équipe par un fichier. Retirez cette ligne.
