"""The words that Discord shows for our commands: the English ones, and every other language as localisations.

Discord writes names in small letters without spaces, and gives a description 100 characters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.dialect import spelt
from bot.phrasebook import Phrasebook
from commands.engine.lexicon import SOURCE_LOCALE, CommandPath, Lexicon
from commands.engine.words import ClosedWords

DESCRIPTION = 100
"""Characters of a description."""

_SENTENCE = re.compile(r"(?<=[.?!]) +")
_MARKUP = re.compile(r"[`*]")


@dataclass(frozen=True, slots=True)
class Wording:
    """How commands, options and choices are called and described, in each language there is."""

    lexicon: Lexicon
    phrasebook: Phrasebook
    words: ClosedWords

    def commanded(self, path: CommandPath) -> dict[str, Any]:
        """The name of a topic, or of a verb within its topic."""
        return self._in_all("name", lambda locale: command_name(self.lexicon, path, locale))

    def called(self, option: str, path: CommandPath) -> dict[str, Any]:
        """The name of an option after this path."""
        return self._in_all("name", lambda locale: spelt(self.lexicon.option_word(option, path, locale)))

    def titled(self, key: str) -> dict[str, Any]:
        """The name that stands among the phrases, as it stands there."""
        return self._in_all("name", lambda locale: self.phrasebook.phrase(locale, key, {}))

    def described(self, key: str) -> dict[str, Any]:
        """A phrase as a description."""
        return self._in_all("description", lambda locale: shortened(self.phrasebook.phrase(locale, key, {})))

    def shown(self, member: StrEnum) -> dict[str, Any]:
        """A closed word as a choice; its value is understood in every language and stays when phrases change."""
        return {**self._in_all("name", lambda locale: self.words.shown(member, locale)), "value": member.value}

    def _in_all(self, field: str, text: Callable[[str], str]) -> dict[str, Any]:
        others = [locale for locale in self.phrasebook.locales if locale != SOURCE_LOCALE]
        return {field: text(SOURCE_LOCALE), f"{field}_localizations": {locale: text(locale) for locale in others}}


def command_name(lexicon: Lexicon, path: CommandPath, locale: str) -> str:
    """The last word of a path as Discord writes it: ("summary", "send-back") is "send-back" or "renvoyer"."""
    return spelt(lexicon.names_of(path, locale)[-1])


def shortened(text: str) -> str:
    """As many whole sentences as a description holds, or else as many words; without markup."""
    plain = " ".join(_MARKUP.sub("", text).split())
    kept = ""
    for sentence in _SENTENCE.split(plain):
        if len(longer := f"{kept} {sentence}".strip()) > DESCRIPTION:
            break
        kept = longer
    return kept or f"{plain[:DESCRIPTION].rpartition(' ')[0]}…"
