"""Structured logs that hold references and never contents: any operator may see what leaves here.

Three walls: our own lines name references, and keys that could hold content are dropped; secrets are masked
wherever they stand; of the libraries' lines only the constant part is kept, because their values may be what
people wrote. An exception is its type and the places it came through, never its message or arguments.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Literal, TextIO

import structlog

from bot.secret import Secret
from storage.base import random_code

CONTENT_KEYS = frozenset({"body", "content", "formatted_body", "html", "message", "plain", "text", "title"})
LIBRARY_LEVEL = logging.WARNING
MASK = "***"

_TOKENS = re.compile(
    r"\b(?:syt_[\w-]+|mat_[\w-]+|mct_[\w-]+"  # Synapse and MAS: access tokens
    r"|E[sS][tTuU][\w]?(?: [1-9A-HJ-NP-Za-km-z]{4}){6,}"  # a recovery key, as Matrix writes it
    r"|[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,})"  # Discord's
    r"|(?<=access_token=)[^\s&]+|(?<=Bearer )\S+|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"
)
_HERE = f"{Path(__file__).parent.parent}/"

Event = MutableMapping[str, Any]


class Scrub:
    """Drops keys that may hold content and masks secrets, those given and those that look like one."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        found = {secret.get_secret_value() for secret in secrets} - {""}
        known = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
        self._known = re.compile(known) if known else None

    def __call__(self, logger: Any, name: str, event: Event) -> Event:
        """The event as it may be written (a structlog processor)."""
        return {key: self._masked(value) for key, value in event.items() if key not in CONTENT_KEYS}

    def _masked(self, value: Any) -> Any:
        match value:
            case bool() | int() | float() | None:
                return value
            case Mapping():
                return {key: self._masked(one) for key, one in value.items() if key not in CONTENT_KEYS}
            case list() | tuple() | set() | frozenset():
                return [self._masked(one) for one in value]
            case BaseException():
                return type(value).__name__
        text = self._known.sub(MASK, str(value)) if self._known else str(value)
        return _TOKENS.sub(MASK, text)


def configure(
    level: str = "INFO",
    style: Literal["json", "console"] = "json",
    secrets: Iterable[Secret] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logging of this process, the libraries' included, to `stream` (standard error), clean."""
    stream = stream or sys.stderr
    scrub = Scrub(secrets)
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_exception,
        scrub,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_constant_part, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            use_get_message=False,
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LIBRARY_LEVEL)
    logging.getLogger(OWN).setLevel(level)
    logging.captureWarnings(True)


OWN = "roundtable"


def log() -> Any:
    """The logger of our own lines: `log().info("parcel-sent", parcel=parcel.id)`."""
    return structlog.stdlib.get_logger(OWN)


def bug(error: BaseException, **references: str) -> str:
    """Log a bug by its type and places, and give the reference that people are told, as `R-7F3K`."""
    reference = random_code("R")
    log().error("bug", reference=reference, **trace(error), **references)
    return reference


def trace(error: BaseException) -> dict[str, Any]:
    """The types of an exception and of what caused it, and where it was raised; nothing that it says."""
    causes = list(_causes(error))
    return {"kind": [type(one).__qualname__ for one in causes], "where": [_places(one) for one in causes]}


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [each for each in (one.__cause__, one.__context__) if each is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in frames)


def _short(file: str) -> str:
    return file.removeprefix(_HERE).rpartition("site-packages/")[2]


def _without_exception(logger: Any, name: str, event: Event) -> Event:
    """An exception given with a line becomes its types and places."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    return {**event, **trace(error)} if isinstance(error, BaseException) else event


def _constant_part(logger: Any, name: str, event: Event) -> Event:
    """A library's line without its values.

    Without arguments the text itself may hold them, so only its place is kept.
    """
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", None)
    said = {"template": record.msg} if arguments and isinstance(record.msg, str) else {}
    place = f"{_short(record.pathname)}:{record.lineno}"
    return {**event, **said, "event": "library", "logger": record.name, "at": place}
