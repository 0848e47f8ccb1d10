"""The cast: people of a small network who speak through the front door, and rooms that tell what they heard.

    await cast.sofia.asks("group list")            in her private chat with the bot
    await cast.greta.says("LEV", "!meeting list")  in a room
    assert cast.greta.was_told("meeting-list")     what arrived in her private chat since she last spoke
    assert cast.heard("LEV", "meeting-announced")  what arrived in a room since anybody last spoke there

Everything is real but the platform: the engine, the database, the courier, the phrases.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from bot.platform import Rendered
from commands.engine.heard import Heard, Reacted
from commands.engine.lexicon import Lexicon
from commands.engine.policy import Policy
from commands.engine.words import ClosedWords
from commands.engine.work import Work
from storage import directory
from storage.access import Place, Role
from storage.message import Message
from storage.organisation import Organisation, OrganisationKind
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind
from storage.unit import Storage
from tests.fakes.memory import MemoryPlatform, Post

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)  # a Monday
LEXICON, WORDS = Lexicon.load(), ClosedWords.load()
PHRASES = Phrasebook.load(lexicon=LEXICON, strict=True)

# name, organisation, kind, role, locale
PEOPLE = (
    ("Greta", "City of Ghent", OrganisationKind.AFFILIATE, Role.LIAISON, "en"),
    ("Gus", "City of Ghent", OrganisationKind.AFFILIATE, Role.MEMBER, "en"),
    ("Luc", "Ville de Lyon", OrganisationKind.AFFILIATE, Role.LIAISON, "fr"),
    ("Olga", "City of Oslo", OrganisationKind.AFFILIATE, Role.LIAISON, "en"),
    ("Pia", "Labour Watch", OrganisationKind.PARTNER, Role.PARTNER, "en"),
    ("Una", "Metal Workers United", OrganisationKind.UNION, Role.PARTNER, "en"),
    ("Otto", "City of Ghent", OrganisationKind.AFFILIATE, Role.OBSERVER, "en"),
)
LEV_MEMBERS = ("City of Ghent", "Ville de Lyon", "City of Oslo")


@dataclass(kw_only=True)
class Member:
    """One of the cast: an account, a private chat with the bot, and what they were told since they last spoke."""

    name: str
    account: str
    cast: "Cast"
    heard_from: int = 0

    async def asks(self, text: str, **flags: Any) -> None:
        """Say something in the private chat with the bot."""
        self.heard_from = len(self.cast.platform.log)
        await self.cast.hears(await self.chat(), self.account, text, **flags)

    async def says(self, room: str, text: str, *, reply_to: str | None = None, **flags: Any) -> None:
        """Say something in a room; `reply_to` is the id of the post replied to."""
        self.heard_from = len(self.cast.platform.log)
        await self.cast.hears(await self.cast.room_id(room), self.account, text, reply_to=reply_to, **flags)

    async def replies(self, post: Post, text: str) -> None:
        """Reply to a post of the bot's, wherever it stands."""
        self.heard_from = len(self.cast.platform.log)
        await self.cast.hears(post.room, self.account, text, reply_to=post.id)

    async def reacts(self, post: Post, emoji: str) -> None:
        """React to a post of the bot's."""
        cast = self.cast
        await cast.app.hear(
            Reacted(
                platform="memory", event_id=cast.next_id(), room=post.room, sender=self.account, target=post.id,
                emoji=emoji, at=cast.now,
            )
        )  # fmt: skip
        await cast.settle()

    async def chat(self) -> str:
        """The id of the private chat."""
        async with self.cast.app.storage.unit() as unit:
            identity = await directory.identity_of(unit, "memory", self.account)
            assert identity is not None, f"{self.account} is unknown"
            person = await unit.session.get_one(Person, identity.person_id)
            room = await directory.private_room(unit, person, "memory")
            assert room is not None
            assert room.external_id is not None
            return room.external_id

    @property
    def posts(self) -> list[Post]:
        """What arrived in the private chat since this person last spoke."""
        chats = self.cast.chats(self.account)
        return [post for post in self.cast.platform.log[self.heard_from :] if post.room in chats]

    @property
    def text(self) -> str:
        """The words of all that."""
        return "\n".join(post.plain for post in self.posts)

    def was_told(self, key: str) -> bool:
        """Whether a message with this phrase key arrived in the private chat since this person last spoke."""
        return any(key in keys for keys in map(self.cast.keys, self.posts))


