"""Where operators raise Discord's ceiling to TLP:AMBER: summaries behind a button that looks at each reader, and
engagements in private threads.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage.access import Label
from storage.room import Observation
from storage.unit import Storage
from tests.discord_cast import DiscordCast, found, on_discord
from tests.fakes.discord import Permission, Thread

COMPANY = "Volta Motors"
SUMMARY, ENGAGEMENT = r"SUM-\w{4}", r"ENG-\w{4}"
INVITED = (
    ("Greta", "City of Ghent", "liaison", "en"),
    ("Luc", "Ville de Lyon", "liaison", "fr"),
    ("Olga", "City of Oslo", "liaison", "en"),
)


@pytest_asyncio.fixture
async def cast(storage: Storage, tmp_path: Path, inline: None) -> AsyncIterator[DiscordCast]:
    """The bot on Discord alone, with the ceiling raised."""
    async with on_discord(storage, tmp_path, ceiling=Label.AMBER) as network:
        yield network


@pytest.mark.long
async def test_where_the_ceiling_is_raised_summaries_and_engagements_live_there_too(cast: DiscordCast) -> None:
    await buyers_meet_in_a_channel_that_may_hear_more(cast)
    code = await a_summary_is_written_in_a_form_and_approved_by_another(cast)
    await it_is_read_by_a_button_that_looks_again_at_each_reader(cast, code)
    engagement = await buyers_engage_their_supplier_in_a_private_thread(cast)
    await its_card_is_pinned_once_and_changes_where_it_stands(cast, engagement)
    await they_agree_and_sign_by_buttons(cast, engagement)
    measure = await a_plan_is_written_there_and_who_claims_does_not_verify(cast, engagement)
    await a_case_goes_two_ways_with_their_clocks(cast, engagement)
    await its_plan_and_their_leverage_are_shown_as_pictures(cast, engagement, measure)
    await whoever_leaves_is_out_of_the_thread(cast, engagement)


@pytest.mark.parametrize("comes", ["luc", "olga"])
async def test_who_is_let_in_during_a_look_closes_no_thread_and_a_stranger_does(cast: DiscordCast, comes: str) -> None:
    """Discord lists nobody of a thread: it is asked for those whom we expect, and tells how many there are."""
    await buyers_meet_in_a_channel_that_may_hear_more(cast)
    code = await a_private_thread_is_opened_for_an_engagement(cast)
    thread = await cast.channel(code)
    assert isinstance(thread, Thread)
    async with _a_look_at(cast, thread):
        if comes == "luc":
            await cast.luc.slash("engagement join", code=code, accept="yes")
        else:
            cast.server.add_to_thread(thread, cast.olga.person)
    await cast.passes(timedelta(minutes=1))
    assert cast.members[comes].may_see(thread)
    assert await cast.heard(code, "engagement-welcome") is (comes == "luc")
    assert await cast.heard("Staff", "staff-room-quarantined") is (comes == "olga")


@pytest.mark.later
async def test_who_is_about_to_be_taken_out_of_a_thread_does_not_close_it(
    cast: DiscordCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await buyers_meet_in_a_channel_that_may_hear_more(cast)
    code = await buyers_engage_their_supplier_in_a_private_thread(cast)
    thread, take_out = await cast.channel(code), cast.platform.remove

    async def after_a_look(room: str, person: str) -> None:
        assert cast.luc.may_see(thread)
        await cast.app.look_at("discord", room)
        await take_out(room, person)

    monkeypatch.setattr(cast.platform, "remove", after_a_look)
    await whoever_leaves_is_out_of_the_thread(cast, code)
    assert not await cast.heard("Staff", "staff-room-quarantined")


@asynccontextmanager
async def _a_look_at(cast: DiscordCast, thread: Thread) -> AsyncIterator[None]:
    """What happens inside does so after it is settled who is asked for, and before Discord is asked."""
    inspect, asked, held = cast.platform.inspect, asyncio.Event(), asyncio.Event()

    async def waits(room: str, *given: Any, **named: Any) -> Observation:
        cast.platform.inspect = inspect  # type: ignore[method-assign]  # this once
        asked.set()
        await held.wait()
        return await inspect(room, *given, **named)

    await cast.quiet()
    cast.platform.inspect = waits  # type: ignore[method-assign]
    looking = asyncio.create_task(cast.app.look_at("discord", str(thread.id)))
    await asked.wait()
    yield
    held.set()
    await looking


async def buyers_meet_in_a_channel_that_may_hear_more(cast: DiscordCast) -> None:
    sofia = cast.sofia
    await sofia.slash("group open", code="LEV", name="Low-emission vehicles")
    await sofia.slash("organisation company", name=COMPANY)
    for name, organisation, role, locale in INVITED:
        await sofia.slash("organisation add", kind="affiliate", name=organisation)
        await sofia.slash("group join", organisation=organisation, group="LEV")
        await cast.invited(sofia, name, organisation, role, locale)
    await sofia.slash("organisation add", kind="partner", name="Labour Watch")
    await cast.invited(sofia, "Pia", "Labour Watch", "partner")
    await sofia.slash("room authorise", room="LEV", label="AMBER")
    assert sofia.was_told("confirm-preview"), sofia.text
    await sofia.agrees()
    await cast.tom.confirmed("room authorise", room="LEV", label="AMBER")
    assert cast.tom.was_told("room-authorised"), cast.tom.text
    for buyer, organisation in ((cast.greta, "City of Ghent"), (cast.luc, "Ville de Lyon")):
        await buyer.slash("organisation buys", company=COMPANY)
        await sofia.slash("organisation confirm", organisation=organisation, company=COMPANY)
        await buyer.slash("organisation tender", company=COMPANY, running="no")
        await buyer.slash("organisation match", company=COMPANY, agree="yes")
    assert "Ghent" in cast.luc.text, cast.luc.text


async def a_summary_is_written_in_a_form_and_approved_by_another(cast: DiscordCast) -> str:
    sofia, tom = cast.sofia, cast.tom
    await sofia.slash("summary draft", company=COMPANY, readers="affiliates", heading="Hours in spring")
    await sofia.fills(findings="Several workers tell of nights of **twelve hours**.")
    assert sofia.was_told("summary-drafted"), sofia.text
    code = found(SUMMARY, sofia.text)
    await sofia.slash("summary submit", code=code)
    note = await cast.post("Staff", "staff-summary-submitted")
    await sofia.clicks(note, "approve")
    assert sofia.was_told("summary-own-text"), sofia.text
    await tom.clicks(note, "read")
    assert "twelve hours" in tom.text
    await tom.clicks(note, "approve")
    assert tom.was_told("summary-approved"), tom.text
    return code


async def it_is_read_by_a_button_that_looks_again_at_each_reader(cast: DiscordCast, code: str) -> None:
    await cast.sofia.confirmed("summary release", code=code)
    assert cast.sofia.was_told("summary-released"), cast.sofia.text
    notice = await cast.post("LEV", "summary-notice")
    assert "twelve hours" not in notice.text
    await cast.luc.clicks(notice, "read")
    assert "twelve hours" in cast.luc.text
    await cast.luc.clicks(notice, "received")
    assert cast.luc.was_told("summary-acknowledged"), cast.luc.text
    cast.server.overwrite(await cast.channel("LEV"), cast.pia.person, allow=Permission.VIEW_CHANNEL)
    await cast.pia.clicks(notice, "read")
    assert cast.pia.was_told("absent"), "somebody let her into the channel; that makes her no reader"
    cast.server.clear_overwrite(await cast.channel("LEV"), cast.pia.person)


async def a_private_thread_is_opened_for_an_engagement(cast: DiscordCast) -> str:
    await cast.greta.slash("engagement open", at="LEV", company=COMPANY, title="An end to forced overtime")
    assert cast.greta.was_told("engagement-opened"), cast.greta.text
    code = found(ENGAGEMENT, cast.greta.text)
    for person in (cast.sofia, cast.tom):
        await person.confirmed("room authorise", room=code, label="AMBER")
    assert cast.tom.was_told("room-authorised"), cast.tom.text
    return code


async def buyers_engage_their_supplier_in_a_private_thread(cast: DiscordCast) -> str:
    code = await a_private_thread_is_opened_for_an_engagement(cast)
    await cast.luc.slash("engagement join", code=code, accept="yes")
    assert cast.luc.was_told("engagement-joined"), cast.luc.text
    await cast.passes(timedelta(minutes=1))
    thread = await cast.channel(code)
    assert isinstance(thread, Thread)
    assert thread.private
    assert not thread.invitable
    assert thread.parent is await cast.channel("LEV")
    assert [one.may_see(thread) for one in (cast.greta, cast.luc, cast.olga, cast.pia)] == [True, True, False, False]
    assert await cast.heard(code, "engagement-welcome")
    return code


async def its_card_is_pinned_once_and_changes_where_it_stands(cast: DiscordCast, code: str) -> None:
    thread = await cast.channel(code)
    [card] = [one for one in cast.greta.person.reads(thread) if one.pinned]
    await cast.greta.slash("engagement ask", at=code, term="short", text="A list of the plants")
    assert cast.greta.was_told("engagement-ask-added"), cast.greta.text
    [same] = [one for one in cast.greta.person.reads(thread) if one.pinned]
    assert same is card
    assert "A list of the plants" in same.text


async def they_agree_and_sign_by_buttons(cast: DiscordCast, code: str) -> None:
    await cast.greta.slash("engagement question", at=code)
    await cast.greta.fills(text="Which plants make the cells?")
    question = await cast.post(code, "engagement-question-post")
    await cast.luc.clicks(question, "yes")
    assert await cast.heard(code, "engagement-question-agreed")
    await cast.greta.slash("engagement letter", at=code)
    await cast.greta.fills(text="We, two public buyers, ask you to end forced overtime.")
    letter = await cast.post(code, "engagement-letter-post")
    for signer in (cast.greta, cast.luc):
        await signer.clicks(letter, "yes")
        assert signer.was_told("engagement-signed"), signer.text
    await cast.pia.slash("engagement show", code=code)
    assert cast.pia.was_told("absent"), cast.pia.text


async def a_plan_is_written_there_and_who_claims_does_not_verify(cast: DiscordCast, code: str) -> str:
    await cast.greta.slash(
        "plan add", at=code, due="in 30 days", finding="Wages are withheld", action="Pay what is owed",
        responsible="Their payroll office",
    )  # fmt: skip
    await cast.greta.fills(verification="Pay slips")  # in a form, beside what was written already
    assert cast.greta.was_told("plan-added"), cast.greta.text
    measure = found(r"CAP-\w{4}", cast.greta.text)
    assert "Pay what is owed" in (await cast.post(code, "plan-added-post")).text
    assert [one.value for one in await cast.luc.offered("plan claim", "code")] == [measure]
    assert [one.value for one in await cast.luc.offered("plan list", "code")] == [code]
    await cast.greta.slash("plan start", code=measure)
    await cast.greta.confirmed("plan extend", code=measure, due="in 40 days", reason="The bank was closed.")
    assert cast.greta.was_told("plan-extended"), cast.greta.text
    await cast.luc.slash("plan claim", code=measure)
    await cast.luc.fills(text="They sent us the pay slips.")
    assert cast.luc.was_told("plan-claimed"), cast.luc.text
    await cast.luc.slash("plan verify", code=measure)
    await cast.luc.fills(text="I believe them.")
    assert cast.luc.was_told("plan-verify-who"), cast.luc.text
    await cast.sofia.confirmed("plan partner", code=measure, organisation="Labour Watch")
    await cast.pia.slash("plan show", code=measure)
    assert cast.pia.was_told("plan-measure"), cast.pia.text
    assert code not in cast.pia.text
    for command in ("plan list", "plan show", "plan picture", "leverage show"):
        await cast.olga.slash(command, code=measure if command == "plan show" else code)
        assert cast.olga.was_told("absent"), cast.olga.text
    await cast.pia.slash("plan verify", code=measure)
    await cast.pia.fills(text="Forty workers confirmed it.")
    assert cast.pia.was_told("plan-verified"), cast.pia.text
    assert "Labour Watch" not in (await cast.post(code, "plan-verified-post")).text
    return measure


async def a_case_goes_two_ways_with_their_clocks(cast: DiscordCast, code: str) -> None:
    for kind in ("direct", "rba_fast_track"):
        await cast.greta.slash("route open", at=code, kind=kind)
        assert cast.greta.was_told("route-noted"), cast.greta.text
    await cast.greta.slash("route audit", at=code, kind="rba_fast_track", due="in 20 days")
    assert cast.greta.was_told("route-meeting-first"), cast.greta.text
    await cast.greta.slash("route meeting", at=code, kind="rba_fast_track", held="today")
    assert cast.greta.was_told("route-met"), cast.greta.text
    await cast.luc.slash("route open", at=code, kind="union")
    assert cast.luc.was_told("engagement-lead-only"), cast.luc.text
    await cast.luc.slash("route list", at=code)
    await cast.olga.slash("route list", code=code)
    assert cast.olga.was_told("absent"), cast.olga.text
    assert await cast.heard(code, "route-opened-post")


async def its_plan_and_their_leverage_are_shown_as_pictures(cast: DiscordCast, code: str, measure: str) -> None:
    for organisation, country in (("City of Ghent", "BE"), ("Ville de Lyon", "FR"), ("City of Oslo", "NO")):
        await cast.sofia.slash("organisation edit", organisation=organisation, country=country)
        assert cast.sofia.was_told("organisation-edited"), cast.sofia.text
    await cast.olga.slash("organisation buys", company=COMPANY)
    await cast.sofia.slash("organisation confirm", organisation="City of Oslo", company=COMPANY)
    thread = await cast.channel(code)
    for command, words in (("plan picture", f"{measure}"), ("leverage post", "3 to 5")):
        await cast.greta.confirmed(command, at=code)
        [file] = cast.luc.person.reads(thread)[-1].attachments
        assert file.filename.endswith(".png")
        assert words in (file.description or ""), "who does not see the picture is read it"
    await cast.luc.slash("leverage show", code=code)
    assert cast.luc.was_told("leverage-shown"), cast.luc.text


async def whoever_leaves_is_out_of_the_thread(cast: DiscordCast, code: str) -> None:
    await cast.luc.slash("engagement leave", code=code)
    await cast.passes(timedelta(minutes=1))
    assert not cast.luc.may_see(await cast.channel(code))
    assert cast.luc.may_see(await cast.channel("LEV"))
