"""What was issued, read again: the archive of a group, and a room's issue as a file."""

import re

from commands.digest_room import room_named
from commands.engine.options import RoomName
from commands.engine.spec import command
from commands.engine.work import Work
from digests.archive import as_read_by, as_read_in, months_of
from digests.compose import compose
from digests.facts import gather, open_period
from digests.period import Period
from storage.access import Action
from storage.audience import Audience
from storage.message import Message, Word, say
from storage.paper import Page, PageForm
from storage.refusal import Refusal

LISTED = 36  # months in a list: three years

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


@command(may=Action.READ, private=True, group=True)
async def archive(work: Work, month: str | None = None) -> Message:
    """List a group's past issues, or read one month's again, as far as you may read it now."""
    group = work.in_group
    if month is None:
        months = await months_of(work.unit, group, most=LISTED)
        if not months:
            return say("digest-archive-none", group=group.code).step("lesson", "find")
        lines = [say("line-digest-month", month=shown_month(one), year=one[:4], code=one) for one in months]
        found = say("digest-archive", group=group.code, count=len(months)).then(*lines)
        return found.step("digest", "archive", rest=f"{months[0]} group:{group.code}")
    own = None if work.person.is_staff else work.own.id
    facts = await as_read_by(work.unit, group, Period(month_of(month), group.zone), organisation_id=own)
    if not facts.codes:
        raise Refusal("digest-no-month", month=month)
    return compose(facts, room=group.code)


@command(may=Action.PUBLISH, private=True)
async def export(work: Work, room: RoomName, month: str | None = None, form: PageForm = PageForm.HTML) -> Message:
    """Get a room's next issue, or a past month's, as a file: what all in that room may read, and nothing else."""
    found = await room_named(work, room)
    if month is None:
        period = await open_period(work.unit, found, now=work.now)
        facts = await gather(work.unit, found, period, now=work.now, most=None)
    else:
        period = Period(month_of(month), found.zone)
        facts = await as_read_in(work.unit, found, period)
    if not facts.codes:
        raise Refusal("digest-no-month", month=period.month) if month else Refusal("digest-empty", room=found.name)
    chat = (await work.private_rooms(work.person))[0]
    await work.attach_paper(
        chat, Page(messages=(compose(facts, room=found.name),), form=form, locales=tuple(found.languages)),
        once=f"export.{work.event_id}", label=facts.label, audience=Audience.person(work.person.id),
    )  # fmt: skip
    work.about(f"room:{found.id}")
    return say("digest-exported", room=found.name, month=period.month).step("digest", "list")


def month_of(month: str) -> str:
    """The month that was typed, as "2027-02". Raises Refusal."""
    if not _MONTH.fullmatch(month.strip()):
        raise Refusal("digest-month-unclear")
    return month.strip()


def shown_month(month: str) -> Word:
    """The name of a month."""
    return Word(f"digest-month-{int(month[5:])}")
