# Ce que les formulaires montrent pendant la saisie : une ligne de cent caractères au plus, sans mise en forme.

suggestion-titled = { $code } · { $title }
suggestion-dated = { $code } · { $title }, { $on }
suggestion-day = { $on }
suggestion-moment = { $starts }
suggestion-moment-twice = { $starts }, { $offset }
suggestion-languages = { $names }
suggestion-engagement = { $code } · { $company }
suggestion-engagement-closed = { $code } · { $company } (clos)
