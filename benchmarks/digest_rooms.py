"""One room's digest in a large network, and in one with ten times as much in it: what a room's month costs must not
grow with what stands elsewhere, or stood there before.

2,000 organisations in 250 groups, each with a room on two platforms. Two years of items, meetings, questions, actions,
lessons, disclosures and copies in rooms; then ten times as many, of which the room's own month has as many as before
and each other group, and each other month, ten times as many. They take turns, on two databases of the same kind.
"""

import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.databases import postgres
from benchmarks.figure import Figure, median_ratio
from benchmarks.scale import Scale, Tell
from digests.facts import gather
from digests.period import Period
from digests.split import issue_parts
from storage.access import Label, Role
from storage.action import ActionItem, ActionState
from storage.base import Base, new_id, row_of
from storage.contract import Contract, Sharing
from storage.disclosure import Disclosure, DisclosureState
from storage.group import Group, Membership
from storage.lesson import Attribution, Lesson, LessonState, Outcome, Theme
from storage.meeting import Meeting, MeetingState
from storage.organisation import Company, Organisation, OrganisationKind
from storage.outbox import Posting
from storage.person import Person, PersonStatus
from storage.question import Question, QuestionState
from storage.room import Room, RoomKind, RoomState
from storage.unit import Storage
from storage.update import Issue, IssueState, Section, UpdateItem, UpdateTarget

NOW = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
JANUARY = Period("2027-01", "Europe/Brussels")
YEARS = timedelta(days=730)
TIMES = 10
ROWS = 2_000  # written at once
OWN = {"items": 20, "lessons": 8, "questions": 6, "actions": 8, "meetings": 2, "disclosures": 3}  # of its own month
COMPANIES = 40
DIGESTS = 12  # in each round, of which the fastest counts


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """On SQLite and, where there is one, on PostgreSQL."""
    figures: list[Figure] = []
    async with AsyncExitStack() as stack:
        for name in ("small", "large"):
            (folder / name).mkdir(exist_ok=True, mode=0o700)
        urls = [f"sqlite:///{folder}/{name}/roundtable.db" for name in ("small", "large")]
        figures += await _measured(scale, urls, folder, "", tell)
        servers = [await stack.enter_async_context(postgres()) for _ in urls]
        for name in servers[0]:
            figures += await _measured(scale, [server[name] for server in servers], folder, name, tell)
    return figures


