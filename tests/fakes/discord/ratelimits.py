"""Rate limits: headers on every answer, and refusals by them once they are switched on.

Discord publishes no numbers for single routes and asks clients to read the headers; those here are what bots see.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

GLOBAL = (50, 1.0)
"""Requests a bot may make, and in how many seconds (documented)."""

ROUTES: dict[str, tuple[int, float]] = {
    "create_message": (5, 5.0),
    "update_message": (5, 5.0),
    "delete_message": (5, 1.0),
    "create_thread": (10, 10.0),
    "create_thread_from_message": (10, 10.0),
    "update_channel": (5, 10.0),
    "create_guild_scheduled_event": (5, 10.0),
    "update_guild_scheduled_event": (5, 10.0),
    "create_dm": (5, 1.0),
    "execute_webhook": (5, 2.0),
    "update_original_webhook_message": (5, 2.0),
}
OTHERS = (50, 1.0)
EXEMPT = frozenset(
    {
        *("create_interaction_response", "execute_webhook"),
        *("get_original_webhook_message", "update_original_webhook_message", "delete_original_webhook_message"),
        *("get_webhook_message", "update_webhook_message", "delete_webhook_message"),
    }
)
"""Interaction endpoints: "not bound to the bot's Global Rate Limit" (documented)."""
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
"""A bucket is one route for one of these (documented as the top-level resources)."""


@dataclass
class Window:
    """A bucket: so many requests from the first one on, until it opens again."""

    limit: int
    seconds: float
    left: int = 0
    ends: float = 0.0

    def take(self, now: float) -> bool:
        """Take one; False if none is left."""
        if now >= self.ends:
            self.left, self.ends = self.limit, now + self.seconds
        if self.left == 0:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True)
class Ruling:
    """The headers for an answer, and where it is refused how long to wait and whether that is for everything."""

    headers: dict[str, str]
    wait: float | None = None
    everywhere: bool = False


@dataclass
class Limits:
    """The limits of the one bot. `routes` and `whole` may be set by a test: (requests, seconds)."""

    on: bool = False
    routes: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(ROUTES))
    others: tuple[int, float] = OTHERS
    whole: tuple[int, float] = GLOBAL
    refused: int = 0
    _windows: dict[tuple[str, ...], Window] = field(default_factory=dict)

    def judge(self, operation: str, values: Mapping[str, str]) -> Ruling:
        """Count one request."""
        if not self.on:
            return Ruling(_headers(operation, 1000, 999, 1.0))
        now = time.monotonic()
        if operation not in EXEMPT and not self._window(("*",), self.whole).take(now):
            self.refused += 1
            wait = self._windows["*",].ends - now
            return Ruling({"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, wait, everywhere=True)
        key = (operation, *(values[name] for name in MAJOR if name in values))
        window = self._window(key, self.routes.get(operation, self.others))
        taken = window.take(now)
        headers = _headers(operation, window.limit, window.left, window.ends - now)
        if taken:
            return Ruling(headers)
        self.refused += 1
        return Ruling(headers | {"X-RateLimit-Scope": "user"}, window.ends - now)

    def _window(self, key: tuple[str, ...], rule: tuple[int, float]) -> Window:
        if key not in self._windows:
            self._windows[key] = Window(*rule)
        return self._windows[key]


def _headers(operation: str, limit: int, left: int, seconds: float) -> dict[str, str]:
    return {
        "X-RateLimit-Bucket": f"{operation:.20}",
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset-After": f"{seconds:.3f}",
        "X-RateLimit-Reset": f"{time.time() + seconds:.3f}",
    }
