"""What stands under a post to be clicked: each button does what the typed short reply does, for whoever may.

Summaries on a platform that answers each asker alone: a notice in the room, and the text for whoever reads, each time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platform import Never, Rendered, Target
from commands import CONVERSATION
from storage.access import Label
from tests.cast import Cast, Member
from tests.engagements import Engaged, proposed
from tests.engagements import drafted as letter_drafted
from tests.fakes.memory import Post
from tests.summaries import HEADING, drafted, released, with_buyers

SINGLE = "meeting schedule 9 March 2pm Tyres and wages minutes:45 group:LEV"
CODE = "MTG-27-Q1-LEV"
TEXT = "twelve hours"


def labels(post: Post) -> list[str]:
    """What can be clicked under a post, in order."""
    assert isinstance(post.text, Rendered)
    return [control.label for control in post.text.controls]


def last(cast: Cast, side: str, key: str) -> Post:
    """The last post with this key on a platform, wherever it stands."""
    return [post for post in cast.platforms[side].log if key in cast.keys(post)][-1]


def visible(cast: Cast, side: str, text: str) -> Sequence[Post]:
    """Where this can be read on a platform now."""
    return [post for post in cast.platforms[side].log if text in post.plain]


# --- meetings and actions ---


@pytest.mark.parametrize(("label", "answer"), [("yes", "yes"), ("maybe", "maybe"), ("no", "no")])
async def test_an_announcement_is_answered_with_a_click(both: Cast, label: str, answer: str) -> None:
    await both.sofia.asks(SINGLE)
    post = await both.post("LEV-discord", "meeting-announced")
    assert labels(post) == ["Yes", "No", "Maybe"]
    await both.greta.discord.clicks(post, label)
    assert both.greta.discord.was_told("rsvp-noted")
    await both.otto.discord.clicks(post, label)  # an observer looks on
    assert not both.otto.discord.was_told("rsvp-noted")
    await both.sofia.asks(f"meeting show {CODE}")
    assert f"City of Ghent: {answer} – Greta ({answer})" in both.sofia.text
    assert "Otto" not in both.sofia.text


async def test_a_click_and_a_word_from_the_other_side_are_one_answer(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    await both.greta.discord.clicks(await both.post("LEV-discord", "meeting-announced"), "no")
    await both.greta.replies(await both.post("LEV", "meeting-announced"), "yes")
    await both.sofia.asks(f"meeting show {CODE}")
    assert "1 yes, 0 maybe, 0 no" in both.sofia.text


@pytest.mark.later
async def test_reminders_and_moved_dates_are_answered_too_and_a_cancelled_meeting_is_not(both: Cast) -> None:
    await both.sofia.asks(SINGLE)
    await both.until(datetime(2027, 3, 8, 13, 0, tzinfo=UTC))
    reminder = await both.post("LEV-discord", "meeting-reminder")
    assert labels(reminder) == ["Yes", "No", "Maybe"]
    await both.sofia.asks(f"meeting move {CODE} 10 March 2pm")
    assert labels(await both.post("LEV-discord", "meeting-moved-notice")) == ["Yes", "No", "Maybe"]
    await both.sofia.asks(f"meeting cancel {CODE}")
    await both.sofia.asks("yes")
    assert labels(await both.post("LEV-discord", "meeting-announced-off")) == []
    await both.greta.discord.clicks(reminder, "yes")
    assert both.greta.discord.was_told("meeting-cancelled-already")


async def test_whoever_is_given_an_action_clicks_when_it_is_done(both: Cast) -> None:
    await both.greta.discord.forms(
        "action add", room="LEV-discord", owner="Dana", due="15 March", text="Write to the plant"
    )
    given = last(both, "discord", "action-given")
    assert labels(given) == ["Done"]
    await both.luc.discord.presses(given.room, "done", reply_to=given.id)  # somebody else's button, by a copied id
    assert not both.luc.discord.was_told("action-done")
    await both.elsewhere["dana"].clicks(given, "done")
    assert both.elsewhere["dana"].was_told("action-done")
    await both.elsewhere["dana"].clicks(given, "done")
    assert both.elsewhere["dana"].was_told("action-closed-already")


async def test_a_reminder_of_an_action_has_its_button(both: Cast) -> None:
    await both.sofia.asks("action add Dana 15 March Write to the plant group:LEV")
    await both.until(datetime(2027, 3, 14, 9, 0, tzinfo=UTC))
    reminder = last(both, "discord", "action-reminder")
    await both.elsewhere["dana"].clicks(reminder, "done")
    assert both.elsewhere["dana"].was_told("action-done")


# --- the rest of what is decided with a word ---


@pytest.mark.later
async def test_every_button_has_a_typed_twin(both: Cast) -> None:
    """Whatever a post of the bot's offers, there is a short reply of that meaning to such a post."""
    await with_buyers(both)
    await both.sofia.asks(SINGLE)
    await released(both, more="label:green")
    await both.until(datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    offered = [
        offer.does.partition(":")[2]
        for message in both.messages.values()
        for offer in message.choices
        if offer.does.startswith("reply:")
    ]
    assert {"yes", "no", "maybe", "read", "received", "approve"} <= set(offered)
    assert set(offered) <= {answer.value for _, answer in CONVERSATION}
    assert max(len(message.choices) for message in both.messages.values()) <= 5


async def test_a_draft_that_waits_for_a_yes_has_one(both: Cast) -> None:
    world = replace(both.app.world, policy=replace(both.app.world.policy, digest_needs_approval=True))
    both.app.world = both.app.dispatcher.world = world
    await both.sofia.asks("update post activities A webinar on remedy")
    await both.until(datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    draft = await both.post("Staff", "staff-digest-draft-approve")
    assert labels(draft) == ["Yes", "Hold", "Order", "Leave out"]
    await both.greta.replies(draft, "yes")
    assert not both.greta.was_told("digest-approved")
    await both.tom.replies(draft, "yes")
    assert both.tom.was_told("digest-approved")


async def test_a_draft_that_goes_out_by_itself_can_be_held_and_put_in_order(both: Cast) -> None:
    await both.sofia.asks("update post activities A webinar on remedy")
    await both.until(datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    assert labels(await both.post("Staff", "staff-digest-draft")) == ["Hold", "Order", "Leave out"]


async def test_questions_letters_and_proposals_are_decided_under_their_posts(engaged: Engaged) -> None:
    cast, code = engaged
    await proposed(cast, code)
    await letter_drafted(cast, code)
    question, letter = [await cast.post(code, key) for key in ("engagement-question-post", "engagement-letter-post")]
    assert (labels(question), labels(letter)) == (["Yes", "No"], ["Yes"])
    await cast.luc.replies(question, "yes")
    assert cast.luc.was_told("engagement-agreed")
    await cast.gus.replies(letter, "yes")  # a member, not a liaison
    assert cast.gus.was_told("engagement-sign-who")
    await cast.luc.replies(letter, "yes")
    assert cast.luc.was_told("engagement-signed")


async def test_an_invitation_is_accepted_with_a_yes_and_then_the_rules_are_asked_for(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f'engagement invite {code} "City of Oslo"')
    invitation = last(cast, "memory", "engagement-invitation")
    assert labels(invitation) == ["Yes"]
    await cast.olga.replies(invitation, "yes")
    assert cast.olga.was_told("ask-accept")
    await cast.olga.asks("yes")
    assert cast.olga.was_told("engagement-joined")


@pytest.mark.later
async def test_a_step_is_done_under_its_reminder_and_not_under_that_of_an_earlier_one(engaged: Engaged) -> None:
    cast, code = engaged
    await cast.greta.asks(f"engagement next {code} 20 January Call the plant")
    await cast.until(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
    first = last(cast, "memory", "engagement-reminder-next")
    await cast.greta.asks(f"engagement next {code} 28 January Call the plant again")
    await cast.greta.replies(first, "done")
    assert not cast.greta.was_told("engagement-done")
    await cast.until(datetime(2027, 1, 27, 9, 0, tzinfo=UTC))
    await cast.greta.replies(last(cast, "memory", "engagement-reminder-next"), "done")
    assert cast.greta.was_told("engagement-done")


async def test_an_engagements_room_is_a_private_thread_of_the_groups_room_where_there_are_threads(both: Cast) -> None:
    manners = both.app.world.manners["discord"]
    both.app.world.manners["discord"] = replace(manners, ceiling=Label.AMBER)  # type: ignore[index]  # as a setting may
    await both.sofia.asks("organisation company Volta Motors")
    for one in (both.greta, both.luc):
        await both.buys(one, "Volta Motors")
    await both.greta.discord.forms("engagement open", company="Volta Motors", title="Disclose the plants", group="LEV")
    await both.luc.discord.forms("engagement open", company="Volta Motors", title="Disclose the wages")
    in_group, in_none = [room for room in both.platforms["discord"].rooms.values() if room.plan.name.startswith("ENG-")]
    assert (in_group.plan.thread_of, in_group.plan.space) == (await both.room_id("LEV-discord"), None)
    assert in_none.plan.thread_of is None
    assert both.elsewhere["greta"].account in in_group.joined
    assert both.elsewhere["luc"].account not in in_group.joined


# --- summaries ---


@pytest.fixture
def buyers(buyers_on_both: Cast) -> Cast:
    """The network on both sides, with ICT there as ICT-discord; of its members, Luc's city alone has people there."""
    return buyers_on_both


async def test_a_summary_is_approved_under_the_note_by_another_who_has_read_it(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary submit {code}")
    note = await buyers.post("Staff", "staff-summary-submitted")
    assert labels(note) == ["Read", "Approve"]
    await buyers.tom.replies(note, "approve")
    assert buyers.tom.was_told("summary-read-first")
    await buyers.tom.replies(note, "lire")
    assert TEXT in buyers.tom.text
    await buyers.sofia.replies(note, "approve")
    assert buyers.sofia.was_told("summary-own-text")
    await buyers.tom.replies(note, "approuver")
    assert buyers.tom.was_told("summary-approved")


@pytest.mark.later
async def test_a_room_where_askers_are_answered_alone_gets_a_notice_and_the_others_the_text(buyers: Cast) -> None:
    code = await released(buyers, more="label:green")
    notice = await buyers.post("ICT-discord", "summary-notice")
    assert labels(notice) == ["Read", "Received"]
    assert code in notice.plain
    assert "TLP:GREEN" in notice.plain
    for word in (TEXT, HEADING, "Volta"):
        assert word not in notice.plain
    text = await buyers.post("ICT", "summary-text")
    assert TEXT in text.plain
    assert labels(text) == []
    assert not await buyers.heard("LEV-discord", "summary-notice"), "Ghent reads there and is not in the audience"


@pytest.mark.later
async def test_whoever_reads_is_asked_for_anew_each_time_and_sees_it_alone(buyers: Cast) -> None:
    await released(buyers, more="label:green")
    notice = await buyers.post("ICT-discord", "summary-notice")
    luc, greta = buyers.luc.discord, buyers.greta.discord
    await luc.clicks(notice, "read")
    assert TEXT in luc.text
    assert {post.room for post in visible(buyers, "discord", TEXT)} <= luc.handles
    await greta.presses(notice.room, "read", reply_to=notice.id)
    refused = greta.text
    await greta.forms("summary show", code="SUM-2222")
    assert (TEXT in refused, refused) == (False, greta.text)
    await buyers.sofia.asks('organisation confirm "Ville de Lyon" "Volta Motors" off:yes')
    await luc.clicks(notice, "read")
    assert luc.was_told("absent"), luc.text
    assert TEXT not in luc.text


@pytest.mark.later
async def test_a_receipt_counts_once_from_whichever_side(buyers: Cast) -> None:
    code = await released(buyers, more="label:green")
    notice = await buyers.post("ICT-discord", "summary-notice")
    await buyers.luc.discord.clicks(notice, "received")
    assert buyers.luc.discord.was_told("summary-acknowledged")
    await buyers.luc.replies(await buyers.post("ICT", "summary-text"), "reçu")
    assert buyers.luc.was_told("summary-acknowledged-before")
    await buyers.greta.discord.presses(notice.room, "received", reply_to=notice.id)
    assert buyers.greta.discord.was_told("absent")
    await buyers.tom.asks(f"summary acks {code}")
    assert "1 of 2" in buyers.tom.text


@pytest.mark.later
async def test_a_reminder_can_be_read_and_acknowledged_and_is_no_copy(buyers: Cast) -> None:
    code = await released(buyers, more="label:green")
    await buyers.passes(timedelta(days=8))
    await buyers.passes(timedelta(hours=12))
    chat = await buyers.olga.chat()
    reminder = [post for post in buyers.platform.posts(chat) if "summary-reminder" in buyers.keys(post)][-1]
    assert labels(reminder) == ["Read", "Received"]
    await buyers.olga.replies(reminder, "read")
    assert TEXT in buyers.olga.text
    await buyers.olga.replies(reminder, "received")
    assert buyers.olga.was_told("summary-acknowledged")
    await buyers.tom.asks(f"summary copies {code}")
    assert "private chat with Olga: stands there" in buyers.tom.text
    assert buyers.tom.text.count("Olga") == 1


async def withdrawn(cast: Cast, code: str) -> str:
    """Sofia takes it back; what staff are told of the copies."""
    await cast.sofia.asks(f"summary withdraw {code}")
    await cast.sofia.asks("yes")
    await cast.passes(timedelta(minutes=1))
    return (await cast.post("Staff", "staff-summary-recalled")).plain


async def reads(one: Member, code: str) -> None:
    await one.forms("summary show", code=code)
    assert TEXT in one.text


@pytest.mark.later
async def test_what_readers_alone_were_shown_is_taken_back_and_counted(buyers: Cast) -> None:
    code = await released(buyers, more="label:green")
    for one in (buyers.luc.discord, buyers.luc.discord, buyers.tom.discord):
        await reads(one, code)
    report = await withdrawn(buyers, code)
    assert "shown to 2 readers alone: taken back" in report
    assert "notice in ICT-discord: recalled" in report
    assert "ICT: recalled" in report
    assert "private chat with tom: recalled" in report
    assert "come to this: 7 copies" in report, "those that Tom approved and Sofia was shown before her yes are two more"
    assert visible(buyers, "discord", TEXT) == visible(buyers, "memory", TEXT) == []
    await buyers.luc.discord.forms("summary show", code=code)
    assert buyers.luc.discord.was_told("absent")


@pytest.mark.later
async def test_what_the_platform_does_not_take_back_any_more_is_said_to_have_stayed(buyers: Cast) -> None:
    code = await released(buyers, more="label:green")
    await reads(buyers.luc.discord, code)
    side = buyers.platforms["discord"]
    redact = side.redact

    async def forgets(target: Target, event: str, *, key: str) -> None:
        if target.answer_to and buyers.now < datetime(2027, 1, 11, 9, 20, tzinfo=UTC):
            await redact(target, event, key=key)
        elif target.answer_to:
            raise Never("answer-over")
        else:
            await redact(target, event, key=key)

    side.redact = forgets  # type: ignore[method-assign]
    await buyers.passes(timedelta(minutes=30))
    await reads(buyers.tom.discord, code)
    report = await withdrawn(buyers, code)
    assert "shown to 2 readers alone: could not be taken back" in report
    assert "notice in ICT-discord: recalled" in report
    assert not await buyers.heard("Staff", "staff-not-delivered"), "the report tells it, once"
