"""Monitoring summaries: written in private, approved by another, released to the rooms entitled to them, recalled."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from commands.engine.ceiling import fits_here, rest_elsewhere
from commands.engine.options import Code, CompanyName, OrganisationName, PersonName, RoomName, Text, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, OURS, where
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.summary_jobs import JOBS, acknowledged_by, approvals_of, copy_report, expected, note_about
from commands.summary_readers import located, loosening_lines, readers_lines
from commands.summary_rooms import entitled, pointed_once
from commands.summary_scope import readable
from storage import directory
from storage.access import Action, Label, Role
from storage.copies import standing_copies, stop
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Company, Organisation
from storage.outbox import Parcel, Posting
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.room import Room, RoomKind, RoomState
from storage.sequence import fresh_code
from storage.summary import Acknowledgement, Readers, Reading, Summary, SummaryState
from storage.summary_coded import CODED_OR_ANOTHER, coded_values
from storage.unit import Unit

__all__ = ["JOBS", "SHORT_REPLIES", "codes", "waiting"]

_ANSWERS_FOR = frozenset({Role.LIAISON, Role.DEPUTY, Role.MEMBER, Role.PARTNER})
_ACKNOWLEDGED = exists().where(
    Acknowledgement.summary_id == Summary.id, Acknowledgement.version == Summary.version,
    Acknowledgement.organisation_id == OURS,
)  # fmt: skip


@command(may=Action.DRAFT, private=True)
async def draft(
    work: Work,
    company: CompanyName,
    readers: Readers,
    heading: Title,
    findings: Text,
    label: Label = Label.AMBER,
    facility: str = "",
    organisations: tuple[OrganisationName, ...] = (),
) -> Message:
    """Write a summary; nobody but staff can read it until another person approves it and it is released."""
    about = await directory.company_named(work.unit, company)
    if about is None:
        raise Absent
    me = work.person
    found = Summary(
        code=await fresh_code(work.unit, Summary.code, "SUM"), author_id=me.id, writers=me.id,
        company_id=about.id, locale=me.locale, created_at=work.now,
    )  # fmt: skip
    found.heading = heading
    found.locate(*await located(work.unit, facility), by=me)
    found.relabel(label, by=me)
    found.readdress(readers, await _organisations(work, organisations), by=me)
    found.rewrite(findings, by=me)
    found.version = 1
    work.add(found)
    work.about(found.subject)
    answer = say("summary-drafted", code=found.code, label=found.label)
    if readers is Readers.NAMED and not organisations:
        return answer.step("summary", "name", rest=found.code)
    if readers is Readers.LINKED and not found.facility_id:
        return answer.step("summary", "facility", rest=found.code)
    return answer.step("summary", "submit", rest=found.code)


@command(may=Action.DRAFT, private=True)
async def edit(work: Work, code: Code, findings: Text) -> Message:
    """Replace the text of your summary; whoever approved it has to approve it again."""
    found = await _one(work, code)
    found.rewrite(findings, by=work.person)
    return await _changed(work, found)


@command(may=Action.DRAFT, private=True)
async def readers(
    work: Work, code: Code, readers: Readers, organisations: tuple[OrganisationName, ...] = ()
) -> Message:
    """Say who your summary is for: buyers of its company or linked to its facility, all affiliates, or those named."""
    found = await _one(work, code)
    named = await _organisations(work, organisations)
    found.readdress(readers, named, by=work.person)
    if readers is Readers.NAMED and not named:
        return await _changed(work, found, "name")
    if readers is Readers.LINKED and not found.facility_id:
        return await _changed(work, found, "facility")
    return await _changed(work, found)


@command(may=Action.DRAFT, private=True)
async def facility(work: Work, code: Code, facility: Title) -> Message:
    """Say which facility your summary is about: its code in the registry or, where it has none, in words."""
    found = await _one(work, code)
    found.locate(*await located(work.unit, facility), by=work.person)
    return await _changed(work, found)


@command(may=Action.DRAFT, private=True)
async def name(work: Work, code: Code, organisations: tuple[OrganisationName, ...]) -> Message:
    """Name the organisations your summary is for, besides its rule or instead of one; partners and unions only so."""
    found = await _one(work, code)
    found.readdress(found.readers, await _organisations(work, organisations), by=work.person)
    return await _changed(work, found)


@command(may=Action.DRAFT, private=True)
async def label(work: Work, code: Code, label: Label) -> Message:
    """Change the label of your summary."""
    found = await _one(work, code)
    found.relabel(label, by=work.person)
    return await _changed(work, found)


@command(may=Action.DRAFT, private=True)
async def hand(work: Work, code: Code, person: PersonName) -> Message:
    """Hand your summary, or one whose author has left, over to another author."""
    found = await _one(work, code)
    to = await work.unit.scalar(select(Person).where(Person.name == person))
    author = await work.unit.session.get_one(Person, found.author_id)
    if to is None:
        raise Absent
    found.hand_to(to, by=work.person if author.is_staff else author)
    await work.tell(
        to,
        say("summary-yours", code=found.code).step("summary", "show", rest=found.code),
        once=f"{found.subject}.handed.{found.version}",
    )
    return say("summary-handed", code=found.code, name=to.name).step("summary", "list")


@command(may=Action.DRAFT, private=True)
async def discard(work: Work, code: Code) -> Message:
    """Throw your draft away, with every word of it."""
    found = await _one(work, code)
    found.discard(by=work.person)
    for index, copy in enumerate(await standing_copies(work.unit, found.subject)):
        await work.redact(copy, once=f"{found.subject}.discarded.{index}")
    return say("summary-discarded", code=found.code).step("summary", "list")


@command(may=Action.DRAFT, private=True)
async def submit(work: Work, code: Code) -> Message:
    """Hand your summary in for approval by another person."""
    found = await _one(work, code)
    found.submit(by=work.person)
    note = say("staff-summary-submitted", code=found.code, by=work.person.name, needed=found.approvers_needed).step(
        "summary", "show", rest=found.code
    )
    await work.tell_staff(
        replying(note, Answer.READ, Answer.APPROVE),
        once=f"{found.subject}.submitted.{found.version}",
        about=note_about(found),
        label=found.label,
    )
    if found.is_loosened and not found.is_consented:
        asked = say("summary-consent-asked", code=found.code).step("summary", "show", rest=found.code)
        await work.tell(
            await work.unit.session.get_one(Person, found.originator_id), asked,
            once=f"{found.subject}.consent.{found.version}", about=note_about(found), label=found.label,
        )  # fmt: skip
    return say("summary-submitted", code=found.code, needed=found.approvers_needed).step(
        "summary", "show", rest=found.code
    )


@command(may=Action.APPROVE, private=True)
async def approve(work: Work, code: Code) -> Message:
    """Approve a summary that another wrote, exactly as it was shown to you."""
    found = await _one(work, code)
    approvals = await approvals_of(work.unit, found)
    approval = found.approve(approvals, await _reading(work, found), by=work.person, now=work.now)
    if approval is not None:
        work.add(approval)
    if found.state is not SummaryState.APPROVED:
        missing = await loosening_lines(work, found)
        return say("summary-half-approved", code=found.code).then(*missing).step("summary", "show", rest=found.code)
    await _tell_author(work, found, say("summary-was-approved", code=found.code), "approved", "release")
    return say("summary-approved", code=found.code).step("summary", "release", rest=found.code)


@command(may=Action.DRAFT, private=True)
async def consent(work: Work, code: Code) -> Message:
    """Consent, as the one who wrote it first, that a summary goes further than what was approved before."""
    found = await _one(work, code)
    found.agree_to_loosen(await approvals_of(work.unit, found), await _reading(work, found), by=work.person)
    if found.state is SummaryState.APPROVED:
        await _tell_author(work, found, say("summary-was-approved", code=found.code), "approved", "release")
    return say("summary-consented", code=found.code).step("summary", "show", rest=found.code)


@command(may=Action.APPROVE, private=True)
async def send_back(work: Work, code: Code, changes: Text) -> Message:
    """Send a summary back to its author, saying what has to change."""
    found = await _one(work, code)
    found.send_back(changes, by=work.person)
    await _tell_author(work, found, say("summary-was-sent-back", code=found.code), "sent-back", "show")
    return say("summary-sent-back", code=found.code).step("summary", "list")


@command(may=Action.RELEASE, private=True, confirm=True)
async def release(work: Work, code: Code, rooms: tuple[RoomName, ...] = ()) -> Message:
    """Release an approved summary to every room that is entitled to it, or to those you name that are."""
    found = await _one(work, code)
    found.release(await approvals_of(work.unit, found), now=work.now)
    work.read(found.label)
    work.previews(found.subject)
    where = await entitled(work, found, await _candidates(work, rooms))
    if not (where.receiving or where.pointed):
        raise Refusal("summary-released-nowhere", code=found.code, rooms=where.refusals)
    once = f"{found.subject}.released.{found.version}.{found.releases}"
    for room in where.receiving:
        await work.post(
            room, _posting(work, found, room), once=once, about=found.subject, label=found.label,
            audience=found.audience,
        )  # fmt: skip
    for room in where.pointed:
        await work.post(
            room, _posting(work, found, room), once=pointed_once(found), label=found.label, audience=found.audience
        )
    count = len(where.receiving)
    told = say("staff-summary-released", code=found.code, label=found.label, by=work.person.name, count=count)
    await work.tell_staff(told.then(*where.lines), once=once, label=found.label)
    return (
        say("summary-released", code=found.code, label=found.label, count=count)
        .then(*where.lines)
        .step("summary", "acks", rest=found.code)
    )


@command(may=Action.RELEASE, private=True, confirm=True)
async def withdraw(work: Work, code: Code) -> Message:
    """Withdraw a released summary: nobody can ask for it any more, and every copy is recalled."""
    found = await _one(work, code)
    work.read(found.label)
    found.withdraw(now=work.now)
    once = f"{found.subject}.withdrawn.{found.version}.{found.releases}"
    under_way = await stop(work.unit, found.subject, cause="withdrawn", now=work.now)
    copies: list[Posting | Parcel] = [*await standing_copies(work.unit, found.subject), *under_way]
    notice = say("summary-withdrawn-notice", code=found.code)
    for room in await _group_rooms(work, {copy.room_id for copy in copies}):
        await work.post(room, notice, once=once, label=found.label, audience=found.audience)
    for copy in copies:
        await work.redact(copy, once=f"{once}.{copy.id}")
    return say("summary-withdrawn", code=found.code, copies=len(copies)).step("summary", "copies", rest=found.code)


@command(may=Action.RESPOND, private=True)
async def acknowledge(work: Work, code: Code) -> Message:
    """Acknowledge a summary for your organisation: it was received, and its label will be kept."""
    found = await _one(work, code)
    standing = await directory.standing_of(work.unit, work.person)
    line = await directory.line_of(work.unit, standing)
    reach = await directory.reach(work.unit, found.audience, now=work.now, among=line)
    if not work.roles & _ANSWERS_FOR or not reach.covers(standing):
        raise Refusal("summary-not-addressed", code=found.code)
    receipt = Acknowledgement(
        summary_id=found.id, organisation_id=work.own.id, person_id=work.person.id, version=found.version, at=work.now
    )
    taken = (
        (Acknowledgement.summary_id == found.id)
        & (Acknowledgement.organisation_id == work.own.id)
        & (Acknowledgement.version == found.version)
    )
    if not await work.unit.add_once(receipt, taken):
        return say("summary-acknowledged-before", code=found.code, name=work.own.name).step("my")
    return say("summary-acknowledged", code=found.code, name=work.own.name).step("my")


@command(may=Action.READ, private=True)
async def acks(work: Work, code: Code) -> Message:
    """Show staff which organisations have acknowledged a summary, and which have not."""
    found = await _for_staff(work, code)
    work.read(found.label)
    done = await acknowledged_by(work.unit, found)
    awaited = await expected(work.unit, found, now=work.now)
    unasked = await directory.organisations(work.unit, done - {one.id for one in awaited})
    lines = [say("line-summary-ack", name=one.name, done=int(one.id in done)) for one in [*awaited, *unasked]]
    received = sum(one.id in done for one in awaited)
    return (
        say("summary-acks", code=found.code, done=received, awaited=len(awaited))
        .then(*lines)
        .step("summary", "show", rest=found.code)
    )


@command(may=Action.READ, private=True)
async def copies(work: Work, code: Code) -> Message:
    """Show staff what became of each copy of a summary."""
    found = await _for_staff(work, code)
    work.read(found.label)
    count, lines = await copy_report(work, found)
    return (
        say("summary-copies", code=found.code, count=count)
        .then(*lines, say("summary-copies-meaning"))
        .step("summary", "show", rest=found.code)
    )


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List the summaries you may read."""
    found = await readable(work)
    shown = [one for one in found if fits_here(work, one.label)] or found  # all of it above: it becomes a pointer
    for one in shown:
        work.read(one.label)
    lines = [
        say("line-summary", code=one.code, heading=one.heading, label=one.label, state=word_of(one.state))
        for one in shown
    ]
    answer = say("summary-list", count=len(shown)).then(*lines)
    answer = answer.step("summary", "show", rest=shown[0].code) if shown else answer.step("help")
    if len(shown) == len(found):
        return answer
    narrowest = max((one.label for one in found), key=lambda label: label.rank)
    return answer.then(await rest_elsewhere(work, narrowest))


