"""Files for the registry, brought by staff in a chat: dropped in the staff room, or with a form that takes one.

A file is rehearsed first; its bringer sees what each row comes to and says yes or no. What is done with it between the
commands is done by `commands/registry/desk.py`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from commands.engine import dialog
from commands.engine.dispatch import Job
from commands.engine.options import Code
from commands.engine.policy import Policy
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage.access import Action, Label
from storage.dialog import Dialog
from storage.file import MOST_NAME, OPEN, FileContent, FileState, RegistryFile, kind_word, locked, scrub
from storage.hold import Hold
from storage.message import Message, Moment, Value, say, word_of
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.sequence import fresh_code
from storage.unit import Unit

MOST_OPEN = 20  # files at once
LISTED = 20
LOOKS_BACK = timedelta(days=30)  # for files that are over
MEGABYTE = 1024 * 1024


@command(may=Action.REGISTER, private=True, carries=Label.AMBER, file=True)
async def add(work: Work) -> Message:
    """Bring a file for the registry: it is rehearsed, and nothing is written before a yes."""
    work.read(Label.AMBER)
    if work.file is None:
        raise Refusal("file-none")
    if work.file.size > work.policy.file_bytes:
        raise Refusal("import-too-large", most=work.policy.file_bytes // MEGABYTE)
    if (await work.unit.scalar(select(func.count()).where(RegistryFile.state.in_(OPEN))) or 0) >= MOST_OPEN:
        raise Refusal("file-many", most=MOST_OPEN)
    packed = work.unpacked()
    file = RegistryFile(
        code=await fresh_code(work.unit, RegistryFile.code, "FIL"), person_id=work.person.id, platform=work.platform,
        digest=packed.digest, size=packed.size, received_at=work.now, changed_at=work.now,
    )  # fmt: skip
    file.name = " ".join(work.file.name.split())[:MOST_NAME]
    work.add(file)
    await work.unit.session.flush()
    work.add(FileContent.of(file, packed))
    work.about(f"file:{file.id}")
    return say("file-received", code=file.code).step("file", "drop", rest=file.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def list_(work: Work) -> Message:
    """List the files that wait, and those of the last thirty days."""
    work.read(Label.AMBER)
    recent = RegistryFile.state.in_(OPEN) | (RegistryFile.changed_at > work.now - LOOKS_BACK)
    query = (
        select(RegistryFile, Person.name)
        .join(Person, Person.id == RegistryFile.person_id)
        .where(recent)
        .order_by(RegistryFile.received_at.desc())
        .limit(LISTED)
    )
    found = await work.unit.rows(query)
    if not found:
        return say("file-list-none").step("file", "add")
    lines = [say("line-file", code=one.code, state=word_of(one.state), by=by, **_told(one)) for one, by in found]
    return say("file-list", count=len(lines)).then(*lines).step("file", "show", rest=found[0][0].code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def show(work: Work, code: Code) -> Message:
    """Show what became of a file, and how far it is."""
    work.read(Label.AMBER)
    file = await _file(work, code)
    by = await work.unit.session.get_one(Person, file.person_id)
    message = say(
        "file-one", code=file.code, name=file.name, state=word_of(file.state), by=by.name,
        at=Moment(file.received_at, work.person.zone), **_told(file),
    )  # fmt: skip
    if file.tally:
        message = message.then(counts_of(file))
    match file.state:
        case FileState.SHOWN:
            return message.step("file", "import", rest=file.code)
        case FileState.RECEIVED | FileState.TAKING:
            return message.step("file", "drop", rest=file.code)
    return message.step("file", "list")


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def import_(work: Work, code: Code, sure: bool, without_refused: bool = False) -> Message:
    """Take a file in as it was shown, or, with no, give it up."""
    work.read(Label.AMBER)
    file = await _file(work, code)
    work.about(f"file:{file.id}")
    if file.person_id != work.person.id:
        raise Refusal("file-others", code=file.code)
    await _answered(work, file)
    if not sure:
        return await _dropped(work, file)
    if file.state is FileState.SHOWN and work.now - file.changed_at > work.policy.dialog:
        file.again(now=work.now)
        return say("file-shown-again", code=file.code).step("file", "drop", rest=file.code)
    file.begin(without_refused=without_refused, now=work.now)
    return say("file-begun", code=file.code).step("file", "drop", rest=file.code)


@command(may=Action.REGISTER, private=True, carries=Label.AMBER)
async def drop(work: Work, code: Code) -> Message:
    """Give up a file, or stop while it is taken in: what was taken by then stays."""
    work.read(Label.AMBER)
    file = await _file(work, code)
    work.about(f"file:{file.id}")
    await _answered(work, file)
    return await _dropped(work, file)


def is_about(waiting: Dialog, code: str) -> bool:
    """Whether a question is the one whether this file is to be taken in."""
    return waiting.command == "file import" and waiting.raw.get("code") == code


def counts_of(file: RegistryFile) -> Message:
    """What its rows came to, as far as it was gone through."""
    words = ("new", "changed", "same", "doubtful", "refused")
    return say("import-counts", **{one: file.tally.get(one, 0) for one in words})


async def waiting(work: Work) -> list[Message]:
    """The asker's files that wait for a yes."""
    if not work.is_staff or not work.world.may_carry(work.platform, Label.AMBER):
        return []
    mine = select(RegistryFile).where(RegistryFile.person_id == work.person.id, RegistryFile.state == FileState.SHOWN)
    found = await work.unit.scalars(mine.order_by(RegistryFile.received_at))
    if found:
        work.read(Label.AMBER)
    return [say("waiting-file", code=one.code).step("file", "import", rest=one.code) for one in found]


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The files that a verb may be said of, for staff alone."""
    if not work.is_staff:
        return ()
    states = {"import": (FileState.SHOWN,), "drop": OPEN}.get(verb, tuple(FileState))
    query = select(RegistryFile).where(RegistryFile.state.in_(states), RegistryFile.code.icontains(typed))
    found = await work.unit.scalars(query.order_by(RegistryFile.received_at.desc()).limit(LISTED))
    return [coded(one.code, one.name, on=one.received_at.date(), label=Label.AMBER) for one in found]


def _told(file: RegistryFile) -> dict[str, Value]:
    return {"kind": kind_word(file.kind), "done": file.done, "rows": file.rows}


async def _answered(work: Work, file: RegistryFile) -> None:
    """The command says what was asked: nothing more is taken for an answer to it."""
    waiting = await dialog.open_dialog(work.unit, work.person.id, work.platform)
    if waiting is not None and is_about(waiting, file.code):
        await dialog.close_dialog(work.unit, work.person.id, work.platform)


async def _dropped(work: Work, file: RegistryFile) -> Message:
    taken = file.done if file.state is FileState.TAKING else 0
    file.drop(now=work.now)
    await scrub(work.unit, file)
    return say("file-dropped", code=file.code, taken=taken).step("file", "list")


async def _file(work: Work, code: str) -> RegistryFile:
    """The file of this code, locked. Raises Absent."""
    found = await work.unit.scalar(select(RegistryFile.id).where(RegistryFile.code == code))
    file = await locked(work.unit, found) if found else None
    if file is None:
        raise Absent
    return file


async def _over(unit: Unit, now: datetime, policy: Policy) -> list[tuple[str, str]]:
    """Files that nobody said yes to for too long, and what is left of those that are over; none that is on hold."""
    held = select(Hold.subject).where(Hold.lifted_at.is_(None))
    is_free = ("file:" + RegistryFile.id).not_in(held) & ("person:" + RegistryFile.person_id).not_in(held)
    is_old = (RegistryFile.changed_at <= now - policy.keep.files) & (RegistryFile.state != FileState.TAKING)
    query = select(FileContent.id).join(RegistryFile, RegistryFile.id == FileContent.id)
    found = await unit.scalars(query.where(is_free, is_old | RegistryFile.state.not_in(OPEN)))
    return [(one, "over") for one in found]


async def _end(work: Work, file_id: str) -> None:
    file = await locked(work.unit, file_id)
    if file is None:
        return
    work.about(f"file:{file.id}")
    if file.is_open:
        file.drop(now=work.now)
    await scrub(work.unit, file)


JOBS: tuple[Job, ...] = (Job(name="file over", due=_over, run=_end),)
