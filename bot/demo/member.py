"""The cast on Discord: somebody at a client of the stand-in, who types commands, clicks and fills in forms.

await dora.slash("lev-discord", "meeting show", "meeting-shown", code="MTG-1")   waits for the answer to her alone
await dora.click(post, "rt:reply:yes", "rsvp-noted")
await dora.hears("lev-discord", "meeting-announced")
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.demo.phrases import is_said
from bot.demo.stage import ANSWER_WITHIN, CHAT, LOOK_EVERY, Stage, StoryStuck
from bot.demo.standin import StandIn
from bot.demo.transcript import BOT

if TYPE_CHECKING:
    from tests.fakes.discord import Exchange, Message, Person
    from tests.fakes.discord.nouns import Place

_MOMENT = re.compile(r"<t:(\d+):\w>")
POSTED, CHANGED, DELETED = "create_message", "update_message", "delete_message"


@dataclass(kw_only=True)
class Member:
    """One of the cast with an account on Discord."""

    name: str
    person: "Person"
    stage: Stage

    @property
    def account(self) -> str:
        """The Discord id."""
        return str(self.person.id)

    @property
    def standin(self) -> StandIn:
        """The Discord they are on."""
        return discord_of(self.stage)

    async def place(self, name: str) -> "Place":
        """The channel of this name, or their chat with the bot, once they see it. Raises StoryStuck."""
        if name == CHAT:
            return await self.person.dm()
        await self.stage.until(lambda: self._sees(name), f"{self.name} waited for the channel {name} on Discord")
        found = self.standin.channel(name)
        assert found is not None
        return found

    def mark(self, name: str) -> int:
        """The place in what was said in a channel (or in private) so far."""
        found = self.standin.fake.world.direct(self.person) if name == CHAT else self.standin.channel(name)
        return max(found.messages, default=0) if found else 0

    async def slash(
        self, where: str, command: str, phrase: str = "", *, form: Mapping[str, str] | None = None, **options: Any
    ) -> "Exchange":
        """Use a command, fill in the `form` that opens, and wait for the answer: any, or the one with this phrase."""
        place = await self.place(where)
        typed = self._typed(command, options)
        self._does(where, typed)
        await self.stage.transcript.pause(typed)
        asked = await self.person.slash(place, command, options)
        if form is not None:
            return await self._filled(where, typed, asked, form, phrase)
        return await self._answered(where, asked, phrase)

    async def menu(self, message: "Message", entry: str, phrase: str, *, form: Mapping[str, str]) -> "Exchange":
        """Choose an entry of a message's own menu, fill in the form that opens, and wait for the answer."""
        where = self._name(message.place)
        self._does(where, f"⋯ {entry}: “{message.text}”")
        return await self._filled(where, entry, await self.person.menu(message.place, message, entry), form, phrase)

    async def confirms(self, where: str, command: str, phrase: str, **options: Any) -> "Exchange":
        """Use a command that others will see the result of: look at the preview, and click yes."""
        asked = await self.slash(where, command, "confirm-ask", **options)
        return await self.click(_shown(asked), "yes", phrase)

    async def click(self, message: "Message", button: str, phrase: str = "") -> "Exchange":
        """Press a button, by the last word of what it does, and wait for the answer."""
        custom_id, label = _button(message, button)
        where = self._name(message.place)
        self._does(where, f"[{label}]")
        return await self._answered(where, await self.person.click(message, custom_id), phrase)

    async def says(self, where: str, text: str) -> "Message":
        """Write something."""
        place = await self.place(where)
        self._does(where, text)
        return await self.person.say(place, text)

    async def hears(
        self,
        where: str,
        phrase: str,
        *,
        after: int = 0,
        fits: Callable[["Message"], bool] = lambda message: True,
        within: float = ANSWER_WITHIN,
    ) -> "Message":
        """Wait until they can read something of the bot's in a channel, or in private. Raises StoryStuck."""
        place = await self.place(where)

        def found() -> "Message | None":
            for one in self.person.reads(place):
                if one.id > after and one.author.bot and is_said(phrase, one.text) and fits(one):
                    return one
            return None

        await self.stage.until(
            lambda: found() is not None, f"{self.name} waited for “{phrase}” in {where} on Discord", within
        )
        seen = found()
        assert seen is not None
        await self.stage.transcript.pause(seen.text)
        return seen

    async def _filled(
        self, where: str, what: str, asked: "Exchange", form: Mapping[str, str], phrase: str
    ) -> "Exchange":
        if asked.modal is None:
            raise StoryStuck(f"{self.name} was to fill in a form for {what}. What came instead: {asked.text[:300]!r}")
        self._does(where, "\n".join(form.values()))
        return await self._answered(where, await self.person.submit(asked, form), phrase)

    async def _answered(self, where: str, exchange: "Exchange", phrase: str) -> "Exchange":
        what = f"{self.name} waited for “{phrase or 'an answer'}” from a command on Discord"
        await self.stage.until(exchange.interaction.settled.is_set, what)
        self.stage.show(BOT, f"{self.name} alone, on Discord", as_read(_shown(exchange)))
        if phrase and not is_said(phrase, exchange.text):
            raise StoryStuck(f"{what}. What came instead: {exchange.text[:300]!r}")
        await self.stage.transcript.pause(exchange.text)
        return exchange

    def _typed(self, command: str, options: Mapping[str, Any]) -> str:
        """A command as this person's client shows it: in their language, where it has such names."""
        here: list[dict[str, Any]] = list(self.standin.fake.world.commands[None].values())
        words = []
        for name in (*command.split(), *options):
            found: dict[str, Any] = next((one for one in here if one["name"] == name), {})
            words.append((found.get("name_localizations") or {}).get(self.person.locale, name))
            here = found.get("options") or here
        verbs, names = words[: -len(options) or None], words[len(words) - len(options) :]
        given = [f"{name}:{value}" for name, value in zip(names, options.values(), strict=True)]
        return f"/{' '.join([*verbs, *given])}"

    def _does(self, where: str, text: str) -> None:
        self.stage.show(self.name, f"{self.name}, privately, on Discord" if where == CHAT else called(where), text)

    def _sees(self, name: str) -> bool:
        channel = self.standin.channel(name)
        return channel is not None and self.person.sees(channel)

    def _name(self, place: "Place") -> str:
        return str(getattr(place, "name", CHAT))


