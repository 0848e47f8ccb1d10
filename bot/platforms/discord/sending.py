"""Messages out: posted, changed, taken back, answered, and looked for.

**Once.** A message is sent with the parcel's key as its nonce, enforced: for some minutes Discord answers a repeated
one with the first. Later than that it has to be looked for, and Discord forgets a nonce as soon as it has told it: it
is in the answer to the sending and in the gateway's one MESSAGE_CREATE, and in no later GET (discord.py issue 2451). So

    the gateway told of a message with this nonce               it is that one
    else, in the channel since the first try                    a message of ours that looks exactly as this one would
                                                                (words, card, file), and isn't known as another's
    a text that isn't given, and messages of ours since then    nobody can say

Nothing is written into a message to know it by: readers would see it, and copies would carry it.

**Withdrawn** means emptied and then deleted, one by one: an edit reaches whoever has the message open, at once.
"""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import discord
from discord.http import MultipartParameters, Route

from bot.platform import Attachment, Never, Rendered, Target
from bot.platforms.discord.faults import translating
from bot.platforms.discord.outbound import NEUTRAL, Draft, draft, draft_file, emptied, fingerprint_of
from bot.platforms.discord.rest import Rest, packed
from bot.platforms.discord.threads import FORUMS, Threads

NONCE = 25  # characters that Discord takes
REMEMBERED = 2000  # nonces the gateway told of
PAGE = 100
PAGES = 20  # of a channel's history, at most, to look for one message

OVER = frozenset({10008, 10015, 10062, 50027})
"""Codes for an answer that can't be given any more: its token is forgotten, or its message is gone."""

TITLE = 90  # characters of a forum post's name
_MARKS = re.compile(r"[*_`~\\]|^(?:> )?[#-]+ ")
_RAW = re.compile(r"<[@#t:/][^>]*>")
_CODE = re.compile(r"\b[A-Z]{1,4}-[A-Z0-9-]{2,20}\b")


