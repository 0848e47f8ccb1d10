"""Leaving: whoever left, or whose organisation did, is answered, invited and counted nowhere; no work is left lying."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from commands.engine.heard import Call, Quoted, RoomChanged
from storage import directory
from storage.onboarding import OnboardingStep
from storage.outbox import Kind, Parcel
from storage.person import Identity, Person
from tests.cast import Cast, Member
from tests.commands.test_disclosure import asked
from tests.engagements import Engaged, code_in, joined

CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
DEEDS = {"removed": "person remove Olga", "ended": 'organisation end "City of Oslo"'}


async def gone(cast: Cast, how: str) -> None:
    """Olga, the only one of Oslo, is gone."""
    await cast.sofia.asks(DEEDS[how])
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("person-removed" if how == "removed" else "organisation-ended"), cast.sofia.text


@pytest.mark.parametrize("how", DEEDS)
async def test_who_left_is_not_answered(cast: Cast, how: str) -> None:
    await cast.olga.asks("action add")  # a dialog is open
    chat, lev = await cast.olga.chat(), await cast.room_id("LEV")
    await gone(cast, how)
    before = len(cast.platform.log)
    for said in ("Olga", "group list", "help", "22222-22222", "hello"):
        await cast.hears(chat, cast.olga.account, said)
    await cast.hears(lev, cast.olga.account, "!group list")
    assert len(cast.platform.log) == before


@pytest.mark.parametrize("stranger", [False, True])
async def test_a_room_stays_open_while_some_are_taken_out_of_it_unless_others_should_be(
    cast: Cast, stranger: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change is announced by the platform: when the first of Ghent is out, the others are not yet."""
    room, left = await cast.room("LEV"), list[set[str]]()
    take_out = cast.platform.remove

    async def and_look(where: str, person: str) -> None:
        await take_out(where, person)
        if where == room.id:
            left.append(room.joined & {cast.greta.account, cast.gus.account, cast.otto.account})
            await cast.app.hear(RoomChanged(platform="memory", room=where, at=cast.now))

    monkeypatch.setattr(cast.platform, "remove", and_look)
    if stranger:
        room.joined.add("@mallory:memory")
    await cast.sofia.asks('organisation end "City of Ghent"')
    await cast.sofia.asks("yes")
    assert [len(one) for one in left] == [2, 1, 0]
    assert await cast.heard("Staff", "staff-room-quarantined") is stranger


@pytest.mark.later
@pytest.mark.parametrize("how", DEEDS)
async def test_who_left_is_not_invited(cast: Cast, how: str) -> None:
    await gone(cast, how)
    since = cast.now = cast.now + timedelta(minutes=1)
    await cast.sofia.asks("group open ICT Hardware")
    for name in ("City of Oslo", "City of Ghent"):
        await cast.sofia.asks(f'group join "{name}" group:ICT')
    await cast.passes(timedelta(days=30))
    async with cast.app.storage.unit() as unit:
        later = select(Parcel).where(Parcel.kind == Kind.INVITE, Parcel.created_at >= since)
        invited = {one.content["person"] for one in await unit.scalars(later)}
    assert cast.greta.account in invited
    assert cast.olga.account not in invited


@pytest.mark.parametrize("how", DEEDS)
async def test_who_left_is_not_counted(cast: Cast, how: str) -> None:
    await gone(cast, how)
    for words in ("person list", "my"):
        await cast.greta.asks(words)
        assert "Olga" not in cast.greta.text
    await cast.greta.asks("person show Olga")
    assert not cast.greta.was_told("person-shown")
    await cast.greta.says("LEV", "!action add Olga 15 March Write to the plant")
    assert not await cast.heard("LEV", "action-added")
    async with cast.app.storage.unit() as unit:
        olga = await unit.scalar(select(Person).where(Person.name == "Olga"))
        assert olga is not None
        accounts = await unit.scalars(select(Identity).where(Identity.person_id == olga.id))
        assert [one.verified_at for one in accounts] == [None]
        assert not olga.is_active
        assert await directory.private_room(unit, olga, "memory") is None, "nothing is said there any more"


@pytest.mark.parametrize("how", DEEDS)
async def test_no_code_of_somebody_who_left_opens_anything(both: Cast, how: str) -> None:
    await both.olga.asks("person link")
    code = CODE.findall(both.olga.text)[0]
    await gone(both, how)
    new = Member(name="new", account="300000000000000001", cast=both, platform="discord")
    await new.presses("anywhere", call=Call(path=("person", "prove"), values={"code": code}))
    assert new.was_told("link-void")


async def test_who_left_is_told_by_a_form_what_a_stranger_is_told(both: Cast) -> None:
    await both.sofia.asks("person remove Gus")
    await both.sofia.asks("yes")
    for code in ("22222-22222", "anything"):
        await both.gus.discord.presses("anywhere", call=Call(path=("person", "prove"), values={"code": code}))
        assert both.gus.discord.was_told("first-contact"), code
        assert "22222" not in both.gus.discord.text


