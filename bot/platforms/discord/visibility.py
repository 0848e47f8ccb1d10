"""Who can read a channel: computed from what Discord says of its server, its overwrites and its thread, by rule.

Listing the members is no way: without a privileged intent the list is empty, and then every channel looks private. So
people are named where Discord names them (an overwrite for one user, the owner, a thread's members), and a role is
named as a role: who holds it, nobody lists. Where the rule can't be sure it names more readers, never fewer.

    the owner, and roles with Administrator          read everything
    a role or user that the overwrites let in        reads the channel and its public threads
    Manage Channels, Manage Roles                    may let themselves in at any time
    a private thread                                 its members, and whoever has Manage Threads on its parent

Whether a role lets its holder in can be asked of each role alone: a holder of several reads a channel if and only if
@everyone or one of those roles does. (Of overwrites for roles, one that allows outweighs all that deny; rights of the
server add up.) Source: Discord's "Permissions" and "Threads" topics; discord.py's `permissions_for`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord import ChannelType, Permissions

from storage.room import Observation, Seer

Raw = Mapping[str, Any]
"""One object as Discord's REST answered it."""

VIEW = Permissions(view_channel=True).value
MODERATE = Permissions(manage_threads=True).value
LET_IN = Permissions(manage_channels=True, manage_roles=True).value
ADMINISTRATOR = Permissions(administrator=True).value

PUBLIC_THREADS = frozenset(kind.value for kind in (ChannelType.news_thread, ChannelType.public_thread))
PRIVATE_THREAD = ChannelType.private_thread.value
DIRECT = ChannelType.private.value
CHANNELS = frozenset(
    kind.value
    for kind in (
        ChannelType.text,
        ChannelType.voice,
        ChannelType.category,
        ChannelType.news,
        ChannelType.stage_voice,
        ChannelType.forum,
        ChannelType.media,
    )
)
COUNTED_UP_TO = 50  # Discord stops counting a thread's members there (resources/channel, `member_count`)
MISCOUNTED = "thread-members"
"""The doubt about a private thread in which others may be than were asked for."""
NO_SERVER = "discord.com"
"""Where private chats are: no server of anybody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A guild, as far as it decides who reads: its owner and its roles, raw. Raises KeyError for strange answers."""

    id: str
    owner: str
    roles: Sequence[Raw]

    @classmethod
    def of(cls, guild: Raw) -> "Server":
        """From the answer of `GET /guilds/{id}`."""
        return cls(id=str(guild["id"]), owner=str(guild["owner_id"]), roles=tuple(guild["roles"]))


@dataclass(frozen=True, slots=True)
class Rights:
    """What the overwrites of one channel make of the rights that roles have on the whole server."""

    server: Server
    of_everyone: int
    of_roles: Mapping[str, tuple[int, int]]
    of_users: Mapping[str, tuple[int, int]]

    @classmethod
    def on(cls, server: Server, overwrites: Sequence[Raw]) -> "Rights":
        """Raises KeyError, TypeError or ValueError where the answers are strange, StopIteration without @everyone."""
        return cls(
            server,
            next(int(role["permissions"]) for role in server.roles if role["id"] == server.id),
            {str(one["id"]): _bits(one) for one in overwrites if not _is_for_user(one)},
            {str(one["id"]): _bits(one) for one in overwrites if _is_for_user(one)},
        )

    def role(self, role: Raw) -> int:
        """The rights that a role gives on the channel; all of them to an administrator."""
        bits = self.of_everyone | int(role["permissions"])
        if bits & ADMINISTRATOR:
            return Permissions.all().value
        for one in dict.fromkeys((self.server.id, str(role["id"]))):
            allow, deny = self.of_roles.get(one, (0, 0))
            bits = bits & ~deny | allow
        return bits

    def lets_in(self, role: Raw) -> bool:
        """Whether its holders may open the channel to themselves.

        What it may do on the server counts, too: who may give roles gives themselves one that reads.
        """
        return bool((self.role(role) | int(role["permissions"])) & LET_IN)

    def users(self, wanted: int) -> frozenset[str]:
        """Whoever has an overwrite of their own that allows one of the `wanted` rights."""
        return frozenset(user for user, (allow, _) in self.of_users.items() if allow & wanted)

    def strays(self) -> frozenset[str]:
        """Roles that have an overwrite but that nobody knows: what was read of the server is older than the channel."""
        return frozenset(self.of_roles) - {str(role["id"]) for role in self.server.roles}


