"""A programme, a working group and a scope of affiliation are three things: one may end while the others go on."""

from datetime import date

import pytest
from sqlalchemy import select

from storage.organisation import Organisation, Scope
from storage.programme import Programme, ProgrammeState
from storage.refusal import Refusal
from tests.cast import START, Cast

LEVP = 'programme add LEVP "Low emission vehicles" since:"1 January 2023" until:"31 December 2025"'


async def test_a_programme_ends_and_the_group_and_the_scope_of_its_subject_go_on(cast: Cast) -> None:
    await cast.sofia.asks('organisation edit "City of Ghent" lev:yes')
    await cast.sofia.asks(LEVP)
    assert cast.sofia.was_told("programme-added"), cast.sofia.text
    await cast.sofia.asks('programme join LEVP "City of Ghent" since:"1 March 2024"')
    assert cast.sofia.was_told("programme-joined"), cast.sofia.text
    before = set((await cast.room("LEV")).joined)
    await cast.greta.asks("programme list")
    assert "over" in cast.greta.text
    assert "31 December 2025" in cast.greta.text
    await cast.greta.asks("group show LEV")
    assert "City of Ghent" in cast.greta.text
    await cast.sofia.asks('programme leave LEVP "City of Ghent"')
    assert cast.sofia.was_told("programme-left"), cast.sofia.text
    assert set((await cast.room("LEV")).joined) == before
    async with cast.app.storage.unit() as unit:
        ghent = await unit.scalar(select(Organisation).where(Organisation.name == "City of Ghent"))
    assert ghent is not None
    assert ghent.scopes == {Scope.LEV}
    await cast.greta.asks("group show LEV")
    assert "City of Ghent" in cast.greta.text


async def test_to_take_part_in_a_programme_opens_no_room(cast: Cast) -> None:
    await cast.sofia.asks("group open BUS Buses")
    await cast.sofia.asks("programme add BUSP Buses")
    await cast.sofia.asks('programme join BUSP "City of Ghent"')
    assert cast.sofia.was_told("programme-joined")
    room = await cast.room("BUS")
    assert cast.greta.account not in room.joined | room.invited
    await cast.greta.asks("group show BUS")
    assert not cast.greta.was_told("group-shown")
    assert "Buses" not in cast.greta.text


async def test_a_group_and_a_programme_share_no_code(both: Cast) -> None:
    """Whichever was there first, typed or filled into a form, in whatever case."""
    await both.sofia.asks("programme add lev Vehicles")
    assert both.sofia.was_told("programme-code-of-group"), both.sofia.text
    await both.sofia.asks(LEVP)
    assert both.sofia.was_told("programme-added"), both.sofia.text
    await both.sofia.discord.forms("group open", code="levp", name="Vehicles")
    assert both.sofia.discord.was_told("group-code-of-programme"), both.sofia.discord.text
    await both.sofia.discord.forms("programme add", code="lev", name="Vehicles")
    assert both.sofia.discord.was_told("programme-code-of-group"), both.sofia.discord.text
    await both.sofia.asks("group list")
    assert "LEVP" not in both.sofia.text
    await both.sofia.asks("programme show LEV")
    assert both.sofia.was_told("absent")


async def test_who_takes_part_is_told_to_those_who_do_and_to_staff(cast: Cast) -> None:
    await cast.sofia.asks(LEVP)
    await cast.sofia.asks('programme join LEVP "City of Ghent"')
    for asks, may in ((cast.sofia, True), (cast.greta, True), (cast.pia, False)):
        await asks.asks("programme show LEVP")
        assert asks.was_told("programme-shown")
        assert ("City of Ghent" in asks.text) is may
    for asks, may in ((cast.sofia, True), (cast.greta, True), (cast.pia, False)):
        await asks.asks('organisation show "City of Ghent"')
        assert asks.was_told("line-organisation-programmes") is may
    await cast.greta.asks("programme show NOPE")
    assert cast.greta.was_told("absent")


@pytest.mark.parametrize("said", [LEVP, "programme edit LEVP name:Vans", "programme join LEVP Staff"])
async def test_only_staff_keep_programmes(cast: Cast, said: str) -> None:
    await cast.sofia.asks(LEVP)
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")


async def test_its_days_are_corrected_and_what_can_not_be_is_refused(cast: Cast) -> None:
    await cast.sofia.asks(LEVP)
    await cast.sofia.asks(LEVP)
    assert cast.sofia.was_told("programme-exists")
    await cast.sofia.asks("programme add L! Vans")
    assert cast.sofia.was_told("group-code")
    await cast.sofia.asks('programme edit LEVP until:"1 January 2022"')
    assert cast.sofia.was_told("import-period")
    await cast.sofia.asks('programme edit LEVP name:Vans until:"31 December 2027"')
    assert cast.sofia.was_told("programme-edited")
    assert "running" in cast.sofia.text
    await cast.sofia.asks('programme join LEVP "City of Ghent" since:"1 March 2024"')
    await cast.sofia.asks('programme join LEVP "City of Ghent"')
    assert cast.sofia.was_told("programme-part-already")
    await cast.sofia.asks('programme leave LEVP "City of Ghent" until:"1 February 2024"')
    assert cast.sofia.was_told("import-period")
    await cast.sofia.asks('programme leave LEVP "City of Oslo"')
    assert cast.sofia.was_told("absent")


async def test_with_its_membership_an_organisations_part_ends_too(cast: Cast) -> None:
    await cast.sofia.asks(LEVP)
    await cast.sofia.asks('programme join LEVP "City of Oslo"')
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("organisation-ended"), cast.sofia.text
    await cast.sofia.asks("programme show LEVP")
    assert "until Monday 11 January 2027" in cast.sofia.text, cast.sofia.text


async def test_on_discord_it_is_the_same_and_in_french(both: Cast) -> None:
    await both.sofia.discord.forms(
        "programme add", code="levp", name="Véhicules", since="1 January 2023", until="31 December 2025"
    )
    assert both.sofia.discord.was_told("programme-added"), both.sofia.discord.text
    await both.sofia.discord.forms("programme join", code="LEVP", organisation="City of Ghent")
    assert both.sofia.discord.was_told("programme-joined"), both.sofia.discord.text
    await both.greta.discord.forms("programme join", code="LEVP", organisation="City of Oslo")
    assert both.greta.discord.was_told("absent")
    await both.luc.asks("programme lister")
    assert "terminé, depuis le" in both.luc.text.replace("\xa0", " "), both.luc.text


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [
        (None, None, ProgrammeState.RUNNING),
        (date(2027, 1, 11), date(2027, 1, 11), ProgrammeState.RUNNING),
        (date(2027, 1, 12), None, ProgrammeState.AHEAD),
        (None, date(2027, 1, 10), ProgrammeState.OVER),
    ],
)
def test_it_runs_on_its_first_and_its_last_day(since: date | None, until: date | None, state: ProgrammeState) -> None:
    programme = Programme(code="LEVP", name="Vans", created_at=START)
    programme.last(since=since, until=until)
    assert programme.state(date(2027, 1, 11)) is state
    with pytest.raises(Refusal):
        programme.last(since=date(2027, 1, 2), until=date(2027, 1, 1))
