"""The cast: people of a small network who speak through the front door, and rooms that tell what they heard.

    await cast.sofia.asks("group list")            in her private chat with the bot
    await cast.greta.says("LEV", "!meeting list")  in a room
    assert cast.greta.was_told("meeting-list")     what arrived in her private chat since she last spoke
    assert await cast.heard("LEV", "meeting-announced")  what stands in a room

With the fixture `both` the network lives on a second platform, too, as Discord is: forms and buttons, answers that the
asker alone sees, nothing above TLP:GREEN. Whoever has an account there acts from it:

    await both.greta.discord.forms("meeting list", room="LEV-discord")   a slash command, in a room or (without) a DM
    await both.greta.discord.clicks(post, "yes")                          a button or a menu's entry under a post
    await both.greta.discord.asks("meeting list")                         a message to the bot, in a DM
    assert both.greta.discord.was_told("meeting-list")                    in the DM, or answered there to her alone

Olga has no account there, Dana none anywhere else. Everything is real but the platforms: the engine, the database, the
courier, the phrases.
"""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from bot.platform import Rendered
from commands.engine.heard import Call, Heard, Reacted
from commands.engine.lexicon import Lexicon
from commands.engine.manners import Manners
from commands.engine.policy import Policy
from commands.engine.words import ClosedWords
from commands.engine.work import Work
from storage import directory
from storage.access import Label, Place, Role
from storage.message import Message
from storage.organisation import Organisation, OrganisationKind
from storage.person import Identity, Person, PersonStatus
from storage.room import Room, RoomKind
from storage.unit import Storage, Unit
from tests.fakes.memory import MemoryPlatform, MemoryRoom, Post
from tests.next_steps import misplaced, steps_of

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

# A platform with Discord's manners; its accounts are numbers.
DISCORD_MANNERS = Manners(
    ceiling=Label.GREEN, encrypts=False, answers_alone=True, calendar=True, threads=True, post_size=3_600
)
ON_DISCORD = {
    name: f"{100_000_000_000_000_000 + number}"
    for number, name in enumerate(("sofia", "tom", "greta", "gus", "luc", "pia", "una", "otto"), 1)
}
PATIENCE = timedelta(seconds=60)
"""How long a text may take to be shown in full, however busy the machine is."""
DANA = ("Dana", "City of Delft", OrganisationKind.AFFILIATE, Role.LIAISON, "en")


