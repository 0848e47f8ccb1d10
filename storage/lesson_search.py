"""The search through lessons: FTS5 on SQLite, a tsvector under a GIN index on PostgreSQL, the same hits from both.

`lesson_search` is no noun: the unit of work keeps it beside `lesson` (`follow`), and what stands in it is published and
nothing else, so that whatever is counted, ranked or found may be read by everybody active. What is narrower has no
words there. A lesson stands there as the tokens of its `stems` column: the stems of its words, `title:` before those of
its title, and `theme:`, `stage:`, `issue:` with what it was filed under. So a filter is a word of the search, too, and
costs no look at a row.

Triggers would keep it as well, but SQLite refuses a virtual table in a trigger where the schema is not trusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, event, inspect, text

from storage.stemming import folded, sought, stems, stems_of
from storage.unit import Unit

TABLE = "lesson_search"
PUBLISHED = "published"  # the one state of a lesson of which there are words in the index
_FOLLOWED = ("number", "stems", "state")
_IN_TITLE = "title:"
_TYPED = 2  # letters from which a word that is being typed is looked for
_WORD_WEIGHS = 100  # of a rank: how many of the words it has comes first, then how many of them in its title


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The best lessons by number, and how many there are."""

    numbers: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for: lessons with any of the words (each one of some stems), and with all of these `marks`.

    `begins` is a word that is still being typed; `least` is how many of the words it takes, and `without` are the
    numbers of those that nobody wants.
    """

    words: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    begins: str = ""
    least: int = 1
    without: tuple[int, ...] = ()

    @staticmethod
    def of(said: str, **filed: str | None) -> "Search":
        """For words as somebody says them, filed under what is given: `theme="tools"`."""
        return Search(words=sought(said), marks=tuple(mark(name, value) for name, value in filed.items() if value))

    @staticmethod
    def typed(said: str) -> "Search":
        """For words of which the last one may go on."""
        whole, _, last = said.rpartition(" ")
        begins = folded(last).replace(" ", "")
        return Search(words=sought(whole), begins=begins if len(begins) >= _TYPED else "")

    @property
    def terms(self) -> list[str]:
        """One expression for each word, in the language of FTS5 and with other signs in that of a tsquery."""
        found = [_any(word) for word in self.words]
        if self.begins:  # it may be whole: a stem can be shorter than what is typed
            found.append(f'{_any(stems(self.begins))} OR "{self.begins}" *')
        return found


def mark(name: str, value: str) -> str:
    """How it is filed, as a token: "theme:tools"."""
    return f"{name}:{value}"


def tokens(title: str, *texts: str, **filed: str | None) -> str:
    """What stands in the index for a text, each token once."""
    in_title = stems_of(title)
    marks = [mark(name, value) for name, value in filed.items() if value]
    words = dict.fromkeys((*in_title, *stems_of("\n".join(texts))))
    return " ".join((*marks, *(f"{_IN_TITLE}{one}" for one in in_title), *words))


async def search(unit: Unit, wanted: Search, *, most: int) -> Hits:
    """The published lessons that fit, in one statement: those with most of the words first, then those with most of
    them in the title, then the newest.
    """
    terms = wanted.terms
    if not terms:
        return Hits()  # what is filed where is what a list is for
    build, spell = (_on_sqlite, _fts5) if unit.dialect == "sqlite" else (_on_postgresql, _tsquery)
    titles = [_any(tuple(f"{_IN_TITLE}{stem}" for stem in word)) for word in wanted.words]
    values: dict[str, object] = {"most": most, "rank": wanted.least * _WORD_WEIGHS, "without": wanted.without or (0,)}
    values |= {f"w{at}": spell(term, wanted.marks) for at, term in enumerate(terms)}
    values |= {f"t{at}": spell(term, wanted.marks) for at, term in enumerate(titles)}
    if unit.dialect != "sqlite":
        values["all"] = spell(" OR ".join(terms), wanted.marks)
    rows = (await unit.run(build(len(terms), len(titles)), values)).all()
    return Hits(numbers=tuple(row.number for row in rows), count=rows[0].hits if rows else 0)


def _any(any_of: Sequence[str]) -> str:
    """Any of these tokens. They hold letters, digits and colons alone, so nothing in them needs to be escaped."""
    return " OR ".join(f'"{one}"' for one in any_of)


def _fts5(term: str, marks: Sequence[str]) -> str:
    return " AND ".join((f"({term})", *(f'"{one}"' for one in marks)))


def _tsquery(term: str, marks: Sequence[str]) -> str:
    plain = f"({term})".replace('"', "'").replace(" OR ", " | ").replace("' *", "':*")
    return " & ".join((plain, *(f"'{one}'" for one in marks)))


@cache
def _on_sqlite(terms: int, titles: int) -> TextClause:
    """Each word's own list of lessons, put together: an index gives them in order, and no row is looked at."""
    lists = [(f"w{at}", _WORD_WEIGHS) for at in range(terms)] + [(f"t{at}", 1) for at in range(titles)]
    each = " UNION ALL ".join(
        f"SELECT rowid AS number, {weight} AS weight FROM {TABLE} WHERE {TABLE} MATCH :{name}" for name, weight in lists
    )
    return _finished(f"SELECT number, sum(weight) AS rank FROM ({each}) AS each_word GROUP BY number")


