"""Who may be in a room: a class that two people say alike, and that is asked at every look."""

import pytest
from sqlalchemy import select

from storage.room import Authorisation, Room, RoomState, Seer
from storage.room_class import RoomClass
from tests.cast import Cast, Member
from tests.fakes.memory import MemoryRoom

CLASSES = {"affiliates": "@greta:memory", "partners": "@pia:memory", "unions": "@una:memory"}
INSIDERS = {"@sofia:memory", "@tom:memory"}


async def says(cast: Cast, who: Member, room_class: str, *, label: str = "green", room: str = "LEV") -> None:
    """One person's word."""
    await who.asks(f"room authorise {room} {label} {room_class}")
    if who.was_told("confirm-preview"):
        await who.asks("yes")


async def both_say(cast: Cast, room_class: str, *, label: str = "green", room: str = "LEV") -> bool:
    """Two people's word; whether the room is authorised by it."""
    for who in (cast.sofia, cast.tom):
        await says(cast, who, room_class, label=label, room=room)
    return cast.tom.was_told("room-authorised")


async def row(cast: Cast, name: str = "LEV") -> Room:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Room).where(Room.name == name, Room.kind == "group"))
        assert found is not None
        return found


async def emptied(cast: Cast, *accounts: str, name: str = "LEV") -> MemoryRoom:
    """The room with the bot, the staff and these in it."""
    room = await cast.room(name)
    room.joined = {cast.platforms["discord" if "-discord" in name else "memory"].account, *INSIDERS, *accounts}
    return room


@pytest.mark.parametrize("room_class", CLASSES)
async def test_two_people_say_who_may_be_in_a_room_and_others_may_not(cast: Cast, room_class: str) -> None:
    room = await emptied(cast, CLASSES[room_class])
    assert await both_say(cast, room_class)
    assert (await row(cast)).room_class is RoomClass(room_class)
    await cast.sofia.says("LEV", "!group list")
    assert await cast.heard("LEV", "group-list")
    [outsider, *_] = set(CLASSES.values()) - {CLASSES[room_class]}
    room.joined.add(outsider)
    await cast.sofia.says("LEV", "!meeting list")
    assert not await cast.heard("LEV", "meeting-list")
    assert await cast.heard("Staff", "unfit-class")
    await cast.sofia.asks("room audit LEV")
    assert f'room expel "LEV" {outsider}' in cast.sofia.text
    await cast.sofia.asks(f'room expel "LEV" {outsider}')
    await cast.sofia.asks("yes")
    assert outsider not in room.joined
    assert await both_say(cast, room_class)


@pytest.mark.later
async def test_one_persons_class_is_enough_for_nothing(cast: Cast) -> None:
    await emptied(cast, "@greta:memory")
    await says(cast, cast.sofia, "affiliates")
    assert cast.sofia.was_told("room-proposed")
    await says(cast, cast.tom, "unions")
    assert cast.tom.was_told("room-proposed"), "they did not say the same"
    assert (await row(cast)).room_class is RoomClass.MIXED
    await says(cast, cast.tom, "affiliates", label="amber")
    assert cast.tom.was_told("room-proposed"), "the same class, and not the same label"
    assert (await row(cast)).room_class is RoomClass.MIXED
    await says(cast, cast.sofia, "affiliates")
    assert cast.sofia.was_told("room-second-person"), "her own word is no second one"
    await says(cast, cast.tom, "affiliates")
    assert cast.tom.was_told("room-authorised")
    assert (await row(cast)).room_class is RoomClass.AFFILIATES


@pytest.mark.later
async def test_to_let_others_in_again_takes_two_who_say_so_after_that(cast: Cast) -> None:
    await emptied(cast, "@greta:memory")
    await says(cast, cast.sofia, "mixed")
    assert await both_say(cast, "affiliates")
    await says(cast, cast.tom, "mixed")
    assert cast.tom.was_told("room-proposed"), "what was said before it was narrowed counts for nothing"
    await says(cast, cast.sofia, "mixed")
    assert cast.sofia.was_told("room-authorised")
    found = await row(cast)
    async with cast.app.storage.unit() as unit:
        words = await unit.scalars(select(Authorisation).where(Authorisation.room_id == found.id))
        assert {word.room_class for word in words if word.void_at is None} == {RoomClass.MIXED}


@pytest.mark.later
async def test_without_a_class_a_room_is_for_those_for_whom_it_was(cast: Cast) -> None:
    await emptied(cast, "@greta:memory")
    assert await both_say(cast, "affiliates")
    assert await both_say(cast, "", label="amber")
    assert (await row(cast)).room_class is RoomClass.AFFILIATES


