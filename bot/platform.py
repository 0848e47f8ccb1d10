"""The port to a chat platform: what the bot asks of Matrix, of Discord, and of the small one in memory that tests use.

A platform is handed what is rendered already and answers with the platform's own ids. It decides nothing: who may
read what was settled before, and is only made impossible to break here (a room pinned as encrypted never gets clear
text).

    Later     the platform could not take it now; try again after `delay` seconds, with the same key
    Never     it will not take it, ever: a dead letter
    Fatal     the account itself is refused (a revoked token): stop, say so, do not hammer

A timeout is neither: it is raised as Later, and the courier treats the first try as *unknown* (same key, or a probe).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from commands.engine.heard import Enclosed, Event, Typing
from commands.engine.manners import Manners
from storage.message import Offer
from storage.room import Observation


class Later(Exception):
    """Not now. `delay` is in seconds; None leaves it to the courier's own backoff."""

    def __init__(self, reason: str, delay: float | None = None) -> None:
        super().__init__(reason)
        self.delay = delay


class Never(Exception):
    """Not ever. The reason is a short code without content, fit for a log line and for staff."""


class Fatal(Exception):
    """The account is refused; only an operator can mend it. The reason is one sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A button, or an entry of a menu, with its label in the reader's language.

    `offer` says what it does; `url` is an address of ours that it opens instead.
    """

    offer: Offer
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Text in the platform's dialect. `mentions` are the external ids to be notified, and nobody else is.

    `controls` are shown where the platform has buttons; each has a twin that can be typed.
    """

    plain: str
    html: str
    mentions: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to send. `name` is shown to members and must be neutral: servers may see it.

    `alt` says what is in a picture (`size`: width and height in pixels), for who doesn't see it.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    alt: str = field(default="", repr=False)
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """A room to be opened. `space` is the external id of the group's space, or None; `is_space` opens such a space.

    `direct_with` makes it a private chat with that one external id. `invite` are external ids. `federated` is off
    unless asked. `thread_of` is the external id of the room whose private thread it is, where platforms have such.
    """

    name: str
    topic: str = ""
    encrypted: bool = True
    is_space: bool = False
    space: str | None = None
    direct_with: str | None = None
    invite: tuple[str, ...] = ()
    federated: bool = False
    thread_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One meeting as a platform's own calendar shows it. Everybody on a server may see it: nothing here tells more than
    that there is a meeting.
    """

    name: str
    starts: datetime
    ends: datetime
    where: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where something goes. `encrypted` is *our* pinned wish: True means nothing may leave in clear, whatever the
    server says.

    `may_receive` is the roster of external ids that may get keys for this send; None where the room is not restricted.
    `thread` and `reply_to` are external event ids. `answer_to` is the handle of an answer that one asker alone sees.
    """

    room: str
    encrypted: bool
    may_receive: frozenset[str] | None = None
    thread: str | None = None
    reply_to: str | None = None
    answer_to: str = field(default="", repr=False)


class Checkpoint(Protocol):
    """The platform's own place in its stream of events, kept after the events before it were handled."""

    async def load(self) -> str | None:
        """The last place saved, or None at the first start."""

    async def save(self, token: str) -> None:
        """Keep this place; called only after every event before it was handled."""


Hear = Callable[[Event], Awaitable[None]]
Suggest = Callable[[Typing], Awaitable[Sequence[tuple[str, str]]]]
"""what is being typed -> (what it stands for, what is shown), as far as this asker may know of it"""


async def no_suggestions(typing: Typing) -> Sequence[tuple[str, str]]:
    """Nothing to choose from."""
    return ()


