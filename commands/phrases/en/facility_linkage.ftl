verb-facility-linked = linked
verb-facility-leverage = leverage
verb-facility-partner = partner

about-facility-linked = Which buyers are linked to a facility (staff)
about-facility-leverage = What the buyers linked to a facility come to together
about-facility-partner = Name a partner or union that works at a facility

word-following-few = 3 to 5
word-following-some = 6 to 14
word-following-many = 15 to 49
word-following-very-many = 50 or more
word-leverage-unknown = not known of enough of them
word-leverage-small = some spending
word-leverage-medium = more than 100,000 euros
word-leverage-large = more than 1,000,000 euros
word-leverage-very-large = more than 10,000,000 euros

facility-linked = { $code } – { $name }: { $count ->
    [0] no buyer is linked to it.
    [one] one buyer is linked to it:
   *[other] { $count } buyers are linked to it:
}
line-facility-linked = { $name }{ $country ->
    [none] {""}
   *[other] , { $country }
}
line-facility-partner = named at it: { $name } ({ $kind })
facility-leverage = { $code } – { $name }: { $following } organisations of the network are linked to it. What they spend together in a year: { $spending }.
facility-leverage-few = { $code }: too few to tell. Figures are shown from { $least } linked organisations in { $countries } countries on.
facility-partner-kind = { $name } is neither a partner nor a union. Who buys is linked by what it buys: `organisation buys`.
facility-partner-on = { $name } is named at { $code }, and may read what the registry says of it.
facility-partner-off = { $name } is not named at { $code } any more.

discord-topic-facility = Facilities: what is made there, who is linked to them, and by what
