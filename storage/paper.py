"""Files that are written or drawn when they leave: a page of messages, or a chart. Like a Message they are stored as
what they say, and become words in the language of whoever reads them.
"""

from collections.abc import Mapping
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


Paper = Page | Chart


def paper_of(data: Mapping[str, Any]) -> Paper:
    """The paper that was stored. Raises KeyError or ValueError on anything else."""
    if "page" in data:
        return Page(messages=tuple(map(Message.from_json, data["messages"])), form=PageForm(data["page"]))
    bars = tuple((Message.from_json(label), int(count)) for label, count in data["bars"])
    return Chart(name=data["chart"], title=Message.from_json(data["title"]), bars=bars)