@dataclass(kw_only=True)
class Member:
    """One of the cast: an account, a private chat with the bot, and what they were told since they last spoke."""

    name: str
    account: str
    cast: "Cast"
    platform: str = "memory"
    heard_from: int = 0
    handles: set[str] = field(default_factory=set)

    @property
    def side(self) -> MemoryPlatform:
        """The platform of this account."""
        return self.cast.platforms[self.platform]

    @property
    def discord(self) -> "Member":
        """The same person, from their account on Discord."""
        return self.cast.elsewhere[self.name.lower()]

    async def asks(self, text: str, **flags: Any) -> None:
        """Say something in the private chat with the bot."""
        await self._hears(await self.chat(), text, **flags)

    async def says(self, room: str, text: str, **flags: Any) -> None:
        """Say something in a room; `reply_to` is the id of the post replied to."""
        await self._hears(await self.cast.room_id(room), text, **flags)

    async def replies(self, post: Post, text: str) -> None:
        """Reply to a post of the bot's, wherever it stands."""
        await self._hears(post.room, text, reply_to=post.id)

    async def forms(self, path: str, *, room: str | None = None, **values: str) -> None:
        """Give a command by the platform's form, in a room of ours or, without, in the private chat."""
        where = await self.cast.room_id(room) if room else await self.chat()
        await self.presses(where, call=Call(path=tuple(path.split()), values=values))

    async def clicks(self, post: Post, label: str, text: str = "") -> None:
        """Press what stands under a post with this label (or value); `text` is written into what it opens."""
        assert isinstance(post.text, Rendered)
        shown = {control.label.lower(): control for control in post.text.controls}
        shown |= {control.offer.value.lower(): control for control in post.text.controls if control.offer.value}
        assert label.lower() in shown, f"{label} is not among {sorted(shown)}"
        offer = shown[label.lower()].offer
        verb, _, rest = offer.does.partition(":")
        room = self.cast.asked_in.get(post.room, post.room)
        match verb:
            case "reply":
                await self.presses(room, rest, reply_to=post.id)
            case "dialog":
                await self.presses(room, rest.partition(":")[2], dialog=rest.partition(":")[0])
            case "pick":
                await self.presses(room, offer.value, dialog=rest)
            case "call":
                path, _, code = rest.rpartition(":")
                await self.presses(room, call=Call(path=tuple(path.split()), values={"code": code}))
            case "write":
                await self.presses(room, text, dialog=rest.partition(":")[0])
            case _:
                raise AssertionError(f"{label} does nothing here: {offer.does}")

    async def presses(self, room: str, text: str = "", **fields: Any) -> None:
        """Use a form or a button; what is answered is seen by this account alone."""
        handle = f"handle of {self.cast.next_id()}"
        self.handles.add(handle)
        self.cast.asked_in[handle] = room
        await self._hears(room, text, answer_to=handle, **fields)

    async def reacts(self, post: Post, emoji: str) -> None:
        """React to a post of the bot's."""
        cast = self.cast
        await cast.app.hear(
            Reacted(
                platform=self.platform, event_id=cast.next_id(), room=post.room, sender=self.account, target=post.id,
                emoji=emoji, at=cast.now,
            )
        )  # fmt: skip
        await cast.settle()

    async def chat(self) -> str:
        """The id of the private chat. The bot is asked only where it opened none, or several."""
        match [*self.cast.chats(self.account, self.platform)]:
            case [only]:
                return only
        async with self.cast.app.storage.unit() as unit:
            identity = await directory.identity_of(unit, self.platform, self.account)
            assert identity is not None, f"{self.account} is unknown"
            person = await unit.session.get_one(Person, identity.person_id)
            room = await directory.private_room(unit, person, self.platform)
            assert room is not None
            assert room.external_id is not None
            return room.external_id

    async def _hears(self, room: str, text: str, **flags: Any) -> None:
        self.heard_from = len(self.side.log)
        await self.cast.hears(room, self.account, text, platform=self.platform, **flags)

    @property
    def posts(self) -> list[Post]:
        """What arrived in the private chat, or was answered to this account alone, since this person last spoke."""
        places = self.cast.chats(self.account, self.platform) | self.handles
        return [post for post in self.side.log[self.heard_from :] if post.room in places]

    @property
    def text(self) -> str:
        """The words of all that."""
        return "\n".join(post.plain for post in self.posts)

    @property
    def last(self) -> Post:
        """The last of all that arrived in the private chat, whenever that was."""
        chats = self.cast.chats(self.account, self.platform)
        return [post for post in self.side.log if post.room in chats][-1]

    def was_told(self, key: str) -> bool:
        """Whether a message with this phrase key arrived in the private chat since this person last spoke."""
        return any(key in keys for keys in map(self.cast.keys, self.posts))


