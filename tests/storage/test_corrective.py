"""The rules of measures and routes, without an engine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage.corrective import Measure, MeasureState, Progress
from storage.refusal import Refusal
from storage.route import WITHIN, Route, RouteKind, RouteState

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DUE = TODAY + timedelta(days=10)


def measure(state: MeasureState = MeasureState.NOT_STARTED, due: date = DUE) -> Measure:
    return Measure(
        code="CAP-7KQ4", engagement_id="e", state=state, due=due, due_set_at=NOW, claimed_by="luc", created_at=NOW
    )  # fmt: skip


def route(kind: RouteKind = RouteKind.RBA_STANDARD) -> Route:
    return Route(engagement_id="e", kind=kind, due=DUE, due_set_at=NOW, created_at=NOW)


@pytest.mark.parametrize("state", list(MeasureState))
def test_only_a_claim_is_verified_and_by_somebody_else(state: MeasureState) -> None:
    one = measure(state)
    if state is MeasureState.CLAIMED:
        with pytest.raises(Refusal, match="plan-verify-other"):
            one.verify(by="luc")
        one.verify(by="pia")
        assert one.state is MeasureState.VERIFIED
        return
    with pytest.raises(Refusal):
        one.verify(by="pia")
    assert one.state is state


def test_a_claim_is_never_late_and_what_was_dropped_counts_nowhere() -> None:
    late = TODAY - timedelta(days=1)
    plan = [measure(state, late) for state in MeasureState]
    it = Progress.of(plan, TODAY)
    assert (it.all, it.verified, it.claimed, it.rejected, it.in_progress, it.not_started) == (5, 1, 1, 1, 1, 1)
    assert it.late == 3
    assert Progress.of(plan, late).late == 0, "not on the day itself"


@pytest.mark.parametrize("days", [-1, 0, 10])
def test_a_day_moves_forward_only(days: int) -> None:
    for one in (measure(), route()):
        with pytest.raises(Refusal):
            one.extend(TODAY + timedelta(days=days), today=TODAY, now=NOW)
        one.extend(DUE + timedelta(days=1), today=TODAY, now=NOW)
        assert one.due == DUE + timedelta(days=1)


def test_the_gate_is_closed_until_the_meeting_and_again_without_it() -> None:
    one = route()
    with pytest.raises(Refusal, match="route-meeting-first"):
        one.audit(DUE, today=TODAY, now=NOW)
    one.meet(TODAY)
    one.audit(DUE, today=TODAY, now=NOW)
    one.meet(None)
    assert one.audit_on is None
    one.close()
    one.open_again(DUE, now=NOW)
    with pytest.raises(Refusal, match="route-meeting-first"):
        one.audit(DUE, today=TODAY, now=NOW)


@pytest.mark.parametrize(("late", "left"), [(4, 6), (12, 0)])
def test_a_pause_keeps_the_days_that_were_left(late: int, left: int) -> None:
    one, day = route(RouteKind.UNION), TODAY + timedelta(days=late)
    one.pause(today=day)
    assert one.state is RouteState.PAUSED
    one.resume(today=day + timedelta(days=50), now=NOW)
    assert one.due == day + timedelta(days=50 + left)


def test_each_way_has_a_clock_and_a_cause() -> None:
    assert set(WITHIN) == set(RouteKind)
    assert all(kind.cause for kind in RouteKind)
