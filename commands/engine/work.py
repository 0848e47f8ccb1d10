"""A Work is the proof of permission: only the gate makes one, and every handler's first parameter is one.

It holds what a handler may know (who asks, where, when) and what it may do: add nouns, and queue effects. Handlers
never commit, never await the network and never see a client; what they queue leaves after the commit, each thing
once.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from commands.engine import pointer
from commands.engine.heard import Enclosed
from commands.engine.policy import Policy
from commands.engine.world import World
from storage import directory
from storage.access import Label, Place, Role
from storage.audience import Audience
from storage.file import Packed
from storage.group import Group
from storage.message import Message, say
from storage.organisation import Organisation
from storage.outbox import Kind, Parcel, Posting
from storage.paper import Paper
from storage.person import Identity, Person
from storage.refusal import Refusal
from storage.room import Observation, Room, RoomKind, RoomState
from storage.told import Told
from storage.unit import Unit

# After a restart it takes a sync until a changed identity is seen again; after that there is nothing to vouch for.
VOUCH_WITHIN = timedelta(minutes=10)


class Unseen(Exception):
    """A rule needs a room's real state, which only its platform knows.

    Ask for it outside of the unit, and begin again.
    """

    def __init__(self, room: Room) -> None:
        super().__init__(room.id)
        self.room_id, self.platform, self.external_id = room.id, room.platform, room.external_id or ""


class Unread(Exception):
    """A rule needs the file that came with the command. Fetch it outside of the unit, and begin again."""


@dataclass(kw_only=True)
class Work:
    """One command or one job, admitted. `asker` and `organisation` are None for the clock alone."""

    unit: Unit
    now: datetime
    world: World
    roles: frozenset[Role]
    place: Place
    asker: Person | None = None
    organisation: Organisation | None = None
    room: Room | None = None
    group: Group | None = None
    event_id: str = ""
    observed: Mapping[str, Observation] = field(default_factory=dict)
    file: Enclosed | None = None
    contents: Packed | Refusal | None = None
    label: Label = Label.GREEN
    queued: list[Parcel] = field(default_factory=list)
    touched: str = ""
    copied: str = ""
    previewed: str = ""
    told: tuple[Told, ...] = ()

    @property
    def policy(self) -> Policy:
        """The clocks that operators can set."""
        return self.world.policy

    @property
    def platform(self) -> str:
        """Where this is asked, or the first platform there is."""
        return self.room.platform if self.room else self.world.platforms[0]

    @property
    def person(self) -> Person:
        """The asker. Raises Refusal where only the clock is at work, which no person's command is."""
        if self.asker is None:
            raise Refusal("absent")
        return self.asker

    @property
    def own(self) -> Organisation:
        """The asker's organisation."""
        if self.organisation is None:
            raise Refusal("absent")
        return self.organisation

    @property
    def in_group(self) -> Group:
        """The group this is about: the room's, or the one that was asked for."""
        if self.group is None:
            raise Refusal("group-needed")
        return self.group

    @property
    def is_staff(self) -> bool:
        """Whether the asker coordinates the network (the clock does, too)."""
        return bool(self.roles & {Role.ADMIN, Role.STAFF, Role.APPROVER, Role.CLOCK})

    @property
    def zone(self) -> str:
        """The zone in which the answer's times are shown: the group's, else the asker's."""
        return self.group.zone if self.group else self.asker.zone if self.asker else "UTC"

    def add(self, noun: Any) -> None:
        """Keep a new noun; it is written when the command succeeds as a whole."""
        self.unit.add(noun)

    def about(self, subject: str) -> None:
        """Say what this is about ("kind:id"), for the audit record."""
        self.touched = subject

    def read(self, label: Label) -> None:
        """Say that the answer holds something so labelled: it inherits the narrowest of its sources."""
        if not label.within(self.label):
            self.label = label

    def copies(self, subject: str) -> None:
        """Say that the answer holds a copy of this ("kind:id"), to be recalled with all others of it."""
        self.copied = subject

    def tells(self, *told: Told) -> None:
        """Say what of buyers is told in all that is queued from now on: none of it leaves once that may not be told."""
        self.told = told

    def previews(self, subject: str) -> None:
        """Say that the preview holds a copy of this, although the answer will not."""
        self.previewed = subject

    def look_at(self, room: Room) -> Observation:
        """The room as it really is, read from its platform for this command."""
        if room.id not in self.observed:
            raise Unseen(room)
        return self.observed[room.id]

    def unpacked(self) -> Packed:
        """The file that came with the command, fetched from its platform for it. Raises Refusal if it can't be had."""
        if self.contents is None:
            raise Unread
        if isinstance(self.contents, Refusal):
            raise self.contents
        return self.contents

    async def post(
        self,
        room: Room,
        message: Message,
        *,
        once: str,
        about: str = "",
        label: Label = Label.GREEN,
        audience: Audience | None = None,
        thread: Parcel | str | None = None,
        reply_to: str | None = None,
        in_thread: str | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        after: Parcel | None = None,
        locales: Sequence[str] = (),
        asker: Person | None = None,
    ) -> Parcel:
        """Queue a message for a room; it leaves after commit, one time per `once` and room, and when `after` has left.

        `thread` is the parcel (or its id) under whose post it goes. `audience` defaults to the whole community; it is
        asked again, against the room as it is then, when the parcel leaves. What the room's platform may not carry
        becomes a pointer to where it can be read. `locales` are the languages it is shown in, else the room's. Whoever
        asked for it (`asker`) is told alone if it may not be said there after all.
        """
        if not self.world.may_carry(room.platform, label):
            message, label, about = await self._pointer(room, label), Label.GREEN, ""
        payload = {
            "message": message.to_json(),
            "locales": list(locales or room.languages),
            "thread": thread.id if isinstance(thread, Parcel) else thread,
            "reply_to": reply_to,
            "in_thread": in_thread,
            **({"asker": asker.id} if asker else {}),
        }
        return await self._queue(
            Kind.POST, room, payload, once, about=about, label=label, audience=audience,
            not_before=not_before, expires_at=expires_at, order=after.order_key if after else "",
        )  # fmt: skip

    async def tell(
        self,
        person: Person,
        message: Message,
        *,
        once: str,
        about: str = "",
        label: Label = Label.GREEN,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> Parcel | None:
        """Queue a message for one person alone, in their private chat, which is opened if there is none.

        None for somebody who has no account.
        """
        room = self._where_they_ask(person, label)
        if room is None:
            rooms = await self.private_rooms(person)
            fit = [room for room in rooms if self.world.may_carry(room.platform, label)]
            room = next(iter(fit or rooms), None)  # one person, one message: where they are now, if it may go there
        if room is None:
            return None
        return await self.post(
            room, message, once=once, about=about, label=label, audience=Audience.person(person.id),
            not_before=not_before, expires_at=expires_at,
        )  # fmt: skip

    async def answer(self, handle: str, message: Message, *, once: str, about: str = "", label: Label) -> Parcel:
        """Queue an answer that the asker alone sees, in the place their platform keeps for it (`handle`)."""
        chat = await self._chat_here()
        if not self.world.may_carry(chat.platform, label):
            message, label, about = await self._pointer(chat, label), Label.GREEN, ""
        payload = {"message": message.to_json(), "locales": list(chat.languages), "answer_to": handle}
        audience = Audience.person(chat.person_id) if chat.person_id else None
        return await self._queue(
            Kind.ANSWER, chat, payload, once, about=about, label=label, audience=audience, order=once
        )

    async def mirror(self, room: Room, occurrence: Mapping[str, Any], *, once: str, about: str) -> Parcel:
        """Queue a meeting for the calendar of a room's platform, or the change of what stands there.

        `occurrence` has `name`, `starts` and `ends` (ISO 8601), `where`, `cancelled`; everybody on the server sees it.
        """
        return await self._queue(
            Kind.MIRROR, room, {"occurrence": dict(occurrence)}, once, about=about, label=Label.CLEAR, order=about
        )

    async def tell_staff(self, message: Message, *, once: str, about: str = "", label: Label = Label.GREEN) -> None:
        """Queue a message for the staff room. Causes and names that others must not learn go there.

        What concerns buyers and suppliers is AMBER, and goes where that may be carried.
        """
        rooms = await directory.staff_rooms(self.unit)
        fit = [room for room in rooms if self.world.may_carry(room.platform, label)]
        for room in fit or rooms:
            await self.post(room, message, once=once, about=about, label=label, audience=Audience.staff())

    async def pin(self, copy: Parcel, *, once: str) -> Parcel:
        """Queue the pinning of something that was posted, or is on its way: its readers find it at once."""
        room = await self.unit.session.get_one(Room, copy.room_id)
        payload = {"posting": copy.id}
        return await self._queue(Kind.PIN, room, payload, once, about=copy.subject, label=Label.CLEAR)

    async def edit(
        self,
        copy: Posting | Parcel,
        message: Message,
        *,
        once: str,
        label: Label | None = None,
        audience: Audience | None = None,
    ) -> Parcel:
        """Queue a new text for something posted before, or that is on its way; its label is the old one unless the new
        text says less.
        """
        room = await self.unit.session.get_one(Room, copy.room_id)
        about = copy.about if isinstance(copy, Posting) else copy.subject
        label = label or copy.label
        if not self.world.may_carry(room.platform, label):
            message, label = await self._pointer(room, label), Label.GREEN
        payload = {"posting": copy.id, "message": message.to_json(), "locales": list(room.languages)}
        return await self._queue(Kind.EDIT, room, payload, once, about=about, label=label, audience=audience)

    async def redact(self, copy: Posting | Parcel, *, once: str) -> None:
        """Queue the taking-back of one copy, or of one that is still on its way.

        What became of it is kept on the posting.
        """
        room = await self.unit.session.get_one(Room, copy.room_id)
        about = copy.about if isinstance(copy, Posting) else copy.subject
        await self._queue(Kind.REDACT, room, {"posting": copy.id}, once, about=about, label=Label.CLEAR, audience=None)

    async def attach(
        self,
        room: Room,
        data: bytes,
        *,
        name: str,
        media_type: str,
        once: str,
        about: str = "",
        label: Label = Label.GREEN,
        audience: Audience | None = None,
        thread: Parcel | str | None = None,
    ) -> None:
        """Queue a file, where the room's platform may carry it. `name` must say nothing: servers can see it."""
        if not self.world.may_carry(room.platform, label):
            return
        payload = {
            "name": name,
            "media_type": media_type,
            "data": base64.b64encode(data).decode(),
            "thread": thread.id if isinstance(thread, Parcel) else thread,
        }
        await self._queue(Kind.FILE, room, payload, once, about=about, label=label, audience=audience)

    async def attach_paper(
        self,
        room: Room,
        paper: Paper,
        *,
        once: str,
        about: str = "",
        label: Label = Label.GREEN,
        audience: Audience | None = None,
    ) -> bool:
        """Queue a file that is written or drawn when it leaves, like every text; False where the room's platform may
        not carry it.
        """
        if not self.world.may_carry(room.platform, label):
            return False
        payload = {"paper": paper.to_data(), "locales": list(paper.locales or room.languages)}
        await self._queue(Kind.FILE, room, payload, once, about=about, label=label, audience=audience)
        return True

    async def open_room(
        self,
        room: Room,
        *,
        topic: str = "",
        space: Room | None = None,
        thread_of: Room | None = None,
        invite: list[Person] | None = None,
    ) -> Room:
        """Queue the opening of a room and the invitations to it. The room is a row at once.

        Its platform makes it later.
        """
        room.encrypted = room.encrypted and self.world.manners_of(room.platform).encrypts
        self.add(room)
        await self.unit.session.flush()
        accounts = [
            account.external_id
            for person in invite or []
            for account in await directory.accounts_of(self.unit, person, platform=room.platform)
        ]
        payload = {
            "name": room.name,
            "topic": topic,
            "encrypted": room.encrypted,
            "is_space": room.kind is RoomKind.SPACE,
            "space": space.id if space else None,
            "thread_of": thread_of.id if thread_of else None,
            "invite": accounts,
            "federated": room.federated,
        }
        await self._queue(Kind.OPEN_ROOM, room, payload, f"room.{room.id}.open", label=Label.CLEAR, audience=None)
        return room

    async def private_rooms(self, person: Person) -> list[Room]:
        """A person's private chats, the asker's own platform first; one is opened for each proven account without."""
        rooms = [await self.private_room(person, account) for account in await directory.accounts_of(self.unit, person)]
        here = self.room.platform if self.room else ""
        return sorted(rooms, key=lambda room: room.platform != here)

    def _where_they_ask(self, person: Person, label: Label) -> Room | None:
        """The asker's chat on the platform where they ask, looked up with them, if this may go there."""
        if self.room is None or person is not self.asker or not self.world.may_carry(self.room.platform, label):
            return None
        return directory.chat_at_hand(self.unit, person, self.room.platform)

    async def private_room(self, person: Person, account: Identity) -> Room:
        """The private chat with one account of a person, opened (once) if there is none."""
        found = await directory.private_room(self.unit, person, account.platform)
        if found is not None:
            return found
        if former := await directory.chat_with(self.unit, account.platform, account.external_id):
            former.revive(person.id, locales=person.locale, zone=person.zone)
            once = f"room.{former.id}.again.{self.event_id}"
            await self._member(Kind.INVITE, former, account.external_id, once)
            return former
        room = Room(
            platform=account.platform, kind=RoomKind.PRIVATE, name="Roundtable", person_id=person.id,
            account=account.external_id, locales=person.locale, zone=person.zone, created_at=self.now,
            encrypted=self.world.manners_of(account.platform).encrypts,
        )  # fmt: skip
        self.add(room)
        await self.unit.session.flush()
        payload = {"name": room.name, "direct_with": account.external_id, "encrypted": room.encrypted}
        await self._queue(Kind.OPEN_ROOM, room, payload, f"room.{room.id}.open", label=Label.CLEAR, audience=None)
        return room

    async def introduce(self, room: Room, *, proven: bool) -> None:
        """Say who we are in a private chat, once: when somebody is there to read it, with a device that can."""
        message = say("first-contact") if proven else say("first-contact").then(say("knock"))
        await self.post(room, message, once=f"room.{room.id}.first-contact", label=Label.CLEAR)

    async def invite(self, room: Room, person: Person, *, once: str) -> None:
        """Queue invitations for a person's accounts on the room's platform."""
        for account in await directory.accounts_of(self.unit, person, platform=room.platform):
            await self._member(Kind.INVITE, room, account.external_id, once)

    async def remove(self, room: Room, person: Person, *, once: str) -> None:
        """Queue the removal of a person's accounts from a room; its keys rotate."""
        for account in await directory.accounts_of(self.unit, person, platform=room.platform):
            await self._member(Kind.REMOVE, room, account.external_id, once)

    async def let_in(self, room: Room, account: str, *, once: str) -> None:
        """Queue the invitation of an account that belongs in a room and is not there."""
        await self._member(Kind.INVITE, room, account, once)

    async def put_out(self, room: Room, account: str, *, once: str) -> None:
        """Queue the removal of an account that is in a room, whoever's it is; its keys rotate."""
        await self._member(Kind.REMOVE, room, account, once)

    async def vouch(self, person: Person, *, once: str) -> None:
        """Queue the pinning of a person's present identity, on every platform that knows identities."""
        for room in await directory.staff_rooms(self.unit):
            for account in await directory.accounts_of(self.unit, person, platform=room.platform):
                await self._member(Kind.VOUCH, room, account.external_id, once, expires_at=self.now + VOUCH_WITHIN)

    async def out_of_every_room(self, person: Person) -> int:
        """Queue a person's removal from every room but their own private chat; from how many."""
        query = select(Room).where(
            Room.kind != RoomKind.PRIVATE, Room.external_id.is_not(None), Room.state != RoomState.RETIRED
        )
        rooms = await self.unit.scalars(query)
        for room in rooms:
            await self.remove(room, person, once=f"out.{person.id}.{self.event_id}")
        return len(rooms)

    async def _member(
        self, kind: Kind, room: Room, external_id: str, once: str, *, expires_at: datetime | None = None
    ) -> None:
        payload = {"person": external_id}
        await self._queue(kind, room, payload, f"{once}.{external_id}"[:150], label=Label.CLEAR, expires_at=expires_at)

    async def _queue(
        self,
        kind: Kind,
        room: Room,
        payload: Mapping[str, Any],
        once: str,
        *,
        about: str = "",
        label: Label = Label.GREEN,
        audience: Audience | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        order: str = "",
    ) -> Parcel:
        parcel = Parcel(
            once=f"{once}@{room.id}",
            kind=kind,
            room_id=room.id,
            order_key=order[:64] or room.id,
            subject=about,
            label=label,
            created_at=self.now,
            not_before=not_before or self.now,
            expires_at=expires_at,
        )
        wanted = (audience or Audience.community()).to_data()
        told = {"told": [one.to_data() for one in self.told]} if self.told else {}
        parcel.payload = json.dumps({**payload, **told, "audience": wanted}, ensure_ascii=False)
        self.unit.memo[Room, room.id] = room
        if await self.unit.outbox.add(parcel):
            self.queued.append(parcel)
        return parcel

    async def _pointer(self, room: Room, label: Label) -> Message:
        if room.person_id:
            person = await self.unit.session.get_one(Person, room.person_id)
            return await pointer.to_private_chat(self.unit, self.world, person, label)
        return await pointer.to_sibling(self.unit, self.world, room, label)

    async def _chat_here(self) -> Room:
        """The asker's private chat on the platform where they ask."""
        if self.room is not None and (self.room.kind is RoomKind.PRIVATE or self.asker is None):
            return self.room
        if found := await directory.private_room(self.unit, self.person, self.platform):
            return found
        accounts = await directory.accounts_of(self.unit, self.person, platform=self.platform)
        return await self.private_room(self.person, accounts[0])


def daytime(when: datetime, *, zone: str, policy: Policy, before: datetime | None = None) -> datetime:
    """The first instant from `when` on that lies in the reader's day.

    `when` itself if the event (`before`) is nearer.
    """
    local = when.astimezone(ZoneInfo(zone))
    if policy.day_begins <= local.hour < policy.day_ends:
        return when
    day = local.date() if local.hour < policy.day_begins else local.date() + timedelta(days=1)
    morning = datetime(day.year, day.month, day.day, policy.day_begins, tzinfo=ZoneInfo(zone))
    return when if before is not None and morning >= before else morning.astimezone(when.tzinfo)
