"""Who is who, as far as anything is decided by it: what has ended, left or is not proven is nobody's standing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update

from storage import directory
from storage.access import Role
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.base import Base
from storage.engagement import Engagement, Participation
from storage.group import Group, Membership
from storage.organisation import Company, Organisation, OrganisationKind, OrganisationStatus, Purchase
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage, Unit

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
LATER = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Town:
    """Ghent with Ana, who has two accounts; everything about them can be changed."""

    unit: Unit
    ghent: Organisation
    ana: Person
    account: Identity
    group: Group
    membership: Membership

    async def keep(self, *nouns: Base) -> None:
        """Write them down."""
        for noun in nouns:
            self.unit.session.add(noun)
        await self.unit.session.flush()

    async def change(self, noun: str, **fields: Any) -> None:
        """One of ours is otherwise."""
        for name, value in fields.items():
            setattr(getattr(self, noun), name, value)
        await self.unit.session.flush()
        self.unit.memo.clear()


@pytest_asyncio.fixture
async def town(storage: Storage) -> AsyncIterator[Town]:
    await storage.migrate()
    async with storage.unit() as unit:
        ghent = Organisation(name="Ghent", kind=OrganisationKind.AFFILIATE, created_at=NOW)
        group = Group(code="LEV", name="Low-emission vehicles", created_at=NOW)
        unit.session.add_all([ghent, group])
        await unit.session.flush()
        ana = Person(
            name="Ana", organisation_id=ghent.id, roles=frozenset({Role.LIAISON}), status=PersonStatus.ACTIVE,
            created_at=NOW,
        )  # fmt: skip
        unit.session.add(ana)
        await unit.session.flush()
        account = Identity(person_id=ana.id, platform="matrix", external_id="@ana:home", verified_at=NOW)
        other = Identity(person_id=ana.id, platform="discord", external_id="100", verified_at=NOW)
        membership = Membership(group_id=group.id, organisation_id=ghent.id, joined_at=NOW)
        unit.session.add_all([account, other, membership])
        await unit.session.flush()
        yield Town(unit=unit, ghent=ghent, ana=ana, account=account, group=group, membership=membership)


ENDED: list[tuple[str, dict[str, Any]]] = [
    ("account", {"verified_at": None}),
    ("ana", {"status": PersonStatus.LEFT}),
    ("ana", {"status": PersonStatus.INVITED}),
]


async def test_a_proven_account_is_its_persons(town: Town) -> None:
    assert await directory.person_of(town.unit, "matrix", "@ana:home") is town.ana
    assert await directory.person_of(town.unit, "discord", "100") is town.ana
    assert await directory.person_of(town.unit, "discord", "@ana:home") is None
    assert await directory.person_of(town.unit, "matrix", "@ana:away") is None


@pytest.mark.parametrize(("noun", "fields"), ENDED)
async def test_an_account_that_has_ended_is_nobodys(town: Town, noun: str, fields: dict[str, Any]) -> None:
    await town.change(noun, **fields)
    assert await directory.person_of(town.unit, "matrix", "@ana:home") is None
    assert await directory.roster(town.unit, "matrix", ["@ana:home"]) == {}


async def test_who_left_a_moment_ago_in_the_same_unit_is_nobody(town: Town) -> None:
    assert await directory.person_of(town.unit, "matrix", "@ana:home") is town.ana
    town.ana.leave()
    await town.unit.session.flush()
    assert await directory.person_of(town.unit, "matrix", "@ana:home") is None


@pytest.mark.parametrize("kind", OrganisationKind)
async def test_a_standing_says_whose_it_is_and_what_they_are(town: Town, kind: OrganisationKind) -> None:
    await town.change("ghent", kind=kind)
    buys = kind in {OrganisationKind.AFFILIATE, OrganisationKind.CONSORTIUM}
    expected = Standing(person_id=town.ana.id, organisation_id=town.ghent.id, is_staff=False, is_buyer=buys, kind=kind)
    found = await directory.roster(town.unit, "matrix", ["@ana:home", "@nobody:home", "100"])
    assert found == {"@ana:home": expected}
    assert await directory.standing_of(town.unit, town.ana) == expected


@pytest.mark.parametrize(
    ("kind", "status", "is_known"),
    [
        (OrganisationKind.CONSORTIUM, OrganisationStatus.ACTIVE, True),
        (OrganisationKind.CONSORTIUM, OrganisationStatus.ENDED, False),
        (OrganisationKind.AFFILIATE, OrganisationStatus.ACTIVE, False),
    ],
)
async def test_a_standing_says_through_which_consortium_that_is_still_one(
    town: Town, kind: OrganisationKind, status: OrganisationStatus, is_known: bool
) -> None:
    parent = Organisation(name="Together", kind=kind, status=status, created_at=NOW)
    await town.keep(parent)
    assert (await directory.standing_of(town.unit, town.ana)).through is None
    await town.change("ghent", parent_id=parent.id)
    found = await directory.roster(town.unit, "matrix", ["@ana:home"])
    assert found["@ana:home"] == await directory.standing_of(town.unit, town.ana)
    assert found["@ana:home"].through == (parent.id if is_known else None)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CLOCK])
async def test_staff_are_staff_by_their_role(town: Town, role: Role) -> None:
    await town.change("ana", roles=frozenset({role}))
    found = await directory.roster(town.unit, "matrix", ["@ana:home"])
    assert found["@ana:home"].is_staff is town.ana.is_staff is (role in {Role.ADMIN, Role.STAFF, Role.APPROVER})
    ours = [town.ana] if town.ana.is_staff else []
    assert await directory.staff(town.unit) == ours
    assert await directory.accounts_among(town.unit, "matrix", []) == {"@ana:home" for _ in ours}
    await town.change("ana", roles=frozenset({role, Role.LIAISON}))
    assert await directory.staff(town.unit) == ours
    await town.change("ana", status=PersonStatus.LEFT)
    assert await directory.staff(town.unit) == []
    assert await directory.accounts_among(town.unit, "matrix", [town.ghent.id]) == frozenset()


async def test_an_organisation_that_ended_has_no_standing_and_buys_nothing(town: Town) -> None:
    await town.change("ghent", status=OrganisationStatus.ENDED)
    assert await directory.roster(town.unit, "matrix", ["@ana:home"]) == {}
    assert not (await directory.standing_of(town.unit, town.ana)).is_buyer


async def test_an_organisation_is_in_a_group_from_joining_until_leaving(town: Town) -> None:
    async def is_in(at: datetime = NOW) -> bool:
        return await directory.is_member(town.unit, town.group, town.ghent.id, now=at)

    assert await is_in()
    await town.change("membership", joined_at=LATER)
    assert not await is_in()
    assert await is_in(LATER)
    await town.change("membership", joined_at=NOW, left_at=LATER)
    assert not await is_in()
    other = Group(code="ICT", name="Hardware", created_at=NOW)
    city = Organisation(name="Lyon", kind=OrganisationKind.AFFILIATE, created_at=NOW)
    await town.keep(other, city)
    await town.change("membership", left_at=None)
    assert not await directory.is_member(town.unit, other, town.ghent.id, now=NOW)
    assert not await directory.is_member(town.unit, town.group, city.id, now=NOW)


async def test_a_room_is_known_by_its_platform_and_its_id_there(town: Town) -> None:
    room = Room(platform="matrix", external_id="!1", kind=RoomKind.GROUP, name="LEV", created_at=NOW)
    await town.keep(room)
    assert await directory.room_of(town.unit, "matrix", "!1") is room
    assert await directory.room_of(town.unit, "discord", "!1") is None
    assert await directory.room_of(town.unit, "matrix", "!2") is None


@pytest.mark.parametrize(
    ("audience", "reach"),
    [
        (Audience.community(), Reach(everybody=True)),
        (Audience.staff(), Reach()),
        (Audience.person("ana"), Reach(people=frozenset({"ana"}), staff=False)),
        (
            Audience(AudienceKind.AFFILIATES, beside=("watch",)),
            Reach(buyers=True, organisations=frozenset({"watch"})),
        ),
        (
            Audience(AudienceKind.ORGANISATIONS, ("ghent",), ("watch",)),
            Reach(organisations=frozenset({"ghent", "watch"})),
        ),
        (Audience(AudienceKind.BUYERS, ("acme",), ("watch",)), Reach(organisations=frozenset({"watch"}))),
        (Audience(AudienceKind.BUYERS, ("acme",), clients=True), Reach(clients=True)),
        (Audience(AudienceKind.LINKED, ("plant",), clients=True), Reach(clients=True)),
        (
            Audience(AudienceKind.ORGANISATIONS, ("ghent",), clients=True),
            Reach(organisations=frozenset({"ghent"}), clients=True),
        ),
        # Who takes part has accepted the rules of an engagement and said that nothing stands against it; for itself.
        (Audience(AudienceKind.PARTICIPANTS, ("eng",), clients=True), Reach()),
        (Audience(AudienceKind.PARTICIPANTS, ("eng",), ("watch",)), Reach(organisations=frozenset({"watch"}))),
    ],
)
async def test_an_audience_reaches_those_it_names(town: Town, audience: Audience, reach: Reach) -> None:
    assert await directory.reach(town.unit, audience, now=NOW) == reach


@pytest.mark.parametrize(
    ("company", "confirmed", "kind", "reached"),
    [
        ("Acme", True, OrganisationKind.AFFILIATE, True),
        ("Acme", True, OrganisationKind.CONSORTIUM, True),
        ("Acme", False, OrganisationKind.AFFILIATE, False),
        ("Acme", True, OrganisationKind.PARTNER, False),
        ("Other", True, OrganisationKind.AFFILIATE, False),
    ],
)
async def test_buyers_of_a_company_are_those_who_buy_confirmed(
    town: Town, company: str, confirmed: bool, kind: OrganisationKind, reached: bool
) -> None:
    acme, other = Company(name="Acme", created_at=NOW), Company(name="Other", created_at=NOW)
    await town.keep(acme, other)
    await town.change("ghent", kind=kind)
    bought = acme if company == "Acme" else other
    by = town.ana.id if confirmed else None
    await town.keep(Purchase(organisation_id=town.ghent.id, company_id=bought.id, confirmed_by=by, created_at=NOW))
    reach = await directory.reach(town.unit, Audience(AudienceKind.BUYERS, (acme.id,)), now=NOW)
    assert reach == Reach(organisations=frozenset({town.ghent.id}) if reached else frozenset())


@pytest.mark.parametrize(
    ("fields", "reached"),
    [
        ({"joined_at": NOW}, True),
        ({"joined_at": None}, False),
        ({"joined_at": NOW, "suspended_at": NOW}, False),
        ({"joined_at": NOW, "left_at": NOW}, False),
    ],
)
async def test_participants_are_those_who_joined_and_are_still_there(
    town: Town, fields: dict[str, Any], reached: bool
) -> None:
    acme = Company(name="Acme", created_at=NOW)
    await town.keep(acme)
    one, other = (
        Engagement(code=code, company_id=acme.id, opened_by=town.ana.id, created_at=NOW) for code in ("E-1", "E-2")
    )
    await town.keep(one, other)
    await town.keep(Participation(engagement_id=one.id, organisation_id=town.ghent.id, **fields))
    found = [
        await directory.reach(town.unit, Audience(AudienceKind.PARTICIPANTS, (eng.id,)), now=NOW)
        for eng in (one, other)
    ]
    assert found == [Reach(organisations=frozenset({town.ghent.id}) if reached else frozenset()), Reach()]


async def test_in_a_unit_that_holds_still_each_is_looked_up_once(town: Town) -> None:
    ours = await directory.roster(town.unit, "matrix", ["@ana:home", "@nobody:home"])
    directory.hold(town.unit)
    assert await directory.roster(town.unit, "matrix", ["@ana:home", "@nobody:home"]) == ours
    await town.unit.change(update(Identity).values(verified_at=None))
    assert await directory.roster(town.unit, "matrix", ["@ana:home"]) == ours
    assert await directory.roster(town.unit, "matrix", ["@nobody:home"]) == {}
    assert await directory.roster(town.unit, "discord", ["@ana:home", "100"]) == {}  # not asked for before
    town.unit.memo.clear()
    assert await directory.roster(town.unit, "matrix", ["@ana:home"]) == {}


async def test_in_a_unit_that_holds_still_an_audience_is_counted_once(town: Town) -> None:
    company = Company(name="Volt", created_at=NOW)
    await town.keep(company)
    audience = Audience(AudienceKind.BUYERS, (company.id,))
    directory.hold(town.unit)
    assert await directory.reach(town.unit, audience, now=NOW) == Reach()
    bought = Purchase(organisation_id=town.ghent.id, company_id=company.id, confirmed_by=town.ana.id, created_at=NOW)
    await town.keep(bought)
    assert await directory.reach(town.unit, audience, now=NOW) == Reach()
    town.unit.memo.clear()
    assert await directory.reach(town.unit, audience, now=NOW) == Reach(organisations=frozenset({town.ghent.id}))


async def test_a_line_is_an_organisation_with_all_through_which_it_comes(town: Town) -> None:
    top, middle, far, beside = (
        Organisation(id=name, name=name, kind=OrganisationKind.CONSORTIUM, created_at=NOW)
        for name in ("top", "middle", "far", "beside")
    )
    await town.keep(top, far)
    middle.parent_id, beside.parent_id = "top", "far"
    await town.keep(middle, beside)
    await town.change("ghent", parent_id="middle")
    member = await directory.standing_of(town.unit, town.ana)
    assert set(await directory.line_of(town.unit, member)) == {town.ghent.id, "middle", "top"}
    middle.status = OrganisationStatus.SUSPENDED
    await town.change("ghent")
    alone = await directory.standing_of(town.unit, town.ana)
    assert await directory.line_of(town.unit, alone) == [town.ghent.id], "what is no active consortium opens nothing"
    await town.change("ghent", parent_id=None)
    alone = await directory.standing_of(town.unit, town.ana)
    assert await directory.line_of(town.unit, alone) == [town.ghent.id]


async def test_asked_for_a_few_it_names_no_others(town: Town) -> None:
    volta = Company(name="Volta", created_at=NOW)
    oslo = Organisation(name="Oslo", kind=OrganisationKind.AFFILIATE, created_at=NOW)
    await town.keep(volta, oslo)
    for one in (town.ghent, oslo):
        await town.keep(Purchase(organisation_id=one.id, company_id=volta.id, confirmed_by="x", created_at=NOW))
    buyers = Audience(AudienceKind.BUYERS, (volta.id,))
    for among, reached in ((None, {town.ghent.id, oslo.id}), ([oslo.id], {oslo.id}), (["nobody"], set())):
        assert (await directory.reach(town.unit, buyers, now=NOW, among=among)).organisations == reached


async def test_a_private_chat_is_ones_own_there_and_not_given_up(town: Town) -> None:
    ben = Person(
        name="Ben", organisation_id=town.ghent.id, roles=frozenset({Role.MEMBER}), status=PersonStatus.ACTIVE,
        created_at=NOW,
    )  # fmt: skip
    await town.keep(ben)
    await town.keep(Identity(person_id=ben.id, platform="matrix", external_id="@ben:home", verified_at=NOW))
    for person_id, platform, state, kind in (
        (ben.id, "matrix", RoomState.AUTHORISED, RoomKind.PRIVATE),
        (town.ana.id, "discord", RoomState.AUTHORISED, RoomKind.PRIVATE),
        (town.ana.id, "matrix", RoomState.RETIRED, RoomKind.PRIVATE),
        (town.ana.id, "matrix", RoomState.AUTHORISED, RoomKind.GROUP),
    ):
        room = Room(platform=platform, kind=kind, name="", state=state, created_at=NOW)
        room.person_id = person_id
        await town.keep(room)
    assert await directory.private_room(town.unit, town.ana, "matrix") is None
    own = Room(platform="matrix", kind=RoomKind.PRIVATE, name="", state=RoomState.AUTHORISED, created_at=NOW)
    own.person_id = town.ana.id
    await town.keep(own)
    assert await directory.private_room(town.unit, town.ana, "matrix") is own
    for account in ("@somebody:else", "@ben:home", "100"):  # nobody's; another person's; hers elsewhere
        own.account = account
        await town.unit.session.flush()
        assert await directory.private_room(town.unit, town.ana, "matrix") is None, account
    own.account = town.account.external_id
    await town.unit.session.flush()
    assert await directory.private_room(town.unit, town.ana, town.account.platform) is own
