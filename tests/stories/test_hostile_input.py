"""Hostile words, through every command and every question of a dialog: the answer is all that they change.

After each batch it is asked of every single case: was it answered, did its answer arrive, is what arrived inside the
subset of HTML, does it notify nobody, and, unless the command was done, does everything stand as it stood. A bug (the
reference that people are told of, or a parcel that can't be rendered) fails the test where it happens.
"""

import json
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, NoReturn

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from bot import errand
from bot.platform import Rendered
from commands import TOPICS
from commands.engine.heard import Heard
from commands.engine.options import Option
from commands.engine.spec import Spec, specs
from storage.audit import AuditEvent, Outcome
from storage.base import Base
from storage.dialog import Dialog
from storage.outbox import Parcel, ParcelState
from storage.room import Room
from tests.bot.test_markup import HOSTILE, MARKS, walked
from tests.cast import Cast

SPECS = specs(TOPICS)
ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "1"))  # each meets every command with other payloads
BATCH = 25  # cases between two looks at what arrived

# What a person may be told, remembered or recorded as whoever is refused; all other tables are the network's state.
PLUMBING = {"inbox", "outbox", "posting", "dialog", "audit_event"}

WORDS = [
    "!!!!", "--", "-- -- --", "=", ":", "//", "!", "/", "\\", "?", "…", "yes no maybe", "cancel cancel", "back",
    "@room", "@everyone @here", "<@123456789012345678>", "@olga:memory", "!room:memory", "#all:memory",
    "https://matrix.to/#/@olga:memory", "[Olga](https://matrix.to/#/@olga:memory)", "[x](matrix:u/olga:memory)",
    "{ $code }", "{$x -> *[other] y}", '{ "{" }', "{word-answer-yes}", "{{{", "}", "-term = x\nkey = y", ".attr = z",
    "%s %d %(name)s {0.__class__}", "${jndi:ldap://x}", "$(reboot)", "`reboot`", "; rm -rf /", "| cat", "&& x",
    "' OR 1=1 --", "'; DROP TABLE person; --", "%", "_", "LIKE '%%' ESCAPE '\\'", "\\x00", "NULL", "0x00",
    "\"", "'", "«", "“", "\"unclosed", "'l'ordre du jour'", '""', "'' ''", '"a" "b', "„x“ ‘y’ «z",
    "9" * 400, "-1", "+1", "1e999", "NaN", "inf", "٣", "½", "Ⅷ", "²", "1_000", "0" * 50, "--minutes 5",
    "99/99/99999", "00/00/0000", "31 February", "29 February 2027", "32 mars", "2027-13-45 25:61", "25:61", "24:00",
    "9999-12-31 23:59", "0001-01-01 00:00", "2027-03-28 02:30", "in 99999999999 days", "03/04", "1/1/1 1am pm",
    "../../etc/passwd", "Europe/../../etc/localtime", "/etc/localtime", "UTC+99", "Europe/Brussels\x00", "posixrules",
    "FREQ=SECONDLY;COUNT=999999999", "RRULE:FREQ=YEARLY;BYDAY=+99MO;UNTIL=99991231T235959Z",
    "every second of every second", "999999th Tuesday of the 999999th month", "second Tuesday " * 40,
    "\x00", "a\x00b", "\ud800", "x\udfffy", "\x1b[31mred", "\x07\x08\x7f", "\r\r\n", "\u2028\u2029", "\ufeff", "\ufffe",
    "\u202egnp.exe", "\u2066x\u2069", "\u200f", "\u200b", "\u2060\u200d", "\U000e0061\U000e007f", "شكرا جزيلا", "שלום",
    "🏳️‍🌈👩‍👩‍👧‍👦", "👍" * 200, "Z" + "\u0351" * 300, "ﬃ", "İıß", "ａｆｆｉｌｉａｔｅ", "аffiliate", "e\u0301" * 90,
    "group:LEV group:LEV group:NOPE", "label:red label:clear", "code: code= --code", "text:", "title:\"\" name:''",
    "group:" * 300, "--code " * 300, "x:y " * 500, "a " * 3000, "\n" * 500 + "x", "\t" * 99,
    "x" * 65_536, "[" * 3_000, "é" * 20_001, "word " * 13_000,
]  # fmt: skip
PAYLOADS = [*WORDS, *(one for one in HOSTILE if len(one) < 500)]

