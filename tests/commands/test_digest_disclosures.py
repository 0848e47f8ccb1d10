"""Disclosures in the Affiliate Update: told of to those who ask, and further only as far as a contract lets it be."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from storage.access import Label
from storage.group import Group, Membership
from storage.organisation import Organisation
from storage.room import Room, RoomKind
from tests.cast import Cast, Member
from tests.commands.test_disclosure import VOLTA, asked
from tests.linkages import change, id_of
from tests.summaries import COMPANY

TOLD, POINTED = "digest-disclosed", "digest-disclosure"


async def received(cast: Cast, sharing: str) -> str:
    """Oslo's contract says how far it may be told what Volta discloses, which it did yesterday; the request's code."""
    await cast.olga.asks(f"contract add {VOLTA} B-1 sharing:{sharing} discloses:yes Sites are named each year.")
    code = await asked(cast.olga, "contract:B-1")
    await cast.olga.asks(f"disclosure received {code}")
    assert cast.olga.was_told("disclosure-received"), cast.olga.text
    await cast.passes(timedelta(days=1))
    return code


async def previewed(cast: Cast, room: str) -> Member:
    """Tom, who was shown a room's next issue."""
    await cast.tom.asks(f"digest show {room}")
    return cast.tom


@pytest.mark.parametrize("sharing", ["requester", "linked", "all_affiliates", "public"])
async def test_what_came_is_told_as_far_as_its_contract_says_and_of_nobody_who_asked(
    buyers: Cast, sharing: str
) -> None:
    code = await received(buyers, sharing)
    may_hear = {"ICT": sharing in {"all_affiliates", "public"}, "LEV": sharing == "public"}
    await buyers.sofia.asks('group join "Labour Watch" group:LEV')
    for room, hears in may_hear.items():
        tom = await previewed(buyers, room)
        told = "\n".join(post.plain for post in tom.posts if TOLD in buyers.keys(post))
        assert (COMPANY in told) is hears, room
        assert not re.search(f"Oslo|Olga|{code}", told)
        assert not tom.was_told(POINTED)


@pytest.mark.parametrize("sharing", ["all_affiliates", "public"])
async def test_a_room_that_may_hear_no_more_than_green_is_told_what_is_for_everybody_alone(
    buyers: Cast, sharing: str
) -> None:
    await received(buyers, sharing)
    await change(buyers, Room, {"name": "ICT", "kind": RoomKind.GROUP}, ceiling=Label.GREEN)
    assert (await previewed(buyers, "ICT")).was_told(TOLD) is (sharing == "public")


@pytest.mark.parametrize("since", ["tender", "contract", "again"])
async def test_what_may_not_be_told_any_more_is_not(buyers: Cast, since: str) -> None:
    code = await received(buyers, "all_affiliates")
    assert (await previewed(buyers, "ICT")).was_told(TOLD)
    said = {
        "tender": f"organisation tender {VOLTA} yes",
        "contract": "contract edit B-1 sharing:requester",
        "again": f'disclosure again {code} "in 30 days"',
    }
    await buyers.olga.asks(said[since])
    assert not (await previewed(buyers, "ICT")).was_told(TOLD), buyers.olga.text


async def test_those_who_ask_together_are_pointed_at_it_and_each_issue_says_it_once(buyers: Cast) -> None:
    code = await asked(buyers.luc, "joinable:yes")
    assert not (await previewed(buyers, "ICT")).was_told(POINTED), "Oslo knows nothing of it"
    await buyers.olga.asks(f"disclosure join {VOLTA}")
    assert not (await previewed(buyers, "ICT")).was_told(POINTED), "Oslo has only asked to know of it"
    await buyers.luc.asks(f'disclosure admit {code} "City of Oslo"')
    assert (await previewed(buyers, "ICT")).was_told(POINTED), buyers.luc.text
    assert not (await previewed(buyers, "LEV")).was_told(POINTED), "Ghent is in that room"
    await buyers.sofia.asks("update post activities A webinar")
    for room in ("ICT", "LEV"):
        await buyers.sofia.asks(f"digest send {room}")
        await buyers.sofia.asks("yes")
    assert await buyers.heard("ICT", POINTED)
    assert not await buyers.heard("LEV", POINTED)
    assert code in (await buyers.post("ICT", POINTED)).plain


async def test_who_left_the_group_keeps_nothing_back_there_and_nothing_of_theirs_is_told(buyers: Cast) -> None:
    await asked(buyers.luc)
    group, oslo, lyon = (
        await id_of(buyers, Group, code="ICT"),
        await id_of(buyers, Organisation, name="City of Oslo"),
        await id_of(buyers, Organisation, name="Ville de Lyon"),
    )
    assert not (await previewed(buyers, "ICT")).was_told(POINTED), "Oslo is there, too"
    await change(buyers, Membership, {"group_id": group, "organisation_id": oslo}, left_at=buyers.now)
    assert (await previewed(buyers, "ICT")).was_told(POINTED)
    await change(buyers, Membership, {"group_id": group, "organisation_id": lyon}, left_at=buyers.now)
    assert not (await previewed(buyers, "ICT")).was_told(POINTED)


async def test_what_came_on_the_day_of_an_issue_is_in_the_next(buyers: Cast) -> None:
    await buyers.sofia.asks("update post activities A webinar")
    await buyers.passes(timedelta(days=1))
    await buyers.sofia.asks("digest send ICT")
    await buyers.sofia.asks("yes")
    await received(buyers, "public")
    await buyers.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
    assert (await previewed(buyers, "ICT")).was_told(TOLD)
    await buyers.sofia.asks("update post activities Another webinar")
    await buyers.sofia.asks("digest send ICT")
    await buyers.sofia.asks("yes")
    assert await buyers.heard("ICT", TOLD)
    await buyers.until(datetime(2027, 3, 2, 12, tzinfo=UTC))
    assert not (await previewed(buyers, "ICT")).was_told(TOLD), "each once"
