"""Words, quotations and options of a command line, with their place in what was typed.

People write commands by hand, in two languages and on telephones that turn quotes into “curly” ones. So
nothing here refuses: a quote that never closes is text, an unknown option is a word, and offsets let a caller
take the rest of the line exactly as it was typed, line breaks included.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MAX_TOKENS = 2000  # what follows the last one stays together as that last one
MAX_FOLDED = 200  # characters; longer words are compared by their beginning, no known word is near that long
MAX_GUESSED = 40  # characters; a longer word is no misspelling of a command
MAX_NESTED = 200  # characters that a quotation may go on behind one within it: no name is as long

_CLOSERS = {
    '"': '"”',
    "“": "”\"“",
    "„": "“”\"",
    "'": "'’",
    "‘": "’'",
    "«": "»",
}  # fmt: skip
_DOUBLE = '"“„'
_NAME = re.compile(r"[^\W\d_][\w-]{0,31}")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‘": "'"})
_INVISIBLE = {"Cf", "Mn", "Me"}  # zero-width and bidi controls; the accents a decomposition sets free


@dataclass(frozen=True, slots=True)
class Token:
    """One word, one quotation (without its quotes), or one option with its value.

    `start` and `end` delimit it in the text given to `split`, option name and quotes included.
    """

    text: str
    name: str | None  # the option's folded name
    quoted: bool
    start: int
    end: int


def fold(word: str) -> str:
    """A word as it is compared: no case, accents, compatibility forms or invisible characters."""
    folded = word[:MAX_FOLDED]
    if folded.isascii():  # nearly always, and the same in a tenth of the time
        return folded.lower()
    for _ in range(3):  # case folding can set accents free and the other way round
        folded = unicodedata.normalize("NFKD", folded).casefold().translate(_LIGATURES)
        folded = "".join(c for c in folded if unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFKC", folded)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant, as it is written in `candidates`; None when none is near."""
    sought = fold(word)
    if not sought or len(sought) > MAX_GUESSED:
        return None
    best, closeness = None, 0.65  # "shedule", "meting", "plannifier" pass; "list" for "lesson" doesn't
    for candidate in candidates:
        ratio = difflib.SequenceMatcher(None, sought, fold(candidate), autojunk=False).ratio()
        if ratio > closeness:
            best, closeness = candidate, ratio
    return best


def split(text: str, names: Collection[str] = ()) -> list[Token]:
    """The tokens of `text`; only `names` (folded) are options, so `http://x` and `14:00` are words.

    `name:value`, `name=value`, `--name value`, `--name=value`, and `name: "a value"`. An option
    that is given no value has the empty text. Never raises; past MAX_TOKENS the last token holds the rest.
    """
    return _Splitter(text, frozenset(names)).tokens()


class _Splitter:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.unclosed: set[str] = set()  # opening quotes that nothing closes: each is searched for once

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        at = self._blank(0)
        while at < len(self.text):
            if len(found) == MAX_TOKENS - 1:
                rest = self.text[at:].rstrip()
                return [*found, Token(rest, None, False, at, at + len(rest))]
            token = self._option(at) or self._value(at)
            found.append(token)
            at = self._blank(token.end)
        return found

    def _blank(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _option(self, at: int) -> Token | None:
        """The option written at `at`, with its value: what touches it, or a quotation after blanks, or,
        after `--name`, the next word that is no option itself."""
        heading = self._heading(at)
        if heading is None:
            return None
        name, after, spaced = heading
        if after < len(self.text) and not self.text[after].isspace():
            value = self._value(after)
            return Token(value.text, name, value.quoted, at, value.end)
        following = self._blank(after)
        if following < len(self.text) and self._heading(following) is None:
            value = self._value(following)
            if spaced or value.quoted:
                return Token(value.text, name, value.quoted, at, value.end)
        return Token("", name, False, at, after)

    def _heading(self, at: int) -> tuple[str, int, bool] | None:
        """The name of the option at `at`, where its value may begin, and whether blanks may precede it."""
        dashed = self.text.startswith("--", at)
        match = _NAME.match(self.text, at + 2 if dashed else at)
        if match is None or fold(match[0]) not in self.names:
            return None
        sign = self.text[match.end() : match.end() + 1]
        if sign and sign in ("=" if dashed else ":="):
            return fold(match[0]), match.end() + 1, False
        if dashed and (not sign or sign.isspace()):
            return fold(match[0]), match.end(), True
        return None

    def _value(self, at: int) -> Token:
        if at < len(self.text) and self.text[at] in _CLOSERS and (quotation := self._quotation(at)):
            return quotation
        end = at
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return Token(self.text[at:end], None, False, at, end)

    def _quotation(self, at: int) -> Token | None:
        opening = self.text[at]
        if opening in self.unclosed:
            return None
        if (end := self._end(at)) is not None:
            inside = self.text[at + 1 : end]
            return Token(inside.strip() if opening == "«" else inside, None, True, at, end + 1)
        self.unclosed.add(opening)
        return None

    def _end(self, at: int) -> int | None:
        """Where the quotation ends that begins here: behind those within it, as in "Lycée "Jean Moulin" de Lyon"."""
        opening, closers, depth = self.text[at], _CLOSERS[self.text[at]], 0
        first: int | None = None
        for end in range(at + 1, len(self.text)):
            if first is not None and end > first + MAX_NESTED:
                break
            if self.text[end] in closers and self._closes(end):
                if not depth:
                    return end
                depth, first = depth - 1, first or end
            elif opening in _DOUBLE and self.text[end] in _DOUBLE and (end == at + 1 or self.text[end - 1].isspace()):
                depth += 1
        return first  # what began within it never ended

    def _closes(self, at: int) -> bool:
        """A closing quote ends its word: the apostrophe of « 'l'ordre du jour' » doesn't."""
        following = self.text[at + 1 : at + 2]
        return not following or following.isspace()
