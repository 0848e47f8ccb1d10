"""Engagements: who may know of one, what its room hears, who agrees, signs and decides, and what a tender hides."""

from datetime import timedelta

import pytest

from storage.access import Role
from storage.organisation import OrganisationKind
from tests.cast import Cast
from tests.engagements import ASK, COMPANY, Engaged, authorise, buyers, drafted, joined, opened, proposed, sent

# --- opening, joining, leaving ---


async def test_a_buyer_opens_an_engagement_in_a_room_whose_name_says_nothing(cast: Cast) -> None:
    code = await opened(cast, authorised=False)
    room = cast.platform.rooms[await cast.room_id(code)]
    assert room.plan.name == code
    assert COMPANY not in f"{room.plan.name} {room.plan.topic}"
    assert {cast.greta.account, cast.gus.account} <= room.joined
    assert cast.otto.account not in room.joined, "observers don't work in engagements"
    assert await cast.heard("Staff", "staff-engagement-opened")


@pytest.mark.parametrize(("who", "may"), [("greta", True), ("olga", False), ("pia", False), ("una", False)])
async def test_only_who_buys_from_a_company_opens_an_engagement_on_it(cast: Cast, who: str, may: bool) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await buyers(cast, "greta")
    await cast.members[who].asks(f'engagement open "{COMPANY}" {ASK}')
    assert cast.members[who].was_told("engagement-opened") is may


@pytest.mark.later
async def test_the_room_hears_the_ask_once_two_people_authorised_it(cast: Cast) -> None:
    code = await opened(cast, authorised=False)
    await cast.passes(timedelta(minutes=1))
    assert not await cast.heard(code, "engagement-welcome")
    await cast.greta.asks(f"engagement question {code} Which plants?")
    assert cast.greta.was_told("engagement-room-not-ready")
    await authorise(cast, code)
    assert await cast.heard(code, "engagement-welcome")
    assert ASK in (await cast.post(code, "engagement-welcome")).plain


@pytest.mark.later
async def test_staff_opening_counts_as_the_first_word(cast: Cast) -> None:
    code = await opened(cast, by="sofia", authorised=False)
    await cast.tom.asks(f"room authorise {code} amber")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("room-authorised")
    await cast.luc.asks(f"engagement join {code} yes")
    await cast.luc.asks(f"engagement show {code}")
    assert "Ville de Lyon" in cast.luc.text, "who joins first leads what staff opened"


@pytest.mark.parametrize(("said", "taken"), [("yes", True), ("oui", True), ("no", False)])
async def test_nobody_joins_without_accepting_the_rules(matched: Engaged, said: str, taken: bool) -> None:
    cast, code = matched
    await cast.olga.asks(f"engagement join {code} {said}")
    assert cast.olga.was_told("engagement-joined") is taken
    assert cast.olga.was_told("engagement-rules-first") is not taken
    assert await joined(cast, code, cast.olga) is taken


async def test_the_rules_are_shown_before_they_are_accepted(matched: Engaged) -> None:
    cast, code = matched
    await cast.olga.asks(f"engagement join {code}")
    assert cast.olga.was_told("ask-accept")
    await cast.olga.asks("yes")
    assert cast.olga.was_told("engagement-joined")


@pytest.mark.parametrize("who", ["pia", "una", "otto"])
async def test_others_get_the_same_answer_as_for_nothing(matched: Engaged, who: str) -> None:
    cast, code = matched
    member = cast.members[who]
    answers = []
    for wanted in (code, "ENG-2222"):
        for words in ("show {}", "join {} yes", "next {} tomorrow x"):
            asked = f"engagement {words.format(wanted)}"
            await member.asks(asked)
            answers.append(member.text.replace(wanted, ""))
            assert member.was_told("absent"), (asked, member.text)
    assert answers[:3] == answers[3:]
    await member.asks("engagement list")
    assert member.was_told("engagement-none")
    assert code not in member.text


async def test_matched_buyers_see_code_and_company_and_others_nothing(matched: Engaged) -> None:
    cast, code = matched
    await cast.olga.asks(f"engagement show {code}")
    assert cast.olga.was_told("engagement-known")
    assert ASK not in cast.olga.text
    assert "Ghent" not in cast.olga.text
    await cast.olga.asks("engagement list")
    assert cast.olga.was_told("line-engagement-known")
    await cast.olga.asks(f'organisation match "{COMPANY}" no')
    await cast.olga.asks(f"engagement show {code}")
    assert cast.olga.was_told("absent")


