"""A plan's progress as a picture in the engagement's room, its numbers as text: claimed is not verified."""

import io
from datetime import timedelta
from itertools import combinations

import pytest
from PIL import Image, ImageChops

from bot.chart_board import drawn, size_of
from bot.platform import Attachment
from storage.paper import Mark
from tests.cast import Cast, Member
from tests.commands.test_plan import claimed, planned
from tests.engagements import Engaged, authorise


async def pictures(cast: Cast, code: str) -> list[Attachment]:
    return [one.text for one in await cast.posts(code) if isinstance(one.text, Attachment)]


async def pictured(one: Member, code: str, *, yes: str = "yes") -> Attachment:
    """Somebody shows it in the room; the picture."""
    await one.asks(f"plan picture {code}")
    assert one.was_told("confirm-preview"), one.text
    await one.asks(yes)
    assert one.was_told("plan-pictured"), one.text
    return (await pictures(one.cast, code))[-1]


async def test_each_measure_is_shown_as_far_as_it_is_with_the_numbers_as_text(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks(f"plan picture {code}")
    assert cast.luc.was_told("plan-none")
    early = await planned(cast.greta, code, due="in 3 days")
    verified, claim, doing, rejected = [await planned(cast.greta, code) for _ in range(4)]
    for one in (verified, claim, rejected):
        await claimed(cast, one)
    await cast.sofia.asks(f"plan verify {verified} I saw the slips")
    await cast.sofia.asks(f"plan reject {rejected} Ten workers still wait")
    await cast.greta.asks(f"plan start {doing}")
    await cast.passes(timedelta(days=5))
    picture = await pictured(cast.luc, code, yes="oui")
    text = (await cast.post(code, "plan-picture-post")).plain
    assert "1 of 5 verified, 1 claimed done, 1 in progress, 1 not started, 1 rejected. One is late." in text
    states = {
        early: "not started, overdue", verified: "verified", claim: "claimed done, not verified yet",
        doing: "in progress", rejected: "rejected",
    }  # fmt: skip
    for measure, words in states.items():
        [said] = [line for line in text.splitlines() if measure in line]
        assert said.endswith(f": {words}"), said
        [also] = [part for part in picture.alt.split("; ") if measure in part]
        assert also.endswith(f": {words}"), also
    assert (picture.name, picture.media_type) == ("plan.png", "image/png")
    again = await pictured(cast.sofia, code)
    assert again.data == picture.data, "the same is drawn the same"
    await cast.sofia.asks(f"plan reject {verified} The slips were forged")
    assert (await pictured(cast.sofia, code)).data != picture.data


@pytest.mark.later
async def test_a_long_plan_is_cut_and_says_so(engaged: Engaged) -> None:
    cast, code = engaged
    for _ in range(18):
        await planned(cast.greta, code)
    picture = await pictured(cast.greta, code)
    assert picture.alt.endswith("; and 2 more")
    assert len(picture.alt) < 1024, "Discord takes no more"
    assert f"plan list {code}" in (await cast.post(code, "plan-picture-post")).plain


@pytest.mark.parametrize("who", ["olga", "pia", "una", "otto"])
async def test_to_others_there_is_no_such_plan(engaged: Engaged, who: str) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await cast.sofia.asks(f'plan partner {measure} "Labour Watch"')
    await cast.sofia.asks("yes")
    one, answers = cast.members[who], []
    for wanted in (code, "ENG-2222"):
        await one.asks(f"plan picture {wanted}")
        assert not one.was_told("confirm-preview")
        answers.append(one.text.replace(wanted, ""))
    assert answers[0] == answers[1]
    assert await pictures(cast, code) == []


@pytest.mark.later
async def test_it_is_withheld_from_a_room_where_somebody_takes_no_part(engaged: Engaged) -> None:
    cast, code = engaged
    await planned(cast.greta, code)
    await cast.greta.asks(f"plan picture {code}")
    (await cast.room(code)).joined.add(cast.olga.account)
    await cast.greta.asks("yes")
    await cast.passes(timedelta(minutes=1))
    assert await pictures(cast, code) == []
    assert not await cast.heard(code, "plan-picture-post")
    (await cast.room(code)).joined.discard(cast.olga.account)
    await authorise(cast, code)
    await cast.sofia.asks(f"room resend {code}")
    assert cast.sofia.was_told("room-resend-nothing"), "what it would say may not be so any more"


def test_no_two_marks_look_alike_without_colours() -> None:
    looks = {}
    for mark in Mark:
        lines = [("CAP-7KQ4, 3 March", mark, "", False)]
        with Image.open(io.BytesIO(drawn("ENG-7KQ4", lines))) as image:
            assert image.size == size_of(lines)
            looks[mark] = image.convert("L").point(lambda light: 255 if light > 128 else 0)
    for one, other in combinations(Mark, 2):
        assert ImageChops.difference(looks[one], looks[other]).getbbox(), (one, other)
    calm, urgent = (drawn("ENG-7KQ4", [("", Mark.EMPTY, "", is_urgent)]) for is_urgent in (False, True))
    assert calm != urgent
