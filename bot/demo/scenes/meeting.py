"""The quarterly meetings, who comes, what is talked about, and who does what."""

from datetime import datetime, time, timedelta

from bot.demo.days import ZONE
from bot.demo.phrases import is_said
from bot.demo.stage import CHAT, Stage, code_in

MOVED_TO = time(15)
OF_A_QUARTER = ("first", "second", "third")
POINT = "What do we ask for below tier 1?"
MINUTES = "We ask every supplier for the sites below tier 1 by the end of the year."


async def series(stage: Stage) -> None:
    """A quarterly series by rule: its next four dates, one of them moved."""
    month = OF_A_QUARTER[(stage.days.months[1].month - 1) % 3]  # the story's second month, in whichever quarter it is
    planned = await stage.sofia.asks(
        f'meeting series group:LEV rule:"second Tuesday of the {month} month" clock:14:00 title:"LEV quarterly"',
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
    await stage.olga.says("LEV", f"!meeting point {first} {POINT}")
    await stage.hears(stage.olga, "LEV", "point-brought")
    moved = (stage.days.now() + timedelta(days=200)).date()
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
    """A call a week later: its minutes are kept by the end of the month."""
    starts = stage.days.on(0, 10)
    said = await stage.sofia.asks(
        f"meeting schedule {starts:%Y-%m-%d %H:%M} Kick-off call group:LEV minutes:10", "meeting-scheduled"
    )
    stage.facts["call"] = code_in(said, "MTG")


async def actions(stage: Stage) -> None:
    """Ana asks Luc to do something; he says, in French, that it is done."""
    due = (stage.days.now() + timedelta(days=14)).date()
    await stage.ana.says("LEV", f"!action add Luc {due:%Y-%m-%d} Send the question set to everybody")
    await stage.hears(stage.ana, "LEV", "action-added")
    given = await stage.hears(stage.luc, CHAT, "action-given")
    mark = stage.luc.mark
    await stage.luc.says(CHAT, "fait", reply_to=given.event_id)
    await stage.hears(stage.luc, CHAT, "action-done", after=mark)


async def kicked_off(stage: Stage) -> None:
    """The kick-off call is over: its minutes stand in its thread."""
    await stage.sofia.confirms(
        f"meeting minutes {stage.facts['call']} We agreed on one set of questions for every supplier.",
        "meeting-minutes-kept",
    )
    await stage.hears(stage.luc, "LEV", "meeting-minutes")


async def reminded(stage: Stage) -> None:
    """A week before the quarterly meeting its room is reminded, with what will be talked about."""
    code, day = stage.facts["meeting"], stage.days.second_tuesday(1)
    due = stage.days.on(1, day, time(14, 30)) - timedelta(days=7)
    await stage.turns_to(max(due, stage.days.now() + timedelta(minutes=1)))  # January's first working day may be later
    await stage.hears(stage.luc, "LEV", "meeting-reminder", fits=lambda seen: code in seen.body and POINT in seen.body)
    await stage.olga.asks(f"meeting rsvp {code} yes", "rsvp-noted")


async def held(stage: Stage) -> None:
    """The quarterly meeting is over: minutes, who does what by when, and the date of the next one."""
    code, day = stage.facts["meeting"], stage.days.second_tuesday(1)
    await stage.turns_to(stage.days.on(1, day, time(16)))
    await stage.sofia.confirms(f"meeting minutes {code} {MINUTES}", "meeting-minutes-kept")
    await stage.hears(stage.luc, "LEV", "meeting-minutes-text", fits=lambda seen: MINUTES in seen.body)
    due = (stage.days.now() + timedelta(days=21)).date()
    await stage.sofia.asks(f'action add Olga {due:%Y-%m-%d} "Word the request for sites" group:LEV', "action-added")
    given = await stage.hears(stage.olga, CHAT, "action-given")
    mark = stage.olga.mark
    await stage.olga.says(CHAT, "done", reply_to=given.event_id)
    await stage.hears(stage.olga, CHAT, "action-done", after=mark)
    listed = await stage.olga.asks("meeting list", "meeting-list")

    async def in_order() -> tuple[bool, str]:
        return followed(stage, listed.body)

    stage.prove("The quarterly meeting was reminded of once, and followed by its minutes and the next date", in_order)


def followed(stage: Stage, listed: str) -> tuple[bool, str]:
    """Whether the room had one reminder and the minutes, and the next date is listed."""
    code, following = stage.facts["meeting"], stage.facts["moved"]
    posts = [one.body for one in stage.luc.read("LEV") if code in one.body]
    reminders = [body for body in posts if is_said("meeting-reminder", body)]
    minutes = [body for body in posts if MINUTES in body and is_said("meeting-minutes", body)]
    held = len(reminders) == 1 and bool(minutes) and following in listed
    return held, f"{len(reminders)} reminder, {len(minutes)} post of minutes; {following} listed: {following in listed}"