async def test_participants_and_staff_see_everything(engaged: Engaged) -> None:
    cast, code = engaged
    for who in (cast.greta, cast.gus, cast.luc, cast.sofia):
        await who.asks(f"engagement show {code}")
        assert who.was_told("engagement-shown"), who.text
        assert ASK in who.text
        assert "City of Ghent" in who.text


async def test_an_invitation_answers_alike_whoever_is_invited(matched: Engaged) -> None:
    cast, code = matched
    await cast.join("Nora", "City of Namur", OrganisationKind.AFFILIATE, Role.LIAISON, "en")
    await cast.settle()
    await cast.greta.asks(f'engagement invite {code} "City of Namur"')
    stranger = cast.greta.text
    cast.olga.heard_from = len(cast.platform.log)
    await cast.greta.asks(f'engagement invite {code} "City of Oslo"')
    assert cast.greta.text == stranger.replace("Namur", "Oslo")
    assert cast.olga.was_told("engagement-invitation")
    assert not cast.nora.was_told("engagement-invitation")
    await cast.olga.asks("my")
    assert cast.olga.was_told("line-engagement-invited")


async def test_who_leaves_is_out_of_the_room_and_can_come_back(engaged: Engaged) -> None:
    cast, code = engaged
    assert await joined(cast, code, cast.luc)
    await cast.luc.asks(f"engagement leave {code}")
    assert cast.luc.was_told("engagement-left")
    assert not await joined(cast, code, cast.luc)
    await cast.luc.asks(f"engagement join {code} oui")
    assert await joined(cast, code, cast.luc)


async def test_the_lead_is_handed_on_before_it_leaves(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement leave {code}")
    assert cast.greta.was_told("engagement-lead-first")
    await cast.luc.asks(f'engagement lead {code} "Ville de Lyon"')
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f'engagement lead {code} "City of Oslo"')
    assert cast.greta.was_told("engagement-not-participant")
    await cast.greta.asks(f'engagement lead {code} "Ville de Lyon"')
    assert await cast.heard(code, "engagement-lead-post")
    await cast.greta.asks(f"engagement leave {code}")
    assert cast.greta.was_told("engagement-left")


async def test_a_stranger_in_the_room_stops_the_next_post(engaged: Engaged) -> None:
    cast, code = engaged
    cast.platform.rooms[await cast.room_id(code)].joined.add(cast.olga.account)  # of the network, not in the engagement
    await cast.greta.asks(f"engagement question {code} Which plants?")
    assert not await cast.heard(code, "engagement-question-post")
    assert await cast.heard("Staff", "unfit-audience")


# --- a live tender ---


@pytest.mark.later
async def test_who_is_in_a_tender_neither_opens_nor_joins(matched: Engaged) -> None:
    cast, code = matched
    await cast.olga.asks(f'organisation tender "{COMPANY}" yes')
    await cast.olga.asks(f"engagement join {code} yes")
    assert cast.olga.was_told("absent")
    await cast.olga.asks(f"engagement show {code}")
    assert cast.olga.was_told("absent")
    await cast.olga.asks(f'engagement open "{COMPANY}" {ASK}')
    assert cast.olga.was_told("engagement-tender-runs")
    await cast.olga.asks(f'organisation tender "{COMPANY}" no')
    await cast.olga.asks(f"engagement join {code} yes")
    assert cast.olga.was_told("engagement-joined")


