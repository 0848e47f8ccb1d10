"""What reads like a grievance is held back at the front door, on both platforms."""

import pytest

from tests.cast import Cast

NAMED = "A worker named Lin says nights are unpaid."
SAID = (
    f"question ask {NAMED} group:LEV",
    f"lesson add worked tools named title:Nights {NAMED}",
    f'tool add "Night audits" {NAMED}',
    f"expertise offer tools {NAMED}",
    f"expertise need tools {NAMED}",
)
KEPT = {"question-asked", "lesson-added", "tool-added", "expertise-offered", "expertise-needed"}


def lin(cast: Cast) -> list[str]:
    """Where the name was ever posted, but for the chat of whoever said it."""
    own = cast.chats(cast.greta.account)
    return [post.plain for post in cast.platform.log if "Lin" in post.plain.split() and post.room not in own]


@pytest.mark.parametrize("said", SAID)
async def test_it_goes_on_only_when_its_writer_says_that_it_names_nobody(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("grievance-held")
    assert cast.greta.was_told("ask-nobody")
    assert not lin(cast)
    await cast.greta.asks("no")
    assert cast.greta.was_told("grievance-elsewhere")
    await cast.greta.asks("yes")
    assert not any(cast.greta.was_told(key) for key in KEPT)
    assert not lin(cast)
    await cast.greta.asks(said)
    await cast.greta.asks("yes")
    assert any(cast.greta.was_told(key) for key in KEPT)


async def test_in_a_room_the_room_hears_nothing_of_it(cast: Cast) -> None:
    before = len(await cast.posts("LEV"))
    await cast.greta.says("LEV", f"!question ask {NAMED}")
    assert cast.greta.was_told("grievance-held")
    assert len(await cast.posts("LEV")) == before
    await cast.greta.asks("cancel")
    await cast.luc.asks("question list")
    assert cast.luc.was_told("question-none")


async def test_an_answer_and_an_edit_are_held_back_too(cast: Cast) -> None:
    await cast.greta.asks("question ask Who audits? group:LEV")
    await cast.luc.asks(f"question answer Q-1 {NAMED}")
    assert cast.luc.was_told("grievance-held")
    assert not await cast.heard("LEV", "answer-post")
    await cast.luc.asks("oui")
    assert await cast.heard("LEV", "answer-post")
    await cast.luc.asks("lesson add worked tools named title:Nights We audited.")
    await cast.luc.asks(f"lesson edit L-1 {NAMED}")
    assert cast.luc.was_told("grievance-held")


async def test_a_form_is_held_back_with_a_button_to_go_on(both: Cast) -> None:
    greta = both.greta.discord
    await greta.forms("question ask", room="LEV-discord", text=NAMED)
    assert greta.was_told("grievance-held")
    assert not await both.heard("LEV", "question-post")
    await greta.clicks(greta.posts[-1], "yes")
    assert await both.heard("LEV", "question-post")


async def test_the_record_says_that_something_was_held_and_not_what(cast: Cast) -> None:
    await cast.greta.asks(f"question ask {NAMED} group:LEV")
    await cast.sofia.asks("audit show person:Greta")
    assert "Lin" not in cast.sofia.text
