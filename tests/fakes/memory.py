"""A chat platform in memory: the whole port, a log of what really arrived, and faults on request."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.platform import (
    Attachment,
    Checkpoint,
    Hear,
    Later,
    Never,
    Occurrence,
    Rendered,
    RoomPlan,
    Suggest,
    Target,
    no_suggestions,
)
from commands.engine.heard import Enclosed, Event, Heard, Invited, Reacted, RoomChanged
from commands.engine.manners import Manners
from storage.room import Observation, Seer


class LostAnswer(Exception):
    """A fault: the platform does it, and its answer never comes."""


Fault = Later | Never | LostAnswer


@dataclass(kw_only=True)
class MemoryRoom:
    """A room as it really is."""

    id: str
    plan: RoomPlan
    joined: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    encrypted: bool = True
    join_rule: str = "invite"
    history: str = "joined"
    guests_may_join: bool = False
    present: bool = True
    seers: frozenset[Seer] = frozenset()
    powers: frozenset[str] = frozenset()
    bots: frozenset[str] = frozenset()
    upgraded_to: str | None = None
    unreadable: tuple[str, ...] = ()
    pinned: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Post:
    """One event that arrived. `text` is what stands there now, `texts` everything it ever said."""

    id: str
    room: str
    key: str
    text: Rendered | Attachment | None
    at: datetime
    target: Target
    texts: list[Rendered | Attachment] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The words, or the file's name; nothing once it is taken back."""
        match self.text:
            case Rendered():
                return self.text.plain
            case Attachment():
                return self.text.name
        return ""


