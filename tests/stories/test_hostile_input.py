"""Hostile words, through every command and every question of a dialog: the answer is all that they change.

Of every single case it is asked: was there a bug, was it answered, did its answer arrive, is what arrived inside the
subset of HTML, does it notify nobody, and, unless the command was done, does everything stand as it stood. Here each
command, option and question meets a few payloads, on each database; `make prove` sends twenty thousand (T8).
"""

import os
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.base import Base
from tests.hostile.corpus import PAYLOADS, TEXTS, payloads
from tests.hostile.gauntlet import OPTIONS, PLUMBING, QUESTIONS, SPECS, Gauntlet, gauntlet, is_ignored, one_of_each
from tests.hostile.values import others
from tests.scenes import ON_TWO_SIDES, Engine, Scene

pytestmark = pytest.mark.long

ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "1"))  # each meets every command with other payloads


WITH_ONE_OF_EACH = Scene(one_of_each, ON_TWO_SIDES)


@pytest_asyncio.fixture
async def people(engine: Engine, inline: None) -> AsyncIterator[Gauntlet]:
    """A network with one thing of each kind, on both platforms; in the end nothing was found."""
    async with engine.after(WITH_ONE_OF_EACH) as (cast, codes), gauntlet(cast, 7, codes) as made:
        yield made
        await the_lists_still_read_well(made)
    assert made.faults == []


def test_what_is_called_plumbing_exists() -> None:
    assert {table.name for table in Base.metadata.sorted_tables} >= PLUMBING


async def test_what_a_command_writes_is_seen(people: Gauntlet) -> None:
    await people.says(await people.cast.sofia.chat(), "!meeting schedule 10 March 2pm Tyres group:LEV")
    assert people.written - PLUMBING, "a check that sees nothing finds nothing"


async def test_hostile_words_after_every_command_in_a_room_and_in_private_change_nothing_but_the_answer(
    people: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = payloads(2 * ROUNDS * len(SPECS), seed=7)
    for spec in [*SPECS.values()] * ROUNDS:
        await people.command(spec, f"{next(words)} {next(words)}")
    tell(capsys, f"{people.cases} commands with hostile words")


async def test_one_hostile_value_among_good_ones_changes_nothing_unless_the_command_is_done(
    people: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = payloads(ROUNDS * len(OPTIONS), seed=97)
    for spec, option in OPTIONS * ROUNDS:
        await people.value(spec, option, next(words))
    tell(capsys, f"{people.cases} commands with one hostile value, {len(OPTIONS)} options")


async def test_hostile_answers_to_every_question_change_nothing_but_the_answer(
    people: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = payloads(ROUNDS * len(QUESTIONS), seed=31)
    chat = await people.cast.sofia.chat()
    for spec, option in QUESTIONS * ROUNDS:
        asked = others(spec, spec.options[: spec.options.index(option)], people.codes)
        await people.says(chat, asked, counts=False)
        assert await people.asking() == option.name, spec.name
        word = next(words)
        await people.says(chat, word, answered=not is_ignored(word))
    tell(capsys, f"{people.cases} words in dialogs, {len(QUESTIONS)} questions")


async def test_hostile_words_in_forms_of_discord_change_nothing_but_the_answer(
    people: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = payloads(4 * ROUNDS * len(SPECS), seed=41)
    for spec in [*SPECS.values()][::3] * ROUNDS:
        await people.form(spec, [next(words)] * len(spec.options))
        await people.press(next(words))
        for option in spec.options[:1]:
            await people.typing(spec, option, next(words))
    tell(capsys, f"{people.cases} forms, buttons and suggestions")


COMMANDS = st.sampled_from([f"!{spec.name} " for spec in SPECS.values()] + ["!réunion planifier ", "/my ", "help "])


@settings(
    max_examples=20 * ROUNDS, deadline=None, derandomize=True, database=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(st.tuples(COMMANDS, st.lists(TEXTS, max_size=3)), min_size=2, max_size=2), TEXTS)
async def test_any_words_at_all_are_answered_or_left_alone(
    people: Gauntlet, commands: Sequence[tuple[str, list[str]]], free: str
) -> None:
    chat, lev = await people.cast.sofia.chat(), await people.lev()
    for room, (head, tail) in zip((chat, lev), commands, strict=True):
        called = room == chat or head[0] in "!/"
        await people.says(room, head + " ".join(tail), answered=called)
    await people.says(lev, free, answered=False)
    await people.says(chat, free, answered=not is_ignored(free))
    assert people.faults == []


async def the_lists_still_read_well(people: Gauntlet) -> None:
    """What was taken in is shown again in lists, help and `my`, as harmless as before."""
    chat = await people.cast.sofia.chat()
    for spec in SPECS.values():
        if not any(option.required for option in spec.options) and not spec.confirm:
            await people.says(chat, f"!{spec.name} {'group:LEV' if spec.group else ''}")
    await people.looks()


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """The size is part of the proof."""
    with capsys.disabled():
        print(f"\n{line}; {len(PAYLOADS)} payloads of our own")  # noqa: T201
