"""Summaries through the front door: written, approved, released to the rooms entitled, acknowledged, recalled."""

from datetime import timedelta

import pytest

from bot.platform import Later, Never, Rendered, Target
from storage.access import Role
from storage.organisation import OrganisationKind
from storage.person import Person
from tests.cast import Cast, Member
from tests.summaries import COMPANY, HEADING, approved, drafted, released


async def reads(one: Member, code: str) -> bool:
    """Whether somebody who asks for it gets its text."""
    await one.asks(f"summary show {code}")
    return "twelve hours" in one.text


async def test_a_draft_is_asked_for_word_by_word_and_names_no_workers(buyers: Cast) -> None:
    sofia = buyers.sofia
    await sofia.asks("summary draft")
    assert sofia.was_told("ask-company")
    await sofia.asks("1")
    assert sofia.was_told("ask-readers")
    await sofia.asks("1")
    assert sofia.was_told("ask-heading")
    await sofia.asks(HEADING)
    assert sofia.was_told("ask-findings")
    assert "No names of workers" in sofia.text
    await sofia.asks("Several workers report nights of twelve hours.")
    assert sofia.was_told("summary-drafted")


async def test_only_staff_write_and_only_in_private(buyers: Cast) -> None:
    await buyers.greta.asks("summary draft")
    assert buyers.greta.was_told("absent")
    await buyers.sofia.says("Staff", "!summary draft")
    assert buyers.sofia.was_told("ask-me-privately")


