"""What goes to an engagement's room, who is invited to it, and the proposals that are put there for the lead."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_card import keep_card
from commands.engagement_scope import WORKING, agreements_of, pending_of, voices
from commands.engagement_signature import void_words
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from storage import directory
from storage.access import PERMISSIONS, Action, Label, Role
from storage.engagement import Cause, Engagement, Participation
from storage.letter import Inquiry, InquiryState, Paper
from storage.message import Message, say, word_of
from storage.outbox import Parcel
from storage.person import Person
from storage.refusal import Refusal
from storage.room import Authorisation, Room, RoomKind, RoomState
from storage.unit import Unit


async def open_room(work: Work, engagement: Engagement, *, locales: str, invite: list[Person]) -> Room:
    """The engagement's own room; servers and rooms lists see nothing but a code.

    Where rooms can have private threads, it is one of the group's room there, if there is one; else it stands in the
    group's space, if there is one. It belongs to no group: what a group's rooms are offered and told is not for it.
    """
    parent = await _parent(work, engagement)
    space = await _of_group(work, engagement, RoomKind.SPACE) if parent is None else None
    room = await work.open_room(
        Room(
            platform=work.platform, kind=RoomKind.ENGAGEMENT, name=engagement.code, engagement_id=engagement.id,
            space_id=space.id if space else None, locales=locales, zone=engagement.zone, created_at=work.now,
        ),
        space=space,
        thread_of=parent,
        invite=invite,
    )  # fmt: skip
    if work.roles & PERMISSIONS[Action.AUTHORISE].roles:
        work.add(Authorisation(room_id=room.id, person_id=work.person.id, label=Label.AMBER, at=work.now))
    return room


async def _parent(work: Work, engagement: Engagement) -> Room | None:
    """The group's room of which the engagement's is a private thread."""
    if not work.world.manners_of(work.platform).threads:
        return None
    return await _of_group(work, engagement, RoomKind.GROUP)


async def _of_group(work: Work, engagement: Engagement, kind: RoomKind) -> Room | None:
    if engagement.group_id is None:
        return None
    query = select(Room).where(
        Room.kind == kind, Room.group_id == engagement.group_id, Room.platform == work.platform,
        Room.state != RoomState.RETIRED,
    )  # fmt: skip
    return await work.unit.scalar(query.order_by(Room.created_at, Room.id))


async def room_of(unit: Unit, engagement: Engagement) -> Room | None:
    """Its room, unless it was given up."""
    return await unit.scalar(select(Room).where(Room.engagement_id == engagement.id, Room.state != RoomState.RETIRED))


def is_ready(room: Room | None) -> bool:
    """Whether two people have said that it may hear what the engagement has to say."""
    return room is not None and room.state is RoomState.AUTHORISED and Label.AMBER.within(room.ceiling)


async def post(
    work: Work, engagement: Engagement, message: Message, *, once: str, about: str = "", under: Paper | None = None
) -> Parcel:
    """Say something in its room, for those who take part alone. Raises Refusal while the room may not hear it."""
    room = await room_of(work.unit, engagement)
    if room is None or not is_ready(room):
        raise Refusal("engagement-room-not-ready", code=engagement.code)
    parcel = await work.post(
        room, message, once=f"{engagement.subject}.{once}", about=about or engagement.subject, label=Label.AMBER,
        audience=engagement.audience, thread=under.parcel_id if under else None,
    )  # fmt: skip
    await keep_card(work, engagement, room, engagement.audience)
    return parcel


async def renew(work: Work, engagement: Engagement) -> None:
    """See to the card after what is not said in the room."""
    room = await room_of(work.unit, engagement)
    if room is not None and is_ready(room):
        await keep_card(work, engagement, room, engagement.audience)


async def post_if_ready(work: Work, engagement: Engagement, message: Message, *, once: str) -> None:
    """Say something that the room can do without as long as it is not authorised."""
    if is_ready(await room_of(work.unit, engagement)):
        await post(work, engagement, message, once=once)


async def people_of(unit: Unit, organisation_id: str) -> list[Person]:
    """An organisation's people who work in engagements."""
    return [one for one in await directory.people_of(unit, [organisation_id]) if one.roles & WORKING]


