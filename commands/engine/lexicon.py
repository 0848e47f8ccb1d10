"""The words of commands in every language, and what they mean.

`réunion planifier` is ("meeting", "schedule"). The words are kept among the phrases, as plain texts:

    topic-meeting = meeting                 in fr/: topic-meeting = réunion
    verb-meeting-schedule = schedule        in fr/: verb-meeting-schedule = planifier
    option-minutes = minutes                in fr/: option-minutes = durée | minutes
    option-meeting-move-to = to             only for `meeting move`; goes before the general one
    ask-text = What is the text?            how an option is asked for; ask-meeting-point-text only for that command

Several words are separated by `|`: the first is the one shown, the others are understood. A topic without
verbs is a command of one word (`help`, `my`). Everybody may use every language at any time, with or without
accents.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from commands.engine.fluent_file import entries, plain_text
from commands.engine.tokens import fold, nearest

CommandPath: TypeAlias = tuple[str, ...]

PHRASES = Path(__file__).parent.parent / "phrases"
SOURCE_LOCALE = "en"
AROUND = ".,;:!?…`"  # what may stand around a word of a command, as in "help!"
KINDS = ("topic-", "verb-", "option-", "ask-")  # what the keys begin with


class Lexicon:
    """Command words of all languages at once. Built from the plain phrases: `{locale: {key: text}}`.

    Raises ValueError when one word would mean two commands or two options: that is a mistake in the phrases.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._topics = tuple(self._names("topic"))
        self._meanings: dict[CommandPath, CommandPath] = {}
        self._verbs: dict[str, dict[str, CommandPath]] = {topic: {} for topic in self._topics}
        for topic in self._topics:
            self._learn((topic,))
        for name in self._names("verb"):
            topic, _, verb = name.partition("-")
            self._learn((topic, verb))
            self._verbs[topic] |= dict.fromkeys(self._known(f"verb-{name}"), (topic, verb))
        self._longest = max(map(len, self._meanings), default=0)
        self._options: dict[str, dict[str, str]] = {}
        self._commands = {"-".join(path) for path in self._meanings.values() if len(path) > 1}
        for name in self._names("option"):
            self._learn_option(name)

    @classmethod
    def load(cls, root: Path = PHRASES) -> "Lexicon":
        """The lexicon of the phrases in `root`, one folder for each locale."""
        return cls({folder.name: plain_texts(folder, KINDS) for folder in sorted(root.iterdir()) if folder.is_dir()})

    def topics(self) -> tuple[str, ...]:
        """The topics, in the order of the phrases."""
        return self._topics

    def path_of(self, words: Sequence[str]) -> tuple[CommandPath, int] | None:
        """The longest path that these words begin with, and how many of them it took, or None.

        A topic alone is such a path too, even if it has verbs: whoever asks sees which verb is missing.
        """
        folded = tuple(fold(word).strip(AROUND) for word in words[: self._longest])
        for used in range(len(folded), 0, -1):
            if path := self._meanings.get(folded[:used]):
                return path, used
        return None

    def words_of(self, path: CommandPath, locale: str) -> str:
        """How a path is said in a language: ("meeting", "schedule") is "réunion planifier".

        Raises KeyError if it has no words.
        """
        return " ".join(self.names_of(path, locale))

    def names_of(self, path: CommandPath, locale: str) -> Sequence[str]:
        """As `words_of`, each part of the path by itself."""
        return [self._text(key, locale) for key in _keys(path)]

    def suggest(self, words: Sequence[str]) -> CommandPath | None:
        """The command that was probably meant, or None when nothing is near."""
        topics = {" ".join(said): path for said, path in self._meanings.items() if len(path) == 1}
        topic = nearest(words[0], topics) if words else None
        if topic is None:
            return None
        path = topics[topic]
        verbs = self._verbs[path[0]]
        if not verbs or len(words) == 1:
            return path
        ends = range(min(len(words), self._longest), 1, -1)
        near = (nearest(" ".join(words[1:end]), verbs) for end in ends)
        return next((verbs[verb] for verb in near if verb), None)

    def topic_among(self, words: Sequence[str]) -> str | None:
        """The first topic that is named in words of somebody's own, be it in the plural, or None."""
        for word in re.findall(r"\w+", fold(" ".join(words))):
            for form in (word, word.removesuffix("s")):
                path = self._meanings.get((form,))
                if path is not None and self._verbs[path[0]]:
                    return path[0]
        return None

    def commands_called(self, words: Sequence[str]) -> tuple[CommandPath, ...]:
        """The commands whose verb these words begin with: somebody left their topic out."""
        folded = [fold(word).strip(AROUND) for word in words[: self._longest]]
        for used in range(len(folded), 0, -1):
            said = " ".join(folded[:used])
            if found := tuple(verbs[said] for verbs in self._verbs.values() if said in verbs):
                return found
        return ()

    def option_names(self, path: CommandPath) -> dict[str, str]:
        """Every word (folded) that means an option after this path, with the name that Python gives it."""
        return self._options.get("", {}) | self._options.get("-".join(path), {})

    def option_word(self, name: str, path: CommandPath, locale: str) -> str:
        """How an option is called in a language. Raises KeyError if it has no word."""
        spelt = name.replace("_", "-")
        own = f"option-{'-'.join(path)}-{spelt}"
        return self._text(own if own in self._texts[SOURCE_LOCALE] else f"option-{spelt}", locale)

    def ask_key(self, name: str, path: CommandPath) -> str:
        """The phrase that asks for an option: the narrowest there is, for the command, its topic, or all."""
        spelt = name.replace("_", "-")
        narrowed = ("-".join(("ask", *path[:words], spelt)) for words in range(len(path), 0, -1))
        return next((key for key in narrowed if key in self._texts[SOURCE_LOCALE]), f"ask-{spelt}")

    def _names(self, kind: str) -> list[str]:
        keys = self._texts[SOURCE_LOCALE]
        return [key.removeprefix(f"{kind}-") for key in keys if key.startswith(f"{kind}-")]

    def _text(self, key: str, locale: str) -> str:
        own = self._texts.get(locale, {})
        return _words(own[key] if key in own else self._texts[SOURCE_LOCALE][key])[0]

    def _learn_option(self, rest: str) -> None:
        scope = next((scope for scope in _beginnings(rest) if scope in self._commands), "")
        name = rest.removeprefix(f"{scope}-")
        words = self._options.setdefault(scope, {})
        for word in self._known(f"option-{rest}") | {fold(name)}:
            if words.setdefault(word, name.replace("-", "_")) != name.replace("-", "_"):
                raise ValueError(f"option {word!r} means {words[word]} and {name}")

    def _known(self, key: str) -> set[str]:
        """All words of a key in all languages, folded."""
        return {fold(word) for own in self._texts.values() for word in _words(own.get(key, ""))}

    def _learn(self, path: CommandPath) -> None:
        for words in self._sayings(path):
            if self._meanings.setdefault(words, path) != path:
                raise ValueError(f"{' '.join(words)!r} means {self._meanings[words]} and {path}")

    def _sayings(self, path: CommandPath) -> Iterator[CommandPath]:
        """All that means a path: languages may be mixed within it."""
        sayings: list[CommandPath] = [()]
        for key in _keys(path):
            words = sorted(tuple(word.split()) for word in self._known(key))
            sayings = [said + word for said in sayings for word in words]
        yield from sayings


def plain_texts(folder: Path, kinds: tuple[str, ...] = ("",)) -> dict[str, str]:
    """The phrases of a folder's `*.ftl` that are plain text, by key; not those with values or variants, and only those
    of these kinds: all of them take memory, and a start waits for them.
    """
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.ftl")):
        for key, source in entries(file).items():
            if key.startswith(kinds) and not key.startswith("-") and (text := plain_text(source)) is not None:
                texts[key] = text
    return texts


def _beginnings(name: str) -> Iterator[str]:
    """Of "meeting-move-to": "meeting-move", "meeting"."""
    while name := name.rpartition("-")[0]:
        yield name


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split("|") if word.strip()]


def _keys(path: CommandPath) -> Iterator[str]:
    yield f"topic-{path[0]}"
    if len(path) > 1:
        yield f"verb-{'-'.join(path)}"
