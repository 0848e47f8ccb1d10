"""Twelve kinds of drift and more, each at six moments: nothing restricted stands in the room that left after it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.platform import Later
from commands.engine.heard import RoomChanged
from commands.engine.work import Work
from storage import directory
from storage.access import Label, Place
from storage.audience import Audience, AudienceKind
from storage.message import say
from storage.outbox import Parcel, Posting
from storage.room import EVERYBODY, Observation, Seer
from storage.unit import Unit
from tests.cast import Cast
from tests.fakes.memory import MemoryRoom, Post
from tests.scenes import WITH_BUYERS, Engine, Scene

BUYERS = Audience(AudienceKind.AFFILIATES)
CANARY = "room-own"  # the phrase that the restricted posts of these tests say
Drift = Callable[[MemoryRoom], None]


def _sets(**state: object) -> Drift:
    def change(room: MemoryRoom) -> None:
        for name, value in state.items():
            setattr(room, name, value)

    return change


DRIFTS: Mapping[str, tuple[str, Drift]] = {
    "a stranger joins": ("unfit-stranger", lambda room: room.joined.add("@stranger:memory")),
    "a stranger is invited": ("unfit-stranger", lambda room: room.invited.add("@stranger:memory")),
    "somebody of another server joins": ("unfit-federated", lambda room: room.joined.add("@greta:far")),
    "a bridge's ghost joins": ("unfit-bot", _sets(bots=frozenset({"@_ghost:memory"}))),
    "anybody may join": ("unfit-join-rule", _sets(join_rule="public")),
    "a space's members may join": ("unfit-join-rule", _sets(join_rule="restricted")),
    "who joins reads its history": ("unfit-history", _sets(history="shared")),
    "guests may join": ("unfit-guests", _sets(guests_may_join=True)),
    "it is not encrypted any more": ("unfit-not-encrypted", _sets(encrypted=False)),
    "it is replaced by another": ("unfit-upgraded", _sets(upgraded_to="!next")),
    "its settings make no sense": ("unfit-unreadable", _sets(unreadable=("m.room.member",))),
    "a role can read": ("unfit-role", _sets(seers=frozenset({Seer("role:1", "Interns")}))),
    "a member may invite": ("unfit-power", _sets(powers=frozenset({"@luc:memory"}))),
    "everybody may invite": ("unfit-power-everybody", _sets(powers=frozenset({EVERYBODY}))),
    "the bot is put out": ("unfit-absent", _sets(present=False)),
}
HARMLESS: Mapping[str, Drift] = {
    "nothing": _sets(),
    "one of staff has power": _sets(powers=frozenset({"@sofia:memory"})),
}


def at_work(cast: Cast, unit: Unit) -> Work:
    return Work(unit=unit, now=cast.now, world=cast.app.world, roles=frozenset(), place=Place.UNBOUND)


async def queue(cast: Cast, room: MemoryRoom, *, thread: Parcel | None = None, label: Label = Label.AMBER) -> Parcel:
    """Something for buyers, due now."""
    async with cast.app.storage.unit() as unit:
        found = await directory.room_of(unit, "memory", room.id)
        assert found is not None
        return await at_work(cast, unit).post(
            found, say(CANARY), once=cast.next_id(), label=label, audience=BUYERS, thread=thread
        )


async def arrived(cast: Cast, room: MemoryRoom) -> list[Post]:
    """What restricted stands in the room, by its platform's own log."""
    await cast.settle()
    return [post for post in cast.platform.posts(room.id) if {CANARY, "digest-issue"} & set(cast.keys(post))]


# Each makes the room drift at its moment, and returns how many posts or new texts left after that.