async def test_an_ended_organisation_gets_no_fresh_code(cast: Cast) -> None:
    await gone(cast, "ended")
    await cast.sofia.asks("person code Olga")
    assert cast.sofia.was_told("organisation-not-yet")
    assert not CODE.findall(cast.sofia.text)
    await cast.sofia.asks("organisation restore City of Oslo")
    await cast.sofia.asks("person code Olga")
    await cast.olga.asks(CODE.findall(cast.sofia.text)[0])
    assert cast.olga.was_told("code-right")


async def test_what_was_open_of_an_ended_organisation_is_told_to_staff(cast: Cast) -> None:
    await cast.greta.says("LEV", "!action add Olga 15 March Write to the plant")
    await gone(cast, "ended")
    told = await cast.post("Staff", "staff-organisation-ended")
    assert "ACT-1" in told.plain
    assert "action hand-on ACT-1" in told.plain
    await cast.sofia.asks("action hand-on ACT-1 Luc")
    assert cast.sofia.was_told("action-handed-on")


@pytest.mark.parametrize(
    ("where", "role", "goes"), [("Labour Watch", "partner", True), ("City of Ghent", "observer", False)]
)
async def test_who_moves_hands_on_what_was_open_to_the_organisation_left(
    cast: Cast, where: str, role: str, goes: bool
) -> None:
    await cast.greta.says("LEV", "!action add Gus 15 March Write to the plant")
    await cast.sofia.asks(f'person move Gus "{where}" {role}')
    assert cast.sofia.was_told("person-moved")
    assert cast.sofia.was_told("person-actions-handed-on") is goes
    await cast.greta.asks("my")
    assert ("ACT-1" in cast.greta.text) is goes
    await cast.gus.asks("my")
    assert ("ACT-1" in cast.gus.text) is not goes


async def test_what_nobody_can_take_over_is_named_when_somebody_moves(cast: Cast) -> None:
    await cast.greta.says("LEV", "!action add Olga 15 March Write to the plant")
    await cast.sofia.asks('person move Olga "City of Ghent" member')
    assert cast.sofia.was_told("action-left-behind")
    assert "action hand-on ACT-1" in cast.sofia.text


@pytest.mark.later
async def test_open_steps_end_with_whoever_had_them_and_their_buddies_get_another(cast: Cast) -> None:
    await cast.sofia.asks('person invite @nils:memory "City of Ghent" member Nils')
    await cast.sofia.asks("person buddy Nils Olga")
    await gone(cast, "removed")
    assert "Nils" in (await cast.post("Staff", "line-buddy-left")).plain
    await cast.sofia.asks("person remove Nils")
    await cast.sofia.asks("yes")
    async with cast.app.storage.unit() as unit:
        nils = await unit.scalar(select(Person).where(Person.name == "Nils"))
        assert nils is not None
        assert not await unit.scalars(select(OnboardingStep).where(OnboardingStep.person_id == nils.id))


