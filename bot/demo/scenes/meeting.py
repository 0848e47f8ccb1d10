"""The quarterly meetings, who comes, what is talked about, and who does what."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.phrases import is_said
from bot.demo.stage import CHAT, Stage, code_in

ZONE = ZoneInfo("Europe/Brussels")  # the group's, as the settings' default has it
MOVED_TO = time(15)


async def series(stage: Stage) -> None:
    """A quarterly series by rule: its next four dates, one of them moved."""
    planned = await stage.sofia.asks(
        'meeting series group:LEV rule:"second Tuesday of the second month" clock:14:00 title:"LEV quarterly"',
        "series-planned",
    )
    await stage.hears(stage.luc, "LEV", "series-announced")
    first, second = code_in(planned, "MTG"), code_in(planned, "MTG", which=1)
    announced = await stage.hears(stage.luc, "LEV", "meeting-announced", fits=lambda seen: first in seen.body)
    stage.facts["meeting"] = first
    await stage.luc.says("LEV", "oui", reply_to=announced.event_id)
    await stage.hears(stage.luc, "LEV", "rsvp-noted")
    await stage.ana.person.react(await stage.ana.in_room("LEV"), announced.event_id, "👍")
    stage.show("Ana", "LEV", "👍")
    await stage.olga.says("LEV", f"!meeting point {first} What do we ask for below tier 1?")
    await stage.hears(stage.olga, "LEV", "point-brought")
    moved = (datetime.now(UTC) + timedelta(days=200)).date()
    stage.facts["moved"], stage.facts["moved to"] = second, datetime.combine(moved, MOVED_TO, ZONE).isoformat()
    await stage.sofia.asks(f"meeting move {second} {moved:%Y-%m-%d} {MOVED_TO:%H:%M}", "meeting-moved")
    await stage.hears(stage.luc, "LEV", "meeting-moved-notice")
    await stage.luc.says("LEV", f"!réunion montrer {first}")
    await stage.hears(stage.luc, "LEV", "meeting-shown", fits=lambda seen: is_said("meeting-shown", seen.body, "fr"))

    async def calendar() -> tuple[bool, str]:
        files = [one for one in stage.luc.read("LEV") if one.file]
        data = [await stage.luc.person.read_file(one.event_id) for one in files]
        whole = [one for one in data if one.startswith(b"BEGIN:VCALENDAR") and b"UID:" in one]
        names = sorted({one.file or "" for one in files})
        return bool(files) and len(whole) == len(files), f"{len(whole)} of {len(files)} files, all called {names}"

    stage.prove("Calendar files arrive encrypted, under a name that says nothing", calendar)


async def call(stage: Stage) -> None:
    """A call that begins in a minute: its minutes are kept at the end of the story."""
    now = datetime.now(ZONE)
    starts = now.replace(second=0, microsecond=0) + timedelta(minutes=1 if now.second < 50 else 2)
    said = await stage.sofia.asks(
        f"meeting schedule {starts:%Y-%m-%d %H:%M} Kick-off call group:LEV minutes:10", "meeting-scheduled"
    )
    stage.facts["call"] = code_in(said, "MTG")
    stage.facts["call starts"] = starts.isoformat()


async def actions(stage: Stage) -> None:
    """Ana asks Luc to do something; he says, in French, that it is done."""
    due = (datetime.now(UTC) + timedelta(days=14)).date()
    await stage.ana.says("LEV", f"!action add Luc {due:%Y-%m-%d} Send the question set to everybody")
    await stage.hears(stage.ana, "LEV", "action-added")
    given = await stage.hears(stage.luc, CHAT, "action-given")
    mark = stage.luc.mark
    await stage.luc.says(CHAT, "fait", reply_to=given.event_id)
    await stage.hears(stage.luc, CHAT, "action-done", after=mark)


async def minutes(stage: Stage) -> None:
    """The minutes of the call stand in its thread."""
    starts = datetime.fromisoformat(stage.facts["call starts"])
    with stage.transcript.waiting("The kick-off call begins"):
        await stage.until(
            lambda: datetime.now(ZONE) > starts + timedelta(seconds=1), "Everybody waited for the call", within=130
        )
    await stage.sofia.confirms(
        f"meeting minutes {stage.facts['call']} We agreed on one set of questions for every supplier.",
        "meeting-minutes-kept",
    )
    await stage.hears(stage.luc, "LEV", "meeting-minutes")
