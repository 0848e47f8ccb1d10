"""Clearances without any command: who may end what, what they make of an audience, and how they are found."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import CompoundSelect, Select, text

from storage import clearance_reach, directory
from storage.access import Label, Role
from storage.audience import Audience, AudienceKind, Concern, Reach, Standing
from storage.clearance import LONGEST, Clearance, Effect, refuse_end
from storage.clearance_reach import Own, Word, applied
from storage.facility import Facility, FacilityKind, FacilityState
from storage.group import Group, Membership
from storage.organisation import Organisation, OrganisationKind
from storage.person import Person, PersonStatus
from storage.refusal import Refusal
from storage.unit import Storage, Unit

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
ANA = Standing(person_id="ana", organisation_id="ghent", is_staff=False, is_buyer=True, through="together")
SOFIA = Standing(person_id="sofia", organisation_id="staff", is_staff=True, is_buyer=False)


def person(name: str, role: Role = Role.STAFF, status: PersonStatus = PersonStatus.ACTIVE) -> Person:
    return Person(
        id=name, name=name, organisation_id="staff", roles=frozenset({role}), locale="en", status=status, created_at=NOW
    )


def clearance(effect: Effect, subject: str = "summary:s", **more: Any) -> Clearance:
    fields: dict[str, Any] = {"label": Label.AMBER, "said_by": "sofia", "said_at": NOW, "code": "CLR-7KQ4"}
    return Clearance(effect=effect, subject=subject, **{**fields, **more})


def test_a_grant_takes_a_second_person_who_finds_the_first_still_there() -> None:
    grant = clearance(Effect.GRANT, until=NOW + timedelta(days=7))
    for by, first, key in (
        ("sofia", person("sofia"), "clearance-second-person"),
        ("tom", person("sofia", status=PersonStatus.LEFT), "clearance-first-left"),
        ("tom", person("sofia", Role.MEMBER), "clearance-first-left"),
    ):
        with pytest.raises(Refusal, match=f"^{key}$"):
            grant.agree(by=person(by), first=first, now=NOW)
    with pytest.raises(Refusal, match=r"^clearance-not-waiting$"):
        grant.agree(by=person("tom"), first=person("sofia"), now=NOW + timedelta(days=7))
    grant.agree(by=person("tom"), first=person("sofia"), now=NOW)
    assert grant.since == NOW
    with pytest.raises(Refusal, match=r"^clearance-not-waiting$"):
        grant.agree(by=person("ada"), first=person("sofia"), now=NOW)


@pytest.mark.parametrize(
    ("effect", "by", "role", "may"),
    [
        (Effect.GRANT, "sofia", Role.STAFF, True),
        (Effect.GRANT, "stan", Role.STAFF, True),
        (Effect.DENY, "sofia", Role.APPROVER, False),
        (Effect.DENY, "stan", Role.STAFF, False),
        (Effect.DENY, "stan", Role.ADMIN, False),
        (Effect.DENY, "tom", Role.APPROVER, True),
    ],
)
def test_whoever_closes_does_it_alone_and_to_open_takes_an_approver(
    effect: Effect, by: str, role: Role, may: bool
) -> None:
    found = clearance(effect, since=NOW)
    if not may:
        with pytest.raises(Refusal, match=r"^clearance-lift-other$"):
            found.lift(by=person(by, role), now=NOW)
        return
    found.lift(by=person(by, role), now=NOW)
    assert found.is_over(NOW)
    with pytest.raises(Refusal, match=r"^clearance-over$"):
        found.lift(by=person(by, role), now=NOW)


@pytest.mark.parametrize(
    ("effect", "until", "key"),
    [
        (Effect.GRANT, NOW + LONGEST, None),
        (Effect.GRANT, NOW + LONGEST + timedelta(seconds=1), "clearance-end-far"),
        (Effect.GRANT, None, "clearance-end-far"),
        (Effect.GRANT, NOW, "clearance-end-past"),
        (Effect.DENY, None, None),
        (Effect.DENY, NOW + 2 * LONGEST, None),
        (Effect.DENY, NOW, "clearance-end-past"),
    ],
)
def test_a_grant_has_an_end_that_is_not_too_far(effect: Effect, until: datetime | None, key: str | None) -> None:
    if key is None:
        return refuse_end(until, effect=effect, now=NOW)
    with pytest.raises(Refusal, match=f"^{key}$"):
        refuse_end(until, effect=effect, now=NOW)


EVERY_RULE = {
    "everybody": Reach(everybody=True),
    "buyers": Reach(buyers=True),
    "named": Reach(organisations=frozenset({"ghent"})),
    "person": Reach(people=frozenset({"ana"})),
    "client": Reach(organisations=frozenset({"together"}), clients=True),
    "granted": Reach(granted=frozenset({"ana"})),
    "organisation granted": Reach(granted=frozenset({"ghent"})),
}


@pytest.mark.parametrize("name", EVERY_RULE)
@pytest.mark.parametrize("who", ["ana", "ghent"])
def test_a_deny_wins_over_every_rule(name: str, who: str) -> None:
    reach = EVERY_RULE[name]
    assert reach.covers(ANA)
    closed = applied(reach, [(Label.AMBER, [Word(Effect.DENY, Label.RED, "summary:s", who)])])
    both = applied(closed, [(Label.AMBER, [Word(Effect.GRANT, Label.RED, "summary:s", "ana")])])
    for one in (closed, Reach(**{**vars_of(both), "denied": closed.denied})):
        assert not one.covers(ANA)
        assert not one.addresses(ANA)


def vars_of(reach: Reach) -> dict[str, Any]:
    return {name: getattr(reach, name) for name in Reach.__slots__}


def test_staff_are_denied_like_everybody_else() -> None:
    assert Reach().covers(SOFIA)
    assert not Reach(denied=frozenset({"sofia"})).covers(SOFIA)
    assert not Reach(denied=frozenset({"staff"})).addresses(SOFIA)


def test_a_grant_addresses_nobody_and_is_nothing_to_newcomers() -> None:
    reach = Reach(granted=frozenset({"ana", "ghent"}))
    assert reach.covers(ANA)
    assert not reach.addresses(ANA)
    newcomer = Standing(person_id="ana", organisation_id="ghent", is_staff=False, is_buyer=False, is_newcomer=True)
    assert not reach.covers(newcomer)


def test_of_several_things_all_have_to_be_granted_and_one_denied_is_enough() -> None:
    one, other = (
        [Word(Effect.GRANT, Label.AMBER, "summary:a", "ana")],
        [Word(Effect.DENY, Label.RED, "summary:b", "ana")],
    )
    assert applied(Reach(), [(Label.AMBER, one), (Label.AMBER, one)]).covers(ANA)
    assert not applied(Reach(), [(Label.AMBER, one), (Label.AMBER, [])]).covers(ANA)
    assert not applied(Reach(everybody=True), [(Label.AMBER, []), (Label.AMBER, other)]).covers(ANA)
    assert applied(Reach(), [(Label.AMBER, [])]) == Reach()


def test_a_grant_opens_what_is_no_narrower_than_its_label() -> None:
    own = Own(words=(Word(Effect.GRANT, Label.AMBER, "summary:s", "ana"),))
    opens = {one: own.opens(ANA, Concern(("summary:s",), one), otherwise=False) for one in Label}
    assert opens == {one: one.within(Label.AMBER) for one in Label}
    assert not own.opens(ANA, Concern(("summary:t",), Label.GREEN), otherwise=False)
    assert own.opens(ANA, Concern(("summary:t",), Label.RED), otherwise=True)
    assert not own.opens(SOFIA, Concern(("summary:s",), Label.AMBER), otherwise=False), "nothing for being of the staff"


def test_what_an_audience_is_about_is_kept_with_it_and_only_then() -> None:
    plain = Audience(AudienceKind.ORGANISATIONS, ("ghent",))
    about = Audience(AudienceKind.ORGANISATIONS, ("ghent",), concerns=(Concern(("summary:s", "company:c"), Label.RED),))
    assert Audience.from_data(about.to_data()) == about
    assert about.rule == plain
    assert "concerns" not in plain.to_data()


@pytest.mark.parametrize(
    ("more", "granted"),
    [
        ({}, True),
        ({"since": None}, False),
        ({"since": NOW + timedelta(seconds=1)}, False),
        ({"until": NOW}, False),
        ({"until": NOW + timedelta(seconds=1)}, True),
        ({"lifted_at": NOW}, False),
        ({"subject": "summary:t"}, False),
    ],
)
async def test_both_questions_find_what_is_in_force_now(storage: Storage, more: dict[str, Any], granted: bool) -> None:
    async with storage.unit() as unit:
        for row in (
            "organisation (id, name, kind, country, status, findable, scopes, locales, zone, created_at)"
            " VALUES ('ghent', 'Ghent', 'affiliate', 'BE', 'active', false, '', '', '', CURRENT_TIMESTAMP)",
        ):
            await unit.run(text(f"INSERT INTO {row}"))
        fields = {"since": NOW, "until": NOW + timedelta(days=1), "organisation_id": "ghent", **more}
        unit.add(clearance(Effect.GRANT, **fields))
        await unit.session.flush()
        concern = Concern(("summary:s",), Label.AMBER)
        audience = Audience(AudienceKind.ORGANISATIONS, concerns=(concern,))
        assert (await directory.reach(unit, audience, now=NOW)).covers(ANA) is granted
        own = await clearance_reach.own(unit, ANA, now=NOW)
        assert own.opens(ANA, concern, otherwise=False) is granted


async def test_a_group_in_which_nobody_takes_part_is_nobody(storage: Storage) -> None:
    async with storage.unit() as unit:
        unit.add(group := Group(code="LEV", name="LEV", zone="UTC", created_at=NOW))
        await unit.session.flush()
        unit.add(clearance(Effect.DENY, group_id=group.id, since=NOW))
        await unit.session.flush()
        concern = Concern(("summary:s",), Label.AMBER)
        assert await clearance_reach.narrowed(unit, Reach(), [concern], now=NOW) == Reach()


async def test_what_is_said_of_others_or_no_longer_is_not_said_of_somebody(storage: Storage) -> None:
    async with storage.unit() as unit:
        for name in ("ghent", "delft"):
            unit.add(Organisation(id=name, name=name, kind=OrganisationKind.AFFILIATE, created_at=NOW))
        for code in ("LEV", "ICT", "OLD", "NEXT"):
            unit.add(Group(id=code, code=code, name=code, created_at=NOW))
        await unit.session.flush()
        for name, city in (("ana", "ghent"), ("bea", "ghent")):
            unit.add(
                Person(
                    id=name, name=name, organisation_id=city, roles=frozenset({Role.MEMBER}), created_at=NOW,
                    status=PersonStatus.ACTIVE,
                )
            )  # fmt: skip
        later = NOW + timedelta(seconds=1)
        for group, city, joined, left in (
            ("LEV", "ghent", NOW, None), ("LEV", "delft", NOW, None), ("ICT", "delft", NOW, None),
            ("OLD", "ghent", NOW, NOW), ("NEXT", "ghent", later, None),
        ):  # fmt: skip
            unit.add(Membership(group_id=group, organisation_id=city, joined_at=joined, left_at=left))
        await unit.session.flush()
        said: tuple[dict[str, Any], ...] = (
            {"person_id": "ana"}, {"organisation_id": "ghent"}, {"group_id": "LEV"},
            {"person_id": "bea"}, {"organisation_id": "delft"}, {"group_id": "ICT"},
            {"group_id": "OLD"}, {"group_id": "NEXT"},
            {"person_id": "ana", "lifted_at": NOW}, {"organisation_id": "ghent", "lifted_at": NOW},
            {"group_id": "LEV", "lifted_at": NOW},
        )  # fmt: skip
        for number, whose in enumerate(said):
            unit.add(clearance(Effect.DENY, f"summary:{number}", code=f"CLR-{number}", since=NOW, **whose))
        await unit.session.flush()
        own = await clearance_reach.own(unit, replace(ANA, through=None), now=NOW)
        assert sorted((one.subject, one.who) for one in own.words) == [
            ("summary:0", "ana"), ("summary:1", "ghent"), ("summary:2", "ghent"),
        ]  # fmt: skip
        denied = [
            (await clearance_reach.narrowed(unit, Reach(), [Concern((f"summary:{number}",), Label.AMBER)], now=NOW))
            for number in range(len(said))
        ]
        assert [set(one.denied) for one in denied] == [
            {"ana"}, {"ghent"}, {"ghent", "delft"}, {"bea"}, {"delft"}, {"delft"}, *[set()] * 5,
        ]  # fmt: skip


STATEMENTS: dict[str, Select[Any] | CompoundSelect[Any]] = {
    "about": clearance_reach.ABOUT,
    "about a facility": clearance_reach.ABOUT_A_FACILITY,
    "on somebody": clearance_reach.ON,
    "the family of a facility": clearance_reach.FAMILY,
}
FULL_SCAN = re.compile(r"SCAN (clearance|membership|facility)\b|AUTOMATIC|BLOOM|ANY\(")
SCANS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
CROWD = {
    "organisation (id, name, kind, country, status, findable, scopes, locales, zone, created_at)":
        "'o' || i, 'City ' || i, 'affiliate', 'BE', 'active', false, '', '', '', CURRENT_TIMESTAMP",
    "working_group (id, code, name, charter, charter_locale, zone, created_at)":
        "'g' || i, 'G' || i, 'Group', '', 'en', 'UTC', CURRENT_TIMESTAMP",
    "membership (id, group_id, organisation_id, joined_at)": "'m' || i, 'g' || (i / 5), 'o' || i, CURRENT_TIMESTAMP",
    "facility (id, code, name, country, address, kind, state, merged_into_id, created_at)":
        "'f' || i, 'FAC-' || i, 'Plant', 'CZ', '', 'mine', 'open', CASE i % 20 WHEN 1 THEN 'f' || (i - 1) END,"
        " CURRENT_TIMESTAMP",
    "person (id, name, organisation_id, roles, locale, zone, status, created_at)":
        "'p' || i, 'Ana', 'o' || i, 'member', 'en', 'UTC', 'active', CURRENT_TIMESTAMP",
    "clearance (id, code, effect, subject, person_id, organisation_id, group_id, label, said_by, said_at, seconded_by,"
    " since, lifted_by)":
        "'c' || i, 'CLR-' || i, 'deny', 'facility:f' || i, CASE i % 3 WHEN 0 THEN 'p' || i END,"
        " CASE i % 3 WHEN 1 THEN 'o' || i END, CASE i % 3 WHEN 2 THEN 'g' || i END, 'RED', 'x', CURRENT_TIMESTAMP, '',"
        " CURRENT_TIMESTAMP, ''",
}  # fmt: skip


async def full_scans(unit: Unit, statement: Select[Any] | CompoundSelect[Any], number: int = 20) -> list[str]:
    """What of these tables is read from end to end, as the database plans it. PostgreSQL is told to use what it has."""
    values = {
        "subjects": [f"summary:s{number}"], "facilities": [f"f{number}"], "person": f"p{number}",
        "organisations": [f"o{number}", f"o{number + 1}"], "now": NOW,
    }  # fmt: skip
    bound = {name: value for name, value in values.items() if name in statement.compile().params}
    dialect = (await unit.session.connection()).dialect
    literal = str(statement.params(**bound).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if unit.dialect == "sqlite":
        plan = [row[-1] for row in await unit.run(text(f"EXPLAIN QUERY PLAN {literal.replace(':', chr(92) + ':')}"))]
        return [line for line in plan if FULL_SCAN.search(line)]
    for way in ("seqscan", "hashjoin", "mergejoin"):
        await unit.run(text(f"SET LOCAL enable_{way} = off"))
    (top,) = (await unit.run(text(f"EXPLAIN (FORMAT JSON) {literal.replace(':', chr(92) + ':')}"))).scalar_one()
    scans = [node for node in _nodes(top["Plan"]) if node["Node Type"] in SCANS]
    return [str(node) for node in scans if not {"Index Cond", "Recheck Cond"} & node.keys()]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


async def test_no_question_reads_a_whole_table(storage: Storage) -> None:
    async with storage.unit() as unit:
        for table, row in CROWD.items():
            numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
            sql = f"{numbers} INSERT INTO {table} SELECT {row} FROM n".replace(":", "\\:")
            await unit.run(text(sql))
        await unit.run(text("ANALYZE"))
        scans = {name: await full_scans(unit, one) for name, one in STATEMENTS.items()}
        assert scans == {name: [] for name in STATEMENTS}
        await unit.run(text("DROP INDEX ix_clearance_subject"))
        assert await full_scans(unit, clearance_reach.ABOUT, 40), "the control: a whole table read is seen"
        await unit.session.rollback()


def test_the_facilities_that_are_opened_or_closed_to_somebody_are_their_own() -> None:
    words = (
        Word(Effect.GRANT, Label.AMBER, "facility:granted", "ana"),
        Word(Effect.GRANT, Label.AMBER_STRICT, "facility:narrow", "ghent"),
        Word(Effect.GRANT, Label.GREEN, "facility:green", "ana"),
        Word(Effect.GRANT, Label.AMBER, "facility:others", "together"),
        Word(Effect.GRANT, Label.AMBER, "summary:s", "ana"),
        Word(Effect.DENY, Label.AMBER, "facility:denied", "ghent"),
        Word(Effect.DENY, Label.GREEN, "facility:green", "ana"),
        Word(Effect.DENY, Label.AMBER, "facility:theirs", "together"),
        Word(Effect.DENY, Label.AMBER, "company:volta", "ana"),
    )
    own = Own(words=words)
    assert own.facilities(ANA, Effect.GRANT) == {"granted", "narrow"}
    assert own.facilities(replace(ANA, is_newcomer=True), Effect.GRANT) == frozenset()
    assert own.facilities(ANA, Effect.DENY) == {"denied", "green"}
    assert own.facilities(replace(ANA, is_newcomer=True), Effect.DENY) == {"denied", "green"}


async def test_what_is_said_about_a_facility_is_said_of_those_merged_with_it(storage: Storage) -> None:
    async with storage.unit() as unit:
        ghent = Organisation(id="ghent", name="Ghent", kind=OrganisationKind.AFFILIATE, created_at=NOW)
        kept, double, other = (
            Facility(id=name, code=f"FAC-{name}", name=name, country="CZ", kind=FacilityKind.ASSEMBLY, created_at=NOW)
            for name in ("kept", "double", "other")
        )
        unit.session.add_all([ghent, kept, other])
        await unit.session.flush()
        double.merged_into_id, double.state = "kept", FacilityState.MERGED
        unit.add(double)
        unit.add(clearance(Effect.DENY, "facility:double", organisation_id="ghent", since=NOW))
        over = {"code": "CLR-2222", "since": NOW, "lifted_at": NOW}
        unit.add(clearance(Effect.DENY, "facility:other", organisation_id="ghent", **over))
        await unit.session.flush()
        own = await clearance_reach.own(unit, replace(ANA, through=None), now=NOW)
        assert own.facilities(ANA, Effect.DENY) == {"kept", "double"}
        for place, refused in (("kept", {"ghent"}), ("double", {"ghent"}), ("other", set())):
            concern = Concern((f"summary:{place}", f"facility:{place}"), Label.AMBER)
            reach = await directory.reach(unit, Audience(AudienceKind.AFFILIATES, concerns=(concern,)), now=NOW)
            assert reach.denied == refused
            assert reach.covers(replace(ANA, through=None)) is not bool(refused)