# A value that each type of option takes, so that a dialog comes as far as the question after it.
GOOD: Mapping[str, str] = {
    "Text": "Words", "Title": "Words", "str": "Word", "Code": "L-1", "EngagementCode": "ENG-2222", "int": "5",
    "Account": "@new:memory", "PersonName": "Gus", "OrganisationName": "City of Ghent", "CompanyName": "Volta Motors",
    "GroupCode": "LEV", "RoomName": "LEV", "Zone": "Europe/Brussels", "Recurrence": "second Tuesday of the month",
    "Locales": "en fr", "bool": "yes", "Moment": "2027-03-09 14:00", "date": "2027-03-09", "time": "14:00",
}  # fmt: skip

MADE = (
    "organisation company Volta Motors",
    "meeting schedule 9 March 2pm Tyres group:LEV",
    "meeting point MTG-27-Q1-LEV Wages",
    "action add Gus 15 March Write to the plant group:LEV",
    "question ask Who audits? group:LEV",
    "question answer Q-1 We do.",
    'lesson add worked disclosures named title:"Yearly clause" We ask each year.',
    "update post activities A webinar",
    'summary draft "Volta Motors" affiliates heading:"Nights" findings:"Words"',
    'engagement open "Volta Motors" An ask',
)


# What stands behind the codes, so that a command with one hostile value comes as far as it can.
CODES: Mapping[str, str] = {
    "meeting": "MTG-27-Q1-LEV", "meeting discussed": "AGP-1", "meeting drop": "AGP-1", "meeting cancel-series": "Q1",
    "action": "ACT-1", "question": "Q-1", "question helpful": "A-1", "question keep": "A-1", "lesson": "L-1",
    "update": "U-1", "digest": "U-1", "group": "LEV", "room": "LEV",
}  # fmt: skip
RANDOM = {"summary": r"SUM-\w{4}", "engagement": r"ENG-\w{4}"}


@dataclass
class Gauntlet:
    """Sofia, who may do nearly everything, says things that nobody should; what came of each is looked at.

    `delivers`: what she is told goes out through the courier. Otherwise it is rendered as it would be, and stays.
    """

    cast: Cast = field(repr=False)
    chat: str
    lev: str
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    delivers: bool = False
    said: dict[str, str] = field(default_factory=dict, repr=False)
    written: set[str] = field(default_factory=set)
    rendered_to: int = 0
    audited_to: int = 0
    cases: int = 0

    async def says(self, room: str, text: str, *, answered: bool = True) -> None:
        """One case. `answered` is whether there has to be an answer."""
        self.written.clear()
        event_id = self.cast.next_id()
        await self.cast.app.hear(
            Heard(
                platform="memory", event_id=event_id, replay_key=None, room=room, sender=self.cast.sofia.account,
                text=text, at=self.cast.now, encrypted=True, verified=True,
            )
        )  # fmt: skip
        self.cases += 1
        if answered:
            self.said[event_id] = text
        if self.written - PLUMBING:
            await self.was_done(text)
        if self.cases % BATCH == 0:
            await self.looks()

    async def was_done(self, text: str) -> None:
        """More was written than a refusal writes: then the command was done, and nothing else explains it."""
        async with self.cast.app.storage.unit() as unit:
            last = await unit.scalar(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1))
        changed = f"{shown(text)} changed {sorted(self.written - PLUMBING)}"
        assert last is not None
        assert last.number > self.audited_to, f"{changed}, and no command was done"
        assert last.outcome is Outcome.DONE, f"{changed}, and was refused: {last.cause}"
        self.audited_to = last.number

    async def asking(self) -> str:
        """The option that Sofia is being asked for."""
        async with self.cast.app.storage.unit() as unit:
            return await unit.scalar(select(Dialog.asking)) or ""

    async def looks(self) -> None:
        """Every case so far was answered, and all that is said is harmless."""
        if self.delivers:
            await self.cast.settle()
        async with self.cast.app.storage.unit() as unit:
            query = select(Parcel).where(Parcel.number > self.rendered_to).order_by(Parcel.number)
            parcels = await unit.scalars(query)
            rooms = {room.id: room for room in await unit.scalars(select(Room))}
        arrived = {parcel.once for parcel in parcels if parcel.state is ParcelState.SENT or not self.delivers}
        answered = {once.removeprefix("answer.").partition("@")[0] for once in arrived}
        assert [shown(text) for event_id, text in self.said.items() if event_id not in answered] == []
        self.said.clear()
        for parcel in parcels:
            text = await errand.render(parcel, rooms[parcel.room_id], self.cast.app.courier.render)
            if text is not None:
                harmless(text)
            self.rendered_to = parcel.number


