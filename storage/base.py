"""What every noun is made of: the declarative base, column types, ids and codes.

Ids are opaque, made here and never by the database, so that a row's id can be bound into its encryption before the
row exists. Codes are what people say: in sequence for what a whole group sees (`ACT-12`), random for restricted objects
(`SUM-7KQ4`), so that a gap or a neighbour tells nothing.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, dataclass_transform

from sqlalchemy import (
    ARRAY,
    JSON,
    ClauseElement,
    ColumnElement,
    DateTime,
    Dialect,
    Insert,
    MetaData,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    inspect,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, MappedAsDataclass, Mapper, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

# Crockford's alphabet without vowels: no code reads as a word, none is mistaken for another.
_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"

E = TypeVar("E", bound=StrEnum)


# mypy reads it here only
@dataclass_transform(eq_default=False, kw_only_default=True, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, init=False, repr=False, eq=False):
    """The base of all nouns: keyword-only dataclasses that work without an engine or a session.

    A noun is its row, so two are equal if they are the same one; and what it holds is not shown by showing it.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init__(self, **values: Any) -> None:
        """A noun of these values and its own defaults. Raises TypeError where one is missing, or is none of the noun's.

        It is the same for all: `dataclasses` would write one for each noun, which takes a thirtieth of a start.
        """
        takes = _takes(type(self))
        if wrong := (takes.needed - values.keys()) | (values.keys() - takes.known):
            raise TypeError(f"missing from a {type(self).__name__}, or none of its own: {', '.join(sorted(wrong))}")
        for name, make in takes.made.items():
            if name not in values:
                values[name] = make()
        for name, value in values.items():
            setattr(self, name, value)


@dataclass(frozen=True, slots=True)
class _Takes:
    """What a noun is made of: all the names, those without a default, and those whose default is made each time."""

    known: frozenset[str]
    needed: frozenset[str]
    made: Mapping[str, Callable[[], Any]]


@cache
def _takes(kind: type[Base]) -> _Takes:
    taken = [one for one in fields(kind) if one.init]
    made = {one.name: one.default_factory for one in taken if one.default_factory is not MISSING}
    return _Takes(
        known=frozenset(one.name for one in taken),
        needed=frozenset(one.name for one in taken if one.default is MISSING) - made.keys(),
        made=made,
    )


def new_id() -> str:
    """An opaque id: 20 hexadecimal digits, 80 random bits."""
    return secrets.token_hex(10)


def new_ids(count: int) -> list[str]:
    """So many opaque ids, drawn at once: each by itself takes longer than all else that a row needs."""
    drawn = secrets.token_hex(10 * count)
    return [drawn[begins : begins + 20] for begins in range(0, 20 * count, 20)]


def random_code(prefix: str, length: int = 4) -> str:
    """A code for a restricted object, as `SUM-7KQ4`:

    unguessable order, 28^4 values, checked for uniqueness by its table.
    """
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(length))}"


# How columns of the types below are compared: as SQLAlchemy would have it, which makes such a class for each of 250
# columns, in three quarters of a megabyte.
class _Moments(TypeDecorator.Comparator[Any], DateTime.Comparator[Any]):
    __slots__ = ()


class _Texts(TypeDecorator.Comparator[Any], String.Comparator[Any]):
    __slots__ = ()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC on both engines. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True
    comparator_factory = _Moments

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no zone, store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; what is stored is UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Words(TypeDecorator[E], Generic[E]):
    """A closed enumeration stored as its value, so that a table can be read without the code."""

    impl = String(32)
    cache_ok = True
    comparator_factory = _Texts

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind
        self._members = {member.value: member for member in kind}  # an Enum's own lookup takes five times as long

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """The value as stored."""
        return None if value is None else self._members[value].value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """The member whose value was stored."""
        return None if value is None else self._members[value]


