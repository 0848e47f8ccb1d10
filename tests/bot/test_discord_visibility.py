"""Who can read a channel, by rule: against discord.py's own reckoning, and trap by trap."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.visibility import ADMINISTRATOR, LET_IN, MODERATE, VIEW, Raw, Server, observe
from storage.access import Label
from storage.audience import Reach, Standing
from storage.base import new_id
from storage.room import Observation, Room, RoomKind, RoomState, Seer

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
GUILD, OWNER, BOT, HELPER = "100", "1", "2", "3"
ANA, BEN, EVA = "11", "12", "13"
EVERYONE, STAFF, MODERATORS, ADMINS, OURS, THEIRS = GUILD, "21", "22", "23", "24", "25"

MANAGE_CHANNELS = discord.Permissions(manage_channels=True).value
MANAGE_ROLES = discord.Permissions(manage_roles=True).value


def role(key: str, name: str, permissions: int = 0, **tags: str) -> dict[str, Any]:
    """One role as REST answers it."""
    return {"id": key, "name": name, "permissions": str(permissions), "tags": tags}


def overwrite(key: str, allow: int = 0, deny: int = 0, *, user: bool = False) -> dict[str, Any]:
    """One overwrite as REST answers it."""
    return {"id": key, "type": int(user), "allow": str(allow), "deny": str(deny)}


def server(*changed: Mapping[str, Any]) -> Server:
    """A server where everybody sees every channel that doesn't say otherwise, with one role of each sort."""
    roles = {
        one["id"]: one
        for one in (
            role(EVERYONE, "@everyone", VIEW),
            role(STAFF, "staff"),
            role(MODERATORS, "moderators"),
            role(ADMINS, "admins"),
            role(OURS, "Roundtable", VIEW | LET_IN | MODERATE, bot_id=BOT),
            role(THEIRS, "Helper", VIEW, bot_id=HELPER),
        )
    }
    return Server(id=GUILD, owner=OWNER, roles=tuple((roles | {one["id"]: dict(one) for one in changed}).values()))


CLOSED = (overwrite(EVERYONE, deny=VIEW), overwrite(BOT, VIEW, user=True), overwrite(ANA, VIEW, user=True))
"""A channel for Ana and the bot."""


def channel(*overwrites: Mapping[str, Any], kind: int = 0) -> dict[str, Any]:
    """One channel as REST answers it."""
    return {"id": "500", "type": kind, "guild_id": GUILD, "permission_overwrites": [*CLOSED, *overwrites]}


def thread(*members: str, count: int | None = None, kind: int = 12) -> dict[str, Any]:
    """One thread as REST answers it: it tells how many are in it, and not who."""
    number = len(members) if count is None else count
    return {"id": "600", "type": kind, "guild_id": GUILD, "parent_id": "500", "member_count": number}


def look(raw: Raw, guild: Server | None = None, parent: Raw | None = None, *members: str) -> Observation:
    """What is seen of it."""
    return observe(
        raw, account=BOT, at=NOW, server=guild or server(), parent=parent, members=frozenset(members)
    )  # fmt: skip


def test_a_channel_is_read_by_those_it_names_and_the_owner() -> None:
    seen = look(channel())
    assert seen.present
    assert seen.joined == {OWNER, BOT, ANA}
    assert (seen.join_rule, seen.history, seen.encrypted) == ("invite", "joined", False)
    assert (set(seen.servers), seen.own_server) == ({GUILD}, GUILD)
    assert not any((seen.guests_may_join, seen.federated, seen.seers, seen.bots, seen.unreadable, seen.invited))


