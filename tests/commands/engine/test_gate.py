"""The gate itself, whoever calls it: the walls before it (in the conversation) are not there."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from commands import TOPICS
from commands.engine.gate import admit, admit_clock, admit_reader
from commands.engine.pointer import Elsewhere
from commands.engine.request import Request
from commands.engine.spec import specs
from commands.engine.work import Work
from storage import directory
from storage.access import Action, Label, Place, Role, carried
from storage.group import Group, Membership
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import Room, RoomKind, RoomState
from tests.cast import Cast

SPECS = specs(TOPICS)
READS, HELPS, PLANS, APPROVES = (SPECS[path] for path in (
    ("group", "list"), ("help",), ("meeting", "schedule"), ("summary", "approve"),
))  # fmt: skip


async def asked(cast: Cast, sender: str = "@greta:memory", room: str = "LEV", **fields: Any) -> Work:
    """The Work for a command, as it must arrive unless said otherwise. Raises Refusal."""
    platform = fields.pop("platform", "memory")
    async with cast.app.storage.unit() as unit:
        known = await unit.scalar(select(Room).where(Room.name == room, Room.kind != RoomKind.SPACE))
        given: dict[str, Any] = {
            "spec": READS,
            "values": {},
            "event_id": "$event",
            "at": cast.now,
            "encrypted": True,
            "verified": True,
        }
        request = Request(platform=platform, sender=sender, room=known.id if known else room, **given | fields)
        return await admit(unit, request, now=cast.now, world=cast.app.world, observed={})


async def changed(cast: Cast, kind: type[Any], name: str, **fields: Any) -> None:
    """Somebody or something is otherwise now."""
    async with cast.app.storage.unit() as unit:
        query = select(kind).where(kind.name == name)
        one = await unit.scalar(query.where(Room.kind != RoomKind.SPACE) if kind is Room else query)
        for key, value in fields.items():
            setattr(one, key, value)


async def test_who_is_admitted_is_who_they_are_and_where(cast: Cast) -> None:
    work = await asked(cast, event_id="$1")
    assert (work.person.name, work.place, work.event_id, work.now) == ("Greta", Place.GROUP, "$1", cast.now)
    assert work.organisation is not None
    assert (work.roles, work.organisation.name) == (frozenset({Role.LIAISON}), "City of Ghent")
    assert work.room is not None
    assert work.group is not None
    assert (work.room.name, work.group.code) == ("LEV", "LEV")
    assert work.observed == {}


@pytest.mark.parametrize("fields", [{"sender": "@nobody:memory"}, {"room": "nowhere"}, {"platform": "elsewhere"}])
async def test_who_and_where_nobody_knows_is_absent(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(Absent):
        await asked(cast, **fields)


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        (Room, "LEV", {"state": RoomState.RETIRED}),
        (Organisation, "City of Ghent", {"status": OrganisationStatus.ENDED}),
        (Person, "Greta", {"roles": frozenset()}),
    ],
)
async def test_what_has_ended_is_absent(cast: Cast, kind: type[Any], name: str, fields: dict[str, Any]) -> None:
    await changed(cast, kind, name, **fields)
    with pytest.raises(Refusal) as refused:
        await asked(cast)
    assert refused.value.message.key == "absent"


@pytest.mark.parametrize(
    ("room_is", "arrives", "spec", "key"),
    [
        (True, (True, True), PLANS, ""),
        (True, (True, False), HELPS, "not-verified"),
        (True, (False, True), HELPS, "not-verified"),
        (True, (False, False), HELPS, "not-verified"),
        (False, (False, False), HELPS, ""),
        (False, (False, True), HELPS, ""),
        (False, (True, True), HELPS, ""),
        (False, (False, True), READS, "not-encrypted-here"),
        (False, (True, True), PLANS, "not-encrypted-here"),
    ],
)
async def test_only_what_provably_comes_from_the_person_counts(
    cast: Cast, room_is: bool, arrives: tuple[bool, bool], spec: Any, key: str
) -> None:
    await changed(cast, Room, "LEV", encrypted=room_is)
    said = asked(cast, "@sofia:memory", spec=spec, encrypted=arrives[0], verified=arrives[1])
    if not key:
        assert await said
        return
    with pytest.raises(Refusal) as refused:
        await said
    assert refused.value.message.key == key


@pytest.mark.parametrize(
    ("verified", "encrypted", "admitted"), [(True, False, True), (False, False, False), (True, True, False)]
)
async def test_where_a_platform_vouches_for_who_speaks_nothing_else_does(
    both: Cast, verified: bool, encrypted: bool, admitted: bool
) -> None:
    await changed(both, Room, "LEV-discord", encrypted=encrypted)
    said = asked(
        both, both.greta.discord.account, "LEV-discord", platform="discord", encrypted=False, verified=verified
    )
    if admitted:
        assert (await said).place is Place.GROUP
        return
    with pytest.raises(Refusal) as refused:
        await said
    assert refused.value.message.key == "not-verified"


async def test_an_answer_that_the_asker_alone_sees_is_as_in_a_private_chat(cast: Cast) -> None:
    assert (await asked(cast, "@sofia:memory", alone=True, spec=APPROVES)).place is Place.PRIVATE
    with pytest.raises(Refusal) as refused:
        await asked(cast, "@sofia:memory", spec=APPROVES)
    assert refused.value.message.key == "ask-me-privately"


@pytest.mark.parametrize("room", ["LEV", "Staff"])
async def test_what_somebody_may_do_nowhere_sounds_like_nothing_being_there(cast: Cast, room: str) -> None:
    with pytest.raises(Refusal) as refused:
        await asked(cast, room=room, spec=APPROVES)
    assert refused.value.message.key == "absent"


@pytest.mark.parametrize("label", [Label.GREEN, Label.AMBER])
async def test_what_a_platform_may_not_carry_begins_elsewhere(both: Cast, label: Label) -> None:
    spec = replace(READS, carries=label)
    said = asked(both, both.greta.discord.account, "LEV-discord", platform="discord", spec=spec, encrypted=False)
    if label is Label.GREEN:
        assert await said
        return
    with pytest.raises(Elsewhere) as elsewhere:
        await said
    assert elsewhere.value.message.key == "pointer"


@pytest.mark.parametrize("action", Action)
async def test_what_is_said_of_companies_is_narrower_than_the_rest(both: Cast, action: Action) -> None:
    narrow = action in {Action.DRAFT, Action.APPROVE, Action.ENGAGE}
    assert carried(action) is (Label.AMBER if narrow else Label.GREEN)
    carriers = [one for one in both.app.world.platforms if both.app.world.may_carry(one, carried(action))]
    assert carriers == (["memory"] if narrow else ["memory", "discord"])


@pytest.mark.parametrize(("sender", "code"), [("@greta:memory", "LEV"), ("@pia:memory", ""), ("@sofia:memory", "LEV")])
async def test_a_room_gives_its_group_to_those_who_take_part_and_to_staff(cast: Cast, sender: str, code: str) -> None:
    group = (await asked(cast, sender)).group
    assert (group.code if group else "") == code


@pytest.mark.parametrize(
    ("sender", "code", "admitted"),
    [
        ("@greta:memory", "LEV", True),
        ("@sofia:memory", "LEV", True),
        ("@pia:memory", "LEV", False),
        ("@greta:memory", "NONE", False),
        ("@sofia:memory", "NONE", False),
        ("@greta:memory", "OLD", False),
        ("@sofia:memory", "OLD", False),
    ],
)
async def test_a_group_that_is_asked_for_is_the_askers_and_open(
    cast: Cast, sender: str, code: str, admitted: bool
) -> None:
    await _old_group(cast)
    if sender != "@sofia:memory":
        await asked(cast, sender)  # they may read; it's the group that is not theirs
    said = asked(cast, sender, "Staff", group_code=code)
    if admitted:
        group = (await said).group
        assert group is not None
        assert group.code == code
        return
    with pytest.raises(Absent):
        await said


async def test_a_group_that_was_left_is_not_the_askers_any_more(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        for one in await unit.scalars(select(Membership)):
            one.left_at = cast.now
    with pytest.raises(Absent):
        await asked(cast, room="Staff", group_code="LEV")


@pytest.mark.parametrize("action", Action)
async def test_the_clock_does_what_is_its_own_and_nothing_else(cast: Cast, action: Action) -> None:
    async with cast.app.storage.unit() as unit:
        if action is not Action.RUN:
            with pytest.raises(Absent):
                admit_clock(unit, may=action, now=cast.now, world=cast.app.world)
            return
        work = admit_clock(unit, may=action, now=cast.now, world=cast.app.world)
    assert (work.roles, work.place, work.asker) == (frozenset({Role.CLOCK}), Place.UNBOUND, None)


async def _old_group(cast: Cast) -> None:
    """One that Ghent took part in when it was closed."""
    async with cast.app.storage.unit() as unit:
        group = Group(code="OLD", name="Old", created_at=cast.now, closed_at=cast.now)
        unit.add(group)
        await unit.session.flush()
        ghent = await directory.organisation_named(unit, "City of Ghent")
        assert ghent is not None
        unit.add(Membership(group_id=group.id, organisation_id=ghent.id, joined_at=cast.now))


async def test_a_newcomers_organisation_may_only_begin(cast: Cast) -> None:
    await changed(cast, Organisation, "City of Ghent", status=OrganisationStatus.ONBOARDING)
    assert (await asked(cast, spec=HELPS)).person.name == "Greta"
    with pytest.raises(Absent):
        await asked(cast)


async def test_nobody_is_looked_up_for_who_has_left_or_whose_organisation_has(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        greta = await directory.person_of(unit, "memory", cast.greta.account)
        assert greta is not None
        assert await admit_reader(unit, greta, now=cast.now, world=cast.app.world) is not None
        organisation = await unit.session.get_one(Organisation, greta.organisation_id)
        organisation.status = OrganisationStatus.ONBOARDING
        assert await admit_reader(unit, greta, now=cast.now, world=cast.app.world) is None
        organisation.status = OrganisationStatus.ACTIVE
        greta.leave()
        assert await admit_reader(unit, greta, now=cast.now, world=cast.app.world) is None


async def test_somebody_is_looked_up_for_where_most_may_be_said_and_nowhere_without_an_account(both: Cast) -> None:
    async with both.app.storage.unit() as unit:
        greta = await directory.person_of(unit, "memory", both.greta.account)
        assert greta is not None
        assert len(await directory.accounts_of(unit, greta)) > 1
        work = await admit_reader(unit, greta, now=both.now, world=both.app.world)
        assert work is not None
        assert work.platform == "memory", "there more may be said than on Discord"
        for account in await directory.accounts_of(unit, greta):
            account.verified_at = None
        await unit.session.flush()
        assert await admit_reader(unit, greta, now=both.now, world=both.app.world) is None
