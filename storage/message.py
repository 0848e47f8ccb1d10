"""What the bot says, before it is words: a phrase key, typed values, and the messages below it.

A Message is stored (a parcel carries it, sealed) and rendered late, in the language and the dialect of whoever
reads it. Values are typed so that each dialect escapes and formats them itself; a bare `str` is always a value to
be escaped, never markup. People's own longer text is `Prose`, and keeps the language it was written in.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from storage.access import Label


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and the IANA zone in which people speak of it. `at` is aware; stored in UTC."""

    at: datetime
    zone: str

    @property
    def local(self) -> datetime:
        """The wall time in the moment's own zone."""
        return self.at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Prose:
    """Text that a person wrote, Markdown allowed, with the language it exists in ("en", "fr", or "" if unknown).

    `other` is the same in another language: each reader gets their own, or the one there is.
    """

    text: str
    locale: str = ""
    other: "Prose | None" = None

    def in_locale(self, locale: str) -> "Prose":
        """The text in this language if it exists in it, else the first."""
        if self.other is not None and locale == self.other.locale:
            return self.other
        return self


@dataclass(frozen=True, slots=True)
class Step:
    """A command ready to send, as words of the English spec: each reader sees their own language and prefix.

    `path` is ("meeting", "schedule"); `rest` is what follows, as typed; a closed word in it stands as
    `{word-answer-yes}`.
    """

    path: tuple[str, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A closed word (a state, a role, an answer) that has a phrase of its own: `key` names that phrase."""

    key: str


def word_of(member: StrEnum) -> Word:
    """The phrase of a closed enumeration's member: `Role.LIAISON` is "word-role-liaison"."""
    return _word(type(member), member.value)  # not the member: equal values of two kinds are equal


@cache
def _word(kind: type[StrEnum], value: str) -> Word:
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    return Word(f"word-{name}-{re.sub(r'[^a-z0-9]+', '-', value.lower())}")


@dataclass(frozen=True, slots=True)
class Link:
    """An address made by us (a room, an event of ours), shown as `text`."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person addressed: `external_id` is notified where the platform carries mentions, `name` is shown."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose with a click. Whatever it does can be typed as well, so platforms without buttons show none.

    `does` is what the platform hands back: "reply:yes" (a short reply to this very post), "dialog:ID:yes" (an answer to
    a question), "pick:ID" with a `value` (one of several), "write:ID:OPTION" (a text), "call:lesson used:L-12" (a
    command about what has this reference, which is the `value` that its label may name), "link".
    """

    does: str
    label: "Word | Link | str"
    value: str = ""


Value: TypeAlias = (
    "str | int | Moment | date | Label | Prose | Step | Word | Link | Mention | Message | tuple[Value, ...]"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A phrase with its values; `below` are further messages, each a paragraph or a list item of its own.

    `offers` are what can be chosen with a click.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    below: tuple["Message", ...] = ()
    offers: tuple[Offer, ...] = ()

    def then(self, *more: "Message") -> "Message":
        """This message followed by `more`, in order."""
        return replace(self, below=self.below + more)

    def offering(self, *offers: Offer) -> "Message":
        """This message with something to choose by a click."""
        return replace(self, offers=self.offers + offers)

    @property
    def choices(self) -> tuple[Offer, ...]:
        """All that is offered here and below, each once."""
        found = [*self.offers, *(offer for message in self.below for offer in message.choices)]
        return tuple(dict.fromkeys(found))

    def step(self, *path: str, rest: str = "") -> "Message":
        """This message followed by the one next step, ready to send."""
        return self.then(say("next-step", step=Step(path, rest)))

    def keys(self) -> Iterable[str]:
        """Every phrase key in this message, itself first; what tests assert."""
        yield self.key
        for value in self.values.values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, Message):
                    yield from one.keys()
        for message in self.below:
            yield from message.keys()

    def to_json(self) -> str:
        """A stable text form (sorted keys), fit for storing and for hashing."""
        return json.dumps(_pack(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> "Message":
        """The message whose `to_json` gave this text. Raises ValueError or KeyError on anything else."""
        message = _unpack(json.loads(text))
        if not isinstance(message, Message):
            raise ValueError("not a message")
        return message


def say(key: str, **values: Value) -> Message:
    """A message in one breath: `say("meeting-scheduled", code=meeting.code)`."""
    return Message(key, values)


def _pack(value: Value) -> Any:
    match value:
        case Label():
            return {"!": "label", "v": value.value}
        case str() | int():
            return value
        case Moment():
            return {"!": "moment", "at": value.at.astimezone(UTC).isoformat(), "zone": value.zone}
        case datetime():
            raise TypeError("a bare datetime has no zone to be shown in: use Moment")
        case date():
            return {"!": "date", "v": value.isoformat()}
        case Prose():
            prose: dict[str, Any] = {"!": "prose", "text": value.text, "locale": value.locale}
            return {**prose, "other": _pack(value.other)} if value.other else prose
        case Step():
            return {"!": "step", "path": list(value.path), "rest": value.rest}
        case Word():
            return {"!": "word", "key": value.key}
        case Link():
            return {"!": "link", "url": value.url, "text": value.text}
        case Mention():
            return {"!": "mention", "id": value.external_id, "name": value.name}
        case Message():
            packed: dict[str, Any] = {
                "!": "message",
                "key": value.key,
                "values": {name: _pack(one) for name, one in value.values.items()},
                "below": [_pack(one) for one in value.below],
            }
            if value.offers:
                packed["offers"] = [[one.does, _pack(one.label), one.value] for one in value.offers]
            return packed
        case tuple():
            return {"!": "list", "v": [_pack(one) for one in value]}
    raise TypeError(f"{type(value).__name__} can't be part of a message")


def _unpack(data: Any) -> Value:
    if isinstance(data, str | int):
        return data
    match data["!"]:
        case "label":
            return Label(data["v"])
        case "moment":
            return Moment(datetime.fromisoformat(data["at"]), data["zone"])
        case "date":
            return date.fromisoformat(data["v"])
        case "prose":
            other = _unpack(data["other"]) if "other" in data else None
            return Prose(data["text"], data["locale"], other if isinstance(other, Prose) else None)
        case "step":
            return Step(tuple(data["path"]), data["rest"])
        case "word":
            return Word(data["key"])
        case "link":
            return Link(data["url"], data["text"])
        case "mention":
            return Mention(data["id"], data["name"])
        case "list":
            return tuple(_unpack(one) for one in data["v"])
        case "message":
            values = {name: _unpack(one) for name, one in data["values"].items()}
            below = tuple(one for one in map(_unpack, data["below"]) if isinstance(one, Message))
            offers = tuple(_offer(*one) for one in data.get("offers", ()))
            return Message(data["key"], values, below, offers)
    raise ValueError("unknown kind of value")


def _offer(does: str, packed: Any, value: str) -> Offer:
    label = _unpack(packed)
    if not isinstance(label, Word | Link | str):
        raise ValueError("not a label")
    return Offer(does, label, value)