async def test_its_text_is_approved_by_another_who_has_read_it(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary submit {code}")
    assert await buyers.heard("Staff", "staff-summary-submitted")
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary approve {code}")
    assert buyers.sofia.was_told("summary-own-text")
    await buyers.tom.asks("my")
    assert buyers.tom.was_told("line-summary-approve")
    await buyers.tom.asks(f"summary approve {code}")
    assert buyers.tom.was_told("summary-read-first")
    await buyers.tom.asks(f"summary show {code}")
    await buyers.tom.asks(f"summary approve {code}")
    assert buyers.tom.was_told("summary-approved")


async def test_new_words_void_an_approval(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary edit {code} Nights of ten hours.")
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("summary-not-approved")
    await buyers.sofia.asks(f"summary submit {code}")
    await buyers.tom.asks(f"summary approve {code}")
    assert buyers.tom.was_told("summary-read-first")


async def test_strict_ones_need_two_approvers(buyers: Cast) -> None:
    ada = await buyers.join("Ada", "Staff", OrganisationKind.STAFF, Role.APPROVER, "en")
    await buyers.settle()
    code = await approved(buyers, more="label:amber+strict")
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("summary-not-approved")
    await ada.asks(f"summary show {code}")
    await ada.asks(f"summary approve {code}")
    assert ada.was_told("summary-approved")


async def test_what_is_sent_back_tells_its_author_why(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary submit {code}")
    await buyers.tom.asks(f"summary send back {code}")
    assert buyers.tom.was_told("ask-changes")
    mark = len(buyers.platform.log)
    await buyers.tom.asks("Say in which months.")
    told = [post.plain for post in buyers.platform.log[mark:] if "summary-was-sent-back" in buyers.keys(post)]
    assert len(told) == 1
    assert "months" not in told[0]
    await buyers.sofia.asks(f"summary show {code}")
    assert "Say in which months." in buyers.sofia.text


async def test_it_is_released_to_the_entitled_room_and_refused_to_the_other_by_a_single_member(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("confirm-preview")
    assert not await buyers.heard("ICT", "summary-text")
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("summary-released")
    assert buyers.sofia.was_told("line-summary-refused")
    assert "@greta:memory" in buyers.sofia.text
    post = await buyers.post("ICT", "summary-text")
    lines = post.plain.strip().splitlines()
    assert lines[0] == lines[-1] == "TLP:AMBER"
    assert code in post.plain
    assert not await buyers.heard("LEV", "summary-text")
    assert await buyers.heard("Staff", "line-summary-refused")


async def test_a_room_is_refused_by_its_ceiling(buyers: Cast) -> None:
    code = await approved(buyers, more="label:red")
    ada = await buyers.join("Ada", "Staff", OrganisationKind.STAFF, Role.APPROVER, "en")
    await buyers.settle()
    await ada.asks(f"summary show {code}")
    await ada.asks(f"summary approve {code}")
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("summary-released-nowhere")
    assert buyers.sofia.was_told("unfit-ceiling")
    assert not await buyers.heard("ICT", "summary-text")
    await buyers.luc.asks(f"summary show {code}")
    assert buyers.luc.was_told("absent")


async def test_somebody_who_slips_in_before_it_leaves_keeps_it_out(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")
    settle, ict = buyers.settle, await buyers.room_id("ICT")

    async def slips_in() -> None:
        buyers.platform.rooms[ict].joined.add(buyers.greta.account)
        await settle()

    buyers.settle = slips_in  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("summary-released")
    assert not await buyers.heard("ICT", "summary-text")
    assert await buyers.heard("Staff", "staff-withheld")
    await buyers.tom.asks(f"summary copies {code}")
    assert "ICT: never arrived" in buyers.tom.text


@pytest.mark.later
async def test_its_audience_reads_it_in_private_and_nobody_else_does(buyers: Cast) -> None:
    code = await approved(buyers)
    assert not await reads(buyers.luc, code)
    await buyers.sofia.asks(f"summary release {code}")
    await buyers.sofia.asks("yes")
    assert await reads(buyers.luc, code)
    assert await reads(buyers.tom, code)
    for outsider in (buyers.greta, buyers.gus, buyers.pia, buyers.una, buyers.otto):
        assert not await reads(outsider, code)
        assert outsider.was_told("absent")
    await buyers.luc.says("ICT", f"!summary show {code}")
    assert buyers.luc.was_told("summary-text")
    assert [post.plain for post in await buyers.posts("ICT")][-1] == "I answered you privately."


async def test_partners_read_it_only_if_they_are_named(buyers: Cast) -> None:
    code = await released(buyers, more='organisations:"Labour Watch"')
    assert await reads(buyers.pia, code)
    assert not await reads(buyers.una, code)


@pytest.mark.later
async def test_an_organisation_acknowledges_once_whoever_says_it_and_however(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.luc.asks("my")
    assert buyers.luc.was_told("line-summary-acknowledge")
    assert HEADING not in buyers.luc.text
    await buyers.luc.replies(await buyers.post("ICT", "summary-text"), "reçu")
    assert buyers.luc.was_told("summary-acknowledged")
    await buyers.luc.asks(f"summary acknowledge {code}")
    assert buyers.luc.was_told("summary-acknowledged-before")
    await buyers.greta.asks(f"summary acknowledge {code}")
    assert buyers.greta.was_told("absent")
    await buyers.tom.asks(f"summary acks {code}")
    assert "Ville de Lyon: acknowledged" in buyers.tom.text
    assert "City of Oslo: not yet" in buyers.tom.text
    await buyers.luc.asks(f"summary acks {code}")
    assert buyers.luc.was_told("absent")


@pytest.mark.later
async def test_who_has_not_acknowledged_after_a_week_is_reminded_once_by_day_with_the_code_alone(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.luc.asks(f"summary acknowledge {code}")
    mark = len(buyers.platform.log)
    for _ in range(3):
        await buyers.passes(timedelta(days=4))
    reminders = [post for post in buyers.platform.log[mark:] if "summary-reminder" in buyers.keys(post)]
    assert [post.room for post in reminders] == [await buyers.olga.chat()]
    assert code in reminders[0].plain
    assert HEADING not in reminders[0].plain


@pytest.mark.later
async def test_a_withdrawal_takes_every_copy_back_and_says_what_became_of_each(buyers: Cast) -> None:
    code = await released(buyers)
    assert await reads(buyers.luc, code)
    await buyers.sofia.asks(f"summary withdraw {code}")
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("summary-withdrawn")
    assert await buyers.heard("ICT", "summary-withdrawn-notice")
    await buyers.passes(timedelta(minutes=1))
    standing = [post for post in buyers.platform.log if "twelve hours" in post.plain]
    assert standing == []
    report = (await buyers.post("Staff", "staff-summary-recalled")).plain
    assert "ICT: recalled" in report
    assert "private chat with Luc: recalled" in report
    assert not await reads(buyers.luc, code)


@pytest.mark.later
async def test_a_recall_that_fails_is_said_to_have_failed(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f"summary withdraw {code}")
    platform = buyers.platform
    redact = platform.redact

    async def refuses(target: Target, event: str, *, key: str) -> None:
        if target.room == await buyers.room_id("ICT"):
            raise Never("forbidden")
        await redact(target, event, key=key)

    platform.redact = refuses  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    await buyers.passes(timedelta(minutes=1))
    report = (await buyers.post("Staff", "staff-summary-recalled")).plain
    assert "ICT: recall failed" in report
    assert await buyers.heard("ICT", "summary-text")


@pytest.mark.later
async def test_what_is_withdrawn_before_it_left_never_leaves(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")

    async def nothing_leaves() -> None: ...

    settle, buyers.settle = buyers.settle, nothing_leaves  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    await buyers.sofia.asks(f"summary withdraw {code}")
    await buyers.sofia.asks("yes")
    buyers.settle = settle  # type: ignore[method-assign]
    for _ in range(2):
        await buyers.passes(timedelta(minutes=5))
    assert "ICT: never arrived" in (await buyers.post("Staff", "staff-summary-recalled")).plain
    assert not [post for post in buyers.platform.log if post.room == await buyers.room_id("ICT") and code in post.plain]


@pytest.mark.later
async def test_what_is_withdrawn_while_it_is_tried_is_taken_back_when_it_arrives(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")
    ict, post = await buyers.room_id("ICT"), buyers.platform.post

    async def slow(target: Target, text: Rendered, *, key: str) -> str:
        if target.room == ict:
            raise Later("slow")
        return await post(target, text, key=key)

    buyers.platform.post = slow  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    await buyers.sofia.asks(f"summary withdraw {code}")
    await buyers.sofia.asks("yes")
    buyers.platform.post = post  # type: ignore[method-assign]
    for _ in range(2):
        await buyers.passes(timedelta(minutes=5))
    assert "ICT: recalled" in (await buyers.post("Staff", "staff-summary-recalled")).plain
    assert not await buyers.heard("ICT", "summary-text")


@pytest.mark.later
async def test_a_yes_is_not_taken_for_what_was_shown_before_something_else_was_said(buyers: Cast) -> None:
    code = await approved(buyers)
    for between in ("my", "summary withdraw SUM-2222", "perhaps later"):
        await buyers.sofia.asks(f"summary release {code}")
        assert buyers.sofia.was_told("confirm-preview")
        await buyers.sofia.asks(between)
        await buyers.sofia.asks("yes")
        assert not await buyers.heard("ICT", "summary-text")


async def test_a_draft_is_handed_over_with_its_author_still_barred_from_approving(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary hand {code} tom")
    assert buyers.sofia.was_told("summary-handed")
    await buyers.tom.asks(f"summary submit {code}")
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary approve {code}")
    assert buyers.sofia.was_told("summary-own-text")


async def test_a_discarded_draft_is_gone_with_the_copies_that_were_shown(buyers: Cast) -> None:
    code = await drafted(buyers)
    assert await reads(buyers.tom, code)
    await buyers.sofia.asks(f"summary discard {code}")
    assert buyers.sofia.was_told("summary-discarded")
    assert not [post for post in buyers.platform.log if "twelve hours" in post.plain]
    await buyers.tom.asks(f"summary show {code}")
    assert buyers.tom.was_told("absent")


@pytest.mark.later
async def test_the_releaser_may_name_rooms_but_not_entitle_them(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code} LEV")
    assert buyers.sofia.was_told("summary-released-nowhere")
    await buyers.sofia.asks(f"summary release {code} ICT")
    await buyers.sofia.asks("yes")
    assert await buyers.heard("ICT", "summary-text")
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("summary-released-nowhere")


async def test_a_room_that_became_entitled_later_gets_it_later(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f'organisation buys "{COMPANY}" organisation:"City of Ghent"')
    await buyers.sofia.asks(f"summary release {code}")
    await buyers.sofia.asks("yes")
    assert await buyers.heard("LEV", "summary-text")
    assert len([post for post in await buyers.posts("ICT") if "summary-text" in buyers.keys(post)]) == 1


async def test_what_is_said_of_it_is_stored_encrypted(buyers: Cast) -> None:
    await drafted(buyers, heading="Zanzibarheading", text="Zanzibartext")
    async with buyers.app.storage.unit() as unit:
        connection = await unit.session.connection()
        tables = ("summary", "outbox", "dialog", "audit_event", "inbox")
        rows = [str((await connection.exec_driver_sql(f"SELECT * FROM {one}")).all()) for one in tables]
        assert await unit.session.get(Person, "nobody") is None
    assert not any("Zanzibar" in row for row in rows)
