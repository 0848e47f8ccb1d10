"""Retention: each rule at its boundary, on both databases; what is on hold stays."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from storage import expiry
from storage.access import Label, Role
from storage.base import Base
from storage.data_map import DATA_MAP
from storage.dialog import Dialog, DialogKind
from storage.hold import Hold
from storage.inbox import InboxEvent, Occurrence
from storage.organisation import Company, CompanyKind, Organisation, OrganisationKind
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import CodeTry, Identity, Invitation, Link, Person
from storage.retention import Keep, Rule
from storage.room import Room, RoomKind
from storage.room_audit import AuditCause, AuditResult, RoomAudit
from storage.summary import Summary, SummaryState
from storage.unit import Storage, Unit
from storage.verification import Verification
from tests.parcels import NOON, make_room

KEEP = Keep()
MOMENT = timedelta(seconds=1)
DAY = timedelta(days=1)


async def person(unit: Unit) -> Person:
    belongs = Organisation(name="City of Ghent", kind=OrganisationKind.AFFILIATE, country="BE", created_at=NOON)
    unit.add(belongs)
    await unit.session.flush()
    found = Person(name="Gus", organisation_id=belongs.id, roles=frozenset({Role.MEMBER}), created_at=NOON)
    unit.add(found)
    await unit.session.flush()
    return found


async def a_room(unit: Unit, **fields: Any) -> Room:
    room = make_room()
    for name, value in fields.items():
        setattr(room, name, value)
    unit.add(room)
    await unit.session.flush()
    return room


async def seen(unit: Unit) -> None:
    unit.add(InboxEvent(event_key="memory:$1", at=NOON))


async def done(unit: Unit) -> None:
    unit.add(Occurrence(kind="meeting remind", subject="m1", slot="2027-03-09", at=NOON))


async def asked(unit: Unit) -> None:
    room, one = await a_room(unit), await person(unit)
    dialog = Dialog(
        kind=DialogKind.ASK, person_id=one.id, platform="memory", command="help", origin_room_id=room.id,
        event_id="$1", expires_at=NOON,
    )  # fmt: skip
    dialog.keep({"text": "words"})
    unit.add(dialog)


async def linked(unit: Unit) -> None:
    one = await person(unit)
    link, _ = Link.issue(one, "memory", now=NOON)
    link.expires_at = NOON
    unit.add(link)


async def invited(unit: Unit) -> None:
    one = await person(unit)
    identity = Identity(person_id=one.id, platform="memory", external_id="@gus:memory")
    unit.add(identity)
    await unit.session.flush()
    invitation, _ = Invitation.issue(identity, by=one, now=NOON, valid=timedelta(0), tries=5)
    unit.add(invitation)


async def tried(unit: Unit) -> None:
    unit.add(CodeTry(platform="memory", external_id="@eve:memory", day=NOON.date()))


async def compared(unit: Unit) -> None:
    unit.add(Verification(platform="memory", account="@ana:memory", opened_at=NOON, until=NOON))


async def looked_at(unit: Unit) -> None:
    room = Room(platform="memory", external_id="!r", kind=RoomKind.GROUP, name="LEV", created_at=NOON)
    unit.add(room)
    await unit.session.flush()
    unit.add(RoomAudit(room_id=room.id, at=NOON, cause=AuditCause.NIGHT, people=1, result=AuditResult.PASSED))


async def delivered(unit: Unit, label: Label = Label.AMBER, **fields: Any) -> Parcel:
    room = fields.pop("room", None) or await a_room(unit)
    parcel = Parcel(
        once="once", kind=Kind.POST, room_id=room.id, order_key=room.id, created_at=NOON, not_before=NOON,
        settled_at=NOON, label=label, **{"state": ParcelState.SENT, **fields},
    )  # fmt: skip
    parcel.payload = json.dumps({"message": "words"})
    unit.add(parcel)
    await unit.session.flush()
    return parcel


async def withdrawn(unit: Unit, label: Label = Label.AMBER, **fields: Any) -> Summary:
    author = await person(unit)
    company = Company(name="Volta", kind=CompanyKind.BRAND, created_at=NOON)
    unit.add(company)
    await unit.session.flush()
    summary = Summary(
        code="SUM-7KQ4", author_id=author.id, writers=author.id, company_id=company.id, label=label, created_at=NOON,
        **{"state": SummaryState.WITHDRAWN, "withdrawn_at": NOON, "reported_at": NOON, **fields},
    )  # fmt: skip
    summary.heading, summary.text = "Heading", "Text"
    unit.add(summary)
    await unit.session.flush()
    return summary


async def left(storage: Storage, kind: type[Base]) -> int:
    """How many rows there are that still hold what a rule ends."""
    query: Any = select(kind)
    if kind is Parcel:
        query = query.where(Parcel.payload_sealed.is_not(None))
    async with storage.unit() as unit:
        found: Any = await unit.scalars(query)
        return sum(1 for one in found if not isinstance(one, Summary) or one.text)


async def swept(storage: Storage, rule: Rule, after: timedelta) -> None:
    """The rule, so long after noon; it is asked for only if it has something to do."""
    async with storage.unit() as unit:
        is_over = await expiry.is_over(unit, rule, NOON + after, KEEP)
        assert bool(await expiry.end(unit, rule, NOON + after, KEEP)) is is_over


Lay = Callable[[Unit], Awaitable[object]]
BOUNDARIES: list[Any] = [
    (Rule.SEEN, InboxEvent, seen, KEEP.seen, MOMENT),
    (Rule.CLOCK, Occurrence, done, KEEP.clock, MOMENT),
    (Rule.DIALOG, Dialog, asked, KEEP.dialog, MOMENT),
    (Rule.CODES, Link, linked, KEEP.codes, MOMENT),
    (Rule.CODES, Invitation, invited, KEEP.codes, MOMENT),
    (Rule.CODES, CodeTry, tried, KEEP.codes, DAY),
    (Rule.CODES, Verification, compared, KEEP.codes, MOMENT),
    (Rule.LOOKS, RoomAudit, looked_at, KEEP.looks, MOMENT),
    (Rule.WORDS, Parcel, delivered, KEEP.words, MOMENT),
    (Rule.WORDS, Parcel, lambda unit: delivered(unit, Label.AMBER_STRICT), KEEP.strict, MOMENT),
    (Rule.WORDS, Parcel, lambda unit: delivered(unit, Label.RED), KEEP.strict, MOMENT),
    (Rule.SUMMARY, Summary, withdrawn, KEEP.withdrawn, MOMENT),
    (Rule.SUMMARY, Summary, lambda unit: withdrawn(unit, Label.AMBER_STRICT), KEEP.withdrawn_strict, MOMENT),
]


@pytest.mark.parametrize(("rule", "kind", "lay", "lasts", "step"), BOUNDARIES)
async def test_a_rule_ends_what_is_over_and_nothing_before(
    storage: Storage, rule: Rule, kind: type[Base], lay: Lay, lasts: timedelta, step: timedelta
) -> None:
    async with storage.unit() as unit:
        await lay(unit)
    await swept(storage, rule, lasts - step)
    assert await left(storage, kind) == 1
    await swept(storage, rule, lasts)
    assert await left(storage, kind) == 0


@pytest.mark.parametrize("state", [ParcelState.DUE, ParcelState.CLAIMED, ParcelState.BLOCKED, ParcelState.UNKNOWN])
async def test_what_may_still_be_sent_keeps_its_words(storage: Storage, state: ParcelState) -> None:
    async with storage.unit() as unit:
        await delivered(unit, state=state)
    await swept(storage, Rule.WORDS, timedelta(days=4000))
    assert await left(storage, Parcel) == 1


@pytest.mark.parametrize("fields", [{"state": SummaryState.RELEASED}, {"reported_at": None}])
async def test_a_summary_that_is_out_or_not_reported_keeps_its_words(storage: Storage, fields: dict[str, Any]) -> None:
    async with storage.unit() as unit:
        await withdrawn(unit, **fields)
    await swept(storage, Rule.SUMMARY, timedelta(days=4000))
    assert await left(storage, Summary) == 1


async def test_what_the_clock_might_do_again_is_not_forgotten(storage: Storage) -> None:
    async with storage.unit() as unit:
        unit.add(Occurrence(kind="summary reminder", subject="s1.o1", slot="1", at=NOON))
    await swept(storage, Rule.CLOCK, timedelta(days=4000))
    assert await left(storage, Occurrence) == 1


async def held(storage: Storage, subject: str) -> Hold:
    async with storage.unit() as unit:
        hold = Hold(subject=subject, begun_by="p1", at=NOON)
        hold.reason = "A complaint"
        unit.add(hold)
    return hold


async def lifted(storage: Storage, hold: Hold) -> None:
    async with storage.unit() as unit:
        (await unit.session.get_one(Hold, hold.id)).lift(by="p1", now=NOON)


async def test_a_summary_on_hold_keeps_its_words_until_the_hold_is_lifted(storage: Storage) -> None:
    async with storage.unit() as unit:
        summary = await withdrawn(unit)
    hold = await held(storage, summary.subject)
    await swept(storage, Rule.SUMMARY, KEEP.withdrawn)
    assert await left(storage, Summary) == 1
    await lifted(storage, hold)
    await swept(storage, Rule.SUMMARY, KEEP.withdrawn)
    assert await left(storage, Summary) == 0


@pytest.mark.parametrize("about", ["subject", "person"])
async def test_what_was_said_of_or_to_what_is_on_hold_is_kept(storage: Storage, about: str) -> None:
    async with storage.unit() as unit:
        one = await person(unit)
        room = await a_room(unit, kind=RoomKind.PRIVATE, person_id=one.id)
        await delivered(unit, room=room, subject="summary:s1")
    hold = await held(storage, "summary:s1" if about == "subject" else f"person:{one.id}")
    await swept(storage, Rule.WORDS, KEEP.words)
    assert await left(storage, Parcel) == 1
    await lifted(storage, hold)
    await swept(storage, Rule.WORDS, KEEP.words)
    assert await left(storage, Parcel) == 0


async def test_it_goes_in_batches(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "BATCH", 3)
    async with storage.unit() as unit:
        for number in range(7):
            unit.add(InboxEvent(event_key=f"memory:${number}", at=NOON))
    remaining = []
    for _ in range(3):
        await swept(storage, Rule.SEEN, KEEP.seen)
        remaining.append(await left(storage, InboxEvent))
    assert remaining == [4, 1, 0]


def test_every_rule_that_ends_something_ends_it_where_the_data_map_says() -> None:
    ended = {(rule, kind) for rule in Rule for kind in expiry.conditions(rule, NOON, KEEP)}
    mapped = {(entry.rule, entry.noun) for entry in DATA_MAP.values()}
    kept = {Rule.NETWORK, Rule.PERSON, Rule.INSTALLATION, Rule.REPLACED}
    kept |= {Rule.FILES, Rule.CONSENT}  # which jobs of their own end, with what is said of it
    assert ended == {one for one in mapped if one[0] not in kept}


async def test_what_was_emptied_before_is_not_looked_through_again(storage: Storage) -> None:
    if storage.engine.dialect.name != "sqlite":
        return  # a handful of rows tells nothing of what PostgreSQL will do
    over = expiry.conditions(Rule.WORDS, NOON, KEEP)[Parcel]
    said = select(Parcel.id).where(over).limit(1).compile(storage.engine, compile_kwargs={"literal_binds": True})
    async with storage.unit() as unit:
        plan = (await unit.run(text(f"EXPLAIN QUERY PLAN {said}"))).all()
    assert "outbox USING INDEX ix_outbox_words" in str(plan)
