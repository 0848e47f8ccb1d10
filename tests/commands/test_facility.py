"""Facilities are kept by staff: links count once confirmed, and two become one only when somebody says so."""

import re

import pytest
from sqlalchemy import select

from storage.access import Label
from storage.facility import Facility, FacilityAlias, FacilityState, LinkState, SupplyLink
from tests.cast import Cast

PLACE = 'facility add assembly CN Foxconn Zhengzhou address:"1 Airport Road"'


async def added(cast: Cast, command: str = PLACE) -> str:
    """The code of a facility that Sofia has added."""
    await cast.sofia.asks(command)
    assert cast.sofia.was_told("facility-added"), cast.sofia.text
    return codes(cast)[0]


def codes(cast: Cast) -> list[str]:
    """The codes that Sofia was just told."""
    return re.findall(r"FAC-\w{4}", cast.sofia.text)


async def linked(cast: Cast, code: str, rest: str = "") -> None:
    """Volta's Bus 9 is made there, as Sofia notes."""
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks('facility model "Volta Motors" Bus 9')
    await cast.sofia.asks(f'facility link {code} "Volta Motors" "Bus 9" {rest}')
    assert cast.sofia.was_told("link-noted"), cast.sofia.text


async def links(cast: Cast) -> dict[str, list[LinkState]]:
    """The states of the links of each facility, by its code."""
    async with cast.app.storage.unit() as unit:
        rows = await unit.rows(select(Facility.code, SupplyLink.state).join(SupplyLink).order_by(SupplyLink.component))
        found: dict[str, list[LinkState]] = {}
        for code, state in rows:
            found.setdefault(code, []).append(state)
        return found


async def facility(cast: Cast, code: str) -> Facility:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Facility).where(Facility.code == code))
        assert found is not None
        return found


async def names(cast: Cast, code: str) -> set[str]:
    async with cast.app.storage.unit() as unit:
        return set(await unit.scalars(select(FacilityAlias.name).join(Facility).where(Facility.code == code)))


async def test_staff_keep_a_facility_and_nobody_else_learns_of_it(cast: Cast) -> None:
    code = await added(cast)
    for who, sees in ((cast.sofia, True), (cast.tom, True), (cast.greta, False), (cast.pia, False)):
        for command in (f"facility show {code}", "facility list"):
            await who.asks(command)
            assert ("Foxconn" in who.text) is sees, (who.name, command)
    await cast.greta.asks("facility add mine CD Kolwezi")
    assert not cast.greta.was_told("facility-added")


async def test_a_country_that_is_none_and_a_name_that_is_there_are_refused(cast: Cast) -> None:
    code = await added(cast)
    await cast.sofia.asks("facility add mine ZZ Kolwezi")
    assert cast.sofia.was_told("import-cell-country")
    await cast.sofia.asks("facility add assembly cn foxconn ZHENGZHOU")
    assert cast.sofia.was_told("facility-exists")
    assert code in cast.sofia.text


async def test_a_link_waits_until_staff_confirm_it_and_can_be_taken_back(cast: Cast) -> None:
    code = await added(cast)
    await linked(cast, code, "tier:2 component:battery")
    assert await links(cast) == {code: [LinkState.PENDING]}
    rest = f'{code} "Volta Motors" "bus 9" component:battery'
    for command, state in (
        (f"facility confirm {rest}", LinkState.CONFIRMED),
        (f"facility confirm {rest} off:yes", LinkState.PENDING),
        (f"facility reject {rest}", LinkState.REJECTED),
        (f"facility confirm {rest}", LinkState.CONFIRMED),
    ):
        await cast.sofia.asks(command)
        assert await links(cast) == {code: [state]}, command
    await cast.sofia.asks(f"facility show {code}")
    assert "battery" in cast.sofia.text
    await cast.greta.asks(f"facility reject {rest}")
    assert await links(cast) == {code: [LinkState.CONFIRMED]}


async def test_what_is_not_known_is_not_linked(cast: Cast) -> None:
    code = await added(cast)
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks(f'facility link {code} "Volta Motors" "Bus 9"')
    assert cast.sofia.was_told("model-unknown")
    await cast.sofia.asks('facility link FAC-2222 "Volta Motors" "Bus 9"')
    assert cast.sofia.was_told("absent")


async def test_another_name_finds_it_until_it_is_taken_off(cast: Cast) -> None:
    code = await added(cast)
    await cast.sofia.asks(f"facility alias {code} FZZ")
    assert await names(cast, code) == {"FZZ"}
    await cast.sofia.asks("facility add assembly CN fzz")
    assert cast.sofia.was_told("facility-exists")
    await cast.sofia.asks(f"facility alias {code} off:yes FZZ")
    assert cast.sofia.was_told("facility-alias-off"), cast.sofia.text
    assert await names(cast, code) == set()


