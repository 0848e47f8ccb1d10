"""TLP:AMBER and the members of a consortium, through the front door: what is its is theirs to read, under AMBER and no
further; and what nobody approved for them is not.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from storage.access import Role
from storage.organisation import Organisation, OrganisationKind, OrganisationStatus
from storage.summary import Summary
from tests.cast import Cast, Member
from tests.linkages import CONSORTIUM, PLANT, add_models, add_plant, change, with_consortium
from tests.summaries import approved, released

GHENT = "City of Ghent"


async def reads(one: Member, code: str) -> bool:
    await one.asks(f"summary show {code}")
    assert one.was_told("absent") is not one.was_told("summary-text")
    return one.was_told("summary-text")


@pytest_asyncio.fixture
async def clients(buyers: Cast) -> Cast:
    """Ghent is a member of a consortium that buys from Volta; Labour Watch is one, too, and buys nothing."""
    await with_consortium(buyers, GHENT, "Labour Watch")
    return buyers


async def strict(cast: Cast) -> str:
    """Released under AMBER+STRICT, which takes two approvers."""
    ada = await cast.join("Ada", "Staff", OrganisationKind.STAFF, Role.APPROVER, "en")
    await cast.settle()
    for room in ("ICT", "LEV"):
        for one in (cast.sofia, cast.tom):
            await one.asks(f"room authorise {room} amber+strict")
            await one.asks("yes")
    code = await approved(cast, more="label:amber+strict")
    await ada.asks(f"summary show {code}")
    assert not ada.was_told("summary-clients")
    await ada.asks(f"summary approve {code}")
    await cast.sofia.asks(f"summary release {code}")
    await cast.sofia.asks("yes")
    return code


async def test_amber_reaches_the_members_of_a_consortium_that_buys(clients: Cast) -> None:
    code = await approved(clients)
    await clients.tom.asks(f"summary show {code}")
    assert clients.tom.was_told("summary-clients"), "who approves sees how far it goes"
    await clients.sofia.asks(f"summary release {code}")
    await clients.sofia.asks("yes")
    assert await clients.heard("ICT", "summary-text")
    assert await clients.heard("LEV", "summary-text"), "with Ghent in it"
    assert await reads(clients.greta, code)
    for outsider in (clients.pia, clients.una):
        assert not await reads(outsider, code)


@pytest.mark.later
async def test_amber_strict_does_not_reach_them(clients: Cast) -> None:
    code = await strict(clients)
    assert await clients.heard("ICT", "summary-text")
    assert not await clients.heard("LEV", "summary-text")
    assert clients.sofia.was_told("line-summary-refused")
    assert await reads(clients.luc, code)
    for outsider in (clients.greta, clients.gus, clients.pia):
        assert not await reads(outsider, code)


@pytest.mark.later
async def test_they_may_acknowledge_it_and_are_not_asked_to(clients: Cast) -> None:
    code = await released(clients)
    await clients.greta.asks("my")
    assert not clients.greta.was_told("line-summary-acknowledge")
    await clients.luc.asks("my")
    assert clients.luc.was_told("line-summary-acknowledge")
    await clients.sofia.asks(f"summary acks {code}")
    assert CONSORTIUM in clients.sofia.text
    assert GHENT not in clients.sofia.text
    await clients.greta.asks(f"summary acknowledge {code}")
    assert clients.greta.was_told("summary-acknowledged")
    await clients.sofia.asks(f"summary acks {code}")
    assert f"{GHENT}: acknowledged" in clients.sofia.text


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (CONSORTIUM, {"status": OrganisationStatus.ENDED}),
        (CONSORTIUM, {"kind": OrganisationKind.AFFILIATE}),
        (GHENT, {"parent_id": None}),
        (GHENT, {"kind": OrganisationKind.PARTNER}),
    ],
)
async def test_who_is_a_member_no_more_reads_no_more(clients: Cast, name: str, fields: dict[str, Any]) -> None:
    code = await released(clients)
    assert await reads(clients.greta, code)
    await change(clients, Organisation, {"name": name}, **fields)
    assert not await reads(clients.greta, code)
    assert await reads(clients.luc, code)


@pytest.mark.later
async def test_named_or_linked_it_is_the_same(clients: Cast) -> None:
    both = f'organisations:"{CONSORTIUM}, Ville de Lyon, City of Oslo"'
    named = await released(clients, readers="named", more=both)
    assert await reads(clients.greta, named)
    assert not await reads(clients.pia, named)
    await add_models(clients)
    await add_plant(clients)
    linked = await released(clients, readers="linked", more=f"facility:{PLANT}")
    assert await reads(clients.greta, linked)
    assert not await reads(clients.pia, linked)


@pytest.mark.later
async def test_what_was_approved_before_there_were_clients_is_theirs_once_it_is_approved_anew(clients: Cast) -> None:
    code = await released(clients)
    await change(clients, Summary, {"code": code}, for_clients=False)
    assert not await reads(clients.greta, code)
    assert await reads(clients.luc, code)
    for said in (f"summary withdraw {code}", "yes", f"summary edit {code} Nights of ten hours."):
        await clients.sofia.asks(said)
    await clients.sofia.asks(f"summary submit {code}")
    await clients.tom.asks(f"summary approve {code}")
    assert clients.tom.was_told("summary-read-first"), "no approval of before holds for them"
    await clients.tom.asks(f"summary show {code}")
    await clients.tom.asks(f"summary approve {code}")
    await clients.sofia.asks(f"summary release {code}")
    await clients.sofia.asks("yes")
    assert await reads(clients.greta, code)


@pytest.mark.later
async def test_the_update_of_their_room_tells_of_it(clients: Cast) -> None:
    amber = await released(clients)
    await clients.sofia.asks('update post activities "A new term begins"')
    await clients.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
    told = [post.plain for post in await clients.posts("LEV") if "digest-summaries" in clients.keys(post)]
    assert [amber in one for one in told] == [True]


@pytest.mark.later
async def test_a_platform_that_may_not_carry_it_points_to_it_where_all_may_read_it(buyers_on_both: Cast) -> None:
    both = buyers_on_both
    await with_consortium(both, GHENT, "City of Delft")
    await strict(both)
    assert await both.posts("LEV-discord") == [], "a pointer would tell Ghent that there is something"
    await released(both)
    assert await both.heard("LEV-discord", "pointer")
