"""Meetings in a server's calendar: one scheduled event for each occurrence, and nothing recurs.

Discord's own recurrence is too narrow for ours, and discord.py does not know it. Everybody on the server sees an event,
so it says no more than that there is a meeting (`Occurrence`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import discord

from bot.platform import Never, Occurrence, Target
from bot.platforms.discord.faults import translating
from bot.platforms.discord.inspection import found
from bot.platforms.discord.making import EVENT_CREATE, Connect, Making, by_key, is_recent
from bot.platforms.discord.visibility import Raw

NAME_LENGTH = 100
WHERE_LENGTH = 100
NOWHERE = "–"
"""An event outside Discord must have a place."""

EXTERNAL = discord.EntityType.external.value
MEMBERS_ONLY = discord.PrivacyLevel.guild_only.value
SCHEDULED, ACTIVE = discord.EventStatus.scheduled.value, discord.EventStatus.active.value
COMPLETED, CANCELLED = discord.EventStatus.completed.value, discord.EventStatus.cancelled.value

FINISHED = 180000
UNKNOWN_EVENT = 10070
CODES: Mapping[int, str] = {
    30038: "too-many-events",  # 100 that are scheduled or under way, on one server
    FINISHED: "event-over",
}


class Calendar:
    """Shows meetings and changes what is shown. Raises Later, Never and Fatal."""

    def __init__(self, client: Connect, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._making = Making(client)

    @translating()
    async def mirror(self, target: Target, occurrence: Occurrence, event: str | None, *, key: str) -> str:
        """The entry "guild/event" as it is after this; "" where a meeting was cancelled before it had any.

        Raises Never("event-over") for what has begun or ended, Never("too-many-events"), Never("no-calendar") where the
        room is on no server.
        """
        try:
            return await self._mirror(target, occurrence, event, key)
        except discord.HTTPException as refusal:
            if reason := CODES.get(refusal.code):
                raise Never(reason) from refusal
            raise

    async def _mirror(self, target: Target, occurrence: Occurrence, event: str | None, key: str) -> str:
        guild = event.partition("/")[0] if event else await self._guild(target.room)
        shown = await self._shown(event) if event else await self._made_before(guild, occurrence, key)
        if occurrence.cancelled:
            return await self._cancelled(guild, shown)
        if shown is None:
            return await self._created(guild, occurrence, key)
        return await self._changed(guild, shown, occurrence)

    async def _guild(self, room: str) -> str:
        channel = await found(self._client().http.get_channel(room))
        if channel is None:
            raise Never("not-in-room")
        if not channel.get("guild_id"):
            raise Never("no-calendar")
        return str(channel["guild_id"])

    async def _shown(self, event: str) -> Raw | None:
        """The entry as it is; None where somebody deleted it."""
        guild, _, number = event.partition("/")
        try:
            raw: Any = await self._client().http.get_scheduled_event(guild, number, with_user_count=False)
        except discord.NotFound as refusal:
            if refusal.code != UNKNOWN_EVENT:
                raise
            return None
        shown: Raw = raw
        return shown

    async def _made_before(self, guild: str, occurrence: Occurrence, key: str) -> Raw | None:
        """What this key made; the same meeting of ours, just made, where the audit log can't tell (yet)."""
        events: Any = await self._client().http.get_scheduled_events(guild, with_user_count=False)
        made = await self._making.made(guild, EVENT_CREATE)
        if before := by_key(made, key):
            return next((one for one in events if str(one["id"]) == before), None) or await self._shown(
                f"{guild}/{before}"
            )
        wanted = (_name(occurrence), occurrence.starts, self._making.account)
        return next((one for one in events if _is(one, wanted) and self._is_lost(one, made or {})), None)

    def _is_lost(self, event: Raw, made: Mapping[str, str]) -> bool:
        return str(event["id"]) not in made and is_recent(str(event["id"]), self._now())

    async def _created(self, guild: str, occurrence: Occurrence, key: str) -> str:
        if occurrence.starts <= self._now():
            raise Never("event-over")
        body = {**_body(occurrence), "privacy_level": MEMBERS_ONLY}
        event = await self._making.make("/guilds/{guild_id}/scheduled-events", key, body, guild_id=guild)
        return f"{guild}/{event['id']}"

    async def _changed(self, guild: str, shown: Raw, occurrence: Occurrence) -> str:
        """An event that has begun keeps its start; one that is over stays as it was."""
        body = _body(occurrence)
        if shown["status"] == ACTIVE:
            body.pop("scheduled_start_time")
        elif shown["status"] != SCHEDULED or occurrence.starts <= self._now():
            raise Never("event-over")
        await self._client().http.edit_scheduled_event(guild, shown["id"], **body)
        return f"{guild}/{shown['id']}"

    async def _cancelled(self, guild: str, shown: Raw | None) -> str:
        """Cancelled if it has not begun, ended if it has. What is gone already is as good."""
        if shown is None:
            return ""
        if status := {SCHEDULED: CANCELLED, ACTIVE: COMPLETED}.get(shown["status"]):
            try:
                await self._client().http.edit_scheduled_event(guild, shown["id"], status=status)
            except discord.HTTPException as refusal:
                if refusal.code != FINISHED:  # discord.py repeats what a 502 came back for, though it was done
                    raise
        return f"{guild}/{shown['id']}"


def _body(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "name": _name(occurrence),
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": occurrence.where.strip()[:WHERE_LENGTH] or NOWHERE},
        "scheduled_start_time": occurrence.starts.isoformat(),
        "scheduled_end_time": occurrence.ends.isoformat(),
    }


def _name(occurrence: Occurrence) -> str:
    return " ".join(occurrence.name.split())[:NAME_LENGTH].rstrip() or NOWHERE


def _is(event: Raw, wanted: tuple[str, datetime, str]) -> bool:
    starts = datetime.fromisoformat(event["scheduled_start_time"])
    return (event["name"], starts, str(event.get("creator_id"))) == wanted
