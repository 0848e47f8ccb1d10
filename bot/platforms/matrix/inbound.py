"""Room events in, events of our own out: what is a person's new text, and what only looks like one.

Commands come from people, said new and in text. So there is nothing here for edits, notices, emotes, captions and
files, forwards, bots, ourselves, redacted events, code blocks, the quoted part of a reply, and texts that people see
otherwise than the body says. A vote and a structured call are words as well, if they come encrypted from a verified
device. A table is a call that brings it, and what its caption says is nothing. Everything in an event is checked before
it is used: any member, and any homeserver, can send any JSON.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from typing import Any, TypeGuard
from urllib.parse import unquote

from bot.platforms.matrix.catalogue import COMMAND, Said
from bot.platforms.matrix.enclosed import enclosed
from bot.platforms.matrix.polls import POLL_RESPONSE, Vote, chosen
from commands.engine.heard import Call, Heard, Reacted

PLATFORM = "matrix"
LONGEST_TEXT = 40_000
"""Characters; an event is at most 65,536 bytes (Matrix spec v1.18, "Size limits")."""
LONGEST_EMOJI = 64
LONGEST_ID = 255
"""Bytes of any identifier (same section)."""
CODE_ONLY = re.compile(r"\s*(?:<p>\s*)?<(pre|code)\b.*</\1>\s*(?:</p>\s*)?", re.DOTALL | re.IGNORECASE)
PILL = re.compile(r"""<a\s[^<>]*href=["']?https://matrix\.to/#/([^"'<>?\s]+)""", re.IGNORECASE)
FORWARDED = frozenset({"m.forwarded", "org.matrix.msc2723.forwarded"})
"""What a forwarded message says of itself (MSC2723); where a client says nothing, its user said it."""
TAG = re.compile(r"(<[^<>]*>)")
BRING = Call(path=("file", "add"))
"""What it means to drop a table in a room; which rooms that may be is decided where it is heard."""
NUMBER = re.compile(r"^[ \t]*\d+[.)][ \t]", re.MULTILINE)
BODY_ONLY = re.compile(r"(?<=\])\([^()\s]*\)|^```\w+$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One room event as it came: its JSON (decrypted, where it was encrypted) and what is known of its way here."""

    room: str
    source: Mapping[str, Any]
    encrypted: bool = False
    verified: bool = False
    replay_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who the bot is: its id, the name it shows, and the accounts known to be bots."""

    user_id: str
    display_name: str = ""
    known_bots: frozenset[str] = frozenset()

    @property
    def localpart(self) -> str:
        """The part of the id that people type."""
        return self.user_id.removeprefix("@").partition(":")[0]

    def is_bot(self, user: str) -> bool:
        """Whether that is a bot or a bridged ghost: known by name, or named as application services name theirs."""
        return user in self.known_bots or user.startswith("@_")


ReadCall = Callable[[object], Said | None]
"""What a structured call says, or None."""


def no_calls(block: object) -> Said | None:
    """Nothing is taken for a call."""
    return None


def understand(received: Received, me: Me, read_call: ReadCall = no_calls) -> Heard | Reacted | Vote | None:
    """What a room event says to the bot, or None. Never raises for what is in the event."""
    source = received.source
    sender, event_id, at = source.get("sender"), source.get("event_id"), _moment(source.get("origin_server_ts"))
    content = source.get("content")
    if not _is_id(sender) or not _is_id(event_id) or at is None or not isinstance(content, Mapping):
        return None
    if sender == me.user_id or me.is_bot(sender) or _is_redacted(source) or "state_key" in source:
        return None
    if source.get("type") == "m.reaction":
        return _reaction(received.room, event_id, sender, at, content)
    heard = Heard(
        platform=PLATFORM,
        event_id=event_id,
        replay_key=received.replay_key,
        room=received.room,
        sender=sender,
        text="",
        at=at,
        encrypted=received.encrypted,
        verified=received.encrypted and received.verified,
    )
    if source.get("type") == POLL_RESPONSE:
        return _vote(heard, content)
    return _text(heard, content, me, read_call) if source.get("type") == "m.room.message" else None


def _vote(heard: Heard, content: Mapping[str, Any]) -> Vote | None:
    """A vote counts as words only from a device that vouches for it."""
    choice = chosen(content) if heard.verified else None
    if choice is None or not _is_id(choice[0]):
        return None
    return Vote(heard=replace(heard, reply_to=choice[0]), answer=choice[1])


def _text(heard: Heard, content: Mapping[str, Any], me: Me, read_call: ReadCall) -> Heard | None:
    reply_to, thread = _place(content)
    heard = replace(heard, reply_to=reply_to, thread=thread)
    spoken = _spoken(content, me)
    said = read_call(content.get(COMMAND)) if heard.verified and _may_call(content, me) else None
    if isinstance(said, Call):
        return replace(heard, call=said, text=spoken[0] if spoken else "", mentioned=True)
    if said is not None:
        return replace(heard, text=said, mentioned=True)
    return replace(heard, text=spoken[0], mentioned=spoken[1]) if spoken else _file(heard, content)


def _file(heard: Heard, content: Mapping[str, Any]) -> Heard | None:
    """A new table of the sender's own; an edit or a forward brings nothing."""
    if not _is_new(content) or not FORWARDED.isdisjoint(content):
        return None
    file = enclosed(content)
    return replace(heard, call=BRING, file=file, mentioned=True) if file else None


def _is_new(content: Mapping[str, Any]) -> bool:
    return "m.new_content" not in content and _mapping(content.get("m.relates_to")).get("rel_type") != "m.replace"


def _may_call(content: Mapping[str, Any], me: Me) -> bool:
    """Whether a message can hold a call to us: new, and with our name in m.mentions (MSC4391, "Command invocation")."""
    return content.get("msgtype") == "m.text" and _is_new(content) and _is_listed(content, me)


def _spoken(content: Mapping[str, Any], me: Me) -> tuple[str, bool] | None:
    """The person's own words, without the bot's name in front or behind, and whether the bot is addressed."""
    body, html = content.get("body"), content.get("formatted_body")
    relation = _mapping(content.get("m.relates_to"))
    if content.get("msgtype") != "m.text" or not isinstance(body, str):
        return None
    if "m.new_content" in content or relation.get("rel_type") == "m.replace":
        return None
    if not FORWARDED.isdisjoint(content):
        return None
    html = html if isinstance(html, str) else ""
    if len(body) > LONGEST_TEXT:  # more than any command has: it is told so, and nothing more is looked for in it
        body, html = body[:LONGEST_TEXT], ""
    if len(html) > 2 * LONGEST_TEXT or CODE_ONLY.fullmatch(html):
        return None
    if "m.in_reply_to" in relation:
        body = _without_quote(body)
    if html and not _is_shown(body, html):
        return None
    text, is_named = _without_name(body.strip(), me)
    if not text or _is_code(text):
        return None
    is_reply = _place(content)[0] is not None
    return text, is_named or _is_pilled(html, me) or (not is_reply and _is_listed(content, me))


def _is_listed(content: Mapping[str, Any], me: Me) -> bool:
    """Whether m.mentions names us. In a reply it does so by itself, for whoever is replied to."""
    users = _mapping(content.get("m.mentions")).get("user_ids")
    return isinstance(users, list) and me.user_id in users


def _is_pilled(html: str, me: Me) -> bool:
    """Whether the formatted text links to us, outside a quoted reply."""
    own_words = html.rpartition("</mx-reply>")[2]
    found = (unescape(target).replace("%40", "@").replace("%3A", ":") for target in PILL.findall(own_words))
    return any(target == me.user_id for target in found)


def _is_shown(body: str, html: str) -> bool:
    """Whether the formatted text, which is all that people see, says what the body says: the same letters and digits.

    Somebody's name is written as their name or as their id; a link's target, the number of an item and the language of
    a code block stand in the body alone.
    """
    said, pieces = _letters(BODY_ONLY.sub(" ", body)), list(_pieces(html.rpartition("</mx-reply>")[2]))
    by_name, by_id, unnamed = (_letters("\n".join(each)) for each in zip(*pieces, strict=True)) if pieces else ("",) * 3
    return said in (by_name, by_id, unnamed)


def _pieces(html: str) -> Iterator[tuple[str, str, str]]:
    """The words of a formatted text: with people by the name that is shown, by their id, and without either."""
    person = ""
    for piece in TAG.split(html):
        if piece.startswith("<"):
            pill = PILL.match(piece)
            person = unquote(pill[1]) if pill else "" if piece.casefold() == "</a>" else person
            continue
        words = unescape(piece)
        yield (words, person, "") if person else (words, words, words)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, NUMBER.sub("", text)))


