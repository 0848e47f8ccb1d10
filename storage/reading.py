"""What is read at every command: statements whose text, and all that makes values of theirs and nouns of their rows, is
made once, as `base.insert_new` does for rows that are written.

SQLAlchemy compiles a statement once, too. But at each run it looks that up by the whole of the statement, and works out
anew how its rows become nouns: ten times what the database needs to find them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVarTuple, cast

from sqlalchemy import Connection, Dialect, Select, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state

from storage.base import Base, Convert, Prepared, prepared
from storage.sealing import KEYS, unsealed

Row = TypeVarTuple("Row")


class Expired(Exception):
    """A noun that the session has is not as the database has it: it has to be refreshed by SQLAlchemy's own loader."""


class Reading(Generic[*Row]):
    """A statement that selects nouns and columns, with values for its bound parameters.

    Its nouns are the session's, as if it had loaded them; a list of values (`in_`) has to be one value.
    """

    def __init__(self, statement: Select[*Row]) -> None:
        self.statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Connection, session: Session, values: Mapping[str, Any]) -> Sequence[tuple[*Row]]:
        """All rows, in order. Raises Expired."""
        form = self._forms.get(connection.dialect.name)
        if form is None:
            form = self._forms[connection.dialect.name] = _formed(self.statement, connection.dialect)
        found = _asked(connection, form.prepared.text, form.prepared.values(values))
        return [cast("tuple[*Row]", form.row(one, session)) for one in found]


@dataclass(frozen=True, slots=True)
class _Part:
    """A noun in a row: how it is made, its attributes, in the order of its columns, and where they and its key are."""

    kind: type[Base]
    make: Callable[[], Base]
    names: tuple[str, ...]
    begins: int
    key: int

    def of(self, values: Sequence[Any], session: Session) -> Base | None:
        """The session's own if it has it; None where an outer join found nothing."""
        if values[self.key] is None:
            return None
        identity = (self.kind, (values[self.key],), None)
        known: Base | None = session.identity_map.get(identity)
        if known is not None:
            if instance_state(known).expired_attributes:
                raise Expired
            return known
        noun = self.make()
        noun.__dict__.update(zip(self.names, values[self.begins :], strict=False))
        state = instance_state(noun)
        state.key, state.session_id = identity, session.hash_key
        session.identity_map.add(state)
        unsealed(noun, session.info[KEYS])
        return noun


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement for one kind of database. `converts` are the columns that are more than the driver's value; a part
    that is no noun is the place of its column.
    """

    prepared: Prepared
    converts: tuple[tuple[int, Convert], ...]
    parts: tuple[_Part | int, ...]

    def row(self, given: Sequence[Any], session: Session) -> tuple[Any, ...]:
        values = list(given)
        for at, convert in self.converts:
            values[at] = convert(values[at])
        return tuple(values[part] if isinstance(part, int) else part.of(values, session) for part in self.parts)


def _formed(statement: Select[*Row], dialect: Dialect) -> _Form:
    columns: list[Any] = []
    parts: list[_Part | int] = []
    for one in statement.column_descriptions:
        entity, begins = one.get("entity"), len(columns)  # of a column, the one that it belongs to, if any
        if entity is None or one["expr"] is not entity:
            parts.append(begins)
            columns.append(one["expr"])
            continue
        mapper: Mapper[Any] = inspect(entity).mapper
        names = tuple(attribute.key for attribute in mapper.column_attrs)
        [key] = (mapper.get_property_by_column(column).key for column in mapper.primary_key)
        make = mapper.class_manager.new_instance
        parts.append(_Part(mapper.class_, make, names, begins, begins + names.index(key)))
        columns += [getattr(entity, name) for name in names]
    said = prepared(statement.with_only_columns(*columns), dialect)
    types = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Form(said, tuple((at, convert) for at, convert in enumerate(types) if convert is not None), tuple(parts))


def _asked(connection: Connection, statement: str, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
    """Past SQLAlchemy's result, which looks at each column of each run; heard, and failing, as if it had asked."""
    cursor = connection.connection.cursor()
    try:
        connection.dispatch.before_cursor_execute(connection, cursor, statement, values, None, False)
        cursor.execute(statement, values)
        return cursor.fetchall()
    except BaseException as error:  # noqa: BLE001  who is cancelled meanwhile must leave no broken connection behind
        connection._handle_dbapi_exception(error, statement, values, cursor, None)
    finally:
        cursor.close()
