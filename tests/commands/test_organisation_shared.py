"""Buyers who agreed to be found are told how many share a supplier with them, and nobody learns who by that."""

from datetime import timedelta

import pytest

from tests.cast import Cast, Member
from tests.clearances import GHENT, LYON, denied
from tests.engagements import COMPANY, buyers

TOLD = "supplier-shared"


async def buying(cast: Cast, *agreed: str) -> None:
    """Ghent, Lyon and Oslo buy from Volta; these agreed to be found."""
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await cast.sofia.asks(f'organisation edit "{LYON}" country:FR')
    for name in ("greta", "luc", "olga"):
        await cast.buys(cast.members[name], COMPANY)
    for name in agreed:
        await cast.members[name].asks(f'organisation match "{COMPANY}" yes')
    for member in cast.members.values():
        member.heard_from = len(cast.platform.log)


def told(cast: Cast) -> set[str]:
    return {name for name, member in cast.members.items() if member.was_told(TOLD)}


@pytest.mark.parametrize("agreed", [(), ("greta",), ("greta", "olga")])
async def test_only_who_agreed_to_be_found_is_told_and_no_name_is(cast: Cast, agreed: tuple[str, ...]) -> None:
    await buying(cast, *agreed)
    await cast.passes(timedelta(days=1))
    assert told(cast) == set(agreed)
    for name in agreed:
        assert "3 to 5" in _post(cast.members[name])
        assert "Lyon" not in _post(cast.members[name])
        assert f'engagement open "{COMPANY}"' in _post(cast.members[name])
    before = len(cast.platform.log)
    await cast.passes(timedelta(days=3))
    assert not any(TOLD in cast.keys(post) for post in cast.platform.log[before:]), "once"


@pytest.mark.later
async def test_a_small_count_is_none_and_a_tender_hides(cast: Cast) -> None:
    await buying(cast, "greta", "luc")
    await cast.olga.asks(f'organisation tender "{COMPANY}" yes')
    await cast.passes(timedelta(days=1))
    assert told(cast) == set()
    await cast.olga.asks(f'organisation tender "{COMPANY}" no')
    for member in cast.members.values():
        member.heard_from = len(cast.platform.log)
    await cast.passes(timedelta(days=1))
    assert told(cast) == {"greta", "luc"}


@pytest.mark.later
async def test_who_was_denied_the_company_is_not_told(cast: Cast) -> None:
    await buying(cast, "greta", "luc")
    await denied(cast, COMPANY, GHENT)
    await cast.passes(timedelta(days=1))
    assert told(cast) == {"luc"}


@pytest.mark.later
async def test_where_there_is_an_engagement_they_are_offered_to_join_it(cast: Cast) -> None:
    await buying(cast)
    await buyers(cast, "greta")
    await cast.greta.asks(f'engagement open "{COMPANY}" Disclose the plants')
    await cast.luc.asks(f'organisation match "{COMPANY}" oui')
    cast.luc.heard_from = len(cast.platform.log)
    await cast.passes(timedelta(days=1))
    assert "engagement rejoindre ENG-" in _post(cast.luc)


def _post(member: Member) -> str:
    return next(post.plain for post in member.posts if TOLD in member.cast.keys(post))
