"""An organisation from the first talk to the end: what it may at each stage, and through whom it comes."""

import re

import pytest

from storage.organisation import OrganisationStatus
from tests.cast import Cast, Member

BERGEN = "City of Bergen"
CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")


async def at(cast: Cast, stage: str) -> None:
    """Bergen at a stage."""
    await cast.sofia.asks(f'organisation add affiliate country:NO stage:{stage} name:"{BERGEN}"')
    assert cast.sofia.was_told("organisation-added"), cast.sofia.text


async def newcomer(cast: Cast) -> Member:
    """Berit of Bergen, invited and proven."""
    await cast.sofia.asks(f'person invite @berit:memory "{BERGEN}" liaison Berit')
    code = CODE.findall(cast.sofia.text)[0]
    berit = cast.members["berit"] = Member(name="Berit", account="@berit:memory", cast=cast)
    await berit.asks(code)
    return berit


async def test_an_organisation_climbs_stage_by_stage_and_each_is_dated(cast: Cast) -> None:
    await at(cast, "prospect")
    for stage in ("offered", "onboarding", "active"):
        await cast.sofia.asks(f'organisation advance "{BERGEN}"')
        assert cast.sofia.was_told("organisation-stage-now")
        assert stage in cast.sofia.text
    await cast.sofia.asks(f'organisation advance "{BERGEN}"')
    assert cast.sofia.was_told("organisation-stage-none")
    await cast.sofia.asks(f'organisation show "{BERGEN}"')
    for stage in ("prospect", "offered", "onboarding", "active"):
        assert f"{stage} since" in cast.sofia.text
    await cast.greta.asks(f'organisation show "{BERGEN}"')
    assert "offered since" not in cast.greta.text


async def test_a_step_too_early_is_taken_back_until_it_is_active(cast: Cast) -> None:
    await at(cast, "offered")
    await cast.sofia.asks(f'organisation advance "{BERGEN}" back:yes')
    assert "prospect" in cast.sofia.text
    await cast.sofia.asks('organisation advance "City of Oslo" back:yes')
    assert cast.sofia.was_told("organisation-stage-active")


@pytest.mark.parametrize("who", ["greta", "pia"])
async def test_only_staff_learn_of_who_is_no_member_yet(cast: Cast, who: str) -> None:
    await at(cast, "offered")
    await cast.sofia.asks("organisation list")
    assert BERGEN in cast.sofia.text
    await cast.sofia.says("LEV", "!organisation list")
    assert BERGEN not in (await cast.post("LEV", "organisation-list")).plain
    member = cast.members[who]
    await member.asks("organisation list")
    assert member.was_told("organisation-list")
    assert BERGEN not in member.text
    await member.asks(f'organisation show "{BERGEN}"')
    before = member.text
    await member.asks('organisation show "City of Nowhere"')
    assert member.text == before.replace(BERGEN, "City of Nowhere")


@pytest.mark.parametrize("stage", ["prospect", "offered"])
async def test_nobody_is_invited_before_onboarding(cast: Cast, stage: str) -> None:
    await at(cast, stage)
    await cast.sofia.asks(f'person invite @berit:memory "{BERGEN}" liaison Berit')
    assert cast.sofia.was_told("organisation-not-yet")
    assert not cast.chats("@berit:memory")


@pytest.mark.later
async def test_a_newcomer_gets_ready_and_nothing_of_the_network_is_theirs(cast: Cast) -> None:
    await at(cast, "onboarding")
    berit = await newcomer(cast)
    assert berit.was_told("code-right")
    await berit.asks("person zone Europe/Oslo")
    assert berit.was_told("person-zone")
    await berit.asks("person onboarding")
    assert berit.was_told("onboarding-of")
    await berit.asks("help")
    assert berit.was_told("help")
    assert "meeting list" not in berit.text
    for asked in ("organisation list", "person list", "group list", "meeting list", "person show Greta"):
        await berit.asks(asked)
        assert berit.was_told("absent"), asked
    await berit.asks("person onboarding Gret")
    assert "Greta" not in berit.text
    await berit.asks("my")
    keys = [key for post in berit.posts for key in cast.keys(post)]
    assert keys == ["my", "line-onboarding-waits"], "nothing waits but her own next step"


async def test_a_newcomer_in_a_groups_room_is_a_stranger_there(cast: Cast) -> None:
    await at(cast, "onboarding")
    berit = await newcomer(cast)
    (await cast.room("LEV")).joined.add(berit.account)
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")
    assert await cast.heard("Staff", "staff-room-quarantined")


async def test_a_newcomer_is_let_in_when_the_organisation_is_active(cast: Cast) -> None:
    await at(cast, "onboarding")
    berit = await newcomer(cast)
    await cast.sofia.asks(f'organisation advance "{BERGEN}"')
    await cast.sofia.asks(f'group join "{BERGEN}" group:LEV')
    assert berit.account in (await cast.room("LEV")).joined
    await berit.asks("group list")
    assert berit.was_told("group-list")


async def test_who_is_suspended_is_nobody_until_they_are_resumed(cast: Cast) -> None:
    lev = await cast.room("LEV")
    await cast.sofia.asks('organisation suspend "City of Oslo"')
    assert cast.olga.account in lev.joined, "not before the yes"
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("organisation-suspended")
    assert cast.olga.account not in lev.joined
    before = len(cast.platform.log)
    for asked in ("group list", "my", "help", "action add Gus"):
        await cast.olga.asks(asked)
    assert len(cast.platform.log) == before
    await cast.sofia.asks("group show LEV")
    assert "Oslo" not in cast.sofia.text
    await cast.sofia.asks('organisation resume "City of Oslo"')
    assert cast.olga.account in lev.joined
    await cast.olga.asks("group list")
    assert cast.olga.was_told("group-list")


