"""One network on two platforms at once: one with Matrix's manners, and Discord through its real client.

Posts appear on both, each in its room's language; a person with an account on each counts once; what is above Discord's
ceiling is read on the other side, and not a byte of it is ever on the wire to Discord.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from commands.engine.manners import Manners
from storage.audit import verify
from storage.unit import Storage
from tests.cast import START
from tests.discord_cast import CODE, DiscordCast, at_home, found, on_discord
from tests.fakes.discord import Message, Permission
from tests.fakes.memory import MemoryPlatform

ADDRESS = "https://matrix.to/#/{room}"
COMPANY = "Volta Motors"
TITLE = "Tyres and wages"
CANARIES = ("Morrendale", "Brastemoor", "Tindrequa")  # in the heading, the facility and the text of what is AMBER
GREEN = "Two factories have a works council now"
POLICY = "A policy that all may have"
MEETING, SUMMARY = r"MTG-[\w-]+", r"SUM-\w{4}"

HOME = (  # who is at home on the other side, and in which language
    ("Greta", "City of Ghent", "liaison", "en"),
    ("Luc", "Ville de Lyon", "liaison", "fr"),
    ("Olga", "City of Oslo", "liaison", "en"),
    ("Rita", "City of Riga", "liaison", "en"),
)
THERE = (  # who has an account on Discord alone
    ("Dana", "City of Delft", "liaison", "fr"),
    ("Pia", "Labour Watch", "partner", "en"),
)
LEV = ("City of Ghent", "Ville de Lyon", "City of Oslo", "City of Delft")


@pytest_asyncio.fixture
async def cast(storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[DiscordCast]:
    """The bot on both, at its first start: its admins are at home on the other side."""
    beside = MemoryPlatform(lambda: START, name="matrix", manners=Manners(address=ADDRESS), first_id=1000)
    async with on_discord(storage, tmp_path, beside=beside) as network:
        yield network


@pytest.mark.long
async def test_one_network_lives_on_both_sides(cast: DiscordCast) -> None:
    await staff_open_a_group_at_home_and_people_come(cast)
    await people_link_their_accounts_and_nobody_elses(cast)
    await the_group_is_extended_to_discord(cast)
    await a_meeting_is_announced_on_both_each_in_its_language(cast)
    await answers_from_both_sides_count_once(cast)
    code = await a_restricted_summary_reaches_one_side_and_the_other_is_told_where(cast)
    await whoever_asks_on_discord_gets_a_pointer_or_nothing(cast, code)
    await one_for_the_community_is_read_and_recalled_on_both(cast)
    await each_side_gets_its_affiliate_update(cast)
    await a_recall_that_fails_is_reported_as_failed(cast)
    await not_a_byte_above_the_ceiling_was_on_the_wire(cast, code)


# --- the house


async def staff_open_a_group_at_home_and_people_come(cast: DiscordCast) -> None:
    sofia, tom = cast.other.sofia, cast.other.tom
    await sofia.asks("group open LEV Low-emission vehicles")
    for _, organisation, role, _ in (*HOME, *THERE):
        kind = "partner" if role == "partner" else "affiliate"
        await sofia.asks(f'organisation add {kind} name:"{organisation}"')
    for organisation in LEV:
        await sofia.asks(f'group join "{organisation}" group:LEV')
    for name, organisation, role, locale in HOME:
        member = at_home(name, cast.other, cast.other.platforms["matrix"])
        await sofia.asks(f'person invite {member.account} "{organisation}" {role} name:{name} language:{locale}')
        await member.asks(found(CODE, sofia.text))
        assert member.was_told("code-right")
    await tom.asks("room authorise LEV green")
    await tom.asks("yes")
    assert tom.was_told("room-authorised"), tom.text


async def people_link_their_accounts_and_nobody_elses(cast: DiscordCast) -> None:
    """A code from home, said on Discord, and a yes at home: either alone is nothing."""
    zoe = cast.somebody("Zoe")
    for name in ("Sofia", "Greta", "Luc"):
        here = cast.other.members[name.lower()]
        there = cast.members[name.lower()] if name == "Sofia" else cast.somebody(name)
        await here.asks("person link")
        code = found(CODE, here.text)
        await there.slash("person prove", code=code)
        assert "the code" in there.text, there.text
        await there.slash("meeting list")
        assert not there.was_told("meeting-list"), "half a proof is none"
        await here.replies(here.posts[-1], "yes")
        assert here.was_told("link-made"), here.text
        await zoe.slash("person prove", code=code)
        assert "can't be used" in zoe.text
        await there.slash("my")
        assert there.was_told("my") or there.was_told("my-nothing"), there.text
    assert "rien" in cast.luc.text.lower() or "attend" in cast.luc.text, cast.luc.text


async def the_group_is_extended_to_discord(cast: DiscordCast) -> None:
    home = cast.other
    await cast.greta.slash("group extend", code="LEV")
    assert cast.greta.was_told("absent"), "that is for staff"
    await cast.sofia.slash("group extend", code="LEV")
    assert cast.sofia.was_told("group-extended"), cast.sofia.text
    assert "Oslo" in cast.sofia.text, "whoever has no account there is named"
    await home.sofia.asks("room language LEV-discord fr")
    for name, organisation, role, locale in THERE:
        there = cast.somebody(name, locale="fr" if locale == "fr" else "en-GB")
        await home.sofia.asks(f'person invite {there.account} "{organisation}" {role} name:{name} language:{locale}')
        await there.says(found(CODE, home.sofia.text))
        assert there.was_told("code-right"), there.text
    await home.tom.asks("room authorise LEV-discord green")
    await home.tom.asks("yes")
    assert home.tom.was_told("room-authorised"), home.tom.text
    assert "Delft has accounts on Discord only" in home.tom.text, "nobody else's: Lyon and Ghent have others"
    channel = await cast.channel("LEV-discord")
    assert {one.name for one in cast.members.values() if one.may_see(channel)} == {"Sofia", "Greta", "Luc", "Dana"}
    await cast.quiet()


# --- the meeting


async def a_meeting_is_announced_on_both_each_in_its_language(cast: DiscordCast) -> None:
    await cast.sofia.slash("meeting schedule", starts="19 January 2pm", title=TITLE, group="LEV")
    assert cast.sofia.was_told("meeting-scheduled"), cast.sofia.text
    here = await cast.other.post("LEV", "meeting-announced")
    there = await cast.post("LEV-discord", "meeting-announced")
    assert "!meeting rsvp" in here.plain
    assert "/réunion" in there.text
    assert TITLE in here.plain
    assert TITLE in there.text
    [entry] = cast.calendar
    assert entry.fields["name"] == found(MEETING, here.plain)


async def answers_from_both_sides_count_once(cast: DiscordCast) -> None:
    home = cast.other
    here, there = await home.post("LEV", "meeting-announced"), await cast.post("LEV-discord", "meeting-announced")
    code = found(MEETING, here.plain)
    await home.greta.replies(here, "yes")
    await cast.greta.clicks(there, "no")
    assert cast.greta.was_told("rsvp-noted"), cast.greta.text
    await cast.luc.clicks(there, "maybe")
    await home.luc.reacts(here, "👍")
    await home.olga.replies(here, "yes")
    await cast.dana.clicks(there, "yes")
    await cast.pia.slash("meeting rsvp", code=code, answer="yes")
    assert cast.pia.was_told("absent"), "it is not her group's"
    await cast.sofia.slash("meeting show", code=code)
    shown = cast.sofia.text
    assert "3 yes" in shown
    for organisation, who in (
        ("Ghent", "Greta (no)"),
        ("Lyon", "Luc (yes)"),
        ("Oslo", "Olga (yes)"),
        ("Delft", "Dana"),
    ):
        assert shown.count(organisation) == 1, shown
        assert who in shown


# --- what is restricted


async def a_restricted_summary_reaches_one_side_and_the_other_is_told_where(cast: DiscordCast) -> str:
    home = cast.other
    heading, facility, text = CANARIES
    await home.sofia.asks(f"organisation company {COMPANY}")
    for who in (home.sofia, home.tom):
        await who.asks("room authorise LEV amber")
        await who.asks("yes")
    assert home.tom.was_told("room-authorised"), home.tom.text
    code = await approved(cast, f"{heading} facility:{facility}", f"Several workers tell of nights at {text}.")
    await home.sofia.asks(f"summary release {code}")
    assert "LEV-discord: a pointer only" in home.sofia.text
    await home.sofia.asks("yes")
    assert text in (await home.post("LEV", "summary-text")).plain
    pointer = await cast.post("LEV-discord", "pointer")
    assert links(pointer) == [ADDRESS.format(room=await home.room_id("LEV"))]
    assert code not in pointer.text
    await home.olga.replies(await home.post("LEV", "summary-text"), "received")
    assert home.olga.was_told("summary-acknowledged")
    return code


async def whoever_asks_on_discord_gets_a_pointer_or_nothing(cast: DiscordCast, code: str) -> None:
    await cast.greta.slash("summary show", code=code)
    assert cast.greta.was_told("pointer"), "who may read it elsewhere"
    assert links(cast.greta.answer) == [ADDRESS.format(room=await cast.other.greta.chat())]
    await cast.dana.slash("summary show", code=code)
    assert cast.dana.was_told("pointer-nowhere"), "who may read it and has no other account"
    for wanted in (code, "SUM-2222"):
        await cast.pia.slash("summary show", code=wanted)
        assert cast.pia.was_told("absent"), "who may not, and for whom it is as nothing"
    for member in (cast.greta, cast.dana, cast.pia, cast.sofia):
        assert await member.offered("summary show", "code") == []
    await cast.sofia.slash("summary draft", company=COMPANY, readers="affiliates", heading="Hers")
    assert cast.sofia.was_told("pointer")
    assert cast.sofia.last
    assert cast.sofia.last.modal is None
    await cast.other.greta.asks(f"summary show {code}")
    assert CANARIES[2] in cast.other.greta.text


# --- what is for the community


async def one_for_the_community_is_read_and_recalled_on_both(cast: DiscordCast) -> None:
    home = cast.other
    code = await released(cast, POLICY, GREEN)
    assert GREEN in (await home.post("LEV", "summary-text")).plain
    notice = await cast.post("LEV-discord", "summary-notice")
    assert GREEN not in notice.text
    await cast.dana.clicks(notice, "read")
    assert GREEN in cast.dana.text
    assert cast.dana.answer.ephemeral
    shown = cast.dana.answer
    await cast.pia.slash("summary show", code=code)
    assert not cast.pia.was_told("summary-text")
    await cast.sofia.confirmed("summary withdraw", code=code)
    assert cast.sofia.was_told("summary-withdrawn"), cast.sofia.text
    await cast.passes(timedelta(minutes=1))
    assert notice.deleted
    assert GREEN not in shown.text, "what was shown to her alone, minutes ago, is emptied"
    assert not [post for post in home.platforms["matrix"].log if GREEN in post.plain]
    report = (await home.post("Staff", "staff-summary-recalled")).plain
    assert "LEV: recalled" in report
    assert "LEV-discord: recalled" in report
    assert "could not be taken back" not in report
    await cast.dana.slash("summary show", code=code)
    assert cast.dana.was_told("absent")


# --- the month, and a bad day


async def each_side_gets_its_affiliate_update(cast: DiscordCast) -> None:
    await cast.sofia.slash("update post", section="activities")
    await cast.sofia.fills(text="The toolkit has a new clause")
    await cast.until(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))
    await cast.passes(timedelta(days=1))
    [here] = [one for one in await cast.other.posts("LEV") if "digest-issue" in cast.other.keys(one)]
    [there] = [one for one in await cast.posts("LEV-discord") if "digest-issue" in cast.keys(one)]
    for text in (here.plain, there.text):
        assert "The toolkit has a new clause" in text
    assert "janvier" in there.text
    assert "January" in here.plain


async def a_recall_that_fails_is_reported_as_failed(cast: DiscordCast) -> None:
    home = cast.other
    code = await released(cast, f"{POLICY}, again", f"{GREEN}, and a third")
    notice = await cast.post("LEV-discord", "summary-notice")
    await cast.dana.clicks(notice, "read")
    await cast.passes(timedelta(minutes=20))  # what she alone was shown can be changed for a quarter of an hour
    cast.server.overwrite(await cast.channel("LEV-discord"), cast.fake.bot, deny=Permission.VIEW_CHANNEL)
    await home.sofia.asks(f"summary withdraw {code}")
    await home.sofia.asks("yes")
    await cast.passes(timedelta(minutes=1))
    assert not notice.deleted
    report = (await home.post("Staff", "staff-summary-recalled")).plain
    assert "LEV: recalled" in report
    assert "LEV-discord: recall failed" in report
    assert "could not be taken back" in report


async def not_a_byte_above_the_ceiling_was_on_the_wire(cast: DiscordCast, code: str) -> None:
    await cast.quiet()
    for word in CANARIES:
        assert not cast.wire.carried(word), word
    for word in (TITLE, GREEN, POLICY):
        assert cast.wire.carried(word), "the wire remembers what may pass"
    assert not [one.text for one in cast.fake.world.messages() if code in one.text and one.author is cast.fake.bot]
    async with cast.app.storage.unit() as unit:
        assert await verify(unit) is None


# --- how it is told


async def approved(cast: DiscordCast, heading: str, text: str, *, more: str = "") -> str:
    """Written by Sofia at home, read and approved by Tom; its code."""
    sofia, tom = cast.other.sofia, cast.other.tom
    await sofia.asks(f'summary draft "{COMPANY}" affiliates {heading} {more}'.strip())
    await sofia.asks(text)
    assert sofia.was_told("summary-drafted"), sofia.text
    code = found(SUMMARY, sofia.text)
    await sofia.asks(f"summary submit {code}")
    await tom.asks(f"summary show {code}")
    await tom.asks(f"summary approve {code}")
    assert tom.was_told("summary-approved"), tom.text
    return code


async def released(cast: DiscordCast, heading: str, text: str) -> str:
    """One that the whole community may read, released; its code."""
    code = await approved(cast, heading, text, more="label:green")
    await cast.other.sofia.asks(f"summary release {code}")
    await cast.other.sofia.asks("yes")
    return code


def links(message: Message) -> list[str]:
    """The addresses that buttons under a message open."""
    return re.findall(r"https://[^\s'\"]+", str(message.components))
