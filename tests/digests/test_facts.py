"""What a room's issue is made of: nothing that the room may not read, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from digests.facts import Facts, gather, open_period
from digests.period import Period
from storage.access import Label, Role
from storage.action import ActionItem, ActionState
from storage.audience import AudienceKind
from storage.base import Base, new_id
from storage.engagement import Engagement, Participation
from storage.group import Group, Membership
from storage.lesson import Attribution, Lesson
from storage.meeting import Meeting
from storage.organisation import Company, Organisation, OrganisationKind
from storage.outbox import Posting, PostingState
from storage.person import Person, PersonStatus
from storage.question import Question, QuestionState
from storage.room import Room, RoomKind, RoomState
from storage.summary import Summary, SummaryState
from storage.unit import Storage, Unit
from storage.update import Issue, IssueState, Omission, Section, UpdateItem, UpdateTarget

JANUARY = Period("2027-01", "Europe/Brussels")
THEN = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
NOW = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)


@dataclass
class Network:
    """Two groups with a room each; Ghent is in both, Lyon in LEV alone."""

    unit: Unit
    ghent: Organisation
    lyon: Organisation
    greta: Person
    lev: Group
    ict: Group
    volta: str
    rooms: dict[str, Room] = field(default_factory=dict)

    async def put(self, *nouns: Base) -> None:
        for noun in nouns:
            self.unit.add(noun)
            await self.unit.session.flush()

    async def facts(self, room: str) -> Facts:
        return await gather(self.unit, self.rooms[room], JANUARY, now=NOW)

    async def item(self, number: int, *, at: datetime = THEN, label: Label = Label.GREEN, **only: str) -> None:
        item = UpdateItem(
            number=number,
            section=Section.ACTIVITIES,
            label=label,
            text="Text",
            posted_by=self.greta.id,
            created_at=at,
            stands_from=at,
            only_some=bool(only),
        )
        await self.put(item)
        if only:
            await self.put(UpdateTarget(item_id=item.id, **only))

    def summary(self, code: str, state: SummaryState = SummaryState.RELEASED) -> Summary:
        return Summary(
            code=code, state=state, author_id=self.greta.id, writers=self.greta.id, company_id=self.volta,
            created_at=THEN, released_at=THEN,
        )  # fmt: skip


@pytest.fixture
async def network(storage: Storage) -> AsyncIterator[Network]:
    """The network, in a unit of its own."""
    await storage.migrate()
    async with storage.unit() as unit:
        yield await made(unit)


async def made(unit: Unit) -> Network:
    ghent, lyon = (Organisation(name=name, kind=OrganisationKind.AFFILIATE, created_at=THEN) for name in ("G", "L"))
    lev, ict = (Group(code=code, name=code, created_at=THEN) for code in ("LEV", "ICT"))
    company = Company(name="Volta", created_at=THEN)
    greta = Person(
        name="Greta", organisation_id=ghent.id, roles=frozenset({Role.MEMBER}), status=PersonStatus.ACTIVE,
        created_at=THEN,
    )  # fmt: skip
    network = Network(unit, ghent, lyon, greta, lev, ict, company.id)
    await network.put(ghent, lyon, lev, ict, company, greta)
    for group, organisation in ((lev, ghent), (lev, lyon), (ict, ghent)):
        await network.put(Membership(group_id=group.id, organisation_id=organisation.id, joined_at=THEN))
    for group in (lev, ict):
        room = Room(
            platform="memory", kind=RoomKind.GROUP, name=group.code, group_id=group.id, ceiling=Label.GREEN,
            state=RoomState.AUTHORISED, created_at=datetime(2026, 6, 1, tzinfo=UTC),
        )  # fmt: skip
        await network.put(room)
        network.rooms[group.code] = room
    return network


async def test_a_room_gets_its_own_groups_work_and_everybodys_lessons(network: Network) -> None:
    def meeting(code: str, group: Group, *, announced: bool = True) -> Meeting:
        return Meeting(
            code=code, group_id=group.id, title="Quarterly", starts_at=NOW + timedelta(days=9), zone="Europe/Brussels",
            announced_at=THEN if announced else None, changed_at=THEN, created_at=THEN,
        )  # fmt: skip

    for number, group in ((1, network.lev), (2, network.ict)):
        await network.put(
            meeting(f"MTG-{group.code}", group),
            meeting(f"MTG-{group.code}-2", group, announced=False),
            Question(
                number=number, group_id=group.id, asker_id=network.greta.id, state=QuestionState.ANSWERED,
                answered_at=THEN, created_at=THEN,
            ),
            ActionItem(
                number=number, group_id=group.id, owner_id=network.greta.id, organisation_id=network.ghent.id,
                text="Write", due=THEN.date(), zone="Europe/Brussels", state=ActionState.DONE, settled_at=THEN,
                created_by=network.greta.id, changed_at=THEN, created_at=THEN,
            ),
        )  # fmt: skip
    lesson = Lesson(
        number=7, author_id=network.greta.id, organisation_id=network.ghent.id, title="T", text="T", created_at=THEN
    )
    draft = Lesson(
        number=8, author_id=network.greta.id, organisation_id=network.ghent.id, title="T", text="T", created_at=THEN
    )
    lesson.publish(Attribution.NAMED, by=network.greta, now=THEN)
    await network.put(lesson, draft)
    assert (await network.facts("LEV")).codes == ("MTG-LEV", "L-7", "Q-1", "ACT-1")
    assert (await network.facts("ICT")).codes == ("MTG-ICT", "L-7", "Q-2", "ACT-2")


@pytest.mark.parametrize(
    ("only", "lev", "ict"),
    [
        ({}, True, True),
        ({"organisation_id": "ghent"}, False, True),
        ({"organisation_id": "lyon"}, False, False),
        ({"group_id": "lev"}, True, True),
        ({"group_id": "ict"}, False, True),
    ],
)
async def test_an_item_for_some_goes_where_all_are_among_them(
    network: Network, only: dict[str, str], lev: bool, ict: bool
) -> None:
    await network.item(1, **{kind: getattr(network, name).id for kind, name in only.items()})
    for room, gets in (("LEV", lev), ("ICT", ict)):
        facts = await network.facts(room)
        assert bool(facts.updates) is gets
        narrowed = facts.audience.kind is AudienceKind.ORGANISATIONS
        assert narrowed is (gets and bool(only))


async def test_items_for_each_of_them_are_together_for_nobody(network: Network) -> None:
    await network.item(1, organisation_id=network.ghent.id)
    await network.item(2, organisation_id=network.lyon.id)
    await network.item(3, group_id=network.ict.id)
    assert not (await network.facts("LEV")).updates
    assert [one.number for one in (await network.facts("ICT")).updates] == [1, 3]


async def test_an_organisation_that_left_shuts_no_item_out(network: Network) -> None:
    await network.item(1, organisation_id=network.ghent.id)
    assert not (await network.facts("LEV")).updates
    [lyon] = await network.unit.scalars(select(Membership).where(Membership.organisation_id == network.lyon.id))
    lyon.left_at = THEN
    await network.unit.session.flush()
    assert (await network.facts("LEV")).updates


async def test_a_room_that_may_hear_no_green_gets_what_is_clear(network: Network) -> None:
    await network.item(1)
    await network.item(2, label=Label.CLEAR)
    lesson = Lesson(
        number=7, author_id=network.greta.id, organisation_id=network.ghent.id, title="T", text="T", created_at=THEN
    )
    lesson.publish(Attribution.NAMED, by=network.greta, now=THEN)
    await network.put(lesson)
    assert (await network.facts("LEV")).codes == ("U-1", "U-2", "L-7")
    network.rooms["LEV"].ceiling = Label.CLEAR
    assert (await network.facts("LEV")).codes == ("U-2",)


@pytest.mark.parametrize(
    ("state", "copy", "room", "told"),
    [
        (SummaryState.RELEASED, PostingState.LIVE, "LEV", True),
        (SummaryState.RELEASED, PostingState.UPDATED, "LEV", True),
        (SummaryState.RELEASED, PostingState.LIVE, "ICT", False),
        (SummaryState.RELEASED, PostingState.RECALLED, "LEV", False),
        (SummaryState.WITHDRAWN, PostingState.LIVE, "LEV", False),
    ],
)
async def test_a_summary_is_pointed_at_only_where_it_arrived_and_stands(
    network: Network, state: SummaryState, copy: PostingState, room: str, told: bool
) -> None:
    summary = network.summary("SUM-7KQ4", state)
    await network.put(
        summary,
        Posting(
            parcel_id=new_id(), room_id=network.rooms[room].id, about=summary.subject, label=summary.label,
            external_id="$1", posted_at=THEN, state=copy,
        ),
    )  # fmt: skip
    facts = await network.facts("LEV")
    assert [one.codes for one in facts.restricted] == ([("SUM-7KQ4",)] if told else [])
    assert all((one.label, one.audience) == (summary.label, summary.audience) for one in facts.restricted)
    assert facts.codes == ()


@pytest.mark.parametrize(
    ("joined", "left", "told"),
    [(("ghent", "lyon"), False, True), (("ghent",), False, False), (("ghent", "lyon"), True, False)],
)
async def test_an_engagement_is_pointed_at_only_where_all_take_part(
    network: Network, joined: tuple[str, ...], left: bool, told: bool
) -> None:
    engagement = Engagement(
        code="ENG-7KQ4", company_id=network.volta, group_id=network.lev.id, opened_by=network.greta.id, created_at=THEN
    )
    await network.put(engagement)
    for name in joined:
        await network.put(
            Participation(
                engagement_id=engagement.id, organisation_id=getattr(network, name).id, joined_at=THEN,
                left_at=THEN if left and name == "lyon" else None,
            )
        )  # fmt: skip
    other = Engagement(
        code="ENG-2222", company_id=network.volta, group_id=network.ict.id, opened_by=network.greta.id, created_at=THEN
    )
    await network.put(other)
    assert (await network.facts("LEV")).restricted == ()
    network.rooms["LEV"].ceiling = Label.AMBER
    found = (await network.facts("LEV")).restricted
    assert [one.codes for one in found] == ([("ENG-7KQ4",)] if told else [])
    assert all(one.audience == engagement.audience for one in found)
    assert (await network.facts("LEV")).codes == ()


async def test_what_is_left_out_is_left_out_of_that_room_and_month(network: Network) -> None:
    await network.item(1)
    await network.item(2)
    await network.put(
        Omission(room_id=network.rooms["LEV"].id, month="2027-01", code="U-1"),
        Omission(room_id=network.rooms["LEV"].id, month="2026-12", code="U-2"),
    )
    assert (await network.facts("LEV")).codes == ("U-2",)
    assert (await network.facts("ICT")).codes == ("U-1", "U-2")


async def test_an_issue_begins_where_the_last_one_ended(network: Network) -> None:
    await network.item(1, at=datetime(2026, 12, 20, tzinfo=UTC))
    await network.item(2)
    assert (await network.facts("LEV")).codes == ("U-2",)
    early = datetime(2026, 12, 10, tzinfo=UTC)
    await network.put(
        Issue(room_id=network.rooms["LEV"].id, month="2026-12", state=IssueState.SENT, until=early, issued_at=early)
    )
    assert (await network.facts("LEV")).codes == ("U-1", "U-2")


async def test_the_open_issue_is_the_last_months_until_it_is_settled(network: Network) -> None:
    room = network.rooms["LEV"]
    assert (await open_period(network.unit, room, now=NOW)).month == "2027-01"
    await network.put(Issue(room_id=room.id, month="2027-01", state=IssueState.HELD))
    assert (await open_period(network.unit, room, now=NOW)).month == "2027-01"
    network.rooms["ICT"].created_at = NOW - timedelta(hours=2)
    assert (await open_period(network.unit, network.rooms["ICT"], now=NOW)).month == "2027-02"
