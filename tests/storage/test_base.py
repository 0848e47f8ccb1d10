"""What all nouns have in common: how they are made."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import TypeDecorator

from storage.base import Base
from storage.group import Group
from storage.outbox import Kind, Parcel, ParcelState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _parcel(**values: object) -> Parcel:
    given = {"once": "x", "kind": Kind.POST, "room_id": "r", "order_key": "o", "created_at": NOW, "not_before": NOW}
    return Parcel(**{**given, **values})  # type: ignore[arg-type]  # some of them wrong, on purpose


def test_a_noun_has_its_defaults_and_an_id_of_its_own() -> None:
    one, other = _parcel(), _parcel(attempts=3)
    assert (one.state, one.attempts, other.attempts, one.settled_at) == (ParcelState.DUE, 0, 3, None)
    assert len({one.id, other.id, _parcel(id="own").id}) == 3
    assert _parcel(id="own").id == "own"


@pytest.mark.parametrize("wrong", ["number", "payload_sealed", "payload", "nothing_of_the_kind"])
def test_a_noun_is_given_nothing_but_what_it_takes(wrong: str) -> None:
    with pytest.raises(TypeError, match=f"Parcel.*: {wrong}$"):
        _parcel(**{wrong: 1})


def test_a_noun_says_all_that_it_lacks() -> None:
    with pytest.raises(TypeError, match=r"Group.*: code, created_at, name"):
        Group()  # type: ignore[call-arg]  # which is what is tested


def test_columns_of_our_types_share_how_they_are_compared() -> None:
    """Else SQLAlchemy makes a class for each column; what it would make of one is what they have."""
    columns = [one for table in Base.metadata.tables.values() for one in table.c]
    ours = [(type(one.comparator), one.type) for one in columns if isinstance(one.type, TypeDecorator)]
    assert len(ours) > 200
    assert len({made for made, _ in ours}) == 2
    for made, kind in ours:
        assert list(made.__bases__) == [TypeDecorator.Comparator, kind.impl_instance.comparator_factory]
