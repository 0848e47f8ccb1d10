"""People: codes, roles, moving and leaving, through the front door."""

import re
from datetime import timedelta

import pytest

from tests.cast import Cast, Member


async def invited(cast: Cast) -> tuple[Member, str]:
    """Nils of Oslo, invited but not proven, and his code."""
    await cast.sofia.asks('person invite @nils:memory "City of Oslo" liaison Nils')
    cast.members["nils"] = Member(name="Nils", account="@nils:memory", cast=cast)
    return cast.members["nils"], code_told(cast.sofia)


def code_told(staff: Member) -> str:
    """The one-time code in what was told just now."""
    found = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", staff.text)
    assert found is not None, staff.text
    return found[0]


async def test_an_account_counts_once_its_code_is_said(cast: Cast) -> None:
    nils, code = await invited(cast)
    await nils.asks("group list")
    assert nils.was_told("knock")
    await nils.asks(code.lower())
    assert nils.was_told("code-right")
    assert await cast.heard("Staff", "staff-person-proven")
    assert nils.account in cast.platform.rooms[await cast.room_id("LEV")].joined
    await nils.asks("group list")
    assert nils.was_told("group-list")


async def test_a_code_is_good_for_one_use(cast: Cast) -> None:
    nils, code = await invited(cast)
    await nils.asks(code)
    await nils.asks(code)
    assert not nils.was_told("code-right")


@pytest.mark.parametrize(("days", "taken"), [(6, True), (8, False)])
async def test_a_code_holds_for_seven_days(cast: Cast, days: int, taken: bool) -> None:
    nils, code = await invited(cast)
    cast.now += timedelta(days=days)
    await nils.asks(code)
    assert nils.was_told("code-right") is taken


@pytest.mark.parametrize(("wrong", "taken"), [(4, True), (5, False)])
async def test_a_code_holds_for_five_tries(cast: Cast, wrong: int, taken: bool) -> None:
    nils, code = await invited(cast)
    for _ in range(wrong):
        await nils.asks("22222-22222")
    await nils.asks(code)
    assert nils.was_told("code-right") is taken


async def test_a_code_is_of_no_use_to_another_account(cast: Cast) -> None:
    _, code = await invited(cast)
    await cast.sofia.asks('person invite @eve:memory "Labour Watch" partner Eve')
    eve = Member(name="Eve", account="@eve:memory", cast=cast)
    await eve.asks(code)
    assert eve.was_told("code-wrong")


async def test_an_unproven_account_is_told_nothing_above_clear(cast: Cast) -> None:
    nils, _ = await invited(cast)
    await nils.asks("organisation list")
    assert nils.was_told("knock")
    assert "Ghent" not in nils.text


async def test_who_is_removed_is_out_of_everything_at_once(cast: Cast) -> None:
    lev = cast.platform.rooms[await cast.room_id("LEV")]
    assert cast.gus.account in lev.joined
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")
    assert cast.gus.account not in lev.joined
    before = len(cast.platform.log)
    await cast.hears(lev.id, cast.gus.account, "!group list")
    assert len(cast.platform.log) == before
    await cast.sofia.asks("person restore Gus member")
    await cast.gus.asks(code_told(cast.sofia))
    assert cast.gus.account in lev.joined


async def test_removing_is_for_staff(cast: Cast) -> None:
    await cast.greta.asks("person remove Gus")
    assert cast.greta.was_told("absent")
    assert cast.gus.account in cast.platform.rooms[await cast.room_id("LEV")].joined


async def test_roles_follow_the_organisation(cast: Cast) -> None:
    await cast.sofia.asks("person role Greta approver")
    assert cast.sofia.was_told("person-role-unfit")
    await cast.sofia.asks("person role Greta deputy")
    assert cast.sofia.was_told("person-roles")


async def test_who_moves_gets_the_rooms_of_the_new_organisation(cast: Cast) -> None:
    lev = cast.platform.rooms[await cast.room_id("LEV")]
    await cast.sofia.asks('person move Gus "Labour Watch" partner')
    assert cast.sofia.was_told("person-moved")
    assert cast.gus.account not in lev.joined
    await cast.sofia.asks('person move Gus "City of Oslo" member')
    assert cast.gus.account in lev.joined


async def test_everybody_chooses_language_and_zone(cast: Cast) -> None:
    await cast.greta.asks("person zone Europe/Lisbon")
    assert "09:00" in cast.greta.text
    for said in ("Bruxelles", "Brussels", "bruxelles."):
        await cast.greta.asks(f"person zone {said}")
        assert "Brussels time" in cast.greta.text
    await cast.greta.asks("person zone New York")
    assert "New York time" in cast.greta.text
    await cast.greta.asks("person zone Mars/Base")
    assert cast.greta.was_told("zone-unknown")


async def test_accounts_are_shown_to_staff_alone(cast: Cast) -> None:
    await cast.sofia.asks("person show Luc")
    assert cast.luc.account in cast.sofia.text
    await cast.greta.asks("person show Luc")
    assert cast.greta.was_told("person-shown")
    assert cast.luc.account not in cast.greta.text


@pytest.mark.parametrize("written", ["123456789012345678", "<@123456789012345678>", "<@!123456789012345678>"])
@pytest.mark.parametrize("side", ["memory", "discord"])
async def test_somebody_is_invited_on_discord_by_number_or_mention(both: Cast, written: str, side: str) -> None:
    staff = both.sofia if side == "memory" else both.sofia.discord
    await staff.asks(f'person invite {written} "City of Oslo" liaison Nils')
    found = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", staff.text)
    assert found is not None, staff.text
    nils = Member(name="Nils", account="123456789012345678", cast=both, platform="discord")
    await nils.asks("hello")
    assert nils.was_told("knock")
    await nils.forms("person prove", code=found[0])
    assert nils.was_told("code-right")
    assert nils.account in (await both.room("LEV-discord")).joined
    await nils.forms("group list")
    assert nils.was_told("group-list")


async def test_staff_invite_from_discord_to_the_other_side(both: Cast) -> None:
    await both.sofia.discord.forms(
        "person invite", account="@nils:memory", organisation="City of Oslo", role="liaison", name="Nils"
    )
    assert both.sofia.discord.was_told("person-invited")
    assert both.chats("@nils:memory")


async def test_nobody_is_invited_where_the_bot_is_not(cast: Cast) -> None:
    await cast.sofia.asks('person invite 123456789012345678 "City of Oslo" liaison Nils')
    assert cast.sofia.was_told("person-platform-unserved")


@pytest.mark.parametrize("said", ["Nils", "nils@oslo.example", "@nils", "12345"])
async def test_what_is_no_account_is_asked_for_again_at_once(cast: Cast, said: str) -> None:
    await cast.sofia.asks("person invite")
    await cast.sofia.asks(said)
    assert cast.sofia.was_told("person-account-unclear")
    assert cast.sofia.was_told("ask-account")
    await cast.sofia.asks("@nils:memory")
    assert cast.sofia.was_told("ask-organisation")


async def test_who_names_an_organisation_or_a_company_that_is_none_is_told_where_they_are(cast: Cast) -> None:
    await cast.sofia.asks("group join Bxl group:LEV")
    assert cast.sofia.was_told("organisation-unknown")
    await cast.sofia.asks("summary draft Volta")
    assert cast.sofia.was_told("company-unknown")
