"""The registry's files at the command line: a file is rehearsed, or taken in; and what there is, read out.

What is said about a file is said in the language of whoever brings it, by the same phrases as in a chat.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy import select

from bot.dialect import PlainDialect
from bot.enrolment import OPERATOR, work_of_operator
from bot.phrasebook import Phrasebook
from commands.engine.words import ClosedWords
from commands.engine.world import World
from commands.registry import export
from commands.registry.intake import KINDS, Intake, Judgement, understand
from commands.registry.kind import Importer
from commands.registry.table import Verdict
from storage import directory, linkage, sheet
from storage.access import PERMISSIONS, Action
from storage.message import Message, say, word_of
from storage.organisation import Organisation, OrganisationStatus
from storage.person import Identity, Person, PersonStatus
from storage.refusal import Refusal
from storage.unit import Storage, Unit

SHOWN = 400  # rows of the table at most; those that need a look come first
_NEEDS_A_LOOK = (Verdict.REFUSED, Verdict.DOUBTFUL, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)
_STYLES = {Verdict.REFUSED: "bold red", Verdict.DOUBTFUL: "yellow", Verdict.SAME: "dim"}


class NotTaken(Exception):
    """The file is not taken in; the text is a sentence in the language of whoever brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Says things to whoever brings a file."""

    console: Console
    phrases: Phrasebook
    locale: str

    def words(self, message: Message) -> str:
        """A message in their language, without markup."""
        return self.phrases.render(message, self.locale, PlainDialect(prefix=""))

    def word(self, verdict: Verdict) -> str:
        """A verdict in their language."""
        return self.phrases.phrase(self.locale, word_of(verdict).key, {})

    def tell(self, message: Message) -> None:
        """Show a message."""
        self.console.print(self.words(message), markup=False, highlight=False)


async def importer_of(storage: Storage, account: str, locale: str) -> Importer:
    """On whose word a file is taken: the operator's without an account. Raises NotTaken for an unknown one."""
    if not account:
        return Importer(actor_id=OPERATOR, locale=locale, is_staff=True)
    async with storage.unit() as unit:
        query = (
            select(Person)
            .join(Identity, Identity.person_id == Person.id)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(
                Identity.external_id == account,
                Identity.verified_at.is_not(None),
                Person.status == PersonStatus.ACTIVE,
                Organisation.status == OrganisationStatus.ACTIVE,
            )
        )
        person = await unit.scalar(query)
        if person is not None and PERMISSIONS[Action.CONTRIBUTE].roles & person.roles:
            return Importer(
                actor_id=person.id,
                locale=person.locale,
                is_staff=bool(PERMISSIONS[Action.REGISTER].roles & person.roles),
                organisation_id=person.organisation_id,
            )
    raise NotTaken(f"Nobody in the network who may bring a file has the account {account}.")


async def take(
    storage: Storage,
    file: Path,
    *,
    account: str,
    locale: str,
    apply: bool,
    skip_refused: bool,
    world: World,
    console: Console,
    now: datetime,
) -> bool:
    """Rehearse a file, or take it in. Whether every row of it can be (or was) taken. Raises NotTaken.

    Who is no longer linked to a facility by it is put out of its room by the bot that runs, or starts next.
    """
    importer = await importer_of(storage, account, locale)
    told = Told(console=console, phrases=Phrasebook.load(), locale=importer.locale)
    try:
        intake = understand(_contents(file), importer, now, ClosedWords.load())
    except Refusal as refusal:
        raise NotTaken(told.words(refusal.message)) from refusal
    if intake.sheet.encoding == "windows-1252":
        told.tell(say("import-read-as", encoding=intake.sheet.encoding))
    await intake.check(storage)
    if not apply:
        return await _rehearse(storage, intake, told)
    if intake.refused and not skip_refused:
        _table(intake.refused, told)
        raise NotTaken(told.words(say("import-not-applied", count=len(intake.refused))))
    await _apply(intake.settle(storage, lambda unit: work_of_operator(unit, world, now)), intake, told)
    return not intake.refused


async def read_out(storage: Storage, kind: str, file: Path, *, now: datetime, reader: str = "") -> int:
    """Write a kind of file; how many rows. Never over another one, and for its owner alone. Raises NotTaken.

    `reader` is the account of the member of staff whom it is for: what they were denied is not in it.
    """
    if kind not in KINDS:
        raise NotTaken(f"There is no kind of file called {kind!r}: {', '.join(KINDS)}.")
    who = await importer_of(storage, reader, "en") if reader else None
    if who is not None and not who.is_staff:
        raise NotTaken(f"{reader} is not of the staff, and the registry's files are for staff alone.")
    async with storage.unit() as unit:
        hidden = await _hidden_from(unit, who.actor_id, now) if who is not None else frozenset()
        header, *rows = [row async for row in export.rows(unit, kind, hidden)]
        await unit.record("registry export", at=now, actor_id=OPERATOR, object=kind)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise NotTaken(f"{file} is there already.") from error
        with os.fdopen(descriptor, "wb") as opened:
            opened.writelines(sheet.written(header, rows))
    return len(rows)


async def _hidden_from(unit: Unit, person_id: str, now: datetime) -> frozenset[str]:
    """The ids of the facilities that somebody was denied."""
    standing = await directory.standing_of(unit, await unit.session.get_one(Person, person_id))
    return await linkage.denied_facilities(unit, standing, now=now)


def _contents(file: Path) -> bytes:
    """As much of it as shows whether it is too large."""
    with file.open("rb") as opened:
        return opened.read(sheet.MAX_BYTES + 1)


async def _rehearse(storage: Storage, intake: Intake, told: Told) -> bool:
    intake.look_for_doubles()
    judged = [*intake.refused]
    async for batch in intake.settle(storage):
        judged += batch
    _table(judged, told)
    _sum(Counter(one.verdict for one in judged), told)
    told.tell(say("import-rehearsed", refused=len(intake.refused)))
    return not intake.refused


async def _apply(batches: AsyncIterator[Sequence[Judgement]], intake: Intake, told: Told) -> None:
    looks = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    counts: Counter[Verdict] = Counter({Verdict.REFUSED: len(intake.refused)})
    with Progress(*looks, console=told.console) as progress:
        task = progress.add_task(intake.kind.name, total=len(intake.targets) - len(intake.refused))
        async for batch in batches:
            counts.update(one.verdict for one in batch)
            progress.advance(task, len(batch))
    _table(intake.refused, told)
    _sum(counts, told)
    told.tell(say("import-applied", kind=intake.kind.name))


def _table(judged: Sequence[Judgement], told: Told) -> None:
    """A row for each, those that need a look first."""
    if not judged:
        return
    ordered = sorted(judged, key=lambda one: (_NEEDS_A_LOOK.index(one.verdict), one.line))
    headings = (
        say("import-heading-row"), say("import-heading-column"), say("import-heading-verdict"),
        say("import-heading-why"),
    )  # fmt: skip
    table = Table(*map(told.words, headings), box=None)
    for one in ordered[:SHOWN]:
        why = told.words(one.why) if one.why else ""
        cells = (str(one.line), one.column, told.word(one.verdict), why)
        table.add_row(*map(Text, cells), style=_STYLES.get(one.verdict, ""))
    told.console.print(table)
    if len(ordered) > SHOWN:
        told.tell(say("import-more-rows", count=len(ordered) - SHOWN))


def _sum(counts: Counter[Verdict], told: Told) -> None:
    told.tell(say("import-counts", **{one.value: counts[one] for one in Verdict}))
