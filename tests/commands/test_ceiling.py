"""What a platform may not carry: pointers in place of texts and files, lists without what is above, nothing written
there; and whoever may not know of something gets the same bytes as for nothing.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.platform import Rendered
from commands.engine.work import Work
from storage import directory
from storage.access import Label, Place
from storage.audience import Audience
from storage.message import Prose, say
from storage.person import Person
from tests.cast import Cast
from tests.engagements import Engaged, proposed
from tests.fakes.memory import Post
from tests.summaries import COMPANY, HEADING, approved, drafted, released

TEXT = "twelve hours"
ADDRESS = "https://matrix.to/#/{room}"
GUESSED = "SUM-2222"


@pytest.fixture
def buyers(buyers_on_both: Cast) -> Cast:
    """ICT is on both sides, and all who read there buy from Volta; in LEV-discord Ghent reads, which does not."""
    manners = buyers_on_both.app.world.manners
    assert isinstance(manners, dict)
    manners["memory"] = replace(manners["memory"], address=ADDRESS)  # as Matrix has one
    return buyers_on_both


def everything(cast: Cast) -> str:
    """Every byte that ever passed through the platform with the low ceiling, outwards."""
    posts = [one for post in cast.platforms["discord"].log for one in post.texts]
    return "\n".join(f"{one.plain} {one.html} {one.controls}" for one in posts if isinstance(one, Rendered))


def links(post: Post) -> list[str]:
    """The addresses that a post opens."""
    assert isinstance(post.text, Rendered)
    return [control.url for control in post.text.controls if control.url]


# --- a release ---


async def test_a_room_gets_a_pointer_if_all_who_read_there_are_in_the_audience_and_else_nothing(buyers: Cast) -> None:
    code = await released(buyers)
    pointer = await buyers.post("ICT-discord", "pointer")
    assert links(pointer) == [ADDRESS.format(room=await buyers.room_id("ICT"))]
    assert TEXT in (await buyers.post("ICT", "summary-text")).plain
    assert not await buyers.heard("LEV-discord", "pointer")
    for word in (code, TEXT, HEADING, COMPANY):
        assert word not in pointer.plain


@pytest.mark.later
async def test_the_releaser_is_told_before_and_after_which_rooms_get_a_pointer_only(buyers: Cast) -> None:
    code = await approved(buyers)
    for said, told in ((f"summary release {code}", "confirm-preview"), ("yes", "summary-released")):
        await buyers.sofia.asks(said)
        assert buyers.sofia.was_told(told)
        assert "ICT-discord: a pointer only, since Discord may not carry TLP:AMBER" in buyers.sofia.text
        assert "LEV-discord: refused" in buyers.sofia.text
        assert "ICT: entitled" in buyers.sofia.text
        assert "ICT-discord: entitled" not in buyers.sofia.text


@pytest.mark.later
async def test_somebody_who_slips_into_the_room_keeps_the_pointer_out(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")
    settle, room = buyers.settle, await buyers.room("ICT-discord")

    async def slips_in() -> None:
        room.joined.add(buyers.greta.discord.account)
        await settle()

    buyers.settle = slips_in  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("summary-released")
    assert not await buyers.heard("ICT-discord", "pointer")


@pytest.mark.later
async def test_a_second_release_points_no_second_time(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f'organisation buys "{COMPANY}" organisation:"City of Ghent"')
    await buyers.sofia.asks(f'organisation buys "{COMPANY}" organisation:"City of Delft"')
    await buyers.sofia.asks(f"summary release {code}")
    await buyers.sofia.asks("yes")
    pointers = [post for post in await buyers.posts("ICT-discord") if "pointer" in buyers.keys(post)]
    assert len(pointers) == 1
    assert await buyers.heard("LEV-discord", "pointer"), "all who read there are in its audience now"
    assert await buyers.heard("LEV", "summary-text")


@pytest.mark.later
async def test_what_is_within_the_ceiling_is_read_there(buyers: Cast) -> None:
    await released(buyers, more="label:green")
    assert await buyers.heard("ICT-discord", "summary-notice")
    assert not await buyers.heard("ICT-discord", "pointer")


# --- asking ---


async def test_show_points_whoever_may_read_it_elsewhere_and_tells_the_others_what_it_tells_of_nothing(
    buyers: Cast,
) -> None:
    code = await released(buyers)
    luc, greta = buyers.luc.discord, buyers.greta.discord
    await luc.forms("summary show", code=code)
    assert luc.was_told("pointer")
    assert links(luc.posts[-1]) == [ADDRESS.format(room=await buyers.luc.chat())]
    answers = []
    for wanted in (code, GUESSED):
        await greta.forms("summary show", code=wanted)
        assert greta.was_told("absent")
        answers.append([post.text for post in greta.posts])
    assert answers[0] == answers[1]
    await buyers.luc.asks(f"summary show {code}")
    assert TEXT in buyers.luc.text
    for word in (TEXT, HEADING, code):
        assert word not in everything(buyers)


async def test_a_pointer_is_no_copy_and_no_reading(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary submit {code}")
    await buyers.tom.discord.forms("summary show", code=code)
    assert buyers.tom.discord.was_told("pointer")
    await buyers.tom.asks(f"summary approve {code}")
    assert buyers.tom.was_told("summary-read-first")
    await buyers.tom.asks(f"summary copies {code}")
    assert "There is no copy" in buyers.tom.text


@pytest.mark.later
async def test_a_list_leaves_out_what_is_above_and_says_once_that_there_is_more(buyers: Cast) -> None:
    green = await released(buyers, more="label:green", heading="For all to read")
    amber = await released(buyers)
    for one in (buyers.luc.discord, buyers.tom.discord):
        await one.forms("summary list")
        assert green in one.text
        assert amber not in one.text
        assert HEADING not in one.text
        assert one.was_told("pointer-rest")
    await buyers.luc.asks("summary list")
    assert green in buyers.luc.text
    assert amber in buyers.luc.text
    assert not buyers.luc.was_told("pointer-rest")
    await buyers.greta.discord.forms("summary list")
    assert not buyers.greta.discord.was_told("pointer-rest"), "for whom there is nothing, there is no more either"


@pytest.mark.later
async def test_who_has_no_other_account_is_told_how_to_get_one(buyers: Cast) -> None:
    green = await released(buyers, more="label:green", heading="For all to read")
    await released(buyers)
    async with buyers.app.storage.unit() as unit:
        account = await directory.identity_of(unit, "memory", buyers.luc.account)
        assert account is not None
        account.verified_at = None
    await buyers.luc.discord.forms("summary list")
    assert green in buyers.luc.discord.text
    assert buyers.luc.discord.was_told("pointer-rest-nowhere")
    assert not buyers.luc.discord.was_told("pointer-rest")


@pytest.mark.later
async def test_a_list_of_nothing_but_what_is_above_is_a_pointer(buyers: Cast) -> None:
    await released(buyers)
    await buyers.luc.discord.forms("summary list")
    assert buyers.luc.discord.was_told("pointer")
    assert not buyers.luc.discord.was_told("summary-list")
    await buyers.greta.discord.forms("summary list")
    assert buyers.greta.discord.was_told("summary-list")


@pytest.mark.later
@pytest.mark.parametrize("path", ["summary acks", "summary copies", "summary withdraw", "summary release"])
async def test_what_staff_ask_about_it_is_answered_elsewhere_and_does_nothing_here(buyers: Cast, path: str) -> None:
    code = await released(buyers)
    await buyers.tom.discord.forms(path, code=code)
    assert buyers.tom.discord.was_told("pointer")
    await buyers.tom.discord.asks("yes")
    assert await buyers.heard("ICT", "summary-text"), "nobody confirms what was not shown"
    await buyers.greta.discord.forms(path, code=code)
    assert buyers.greta.discord.was_told("absent")


@pytest.mark.later
async def test_what_waits_for_somebody_leaves_out_what_is_done_elsewhere(buyers: Cast) -> None:
    await buyers.sofia.asks("meeting schedule 9 March 2pm Tyres group:LEV")
    code = await drafted(buyers)
    await buyers.sofia.asks("action add Tom 15 March Write to the plant group:LEV")
    await buyers.sofia.asks(f"summary submit {code}")
    await buyers.tom.discord.forms("my")
    assert code not in buyers.tom.discord.text
    assert buyers.tom.discord.was_told("line-action-waits")
    assert buyers.tom.discord.was_told("pointer-rest")
    await buyers.tom.asks("my")
    assert code in buyers.tom.text
    await buyers.greta.discord.forms("my")
    assert buyers.greta.discord.was_told("line-meeting-waits")
    assert not buyers.greta.discord.was_told("pointer-rest")


# --- writing ---


@pytest.mark.parametrize(
    ("who", "path", "values"),
    [
        ("sofia", "summary draft", {}),
        ("sofia", "summary draft", {"company": COMPANY, "findings": "Nights of twelve hours"}),
        ("tom", "summary send-back", {"code": GUESSED, "changes": "Say in which months"}),
        ("greta", "engagement open", {"company": COMPANY, "title": "Disclose the plants"}),
        ("greta", "engagement question", {}),
    ],
)
async def test_what_would_be_above_is_refused_before_anything_is_asked(
    buyers: Cast, who: str, path: str, values: dict[str, str]
) -> None:
    one = buyers.members[who]
    await one.discord.forms(path, **values)
    assert one.discord.was_told("pointer")
    assert len(one.discord.posts) == 1
    await one.asks(path)
    assert not one.was_told("pointer"), one.text


# --- engagements ---


async def test_of_an_engagement_insiders_get_a_pointer_and_outsiders_what_they_get_of_nothing(
    engaged_on_both: Engaged,
) -> None:
    both, code = engaged_on_both
    question = await proposed(both, code)
    for path, values in (("engagement show", {"code": code}), ("engagement list", {})):
        await both.greta.discord.forms(path, **values)
        assert both.greta.discord.was_told("pointer-nowhere") or both.greta.discord.was_told("pointer")
        assert code not in both.greta.discord.text
    answers = []
    for wanted in (code, "ENG-2222"):
        await both.pia.discord.forms("engagement show", code=wanted)
        assert both.pia.discord.was_told("absent")
        answers.append([post.text for post in both.pia.discord.posts])
    assert answers[0] == answers[1]
    await both.pia.discord.forms("engagement list")
    assert both.pia.discord.was_told("engagement-none")
    await both.greta.discord.forms("engagement agree", code=question)
    assert both.greta.discord.was_told("pointer")
    for word in (code, question, "Which plants"):
        assert word not in everything(both)


async def test_a_question_to_be_agreed_waits_where_it_can_be_agreed(engaged_on_both: Engaged) -> None:
    both, code = engaged_on_both
    question = await proposed(both, code)
    await both.luc.discord.forms("my")
    assert question not in both.luc.discord.text
    assert both.luc.discord.was_told("pointer")
    await both.luc.asks("my")
    assert question in both.luc.text


# --- the Affiliate Update ---


@pytest.mark.later
async def test_a_draft_of_the_update_names_no_summary_above_the_ceiling(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks("update post activities A webinar on remedy")
    await buyers.sofia.discord.asks("digest show ICT")
    assert buyers.sofia.discord.was_told("digest-issue")
    assert buyers.sofia.discord.was_told("pointer-rest")
    assert code not in buyers.sofia.discord.text
    await buyers.sofia.asks("digest show ICT")
    assert code in buyers.sofia.text
    await buyers.passes(timedelta(days=14))
    assert await buyers.heard("Staff", "staff-digest-draft")
    assert code not in everything(buyers)


@pytest.mark.parametrize(("ceiling", "arrives"), [(Label.AMBER, True), (Label.GREEN, False)])
async def test_what_was_queued_under_a_higher_ceiling_does_not_leave_under_a_lower_one(
    both: Cast, ceiling: Label, arrives: bool
) -> None:
    both.lets_through(Label.AMBER)
    async with both.app.storage.unit() as unit:
        greta = await unit.scalar(select(Person).where(Person.name == "Greta"))
        assert greta is not None
        chat = await directory.private_room(unit, greta, "discord")
        assert chat is not None
        work = Work(unit=unit, now=both.now, world=both.app.world, roles=frozenset(), place=Place.UNBOUND)
        await work.post(
            chat, say("group-charter", text=Prose(TEXT)), once="late", label=Label.AMBER,
            audience=Audience.person(greta.id),
        )  # fmt: skip
    both.lets_through(ceiling)
    await both.settle()
    assert (TEXT in everything(both)) is arrives