def _without_name(text: str, me: Me) -> tuple[str, bool]:
    """The text without the bot's name at its start or end; whether it stood there as an address."""
    for name in (me.user_id, f"@{me.localpart}"):
        if text.casefold().startswith(name.casefold()):
            rest = text[len(name) :]
            if not rest or rest[0] in ":, \n\t":
                return rest.lstrip(":, \n\t"), True
        if text.casefold().endswith(f" {name}".casefold()):
            return text[: -len(name)].rstrip(), True
    for name in filter(None, (me.display_name, me.localpart)):
        if text.casefold().startswith(name.casefold()) and text[len(name) : len(name) + 1] in (":", ","):
            return text[len(name) + 1 :].lstrip(), True
    return text, False


def _without_quote(body: str) -> str:
    """The body without the fallback of a reply: the leading lines that begin with `>`."""
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).strip()


def _is_code(text: str) -> bool:
    return text.startswith("```") or (len(text) > 1 and text.startswith("`") and text.endswith("`"))


def _place(content: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The event replied to and the thread's root. A thread's fallback reply is no reply."""
    relation = _mapping(content.get("m.relates_to"))
    target = _mapping(relation.get("m.in_reply_to")).get("event_id")
    thread = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
    if relation.get("is_falling_back") is True:
        target = None
    return (target if _is_id(target) else None), (thread if _is_id(thread) else None)


def _reaction(room: str, event_id: str, sender: str, at: datetime, content: Mapping[str, Any]) -> Reacted | None:
    relation = _mapping(content.get("m.relates_to"))
    target, emoji = relation.get("event_id"), relation.get("key")
    if relation.get("rel_type") != "m.annotation" or not _is_id(target):
        return None
    if not isinstance(emoji, str) or not 0 < len(emoji) <= LONGEST_EMOJI:
        return None
    return Reacted(platform=PLATFORM, event_id=event_id, room=room, sender=sender, target=target, emoji=emoji, at=at)


def _is_redacted(source: Mapping[str, Any]) -> bool:
    return "redacted_because" in _mapping(source.get("unsigned"))


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_id(thing: object) -> TypeGuard[str]:
    """No id holds half a surrogate pair, which JSON can say and no database can keep."""
    return isinstance(thing, str) and 0 < len(thing) <= LONGEST_ID and thing.isprintable()


def _mapping(thing: object) -> Mapping[str, Any]:
    return thing if isinstance(thing, Mapping) else {}
