"""Routes: one case on several ways, each with its clock; the gate before an audit; and why leaving is no step."""

from datetime import timedelta

import pytest

from tests.cast import Member
from tests.engagements import Engaged, sent


def told(one: Member, key: str) -> int:
    """How often somebody was told this in private."""
    chats = one.cast.chats(one.account, one.platform)
    return sum(key in one.cast.keys(post) for post in one.side.log if post.room in chats)


async def test_a_case_goes_several_ways_and_one_view_has_all_its_clocks(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement clocks {code}")
    assert cast.greta.was_told("engagement-clocks-none")
    for kind in ("direct", "fast track", "union", "contract"):
        await cast.greta.asks(f"route open {code} {kind}")
        assert cast.greta.was_told("route-noted"), cast.greta.text
    assert await cast.heard(code, "route-opened-post")
    letter = await sent(cast, code)
    await cast.greta.asks(f'engagement next {code} "in 3 days" Call them')
    await cast.greta.asks(f'plan add {code} "in 50 days" finding:x action:y responsible:z verification:w consequence:v')
    await cast.luc.asks(f"engagement clocks {code}")
    assert cast.luc.was_told("engagement-clocks"), cast.luc.text
    assert [key for post in cast.luc.posts for key in cast.keys(post)].count("line-route-open") == 4
    assert letter in cast.luc.text
    order = [cast.luc.text.index(one) for one in ("Call them", "RBA", letter, "CAP-")]
    assert order == sorted(order), "the nearest day first"


@pytest.mark.parametrize(
    ("who", "key"), [("luc", "engagement-lead-only"), ("olga", "absent"), ("sofia", "route-noted")]
)
async def test_the_lead_or_staff_steer_and_to_others_there_is_no_such_thing(
    engaged: Engaged, who: str, key: str
) -> None:
    cast, code = engaged
    one = cast.members[who]
    await one.asks(f"route open {code} direct")
    assert one.was_told(key), one.text
    for words in (f"engagement clocks {code}", f"route list {code}", f"route show {code} direct"):
        await one.asks(words)
        assert one.was_told("absent") is (who == "olga")


@pytest.mark.later
async def test_the_rba_audits_nothing_before_the_meeting_with_the_partner(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"route open {code} fast-track")
    await cast.greta.asks(f'route audit {code} fast-track "in 20 days"')
    assert cast.greta.was_told("route-meeting-first")
    await cast.greta.asks(f"route meeting {code} fast-track today")
    assert cast.greta.was_told("route-met"), cast.greta.text
    await cast.greta.asks(f'route audit {code} fast-track "in 20 days"')
    assert cast.greta.was_told("route-audit-on"), cast.greta.text
    assert await cast.heard(code, "route-audit-post")
    await cast.greta.asks(f"route meeting {code} fast-track today off:yes")
    assert cast.greta.was_told("route-gate")
    await cast.greta.asks(f'route audit {code} fast-track "in 20 days"')
    assert cast.greta.was_told("route-meeting-first")
    await cast.greta.asks(f"route open {code} direct")
    await cast.greta.asks(f"route meeting {code} direct today")
    assert cast.greta.was_told("route-not-rba")


@pytest.mark.later
async def test_the_two_tracks_of_the_rba_are_never_both_open(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"route open {code} standard")
    await cast.greta.asks(f"route open {code} standard")
    assert cast.greta.was_told("route-open-already")
    await cast.greta.asks(f"route open {code} fast-track")
    assert cast.greta.was_told("route-other-track")
    await cast.greta.asks(f"route close {code} standard It became urgent.")
    assert cast.greta.was_told("line-route-closed")
    await cast.luc.asks(f"route show {code} ordinaire")
    assert "It became urgent." in cast.luc.text
    await cast.greta.asks(f"route open {code} fast-track")
    assert cast.greta.was_told("route-noted")
    await cast.greta.asks(f"route pause {code} standard x")
    assert cast.greta.was_told("route-closed")
    await cast.greta.asks(f"route extend {code} union tomorrow x")
    assert cast.greta.was_told("route-none")


@pytest.mark.later
async def test_a_clock_that_runs_out_is_told_once_and_a_person_decides(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"route open {code} fast-track")  # 14 days, as the setting has it
    await cast.passes(timedelta(days=8))
    assert told(cast.greta, "route-reminder") == 1
    await cast.passes(timedelta(days=7))
    assert told(cast.greta, "route-late") == 1
    assert await cast.heard(code, "engagement-cause-rba-passed")
    await cast.greta.asks(f"engagement clocks {code}")
    assert cast.greta.was_told("engagement-shown-proposal")
    await cast.passes(timedelta(days=3))
    assert (told(cast.greta, "route-late"), told(cast.luc, "route-late")) == (1, 0)
    await cast.greta.asks(f'route extend {code} fast-track "in 1 days" They asked for it.')
    await cast.greta.asks("yes")
    assert cast.greta.was_told("route-noted"), cast.greta.text
    await cast.passes(timedelta(days=3))
    assert told(cast.greta, "route-late") == 2


@pytest.mark.later
async def test_a_paused_clock_keeps_its_days(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"route open {code} fast-track")
    await cast.passes(timedelta(days=4))
    await cast.greta.asks(f"route pause {code} fast-track The union asked us to wait.")
    assert cast.greta.was_told("line-route-paused")
    assert "10 days" in cast.greta.text
    await cast.passes(timedelta(days=40))
    assert told(cast.greta, "route-late") == 0
    await cast.greta.asks(f"route extend {code} fast-track tomorrow x")
    assert cast.greta.was_told("route-not-open")
    await cast.greta.asks(f"route resume {code} fast-track")
    assert cast.greta.was_told("line-route-open"), cast.greta.text
    await cast.greta.asks(f"route resume {code} fast-track")
    assert cast.greta.was_told("route-not-paused")
    await cast.passes(timedelta(days=12))
    assert told(cast.greta, "route-late") == 1


@pytest.mark.later
async def test_leaving_the_supplier_is_answered_with_remedy_and_the_next_step(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks(f"engagement exit {code}")
    assert cast.luc.was_told("engagement-exit-instead")
    await cast.greta.asks(f"engagement show {code}")
    assert "L0" in cast.greta.text, "nothing was changed"
    for _ in range(5):
        await cast.greta.asks(f"engagement escalate {code} They do not move.")
    await cast.greta.asks(f"engagement exit {code}")
    assert cast.greta.was_told("engagement-exit-top")
    await cast.olga.asks(f"engagement exit {code}")
    assert cast.olga.was_told("absent")


async def test_in_french(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f'engagement lead {code} "Ville de Lyon"')
    await cast.luc.asks(f"voie ouvrir {code} accéléré")
    assert cast.luc.was_told("route-noted"), cast.luc.text
    await cast.luc.asks(f"engagement délais {code}")
    assert "processus accéléré" in cast.luc.text
    await cast.luc.asks(f"engagement sortie {code}")
    assert cast.luc.was_told("engagement-exit")
