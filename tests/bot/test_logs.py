"""Log lines carry references, never contents or secrets, whoever writes them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import bug, configure, log
from bot.secret import Secret

CANARY = "canary-text-of-a-summary"
SECRET = "hunter2-canary"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure("DEBUG", "json", [Secret(SECRET)], stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def _only(lines: io.StringIO) -> dict[str, Any]:
    (line,) = lines.getvalue().splitlines()
    data: dict[str, Any] = json.loads(line)
    return data


def test_a_line_carries_its_references(lines: io.StringIO) -> None:
    log().info("parcel-sent", parcel="a1b2", attempts=2)
    line = _only(lines)
    assert (line["event"], line["parcel"], line["attempts"]) == ("parcel-sent", "a1b2", 2)
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("key", ["body", "text", "content", "message", "title"])
def test_what_may_be_content_is_dropped(lines: io.StringIO, key: str) -> None:
    log().warning("odd-event", **{key: CANARY}, room={"id": "r1", key: CANARY})
    assert _only(lines)["room"] == {"id": "r1"}
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize(
    "leak",
    [
        SECRET,
        "syt_cm91bmR0YWJsZQ_canary_1x",
        "https://host/sync?access_token=canary",
        "Authorization: Bearer canary",
        "postgresql+asyncpg://user:canary@host/db",
        "EsTb canA canA canA canA canA canA canA canA canA canA canA",
    ],
)
def test_a_secret_is_masked_wherever_it_stands(lines: io.StringIO, leak: str) -> None:
    log().info("start", where=leak, more=[{"deep": f"({leak})"}])
    log().info(leak)
    assert "can" not in lines.getvalue()
    assert lines.getvalue().count("***") >= 3


def test_a_bug_is_its_type_and_its_places_but_not_what_it_says(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError as error:
        reference = bug(error, spec="meeting schedule")
    line = _only(lines)
    assert line["reference"] == reference
    assert reference.startswith("R-")
    assert line["kind"] == ["ValueError", "KeyError"]
    assert line["where"][0].startswith("tests/bot/test_logs.py:")
    assert line["spec"] == "meeting schedule"
    assert CANARY not in lines.getvalue()


def test_all_of_a_group_of_exceptions_is_named(lines: io.StringIO) -> None:
    bug(ExceptionGroup(CANARY, [TypeError(CANARY), OSError(CANARY)]))
    assert _only(lines)["kind"] == ["ExceptionGroup", "TypeError", "OSError"]
    assert CANARY not in lines.getvalue()


def test_a_library_is_heard_without_its_values(lines: io.StringIO) -> None:
    library = logging.getLogger("aiohttp.client")
    library.info("nobody asked")
    library.warning("no session for %s", CANARY)
    library.error(f"bad event {CANARY}")
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        library.exception("failed %d", 3)
    template, place, failure = map(json.loads, lines.getvalue().splitlines())
    assert (template["logger"], template["template"]) == ("aiohttp.client", "no session for %s")
    assert place["at"].startswith("tests/bot/test_logs.py:")
    assert failure["kind"] == ["RuntimeError"]
    assert CANARY not in lines.getvalue()


def test_the_console_is_as_clean(lines: io.StringIO) -> None:
    configure("INFO", "console", [Secret(SECRET)], lines)
    log().debug("too fine")
    log().info("start", text=CANARY, token=SECRET, parcel="a1b2")
    assert "parcel=a1b2" in lines.getvalue()
    assert "canary" not in lines.getvalue()
    assert "too fine" not in lines.getvalue()
