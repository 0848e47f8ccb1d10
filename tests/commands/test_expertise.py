"""Expertise offered and needed through the front door: nobody learns of the other before both said yes."""

import re
from datetime import timedelta

import pytest

from tests.cast import Cast, Member
from tests.fakes.memory import Post

CONSENT, AN_HOUR = timedelta(days=30), timedelta(hours=1)
OFFER = "expertise offer tools Wir wissen how Volta's label is audited. stage:award"
NEED = "expertise need tools Who reads audits with us, before our tender in May? issue:wages"


def asked(member: Member) -> Post:
    """The last request for an introduction."""
    keys = ("introduction-asked-offer", "introduction-asked-need")
    chats = member.cast.chats(member.account, member.platform)
    posts = [post for post in member.side.log if post.room in chats]
    return [post for post in posts if set(keys) & set(member.cast.keys(post))][-1]


def learnt(cast: Cast, who: Member, *words: str) -> list[str]:
    """Which of these words ever reached somebody's chat."""
    chats = cast.chats(who.account)
    seen = "\n".join(post.plain for post in who.side.log if post.room in chats)
    return [word for word in words if word in seen]


@pytest.mark.parametrize("first", ["luc", "greta"])
async def test_both_are_introduced_when_both_said_yes(cast: Cast, first: str) -> None:
    second = "greta" if first == "luc" else "luc"
    await cast.luc.asks(OFFER)
    assert cast.luc.was_told("expertise-offered")
    await cast.greta.asks(NEED)
    assert cast.greta.was_told("expertise-needed")
    assert cast.greta.was_told("introduction-asked-need")
    assert cast.luc.was_told("introduction-asked-offer")
    assert not learnt(cast, cast.luc, "Greta", "Ghent", "May")
    assert not learnt(cast, cast.greta, "Luc", "Lyon", "Volta")
    await cast.members[first].replies(asked(cast.members[first]), "yes")
    assert cast.members[first].was_told("introduction-waits")
    assert not learnt(cast, cast.luc, "Greta", "Ghent", "May")
    assert not learnt(cast, cast.greta, "Luc", "Lyon", "Volta")
    await cast.members[second].replies(asked(cast.members[second]), "yes")
    assert cast.members[second].was_told("introduction-made")
    assert learnt(cast, cast.luc, "Greta", "City of Ghent", "May") == ["Greta", "City of Ghent", "May"]
    assert learnt(cast, cast.greta, "Luc", "Ville de Lyon", "Volta") == ["Luc", "Ville de Lyon", "Volta"]
    await cast.members[first].replies(asked(cast.members[first]), "no")
    assert cast.members[first].was_told("introduction-made-already")


