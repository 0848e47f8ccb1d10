"""Where to begin: help for this person, here, now; and what waits for them."""

import re

import pytest

from tests.cast import Cast
from tests.storage.plans import listening


async def test_help_shows_at_most_seven_things_that_are_allowed(cast: Cast) -> None:
    for who in (cast.sofia, cast.greta, cast.pia, cast.otto):
        await who.asks("help")
        (post,) = who.posts
        assert sum(key == "line-command" for key in cast.keys(post)) <= 7
    await cast.greta.asks("help")
    assert "person invite" not in cast.greta.text
    await cast.sofia.asks("help")
    assert "meeting schedule" in cast.sofia.text
    assert "group open" in cast.sofia.text


@pytest.mark.parametrize("said", ["help meeting", "aide réunion", "aide reunion"])
async def test_help_on_a_topic_shows_all_of_it_in_any_language(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("help-topic")
    assert "meeting rsvp" in cast.greta.text
    assert "meeting schedule" not in cast.greta.text, "that is for staff"


async def test_of_many_commands_those_about_one_thing_stand_together(cast: Cast) -> None:
    await cast.luc.asks("aide engagement")
    (post,) = cast.luc.posts
    assert cast.keys(post).count("help-of-one") == 1
    others, papers = post.plain.split("sa référence en premier")
    assert "engagement clore" in others
    assert "engagement signer" in papers
    assert "engagement signer" not in others
    await cast.greta.asks("help action")
    assert not cast.greta.was_told("help-of-one"), "few need no headings"


async def test_help_names_the_topics_in_which_the_asker_may_do_something(cast: Cast) -> None:
    await cast.sofia.asks("help")
    assert "clearance" in cast.sofia.text
    await cast.luc.asks("aide")
    assert "aide réunion" in cast.luc.text
    assert "habilitation" not in cast.luc.text


@pytest.mark.parametrize("said", ["help meetings", "aide réunions", "aide l’ordre du jour d’une réunion"])
async def test_help_finds_the_topic_among_other_words(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("help-topic")
    assert "meeting rsvp" in cast.greta.text


async def test_help_on_a_verb_shows_the_commands_that_have_it(cast: Cast) -> None:
    await cast.luc.asks("aide signer")
    assert cast.luc.was_told("help-topic")
    assert "engagement signer" in cast.luc.text


async def test_help_says_what_it_does_not_know(cast: Cast) -> None:
    await cast.greta.asks("help elephants")
    assert cast.greta.was_told("help-unknown")
    assert cast.greta.was_told("help-more")
    await cast.greta.asks("meeting elephants")
    assert cast.greta.was_told("help-topic-only")


async def test_what_waits_for_somebody_is_theirs_alone(cast: Cast) -> None:
    await cast.greta.asks("my")
    assert cast.greta.was_told("my-nothing")
    await cast.sofia.asks("meeting schedule 2027-03-09 14:00 Quarterly group:LEV")
    await cast.greta.asks("my")
    assert not cast.greta.was_told("my-nothing")
    assert "MTG-27-Q1-LEV" in cast.greta.text
    await cast.pia.asks("my")
    assert cast.pia.was_told("my-nothing")


async def test_to_whom_nothing_waits_is_helped_after_one_question(cast: Cast) -> None:
    await cast.pia.asks("help")
    with listening(cast.app.storage) as heard:
        await cast.pia.asks("help")
    asked = [statement for statement in heard.statements if "topic_0" in statement]
    assert len(asked) == 1
    tables = ("meeting", "action_item", "summary", "question", "lesson", "participation", "disclosure", "measure")
    assert not [one for one in heard.statements if one not in asked and re.search(rf"FROM ({'|'.join(tables)})\b", one)]


async def test_first_contact_is_made_when_somebody_is_there_to_read_it(cast: Cast) -> None:
    await cast.sofia.asks('person invite @nils:memory "City of Oslo" liaison Nils')
    (chat,) = cast.chats("@nils:memory")
    assert cast.platform.posts(chat) == []
    await cast.app.look_at("memory", chat)
    await cast.settle()
    await cast.app.look_at("memory", chat)
    await cast.settle()
    (post,) = cast.platform.posts(chat)
    assert list(cast.keys(post))[:2] == ["first-contact", "knock"]
