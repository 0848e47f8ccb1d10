"""The rules of engagements, questions and letters, without an engine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.engagement import Cause, Engagement, EngagementOutcome, Level, Participation
from storage.letter import SILENCE, Agreement, Inquiry, InquiryState, Letter, LetterState, Quality, Signature
from storage.refusal import Refusal

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
TODAY = date(2027, 1, 11)


@pytest.fixture
def engagement() -> Engagement:
    return Engagement(code="ENG-7KQ4", company_id="volta", opened_by="greta", lead_id="ghent", created_at=NOW)


@pytest.fixture
def inquiry() -> Inquiry:
    made = Inquiry(code="EQ-7KQ4", engagement_id="e", proposed_by="ghent", worded_at=NOW, created_at=NOW)
    made.text = "Which plants?"
    return made


@pytest.fixture
def letter() -> Letter:
    made = Letter(code="LTR-7KQ4", engagement_id="e", created_at=NOW)
    made.text = "We are concerned."
    return made


def agrees(inquiry: Inquiry, organisation: str) -> Agreement:
    return Agreement(
        inquiry_id=inquiry.id, organisation_id=organisation, person_id="p", version=inquiry.version, at=NOW
    )


def signs(letter: Letter, organisation: str, *signed: Signature) -> Signature:
    return letter.sign(signed, organisation_id=organisation, person_id="p", now=NOW)


def refusal(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.message.key


def test_the_levels_rise_to_five_and_exit_is_none_of_them() -> None:
    level: Level | None = Level.L0
    seen = []
    while level is not None:
        seen.append(level.value)
        level = level.above
    assert seen == ["L0", "L1", "L2", "L3", "L4", "L5"]


def test_a_proposal_changes_no_level_before_a_person_accepts(engagement: Engagement) -> None:
    proposal = engagement.propose(Cause.POOR_ANSWER, "EQ-7KQ4", None, now=NOW)
    assert proposal is not None
    assert engagement.level.rank == 0
    assert engagement.propose(Cause.STEP_PASSED, "", proposal, now=NOW) is None, "one at a time"
    proposal.accept(engagement, by="greta", now=NOW)
    assert engagement.level.rank == 1


def test_a_proposal_is_declined_for_a_reason_only(engagement: Engagement) -> None:
    proposal = engagement.propose(Cause.POOR_ANSWER, "EQ-7KQ4", None, now=NOW)
    assert proposal is not None
    with pytest.raises(Refusal) as caught:
        proposal.decline(" ", by="greta", now=NOW)
    assert refusal(caught) == "engagement-reason-needed"
    proposal.decline("They called back.", by="greta", now=NOW)
    assert engagement.level is Level.L0


def test_nothing_is_proposed_above_the_highest_level(engagement: Engagement) -> None:
    engagement.level = Level.L5
    assert engagement.propose(Cause.POOR_ANSWER, "", None, now=NOW) is None
    with pytest.raises(Refusal) as caught:
        engagement.rise("They ignore us.")
    assert refusal(caught) == "engagement-level-highest"


@pytest.mark.parametrize(
    ("organisation", "staff", "may"), [("ghent", False, True), ("x", True, True), ("x", False, False)]
)
def test_the_lead_steers_or_staff(engagement: Engagement, organisation: str, staff: bool, may: bool) -> None:
    if may:
        engagement.refuse_steering(organisation, is_staff=staff)
        return
    with pytest.raises(Refusal) as caught:
        engagement.refuse_steering(organisation, is_staff=staff)
    assert refusal(caught) == "engagement-lead-only"


@pytest.mark.parametrize(("days", "may"), [(0, True), (30, True), (-1, False)])
def test_a_next_step_lies_ahead(engagement: Engagement, days: int, may: bool) -> None:
    on = TODAY + timedelta(days=days)
    if may:
        engagement.plan_next("Call", on, locale="en", today=TODAY, now=NOW)
        assert engagement.next_on == on
        return
    with pytest.raises(Refusal):
        engagement.plan_next("Call", on, locale="en", today=TODAY, now=NOW)


def test_what_is_closed_is_not_steered_until_it_is_reopened(engagement: Engagement) -> None:
    engagement.close(EngagementOutcome.PARTLY, now=NOW)
    with pytest.raises(Refusal) as caught:
        engagement.refuse_steering("ghent", is_staff=False)
    assert refusal(caught) == "engagement-closed"
    engagement.reopen()
    engagement.refuse_steering("ghent", is_staff=False)
    assert engagement.outcome is None


def test_joining_needs_the_rules_accepted() -> None:
    part = Participation(engagement_id="e", organisation_id="lyon")
    with pytest.raises(Refusal):
        part.join(accepts=False, by="luc", now=NOW)
    assert not part.is_joined
    part.join(accepts=True, by="luc", now=NOW)
    assert part.is_joined


def test_a_question_is_agreed_by_all_who_take_part(inquiry: Inquiry) -> None:
    one, other = agrees(inquiry, "ghent"), agrees(inquiry, "lyon")
    assert not inquiry.settle([one], {"ghent", "lyon"})
    assert inquiry.settle([one, other], {"ghent", "lyon"})
    assert inquiry.state is InquiryState.AGREED


def test_new_words_are_agreed_anew(inquiry: Inquiry) -> None:
    old = agrees(inquiry, "ghent")
    before = inquiry.subject
    inquiry.reword("Which cells?", locale="en", now=NOW)
    assert not inquiry.settle([old], {"ghent"})
    assert inquiry.subject != before


def test_nobody_taking_part_agrees_to_nothing(inquiry: Inquiry) -> None:
    assert not inquiry.settle([], set())


@pytest.mark.parametrize(("after", "may"), [(SILENCE, True), (SILENCE - timedelta(seconds=1), False)])
def test_silence_counts_after_a_week(inquiry: Inquiry, after: timedelta, may: bool) -> None:
    agreements = [agrees(inquiry, "ghent")]
    if may:
        inquiry.adopt(agreements, now=NOW + after)
        return
    with pytest.raises(Refusal) as caught:
        inquiry.adopt(agreements, now=NOW + after)
    assert refusal(caught) == "engagement-question-early"


def test_silence_alone_adopts_nothing(inquiry: Inquiry) -> None:
    with pytest.raises(Refusal) as caught:
        inquiry.adopt([], now=NOW + SILENCE)
    assert refusal(caught) == "engagement-question-nobody"


def test_an_organisation_signs_once(letter: Letter) -> None:
    first = signs(letter, "ghent")
    with pytest.raises(Refusal) as caught:
        signs(letter, "ghent", first)
    assert refusal(caught) == "engagement-signed-already"


def test_a_signed_letter_is_revised_knowingly_only(letter: Letter) -> None:
    letter.revise("Very concerned.", [], anew=False, locale="en")
    signed = [signs(letter, "ghent")]
    with pytest.raises(Refusal) as caught:
        letter.revise("Most concerned.", signed, anew=False, locale="en")
    assert refusal(caught) == "engagement-letter-signed"
    letter.revise("Most concerned.", signed, anew=True, locale="en")
    assert signed[0].version < letter.version, "the signature is not under these words"


def test_a_sent_letter_is_locked_until_it_is_unsent(letter: Letter) -> None:
    with pytest.raises(Refusal) as caught:
        letter.send([], answer_on=TODAY, now=NOW)
    assert refusal(caught) == "engagement-letter-unsigned"
    letter.send(["ghent"], answer_on=TODAY, now=NOW)
    for change in (lambda: letter.revise("x", [], anew=True, locale="en"), lambda: signs(letter, "lyon"), letter.drop):
        with pytest.raises(Refusal):
            change()
    letter.unsend()
    assert letter.state is LetterState.DRAFT


@pytest.mark.parametrize("quality", Quality)
def test_all_but_complete_is_poor(quality: Quality) -> None:
    assert quality.is_poor is (quality is not Quality.COMPLETE)