class Sending:
    """Everything that a channel or an asker gets. Raises Later, Never and Fatal."""

    def __init__(self, rest: Rest, threads: Threads, account: str) -> None:
        self._rest = rest
        self._threads = threads
        self._account = account
        self._sent: OrderedDict[str, str] = OrderedDict()
        self._kinds: dict[str, int] = {}

    def remember(self, nonce: str, event: str) -> None:
        """A message of ours, and the nonce it was sent with; told once."""
        self._sent[nonce] = event
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)

    def learn(self, kinds: Mapping[str, int]) -> None:
        """What type these channels are, so that nobody has to be asked before a post."""
        self._kinds.update(kinds)

    @translating()
    async def post(self, target: Target, text: Rendered, key: str) -> str:
        """A text into a channel, a thread or a forum."""
        _in_clear(target)
        return await self._put(target, draft(text), key, title=_title(text.plain))

    @translating()
    async def send_file(self, target: Target, attachment: Attachment, key: str) -> str:
        """A file; as part of an answer that is given, where the target is one."""
        _in_clear(target)
        made = draft_file(attachment)
        if target.answer_to:
            return await self._answer(target.answer_to, made)
        return await self._put(target, made, key, title=attachment.name)

    @translating()
    async def answer(self, handle: str, text: Rendered) -> str:
        """What one asker alone sees. Raises Never("answer-over")."""
        return await self._answer(handle, draft(text))

    @translating()
    async def edit(self, target: Target, event: str, text: Rendered) -> str:
        """New words for a message of ours; it stays the same event."""
        _in_clear(target)
        if target.answer_to:
            return await self._answer(target.answer_to, draft(text))
        channel, message = _split(event)
        await self._change(channel, message, draft(text))
        return event

    @translating()
    async def pin(self, event: str) -> None:
        """A message of ours among the channel's pins."""
        channel, message = _split(event)
        await self._threads.awake(channel, lambda: self._rest.client().http.pin_message(channel, message))

    @translating()
    async def redact(self, target: Target, event: str) -> None:
        """Emptied, then deleted. What is gone already is as good; a private answer can only be emptied."""
        if target.answer_to:
            await self._answer(target.answer_to, emptied())
            return
        channel, message = _split(event)
        try:
            await self._change(channel, message, emptied(), despite_lock=True)
            if channel == message:  # the first message of a forum's post gave it its name
                await self._awake(channel, lambda: self._rest.client().http.edit_channel(channel, name=NEUTRAL))
        except discord.NotFound:
            return
        except discord.Forbidden:  # it may be deleted all the same, and that counts
            pass
        try:
            await self._awake(channel, lambda: self._rest.client().http.delete_message(channel, message))
        except discord.NotFound:
            return

    @translating()
    async def find(
        self, target: Target, text: Rendered | Attachment | None, *, key: str, since: datetime
    ) -> str | None:
        """What was sent with this key. Raises Never("not-certain") where nobody can say."""
        if known := self._sent.get(key[:NONCE]):
            return known
        if await self._is_forum(target):
            return await self._threads.find_post(target.room, key=key, since=since)
        channel = await self._threads.channel(target, title=NEUTRAL)
        wanted = None if text is None else (draft(text) if isinstance(text, Rendered) else draft_file(text)).fingerprint
        others = set(self._sent.values())
        for message in await self._ours(channel, since):
            event = f"{channel}/{message['id']}"
            if event in others:
                continue
            if wanted is None:
                raise Never("not-certain")
            if fingerprint_of(message) == wanted:
                return event
        return None

    async def _put(self, target: Target, made: Draft, key: str, *, title: str) -> str:
        if await self._is_forum(target):

            def build(heading: dict[str, Any]) -> MultipartParameters:
                return packed({**heading, "message": dict(made.body)}, made)

            return await self._threads.open_post(target.room, title, build, key=key)
        channel = await self._threads.channel(target, title=title)
        sent = await self._rest.send(
            Route("POST", "/channels/{channel_id}/messages", channel_id=channel),
            made,
            nonce=key[:NONCE],
            enforce_nonce=True,
            **_replying(channel, target),
        )
        event = f"{channel}/{sent['id']}"
        self.remember(key[:NONCE], event)
        return event

    async def _is_forum(self, target: Target) -> bool:
        if target.thread is not None:
            return False
        if (kind := self._kinds.get(target.room)) is not None:
            return kind in FORUMS
        return await self._threads.is_forum(target.room)

    async def _awake(self, channel: str, deed: Callable[[], Awaitable[object]]) -> None:
        """What is taken back goes even from a thread that moderators closed."""
        await self._threads.awake(channel, deed, despite_lock=True)

    async def _change(self, channel: str, message: str, made: Draft, *, despite_lock: bool = False) -> None:
        route = Route(
            "PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=channel, message_id=message
        )  # fmt: skip
        await self._threads.awake(channel, lambda: self._rest.send(route, made), despite_lock=despite_lock)

    async def _answer(self, handle: str, made: Draft) -> str:
        try:
            message = await self._rest.answer(handle, made)
        except discord.HTTPException as refusal:
            if refusal.status in (401, 404) or refusal.code in OVER:  # 401 is about the token of the answer, not ours
                raise Never("answer-over") from refusal
            raise
        return f"{message['channel_id']}/{message['id']}"

    async def _ours(self, channel: str, since: datetime) -> list[Mapping[str, Any]]:
        """Our own messages there since then, the oldest first. Raises Never where there are too many to look at."""
        ours: list[Mapping[str, Any]] = []
        after = discord.utils.time_snowflake(since)
        for _ in range(PAGES):
            page: Any = await self._rest.client().http.logs_from(channel, PAGE, after=after)
            page = sorted(page, key=lambda one: int(one["id"]))
            ours += [one for one in page if str(one["author"]["id"]) == self._account]
            if len(page) < PAGE:
                return ours
            after = int(page[-1]["id"])
        raise Never("not-certain")


def _in_clear(target: Target) -> None:
    """Raises Never where nothing may leave in clear: there is nothing else here."""
    if target.encrypted:
        raise Never("not-encrypted")


def _split(event: str) -> tuple[str, str]:
    """Channel and message. Raises Never for what is no message of ours."""
    channel, _, message = event.partition("/")
    if not (channel.isdecimal() and message.isdecimal()):
        raise Never("no-such-event")
    return channel, message


def _replying(channel: str, target: Target) -> Mapping[str, Any]:
    """The reference to the message replied to; a command is no message, and one elsewhere can't be replied to."""
    where, _, message = (target.reply_to or "").partition("/")
    if where != channel or not message.isdecimal():
        return {}
    return {"message_reference": {"channel_id": where, "message_id": message, "fail_if_not_exists": False}}


def _title(plain: str) -> str:
    """What names a thread: the reference that the text begins with, or else its first words."""
    first = _RAW.sub("", plain.partition("\n")[0])
    if code := _CODE.search(first):
        return code[0]
    return _MARKS.sub("", first)[:TITLE]
