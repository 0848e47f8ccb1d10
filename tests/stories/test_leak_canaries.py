"""A canary in every field of every table: whom it reaches is what was decided of it, and the log, the audit and the
metrics hold none.

What is planted, and what is asked, is in `tests/leaks/canaries.py` and `tests/leaks/told.py`.
"""

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Column, MetaData, Table, Text, true

from bot.app import App
from bot.logs import log
from commands.engine.heard import Event, Heard
from storage import person_data
from storage.migrations import metadata
from storage.summary import Summary
from tests.leaks.canaries import REGISTRY, TOLD, canaries, listed, undecided
from tests.leaks.commands import SPECS, everybody
from tests.leaks.told import told
from tests.scenes import Engine

OUTSIDERS = ("greta", "pia")  # who may ask for most; `make prove` asks by all of them
SUMMARIES = [spec for spec in SPECS if spec.path in {("summary", "list"), ("summary", "show")}]


def test_whom_each_text_of_each_table_may_reach_is_decided() -> None:
    assert undecided(metadata()) == []
    words = sorted(canaries(metadata()).values())
    assert len({*words}) == len(words)
    assert not any(one in other for one in words for other in words if one != other)


def test_a_new_column_of_text_is_noticed_and_so_is_one_that_is_gone() -> None:
    changed = MetaData()
    for one in metadata().tables.values():
        one.to_metadata(changed)
    Table("person", changed, Column("motto", Text), extend_existing=True)
    assert undecided(changed) == ["person.motto"]
    changed.remove(changed.tables["facility_alias"])
    assert undecided(changed) == ["facility_alias.name", "person.motto"]


@pytest.mark.long
async def test_each_canary_reaches_whom_it_may_and_nobody_else(
    sqlite: Engine, inline: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    got = await told(sqlite, tmp_path, outsiders=OUTSIDERS)
    assert got.outside == {*listed([TOLD["everybody"]])}
    assert got.inside == {*listed([TOLD["everybody"], TOLD["insiders"]])}, "or nobody would have noticed the others"
    assert got.registry == {*REGISTRY.split()}
    assert got.kept == {"log": set(), "audit": set(), "metrics": set()}
    with capsys.disabled():
        print(f"\n{got.probes} probes, {len(canaries(metadata()))} canaries")  # noqa: T201  part of the proof


@pytest.mark.long
async def test_the_canaries_are_found_where_they_should_not_be(sqlite: Engine, inline: None, tmp_path: Path) -> None:
    hear = App.hear

    async def tells(self: App, event: Event) -> None:
        await hear(self, event)
        log().debug("heard", said=event.sender if isinstance(event, Heard) else "")

    def anybodys(entry: Any, person: str) -> Any:
        return true()

    with (
        mock.patch.object(Summary, "is_readable", everybody),
        mock.patch.object(person_data, "theirs", anybodys),
        mock.patch.object(App, "hear", tells),
    ):
        got = await told(sqlite, tmp_path, SUMMARIES, OUTSIDERS[:1])
    assert {"summary.heading_sealed", "summary.text_sealed"} <= got.outside, "the audience was not asked"
    assert {"identity.external_id", "question.text_sealed", "link.wanted"} <= got.outside, "others' data was exported"
    assert got.kept["log"] == {"identity.external_id"}, "a line too much in the log"
