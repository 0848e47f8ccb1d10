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


async def came(one: Member, sharing: str) -> str:
    """A buyer's contract says how far it may be told what Volta discloses, which it does now; the request's code."""
    await one.asks(f"contract add {VOLTA} B-1 sharing:{sharing} discloses:yes Sites are named each year.")
    code = await asked(one, "contract:B-1")
    await one.asks(f"disclosure received {code}")
    assert one.was_told("disclosure-received"), one.text
    return code


async def received(cast: Cast, sharing: str) -> str:
    """The same, of Oslo's, yesterday."""
    code = await came(cast.olga, sharing)
    await cast.passes(timedelta(days=1))
    return code


async def together(cast: Cast) -> str:
    """Lyon asks, and has let Oslo in; its code."""
    code = await asked(cast.luc, "joinable:yes")
    await cast.olga.asks(f"disclosure join {VOLTA}")
    await cast.luc.asks(f'disclosure admit {code} "City of Oslo"')
    assert cast.luc.was_told("disclosure-admitted"), cast.luc.text
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


@pytest.mark.parametrize(
    ("who", "tender"), [("luc", f"organisation tender {VOLTA} yes"), ("olga", 'organisation tender "Other Motors" yes')]
)
async def test_anothers_tender_or_one_for_another_brand_keeps_nothing_back(buyers: Cast, who: str, tender: str) -> None:
    await buyers.sofia.asks("organisation company Other Motors")
    await buyers.buys(buyers.olga, "Other Motors")
    await received(buyers, "all_affiliates")
    await buyers.members[who].asks(tender)
    assert buyers.members[who].was_told("purchase-tender-on"), buyers.members[who].text
    assert (await previewed(buyers, "ICT")).was_told(TOLD)


async def test_what_was_asked_under_a_contract_is_told_no_further_when_that_is_widened(buyers: Cast) -> None:
    await received(buyers, "requester")
    await buyers.olga.asks("contract edit B-1 sharing:public")
    assert buyers.olga.was_told("contract-edited"), buyers.olga.text
    assert not (await previewed(buyers, "ICT")).was_told(TOLD)


@pytest.mark.later
@pytest.mark.parametrize(
    ("who", "does", "leaves"),
    [
        ("olga", f"organisation tender {VOLTA} yes", False),
        ("olga", "contract edit B-1 sharing:all_affiliates", False),
        ("luc", f"organisation tender {VOLTA} yes", True),
    ],
)
async def test_what_may_not_be_told_any_more_when_it_leaves_stays_here(
    buyers_on_both: Cast, who: str, does: str, leaves: bool
) -> None:
    """The posts of both rooms wait for their platforms meanwhile."""
    both = buyers_on_both
    await received(both, "public")
    await both.sofia.asks("update post activities A webinar")
    for room in ("ICT", "ICT-discord"):
        await both.sofia.asks(f"digest send {room}")
        for side in both.platforms.values():
            side.down = True
        await both.sofia.asks("yes")
        for side in both.platforms.values():
            side.down = False
    await both.members[who].asks(does)
    await both.passes(timedelta(minutes=10))
    for room in ("ICT", "ICT-discord"):
        assert await both.heard(room, TOLD) is leaves, room
        assert await both.heard(room, "digest-issue"), "the rest of the issue is there"
    assert await both.heard("Staff", "outrun-counts") is not leaves


@pytest.mark.later
@pytest.mark.parametrize(("who", "leaves"), [("olga", False), ("luc", True)])
async def test_what_is_for_buyers_alone_is_looked_at_again_as_well(buyers: Cast, who: str, leaves: bool) -> None:
    await received(buyers, "all_affiliates")
    await buyers.sofia.asks("update post activities A webinar")
    await buyers.sofia.asks("digest send ICT")
    buyers.platform.down = True
    await buyers.sofia.asks("yes")
    buyers.platform.down = False
    await buyers.members[who].asks(f"organisation tender {VOLTA} yes")
    await buyers.passes(timedelta(minutes=10))
    assert await buyers.heard("ICT", "digest-issue")
    assert await buyers.heard("ICT", TOLD) is leaves


