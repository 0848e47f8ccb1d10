"""Corrective action plans: who writes one, who says that something was done, and what its clock tells whom."""

from datetime import timedelta

import pytest

from storage.organisation import Organisation, OrganisationStatus
from tests.cast import Cast, Member
from tests.engagements import COMPANY, Engaged, code_in
from tests.linkages import change

FINDING, ACTION = "Wages are withheld for three months", "Pay what is owed, with interest"
CHECK, AFTER = "Pay slips, and workers asked outside the plant", "A letter to the head office"


async def planned(one: Member, code: str, *, due: str = "in 30 days", more: str = f'consequence:"{AFTER}"') -> str:
    """A measure of the engagement's plan; its code."""
    await one.asks(
        f'plan add {code} "{due}" finding:"{FINDING}" action:"{ACTION}" responsible:"Their payroll office" '
        f'verification:"{CHECK}" {more}'
    )
    assert one.was_told("plan-added"), one.text
    return code_in(one.text, "CAP")


async def with_partner(cast: Cast, measure: str) -> None:
    """Staff name Pia's organisation as the one that verifies it."""
    await cast.sofia.asks(f'plan partner {measure} "Labour Watch"')
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("plan-partner-named"), cast.sofia.text


async def claimed(cast: Cast, measure: str) -> None:
    await cast.luc.asks(f"plan claim {measure} They sent us the pay slips of October.")
    assert cast.luc.was_told("plan-claimed"), cast.luc.text


def told(one: Member, key: str) -> int:
    """How often somebody was told this in private."""
    chats = one.cast.chats(one.account, one.platform)
    return sum(key in one.cast.keys(post) for post in one.side.log if post.room in chats)


# --- writing it, and who reads it ---


