"""The way in: steps that complete by the deeds that prove them, one reminder each, and the terms in their version."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.onboarding import DUE_AFTER, StepKind
from tests.cast import Cast, Member

CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
WORD = {
    StepKind.IDENTITY: "prove who you are",
    StepKind.LANGUAGE: "choose your language",
    StepKind.ZONE: "choose your time zone",
    StepKind.TERMS: "accept the handling terms",
    StepKind.CONTACTS: "name a liaison and a deputy",
    StepKind.PRODUCTS: "say what you buy",
    StepKind.ROOMS: "be invited to the rooms",
    StepKind.BUDDY: "have a buddy",
    StepKind.MEETING: "say yes to a first meeting",
    StepKind.CONTRIBUTION: "contribute a first time",
}


async def invited(cast: Cast, language: str = "en") -> tuple[Member, str]:
    """Nils of Oslo, invited as its deputy and not proven, and his code."""
    await cast.sofia.asks(f'person invite @nils:memory "City of Oslo" deputy Nils {language}')
    nils = cast.members["nils"] = Member(name="Nils", account="@nils:memory", cast=cast)
    return nils, CODE.findall(cast.sofia.text)[0]


async def proven(cast: Cast, language: str = "en") -> Member:
    """The same, proven."""
    nils, code = await invited(cast, language)
    await nils.asks(code)
    return nils


async def done(cast: Cast, who: Member) -> set[StepKind]:
    """The steps that stand as done."""
    await who.asks("person onboarding")
    lines = who.text.splitlines()
    return {kind for kind, word in WORD.items() if any(word in line and "done on" in line for line in lines)}


def heard(cast: Cast, who: Member, key: str) -> int:
    """How often this has come to somebody's private chat."""
    chats = cast.chats(who.account)
    return sum(key in cast.keys(post) for post in cast.platform.log if post.room in chats)


async def test_a_proven_newcomer_is_welcomed_with_the_next_step(cast: Cast) -> None:
    nils = await proven(cast)
    assert nils.was_told("onboarding-welcome")
    assert "person language" in nils.text
    # He is proven and invited to LEV, and with him Oslo has a liaison and a deputy.
    assert await done(cast, nils) == {StepKind.IDENTITY, StepKind.ROOMS, StepKind.CONTACTS}


@pytest.mark.later
async def test_each_step_completes_by_the_deed_that_proves_it(cast: Cast) -> None:
    nils = await proven(cast)
    await cast.sofia.asks("meeting schedule 2027-02-10 14:00 Spring meeting group:LEV")
    await cast.sofia.asks("organisation company Volta Motors")
    code = re.findall(r"MTG-[\w-]+", "\n".join(post.plain for post in await cast.posts("LEV")))[0]
    before = await done(cast, nils)
    for deed, kind in (
        ("person language en", StepKind.LANGUAGE),
        ("person zone Europe/Oslo", StepKind.ZONE),
        ("person accept 1", StepKind.TERMS),
        ('organisation buys "Volta Motors"', StepKind.PRODUCTS),
        (f"meeting rsvp {code} yes", StepKind.MEETING),
        ("question ask group:LEV Which clauses do you use?", StepKind.CONTRIBUTION),
    ):
        assert kind not in before, kind
        await nils.asks(deed)
        after = await done(cast, nils)
        assert after - before == {kind}, (deed, nils.text)
        before = after
    await cast.sofia.asks("person buddy Nils Greta")
    assert await done(cast, nils) == set(StepKind)
    await cast.sofia.asks("person onboarding")
    assert cast.sofia.was_told("onboarding-none")


@pytest.mark.later
async def test_nobody_is_shown_a_next_step_that_is_for_others_to_do(cast: Cast) -> None:
    nils = await proven(cast)
    for deed in ("person language en", "person zone Europe/Oslo", "person accept 1"):
        await nils.asks(deed)
    await nils.asks("my")
    assert "organisation buys" in nils.text, "the buddy is for staff to name"
    assert "person buddy" not in nils.text
    await nils.asks("person onboarding")
    assert "organisation buys" in nils.text
    await cast.sofia.asks("person role Nils observer")
    await cast.sofia.asks("person role Nils deputy yes")
    await nils.asks("my")
    assert not nils.was_told("line-onboarding-waits"), "an observer says for nobody what they buy"