class WordSet(TypeDecorator[frozenset[E]], Generic[E]):
    """A small set of enumeration members in one column, in their order of declaration."""

    impl = String(200)
    cache_ok = True
    comparator_factory = _Texts

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind
        self._known: dict[str, frozenset[E]] = {}  # as with Words; there are few sets, and many rows

    def process_bind_param(self, value: Iterable[E] | None, dialect: Dialect) -> str | None:
        """The members' values, joined by a space."""
        return None if value is None else " ".join(one.value for one in self.kind if one in set(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[E] | None:
        """The members that were stored."""
        if value is None:
            return None
        if (known := self._known.get(value)) is None:
            known = self._known[value] = frozenset(self.kind(word) for word in str(value).split())
        return known


class Sealed:
    """A restricted text of a noun, kept encrypted in a column of its own: `text = Sealed("text_sealed")`.

    The unit of work seals it when it writes (AES-256-GCM; associated data binds table, row and column) and opens it
    when it loads, so a noun and its rules handle plain text and never see a key. The column must be `Mapped[bytes |
    None]`.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.slot = f"_plain_{name}"

    def __get__(self, noun: Any, owner: type | None = None) -> Any:
        if noun is None:
            return self
        return noun.__dict__.get(self.slot, "")

    def __set__(self, noun: Any, text: str) -> None:
        noun.__dict__[self.slot] = text
        # A fresh value each time makes the row dirty; the unit replaces it by the ciphertext before it is written.
        setattr(noun, self.column, b"unsealed:" + secrets.token_bytes(8))


@cache  # asked for every noun that is read
def sealed_fields(kind: type) -> Mapping[str, Sealed]:
    """The sealed texts of a noun's class, by attribute name."""
    return {name: one for base in kind.__mro__ for name, one in vars(base).items() if isinstance(one, Sealed)}


Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it. `takes` are its values in order, each with what makes the driver's of it;
    `fixed` are those that are the same each time.
    """

    text: str
    takes: tuple[tuple[str, Convert | None], ...]
    fixed: Mapping[str, Any]

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Of one run. Raises KeyError where one is missing."""
        known = {**self.fixed, **given}
        return tuple(known[name] if convert is None else convert(known[name]) for name, convert in self.takes)

    def values_of_many(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Of each of many runs; each different value of a name is converted once."""
        known = [{**self.fixed, **row} for row in rows]
        columns = (_converted(convert, [row[name] for row in known]) for name, convert in self.takes)
        return list(zip(*columns, strict=True))


def _converted(convert: Convert | None, values: list[Any]) -> list[Any]:
    if convert is None:
        return values
    known = {value: convert(value) for value in set(values)}
    return [known[value] for value in values]


@cache
def insert_new(
    kind: type[Base], dialect: Dialect, columns: tuple[str, ...], condition: ColumnElement[bool] | None = None
) -> Prepared:
    """The statement that writes these columns of a noun's row (`row_of`), unless a unique constraint says that it is
    there already; where there is a condition, only where that holds: one statement in place of two.

    What the condition compares with are bound parameters of it that are named otherwise than the columns.
    """
    statement = _insert(kind, dialect.name).inline()
    if condition is not None:
        table = cast(Table, kind.__table__)
        row = select(*(bindparam(name, type_=table.c[name].type) for name in columns)).where(condition)
        statement = statement.from_select(list(columns), row)
    return prepared(statement.on_conflict_do_nothing(), dialect, columns)


@cache
def prepared(statement: ClauseElement, dialect: Dialect, names: tuple[str, ...] | None = None) -> Prepared:
    """A statement that is built once, as this database's driver takes it with values of these names. No value may be a
    list (`in_`): the text is always the same.
    """
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)
    assert not compiled.post_compile_params
    types = ((name, compiled.binds[name].type.dialect_impl(dialect)) for name in compiled.positiontup or ())
    defaults = {column.key for column in compiled.prefetch}  # SQLAlchemy's own way would fill them in
    return Prepared(
        text=str(compiled),
        takes=tuple((name, type_.bind_processor(dialect)) for name, type_ in types),
        fixed={
            name: value
            for name, value in compiled.params.items()
            if not (compiled.binds[name].required or name in defaults)
        },
    )


@cache
def replace(kind: type[Base], dialect: str, unique: tuple[str, ...]) -> Insert:
    """The statement that writes a noun's row (`row_of`) in place of the one with the same values in `unique`; its id
    and its `unique` columns stay as they were.
    """
    insert = _insert(kind, dialect)
    kept = {*unique, "id"}
    changed = {one.name: one for one in insert.excluded if one.name not in kept}
    return insert.on_conflict_do_update(index_elements=list(unique), set_=changed)


def any_of(column: ColumnElement[E] | InstrumentedAttribute[E], values: Iterable[E]) -> ColumnElement[bool]:
    """Whether a column is one of a few words that are always the same. For `in_` SQLAlchemy writes the statement's text
    anew each time.
    """
    return or_(*(column == value for value in sorted(values)))


def among(
    columns: Sequence[ColumnElement[str]], dialect: str, values: Collection[tuple[str, ...]]
) -> ColumnElement[bool]:
    """Whether columns of text are one of these, however many there are: they are one value of the statement, which is
    compiled once; a parameter for each takes longer than to find the rows.
    """
    if dialect == "sqlite":
        each = func.json_each(json.dumps(list(values))).table_valued("value").c.value
        return tuple_(*columns).in_(select(*(func.json_extract(each, f"$[{at}]") for at in range(len(columns)))))
    from sqlalchemy.dialects import postgresql  # two megabytes for those who have it

    texts = postgresql.ARRAY(String)
    arrays = (bindparam(None, list(each), type_=texts) for each in zip(*values, strict=True))
    names = [f"c{at}" for at in range(len(columns))]
    return tuple_(*columns).in_(select(*func.unnest(*arrays).table_valued(*names).render_derived().c))


def one_of(column: ColumnElement[str] | InstrumentedAttribute[str], dialect: str, name: str) -> ColumnElement[bool]:
    """Whether a column is one of the texts that are the value of the parameter of this name, however many they are."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value))
    return column == func.any(bindparam(name, type_=ARRAY(String)))


def _insert(kind: type[Base], dialect: str) -> "sqlite.Insert | postgresql.Insert":
    table = cast(Table, kind.__table__)
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # two megabytes for those who have it

    return postgresql.insert(table)


def row_of(noun: Base) -> dict[str, Any]:
    """A noun's columns with their values, without those that the database gives (running numbers)."""
    values = ((column, getattr(noun, name, None)) for column, name in _columns(type(noun)))
    return {column: value for column, value in values if value is not None}


@cache
def _columns(kind: type[Base]) -> tuple[tuple[str, str], ...]:
    mapper: Mapper[Any] = inspect(kind)
    return tuple((one.columns[0].name, one.key) for one in mapper.column_attrs)
