"""A new room for an engagement whose own was closed or upgraded: who takes part comes along, what is open goes on."""

from sqlalchemy import select

from commands.engagement_room import is_ready, open_room, people_of, post, room_of
from commands.engagement_scope import comments_of, company_of, participants, steered
from commands.engine.options import EngagementCode
from commands.engine.spec import command
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.room_term import void_words
from storage.access import Action, Label
from storage.engagement import Engagement
from storage.letter import Inquiry, InquiryState, Letter, LetterState, Paper
from storage.message import Message, Prose, say
from storage.refusal import Refusal
from storage.room import RoomState

_OPEN = frozenset({InquiryState.PROPOSED, InquiryState.AGREED, LetterState.DRAFT, LetterState.SENT})


@command(may=Action.ENGAGE, private=True, confirm=True)
async def room(work: Work, code: EngagementCode | None = None) -> Message:
    """Open a new room for an engagement in place of one that was closed or upgraded; two people authorise it."""
    engagement = await steered(work, code)
    engagement.refuse_closed()
    work.about(engagement.subject)
    work.read(Label.AMBER)
    old = await room_of(work.unit, engagement)
    if old is not None and old.state is not RoomState.QUARANTINED:
        key = "engagement-room-stands" if is_ready(old) else "engagement-room-waits"
        raise Refusal(key, code=engagement.code)
    if old is not None:
        await void_words(work, old)
        old.state = RoomState.RETIRED
        await work.unit.session.flush()
    taking_part = await participants(work.unit, engagement)
    people = {one.id: one for own in taking_part for one in await people_of(work.unit, own.id)}
    if work.is_staff:
        people[work.person.id] = work.person
    locales = old.locales if old is not None else engagement.locale
    await open_room(work, engagement, locales=locales, invite=list(people.values()))
    for paper in await _papers(work, engagement):
        paper.parcel_id = None  # its thread stands in the old room: it begins anew
    company = await company_of(work.unit, engagement)
    told = say("staff-engagement-room", code=engagement.code, company=company.name, by=work.person.name)
    await work.tell_staff(
        told.step("room", "authorise", rest=f"{engagement.code} amber"),
        once=f"{engagement.subject}.room.{work.event_id}", label=Label.AMBER,
    )  # fmt: skip
    message = say("engagement-room-new", code=engagement.code, people=len(people))
    return message.step("room" if work.is_staff else "engagement", "show", rest=engagement.code)


async def carry_over(work: Work, engagement: Engagement) -> None:
    """Put each open question and letter whose thread stood in a former room into this one, as it reads now."""
    for paper in await _papers(work, engagement):
        if paper.parcel_id is not None or paper.state not in _OPEN:
            continue
        message = say("engagement-paper-carried", code=paper.code, text=Prose(paper.text, paper.locale))
        if paper.state is InquiryState.PROPOSED:
            message = replying(message.step("engagement", "agree", rest=paper.code), Answer.YES, Answer.NO)
        elif paper.state is LetterState.DRAFT:
            message = replying(message.step("engagement", "sign", rest=paper.code), Answer.YES)
        else:
            message = message.step("engagement", "answer", rest=paper.code)
        parcel = await post(work, engagement, message, once=f"{paper.code}.carried", about=paper.subject)
        paper.parcel_id = parcel.id
        if isinstance(paper, Letter) and paper.state is LetterState.DRAFT:
            await _carry_comments(work, engagement, paper)


async def _carry_comments(work: Work, engagement: Engagement, draft: Letter) -> None:
    """What was said of a letter's words as they stand goes under it, in order, by whoever may be named now."""
    for name, comment in await comments_of(work.unit, draft, engagement):
        text = Prose(comment.text, comment.locale)
        message = say("engagement-comment-carried", name=name, code=draft.code, day=comment.at.date(), text=text)
        once = f"comment.{comment.id}.carried"
        await post(work, engagement, message, once=once, about=f"letter_comment:{comment.id}", under=draft)


async def _papers(work: Work, engagement: Engagement) -> list[Paper]:
    inquiries = select(Inquiry).where(Inquiry.engagement_id == engagement.id).order_by(Inquiry.created_at)
    letters = select(Letter).where(Letter.engagement_id == engagement.id).order_by(Letter.created_at)
    return [*await work.unit.scalars(inquiries), *await work.unit.scalars(letters)]