async def test_to_say_no_to_a_meeting_is_not_to_come(cast: Cast) -> None:
    nils = await proven(cast)
    await cast.sofia.asks("meeting schedule 2027-02-10 14:00 Spring meeting group:LEV")
    code = re.findall(r"MTG-[\w-]+", "\n".join(post.plain for post in await cast.posts("LEV")))[0]
    await nils.asks(f"meeting rsvp {code} no")
    assert StepKind.MEETING not in await done(cast, nils)


@pytest.mark.later
async def test_staff_see_everybody_and_a_person_only_themself(cast: Cast) -> None:
    nils = await proven(cast)
    await cast.sofia.asks("person onboarding")
    assert cast.sofia.was_told("line-onboarding")
    assert "Nils, City of Oslo" in cast.sofia.text
    await cast.sofia.asks("person onboarding Nils")
    assert cast.sofia.was_told("onboarding-of")
    await cast.greta.asks("person onboarding Nils")
    assert cast.greta.was_told("absent")
    await cast.greta.asks("person onboarding")
    assert cast.greta.was_told("onboarding-none-of")
    await nils.asks("person onboarding Nils")
    assert nils.was_told("onboarding-of")


@pytest.mark.later
@pytest.mark.parametrize(("language", "said"), [("en", "still open"), ("fr", "Il reste une étape")])
async def test_each_open_step_is_reminded_of_once_in_the_persons_language(cast: Cast, language: str, said: str) -> None:
    nils = await proven(cast, language)
    await cast.passes(DUE_AFTER[StepKind.LANGUAGE] - timedelta(hours=1))
    assert heard(cast, nils, "onboarding-reminder") == 0
    for _ in range(3):
        await cast.passes(timedelta(hours=2))
    assert heard(cast, nils, "onboarding-reminder") == 3  # language, zone, terms
    assert said in next(post.plain for post in cast.platform.log if "onboarding-reminder" in cast.keys(post))
    await cast.passes(timedelta(days=10))
    assert heard(cast, nils, "onboarding-reminder") == 3


@pytest.mark.later
async def test_what_was_done_in_time_is_not_reminded_of(cast: Cast) -> None:
    nils = await proven(cast)
    for deed in ("person language en", "person zone Europe/Oslo", "person accept 1"):
        await nils.asks(deed)
    await cast.passes(DUE_AFTER[StepKind.LANGUAGE] + timedelta(hours=1))
    assert heard(cast, nils, "onboarding-reminder") == 0


@pytest.mark.later
async def test_a_reminder_waits_for_the_readers_morning(cast: Cast) -> None:
    cast.now += timedelta(hours=13)  # at ten in the evening, so that the steps come due then
    nils = await proven(cast)
    await cast.passes(DUE_AFTER[StepKind.LANGUAGE] + timedelta(hours=1))
    assert heard(cast, nils, "onboarding-reminder") == 0
    await cast.passes(timedelta(hours=8, minutes=30))
    assert heard(cast, nils, "onboarding-reminder") == 3


@pytest.mark.later
async def test_whoever_has_not_said_the_code_is_reminded_where_the_bot_knocked(cast: Cast) -> None:
    nils, code = await invited(cast)
    await cast.passes(DUE_AFTER[StepKind.IDENTITY] + timedelta(minutes=1))
    await cast.passes(timedelta(days=1))
    assert heard(cast, nils, "onboarding-identity-reminder") == 1
    assert heard(cast, nils, "onboarding-reminder") == 0
    chat = next(iter(cast.chats(nils.account)))
    assert "Oslo" not in "\n".join(post.plain for post in cast.platform.posts(chat)), "it may be anybody"
    await nils.asks(code)
    assert nils.was_told("code-right")