class MemoryPlatform:
    """Recognises a repeated key of the same `device` for `key_window` seconds, as real platforms do; `knows_keys=False`
    is the control.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        name: str = "memory",
        manners: Manners | None = None,
        key_window: float = 1200.0,
        knows_keys: bool = True,
        first_id: int = 1,
    ) -> None:
        self.now = now
        self.name = name
        self.account = f"@roundtable:{name}"
        self.manners = manners or Manners()
        self.key_window = key_window
        self.device = ""
        self.knows_keys = knows_keys
        self.rooms: dict[str, MemoryRoom] = {}
        self.log: list[Post] = []
        self.calendar: dict[str, tuple[str, Occurrence]] = {}
        self.down = False
        self.faults: deque[Fault] = deque()
        self.files: dict[str, bytes] = {}
        self.calls: list[str] = []
        self._opened: dict[str, str] = {}
        self._seen: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._numbers = itertools.count(first_id)

    # what a test does

    def room(self, *members: str, name: str = "room", encrypted: bool = True) -> MemoryRoom:
        """A room that is there already, with the bot and these members in it."""
        room = self._made(RoomPlan(name=name, encrypted=encrypted))
        room.joined.update(members)
        return room

    def hears(self, room: str, sender: str, text: str, **flags: str | bool | datetime | None) -> str:
        """Somebody says something; the id of their event. Flags are Heard's own fields."""
        event_id = str(flags.pop("event_id", None) or self._id("$"))
        encrypted = self.rooms[room].encrypted
        fields = {"replay_key": None, "encrypted": encrypted, "verified": encrypted, "at": self.now(), **flags}
        said = {"platform": self.name, "event_id": event_id, "room": room, "sender": sender, "text": text}
        self._events.put_nowait(Heard(**said, **fields))  # type: ignore[arg-type]  # the test's flags
        return event_id

    def reacts(self, room: str, sender: str, target: str, emoji: str) -> None:
        """Somebody reacts to an event."""
        self._events.put_nowait(
            Reacted(
                platform=self.name,
                event_id=self._id("$"),
                room=room,
                sender=sender,
                target=target,
                emoji=emoji,
                at=self.now(),
            )
        )

    def joins(self, room: str, person: str) -> None:
        """Somebody comes in, invited or not."""
        self.rooms[room].invited.discard(person)
        self.rooms[room].joined.add(person)
        self._changed(room)

    def leaves(self, room: str, person: str) -> None:
        """Somebody goes."""
        self.rooms[room].joined.discard(person)
        self._changed(room)

    def changes(self, room: str, **state: str | bool) -> None:
        """Somebody changes the room itself: join_rule, history, encrypted, guests_may_join."""
        for name, value in state.items():
            setattr(self.rooms[room], name, value)
        self._changed(room)

    def invites_bot(self, room: str, sender: str, *, direct: bool = False) -> None:
        """Somebody asks the bot into a room."""
        self._events.put_nowait(Invited(platform=self.name, room=room, sender=sender, direct=direct, at=self.now()))

    def posts(self, room: str) -> list[Post]:
        """What stands in a room, in order of arrival."""
        return [post for post in self.log if post.room == room and post.text is not None]

    def fail(self, *faults: Fault) -> None:
        """The next sends meet these, one each."""
        self.faults.extend(faults)

    async def heard_all(self) -> None:
        """Return when the bot has handled every event so far."""
        await self._events.join()

    # the port

    async def start(self) -> None:
        """Be ready, unless down."""
        self._reach("start")

    async def run(self, hear: Hear, checkpoint: Checkpoint, suggest: Suggest = no_suggestions) -> None:
        """Hand over events, one after the other."""
        while True:
            event = await self._events.get()
            try:
                await hear(event)
                await checkpoint.save(self._id("s"))
            finally:
                self._events.task_done()

    async def close(self) -> None:
        """Nothing to release."""

    def glimpse(self, room: str) -> Observation | None:
        """Nothing, unless a test lets it."""
        return None

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """The room as it is."""
        self._reach("inspect")
        found = self.rooms.get(room)
        if found is None or not found.present:
            return Observation(at=self.now(), present=False)
        return Observation(
            at=self.now(),
            present=True,
            joined=frozenset(found.joined),
            invited=frozenset(found.invited),
            encrypted=found.encrypted,
            join_rule=found.join_rule,
            history=found.history,
            guests_may_join=found.guests_may_join,
            federated=found.plan.federated,
            servers=frozenset(one.partition(":")[2] for one in found.joined | found.invited if ":" in one),
            own_server=self.account.partition(":")[2],
            seers=found.seers,
            powers=found.powers,
            bots=found.bots,
            upgraded_to=found.upgraded_to,
            unreadable=found.unreadable,
        )

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """One event for each key."""
        return self._keyed("post", key, lambda: self._arrive(target, text, key))

    async def answer(self, target: Target, text: Rendered, *, key: str) -> str:
        """The place kept for an answer holds one text, whatever is written there again."""
        with self._faulty("answer"):
            self.log = [post for post in self.log if post.room != target.answer_to]
            self.log.append(
                Post(
                    id=self._id("$"),
                    room=target.answer_to,
                    key=key,
                    text=text,
                    at=self.now(),
                    target=target,
                    texts=[text],
                )
            )
        return self.log[-1].id

    async def answer_stranger(self, answer_to: str, text: Rendered) -> None:
        """The same, without a key."""
        await self.answer(Target(room="", encrypted=False, answer_to=answer_to), text, key="")

    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """One entry in the calendar for each key; a change replaces it."""
        with self._faulty("mirror"):
            found = event or next((one for one, (made_by, _) in self.calendar.items() if made_by == key), self._id("%"))
            self.calendar[found] = (key, occurrence)
        return found

    async def edit(self, target: Target, event: str, text: Rendered, *, key: str) -> str:
        """New words for an event."""

        def change() -> str:
            room = self.rooms.get(target.room)
            if target.encrypted and room is not None and not room.encrypted:
                raise Never("not-encrypted")
            post = self._post(event)
            post.text = text
            post.texts.append(text)
            return self._id("$")

        return self._keyed("edit", key, change)

    async def redact(self, target: Target, event: str, *, key: str) -> None:
        """Take an event back."""

        def take() -> str:
            self._post(event).text = None
            return ""

        self._keyed("redact", key, take)

    async def pin(self, target: Target, event: str) -> None:
        """Once, after the others."""
        with self._faulty("pin"):
            pinned = self.rooms[target.room].pinned
            pinned += [] if event in pinned else [self._post(event).id]

    async def send_file(self, target: Target, attachment: Attachment, *, key: str) -> str:
        """One file for each key."""
        return self._keyed("send_file", key, lambda: self._arrive(target, attachment, key))

    async def fetch(self, file: Enclosed, *, most: int) -> bytes:
        """What a test put there, once the faults are met."""
        with self._faulty("fetch"):
            data = self.files[file.handle]
        if len(data) > most:
            raise Never("import-too-large")
        return data

    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """One room for each key, however late: real platforms find it by an alias."""
        if key in self._opened:
            self._reach("open_room")
            return self._opened[key]
        return self._keyed("open_room", key, lambda: self._opened.setdefault(key, self._made(plan).id))

    async def invite(self, room: str, person: str) -> None:
        """Whoever is there stays."""
        with self._faulty("invite"):
            if person not in self.rooms[room].joined:
                self.rooms[room].invited.add(person)

    async def remove(self, room: str, person: str) -> None:
        """Out, joined or invited."""
        with self._faulty("remove"):
            self.rooms[room].joined.discard(person)
            self.rooms[room].invited.discard(person)

    async def find(
        self, target: Target, *, key: str, since: datetime, text: Rendered | Attachment | None = None
    ) -> str | None:
        """Look in the log of the room."""
        self._reach("find")
        found = (post.id for post in self.log if post.key == key and post.room == target.room and post.at >= since)
        return next(found, None)

    async def accept(self, room: str) -> None:
        """Join."""
        self._reach("accept")
        self.rooms[room].joined.add(self.account)
        self.rooms[room].present = True

    async def approve_identity(self, person: str) -> None:
        """Nobody has an identity here."""
        self._reach("approve_identity")

    async def withdraw_from(self, room: str) -> None:
        """Leave."""
        self._reach("withdraw_from")
        if room in self.rooms:
            self.rooms[room].present = False

    async def doctor(self) -> Mapping[str, str]:
        """All is well."""
        return {}

    # how it does it

    def _id(self, sigil: str) -> str:
        return f"{sigil}{next(self._numbers)}"

    def _reach(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise Later("down")

    @contextmanager
    def _faulty(self, call: str) -> Iterator[None]:
        """Meet the next fault: before the deed, or, for a lost answer, after it."""
        self._reach(call)
        fault = self.faults.popleft() if self.faults else None
        if isinstance(fault, Later | Never):
            raise fault
        yield
        if fault is not None:
            raise Later("no-answer")

    def _keyed(self, call: str, key: str, deed: Callable[[], str]) -> str:
        with self._faulty(call):
            at, result = self._seen.get((self.device, key), (None, ""))
            fresh = at is not None and self.now() < at + timedelta(seconds=self.key_window)
            if not (fresh and self.knows_keys):
                result = deed()
                self._seen[self.device, key] = (self.now(), result)
        return result

    def _arrive(self, target: Target, text: Rendered | Attachment, key: str) -> str:
        room = self.rooms.get(target.room)
        if room is None or not room.present:
            raise Never("not-in-room")
        if target.encrypted and not room.encrypted:
            raise Never("not-encrypted")
        post = Post(id=self._id("$"), room=target.room, key=key, text=text, at=self.now(), target=target, texts=[text])
        self.log.append(post)
        return post.id

    def _post(self, event: str) -> Post:
        found = next((post for post in self.log if post.id == event), None)
        if found is None:
            raise Never("no-such-event")
        return found

    def _made(self, plan: RoomPlan) -> MemoryRoom:
        invited = {*plan.invite, *((plan.direct_with,) if plan.direct_with else ())}
        room = MemoryRoom(id=self._id("!"), plan=plan, encrypted=plan.encrypted, invited=invited)
        room.joined.add(self.account)
        self.rooms[room.id] = room
        return room

    def _changed(self, room: str) -> None:
        self._events.put_nowait(RoomChanged(platform=self.name, room=room, at=self.now()))