@pytest.mark.later
async def test_a_tender_takes_a_participant_out_unnamed_and_back_afterwards(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks(f'organisation tender "{COMPANY}" oui')
    await cast.greta.asks(f"engagement show {code}")
    assert "Lyon" not in cast.greta.text, "from the first moment"
    await cast.passes(timedelta(minutes=1))
    assert not await joined(cast, code, cast.luc)
    assert cast.luc.was_told("engagement-suspended")
    await cast.luc.asks(f"engagement show {code}")
    assert cast.luc.was_told("absent")
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement sign {letter}")
    assert "Lyon" not in (await cast.post(code, "engagement-signed-post")).plain
    await cast.luc.asks(f'organisation tender "{COMPANY}" non')
    await cast.passes(timedelta(minutes=1))
    assert cast.luc.was_told("engagement-resumed")
    assert await joined(cast, code, cast.luc)
    await cast.luc.asks(f"engagement show {code}")
    assert cast.luc.was_told("engagement-shown")


# --- questions ---


async def test_a_question_is_agreed_once_every_organisation_agreed(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    post = await cast.post(code, "engagement-question-post")
    assert not await cast.heard(code, "engagement-question-agreed")
    await cast.greta.asks(f"engagement answer {question} In Debrecen.")
    assert cast.greta.was_told("engagement-not-put")
    await cast.luc.asks("my")
    assert cast.luc.was_told("line-engagement-agree")
    assert "cells" not in cast.luc.text, "codes only"
    await cast.luc.replies(post, "oui")
    assert await cast.heard(code, "engagement-question-agreed")
    assert (await cast.post(code, "engagement-agreed-post")).target.thread == post.id


async def test_a_yes_under_old_words_agrees_to_nothing(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    old = await cast.post(code, "engagement-question-post")
    await cast.greta.asks(f"engagement reword {question} Which plants make cells and packs?")
    await cast.luc.replies(old, "yes")
    assert cast.luc.was_told("engagement-words-changed")
    assert not await cast.heard(code, "engagement-question-agreed")
    await cast.luc.replies(await cast.post(code, "engagement-question-post-anew"), "yes")
    assert await cast.heard(code, "engagement-question-agreed")


async def test_an_agreement_can_be_taken_back(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement agree {question} non")
    assert cast.luc.was_told("engagement-disagreed")
    await cast.greta.asks(f"engagement answer {question} In Debrecen.")
    assert cast.greta.was_told("engagement-not-put")


@pytest.mark.parametrize(("days", "may"), [(6, False), (8, True)])
async def test_the_lead_adopts_a_question_after_a_week_of_silence(engaged: Engaged, days: int, may: bool) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.passes(timedelta(days=days))
    await cast.luc.asks(f"engagement adopt {question}")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f"engagement adopt {question}")
    assert cast.greta.was_told("engagement-adopted") is may
    assert cast.greta.was_told("engagement-question-early") is not may


async def test_outsiders_agree_to_nothing_and_staff_for_nobody(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.olga.asks(f"engagement agree {question}")
    assert cast.olga.was_told("absent")
    await cast.sofia.asks(f"engagement agree {question}")
    assert cast.sofia.was_told("engagement-participants-only")


@pytest.mark.later
@pytest.mark.parametrize(("quality", "proposes"), [("complete", False), ("partial", True), ("evasive", True)])
async def test_a_poor_answer_proposes_a_stronger_step(engaged: Engaged, quality: str, proposes: bool) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement answer {question} In Debrecen, we think.")
    assert cast.luc.was_told("engagement-answer-logged")
    assert "Debrecen" in (await cast.post(code, "engagement-answer-post")).plain
    await cast.luc.asks(f"engagement rate {question} {quality}")
    assert cast.luc.was_told("engagement-rating-noted")
    assert not await cast.heard(code, "engagement-proposal"), "the lead decides"
    await cast.greta.asks(f"engagement rate {question} {quality}")
    assert cast.greta.was_told("engagement-rated")
    assert await cast.heard(code, "engagement-proposal") is proposes


@pytest.mark.later
async def test_an_answer_logged_by_mistake_is_taken_back(engaged: Engaged) -> None:
    cast, code = engaged
    question = await proposed(cast, code)
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement answer {question} In Debrecen.")
    await cast.luc.asks(f"engagement retract {question}")
    await cast.luc.asks("oui")
    assert cast.luc.was_told("engagement-answer-retracted")
    assert "Debrecen" not in "".join(post.plain for post in await cast.posts(code))


# --- letters ---


async def test_a_letter_is_signed_once_per_organisation_by_liaison_or_deputy(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    post = await cast.post(code, "engagement-letter-post")
    await cast.gus.replies(post, "yes")
    assert cast.gus.was_told("engagement-sign-who")
    await cast.greta.replies(post, "yes")
    assert cast.greta.was_told("engagement-signed")
    await cast.greta.asks(f"engagement sign {letter}")
    assert cast.greta.was_told("engagement-signed-already")
    await cast.luc.replies(post, "oui")
    assert cast.luc.was_told("engagement-signed")
    await cast.olga.asks(f"engagement sign {letter}")
    assert cast.olga.was_told("absent")


async def test_a_revision_of_a_signed_letter_voids_signatures_knowingly(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    old = await cast.post(code, "engagement-letter-post")
    await cast.greta.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement revise {letter} We are very concerned.")
    assert cast.greta.was_told("engagement-letter-signed")
    await cast.greta.asks(f"engagement revise {letter} anew:yes We are very concerned.")
    assert cast.greta.was_told("engagement-letter-revised")
    await cast.luc.replies(old, "yes")
    assert cast.luc.was_told("engagement-words-changed")
    await cast.greta.asks(f"engagement send {letter}")
    assert cast.greta.was_told("engagement-letter-unsigned")


@pytest.mark.later
async def test_sending_is_confirmed_and_locks_words_and_signatures(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement sign {letter}")
    await cast.luc.asks(f"engagement sign {letter}")
    await cast.luc.asks(f"engagement unsign {letter}")
    assert cast.luc.was_told("engagement-unsigned")
    await cast.greta.asks(f"engagement send {letter}")
    assert cast.greta.was_told("confirm-preview")
    assert not await cast.heard(code, "engagement-sent-post")
    await cast.greta.asks("yes")
    said = (await cast.post(code, "engagement-sent-post")).plain
    assert "City of Ghent" in said
    assert "Lyon" not in said
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed-late")
    await cast.greta.asks(f"engagement unsend {letter}")
    await cast.greta.asks("yes")
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed")


@pytest.mark.later
async def test_an_unanswered_letter_proposes_a_stronger_step_and_a_person_decides(engaged: Engaged) -> None:
    cast, code = engaged
    await sent(cast, code)
    await cast.passes(timedelta(days=29))
    assert cast.greta.was_told("engagement-reminder-letter")
    assert not await cast.heard(code, "engagement-proposal")
    await cast.passes(timedelta(days=2))
    assert await cast.heard(code, "engagement-proposal")
    assert await cast.heard(code, "engagement-cause-letter-unanswered")
    await cast.greta.asks(f"engagement show {code}")
    assert "L0" in cast.greta.text, "nothing rises by itself"
    proposal = await cast.post(code, "engagement-proposal")
    await cast.luc.replies(proposal, "oui")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.replies(proposal, "yes")
    assert await cast.heard(code, "engagement-risen-post")
    await cast.greta.asks(f"engagement show {code}")
    assert "L1" in cast.greta.text
    await cast.passes(timedelta(days=3))
    posts = [post for post in await cast.posts(code) if "engagement-proposal" in cast.keys(post)]
    assert len(posts) == 1


# --- the next step, levels, closing ---


@pytest.mark.later
async def test_the_day_of_the_next_step_reminds_and_then_proposes(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement next {code} 25 January Call their CSR manager")
    assert cast.greta.was_told("engagement-next-set"), cast.greta.text
    await cast.passes(timedelta(days=13))
    assert cast.greta.was_told("engagement-reminder-next")
    assert not cast.luc.was_told("engagement-reminder-next")
    await cast.passes(timedelta(days=2))
    assert await cast.heard(code, "engagement-cause-step-passed")
    await cast.greta.asks("my")
    assert cast.greta.was_told("line-engagement-decide")
    await cast.greta.asks(f"engagement stay {code} They have called us back.")
    assert "called us back" in (await cast.post(code, "engagement-stays-post")).plain


@pytest.mark.later
async def test_a_step_that_is_done_or_moved_proposes_nothing(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.says(code, "!engagement next 13 January Call them")
    assert cast.greta.was_told("engagement-next-set"), cast.greta.text
    await cast.greta.says(code, "!engagement next 15 January Call them")
    await cast.passes(timedelta(days=3))
    await cast.greta.asks("engagement done")
    assert cast.greta.was_told("engagement-done")
    await cast.passes(timedelta(days=5))
    assert not await cast.heard(code, "engagement-proposal")


async def test_the_lead_rises_and_lowers_with_a_reason(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement escalate {code}")
    assert cast.greta.was_told("engagement-reason-needed")
    await cast.greta.asks(f"engagement escalate {code} They ignore us.")
    assert await cast.heard(code, "engagement-risen-post")
    await cast.greta.asks(f"engagement lower {code} They began to answer.")
    assert await cast.heard(code, "engagement-lowered-post")


@pytest.mark.later
async def test_an_engagement_is_closed_with_an_outcome_and_reopened(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.luc.asks(f"engagement close {code} remedied")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f"engagement close {code} partly")
    await cast.greta.asks("yes")
    assert await cast.heard(code, "engagement-closed-post")
    await cast.greta.asks(f"engagement question {code} Why?")
    assert cast.greta.was_told("engagement-closed")
    await cast.olga.asks(f"engagement join {code} yes")
    assert cast.olga.was_told("absent")
    await cast.greta.asks(f"engagement reopen {code}")
    assert cast.greta.was_told("engagement-reopened")
    await proposed(cast, code)


async def test_what_is_said_about_an_engagement_in_a_room_is_answered_privately(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.says("LEV", f"!engagement show {code}")
    assert cast.greta.was_told("engagement-shown")
    assert not any(code in post.plain for post in await cast.posts("LEV"))
