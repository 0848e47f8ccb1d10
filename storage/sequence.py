"""Running numbers for what a whole group sees: `Q-12`, `L-7`. What is restricted gets a random code instead."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.base import random_code
from storage.unit import Unit

_TRIES = 20  # writers at the same moment; on SQLite there is only ever one


async def number_next(unit: Unit, noun: Any, column: InstrumentedAttribute[int]) -> None:
    """Give a new noun the next number of its kind and write it. Two writers at once get two numbers.

    `column` is the noun's class's unique `number`. Raises RuntimeError when no number could be had.
    """
    for _ in range(_TRIES):
        number = (await unit.session.scalar(select(func.max(column))) or 0) + 1
        noun.number = number
        if await unit.add_once(noun, column == number):
            return
    raise RuntimeError("no free number")


async def fresh_code(unit: Unit, column: InstrumentedAttribute[str], prefix: str) -> str:
    """A random code, as DIS-7KQ4, that stands nowhere in this column yet; longer ones once most of the short are taken.

    Raises RuntimeError when none could be had.
    """
    for tries in range(1000):
        code = random_code(prefix, 4 + tries // 20)
        if (await unit.session.execute(select(column).where(column == code))).first() is None:
            return code
    raise RuntimeError("no free code")
