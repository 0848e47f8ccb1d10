"""Past issues read again, and issues as files: each by whoever may read it now."""

from html.parser import HTMLParser

import pytest

from bot.platform import Attachment
from storage.access import Role
from storage.organisation import OrganisationKind
from tests.cast import Cast, Member


async def issued(cast: Cast, *items: str) -> None:
    for item in items:
        await cast.sofia.asks(f"update post {item}")
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    assert await cast.heard("LEV", "digest-issue")


def file_of(member: Member) -> Attachment:
    return next(post.text for post in member.posts if isinstance(post.text, Attachment))


async def test_an_issue_is_read_again_by_those_who_take_part(cast: Cast) -> None:
    await cast.greta.asks("digest archive")
    assert cast.greta.was_told("digest-archive-none")
    await issued(cast, "activities A webinar on remedy")
    await cast.greta.asks("digest archive")
    assert "2027-01" in cast.greta.text
    await cast.greta.asks("digest archive 2027-01")
    assert "webinar on remedy" in cast.greta.text
    await cast.pia.asks("digest archive 2027-01 group:LEV")
    assert "webinar" not in cast.pia.text


@pytest.mark.later
@pytest.mark.parametrize("withdrawn", [True, False])
async def test_what_was_withdrawn_since_is_not_read_again(cast: Cast, withdrawn: bool) -> None:
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')
    await issued(cast, "activities A webinar")
    if withdrawn:
        await cast.luc.asks("lesson withdraw L-1")
        await cast.luc.asks("yes")
    await cast.greta.asks("digest archive 2027-01")
    assert ("Yearly clause" in cast.greta.text) is not withdrawn
    assert "A webinar" in cast.greta.text


@pytest.mark.later
async def test_an_item_for_some_is_read_again_by_them_alone(cast: Cast) -> None:
    await issued(cast, 'opportunities only:"City of Ghent, Ville de Lyon, City of Oslo" Sign it', "activities Webinar")
    await cast.join("Dirk", "City of Delft", OrganisationKind.AFFILIATE, Role.LIAISON, "en")
    await cast.sofia.asks('group join "City of Delft" group:LEV')
    dirk = cast.members["dirk"]
    await dirk.asks("digest archive 2027-01")
    assert "Webinar" in dirk.text
    assert "Sign it" not in dirk.text
    await cast.greta.asks("digest archive 2027-01")
    assert "Sign it" in cast.greta.text
    await cast.sofia.asks("digest export LEV 2027-01")
    assert b"Webinar" in file_of(cast.sofia).data
    assert b"Sign it" not in file_of(cast.sofia).data  # not everybody in that room may read it any more


@pytest.mark.parametrize("said", ["2027-13", "January", "2027-1", "..", "２０２７-01"])
async def test_a_month_that_is_none_is_asked_for_again(cast: Cast, said: str) -> None:
    await cast.greta.asks(f"digest archive {said}")
    assert cast.greta.was_told("digest-month-unclear")


async def test_a_month_without_an_issue_and_one_that_may_not_be_read_sound_alike(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await issued(cast, "activities A webinar")
    await cast.greta.asks("digest archive 2026-12")
    assert cast.greta.was_told("digest-no-month")
    await cast.greta.asks("digest archive 2027-01 group:ICT")
    there = cast.greta.text
    await cast.greta.asks("digest archive 2027-01 group:NONE")
    assert there.replace("ICT", "NONE") == cast.greta.text


class _Read(HTMLParser):
    """The tags of a page, and its addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in {"src", "srcset", "background", "poster"}]
        self.loads += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]


HOSTILE = "activities <script>alert(1)</script> ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> =1+1"


@pytest.mark.parametrize("form", ["html", "markdown"])
async def test_an_issue_as_a_file_loads_and_runs_nothing(cast: Cast, form: str) -> None:
    await cast.sofia.asks("room language LEV fr en")
    await cast.sofia.asks(f"update post {HOSTILE}")
    await cast.sofia.asks("update post activities A webinar on remedy")
    await cast.sofia.asks(f"digest export LEV form:{form}")
    file = file_of(cast.sofia)
    text = file.data.decode()
    assert "webinar on remedy" in text
    assert "janvier" in text
    assert "January" in text
    if form == "markdown":
        assert file.name == "update.md"
        assert "\\<script" in text
        assert "<img" not in text.replace("\\<img", "")
        return
    page = _Read()
    page.feed(text)
    assert page.loads == []
    assert not page.tags & {"script", "img", "iframe", "object", "link", "form"}
    assert "default-src 'none'" in text


@pytest.mark.parametrize("said", ["digest export LEV", "digest export LEV 2027-01"])
async def test_only_staff_export(cast: Cast, said: str) -> None:
    await issued(cast, "activities A webinar")
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")
    assert not [post for post in cast.greta.posts if isinstance(post.text, Attachment)]
