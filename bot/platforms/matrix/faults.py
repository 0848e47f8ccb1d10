"""What a homeserver or the library refuses, put into the three words of the port.

    429                                       Later, after the delay the server names
    401 with a dead token, a closed account   Fatal
    any other 4xx but 401 and 408             Never, with the Matrix error code
    5xx, 408, no or a strange answer          Later

No exception of matrix-nio, aiohttp or the key store leaves this package under its own name.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
import peewee
from nio import (
    EncryptionError,
    GroupEncryptionError,
    OlmTrustError,
    ProtocolError,
    VerificationError,
)

from bot.platform import Fatal, Later, Never

REFUSED_ACCOUNT = frozenset(
    {
        "M_UNKNOWN_TOKEN",
        "M_MISSING_TOKEN",
        "M_USER_DEACTIVATED",
        "M_USER_LOCKED",
        "M_USER_SUSPENDED",
    }
)
"""Error codes after which asking again cannot help (Matrix spec v1.18, "Standard error response")."""


def verdict(status: int, body: Mapping[str, Any]) -> Later | Never | Fatal:
    """The exception for an answer that is not a success; the caller raises it."""
    code = body.get("errcode")
    if not isinstance(code, str):
        code = f"http-{status}"
    if code in REFUSED_ACCOUNT:
        return Fatal(f"The homeserver refuses the bot's account ({code}).")
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        return Later("rate-limit", delay=_seconds(body.get("retry_after_ms")))
    if status == 408 or status == 401 or not 400 <= status < 500:
        return Later(code)
    return Never(code)


@contextmanager
def outcomes() -> Iterator[None]:
    """Whatever the network, the library or the key store raises inside comes out as Later."""
    try:
        yield
    except (aiohttp.ClientError, TimeoutError, ConnectionError, json.JSONDecodeError) as fault:
        raise Later("unreachable") from fault
    except OSError as fault:
        raise Later("file-system") from fault
    except (ProtocolError, EncryptionError, GroupEncryptionError, OlmTrustError, VerificationError) as fault:
        raise Later("encryption") from fault
    except peewee.PeeweeException as fault:
        raise Later("key-store") from fault


def _seconds(milliseconds: object) -> float | None:
    if isinstance(milliseconds, int | float) and 0 <= milliseconds < 3_600_000:
        return milliseconds / 1000
    return None