class Platform(Protocol):
    """One account on one chat platform. Every method may raise Later, Never or Fatal, and nothing else on purpose."""

    name: str
    """"matrix", "discord" or "memory": the word stored in identities and rooms."""
    account: str
    """The bot's own external id, known once `start` has returned."""
    manners: Manners
    """What this platform can do, and the highest label that may pass through it."""
    key_window: float
    """Seconds during which the platform itself recognises a repeated key; later retries are probed first."""
    device: str
    """Who must repeat a key for the platform to recognise it, known once `start` has returned; "" for the account."""

    async def start(self) -> None:
        """Log in and be ready to send. Raises Fatal when the account is refused, Later while it can't be reached."""

    async def run(self, hear: Hear, checkpoint: Checkpoint, suggest: Suggest = no_suggestions) -> None:
        """Take events in until cancelled: each at least once, in order for each room, rooms side by side.

        `hear` returns when the event is committed; the checkpoint is saved after all events before it. Reconnects by
        itself.
        """

    async def close(self) -> None:
        """Stop and release everything; safe to call twice."""

    async def inspect(self, room: str, expected: frozenset[str] = frozenset(), *, recent: bool = False) -> Observation:
        """The room's real state, read from the platform now (never from a cache of its own); with `recent`, what
        `glimpse` tells will do, or what is being read already.

        `expected` are external ids that should be in it: platforms that list nobody are asked for each of them.
        """

    def glimpse(self, room: str) -> Observation | None:
        """The room's real state as it was read a moment ago, and as nothing told since contradicts; None when it has to
        be read now. For whoever is in a transaction, where nothing may be waited for.
        """

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """Send a text; the same key gives the same event. Returns its external id."""

    async def answer(self, target: Target, text: Rendered, *, key: str) -> str:
        """Answer the asker alone, in the place kept for that answer; a second time says the same. Returns an event id.

        Raises Never once the platform has forgotten the question.
        """

    async def answer_stranger(self, answer_to: str, text: Rendered) -> None:
        """Answer somebody nobody knows, so that they are not left waiting."""

    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """Show a meeting in the platform's calendar, or change (`event`) what is shown. Returns its external id."""

    async def edit(self, target: Target, event: str, text: Rendered, *, key: str) -> str:
        """Replace the text of an event of our own. Returns the external id of the edit."""

    async def redact(self, target: Target, event: str, *, key: str) -> None:
        """Take an event of our own out of the room; a second time changes nothing."""

    async def pin(self, target: Target, event: str) -> None:
        """Put an event of our own where everybody in the room finds it at once, beside what is pinned already; a second
        time changes nothing.
        """

    async def send_file(self, target: Target, attachment: Attachment, *, key: str) -> str:
        """Send a file, encrypted where the room is. Returns the event's external id."""

    async def fetch(self, file: Enclosed, *, most: int) -> bytes:
        """What a file holds that came with a command: whole, and as its sender sent it. Raises Never("file-in-clear")
        for one that may not be taken as it came, Never("file-altered"), and Never("import-too-large") for more than
        `most` bytes.
        """

    async def open_room(self, plan: RoomPlan, *, key: str) -> str:
        """Open a room, or find the one this key already opened. Returns its external id."""

    async def invite(self, room: str, person: str) -> None:
        """Invite somebody; who is invited or joined already stays so."""

    async def remove(self, room: str, person: str) -> None:
        """Take somebody out of a room (kick, or withdraw the invitation); who is not there stays out. Keys rotate."""

    async def find(
        self, target: Target, *, key: str, since: datetime, text: Rendered | Attachment | None = None
    ) -> str | None:
        """Look for what was sent with this key since then; None when it is certain that it did not arrive.

        `text` is what was sent, for platforms that forget keys. Raises Never where nobody can say.
        """

    async def accept(self, room: str) -> None:
        """Join a room the bot is invited to. Nothing is ever joined without this being called."""

    async def approve_identity(self, person: str) -> None:
        """Staff have looked: the signing identity seen last is this person's from now on.

        Nothing where there is none.
        """

    async def withdraw_from(self, room: str) -> None:
        """Leave a room, or decline its invitation."""

    async def doctor(self) -> Mapping[str, str]:
        """What an operator should know, for `check`: name of the finding -> one phrase key. Empty when all is well."""