async def _measured(scale: Scale, urls: Sequence[str], folder: Path, name: str, tell: Tell) -> list[Figure]:
    async with _open(urls[0], folder) as small, _open(urls[1], folder) as large:
        sides = {}
        for storage, times in ((small, 1), (large, TIMES)):
            tell(f"digest{name}: {scale.items * times:,} items are made")
            sides[storage] = await Network(storage, scale, times).make()
        taken: dict[Storage, list[float]] = {storage: [] for storage in sides}
        for number in range(scale.rounds + 1):  # the first round is not counted
            tell(f"digest{name}: round {number}")
            least = dict.fromkeys(sides, float("inf"))
            for _ in range(DIGESTS):  # in turn: what slows the machine for a while slows both
                for storage, room in sides.items():
                    least[storage] = min(least[storage], await _digest(storage, room))
            for storage, seconds in least.items() if number else ():
                taken[storage].append(seconds)
    middle = sorted(taken[large])[scale.rounds // 2] * 1000
    ratio = median_ratio(taken[large], taken[small])
    return [
        Figure(name=f"digest{name}: of a room, ten times the items", value=middle, unit="ms"),
        Figure(name=f"digest{name}: ten times the items, of once", value=ratio, unit="x", goal="<= 1.2"),
    ]


async def _digest(storage: Storage, room_id: str) -> float:
    """Seconds for one room's digest, from its queries to its posts."""
    began = time.perf_counter()
    async with storage.unit() as unit:
        room = await unit.session.get_one(Room, room_id)
        facts = await gather(unit, room, JANUARY, now=NOW)
        posts = issue_parts(facts, room=room.name, size=15_000, locales=room.languages)
    taken = time.perf_counter() - began
    assert posts
    assert len(facts.updates) == OWN["items"]
    return taken


@asynccontextmanager
async def _open(url: str, folder: Path) -> AsyncIterator[Storage]:
    storage = Storage.open(url, folder / "roundtable.key")
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


class Network:
    """The organisations, groups and rooms, and all that was done in them."""

    def __init__(self, storage: Storage, scale: Scale, times: int) -> None:
        self.storage = storage
        self.scale = scale
        self.times = times
        self.chance = random.Random(7)
        self.groups: list[Group] = []
        self.rooms: list[Room] = []
        self.person = ""
        self.organisations: list[str] = []
        self.members: list[str] = []
        self.companies: list[Company] = []
        self.numbers = 0

    async def make(self) -> str:
        """Make it; the id of the room whose digest is measured."""
        await self._people()
        for made in (self._items, self._lessons, self._of_groups, self._disclosures, self._copies):
            await made()
        async with self.storage.unit() as unit:  # what a server does by itself, sooner or later
            await unit.session.execute(text("ANALYZE"))
        return self.rooms[0].id

    async def _people(self) -> None:
        kind = OrganisationKind.AFFILIATE
        buyers = [Organisation(name=f"Buyer {n}", kind=kind, created_at=NOW - YEARS) for n in range(self.scale.buyers)]
        self.organisations = [one.id for one in buyers]
        person = Person(
            name="Staff", organisation_id=buyers[0].id, roles=frozenset({Role.STAFF}), status=PersonStatus.ACTIVE,
            created_at=NOW - YEARS,
        )  # fmt: skip
        self.person = person.id
        count = max(2, self.scale.digest_rooms // 2)
        self.groups = [Group(code=f"G{n}", name=f"Group {n}", created_at=NOW - YEARS) for n in range(count)]
        self.rooms = [
            Room(
                platform=platform, kind=RoomKind.GROUP, name=f"{group.code} {platform}", group_id=group.id,
                ceiling=Label.AMBER, state=RoomState.AUTHORISED, created_at=NOW - YEARS,
            )
            for group in self.groups for platform in ("matrix", "discord")
        ]  # fmt: skip
        members = [
            Membership(group_id=group.id, organisation_id=one, joined_at=NOW - YEARS)
            for group in self.groups for one in self.taking_part(group)
        ]  # fmt: skip
        issue = Issue(room_id=self.rooms[0].id, month="2026-12", state=IssueState.SENT)
        issue.until = issue.issued_at = JANUARY.starts
        self.members = [one.organisation_id for one in members if one.group_id == self.groups[0].id]
        self.companies = [Company(name=f"Brand {n}", created_at=NOW - YEARS) for n in range(COMPANIES)]
        for nouns in (buyers, [person], self.groups, self.rooms, members, [issue], self.companies):
            await self._write(nouns)

    def taking_part(self, group: Group) -> Sequence[str]:
        """The organisations of a group; some are in several."""
        return self.chance.sample(self.organisations, min(16, len(self.organisations)))

    def _count(self, share: float) -> int:
        return int(self.scale.items * share) * self.times

    def _before(self) -> datetime:
        """Some time in the two years before the room's own month."""
        return JANUARY.starts - timedelta(seconds=self.chance.randrange(1, int(YEARS.total_seconds())))

    def _within(self) -> datetime:
        return JANUARY.starts + timedelta(seconds=self.chance.randrange(60, 30 * 86_400))

    async def _items(self) -> None:
        """The month's own for everybody; those of the years before; and of this month those for others alone."""
        own = [self._item(self._within()) for _ in range(OWN["items"])]
        earlier = [self._item(self._before()) for _ in range(self._count(0.2))]
        others = [self._item(self._within(), only_some=True) for _ in range(self._count(0.01))]
        outside = self.groups[1:]
        targets = [UpdateTarget(item_id=one.id, group_id=self.chance.choice(outside).id) for one in others]
        for nouns in (own, earlier, others, targets):
            await self._write(nouns)

    def _item(self, at: datetime, *, only_some: bool = False) -> UpdateItem:
        return UpdateItem(
            number=self._next(), section=self.chance.choice(list(Section)), text="A webinar on remedy. " * 8,
            locale="en", posted_by=self.person, created_at=at, stands_from=at, only_some=only_some,
            issued_at=at if at < JANUARY.starts else None,
        )  # fmt: skip

    async def _lessons(self) -> None:
        """They are everybody's, so the month has ten times as many, too; ten are shown, the others counted."""
        own = [self._lesson(self._within()) for _ in range(OWN["lessons"] * self.times)]
        await self._write([*own, *(self._lesson(self._before()) for _ in range(self._count(0.1)))])

    def _lesson(self, at: datetime) -> Lesson:
        return Lesson(
            number=self._next(), author_id=self.person, organisation_id=self.organisations[0], outcome=Outcome.WORKED,
            theme=Theme.TOOLS, attribution=Attribution.NAMED, state=LessonState.PUBLISHED, title="A yearly clause",
            text="We ask each year. " * 10, locale="en", created_at=at, published_at=at,
        )  # fmt: skip

    async def _of_groups(self) -> None:
        group, others = self.groups[0], self.groups[1:]
        for kind, make in (("questions", self._question), ("actions", self._action), ("meetings", self._meeting)):
            own = [make(group, self._within()) for _ in range(OWN[kind])]
            share = {"questions": 0.2, "actions": 0.2, "meetings": 0.05}[kind]
            elsewhere = [make(self.chance.choice(others), self._within()) for _ in range(self._count(share / 24))]
            await self._write([*own, *elsewhere])
            await self._write(
                [make(self.chance.choice(self.groups), self._before()) for _ in range(self._count(share))]
            )

    def _question(self, group: Group, at: datetime) -> Question:
        one = Question(
            number=self._next(), group_id=group.id, asker_id=self.person, state=QuestionState.ANSWERED, created_at=at,
            answered_at=at,
        )  # fmt: skip
        return one

    def _action(self, group: Group, at: datetime) -> ActionItem:
        return ActionItem(
            number=self._next(), group_id=group.id, owner_id=self.person, organisation_id=self.organisations[0],
            text="Write to the supplier", due=at.date(), zone="Europe/Brussels", state=ActionState.DONE,
            settled_at=at, created_by=self.person, changed_at=at, created_at=at,
        )  # fmt: skip

    def _meeting(self, group: Group, at: datetime) -> Meeting:
        return Meeting(
            code=f"MTG-{self._next()}", group_id=group.id, title="Quarterly", starts_at=at, zone="Europe/Brussels",
            state=MeetingState.HELD, announced_at=at, changed_at=at, created_at=at,
        )  # fmt: skip

    async def _disclosures(self) -> None:
        """What came this month and may be told to all, what members ask, and what others asked and keep to themselves;
        a tenth of what staff post.
        """
        outside = sorted(set(self.organisations) - set(self.members)) or self.organisations
        own = [
            self._disclosure(self.members[0], self._within(), Sharing.ALL_AFFILIATES) for _ in range(OWN["disclosures"])
        ]
        others = [self._disclosure(self.chance.choice(outside), self._within()) for _ in range(self._count(0.004))]
        earlier = [self._disclosure(self.chance.choice(outside), self._before()) for _ in range(self._count(0.1))]
        for made in (own, others, earlier):
            await self._write([contract for contract, _ in made])
            await self._write([disclosure for _, disclosure in made])

    def _disclosure(
        self, asker: str, at: datetime, sharing: Sharing = Sharing.REQUESTER
    ) -> tuple[Contract, Disclosure]:
        company = self.chance.choice(self.companies).id
        contract = Contract(
            organisation_id=asker, company_id=company, reference=f"C-{self._next()}", sharing=sharing, created_at=at
        )
        disclosure = Disclosure(
            code=f"DIS-{self._next()}", organisation_id=asker, company_id=company, contract_id=contract.id,
            asked_by=self.person, sharing=sharing, state=DisclosureState.RECEIVED, received_on=at.date(), created_at=at,
        )  # fmt: skip
        return contract, disclosure

    async def _copies(self) -> None:
        """What stands in rooms: answers and notices, few of them summaries."""
        await self._write([self._copy(self._before()) for _ in range(self._count(0.25))])
        others = [self._copy(self._within(), self.rooms[1:]) for _ in range(self._count(0.01))]
        await self._write([*others, *(self._copy(self._within(), self.rooms[:1]) for _ in range(40))])

    def _copy(self, at: datetime, rooms: Sequence[Room] = ()) -> Posting:
        return Posting(
            parcel_id=new_id(), room_id=self.chance.choice(rooms or self.rooms).id, about=f"meeting:{new_id()}",
            label=Label.GREEN, external_id=new_id(), posted_at=at,
        )  # fmt: skip

    def _next(self) -> int:
        self.numbers += 1
        return self.numbers

    async def _write(self, nouns: Sequence[Base]) -> None:
        for begins in range(0, len(nouns), ROWS):
            rows: list[Any] = [row_of(one) for one in nouns[begins : begins + ROWS]]
            async with self.storage.unit() as unit:
                await unit.append_all(type(nouns[0]), rows)
