"""The main job on Discord, through the unmodified discord.py: slash commands, forms, buttons, menus, private chats.

The network lives on Discord alone, within its usual ceiling; what is above that can't even be begun there.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from storage.audit import verify
from storage.outbox import Parcel, ParcelState
from storage.unit import Storage
from tests.discord_cast import CODE, DiscordCast, found, on_discord
from tests.fakes.discord import Message, Permission

COMPANY = "Volta Motors"
POINT = "Overtime on night shifts"
QUESTION = "How do you get sites disclosed?"
NAMES_A_WORKER = "Worker Lin Mei, tel. +86 138 0013 8000, says her wages are withheld."
ADVICE = "A clause, updated every year."
LESSON = "Always ask for the audit report before the tender opens."
FOR_ALL = "The toolkit has a new clause for resellers"
HEARD = "Ghent has a new model clause, on our site"
FOR_LEV = "Two bus makers want to talk about charging"
MEETING, ACTION = r"MTG-[\w-]+", r"ACT-\d+"
SCHEDULED, CANCELLED = 1, 4

INVITED = (
    ("Greta", "City of Ghent", "liaison", "en"),
    ("Luc", "Ville de Lyon", "liaison", "fr"),
    ("Rita", "City of Riga", "liaison", "en"),
    ("Pia", "Labour Watch", "partner", "en"),
    ("Una", "Metal Workers United", "partner", "en"),
)
KINDS = {"Labour Watch": "partner", "Metal Workers United": "union"}
ROOMS = {
    "LEV": (("City of Ghent", "Ville de Lyon", "City of Oslo", "Labour Watch"), "en fr"),
    "ICT": (("City of Ghent", "City of Riga"), "en"),
}


@pytest_asyncio.fixture
async def cast(storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[DiscordCast]:
    """The bot on Discord alone, at its first start."""
    async with on_discord(storage, tmp_path) as network:
        yield network


@pytest.mark.long
async def test_a_network_meets_asks_learns_and_closes_its_month_on_discord_alone(cast: DiscordCast) -> None:
    await staff_open_groups_and_people_prove_who_they_are(cast)
    await two_people_say_what_each_channel_may_hear(cast)
    await nobody_else_sees_a_channel_or_learns_of_anything(cast)
    await a_stranger_who_is_let_in_closes_the_channel_until_two_open_it_again(cast)
    await a_meeting_is_planned_with_what_the_form_suggests(cast)
    await it_is_answered_by_buttons_in_each_ones_language(cast)
    await the_calendar_follows_the_meeting(cast)
    await the_channel_is_reminded_and_the_minutes_are_kept(cast)
    await a_message_becomes_an_action(cast)
    await a_peer_is_answered_in_a_thread_and_a_message_becomes_a_lesson(cast)
    await a_message_that_names_a_worker_becomes_nothing(cast)
    await what_is_above_the_ceiling_cannot_be_begun(cast)
    await each_channel_gets_its_own_affiliate_update_by_the_clock_and_once(cast)
    await all_that_was_meant_to_leave_has_left_and_the_record_holds(cast)


# --- the house


async def staff_open_groups_and_people_prove_who_they_are(cast: DiscordCast) -> None:
    sofia = cast.sofia
    for code, name in (("LEV", "Low-emission vehicles"), ("ICT", "Hardware")):
        await sofia.slash("group open", code=code, name=name, languages=ROOMS[code][1])
        assert sofia.was_told("group-opened"), sofia.text
    await sofia.slash("group charter", group="LEV")
    await sofia.fills(text="We buy electric buses with the people who build them in mind.")
    assert sofia.was_told("group-charter-set")
    for organisation in dict.fromkeys(["City of Oslo", *(one[1] for one in INVITED)]):
        await sofia.slash("organisation add", kind=KINDS.get(organisation, "affiliate"), name=organisation)
        assert sofia.was_told("organisation-added")
    for code, (organisations, _) in ROOMS.items():
        for organisation in organisations:
            await sofia.slash("group join", organisation=organisation, group=code)
            assert sofia.was_told("group-joined")
    for name, organisation, role, locale in INVITED:
        await cast.invited(sofia, name, organisation, role, locale)
    olga = cast.somebody("Olga")
    account = {"account": olga.person.mention, "name": "Olga"}
    await sofia.slash("person invite", organisation="City of Oslo", role="liaison", **account)
    await olga.slash("person prove", code=found(CODE, sofia.text))
    assert olga.was_told("code-right"), olga.text
    await cast.luc.slash("help")
    assert "réunion" in cast.luc.text, "French from the first word"


async def two_people_say_what_each_channel_may_hear(cast: DiscordCast) -> None:
    for code in ROOMS:
        await cast.sofia.slash("room authorise", room=code, label="GREEN")
        assert cast.sofia.was_told("room-second-person"), "she said so when she opened it"
        await cast.tom.confirmed("room authorise", room=code, label="GREEN")
        assert cast.tom.was_told("room-authorised"), cast.tom.text
    await cast.quiet()
    await cast.sofia.slash("room list")
    assert cast.sofia.text.count("up to TLP:GREEN") == len(ROOMS) + 1, "the staff's own is bound by the ceiling, too"
    assert "RED" not in cast.sofia.text
    await cast.greta.slash("group show", at="LEV")
    assert "Ville de Lyon" in cast.greta.text
    assert "buses with the people" in cast.greta.text


async def nobody_else_sees_a_channel_or_learns_of_anything(cast: DiscordCast) -> None:
    lev, ict = await cast.channel("LEV"), await cast.channel("ICT")
    zoe = cast.somebody("Zoe")
    assert {one.name for one in cast.members.values() if one.may_see(lev)} == {"Sofia", "Greta", "Luc", "Olga", "Pia"}
    assert {one.name for one in cast.members.values() if one.may_see(ict)} == {"Sofia", "Greta", "Rita"}
    for command, values in (("meeting list", {}), ("group show", {"code": "LEV"}), ("person list", {})):
        await zoe.slash(command, **values)
        assert "LEV" not in zoe.text
        assert "Greta" not in zoe.text
        assert zoe.answer.ephemeral
    assert await zoe.offered("group show", "code") == []
    assert await cast.rita.offered("group show", "code") != []


async def a_stranger_who_is_let_in_closes_the_channel_until_two_open_it_again(cast: DiscordCast) -> None:
    ict = await cast.channel("ICT")
    cast.server.overwrite(ict, cast.zoe.person, allow=Permission.VIEW_CHANNEL)
    await cast.noticed(ict)
    assert "ICT" in (await cast.post("Staff", "staff-room-quarantined")).text
    await cast.rita.slash("question ask", group="ICT")
    await cast.rita.fills(text="Who has a clause on repairs?")
    assert cast.rita.was_told("question-no-room"), cast.rita.text
    assert not await cast.heard("ICT", "question-post")
    assert cast.zoe.person.reads(ict) == []
    cast.server.clear_overwrite(ict, cast.zoe.person)
    for person in (cast.sofia, cast.tom):
        await person.confirmed("room authorise", room="ICT", label="GREEN")
    assert cast.tom.was_told("room-authorised"), cast.tom.text
    assert "City of Riga" in cast.tom.text, "who has Discord alone is named, since some things never pass there"


# --- the meeting


async def a_meeting_is_planned_with_what_the_form_suggests(cast: DiscordCast) -> None:
    sofia = cast.sofia
    [starts] = await sofia.offered("meeting schedule", "starts", "19 January 2pm")
    assert "Tuesday 19 January 2027, 14:00" in starts.name
    groups = await sofia.offered("meeting schedule", "group", "l", starts=starts.value)
    assert [one.value for one in groups] == ["LEV"]
    await sofia.slash("meeting schedule", starts=starts.value, title="Tyres and wages", group=groups[0].value)
    assert sofia.was_told("meeting-scheduled"), sofia.text
    announced = await cast.post("LEV", "meeting-announced")
    assert "Tyres and wages" in announced.text
    assert "<t:1800363600:F>" in announced.text, "everybody sees their own clock"
    assert not await cast.heard("ICT", "meeting-announced")
    [entry] = cast.calendar
    assert (entry.fields["name"], entry.status) == (meeting_in(announced), SCHEDULED)
    assert "Tyres" not in str(entry.fields), "everybody on the server sees the calendar"
    await cast.rita.slash("meeting schedule", starts=starts.value, title="Hers", group="ICT")
    assert not cast.rita.was_told("meeting-scheduled")
    assert len(cast.calendar) == 1


async def it_is_answered_by_buttons_in_each_ones_language(cast: DiscordCast) -> None:
    announced = await cast.post("LEV", "meeting-announced")
    code = meeting_in(announced)
    for member, word in ((cast.greta, "yes"), (cast.luc, "maybe")):
        await member.clicks(announced, word)
        assert member.was_told("rsvp-noted"), member.text
    assert "Ville de Lyon" in cast.luc.text
    assert "peut-être" in cast.luc.text
    await cast.olga.says("no", reply_to=announced)
    await cast.sofia.slash("meeting show", code=code)
    for organisation, answer in (("City of Ghent", "yes"), ("Ville de Lyon", "maybe"), ("City of Oslo", "no")):
        assert f"{organisation}: **{answer}** –" in cast.sofia.text, cast.sofia.text
    await cast.luc.slash("meeting point", code=code)
    assert cast.luc.last
    assert cast.luc.last.modal
    await cast.luc.fills(text=POINT)
    assert cast.luc.was_told("point-brought")
    assert code in {one.value for one in await cast.luc.offered("meeting show", "code")}
    assert code not in {one.value for one in await cast.rita.offered("meeting show", "code")}
    await cast.rita.slash("meeting rsvp", code=code, answer="yes")
    assert cast.rita.was_told("absent"), "it is not her group's"


async def the_calendar_follows_the_meeting(cast: DiscordCast) -> None:
    sofia = cast.sofia
    await sofia.slash("meeting schedule", starts="26 January 10am", title="Nobody has time", group="LEV")
    second = found(MEETING, sofia.text)
    assert [one.status for one in cast.calendar] == [SCHEDULED, SCHEDULED]
    await sofia.slash("meeting move", code=second, starts="27 January 10am")
    entry = next(one for one in cast.calendar if one.fields["name"] == second)
    assert entry.fields["scheduled_start_time"].startswith("2027-01-27T09:00")
    assert await cast.heard("LEV", "meeting-moved-notice")
    await sofia.confirmed("meeting cancel", code=second)
    assert sofia.was_told("meeting-cancelled")
    assert [one.status for one in cast.calendar] == [SCHEDULED, CANCELLED]


async def the_channel_is_reminded_and_the_minutes_are_kept(cast: DiscordCast) -> None:
    await cast.until(datetime(2027, 1, 12, 12, 59, tzinfo=UTC))
    assert not await cast.heard("LEV", "meeting-reminder")
    await cast.passes(timedelta(minutes=1))
    reminder = await cast.post("LEV", "meeting-reminder")
    assert POINT in reminder.text
    await cast.until(datetime(2027, 1, 19, 14, 0, tzinfo=UTC))
    await cast.sofia.confirmed("meeting minutes", code=meeting_in(reminder), text="We ask for the night shifts.")
    assert "night shifts" in (await cast.post("LEV", "meeting-minutes")).text


async def a_message_becomes_an_action(cast: DiscordCast) -> None:
    said = await cast.greta.says("Somebody should send the set of questions", at="LEV")
    await cast.greta.menu(said, "Make an action")
    await cast.greta.fills(owner="Luc", due="2 February")
    assert cast.greta.was_told("action-added"), cast.greta.text
    code = found(ACTION, cast.greta.text)
    given = cast.luc.told("action-given")
    assert "set of questions" in given.text
    await cast.luc.says("fait", reply_to=given)
    assert cast.luc.was_told("action-done")
    await cast.luc.slash("my")
    assert code not in cast.luc.text


# --- what peers learn


async def a_peer_is_answered_in_a_thread_and_a_message_becomes_a_lesson(cast: DiscordCast) -> None:
    await cast.greta.slash("question ask", group="LEV", named="no")
    await cast.greta.fills(text=QUESTION)
    assert cast.greta.was_told("question-asked-nameless"), cast.greta.text
    root = await cast.post("LEV", "question-post")
    assert "Greta" not in root.text
    await cast.luc.slash("question answer", at="LEV", code="Q-1")
    await cast.luc.fills(text=ADVICE)
    answer = await cast.post("LEV", "answer-post")
    assert answer.place is root.thread
    assert ADVICE in answer.text
    assert "Greta" not in "".join(one.text for one in await cast.posts("LEV"))
    await cast.greta.says("yes", reply_to=cast.greta.told("question-answer-came"))
    assert cast.greta.was_told("question-settled"), cast.greta.text
    said = await cast.olga.says(LESSON, at="LEV")
    await cast.luc.menu(said, "Save as lesson")
    await cast.luc.fills(title="Ask early", outcome="worked", theme="pays")
    assert "Divulgations" in cast.luc.text, "no such theme: he is asked, in his language"
    await cast.luc.picks(cast.luc.answer, "Divulgations")
    assert cast.luc.was_told("lesson-words-kept"), cast.luc.text
    await cast.greta.slash("lesson find", words="audit")
    assert cast.greta.was_told("lesson-found-none"), "Olga has not said that her words may be kept"
    await cast.olga.says("yes", reply_to=cast.olga.told("lesson-words-asked"))
    assert cast.olga.was_told("lesson-consented"), cast.olga.text
    await cast.greta.slash("lesson find", words="audit")
    assert cast.greta.was_told("lesson-found"), cast.greta.text


async def a_message_that_names_a_worker_becomes_nothing(cast: DiscordCast) -> None:
    said = await cast.greta.says(NAMES_A_WORKER, at="LEV")
    await cast.luc.menu(said, "Save as lesson")
    await cast.luc.fills(title="Nights", outcome="worked", theme="tools")
    await cast.greta.menu(said, "Make an action")
    await cast.greta.fills(owner="Luc", due="2 February")
    for one in (cast.luc, cast.greta):
        assert one.was_told("grievance-held"), one.text
    await cast.luc.picks(cast.luc.answer, "Non")
    assert cast.luc.was_told("grievance-elsewhere"), cast.luc.text
    await cast.greta.clicks(cast.greta.answer, "Cancel")
    await cast.greta.slash("question ask", group="LEV")
    await cast.greta.fills(text=NAMES_A_WORKER)
    assert cast.greta.was_told("grievance-held"), cast.greta.text
    await cast.greta.picks(cast.greta.answer, "No")
    assert cast.greta.was_told("grievance-elsewhere"), cast.greta.text
    assert "Lin Mei" not in "".join(one.text for one in await cast.posts("LEV"))
    assert not any("Lin Mei" in one.text for one in cast.luc.seen)


# --- above the ceiling


async def what_is_above_the_ceiling_cannot_be_begun(cast: DiscordCast) -> None:
    """Whoever may do it elsewhere gets a pointer, before any form asks for words that may not pass here."""
    await cast.sofia.slash("organisation company", name=COMPANY)
    begun = (
        (cast.sofia, "summary draft", {"company": COMPANY, "readers": "affiliates", "heading": "Hours"}),
        (cast.greta, "engagement open", {"company": COMPANY, "title": "An end to forced overtime"}),
        (cast.greta, "organisation buys", {"company": COMPANY}),
    )
    for member, command, values in begun:
        exchange = await member.slash(command, **values)
        assert exchange.modal is None
        assert member.was_told("pointer-nowhere"), member.text
    await cast.pia.slash("summary draft", company=COMPANY, readers="affiliates", heading="Hours")
    assert cast.pia.was_told("absent"), "she may not anywhere"
    await cast.sofia.slash("room authorise", room="LEV", label="AMBER")
    for who in (cast.sofia, cast.tom):
        await who.slash("room show", room="LEV")
        assert "AMBER" not in who.text


# --- the month


async def each_channel_gets_its_own_affiliate_update_by_the_clock_and_once(cast: DiscordCast) -> None:
    for member, section, text, more in (
        (cast.sofia, "activities", FOR_ALL, {}),
        (cast.tom, "opportunities", FOR_LEV, {"groups": "LEV"}),
    ):
        await member.slash("update post", section=section, **more)
        await member.fills(text=text)
        assert member.was_told("update-posted"), member.text
    said = await cast.greta.says(HEARD, at="LEV")
    await cast.sofia.menu(said, "Put into the Update")
    await cast.sofia.fills(section="activities")
    assert cast.sofia.was_told("update-posted"), cast.sofia.text
    await cast.greta.clicks(cast.greta.told("update-words-told"), "yes")
    assert cast.greta.was_told("update-consented"), cast.greta.text
    await cast.until(datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    assert await cast.heard("Staff", "staff-digest-draft")
    await cast.until(datetime(2027, 2, 1, 7, 59, tzinfo=UTC))
    assert [await issues(cast, room) for room in ROOMS] == [[], []]
    await cast.passes(timedelta(minutes=1))  # a Monday, nine o'clock in Brussels: nobody says a word
    for _ in range(2):
        await cast.app.tick(cast.now)
        await cast.settle()
    await cast.passes(timedelta(days=3))
    texts = {room: await issues(cast, room) for room in ROOMS}
    assert {room: len(posts) for room, posts in texts.items()} == {"LEV": 1, "ICT": 1}
    lev, ict = (texts[room][0].text for room in ROOMS)
    assert FOR_ALL in lev
    assert FOR_ALL in ict
    assert HEARD in ict, "said in one channel by somebody who is not named"
    assert "Greta" not in ict
    assert FOR_LEV in lev
    assert FOR_LEV not in ict
    assert "MTG-27" not in ict
    assert "janvier" in lev, "in both of the channel's languages"
    assert "January" in lev


async def all_that_was_meant_to_leave_has_left_and_the_record_holds(cast: DiscordCast) -> None:
    await cast.quiet()
    async with cast.app.storage.unit() as unit:
        parcels = [(one.state, one.kind, one.cause) for one in await unit.scalars(select(Parcel))]
        assert await verify(unit) is None
    assert {one[0] for one in parcels} == {ParcelState.SENT}, [one for one in parcels if one[0] != ParcelState.SENT]
    sent = [one.nonce for one in cast.fake.world.messages() if one.nonce]
    assert len(sent) == len(set(sent)), "nothing twice"


# --- how it is told


def meeting_in(message: Message) -> str:
    """The code of the meeting that a message is about."""
    return found(MEETING, message.text)


async def issues(cast: DiscordCast, room: str) -> list[Message]:
    """The Affiliate Updates that stand in a channel."""
    return [one for one in await cast.posts(room) if "digest-issue" in cast.keys(one)]
