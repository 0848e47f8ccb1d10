"""The guard itself: what it says of a parcel, a room or a delivery given up, and what it queues for whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commands.engine import guard
from commands.engine.work import Work
from storage import directory
from storage.access import Label
from storage.audience import Audience, AudienceKind
from storage.engagement import Engagement, Participation
from storage.message import Message, say
from storage.organisation import Company
from storage.outbox import Kind, Parcel
from storage.person import Identity, Person
from storage.room import Authorisation, Observation, Room, RoomKind, RoomState, Unfit
from storage.room_audit import AuditCause
from storage.unit import Unit
from tests.cast import Cast
from tests.parcels import make_parcel

GRETA, LUC, OLGA, SOFIA = (f"@{name}:memory" for name in ("greta", "luc", "olga", "sofia"))
STRANGER = Unfit(key="unfit-stranger", who="@x:memory", drift=True)


@dataclass(kw_only=True)
class Post:
    """The guard at work in one transaction; `told` is what it queued: where, what kind, what words."""

    cast: Cast
    unit: Unit
    first: int = 0

    async def room(self, name: str = "LEV") -> Room:
        """By its name; a person's private chat by theirs."""
        query = select(Room).where(Room.name == name, Room.kind != RoomKind.SPACE)
        if (found := await self.unit.scalar(query)) is None:
            person = await self.person(name)
            found = await directory.private_room(self.unit, person, "memory")
        assert found is not None
        return found

    async def person(self, name: str) -> Person:
        """By their name."""
        found: Person | None = await self.unit.scalar(select(Person).where(Person.name == name))
        assert found is not None
        return found

    async def told(self) -> list[tuple[RoomKind, Kind, str]]:
        """In order."""
        await self.unit.session.flush()
        rows = await self.unit.session.execute(
            select(Parcel, Room)
            .join(Room, Room.id == Parcel.room_id)
            .where(Parcel.number > self.first)
            .order_by(Parcel.number)
        )
        return [(room.kind, one.kind, _keys(one)) for one, room in rows.all()]

    async def seen(self, room: Room, **changed: Any) -> Observation:
        """The room as it really is, and changed."""
        assert room.external_id is not None
        return replace(await self.cast.platforms[room.platform].inspect(room.external_id), **changed)

    async def fits(
        self, room: Room, state: Observation | None, label: Label = Label.GREEN, audience: Audience | None = None
    ) -> guard.Verdict:
        """Whether such a parcel may leave."""
        data = (audience or Audience.community()).to_data()
        parcel = make_parcel(room, content={"message": say("room-own").to_json(), "audience": data}, label=label)
        return await guard.fit(self.unit, parcel, room, state, world=self.cast.app.world, now=self.cast.now)

    async def audited(self, room: Room, state: Observation) -> Unfit | None:
        """Whether it has drifted."""
        found = await guard.audit(self.unit, room, state, world=self.cast.app.world, now=self.cast.now)
        return next(iter(found), None)

    async def dead(self, parcel: Parcel, cause: str) -> None:
        """It was given up."""
        await guard.on_dead(self.unit, parcel, cause, world=self.cast.app.world, now=lambda: self.cast.now)


def _keys(parcel: Parcel) -> str:
    packed = parcel.content.get("message")
    return " ".join(Message.from_json(packed).keys()) if packed else ""


@asynccontextmanager
async def on_guard(cast: Cast) -> AsyncIterator[Post]:
    """A transaction that is kept."""
    async with cast.app.storage.unit() as unit:
        last = await unit.scalar(select(Parcel.number).order_by(Parcel.number.desc()).limit(1))
        yield Post(cast=cast, unit=unit, first=last or 0)


TOLD = (RoomKind.STAFF, Kind.POST, "staff-room-quarantined unfit-stranger mend-stranger next-step")
WITHHELD = (RoomKind.STAFF, Kind.POST, "staff-withheld unfit-stranger")


