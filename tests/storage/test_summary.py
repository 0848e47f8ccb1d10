"""The rules of summaries, without an engine."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.access import Label, Role
from storage.audience import AudienceKind, Reach, Standing
from storage.organisation import Organisation, OrganisationKind
from storage.person import Person, PersonStatus
from storage.refusal import Refusal
from storage.summary import Approval, Readers, Reading, Summary, SummaryState

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


def person(name: str, role: Role = Role.STAFF) -> Person:
    return Person(
        name=name, organisation_id="staff", roles=frozenset({role}), status=PersonStatus.ACTIVE, created_at=NOW
    )


def organisation(name: str, kind: OrganisationKind = OrganisationKind.AFFILIATE) -> Organisation:
    return Organisation(name=name, kind=kind, created_at=NOW)


ANA, BEN, CLEO = person("Ana"), person("Ben", Role.APPROVER), person("Cleo", Role.APPROVER)


@pytest.fixture
def summary() -> Summary:
    made = Summary(code="SUM-7KQ4", author_id=ANA.id, writers=ANA.id, company_id="volta", created_at=NOW)
    made.heading, made.text = "Working hours", "Nights of twelve hours."
    return made


def shown(summary: Summary, to: Person) -> Reading:
    return Reading(summary_id=summary.id, person_id=to.id, digest=summary.digest, at=NOW)


def approved(summary: Summary, by: Person, before: Iterable[Approval] = ()) -> Approval:
    """The word of somebody who has just read it."""
    word = summary.approve(before, shown(summary, by), by=by, now=NOW)
    assert word is not None
    return word


def refusal(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.message.key


def test_another_person_approves_what_one_wrote(summary: Summary) -> None:
    summary.submit(by=ANA)
    with pytest.raises(Refusal) as caught:
        approved(summary, ANA)
    assert refusal(caught) == "summary-own-text"
    approved(summary, BEN)
    assert summary.state is SummaryState.APPROVED


@pytest.mark.parametrize(("label", "needed"), [("AMBER", 1), ("AMBER+STRICT", 2), ("RED", 2)])
def test_what_is_narrower_than_amber_needs_two_approvers(summary: Summary, label: str, needed: int) -> None:
    summary.relabel(Label(label), by=ANA)
    summary.submit(by=ANA)
    approvals = [approved(summary, BEN)]
    assert (summary.state is SummaryState.APPROVED) is (needed == 1)
    if needed == 2:
        with pytest.raises(Refusal) as caught:
            approved(summary, BEN, approvals)
        assert refusal(caught) == "summary-approved-already"
        approvals.append(approved(summary, CLEO, approvals))
    summary.release(approvals, now=NOW)
    assert summary.state is SummaryState.RELEASED


def test_an_approval_holds_for_what_was_read_and_for_nothing_else(summary: Summary) -> None:
    summary.submit(by=ANA)
    old = shown(summary, BEN)
    approval = approved(summary, BEN)
    changes: tuple[Callable[[], None], ...] = (
        lambda: summary.rewrite("Nights of eight hours.", by=ANA),
        lambda: summary.relabel(Label.GREEN, by=ANA),
        lambda: summary.readdress(Readers.AFFILIATES, [], by=ANA),
        lambda: summary.readdress(Readers.AFFILIATES, [organisation("Labour Watch")], by=ANA),
    )
    for change in changes:
        change()
        assert summary.approved_by([approval]) == set()
        with pytest.raises(Refusal) as caught:
            summary.release([approval], now=NOW)
        assert refusal(caught) == "summary-not-approved"
        summary.submit(by=ANA)
        with pytest.raises(Refusal) as caught:
            summary.approve([approval], old, by=BEN, now=NOW)
        assert refusal(caught) == "summary-read-first"


def test_a_text_changed_behind_the_rules_is_not_released(summary: Summary) -> None:
    summary.submit(by=ANA)
    approval = approved(summary, BEN)
    summary.text = "Something else."
    with pytest.raises(Refusal) as caught:
        summary.release([approval], now=NOW)
    assert refusal(caught) == "summary-not-approved"


def test_only_its_author_changes_it_and_nobody_once_it_is_released(summary: Summary) -> None:
    with pytest.raises(Refusal) as caught:
        summary.rewrite("Mine.", by=BEN)
    assert refusal(caught) == "summary-author-only"
    summary.submit(by=ANA)
    summary.release([approved(summary, BEN)], now=NOW)
    with pytest.raises(Refusal) as caught:
        summary.rewrite("Better.", by=ANA)
    assert refusal(caught) == "summary-is-released"
    summary.withdraw(now=NOW)
    summary.rewrite("Better.", by=ANA)
    assert summary.state is SummaryState.DRAFT


def test_whoever_held_the_pen_can_never_approve(summary: Summary) -> None:
    summary.hand_to(BEN, by=ANA)
    summary.submit(by=BEN)
    for writer in (ANA, BEN):
        with pytest.raises(Refusal) as caught:
            approved(summary, writer)
        assert refusal(caught) == "summary-own-text"
    approved(summary, CLEO)


def test_what_is_sent_back_is_a_draft_with_a_reason(summary: Summary) -> None:
    summary.submit(by=ANA)
    summary.send_back("Say when.", by=BEN)
    assert (summary.state, summary.reason) == (SummaryState.DRAFT, "Say when.")
    with pytest.raises(Refusal):
        approved(summary, BEN)


def test_a_summary_is_never_clear(summary: Summary) -> None:
    with pytest.raises(Refusal) as caught:
        summary.relabel(Label.CLEAR, by=ANA)
    assert refusal(caught) == "summary-never-clear"
    assert summary.label is Label.AMBER


def test_the_audience_is_its_rule_and_partners_only_if_named(summary: Summary) -> None:
    partner = organisation("Labour Watch", OrganisationKind.PARTNER)
    summary.readdress(Readers.BUYERS, [partner], by=ANA)
    assert (summary.audience.kind, summary.audience.ids) == (AudienceKind.BUYERS, ("volta",))
    assert summary.audience.beside == (partner.id,)
    summary.readdress(Readers.NAMED, [], by=ANA)
    with pytest.raises(Refusal) as caught:
        summary.submit(by=ANA)
    assert refusal(caught) == "summary-nobody-named"


def test_its_audience_reads_it_while_it_is_released_and_at_no_other_time(summary: Summary) -> None:
    reach = Reach(organisations=frozenset({"ghent"}))
    ghent, oslo, staff = (
        Standing(person_id="p", organisation_id=one, is_staff=one == "staff", is_buyer=one != "staff")
        for one in ("ghent", "oslo", "staff")
    )
    for state in SummaryState:
        summary.state = state
        assert summary.is_readable(staff, reach)
        assert summary.is_readable(ghent, reach) is (state is SummaryState.RELEASED)
        assert not summary.is_readable(oslo, reach)
        for one in (staff, ghent):
            for denied in (one.person_id, one.organisation_id):
                assert not summary.is_readable(one, replace(reach, denied=frozenset({denied})))


def test_what_is_discarded_has_no_word_left(summary: Summary) -> None:
    summary.facility = "Plant 7"
    summary.discard(by=ANA)
    assert (summary.heading, summary.facility, summary.text) == ("", "", "")
    with pytest.raises(Refusal):
        summary.rewrite("Again.", by=ANA)