async def test_what_staff_do_for_a_newcomer_they_are_reminded_of(cast: Cast) -> None:
    await proven(cast)
    await cast.passes(DUE_AFTER[StepKind.BUDDY] + timedelta(minutes=1))
    await cast.passes(timedelta(days=1))
    told = [post for post in await cast.posts("Staff") if "staff-onboarding-reminder" in cast.keys(post)]
    assert len(told) == 1
    assert 'person buddy "Nils"' in told[0].plain


async def test_what_an_organisation_has_to_do_of_which_nobody_is_proven_staff_are_reminded_of(cast: Cast) -> None:
    await cast.sofia.asks("organisation add affiliate Nantes country:FR")
    await cast.sofia.asks("person invite @nils:memory Nantes member Nils fr")
    for _ in range(2):
        await cast.passes(DUE_AFTER[StepKind.PRODUCTS] + timedelta(hours=1))
    told = [post.plain for post in await cast.posts("Staff") if "staff-onboarding-reminder" in cast.keys(post)]
    for kind in (StepKind.CONTACTS, StepKind.PRODUCTS):
        assert len([one for one in told if "Nantes (Nantes)" in one and WORD[kind] in one]) == 1, told


@pytest.mark.parametrize("how", ["person", "organisation"])
async def test_who_comes_back_proves_who_they_are_and_is_invited_again(cast: Cast, how: str) -> None:
    nils = await proven(cast)
    await nils.asks("person language en")
    before = {StepKind.IDENTITY, StepKind.ROOMS, StepKind.CONTACTS, StepKind.LANGUAGE}
    assert await done(cast, nils) == before
    gone, back = {
        "person": ("person remove Nils", "person restore Nils deputy"),
        "organisation": ('organisation end "City of Oslo"', 'organisation restore "City of Oslo"'),
    }[how]
    for said in (gone, "yes", back):
        await cast.sofia.asks(said)
    await cast.sofia.asks("person onboarding Nils")
    lines = cast.sofia.text.splitlines()
    for kind in (StepKind.IDENTITY, StepKind.ROOMS):
        assert not any(WORD[kind] in line and "done on" in line for line in lines), lines
    assert any(WORD[StepKind.LANGUAGE] in line and "done on" in line for line in lines), "what they chose stays"
    cast.now += timedelta(minutes=1)
    await cast.sofia.asks("person code Nils")
    await nils.asks(CODE.findall(cast.sofia.text)[0])
    if how == "organisation":
        await cast.sofia.asks('group join "City of Oslo" group:LEV')
    assert {StepKind.IDENTITY, StepKind.ROOMS} <= await done(cast, nils)


async def test_what_is_open_goes_along_to_another_organisation(cast: Cast) -> None:
    nils = await proven(cast)
    await cast.sofia.asks("organisation add affiliate Nantes country:FR")
    await cast.sofia.asks("person move Nils Nantes member")
    await cast.sofia.asks('organisation end "City of Oslo"')
    await cast.sofia.asks("yes")
    assert StepKind.CONTACTS not in await done(cast, nils), "Nantes has none"
    await cast.passes(DUE_AFTER[StepKind.LANGUAGE] + timedelta(hours=1))
    assert heard(cast, nils, "onboarding-reminder") == 3, "though the organisation in which it began is gone"


async def test_a_role_that_is_given_on_the_way_brings_its_steps_and_later_none(cast: Cast) -> None:
    await cast.sofia.asks('person invite @nils:memory "City of Oslo" observer Nils')
    for who, role in (("Nils", "member"), ("Otto", "member")):
        await cast.sofia.asks(f"person role {who} {role}")
        assert cast.sofia.was_told("person-roles"), cast.sofia.text
    await cast.sofia.asks("person onboarding Nils")
    assert {kind for kind, word in WORD.items() if word in cast.sofia.text} == set(StepKind)
    await cast.sofia.asks("person onboarding Otto")
    assert cast.sofia.was_told("onboarding-none-of"), "who was in the network before has no way in to go"