async def test_what_may_leave_leaves_with_keys_for_those_who_are_there(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        room.people = 0
        state = await post.seen(room)
        verdict = await post.fits(room, replace(state, invited=frozenset({SOFIA}), joined=state.joined - {SOFIA}))
        assert verdict == guard.Verdict(cause=None, may_receive=state.people | {cast.platform.account})
        assert room.people == len(state.people)
        assert await post.told() == []


async def test_drift_closes_the_room_and_staff_are_told_of_both(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        verdict = await post.fits(room, await post.seen(room, invited=frozenset({"@x:memory"})))
        assert verdict.cause == STRANGER
        assert room.state is RoomState.QUARANTINED
        assert await post.told() == [TOLD, WITHHELD]


@pytest.mark.parametrize(
    ("by", "state", "asks_in"),
    [
        (AuditCause.NIGHT, RoomState.AUTHORISED, True),
        (AuditCause.NIGHT, RoomState.QUARANTINED, False),
        (AuditCause.EVENT, RoomState.AUTHORISED, False),
        (AuditCause.COMMAND, RoomState.AUTHORISED, False),
    ],
)
async def test_at_night_alone_and_where_it_may_be_told_things_the_linked_are_asked_in(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, by: AuditCause, state: RoomState, asks_in: bool
) -> None:
    asked: list[tuple[Room, str]] = []

    async def ask_in(work: Work, room: Room, state: Observation, *, once: str) -> int:
        asked.append((room, once))
        return 0

    monkeypatch.setattr(guard, "ask_in", ask_in)
    async with on_guard(cast) as post:
        room = await post.room()
        room.state = state
        seen = await post.seen(room)
        assert await guard.audit(post.unit, room, seen, world=cast.app.world, now=cast.now, by=by) == ()
        assert asked == ([(room, f"{cast.now:%Y-%m}")] if asks_in else [])


async def test_staff_are_told_of_each_thing_that_is_wrong(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        seen = await post.seen(room, invited=frozenset({"@x:memory"}), join_rule="public", guests_may_join=True)
        faults = await guard.audit(post.unit, room, seen, world=cast.app.world, now=cast.now)
        (_, _, told), *_ = [one for one in await post.told() if "staff-room-quarantined" in one[2]]
        assert len(faults) > 2
        assert all(one.key in told.split() for one in faults), told


async def test_what_is_not_for_all_who_are_there_is_withheld_and_the_room_stays(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        person = Audience.person((await post.person("Greta")).id)
        verdict = await post.fits(room, await post.seen(room), audience=person)
        assert verdict.cause is not None
        assert verdict.cause.key == "unfit-audience"
        assert room.state is RoomState.AUTHORISED
        assert await post.told() == [(RoomKind.STAFF, Kind.POST, "staff-withheld unfit-audience")]


async def test_of_what_cannot_be_said_in_their_own_room_each_of_staff_is_told_alone_once_a_day(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room("Staff")
        for _ in range(2):
            verdict = await post.fits(room, await post.seen(room, joined=frozenset({GRETA})))
            assert verdict.cause == Unfit(key="unfit-stranger", who=GRETA, drift=True)
        assert room.state is RoomState.AUTHORISED, "it is the bot's own"
        told = await post.told()
        assert set(told) == {(RoomKind.PRIVATE, Kind.POST, "staff-room-open unfit-stranger mend-stranger")}
        assert len(told) == len(await directory.staff(post.unit)) > 1


async def test_what_is_not_for_all_of_staff_is_told_to_each_alone_with_nothing_to_mend(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room, person = await post.room("Staff"), await post.person("Greta")
        await post.fits(room, await post.seen(room), audience=Audience.person(person.id))
        assert set(await post.told()) == {(RoomKind.PRIVATE, Kind.POST, "staff-room-open unfit-audience")}


async def test_what_a_platform_may_not_carry_does_not_leave(both: Cast) -> None:
    async with on_guard(both) as post:
        room = await post.room("LEV-discord")
        verdict = await post.fits(room, await post.seen(room), Label.AMBER)
        assert verdict == guard.Verdict(cause=Unfit(key="unfit-platform", who="discord"))
        assert {what for where, _, what in await post.told() if where is RoomKind.STAFF} == {
            "staff-withheld unfit-platform"
        }


@pytest.mark.parametrize(
    ("label", "is_there", "fits"),
    [(Label.GREEN, True, True), (Label.GREEN, False, False), (Label.CLEAR, False, True), (Label.CLEAR, True, True)],
)
async def test_an_answer_to_somebody_alone_is_for_who_is_still_there(
    cast: Cast, label: Label, is_there: bool, fits: bool
) -> None:
    async with on_guard(cast) as post:
        room, person = await post.room("Greta"), await post.person("Greta")
        if not is_there:
            person.leave()
        verdict = await post.fits(room, None, label)
        assert verdict == guard.Verdict(cause=None if fits else Unfit(key="unfit-audience", who=person.id))


async def test_an_answer_to_nobody_is_only_what_everybody_may_read(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        assert await post.fits(room, None) == guard.Verdict(cause=Unfit(key="unfit-audience"))


@pytest.mark.parametrize(
    ("joined", "leaves", "told"),
    [
        ({GRETA, LUC}, False, ["staff-unreachable unfit-stranger"]),
        ({GRETA, LUC}, True, []),
        (None, False, []),
    ],
)
async def test_of_a_private_chat_that_is_not_private_staff_learn_whose_it_is_once_a_day(
    cast: Cast, joined: set[str] | None, leaves: bool, told: list[str]
) -> None:
    async with on_guard(cast) as post:
        room, person = await post.room("Greta"), await post.person("Greta")
        if leaves:
            person.leave()
        state = await post.seen(room)
        state = replace(state, present=False) if joined is None else replace(state, joined=frozenset(joined))
        for _ in range(2):
            assert (await post.fits(room, state)).cause is not None
        assert [what for _, _, what in await post.told()] == told
        cast.now += timedelta(days=1)
        await post.fits(room, state)
        assert [what for _, _, what in await post.told()] == 2 * told


async def test_a_private_chat_that_nobody_has_is_no_news(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room("Greta")
        room.person_id = None
        verdict = await post.fits(room, await post.seen(room))
        assert verdict.cause == Unfit(key="unfit-stranger", who=GRETA, drift=True)
        assert await post.told() == []


async def test_who_gets_nothing_because_their_organisation_is_suspended_is_no_news(cast: Cast) -> None:
    await cast.sofia.asks('organisation suspend "City of Ghent"')
    await cast.sofia.asks("yes")
    async with on_guard(cast) as post:
        room = await post.room("Greta")
        verdict = await post.fits(room, await post.seen(room, joined=frozenset({GRETA, cast.platform.account})))
        assert verdict.cause == Unfit(key="unfit-stranger", who=GRETA, drift=True)
        assert await post.told() == []


async def test_an_audit_notes_what_it_saw_and_pins_encryption(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        room.encrypted, room.people, room.audited_at = False, 0, None
        state = await post.seen(room)
        assert await post.audited(room, replace(state, encrypted=False)) is None
        assert not room.encrypted
        assert await post.audited(room, state) is None
        noted: tuple[object, ...] = (room.encrypted, room.people, room.audited_at)
        assert noted == (True, len(state.people), cast.now)
        found = await post.audited(room, replace(state, encrypted=False))
        assert found == Unfit(key="unfit-not-encrypted", drift=True)


async def test_an_audit_finds_that_the_bot_is_not_there(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        assert await post.audited(room, await post.seen(room, present=False)) == Unfit(key="unfit-absent", drift=True)
        assert room.state is RoomState.QUARANTINED
        assert await post.told() == [
            (RoomKind.STAFF, Kind.POST, "staff-room-quarantined unfit-absent mend-absent next-step")
        ]


async def test_a_quarantine_voids_what_was_said_for_this_room_alone(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room, other = await post.room(), await post.room("Staff")
        old = cast.now - timedelta(days=1)
        for where, void_at in ((other, None), (room, old)):
            person = (await post.person("Greta")).id
            post.unit.add(Authorisation(room_id=where.id, person_id=person, label=Label.GREEN, at=old, void_at=void_at))
        await post.audited(room, await post.seen(room, invited=frozenset({"@x:memory"})))
        assert {one.void_at for one in await _words(post, room.id)} == {old, cast.now}
        assert [one.void_at for one in await _words(post, other.id)] == [None]
        before = await post.told()
        await post.audited(room, await post.seen(room, present=False))
        assert room.quarantined_for == "unfit-stranger @x:memory", "it was closed for the first thing"
        assert await post.told() == before == [TOLD]


async def _words(post: Post, room: str) -> list[Authorisation]:
    await post.unit.session.flush()
    return list(await post.unit.scalars(select(Authorisation).where(Authorisation.room_id == room)))


@pytest.mark.parametrize("kind", [RoomKind.ENGAGEMENT, RoomKind.UNBOUND])
async def test_only_rooms_that_two_people_authorise_are_quarantined(cast: Cast, kind: RoomKind) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        room.kind = kind
        await post.audited(room, await post.seen(room, invited=frozenset({"@x:memory"})))
        closes = kind is RoomKind.ENGAGEMENT
        assert room.state is (RoomState.QUARANTINED if closes else RoomState.AUTHORISED)
        assert await post.told() == ([TOLD] if closes else [])


async def test_what_staff_are_told_names_the_room_and_the_step_that_mends_it(cast: Cast) -> None:
    room = cast.platform.rooms[await cast.room_id("LEV")]
    room.join_rule = "public"
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    told = (await cast.post("Staff", "staff-room-quarantined")).plain
    assert told.startswith("LEV is quarantined")
    assert '!room authorise "LEV" green' in told
    assert "public" in told


@pytest.mark.parametrize(
    ("kind", "present", "joined", "said"),
    [
        (RoomKind.PRIVATE, True, {GRETA}, "first-contact"),
        (RoomKind.PRIVATE, True, {"@new:memory"}, "first-contact knock"),
        (RoomKind.PRIVATE, True, set(), ""),
        (RoomKind.PRIVATE, False, {GRETA}, ""),
        (RoomKind.UNBOUND, True, {GRETA}, ""),
    ],
)
async def test_a_private_chat_is_introduced_once_somebody_is_there(
    cast: Cast, kind: RoomKind, present: bool, joined: set[str], said: str
) -> None:
    made = cast.platform.room(*joined)
    made.invited.add("@late:memory")
    made.present = present
    async with on_guard(cast) as post:
        room = Room(
            platform="memory", external_id=made.id, kind=kind, name="chat", state=RoomState.AUTHORISED,
            created_at=cast.now,
        )  # fmt: skip
        post.unit.add(room)
        for _ in range(2):
            await post.audited(room, await post.seen(room))
        told = [(what, where) for where, kind, what in await post.told() if kind is Kind.POST]
        assert told == ([(said, RoomKind.PRIVATE)] if said else [])


@pytest.mark.parametrize(("present", "is_there", "active", "asked"), [
    (True, False, True, True), (True, True, True, False), (True, False, False, False), (False, False, True, False),
])  # fmt: skip
async def test_who_left_their_private_chat_is_asked_in_again_once_a_day(
    cast: Cast, present: bool, is_there: bool, active: bool, asked: bool
) -> None:
    async with on_guard(cast) as post:
        room, person = await post.room("Greta"), await post.person("Greta")
        if not active:
            person.leave()
        state = await post.seen(room, present=present)
        state = state if is_there else replace(state, joined=state.joined - {GRETA})
        for _ in range(2):
            await post.audited(room, state)
        invited = [(where, kind) for where, kind, _ in await post.told() if kind is Kind.INVITE]
        assert invited == ([(RoomKind.PRIVATE, Kind.INVITE)] if asked else [])
        cast.now += timedelta(days=1)
        await post.audited(room, state)
        assert len([one for one in await post.told() if one[1] is Kind.INVITE]) == 2 * asked


async def test_who_has_no_account_there_is_not_asked_in(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room, person = await post.room("Greta"), await post.person("Greta")
        for account in await directory.accounts_of(post.unit, person):
            account.verified_at = None
        await post.unit.session.flush()
        await post.audited(room, await post.seen(room, joined=frozenset({cast.platform.account})))
        assert await post.told() == []


async def _engagement(post: Post) -> str:
    """Ghent has joined; Lyon is only invited."""
    company = Company(name="Acme", created_at=post.cast.now)
    post.unit.add(company)
    sofia = await post.unit.scalar(select(Person).where(Person.organisation_id.is_not(None)))
    assert sofia is not None
    one = Engagement(code="ENG-1", company_id=company.id, opened_by=sofia.id, created_at=post.cast.now)
    post.unit.add(one)
    await post.unit.session.flush()
    for name, joined in (("Greta", post.cast.now), ("Luc", None)):
        city = (await post.person(name)).organisation_id
        post.unit.add(Participation(engagement_id=one.id, organisation_id=city, joined_at=joined))
    await post.unit.session.flush()
    return one.id


async def test_in_an_engagements_room_its_participants_and_staff_are_expected(both: Cast) -> None:
    async with on_guard(both) as post:
        room = await post.room()
        assert await guard.expected(post.unit, room) == frozenset()
        room.engagement_id = await _engagement(post)
        assert await guard.expected(post.unit, room) == frozenset(), "it is no engagement's"
        room.kind = RoomKind.ENGAGEMENT
        ghent = {GRETA, "@gus:memory", "@otto:memory"}
        assert await guard.expected(post.unit, room) == ghent | {SOFIA, "@tom:memory"}
        room.platform = "discord"
        assert both.greta.discord.account in await guard.expected(post.unit, room)
        assert GRETA not in await guard.expected(post.unit, room)
        room.platform, room.engagement_id = "memory", None
        assert await guard.expected(post.unit, room) == frozenset()


async def test_who_left_or_has_yet_to_prove_an_account_is_not_expected(cast: Cast) -> None:
    async with on_guard(cast) as post:
        room = await post.room()
        room.kind, room.engagement_id = RoomKind.ENGAGEMENT, await _engagement(post)
        (await post.person("Gus")).leave()
        for account in await post.unit.scalars(select(Identity).where(Identity.external_id == GRETA)):
            account.verified_at = None
        await post.unit.session.flush()
        assert await guard.expected(post.unit, room) == {"@otto:memory", SOFIA, "@tom:memory"}


@pytest.mark.parametrize(
    ("room", "kind", "cause", "told"),
    [
        ("LEV", Kind.POST, "too-large", [(RoomKind.STAFF, Kind.POST, "staff-not-delivered")]),
        ("LEV", Kind.REDACT, "gone", [(RoomKind.STAFF, Kind.POST, "staff-not-delivered")]),
        ("LEV", Kind.POST, "answer-over", [(RoomKind.STAFF, Kind.POST, "staff-not-delivered")]),
        ("LEV", Kind.REDACT, "answer-over", []),
        ("LEV", Kind.PIN, "posting-missing", []),
        ("LEV", Kind.PIN, "too-large", [(RoomKind.STAFF, Kind.POST, "staff-not-delivered")]),
        ("LEV", Kind.POST, "posting-missing", [(RoomKind.STAFF, Kind.POST, "staff-not-delivered")]),
        ("LEV", Kind.POST, "expired", []),
        ("Staff", Kind.POST, "too-large", []),
        ("LEV", Kind.REMOVE, "forbidden", [(RoomKind.STAFF, Kind.POST, "staff-not-removed next-step")]),
        ("Staff", Kind.REMOVE, "forbidden", [(RoomKind.PRIVATE, Kind.POST, "staff-not-removed next-step")] * 2),
        ("Greta", Kind.ANSWER, "answer-over", [(RoomKind.PRIVATE, Kind.POST, "room-own")]),
    ],
)
async def test_of_what_was_given_up_staff_learn_that_and_not_what(
    cast: Cast, room: str, kind: Kind, cause: str, told: list[tuple[RoomKind, Kind, str]]
) -> None:
    async with on_guard(cast) as post:
        content = {"message": say("room-own").to_json(), "audience": Audience.community().to_data(), "person": GRETA}
        parcel = make_parcel(await post.room(room), kind, content, label=Label.GREEN, subject="meeting:1")
        for _ in range(2):
            await post.dead(parcel, cause)
        assert await post.told() == told


async def test_who_could_not_be_taken_out_is_named_with_the_step_that_shows_the_room(cast: Cast) -> None:
    async with on_guard(cast) as post:
        await post.dead(make_parcel(await post.room(), Kind.REMOVE, {"person": GRETA}), "forbidden")
    await cast.settle()
    told = (await cast.post("Staff", "staff-not-removed")).plain
    assert GRETA in told
    assert '!room show "LEV"' in told


async def test_an_answer_that_comes_late_is_for_whom_it_was(cast: Cast) -> None:
    async with on_guard(cast) as post:
        audience = Audience(AudienceKind.BUYERS, ("acme",), ("watch",))
        content = {"message": say("room-own").to_json(), "audience": audience.to_data()}
        parcel = make_parcel(await post.room("Greta"), Kind.ANSWER, content, label=Label.AMBER, subject="meeting:1")
        await post.dead(parcel, "answer-over")
        await post.unit.session.flush()
        late = await post.unit.scalar(select(Parcel).where(Parcel.number > post.first))
        assert late is not None
        assert (late.label, late.subject, late.content["audience"]) == (Label.AMBER, "meeting:1", audience.to_data())
