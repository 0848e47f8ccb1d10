"""The rules of actions, without an engine."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.access import Role
from storage.action import MAX_ACTION, ActionItem, ActionState
from storage.group import Group
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
LEV = Group(code="LEV", name="Low-emission vehicles", created_at=NOW)
DUE = date(2027, 3, 15)


def person(name: str, role: Role = Role.MEMBER) -> Person:
    return Person(name=name, organisation_id="o", roles=frozenset({role}), status=PersonStatus.ACTIVE, created_at=NOW)


GRETA, GUS, SOFIA = person("Greta"), person("Gus"), person("Sofia", Role.STAFF)
DEEDS: dict[str, Callable[[ActionItem, Person], None]] = {
    "done": lambda item, by: item.finish(by=by, now=NOW),
    "drop": lambda item, by: item.drop(by=by, now=NOW),
    "hand on": lambda item, by: item.hand_on(GUS, by=by, now=NOW),
    "postpone": lambda item, by: item.postpone(DUE + timedelta(days=1), by=by, now=NOW),
}


def agreed() -> ActionItem:
    return ActionItem.agree(LEV, GRETA, DUE, "Write the letter", by=SOFIA, now=NOW)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("by", "allowed"), [(GRETA, True), (SOFIA, True), (GUS, False)], ids=["owner", "staff", "other"]
)
def test_an_action_is_its_owners_and_staffs_to_settle(deed: str, by: Person, allowed: bool) -> None:
    item = agreed()
    if allowed:
        DEEDS[deed](item, by)
        return
    with pytest.raises(Absent):
        DEEDS[deed](item, by)
    assert (item.state, item.owner_id, item.due) == (ActionState.OPEN, GRETA.id, DUE)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_settled_stays_so_until_it_is_reopened(deed: str) -> None:
    item = agreed()
    item.finish(by=GRETA, now=NOW)
    with pytest.raises(Refusal) as refused:
        DEEDS[deed](item, GRETA)
    assert refused.value.message.key == "action-closed-already"
    item.reopen(by=GRETA, now=NOW)
    DEEDS[deed](item, GRETA)


def test_handing_on_changes_owner_and_hand_and_not_to_the_same() -> None:
    item = agreed()
    with pytest.raises(Refusal) as refused:
        item.hand_on(GRETA, by=SOFIA, now=NOW)
    assert refused.value.message.key == "action-theirs-already"
    item.hand_on(GUS, by=GRETA, now=NOW)
    assert (item.owner_id, item.hand) == (GUS.id, 2)
    with pytest.raises(Absent):
        item.finish(by=GRETA, now=NOW)


def test_an_action_is_overdue_when_its_day_is_over_where_the_group_is() -> None:
    item = agreed()
    assert not item.is_overdue(datetime(2027, 3, 15, 22, 59, tzinfo=UTC))
    assert item.is_overdue(datetime(2027, 3, 15, 23, 0, tzinfo=UTC))  # midnight in Brussels
    item.finish(by=GRETA, now=NOW)
    assert not item.is_overdue(datetime(2027, 3, 16, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "Europe/Oslo", "Australia/Sydney"])
def test_a_morning_is_the_readers_own_on_either_side_of_a_change_of_clocks(zone: str) -> None:
    item = agreed()
    item.due = date(2027, 3, 29)  # in Europe the day after clocks went forward
    for days in (-2, -1, 1):
        local = item.morning(days, 8, zone).astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour) == (item.due + timedelta(days=days), 8)


def test_an_action_is_short() -> None:
    with pytest.raises(Refusal) as refused:
        ActionItem.agree(LEV, GRETA, DUE, "x" * (MAX_ACTION + 1), by=SOFIA, now=NOW)
    assert refused.value.message.key == "text-long"


def test_an_action_is_one_line() -> None:
    item = ActionItem.agree(LEV, GRETA, DUE, "Write\n\n# the  letter", by=SOFIA, now=NOW)
    assert item.text == "Write # the letter"