@pytest.mark.parametrize("where", ['"City of Oslo"', "Nantes"])
async def test_a_role_that_comes_with_a_move_brings_its_steps_too(cast: Cast, where: str) -> None:
    await cast.sofia.asks("organisation add affiliate Nantes country:FR")
    await cast.sofia.asks('person invite @nils:memory "City of Oslo" observer Nils')
    await cast.sofia.asks(f"person move Nils {where} member")
    assert cast.sofia.was_told("person-moved"), cast.sofia.text
    await cast.sofia.asks("person onboarding Nils")
    assert {kind for kind, word in WORD.items() if word in cast.sofia.text} == set(StepKind)


async def test_staff_are_shown_what_they_can_do_next_for_somebody(cast: Cast) -> None:
    nils, code = await invited(cast)
    await cast.sofia.asks("person onboarding")
    assert 'person onboarding "Nils"' in cast.sofia.text
    await cast.sofia.asks("person onboarding Nils")
    assert 'person code "Nils"' in cast.sofia.text
    await nils.asks(code)
    await cast.sofia.asks("person onboarding Nils")
    assert 'person buddy "Nils"' in cast.sofia.text


@pytest.mark.later
async def test_the_terms_are_shown_accepted_and_taken_back(cast: Cast) -> None:
    nils = await proven(cast)
    await nils.asks("person accept")
    assert nils.was_told("handling-terms")
    assert StepKind.TERMS not in await done(cast, nils)
    await nils.asks("person accept 2")
    assert nils.was_told("terms-other-version")
    await nils.asks("person accept 1")
    assert nils.was_told("terms-accepted")
    assert StepKind.TERMS in await done(cast, nils)
    await nils.asks("person accept 1 yes")
    assert nils.was_told("terms-taken-back")
    assert await cast.heard("Staff", "staff-terms-off")
    assert StepKind.TERMS not in await done(cast, nils)
    await nils.asks("person accept 1")
    assert StepKind.TERMS in await done(cast, nils)


@pytest.mark.later
async def test_a_new_version_of_the_terms_asks_again_once(cast: Cast) -> None:
    nils = await proven(cast)
    await nils.asks("person accept 1")
    world = cast.app.dispatcher.world
    newer = replace(world, policy=replace(world.policy, terms_version=2))
    cast.app.dispatcher.world = newer
    for _ in range(2):
        await cast.passes(timedelta(hours=1))
    assert heard(cast, nils, "terms-are-new") == 1
    assert heard(cast, cast.greta, "terms-are-new") == 0, "she never accepted any"
    await nils.asks("person accept 1")
    assert nils.was_told("terms-other-version")
    await nils.asks("person accept 2")
    assert nils.was_told("terms-accepted")


async def test_a_buddy_is_somebody_else_and_both_are_told(cast: Cast) -> None:
    nils = await proven(cast)
    await cast.sofia.asks("person buddy Nils Nils")
    assert cast.sofia.was_told("buddy-unfit")
    await cast.sofia.asks("person buddy Nils Greta")
    assert cast.sofia.was_told("buddy-named")
    assert heard(cast, nils, "buddy-yours") == heard(cast, cast.greta, "buddy-of") == 1
    assert StepKind.BUDDY in await done(cast, nils)
    await cast.sofia.asks("person buddy Nils")
    assert cast.sofia.was_told("buddy-off")
    assert StepKind.BUDDY not in await done(cast, nils)
    await cast.greta.asks("person buddy Nils Luc")
    assert cast.greta.was_told("absent")


async def test_a_person_is_welcomed_and_asked_on_the_second_platform_too(both: Cast) -> None:
    await both.sofia.asks('person invite 123456789012345678 "City of Oslo" deputy Nils')
    nils = Member(name="Nils", account="123456789012345678", cast=both, platform="discord")
    await nils.forms("person prove", code=CODE.findall(both.sofia.text)[0])
    assert nils.was_told("onboarding-welcome")
    await nils.forms("person accept", version="1")
    assert nils.was_told("terms-accepted")
    await nils.forms("person onboarding")
    assert nils.was_told("onboarding-of")
