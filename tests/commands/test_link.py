"""One person with two accounts: a code shown at the one, said by the other, confirmed at the first."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.engine.heard import Call
from storage import directory
from storage.audit import AuditEvent
from storage.person import Link, Person
from storage.room import RoomState
from tests.cast import Cast, Member

DM = "!a channel nobody opened"


def stranger(cast: Cast, number: int = 7) -> Member:
    """An account on Discord that nobody knows."""
    return Member(name="?", account=f"{300_000_000_000_000_000 + number}", cast=cast, platform="discord")


async def code_for(member: Member, account: str = "") -> str:
    """The code that somebody asks for."""
    await member.asks(f"person link {account}".strip())
    found = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", member.text)
    assert found is not None, member.text
    return found[0]


async def says_in_dm(account: Member, text: str) -> None:
    account.heard_from = len(account.side.log)
    await account.cast.hears(DM, account.account, text, platform=account.platform)


async def says_by_form(account: Member, code: str) -> None:
    await account.presses(DM, call=Call(path=("person", "prove"), values={"code": code}))


async def is_linked(cast: Cast, account: Member, name: str) -> bool:
    async with cast.app.storage.unit() as unit:
        person = await directory.person_of(unit, account.platform, account.account)
    return person is not None and person.name == name


@pytest.mark.parametrize("says", [says_in_dm, says_by_form])
async def test_an_account_is_linked_by_a_code_said_there_and_a_yes_said_here(
    both: Cast, says: Callable[[Member, str], Awaitable[None]]
) -> None:
    new = stranger(both)
    await says(new, (await code_for(both.olga)).lower())
    assert both.olga.was_told("link-claimed")
    assert not await is_linked(both, new, "Olga"), "the code alone is not enough"
    await both.olga.replies(both.olga.posts[-1], "yes")
    assert both.olga.was_told("link-made")
    assert await is_linked(both, new, "Olga")
    assert new.account in (await both.room("LEV-discord")).joined
    assert await both.heard("Staff", "staff-link-made")
    await new.asks("group list")
    assert new.was_told("group-list")


async def test_whoever_said_the_code_by_a_form_is_told_and_nobody_else_learns_a_thing(both: Cast) -> None:
    new = stranger(both)
    await says_by_form(new, await code_for(both.olga))
    assert "Olga" not in new.text
    assert "Memory" in new.text, "where to say yes"


async def test_the_yes_has_a_twin_to_be_typed_and_one_to_be_clicked(both: Cast) -> None:
    first, second = stranger(both, 1), stranger(both, 2)
    await says_in_dm(first, await code_for(both.olga))
    await both.olga.asks("my")
    assert both.olga.was_told("line-link-waits")
    await both.olga.asks(f"person claim {first.account} no")
    assert both.olga.was_told("link-declined")
    await both.olga.asks(f"person claim {first.account} yes")
    assert both.olga.was_told("absent"), "it was settled"
    assert not await is_linked(both, first, "Olga")
    await says_in_dm(second, await code_for(both.olga))
    await both.olga.asks(f"person claim {second.account} yes")
    assert await is_linked(both, second, "Olga")


async def test_from_discord_the_account_on_matrix_is_named_and_spoken_to(both: Cast) -> None:
    await both.dana.forms("person link")
    assert both.dana.was_told("link-account-needed"), "nobody unknown can speak to the bot there"
    await both.dana.forms("person link", account="@dana:memory")
    code = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", both.dana.text)
    assert code is not None
    there = Member(name="Dana", account="@dana:memory", cast=both)
    (chat,) = both.chats(there.account)
    await both.hears(chat, there.account, "22222-22222")
    assert there.was_told("link-void")
    await both.hears(chat, there.account, "hello")
    assert there.was_told("knock")
    await both.hears(chat, there.account, code[0])
    assert there.was_told("link-said")
    await both.dana.clicks(both.dana.last, "yes")
    assert both.dana.was_told("link-made")
    await there.asks("group list")
    assert there.was_told("group-list")
    assert there.account in (await both.room("LEV")).joined


async def test_a_code_for_one_account_is_of_no_use_to_another(both: Cast) -> None:
    named, other = stranger(both, 1), stranger(both, 2)
    code = await code_for(both.olga, f"<@{named.account}>")
    await says_by_form(other, code)
    assert other.was_told("link-void")
    assert not both.olga.was_told("link-claimed")
    await says_in_dm(named, code)
    assert both.olga.was_told("link-claimed")


@pytest.mark.parametrize(("minutes", "taken"), [(14, True), (15, False)])
async def test_a_code_holds_for_a_quarter_of_an_hour(both: Cast, minutes: int, taken: bool) -> None:
    code = await code_for(both.olga)
    both.now += timedelta(minutes=minutes)
    await says_in_dm(stranger(both), code)
    assert both.olga.was_told("link-claimed") is taken


async def test_a_yes_holds_for_a_quarter_of_an_hour(both: Cast) -> None:
    new = stranger(both)
    await says_in_dm(new, await code_for(both.olga))
    both.now += timedelta(minutes=15)
    await both.olga.asks(f"person claim {new.account} yes")
    assert both.olga.was_told("absent")
    assert not await is_linked(both, new, "Olga")


async def test_a_code_is_good_for_one_use(both: Cast) -> None:
    first, second = stranger(both, 1), stranger(both, 2)
    code = await code_for(both.olga)
    await says_in_dm(first, code)
    await says_by_form(second, code)
    assert second.was_told("link-void")
    await both.olga.asks(f"person claim {second.account} yes")
    assert both.olga.was_told("absent")


async def test_a_fresh_code_voids_the_one_before(both: Cast) -> None:
    old = await code_for(both.olga)
    await code_for(both.olga)
    await says_in_dm(stranger(both), old)
    assert not both.olga.was_told("link-claimed")


async def test_a_person_gets_three_codes_a_day(both: Cast) -> None:
    for _ in range(3):
        await code_for(both.olga)
    await both.olga.asks("person link")
    assert both.olga.was_told("link-too-many")
    both.now += timedelta(days=1)
    await code_for(both.olga)


@pytest.mark.parametrize(("wrong", "taken"), [(4, True), (5, False)])
async def test_an_account_has_five_tries_a_day_in_all(both: Cast, wrong: int, taken: bool) -> None:
    new = stranger(both)
    for _ in range(wrong):
        await says_by_form(new, "22222-22222")
        assert new.was_told("link-void")
    await says_by_form(new, await code_for(both.olga))
    assert new.was_told("link-void") is not taken
    assert both.olga.was_told("link-claimed") is taken


async def test_every_refusal_says_the_same(both: Cast) -> None:
    """Wrong, expired, for another account, tried too often: whoever guesses learns nothing from the answer."""
    new = stranger(both)
    expired = await code_for(both.olga)
    both.now += timedelta(hours=1)
    another = await code_for(both.olga, "<@300000000000000001>")
    said = []
    for code in ("22222-22222", expired, another, *["33333-33333"] * 3):
        await says_by_form(new, code)
        said.append(new.text)
    assert len(set(said)) == 1


async def test_a_code_is_not_kept_as_it_is(both: Cast) -> None:
    code = (await code_for(both.olga)).replace("-", "")
    async with both.app.storage.unit() as unit:
        link = (await unit.session.scalars(select(Link))).one()
    assert code not in str(vars(link))


async def test_the_same_event_heard_twice_is_one_try_and_one_question(both: Cast) -> None:
    code = await code_for(both.olga)
    new = stranger(both)
    both.next_id = lambda: "$again"  # type: ignore[method-assign]
    await says_in_dm(new, code)
    before = len(both.olga.posts)
    await says_in_dm(new, code)
    assert len(both.olga.posts) == before


async def test_words_that_are_no_code_cost_a_stranger_nothing_and_the_bot_no_memory(both: Cast) -> None:
    new = stranger(both)
    for _ in range(9):
        await says_in_dm(new, "hello there")
    await says_in_dm(new, f"person prove {await code_for(both.olga)}")
    assert both.olga.was_told("link-claimed")


async def test_an_account_that_is_somebodys_is_not_linked(both: Cast) -> None:
    await both.olga.asks(f"person link {both.greta.discord.account}")
    assert both.olga.was_told("link-account-known")
    await both.greta.discord.forms("person prove", code=await code_for(both.olga))
    assert both.greta.discord.was_told("person-proven-yourself")
    assert not both.olga.was_told("link-claimed")
    await both.greta.asks("person link")
    assert both.greta.was_told("link-everywhere")


async def test_the_yes_counts_only_where_the_code_was_asked_for(both: Cast) -> None:
    new = stranger(both)
    await says_in_dm(new, await code_for(both.olga))
    await says_in_dm(new, f"person claim {new.account} yes")
    await says_by_form(new, "yes")
    await both.greta.asks(f"person claim {new.account} yes")
    assert both.greta.was_told("absent")
    assert not await is_linked(both, new, "Olga")


async def test_nothing_comes_of_the_code_of_somebody_removed(both: Cast) -> None:
    new = stranger(both)
    code = await code_for(both.olga)
    await both.sofia.asks("person remove Olga")
    await both.sofia.asks("yes")
    await says_by_form(new, code)
    assert new.was_told("link-void")


async def test_an_account_that_is_given_up_is_out_of_its_platforms_rooms_and_can_come_back(both: Cast) -> None:
    gone = both.greta.discord
    matrix, discord = await both.room("LEV"), await both.room("LEV-discord")
    await gone.asks(f"person unlink {gone.account}")
    assert gone.was_told("link-undo-elsewhere")
    await both.greta.asks(f"person unlink {gone.account}")
    assert both.greta.was_told("link-undone")
    assert await both.heard("Staff", "staff-link-undone")
    assert gone.account not in discord.joined
    assert both.greta.account in matrix.joined
    before = len(gone.side.log)
    await both.hears(discord.id, gone.account, "!group list", platform="discord")
    await both.hears(next(iter(both.chats(gone.account, "discord"))), gone.account, "group list", platform="discord")
    assert len(gone.side.log) == before, "a stranger now"
    await both.greta.asks(f"person unlink {both.greta.account}")
    assert both.greta.was_told("link-last")
    await says_in_dm(gone, await code_for(both.greta))
    await both.greta.asks(f"person claim {gone.account} yes")
    await gone.asks("group list")
    assert gone.was_told("group-list")
    assert len(both.chats(gone.account, "discord")) == 1, "the private chat they had before"


@pytest.mark.parametrize(("who", "done"), [("sofia", True), ("luc", False)])
async def test_staff_may_take_an_account_from_somebody_and_others_may_not(both: Cast, who: str, done: bool) -> None:
    gus = both.gus.discord
    await both.members[who].asks(f"person unlink {gus.account}")
    assert both.members[who].was_told("link-undone" if done else "absent")
    assert await is_linked(both, gus, "Gus") is not done
    async with both.app.storage.unit() as unit:
        person = (await unit.session.scalars(select(Person).where(Person.name == "Gus"))).one()
        room = await directory.chat_with(unit, "discord", gus.account)
        deeds = select(AuditEvent.action).where(AuditEvent.object == f"person:{person.id}")
        recorded = "person unlink" in list(await unit.session.scalars(deeds))
    assert room is not None
    assert (room.state is RoomState.RETIRED) is done
    assert recorded is done
