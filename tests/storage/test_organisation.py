"""The stages of a membership, and the tree of consortia: what a noun allows, without any engine."""

from datetime import UTC, datetime

import pytest

from storage.audience import Reach, Standing
from storage.country import COUNTRIES, read_country
from storage.organisation import KNOWN, Organisation, OrganisationKind, OrganisationStatus
from storage.refusal import Refusal

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
STATUS = OrganisationStatus


def one(kind: OrganisationKind = OrganisationKind.AFFILIATE, status: STATUS = STATUS.ACTIVE) -> Organisation:
    return Organisation(name=kind.value, kind=kind, status=status, created_at=NOW)


@pytest.mark.parametrize(
    ("deed", "stages"),
    [
        ("advance", {"prospect": "offered", "offered": "onboarding", "onboarding": "active"}),
        ("go_back", {"offered": "prospect", "onboarding": "offered"}),
        ("suspend", {"active": "suspended"}),
        ("resume", {"suspended": "active"}),
        ("end", {stage: "ended" for stage in STATUS if stage is not STATUS.ENDED}),
    ],
)
@pytest.mark.parametrize("status", STATUS)
def test_every_way_from_stage_to_stage(status: OrganisationStatus, deed: str, stages: dict[str, str]) -> None:
    found = one(status=status)
    if status not in stages:
        with pytest.raises(Refusal):
            getattr(found, deed)()
        assert found.status is status
        return
    getattr(found, deed)()
    assert found.status == stages[status]


def test_only_the_active_belong_and_only_they_and_the_onboarding_are_known() -> None:
    assert [stage for stage in STATUS if one(status=stage).is_active] == [STATUS.ACTIVE]
    assert {stage for stage in STATUS if one(status=stage).is_known} == KNOWN == {STATUS.ACTIVE, STATUS.ONBOARDING}


@pytest.mark.parametrize("kind", OrganisationKind)
@pytest.mark.parametrize("parent", OrganisationKind)
def test_buyers_come_through_consortia_and_nobody_else_does(kind: OrganisationKind, parent: OrganisationKind) -> None:
    child, above = one(kind), one(parent)
    if parent is OrganisationKind.CONSORTIUM and child.is_buyer:
        child.join_through(above)
        assert child.parent_id == above.id
        child.go_direct()
        assert child.parent_id is None
        return
    with pytest.raises(Refusal):
        child.join_through(above)
    assert child.parent_id is None


def test_nobody_comes_through_itself_or_through_what_comes_through_it() -> None:
    top, below = one(OrganisationKind.CONSORTIUM), one(OrganisationKind.CONSORTIUM)
    below.join_through(top)
    with pytest.raises(Refusal, match="organisation-through-itself"):
        top.join_through(top, above=[])
    with pytest.raises(Refusal, match="organisation-circle"):
        top.join_through(below, above=[top.id])


def test_nobody_comes_through_a_consortium_that_has_ended() -> None:
    with pytest.raises(Refusal, match="organisation-not-consortium"):
        one().join_through(one(OrganisationKind.CONSORTIUM, STATUS.ENDED))


def test_the_countries_are_those_of_iso_3166_and_what_the_union_writes() -> None:
    assert len(COUNTRIES) == 250  # with Kosovo's
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    assert {"BE", "FR", "NO", "TW", "PS", "AQ"} <= COUNTRIES
    assert not {"EU", "UK", "ZZ", "AN"} & COUNTRIES
    assert (read_country(" be "), read_country("")) == ("BE", "")
    assert (read_country("uk"), read_country("EL")) == ("GB", "GR")
    for said in ("Belgium", "ZZ", "\u0412\u0415", "B"):  # the third looks like BE, in Cyrillic
        with pytest.raises(Refusal, match="country-unknown"):
            read_country(said)


@pytest.mark.parametrize("reach", [Reach(everybody=True), Reach(buyers=True), Reach(organisations=frozenset({"o"}))])
def test_a_newcomer_reads_nothing_but_what_is_for_them_alone(reach: Reach) -> None:
    member = Standing(person_id="p", organisation_id="o", is_staff=False, is_buyer=True)
    newcomer = Standing(person_id="p", organisation_id="o", is_staff=True, is_buyer=True, is_newcomer=True)
    assert reach.covers(member)
    assert not reach.covers(newcomer)
    assert Reach(people=frozenset({"p"})).covers(newcomer)
