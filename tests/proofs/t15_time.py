"""T15: on every local day each series is announced and reminded of once, however the clocks of its zone or ours change.

Five groups in five zones meet every day at ten by the wall, through three years of summer times; the bot's own clock is
set an hour and a day forth and back, and sleeps for eight hours. The checker works out each reminder's hour by itself,
from the wall of the zone, and reads the platform's log.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select

from commands.engine import dispatch
from commands.engine.work import Work
from storage import diary
from storage.calendar import quarterly_dates
from storage.meeting import Meeting
from storage.message import Message
from storage.unit import Storage
from tests.cast import Cast
from tests.fakes.memory import MemoryPlatform
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.yard import database, groups, opened, replica, series

# Summer time north and south, one of half an hour, one that pauses for Ramadan, and none.
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata")
BEGIN = datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
MONTHS = 36
TEN = time(10, 0)
EVERY = timedelta(hours=3)
DAY = timedelta(days=1)
# Around the change of Paris (28 March 2027), with those of Casablanca and Lord Howe not far.
SHORT = (datetime(2027, 3, 25, 0, 0, tzinfo=UTC), 6)
STEPS = (timedelta(hours=1), -timedelta(hours=1), DAY, -DAY, timedelta(hours=8))


async def calendar(run: Run) -> Sequence[Claim]:
    """The rule alone, three years in every zone, at hours that are skipped or come twice."""
    wrong = days = 0
    for zone in ZONES:
        for clock in (time(0, 30), time(1, 45), time(2, 0), time(2, 15), time(2, 30), TEN):
            first = BEGIN.replace(tzinfo=None).date()
            found: list[datetime] = []
            while len(found) < run.of(366, 1096):
                after = found[-1].astimezone(ZoneInfo(zone)).date() if found else first - DAY
                starts = datetime.combine(first, clock)
                found += quarterly_dates("FREQ=DAILY", zone=zone, starts_local=starts, after=after, count=48)
            local = Counter(one.astimezone(ZoneInfo(zone)).date() for one in found)
            wanted = [first + DAY * number for number in range(len(found))]
            wrong += sum(local[day] != 1 for day in wanted) + len(set(local) - set(wanted))
            days += len(wanted)
    return [Claim(what=f"local days of {days} with other than one date", found=str(wrong), goal="0", holds=wrong == 0)]


async def walk(run: Run) -> Sequence[Claim]:
    """The bot itself, day after day."""
    found = await _walked(run, *(SHORT if run.size is Size.SHORT else (BEGIN, MONTHS * 365 // 12)))
    return [
        Claim(what="meetings", found=str(found.meetings), goal=f">= {found.expected}",
              holds=found.meetings >= found.expected),
        Claim(what="reminders due", found=str(found.due), goal="> 0", holds=found.due > 0),
        Claim(what="reminders lost", found=str(found.lost), goal="0", holds=found.lost == 0),
        Claim(what="reminders or announcements doubled", found=str(found.doubled), goal="0", holds=found.doubled == 0),
        Claim(what="steps of the clock", found=str(found.steps), goal=f">= {len(STEPS)}",
              holds=found.steps >= len(STEPS)),
    ]  # fmt: skip


async def without_slots(run: Run) -> Sequence[Claim]:
    """The control: what was done isn't remembered by its local date, but by the moment. A few days show it."""
    with forgetful():
        found = await _walked(run, *SHORT)
    return [Claim(what="doubled", found=str(found.doubled), goal="> 0, as no slot is kept", holds=found.doubled > 0)]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the log says beside what should be in it."""

    meetings: int
    expected: int
    lost: int
    doubled: int
    steps: int
    due: int


async def _walked(run: Run, begin: datetime, days: int) -> Found:
    side = MemoryPlatform(lambda: begin)
    ticks: list[datetime] = []
    steps: list[timedelta] = []
    with database("sqlite", run.folder) as url:
        async with opened(url, run.folder) as storage:
            made = await groups(storage, side, len(ZONES), now=begin, zones=ZONES)
            await series(storage, made, "FREQ=DAILY", TEN, first=begin - 3 * DAY)
            cast = replica(storage, side, begin, "bot")
            for moment in hours(begin, days, steps):
                ticks.append(moment)
                cast.now = moment
                await cast.app.tick(moment)
                await cast.app.courier.settle()
                run.step((moment - begin).days, days)
            return await _compared(storage, side, cast, ticks, days, len(steps))


def hours(begin: datetime, days: int, steps: list[timedelta]) -> Iterator[datetime]:
    """The moments at which the bot ticks. Its clock is set wrong and then right again, or it sleeps: those are `steps`.

    Every day in a short walk, every fifth in a long one.
    """
    real = begin
    while real < begin + days * DAY:
        yield real
        if real.hour == 9 and (days < 30 or real.day % 5 == 0):
            step = STEPS[len(steps) % len(STEPS)]
            steps.append(step)
            if step == timedelta(hours=8):
                real += step - EVERY  # it sleeps
            else:
                yield real + step
                yield real + step + timedelta(minutes=10)
        real += EVERY


async def _compared(
    storage: Storage, side: MemoryPlatform, cast: Cast, ticks: list[datetime], days: int, steps: int
) -> Found:
    async with storage.unit() as unit:
        kept = await unit.scalars(select(Meeting).order_by(Meeting.starts_at))
    messages = [(post.room, cast.messages[post.plain]) for post in side.log if post.plain in cast.messages]
    said = Counter((room, message.key, _code(message)) for room, message in messages)
    reminded = {code for _, key, code in said if key == "meeting-reminder"}
    due = [one for one in kept if _was_due(one, ticks)]
    return Found(
        meetings=len(kept),
        expected=days * len(ZONES),
        lost=sum(1 for one in due if one.code not in reminded),
        doubled=sum(count - 1 for count in said.values() if count > 1),
        steps=steps,
        due=len(due),
    )


def _code(message: Message) -> str:
    """The meeting that a message is about."""
    own = (str(value) for value in message.values.values() if str(value).startswith("MTG-"))
    return next(own, "") or next(filter(None, map(_code, message.below)), "")


def _was_due(meeting: Meeting, ticks: list[datetime]) -> bool:
    """Whether the bot was awake between the hour of the reminder and the meeting: a day before, by the wall."""
    place = ZoneInfo(meeting.zone)
    wall = meeting.starts_at.astimezone(place).replace(tzinfo=None) - DAY
    at = wall.replace(tzinfo=place).astimezone(UTC)
    told = meeting.announced_at or meeting.changed_at
    return at > told and any(at <= tick < meeting.starts_at for tick in ticks)


@contextmanager
def forgetful() -> Iterator[None]:
    """Nothing is remembered as done, and every parcel has a name of its own."""
    post = Work.post

    async def always(*_: Any) -> bool:
        return True

    async def all_of(unit: Any, name: str, found: Any) -> Any:
        return found

    async def anew(work: Work, room: Any, message: Any, *, once: str, **more: Any) -> Any:
        return await post(work, room, message, once=f"{once}.{work.now.isoformat()}", **more)

    with (
        patch.object(dispatch, "first_time", always),
        patch.object(diary, "undone", all_of),
        patch.object(Work, "post", anew),
    ):
        yield


PROOF = Proof(
    target="T15",
    promise="5 zones, 36 months, clocks set and asleep: one fire for each local day, none lost, none twice",
    parts=[
        Part(name="the calendar's rule in every zone", run=calendar),
        Part(name="the bot's days, its clock set and asleep", run=walk),
        Part(name="without the slots by local date", run=without_slots, control=True),
    ],
)