def observe(
    channel: Raw,
    *,
    account: str,
    at: datetime,
    server: Server | None = None,
    parent: Raw | None = None,
    members: frozenset[str] = frozenset(),
) -> Observation:
    """The real state of a channel. What isn't understood is named in `unreadable`, and closes the room.

    `parent` is a thread's channel; `members` are those of a private thread who were asked for one by one.
    """
    try:
        if channel["type"] == DIRECT:
            return _direct(channel, account, at)
        return _guarded(channel, server, parent, members, account, at)
    except (KeyError, TypeError, ValueError, StopIteration):
        return Observation(at=at, present=True, unreadable=("channel",))


def _direct(channel: Raw, account: str, at: datetime) -> Observation:
    people = frozenset(str(one["id"]) for one in channel["recipients"]) | {account}
    return _seen(at, NO_SERVER, joined=people)


def _guarded(
    channel: Raw, server: Server | None, parent: Raw | None, members: frozenset[str], account: str, at: datetime
) -> Observation:
    kind, is_private = channel["type"], channel["type"] == PRIVATE_THREAD
    base = parent if is_private or kind in PUBLIC_THREADS else channel
    if server is None or base is None or base["type"] not in CHANNELS:
        raise ValueError(kind)
    rights = Rights.on(server, base["permission_overwrites"])
    reads = MODERATE if is_private else VIEW
    joined = rights.users(reads) | {server.owner, account} | (members if is_private else frozenset())
    known = [role for role in server.roles if _bot(role) != account]
    is_public = any(rights.role(role) & reads or rights.lets_in(role) for role in known if role["id"] == server.id)
    doubts = {"roles": bool(rights.strays()), MISCOUNTED: is_private and _miscounted(channel, members)}
    return _seen(
        at,
        server.id,
        joined=joined,
        join_rule="public" if is_public else "invite",
        seers=frozenset() if is_public else _seers(known, rights, is_private) | _keyholders(rights, joined),
        bots=frozenset(bot for role in known if (bot := _bot(role)) and rights.role(role) & reads),
        unreadable=tuple(doubt for doubt, holds in doubts.items() if holds),
    )


def _seen(at: datetime, server: str, *, join_rule: str = "invite", **found: Any) -> Observation:
    return Observation(
        at=at,
        present=True,
        encrypted=False,
        join_rule=join_rule,
        history="joined",
        guests_may_join=False,
        federated=False,
        servers=frozenset({server}),
        own_server=server,
        **found,
    )


def _seers(known: Sequence[Raw], rights: Rights, is_private: bool) -> frozenset[Seer]:
    """Roles that read or may let themselves in; a bot's own role has one holder, who is among the bots if it reads."""
    found = set()
    for role in known:
        bits = rights.role(role)
        reads = bits & (MODERATE if is_private else VIEW)
        if not rights.lets_in(role) and (not reads or _bot(role)):
            continue
        # Someone whom this very channel lets in is a reader like others; someone whom it can't keep out rules it.
        rules = is_private or not reads or bits & ADMINISTRATOR != 0
        found.add(Seer(id=f"role:{role['id']}", name=str(role["name"]), rules=rules))
    return frozenset(found)


def _keyholders(rights: Rights, joined: frozenset[str]) -> frozenset[Seer]:
    """Users who may let themselves in and don't read already."""
    return frozenset(Seer(id=f"user:{one}", name=one, rules=True) for one in rights.users(LET_IN) - joined)


def _miscounted(thread: Raw, members: frozenset[str]) -> bool:
    """Whether somebody may be in the thread who was not asked for: whoever was mentioned there, or has looked in."""
    count = int(thread["member_count"])
    return count >= COUNTED_UP_TO or count != len(members)


def _bits(overwrite: Raw) -> tuple[int, int]:
    """Allowed, denied."""
    return int(overwrite["allow"]), int(overwrite["deny"])


def _is_for_user(overwrite: Raw) -> bool:
    """Type 0 is for a role, 1 for a user. Raises ValueError for others, KeyError where it is missing."""
    if (kind := int(overwrite["type"])) not in (0, 1):
        raise ValueError(kind)
    return kind == 1


def _bot(role: Raw) -> str:
    """The bot whose own role this is; "" for others."""
    return str((role.get("tags") or {}).get("bot_id") or "")
