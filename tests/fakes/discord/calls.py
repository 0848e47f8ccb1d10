"""One request, as a handler sees it, and how a function becomes the handler of one of Discord's operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from tests.fakes.discord.nouns import Upload
from tests.fakes.discord.refused import Refused
from tests.fakes.discord.world import World

Answer = tuple[int, Any]


@dataclass(kw_only=True)
class Call:
    """A request. `body` is the JSON (of a multipart: its payload_json), `files` what came beside it, by index."""

    world: World
    operation: str
    values: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    reason: str | None = None

    def id(self, name: str) -> int:
        """An id in the path."""
        return number(self.values[name])

    def limit(self, default: int, most: int) -> int:
        """How many the client wants."""
        return max(1, min(int(self.query.get("limit", default)), most))

    def flag(self, name: str) -> bool:
        """A boolean in the query."""
        return self.query.get(name, "").lower() in ("1", "true")

    def fields(self, *names: str) -> dict[str, Any]:
        """Those of the body's keys that were sent."""
        return {name: self.body[name] for name in names if name in self.body}


def number(text: Any) -> int:
    """Read a snowflake."""
    try:
        return int(text)
    except (TypeError, ValueError):
        raise Refused(50035, f"{text!r} is no snowflake") from None


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Operation:
    """A handler with the place where Discord has it. `by_token` ones are authorised by what is in their path."""

    id: str
    method: str
    segments: tuple[str, ...]
    run: Handler
    by_token: bool

    def values(self, parts: tuple[str, ...]) -> dict[str, str] | None:
        """The values in a path of as many parts; None where a literal word differs."""
        found: dict[str, str] = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment.startswith("{"):
                found[segment[1:-1]] = part
            elif segment != part:
                return None
        return found


def operation(method: str, path: str, *, by_token: bool = False) -> Callable[[Handler], Operation]:
    """Make a function `op_<operationId>` the handler of that operation."""

    def make(run: Handler) -> Operation:
        name = getattr(run, "__name__", "").removeprefix("op_")
        return Operation(name, method, tuple(path.strip("/").split("/")), run, by_token)

    return make


class Table:
    """All operations that the fake knows."""

    def __init__(self, modules: tuple[ModuleType, ...]) -> None:
        self._by_shape: dict[tuple[str, int], list[Operation]] = {}
        for each in sorted(_operations(modules), key=lambda one: [part.startswith("{") for part in one.segments]):
            self._by_shape.setdefault((each.method, len(each.segments)), []).append(each)

    def __iter__(self) -> Iterator[Operation]:
        return (each for shape in self._by_shape.values() for each in shape)

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation that a method and a raw path mean, with the values in the path."""
        parts = tuple(unquote(part) for part in path.strip("/").split("/"))
        for each in self._by_shape.get((method, len(parts)), []):
            if (values := each.values(parts)) is not None:
                return each, values
        return None


def _operations(modules: tuple[ModuleType, ...]) -> Iterator[Operation]:
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Operation):
                yield value
