"""Forming an engagement: what is asked for together, who does what in it, and conflicts of interest, declared."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_room import contacts_of, post_if_ready, recount
from commands.engagement_scope import (
    ask_of,
    asks_of,
    engagement_of,
    fresh_code,
    participants,
    participation_of,
    steered,
)
from commands.engine.options import Code, EngagementCode, OrganisationName, Text
from commands.engine.spec import command
from commands.engine.work import Work
from storage.access import Action, Label
from storage.engagement import Engagement
from storage.engagement_forming import CommonAsk, Conflict, Part, Term
from storage.message import Message, Prose, say, word_of
from storage.organisation import Organisation
from storage.refusal import Refusal

MOST = 12  # common asks at a time: more than fit on a card are none


@command(may=Action.ENGAGE, private=True)
async def ask(work: Work, code: EngagementCode | None = None, *, term: Term, text: Text) -> Message:
    """Add a common ask, for the short, middle or long term; it stands on the card in the room."""
    engagement = await steered(work, code)
    if len(await asks_of(work.unit, engagement)) >= MOST:
        raise Refusal("engagement-asks-many", code=engagement.code, most=MOST)
    made = CommonAsk(
        code=await fresh_code(work.unit, CommonAsk, "ASK"), engagement_id=engagement.id, term=term,
        said_by=work.person.id, locale=work.person.locale, created_at=work.now,
    )  # fmt: skip
    made.text = text
    work.add(made)
    await work.unit.session.flush()
    await _said(work, engagement, made, "engagement-ask-post")
    return _about(work, engagement, say("engagement-ask-added", code=made.code)).step(
        "engagement", "amend", rest=made.code
    )


@command(may=Action.ENGAGE, private=True)
async def amend(work: Work, code: Code, term: Term | None = None, text: Text | None = None) -> Message:
    """Change a common ask: its words, its term, or both."""
    found, engagement = await ask_of(work, code)
    found.amend(text, term, locale=work.person.locale)
    await _said(work, engagement, found, "engagement-ask-amended-post")
    return _about(work, engagement, say("engagement-ask-amended", code=found.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True, confirm=True)
async def waive(work: Work, code: Code) -> Message:
    """Drop a common ask: it is asked for no more."""
    found, engagement = await ask_of(work, code)
    found.drop(now=work.now)
    await work.unit.session.flush()
    await _said(work, engagement, found, "engagement-ask-dropped-post")
    return _about(work, engagement, say("engagement-ask-waived", code=found.code)).step(
        "engagement", "ask", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def role(
    work: Work, code: EngagementCode | None = None, *, organisation: OrganisationName, role: Part
) -> Message:
    """Say what an organisation does in it: lead, co-lead, supporter, or observer, who neither agrees nor signs."""
    engagement = await steered(work, code)
    found = next((one for one in await participants(work.unit, engagement) if one.name == organisation), None)
    part = await participation_of(work.unit, engagement, found.id) if found else None
    if found is None or part is None:
        raise Refusal("engagement-not-participant", name=organisation)
    engagement.gives(role, part, now=work.now)
    await work.unit.session.flush()
    await post_if_ready(
        work, engagement, say("engagement-role-post", name=found.name, role=word_of(role), by=work.own.name),
        once=f"role.{work.event_id}",
    )  # fmt: skip
    await recount(work, engagement)
    return _about(
        work, engagement, say("engagement-role-set", name=found.name, role=word_of(role), code=engagement.code)
    ).step("engagement", "show", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def conflict(
    work: Work, code: EngagementCode | None = None, *, over: bool = False, text: Text | None = None
) -> Message:
    """Declare a conflict of interest of your organisation, for the lead and staff alone; `over:yes` when it has ended.

    Without a text it shows what was declared: its own to each, everything to the lead and to staff.
    """
    engagement = await engagement_of(work, code)
    if text is None and not over:
        return await _declared(work, engagement)
    own = [one for one in await _conflicts(work, engagement) if one.organisation_id == work.own.id]
    if over:
        if not own:
            raise Refusal("engagement-conflict-none", code=engagement.code)
        own[-1].over_at = work.now
        await _tell_lead(work, engagement, "engagement-conflict-over-told")
        return _about(work, engagement, say("engagement-conflict-over", code=engagement.code)).step(
            "engagement", "conflict", rest=engagement.code
        )
    made = Conflict(
        engagement_id=engagement.id, organisation_id=work.own.id, declared_by=work.person.id,
        locale=work.person.locale, at=work.now,
    )  # fmt: skip
    made.text = text or ""
    work.add(made)
    await _tell_lead(work, engagement, "engagement-conflict-told")
    return _about(work, engagement, say("engagement-conflict-declared", code=engagement.code)).step(
        "engagement", "conflict", rest=engagement.code
    )


async def _declared(work: Work, engagement: Engagement) -> Message:
    all_ = work.is_staff or engagement.lead_id == work.own.id
    shown = [one for one in await _conflicts(work, engagement) if all_ or one.organisation_id == work.own.id]
    work.about(engagement.subject)
    work.read(Label.AMBER)
    if not shown:
        return say("engagement-conflict-none", code=engagement.code).step("engagement", "show", rest=engagement.code)
    lines = []
    for one in shown:
        name = (await work.unit.session.get_one(Organisation, one.organisation_id)).name
        lines.append(say("line-engagement-conflict", name=name, text=Prose(one.text, one.locale)))
    return say("engagement-conflicts", code=engagement.code, count=len(lines)).then(*lines)


async def _tell_lead(work: Work, engagement: Engagement, key: str) -> None:
    """That there is something to read, and not a word of it."""
    told = say(key, name=work.own.name, code=engagement.code).step("engagement", "conflict", rest=engagement.code)
    once = f"{engagement.subject}.conflict.{work.event_id}"
    await work.tell_staff(told, once=once, label=Label.AMBER)
    if engagement.lead_id is None or engagement.lead_id == work.own.id:
        return
    for person in await contacts_of(work.unit, engagement.lead_id):
        await work.tell(person, told, once=f"{once}.{person.id}", about=engagement.subject, label=Label.AMBER)


async def _conflicts(work: Work, engagement: Engagement) -> Sequence[Conflict]:
    query = select(Conflict).where(Conflict.engagement_id == engagement.id, Conflict.over_at.is_(None))
    return await work.unit.scalars(query.order_by(Conflict.at))


async def _said(work: Work, engagement: Engagement, made: CommonAsk, key: str) -> None:
    message = say(
        key, code=made.code, term=word_of(made.term), by=work.own.name, text=Prose(made.text, made.locale)
    )  # fmt: skip
    await post_if_ready(work, engagement, message, once=f"{made.code}.{work.event_id}")


def _about(work: Work, engagement: Engagement, message: Message) -> Message:
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return message
