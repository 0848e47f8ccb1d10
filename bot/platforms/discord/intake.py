"""What people do on Discord, as events: commands, buttons, menus, forms, and words said to the bot.

Discord waits three seconds for an answer to a click or a command. So it is acknowledged first, always privately, before
anything touches the database; a form is the one answer that must come instead. What follows is handed on in the order
of its channel.

    slash command, menu of a message      a call: path and values
    button, menu, form                    a word, a text or a call
    a message to the bot, or in a chat    text
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import discord

from bot.logs import bug, log
from bot.phrasebook import Phrasebook
from bot.platform import Hear, Suggest
from bot.platforms.discord import catalogue, forms
from bot.platforms.discord.catalogue_route import attached, focus, route
from bot.platforms.discord.controls import is_known
from bot.platforms.discord.lanes import Lanes, until_heard
from commands.engine.heard import Call, Heard, Quoted, Typing
from commands.engine.lexicon import SOURCE_LOCALE, CommandPath, Lexicon
from commands.engine.spec import Spec

PLATFORM = "discord"
SUGGEST_WITHIN = 2.5  # seconds: Discord shows nothing that comes after three
ACKNOWLEDGE_WITHIN = 3.0  # seconds; nobody waits longer for an acknowledgement
BURST, BURST_WITHIN = 8, 0.2  # so many acknowledgements at once go before other work, for at most so many seconds
TOKEN_LIVES = timedelta(minutes=15)  # for which an interaction can be answered
SUGGESTIONS, SUGGESTION = 25, 100
STALE = "stale"
"""No question has this id: who answers one that is unknown here is told so."""

_CODE = re.compile(r"\s*(?:<@!?\d+>\s*)?(`{1,3}).*\1\s*", re.DOTALL)
_MENTION = re.compile(r"<@!?(\d+)>")
_UNANSWERABLE = (discord.HTTPException, discord.InteractionResponded, aiohttp.ClientError, TimeoutError, OSError)


class Intake:
    """Takes in interactions and messages. Nothing raised here reaches discord.py."""

    def __init__(
        self,
        *,
        account: str,
        specs: Mapping[CommandPath, Spec],
        lexicon: Lexicon,
        phrasebook: Phrasebook,
        forms: forms.Forms,
        lanes: Lanes,
        hear: Hear,
        suggest: Suggest,
        now: Callable[[], datetime],
    ) -> None:
        self._account = account
        self._names = f"<@{account}>", f"<@!{account}>"
        self._specs = specs
        self._lexicon = lexicon
        self._phrasebook = phrasebook
        self._forms = forms
        self._lanes = lanes
        self._hear = hear
        self._suggest = suggest
        self._now = now
        self._acknowledging: dict[str, asyncio.Task[None]] = {}
        self.unacknowledged = 0

    async def interaction(self, interaction: Any) -> None:
        """Whatever is not a component of ours; those come one by one, below."""
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._commanded(interaction)
            case discord.InteractionType.autocomplete:
                await self._typing(interaction)
            case discord.InteractionType.modal_submit:
                await self._submitted(interaction)
            case discord.InteractionType.component if not _is_ours(interaction):
                await self._take(interaction, dialog=STALE)

    async def replied(self, interaction: Any, word: str) -> None:
        """A short reply to the message that the component is on."""
        await self._take(interaction, text=word, reply_to=_event(interaction.message))

    async def answered(self, interaction: Any, dialog: str, text: str) -> None:
        """An answer to a question."""
        await self._take(interaction, dialog=dialog, text=text)

    async def writes(self, interaction: Any, dialog: str, option: str) -> None:
        """Somebody wants to write: the form is the answer."""
        await self._show(interaction, self._forms.question(dialog, option, self._locale(interaction)))

    async def called(self, interaction: Any, path: str, code: str) -> None:
        """A command about what has this reference."""
        await self._take(interaction, call=Call(path=tuple(path.split()), values={"code": code}))

    async def message(self, message: discord.Message) -> None:
        """A person's own new message, if it is to the bot. Bots, webhooks and Discord itself are never heard."""
        if not is_said_by_a_person(message):
            return
        is_mentioned = any(name in message.content for name in self._names)  # a reply mentions without naming
        text = self._without_mention(message.content)
        if not text or not (message.guild is None or is_mentioned or self._is_to_us(message)):
            return
        reply_to = message.reference
        event = Heard(
            platform=PLATFORM,
            event_id=_event(message),
            replay_key=None,
            room=str(message.channel.id),
            sender=str(message.author.id),
            text=text,
            name=message.author.display_name,
            at=message.created_at,
            encrypted=False,
            verified=True,
            mentioned=is_mentioned,
            reply_to=f"{reply_to.channel_id}/{reply_to.message_id}" if reply_to and reply_to.message_id else None,
            thread=str(message.channel.id) if isinstance(message.channel, discord.Thread) else None,
            quoted=_quoted(message),
            within=_within(message.channel),
        )
        self._lanes.put(event.room, partial(until_heard, self._hear, event, lasts=None, now=self._now))

    async def _commanded(self, interaction: Any) -> None:
        data, locale = interaction.data, self._locale(interaction)
        if data.get("type") == catalogue.MESSAGE:
            asker = str(interaction.user.id)
            path, values = catalogue.menu(data, self._phrasebook, asker) or ((data["name"],), {})
            form = self._forms.begun(path, values, locale)
        else:
            path, values = route(data, self._specs, self._lexicon)
            form = self._forms.missing(path, values, locale)
        if form is None:
            await self._take(interaction, call=Call(path=path, values=values), file=attached(data))
        else:
            await self._show(interaction, form)

    async def _submitted(self, interaction: Any) -> None:
        custom_id, components = interaction.data["custom_id"], interaction.data.get("components")
        if filled := forms.filled(custom_id, components):
            path, values = filled
            await self._take(interaction, call=Call(path=path, values=values))
        else:
            dialog, text = forms.said(custom_id, components) or (STALE, "")
            await self._take(interaction, dialog=dialog, text=text)

    async def _typing(self, interaction: Any) -> None:
        """Offer what may be chosen; where that can't be known in time, nothing."""
        offered = await self._suggested(interaction)
        fitting = [one for one in offered if one[1].strip() and 0 < len(one[0]) <= SUGGESTION]
        choices = [discord.app_commands.Choice(name=shown[:SUGGESTION], value=value) for value, shown in fitting]
        try:
            await interaction.response.autocomplete(choices[:SUGGESTIONS])
        except _UNANSWERABLE as refusal:
            self._missed(refusal)

    async def _suggested(self, interaction: Any) -> list[tuple[str, str]]:
        found = focus(interaction.data, self._specs, self._lexicon)
        if found is None:
            return []
        typing = Typing(
            platform=PLATFORM,
            room=str(interaction.channel_id or ""),
            sender=str(interaction.user.id),
            path=found.path,
            option=found.option,
            text=found.text,
            values=found.values,
            within=_within(interaction.channel),
        )
        try:
            async with asyncio.timeout(SUGGEST_WITHIN):
                return list(await self._suggest(typing))
        except TimeoutError:
            log().info("discord.suggested_nothing")
        except Exception as error:  # noqa: BLE001  whatever it is, a form without suggestions works as well
            bug(error, what="suggestion")
        return []

    async def _take(self, interaction: Any, **said: Any) -> None:
        """Acknowledge, and hand on after everything before it in its channel."""
        event = Heard(
            platform=PLATFORM,
            event_id=str(interaction.id),
            replay_key=None,
            room=str(interaction.channel_id or ""),
            sender=str(interaction.user.id),
            name=interaction.user.display_name,
            at=interaction.created_at,
            encrypted=False,
            verified=True,
            thread=str(interaction.channel_id) if isinstance(interaction.channel, discord.Thread) else None,
            within=_within(interaction.channel),
            answer_to=f"{interaction.application_id}:{interaction.token}",
            **{"text": "", **said},
        )
        acknowledged = asyncio.create_task(self._acknowledge(interaction))
        self._acknowledging[event.answer_to] = acknowledged
        acknowledged.add_done_callback(lambda _: self._acknowledging.pop(event.answer_to))
        # What one person asks is done in order; fifty who answer the same announcement don't wait for each other.
        self._lanes.put(f"{event.room}/{event.sender}", partial(self._hand_on, event))
        await acknowledged

    async def acknowledged(self, answer_to: str) -> None:
        """An answer before the acknowledgement would be refused, so it waits for that, and not for ever."""
        if waiting := self._acknowledging.get(answer_to):
            await asyncio.wait({waiting}, timeout=ACKNOWLEDGE_WITHIN)

    async def _hand_on(self, event: Heard) -> None:
        """When many come at once they are all acknowledged before the first is gone into: three seconds are short."""
        if len(self._acknowledging) >= BURST:
            await asyncio.wait(set(self._acknowledging.values()), timeout=BURST_WITHIN)
        await until_heard(self._hear, event, lasts=TOKEN_LIVES, now=self._now)

    async def _acknowledge(self, interaction: Any) -> None:
        """Say that it was seen. Where Discord won't have it (too late, answered already), it is done all the same."""
        await self._respond(lambda: interaction.response.defer(ephemeral=True, thinking=True))

    async def _show(self, interaction: Any, form: discord.ui.Modal) -> None:
        """A form that can't be shown is no loss: nothing was begun, and whoever asked asks again."""
        await self._respond(lambda: interaction.response.send_modal(form))

    async def _respond(self, respond: Callable[[], Any]) -> None:
        try:
            async with asyncio.timeout(ACKNOWLEDGE_WITHIN):
                try:
                    await respond()
                except aiohttp.ClientError:  # the line broke; an answer that did arrive is refused the second time
                    await respond()
        except _UNANSWERABLE as refusal:
            self._missed(refusal)

    def _missed(self, refusal: BaseException) -> None:
        self.unacknowledged += 1
        code = refusal.code if isinstance(refusal, discord.HTTPException) else 0
        log().info(
            "discord.not_acknowledged", cause=type(refusal).__name__, code=code, count=self.unacknowledged
        )  # fmt: skip

    def _locale(self, interaction: Any) -> str:
        """The person's language, if it is one of ours."""
        locale = str(interaction.locale).partition("-")[0]
        return locale if locale in self._phrasebook.locales else SOURCE_LOCALE

    def _without_mention(self, text: str) -> str:
        """The person's words without the bot's name; other people's ids as they would be typed."""
        for name in self._names:
            text = text.replace(name, " ")
        return _MENTION.sub(r"\1", text).strip(" \t\n,:")

    def _is_to_us(self, message: discord.Message) -> bool:
        original = message.reference.resolved if message.reference else None
        return isinstance(original, discord.Message) and str(original.author.id) == self._account


