"""A group's meetings in the calendar of the platform that has one: an entry for each date, which tells a code alone."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.platform import Never, Occurrence
from tests.cast import Cast

SERIES = "meeting series second Tuesday of the second month 14:00 Quarterly meeting minutes:90 group:LEV"
SINGLE = "meeting schedule 9 March 2pm Tyres and wages minutes:45 link:https://meet.example.org/lev group:LEV"
CODE = "MTG-27-Q1-LEV"


def shown(cast: Cast) -> list[Occurrence]:
    """What stands in the calendar, in order."""
    entries = (entry for _, entry in cast.platforms["discord"].calendar.values())
    return sorted((one for one in entries if not one.cancelled), key=lambda one: one.starts)


def off(cast: Cast) -> list[Occurrence]:
    """What is cancelled in the calendar."""
    return [entry for _, entry in cast.platforms["discord"].calendar.values() if entry.cancelled]


async def confirmed(cast: Cast, text: str) -> None:
    """Sofia asks for something others will see, and says yes."""
    await cast.sofia.asks(text)
    await cast.sofia.asks("yes")


async def test_a_meeting_is_shown_on_the_platform_with_a_calendar_and_on_no_other(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    (entry,) = shown(both)
    assert (entry.starts, entry.ends) == (
        datetime(2027, 3, 9, 13, 0, tzinfo=UTC),
        datetime(2027, 3, 9, 13, 45, tzinfo=UTC),
    )
    assert both.platform.calendar == {}
    assert "mirror" not in both.platform.calls


async def test_an_entry_tells_the_code_and_nothing_that_was_said_to_the_group(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    (entry,) = shown(both)
    assert (entry.name, entry.where) == (CODE, "Roundtable")
    assert await both.heard("LEV-discord", "meeting-announced"), "the group itself is told all of it"
    assert "Tyres and wages" in (await both.post("LEV-discord", "meeting-announced")).plain


@pytest.mark.later
async def test_each_date_of_a_series_is_an_entry_of_its_own_and_four_lie_ahead(both: Cast) -> None:
    await both.sofia.asks(SERIES)
    assert [one.name for one in shown(both)] == [f"MTG-27-Q{quarter}-LEV" for quarter in (1, 2, 3, 4)]
    await both.until(datetime(2027, 2, 10, 9, 0, tzinfo=UTC))
    await both.passes(timedelta(minutes=1))
    assert [one.name for one in shown(both)][-1] == "MTG-28-Q1-LEV"
    assert len(shown(both)) == 5


@pytest.mark.later
async def test_an_entry_moves_with_its_meeting(both: Cast) -> None:
    await both.sofia.asks(SERIES)
    await both.sofia.asks(f"meeting move {CODE} 10 February 3pm")
    assert len(both.platforms["discord"].calendar) == 4
    assert shown(both)[0].starts == datetime(2027, 2, 10, 14, 0, tzinfo=UTC)
    await both.sofia.asks(f"meeting move {CODE} 11 February 3pm")
    assert shown(both)[0].starts == datetime(2027, 2, 11, 14, 0, tzinfo=UTC)
    assert len(both.platforms["discord"].calendar) == 4


@pytest.mark.later
async def test_a_cancelled_meeting_is_off_and_one_that_takes_place_after_all_is_a_new_entry(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    await confirmed(both, f"meeting cancel {CODE}")
    assert both.sofia.was_told("meeting-cancelled")
    assert (shown(both), [one.name for one in off(both)]) == ([], [CODE])
    await both.sofia.asks(f"meeting reopen {CODE}")
    assert [one.name for one in shown(both)] == [f"{CODE}-2"]
    assert [one.name for one in off(both)] == [CODE]


async def test_nothing_is_taken_out_of_the_calendar_without_a_yes(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    await both.sofia.asks(f"meeting cancel {CODE}")
    await both.sofia.asks("no")
    assert [one.name for one in shown(both)] == [CODE]


@pytest.mark.later
async def test_with_a_series_every_date_to_come_falls_away(both: Cast) -> None:
    await both.sofia.asks(SERIES)
    await confirmed(both, f"meeting cancel-series {CODE}")
    assert shown(both) == []
    assert len(off(both)) == 4


@pytest.mark.parametrize("authorised", [True, False])
async def test_a_room_that_nobody_authorised_has_nothing_in_the_calendar(both: Cast, authorised: bool) -> None:
    if not authorised:
        await both.sofia.asks("room close LEV-discord")
    await both.sofia.asks(SINGLE)
    assert bool(shown(both)) is authorised


@pytest.mark.later
async def test_what_a_room_missed_comes_with_the_next_change(both: Cast) -> None:
    await both.sofia.asks("room close LEV-discord")
    await both.sofia.asks(SINGLE)
    for one in (both.sofia, both.tom):
        await one.asks("room authorise LEV-discord green")
        await one.asks("yes")
    await both.sofia.asks("meeting schedule 10 March 2pm Batteries group:LEV")
    assert [one.name for one in shown(both)] == [CODE, f"{CODE}-2"]


@pytest.mark.later
async def test_an_entry_that_somebody_deleted_is_made_anew_and_then_changed(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    side = both.platforms["discord"]
    mirror, given = side.mirror, []

    async def forgetful(target: object, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        given.append(event)
        made = await mirror(target, occurrence, None if event == given[0] else event, key=key)  # type: ignore[arg-type]
        return made

    (first,) = side.calendar
    given.append(first)
    side.calendar.clear()
    side.mirror = forgetful  # type: ignore[method-assign]
    await both.sofia.asks(f"meeting move {CODE} 10 March 2pm")
    await both.sofia.asks(f"meeting move {CODE} 11 March 2pm")
    assert len(side.calendar) == 1
    assert given[-1] == next(iter(side.calendar)) != first


async def test_a_calendar_that_takes_nothing_more_is_told_to_staff_and_stops_nothing(both: Cast) -> None:
    async def full(target: object, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        raise Never("too-many-events")

    both.platforms["discord"].mirror = full  # type: ignore[method-assign]
    await both.sofia.asks(SINGLE)
    assert await both.heard("LEV-discord", "meeting-announced")
    assert "too-many-events" in (await both.post("Staff", "staff-not-delivered")).plain