async def test_what_is_closed_can_be_opened_again(cast: Cast) -> None:
    code = await added(cast)
    for command, key in (
        ("reopen", "facility-not-closed"), ("close", "facility-closed"), ("close", "facility-not-open"),
        ("reopen", "facility-reopened"),
    ):  # fmt: skip
        await cast.sofia.asks(f"facility {command} {code}")
        assert cast.sofia.was_told(key), command


async def test_doubles_are_proposed_and_stay_two_until_somebody_merges_them(cast: Cast) -> None:
    one = await added(cast)
    await linked(cast, one)
    two = await added(cast, "facility add assembly CN Foxcon Zhengzhou Co., Ltd.")
    assert cast.sofia.was_told("line-double")
    await added(cast, "facility add assembly VN Foxconn Zhengzhou")
    await cast.luc.asks("usine doublons CN")
    assert not cast.luc.was_told("facility-doubles")
    await cast.sofia.asks("facility doubles CN")
    assert cast.sofia.was_told("facility-doubles")
    assert {one, two} <= set(codes(cast))
    assert (await facility(cast, two)).state is FacilityState.OPEN


@pytest.mark.later
async def test_a_merge_is_rehearsed_then_moves_links_and_names(cast: Cast) -> None:
    one = await added(cast)
    await linked(cast, one)
    two = await added(cast, "facility add assembly CN Foxcon Zhengzhou")
    await cast.sofia.asks(f"facility alias {two} FZZ")
    for rest in ("", "component:battery"):
        await cast.sofia.asks(f'facility link {two} "Volta Motors" "Bus 9" {rest}')
        await cast.sofia.asks(f'facility confirm {two} "Volta Motors" "Bus 9" {rest}')
    await cast.sofia.asks(f"facility merge {two} {one}")
    assert cast.sofia.was_told("confirm-preview")
    assert (await facility(cast, two)).state is FacilityState.OPEN, "a rehearsal changes nothing"
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("facility-merged-now"), cast.sofia.text
    assert await cast.heard("Staff", "staff-facility-merged")
    assert await links(cast) == {one: [LinkState.CONFIRMED, LinkState.CONFIRMED], two: [LinkState.MERGED]}
    assert await names(cast, one) == {"FZZ", "Foxcon Zhengzhou"}
    await cast.sofia.asks(f"facility show {two}")
    assert cast.sofia.was_told("facility-shown")
    assert one in cast.sofia.text
    await cast.sofia.asks(f"facility reopen {two}")
    assert cast.sofia.was_told("facility-merged")


async def test_what_was_rejected_is_not_confirmed_by_a_merge(cast: Cast) -> None:
    one = await added(cast)
    await linked(cast, one)
    two = await added(cast, "facility add assembly CN Foxcon Zhengzhou")
    await cast.sofia.asks(f'facility link {two} "Volta Motors" "Bus 9"')
    await cast.sofia.asks(f'facility confirm {two} "Volta Motors" "Bus 9"')
    await cast.sofia.asks(f'facility reject {one} "Volta Motors" "Bus 9"')
    await cast.sofia.asks(f"facility merge {two} {one}")
    await cast.sofia.asks("yes")
    assert await links(cast) == {one: [LinkState.REJECTED], two: [LinkState.MERGED]}


async def test_merges_go_in_no_circle_and_across_no_border(cast: Cast) -> None:
    one, two = await added(cast), await added(cast, "facility add assembly CN Foxcon Zhengzhou")
    abroad = await added(cast, "facility add assembly VN Foxconn")
    for pair, key in (((one, one), "facility-merge-itself"), ((one, abroad), "facility-merge-abroad")):
        await cast.sofia.asks(f"facility merge {' '.join(pair)}")
        assert cast.sofia.was_told(key)
    await cast.sofia.asks(f"facility merge {two} {one}")
    await cast.sofia.asks("yes")
    for pair in ((one, two), (two, one)):
        await cast.sofia.asks(f"facility merge {' '.join(pair)}")
        assert cast.sofia.was_told("facility-merged"), pair


@pytest.mark.parametrize("command", ["list", "doubles CN", "show FAC-2222", "add mine CD Kolwezi"])
async def test_on_discord_nothing_of_it_is_said_below_its_ceiling(both: Cast, command: str) -> None:
    await added(both)
    await both.sofia.discord.asks(f"facility {command}")
    assert not any("facility" in key for post in both.sofia.discord.posts for key in both.keys(post))
    assert "Foxconn" not in both.sofia.discord.text


async def test_where_the_ceiling_allows_it_staff_are_answered_on_discord(both: Cast) -> None:
    both.lets_through(Label.AMBER)
    code = await added(both)
    await both.sofia.discord.asks(f"facility show {code}")
    assert both.sofia.discord.was_told("facility-shown")
    await both.greta.discord.asks(f"facility show {code}")
    assert not both.greta.discord.was_told("facility-shown")