def is_said_by_a_person(message: discord.Message) -> bool:
    """Whether it is somebody's own new text: no bot's, no webhook's, none of Discord's own, no caption, no code."""
    is_own = not message.author.bot and message.webhook_id is None
    is_text = message.type in (discord.MessageType.default, discord.MessageType.reply) and not message.attachments
    return is_own and is_text and _CODE.fullmatch(message.content) is None


def _is_ours(interaction: Any) -> bool:
    """Whether a component is one of ours, and on the message that it says it is on: then its item takes it."""
    rows = interaction.message.components if interaction.message else ()
    on_it = {getattr(one, "custom_id", None) for row in rows for one in getattr(row, "children", ())}
    custom_id = interaction.data["custom_id"]
    return custom_id in on_it and is_known(custom_id)


def _event(message: discord.Message) -> str:
    return f"{message.channel.id}/{message.id}"


def _quoted(message: discord.Message) -> Quoted | None:
    """The message replied to, if it is a person's own text."""
    original = message.reference.resolved if message.reference else None
    if not isinstance(original, discord.Message) or not is_said_by_a_person(original) or not original.content.strip():
        return None
    return Quoted(sender=str(original.author.id), text=original.content.strip())


def _within(channel: Any) -> str | None:
    """The channel that a thread belongs to; None for what is no thread."""
    return str(channel.parent_id) if isinstance(channel, discord.Thread) else None
