"""Three words for whatever a homeserver or the library refuses."""

from typing import Any

import aiohttp
import peewee
import pytest
from nio import EncryptionError, LocalProtocolError

from bot.platform import Fatal, Later, Never
from bot.platforms.matrix.faults import outcomes, verdict


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, Later),
        (429, {}, Later),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, Fatal),
        (403, {"errcode": "M_USER_DEACTIVATED"}, Fatal),
        (403, {"errcode": "M_FORBIDDEN"}, Never),
        (404, {"errcode": "M_NOT_FOUND"}, Never),
        (413, {"errcode": "M_TOO_LARGE"}, Never),
        (408, {}, Later),
        (500, {"errcode": "M_UNKNOWN"}, Later),
        (502, {}, Later),
        (200, {}, Later),
        (400, {"errcode": 7}, Never),
    ],
)
def test_what_an_answer_means(status: int, body: dict[str, Any], kind: type[Exception]) -> None:
    assert type(verdict(status, body)) is kind


@pytest.mark.parametrize(("told", "delay"), [(1500, 1.5), (None, None), ("x", None), (-1, None), (10**12, None)])
def test_the_servers_delay_is_taken_if_it_is_one(told: Any, delay: float | None) -> None:
    later = verdict(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": told})
    assert isinstance(later, Later)
    assert later.delay == delay


@pytest.mark.parametrize(
    "fault",
    [
        aiohttp.ClientConnectionError(),
        TimeoutError(),
        LocalProtocolError(),
        EncryptionError(),
        peewee.OperationalError(),
        OSError(28, "No space left on device"),
    ],
)
def test_nothing_of_the_library_escapes(fault: Exception) -> None:
    with pytest.raises(Later), outcomes():
        raise fault
