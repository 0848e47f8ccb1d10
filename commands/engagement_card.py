"""The card in an engagement's room: one message, pinned, that says how things stand and is changed as they change."""

from sqlalchemy import select

from commands.engagement_clocks import waited_for
from commands.engagement_scope import asks_of, company_of, participants, pending_of, voices
from commands.engine.work import Work
from storage.access import Label
from storage.audience import Audience
from storage.engagement import GROUND_RULES, Engagement
from storage.engagement_card import Card, is_lost
from storage.message import Message, Prose, say, word_of
from storage.outbox import Parcel, Posting
from storage.room import Room

CLOCKS = 6  # that the card shows, the nearest: it is read at a glance


async def keep_card(work: Work, engagement: Engagement, room: Room, audience: Audience) -> None:
    """See to it that the room's card says how things stand now: put there and pinned once, changed where it differs.

    A room that replaced another, or out of which the card was taken back, gets a new one.
    """
    await work.unit.session.flush()
    message = await card_of(work, engagement)
    card = await work.unit.scalar(select(Card).where(Card.engagement_id == engagement.id))
    if card is None:
        card = Card(engagement_id=engagement.id, room_id=room.id)
        work.add(card)
    post = await _parcel(work, card.post_id)
    copy = await work.unit.scalar(select(Posting).where(Posting.parcel_id == card.post_id))
    about, once = f"engagement_card:{engagement.id}", f"{engagement.subject}.card"
    if post is None or not card.stands_in(room.id, post, copy):
        number = card.brings(message)
        post = await work.post(
            room, message, once=f"{once}.{number}", about=about, label=Label.AMBER, audience=audience
        )  # fmt: skip
        card.room_id, card.post_id, card.last_id, card.pin_id = room.id, post.id, post.id, ""
    elif not card.says(message, await _parcel(work, card.last_id)):
        number = card.brings(message)
        edit = await work.edit(copy or post, message, once=f"{once}.{number}", label=Label.AMBER, audience=audience)
        card.last_id = edit.id
    if is_lost(await _parcel(work, card.pin_id)):
        card.pin_id = (await work.pin(post, once=f"{once}.pin.{card.revision}.{work.event_id}")).id


async def card_of(work: Work, engagement: Engagement) -> Message:
    """What the card says now: nothing that those who take part may not read."""
    company = await company_of(work.unit, engagement)
    parts = [
        *await asked_together(work, engagement),
        *await who_does_what(work, engagement),
        say("engagement-card-rules", version=GROUND_RULES),
        *await _clocks(work, engagement),
    ]
    if engagement.outcome is not None:
        parts.append(say("engagement-shown-outcome", result=word_of(engagement.outcome)))
    message = say(
        "engagement-shown", code=engagement.code, company=company.name, kind=word_of(engagement.kind),
        level=word_of(engagement.level),
    )  # fmt: skip
    return message.then(*parts).step("engagement", "show", rest=engagement.code)


async def asked_together(work: Work, engagement: Engagement) -> list[Message]:
    """What it was opened for, and the common asks, the nearest first."""
    parts = [say("engagement-shown-ask", text=Prose(engagement.ask, engagement.locale))]
    for one in await asks_of(work.unit, engagement):
        text = Prose(one.text, one.locale)
        parts.append(say("line-engagement-common-ask", code=one.code, term=word_of(one.term), text=text))
    return parts


async def who_does_what(work: Work, engagement: Engagement) -> list[Message]:
    """Lead and co-lead, all who take part, and those of them who only observe."""
    named = await participants(work.unit, engagement)
    names = {one.id: one.name for one in named}
    parts = [say("engagement-shown-lead", lead=names.get(engagement.lead_id or "", ""))]
    if engagement.co_lead_id in names:
        parts.append(say("engagement-shown-co-lead", name=names[engagement.co_lead_id]))
    parts.append(say("engagement-shown-participants", names=tuple(names.values())))
    speaking = {one.id for one in await voices(work.unit, engagement)}
    if observing := tuple(one.name for one in named if one.id not in speaking):
        parts.append(say("engagement-shown-observers", names=observing))
    return parts


async def _clocks(work: Work, engagement: Engagement) -> list[Message]:
    """The next step, and the nearest days of all that is waited for; of what is closed nothing."""
    if not engagement.is_open:
        return []
    parts = [say("engagement-card-next-none")]
    if engagement.next_on is not None:
        text = Prose(engagement.next, engagement.next_locale)
        parts = [say("engagement-next-post", due=engagement.next_on, text=text)]
    found = await waited_for(work, engagement, why=False)
    parts += [message for _, message in found[:CLOCKS]]
    if len(found) > CLOCKS:
        parts.append(say("engagement-card-more", count=len(found) - CLOCKS, code=engagement.code))
    if (proposal := await pending_of(work.unit, engagement)) is not None:
        parts.append(say("engagement-shown-proposal", level=word_of(proposal.level)))
    return parts


async def _parcel(work: Work, parcel_id: str) -> Parcel | None:
    return await work.unit.scalar(select(Parcel).where(Parcel.id == parcel_id)) if parcel_id else None
