"""Whether something is among a few that a subquery finds, said so that a database begins with these few.

PostgreSQL guesses what a recursion comes to a hundred times too high, and would rather read a whole table once
than look so many up. Of an array it guesses ten. SQLite looks them up one by one either way.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType


class _AmongFew(FunctionElement[Any]):
    name = "among_few"
    type = NullType()  # of a truth of ours SQLite would be asked whether it is 1, and no index is used for that
    inherit_cache = True


def among_few(column: Any, found: Select[Any]) -> ColumnElement[bool]:
    """As `column.in_(found)`."""
    return _AmongFew(column, found.scalar_subquery())


@compiles(_AmongFew)
def _in(element: _AmongFew, compiler: Any, **how: Any) -> str:
    column, found = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN {found}"


@compiles(_AmongFew, "postgresql")
def _in_an_array(element: _AmongFew, compiler: Any, **how: Any) -> str:
    column, found = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY (ARRAY {found})"