def harmless(text: Rendered) -> None:
    """Inside the subset, notifying nobody, and text that can be sent."""
    assert walked(text.html).faults == [], text.html
    assert text.mentions == (), text.plain
    assert not re.search(r"@room\b", text.plain, re.IGNORECASE), text.plain
    json.dumps([text.plain, text.html], ensure_ascii=False).encode()


@pytest_asyncio.fixture
async def gauntlet(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gauntlet]:
    """A network with one thing of each kind, which watches what is written and stops at the first bug."""
    codes = dict(CODES)
    for text in MADE:
        await cast.sofia.asks(text)
        codes |= {topic: found[0] for topic, code in RANDOM.items() if (found := re.search(code, cast.sofia.text))}
        assert not {"absent", "did-you-mean", "trouble"} & {key for post in cast.sofia.posts for key in cast.keys(post)}
    cast.app.conversation.bug = rethrown
    monkeypatch.setattr("bot.courier.bug", rethrown)
    async with cast.app.storage.unit() as unit:
        sent = await unit.scalar(select(func.max(Parcel.number))) or 0
        done = await unit.scalar(select(func.max(AuditEvent.number))) or 0
    gauntlet = Gauntlet(
        cast, await cast.sofia.chat(), await cast.room_id("LEV"), codes, rendered_to=sent, audited_to=done
    )  # fmt: skip
    with watched(gauntlet):
        yield gauntlet


def rethrown(error: BaseException, **references: str) -> NoReturn:
    raise error


