"""Closed words in every language: the members of enumerations as people see and type them, and short answers.

Each member has a phrase (`word-role-liaison`); further words that are understood for it stand in `also-role-liaison`,
separated by `|`. The member's own value is always understood.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from commands.engine.lexicon import PHRASES, SOURCE_LOCALE, plain_texts
from commands.engine.tokens import fold
from storage.message import Message, Offer, Word, word_of

E = TypeVar("E", bound=StrEnum)

KINDS = ("word-", "also-", "language-")  # what the keys begin with


class Answer(StrEnum):
    """A short reply to something the bot posted or asked."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    DONE = "done"
    RECEIVED = "received"
    READ = "read"
    APPROVE = "approve"
    BACK = "back"
    CANCEL = "cancel"
    HOLD = "hold"
    ORDER = "order"
    DROP = "drop"


def replying(message: Message, *answers: Answer) -> Message:
    """A post with these short replies to it to be clicked; each means what it means when it is typed."""
    return message.offering(*(Offer(f"reply:{answer}", word_of(answer)) for answer in answers))


def calling(message: Message, path: tuple[str, ...], code: str, label: Word) -> Message:
    """A post with a command to be clicked, about what has this reference: the same as to type it, wherever it stands
    and however long ago it was posted.
    """
    return message.offering(Offer(f"call:{' '.join(path)}:{code}", label, code))


class ClosedWords:
    """The words of closed enumerations, from `{locale: {key: text}}`."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._meanings: dict[type[StrEnum], Mapping[str, Any]] = {}

    @classmethod
    def load(cls, root: Path = PHRASES) -> "ClosedWords":
        """The words of the phrases in `root`, one folder for each locale."""
        return cls({folder.name: plain_texts(folder, KINDS) for folder in sorted(root.iterdir()) if folder.is_dir()})

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there are, as two-letter codes."""
        return tuple(self._texts)

    def shown(self, member: StrEnum, locale: str) -> str:
        """A member in a reader's language; its value where it has no phrase."""
        key = word_of(member).key
        own = self._texts.get(locale, {})
        return own.get(key) or self._texts[SOURCE_LOCALE].get(key, member.value)

    def meanings(self, kind: type[E]) -> Mapping[str, E]:
        """Every folded word that means a member, in all languages at once."""
        if kind not in self._meanings:
            self._meanings[kind] = self._gathered(kind)
        return self._meanings[kind]

    def _gathered(self, kind: type[E]) -> Mapping[str, E]:
        found: dict[str, E] = {}
        for member in kind:
            key = word_of(member).key
            for own in self._texts.values():
                also = own.get(key.replace("word-", "also-", 1), "").split("|")
                for word in (own.get(key, ""), *also):
                    if word.strip():
                        found.setdefault(fold(word.strip()), member)
        return {fold(member.value): member for member in kind} | found

    def locale_named(self, word: str) -> str | None:
        """The language meant by "fr", "French" or "français", or None."""
        said = fold(word.strip(" ,"))
        for locale in self._texts:
            names = {own.get(f"language-{locale}", locale) for own in self._texts.values()}
            if said in {locale, *map(fold, names)}:
                return locale
        return None