async def test_a_no_is_told_to_nobody_and_can_be_taken_back(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.greta.asks(NEED)
    await cast.luc.replies(asked(cast.luc), "no")
    assert cast.luc.was_told("introduction-declined")
    before = len(cast.platform.log)
    await cast.greta.replies(asked(cast.greta), "yes")
    assert cast.greta.was_told("introduction-waits")
    luc = cast.chats(cast.luc.account)
    assert not [post for post in cast.platform.log[before:] if post.room in luc]
    await cast.luc.replies(asked(cast.luc), "yes")
    assert cast.luc.was_told("introduction-made")


@pytest.mark.parametrize(
    ("need", "fits"),
    [
        ("expertise need tools Anything", True),
        ("expertise need tools Anything stage:award issue:wages", True),
        ("expertise need tools Anything stage:exit", False),
        ("expertise need disclosures Anything stage:award", False),
    ],
)
async def test_only_what_fits_is_put_together(cast: Cast, need: str, fits: bool) -> None:
    await cast.luc.asks(OFFER)
    await cast.greta.asks(need)
    assert cast.greta.was_told("introduction-asked-need") is fits


async def test_colleagues_are_not_introduced_to_each_other(cast: Cast) -> None:
    await cast.greta.asks(OFFER)
    await cast.gus.asks(NEED)
    assert not cast.gus.was_told("introduction-asked-need")


@pytest.mark.parametrize("said", ["expertise show {}", "expertise close {}", "expertise extend {}"])
async def test_what_others_filed_is_as_good_as_none(cast: Cast, said: str) -> None:
    await cast.olga.asks(said.format("XP-2222"))
    nothing = cast.olga.text
    await cast.luc.asks(OFFER)
    code = re.search(r"XP-\w{4}", cast.luc.text)
    assert code
    await cast.olga.asks(said.format(code[0]))
    assert cast.olga.text == nothing
    await cast.luc.asks(said.format(code[0]))
    assert cast.luc.text != nothing


async def test_nobody_answers_for_somebody_else(cast: Cast) -> None:
    await cast.olga.asks("expertise meet MEET-2222 yes")
    nothing = cast.olga.text
    await cast.luc.asks(OFFER)
    await cast.greta.asks(NEED)
    code = asked(cast.greta).plain.split("MEET-")[1][:4]
    await cast.olga.asks(f"expertise meet MEET-{code} yes")
    assert cast.olga.text == nothing
    await cast.sofia.asks(f"expertise meet MEET-{code} yes")
    assert cast.sofia.was_told("absent")


async def test_staff_see_what_is_offered_and_not_what_is_needed(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.greta.asks(NEED)
    await cast.sofia.asks("expertise list")
    assert "Luc" in cast.sofia.text
    assert "Greta" not in cast.sofia.text
    await cast.olga.asks("expertise list")
    assert cast.olga.was_told("expertise-none")


@pytest.mark.later
async def test_it_ends_after_one_reminder_unless_it_is_extended(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.passes(timedelta(days=160))
    assert not cast.luc.was_told("expertise-expires")
    await cast.passes(timedelta(days=7))
    assert cast.luc.was_told("expertise-expires")
    reminded = cast.luc.last
    for _ in range(3):
        await cast.passes(timedelta(days=1))
    assert cast.luc.last is reminded
    await cast.passes(timedelta(days=20))
    await cast.greta.asks(NEED)
    assert not cast.greta.was_told("introduction-asked-need")
    await cast.luc.replies(reminded, "oui")
    assert cast.luc.was_told("expertise-extended")
    assert cast.greta.was_told("introduction-asked-need")


async def test_what_waits_for_a_word_is_shown_until_it_is_said(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.greta.asks(NEED)
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-expertise-meet")
    await cast.greta.replies(asked(cast.greta), "no")
    await cast.greta.asks("my")
    assert not cast.greta.was_told("line-expertise-meet")


async def test_whoever_left_is_introduced_to_nobody(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.gus.asks(NEED)
    await cast.luc.replies(asked(cast.luc), "yes")
    await cast.sofia.asks("person remove Luc")
    await cast.sofia.asks("yes")
    await cast.gus.replies(asked(cast.gus), "yes")
    assert cast.gus.was_told("introduction-waits")
    assert not learnt(cast, cast.gus, "Luc", "Lyon", "Volta")


@pytest.mark.later
@pytest.mark.parametrize("other", [None, "no"])
async def test_an_introduction_waits_as_long_as_other_consents_and_tells_of_no_no(
    both: Cast, other: str | None
) -> None:
    """Olga said yes on one platform, Dana nothing, or no, on the other: what Olga is told is the same."""
    olga, dana = both.olga, both.elsewhere["dana"]
    await olga.asks(OFFER)
    await dana.asks(NEED)
    await olga.replies(asked(olga), "yes")
    if other:
        await dana.replies(asked(dana), other)
    await both.passes(CONSENT - AN_HOUR)
    waits, heard = asked(dana), len(olga.posts)
    await both.passes(AN_HOUR)
    told = olga.posts[heard:]
    assert [both.keys(post) for post in told] == [["introduction-over", "next-step"]]
    await both.passes(AN_HOUR)
    assert olga.posts[heard:] == told, "once"
    assert not dana.was_told("introduction-over")
    for late in ("yes", "no"):
        await dana.replies(waits, late)
        assert dana.was_told("introduction-over")
    assert not learnt(both, olga, "Dana", "Delft", "May")
    await dana.asks("my")
    assert not dana.was_told("line-expertise-meet")


@pytest.mark.later
async def test_in_time_it_is_made_and_never_over(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    await cast.greta.asks(NEED)
    await cast.luc.replies(asked(cast.luc), "oui")
    await cast.passes(CONSENT - AN_HOUR)
    await cast.greta.replies(asked(cast.greta), "yes")
    assert cast.greta.was_told("introduction-made")
    await cast.passes(AN_HOUR)
    assert not cast.greta.was_told("introduction-over")
    assert not cast.luc.was_told("introduction-over")


async def test_whoever_took_back_what_they_filed_is_not_told_that_it_is_over(cast: Cast) -> None:
    await cast.luc.asks(OFFER)
    entry = cast.luc.text[cast.luc.text.index("XP-") :][:7]
    await cast.greta.asks(NEED)
    await cast.luc.replies(asked(cast.luc), "oui")
    await cast.luc.asks(f"expertise clore {entry}")
    await cast.passes(CONSENT)
    assert not cast.luc.was_told("introduction-over")
