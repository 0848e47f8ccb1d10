"""Items that staff collect all month: drafts, items from a day on, and one text in two languages."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.update import MOST_TEXT
from tests.cast import Cast
from tests.fakes.memory import Post

OUT = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)


async def issues(cast: Cast, room: str = "LEV") -> list[Post]:
    return [post for post in await cast.posts(room) if "digest-issue" in cast.keys(post)]


async def sent(cast: Cast) -> str:
    await cast.sofia.asks("digest send LEV")
    await cast.sofia.asks("yes")
    return (await issues(cast))[-1].plain


async def test_a_draft_stands_in_no_issue_until_it_is_published(cast: Cast) -> None:
    await cast.sofia.asks("update post activities draft:yes A webinar on remedy")
    assert cast.sofia.was_told("update-is-draft")
    await cast.sofia.asks("update post activities A second thing")
    await cast.sofia.asks("digest show LEV")
    assert "webinar" not in cast.sofia.text
    await cast.tom.asks("update list")
    assert cast.tom.was_told("update-state-draft")
    await cast.tom.asks("update publish U-1")
    assert cast.tom.was_told("update-stands")
    await cast.tom.asks("update draft U-1")
    await cast.sofia.asks("digest show LEV")
    assert "webinar" not in cast.sofia.text
    await cast.tom.asks("update publish U-1")
    assert "webinar" in await sent(cast)


@pytest.mark.later
async def test_an_item_stands_from_its_day_on(cast: Cast) -> None:
    await cast.sofia.asks("update post activities starting:2027-02-10 The call is open")
    assert cast.sofia.was_told("update-from")
    await cast.sofia.asks("update post activities A webinar")
    await cast.until(OUT)
    [january] = await issues(cast)
    assert "webinar" in january.plain
    assert "call is open" not in january.plain
    await cast.until(datetime(2027, 3, 1, 8, 0, tzinfo=UTC))
    _, february = await issues(cast)
    assert "call is open" in february.plain


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("update post activities starting:2027-02-05 draft:yes Which", "update-draft-or-day"),
        (f"update post activities {'word ' * 300}word", "update-long"),
        (f'update post activities fr:"{"mot " * 500}" Short', "update-long"),
        ('update post activities fr:"Un" en:"One" Which', "update-one-language"),
    ],
)
async def test_what_can_not_be_an_item_is_said_and_nothing_is_kept(cast: Cast, said: str, told: str) -> None:
    await cast.sofia.asks(said)
    assert cast.sofia.was_told(told)
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-none")


async def test_the_longest_item_is_taken(cast: Cast) -> None:
    await cast.sofia.asks(f"update post activities {'w' * MOST_TEXT}")
    assert cast.sofia.was_told("update-posted")


@pytest.mark.parametrize(
    ("languages", "texts"), [("fr", ["webinaire"]), ("en", ["webinar "]), ("fr en", ["webinaire", "webinar "])]
)
async def test_a_room_reads_an_item_in_its_own_language(cast: Cast, languages: str, texts: list[str]) -> None:
    await cast.sofia.asks(f"room language LEV {languages}")
    await cast.sofia.asks('update post activities fr:"Un webinaire sur la réparation" A webinar on remedy')
    issue = await sent(cast)
    for text in ("webinaire", "webinar "):
        assert (text in issue) is (text in texts)
    assert "prose" not in issue


async def test_the_other_language_is_shown_with_a_word_where_one_is_missing(cast: Cast) -> None:
    await cast.sofia.asks("room language LEV fr")
    await cast.sofia.asks("update post activities A webinar on remedy")
    await cast.sofia.asks("digest show LEV")
    assert "(en anglais)" in cast.sofia.text.lower() or "anglais" in cast.sofia.text
    await cast.sofia.asks("update edit U-1 language:fr Un webinaire sur la réparation")
    await cast.sofia.asks("update show U-1")
    assert "A webinar on remedy" in cast.sofia.text
    assert "Un webinaire" in cast.sofia.text
    issue = await sent(cast)
    assert "webinaire" in issue
    assert "webinar on" not in issue


@pytest.mark.parametrize("said", ["update publish U-1", "update draft U-1"])
async def test_only_staff_publish_and_set_aside(cast: Cast, said: str) -> None:
    await cast.sofia.asks("update post activities draft:yes A webinar")
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")
    await cast.sofia.asks("update list")
    assert cast.sofia.was_told("update-state-draft")


async def test_what_was_issued_is_no_draft_again(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A webinar")
    await sent(cast)
    for said in ("update draft U-1", "update publish U-1", "update drop U-1"):
        await cast.sofia.asks(said)
        assert cast.sofia.was_told("update-issued")
    await cast.passes(timedelta(0))
