"""What Discord reads: every mark that is opened is closed, nobody is addressed, no text poses as ours."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat_markdown import escaped, from_html
from bot.dialect import DiscordDialect
from bot.markup import ProseRenderer, trusted
from bot.phrasebook import Phrasebook
from storage.message import Link, Mention, Moment, Prose, Step, say

HERE = DiscordDialect()
HOSTILE = "@everyone @here <@1> <@&2> <#3> <t:0:R> <:x:4> </help:5> ||x|| **a *b _c ~~d~~ __e__ `f ```g > h # i\n-# j"


@pytest.fixture
async def prose() -> AsyncIterator[ProseRenderer]:
    """A renderer of people's texts."""
    renderer = ProseRenderer()
    yield renderer
    await renderer.close()


def written(markdown: str) -> str:
    return from_html(trusted(markdown).html)


def bare(text: str) -> str:
    """What Discord takes for markup: without what is escaped, code, and the links that we made."""
    return re.sub(r"\\[^A-Za-z0-9\s]|`[^`]*`|\[[^\]]*\]\(<[^>]*>\)|<https?://[^>\s]*>", "x", text)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**b** and *i* and `c*d*`", "**b** and *i* and `c*d*`"),
        ("a * b_c ~~d~~ \\*e\\*", r"a \* b\_c \~\~d\~\~ \*e\*"),
        ("# Head\n\ntext", "**Head**\n\ntext"),
        ("- a\n- b\n    - c\n\n1. d\n2. e", "- a\n- b\n  - c\n1. d\n2. e"),
        ("> one\n>\n> two\n\nthree", "> one\n> \n> two\n\nthree"),
        ("a\n\n---\n\nb", "a\n\n———\n\nb"),
        ("[here](https://a.org/x_y)", "[here](<https://a.org/x_y>)"),
        ("[https://good.org](https://bad.org)", "<https://good.org> (bad.org)"),
        ("see https://a.org/x_y, or (http://b.org).", "see <https://a.org/x_y>, or (<http://b.org>)."),
        (r"https://a.org/@everyone/\[x]*y", "<https://a.org/%40everyone/%5Bx%5D%2Ay>"),
        ("\\# no head", "\\# no head"),
        ("```\nx = *p\n```", r"x = \*p"),
    ],
)
def test_markdown_is_written_again_as_discord_reads_it(markdown: str, expected: str) -> None:
    assert written(markdown) == expected


@pytest.mark.parametrize("text", ["# x", "-# x", "> x", ">>> x", "- x", "+ x", "1. x", "12) x", "> # x"])
def test_a_line_begins_nothing(text: str) -> None:
    line = from_html(f"<p>{text.replace('>', '&gt;')}</p>")
    assert not re.match(r"(?:[#>+-]|-#|\d+[.)])", line)


def test_escaped_text_addresses_nobody_and_hides_nothing() -> None:
    text = escaped(HOSTILE)
    assert not re.search(r"@(?:everyone|here)", text)
    assert not re.search(r"[<|`*_~]", bare(text))


@pytest.mark.later
@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab*_~`|<>@#[]()!:/.-+1\\ \n\ue004\ue005")), max_size=60))
def test_whatever_people_write_closes_what_it_opens(text: str) -> None:
    page = from_html(trusted(text.translate({0xE004: None, 0xE005: None})).html)
    marks = bare(page)
    assert "`" not in marks
    assert marks.count("**") % 2 == 0
    assert "~" not in marks
    assert "||" not in marks
    assert not re.search(r"<(?![^>\s]*://)", marks)


async def test_a_page_has_moments_mentions_links_and_steps_of_its_own_platform(prose: ProseRenderer) -> None:
    book = Phrasebook.load(strict=True)
    starts = Moment(datetime(2027, 3, 9, 13, tzinfo=UTC), "Europe/Paris")
    message = say("meeting-announced", title="Plan *B* \ue004@1\ue005", code="MTG_1", starts=starts, minutes=60)
    message = message.then(
        say("action-text", text=Mention("123", "Ana")),
        say("action-text", text=Mention("@ana:x.org", "Ana *D*")),
        say("action-text", text=Link("https://a.org/x(y)", "room")),
        say("next-step", step=Step(("meeting", "show"), "MTG_1")),
    )
    rendered = await book.rendered(message, ["en"], HERE, prose)
    assert rendered.html == ""
    assert rendered.mentions == ("123", "@ana:x.org")
    assert rendered.plain.startswith(r"**Plan \*B\* @1** (MTG\_1): <t:1804597200:F>, 60 minutes.")
    assert "<@123>" in rendered.plain
    assert r"Ana \*D\*" in rendered.plain
    assert "[room](<https://a.org/x%28y%29>)" in rendered.plain
    assert "`/meeting show MTG_1`" in rendered.plain
    assert "Europe/Paris" not in rendered.plain


async def test_what_people_wrote_is_quoted_and_ends_where_it_ends(prose: ProseRenderer) -> None:
    book = Phrasebook.load(strict=True)
    message = say("action-text", text=Prose(HOSTILE, "en")).then(say("action-text", text="ours"))
    rendered = await book.rendered(message, ["en"], HERE, prose)
    *quoted, _, ours = rendered.plain.split("\n")
    assert ours == "ours"
    assert all(line.startswith("> ") for line in quoted)
    assert not re.search(r"@(?:everyone|here)|<[@#t:/]", bare(rendered.plain))
