topic-leverage = leverage
verb-leverage-list = list
verb-leverage-show = show
verb-leverage-post = post
about-leverage-list = Your engagements, with how many buy from each company, in bands
about-leverage-show = What the buyers of an engagement's company come to together, with a picture
about-leverage-post = Show it in the engagement's room, to all who take part
discord-topic-leverage = What the buyers of a company come to together, in bands

word-spending-small = some
word-spending-medium = over €100,000
word-spending-large = over €1 million
word-spending-very-large = over €10 million

leverage-shown = **{ $code }** – { $company }: { $following } organisations of the network buy from it. What they spend together in a year: { $spending }. Who is in a running tender with it is not counted.
leverage-post = **{ $code }** – what the network's buyers of { $company } come to together: { $following } organisations; what they spend in a year: { $spending }. These are bands, of all buyers but those in a running tender with the company, and nobody's own figures.
leverage-few = { $code }: too few to tell. Bands are shown from { $least } buyers in { $countries } countries on, who are in no running tender with the company. Invite more of them: `engagement invite`.
leverage-none = You are in no open engagement.
leverage-list = How many of the network buy from the company of each open engagement you are in ({ $shown } of { $count }):
line-leverage = **{ $code }** – { $company }: { $following }
line-leverage-few = **{ $code }** – { $company }: too few to tell
leverage-posted = It stands in the room of { $code }, as words and as a picture.
leverage-where = What its buyers come to together: { $step }

chart-leverage = { $code } – { $name }: together, { $day }
chart-leverage-buyers = Organisations that buy: { $following }
chart-leverage-spending = What they spend in a year: { $spending }
chart-band = { $band }