@cache
def _on_postgresql(terms: int, titles: int) -> TextClause:
    weighed = [f"CAST(words @@ CAST(:w{at} AS tsquery) AS int) * {_WORD_WEIGHS}" for at in range(terms)]
    weighed += [f"CAST(words @@ CAST(:t{at} AS tsquery) AS int)" for at in range(titles)]
    rank = " + ".join(weighed)
    return _finished(f"SELECT number, {rank} AS rank FROM {TABLE} WHERE words @@ CAST(:all AS tsquery)")


def _finished(ranked: str) -> TextClause:
    """The best of them, with how many there are."""
    return text(
        f"SELECT number, count(*) OVER () AS hits FROM ({ranked}) AS ranked"
        " WHERE rank >= :rank AND number NOT IN :without ORDER BY rank DESC, number DESC LIMIT :most"
    ).bindparams(bindparam("without", expanding=True))


def follow(noun: type[Any]) -> None:
    """Keep the index beside this noun's table, whatever a unit of work does to its rows, in the same transaction."""
    event.listen(noun, "after_insert", _enter)
    event.listen(noun, "after_update", _change)
    event.listen(noun, "after_delete", _leave)


def rebuild(connection: Connection) -> None:
    """Make the index anew of the lessons there are, where rows were written past the unit of work (a restore)."""
    connection.execute(text(f"DELETE FROM {TABLE}"))
    key, words = _columns(connection, "stems")
    connection.execute(
        text(f"INSERT INTO {TABLE} ({key}, words) SELECT number, {words} FROM lesson WHERE state = :state"),
        {"state": PUBLISHED},
    )


def _enter(mapper: Any, connection: Connection, lesson: Any) -> None:
    if lesson.state == PUBLISHED:
        key, words = _columns(connection, ":stems")
        values = {"number": lesson.number, "stems": lesson.stems}
        connection.execute(text(f"INSERT INTO {TABLE} ({key}, words) VALUES (:number, {words})"), values)


def _change(mapper: Any, connection: Connection, lesson: Any) -> None:
    if any(inspect(lesson).attrs[name].history.has_changes() for name in _FOLLOWED):
        _leave(mapper, connection, lesson)
        _enter(mapper, connection, lesson)


def _leave(mapper: Any, connection: Connection, lesson: Any) -> None:
    key, _ = _columns(connection, "")
    connection.execute(text(f"DELETE FROM {TABLE} WHERE {key} = :number"), {"number": lesson.number})


def _columns(connection: Connection, stems: str) -> tuple[str, str]:
    """The index's key, and how tokens are written into it."""
    if connection.dialect.name == "sqlite":
        return "rowid", stems
    return "number", f"array_to_tsvector(array_remove(string_to_array({stems}, ' '), ''))"
