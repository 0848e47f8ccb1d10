"""Discord's own OpenAPI description as a judge: of every request that the bot sends and every answer that a fake gives.

The description (github.com/discord/discord-api-spec) is read where it is and never copied into this project. It
says nowhere that other keys are refused, so a mistyped key would pass: every object schema is closed here. What it
does not know is added by `tests.fakes.limits`; what discord.py sends against it, and the real Discord takes, is
`tests.fakes.tolerated`.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

from tests.fakes import limits, tolerated
from tests.fakes.closed import COMPONENTS, close

BASE = "discord:/openapi"
"""Where the description is filed for its own references."""

JSON = "application/json"
MULTIPART = "multipart/form-data"

LONG = 200
"""How many characters of a complaint are shown: its end says what is wrong, its beginning repeats the value."""

BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
"""How discord.py and others write a boolean into a query."""


def locate() -> Path | None:
    """Find the description: DISCORD_OPENAPI names it, or it lies beside the repository; None where there is none."""
    beside = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"
    path = Path(os.environ.get("DISCORD_OPENAPI") or beside)
    return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Match:
    """One operation of Discord's that a method and a path mean, with the values in the path (decoded)."""

    operation_id: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What the description says about one operation."""

    id: str
    method: str
    segments: tuple[str, ...]
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    bodies: Mapping[str, Any]
    body_required: bool
    responses: Mapping[str, Any]

    @property
    def openness(self) -> tuple[bool, ...]:
        """Which segments are parameters: the smallest comes first, so that literal words win."""
        return tuple(segment.startswith("{") for segment in self.segments)

    def values(self, parts: tuple[str, ...]) -> Mapping[str, str] | None:
        """Take the values out of a path that has as many parts; None where a literal word differs."""
        values: dict[str, str] = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment.startswith("{"):
                values[segment[1:-1]] = part
            elif segment != part:
                return None
        return values


@dataclass(slots=True)
class Contract:
    """The description, closed; its validators are built when they are first needed (5 ms each, then 0.03 ms a use)."""

    operations: Mapping[str, Operation]
    registry: Registry
    _routes: dict[tuple[str, int], list[Operation]] = field(default_factory=dict)
    _validators: dict[str, Draft202012Validator] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and close the description (0.1 s)."""
        document = json.loads(path.read_text(encoding="utf-8"))
        close(document)
        contract = cls(
            {operation.id: operation for operation in _operations(document)},
            Registry([(BASE, {"$schema": "https://json-schema.org/draft/2020-12/schema", **document})]),
        )
        for operation in sorted(contract.operations.values(), key=lambda each: each.openness):
            contract._routes.setdefault((operation.method, len(operation.segments)), []).append(operation)
        return contract

    def match(self, method: str, path: str) -> Match | None:
        """Find the operation that `path` (without /api/v10, with or without a query) means; None if there is none."""
        parts = tuple(unquote(part) for part in path.partition("?")[0].strip("/").split("/"))
        for operation in self._routes.get((method.upper(), len(parts)), []):
            if (values := operation.values(parts)) is not None:
                return Match(operation.id, values)
        return None

    def request_errors(self, match: Match, query: Mapping[str, str], content_type: str, body: Any | None) -> list[str]:
        """List what Discord would refuse: `body` is the JSON, or the JSON in a multipart's `payload_json`."""
        operation = self.operations[match.operation_id]
        body = tolerated.body(operation.id, body)
        query = tolerated.query(operation.id, query)
        errors = [
            *self._value_errors("path", operation.path, match.values),
            *self._value_errors("query", operation.query, query),
            *self._body_errors(operation, content_type.partition(";")[0].strip().lower(), body),
        ]
        # Only what has the right shape can be measured.
        return [f"{operation.id}: {error}" for error in errors or limits.body_errors(operation.id, body)]

    def response_errors(self, operation_id: str, status: int, body: Any) -> list[str]:
        """List what Discord would not have answered; an answer of 500 or more says what it likes."""
        operation = self.operations[operation_id]
        if status >= 500:
            return []
        described = operation.responses.get(str(status), operation.responses.get(f"{status // 100}XX"))
        if described is None:
            return [f"{operation_id}: {status} is none of {', '.join(sorted(operation.responses))}"]
        schema = described.get("content", {}).get(JSON, {}).get("schema")
        if schema is None:
            return [] if body is None else [f"{operation_id}: {status} has no body"]
        return [f"{operation_id}: {status}: {error}" for error in self._errors(schema, body)]

    def schema_errors(self, name: str, value: Any) -> list[str]:
        """List what differs from one named schema, such as MessageResponse: for what the gateway says."""
        return [f"{name}: {error}" for error in self._errors({"$ref": f"{COMPONENTS}{name}"}, value)]

    def _value_errors(self, where: str, schemas: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[str]:
        for name, value in values.items():
            if name not in schemas:
                yield f"{where}: {name} is unknown"
            elif not any(self._validator(schemas[name]).is_valid(reading) for reading in _readings(value)):
                yield f"{where}: {name}: {value!r} does not fit"

    def _body_errors(self, operation: Operation, content_type: str, body: Any | None) -> Iterator[str]:
        if body is None:
            # A multipart may hold files alone, where an operation takes one.
            if operation.body_required and content_type != MULTIPART:
                yield "body: missing"
        elif not operation.bodies:
            yield "body: none is taken"
        elif content_type not in operation.bodies:
            yield f"content type: {content_type!r} is none of {', '.join(sorted(operation.bodies))}"
        else:
            # A multipart's `payload_json` is the body that would have been sent as JSON.
            yield from self._errors(operation.bodies.get(JSON, operation.bodies[content_type]), body)

    def _errors(self, schema: Any, value: Any) -> Iterator[str]:
        for error in self._validator(schema).iter_errors(value):
            yield from _explained(error)

    def _validator(self, schema: Any) -> Draft202012Validator:
        """Build a validator, or take the one that was built before."""
        key = json.dumps(schema)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(
                _absolute(schema), registry=self.registry, validate_formats=True, offline=True
            )
        return self._validators[key]


@cache
def _read(path: Path) -> Contract:
    return Contract.load(path)


def described() -> Contract | None:
    """Discord's own description, read once in a process; None where there is none."""
    path = locate()
    return _read(path) if path else None


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, operation in item.items():
            if method == "parameters":
                continue
            parameters = [*shared, *operation.get("parameters", [])]
            taken = operation.get("requestBody", {})
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                segments=tuple(path.strip("/").split("/")),
                path={each["name"]: each["schema"] for each in parameters if each["in"] == "path"},
                query={each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
                bodies={kind: content["schema"] for kind, content in taken.get("content", {}).items()},
                body_required=bool(taken.get("required")),
                responses={
                    status: _resolved(document, response) for status, response in operation["responses"].items()
                },
            )


def _resolved(document: Mapping[str, Any], response: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in response:
        return response
    found: Mapping[str, Any] = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return found


def _absolute(node: Any) -> Any:
    """Let references of one schema find their way into the whole description."""
    if isinstance(node, list):
        return [_absolute(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"{BASE}{part}" if key == "$ref" and isinstance(part, str) else _absolute(part)
        for key, part in node.items()
    }


def _readings(text: str) -> Iterator[Any]:
    """Give what a word in a path or a query may mean: text, number, boolean, or several of those."""
    yield text
    if re.fullmatch(r"-?\d+", text):
        yield int(text)
    if text.lower() in BOOLEANS:
        yield BOOLEANS[text.lower()]
    yield text.split(",")


def _explained(error: ValidationError) -> Iterator[str]:
    """Say what is wrong and where; of a union, what is wrong with the alternative that came closest."""
    match error.kind:
        case ValidationErrorKind.OneOfNotValid(context=branches) | ValidationErrorKind.AnyOf(context=branches):
            depth = len(error.instance_path)
            for inner in min(branches, key=lambda branch: _distance(branch, depth)):
                yield from _explained(inner)
        case _:
            said = error.message if len(error.message) <= LONG else f"...{error.message[-LONG:]}"
            yield f"{'.'.join(map(str, error.instance_path)) or 'body'}: {said}"


def _distance(errors: list[ValidationError], depth: int) -> tuple[int, int]:
    """Order the alternatives of a union `depth` steps down: first those of the kind meant, then by their errors."""
    kinds = (ValidationErrorKind.Enum, ValidationErrorKind.Constant, ValidationErrorKind.Type)
    of_another_kind = sum(
        isinstance(error.kind, kinds) and error.instance_path[depth:] in ([], ["type"]) for error in errors
    )
    return of_another_kind, len(errors)
