"""Markdown of friends and others: nothing outside the Matrix subset, nobody addressed, the loop never held."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import (
    MAX_DEPTH,
    ProseRenderer,
    clean,
    code,
    escape,
    to_html,
    to_plain,
    trusted,
)

# Matrix spec v1.18, "m.room.message msgtypes"; written down again here so that a slip there is seen.
TAGS = {
    *("a", "b", "blockquote", "br", "caption", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table"),
    *("tbody", "td", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {("a", "href"), ("ol", "start"), ("code", "class")}
VOID = {"br", "hr"}


class Subset(HTMLParser):
    """An independent walk that collects everything an output must not have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.seen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if len(self.open) > MAX_DEPTH:
            self.faults.append("depth")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if (tag, name) not in ATTRIBUTES:
            self.faults.append(f"{tag} {name}")
        if name == "href":
            address = urlsplit(value)
            if address.scheme not in ("http", "https", "mailto"):
                self.faults.append(f"scheme {address.scheme}")
            if address.hostname == "matrix.to" and unquote(unquote(address.fragment)).startswith("/@"):
                self.faults.append("pill")
        if name == "class" and not value.startswith("language-"):
            self.faults.append(f"class {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unbalanced {tag}")

    def handle_data(self, data: str) -> None:
        self.seen += data

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")


def walked(html: str) -> Subset:
    walk = Subset()
    walk.feed(html)
    walk.close()
    walk.faults += ["unclosed"] * len(walk.open)
    if re.search(r"@room\b", walk.seen, re.IGNORECASE):
        walk.faults.append("@room")
    return walk


HOSTILE = [
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


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_outside_the_subset_comes_out(payload: str) -> None:
    html = to_html(payload)
    assert walked(html).faults == []
    assert re.search(r"@room\b", to_plain(payload), re.IGNORECASE) is None
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html + to_plain(payload))


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_an_output_is_stable(payload: str) -> None:
    html = to_html(payload)
    assert to_html(payload) == html
    again = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}, "ol": {"start"}, "code": {"class"}}, link_rel=None)
    assert walked(again).seen == walked(html).seen
    assert re.findall("<[^>]*>", again) == re.findall("<[^>]*>", html)


def test_the_walk_itself_sees_what_is_forbidden() -> None:
    assert walked("<p onclick=x><img><a href='javascript:1'>@room</a>").faults


@pytest.mark.parametrize("shown", ["bank.example", "https://bank.example/x", "www.bank.example", "192.0.2.1"])
@pytest.mark.parametrize(("address", "honest"), [("https://evil.example/a", False), ("the same", True)])
def test_a_link_that_shows_another_host_is_made_plain(shown: str, address: str, honest: bool) -> None:
    if honest:
        address = shown if shown.startswith("http") else f"https://{shown}/a"
    html = to_html(f"[{shown}]({address})")
    assert ("<a " in html) is honest
    assert ("(evil.example)" in html) is not honest


@pytest.mark.parametrize(("meant", "pill"), [(["@alice:server"], True), (["@bob:server"], False), ([], False)])
def test_a_pill_stays_only_for_whom_the_bot_means(meant: list[str], pill: bool) -> None:
    done = trusted("Hello [Alice](https://matrix.to/#/@alice:server)", mentions=meant)
    assert ("<a " in done.html) is pill
    assert done.plain == ("Hello Alice" if pill else "Hello Alice (@alice:server)")


def test_links_to_rooms_and_pages_stay() -> None:
    html = to_html("[room](https://matrix.to/#/!r:server?via=server) [page](https://ok.example/a?b=1&c=2)")
    assert html.count("<a href=") == 2
    assert "?b=1&amp;c=2" in html


def test_a_room_ping_inside_an_address_keeps_the_address() -> None:
    done = trusted("[page](https://ok.example/@room/x)")
    assert 'href="https://ok.example/%40room/x"' in done.html
    assert "https://ok.example/%40room/x" in done.plain


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and *it*", "<p><strong>bold</strong> and <em>it</em></p>"),
        ("two\nlines", "<p>two<br>\nlines</p>"),
        ("now:\n- a\n- b", "<p>now:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("#42 is late", "<p>#42 is late</p>"),
        ("# Title", "<h1>Title</h1>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("```python\nx < 1\n```", '<pre><code class="language-python">x &lt; 1\n</code></pre>'),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**bold** and `code`", "bold and code"),
        ("one\n\ntwo\nthree", "one\n\ntwo\nthree"),
        ("Now:\n- a\n- b\n\nEnd", "Now:\n- a\n- b\n\nEnd"),
        ("- a\n    - b\n    - c\n- d", "- a\n  - b\n  - c\n- d"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("> said\n> so\n\nanswer", "> said\n> so\n\nanswer"),
        ("## Title\ntext", "Title\n\ntext"),
        ("[page](https://ok.example)", "page (https://ok.example)"),
        ("<https://ok.example>", "https://ok.example"),
        ("```\na\n  b\n```", "a\n  b"),
        ("a|b\n-|-\n1|2", "a | b\n1 | 2"),
        ("|a|b|\n|-|-|\n||2|", "a | b\n | 2"),
        ("a < b &amp; c", "a < b & c"),
        ("", ""),
    ],
)
def test_the_plain_form_reads_well(markdown: str, plain: str) -> None:
    assert to_plain(markdown) == plain


