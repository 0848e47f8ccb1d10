"""A server as the people who run it see it: they open channels, give roles, and change all of it under a bot's feet."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord import announcements, changes, permissions
from tests.fakes.discord.nouns import Channel, Guild, Kind, Overwrite, Role, Thread, User
from tests.fakes.discord.world import World

Allowed = tuple[int, int]
"""What an overwrite allows and denies."""


@dataclass(eq=False, kw_only=True)
class Server(Guild):
    """A server, and what its owner does to it. Each change is told to the bot as Discord would."""

    world: World = field(repr=False)

    @property
    def bot_role(self) -> Role:
        """The role that came with the bot; its `permissions` may be set."""
        return next(role for role in self.roles.values() if role.managed_by == self.world.bot.id)

    def role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """Make a role."""
        key = self.world.clock.new_id()
        made = Role(id=key, name=name, permissions=permissions, position=len(self.roles), mentionable=mentionable)
        self.roles[key] = made
        announcements.of_role(self.world, "GUILD_ROLE_CREATE", self, made)
        return made

    def change_role(self, role: Role, **fields: Any) -> None:
        """Change a role's `permissions`, `name`, `position` or `mentionable`."""
        changes.edit_role(self.world, self, role, fields, by=self.owner)

    def delete_role(self, role: Role) -> None:
        """Take a role away from everybody, and from every overwrite."""
        for member in self.members.values():
            member.roles = [each for each in member.roles if each is not role]
        for channel in self.channels.values():
            channel.overwrites.pop(role.id, None)
        del self.roles[role.id]
        announcements.of_role_deleted(self.world, self, role)

    def join(self, user: User, roles: list[Role] | None = None) -> None:
        """Let somebody in."""
        changes.join(self.world, self, user, roles or [])

    def leave(self, user: User) -> None:
        """Somebody leaves."""
        changes.leave(self.world, self, user)

    def give(self, user: User, *roles: Role) -> None:
        """Give roles to a member."""
        had = self.members[user.id].roles
        changes.set_roles(self.world, self, user, [*had, *(role for role in roles if role not in had)])

    def take(self, user: User, *roles: Role) -> None:
        """Take roles from a member."""
        kept = [role for role in self.members[user.id].roles if role not in roles]
        changes.set_roles(self.world, self, user, kept)

    def hand_over(self, user: User) -> None:
        """Make somebody else the owner."""
        self.owner = user
        announcements.of_guild(self.world, self)

    def channel(
        self,
        name: str,
        type: int = Kind.TEXT,  # noqa: A002 - Discord's word
        *,
        parent: Channel | None = None,
        overwrites: dict[Role | User, Allowed] | None = None,
        topic: str | None = None,
        tags: tuple[str, ...] = (),
        flags: int = 0,
    ) -> Channel:
        """Open a channel. `overwrites`: {role or member: (allowed, denied)}; or those of the category.

        `tags` are a forum's; its flag 1 << 4 demands one on every post.
        """
        inherited = dict(parent.overwrites) if parent and overwrites is None else {}
        made = Channel(
            id=self.world.clock.new_id(),
            type=int(type),
            name=name,
            guild=self,
            parent=parent,
            position=len(self.channels),
            topic=topic,
            flags=flags,
            overwrites=inherited or {key.id: _overwrite(key, value) for key, value in (overwrites or {}).items()},
            tags=[
                {
                    "id": str(self.world.clock.new_id()),
                    "name": tag,
                    "moderated": False,
                    "emoji_id": None,
                    "emoji_name": None,
                }
                for tag in tags
            ],
        )
        return changes.add_channel(self.world, made, by=self.owner)

    def category(self, name: str, overwrites: dict[Role | User, Allowed] | None = None) -> Channel:
        """Open a category."""
        return self.channel(name, Kind.CATEGORY, overwrites=overwrites)

    def forum(self, name: str, **more: Any) -> Channel:
        """Open a forum, with the arguments of `channel`."""
        return self.channel(name, Kind.FORUM, **more)

    def private(self, name: str, *readers: Role | User, type: int = Kind.TEXT) -> Channel:  # noqa: A002 - as above
        """Open a channel that @everyone does not see, but these do, and the bot."""
        view = int(permissions.Permission.VIEW_CHANNEL)
        seen_by: dict[Role | User, Allowed] = {self.everyone: (0, view), self.bot_role: (view, 0)}
        return self.channel(name, type, overwrites=seen_by | dict.fromkeys(readers, (view, 0)))

    def change_channel(self, channel: Channel, **fields: Any) -> None:
        """Change a channel's `name`, `topic`, `parent`, `position`."""
        changes.edit_channel(self.world, channel, fields, by=self.owner)

    def overwrite(self, channel: Channel, who: Role | User, allow: int = 0, deny: int = 0) -> None:
        """Allow and deny somebody something in a channel."""
        changes.set_overwrite(self.world, channel, _overwrite(who, (allow, deny)), by=self.owner)

    def clear_overwrite(self, channel: Channel, who: Role | User) -> None:
        """Take an overwrite away."""
        changes.clear_overwrite(self.world, channel, who.id, by=self.owner)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        changes.remove_channel(self.world, channel, by=self.owner)

    def thread(self, channel: Channel, name: str, *members: User, private: bool = False) -> Thread:
        """Open a thread in a channel, as the owner."""
        kind = Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD
        made = changes.new_thread(self.world, channel, name, kind, self.owner)
        changes.start_thread(self.world, made, by=self.owner)
        for user in members:
            changes.add_to_thread(self.world, made, user)
        return made

    def change_thread(self, thread: Thread, **fields: Any) -> None:
        """Change a thread: `archived`, `locked`, `name`, `invitable`."""
        changes.edit_thread(self.world, thread, fields, by=self.owner)

    def add_to_thread(self, thread: Thread, user: User) -> None:
        """Bring somebody into a thread."""
        changes.add_to_thread(self.world, thread, user)

    def remove_from_thread(self, thread: Thread, user: User) -> None:
        """Put somebody out of a thread."""
        changes.remove_from_thread(self.world, thread, user)


def _overwrite(who: Role | User, value: Allowed) -> Overwrite:
    return Overwrite(id=who.id, type=0 if isinstance(who, Role) else 1, allow=int(value[0]), deny=int(value[1]))


def found(world: World, name: str, owner: User) -> Server:
    """Make a server with its @everyone, its owner, the bot, and the bot's managed role."""
    key = world.clock.new_id()
    guild = Server(id=key, name=name, owner=owner, locale=owner.locale, world=world)
    guild.roles[key] = Role(id=key, name="@everyone", permissions=permissions.EVERYONE, position=0)
    bot_key = world.clock.new_id()
    bot_role = Role(id=bot_key, name=world.bot.name, permissions=permissions.BOT, position=1, managed_by=world.bot.id)
    guild.roles[bot_key] = bot_role
    world.guilds[key] = guild
    changes.join(world, guild, owner, [])
    changes.join(world, guild, world.bot, [bot_role])
    return guild