@pytest.mark.parametrize(
    ("what", "guild", "raw", "found"),
    [
        (
            "an administrator's role sees everything",
            server(role(ADMINS, "admins", ADMINISTRATOR)),
            channel(overwrite(ADMINS, deny=VIEW)),
            {Seer(id=f"role:{ADMINS}", name="admins", rules=True)},
        ),
        (
            "a role that the channel lets in is a reader",
            server(),
            channel(overwrite(STAFF, VIEW)),
            {Seer(id=f"role:{STAFF}", name="staff")},
        ),
        (
            "a role that the channel shuts out is not",
            server(role(STAFF, "staff", VIEW)),
            channel(overwrite(STAFF, deny=VIEW)),
            set(),
        ),
        (
            "what is allowed outweighs what is denied",
            server(),
            channel(overwrite(STAFF, VIEW, VIEW)),
            {Seer(id=f"role:{STAFF}", name="staff")},
        ),
        (
            "what a role sees elsewhere ends where @everyone is shut out",
            server(role(STAFF, "staff", VIEW)),
            channel(),
            set(),
        ),
        (
            "whoever manages the channel lets themselves in",
            server(),
            channel(overwrite(MODERATORS, MANAGE_CHANNELS)),
            {Seer(id=f"role:{MODERATORS}", name="moderators", rules=True)},
        ),
        (
            "whoever gives roles lets themselves in, though the channel forbids them to",
            server(role(MODERATORS, "moderators", MANAGE_ROLES)),
            channel(overwrite(MODERATORS, deny=MANAGE_ROLES)),
            {Seer(id=f"role:{MODERATORS}", name="moderators", rules=True)},
        ),
        (
            "a role that reads and manages is a reader like others",
            server(),
            channel(overwrite(MODERATORS, VIEW | MANAGE_ROLES)),
            {Seer(id=f"role:{MODERATORS}", name="moderators")},
        ),
        (
            "one user may manage the channel, too",
            server(),
            channel(overwrite(BEN, MANAGE_CHANNELS, user=True)),
            {Seer(id=f"user:{BEN}", name=BEN, rules=True)},
        ),
        ("the bot's own role is nobody else's", server(), channel(overwrite(OURS, VIEW | LET_IN)), set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_readers_that_nobody_lists_are_named(what: str, guild: Server, raw: Raw, found: set[Seer]) -> None:
    assert look(raw, guild).seers == found
    assert look(raw, guild).join_rule == "invite"


@pytest.mark.parametrize(
    ("everyone", "overwritten", "join_rule"),
    [
        (VIEW, overwrite(EVERYONE, deny=VIEW), "invite"),
        (VIEW, overwrite(EVERYONE), "public"),
        (0, overwrite(EVERYONE, VIEW), "public"),
        (0, overwrite(EVERYONE), "invite"),
        (ADMINISTRATOR, overwrite(EVERYONE, deny=VIEW), "public"),
        (0, overwrite(EVERYONE, MANAGE_ROLES), "public"),
        (MANAGE_CHANNELS, overwrite(EVERYONE, deny=VIEW), "public"),
    ],
)
def test_a_channel_that_everyone_sees_is_public(everyone: int, overwritten: Raw, join_rule: str) -> None:
    raw = channel() | {"permission_overwrites": [overwritten]}
    assert look(raw, server(role(EVERYONE, "@everyone", everyone))).join_rule == join_rule


@pytest.mark.parametrize(("allow", "bots"), [(VIEW, {HELPER}), (0, set())])
def test_another_bot_that_is_let_in_is_a_bot(allow: int, bots: set[str]) -> None:
    seen = look(channel(overwrite(THEIRS, allow)))
    assert seen.bots == bots
    assert not seen.seers


def test_a_user_who_was_denied_is_not_joined() -> None:
    assert look(channel(overwrite(BEN, deny=VIEW, user=True))).joined == {OWNER, BOT, ANA}
    assert look(channel(overwrite(BEN, VIEW, user=True))).joined == {OWNER, BOT, ANA, BEN}


def test_a_public_thread_is_read_by_whoever_reads_its_channel() -> None:
    parent = channel(overwrite(STAFF, VIEW))
    seen = look(thread(count=40, kind=11), None, parent)
    assert seen == look(parent)
    assert seen.seers


@pytest.mark.parametrize("kind", [10, 11, 12])
def test_a_thread_without_its_channel_is_not_understood(kind: int) -> None:
    assert look(thread(BOT, kind=kind), None, None, BOT).unreadable


def test_a_private_thread_is_read_by_its_members_and_not_by_its_channels() -> None:
    parent = channel(overwrite(STAFF, VIEW), overwrite(EVA, VIEW, user=True))
    seen = look(thread(BOT, BEN), None, parent, BOT, BEN)
    assert seen.joined == {OWNER, BOT, BEN}
    assert not any((seen.seers, seen.bots, seen.unreadable))
    assert seen.join_rule == "invite"


def test_a_private_thread_is_read_by_its_moderators() -> None:
    guild = server(role(ADMINS, "admins", ADMINISTRATOR), role(THEIRS, "Helper", MODERATE, bot_id=HELPER))
    parent = channel(overwrite(MODERATORS, MODERATE), overwrite(EVA, MODERATE, user=True))
    seen = look(thread(BOT), guild, parent, BOT)
    assert seen.joined == {OWNER, BOT, EVA}
    assert {one.name: one.rules for one in seen.seers} == {"admins": True, "moderators": True}
    assert seen.bots == {HELPER}


def test_a_private_thread_that_everyone_moderates_is_public() -> None:
    for allow, join_rule in ((MODERATE, "public"), (VIEW, "invite")):
        parent = channel() | {"permission_overwrites": [overwrite(EVERYONE, allow)]}
        assert look(thread(BOT), None, parent, BOT).join_rule == join_rule


@pytest.mark.parametrize(
    ("count", "found", "doubt"),
    [
        (2, (BOT, BEN), False),
        (3, (BOT, BEN), True),  # somebody whom nobody asked for
        (1, (BOT, BEN), True),
        (50, tuple(map(str, range(50))), True),  # Discord counts no further
    ],
)
def test_a_stranger_in_a_private_thread_closes_it(count: int, found: tuple[str, ...], doubt: bool) -> None:
    seen = look(thread(count=count), None, channel(), *found)
    assert (seen.unreadable == ("thread-members",)) is doubt


def test_a_private_chat_has_two_people() -> None:
    seen = observe({"id": "700", "type": 1, "recipients": [{"id": ANA}]}, account=BOT, at=NOW)
    assert seen.joined == {ANA, BOT}
    assert (seen.join_rule, seen.own_server, seen.unreadable) == ("invite", "discord.com", ())


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"type": 1},
        {"type": 3, "guild_id": GUILD, "permission_overwrites": []},
        {"type": 0, "guild_id": GUILD},
        {"type": 99, "guild_id": GUILD, "permission_overwrites": []},
        {"type": 0, "permission_overwrites": [{"id": STAFF, "type": 7, "allow": "0", "deny": "0"}]},
        {"type": 0, "permission_overwrites": [{"id": STAFF, "type": 0, "allow": "all", "deny": "0"}]},
        {"type": 0, "permission_overwrites": [overwrite("999", VIEW)]},
        {"type": 12, "parent_id": "500"},
    ],
)
def test_what_is_not_understood_closes_the_room(raw: Raw) -> None:
    assert look(raw).unreadable


