"""Forming an engagement: common asks, who does what, conflicts of interest for the lead and staff alone, rotation."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from storage.engagement_forming import Conflict
from tests.cast import Cast
from tests.engagements import Engaged, authorise, code_in, drafted, joined, proposed

SECRET = "Our mayor sits on their board"
ANSWER = "engagement-conflict-none"


async def card(cast: Cast, code: str) -> str:
    room = await cast.room(code)
    [found] = [post.plain for post in cast.platform.posts(room.id) if post.id in room.pinned]
    return found


async def asked(cast: Cast, code: str, term: str, words: str) -> str:
    await cast.greta.asks(f"engagement ask {code} {term} {words}")
    assert cast.greta.was_told("engagement-ask-added"), cast.greta.text
    return code_in(cast.greta.text, "ASK")


async def test_common_asks_stand_on_the_card_the_nearest_first_and_are_changed_and_dropped(engaged: Engaged) -> None:
    cast, code = engaged
    far = await asked(cast, code, "long", "A living wage in every plant")
    near = await asked(cast, code, "short", "A list of the plants")
    shown = await card(cast, code)
    assert shown.index("A list of the plants") < shown.index("A living wage")
    await cast.greta.asks(f"engagement amend {far} middle")
    await cast.greta.asks(f"engagement amend {near} A list of plants and dormitories")
    assert cast.greta.was_told("engagement-ask-amended")
    assert "dormitories" in await card(cast, code)
    await cast.greta.asks(f"engagement amend {near}")
    assert cast.greta.was_told("engagement-ask-same")
    await cast.greta.asks(f"engagement waive {near}")
    await cast.greta.asks("yes")
    assert cast.greta.was_told("engagement-ask-waived")
    assert "dormitories" not in await card(cast, code)
    await cast.greta.asks(f"engagement amend {near} long")
    assert cast.greta.was_told("engagement-ask-dropped")


@pytest.mark.parametrize(
    ("who", "told"),
    [("greta", "engagement-ask-amended"), ("sofia", "engagement-ask-amended"), ("luc", "engagement-lead-only"),
     ("olga", "absent"), ("pia", "absent"), ("otto", "no-permission")],
)  # fmt: skip
async def test_who_may_change_a_common_ask(engaged: Engaged, who: str, told: str) -> None:
    cast, code = engaged
    made = await asked(cast, code, "short", "A list of the plants")
    await cast.members[who].asks(f"engagement amend {made} long")
    answer = cast.members[who].text
    assert cast.members[who].was_told(told) or (told == "no-permission" and "ASK" not in answer), answer
    if told == "absent":
        await cast.members[who].asks("engagement amend ASK-2222 long")
        assert cast.members[who].text == answer


async def test_a_co_lead_may_what_the_lead_may_until_it_is_one_no_more(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks(f"engagement escalate {code} ils tardent")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" co-lead')
    assert cast.greta.was_told("engagement-role-set"), cast.greta.text
    assert "Co-lead: Ville de Lyon" in await card(cast, code)
    await cast.luc.asks(f"engagement escalate {code} ils tardent")
    assert cast.luc.was_told("engagement-level")
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" supporter')
    await cast.luc.asks(f"engagement lower {code} trop tôt")
    assert cast.luc.was_told("engagement-lead-only")


@pytest.mark.later
async def test_an_observer_reads_and_neither_agrees_nor_signs_nor_is_waited_for(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" observer')
    assert "Observers" in await card(cast, code)
    assert await cast.heard(code, "engagement-question-agreed"), "all whose word is asked for have agreed"
    letter = await drafted(cast, code)
    for words in (f"agree {question}", f"sign {letter}"):
        await cast.luc.asks(f"engagement {words}")
        assert cast.luc.was_told("engagement-observes"), cast.luc.text
    await cast.luc.asks(f"engagement show {code}")
    assert letter in cast.luc.text
    assert await joined(cast, code, cast.luc)
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" supporter')
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed")


async def test_the_lead_is_handed_on_and_not_laid_down(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f'engagement role {code} "City of Ghent" observer')
    assert cast.greta.was_told("engagement-lead-first")
    await cast.greta.asks(f'engagement role {code} "City of Oslo" supporter')
    assert cast.greta.was_told("engagement-not-participant")
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" lead')
    assert "Lead: Ville de Lyon" in await card(cast, code)
    await cast.greta.asks(f'engagement role {code} "City of Ghent" lead')
    assert cast.greta.was_told("engagement-lead-only")


async def test_how_much_an_organisation_leads_is_told_to_itself_and_to_staff(engaged: Engaged) -> None:
    cast, code = engaged
    for name, told in (("greta", True), ("sofia", True), ("luc", False)):
        await cast.members[name].asks(f"engagement show {code}")
        assert cast.members[name].was_told("engagement-shown-load") is told, name


@pytest.mark.later
async def test_a_conflict_is_read_by_the_lead_and_staff_and_whoever_declared_it(engaged: Engaged) -> None:
    cast, code = engaged
    for one in (cast.greta, cast.sofia):
        one.heard_from = len(cast.platform.log)
    await cast.luc.asks(f"engagement conflict {code} {SECRET}")
    assert cast.luc.was_told("engagement-conflict-declared"), cast.luc.text
    assert cast.greta.was_told("engagement-conflict-told")
    assert SECRET not in cast.greta.text, "that there is something to read, and no word of it"
    assert await cast.heard("Staff", "engagement-conflict-told")
    assert not any(SECRET in post.plain for post in await cast.posts(code))
    await cast.greta.asks(f'engagement invite {code} "City of Oslo"')
    await cast.olga.asks(f"engagement join {code} yes")
    for name, reads in (("greta", True), ("sofia", True), ("luc", True), ("olga", False), ("pia", False)):
        await cast.members[name].asks(f"engagement conflict {code}")
        assert (SECRET in cast.members[name].text) is reads, name
    async with cast.app.storage.unit() as unit:
        sealed = (await unit.run(text("SELECT text_sealed FROM conflict"))).scalar_one()
        assert SECRET.encode() not in bytes(sealed)
        assert (await unit.scalars(select(Conflict)))[0].text == SECRET
    await cast.luc.asks(f"engagement conflict {code} over:yes")
    assert cast.luc.was_told("engagement-conflict-over")
    await cast.greta.asks(f"engagement conflict {code}")
    assert cast.greta.was_told(ANSWER)
    await cast.luc.asks(f"engagement conflict {code} over:yes")
    assert cast.luc.was_told(ANSWER)


@pytest.mark.later
async def test_rotation_is_proposed_once_in_a_while_and_a_person_decides(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.passes(timedelta(days=364))
    assert not await cast.heard(code, "engagement-rotation")
    for _ in range(3):
        await authorise(cast, code)
        await cast.passes(timedelta(days=2))
    posts = [post for post in await cast.posts(code) if "engagement-rotation" in cast.keys(post)]
    assert len(posts) == 1
    assert "Lead: City of Ghent" in await card(cast, code)
    await cast.greta.asks(f'engagement lead {code} "Ville de Lyon"')
    await cast.passes(timedelta(days=300))
    assert len([post for post in await cast.posts(code) if "engagement-rotation" in cast.keys(post)]) == 1
