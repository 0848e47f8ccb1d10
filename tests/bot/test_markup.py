"""Markdown of friends and others: nothing outside the Matrix subset, nobody addressed, the loop never held."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escaping import clean, code, escape
from bot.markup import ProseRenderer, to_html, to_plain, trusted
from bot.quick_markdown import quick
from bot.reader import NotOurs, pieces_of
from bot.rendering import is_tame, parsed
from tests.hostile.corpus import MARKS, MARKUP, TEXTS
from tests.hostile.faults import ATTRIBUTES, TAGS, walked
from tests.hostile.lag import LagProbe


@pytest.mark.parametrize("payload", MARKUP, ids=range(len(MARKUP)))
def test_nothing_outside_the_subset_comes_out(payload: str) -> None:
    html = to_html(payload)
    assert walked(html).faults == []
    assert re.search(r"@room\b", to_plain(payload), re.IGNORECASE) is None
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html + to_plain(payload))


@pytest.mark.parametrize("payload", MARKUP, ids=range(len(MARKUP)))
def test_an_output_is_stable(payload: str) -> None:
    html = to_html(payload)
    assert to_html(payload) == html
    again = nh3.clean(html, tags=TAGS, attributes={tag: {name} for tag, name in ATTRIBUTES}, link_rel=None)
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


@pytest.mark.long
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


@pytest.mark.later
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
    done = trusted("[a](b) " + "x" * 5000)
    assert done.simple
    assert "[a](b)" in done.html
    assert "x" * 5000 in done.plain


# --- what needs no parser

QUICK = [
    "one\n\ntwo\nthree",
    "**bold** and *it* and `code*d*` end",
    "Now:\n- a\n- b `c`\n\nEnd",
    "a\n\n---\n\nb",
    "a\n\n- b\n\n---\n\n- c",
    "*all* **of** it\n**too**",
    escape("*x* _y_ [a] {b} #c a|b <d> & e") + " and `f`",
    "l'équipe : 5\u00a0000 €",
    "2 + 2 = 4, snake-case, a/b; c. (d)!",
]
FEW = "ab *`-\n#1._&;\\[<|=+>é\u00a0"


@pytest.mark.parametrize("text", QUICK)
def test_what_needs_no_parser_looks_as_if_it_had_had_one(text: str) -> None:
    assert quick(text) is not None
    assert quick(text) == parsed(text)


BITS = ["a", " ", "\n", "\n\n", "- ", "**", "*", "`", "---", "&amp;", "\\*", "1"]


@pytest.mark.later
@settings(max_examples=600, deadline=None)
@given(st.text(alphabet=FEW, max_size=30) | st.lists(st.sampled_from(BITS), max_size=12).map("".join))
def test_no_text_is_read_otherwise_for_being_quick(text: str) -> None:
    text = clean(text)
    done = quick(text)
    if done is not None and is_tame(text):
        assert done == parsed(text)


@pytest.mark.parametrize(
    "text", ["@room", "a_b_", "[x](y)", "<b>", "# h", "> q", "1. a", "    code", "a\n===", "a&b", "``a``", "*a\u00a0*"]
)
def test_what_may_be_anything_else_is_not_guessed_at(text: str) -> None:
    assert quick(text) is None


# --- reading HTML again


@pytest.mark.parametrize("html", ["<p", "a > b", "<p onclick=x>", "<P>", "<a href='x'>", "<!-- x -->", "<p/>", "a <b"])
def test_what_no_sanitiser_writes_is_not_read(html: str) -> None:
    with pytest.raises(NotOurs):
        pieces_of(html)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_whatever_is_written_can_be_read(text: str) -> None:
    html = to_html(text)
    assert "".join(written for written, *_ in pieces_of(html)) == html


# --- the worker


@pytest.fixture
async def prose() -> AsyncIterator[ProseRenderer]:
    renderer = ProseRenderer(limit=timedelta(seconds=60))  # however busy the machine is
    yield renderer
    await renderer.close()


LONG = "**hello** [Alice](https://matrix.to/#/@alice:server)\n- a\n- b\n\n" + "and _so_ on " * 300


async def test_the_worker_renders_as_we_do(prose: ProseRenderer) -> None:
    assert await prose.render(LONG, ["@alice:server"]) == trusted(LONG, ["@alice:server"])
    assert await prose.page(LONG, ["@alice:server"]) == trusted(LONG, ["@alice:server"])
    assert await prose.html(LONG) == to_html(LONG)
    assert prose.pid is not None


@pytest.mark.parametrize("text", ["**short** [x](https://ok.example)", "no mark at all\n\n" * 500])
async def test_what_is_short_or_has_no_marks_needs_no_worker(prose: ProseRenderer, text: str) -> None:
    assert await prose.render(text) == trusted(text)
    assert prose.pid is None


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


@pytest.mark.long
async def test_slow_inputs_end_in_time_and_never_hold_the_loop() -> None:
    renderer = ProseRenderer()
    try:
        await renderer.html(LONG)
        for text in SLOW:
            began = time.perf_counter()
            async with LagProbe() as lag:
                done = await renderer.render(text)
            assert lag.computing < 0.25
            assert time.perf_counter() - began < 120  # two seconds, where nothing else keeps the machine busy
            assert walked(done.html).faults == []
    finally:
        await renderer.close()


READY = "import sys,time;o=sys.stdout.buffer;o.write(b'\\0\\0\\0\\5ready');o.flush();"


@pytest.mark.long
@pytest.mark.parametrize("then", ["\nwhile True: pass", "sys.stdin.buffer.read(4);sys.exit(1)"])
async def test_a_worker_that_hangs_or_dies_is_replaced_and_the_text_is_shown_plainly(then: str) -> None:
    renderer = ProseRenderer(limit=timedelta(seconds=0.3), program=[sys.executable, "-c", READY + then])
    try:
        for _ in range(2):
            began = time.perf_counter()
            done = await renderer.render(f"**hello** <b>\n\n@room{' _x_' * 400}")
            assert time.perf_counter() - began < 60  # half a second, where nothing else keeps the machine busy
            assert done.simple
            assert done.html == f"<p>**hello** &lt;b&gt;</p>\n<p>@\u200broom{' _x_' * 400}</p>"
            assert renderer.pid is None
    finally:
        await renderer.close()


async def test_a_text_given_up_on_does_not_answer_for_the_next(prose: ProseRenderer) -> None:
    await prose.html(LONG)
    task = asyncio.create_task(prose.html(WEARY))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await prose.html(LONG) == to_html(LONG)


async def test_the_worker_is_kept_between_texts(prose: ProseRenderer) -> None:
    await prose.html(LONG)
    first = prose.pid
    await prose.html(LONG + "again")
    assert prose.pid == first is not None


CONFINED = "from bot.rendering_worker import *; confine(); import bot.rendering_worker as w;"
GREED = "w.render = lambda text, mentions: bytearray(2 ** 30);"
SPIN = "w.render = lambda text, mentions: [0 for _ in iter(int, 1)]; w.MAX_PROCESSOR = 1;"
SERVE = "serve(sys.stdin.buffer, sys.stdout.buffer)"


@pytest.mark.long
@pytest.mark.parametrize("fault", [GREED, SPIN], ids=["memory", "processor"])
async def test_the_kernel_ends_a_worker_that_takes_too_much(fault: str) -> None:
    program = [sys.executable, "-P", "-c", CONFINED + fault + SERVE]
    renderer = ProseRenderer(limit=timedelta(seconds=20), program=program)
    try:
        done = await renderer.render(LONG)
        assert done.simple
        assert "and _so_ on" in done.plain
        assert renderer.pid is None
    finally:
        await renderer.close()


async def test_a_worker_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    opens = f"w.render = lambda text, mentions: open({str(file)!r}, 'w');"
    renderer = ProseRenderer(program=[sys.executable, "-P", "-c", CONFINED + opens + SERVE])
    try:
        assert (await renderer.render(LONG)).simple
        assert not file.exists()
    finally:
        await renderer.close()