def test_a_server_without_everyone_closes_the_room() -> None:
    assert look(channel(), Server(id=GUILD, owner=OWNER, roles=())).unreadable


# What follows from it for a room


def authorised(*vouched: Seer) -> Room:
    """A group's channel, authorised for TLP:AMBER."""
    room = Room(
        id=new_id(), platform="discord", kind=RoomKind.GROUP, name="Frame contracts", created_at=NOW, encrypted=False
    )
    room.external_id, room.state, room.ceiling = "500", RoomState.AUTHORISED, Label.AMBER
    room.vouch_for(frozenset(vouched))
    return room


def unfit(room: Room, seen: Observation) -> str:
    """Why the room may not hear something for Ana alone; "" when it may."""
    people = {
        account: Standing(person_id=person, organisation_id="", is_staff=False, is_buyer=False)
        for account, person in ((ANA, "ana"), (OWNER, "owner"))
    }
    reach = Reach(people=frozenset({"ana", "owner"}))
    found = room.unfit_for(Label.AMBER, reach, seen, people, accounts=frozenset({BOT}))
    return "" if found is None else found.key


@pytest.mark.parametrize(
    ("guild", "raw", "key"),
    [
        (server(), channel(), ""),
        (server(role(ADMINS, "admins", ADMINISTRATOR)), channel(), "unfit-role"),
        (server(), channel(overwrite(STAFF, VIEW)), "unfit-role"),
        (server(), channel(overwrite(MODERATORS, MANAGE_ROLES)), "unfit-role"),
        (server(), channel(overwrite(THEIRS, VIEW)), "unfit-bot"),
        (server(), channel(overwrite(BEN, VIEW, user=True)), "unfit-stranger"),
        (server(), channel() | {"permission_overwrites": []}, "unfit-join-rule"),
    ],
)
def test_whoever_else_may_read_makes_a_room_unfit(guild: Server, raw: Raw, key: str) -> None:
    assert unfit(authorised(), look(raw, guild)) == key


def test_vouching_lets_rulers_pass_and_readers_of_a_role_never() -> None:
    rulers = look(channel(overwrite(MODERATORS, MANAGE_ROLES)))
    readers = look(channel(overwrite(STAFF, VIEW)))
    assert unfit(authorised(*rulers.seers), rulers) == ""
    assert unfit(authorised(*readers.seers), readers) == "unfit-role-audience"


# Against discord.py, which was not asked above

