verb-engagement-comment = commenter
verb-engagement-uncomment = décommenter
verb-engagement-lock = verrouiller
verb-engagement-unlock = déverrouiller
verb-engagement-file = fichier

about-engagement-comment = Dire ce que vous voudriez autrement dans une lettre
about-engagement-uncomment = Retirer le dernier commentaire de votre organisation
about-engagement-lock = Fixer le texte d'une lettre, à signer (pilote)
about-engagement-unlock = Rouvrir le texte d'une lettre avant sa signature (pilote)
about-engagement-file = Une lettre en fichiers : une page web et un document Word

option-authority = pouvoir
option-evidence = preuve
ask-authority = À quel titre signez-vous ? Par exemple : décision du bureau du 12 mai
ask-evidence = Qu'est-ce qui le montre ? Une référence ou un nom de fichier, par exemple : "lettre du 3 mars, page 2"

engagement-letter-fixed = Le texte de { $code } est verrouillé. Pour le changer malgré tout, le pilote la révise avec `engagement réviser { $code } nouveau:oui` et le nouveau texte, ce qui annule toutes les signatures.
engagement-letter-open = Le texte de { $code } n'est pas verrouillé.
engagement-signed-late = { $code } est partie sans la signature de votre organisation, qui ne peut plus être ajoutée. Demandez une seconde lettre au pilote, ou approuvez la suite dans le salon de l'engagement.
engagement-comment-none = Votre organisation n'a pas de commentaire sur { $code } dans son état actuel.

engagement-commented = Votre commentaire sur { $code } est dans son fil.
engagement-uncommented = Le dernier commentaire de votre organisation sur { $code } est retiré.
engagement-comment-post = { $name }, sur { $code } : { $text }
engagement-locked = Le texte de { $code } est verrouillé ; chaque organisation le signe maintenant.
engagement-unlocked = Le texte de { $code } est rouvert.
engagement-locked-post = { $by } a verrouillé le texte de { $code } : les commentaires sont clos, et rien ne change plus sans que chacun signe à nouveau. Une personne de liaison ou suppléante signe pour chaque organisation.
engagement-unlocked-post = { $by } a rouvert le texte de { $code } aux commentaires.
engagement-filed = { $code } arrive dans votre conversation privée en deux fichiers, avec { $count ->
    [0] aucune signature encore
    [one] une signature
   *[other] { $count } signatures
}.
engagement-shown-comment = { $name } : { $text }
engagement-shown-locked = Son texte est verrouillé.
engagement-shown-authority = { $name } signe au titre de : { $text }
engagement-shown-evidence = Preuve : { $text }
engagement-rated-by = { $name } juge la réponse à { $code } { $quality }.
engagement-ratings-differ = Les évaluations divergent : { $ratings }. { $decided ->
    [1] Le pilote a décidé.
   *[other] Le pilote décide avec `engagement évaluer`.
}
engagement-rating-before = Avant, { $name } la jugeait { $quality } ; une organisation n'a qu'une voix, et le dernier mot compte.
engagement-rating-was = Avant : { $quality }.
engagement-rating-of = { $name } : { $quality }
engagement-rating-noted = C'est noté : votre organisation juge la réponse à { $code } { $quality }. Le pilote décide.
line-engagement-rate = Les évaluations de la réponse à { $code } divergent, à vous de décider : { $step }
engagement-letter-language = { $code } est dans une seule langue. Laquelle ? Par exemple : `engagement fichier { $code } langue:français`