@pytest.mark.parametrize("stage", [one for one in OrganisationStatus if one is not OrganisationStatus.ACTIVE])
async def test_at_no_other_stage_is_it_counted_or_chosen(cast: Cast, stage: OrganisationStatus) -> None:
    if stage in {OrganisationStatus.SUSPENDED, OrganisationStatus.ENDED}:
        await at(cast, "active")
        await cast.sofia.asks(
            f'organisation {"suspend" if stage is OrganisationStatus.SUSPENDED else "end"} "{BERGEN}"'
        )
        await cast.sofia.asks("yes")
    else:
        await at(cast, stage.value)
    await cast.sofia.asks("organisation company Volta")
    for asked in (f'group join "{BERGEN}" group:LEV', f'organisation buys "Volta" organisation:"{BERGEN}"'):
        await cast.sofia.asks(asked)
        assert not cast.sofia.was_told("group-joined")
        assert not cast.sofia.was_told("purchase-recorded")


@pytest.mark.parametrize(("said", "is_one"), [("NO", True), ("no", True), ("Norway", False), ("ZZ", False)])
async def test_a_country_is_a_code_of_iso_3166(cast: Cast, said: str, is_one: bool) -> None:
    await cast.sofia.asks(f'organisation add affiliate country:{said} name:"{BERGEN}"')
    assert cast.sofia.was_told("country-unknown") is not is_one
    assert cast.sofia.was_told("organisation-added") is is_one


async def test_what_is_recorded_of_an_organisation_can_be_corrected_and_taken_back(cast: Cast) -> None:
    await cast.sofia.asks(
        'organisation edit "City of Oslo" country:NO ict:yes lev:yes zone:Europe/Oslo languages:"fr en"'
    )
    assert cast.sofia.was_told("organisation-edited"), cast.sofia.text
    await cast.greta.asks('organisation show "City of Oslo"')
    for words in ("NO", "ICT", "LEV", "Europe/Oslo", "French"):
        assert words in cast.greta.text
    await cast.sofia.asks('organisation edit "City of Oslo" ict:no')
    assert "ICT" not in cast.sofia.text
    await cast.sofia.asks('organisation edit "City of Oslo" name:"City of Ghent"')
    assert cast.sofia.was_told("organisation-exists")
    await cast.greta.asks('organisation edit "City of Oslo" country:SE')
    assert cast.greta.was_told("absent")


@pytest.mark.parametrize("said", ["fr xx", "fr, deutsch", "xx"])
async def test_a_language_that_is_none_of_ours_is_not_passed_over(cast: Cast, said: str) -> None:
    await cast.sofia.asks(f'organisation edit "City of Oslo" languages:"{said}"')
    assert cast.sofia.was_told("locale-unknown"), cast.sofia.text
    await cast.sofia.asks("cancel")
    await cast.sofia.asks('organisation edit "City of Oslo" languages:"French, and English"')
    await cast.sofia.asks('organisation show "City of Oslo"')
    assert "French, English" in cast.sofia.text


async def test_what_is_said_yes_to_is_shown_where_nothing_is_posted(cast: Cast) -> None:
    for said, told in (
        ('organisation suspend "City of Ghent"', "3 accounts are taken out of every room"),
        ('organisation end "City of Oslo"', "1 account is taken out of every room"),
    ):
        await cast.sofia.asks(said)
        assert cast.sofia.was_told("confirm-preview")
        assert told in cast.sofia.text
        await cast.sofia.asks("no")
    await cast.sofia.asks("organisation add affiliate Nice")
    await cast.sofia.asks("person language fr")
    await cast.sofia.asks("organisation terminer Nice")
    assert cast.sofia.was_told("line-preview-nothing")


async def test_on_two_sides_both_accounts_of_somebody_are_counted(both: Cast) -> None:
    await both.sofia.asks('organisation suspendre "City of Ghent"')
    assert "6 accounts are taken out of every room" in both.sofia.text


async def test_a_scope_opens_no_room(cast: Cast) -> None:
    await cast.sofia.asks('organisation edit "Labour Watch" lev:yes')
    assert cast.pia.account not in (await cast.room("LEV")).joined


async def test_a_circle_of_consortia_is_refused_however_long(cast: Cast) -> None:
    for name in ("North", "West", "Coast"):
        await cast.sofia.asks(f"organisation add consortium {name}")
    await cast.sofia.asks("organisation edit West through:North")
    await cast.sofia.asks("organisation edit Coast through:West")
    assert cast.sofia.was_told("line-organisation-parent")
    for parent in ("North", "West", "Coast"):
        await cast.sofia.asks(f"organisation edit North through:{parent}")
        assert cast.sofia.was_told("organisation-through-itself" if parent == "North" else "organisation-circle"), (
            parent
        )
    await cast.sofia.asks('organisation edit "Labour Watch" through:North')
    assert cast.sofia.was_told("organisation-not-through")
    await cast.sofia.asks("organisation edit West direct:yes")
    assert not cast.sofia.was_told("line-organisation-parent")
    await cast.sofia.asks("organisation edit North through:Coast")
    assert cast.sofia.was_told("line-organisation-parent"), "nobody comes through North any more"