async def contacts_of(unit: Unit, organisation_id: str) -> Sequence[Person]:
    """Its liaison and deputies; where there are none, whoever works in engagements."""
    people = await people_of(unit, organisation_id)
    return [one for one in people if one.roles & {Role.LIAISON, Role.DEPUTY}] or people


async def let_in(work: Work, engagement: Engagement, people: Sequence[Person], *, once: str) -> None:
    """Invite people to the room."""
    if (room := await room_of(work.unit, engagement)) is not None:
        for person in people:
            await work.invite(room, person, once=f"{engagement.subject}.in.{person.id}.{once}")


async def let_out(work: Work, engagement: Engagement, people: Sequence[Person], *, once: str) -> None:
    """Take people out of the room."""
    if (room := await room_of(work.unit, engagement)) is not None:
        for person in people:
            await work.remove(room, person, once=f"{engagement.subject}.out.{person.id}.{once}")


async def part_with(work: Work, engagement: Engagement, part: Participation, *, name: str) -> None:
    """An organisation's part in it is over, with its role and its word on what is not settled; the others are told in
    the room. Its people are taken out by whoever calls.
    """
    if engagement.lead_id == part.organisation_id:
        engagement.led_by(None, now=work.now)
    if engagement.co_lead_id == part.organisation_id:
        engagement.co_lead_id = None
    part.left_at, part.observes = work.now, False
    unsigned = await void_words(work, engagement, part.organisation_id)
    await work.unit.session.flush()
    left = say("engagement-left-post", name=name)
    if unsigned:
        left = left.then(say("engagement-left-unsigned", codes=tuple(sorted(unsigned))))
    await post_if_ready(work, engagement, left, once=f"left.{part.id}.{work.event_id}")
    if engagement.is_open:
        await recount(work, engagement)


async def recount(work: Work, engagement: Engagement) -> None:
    """After somebody left: questions on which all who remain agree are agreed."""
    named = {one.id for one in await voices(work.unit, engagement)}
    query = select(Inquiry).where(Inquiry.engagement_id == engagement.id, Inquiry.state == InquiryState.PROPOSED)
    for inquiry in await work.unit.scalars(query):
        if inquiry.settle(await agreements_of(work.unit, inquiry), named) and is_ready(
            await room_of(work.unit, engagement)
        ):
            await say_agreed(work, engagement, inquiry)


async def say_agreed(work: Work, engagement: Engagement, inquiry: Inquiry) -> None:
    """Tell its thread that a question is agreed."""
    await post(
        work, engagement,
        say("engagement-question-agreed", code=inquiry.code).step("engagement", "answer", rest=inquiry.code),
        once=f"{inquiry.code}.agreed.{inquiry.version}.{work.now.isoformat()}", about=f"inquiry:{inquiry.id}",
        under=inquiry,
    )  # fmt: skip


async def raise_proposal(work: Work, engagement: Engagement, cause: Cause, *, about: str = "", once: str) -> bool:
    """Put a stronger step to the lead, in the room, with why; False when one waits or there is none stronger."""
    pending = await pending_of(work.unit, engagement)
    proposal = engagement.propose(cause, about, pending, now=work.now)
    why = say(f"engagement-cause-{cause.value.replace('_', '-')}", code=about)
    if proposal is None:
        if pending is None and engagement.is_open:
            await post(work, engagement, why.then(say("engagement-level-top")), once=f"top.{once}")
        return False
    work.add(proposal)
    message = say("engagement-proposal", level=word_of(proposal.level), now=word_of(engagement.level)).then(why)
    message = message.step("engagement", "escalate", rest=engagement.code)
    await post(
        work, engagement, replying(message, Answer.YES, Answer.NO), once=f"proposal.{once}",
        about=f"engagement_proposal:{proposal.id}",
    )  # fmt: skip
    return True
