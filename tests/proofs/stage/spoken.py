"""Whatever may be raised or logged, by the bot or a library, with something in it that no line may tell."""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Literal
from unittest import mock

from bot import logs
from bot.__main__ import main
from bot.secret import Secret
from tests.leaks.worlds import logging_to
from tests.proofs.stage.house import PASSWORDS, TEXT
from tests.proofs.stage.secrets import found

Road = Callable[[str], object]
Style = Literal["json", "console"]
STYLES: tuple[Style, ...] = ("json", "console")


def _raised(word: str) -> Exception:
    try:
        try:
            raise KeyError(word)
        except KeyError as cause:
            raise ExceptionGroup(word, [ValueError(word)]) from cause
    except ExceptionGroup as error:
        return error


ROADS: Mapping[str, Road] = {
    "a bug": lambda word: logs.bug(_raised(word)),
    "an exception with a line of ours": lambda word: logs.log().error("odd", exc_info=_raised(word)),
    "an exception in a line of ours": lambda word: logs.log().error("odd", error=_raised(word)),
    "a library's exception": lambda word: logging.getLogger("aiohttp").error("odd", exc_info=_raised(word)),
    "a library's value": lambda word: logging.getLogger("aiohttp").error("no session for %s", word),
    "a library's text": lambda word: logging.getLogger("aiohttp").error(f"no session for {word}"),
    "a warning": lambda word: logging.getLogger("py.warnings").warning("%s", word),
    "a task that nobody waited for": lambda word: asyncio.get_running_loop().call_exception_handler(
        {"message": word, "exception": _raised(word)}
    ),
}
OUR_OWN: Mapping[str, Road] = {
    "a value": lambda word: logs.log().info("start", where=word),
    "a value within": lambda word: logs.log().debug("start", more=[{"deep": f"({word})"}]),
    "the line itself": lambda word: logs.log().warning(f"no luck with {word}"),
}
LOOKING_LIKE_ONE = (
    "syt_cm91bmR0YWJsZQ_quokka_1x",
    "EsTb Quok kave Lvet Quok kave Lvet Quok kave Lvet Quok kave",
    "MTU5MjEwNTc4OTAzMDQwMDAw.quokka.velvet-velvet-velvet-velvet",
)


def told() -> dict[str, bool]:
    """Each line that is tried, and whether it tells. A sealed text is no secret that could be told from other words:
    that no line of ours holds one is seen where it was said to the bot.
    """
    known = (*PASSWORDS.values(), *LOOKING_LIKE_ONE)
    tries = [
        *((name, road, word) for name, road in ROADS.items() for word in (*known, TEXT)),
        *((name, road, word) for name, road in OUR_OWN.items() for word in known),
    ]
    return {
        f"{style}, {name}: {word}": bool(found({"": [word]}, {"": _line(style, road, word)}))
        for style in STYLES
        for name, road, word in tries
    }


def _line(style: Style, road: Road, word: str) -> bytes:
    stream = io.StringIO()
    with logging_to(stream, style, map(Secret, PASSWORDS.values())):
        road(word)
    assert stream.getvalue()
    return stream.getvalue().encode()


if __name__ == "__main__":  # a bot that a bug ends

    async def serve(*_: object) -> None:
        raise _raised(" ".join((*PASSWORDS.values(), *LOOKING_LIKE_ONE, TEXT)))

    mock.patch("bot.running.serve", serve).start()
    sys.argv = ["bot", "run"]
    main()
