"""Files that are written or drawn when they leave: a page of messages, or a picture (bars, bands, or how far each of
several things is). Like a Message they are stored as what they say, and become words in the language of whoever reads
them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.message import Message


class PageForm(StrEnum):
    """What a page is written as."""

    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Messages one below the other, in these languages (the room's if none)."""

    messages: tuple[Message, ...]
    form: PageForm
    locales: tuple[str, ...] = ()

    def to_data(self) -> Mapping[str, Any]:
        """As stored in a parcel's payload."""
        return {"page": self.form.value, "messages": [one.to_json() for one in self.messages]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars of whole numbers, each with what it counts; `name` tells nothing and is the file's."""

    name: str
    title: Message
    bars: tuple[tuple[Message, int], ...]
    locales: tuple[str, ...] = ()

    def to_data(self) -> Mapping[str, Any]:
        """As stored in a parcel's payload."""
        bars = [[label.to_json(), count] for label, count in self.bars]
        return {"chart": self.name, "title": self.title.to_json(), "bars": bars}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Bands side by side, from the least to the most, with the one that was `reached`, if that may be told; `label`
    says what is measured, and which band that is.
    """

    label: Message
    bands: tuple[Message, ...]
    reached: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Scales one below the other: a picture in which no figure stands."""

    name: str
    title: Message
    scales: tuple[Scale, ...]
    locales: tuple[str, ...] = ()

    def to_data(self) -> Mapping[str, Any]:
        """As stored in a parcel's payload."""
        scales = [[one.label.to_json(), [band.to_json() for band in one.bands], one.reached] for one in self.scales]
        return {"bands": self.name, "title": self.title.to_json(), "scales": scales}


class Mark(StrEnum):
    """How far something is, by a drawing of its own: nobody has to tell colours apart."""

    EMPTY = "empty"
    HALF = "half"
    HATCHED = "hatched"  # somebody says that it is done
    FULL = "full"  # somebody found that it is done
    CROSSED = "crossed"  # somebody found that it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing: what it is, how far, and the same in words; `urgent` puts a sign before these."""

    label: Message
    mark: Mark
    words: Message
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Several things and how far each is, and below them `more`, a word about those that have no room."""

    name: str
    title: Message
    lines: tuple[Line, ...]
    more: Message | None = None
    locales: tuple[str, ...] = ()

    def to_data(self) -> Mapping[str, Any]:
        """As stored in a parcel's payload."""
        lines = [[one.label.to_json(), one.mark.value, one.words.to_json(), one.urgent] for one in self.lines]
        more = self.more.to_json() if self.more else None
        return {"board": self.name, "title": self.title.to_json(), "lines": lines, "more": more}


Paper = Page | Chart | Bands | Board


def paper_of(data: Mapping[str, Any]) -> Paper:
    """The paper that was stored. Raises KeyError or ValueError on anything else."""
    if "page" in data:
        return Page(messages=_messages(data["messages"]), form=PageForm(data["page"]))
    title = Message.from_json(data["title"])
    if "bands" in data:
        scales = (
            Scale(label=Message.from_json(label), bands=_messages(bands), reached=reached)
            for label, bands, reached in data["scales"]
        )
        return Bands(name=data["bands"], title=title, scales=tuple(scales))
    if "board" in data:
        lines = (
            Line(label=Message.from_json(label), mark=Mark(mark), words=Message.from_json(words), urgent=urgent)
            for label, mark, words, urgent in data["lines"]
        )
        more = Message.from_json(data["more"]) if data["more"] else None
        return Board(name=data["board"], title=title, lines=tuple(lines), more=more)
    bars = tuple((Message.from_json(label), int(count)) for label, count in data["bars"])
    return Chart(name=data["chart"], title=title, bars=bars)


def _messages(data: Iterable[str]) -> tuple[Message, ...]:
    return tuple(map(Message.from_json, data))
