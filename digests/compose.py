"""From facts to the Affiliate Update: one Message, its sections in their order, those without anything left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from digests.facts import Facts, Restricted
from storage.lesson import Lesson, Theme
from storage.message import Message, Value, Word, say, word_of
from storage.question import Question
from storage.update import Section, UpdateItem

START = 100  # characters of a text that stand for it in a line


class Coded(Protocol):
    """What has a reference."""

    @property
    def code(self) -> str:
        """The reference."""


T = TypeVar("T", bound=Coded)


def compose(facts: Facts, *, room: str) -> Message:
    """The issue for a room of this name. Raises ValueError when there is nothing to say."""
    if not facts.codes:
        raise ValueError("an issue without items")
    return head(facts, room=room).then(*sections(facts)).step("lesson", "add")


def sections(facts: Facts) -> list[Message]:
    """All there is to say below a head, section by section."""
    lists = _lists(facts)
    return [one for section in ordered(facts.leads) for one in (*_items(facts, section), *lists.get(section, ()))]


def head(facts: Facts, *, room: str, key: str = "digest-issue", **more: Value) -> Message:
    """What an issue begins with."""
    month = Word(f"digest-month-{facts.period.first.month}")
    return say(key, room=room, month=month, year=facts.period.month[:4], label=facts.label, **more)


def ordered(leads: Sequence[str]) -> list[Section]:
    """The sections: those put first, then the others in their usual order."""
    return sorted(Section, key=lambda section: _place(section.value, leads))


def _place(what: str, leads: Sequence[str]) -> int:
    return leads.index(what) if what in leads else len(leads)


def _lists(facts: Facts) -> dict[Section, list[Message]]:
    """What is gathered from the work itself, by section."""
    coming = _lines(
        facts,
        "digest-coming",
        "coming",
        facts.coming,
        lambda one: say("line-digest-coming", code=one.code, title=one.title, starts=one.starts),
    )
    held = _lines(
        facts,
        "digest-held",
        "held",
        facts.held,
        lambda one: say(
            "line-digest-held", code=one.code, title=one.title, starts=one.starts, minutes=int(bool(one.minutes_text))
        ),
    )
    answered = _lines(facts, "digest-questions", "questions", facts.questions, _question)
    unanswered = _lines(facts, "digest-unanswered", "unanswered", facts.unanswered, _question)
    return {
        Section.MEETINGS: [*coming, *held],
        Section.LESSONS: _lines(facts, "digest-lessons", "lessons", facts.lessons, _lesson),
        Section.QUESTIONS: [*unanswered, *answered],
        Section.ACTIONS: _lines(facts, "digest-actions", "actions", facts.actions, lambda one: say(
            "line-digest-action", code=one.code, text=_start(one.text)
        )),
    }  # fmt: skip


def pointer(restricted: Restricted) -> Message:
    """What is said of summaries that the room has already, of an engagement or a disclosure of all in it: their
    references; and of brands that disclosed something, that they did.
    """
    if restricted.companies:
        return say("digest-disclosed", count=len(restricted.companies), companies=restricted.companies).step(
            "lesson", "list", rest=f"theme:{{{word_of(Theme.DISCLOSURES).key}}}"
        )
    if restricted.section is Section.DISCLOSURES:
        [code] = restricted.codes
        return say("digest-disclosure", code=code).step("disclosure", "show", rest=code)
    if restricted.section is Section.ENGAGEMENTS:
        [code] = restricted.codes
        return say("digest-engagement", code=code).step("engagement", "show", rest=code)
    return say("digest-summaries", count=len(restricted.codes), codes=restricted.codes).step(
        "summary", "show", rest=restricted.codes[0]
    )


def references(facts: Facts) -> Message:
    """For staff, the references of the items, which readers don't see: they say how many there are for others."""
    return say("digest-references", codes=tuple(one.code for one in facts.updates))


def corrected(message: Message, code: str, by: Message) -> Message | None:
    """A part of an issue in which the item of this reference is replaced, None where it does not stand."""
    is_there = any(one.values.get("code") == code and one.key in ITEMS for one in message.below)
    below = tuple(
        by if one.values.get("code") == code and one.key in ITEMS else one for one in message.below
    )  # fmt: skip
    return replace(message, below=below) if is_there else None


ITEMS = frozenset({"digest-item", "digest-item-said", "digest-item-corrected"})
"""The keys of posted items. Their reference is a value that no phrase shows."""


def _items(facts: Facts, section: Section) -> list[Message]:
    found = [one for one in facts.updates if one.section is section]
    if not found:
        return []
    inside = sorted(found, key=lambda one: _place(one.code, facts.leads))
    items = [_item(one, facts.said.get(one.code)) for one in inside]
    return [say("digest-section", section=word_of(section)), *items]


def _item(one: UpdateItem, by: str | None) -> Message:
    if by is None:
        return say("digest-item", text=one.prose, code=one.code)
    return say("digest-item-said", text=one.prose, code=one.code, by=by)


def _lines(facts: Facts, key: str, kind: str, found: Sequence[T], line: Callable[[T], Message]) -> list[Message]:
    if not found:
        return []
    left = facts.more.get(kind, 0)
    more = [say("line-digest-more", count=left)] if left else []
    inside = sorted(found, key=lambda one: _place(one.code, facts.leads))
    return [say(key, count=len(found) + left), *map(line, inside), *more]


def _question(question: Question) -> Message:
    return say("line-digest-question", code=question.code, text=_start(question.text))


def _lesson(lesson: Lesson) -> Message:
    outcome: Value = word_of(lesson.outcome) if lesson.outcome else ""
    return say("line-digest-lesson", code=lesson.code, title=lesson.title, outcome=outcome)


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= START else f"{line[:START].rstrip()} …"
