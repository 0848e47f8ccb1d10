"""From facts to the Affiliate Update: one Message, its sections in a fixed order, those without anything left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from digests.facts import Facts, Restricted
from storage.lesson import Lesson
from storage.message import Message, Prose, Value, Word, say, word_of
from storage.update import Section

MOST = 10  # lines of a section; of the rest, the number
START = 100  # characters of a text that stand for it in a line

T = TypeVar("T")


def compose(facts: Facts, *, room: str) -> Message:
    """The issue for a room of this name. Raises ValueError when there is nothing to say."""
    if not facts.is_enough:
        raise ValueError("an issue without items")
    sections = [
        *[_items(facts, section) for section in Section],
        _lines("digest-coming", facts.coming, lambda one: say(
            "line-digest-coming", code=one.code, title=one.title, starts=one.starts
        )),
        _lines("digest-held", facts.held, lambda one: say(
            "line-digest-held", code=one.code, title=one.title, starts=one.starts, minutes=int(bool(one.minutes_text))
        )),
        _lines("digest-questions", facts.questions, lambda one: say(
            "line-digest-question", code=one.code, text=_start(one.text)
        )),
        _lines("digest-lessons", facts.lessons, _lesson),
        _lines("digest-actions", facts.actions, lambda one: say(
            "line-digest-action", code=one.code, text=_start(one.text)
        )),
    ]  # fmt: skip
    head = say("digest-issue", room=room, month=_month(facts), year=facts.period.month[:4], label=facts.label)
    message = head.then(*[one for section in sections for one in section])
    return message.step("lesson", "add")


def pointer(restricted: Restricted) -> Message:
    """What is said of summaries that the room has already: how many, and their references."""
    return say("digest-summaries", count=len(restricted.codes), codes=restricted.codes).step(
        "summary", "show", rest=restricted.codes[0]
    )


def references(facts: Facts) -> Message:
    """For staff, the references of the items, which readers don't see: they say how many there are for others."""
    return say("digest-references", codes=tuple(one.code for one in facts.updates))


def _items(facts: Facts, section: Section) -> list[Message]:
    found = [one for one in facts.updates if one.section is section]
    if not found:
        return []
    items = [say("digest-item", text=Prose(one.text, one.locale)) for one in found]
    return [say("digest-section", section=word_of(section)), *items]


def _lines(key: str, found: Sequence[T], line: Callable[[T], Message]) -> list[Message]:
    if not found:
        return []
    more = [say("line-digest-more", count=len(found) - MOST)] if len(found) > MOST else []
    return [say(key, count=len(found)), *map(line, found[:MOST]), *more]


def _lesson(lesson: Lesson) -> Message:
    outcome: Value = word_of(lesson.outcome) if lesson.outcome else ""
    return say("line-digest-lesson", code=lesson.code, title=lesson.title, outcome=outcome)


def _month(facts: Facts) -> Word:
    return Word(f"digest-month-{facts.period.first.month}")


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= START else f"{line[:START].rstrip()} …"