async def test_a_room_is_for_nobody_new_while_somebody_is_there_who_may_not(cast: Cast) -> None:
    await emptied(cast, "@greta:memory", "@pia:memory")
    assert not await both_say(cast, "affiliates")
    assert cast.tom.was_told("room-unfit")
    assert cast.tom.was_told("unfit-class")
    assert (await row(cast)).room_class is RoomClass.MIXED


@pytest.mark.later
async def test_whom_a_room_is_for_is_shown(cast: Cast) -> None:
    await emptied(cast, "@greta:memory")
    assert await both_say(cast, "affiliates")
    for question in ("room show LEV", "room list", "room audit LEV", "room audit"):
        await cast.sofia.asks(question)
        assert "for affiliates" in cast.sofia.text, cast.sofia.text
    await cast.luc.asks("salon montrer LEV")
    assert "pour les affiliés" in cast.luc.text
    await says(cast, cast.sofia, "affiliés", label="ambre")
    assert cast.sofia.was_told("room-proposed"), "it is said in French as well"


@pytest.mark.later
async def test_a_public_room_bears_anybody_and_hears_nothing_but_what_is_for_everybody(cast: Cast) -> None:
    room = await emptied(cast, "@stranger:memory", "@press:memory")
    room.join_rule, room.history, room.guests_may_join = "public", "world_readable", True
    assert await both_say(cast, "public", label="clear"), cast.tom.text
    found = await row(cast)
    assert (found.state, found.room_class) == (RoomState.AUTHORISED, RoomClass.PUBLIC)
    await cast.app.look_at("memory", room.id)
    await cast.settle()
    assert (await row(cast)).state is RoomState.AUTHORISED, "a stranger is no fault there"
    await cast.greta.says("LEV", "!group list")
    assert not await cast.heard("LEV", "group-list")
    for label in ("green", "amber"):
        assert not await both_say(cast, "public", label=label)
        assert cast.tom.was_told("room-class-public")
        assert not await both_say(cast, "", label=label), "nor where the class is not said"
    assert not await both_say(cast, "mixed"), "and for fewer it has to be mended first"
    assert cast.tom.was_told("room-unfit")


@pytest.mark.later
async def test_a_public_room_need_not_be_encrypted_and_any_other_has_to_again(cast: Cast) -> None:
    room = await emptied(cast, "@greta:memory")
    room.encrypted = False
    assert await both_say(cast, "public", label="clear"), cast.tom.text
    assert not await both_say(cast, "affiliates")
    assert cast.tom.was_told("unfit-not-encrypted")


async def test_only_a_facilitys_room_is_for_the_linked(cast: Cast) -> None:
    await cast.sofia.asks("room authorise LEV green linked")
    assert cast.sofia.was_told("room-class-no-facility")


@pytest.mark.later
@pytest.mark.parametrize("room_class", CLASSES)
async def test_who_speaks_for_a_company_is_in_no_room_but_a_public_one(cast: Cast, room_class: str) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks('person invite "Vic" "Volta Motors" member @vic:memory')
    assert not cast.sofia.was_told("person-invited"), "a company has no people"
    room = await emptied(cast, "@vic:memory")
    for said in (room_class, "mixed", "staff"):
        assert not await both_say(cast, said)
        assert cast.tom.was_told("unfit-stranger")
    room.encrypted = False
    assert await both_say(cast, "public", label="clear")


async def test_on_the_other_side_the_class_counts_as_well(both: Cast) -> None:
    room = await both.room("LEV-discord")
    room.joined = {both.platforms["discord"].account, both.greta.discord.account}
    assert await both_say(both, "affiliates", room="LEV-discord")
    await both.greta.discord.says("LEV-discord", "!group list")
    assert await both.heard("LEV-discord", "group-list")
    room.joined.add(both.pia.discord.account)
    await both.greta.discord.says("LEV-discord", "!meeting list")
    assert not await both.heard("LEV-discord", "meeting-list")
    assert await both.heard("Staff", "unfit-class")


@pytest.mark.later
@pytest.mark.parametrize("room_class", ["partners", "unions", "affiliates", "staff"])
async def test_nobody_can_vouch_that_all_who_have_a_role_are_of_a_class(both: Cast, room_class: str) -> None:
    room = await both.room("LEV-discord")
    room.joined = {both.platforms["discord"].account}
    room.seers = frozenset({Seer("12", "Admins", rules=True)})
    assert await both_say(both, room_class, room="LEV-discord"), "who administers the server is vouched for"
    room.seers |= {Seer("11", "Press")}
    assert not await both_say(both, room_class, room="LEV-discord")
    assert both.tom.was_told("unfit-role-class")
    assert 'room authorise "LEV-discord" green class:mixed' in both.tom.text
    assert await both_say(both, "mixed", room="LEV-discord")
