# What forms show while somebody types in them: one line of at most a hundred characters, without markup.

suggestion-titled = { $code } · { $title }
suggestion-dated = { $code } · { $title }, { $on }
suggestion-day = { $on }
suggestion-moment = { $starts }
suggestion-moment-twice = { $starts }, { $offset }
suggestion-languages = { $names }
suggestion-engagement = { $code } · { $company }
suggestion-engagement-closed = { $code } · { $company } (closed)
