"""One room's issue takes as many statements, and as many steps of the database, whatever the network has elsewhere and
had before: counted, so that it is the same on any machine.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from benchmarks.digest_rooms import JANUARY, NOW, OWN, Network
from benchmarks.scale import Scale
from digests.facts import gather
from storage.group import Group
from storage.room import Room
from storage.unit import Storage
from tests.scenes import Engine
from tests.storage.plans import counting

ALIKE = 1.2  # times
SMALL = Scale(buyers=100, digest_rooms=20, items=2_000)
MORE = {"items": SMALL, "the network": replace(SMALL, buyers=1_000, digest_rooms=200)}


class Apart(Network):
    """No organisation of the room's group is in another: what is for two of its own is the room's own news."""

    def taking_part(self, group: Group) -> Sequence[str]:
        """The first sixteen, or some of all others."""
        if group is self.groups[0]:
            return self.organisations[:16]
        return self.chance.sample(self.organisations[16:], 16)


async def room_in(storage: Storage, scale: Scale, times: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A room of such a network. Lessons are news to everybody, so that there are as many of them this month."""
    monkeypatch.setitem(OWN, "lessons", 20 // times)
    return await Apart(storage, scale, times).make()


async def effort(storage: Storage, room_id: str, *, without: str = "") -> tuple[int, int]:
    """How many statements one issue takes, and how many steps of SQLite's machine; `without` an index."""
    said = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    async with storage.unit() as unit:
        if without:
            await unit.run(text(f"DROP INDEX {without}"))
        room = await unit.session.get_one(Room, room_id)
        event.listen(storage.engine.sync_engine, "before_cursor_execute", note)
        with counting(await unit.session.connection()) as found:
            facts = await gather(unit, room, JANUARY, now=NOW)
        event.remove(storage.engine.sync_engine, "before_cursor_execute", note)
        assert len(facts.updates) == OWN["items"]
        assert facts.restricted, "what is disclosed, too"
        assert facts.more["lessons"] == 10
        await unit.session.rollback()
    return len(said), found.steps


@pytest.mark.long  # ten times the network
@pytest.mark.parametrize("what", MORE)
async def test_ten_times_as_much_elsewhere_and_before_is_no_more_work(
    sqlite: Engine, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for scale, times in ((SMALL, 1), (MORE[what], 10)):
        storage = sqlite.open(await sqlite.with_schema())
        found.append(await effort(storage, await room_in(storage, scale, times, monkeypatch)))
        await storage.close()
    (few, steps), (many, more_steps) = found
    assert few == many, "as many statements"
    assert more_steps <= ALIKE * steps


@pytest.mark.long  # a control
@pytest.mark.parametrize("index", ["ix_lesson_published_at", "ix_disclosure_sharing_received_on"])
async def test_the_control_an_index_that_is_gone_is_seen(
    sqlite: Engine, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = sqlite.open(await sqlite.with_schema())
    room = await room_in(storage, SMALL, 10, monkeypatch)
    _, steps = await effort(storage, room)
    _, without = await effort(storage, room, without=index)
    await storage.close()
    assert without > ALIKE * steps
