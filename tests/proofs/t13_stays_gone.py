"""T13, as far as there is erasure: whoever and whatever was ended after a backup stays ended when it is restored.

A person removed, an account unlinked, an organisation ended, a group left, a room revoked. The tombstones say so with
opaque ids, and nothing in them names anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from storage import tombstone
from storage.access import Label, Role
from storage.backup import backup, restore
from storage.base import Base
from storage.group import Membership
from storage.keys import KeyRing
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomState
from storage.unit import Storage, Unit
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run
from tests.proofs.stage.yard import NOON, database, groups, opened

CANARY = "Quokka Velvet"
ACCOUNT = "@quokka:velvet.test"
EACH = 20


async def stays_gone(run: Run) -> Sequence[Claim]:
    """Restored with the tombstones of the folder that ran last."""
    back, whole, file = await _restored(run, knowing=True)
    named = sum(word.encode() in file for word in (CANARY, ACCOUNT, "City"))
    return [
        *[Claim(what=f"{kind}, back", found=str(count), goal="0", holds=count == 0) for kind, count in back.items()],
        Claim(what="of those not ended, lost", found=str(EACH * len(back) - whole), goal="0",
              holds=whole == EACH * len(back)),
        Claim(what="names in the tombstones", found=str(named), goal="0", holds=named == 0),
    ]  # fmt: skip


async def without_tombstones(run: Run) -> Sequence[Claim]:
    """The control: nobody says what happened since. Rooms are closed all the same."""
    back, _, _ = await _restored(run, knowing=False)
    rooms, others = back.pop("rooms revoked"), sum(back.values())
    return [
        Claim(what="rooms, back", found=str(rooms), goal="0 even so", holds=rooms == 0),
        Claim(what="people, accounts, organisations, back", found=str(others), goal="> 0", holds=others > 0),
    ]


async def _restored(run: Run, *, knowing: bool) -> tuple[dict[str, int], int, bytes]:
    side = MemoryPlatform(lambda: NOON)
    tombstone.watch()
    try:
        with database("sqlite", run.folder) as url:
            async with opened(url, run.folder) as storage:
                await _live(storage, side)
                await backup(storage, run.folder / "backup", now=NOON)
                await _end(storage)
    finally:
        tombstone.unwatch()
    keys = KeyRing.open(run.folder / "roundtable.key")
    target, file = f"sqlite:///{run.folder}/restored.db", tombstone.beside(keys)
    later = NOON + timedelta(hours=1)
    await restore(run.folder / "backup", target, keys, now=later, tombstones=file if knowing else None)
    async with opened(target, run.folder) as again:
        back, whole = await _standing(again)
    return back, whole, file.read_bytes()


async def _live(storage: Storage, side: MemoryPlatform) -> None:
    """Twice as many of each as will be ended."""
    made = await groups(storage, side, 2 * EACH, now=NOON)
    async with storage.unit() as unit:
        for number, (group, _) in enumerate(made):
            city = Organisation(name=f"City {number}", kind=OrganisationKind.AFFILIATE, country="BE", created_at=NOON)
            unit.session.add(city)
            await unit.session.flush()
            person = Person(
                name=f"{CANARY} {number}", organisation_id=city.id, roles=frozenset({Role.LIAISON}),
                status=PersonStatus.ACTIVE, created_at=NOON,
            )  # fmt: skip
            unit.session.add(person)
            await unit.session.flush()
            account = f"{ACCOUNT}{number}"
            unit.session.add(Identity(person_id=person.id, platform="memory", external_id=account, verified_at=NOON))
            unit.session.add(Membership(group_id=group.id, organisation_id=city.id, joined_at=NOON))


async def _end(storage: Storage) -> None:
    """The first half of each, in transactions of their own, as commands do."""
    async with storage.unit() as unit:
        ids = {kind: [one.id for one in await unit.scalars(_in_order(kind))][:EACH] for kind in _KINDS}
    for kind, ended in ids.items():
        for one in ended:
            async with storage.unit() as unit:
                await _end_one(unit, await unit.session.get_one(kind, one))


async def _end_one(unit: Unit, noun: Any) -> None:
    match noun:
        case Person():
            noun.leave()
        case Identity():
            await unit.session.delete(noun)
        case Organisation():
            noun.status = OrganisationStatus.ENDED
        case Membership():
            noun.left_at = NOON + timedelta(minutes=5)
        case Room():
            noun.state, noun.ceiling = RoomState.RETIRED, Label.CLEAR


async def _standing(storage: Storage) -> tuple[dict[str, int], int]:
    """Of the first half and of the second of each kind, how many stand."""
    back, whole = {}, 0
    async with storage.unit() as unit:
        for kind, (word, stands) in _KINDS.items():
            found = [stands(one) for one in await unit.scalars(_in_order(kind))]
            back[word] = sum(found[:EACH])
            whole += sum(found[EACH:])
    return back, whole


def _in_order(kind: type[Base]) -> Select[Any]:
    return select(kind).order_by(kind.__table__.c.id)


_KINDS: Mapping[type[Base], tuple[str, Callable[[Any], bool]]] = {
    Person: ("people removed", lambda one: one.status is PersonStatus.ACTIVE),
    Identity: ("accounts unlinked", lambda one: one.verified_at is not None),
    Organisation: ("organisations ended", lambda one: one.status is OrganisationStatus.ACTIVE),
    Membership: ("groups left", lambda one: one.left_at is None),
    Room: ("rooms revoked", lambda one: one.state is RoomState.AUTHORISED),
}

PROOF = Proof(
    target="T13",
    promise="what was ended or revoked after a backup stays so when it is restored, and its record names nobody",
    parts=[
        Part(name="restored with the tombstones", run=stays_gone),
        Part(name="without the tombstones", run=without_tombstones, control=True),
    ],
)