@command(may=Action.READ, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show a summary: to its audience once it is released, to staff always."""
    found = await _one(work, code)
    work.read(found.label)
    work.copies(found.subject)
    message = say("summary-label-line", label=found.label).then(_means(found), *_body(found))
    if work.is_staff:
        message = message.then(*await _facts(work, found))
    judges = Role.APPROVER in work.roles or work.person.id == found.originator_id
    if judges and fits_here(work, found.label):  # whoever gets a pointer has not read it
        await _shown(work, found)
    message = message.then(say("summary-label-line", label=found.label))
    verb = await _next_verb(work, found)
    return message.step("summary", verb, rest=found.code) if verb else message.step("summary", "list")


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """Of the summaries the asker may read those that a verb may be said of; what each is called is as narrow as it."""
    found = [one for one in await readable(work) if _takes(work, one, verb)]
    return [coded(one.code, one.heading, label=one.label) for one in found]


@where(
    exists().where(
        or_(
            Summary.state.in_((SummaryState.DRAFT, SummaryState.APPROVED)) & (Summary.author_id == ME),
            Summary.state == SummaryState.IN_REVIEW,
            (Summary.state == SummaryState.RELEASED) & ~_ACKNOWLEDGED,
        )
    )
)  # fmt: skip
async def waiting(work: Work) -> list[Message]:
    """What waits for the asker: to submit, approve, release or acknowledge. Codes only, never a word of content."""
    if work.asker is None:
        return []
    lines = []
    for found in await readable(work):
        verb = await _duty(work, found)
        if verb is not None:
            lines.append(say(f"line-summary-{verb}", code=found.code, step=Step(("summary", verb), found.code)))
    return lines


async def _received_reply(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, "acknowledge")


async def _read_reply(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, "show")


async def _approve_reply(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    return await _short(unit, subject, "approve")


async def _short(unit: Unit, subject: str, verb: str) -> tuple[tuple[str, ...], str] | None:
    code = await unit.scalar(select(Summary.code).where(Summary.id == subject))
    return (("summary", verb), code) if code else None


# Under a summary, or the notice of one, and under what names it without a word of its content.
SHORT_REPLIES = {
    ("summary", Answer.RECEIVED): _received_reply,
    ("summary", Answer.READ): _read_reply,
    ("summary_note", Answer.RECEIVED): _received_reply,
    ("summary_note", Answer.READ): _read_reply,
    ("summary_note", Answer.APPROVE): _approve_reply,
}


async def _one(work: Work, code: str) -> Summary:
    for found in await readable(work, CODED_OR_ANOTHER, **coded_values(code)):
        if found.code == code:
            work.about(found.subject)
            return found
    raise Absent


async def _for_staff(work: Work, code: str) -> Summary:
    found = await _one(work, code)
    if not work.is_staff:
        raise Absent
    return found


async def _organisations(work: Work, names: tuple[str, ...]) -> list[Organisation]:
    found = [await directory.organisation_named(work.unit, one) for one in names]
    if None in found:
        raise Absent
    return [one for one in found if one is not None]


async def _changed(work: Work, found: Summary, verb: str = "submit") -> Message:
    changed = say("summary-changed", code=found.code).then(*await loosening_lines(work, found))
    return changed.step("summary", verb, rest=found.code)


async def _tell_author(work: Work, found: Summary, message: Message, what: str, verb: str) -> None:
    author = await work.unit.session.get_one(Person, found.author_id)
    await work.tell(
        author,
        message.step("summary", verb, rest=found.code),
        once=f"{found.subject}.{what}.{found.version}",
    )


async def _candidates(work: Work, names: tuple[str, ...]) -> list[Room]:
    query = select(Room).where(
        Room.kind.in_([RoomKind.GROUP, RoomKind.ENGAGEMENT]),
        Room.state != RoomState.RETIRED,
        Room.external_id.is_not(None),
    )
    if names:
        query = query.where(Room.name.in_(names))
    return list(await work.unit.scalars(query.order_by(Room.name, Room.id)))


async def _group_rooms(work: Work, ids: set[str]) -> list[Room]:
    """Those of these rooms where a withdrawal is announced: not private chats, not the staff room."""
    query = select(Room).where(Room.id.in_(ids), Room.kind.in_([RoomKind.GROUP, RoomKind.ENGAGEMENT]))
    return list(await work.unit.scalars(query.order_by(Room.name, Room.id)))


def _posting(work: Work, found: Summary, room: Room) -> Message:
    """What a room sees: the label first and last, and how to acknowledge.

    Where a platform answers each asker alone, it is a notice: whoever clicks is asked for anew each time they read.
    """
    if work.world.manners_of(room.platform).answers_alone:
        notice = say("summary-notice", code=found.code, label=found.label, readers=word_of(found.readers))
        return replying(notice.step("summary", "show", rest=found.code), Answer.READ, Answer.RECEIVED)
    return say("summary-label-line", label=found.label).then(
        _means(found),
        *_body(found),
        say("summary-acknowledge-hint", step=Step(("summary", "acknowledge"), found.code)),
        say("summary-label-line", label=found.label),
    )


def _means(found: Summary) -> Message:
    """What its label means in this network, in the words of whoever reads it."""
    return say("label-means", label=word_of(found.label))


def _body(found: Summary) -> tuple[Message, ...]:
    heading = say("summary-heading", code=found.code, heading=found.heading, facility=found.facility)
    return heading, say("summary-text", text=Prose(found.text, found.locale))


async def _facts(work: Work, found: Summary) -> list[Message]:
    """What staff see besides the text: where it stands, who it is for, who wrote and approved it."""
    company = await work.unit.session.get_one(Company, found.company_id)
    author = await work.unit.session.get_one(Person, found.author_id)
    approved = sorted(found.approved_by(await approvals_of(work.unit, found)))
    approvers = [await work.unit.session.get_one(Person, one) for one in approved]
    facts = [
        say("summary-state", state=word_of(found.state), author=author.name, company=company.name),
        *await readers_lines(work, found),
        say("summary-approvals", names=tuple(one.name for one in approvers), needed=found.approvers_needed),
        *await loosening_lines(work, found),
    ]
    if found.reason and found.state is SummaryState.DRAFT:
        facts.append(say("summary-reason", reason=Prose(found.reason)))
    return facts


async def _reading(work: Work, found: Summary) -> Reading | None:
    query = select(Reading).where(Reading.summary_id == found.id, Reading.person_id == work.person.id)
    return await work.unit.scalar(query)


async def _shown(work: Work, found: Summary) -> None:
    """Remember which version whoever judges it was shown: it is the one that their word is about."""
    reading = await _reading(work, found)
    if reading is None:
        work.add(Reading(summary_id=found.id, person_id=work.person.id, digest=found.digest, at=work.now))
    else:
        reading.digest, reading.at = found.digest, work.now


async def _duty(work: Work, found: Summary) -> str | None:
    """The verb by which this summary waits for the asker, if it does."""
    me = work.person
    match found.state:
        case SummaryState.DRAFT if found.author_id == me.id:
            return "submit"
        case SummaryState.IN_REVIEW if Role.APPROVER in work.roles and me.id not in found.writers.split():
            approved = found.approved_by(await approvals_of(work.unit, found))
            return None if me.id in approved else "approve"
        case SummaryState.IN_REVIEW if found.originator_id == me.id and found.is_loosened and not found.is_consented:
            return "consent"
        case SummaryState.APPROVED if found.author_id == me.id:
            return "release"
        case SummaryState.RELEASED if work.roles & _ANSWERS_FOR:
            standing = await directory.standing_of(work.unit, me)
            line = await directory.line_of(work.unit, standing)
            reach = await directory.reach(work.unit, found.audience, now=work.now, among=line)
            if not reach.addresses(standing):
                return None
            done = await acknowledged_by(work.unit, found)
            return None if work.own.id in done else "acknowledge"
    return None


def _takes(work: Work, found: Summary, verb: str) -> bool:
    """Whether something can come of the verb, said of this summary by the asker."""
    match verb:
        case "show":
            return True
        case "acks" | "copies":
            return work.is_staff
        case "approve" | "send-back":
            return found.state is SummaryState.IN_REVIEW and work.person.id not in found.writers.split()
        case "consent":
            return found.state is SummaryState.IN_REVIEW and work.person.id == found.originator_id
        case "release":
            return found.state in {SummaryState.APPROVED, SummaryState.RELEASED}
        case "withdraw":
            return found.state is SummaryState.RELEASED
        case "acknowledge":
            return found.state is SummaryState.RELEASED and bool(work.roles & _ANSWERS_FOR)
        case "hand":
            return found.state not in {SummaryState.RELEASED, SummaryState.WITHDRAWN}
    return found.author_id == work.person.id and found.state is not SummaryState.RELEASED


async def _next_verb(work: Work, found: Summary) -> str | None:
    """The step that is sensible after reading it, if there is one."""
    duty = await _duty(work, found)
    out = found.state in {SummaryState.RELEASED, SummaryState.WITHDRAWN}
    return "copies" if duty is None and out and work.is_staff else duty