VALUES = [
    "*x* <b> @r [a](b)",
    "_x_ __y__ ***z***",
    "1. x",
    "- x",
    "+ x",
    "# x",
    "> x",
    "===",
    "---",
    "~~~",
    "```x```",
    "a|b",
    "\\*x\\*",
    "&amp; &lt; &#64;",
    "<https://evil.example>",
    "![x](y)",
    "[x]: y",
    "snake_case_name",
    "12.5",
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("phrase", ["{}", "Hello {}, welcome", "- {}", "first\n{}", "**{}**", "a|b\n-|-\n{}|x"])
def test_a_value_in_a_phrase_shows_as_it_is(phrase: str, value: str) -> None:
    expected = walked(to_html(phrase.replace("{}", "VALUE"))).seen
    assert walked(to_html(phrase.replace("{}", escape(value)))).seen == expected.replace("VALUE", value)


@given(st.text(max_size=80))
def test_any_value_in_a_phrase_shows_as_it_is(value: str) -> None:
    shown = " ".join(clean(value).split())
    seen = walked(to_html(f"Hello {escape(value)}!")).seen
    assert seen.replace("\u200b", "").strip() == f"Hello {shown}!"


@pytest.mark.parametrize("value", ["*x*", "a`b", "<b>", "", "  ", "x\n\ny", "\\"])
def test_a_code_span_shows_its_value(value: str) -> None:
    shown = " ".join(value.split()).replace("`", "'")
    assert to_html(code(value)) == (
        f"<p><code>{shown.replace('<', '&lt;').replace('>', '&gt;')}</code></p>" if shown else ""
    )


MARKS = "*_`~[]()<>!#-+.|\\&;:@\"'\n\t =1a/{}^$%\x02\u202e\ud800é"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(MARKS) | st.characters(), max_size=200))
def test_any_text_at_all_is_rendered_inside_the_subset(text: str) -> None:
    done = trusted(text)
    assert walked(done.html).faults == []
    done.html.encode()
    done.plain.encode()


def test_a_long_text_is_rendered_block_by_block() -> None:
    text = "\n\n".join(f"**paragraph {n}** " + "word " * 60 for n in range(100))
    done = trusted(text)
    assert done.html.count("<strong>") == 100
    assert not done.simple


def test_what_is_too_large_for_a_block_is_shown_and_not_lost() -> None:
    done = trusted("**a** " + "x" * 5000)
    assert done.simple
    assert "**a**" in done.html
    assert "x" * 5000 in done.plain


# --- the worker


@pytest.fixture
async def prose() -> AsyncIterator[ProseRenderer]:
    renderer = ProseRenderer()
    yield renderer
    await renderer.close()


async def longest_hold(task: "asyncio.Task[object]") -> float:
    """The longest time in seconds the loop was held while a task ran."""
    worst, before = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0.005)
        worst, before = max(worst, time.perf_counter() - before), time.perf_counter()
    return worst


async def test_the_worker_renders_as_we_do(prose: ProseRenderer) -> None:
    text = "**hello** [Alice](https://matrix.to/#/@alice:server)\n- a\n- b"
    assert await prose.render(text, ["@alice:server"]) == trusted(text, ["@alice:server"])
    assert await prose.html(text) == to_html(text)


SLOW = [
    "![" * 1000,
    "![" * 4000,
    "[" * 2000,
    "[" * 8000,
    "1. " * 667,
    "*" * 60_000,
    "> " * 30_000,
    "<" * 60_000,
]
WEARY = "\n\n".join(["a\n=\n" * 1_000] * 50)  # each block is within the limits: some five seconds in all
SLOW += [WEARY, "`" * 60_000, "[a](" * 15_000, "&#" * 30_000, "x" * 400_000, "\ud800" * 9]


async def test_slow_inputs_end_in_time_and_never_hold_the_loop(prose: ProseRenderer) -> None:
    await prose.html("warm")
    for text in SLOW:
        began = time.perf_counter()
        task: asyncio.Task[object] = asyncio.create_task(prose.render(text))
        assert await longest_hold(task) < 0.25
        assert time.perf_counter() - began < 3.5
        assert walked(getattr(await task, "html")).faults == []  # noqa: B009 - the task is typed as object


READY = "import sys,time;o=sys.stdout.buffer;o.write(b'\\0\\0\\0\\5ready');o.flush();"


@pytest.mark.parametrize("then", ["\nwhile True: pass", "sys.stdin.buffer.read(4);sys.exit(1)"])
async def test_a_worker_that_hangs_or_dies_is_replaced_and_the_text_is_shown_plainly(then: str) -> None:
    renderer = ProseRenderer(limit=timedelta(seconds=0.3), program=[sys.executable, "-c", READY + then])
    try:
        for _ in range(2):
            began = time.perf_counter()
            done = await renderer.render("**hello** <b>\n\n@room")
            assert time.perf_counter() - began < 5
            assert done.simple
            assert done.html == "<p>**hello** &lt;b&gt;</p>\n<p>@\u200broom</p>"
            assert renderer.pid is None
    finally:
        await renderer.close()


async def test_a_text_given_up_on_does_not_answer_for_the_next(prose: ProseRenderer) -> None:
    await prose.html("warm")
    task = asyncio.create_task(prose.html(WEARY))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await prose.html("next") == "<p>next</p>"


async def test_the_worker_is_kept_between_texts(prose: ProseRenderer) -> None:
    await prose.html("one")
    first = prose.pid
    await prose.html("two")
    assert prose.pid == first is not None