async def test_the_lead_writes_a_measure_and_those_inside_read_all_of_it(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    post = (await cast.post(code, "plan-added-post")).plain
    assert ACTION in post
    assert "0 of 1" in post
    for who in (cast.greta, cast.gus, cast.luc, cast.sofia):
        await who.asks(f"plan show {measure}")
        assert who.was_told("plan-measure"), who.text
        for words in (FINDING, ACTION, CHECK, AFTER, "Their payroll office"):
            assert words in who.text
        await who.asks(f"plan list {code}")
        assert who.was_told("plan-progress")
        assert ACTION in who.text
        await who.asks(f"engagement show {code}")
        assert who.was_told("plan-progress")


@pytest.mark.parametrize(("who", "may"), [("greta", True), ("sofia", True), ("luc", False)])
async def test_only_the_lead_or_staff_write_it(engaged: Engaged, who: str, may: bool) -> None:
    cast, code = engaged
    one = cast.members[who]
    await one.asks(f'plan add {code} "in 30 days" finding:x action:y responsible:z verification:w')
    assert one.was_told("plan-added") is may
    assert one.was_told("engagement-lead-only") is not may


@pytest.mark.later
@pytest.mark.parametrize("who", ["olga", "pia", "una", "otto"])
async def test_to_others_there_is_no_such_measure(engaged: Engaged, who: str) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    one = cast.members[who]
    for words in ("show {}", "claim {} x", "verify {} x", "reject {} x", "start {}", "extend {} tomorrow x", "edit {}"):
        answers = []
        for wanted in (measure, "CAP-2222"):
            await one.asks(f"plan {words.format(wanted)}")
            assert not one.was_told("plan-measure")
            answers.append(one.text.replace(wanted, ""))
        assert answers[0] == answers[1], words
    await one.asks(f"plan list {code}")
    assert one.was_told("absent")


async def test_a_measure_needs_a_day_to_come_and_the_dialog_asks_for_what_is_missing(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"plan add {code} 2020-01-01 finding:x action:y responsible:z verification:w")
    assert not cast.greta.was_told("plan-added")
    await cast.greta.asks("cancel")
    await cast.greta.asks(f'plan add {code} "in 30 days" {FINDING}')
    for said, asked in ((ACTION, "ask-action"), ("Payroll", "ask-responsible"), (CHECK, "ask-verification")):
        assert cast.greta.was_told(asked), cast.greta.text
        await cast.greta.asks(said)
    assert cast.greta.was_told("plan-added"), cast.greta.text


@pytest.mark.later
async def test_words_are_changed_until_they_were_claimed(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await cast.greta.asks(f"plan edit {measure}")
    assert cast.greta.was_told("plan-edit-nothing")
    await cast.greta.asks(f'plan edit {measure} consequence:"A notice under the contract"')
    assert cast.greta.was_told("plan-edited"), cast.greta.text
    await cast.luc.asks(f"plan show {measure}")
    assert "A notice under the contract" in cast.luc.text
    await claimed(cast, measure)
    await cast.greta.asks(f"plan edit {measure} action:Nothing")
    assert cast.greta.was_told("plan-edit-claimed")


# --- claimed is not verified ---


async def test_who_notes_a_claim_does_not_verify_it(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await cast.sofia.asks(f"plan verify {measure} I saw the slips")
    assert cast.sofia.was_told("plan-not-claimed")
    await cast.sofia.asks(f"plan claim {measure} They sent us the pay slips.")
    assert cast.sofia.was_told("plan-claimed")
    assert "0 of 1 verified, 1 claimed done" in (await cast.post(code, "plan-claimed-post")).plain
    await cast.tom.asks(f"plan note {measure} The bank confirms some of them.")
    await cast.tom.asks("yes")
    await cast.sofia.asks(f"plan verify {measure} I saw the slips")
    assert cast.sofia.was_told("plan-verify-other"), "a word between them changes nothing"
    await cast.tom.asks(f"plan verify {measure} I asked the union")
    assert cast.tom.was_told("plan-verified"), cast.tom.text
    assert "1 of 1 verified" in (await cast.post(code, "plan-verified-post")).plain


@pytest.mark.parametrize(("who", "may"), [("sofia", True), ("pia", True), ("greta", False), ("luc", False)])
async def test_staff_or_the_named_partner_verify_and_buyers_do_not(engaged: Engaged, who: str, may: bool) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await with_partner(cast, measure)
    await claimed(cast, measure)
    one = cast.members[who]
    await one.asks(f"plan verify {measure} Forty workers confirmed it.")
    assert one.was_told("plan-verified") is may, one.text
    assert await cast.heard(code, "plan-verified-post") is may
    assert one.was_told("plan-verify-who") is not may


@pytest.mark.later
async def test_a_partner_reads_its_measure_alone_and_neither_side_learns_of_the_other(engaged: Engaged) -> None:
    cast, code = engaged
    measure, other = await planned(cast.greta, code), await planned(cast.greta, code)
    await with_partner(cast, measure)
    assert cast.pia.was_told("plan-partner-asked")
    await claimed(cast, measure)
    assert told(cast.pia, "plan-to-verify") == 1
    await cast.pia.asks("my")
    assert cast.pia.was_told("line-plan-verify")
    await cast.pia.asks(f"plan show {measure}")
    assert cast.pia.was_told("plan-measure")
    assert "pay slips of October" in cast.pia.text
    for name in ("Ghent", "Lyon", code):
        assert name not in cast.pia.text
    for words in (f"plan show {other}", f"plan list {code}", f"engagement show {code}", f"plan verify {other} x"):
        await cast.pia.asks(words)
        assert cast.pia.was_told("absent"), words
    await cast.pia.asks(f"plan verify {measure} Forty workers confirmed it.")
    await cast.luc.asks(f"plan show {measure}")
    assert "Forty workers" in cast.luc.text
    assert "Labour Watch" not in cast.luc.text + (await cast.post(code, "plan-verified-post")).plain


async def test_a_claim_that_does_not_hold_proposes_a_stronger_step(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await claimed(cast, measure)
    await cast.sofia.asks(f"plan reject {measure} Ten workers still wait.")
    assert cast.sofia.was_told("plan-rejected"), cast.sofia.text
    assert measure in (await cast.post(code, "engagement-cause-measure-rejected")).plain
    await claimed(cast, measure)
    await cast.luc.asks(f"plan claim {measure} Once more")
    assert cast.luc.was_told("plan-claimed-already")


@pytest.mark.later
async def test_words_that_contradict_each_other_are_both_kept(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await claimed(cast, measure)
    await cast.sofia.asks(f"plan verify {measure} I saw the slips")
    await cast.luc.asks(f"plan claim {measure} Again")
    assert cast.luc.was_told("plan-verified-already")
    await cast.tom.asks(f"plan reject {measure} The slips were forged")
    assert "although it was verified" in (await cast.post(code, "plan-rejected-post")).plain
    await cast.greta.asks(f"plan show {measure}")
    assert "I saw the slips" in cast.greta.text
    assert "The slips were forged" in cast.greta.text
    await cast.greta.asks(f"plan start {measure}")
    assert cast.greta.was_told("plan-started")


@pytest.mark.later
async def test_a_partner_that_left_the_network_verifies_nothing_and_staff_do(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await with_partner(cast, measure)
    await claimed(cast, measure)
    await change(cast, Organisation, {"name": "Labour Watch"}, status=OrganisationStatus.ENDED)
    await cast.pia.asks(f"plan verify {measure} x")
    assert not cast.pia.was_told("plan-verified")
    await cast.luc.asks(f"plan show {measure}")
    assert "no longer active" in cast.luc.text or "plus actif" in cast.luc.text
    await cast.sofia.asks(f"plan verify {measure} I called them")
    assert cast.sofia.was_told("plan-verified")
    second = await planned(cast.greta, code)
    await cast.sofia.asks(f'plan partner {second} "City of Oslo"')
    assert cast.sofia.was_told("plan-partner-kind"), cast.sofia.text
    await cast.sofia.asks(f'plan edit {second} responsible:"Labour Watch"')
    assert cast.sofia.was_told("plan-responsible-ended"), cast.sofia.text


@pytest.mark.parametrize(("who", "may"), [("sofia", True), ("greta", False)])
async def test_staff_alone_name_a_partner_and_take_its_reading_back(engaged: Engaged, who: str, may: bool) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    one = cast.members[who]
    await one.asks(f'plan partner {measure} "Labour Watch"')
    await one.asks("yes")
    assert one.was_told("plan-partner-named") is may
    await cast.pia.asks(f"plan show {measure}")
    assert cast.pia.was_told("plan-measure") is may
    await cast.sofia.asks(f"plan partner {measure} off:yes")
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("plan-partner-off") is may
    await cast.pia.asks(f"plan show {measure}")
    assert cast.pia.was_told("absent")


@pytest.mark.later
async def test_a_word_is_kept_with_a_measure_whatever_its_state(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await with_partner(cast, measure)
    for one, said in ((cast.luc, "The union says otherwise."), (cast.pia, "Nobody was paid in May.")):
        await one.asks(f"plan note {measure} {said}")
        await one.asks("oui" if one is cast.luc else "yes")
        assert one.was_told("plan-noted"), one.text
        assert said in (await cast.post(code, "plan-note-post")).plain
    assert "Labour Watch" not in (await cast.post(code, "plan-note-post")).plain
    await cast.sofia.asks(f"plan show {measure}")
    assert "The union says otherwise." in cast.sofia.text
    assert "not started" in cast.sofia.text
    await cast.olga.asks(f"plan note {measure} x")
    assert cast.olga.was_told("absent")


async def test_who_noted_a_claim_takes_it_back_and_another_supporter_does_not(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await cast.luc.asks(f"plan start {measure}")
    assert cast.luc.was_told("engagement-lead-only")
    await claimed(cast, measure)
    await cast.luc.asks(f"plan start {measure} That was another plant.")
    assert cast.luc.was_told("plan-started")


async def test_in_french(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f'engagement lead {code} "Ville de Lyon"')
    await cast.luc.asks(
        f'plan ajouter {code} "dans 30 jours" constat:"Heures non payées" mesure:"Les payer" '
        "chargé:Paie vérification:Fiches"
    )
    assert cast.luc.was_told("plan-added"), cast.luc.text
    await cast.luc.asks(f"plan liste {code}")
    assert "0 sur 1 vérifiées" in cast.luc.text


# --- the clock ---


@pytest.mark.later
async def test_the_lead_is_reminded_and_what_is_late_is_told_once(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await cast.passes(timedelta(days=24))
    assert told(cast.greta, "plan-reminder") == 1
    await cast.passes(timedelta(days=7))
    assert told(cast.greta, "plan-late") == 1
    assert AFTER in cast.greta.text
    assert measure in (await cast.post(code, "engagement-cause-measure-late")).plain
    await cast.passes(timedelta(days=3))
    assert told(cast.greta, "plan-late") == 1
    assert told(cast.luc, "plan-late") == 0
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-plan-late")
    await cast.greta.asks(f'plan extend {measure} "in 10 days" The bank was closed.')
    await cast.greta.asks("yes")
    assert cast.greta.was_told("plan-extended"), cast.greta.text
    await cast.greta.asks(f"plan show {measure}")
    assert "moved once" in cast.greta.text
    await cast.passes(timedelta(days=12))
    assert told(cast.greta, "plan-late") == 2


@pytest.mark.later
async def test_what_is_claimed_is_not_late_and_what_is_dropped_is_forgotten(engaged: Engaged) -> None:
    cast, code = engaged
    claim, gone = await planned(cast.greta, code), await planned(cast.greta, code)
    await claimed(cast, claim)
    await cast.greta.asks(f"plan drop {gone} It was twice in the plan.")
    await cast.greta.asks("yes")
    assert cast.greta.was_told("plan-dropped"), cast.greta.text
    await cast.passes(timedelta(days=33))
    assert told(cast.greta, "plan-late") == 0
    await cast.greta.asks(f"plan claim {gone} x")
    assert cast.greta.was_told("plan-dropped-already")


@pytest.mark.later
async def test_closing_tells_the_plans_numbers_and_asks_for_a_lesson(engaged: Engaged) -> None:
    cast, code = engaged
    measure = await planned(cast.greta, code)
    await claimed(cast, measure)
    await cast.sofia.asks(f"plan verify {measure} I saw the slips")
    await cast.greta.asks(f"engagement close {code} partly")
    await cast.greta.asks("yes")
    assert cast.greta.was_told("engagement-lesson"), cast.greta.text
    assert "lesson add mixed supplier engagement" in cast.greta.text
    assert COMPANY not in cast.greta.text, "a lesson is read by all"
    await cast.greta.asks("lesson add mixed supplier engagement")
    assert cast.greta.was_told("ask-attribution"), "what was put into the step is understood"
    await cast.greta.asks("cancel")
    await cast.greta.asks(f"plan claim {measure} x")
    assert cast.greta.was_told("engagement-closed")


# --- a platform that may not carry it ---


async def test_where_amber_may_not_go_there_is_a_pointer_at_most(engaged_on_both: Engaged) -> None:
    cast, code = engaged_on_both
    measure = await planned(cast.greta, code)
    await cast.luc.discord.asks(f"plan show {measure}")
    assert not cast.luc.discord.was_told("plan-measure")
    assert FINDING not in cast.luc.discord.text
