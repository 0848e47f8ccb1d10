"""Where operators raise Discord's ceiling to TLP:AMBER: summaries behind a button that looks at each reader, and
engagements in private threads.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from storage.access import Label
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
    await whoever_leaves_is_out_of_the_thread(cast, engagement)


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
        await buyer.slash("organisation tender", company=COMPANY, running=False)
        await buyer.slash("organisation match", company=COMPANY, agree=True)
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


async def buyers_engage_their_supplier_in_a_private_thread(cast: DiscordCast) -> str:
    await cast.greta.slash("engagement open", at="LEV", company=COMPANY, title="An end to forced overtime")
    assert cast.greta.was_told("engagement-opened"), cast.greta.text
    code = found(ENGAGEMENT, cast.greta.text)
    for person in (cast.sofia, cast.tom):
        await person.confirmed("room authorise", room=code, label="AMBER")
    assert cast.tom.was_told("room-authorised"), cast.tom.text
    await cast.luc.slash("engagement join", code=code, accept=True)
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


async def whoever_leaves_is_out_of_the_thread(cast: DiscordCast, code: str) -> None:
    await cast.luc.slash("engagement leave", code=code)
    await cast.passes(timedelta(minutes=1))
    assert not cast.luc.may_see(await cast.channel(code))
    assert cast.luc.may_see(await cast.channel("LEV"))
