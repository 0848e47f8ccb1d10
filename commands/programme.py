"""Programmes: funded efforts with their days. They open no room: groups do, and scopes say what somebody is affiliated
for (`organisation edit`).
"""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engine.options import MAX_NAME, AnyDay, Code, OrganisationName, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage import directory
from storage.access import Action
from storage.group import CODE, Group
from storage.message import Message, say, word_of
from storage.naming import as_kept
from storage.organisation import Organisation
from storage.programme import Programme, ProgrammePart
from storage.refusal import Absent, Refusal


@command(may=Action.REGISTER, private=True)
async def add(work: Work, code: str, name: Title, since: AnyDay | None = None, until: AnyDay | None = None) -> Message:
    """Add a programme with its days; it opens no room and gives nobody a right."""
    code = code.upper()
    if not CODE.fullmatch(code):
        raise Refusal("group-code")
    if await work.unit.scalar(select(Programme).where(Programme.code == code)):
        raise Refusal("programme-exists", code=code)
    if await work.unit.scalar(select(Group).where(Group.code == code)):
        raise Refusal("programme-code-of-group", code=code)
    found = Programme(code=code, name=as_kept(name, MAX_NAME), created_at=work.now)
    found.last(since=since, until=until)
    work.add(found)
    await work.unit.session.flush()
    work.about(f"programme:{found.id}")
    return say("programme-added", code=code).step("programme", "join", rest=code)


@command(may=Action.REGISTER, private=True)
async def edit(
    work: Work, code: Code, name: str | None = None, since: AnyDay | None = None, until: AnyDay | None = None
) -> Message:
    """Correct a programme's name or days, or end it by its last day."""
    found = await _named(work, code)
    if name:
        found.name = as_kept(name, MAX_NAME)
    found.last(since=since, until=until)
    return say("programme-edited").then(_line(work, found)).step("programme", "show", rest=found.code)


@command(may=Action.REGISTER, private=True)
async def join(work: Work, code: Code, organisation: OrganisationName, since: AnyDay | None = None) -> Message:
    """Note that an organisation takes part in a programme, since a day."""
    found, who = await _named(work, code), await _organisation(work, organisation)
    part = await _part(work, found, who)
    if part is not None and part.until is None:
        raise Refusal("programme-part-already", name=who.name, code=found.code)
    begins = since or work.now.date()
    if part is None:
        work.add(ProgrammePart(programme_id=found.id, organisation_id=who.id, since=begins))
    else:
        part.since, part.until = begins, None
    return say("programme-joined", name=who.name, code=found.code).step("programme", "show", rest=found.code)


@command(may=Action.REGISTER, private=True)
async def leave(work: Work, code: Code, organisation: OrganisationName, until: AnyDay | None = None) -> Message:
    """Note that an organisation takes part in a programme no longer; groups and scopes are left as they are."""
    found, who = await _named(work, code), await _organisation(work, organisation)
    part = await _part(work, found, who)
    if part is None or part.until is not None:
        raise Absent
    part.leave(until or work.now.date())
    return say("programme-left", name=who.name, code=found.code).step("programme", "show", rest=found.code)


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List the programmes, those that are over too."""
    found = await work.unit.scalars(select(Programme).order_by(Programme.code))
    if not found:
        return say("programme-none").step("help")
    lines = [_line(work, one) for one in found]
    return say("programme-list").then(*lines).step("programme", "show", rest=found[0].code)


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show a programme; who takes part is shown to staff and to whoever takes part."""
    found = await _named(work, code)
    query = (
        select(Organisation.id, Organisation.name, ProgrammePart.since, ProgrammePart.until)
        .join(ProgrammePart, ProgrammePart.organisation_id == Organisation.id)
        .where(ProgrammePart.programme_id == found.id)
        .order_by(Organisation.name)
    )
    parts = list(await work.unit.rows(query))
    message = say("programme-shown").then(_line(work, found))
    if work.is_staff or work.own.id in {id_ for id_, _, _, until in parts if until is None}:
        lines = [
            say("line-programme-part", name=name, since=since, until=until or "") for _, name, since, until in parts
        ]
        message = message.then(say("programme-parts", count=len(parts)), *lines)
    return message.step("programme", "list")


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """Every programme, for every verb."""
    return [coded(one.code, one.name) for one in await work.unit.scalars(select(Programme).order_by(Programme.code))]


def _line(work: Work, programme: Programme) -> Message:
    return say(
        "line-programme", code=programme.code, name=programme.name, since=programme.starts_on or "",
        until=programme.ends_on or "", state=word_of(programme.state(work.now.date())),
    )  # fmt: skip


async def _named(work: Work, code: str) -> Programme:
    found = await work.unit.scalar(select(Programme).where(Programme.code == code))
    if found is None:
        raise Absent
    work.about(f"programme:{found.id}")
    return found


async def _organisation(work: Work, name: str) -> Organisation:
    found = await directory.organisation_named(work.unit, name)
    if found is None:
        raise Absent
    return found


async def _part(work: Work, programme: Programme, organisation: Organisation) -> ProgrammePart | None:
    mine = (ProgrammePart.programme_id == programme.id) & (ProgrammePart.organisation_id == organisation.id)
    return await work.unit.scalar(select(ProgrammePart).where(mine))
