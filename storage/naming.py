"""Names of companies and places as they are kept, compared, and seen through.

The same name has the same `key`, however it is typed; names that only look the same have the same `skeleton`
(Unicode Technical Standard #39, "Confusable Detection", for the Cyrillic and Greek letters that look like Latin ones).
"""

import re
import unicodedata
from collections.abc import Iterable

from storage.refusal import Refusal

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})  # whose letters are taken for another's
_LOOKALIKES = str.maketrans(
    "авсԁеɡһіјӏкмнорԛѕтԝхуαβεικορτυχνγω",
    "abcdeghijlkmhopqstwxyabeikoptuxvyw",
)
# Letters without a shape (Unicode's Default_Ignorable_Code_Point, and the empty Braille cell), and marks that choose
# between shapes of the letter before them: a name with one of these looks like the name without it.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]")
_SHAPES = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANKS = re.compile("[ \u00a0\u3000]+")


def tidy(text: str) -> str:
    """A name as it is kept: composed, without blanks around it, one between its words."""
    return text.strip() if text.isascii() and "  " not in text else _tidied(text)


def _tidied(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def key(name: str) -> str:
    """What two writings of one name have in common, whatever their case and width."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()


def skeleton(name: str) -> str:
    """What two names have in common that look the same."""
    folded = key(name)
    return folded if folded.isascii() else _SHAPES.sub("", folded.translate(_LOOKALIKES))


def is_hidden(text: str) -> bool:
    """Whether it holds a character that nobody sees, or that turns the direction of others."""
    if not text.isascii() and _UNSEEN.search(text):
        return True
    if text.isprintable():  # no category of these is printable to Python
        return False
    return any(unicodedata.category(one) in _HIDDEN for one in text)


def as_kept(text: str, most: int) -> str:
    """A name of at most so many characters, as it is kept. Raises Refusal for none, and for what nobody can see."""
    name = tidy(text)
    if not name:
        raise Refusal("import-cell-empty")
    if len(name) > most:  # its letters may have become more where they were put together
        raise Refusal("import-cell-long", most=most)
    if is_hidden(name):
        raise Refusal("import-cell-hidden")
    return name


def namesake(name: str, names: Iterable[str]) -> str | None:
    """The one of these that is the same name, however it is typed. Raises Refusal where one only looks the same, as
    whoever reads both would take one for the other.
    """
    same, looks = key(name), skeleton(name)
    alike = [other for other in names if skeleton(other) == looks]
    for other in alike:
        if key(other) == same:
            return other
    if alike:
        raise Refusal("name-lookalike", name=alike[0])
    return None


def is_mixed(name: str) -> bool:
    """Whether a word of it has letters of two alphabets that are taken for each other: Latin and Cyrillic, say."""
    return not name.isascii() and any(len(_scripts(word)) > 1 for word in name.split())


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha()} & _SCRIPTS
