"""What Discord makes without knowing a key: channels, private threads, forum posts, entries of the calendar.

A message has a nonce, and Discord itself knows it again. These have none, so each is made with the key as the reason in
the server's audit log, and looked for there before it is made. discord.py repeats a request by itself when a 5xx comes
back, without looking: here it must not.
"""

import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.http import HTTPClient, MultipartParameters, Route

from bot.platform import Later

Connect = Callable[[], discord.Client]
"""The client that is connected now. Raises Later while there is none."""

CHANNEL_CREATE = discord.AuditLogAction.channel_create.value
THREAD_CREATE = discord.AuditLogAction.thread_create.value
EVENT_CREATE = discord.AuditLogAction.scheduled_event_create.value

NO_PERMISSION = 50013
RECENT = timedelta(hours=1)
"""Where the log can't tell, something of ours with the same name is taken for the one that a lost answer was about."""


class Making:
    """Makes things once. Raises what discord.py raises, and Later where an answer to a making was lost."""

    def __init__(self, client: Connect) -> None:
        self._client = client

    @property
    def http(self) -> HTTPClient:
        """Discord's REST, as raw data."""
        return self._client().http

    @property
    def account(self) -> str:
        """The bot's own user id. Raises Later while nobody is logged in."""
        user = self._client().user
        if user is None:
            raise Later("no-client")
        return str(user.id)

    async def made(self, guild: str, action: int) -> Mapping[str, str] | None:
        """What the bot made last (100 at most): id -> reason. None where the bot may not read the log."""
        try:
            log: Any = await self.http.get_audit_logs(
                guild, limit=100, user_id=self.account, action_type=action  # type: ignore[arg-type]  # a plain number
            )  # fmt: skip
        except discord.Forbidden as refusal:
            if refusal.code != NO_PERMISSION:
                raise
            return None
        return {str(one["target_id"]): str(one.get("reason", "")) for one in log["audit_log_entries"]}

    async def make(self, path: str, key: str, body: Mapping[str, Any], **ids: str) -> Mapping[str, Any]:
        """POST, at most once; the caller has looked before. Raises Later where it may have been done."""
        route = Route("POST", path, **ids)
        made: Any = await self.http.request(route, json=dict(body), reason=reason(key), files=[_Once()])
        answer: Mapping[str, Any] = made
        return answer

    async def make_post(self, forum: str, key: str, parts: MultipartParameters) -> Mapping[str, Any]:
        """A forum's post, with its message; at most once, as above."""
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum)
        body: dict[str, Any] = {"form": parts.multipart} if parts.files else {"json": parts.payload}
        made: Any = await self.http.request(
            route, **body, params={"use_nested_fields": 1}, reason=reason(key), files=[*(parts.files or ()), _Once()]
        )
        answer: Mapping[str, Any] = made
        return answer


def reason(key: str) -> str:
    """What stands in the audit log beside something that was made for this key."""
    return f"roundtable {key}"


def by_key(made: Mapping[str, str] | None, key: str) -> str | None:
    """What the log says was made for the key."""
    return next((one for one, why in (made or {}).items() if why == reason(key)), None)


def is_recent(snowflake: str, now: datetime) -> bool:
    """Whether something was made within the last hour, by its id."""
    return now - discord.utils.snowflake_time(int(snowflake)) < RECENT


class _Once(discord.File):
    """Sent with a request, and never as a part of it: asked to be read again, it stops the second try.

    discord.py (http.py, `HTTPClient.request`) rewinds its files before each try, and has no other place to ask.
    """

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), filename="once")

    def reset(self, *, seek: int | bool = True) -> None:
        """`seek` is the number of tries so far."""
        if seek:
            raise Later("no-answer")
