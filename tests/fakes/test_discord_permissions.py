"""The fake's own permission rules against those of discord.py, on servers made at random."""

import random

import discord
import pytest

from tests.fakes.discord import (
    Channel,
    FakeDiscord,
    Kind,
    Permission,
    Person,
    Role,
    Server,
    User,
    announcements,
    permissions,
)
from tests.fakes.stage import Bot

CHANNEL_BITS = discord.Permissions.all_channel().value & ~discord.Permissions.voice().value
"""What means something in a text channel or a forum: discord.py takes voice out there."""

DRAWN = [1 << bit for bit in range(53) if CHANNEL_BITS & (1 << bit)]


def bits(dice: random.Random, count: int) -> int:
    return sum({*dice.choices(DRAWN, k=count)})


def drawn(seed: int) -> tuple[FakeDiscord, Server, list[Person]]:
    """A server with roles, members and overwrites by lot."""
    dice = random.Random(seed)
    fake = FakeDiscord(members=True)
    people = [fake.user(f"P{each}") for each in range(20)]
    guild = fake.guild("Random", owner=people[0])
    guild.everyone.permissions = bits(dice, 20)
    roles = [guild.role(f"R{each}", bits(dice, 6)) for each in range(8)]
    roles[0].permissions = int(Permission.ADMINISTRATOR)
    guild.bot_role.permissions = bits(dice, 30)
    for person in people[1:]:
        guild.join(person, roles=dice.sample(roles[dice.randrange(2) :], k=dice.randrange(4)))
    members = list(guild.members.values())
    for each in range(20):
        channel = guild.channel(f"c{each}", dice.choice([Kind.TEXT, Kind.FORUM]))
        targets: list[Role | User] = [*guild.roles.values(), *(one.user for one in members)]
        for target in dice.sample(targets, k=dice.randrange(8)):
            guild.overwrite(channel, target, bits(dice, 8), bits(dice, 12))
        if channel.type == Kind.TEXT:
            private = bool(dice.randrange(2))
            thread = guild.thread(channel, f"t{each}", *dice.sample(people, k=3), private=private)
            thread.members.pop(people[0].id)
    return fake, guild, people


@pytest.mark.parametrize("seed", range(8))
async def test_what_is_allowed_is_what_discord_py_computes(seed: int) -> None:
    fake, guild, people = drawn(seed)
    bot = Bot(more_intents=discord.Intents(members=True).value)
    known = discord.Guild(data=announcements.whole_guild(fake.world, guild, -1), state=bot._connection)  # type: ignore[arg-type] # plain dict
    for channel in (*guild.channels.values(), *guild.threads.values()):
        same = known.get_channel_or_thread(channel.id)
        if same is None:
            assert not permissions.sees(channel, fake.bot)
            continue
        for user in (*people, fake.bot):
            member = known.get_member(user.id)
            assert member
            theirs = same.permissions_for(member).value & CHANNEL_BITS
            assert permissions.within(channel, user) & CHANNEL_BITS == theirs


@pytest.mark.parametrize("seed", range(8))
def test_who_sees_a_channel_is_told_by_the_rule(seed: int) -> None:
    """The rule of Discord's documentation, said another way: allowed last wins, from @everyone to the member."""
    _, guild, people = drawn(seed)
    for channel in guild.channels.values():
        assert {each.id for each in people if each.sees(channel)} == {
            each.id for each in people if may_see(guild, channel, each)
        }


def may_see(guild: Server, channel: Channel, person: Person) -> bool:
    member = guild.members[person.id]
    if guild.owner is person or any(role.permissions & Permission.ADMINISTRATOR for role in member.roles):
        return True
    seen = any(role.permissions & Permission.VIEW_CHANNEL for role in (guild.everyone, *member.roles))
    for group in ([guild.id], [role.id for role in member.roles], [person.id]):
        given = [channel.overwrites[key] for key in group if key in channel.overwrites]
        if any(each.allow & Permission.VIEW_CHANNEL for each in given):
            seen = True
        elif any(each.deny & Permission.VIEW_CHANNEL for each in given):
            seen = False
    return seen


def test_a_private_thread_shows_to_its_members_and_to_who_manages_threads() -> None:
    fake = FakeDiscord()
    ana, ben, zoe, max_ = (fake.user(name) for name in ("Ana", "Ben", "Zoe", "Max"))
    guild = fake.guild("Network", owner=ana)
    wardens = guild.role("Wardens", int(Permission.MANAGE_THREADS))
    guild.join(ben)
    guild.join(zoe)
    guild.join(max_, roles=[wardens])
    channel = guild.channel("lev")
    thread = guild.thread(channel, "engagement", ben, private=True)
    assert [each.sees(thread) for each in (ana, ben, zoe, max_)] == [True, True, False, True]
    guild.overwrite(channel, ben, deny=int(Permission.VIEW_CHANNEL))
    assert not ben.sees(thread)
    guild.leave(max_)
    assert not max_.sees(thread)
    assert not max_.sees(channel)
