"""What a command replies to is fetched, and counts if it provably is its sender's own text."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.platform import Later
from bot.platforms.matrix.ears import Ears
from bot.platforms.matrix.quoting import Quoting
from bot.platforms.matrix.wire import Wire
from commands.engine.heard import Heard, Quoted

ANSWER = {"event_id": "$said", "type": "m.room.encrypted", "sender": "@luc:example.org"}


def heard(text: str, **fields: Any) -> Heard:
    given: dict[str, Any] = {
        "platform": "matrix", "event_id": "$e", "replay_key": None, "room": "!r:example.org", "text": text,
        "sender": "@greta:example.org", "at": datetime(2027, 1, 11, tzinfo=UTC), "encrypted": True, "verified": True,
        "reply_to": "$said",
    }  # fmt: skip
    return Heard(**{**given, **fields})


class Server:
    """Answers one request, or is away."""

    def __init__(self, status: int = 200, answer: dict[str, Any] | None = None, *, away: bool = False) -> None:
        self.asked: list[str] = []
        self._answer, self._away = (status, ANSWER if answer is None else answer), away

    async def ask(self, method: str, where: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(where)
        if self._away:
            raise Later("away")
        return self._answer


class Reads:
    """What the ears make of an event: somebody's words, or nothing that is provably theirs."""

    def __init__(self, found: Heard | None) -> None:
        self._found = found

    def original(self, room: str, source: Any) -> Heard | None:
        return self._found


LUCS = heard("Audits at night.", sender="@luc:example.org", reply_to=None)


async def completed(said: Heard, server: Server, found: Heard | None = LUCS) -> Quoted | None:
    quoting = Quoting(cast(Wire, server), cast(Ears, Reads(found)))
    return (await quoting.complete(said)).quoted


@pytest.mark.parametrize("said", [heard("!lesson keep"), heard("lesson keep", mentioned=True)])
async def test_a_command_in_a_reply_has_what_it_replies_to(said: Heard) -> None:
    server = Server()
    assert await completed(said, server) == Quoted(sender="@luc:example.org", text="Audits at night.")
    assert server.asked == ["/_matrix/client/v3/rooms/%21r%3Aexample.org/event/%24said"]


@pytest.mark.parametrize("said", [heard("yes"), heard("!lesson keep", reply_to=None)])
async def test_nothing_is_fetched_for_talk(said: Heard) -> None:
    server = Server()
    assert await completed(said, server) is None
    assert server.asked == []


@pytest.mark.parametrize(
    ("server", "found"),
    [
        (Server(away=True), LUCS),
        (Server(404, {"errcode": "M_NOT_FOUND"}), LUCS),
        (Server(200, {**ANSWER, "event_id": "$other"}), LUCS),
        (Server(), None),
    ],
    ids=["away", "not there", "another event", "not provably theirs"],
)
async def test_what_cannot_be_read_is_left_out(server: Server, found: Heard | None) -> None:
    assert await completed(heard("!lesson keep"), server, found) is None
