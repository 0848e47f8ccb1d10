"""The data map and the tables agree: no column that nobody judged, no promise about one that isn't there."""

import pytest
from sqlalchemy import Column, MetaData, Table, Text

from storage.base import sealed_fields
from storage.data_map import DATA_MAP, Datum, Entry, Erasure, unjudged
from storage.migrations import metadata
from storage.retention import Rule
from storage.room_audit import RoomAudit


def test_every_column_of_every_table_is_judged() -> None:
    assert unjudged(metadata()) == []


@pytest.mark.parametrize(("table", "column"), [("person", "birthday"), ("diary", "text")])
def test_a_new_column_or_table_is_noticed(table: str, column: str) -> None:
    changed = MetaData()
    for one in metadata().tables.values():
        one.to_metadata(changed)
    Table(table, changed, Column(column, Text), extend_existing=True)
    assert f"{table}.{column}" in unjudged(changed)


def test_a_column_that_is_gone_is_noticed() -> None:
    changed = MetaData()
    for one in metadata().tables.values():
        if one.name != "rsvp":
            one.to_metadata(changed)
    assert "rsvp.answer" in unjudged(changed)


@pytest.mark.parametrize("name", DATA_MAP)
def test_what_is_sealed_is_said_to_be_and_what_is_opened_can_be(name: str) -> None:
    entry = DATA_MAP[name]
    sealed = {field.column for field in sealed_fields(entry.noun).values()}
    judged = {column for column, datum in entry.columns.items() if datum in {Datum.SEALED, Datum.SECRET}}
    assert sealed <= judged
    assert not entry.opens or sealed


@pytest.mark.parametrize("name", DATA_MAP)
def test_what_tells_who_somebody_is_doesnt_outlive_them(name: str) -> None:
    entry = DATA_MAP[name]
    names = Datum.NAME in entry.columns.values()
    assert names is (entry.erasure is not Erasure.STAYS) or entry.erasure is Erasure.GOES
    assert not names or entry.theirs or entry.noun is RoomAudit  # it names whoever was seen in a room


def test_a_column_is_judged_once() -> None:
    twice = Entry(noun=DATA_MAP["person"].noun, rule=Rule.PERSON, facts="id", names="id")
    with pytest.raises(ValueError, match=r"person\.id"):
        _ = twice.columns