async def before_the_claim(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    drift(room)
    await queue(cast, room)
    return len(await arrived(cast, room))


async def between_look_and_send(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    inspect = cast.platform.inspect

    async def inspected(
        external_id: str, expected: frozenset[str] = frozenset(), *, recent: bool = False
    ) -> Observation:
        seen = await inspect(external_id, expected)
        if external_id == room.id:
            cast.platform.inspect = inspect  # type: ignore[method-assign]
            drift(room)
            await cast.app.hear(RoomChanged(platform="memory", room=room.id, at=cast.now))
        return seen

    cast.platform.inspect = inspected  # type: ignore[method-assign, assignment]
    await queue(cast, room)
    return len(await arrived(cast, room))


async def on_retry(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    cast.platform.fail(Later("rate", 5))
    await queue(cast, room)
    assert not await arrived(cast, room), "it was refused for now"
    drift(room)
    await cast.passes(timedelta(seconds=61))
    return len(await arrived(cast, room))


async def on_edit(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    await queue(cast, room)
    [post] = await arrived(cast, room)
    drift(room)
    async with cast.app.storage.unit() as unit:
        posting = await unit.scalar(select(Posting).where(Posting.external_id == post.id))
        assert posting is not None
        await at_work(cast, unit).edit(posting, say("room-second-person", label="x"), once="edited", audience=BUYERS)
    await cast.settle()
    return len(post.texts) - 1


async def in_a_thread(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    root = await queue(cast, room)
    before = len(await arrived(cast, room))
    drift(room)
    await queue(cast, room, thread=root)
    return len(await arrived(cast, room)) - before


async def in_a_digest(cast: Cast, room: MemoryRoom, drift: Drift) -> int:
    await cast.sofia.asks("update post activities A webinar")
    await cast.sofia.asks("digest send LEV")
    drift(room)
    await cast.sofia.asks("yes")
    return len(await arrived(cast, room))


ADMITS = {"@greta:memory": "affiliates", "@pia:memory": "partners", "@una:memory": "unions"}
OUTSIDERS = [
    ("staff", "@greta:memory"), ("affiliates", "@pia:memory"), ("affiliates", "@una:memory"),
    ("partners", "@una:memory"), ("partners", "@greta:memory"), ("unions", "@pia:memory"), ("unions", "@greta:memory"),
]  # fmt: skip


async def _of_class(cast: Cast, *, room_class: str) -> None:
    """In the LEV room are the bot and the staff alone, and it is authorised for these."""
    room = await cast.room("LEV")
    room.joined &= {cast.platform.account, "@sofia:memory", "@tom:memory"}
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise LEV amber {room_class}")
        await one.asks("yes")
    assert cast.tom.was_told("room-authorised"), cast.tom.text


OF_CLASS = {
    one: Scene(partial(_of_class, room_class=one), WITH_BUYERS, way=one)
    for one in ("staff", "affiliates", "partners", "unions")
}


@pytest.fixture
async def classed(engine: Engine, inline: None, room_class: str) -> AsyncIterator[Cast]:
    """The network, with a LEV room for those of one class alone."""
    async with engine.after(OF_CLASS[room_class]) as (cast, _):
        yield cast


def joins(account: str) -> Drift:
    return lambda room: room.joined.add(account)


MOMENTS = (before_the_claim, between_look_and_send, on_retry, on_edit, in_a_thread, in_a_digest)
FAST = {before_the_claim, between_look_and_send}
SWEEP = [pytest.param(one, marks=() if one in FAST else pytest.mark.long) for one in MOMENTS]
Leaves = Callable[[Cast, MemoryRoom, Drift], Awaitable[int]]


@pytest.mark.parametrize("moment", SWEEP)
@pytest.mark.parametrize("what", DRIFTS)
async def test_nothing_restricted_leaves_after_a_drift(buyers: Cast, what: str, moment: Leaves) -> None:
    cause, drift = DRIFTS[what]
    room = await buyers.room("LEV")
    assert await moment(buyers, room, drift) == 0
    assert await buyers.heard("Staff", "staff-room-quarantined")
    assert await buyers.heard("Staff", cause)
    assert await buyers.heard("Staff", cause.replace("unfit-", "mend-"))


@pytest.mark.parametrize("moment", SWEEP)
@pytest.mark.parametrize(("room_class", "who"), OUTSIDERS)
async def test_nothing_restricted_leaves_once_somebody_is_there_whose_organisation_is_not_of_its_class(
    classed: Cast, who: str, moment: Leaves
) -> None:
    room = await classed.room("LEV")
    assert await moment(classed, room, joins(who)) == 0
    assert await classed.heard("Staff", "staff-room-quarantined")
    assert await classed.heard("Staff", "unfit-class")
    assert await classed.heard("Staff", "mend-class")


@pytest.mark.parametrize("moment", [before_the_claim, on_retry, in_a_digest])
@pytest.mark.parametrize(("who", "room_class"), ADMITS.items())
async def test_who_is_of_its_class_or_of_staff_is_welcome(classed: Cast, who: str, moment: Leaves) -> None:
    room = await classed.room("LEV")
    issue = moment is in_a_digest or who == "@greta:memory"  # what is for buyers alone is withheld from others, no more
    assert await moment(classed, room, joins(who)) == int(issue)
    assert not await classed.heard("Staff", "staff-room-quarantined")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("what", HARMLESS)
async def test_what_lets_nobody_else_read_holds_up_nothing(buyers: Cast, what: str, moment: Leaves) -> None:
    room = await buyers.room("LEV")
    assert await moment(buyers, room, HARMLESS[what]) == 1
    assert not await buyers.heard("Staff", "staff-room-quarantined")


@pytest.mark.parametrize("moment", [one for one in MOMENTS if one is not between_look_and_send])
async def test_the_control_a_bot_that_looks_away_would_have_leaked(buyers: Cast, moment: Leaves) -> None:
    room = await buyers.room("LEV")
    as_it_was = await buyers.platform.inspect(room.id)
    inspect = buyers.platform.inspect

    async def blind(external_id: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        return as_it_was if external_id == room.id else await inspect(external_id, expected)

    buyers.platform.inspect = blind  # type: ignore[method-assign, assignment]
    assert await moment(buyers, room, DRIFTS["a stranger joins"][1]) == 1