BITS = st.sets(st.sampled_from([VIEW, MODERATE, MANAGE_ROLES, MANAGE_CHANNELS])).map(sum)
RARELY_ADMIN = st.tuples(BITS, st.sampled_from([0, 0, 0, 0, ADMINISTRATOR])).map(sum)
ROLES = [str(number) for number in range(31, 35)]
PEOPLE = [str(number) for number in range(41, 46)]


def pairs(ids: list[str]) -> st.SearchStrategy[dict[str, tuple[int, int]]]:
    """Allowed and denied bits for some of these."""
    return st.dictionaries(st.sampled_from(ids), st.tuples(BITS, BITS))


@pytest.mark.later
@given(
    everyone=RARELY_ADMIN,
    rights=st.lists(RARELY_ADMIN, min_size=len(ROLES), max_size=len(ROLES)),
    for_roles=pairs([EVERYONE, *ROLES]),
    for_users=pairs([OWNER, *PEOPLE]),
    held=st.lists(st.sets(st.sampled_from(ROLES)), min_size=len(PEOPLE), max_size=len(PEOPLE)),
    in_thread=st.sets(st.sampled_from(PEOPLE)),
)
def test_nobody_reads_who_is_not_named(
    everyone: int,
    rights: list[int],
    for_roles: dict[str, tuple[int, int]],
    for_users: dict[str, tuple[int, int]],
    held: list[set[str]],
    in_thread: set[str],
) -> None:
    """Every member that discord.py lets read (or let themselves in) is covered, and no role is named in vain."""
    roles = [role(EVERYONE, "@everyone", everyone)]
    roles += [role(one, one, bits) for one, bits in zip(ROLES, rights, strict=True)]
    overwrites = [overwrite(one, *bits) for one, bits in for_roles.items()]
    overwrites += [overwrite(one, *bits, user=True) for one, bits in for_users.items()]
    raw = {"id": "500", "type": 0, "guild_id": GUILD, "permission_overwrites": overwrites}
    guild = Server(id=GUILD, owner=OWNER, roles=roles)
    seen = look(raw, guild)
    inside = look(thread(count=len(in_thread)), guild, raw, *in_thread)
    theirs = _Twin(roles, raw)
    assert not any((seen.unreadable, inside.unreadable))
    for person, has in zip([OWNER, *PEOPLE], [set(), *held], strict=True):
        may = theirs.member(person, has)
        assert not may.view_channel or covers(seen, person, has)
        assert not may.value & LET_IN or covers(seen, person, has)
        moderates = may.view_channel and may.manage_threads
        assert not (moderates or person in in_thread) or covers(inside, person, has)
    for seer in seen.seers:
        assert seer.rules or theirs.role(seer.id.removeprefix("role:")).view_channel
    if not (everyone | for_roles.get(EVERYONE, (0, 0))[0]) & LET_IN:
        assert (seen.join_rule == "public") is theirs.role(EVERYONE).view_channel


def covers(seen: Observation, person: str, roles: set[str]) -> bool:
    """Whether the observation counts somebody among the readers."""
    named = {seer.id for seer in seen.seers}
    is_seer = f"user:{person}" in named or any(f"role:{one}" in named for one in roles)
    return is_seer or person in seen.joined or seen.join_rule == "public"


class _Twin:
    """The same server and channel as discord.py's own objects."""

    def __init__(self, roles: list[dict[str, Any]], raw: Raw) -> None:
        self._state = discord.Client(intents=discord.Intents(guilds=True))._connection
        shape = {"color": 0, "colors": {"primary_color": 0}, "hoist": False, "position": 1, "managed": False}
        data = {"id": GUILD, "owner_id": OWNER, "roles": [{**one, **shape, "mentionable": False} for one in roles]}
        self._guild = discord.Guild(data=cast(Any, data), state=self._state)
        shaped: Any = {**raw, "name": "channel", "position": 0}
        self._channel = discord.TextChannel(state=self._state, guild=self._guild, data=shaped)

    def member(self, person: str, roles: set[str]) -> discord.Permissions:
        """What a member may do in the channel."""
        user = {"id": person, "username": person, "discriminator": "0", "avatar": None}
        data: Any = {"user": user, "roles": sorted(roles), "flags": 0, "joined_at": NOW.isoformat()}
        return self._channel.permissions_for(discord.Member(data=data, guild=self._guild, state=self._state))

    def role(self, key: str) -> discord.Permissions:
        """What the holder of one role may do in the channel."""
        found = self._guild.get_role(int(key))
        assert found is not None
        return self._channel.permissions_for(found)