def discord_of(stage: Stage) -> StandIn:
    """The stand-in of a story that is played on both sides."""
    if stage.standin is None:
        raise StoryStuck("This scene needs Discord.")
    return stage.standin


def enter(stage: Stage, name: str, *, locale: str = "en-US") -> Member:
    """Somebody comes to the server with an account of their own."""
    standin = discord_of(stage)
    person = standin.fake.user(name, locale=locale)
    standin.server.join(person)
    return Member(name=name, person=person, stage=stage)


def called(channel: str) -> str:
    """How a channel is called on the screen."""
    return f"#{channel} on Discord"


def as_read(message: "Message") -> str:
    """A message as a client shows it, buttons below; every reader has the time in their own zone."""
    cards = [each.get("description", "") for each in message.embeds]
    files = [f"📎 {each.filename}" for each in message.attachments]
    labels = [
        f"[{each['label']}]" for row in message.components for each in row.get("components", ()) if "label" in each
    ]
    text = "\n".join(filter(None, [message.content, *cards, *files, " ".join(labels)]))
    return _MOMENT.sub(lambda found: f"{datetime.fromtimestamp(int(found[1]), UTC):%A %d %B %Y, %H:%M UTC}", text)


async def watch(stage: Stage) -> None:
    """Put on the screen what the bot does where several can see it, and in private chats; forever."""
    standin, shown = discord_of(stage), 0
    while True:
        log = standin.fake.log
        for effect in log[shown:]:
            place = standin.fake.world.places.get(effect.place or 0)
            where = _where(place)
            message = place.messages.get(effect.target) if place else None
            if effect.op in (POSTED, CHANGED) and message is not None:
                stage.show(BOT, where + (" (edited)" if effect.op == CHANGED else ""), as_read(message))
            elif effect.op == DELETED:
                stage.note(f"A post in {where} is emptied and deleted.")
            elif effect.op.endswith("guild_scheduled_event"):
                stage.note(f"In the server's calendar: {effect.name} ({effect.op.partition('_')[0]}d).")
        shown = len(log)
        await asyncio.sleep(LOOK_EVERY)


def _where(place: "Place | None") -> str:
    recipient = getattr(place, "recipient", None)
    if recipient is not None:
        return f"{recipient.name}, privately, on Discord"
    parent = getattr(place, "parent", None)
    if parent is not None and getattr(place, "private", None) is False:  # which only an open thread is
        return f"{called(parent.name)} · thread"
    return called(str(getattr(place, "name", "?")))


def _shown(exchange: "Exchange") -> "Message":
    if exchange.message is None:
        raise StoryStuck("A command on Discord was never answered.")
    return exchange.message


def _button(message: "Message", word: str) -> tuple[str, str]:
    """The custom id and the label of the button that says this. Raises StoryStuck."""
    for row in message.components:
        for one in row.get("components", ()):
            if str(one.get("custom_id", "")).rpartition(":")[2] == word:
                return str(one["custom_id"]), str(one["label"])
    raise StoryStuck(f"There is no button that says {word!r} under “{message.text[:120]}”.")