@dataclass(kw_only=True)
class Cast:
    """The network at a moment: its people, its rooms, its clock, and the bot."""

    platforms: dict[str, MemoryPlatform]
    now: datetime = START
    members: dict[str, Member] = field(default_factory=dict)
    elsewhere: dict[str, Member] = field(default_factory=dict)  # the same people, from their accounts on Discord
    messages: dict[str, Message] = field(default_factory=dict)
    asked_in: dict[str, str] = field(default_factory=dict)  # the room of each form or button that waits for an answer
    misplaced: list[str] = field(default_factory=list)  # what next steps would be read wrongly with
    events: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))
    app: App = field(init=False)

    def __getattr__(self, name: str) -> Member:
        members: dict[str, Member] = self.__dict__.get("members", {})
        if name in members:
            return members[name]
        raise AttributeError(name)

    @property
    def platform(self) -> MemoryPlatform:
        """Where everybody is, unless they are on Discord alone."""
        return self.platforms["memory"]

    def next_id(self) -> str:
        """A fresh event id."""
        return f"$heard{next(self.events)}"

    async def hears(self, room: str, sender: str, text: str, *, platform: str = "memory", **flags: Any) -> None:
        """The bot hears something, and does all that follows from it."""
        side = self.platforms[platform]
        encrypted = room in side.rooms and side.rooms[room].encrypted
        verified = encrypted or not side.manners.encrypts
        fields = {"encrypted": encrypted, "verified": verified, "replay_key": None, "at": self.now, **flags}
        await self.app.hear(
            Heard(platform=platform, event_id=self.next_id(), room=room, sender=sender, text=text, **fields)
        )
        await self.settle()

    async def settle(self) -> None:
        """Let everything leave that may leave now, and let people accept their invitations."""
        while await self.app.courier.settle() and self.accept():
            pass
        self.accept()
        assert not self.misplaced, self.misplaced

    def accept(self) -> bool:
        """People join what they are invited to; whether anybody did."""
        rooms = [room for side in self.platforms.values() for room in side.rooms.values() if room.invited]
        for room in rooms:
            room.joined |= room.invited
            room.invited.clear()
        return bool(rooms)

    async def passes(self, time: timedelta) -> None:
        """Time passes; the clock ticks at its end."""
        self.now += time
        await self.app.tick(self.now)
        await self.settle()

    async def until(self, moment: datetime) -> None:
        """Time passes until then."""
        await self.passes(moment - self.now)

    async def room(self, name: str) -> MemoryRoom:
        """The room of this name as it really is."""
        async with self.app.storage.unit() as unit:
            found = await unit.scalar(select(Room).where(Room.name == name, Room.kind != RoomKind.SPACE))
            assert found is not None, f"no room {name}"
            assert found.external_id is not None
            return self.platforms[found.platform].rooms[found.external_id]

    async def room_id(self, name: str) -> str:
        """The external id of the room of this name."""
        return (await self.room(name)).id

    def chats(self, account: str, platform: str = "memory") -> set[str]:
        """The private chats the bot opened with this account."""
        return {room.id for room in self.platforms[platform].rooms.values() if room.plan.direct_with == account}

    def keys(self, post: Post) -> Sequence[str]:
        """The phrase keys of a post; a file has none."""
        message = self.messages.get(post.plain) if isinstance(post.text, Rendered) else None
        return list(message.keys()) if message else []

    async def posts(self, room: str) -> list[Post]:
        """All that stands in a room."""
        found = await self.room_id(room)
        return [post for side in self.platforms.values() for post in side.posts(found)]

    async def heard(self, room: str, key: str) -> bool:
        """Whether a message with this key stands in a room."""
        return any(key in self.keys(post) for post in await self.posts(room))

    async def post(self, room: str, key: str) -> Post:
        """The last post with this key in a room."""
        return [post for post in await self.posts(room) if key in self.keys(post)][-1]

    def lets_through(self, label: Label) -> None:
        """The operator raises the ceiling of Discord."""
        manners = self.app.world.manners
        assert isinstance(manners, dict)
        manners["discord"] = self.platforms["discord"].manners = replace(manners["discord"], ceiling=label)

    async def buys(self, member: Member, company: str) -> None:
        """Somebody says that their organisation buys from a company, and staff confirm it."""
        organisation = next(one[1] for one in (*PEOPLE, DANA) if one[0] == member.name)
        await member.asks(f'organisation buys "{company}"')
        await self.members["sofia"].asks(f'organisation confirm "{organisation}" "{company}"')

    async def join(
        self, name: str, organisation: str, kind: OrganisationKind, role: Role, locale: str, *, platform: str = "memory"
    ) -> Member:
        """Somebody who is in the network already: proven account, private chat."""
        account = (
            f"@{name.lower()}:memory" if platform == "memory" else f"{200_000_000_000_000_000 + len(self.members)}"
        )
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
            await self._has(unit, person, platform, account)
        member = self.members[name.lower()] = Member(name=name, account=account, cast=self, platform=platform)
        return member

    async def has_discord(self, name: str, account: str) -> None:
        """One of the cast has a proven account on Discord as well."""
        one = self.members[name]
        async with self.app.storage.unit() as unit:
            person = await directory.person_of(unit, one.platform, one.account)
            assert person is not None
            await self._has(unit, person, "discord", account)
        self.elsewhere[name] = Member(name=one.name, account=account, cast=self, platform="discord")

    async def _has(self, unit: Unit, person: Person, platform: str, account: str) -> None:
        unit.add(Identity(person_id=person.id, platform=platform, external_id=account, verified_at=self.now))
        await unit.session.flush()
        work = Work(unit=unit, now=self.now, world=self.app.world, roles=frozenset(), place=Place.UNBOUND, asker=person)
        await work.private_rooms(person)