async def test_the_lead_of_an_engagement_is_flagged_when_nobody_is_left_to_lead(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")
    assert not await cast.heard("Staff", "staff-engagement-lead-gone"), "Greta is left"
    await cast.sofia.asks("person remove Greta")
    await cast.sofia.asks("yes")
    assert f"engagement lead {code}" in (await cast.post("Staff", "staff-engagement-lead-gone")).plain


async def test_a_lead_that_is_suspended_is_flagged_and_keeps_its_place(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.sofia.asks('organisation suspend "City of Ghent"')
    await cast.sofia.asks("yes")
    assert f"engagement lead {code}" in (await cast.post("Staff", "staff-engagement-lead-gone")).plain
    assert not await joined(cast, code, cast.greta)
    await cast.sofia.asks('organisation resume "City of Ghent"')
    assert await joined(cast, code, cast.greta)
    await cast.greta.asks(f"engagement show {code}")
    assert not cast.greta.was_told("absent")


@pytest.mark.later
async def test_an_ended_organisation_is_out_of_its_engagements(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.sofia.asks('organisation end "City of Ghent"')
    await cast.sofia.asks("yes")
    assert not await joined(cast, code, cast.greta)
    assert await cast.heard("Staff", "staff-engagement-lead-gone")
    assert await cast.heard(code, "engagement-left-post")
    await cast.luc.asks(f"engagement show {code}")
    assert cast.luc.was_told("engagement-shown") or code_in(cast.luc.text, "ENG") == code
    assert "City of Ghent" not in cast.luc.text


@pytest.mark.later
async def test_an_ended_organisation_is_nobodys_co_lead(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f'engagement role {code} "Ville de Lyon" co-lead')
    await cast.sofia.asks('organisation end "Ville de Lyon"')
    await cast.sofia.asks("yes")
    await cast.sofia.asks('organisation restore "Ville de Lyon"')
    await cast.sofia.asks("person code Luc")
    await cast.luc.asks(CODE.findall(cast.sofia.text)[0])
    await cast.luc.asks(f"engagement join {code} yes")
    assert cast.luc.was_told("engagement-joined"), cast.luc.text
    await cast.luc.asks(f"engagement escalade {code} Ils ne répondent pas.")
    assert cast.luc.was_told("engagement-lead-only"), "a role is not waiting for who comes back"


@pytest.mark.later
async def test_disclosures_of_an_ended_organisation_are_told_to_staff_and_to_who_asks_with_it(buyers: Cast) -> None:
    code = await asked(buyers.luc, "joinable:yes")
    await buyers.olga.asks('disclosure join "Volta Motors"')
    await buyers.luc.asks(f'disclosure admit {code} "City of Oslo"')
    await buyers.sofia.asks('organisation end "Ville de Lyon"')
    await buyers.sofia.asks("yes")
    told = (await buyers.post("Staff", "staff-disclosures-left")).plain
    assert f"{code} still waits for Volta Motors" in told
    assert f"disclosure close {code}" in told
    assert code in buyers.olga.last.plain
    assert "disclosure-asker-gone" in buyers.keys(buyers.olga.last)
    greta = [post.plain for post in buyers.platform.log if post.room in buyers.chats(buyers.greta.account)]
    assert not any(code in plain for plain in greta), "nobody else learns of it"
    await buyers.passes(timedelta(days=40))
    await buyers.sofia.asks(f"disclosure close {code}")
    assert buyers.sofia.was_told("disclosure-closed")


@pytest.mark.later
async def test_nobody_is_let_in_who_left_between_the_wish_and_the_yes(buyers: Cast) -> None:
    code = await asked(buyers.luc, "joinable:yes")
    await buyers.olga.asks('disclosure join "Volta Motors"')
    await buyers.sofia.asks('organisation end "City of Oslo"')
    await buyers.sofia.asks("yes")
    await buyers.luc.asks(f'disclosure admit {code} "City of Oslo"')
    assert buyers.luc.was_told("organisation-unknown"), buyers.luc.text
    await buyers.luc.asks(f"disclosure show {code}")
    assert "Oslo" not in buyers.luc.text


@pytest.mark.later
@pytest.mark.parametrize("deed", ["person remove Luc", 'organisation end "Ville de Lyon"'])
async def test_an_item_that_waits_for_who_has_left_is_named_to_staff_and_goes_out_nowhere(
    cast: Cast, deed: str
) -> None:
    for one in (cast.sofia, cast.tom):
        await one.asks("room authorise LEV amber")
        await one.asks("yes")
    words = Quoted(sender="@luc:memory", text="Volta pays the night shifts at its second plant now.")
    await cast.sofia.says("LEV", "!update post activities", quoted=words)
    await cast.sofia.asks(deed)
    await cast.sofia.asks("yes")
    told = [post.plain for post in await cast.posts("Staff") if "line-update-unheard" in cast.keys(post)]
    assert len(told) == 1
    assert "update drop U-1" in told[0]
    assert "night shifts" not in told[0]
    await cast.sofia.asks("update publish U-1")
    assert cast.sofia.was_told("update-waits")
    await cast.sofia.asks("update drop U-1")
    await cast.sofia.asks("yes")
    await cast.sofia.asks("update publish U-1")
    assert cast.sofia.was_told("absent"), cast.sofia.text


@pytest.mark.later
async def test_a_newcomer_is_invited_to_the_room_of_their_organisations_engagement(engaged: Engaged) -> None:
    cast, code = engaged
    people = (("nils", "Ville de Lyon", "member", True), ("oda", "City of Oslo", "member", False),
              ("ole", "Ville de Lyon", "observer", False))  # fmt: skip
    for name, organisation, role, _ in people:
        await cast.sofia.asks(f'person invite @{name}:memory "{organisation}" {role} {name.title()}')
        member = cast.members[name] = Member(name=name.title(), account=f"@{name}:memory", cast=cast)
        await member.asks(CODE.findall(cast.sofia.text)[0])
        assert member.was_told("code-right")
    for name, *_, inside in people:
        assert await joined(cast, code, cast.members[name]) is inside, name
    await cast.sofia.asks("person role Ole member")
    assert await joined(cast, code, cast.members["ole"])


async def test_nobody_is_invited_into_an_engagement_whose_organisation_is_in_a_tender(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks('organisation tender "Volta Motors" yes')
    await cast.sofia.asks('person invite @nils:memory "Ville de Lyon" member Nils')
    nils = cast.members["nils"] = Member(name="Nils", account="@nils:memory", cast=cast)
    await nils.asks(CODE.findall(cast.sofia.text)[0])
    assert not await joined(cast, code, nils)
