"""A network as large as is wanted, written row by row into the product's own tables: the same one for the same size.

What grows is the number of everything; what a facility, a company or a group comes to stays the same: an organisation
buys 25 things, a facility is linked to ten models, a group has twenty organisations and a room forty people.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from storage.access import Label, Role
from storage.base import Base, row_of
from storage.clearance import Clearance, Effect
from storage.engagement import Engagement, Participation
from storage.facility import Facility, FacilityKind, FacilityState, LinkState, ProductModel, SupplyLink
from storage.group import Group, Membership
from storage.organisation import (
    Company,
    Organisation,
    OrganisationKind,
    Purchase,
    PurchaseItem,
    VolumeBand,
)
from storage.person import Identity, Person, PersonStatus
from storage.room import Authorisation, Room, RoomKind, RoomState
from storage.summary import Readers, Summary, SummaryState
from storage.unit import Storage

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
PLATFORM = "memory"
PURCHASES = 25  # of an organisation
MODELS = 20  # of a company, each bought by five and made at five facilities
SIDES = 20  # organisations of a group, or of an engagement
VOICES = 2  # people of each in its room
CROWD = 1_000  # in the largest room
ROWS = 20_000  # in one transaction
COUNTRIES = ("BE", "FR", "NO", "DE", "NL", "SE")
_KINDS = (
    (OrganisationKind.CONSORTIUM, Role.LIAISON, 0.05),
    (OrganisationKind.PARTNER, Role.PARTNER, 0.1),
    (OrganisationKind.UNION, Role.PARTNER, 0.15),
    (OrganisationKind.AFFILIATE, Role.MEMBER, 1.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many there are of each; `crowd` people are in the largest room, however large the network is."""

    organisations: int
    people: int
    links: int
    rooms: int
    crowd: int

    @classmethod
    def of(cls, organisations: int, *, crowd: int = CROWD) -> Self:
        """A network of so many organisations: with 2,000 it has 20,000 people, 50,000 links and 500 rooms."""
        return cls(
            organisations=organisations, people=organisations * 10, links=organisations * 25, rooms=organisations // 4,
            crowd=crowd,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A room by its external id, and the accounts of those who are in it."""

    external_id: str
    members: frozenset[str]


@dataclass(slots=True, kw_only=True)
class GreatNetwork:
    """What can be asked about: rooms (the first is the crowd's), people by account and chat (`others` are all but the
    staff), and what they read.
    """

    rooms: list[Place] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    facilities: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)

    @property
    def for_linked(self) -> list[str]:
        """The codes of the summaries that are for those linked to a facility."""
        return self.summaries[::3]


async def found(storage: Storage, size: Size, *, seed: int = 5) -> GreatNetwork:
    """Write such a network into an empty database with the schema of this version."""
    return await _Founding(storage, size, random.Random(seed)).run()


class _Founding:
    """The ids that were given so far, and the chance by which all is drawn."""

    def __init__(self, storage: Storage, size: Size, chance: random.Random) -> None:
        self.storage, self.size, self.chance = storage, size, chance
        self.network = GreatNetwork()
        self.organisations = self._ids(size.organisations)
        self.people = self._ids(size.people)
        self.companies = self._ids(max(PURCHASES, size.organisations // 4))
        self.models = self._ids(len(self.companies) * MODELS)
        self.facilities = self._ids(max(10, size.links // 10))

    async def run(self) -> GreatNetwork:
        """Each table after those it refers to."""
        await self._members()
        await self._chain()
        await self._purchases()
        await self._places()
        await self._summaries()
        await self._clearances()
        return self.network

    async def _members(self) -> None:
        """Organisations, the last of which is the staff's own; their people, each with an account and a chat."""
        size = self.size
        kinds = [self._kind(number) for number in range(size.organisations)]
        consortium = OrganisationKind.CONSORTIUM
        consortia = [one for one, (kind, _) in zip(self.organisations, kinds, strict=True) if kind is consortium]
        city = Organisation(name="", kind=OrganisationKind.AFFILIATE, created_at=NOW)
        await self._write(
            city,
            (
                {"id": id_, "name": f"Organisation {number}", "kind": kind, "country": COUNTRIES[number % 6],
                 "parent_id": self._parent(number, kind, consortia)}
                for number, (id_, (kind, _)) in enumerate(zip(self.organisations, kinds, strict=True))
            ),
        )  # fmt: skip
        person = Person(name="", organisation_id="", roles=frozenset(), status=PersonStatus.ACTIVE, created_at=NOW)
        await self._write(
            person,
            (
                {"id": id_, "name": f"Person {number}", "organisation_id": self._employer(number),
                 "roles": frozenset({kinds[number % size.organisations][1]})}
                for number, id_ in enumerate(self.people)
            ),
        )  # fmt: skip
        self.network.people = [(f"@p{number}:example.org", f"!c{number}:example.org") for number in range(size.people)]
        last = size.organisations - 1
        self.network.others = [
            one for number, one in enumerate(self.network.people) if number % size.organisations != last
        ]
        account = Identity(person_id="", platform=PLATFORM, external_id="", verified_at=NOW)
        known = list(zip(self.people, self.network.people, strict=True))
        await self._write(account, ({"person_id": id_, "external_id": one} for id_, (one, _) in known))
        chat = self._room(RoomKind.PRIVATE, ceiling=Label.RED, person_id="", account="", name="Roundtable")
        await self._write(
            chat, ({"person_id": id_, "account": one, "external_id": there} for id_, (one, there) in known)
        )

    def _kind(self, number: int) -> tuple[OrganisationKind, Role]:
        if number == self.size.organisations - 1:
            return OrganisationKind.STAFF, Role.STAFF
        share = number / self.size.organisations
        return next((kind, role) for kind, role, up_to in _KINDS if share < up_to)

    def _parent(self, number: int, kind: OrganisationKind, consortia: Sequence[str]) -> str | None:
        """Every third affiliate comes through a consortium, and every second consortium through the first one."""
        if kind is OrganisationKind.CONSORTIUM:
            return consortia[0] if number % 2 else None
        return self.chance.choice(consortia) if kind is OrganisationKind.AFFILIATE and number % 3 == 0 else None

    def _employer(self, person: int) -> str:
        return self.organisations[person % self.size.organisations]

    async def _chain(self) -> None:
        """Companies, their models, and where these are made; every fiftieth facility was merged into another."""
        await self._write(
            Company(name="", created_at=NOW),
            ({"id": id_, "name": f"Company {number}"} for number, id_ in enumerate(self.companies)),
        )
        await self._write(
            ProductModel(company_id="", name="", created_at=NOW),
            (
                {"id": id_, "company_id": self.companies[number // MODELS], "name": f"Model {number}"}
                for number, id_ in enumerate(self.models)
            ),
        )
        site = Facility(code="", name="", country="CN", kind=FacilityKind.COMPONENT, created_at=NOW)
        await self._write(
            site,
            (
                {"id": id_, "code": f"FAC-{number:08}", "name": f"Plant {number}",
                 "state": FacilityState.MERGED if number % 50 == 49 else FacilityState.OPEN,
                 "merged_into_id": self.facilities[number - 1] if number % 50 == 49 else None}
                for number, id_ in enumerate(self.facilities)
            ),
        )  # fmt: skip
        link = SupplyLink(model_id="", facility_id="", state=LinkState.CONFIRMED, created_at=NOW)
        last = len(self.facilities)
        await self._write(
            link,
            (
                {"model_id": self.chance.choice(self.models), "facility_id": self.facilities[number % last],
                 "component": f"Part {number // last}"}
                for number in range(self.size.links)
            ),
        )  # fmt: skip
        self.network.facilities, self.network.companies = self.facilities, self.companies

    async def _purchases(self) -> None:
        """What each organisation buys; of four in five it is known which model."""
        pairs = [
            (self._id(), buyer, company)
            for buyer in self.organisations
            for company in self.chance.sample(range(len(self.companies)), PURCHASES)
        ]
        bought = Purchase(organisation_id="", company_id="", confirmed_by=self.people[0], shared=True, created_at=NOW)
        await self._write(
            bought,
            (
                {"id": id_, "organisation_id": buyer, "company_id": self.companies[company]}
                for id_, buyer, company in pairs
            ),
        )
        item = PurchaseItem(purchase_id="", model_id="", volume=VolumeBand.MEDIUM, created_at=NOW)
        await self._write(
            item,
            (
                {"purchase_id": id_, "model_id": self.models[company * MODELS + self.chance.randrange(MODELS)]}
                for id_, _, company in pairs
                if self.chance.random() < 0.8
            ),
        )

    async def _places(self) -> None:
        """The staff's room; groups and, every tenth, engagements, each with its organisations and its room."""
        sides = [
            self.chance.sample(range(self.size.organisations), min(SIDES, self.size.organisations))
            for _ in range(self.size.rooms)
        ]
        ids = self._ids(self.size.rooms)
        is_engagement = [number % 10 == 9 for number in range(self.size.rooms)]
        groups = [one for one in zip(ids, sides, is_engagement, strict=True) if not one[2]]
        cases = [one for one in zip(ids, sides, is_engagement, strict=True) if one[2]]
        await self._write(
            Group(code="", name="", created_at=NOW),
            ({"id": id_, "code": f"G{number}", "name": f"Group {number}"} for number, (id_, _, _) in enumerate(groups)),
        )
        await self._write(
            Membership(group_id="", organisation_id="", joined_at=NOW),
            ({"group_id": id_, "organisation_id": self.organisations[one]} for id_, side, _ in groups for one in side),
        )
        staff = self.people[self.size.organisations - 1]
        case = Engagement(code="", company_id="", opened_by=staff, created_at=NOW)
        await self._write(
            case,
            (
                {"id": id_, "code": f"ENG-{number:08}", "company_id": self.chance.choice(self.companies)}
                for number, (id_, _, _) in enumerate(cases)
            ),
        )
        joined = ((id_, self.organisations[one]) for id_, side, _ in cases for one in side)
        await self._write(
            Participation(engagement_id="", organisation_id="", joined_at=NOW, accepted_by=staff),
            ({"engagement_id": id_, "organisation_id": one} for id_, one in joined),
        )
        await self._rooms(ids, sides, is_engagement)

    async def _rooms(self, ids: Sequence[str], sides: Sequence[Sequence[int]], cases: Sequence[bool]) -> None:
        size, rooms = self.size, self._ids(self.size.rooms)
        own = self._room(RoomKind.STAFF, ceiling=Label.RED, name="Staff", external_id="!staff:example.org")
        await self._write(own, [{}])
        room = self._room(RoomKind.GROUP, ceiling=Label.AMBER, authorised_until=NOW + timedelta(days=300))
        for number in range(size.rooms):
            speak = [one + size.organisations * voice for one in sides[number] for voice in range(VOICES)]
            if number == 0:
                speak = self.chance.sample(range(size.people), min(size.crowd, size.people))
            accounts = frozenset(self.network.people[one][0] for one in speak if one < size.people)
            self.network.rooms.append(Place(f"!r{number}:example.org", accounts))
        await self._write(
            room,
            (
                {"id": rooms[number], "name": f"Room {number}", "external_id": place.external_id,
                 "kind": RoomKind.ENGAGEMENT if cases[number] else RoomKind.GROUP,
                 "group_id": None if cases[number] else ids[number],
                 "engagement_id": ids[number] if cases[number] else None}
                for number, place in enumerate(self.network.rooms)
            ),
        )  # fmt: skip
        word = Authorisation(room_id="", person_id="", label=Label.AMBER, at=NOW, until=NOW + timedelta(days=300))
        staff = [self.people[size.organisations * turn - 1] for turn in (1, 2)]
        await self._write(word, ({"room_id": id_, "person_id": one} for id_ in rooms for one in staff))

    async def _summaries(self) -> None:
        """One for every ten organisations, sealed as any: for those linked, the buyers, all affiliates, in turn."""
        author = self.people[self.size.organisations - 1]
        kinds = (Readers.LINKED, Readers.BUYERS, Readers.AFFILIATES)
        count = max(3, self.size.organisations // 10)
        for begins in range(0, count, 1_000):
            async with self.storage.unit() as unit:
                for number in range(begins, min(begins + 1_000, count)):
                    one = Summary(
                        code=f"SUM-{number:06}", author_id=author, writers=author, readers=kinds[number % 3],
                        company_id=self.companies[number % len(self.companies)], state=SummaryState.RELEASED,
                        created_at=NOW, released_at=NOW,
                    )  # fmt: skip
                    one.id = self._id()
                    one.heading, one.facility = f"Heading {number}", f"Plant {number}"
                    one.text = "What was found. " * 60
                    one.facility_id = self.facilities[number % len(self.facilities)]
                    unit.add(one)
                    self.network.summaries.append(one.code)

    async def _clearances(self) -> None:
        """As many as there are organisations: denied things that nobody asks about."""
        denied = Clearance(
            code="", effect=Effect.DENY, subject="", label=Label.AMBER, said_by=self.people[0], said_at=NOW, since=NOW
        )
        await self._write(
            denied,
            (
                {"code": f"CLR-{number:06}", "subject": f"summary:{self._id()}", "organisation_id": one}
                for number, one in enumerate(self.organisations)
            ),
        )

    def _room(self, kind: RoomKind, **more: Any) -> Room:
        values = {"external_id": "", "name": "", **more}
        return Room(platform=PLATFORM, kind=kind, state=RoomState.AUTHORISED, created_at=NOW, **values)

    def _id(self) -> str:
        return self.chance.randbytes(10).hex()

    def _ids(self, count: int) -> list[str]:
        return [self._id() for _ in range(count)]

    async def _write(self, noun: Base, rows: Iterable[Mapping[str, object]]) -> None:
        """Rows like this noun but for these columns, each with an id of its own."""
        alike, kind = row_of(noun), type(noun)
        pending: list[Mapping[str, object]] = []
        for row in rows:
            pending.append({**alike, "id": self._id(), **row})
            if len(pending) == ROWS:
                await self._append(kind, pending)
                pending = []
        await self._append(kind, pending)

    async def _append(self, kind: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
        async with self.storage.unit() as unit:
            await unit.append_all(kind, rows)
