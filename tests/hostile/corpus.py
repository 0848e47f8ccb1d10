"""What nobody should say to a bot: a corpus of our own, and strategies that make more of it.

By what it aims at: words at the parser, markup at the renderer, calls at people who did not ask for it, links at
readers, dates and rules at the clock. A seed gives the same cases again.
"""

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

T = TypeVar("T")

WORDS = [
    "!!!!", "--", "-- -- --", "=", ":", "//", "!", "/", "\\", "?", "…", "yes no maybe", "cancel cancel", "back",
    "@room", "@everyone @here", "<@123456789012345678>", "@olga:memory", "!room:memory", "#all:memory",
    "https://matrix.to/#/@olga:memory", "[Olga](https://matrix.to/#/@olga:memory)", "[x](matrix:u/olga:memory)",
    "{ $code }", "{$x -> *[other] y}", '{ "{" }', "{word-answer-yes}", "{{{", "}", "-term = x\nkey = y", ".attr = z",
    "%s %d %(name)s {0.__class__}", "${jndi:ldap://x}", "$(reboot)", "`reboot`", "; rm -rf /", "| cat", "&& x",
    "' OR 1=1 --", "'; DROP TABLE person; --", "%", "_", "LIKE '%%' ESCAPE '\\'", "\\x00", "NULL", "0x00",
    "\"", "'", "«", "“", "\"unclosed", "'l'ordre du jour'", '""', "'' ''", '"a" "b', "„x“ ‘y’ «z",
    "9" * 400, "-1", "+1", "1e999", "NaN", "inf", "٣", "½", "Ⅷ", "²", "1_000", "0" * 50, "--minutes 5",
    "99/99/99999", "00/00/0000", "31 February", "29 February 2027", "32 mars", "2027-13-45 25:61", "25:61", "24:00",
    "9999-12-31 23:59", "0001-01-01 00:00", "2027-03-28 02:30", "in 99999999999 days", "03/04", "1/1/1 1am pm",
    "../../etc/passwd", "Europe/../../etc/localtime", "/etc/localtime", "UTC+99", "Europe/Brussels\x00", "posixrules",
    "FREQ=SECONDLY;COUNT=999999999", "RRULE:FREQ=YEARLY;BYDAY=+99MO;UNTIL=99991231T235959Z",
    "every second of every second", "999999th Tuesday of the 999999th month", "second Tuesday " * 40,
    "\x00", "a\x00b", "\ud800", "x\udfffy", "\x1b[31mred", "\x07\x08\x7f", "\r\r\n", "\u2028\u2029", "\ufeff", "\ufffe",
    "\u202egnp.exe", "\u2066x\u2069", "\u200f", "\u200b", "\u2060\u200d", "\U000e0061\U000e007f", "شكرا جزيلا", "שלום",
    "🏳️‍🌈👩‍👩‍👧‍👦", "👍" * 200, "Z" + "\u0351" * 300, "ﬃ", "İıß", "ａｆｆｉｌｉａｔｅ", "аffiliate", "e\u0301" * 90,
    "group:LEV group:LEV group:NOPE", "label:red label:clear", "code: code= --code", "text:", "title:\"\" name:''",
    "group:" * 300, "--code " * 300, "x:y " * 500, "a " * 3000, "\n" * 500 + "x", "\t" * 99,
    "x" * 65_536, "[" * 3_000, "é" * 20_001, "word " * 13_000,
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='mxc://evil.example/track' width=1>",
    "![x](https://evil.example/track.png)",
    "![x](mxc://evil.example/a)",
    "![x][1]\n\n[1]: https://evil.example/a",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x'></object>",
    "<embed src='x'>",
    "<form action='https://evil.example'><input name=a></form>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content=0>",
    "<base href='https://evil.example/'>",
    "<mx-reply><blockquote>said</blockquote></mx-reply>forged",
    "<font color=red>x</font>",
    "<span data-mx-color='#ffffff' data-mx-bg-color='#ffffff'>hidden</span>",
    "<span data-mx-spoiler='x' data-mx-maths='\\frac'>x</span>",
    "<div style='position:fixed' class=x id=y>z</div>",
    "<p onclick=alert(1)>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x](#fragment)",
    "[x](matrix:u/victim:server)",
    "[x](ftp://evil.example)",
    "[x](magnet:?xt=urn)",
    "[x](http://[)",
    "[x](http://)",
    "[x](<javascript:alert(1)>)",
    "[x]( https://ok.example 'title\" onmouseover=alert(1)')",
    '[x](https://ok.example "a\\" onclick=alert(1) b")',
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<a@b.example>",
    "[Alice](https://matrix.to/#/@alice:server)",
    "[Alice](https://matrix.to/#/%40alice:server)",
    "[Alice](https://matrix.to/#/%2540alice:server)",
    "[Alice](HTTPS://MATRIX.TO/#/@alice:server)",
    "[Alice](https://matrix.to./#/@alice:server)",
    "[Alice](https://www.matrix.to/#/@alice:server?via=x)",
    "[all](https://matrix.to/#/@room)",
    "<https://matrix.to/#/@alice:server>",
    "https://matrix.to/#/@alice:server",
    "@room",
    "@Room, look",
    "&#64;room &commat;room",
    "\\@room **@**room @*room* @ro*om* @r**oo**m",
    "`@room`",
    "    @room in code",
    "@\u200broom",
    '```html" onclick=alert(1)\n<b>\n```',
    "```{.x onclick=alert(1)}\ny\n```",
    "``` evil<script>\ny\n```",
    "# x {: onclick=alert(1) }",
    "text {: #id .class onclick=alert(1) }",
    "<div markdown=1 onclick=x>*a*</div>",
    "<!-- comment -->",
    "<!DOCTYPE html><?php x ?><![CDATA[x]]>",
    "<b><i></b></i>",
    "</p></div></body>",
    "<" * 50,
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\x02wzxhzdk:0\x03 \x02amp\x03",
    "a\x00b\x1b[31m\u202egnp.exe\u2066",
    "\ud800 lone \udfff",
    "a|b\n-|-\n<script>|[x](javascript:1)",
    "|a|\n|:-:|\n|<img src=x onerror=1>|",
    "1" * 400 + ". x",
    "0. x\n1. y",
    "> " * 300 + "x",
    "- " * 300 + "x",
    "1. " * 667,
    "\n".join("    " * depth + "- x" for depth in range(150)),
    "<div>" * 200,
    "*" * 3000,
    "![" * 1000,
    "[" * 8000,
    "[](" * 1000,
    "`" * 5000,
    "_a_" * 1300,
    "\n".join(">" * depth + " x" for depth in range(130)),
    "[https://bank.example](https://evil.example)",
    "[bank.example](https://evil.example/login)",
    "[ｂａｎｋ.example](https://evil.example)",
    "[**bank.example**](https://evil.example)",
    "[bank。example](https://evil.example)",
    "[https://bank.example](https://bank.example@evil.example)",
    "[a@bank.example](mailto:x@evil.example)",
    "[](https://evil.example)",
    "[ ](https://evil.example)",
]

