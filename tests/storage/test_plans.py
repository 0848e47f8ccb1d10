"""What is asked at every request, of every audience and of every room takes no longer however many there are.

All that is asked of the database on those paths is heard while they run, so a statement that joins them is seen. SQLite
plans without knowing how many there are of anything, as it does wherever the bot runs; PostgreSQL has counted.
"""

from statistics import median

import pytest
import pytest_asyncio
from sqlalchemy import func, select, text

from benchmarks.asking import QUESTIONS, Asking, Question, serving
from benchmarks.great_network import NOW, Size
from storage import copies
from storage.outbox import ParcelState, Posting
from storage.person import Person
from storage.room import Room, RoomKind
from storage.unit import Storage, Unit
from tests.parcels import make_parcel
from tests.scenes import Engine
from tests.storage.plans import counting, full_scans, listening

SMALL, PLANNED, LARGE = (Size.of(organisations, crowd=200) for organisations in (100, 200, 1_000))
ALIKE = 1.2  # times
TRIES = 30


@pytest_asyncio.fixture
async def asking(storage: Storage) -> Asking:
    return await serving(storage, PLANNED)


async def scans(asking: Asking, question: Question, *, without: str = "") -> list[str]:
    """The steps that read a whole table when this is asked; `without` is an index that is dropped before."""
    async with asking.storage.unit() as unit:
        if without:
            await unit.run(text(f"DROP INDEX {without}"))
        with listening(asking.storage) as heard:
            for _ in range(TRIES):
                await question(asking, unit)
        assert heard.statements
        found = await full_scans(unit, heard)
        await unit.session.rollback()
        return found


async def test_nothing_is_read_from_end_to_end(asking: Asking) -> None:
    found = {name: await scans(asking, question) for name, question in QUESTIONS.items()}
    assert found == {name: [] for name in QUESTIONS}


@pytest.mark.long  # a control
@pytest.mark.parametrize(
    ("without", "name"),
    [
        ("ix_facility_merged_into_id", "those linked to a facility"),
        ("ix_room_kind", "the staff"),
        ("ix_person_roles", "an engagement's room"),
    ],
)
async def test_the_control_a_missing_index_is_seen(asking: Asking, without: str, name: str) -> None:
    assert await scans(asking, QUESTIONS[name], without=without)


@pytest.mark.long  # a control
async def test_the_control_a_statement_that_joins_the_path_is_seen(asking: Asking) -> None:
    async def and_more(asking: Asking, unit: Unit) -> None:
        await QUESTIONS["a request in a room"](asking, unit)
        await unit.scalars(select(Person).where(Person.name == "Person 7"))

    assert await scans(asking, and_more)


@pytest_asyncio.fixture
async def delivered(asking: Asking) -> Asking:
    """The same, when much has been said."""
    async with asking.storage.unit() as unit:
        room = (await unit.scalars(select(Room).where(Room.kind == RoomKind.GROUP).limit(1)))[0]
        parcels = [make_parcel(room, subject=f"summary:{number}", state=ParcelState.SENT) for number in range(2_000)]
        unit.session.add_all(parcels)
        unit.session.add_all(
            Posting(
                parcel_id=one.id, room_id=room.id, about=one.subject, label=one.label, external_id=f"${one.id}",
                posted_at=NOW,
            )
            for one in parcels
        )  # fmt: skip
        if unit.dialect == "postgresql":
            await unit.run(text("ANALYZE"))
    return asking


async def what_was_delivered(asking: Asking, unit: Unit) -> None:
    """Where something stands or is about to, whether anything of it is under way, and what is kept back of it."""
    subject = f"summary:{asking.chance.randrange(2_000)}"
    await copies.copies_of(unit, subject)
    await copies.is_settled(unit, subject)
    await copies.stop(unit, subject, cause="withdrawn", now=NOW)


@pytest.mark.later
async def test_what_was_delivered_is_found_by_what_it_is_about(delivered: Asking) -> None:
    assert await scans(delivered, what_was_delivered) == []


@pytest.mark.long  # a control
async def test_the_control_without_its_index_all_deliveries_are_read(delivered: Asking) -> None:
    assert await scans(delivered, what_was_delivered, without="ix_outbox_subject")


async def effort(asking: Asking, question: Question) -> float:
    """The steps that SQLite's machine takes for it, in the middle of many tries."""
    steps = []
    for _ in range(TRIES):
        async with asking.storage.unit() as unit:
            with counting(await unit.session.connection()) as found:
                await question(asking, unit)
            steps.append(found.steps)
    return median(steps)


@pytest.mark.long  # ten times the network
async def test_ten_times_the_network_is_hardly_more_work(sqlite: Engine) -> None:
    asked = [await serving(sqlite.open(await sqlite.with_schema()), size) for size in (SMALL, LARGE)]
    more = {}
    for name, question in QUESTIONS.items():
        small, large = [await effort(one, question) for one in asked]
        more[name] = large / small
    for one in asked:
        await one.storage.close()
    assert all(0 < one <= ALIKE for one in more.values()), more


@pytest.mark.long  # a control
async def test_the_control_a_table_of_which_more_is_read_is_more_work(sqlite: Engine) -> None:
    """One that no plan shows: an index serves it, of which ten times as much is read."""

    async def all_chats(asking: Asking, unit: Unit) -> None:
        await unit.run(select(func.count()).where(Room.kind == RoomKind.PRIVATE, Room.name == "Roundtable"))

    fewer, more = [await serving(sqlite.open(await sqlite.with_schema()), size) for size in (SMALL, PLANNED)]
    assert await effort(more, all_chats) > ALIKE * await effort(fewer, all_chats)
    assert not await scans(more, all_chats)
    for one in (fewer, more):
        await one.storage.close()