@dataclass(kw_only=True)
class Cast:
    """The network at a moment: its people, its rooms, its clock, and the bot."""

    platform: MemoryPlatform
    now: datetime = START
    members: dict[str, Member] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    events: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))
    app: App = field(init=False)

    def __getattr__(self, name: str) -> Member:
        members: dict[str, Member] = self.__dict__.get("members", {})
        if name in members:
            return members[name]
        raise AttributeError(name)

    def next_id(self) -> str:
        """A fresh event id."""
        return f"$heard{next(self.events)}"

    async def hears(self, room: str, sender: str, text: str, **flags: Any) -> None:
        """The bot hears something, and does all that follows from it."""
        encrypted = self.platform.rooms[room].encrypted
        fields = {"encrypted": encrypted, "verified": encrypted, "replay_key": None, "at": self.now, **flags}
        self.marks[room] = len(self.platform.log)
        await self.app.hear(
            Heard(platform="memory", event_id=self.next_id(), room=room, sender=sender, text=text, **fields)
        )
        await self.settle()

    async def settle(self) -> None:
        """Let everything leave that may leave now, and let people accept their invitations."""
        while await self.app.courier.settle():
            self.accept()
        self.accept()

    def accept(self) -> None:
        """People join what they are invited to."""
        for room in self.platform.rooms.values():
            room.joined |= room.invited
            room.invited.clear()

    async def passes(self, time: timedelta) -> None:
        """Time passes; the clock ticks at its end."""
        self.now += time
        await self.app.tick(self.now)
        await self.settle()

    async def until(self, moment: datetime) -> None:
        """Time passes until then."""
        await self.passes(moment - self.now)

    async def room_id(self, name: str) -> str:
        """The external id of the room of this name."""
        async with self.app.storage.unit() as unit:
            found = await unit.scalar(select(Room).where(Room.name == name, Room.kind != RoomKind.SPACE))
            assert found is not None, f"no room {name}"
            assert found.external_id is not None
            return found.external_id

    def chats(self, account: str) -> set[str]:
        """The private chats the bot opened with this account."""
        return {room.id for room in self.platform.rooms.values() if room.plan.direct_with == account}

    def keys(self, post: Post) -> Sequence[str]:
        """The phrase keys of a post; a file has none."""
        message = self.messages.get(post.plain) if isinstance(post.text, Rendered) else None
        return list(message.keys()) if message else []

    async def posts(self, room: str) -> list[Post]:
        """All that stands in a room."""
        return self.platform.posts(await self.room_id(room))

    async def heard(self, room: str, key: str) -> bool:
        """Whether a message with this key stands in a room."""
        return any(key in self.keys(post) for post in await self.posts(room))

    async def post(self, room: str, key: str) -> Post:
        """The last post with this key in a room."""
        return [post for post in await self.posts(room) if key in self.keys(post)][-1]

    async def buys(self, member: Member, company: str) -> None:
        """Somebody says that their organisation buys from a company, and staff confirm it."""
        organisation = next(one[1] for one in PEOPLE if one[0] == member.name)
        await member.asks(f'organisation buys "{company}"')
        await self.members["sofia"].asks(f'organisation confirm "{organisation}" "{company}"')

    async def join(self, name: str, organisation: str, kind: OrganisationKind, role: Role, locale: str) -> Member:
        """Somebody who is in the network already: proven account, private chat."""
        account = f"@{name.lower()}:memory"
        async with self.app.storage.unit() as unit:
            belongs = await directory.organisation_named(unit, organisation)
            if belongs is None:
                belongs = Organisation(name=organisation, kind=kind, country="BE", created_at=self.now)
                unit.add(belongs)
                await unit.session.flush()
            person = Person(
                name=name, organisation_id=belongs.id, roles=frozenset({role}), locale=locale,
                status=PersonStatus.ACTIVE, created_at=self.now,
            )  # fmt: skip
            unit.add(person)
            await unit.session.flush()
            unit.add(Identity(person_id=person.id, platform="memory", external_id=account, verified_at=self.now))
            await unit.session.flush()
            work = Work(
                unit=unit, now=self.now, world=self.app.world, roles=frozenset(), place=Place.UNBOUND, asker=person
            )
            await work.private_rooms(person)
        self.members[name.lower()] = Member(name=name, account=account, cast=self)
        return self.members[name.lower()]


