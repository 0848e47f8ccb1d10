"""The schemas made functions say what the library says, and leave behind what it leaves behind."""

import copy
import random
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]
from nio import responses
from nio import schemas as library
from nio.events import misc
from nio.schemas import Schemas

from bot.platforms.matrix import schemas

ALL: Mapping[str, Any] = {name: one for name, one in vars(Schemas).items() if isinstance(one, dict)}
THINGS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 2.5, "", "word", "@ana:example.org", "https://example.org", "!r:e", [], {}, ["a"],
    {"a": 1},
)  # fmt: skip
SEED = 20_261_122


def _made(schema: Any, chance: random.Random, spoilt: float) -> Any:
    """Something that mostly fits a schema."""
    if not isinstance(schema, dict) or chance.random() < spoilt:
        return copy.deepcopy(chance.choice(THINGS))
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = chance.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        return _object(schema, chance, spoilt)
    if kind == "array":
        return [_made(schema.get("items", {}), chance, spoilt) for _ in range(chance.randrange(3))]
    if kind == "string":
        words = {"user_id": "@ana:example.org", "http_url": "https://example.org"}
        return words.get(schema.get("format", ""), chance.choice(["", "word", "m.text", "join"]))
    plain: Mapping[str, Any] = {"integer": 3, "number": 0.5, "boolean": True, "null": None}
    return plain.get(str(kind))


def _object(schema: Any, chance: random.Random, spoilt: float) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    found = {}
    for name, part in schema.get("properties", {}).items():
        if chance.random() < (0.98 if name in required else 0.6):
            found[name] = _made(part, chance, spoilt)
    for name in required - found.keys():
        if chance.random() > spoilt:
            found[name] = "word"
    for part in schema.get("patternProperties", {}).values():
        for name in ("!r:example.org", "@ana:example.org", "signed_curve25519:AA", "ed25519:AA", "m.room"):
            if chance.random() < 0.4:
                found[name] = _made(part, chance, spoilt)
    return found


def _judged(judge: Any, instance: Any, schema: Any) -> tuple[str, Any]:
    """What came of it, and what the instance is afterwards; of a refusal only the words count."""
    try:
        judge(instance, schema)
    except ValidationError as error:
        return error.message, None
    except Exception as error:  # noqa: BLE001  what the library stumbles over, it stumbles over here, too
        return type(error).__name__, None
    return "", instance


@pytest.mark.parametrize("name", ALL)
def test_each_schema_judges_as_the_library_does(name: str) -> None:
    chance = random.Random(f"{SEED} {name}")
    passed = 0
    for spoilt in (0.0, 0.02, 0.1, 0.3):
        for _ in range(25):
            instance = _made(ALL[name], chance, spoilt)
            wanted = _judged(library.validate_json, copy.deepcopy(instance), ALL[name])
            assert _judged(schemas.validate, copy.deepcopy(instance), ALL[name]) == wanted, (SEED, instance)
            passed += wanted[0] == ""
    assert passed, "nothing fitted, so nothing was tried"


def test_what_fits_is_not_shown_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(instance: Any, schema: Any) -> None:
        raise AssertionError("asked the library")

    monkeypatch.setattr(schemas, "_library", never)
    event = {
        "type": "m.room.member", "sender": "@ana:example.org", "state_key": "@ana:example.org", "event_id": "$1",
        "origin_server_ts": 1, "content": {"membership": "join"},
    }  # fmt: skip
    schemas.validate(event, Schemas.room_event)
    schemas.validate(event, Schemas.room_membership)
    with pytest.raises(AssertionError, match="asked the library"):
        schemas.validate({}, Schemas.room_membership)


def test_a_schema_with_an_unknown_word_lets_nothing_pass_by_itself() -> None:
    assert not schemas.compiled({"type": "object", "oneOf": []})({})


def test_the_library_uses_it() -> None:
    schemas.install()
    for module in (responses, misc):
        assert module.validate_json is schemas.validate
