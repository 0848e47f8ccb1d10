"""Attacks: what somebody who knows the commands well would try, and what must come of it."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.platform import Never
from commands.bootstrap import bootstrap
from commands.engine.dispatch import Job
from commands.engine.heard import Invited, Reacted, RoomChanged
from commands.engine.work import Work
from storage import directory
from storage.access import Label, Place, Role
from storage.engine import StorageTrouble, Trouble
from storage.message import say
from storage.organisation import OrganisationKind
from storage.person import Person
from storage.room import Room, RoomKind, RoomState
from tests.cast import Cast
from tests.summaries import COMPANY, TEXT, approved, released, with_buyers


async def _ceiling(cast: Cast, name: str) -> tuple[RoomState, Label]:
    async with cast.app.storage.unit() as unit:
        room = await unit.scalar(select(Room).where(Room.name == name, Room.kind != RoomKind.SPACE))
        assert room is not None
        return room.state, room.ceiling


async def _roles(cast: Cast, name: str) -> frozenset[Role]:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Person).where(Person.name == name))
        return found.roles if found else frozenset()


async def _coordinator(cast: Cast) -> None:
    """Stan, of the staff, who is neither admin nor approver."""
    await cast.join("Stan", "Staff", OrganisationKind.STAFF, Role.STAFF, "en")
    await cast.settle()


@pytest.mark.parametrize("own", ["Labour Watch", ""])
async def test_a_partner_does_not_become_a_buyer_by_saying_so(cast: Cast, own: str) -> None:
    await with_buyers(cast)
    code = await released(cast)
    await cast.pia.asks(f'organisation buys "{COMPANY}"' + (f' organisation:"{own}"' if own else ""))
    assert not cast.pia.was_told("purchase-recorded")
    await cast.pia.asks(f"summary show {code}")
    assert cast.pia.was_told("absent")
    assert TEXT[:20] not in cast.pia.text


@pytest.mark.later
async def test_a_partner_recorded_as_a_buyer_by_staff_reads_no_summary_for_buyers(cast: Cast) -> None:
    await with_buyers(cast)
    await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"Labour Watch"')
    code = await released(cast)
    await cast.pia.asks(f"summary show {code}")
    assert cast.pia.was_told("absent")


@pytest.mark.later
async def test_one_person_alone_does_not_raise_a_room_that_was_lowered(cast: Cast) -> None:
    for label in ("amber", "green"):
        for one in (cast.sofia, cast.tom):
            await one.asks(f"room authorise LEV {label}")
            await one.asks("yes")
    assert await _ceiling(cast, "LEV") == (RoomState.AUTHORISED, Label.GREEN)
    await cast.sofia.asks("room authorise LEV amber")
    await cast.sofia.asks("yes")
    assert await _ceiling(cast, "LEV") == (RoomState.AUTHORISED, Label.GREEN)
    await cast.tom.asks("room authorise LEV amber")
    await cast.tom.asks("yes")
    assert await _ceiling(cast, "LEV") == (RoomState.AUTHORISED, Label.AMBER), "two people raise it"


async def test_a_yes_to_another_post_does_not_confirm_what_waits(cast: Cast) -> None:
    await cast.sofia.asks("room list")
    older = cast.sofia.posts[-1]
    await cast.sofia.asks("room close LEV")
    await cast.sofia.asks("room authorise LEV amber")
    preview = cast.sofia.posts[-1]
    await cast.sofia.replies(older, "yes")
    assert cast.sofia.was_told("button-over")
    assert not cast.sofia.was_told("room-proposed")
    await cast.sofia.replies(preview, "yes")
    assert cast.sofia.was_told("room-proposed")


async def test_the_word_of_somebody_who_was_removed_does_not_count(cast: Cast) -> None:
    await _coordinator(cast)
    await cast.stan.asks("room authorise LEV amber")
    await cast.stan.asks("yes")
    await cast.tom.asks("person remove Stan")
    await cast.tom.asks("yes")
    await cast.tom.asks("room authorise LEV amber")
    await cast.tom.asks("yes")
    assert await _ceiling(cast, "LEV") == (RoomState.AUTHORISED, Label.GREEN)


@pytest.mark.parametrize("role", ["admin", "approver"])
async def test_only_an_admin_makes_admins_and_approvers(cast: Cast, role: str) -> None:
    await _coordinator(cast)
    await cast.stan.asks(f"person invite @second:memory Staff {role} Second")
    assert not cast.stan.was_told("person-invited")
    await cast.stan.asks(f"person role Stan {role}")
    assert await _roles(cast, "Stan") == {Role.STAFF}
    await cast.stan.asks(f"person move Greta Staff {role}")
    assert await _roles(cast, "Greta") == {Role.LIAISON}
    await cast.sofia.asks(f"person role Stan {role}")
    assert Role(role) in await _roles(cast, "Stan"), "an admin may"


async def test_there_is_always_an_admin(cast: Cast) -> None:
    await _coordinator(cast)
    await cast.sofia.asks("person role tom admin off:yes")
    await cast.sofia.asks("person role sofia admin off:yes")
    assert Role.ADMIN in await _roles(cast, "sofia")
    await cast.stan.asks("person remove sofia")
    await cast.stan.asks("yes")
    assert Role.ADMIN in await _roles(cast, "sofia")


async def test_an_organisation_taken_back_can_be_put_into_its_group_again(cast: Cast) -> None:
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("organisation-ended")
    await cast.olga.asks("group list")
    assert cast.olga.posts == []
    await cast.sofia.asks("organisation restore City of Oslo")
    await cast.sofia.asks('group join "City of Oslo" group:LEV')
    assert cast.sofia.was_told("group-joined"), cast.sofia.text
    await cast.olga.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list"), "her account is nobody's until it is proven again"
    await cast.sofia.asks("person code Olga")
    await cast.olga.asks(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", cast.sofia.text)[0])
    await cast.olga.says("LEV", "!group list")
    assert await cast.heard("LEV", "group-list")


async def test_a_code_of_an_ended_organisation_opens_nothing(cast: Cast) -> None:
    await cast.sofia.asks('person invite @late:memory "City of Oslo" member Late')
    code = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", cast.sofia.text)[0]
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    chat = next(iter(cast.chats("@late:memory")))
    await cast.hears(chat, "@late:memory", code)
    room = cast.platform.rooms[await cast.room_id("LEV")]
    assert "@late:memory" not in room.joined | room.invited


@pytest.mark.later
async def test_a_summary_of_an_author_who_moved_can_be_handed_on(cast: Cast) -> None:
    await with_buyers(cast)
    await cast.join("Stan", "Staff", OrganisationKind.STAFF, Role.STAFF, "en")
    await cast.settle()
    await cast.stan.asks(f'summary draft "{COMPANY}" buyers A heading')
    await cast.stan.asks(TEXT)
    code = next(word for word in cast.stan.text.replace("`", " ").split() if word.startswith("SUM-"))[:8]
    await cast.tom.asks('person move Stan "City of Ghent" member')
    await cast.sofia.asks(f"summary hand {code} sofia")
    assert cast.sofia.was_told("summary-handed"), cast.sofia.text


async def test_a_yes_after_another_command_releases_nothing(cast: Cast) -> None:
    await cast.sofia.asks("room release LEV")
    assert cast.sofia.was_told("confirm-preview")
    await cast.sofia.asks("!room list")
    await cast.sofia.asks("yes")
    assert (await _ceiling(cast, "LEV"))[0] is RoomState.AUTHORISED


async def test_an_admin_added_to_the_settings_later_is_let_in(cast: Cast) -> None:
    admins = (*cast.app.admins, "memory:@third:memory")
    for _ in range(2):
        async with cast.app.storage.unit() as unit:
            await bootstrap(unit, admins, world=cast.app.world, locale="en", zone="UTC", now=cast.now)
        await cast.settle()
    assert len(cast.chats("@third:memory")) == 1
    assert "@third:memory" in cast.platform.rooms[await cast.room_id("Staff")].joined


async def test_a_failing_occurrence_stops_no_other_of_its_job(cast: Cast) -> None:
    done = []

    async def due(*_: object) -> list[tuple[str, str]]:
        return [("bad", "1"), ("good", "1")]

    async def run(_: object, subject: str) -> None:
        if subject == "bad":
            raise ValueError
        done.append(subject)

    failures = await cast.app.dispatcher.tick((Job(name="probe", due=due, run=run),), now=cast.now)
    assert done == ["good"]
    assert len(failures) == 1


async def test_an_invitation_that_was_withdrawn_does_not_come_again_for_ever(cast: Cast) -> None:
    async def gone(_: str) -> None:
        raise Never("M_FORBIDDEN")

    cast.platform.accept = gone  # type: ignore[method-assign,assignment]
    await cast.app.hear(Invited(platform="memory", room="!gone", sender="@sofia:memory", direct=False, at=cast.now))


async def test_a_reaction_that_meets_a_bug_does_not_come_again_for_ever(cast: Cast) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ValueError

    cast.app.conversation._take_reaction = broken  # type: ignore[method-assign]
    await cast.app.hear(
        Reacted(
            platform="memory", event_id="$r", room=await cast.room_id("LEV"), sender="@greta:memory", target="$x",
            emoji="👍", at=cast.now,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "meeting show \ud800", "organisation buys \ud800", "lesson find \ud800", "engagement show \ud800",
        "question show \ud800", "summary show \ud800", "group show \ud800", "person zone \ud800", "\ud800",
        "question ask \ud800 group:LEV", "engagement open \ud800", "lesson add success \ud800", "person show \ud800",
        'organisation match "\ud800" yes', "help \ud800", "action add \ud800", "room show \ud800",
        "meeting point \ud800",
    ],
)  # fmt: skip
async def test_half_a_character_is_answered_like_any_other_word(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.posts


@pytest.mark.parametrize(
    "said", ["person invite @a\ud800:b Staff staff X", "person restore \ud800 member", "group open \ud800 X"]
)
async def test_half_a_character_from_staff_is_answered_too(cast: Cast, said: str) -> None:
    await cast.sofia.asks(said)
    assert cast.sofia.posts


async def test_whoever_left_the_private_chat_is_asked_in_again(cast: Cast) -> None:
    chat = cast.platform.rooms[await cast.greta.chat()]
    chat.joined.discard("@greta:memory")
    await cast.app.hear(RoomChanged(platform="memory", room=chat.id, at=cast.now))
    await cast.settle()
    assert "@greta:memory" in chat.joined | chat.invited


async def test_a_person_who_moved_finishes_nothing_begun_before(cast: Cast) -> None:
    await cast.greta.says("LEV", "!question ask")
    assert cast.greta.was_told("ask-question-ask-text")
    await cast.sofia.asks("organisation add affiliate Porto")
    await cast.sofia.asks("person move Greta Porto liaison")
    assert cast.sofia.was_told("person-moved"), cast.sofia.text
    await cast.greta.asks("Who can recommend a supplier?")
    assert not await cast.heard("LEV", "question-post")


async def test_the_only_partner_of_a_group_cannot_ask_without_a_name(cast: Cast) -> None:
    await cast.sofia.asks('group join "Labour Watch" group:LEV')
    await cast.pia.asks("question ask Who? named:no group:LEV")
    assert not await cast.heard("LEV", "question-post"), cast.pia.text


async def test_a_room_given_up_gets_no_more_guests(cast: Cast) -> None:
    await cast.sofia.asks("room release LEV")
    await cast.sofia.asks("yes")
    room = next(one for one in cast.platform.rooms.values() if one.plan.name == "LEV" and not one.plan.is_space)
    await cast.sofia.asks('group join "Labour Watch" group:LEV')
    assert "@pia:memory" not in room.joined | room.invited


@pytest.mark.later
async def test_a_room_that_was_encrypted_after_the_bot_came_can_be_bound(cast: Cast) -> None:
    room = cast.platform.room("@sofia:memory", name="old", encrypted=False)
    await cast.app.hear(Invited(platform="memory", room=room.id, sender="@sofia:memory", direct=False, at=cast.now))
    room.encrypted = True
    await cast.app.hear(RoomChanged(platform="memory", room=room.id, at=cast.now))
    await cast.hears(room.id, "@sofia:memory", "!room bind LEV Old")
    assert cast.sofia.was_told("room-bound"), cast.sofia.text


async def test_an_organisation_that_left_its_group_comes_back(cast: Cast) -> None:
    await cast.sofia.asks('group leave "City of Oslo" group:LEV')
    await cast.sofia.asks('group join "City of Oslo" group:LEV')
    assert cast.sofia.was_told("group-joined"), cast.sofia.text


@pytest.mark.parametrize("verb", ["cancel", "cancel-series"])
async def test_a_yes_a_minute_later_is_for_what_was_shown(cast: Cast, verb: str) -> None:
    await cast.sofia.asks('meeting series "second tuesday of the second month" 14:00 title:Council group:LEV')
    code = re.findall(r"MTG-[\w-]+", cast.sofia.text)[0]
    await cast.sofia.asks(f"meeting {verb} {code}")
    assert cast.sofia.was_told("confirm-preview"), cast.sofia.text
    await cast.passes(timedelta(minutes=2))
    await cast.sofia.asks("yes")
    assert not cast.sofia.was_told("confirm-preview"), cast.sofia.text


@pytest.mark.later
async def test_a_yes_releases_nothing_that_was_changed_meanwhile(cast: Cast) -> None:
    await with_buyers(cast)
    code = await approved(cast)
    await cast.sofia.asks(f"summary release {code}")
    assert cast.sofia.was_told("confirm-preview")
    await cast.sofia.asks(f"/summary label {code} red")
    await cast.sofia.asks("yes")
    assert TEXT[:15] not in "".join(post.plain for post in await cast.posts("ICT"))


@pytest.mark.parametrize("in_tender", [True, False])
async def test_who_has_a_tender_or_never_agreed_is_named_to_no_other_buyer(cast: Cast, in_tender: bool) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await cast.buys(cast.olga, COMPANY)
    if in_tender:
        await cast.olga.asks(f'organisation match "{COMPANY}" yes')
        await cast.olga.asks(f'organisation tender "{COMPANY}" yes')
    await cast.buys(cast.luc, COMPANY)
    await cast.luc.asks(f'organisation match "{COMPANY}" yes')
    heard = cast.luc.text
    for said in (f'engagement open "{COMPANY}" Ask', "engagement list", 'organisation show "City of Oslo"', "my"):
        await cast.luc.asks(said)
        heard += cast.luc.text
    code = re.findall(r"ENG-\w{4}", heard)[0]
    await cast.luc.asks(f'engagement invite {code} "City of Oslo"')
    await cast.luc.asks(f"engagement show {code}")
    assert "Oslo" not in cast.luc.text


async def test_an_ended_organisation_is_named_to_no_other_buyer(cast: Cast) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await cast.buys(cast.olga, COMPANY)
    await cast.olga.asks(f'organisation match "{COMPANY}" yes')
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    await cast.buys(cast.luc, COMPANY)
    await cast.luc.asks(f'organisation match "{COMPANY}" yes')
    assert cast.luc.was_told("purchase-shared")
    assert "Oslo" not in cast.luc.text


async def test_who_moved_gets_no_reminder_of_the_organisation_they_left(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        greta = await directory.person_of(unit, "memory", "@greta:memory")
        assert greta is not None
        work = Work(unit=unit, now=cast.now, world=cast.app.world, roles=frozenset(), place=Place.UNBOUND)
        for hours, code in ((1, "ENG-2222"), (5, "ENG-3333")):
            when = cast.now + timedelta(hours=hours)
            await work.tell(greta, say("engagement-suspended", code=code), once=code, not_before=when)
    cast.greta.heard_from = len(cast.platform.log)
    await cast.passes(timedelta(hours=2))
    assert len(cast.greta.posts) == 1, "as long as she is with Ghent"
    await cast.sofia.asks("organisation add affiliate Porto")
    await cast.sofia.asks("person move Greta Porto liaison")
    assert cast.sofia.was_told("person-moved")
    await cast.passes(timedelta(hours=4))
    assert len(cast.greta.posts) == 1


async def test_a_long_name_of_a_group_is_refused_in_words(cast: Cast) -> None:
    await cast.sofia.asks("group open BIG " + "long " * 20)
    assert cast.sofia.was_told("import-cell-long")


async def test_a_locked_database_at_the_nightly_look_does_not_end_the_bot(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def locked() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StorageTrouble(Trouble.LOCKED)
        raise asyncio.CancelledError

    monkeypatch.setattr(cast.app, "look_at_all", locked)
    monkeypatch.setattr("bot.app.FIRST_AUDIT", 0.0)
    monkeypatch.setattr("bot.app.RENEW", timedelta(0))
    with pytest.raises(asyncio.CancelledError):
        await cast.app._nightly()
    assert tries == 2


async def _engagement(cast: Cast) -> str:
    """Ghent opens one, Oslo joins it as invited; the room may hear what is AMBER. Its code."""
    await cast.sofia.asks(f"organisation company {COMPANY}")
    for buyer in (cast.greta, cast.luc, cast.olga):
        await cast.buys(buyer, COMPANY)
    await cast.greta.asks(f'engagement open "{COMPANY}" Ask')
    code: str = re.findall(r"ENG-\w{4}", cast.greta.text)[0]
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise {code} amber")
        await one.asks("yes")
    await cast.greta.asks(f'engagement invite {code} "City of Oslo"')
    await cast.olga.asks(f"engagement join {code} yes")
    assert cast.olga.was_told("engagement-joined")
    return code


@pytest.mark.later
async def test_a_code_passed_on_lets_nobody_into_an_engagement(cast: Cast) -> None:
    code = await _engagement(cast)
    await cast.luc.asks("engagement join ENG-2222 yes")
    guessed = cast.luc.text
    await cast.luc.asks(f"engagement join {code} yes")
    assert cast.luc.text == guessed
    room = cast.platform.rooms[await cast.room_id(code)]
    assert "@luc:memory" not in room.joined | room.invited


@pytest.mark.later
async def test_whoever_becomes_an_observer_leaves_the_engagements(cast: Cast) -> None:
    code = await _engagement(cast)
    room = cast.platform.rooms[await cast.room_id(code)]
    await cast.sofia.asks("person role Olga observer")
    assert "@olga:memory" in room.joined, "a liaison still"
    await cast.sofia.asks("person role Olga liaison off:yes")
    assert "@olga:memory" not in room.joined | room.invited


@pytest.mark.later
async def test_no_affiliate_becomes_a_reader_by_saying_so(cast: Cast) -> None:
    await with_buyers(cast)
    code = await released(cast)
    await cast.greta.asks(f'organisation buys "{COMPANY}"')
    await cast.greta.asks(f"summary show {code}")
    assert cast.greta.was_told("absent")
    await cast.luc.asks(f"summary show {code}")
    assert TEXT[:15] in cast.luc.text, "a buyer that staff recorded"
