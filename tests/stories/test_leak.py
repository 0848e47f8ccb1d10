"""Two worlds, one with a restricted summary and one without: outsiders get the same bytes in both, whatever they try.

What is tried, and how the worlds are compared, is in `tests/leaks/commands.py`.
"""

from collections.abc import Sequence
from functools import partial

import pytest

from commands.engine.spec import Spec
from storage.summary import Summary
from tests.leaks import discord, linked, suggestions
from tests.leaks.commands import SPECS, Probe, at_open_doors, compared, everybody, nearest, nearest_forms
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import WITH_BUYERS_ON_TWO_SIDES, Engine

LEAST = 3_000  # of all that is tried in two worlds; `make prove` tries more than three times as many
SHARDS = 2  # of what is said and filled in here, each in two worlds of its own


def tried(found: Sequence[Spec], code: str) -> list[Probe]:
    """What is said, and filled in, of these commands."""
    return [*nearest(found, code), *nearest_forms(found, code)]


def test_so_many_probes_are_tried_and_every_command_is_among_them() -> None:
    code, codes = "SUM-7KQ4", {"SUM-7KQ4": "summary", "ENG-7KQ4": "engagement"}
    said = tried(SPECS, code)
    near = [probe for one in (linked.NOT_LINKED, linked.CLIENT) for probe in one.tried(code)]
    typed = suggestions.nearest(SPECS, codes)
    assert len(said) + len(near) + len(typed) + len(list(discord.probes(code))) >= LEAST
    names = {spec.name for spec in SPECS}
    assert {one.says.removeprefix("!").removesuffix(f" {code}") for one in nearest(SPECS, code)} >= names
    assert {" ".join(one.form) for one in said if one.form} == names
    assert {" ".join(one.path) for one in typed} == {spec.name for spec in SPECS if spec.options or spec.group}


@pytest.mark.long
@pytest.mark.parametrize("found", [SPECS[number::SHARDS] for number in range(SHARDS)], ids=range(SHARDS))
async def test_outsiders_get_the_same_bytes_whether_a_restricted_summary_exists_or_not(
    found: Sequence[Spec], sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    got = await compared(sqlite, partial(tried, found), WITH_BUYERS_ON_TWO_SIDES)
    assert_nothing_leaked(got, capsys)


@pytest.mark.long
async def test_the_leak_test_fails_when_the_audience_is_ignored(
    sqlite: Engine, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Summary, "is_readable", everybody)
    found = await compared(sqlite, at_open_doors)
    assert found.parted
    assert found.told
