"""One quarter, from the first "who else buys from them?" to a closed plan, a lesson reused and a digest read.

The same story on Matrix and, where operators raise its ceiling, on Discord through the unmodified discord.py: every
command is given as people give it there, nothing is put into the database, and each day comes by the clock.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage.audit import verify
from storage.outbox import Parcel, ParcelState
from tests.discord_cast import found
from tests.either_side import Side

COMPANY = "Volta Motors"
PEOPLE = (
    ("Greta", "City of Ghent", "liaison", "en"),
    ("Luc", "Ville de Lyon", "liaison", "fr"),
    ("Olga", "City of Oslo", "liaison", "en"),
    ("Pia", "Labour Watch", "partner", "en"),
)
BUYERS = (("greta", "City of Ghent"), ("luc", "Ville de Lyon"))
QUESTION = "Which plants make the cells?"
LETTER = "We, two public buyers, ask you to repay every recruitment fee."
FINDING, ACTION = "Fees were taken for the job", "Repay every fee"
TAUGHT, HOW = "One letter weighs more than two", "We wrote together, with one date to answer by."
ADVICE = "A clause that asks for the sites once a year."


@pytest.mark.long
async def test_buyers_of_one_supplier_find_each_other_have_it_put_things_right_and_teach_their_peers(
    side: Side,
) -> None:
    await a_group_meets_where_what_is_amber_may_be_said(side)
    await who_else_buys_from_them_is_told_when_both_agreed(side)
    code = await they_open_an_engagement_in_a_room_of_their_own(side)
    await a_question_is_agreed_by_each_organisation(side, code)
    letter = await a_letter_is_signed_and_sent(side, code)
    await its_clock_runs_out_and_a_stronger_step_is_proposed_and_decided(side, code, letter)
    measure = await what_the_company_has_to_put_right_is_written_down(side, code)
    await a_claim_is_verified_by_somebody_else(side, measure)
    lesson = await the_engagement_is_closed_and_leaves_a_lesson(side, code)
    await an_outsider_learns_the_lesson_and_nothing_else(side, code, measure, lesson)
    await the_month_closes_with_an_update_and_each_has_a_brief(side, lesson)
    await all_of_it_left_once_and_the_record_holds(side)


async def a_group_meets_where_what_is_amber_may_be_said(side: Side) -> None:
    await told(side, "sofia", "group-opened", "group open", code="LEV", name="Low-emission vehicles")
    await told(side, "sofia", "company-added", "organisation company", name=COMPANY)
    for name, organisation, role, locale in PEOPLE:
        kind = "partner" if role == "partner" else "affiliate"
        await told(side, "sofia", "organisation-added", "organisation add", kind=kind, name=organisation)
        if kind == "affiliate":
            await told(side, "sofia", "group-joined", "group join", organisation=organisation, group="LEV")
        await side.comes(name, organisation, role, locale)
    await authorised(side, "LEV")


async def who_else_buys_from_them_is_told_when_both_agreed(side: Side) -> None:
    for who, organisation in BUYERS:
        await told(side, who, "purchase-said", "organisation buys", company=COMPANY)
        await told(
            side, "sofia", "purchase-recorded", "organisation confirm", organisation=organisation, company=COMPANY
        )
    await told(side, "greta", "purchase-shared", "organisation match", company=COMPANY, agree="yes")
    assert "Lyon" not in side.text("greta"), "he has not agreed to be found"
    await told(side, "luc", "purchase-shared", "organisation match", company=COMPANY, agree="yes")
    assert side.was_told("luc", "purchase-match"), side.text("luc")
    assert side.was_told("greta", "purchase-match"), side.text("greta")
    assert "Lyon" in side.text("greta")


async def they_open_an_engagement_in_a_room_of_their_own(side: Side) -> str:
    said = await told(
        side, "greta", "engagement-opened", "engagement open", company=COMPANY, title="Repay the fees", group="LEV"
    )
    code = found(r"ENG-\w{4}", said)
    await authorised(side, code)
    await told(side, "luc", "engagement-joined", "engagement join", code=code, accept="yes")
    await side.until(side.now + timedelta(minutes=1))
    assert await side.in_room(code, "engagement-welcome")
    for who in ("olga", "pia"):
        await told(side, who, "absent", "plan list", code=code)
    return code


async def a_question_is_agreed_by_each_organisation(side: Side, code: str) -> None:
    said = await told(
        side, "greta", "engagement-question-proposed", "engagement question", {"text": QUESTION}, code=code
    )
    await told(side, "luc", "engagement-agreed", "engagement agree", code=found(r"EQ-\w{4}", said))
    [agreed] = await side.in_room(code, "engagement-question-agreed")
    assert found(r"EQ-\w{4}", said) in agreed


async def a_letter_is_signed_and_sent(side: Side, code: str) -> str:
    said = await told(side, "greta", "engagement-letter-drafted", "engagement letter", {"text": LETTER}, code=code)
    letter = found(r"LTR-\w{4}", said)
    for who, _ in BUYERS:
        await told(side, who, "engagement-signed", "engagement sign", code=letter)
    await told(side, "greta", "engagement-sent", "engagement send", code=letter, due="2027-02-01")
    assert await side.in_room(code, "engagement-sent-post")
    return letter


async def its_clock_runs_out_and_a_stronger_step_is_proposed_and_decided(side: Side, code: str, letter: str) -> None:
    await side.until(datetime(2027, 2, 2, 12, tzinfo=UTC))
    [proposal] = await side.in_room(code, "engagement-proposal")
    assert letter in proposal, "everybody sees why"
    await told(side, "luc", "engagement-lead-only", "engagement escalate", code=code)
    await told(side, "greta", "engagement-level", "engagement escalate", code=code)
    assert await side.in_room(code, "engagement-risen-post")
    said = {"text": "We shall repay them by March."}
    await told(side, "greta", "engagement-answer-logged", "engagement answer", said, code=letter)
    await told(side, "greta", "engagement-rated", "engagement rate", code=letter, quality="partial")


async def what_the_company_has_to_put_right_is_written_down(side: Side, code: str) -> str:
    said = await told(
        side, "greta", "plan-added", "plan add", code=code, due="2027-03-15", finding=FINDING, action=ACTION,
        responsible="The labour office", verification="Receipts, and workers asked outside the plant",
    )  # fmt: skip
    assert ACTION in (await side.in_room(code, "plan-added-post"))[-1]
    return found(r"CAP-\w{4}", said)


async def a_claim_is_verified_by_somebody_else(side: Side, measure: str) -> None:
    await told(side, "luc", "plan-claimed", "plan claim", {"text": "They showed us a hundred receipts."}, code=measure)
    await told(side, "luc", "plan-verify-who", "plan verify", {"text": "I saw the receipts."}, code=measure)
    await told(side, "sofia", "plan-verified", "plan verify", {"text": "Thirty workers said so."}, code=measure)


async def the_engagement_is_closed_and_leaves_a_lesson(side: Side, code: str) -> str:
    said = await told(side, "greta", "engagement-closed-now", "engagement close", code=code, result="remedied")
    assert side.was_told("greta", "engagement-lesson")
    assert COMPANY not in said, "what all will read does not name it"
    kept = await told(
        side, "greta", "lesson-added", "lesson add", {"text": HOW}, title=TAUGHT,
        outcome="worked", theme="suppliers", attribution="kind",
    )  # fmt: skip
    return found(r"L-\d+", kept)


async def an_outsider_learns_the_lesson_and_nothing_else(side: Side, code: str, measure: str, lesson: str) -> None:
    await told(side, "olga", "lesson-found", "lesson find", words="letter")
    shown = await told(side, "olga", "lesson-text", "lesson show", code=lesson)
    assert HOW in shown
    assert not [word for word in (COMPANY, code, "Ghent", "Lyon") if word in shown]
    await told(side, "olga", "lesson-used", "lesson used", code=lesson)
    assert side.was_told("greta", "lesson-thanks"), side.text("greta")
    for command, wanted in (("engagement show", code), ("plan show", measure)):
        await told(side, "olga", "absent", command, code=wanted)


async def the_month_closes_with_an_update_and_each_has_a_brief(side: Side, lesson: str) -> None:
    await told(side, "luc", "person-brief-set", "person brief", rhythm="monthly")
    await side.until(datetime(2027, 2, 25, 9, tzinfo=UTC))
    assert await side.in_room("Staff", "staff-digest-draft")
    before = len(await side.in_room("LEV", "digest-issue"))
    await side.until(datetime(2027, 3, 1, 8, tzinfo=UTC))
    *earlier, issue = await side.in_room("LEV", "digest-issue")
    assert len(earlier) == before
    assert TAUGHT in issue
    assert not [word for word in (COMPANY, QUESTION, FINDING) if word in issue], "Oslo reads it, too"
    assert side.was_told("luc", "person-brief"), side.text("luc")
    await told(side, "olga", "digest-archive", "digest archive", group="LEV")


async def all_of_it_left_once_and_the_record_holds(side: Side) -> None:
    await side.until(side.now + timedelta(minutes=1))
    async with side.cast.app.storage.unit() as unit:
        parcels = list(await unit.scalars(select(Parcel)))
        assert await verify(unit) is None
    assert [(one.kind, one.state, one.cause) for one in parcels if one.state is not ParcelState.SENT] == []


# --- how it is told


async def told(side: Side, who: str, key: str, command: str, form: dict[str, str] | None = None, **options: Any) -> str:
    """Give a command that is answered with this; all that was told."""
    said = await side.does(who, command, form, **options)
    assert side.was_told(who, key), f"{who}: {command}: {said}"
    return said


async def authorised(side: Side, room: str) -> None:
    """Two people say the same about a room."""
    for who in ("sofia", "tom"):
        await side.does(who, "room authorise", room=room, label="AMBER")
    assert side.was_told("tom", "room-authorised"), side.text("tom")
