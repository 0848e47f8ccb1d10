"""A room proves itself: the table, the looks that are kept, how long a word holds, and what is taken back."""

import importlib
import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, func, select, update

from bot.phrasebook import FOLDERS
from commands.engine.heard import Invited, RoomChanged
from commands.engine.remedy import cause_of, mend_of
from commands.room_clock import SOON
from storage import directory, migrations
from storage.access import Label
from storage.room import EVERYBODY, Authorisation, Room, RoomKind, RoomState, Seer, Unfit
from storage.room_audit import AuditCause, AuditResult, RoomAudit, RoomCheck, checks
from tests.cast import START, Cast, Member
from tests.commands.test_room_drift import DRIFTS, arrived, queue

EVERY_FAULT = sorted({cause for cause, _ in DRIFTS.values()})
YEAR = timedelta(days=365)


async def looks(cast: Cast, name: str = "LEV") -> list[RoomAudit]:
    async with cast.app.storage.unit() as unit:
        query = select(RoomAudit).join(Room, Room.id == RoomAudit.room_id).where(Room.name == name)
        return list(await unit.scalars(query.order_by(RoomAudit.at, RoomAudit.result)))


async def room_row(cast: Cast, name: str = "LEV") -> Room:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Room).where(Room.name == name, Room.kind != RoomKind.SPACE))
        assert found is not None
        return found


async def says(who: Iterable[Member], text: str) -> None:
    for one in who:
        await one.asks(text)
        await one.asks("yes")


# --- the table


async def test_the_table_shows_every_check_and_what_mends_what_is_wrong(cast: Cast) -> None:
    await cast.sofia.asks("room audit LEV")
    assert cast.sofia.was_told("room-audited")
    assert cast.sofia.text.count("as it should be") == len(RoomCheck) + 1, cast.sofia.text
    room = await cast.room("LEV")
    room.joined.add("@stranger:memory")
    room.guests_may_join = True
    room.powers = frozenset({"@luc:memory", "@sofia:memory"})
    await cast.tom.asks("room audit LEV")
    assert cast.tom.text.count(": as it should be") == len(RoomCheck) - 3, cast.tom.text
    assert 'room expel "LEV" @stranger:memory' in cast.tom.text
    assert "@luc:memory can invite others" in cast.tom.text
    assert "@sofia:memory can" not in cast.tom.text, "staff may"
    assert "quarantined" in cast.tom.text
    assert await cast.heard("Staff", "staff-room-quarantined"), "an audit that fails closes the room at once"


@pytest.mark.parametrize("what", DRIFTS)
async def test_each_drift_is_in_the_table_under_its_check(cast: Cast, what: str) -> None:
    cause, drift = DRIFTS[what]
    drift(await cast.room("LEV"))
    await cast.sofia.asks("room audit LEV")
    assert cast.sofia.was_told(cause), cast.sofia.text
    assert cast.sofia.was_told(cause.replace("unfit-", "mend-"))
    [look] = [one for one in await looks(cast) if one.result is AuditResult.FAILED]
    assert cause in [one.key for one in look.faults]
    assert checks(look.faults)


