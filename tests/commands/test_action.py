"""Actions through the front door: put down, done, handed on, remembered, listed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from commands.action import list_message, open_actions_of
from storage.person import Person
from tests.cast import Cast, Member

ADD = "!action add Gus 15 March Write to the tyre plant"


def told(cast: Cast, member: Member, key: str) -> int:
    """How many messages with this key ever arrived in somebody's private chat."""
    chats = cast.chats(member.account)
    return sum(key in cast.keys(post) for post in cast.platform.log if post.room in chats)


async def test_an_action_is_numbered_and_its_owner_told(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.luc.asks("action ajouter Greta 1 avril Trouver les salaires groupe:LEV")
    assert "ACT-2" in cast.luc.text
    assert await cast.heard("LEV", "action-added")
    assert told(cast, cast.gus, "action-given") == 1
    assert told(cast, cast.greta, "action-given") == 1


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("otto", "action add Gus 15 March Look on group:LEV", "absent"),  # an observer
        ("pia", "action add Gus 15 March Look on group:LEV", "absent"),  # of no member of the group
        ("greta", "action add Pia 15 March Write group:LEV", "action-owner-outside"),
        ("greta", "action done ACT-1", "absent"),  # neither owner nor staff
        ("greta", "action hand-on ACT-1 Luc", "absent"),
        ("greta", "action postpone ACT-1 1 April", "absent"),
        ("pia", "action show ACT-1", "absent"),
        ("pia", "action show ACT-99", "absent"),
        ("sofia", "action hand-on ACT-1 Pia", "action-owner-outside"),
        ("gus", "action reopen ACT-1", "action-open-already"),
    ],
)
async def test_what_is_not_allowed_changes_nothing(cast: Cast, name: str, text: str, refused: str) -> None:
    await cast.greta.says("LEV", ADD)
    person = cast.members[name]
    await person.asks(text)
    assert person.was_told(refused)
    await cast.gus.asks("action list")
    assert "ACT-1 Write to the tyre plant – Gus (City of Ghent), Monday 15 March 2027" in cast.gus.text
    assert "ACT-2" not in cast.gus.text


async def test_done_is_a_command_or_a_reply_and_can_be_undone(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    given = next(post for post in reversed(cast.platform.log) if "action-given" in cast.keys(post))
    await cast.gus.replies(given, "done")
    assert cast.gus.was_told("action-done")
    await cast.gus.replies(given, "done")
    assert cast.gus.was_told("action-closed-already")
    await cast.gus.asks("action reopen ACT-1")
    assert cast.gus.was_told("action-reopened")
    await cast.sofia.asks("action done ACT-1")
    assert cast.sofia.was_told("action-done")
    await cast.gus.asks("my")
    assert cast.gus.was_told("my-nothing")


async def test_an_action_handed_on_is_told_to_both(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.sofia.asks("action hand-on ACT-1 Luc")
    assert cast.sofia.was_told("action-handed-on")
    assert told(cast, cast.luc, "action-given") == 1
    assert told(cast, cast.gus, "action-handed-on-from-you") == 1
    await cast.luc.asks("mon")
    await cast.luc.asks("action lister")
    assert "ACT-1" in cast.luc.text
    await cast.gus.asks("action list")
    assert "ACT-1" not in cast.gus.text


@pytest.mark.later
async def test_the_list_is_ones_own_in_private_and_the_groups_in_its_room(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.greta.says("LEV", "!action add Luc 1 February Ask for the invoices")
    await cast.until(datetime(2027, 2, 3, 9, 0, tzinfo=UTC))
    await cast.gus.asks("action list")
    assert "ACT-2" not in cast.gus.text
    await cast.gus.asks("action list group")
    text = cast.gus.text
    assert text.index("ACT-2") < text.index("ACT-1")
    assert "overdue" in text
    await cast.gus.says("LEV", "!action list")
    assert "ACT-2" in (await cast.post("LEV", "action-list")).plain


async def test_open_actions_stand_with_the_next_meetings_agenda(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.sofia.asks("meeting schedule 9 March 2pm Tyres group:LEV")
    await cast.greta.asks("meeting show MTG-27-Q1-LEV")
    assert "ACT-1 Write to the tyre plant" in cast.greta.text
    await cast.gus.asks("action done ACT-1")
    await cast.greta.asks("meeting show MTG-27-Q1-LEV")
    assert "ACT-1" not in cast.greta.text


@pytest.mark.later
async def test_the_owner_is_reminded_in_the_morning_before_and_after_the_day_once_each(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.until(datetime(2027, 3, 8, 6, 59, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 0
    for _ in range(2):
        await cast.passes(timedelta(minutes=1))
    assert told(cast, cast.gus, "action-reminder") == 1
    await cast.until(datetime(2027, 3, 14, 7, 0, tzinfo=UTC))
    await cast.until(datetime(2027, 3, 15, 23, 30, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 2
    assert told(cast, cast.gus, "action-overdue") == 0
    await cast.until(datetime(2027, 3, 16, 7, 0, tzinfo=UTC))
    for _ in range(3):
        await cast.passes(timedelta(days=1))
    assert (told(cast, cast.gus, "action-reminder"), told(cast, cast.gus, "action-overdue")) == (2, 1)


async def test_after_an_absence_one_reminder_goes_out_and_not_at_night(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.until(datetime(2027, 3, 14, 21, 0, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 0
    await cast.until(datetime(2027, 3, 15, 7, 0, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 1


@pytest.mark.later
async def test_what_is_done_or_given_to_another_is_not_remembered(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.greta.says("LEV", "!action add Gus 15 March Call the union")
    await cast.gus.asks("action done ACT-1")
    await cast.until(datetime(2027, 3, 12, 9, 0, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 1
    await cast.gus.asks("action hand-on ACT-2 Luc")
    await cast.until(datetime(2027, 3, 14, 9, 0, tzinfo=UTC))
    assert told(cast, cast.gus, "action-reminder") == 1
    assert told(cast, cast.luc, "action-reminder") == 1


async def test_staff_get_the_list_of_what_a_person_leaves_behind(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    async with cast.app.storage.unit() as unit:
        gus = await unit.scalar(select(Person).where(Person.name == "Gus"))
        assert gus is not None
        message = list_message(gus, await open_actions_of(unit, gus))
    assert list(message.keys()) == ["action-left-behind", "line-action-open", "next-step"]
    assert message.below[-1].values["step"].rest == "ACT-1"  # type: ignore[union-attr]  # a Step


async def test_the_actions_of_somebody_removed_go_to_their_liaison_who_is_told(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD)
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")
    assert await cast.heard("Staff", "person-actions-handed-on")
    assert told(cast, cast.greta, "action-given") == 1
    await cast.greta.asks("action list")
    assert "ACT-1" in cast.greta.text


async def test_where_nobody_can_take_them_over_staff_get_the_list_and_hand_them_on(cast: Cast) -> None:
    await cast.greta.says("LEV", ADD.replace("Gus", "Olga"))
    await cast.sofia.asks("person remove Olga")
    await cast.sofia.asks("yes")
    assert "ACT-1 Write to the tyre plant" in (await cast.post("Staff", "action-left-behind")).plain
    await cast.sofia.asks("action hand-on ACT-1 Luc")
    assert told(cast, cast.luc, "action-given") == 1