# Whoever is called by these did not ask for it, on either platform.
CALLED = ["@room", "@everyone", "@here", "@olga:memory", "<@123456789012345678>", "<@!123456789012345678>", "<@&5>"]
CALLS = [
    *CALLED,
    *(f"**{one}**" for one in CALLED), *(f"`{one}`" for one in CALLED), *(f"> {one}" for one in CALLED),
    *(f"{one[:2]}\u200b{one[2:]}" for one in CALLED), *(f"{one[:3]}**{one[3:]}**" for one in CALLED),
    *(f"\\{one}" for one in CALLED), *(f"[x]({one})" for one in CALLED),
    *(f"[{one}](https://ok.example)" for one in CALLED),
    *(f"- {one}\n- {one}" for one in CALLED), *(f"||{one}||" for one in CALLED),
    *(f"```\n{one}\n```" for one in CALLED),
    *(one.upper() for one in CALLED), *(f"{one}{one}" for one in CALLED), *(f"<{one}>" for one in CALLED),
    "</help:5> <id:guide> <#3> <t:0:R> <:x:4> <a:y:5>", "&lt;@123456789012345678&gt;", "\uff20room \uff20everyone",
    "@\u2060everyone @\u00adhere @\ufeffroom", "[all](https://matrix.to/#/@room)", "https://matrix.to/#/%40olga%3Amemory",
    "[Olga](https://matrix.to/#/@olga:memory?via=x)", "[x](matrix:u/olga:memory)", "matrix:roomid/x", "@room" * 40,
]  # fmt: skip
LINKS = [
    "[https://bank.example](https://evil.example)", "[bank.example](https://evil.example/login)",
    "[www.bank.example/a](http://evil.example)", "[BANK.EXAMPLE](https://evil.example)",
    "[https://bank.example\u200b](https://evil.example)", "[//bank.example](https://evil.example)",
    "[`bank.example`](https://evil.example)", "[b**ank.exa**mple](https://evil.example)",
    "[192.0.2.1](https://evil.example)", "[bank.example and more](https://evil.example)",
    "[\u202ebank.example](https://evil.example)", "<https://bank.example@evil.example>",
    "[https://bank.example](https://bank.example.evil.example)", "[https://bank.example](https://evil.example#bank.example)",
    "[bank.example](mailto:x@evil.example)", "[mail@bank.example](mailto:x@evil.example?cc=y@bank.example)",
    "[https://bank.example][1]\n\n[1]: https://evil.example", "[x](https://evil.example 'https://bank.example')",
    "[[bank.example](https://ok.example)](https://evil.example)", "[bank.example](<https://evil.example>)",
]  # fmt: skip
DATES = [
    "tomorrow", "next next monday", "31 February", "30 feb 2028 25:00", "29/02/2027", "0/0/0",
    "99999999999999 days ago",
    "in 999999999999999999999 weeks", "2027-W60-9", "12:60", "24:01", "noon midnight", "9" * 200, "1e5", "-1 days",
    "9999-12-31T23:59:59Z", "0000-00-00", "2027-03-28 02:30 Europe/Brussels", "2027-10-31 02:30 Europe/Brussels",
    "10 mars 14h", "14h75", "midi et demi", "le 32 janvier", "Europe/Nowhere", "../../etc/passwd", "\u0663/\u0663/2027",
    "1st 2nd 3rd", "second second", "every day", "a week from a week from a week", "3pm 4pm 5pm", "March March March",
]  # fmt: skip
RULES = [
    "FREQ=SECONDLY;COUNT=999999999", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=+99MO",
    "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=999999999999", "FREQ=WEEKLY;BYSETPOS=366", "FREQ=;", "=", "FREQ=X",
    "FREQ=MONTHLY;UNTIL=99991231T235959Z", "FREQ=MONTHLY;COUNT=-1", "FREQ=MONTHLY;BYDAY=" + "MO," * 400 + "TU",
    "every second tuesday of every second month", "last friday of the quarter", "999th monday of the month",
    "chaque premier mardi du mois", "first first first monday", "second Tuesday " * 40,
    "every 0 months", "every -1 weeks",
]  # fmt: skip
CODES_SAID = [
    "MTG-27-Q1-LEV", "mtg-27-q1-lev", "MTG-99-Q9-XXX", "ACT-0", "ACT--1", "Q-" + "9" * 300, "A-1 OR 1=1",
    "L-\u0661", "U-\x00",
    "SUM-0000", "ENG-@room", "X" * 64, "-", "AGP-1,AGP-1,AGP-1", "LEV/../LEV", "code:ACT-1 code:ACT-2",
]  # fmt: skip
LISTS = [
    ",",
    ",,,",
    "a," * 500,
    ", ,",
    "en,fr,xx",
    "en" * 99,
    "x;y;z",
    "=cmd()",
    "+1",
    "@SUM(A1)",
    '"a,b","c',
    "\r\n,\r\n",
    "a\tb",
]