async def test_without_a_room_all_of_them_are_told_with_their_last_verdict(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    (await cast.room("LEV")).join_rule = "public"
    await cast.app.look_at("memory", await cast.room_id("LEV"))
    await cast.sofia.asks("room audit")
    assert "LEV – not as it should be" in cast.sofia.text, cast.sofia.text
    assert "ICT – not looked at yet" in cast.sofia.text
    assert 'room audit "LEV"' in cast.sofia.text, "the one that failed is the next to look at"


@pytest.mark.parametrize("said", ["room audit LEV", "room audit", "room expel LEV @luc:memory", "room recall LEV"])
async def test_affiliates_are_shown_nothing_of_that(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("absent")
    await cast.tom.asks(said)
    assert not cast.tom.was_told("absent")


@pytest.mark.parametrize("kind", RoomKind)
@pytest.mark.parametrize("key", EVERY_FAULT)
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_fault_has_its_cause_and_its_cure_in_both_languages(key: str, locale: str, kind: RoomKind) -> None:
    texts = "".join(file.read_text() for folder in FOLDERS for file in folder.glob(f"{locale}/room*.ftl"))
    room = Room(platform="memory", kind=kind, name="LEV", created_at=START)
    for message in (cause_of(Unfit(key=key, who="@x:y")), mend_of(room, Unfit(key=key, who="@x:y"))):
        assert re.search(rf"^{message.key} = ", texts, re.MULTILINE), message.key


# --- the looks


async def test_each_look_leaves_a_row_with_why_and_what_was_seen(cast: Cast) -> None:
    room = await cast.room("LEV")
    before = {one.id for one in await looks(cast)}
    await cast.app.hear(RoomChanged(platform="memory", room=room.id, at=cast.now))
    await cast.app.look_at_all()
    await cast.sofia.asks("room audit LEV")
    room.bots = frozenset({"@_ghost:memory"})
    await cast.greta.says("LEV", "!group list")
    found = [one for one in await looks(cast) if one.id not in before]
    assert {one.cause for one in found} == set(AuditCause)
    [failed] = [one for one in found if one.result is AuditResult.FAILED]
    assert failed.cause is AuditCause.SEND
    assert failed.violations == "unfit-bot @_ghost:memory"
    assert {one.people for one in found} == {len(room.joined)}
    await cast.sofia.asks("room show LEV")
    assert cast.sofia.was_told("room-look")
    assert cast.sofia.was_told("unfit-bot")
    await cast.greta.asks("room show LEV")
    assert not cast.greta.was_told("room-look")


async def test_looks_are_forgotten_when_their_time_is_over(cast: Cast) -> None:
    await cast.app.look_at("memory", await cast.room_id("LEV"))
    at = cast.now
    await cast.passes(cast.app.world.policy.keep.looks - timedelta(days=1))
    assert [one for one in await looks(cast) if one.at <= at], "not a day too early"
    await cast.passes(timedelta(days=1))
    assert not [one for one in await looks(cast) if one.at <= at]


async def test_a_private_chat_leaves_no_row_while_all_is_well(cast: Cast) -> None:
    await cast.app.look_at_all()
    async with cast.app.storage.unit() as unit:
        query = select(Room.kind).join(RoomAudit, RoomAudit.room_id == Room.id)
        assert RoomKind.PRIVATE not in set(await unit.scalars(query))


# --- power


async def test_power_is_vouched_for_by_the_two_who_were_shown_it(cast: Cast) -> None:
    room = await cast.room("LEV")
    room.powers = frozenset({"@luc:memory", EVERYBODY})
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    assert await cast.heard("Staff", "unfit-power-everybody")
    assert await cast.heard("Staff", "unfit-power"), "all that is wrong, not the first thing alone"
    for one in (cast.sofia, cast.tom):
        await one.asks("room authorise LEV green")
        assert one.was_told("line-power")
        assert one.was_told("line-power-everybody")
        await one.asks("yes")
    assert cast.tom.was_told("room-authorised")
    room.powers |= {"@greta:memory"}
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")


async def test_staff_have_power_while_they_are_staff(cast: Cast) -> None:
    room = await cast.room("LEV")
    room.joined.add("@tom:memory")
    room.powers = frozenset({"@tom:memory", "@luc:memory"})
    await says([cast.sofia, cast.tom], "room authorise LEV green")
    assert cast.tom.was_told("room-authorised")
    assert (await room_row(cast)).vouched == "power:@luc:memory"


@pytest.mark.parametrize("field", ["powers", "seers"])
async def test_nobody_vouches_alone_for_what_the_other_was_not_shown(cast: Cast, field: str) -> None:
    room = await cast.room("LEV")
    news = {"powers": frozenset({"@luc:memory"}), "seers": frozenset({Seer("role:1", "Interns")})}
    setattr(room, field, news[field])  # nobody told the bot
    await says([cast.sofia], "room authorise LEV green")
    assert cast.sofia.was_told("room-proposed")
    assert (await room_row(cast)).state is RoomState.QUARANTINED
    more = {"powers": {"@greta:memory"}, "seers": {Seer("role:2", "Guests")}}
    setattr(room, field, frozenset([*news[field], *more[field]]))  # type: ignore[misc]  # of either kind
    await says([cast.tom], "room authorise LEV green")
    assert cast.tom.was_told("room-proposed"), "Sofia was shown less"
    await says([cast.sofia], "room authorise LEV green")
    assert cast.sofia.was_told("room-authorised")


# --- until a day


@pytest.mark.later
async def test_a_word_holds_until_its_day_is_over_and_staff_are_reminded_once(cast: Cast) -> None:
    await says([cast.sofia, cast.tom], "room authorise LEV amber 10 March 2027")
    assert cast.tom.was_told("room-authorised")
    assert "10 March" in cast.tom.text
    end = (await room_row(cast)).authorised_until
    assert end is not None
    await cast.until(end - SOON - timedelta(minutes=1))
    assert not await cast.heard("Staff", "staff-room-ends")
    for _ in range(3):
        await cast.passes(timedelta(hours=1))
    told = [post for post in await cast.posts("Staff") if "staff-room-ends" in cast.keys(post)]
    assert len(told) == 1
    assert 'room authorise "LEV" amber' in told[0].plain
    room = await cast.room("LEV")
    await cast.until(end - timedelta(seconds=1))
    await queue(cast, room)
    assert len(await arrived(cast, room)) == 1
    cast.now = end  # the clock has not ticked yet
    await queue(cast, room)
    assert len(await arrived(cast, room)) == 1, "it closes by itself"
    await cast.passes(timedelta(seconds=5))
    assert await cast.heard("Staff", "staff-room-ended")
    assert (await room_row(cast)).state is RoomState.PROPOSED
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")
    await says([cast.sofia], "room authorise LEV amber")
    assert cast.sofia.was_told("room-proposed"), "the old words count no more"
    await says([cast.tom], "room authorise LEV amber")
    await queue(cast, room)
    assert len(await arrived(cast, room)) == 2


@pytest.mark.later
async def test_the_earlier_of_the_two_days_counts_and_one_alone_makes_it_no_longer(cast: Cast) -> None:
    await says([cast.sofia], "room authorise LEV amber 10 March 2027")
    await says([cast.tom], "room authorise LEV amber 10 May 2027")
    end = (await room_row(cast)).authorised_until
    assert end is not None
    assert (end.month, end.day) == (3, 10)
    await says([cast.tom], "room authorise LEV amber 10 May 2028")
    assert cast.tom.was_told("room-proposed")
    assert (await room_row(cast)).authorised_until == end
    await cast.tom.asks("room authorise LEV amber 10 May 2028")
    assert cast.tom.was_told("room-second-person")
    await says([cast.sofia], "room authorise LEV amber 10 April 2028")
    later = (await room_row(cast)).authorised_until
    assert later is not None
    assert (later.year, later.month) == (2028, 4)
    await says([cast.sofia], "room authorise LEV amber 10 February 2027")
    sooner = (await room_row(cast)).authorised_until
    assert sooner is not None
    assert (sooner.year, sooner.month) == (2027, 2), "what narrows takes one"


async def test_without_a_day_it_holds_as_long_as_the_policy_says(cast: Cast) -> None:
    end = (await room_row(cast)).authorised_until
    assert end is not None
    assert YEAR < end - cast.now <= YEAR + timedelta(days=1)
    await cast.sofia.asks("room show LEV")
    assert cast.sofia.was_told("room-until")


async def test_what_was_said_before_words_had_an_end_holds_for_a_year_from_then_on(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        await unit.change(update(Room).values(authorised_until=None))
        await unit.change(update(Authorisation).values(until=None))
        said = await unit.scalar(select(func.max(Authorisation.at)))
        assert said is not None
    [file] = (migrations.HERE / "versions").glob("*_rooms_prove_themselves.py")
    revision = importlib.import_module(f"storage.migrations.versions.{file.stem}")

    def give(connection: Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            revision.give_an_end()

    async with cast.app.storage.engine.begin() as connection:
        await connection.run_sync(give)
    assert (await room_row(cast)).authorised_until == said + YEAR
    assert (await room_row(cast, "Staff")).authorised_until is None, "nobody authorises it"


async def test_a_day_that_is_over_is_asked_back(cast: Cast) -> None:
    await cast.sofia.asks("room authorise LEV amber until:2020-01-01")
    assert cast.sofia.was_told("moment-past"), cast.sofia.text


# --- a room that is replaced


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.ENGAGEMENT])
async def test_a_room_upgrade_hands_nothing_on(buyers: Cast, kind: RoomKind) -> None:
    old = await buyers.room("LEV")
    async with buyers.app.storage.unit() as unit:
        row = await directory.room_of(unit, "memory", old.id)
        assert row is not None
        row.kind = kind
    new = buyers.platform.room(*old.joined, name="LEV")
    old.upgraded_to = new.id
    new.joined.discard(buyers.platform.account)
    new.present = False
    await buyers.app.hear(RoomChanged(platform="memory", room=old.id, at=buyers.now))
    await buyers.settle()
    assert await buyers.heard("Staff", "unfit-upgraded")
    for who, comes in (("@luc:memory", False), ("@sofia:memory", True)):
        invitation = Invited(platform="memory", room=new.id, sender=who, direct=False, at=buyers.now)
        await buyers.app.hear(invitation)
        assert new.present is comes
    await buyers.hears(new.id, "@luc:memory", "!group list")
    assert not buyers.platform.posts(new.id), "it is nothing to us"
    await buyers.hears(new.id, "@sofia:memory", "!room bind LEV LEV-new")
    await queue(buyers, new)
    assert not await arrived(buyers, new), "one person's word"
    await says([buyers.tom, buyers.sofia], "room authorise LEV-new amber")
    await queue(buyers, new)
    assert len(await arrived(buyers, new)) == 1
    await queue(buyers, old)
    assert not await arrived(buyers, old)


# --- putting out, and taking back


async def test_the_one_command_that_staff_are_told_mends_it(cast: Cast) -> None:
    room = await cast.room("LEV")
    room.joined.add("@stranger:memory")
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    told = (await cast.post("Staff", "staff-room-quarantined")).plain
    found = re.search(r"!(room expel [^\n`]+)", told)
    assert found, told
    await cast.sofia.asks(found[1])
    assert "1 account is taken out of LEV" in cast.sofia.text
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("room-expelled"), cast.sofia.text
    assert "@stranger:memory" not in room.joined
    await says([cast.sofia, cast.tom], "room authorise LEV green")
    assert cast.tom.was_told("room-authorised")
    for nobody in ("@stranger:memory", cast.platform.account):
        await cast.sofia.asks(f"room expel LEV {nobody}")
        assert cast.sofia.was_told("room-expel-not-there")


@pytest.mark.later
async def test_what_stood_there_before_a_drift_is_offered_for_recall_and_taken_back(buyers: Cast) -> None:
    room = await buyers.room("LEV")
    for label in (Label.AMBER, Label.AMBER, Label.AMBER, Label.GREEN, Label.CLEAR):
        await queue(buyers, room, label=label)
    assert len(await arrived(buyers, room)) == 5
    room.joined.add("@stranger:memory")
    await buyers.app.look_at("memory", room.id)
    await buyers.settle()
    told = await buyers.post("Staff", "staff-room-quarantined")
    assert "room-recall-offer" in buyers.keys(told)
    assert "4 of our posts stand there" in told.plain, "without what is for everybody"
    assert "3 of them TLP:AMBER" in told.plain, told.plain
    assert '!room recall "LEV"' in told.plain
    await buyers.sofia.asks("room recall LEV amber")
    assert buyers.sofia.was_told("confirm-preview")
    assert "3 posts are taken back from LEV" in buyers.sofia.text
    assert len(await arrived(buyers, room)) == 5, "it was rehearsed"
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("room-recalling")
    assert len(await arrived(buyers, room)) == 2
    await buyers.passes(timedelta(seconds=5))
    report = await buyers.post("Staff", "staff-room-recalled")
    assert "3 taken back, 0 that could not" in report.plain, report.plain
    await buyers.passes(timedelta(seconds=5))
    assert len([one for one in await buyers.posts("Staff") if "staff-room-recalled" in buyers.keys(one)]) == 1
    await buyers.sofia.asks("room recall LEV amber")
    assert buyers.sofia.was_told("room-recall-nothing")
    await buyers.sofia.asks("room recall LEV clear")
    assert buyers.sofia.was_told("room-recall-not-this")


@pytest.mark.parametrize("cause", ["the bot is put out", "a member may invite"])
async def test_a_drift_by_which_nobody_reads_offers_nothing(buyers: Cast, cause: str) -> None:
    room = await buyers.room("LEV")
    await queue(buyers, room)
    await buyers.settle()
    DRIFTS[cause][1](room)
    await buyers.app.look_at("memory", room.id)
    await buyers.settle()
    told = await buyers.post("Staff", "staff-room-quarantined")
    assert "room-recall-offer" not in buyers.keys(told)


async def test_on_the_other_platform_a_role_is_found_and_what_stands_there_is_offered(both: Cast) -> None:
    await both.greta.discord.says("LEV-discord", "!group list")
    room = await both.room("LEV-discord")
    room.seers = frozenset({Seer("role:9", "Interns")})
    await both.sofia.asks("room audit LEV-discord")
    assert both.sofia.was_told("unfit-role")
    assert "Interns" in both.sofia.text
    told = await both.post("Staff", "staff-room-quarantined")
    assert "room-recall-offer" in both.keys(told)
    await says([both.sofia], "room recall LEV-discord")
    assert not [one for one in both.platforms["discord"].posts(room.id) if "group-list" in both.keys(one)]