def put_together(storage: Storage, platform: MemoryPlatform | None = None) -> Cast:
    """The bot, not yet prepared, on an empty platform or on one where something has happened already."""
    cast = Cast(platform=platform or MemoryPlatform(lambda: START))
    cast.platform.now = lambda: cast.now
    cast.app = App(
        storage,
        {"memory": cast.platform},
        policy=Policy(),
        admins=("memory:@sofia:memory", "memory:@tom:memory"),
        locale="en",
        zone="Europe/Brussels",
        lexicon=LEXICON,
        words=WORDS,
        phrasebook=PHRASES,
        prose=ProseRenderer(),
        now=lambda: cast.now,
    )
    render = cast.app.courier.render

    async def remember(message: Message, locales: Sequence[str], platform: str, room: Room) -> Rendered:
        text = await render(message, locales, platform, room)
        cast.messages[text.plain] = message
        return text

    cast.app.courier.render = remember
    return cast


async def assembled(storage: Storage) -> Cast:
    """The bot and its two admins, Sofia and Tom, and nobody else yet."""
    cast = put_together(storage)
    await cast.app.prepare()
    for name in ("sofia", "tom"):
        cast.members[name] = Member(name=name, account=f"@{name}:memory", cast=cast)
    await cast.settle()
    return cast


async def network(cast: Cast) -> Cast:
    """The whole cast, and the LEV group with its room, authorised up to TLP:GREEN by two people."""
    for name, organisation, kind, role, locale in PEOPLE:
        await cast.join(name, organisation, kind, role, locale)
    await cast.settle()
    await cast.sofia.asks("group open LEV Low-emission vehicles")
    for name in LEV_MEMBERS:
        await cast.sofia.asks(f'group join "{name}" group:LEV')
    await cast.tom.asks("room authorise LEV green")
    await cast.tom.asks("yes")
    return cast


@dataclass(frozen=True, kw_only=True)
class Curtain:
    """The whole network as it stands before the first word of a test, to be raised again and again."""

    platform: dict[str, object]
    messages: dict[str, Message]
    accounts: dict[str, tuple[str, str]]
    spoken: int

    @classmethod
    def falls(cls, cast: Cast) -> "Curtain":
        """Remember how things stand (the database is the caller's to keep)."""
        kept = ("rooms", "log", "calls", "_seen")
        return cls(
            platform=deepcopy({name: getattr(cast.platform, name) for name in kept}),
            messages=dict(cast.messages),
            accounts={key: (one.name, one.account) for key, one in cast.members.items()},
            spoken=int(cast.next_id().removeprefix("$heard")),
        )

    def rises(self, storage: Storage) -> Cast:
        """The same network on a copy of that database."""
        platform = MemoryPlatform(lambda: START, first_id=1000)
        for name, value in deepcopy(self.platform).items():
            setattr(platform, name, value)
        cast = put_together(storage, platform)
        cast.messages = dict(self.messages)
        cast.events = iter(range(self.spoken + 1, 1_000_000))
        cast.members = {
            key: Member(name=name, account=account, cast=cast, heard_from=len(platform.log))
            for key, (name, account) in self.accounts.items()
        }
        return cast
