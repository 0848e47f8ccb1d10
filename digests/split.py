"""An issue in parts that each fit into one post: cut between items, and where it must be between sections.

How long a post may be is the platform's. What counts is the JSON in ASCII that leaves, in which an é takes six bytes:
that holds for every platform, if not exactly.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from digests.compose import compose, head
from digests.facts import Facts
from storage.message import Message, Prose, Value

_PHRASE = 60  # bytes that our own words of a line take, about


def issue_parts(facts: Facts, *, room: str, size: int, locales: Sequence[str]) -> tuple[Message, ...]:
    """The issue as a room gets it, post by post. Raises ValueError when there is nothing to say."""
    rest = head(facts, room=room, key="digest-issue-part", number=0, of=0)
    first, *others = split(compose(facts, room=room), rest, size=size, locales=locales)
    counted = {"of": len(others) + 1}
    return (
        first,
        *(replace(one, values={**one.values, "number": number, **counted}) for number, one in enumerate(others, 2)),
    )


def split(message: Message, rest: Message, *, size: int, locales: Sequence[str]) -> tuple[Message, ...]:
    """The message in parts of at most `size` bytes in these languages together, unless one item is longer.

    The first part begins as the message does, each other one with `rest` and, where a section goes on, its heading
    again. Nothing is left out, nothing said twice but headings, and none ends a part.
    """
    room = size - max(weight(replace(one, below=()), locales) for one in (message, rest))
    parts: list[list[Message]] = [[]]
    taken = 0
    heading: Message | None = None
    is_headed = True
    for one in message.below:
        if one.key == "next-step":  # little, and nothing without what it follows
            parts[-1].append(one)
            continue
        if is_heading(one):
            heading, is_headed = one, False
            continue
        own, above = weight(one, locales), weight(heading, locales) if heading else 0
        if parts[-1] and taken + own + (0 if is_headed else above) > room:
            parts.append([])
            taken, is_headed = 0, heading is None
        if heading is not None and not is_headed:
            parts[-1].append(heading)
            taken, is_headed = taken + above, True
        parts[-1].append(one)
        taken += own
    first, *others = parts
    return (replace(message, below=tuple(first)), *(replace(rest, below=tuple(part)) for part in others))


def is_heading(message: Message) -> bool:
    """Whether it is the heading of what follows."""
    return not message.key.startswith(("line-", "digest-item", "next-step"))


def weight(message: Message, locales: Sequence[str]) -> int:
    """About how many bytes it takes in these languages together."""
    return sum(_weight_in(message, locale) for locale in dict.fromkeys(locales))


def _weight_in(message: Message, locale: str) -> int:
    own = _PHRASE + sum(_value(value, locale) for value in message.values.values())
    return own + sum(_weight_in(one, locale) for one in message.below)


def _value(value: Value, locale: str) -> int:
    match value:
        case str():
            return len(json.dumps(value))
        case Prose():
            return len(json.dumps(value.in_locale(locale).text)) + _PHRASE
        case tuple():
            return sum(_value(one, locale) for one in value)
        case Message():
            return _weight_in(value, locale)
    return _PHRASE // 2