class watched:  # noqa: N801  a context manager, named as it reads
    """Collect the tables that committed transactions wrote."""

    def __init__(self, gauntlet: Gauntlet) -> None:
        self.gauntlet = gauntlet
        self.engine = gauntlet.cast.app.storage.engine.sync_engine
        self.open: set[str] = set()

    def __enter__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._statement)
        event.listen(self.engine, "commit", self._commit)
        event.listen(self.engine, "rollback", self._rollback)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._statement)
        event.remove(self.engine, "commit", self._commit)
        event.remove(self.engine, "rollback", self._rollback)

    def _statement(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if found := re.match(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"?(\w+)", statement):
            self.open.add(found[1])

    def _commit(self, connection: Any) -> None:
        self.gauntlet.written |= self.open
        self.open.clear()

    def _rollback(self, connection: Any) -> None:
        self.open.clear()


def shown(text: str) -> str:
    """A payload as a failure shows it."""
    return ascii(text if len(text) < 300 else f"{text[:300]}... ({len(text)})")


def payloads(skip: int) -> Iterator[str]:
    """All of them, again and again, from one on."""
    found = cycle(PAYLOADS)
    for _ in range(skip % len(PAYLOADS)):
        next(found)
    return found


def named(option: Option, value: str) -> str:
    """`name:"value"`, as people write it."""
    return f'{option.name.replace("_", "-")}:"{value}"'


def good(spec: Spec, option: Option, codes: Mapping[str, str]) -> str:
    """A value that this option takes."""
    if option.words is not None:
        return next(iter(option.words)).value
    return codes.get(spec.name, codes.get(spec.path[0], "X-1")) if option.kind == "Code" else GOOD[option.kind]


def others(spec: Spec, options: Sequence[Option], codes: Mapping[str, str]) -> str:
    """The command with good values for those of the options that it needs."""
    words = [named(one, good(spec, one, codes)) for one in options if one.required]
    return " ".join([f"!{spec.name}", *words, *(["group:LEV"] if spec.group else [])])


OPTIONS = [(spec, option) for spec in SPECS.values() for option in spec.options]
QUESTIONS = [(spec, option) for spec, option in OPTIONS if option.required]


def test_what_is_called_plumbing_exists() -> None:
    assert {table.name for table in Base.metadata.sorted_tables} >= PLUMBING


async def test_hostile_words_after_every_command_in_a_room_and_in_private_change_nothing_but_the_answer(
    gauntlet: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    gauntlet.delivers = True
    for turn in range(ROUNDS):
        words = payloads(7 + 61 * turn)
        for number, spec in enumerate(SPECS.values(), turn):
            room = (gauntlet.lev, gauntlet.chat)[number % 2]
            await gauntlet.says(room, f"!{spec.name} {next(words)} {next(words)}")
    await the_lists_still_read_well(gauntlet)
    tell(capsys, f"{gauntlet.cases} commands with hostile words")


async def test_one_hostile_value_among_good_ones_changes_nothing_unless_the_command_is_done(
    gauntlet: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    for turn in range(ROUNDS):
        words = payloads(97 * turn)
        for number, (spec, option) in enumerate(OPTIONS, turn):
            good_ones = others(spec, [one for one in spec.options if one is not option], gauntlet.codes)
            room = (gauntlet.chat, gauntlet.lev)[number % 2]
            await gauntlet.says(room, f"{good_ones} {named(option, next(words))}")
    await the_lists_still_read_well(gauntlet)
    tell(capsys, f"{gauntlet.cases} commands with one hostile value, {len(OPTIONS)} options")


async def test_hostile_answers_to_every_question_change_nothing_but_the_answer(
    gauntlet: Gauntlet, capsys: pytest.CaptureFixture[str]
) -> None:
    for turn in range(ROUNDS):
        words = payloads(31 * turn)
        for spec, option in QUESTIONS:
            await gauntlet.says(gauntlet.chat, others(spec, spec.options[: spec.options.index(option)], gauntlet.codes))
            assert await gauntlet.asking() == option.name, spec.name
            answer = next(words)
            await gauntlet.says(gauntlet.chat, answer, answered=not is_ignored(answer))
    await the_lists_still_read_well(gauntlet)
    tell(capsys, f"{gauntlet.cases} words in dialogs, {len(QUESTIONS)} questions")


def is_ignored(text: str) -> bool:
    """Blank, or a code block: nobody's words to the bot."""
    readable = text.replace("\x00", "")
    return not readable.strip() or bool(re.match(r"\s*(```|~~~|    )", readable))


COMMANDS = st.sampled_from([f"!{spec.name} " for spec in SPECS.values()] + ["!réunion planifier ", "/my ", "help "])
TEXTS = st.text(alphabet=st.sampled_from(MARKS) | st.characters(codec=None), max_size=120)


@settings(
    max_examples=20 * ROUNDS, deadline=None, derandomize=True, database=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(st.tuples(COMMANDS, st.lists(TEXTS, max_size=3)), min_size=2, max_size=2), TEXTS)
async def test_any_words_at_all_are_answered_or_left_alone(
    gauntlet: Gauntlet, commands: Sequence[tuple[str, list[str]]], free: str
) -> None:
    for room, (head, tail) in zip((gauntlet.chat, gauntlet.lev), commands, strict=True):
        called = room == gauntlet.chat or head[0] in "!/"
        await gauntlet.says(room, head + " ".join(tail), answered=called)
    await gauntlet.says(gauntlet.lev, free, answered=False)
    await gauntlet.says(gauntlet.chat, free, answered=not is_ignored(free))


async def the_lists_still_read_well(gauntlet: Gauntlet) -> None:
    """What was taken in is shown again in lists, help and `my`, as harmless as before."""
    for spec in SPECS.values():
        if not any(option.required for option in spec.options) and not spec.confirm:
            await gauntlet.says(gauntlet.chat, f"!{spec.name} {'group:LEV' if spec.group else ''}")
    await gauntlet.looks()


def tell(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """The size is part of the proof."""
    with capsys.disabled():
        print(f"\n{line}")  # noqa: T201
