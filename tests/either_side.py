"""One story for two platforms: what somebody does is said once, and done as people do it on each.

    await side.does("greta", "engagement open", company="Volta Motors", title="An end to overtime")
    assert side.was_told("greta", "engagement-opened")

On Matrix it is a message with named options in the private chat; on Discord a slash command, with its longer words in
the form that opens. What others will see the result of is looked at, and confirmed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.platforms.discord.catalogue import MOST
from tests.cast import Cast
from tests.cast import Member as AtHome
from tests.discord_cast import CODE, SPECS, DiscordCast, found


@dataclass(frozen=True, kw_only=True)
class Side:
    """A network on one platform, with the people of a story."""

    cast: Cast | DiscordCast

    async def does(self, who: str, command: str, form: dict[str, str] | None = None, **options: Any) -> str:
        """Give a command, `form` holding the longer words; say yes where the bot asks for it. Gives what was told."""
        if isinstance(self.cast, DiscordCast):
            member = self.cast.members[who]
            exchange = await member.slash(_as_slash(command), **options)
            if exchange.modal is not None:
                await member.fills(**(form or {}))
            else:
                assert not form, f"no form opened for /{command}: {member.text}"
            if member.was_told("confirm-preview"):
                await member.agrees()
            return member.text
        said = " ".join(f'{name}:"{value}"' for name, value in (options | (form or {})).items())
        one = self.cast.members[who]
        await one.asks(f"{command} {said}")
        if one.was_told("confirm-preview"):
            await one.asks("yes")
        return one.text

    async def says(self, who: str, words: str) -> str:
        """Say something to the bot in private. Gives what was told."""
        member = self.cast.members[who]
        await (member.asks(words) if isinstance(member, AtHome) else member.says(words))
        return member.text

    async def comes(self, name: str, organisation: str, role: str, locale: str = "en") -> None:
        """Sofia invites somebody, who says their code."""
        if isinstance(self.cast, DiscordCast):
            await self.cast.invited(self.cast.sofia, name, organisation, role, locale)
            return
        member = self.cast.members[name.lower()] = AtHome(name=name, account=f"@{name.lower()}:memory", cast=self.cast)
        told = await self.does(
            "sofia", "person invite",
            account=member.account, organisation=organisation, role=role, name=name, language=locale,
        )  # fmt: skip
        await member.asks(found(CODE, told))
        assert member.was_told("code-right"), member.text

    def was_told(self, who: str, key: str) -> bool:
        """Whether somebody was told this since they last did something."""
        return self.cast.members[who].was_told(key)

    def text(self, who: str) -> str:
        """The words of what they were told since then."""
        return self.cast.members[who].text

    async def in_room(self, room: str, key: str) -> list[str]:
        """The posts of the bot's in a room that say this, as they stand."""
        if isinstance(self.cast, DiscordCast):
            return [one.text for one in await self.cast.posts(room) if key in self.cast.keys(one)]
        return [one.plain for one in await self.cast.posts(room) if key in self.cast.keys(one)]

    async def until(self, moment: datetime) -> None:
        """Time passes until then."""
        await self.cast.until(moment)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.cast.now


def _as_slash(command: str) -> str:
    """Where a topic has too many verbs for Discord, those about its papers stand together: `engagement paper sign`."""
    topic, _, verb = command.partition(" ")
    siblings = [spec for path, spec in SPECS.items() if path[0] == topic]
    together = len(siblings) > MOST and SPECS[tuple(command.split())].is_of_one
    return f"{topic} paper {verb}" if together else command
