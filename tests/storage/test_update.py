"""The rules of items and issues, without an engine."""

from datetime import UTC, datetime

import pytest

from storage.access import Label
from storage.refusal import Absent, Refusal
from storage.update import Issue, IssueState, Section, UpdateItem, refuse_label

NOW = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)


def item() -> UpdateItem:
    return UpdateItem(number=4, section=Section.ACTIVITIES, text="A webinar", posted_by="sofia", created_at=NOW)


def test_an_item_that_was_issued_stands() -> None:
    one = item()
    one.rewrite("Two webinars", locale="en")
    assert one.text == "Two webinars"
    one.issued_at = NOW
    with pytest.raises(Refusal):
        one.rewrite("Three webinars", locale="en")
    with pytest.raises(Refusal):
        one.drop(now=NOW)
    assert (one.text, one.dropped_at) == ("Two webinars", None)


def test_a_dropped_item_is_gone() -> None:
    one = item()
    one.drop(now=NOW)
    with pytest.raises(Absent):
        one.rewrite("Back", locale="en")


@pytest.mark.parametrize("label", list(Label))
def test_the_affiliate_update_carries_nothing_restricted(label: Label) -> None:
    if label in {Label.CLEAR, Label.GREEN}:
        refuse_label(label)
        return
    with pytest.raises(Refusal):
        refuse_label(label)


@pytest.mark.parametrize(
    ("state", "free", "asked"),
    [
        (IssueState.COLLECTING, True, False),
        (IssueState.HELD, False, False),
        (IssueState.APPROVED, True, True),
        (IssueState.SENT, False, False),
        (IssueState.SKIPPED, False, False),
    ],
)
def test_an_issue_goes_out_by_itself_unless_staff_say_or_must_say(state: IssueState, free: bool, asked: bool) -> None:
    issue = Issue(room_id="room", month="2027-01", state=state)
    assert issue.may_go(needs_approval=False) is free
    assert issue.may_go(needs_approval=True) is asked


def test_a_settled_issue_is_never_settled_again() -> None:
    issue = Issue(room_id="room", month="2027-01")
    issue.settle(IssueState.SENT, until=NOW, now=NOW)
    for again in (
        issue.hold, issue.resume, issue.approve, lambda: issue.settle(IssueState.SENT, until=NOW, now=NOW)
    ):  # fmt: skip
        with pytest.raises(Refusal):
            again()
    assert issue.state is IssueState.SENT


def test_only_a_held_issue_is_resumed() -> None:
    issue = Issue(room_id="room", month="2027-01")
    with pytest.raises(Refusal):
        issue.resume()
    issue.hold()
    issue.resume()
    assert issue.state is IssueState.COLLECTING
