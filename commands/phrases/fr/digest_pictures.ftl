digest-pictures = **{ $month } { $year } en chiffres**
digest-pictures-none = aucune
line-digest-bar = { $what } : { $count }

chart-attendance = Réunions tenues : organisations qui avaient annoncé leur venue
chart-engagements = Engagements ouverts, par étape
chart-questions = Questions entre pairs
chart-receipts = Accusés de réception des résumés diffusés
chart-meeting = { $code }
chart-level = { $level }
chart-questions-asked = posées
chart-questions-answered = résolues
chart-questions-waiting = en attente à la fin
chart-received = reçus
chart-awaited = encore attendus
