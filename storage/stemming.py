"""Words as they are searched: without case, accents and endings, in French and English alike.

What somebody writes is stored by its stems, and what somebody looks for is turned into stems by the same rules, here
and not in the database: so both kinds of database find the same. The stems are Snowball's (snowballstem.org). A word
has several: its French stem as it was written and as it is typed without accents, and its English one, for nobody
says in which language a search is, and a French text quotes English words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

MOST_WORDS = 8  # of a search; further ones are ignored
MAX_WORD = 40  # characters; the rest of a longer one is left out
_SHORTEST = 2
_KEPT = 20_000  # words whose stems are remembered; a word takes 0.1 ms
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORD = re.compile(r"\w+")  # letters, digits and the accents that stand by themselves are put together before

# Words that are in every text: articles, pronouns, prepositions, auxiliaries.
_ENGLISH = """a about all an and any are as at be been but by can could did do does for from had has have he her his how
i if in into is it its just me more most my no not of on or our out so some such than that the their them then there
these they this those to too up us was we were what when where which who why will with would you your"""
_FRENCH = """au aux avec ce ces cet cette ceux chez comme comment dans de des donc du elle elles en es est et etait ete
etre eu fait il ils je la le les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par pas pour qu
que quel quelle quelles quels qui sa sans se ses si son sont sur ta te tes toi ton tu un une vos votre vous y"""
_COMMON = frozenset(f"{_ENGLISH} {_FRENCH}".split())


def folded(text: str) -> str:
    """A text without case and accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    plain = "".join(" " if not one.isalnum() else one for one in letters if not unicodedata.combining(one))
    return " ".join(plain.split())


def words_in(text: str) -> Iterator[str]:
    """The words of a text that are worth looking for, as they are written, in lower case; each as often as it is."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    for found in _WORD.findall(composed.replace("_", " ")):
        if len(found) >= _SHORTEST and folded(found) not in _COMMON:
            yield found[:MAX_WORD]


def stems_of(text: str) -> tuple[str, ...]:
    """Every stem of every word, each once, in order: letters and digits alone."""
    return tuple(dict.fromkeys(stem for word in words_in(text) for stem in stems(word)))


def sought(text: str) -> tuple[tuple[str, ...], ...]:
    """The first words of a search that differ, each as the stems of which any will do."""
    return tuple(dict.fromkeys(stems(word) for word in words_in(text)))[:MOST_WORDS]


@lru_cache(maxsize=_KEPT)
def stems(word: str) -> tuple[str, ...]:
    """A word's stems in both languages, each once."""
    french, english = _stemmer("french"), _stemmer("english")
    plain = folded(word).replace(" ", "")
    found = (folded(french(word)), french(plain), english(plain))
    return tuple(dict.fromkeys(one.replace(" ", "") for one in found if one.strip()))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    """Imported where something is searched or written: there are thirty-six languages in it."""
    from snowballstemmer import stemmer

    stem: Callable[[str], str] = stemmer(language).stemWord
    return stem