def put_together(storage: Storage, *sides: MemoryPlatform) -> Cast:
    """The bot, not yet prepared, on an empty platform or on those where something has happened already."""
    platforms = {side.name: side for side in sides or (MemoryPlatform(lambda: START),)}
    cast = Cast(platforms=platforms)
    for side in platforms.values():
        side.now = lambda: cast.now
    cast.app = App(
        storage,
        platforms,
        policy=Policy(),
        admins=("memory:@sofia:memory", "memory:@tom:memory"),
        locale="en",
        zone="Europe/Brussels",
        lexicon=LEXICON,
        words=WORDS,
        phrasebook=PHRASES,
        prose=ProseRenderer(limit=PATIENCE),
        now=lambda: cast.now,
    )
    render = cast.app.courier.render

    async def remember(message: Message, locales: Sequence[str], platform: str, room: Room) -> Rendered:
        text = await render(message, locales, platform, room)
        wrong = [fault for step in steps_of(message) for fault in misplaced(step, PHRASES, WORDS)]
        cast.misplaced += [f"{message.key} {fault}" for fault in wrong]
        cast.messages[text.plain] = message
        return text

    turn_away = cast.app.conversation.turn_away

    async def remember_too(heard: Heard, message: Message) -> None:
        await turn_away(heard, message)
        cast.messages[cast.platforms[heard.platform].log[-1].plain] = message

    cast.app.courier.render = remember
    cast.app.conversation.turn_away = remember_too
    return cast


def a_second_side(first_id: int = 500_000) -> MemoryPlatform:
    """A platform in memory with Discord's manners; no id of its own is one of the first side's."""
    return MemoryPlatform(lambda: START, name="discord", manners=DISCORD_MANNERS, first_id=first_id)


async def assembled(storage: Storage, *sides: MemoryPlatform) -> Cast:
    """The bot and its two admins, Sofia and Tom, and nobody else yet."""
    cast = put_together(storage, *sides)
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


async def assembled_on_two_sides(storage: Storage) -> Cast:
    """The same on two platforms."""
    return await assembled(storage, MemoryPlatform(lambda: START), a_second_side())


async def on_both_sides(cast: Cast) -> Cast:
    """The network with accounts on Discord, too, and LEV there as LEV-discord, authorised; Dana's city takes part."""
    for name, account in ON_DISCORD.items():
        await cast.has_discord(name, account)
    cast.elsewhere["dana"] = await cast.join(*DANA, platform="discord")
    await cast.settle()
    await cast.sofia.asks(f'group join "{DANA[1]}" group:LEV')
    await cast.sofia.discord.asks("group extend LEV")
    await cast.tom.asks("room authorise LEV-discord green")
    await cast.tom.asks("yes")
    return cast


@dataclass(frozen=True, kw_only=True)
class Curtain:
    """The whole network as it stands before the first word of a test, to be raised again and again, in any process."""

    sides: bytes
    next_ids: dict[str, int]
    messages: dict[str, Message]
    accounts: dict[str, tuple[str, str, str]]
    elsewhere: dict[str, tuple[str, str, str]]
    spoken: int
    now: datetime

    @classmethod
    def falls(cls, cast: Cast) -> "Curtain":
        """Remember how things stand (the database is the caller's to keep)."""
        kept = ("rooms", "log", "calls", "calendar", "_seen")
        sides = cast.platforms.values()
        return cls(
            sides=pickle.dumps({side.name: {name: getattr(side, name) for name in kept} for side in sides}),
            next_ids={side.name: _round(next(side._numbers)) for side in sides},
            messages=dict(cast.messages),
            accounts=_accounts(cast.members),
            elsewhere=_accounts(cast.elsewhere),
            spoken=int(cast.next_id().removeprefix("$heard")),
            now=cast.now,
        )

    def rises(self, storage: Storage) -> Cast:
        """The same network on a copy of that database."""
        sides = [MemoryPlatform(lambda: START, first_id=self.next_ids["memory"])]
        if "discord" in self.next_ids:
            sides.append(a_second_side(first_id=self.next_ids["discord"]))
        stood = pickle.loads(self.sides)
        for side in sides:
            for name, value in stood[side.name].items():
                setattr(side, name, value)
        cast = put_together(storage, *sides)
        cast.now = self.now
        cast.messages = dict(self.messages)
        cast.events = iter(range(self.spoken + 1, 1_000_000))
        cast.members = _members(self.accounts, cast)
        cast.elsewhere = _members(self.elsewhere, cast)
        return cast


def _round(number: int) -> int:
    """The next thousand, by which a reader knows what was said after the curtain rose."""
    return (number // 1000 + 1) * 1000


def _accounts(members: dict[str, Member]) -> dict[str, tuple[str, str, str]]:
    return {key: (one.name, one.account, one.platform) for key, one in members.items()}


def _members(accounts: dict[str, tuple[str, str, str]], cast: Cast) -> dict[str, Member]:
    return {
        key: Member(
            name=name, account=account, cast=cast, platform=platform, heard_from=len(cast.platforms[platform].log)
        )
        for key, (name, account, platform) in accounts.items()
    }
