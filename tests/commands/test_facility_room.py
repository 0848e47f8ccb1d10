"""A room for the buyers linked to a facility, by the front door: who is asked in, who may stay, what goes there."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from sqlalchemy import select

from bot.importing import take
from storage.access import Label
from storage.facility import LinkState, SupplyLink
from storage.organisation import Organisation, Purchase
from storage.room import Room, RoomState
from storage.room_class import RoomClass
from tests.cast import Cast
from tests.files import brings, worked
from tests.linkages import CONSORTIUM, PLANT, ROOT, change, id_of, reject_link, with_consortium, with_plant
from tests.scenes import NETWORK, Engine, Scene
from tests.summaries import COMPANY, approved

FOR_LINKED = {"readers": "linked", "more": f"facility:{PLANT}"}


async def agrees(cast: Cast, organisation: str, *, agree: bool = True) -> None:
    """It agrees that other buyers learn that it buys, as `organisation match` would have it."""
    owner = await id_of(cast, Organisation, name=organisation)
    await change(cast, Purchase, {"organisation_id": owner}, shared=agree)


async def _with_room(cast: Cast) -> None:
    await with_plant(cast)
    for name in ("Ville de Lyon", "City of Oslo"):
        await agrees(cast, name)
    await cast.sofia.asks(f"facility room {PLANT}")
    await cast.sofia.asks("yes")
    await cast.tom.asks(f"room authorise {PLANT} amber")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("room-authorised"), cast.tom.text


async def _with_plant(cast: Cast) -> None:
    await with_plant(cast)


WITH_PLANT, WITH_ROOM = Scene(_with_plant, NETWORK), Scene(_with_room, NETWORK)


@pytest_asyncio.fixture
async def plant(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """Lyon and Oslo are linked to the plant; neither has agreed that others learn of it."""
    async with engine.after(WITH_PLANT) as (cast, _):
        yield cast


@pytest_asyncio.fixture
async def table(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """Lyon and Oslo are linked to the plant and meet in its room, which may hear up to TLP:AMBER."""
    async with engine.after(WITH_ROOM) as (cast, _):
        yield cast


async def those_in(cast: Cast) -> set[str]:
    room = await cast.room(PLANT)
    return {one.partition(":")[0] for one in room.joined | room.invited} - {cast.platform.account.partition(":")[0]}


async def state_of(cast: Cast) -> RoomState:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Room).where(Room.name == PLANT))
        assert found is not None
        return found.state


async def test_the_linked_who_agreed_and_the_staff_are_asked_in_and_nobody_else(plant: Cast) -> None:
    await plant.sofia.asks(f"facility room {PLANT}")
    assert plant.sofia.was_told("facility-room-nobody")
    await agrees(plant, "Ville de Lyon")
    await plant.sofia.asks(f"facility room {PLANT}")
    assert plant.sofia.was_told("confirm-preview")
    await plant.sofia.asks("yes")
    assert plant.sofia.was_told("facility-room-opened")
    assert "City of Oslo is linked and is not asked in" in plant.sofia.text
    assert await those_in(plant) == {"@sofia", "@tom", "@luc"}
    async with plant.app.storage.unit() as unit:
        found = await unit.scalar(select(Room).where(Room.name == PLANT))
        assert found is not None
        assert (found.room_class, found.state, found.ceiling) == (RoomClass.LINKED, RoomState.PROPOSED, Label.CLEAR)
    await plant.sofia.asks(f"room authorise {PLANT} amber")
    assert plant.sofia.was_told("room-second-person"), "who opened it has said so"
    await plant.tom.asks(f"room authorise {PLANT} amber")
    await plant.tom.asks("yes")
    assert plant.tom.was_told("room-authorised")
    assert "for the buyers linked to its facility" in plant.tom.text


@pytest.mark.later
async def test_who_is_in_a_tender_is_not_shown_to_the_others(plant: Cast) -> None:
    for name in ("Ville de Lyon", "City of Oslo"):
        await agrees(plant, name)
    await plant.olga.asks(f'organisation tender "{COMPANY}" yes')
    await plant.sofia.asks(f"facility room {PLANT}")
    await plant.sofia.asks("yes")
    assert await those_in(plant) == {"@sofia", "@tom", "@luc"}
    await plant.olga.asks(f'organisation tender "{COMPANY}" no')
    await plant.sofia.asks(f"facility room {PLANT}")
    await plant.sofia.asks("yes")
    assert plant.sofia.was_told("facility-room-in-step")
    assert await those_in(plant) == {"@sofia", "@tom", "@luc", "@olga"}


@pytest.mark.later
async def test_nobody_but_staff_opens_one_and_whether_there_is_a_facility_is_not_told(table: Cast) -> None:
    for one in (table.luc, table.greta, table.pia, table.una):
        told = []
        for code in (PLANT, "FAC-2222"):
            await one.asks(f"facility room {code}")
            assert one.was_told("absent")
            told.append(one.text)
        assert told[0] == told[1]
        await one.asks("room list")
        assert PLANT not in one.text
        await one.asks(f"room show {PLANT}")
        assert not one.was_told("room-shown")


@pytest.mark.later
async def test_what_is_for_the_linked_is_released_there(table: Cast) -> None:
    code = await approved(table, **FOR_LINKED)
    await table.sofia.asks(f"summary release {code}")
    await table.sofia.asks("yes")
    assert await table.heard(PLANT, "summary-text")
    assert not await table.heard("LEV", "summary-text")


async def test_what_is_for_others_is_not(table: Cast) -> None:
    code = await approved(table, readers="linked", more=f"facility:{ROOT}")
    await table.sofia.asks(f"summary release {code}")
    await table.sofia.asks("yes")
    assert not await table.heard(PLANT, "summary-text")


@pytest.mark.later
@pytest.mark.parametrize("who", ["greta", "pia", "una"])
async def test_whoever_is_not_linked_closes_the_room_and_is_put_out(table: Cast, who: str) -> None:
    room = await table.room(PLANT)
    account = f"@{who}:memory"
    room.joined.add(account)
    code = await approved(table, **FOR_LINKED)
    await table.sofia.asks(f"summary release {code} {PLANT}")
    await table.sofia.asks("yes")
    assert not await table.heard(PLANT, "summary-text")
    await table.app.look_at("memory", room.id)
    await table.settle()
    assert await state_of(table) is RoomState.QUARANTINED
    assert await table.heard("Staff", "unfit-class")
    assert account not in room.joined, "nobody has to be asked for that"
    for one in (table.sofia, table.tom):
        await one.asks(f"room authorise {PLANT} amber")
        await one.asks("yes")
    await table.sofia.asks(f"summary release {code} {PLANT}")
    await table.sofia.asks("yes")
    assert await table.heard(PLANT, "summary-text")


async def test_a_partner_named_at_the_facility_may_be_there_until_it_is_named_no_more(table: Cast) -> None:
    await table.sofia.asks(f'facility partner {PLANT} "Labour Watch"')
    room = await table.room(PLANT)
    room.joined.add("@pia:memory")
    await table.app.look_at("memory", room.id)
    assert await state_of(table) is RoomState.AUTHORISED
    await table.sofia.asks(f'facility partner {PLANT} "Labour Watch" off:yes')
    assert "@pia:memory" not in room.joined
    assert await state_of(table) is RoomState.AUTHORISED, "nobody was there who may not, at any look"


async def test_a_member_of_a_linked_consortium_reads_elsewhere(table: Cast) -> None:
    await with_consortium(table, "City of Ghent")
    await agrees(table, CONSORTIUM)
    room = await table.room(PLANT)
    room.joined.add("@greta:memory")
    await table.app.look_at("memory", room.id)
    assert await state_of(table) is RoomState.QUARANTINED


@pytest.mark.later
async def test_with_the_link_goes_the_seat(table: Cast) -> None:
    assert await those_in(table) == {"@sofia", "@tom", "@luc", "@olga"}
    await table.sofia.asks(f'organisation confirm "City of Oslo" "{COMPANY}" off:yes')
    assert await those_in(table) == {"@sofia", "@tom", "@luc"}
    await table.sofia.asks(f'facility reject {PLANT} "{COMPANY}" Bus')
    assert await those_in(table) == {"@sofia", "@tom"}
    await table.sofia.asks(f'facility confirm {PLANT} "{COMPANY}" Bus')
    await table.app.look_at_all()
    await table.settle()
    assert await those_in(table) == {"@sofia", "@tom", "@luc"}, "and is back with it, at night"
    assert await state_of(table) is RoomState.AUTHORISED


BUS = "company,model,facility,tier\n{},Bus,{},{}\n".format


async def drops_it(cast: Cast, file: str) -> None:
    await brings(cast, file.encode())
    await cast.sofia.asks("yes")
    await worked(cast)
    assert cast.sofia.was_told("file-taken"), cast.sofia.text


async def at_the_command_line(cast: Cast, file: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as opened:
        opened.write(file)
        opened.flush()
        assert await take(
            cast.app.storage, Path(opened.name), account="", locale="en", apply=True, skip_refused=False,
            world=cast.app.world, console=Console(file=StringIO()), now=cast.now,
        )  # fmt: skip
    await cast.settle()


@pytest.mark.later
@pytest.mark.parametrize("brought", [drops_it, at_the_command_line])
async def test_a_file_that_ends_a_link_ends_the_seat(
    table: Cast, brought: Callable[[Cast, str], Awaitable[None]]
) -> None:
    await brought(table, BUS(COMPANY, PLANT, 1) + f"{COMPANY},Van,{PLANT},3\n")
    assert await those_in(table) == {"@sofia", "@tom", "@luc", "@olga"}, "what it says of the bus was so before"
    await brought(table, BUS(COMPANY, PLANT, 2))
    assert await those_in(table) == {"@sofia", "@tom"}, "what was confirmed waits again"
    assert await state_of(table) is RoomState.AUTHORISED, "nobody was found there who may not be"


async def test_a_purchase_that_comes_to_name_another_model_ends_the_seat(table: Cast) -> None:
    await drops_it(table, f"organisation,company,model\nCity of Oslo,{COMPANY},Van\n")
    assert await those_in(table) == {"@sofia", "@tom", "@luc"}


async def test_when_the_last_day_of_a_link_is_over_so_is_the_seat(table: Cast) -> None:
    await change(table, SupplyLink, {"component": ""}, valid_to=table.now.date())
    await table.passes(timedelta())
    assert await those_in(table) == {"@sofia", "@tom", "@luc", "@olga"}, "today it counts"
    await table.until(datetime.combine(table.now.date() + timedelta(days=1), time(0, 0, 1), UTC))
    assert await those_in(table) == {"@sofia", "@tom"}
    assert await state_of(table) is RoomState.AUTHORISED


async def test_a_link_that_ends_by_itself_is_seen_at_the_next_send_and_at_night(table: Cast) -> None:
    await reject_link(table)
    await table.sofia.says(PLANT, "!group list")
    assert not await table.heard(PLANT, "group-list")
    assert await state_of(table) is RoomState.QUARANTINED
    assert await those_in(table) == {"@sofia", "@tom"}


@pytest.mark.later
async def test_at_night_whoever_came_to_be_linked_is_asked_in_and_who_is_not_any_more_put_out(table: Cast) -> None:
    await change(table, SupplyLink, {"component": ""}, state=LinkState.PENDING)
    await table.app.look_at_all()
    await table.settle()
    assert await those_in(table) == {"@sofia", "@tom"}
    assert await state_of(table) is RoomState.QUARANTINED
    await change(table, SupplyLink, {"component": ""}, state=LinkState.CONFIRMED)
    await table.app.look_at_all()
    await table.settle()
    assert await those_in(table) == {"@sofia", "@tom"}, "into a room that two have to authorise nobody is asked"
    for one in (table.sofia, table.tom):
        await one.asks(f"room authorise {PLANT} amber")
        await one.asks("yes")
    await table.app.look_at_all()
    await table.settle()
    assert await those_in(table) == {"@sofia", "@tom", "@luc", "@olga"}


async def test_it_is_never_for_anybody_else(table: Cast) -> None:
    for room_class in ("mixed", "affiliates", "public", "staff"):
        await table.sofia.asks(f"room authorise {PLANT} clear {room_class}")
        assert table.sofia.was_told("room-class-linked")


async def test_the_affiliate_update_is_not_for_it(table: Cast) -> None:
    await table.sofia.asks("update post activities A webinar")
    await table.sofia.asks(f"digest send {PLANT}")
    assert not table.sofia.was_told("confirm-preview")


async def test_given_up_it_can_be_opened_again(table: Cast) -> None:
    await table.sofia.asks(f"room release {PLANT}")
    await table.sofia.asks("yes")
    assert table.sofia.was_told("room-released")
    await table.sofia.asks(f"facility room {PLANT}")
    await table.sofia.asks("yes")
    assert table.sofia.was_told("facility-room-opened")


@pytest.mark.later
async def test_on_discord_there_is_one_where_it_may_carry_what_is_said_there(both: Cast) -> None:
    await with_plant(both)
    await agrees(both, "Ville de Lyon")
    await both.sofia.discord.asks(f"facility room {PLANT}")
    assert not both.sofia.discord.was_told("confirm-preview"), "what is AMBER is not begun there"
    both.lets_through(Label.AMBER)
    await both.sofia.discord.asks(f"facility room {PLANT}")
    await both.sofia.discord.asks("yes")
    assert both.sofia.discord.was_told("facility-room-opened")
    room = await both.room(PLANT)
    assert both.luc.discord.account in room.joined
    await both.tom.asks(f"room authorise {PLANT} amber")
    await both.tom.asks("yes")
    assert both.tom.was_told("room-authorised"), both.tom.text
    room.joined.add(both.greta.discord.account)
    await both.app.look_at("discord", room.id)
    await both.settle()
    assert await state_of(both) is RoomState.QUARANTINED
    assert both.greta.discord.account not in room.joined