# What a parser takes seconds or minutes for.
SLOW = ["\n\n".join(["a\n=\n" * 1_000] * 50), "![" * 4_000, "[a](" * 15_000, "1. " * 667, "> " * 30_000, "*" * 60_000]

SHORT = [*MARKUP, *CALLS, *LINKS, *DATES, *RULES, *CODES_SAID, *LISTS]
PAYLOADS = [*(one for one in (*WORDS, *SHORT) if len(one) < 3_000), *(one for one in WORDS if len(one) >= 3_000)]
"""All that fits into one message; what is long comes last."""

MARKS = "*_`~[]()<>!#-+.|\\&;:@\"'\n\t =1a/{}^$%\x02\u202e\ud800é"
TEXTS = st.text(alphabet=st.sampled_from(MARKS) | st.characters(codec=None), max_size=160)
WORDS_OF_TEXT = st.lists(TEXTS, max_size=3).map(" ".join)
"""Words after a command."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


def drawn(strategy: st.SearchStrategy[T], count: int, seed: int) -> list[T]:
    """That many examples; as many as there are if there are fewer. The same ones for the same seed."""
    found: list[T] = []

    @seeded(seed)
    @settings(
        max_examples=max(1, count), database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def keep(one: T) -> None:
        found.append(one)

    keep()
    return found[:count]


def payloads(count: int, seed: int, corpus: Sequence[str] = PAYLOADS) -> Iterator[str]:
    """The corpus, each once; then two or three of it at a time, and texts made up; `count` in all, shuffled."""
    order = random.Random(seed)
    once = list(corpus)
    order.shuffle(once)
    made = drawn(TEXTS, max(0, count - len(once)) // 2, seed)
    short = [one for one in corpus if len(one) < 3_000]
    mixed = [
        order.choice(["", " ", "\n", "\n\n", "**"]).join(order.sample(short, order.choice([2, 2, 3])))
        for _ in range(max(0, count - len(once) - len(made)))
    ]
    rest = [*made, *mixed]
    order.shuffle(rest)
    yield from [*once, *rest][:count]
