"""Two worlds, one with something that outsiders may not know of and one without: how they compare.

Each module beside this one makes probes of the commands there are, tries them in both worlds, and says what came of
it: commands that are said or filled in, suggestions while somebody types, and Discord's own client.
"""

import io
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Literal, TextIO
from unittest.mock import patch

import pytest
import structlog
from prometheus_client import generate_latest
from sqlalchemy import select

from bot import logs, service
from bot.app import App
from bot.secret import Secret
from bot.settings import Settings
from storage.audit import AuditEvent


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What came of it. All but `tried` and `answered` has to be empty."""

    tried: int = 0
    answered: int = 0
    """Probes, or posts, in which outsiders got anything at all."""
    parted: list[str] = field(default_factory=list)
    """Where the worlds differ for outsiders."""
    told: list[str] = field(default_factory=list)
    """What outsiders got that holds a hidden word."""
    kept: list[str] = field(default_factory=list)
    """Hidden words in the log, the audit or the metrics: "log: Morrendale"."""
    blind: list[str] = field(default_factory=list)
    """What must differ or be offered, and was not: then it is the probes that see nothing."""

    @property
    def leaks(self) -> list[str]:
        """All that is wrong."""
        return [f"{name}: {one}" for name in LEAKS for one in getattr(self, name)]

    def __add__(self, other: "Compared") -> "Compared":
        return Compared(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


def assert_nothing_leaked(found: Compared, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing told the worlds apart; and how much was tried is shown, for the size is part of the proof."""
    assert not found.leaks, "\n".join(found.leaks)
    with capsys.disabled():
        print(f"\n{found.tried} probes, tried in two worlds")  # noqa: T201


LEAKS = ("parted", "told", "kept", "blind")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every line that is logged meanwhile: the bot's own at DEBUG, before anything is masked or dropped in them, and
    the libraries' as the bot lets them through.
    """
    said, lines = io.StringIO(), list[str]()
    with logging_to(said), structlog.testing.capture_logs() as own:
        yield lines
    lines += [*map(str, own), *said.getvalue().splitlines()]


@contextmanager
def logging_to(
    stream: TextIO, style: Literal["json", "console"] = "json", secrets: Iterable[Secret] = ()
) -> Iterator[None]:
    """Everything is logged there at DEBUG, as the bot logs; afterwards as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("DEBUG", style, secrets, stream)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()


async def records(app: App) -> Mapping[str, str]:
    """What an operator reads besides the log: the audit, and the page of metrics."""
    async with app.storage.unit() as unit:
        rows = [str(vars(row)) for row in await unit.scalars(select(AuditEvent))]
    with patch.object(service, "assemble", return_value=app):
        measured = service.Service(Settings(), "a proof's")
    await measured._look()
    return {"audit": "\n".join(rows), "metrics": generate_latest(measured.metrics.registry).decode()}


def held(words: Sequence[str], places: Mapping[str, str]) -> list[str]:
    """Which words stand where, as they are or as JSON writes them."""
    return [
        f"{place}: {word}"
        for place, text in places.items()
        for word in words
        if word in text or json.dumps(word)[1:-1] in text
    ]
