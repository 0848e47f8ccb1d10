# Ce que Discord montre des commandes en plus de leurs mots. Une description a 100 caractères, une entrée de menu 32.

discord-menu-lesson = Garder comme leçon
discord-menu-action = En faire une action
discord-menu-update = Mettre dans l'Update

discord-topic-meeting = Réunions : planifier, répondre, ordre du jour, compte rendu
discord-topic-action = Actions : qui fait quoi pour quand
discord-topic-summary = Résumés confidentiels : rédiger, approuver, diffuser, accuser réception
discord-topic-engagement = Engagements conjoints avec une entreprise
discord-topic-bank = La banque de questions : que demander à une entreprise
discord-topic-question = Questions au réseau, et réponses
discord-topic-lesson = Leçons apprises : les garder, les retrouver
discord-topic-tool = Les outils des pairs, et ce qu'ils en pensent
discord-topic-expertise = Expertise offerte et cherchée
discord-topic-update = L'Affiliate Update : réunir ses nouvelles
discord-topic-digest = L'Affiliate Update : relire et envoyer un numéro
discord-topic-group = Groupes de travail et qui y participe
discord-topic-programme = Programmes, leurs dates, et qui y participe
discord-topic-organisation = Organisations, et ce qu'elles achètent à qui
discord-topic-contract = Contrats publics : ce qu'ils divulguent, qui peut l'apprendre
discord-topic-person = Personnes, leurs rôles, leur langue et leur fuseau
discord-topic-room = Salons, et ce qu'on peut y lire
discord-topic-audit = Le registre : qui a fait ou s'est vu refuser quoi
discord-topic-hold = Conservation : ce qui ne peut être effacé

discord-branch-paper = pièce
discord-branch-paper-about = Une question ou une lettre, par sa référence

discord-ask-text = Le texte. Laissez vide pour l'écrire dans un formulaire.
discord-ask-code = Référence, comme dans la liste
discord-ask-findings = Les constats ; vide, un formulaire s'ouvre. Rien qui permette de reconnaître une personne.
discord-ask-changes = Ce qui doit changer. Laissez vide pour l'écrire dans un formulaire.
discord-ask-accept = Votre organisation accepte-t-elle les règles de base, sans conflit d'intérêts ?
discord-ask-agree = Acceptez-vous que les autres acheteurs de cette entreprise sachent que vous y achetez ?
discord-ask-engagement-agree-agree = Êtes-vous d'accord ? Oui, si rien n'est dit.
discord-ask-engagement-code = Référence, comme dans la liste
discord-ask-engagement-reason = Pour quel motif ? Laissez vide pour l'écrire dans un formulaire.