@pytest.mark.later
async def test_of_a_suspended_organisations_request_nothing_is_told(buyers: Cast) -> None:
    await received(buyers, "public")
    await buyers.sofia.asks('organisation suspend "City of Oslo"')
    await buyers.sofia.asks("yes")
    assert not (await previewed(buyers, "ICT")).was_told(TOLD), buyers.sofia.text


@pytest.mark.later
async def test_a_partner_in_a_group_keeps_what_is_for_buyers_back_until_it_leaves(buyers: Cast) -> None:
    await received(buyers, "all_affiliates")
    for does, hears in (("join", False), ("leave", True)):
        await buyers.sofia.asks(f'group {does} "Labour Watch" group:ICT')
        await buyers.sofia.asks("yes")
        assert (await previewed(buyers, "ICT")).was_told(TOLD) is hears, does


@pytest.mark.later
async def test_a_brand_is_named_once_although_two_may_tell_of_it(buyers: Cast) -> None:
    await came(buyers.luc, "all_affiliates")
    await received(buyers, "public")
    told = [key for post in (await previewed(buyers, "ICT")).posts for key in buyers.keys(post) if key == TOLD]
    assert len(told) == 1


@pytest.mark.later
async def test_what_came_today_is_told_from_tomorrow_on(buyers: Cast) -> None:
    await came(buyers.olga, "public")
    assert not (await previewed(buyers, "ICT")).was_told(TOLD)
    await buyers.passes(timedelta(days=1))
    assert (await previewed(buyers, "ICT")).was_told(TOLD)


@pytest.mark.later
async def test_the_room_on_discord_hears_what_is_for_everybody_alone(buyers_on_both: Cast) -> None:
    """Nobody in it is told of a request by its reference, which that platform may not carry."""
    both = buyers_on_both
    await together(both)
    await received(both, "public")
    await both.sofia.asks("update post activities A webinar")
    for room in ("ICT", "ICT-discord"):
        await both.sofia.asks(f"digest send {room}")
        await both.sofia.asks("yes")
        assert await both.heard(room, TOLD)
        assert await both.heard(room, POINTED) is (room == "ICT")


@pytest.mark.later
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


@pytest.mark.parametrize(
    ("who", "does"),
    [("olga", "leave {}"), ("luc", 'admit {} "City of Oslo" off:yes'), ("luc", "close {}"), ("luc", "refused {} No.")],
)
async def test_who_asks_no_more_is_pointed_at_nothing(buyers: Cast, who: str, does: str) -> None:
    code = await together(buyers)
    assert (await previewed(buyers, "ICT")).was_told(POINTED)
    await buyers.members[who].asks(f"disclosure {does.format(code)}")
    assert not (await previewed(buyers, "ICT")).was_told(POINTED), buyers.members[who].text


async def test_who_was_let_into_one_request_is_not_pointed_at_another(buyers: Cast) -> None:
    first = await together(buyers)
    second = await asked(buyers.luc)
    tom = await previewed(buyers, "ICT")
    assert first in tom.text
    assert second not in tom.text


@pytest.mark.later
async def test_what_was_asked_after_a_month_is_not_in_its_issue(buyers: Cast) -> None:
    await buyers.sofia.asks("digest hold ICT")
    first = await together(buyers)
    await buyers.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
    await buyers.luc.asks(f"disclosure close {first}")
    second = await together(buyers)
    assert not (await previewed(buyers, "ICT")).was_told(POINTED)
    await buyers.luc.asks(f'disclosure again {first} "in 30 days"')
    tom = await previewed(buyers, "ICT")
    assert first in tom.text
    assert second not in tom.text


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


@pytest.mark.later
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
