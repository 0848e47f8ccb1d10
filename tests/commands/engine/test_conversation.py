"""How people and the bot talk: three ways to say one thing, questions, confirmations, and what is not listened to."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.platform import Later, Rendered, RoomPlan, Target
from commands.engine import conversation
from commands.engine.heard import Heard
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage.access import Label
from storage.audit import AuditEvent
from storage.dialog import Dialog
from storage.organisation import Organisation
from storage.outbox import Parcel
from storage.person import Person, PersonStatus
from storage.room import Room, RoomKind
from storage.room_class import RoomClass
from tests.cast import Cast
from tests.fakes.memory import MemoryPlatform, Post
from tests.linkages import change

SINGLE = "meeting schedule 9 March 2pm Tyres and wages minutes:45 group:LEV"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("!group list", {}),
        ("!groupe lister", {}),
        ("!GROUP  List", {}),
        ("/group list", {}),
        ("group list", {"mentioned": True}),
    ],
)
async def test_one_thing_is_said_in_several_ways(cast: Cast, text: str, flags: dict[str, Any]) -> None:
    await cast.greta.says("LEV", text, **flags)
    assert await cast.heard("LEV", "group-list")


@pytest.mark.parametrize(
    "text", ["group list", "hello all", "!weather Ghent", "!", "! group list", "```\n!group list\n```"]
)
async def test_talk_and_other_bots_words_are_left_alone(cast: Cast, text: str) -> None:
    before = len(cast.platform.log)
    await cast.greta.says("LEV", text)
    assert len(cast.platform.log) == before


async def test_a_mistyped_command_is_answered_privately(cast: Cast) -> None:
    await cast.greta.says("LEV", "!grup list")
    assert cast.greta.was_told("did-you-mean")
    assert not await cast.heard("LEV", "did-you-mean")


@pytest.mark.parametrize("said", ["meetings", "Réunions.", "`meeting`", "meeting!", "the meetings"])
async def test_a_topic_is_understood_however_it_is_written(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert "meeting rsvp" in cast.greta.text or "help meeting" in cast.greta.text


@pytest.mark.parametrize(("said", "meant"), [("rsvp", "meeting rsvp"), ("langue français", "person language")])
async def test_a_verb_alone_leads_to_the_commands_that_have_it(cast: Cast, said: str, meant: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("did-you-mean")
    assert meant in cast.greta.text


@pytest.mark.parametrize("said", ["schedule", "list"])
async def test_a_verb_leads_nowhere_that_is_not_allowed_and_not_to_a_dozen_commands(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("not-understood")
    assert "schedule" not in cast.greta.text


@pytest.mark.parametrize("said", ["yes", "oui !", "Annuler", "d’accord", "maybe"])
async def test_a_short_answer_to_nothing_is_told_so(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("nothing-asked")


async def test_in_a_private_chat_everything_is_answered(cast: Cast) -> None:
    await cast.greta.asks("what is this")
    assert cast.greta.was_told("not-understood")


async def test_a_private_answer_leaves_one_line_in_the_room(cast: Cast) -> None:
    await cast.greta.says("LEV", "!help")
    assert cast.greta.was_told("help")
    assert await cast.heard("LEV", "answered-privately")
    assert not await cast.heard("LEV", "help")


@pytest.mark.parametrize("text", ["!help", "!room authorise LEV green"])
async def test_that_line_follows_the_answer(cast: Cast, text: str) -> None:
    before = len(cast.platform.log)
    cast.platform.fail(Later("no-answer"))
    await cast.greta.says("LEV", text)
    assert not cast.platform.log[before:], "the answer is tried again, and the line waits for it"
    await cast.passes(timedelta(seconds=5))
    answer, line = cast.platform.log[before:][:2]
    assert answer.room in cast.chats(cast.greta.account)
    assert "answered-privately" in cast.keys(line)


@pytest.mark.parametrize("side", ["memory", "discord"])
async def test_who_asks_where_it_may_not_be_said_is_told_so_alone(both: Cast, side: str) -> None:
    room, greta = ("LEV", both.greta) if side == "memory" else ("LEV-discord", both.greta.discord)
    await both.luc.asks('lesson add worked suppliers named title:"Night shifts" We asked for the rosters.')
    await change(both, Room, {"name": room, "kind": RoomKind.GROUP}, ceiling=Label.CLEAR)
    told = []
    for words in ("night shifts", "child labour"):
        await greta.says(room, f"!lesson find {words}")
        assert [both.keys(post) for post in greta.posts] == [["answer-unsaid"]]
        told.append(greta.text)
    assert told[0] == told[1]
    assert not await both.heard(room, "lesson-found")
    assert not await both.heard(room, "lesson-found-none")
    await greta.asks("lesson find night shifts")
    assert greta.was_told("lesson-found")


async def test_nothing_is_said_to_whoever_the_room_is_closed_for(both: Cast) -> None:
    """Pia is no affiliate, and her being there is why nobody hears anything."""
    room = await both.room("LEV")
    room.joined.add(both.pia.account)
    await change(both, Room, {"name": "LEV", "kind": RoomKind.GROUP}, room_class=RoomClass.AFFILIATES)
    await both.pia.says("LEV", "!lesson find night shifts")
    assert not both.pia.posts
    assert await both.heard("Staff", "unfit-class")


async def test_whoever_left_meanwhile_is_told_nothing(cast: Cast) -> None:
    await change(cast, Room, {"name": "LEV", "kind": RoomKind.GROUP}, ceiling=Label.CLEAR)
    cast.platform.down = True
    await cast.greta.says("LEV", "!lesson find night shifts")
    await change(cast, Person, {"name": "Greta"}, status=PersonStatus.LEFT)
    cast.platform.down = False
    await cast.passes(timedelta(minutes=10))
    assert not cast.greta.was_told("answer-unsaid")
    assert await cast.heard("Staff", "staff-withheld")


async def test_missing_values_are_asked_for_one_at_a_time(cast: Cast) -> None:
    await cast.sofia.asks("organisation add")
    assert cast.sofia.was_told("ask-kind")
    assert cast.sofia.was_told("dialog-hint-first"), "there is nothing to go back to"
    await cast.sofia.asks("1")
    assert cast.sofia.was_told("ask-organisation-name")
    assert cast.sofia.was_told("dialog-hint")
    await cast.sofia.asks("back")
    assert cast.sofia.was_told("ask-kind")
    await cast.sofia.asks("affiliate")
    await cast.sofia.asks("Stadt Wien")
    assert cast.sofia.was_told("organisation-added")
    async with cast.app.storage.unit() as unit:
        assert await unit.scalar(select(Organisation.name).where(Organisation.name == "Stadt Wien"))


async def test_a_question_begun_in_a_room_is_asked_in_private(cast: Cast) -> None:
    await cast.sofia.says("LEV", "!group join")
    assert cast.sofia.was_told("ask-organisation")
    assert not await cast.heard("LEV", "ask-organisation")
    await cast.sofia.asks("Labour Watch")
    assert cast.sofia.was_told("group-joined") or await cast.heard("LEV", "group-joined")


@pytest.mark.parametrize("word", ["cancel", "annuler", "Cancel."])
async def test_a_dialog_can_be_stopped(cast: Cast, word: str) -> None:
    await cast.sofia.asks("organisation add affiliate")
    await cast.sofia.asks(word)
    assert cast.sofia.was_told("dialog-cancelled")
    await cast.sofia.asks("Nowhere")
    assert cast.sofia.was_told("not-understood")


async def test_a_dialog_expires_after_half_an_hour(cast: Cast) -> None:
    await cast.sofia.asks("organisation add affiliate")
    cast.now += timedelta(minutes=31)
    await cast.sofia.asks("Stadt Wien")
    assert cast.sofia.was_told("dialog-expired")
    async with cast.app.storage.unit() as unit:
        assert not await unit.scalar(select(Organisation.name).where(Organisation.name == "Stadt Wien"))


async def test_another_command_ends_a_question(cast: Cast) -> None:
    await cast.sofia.asks("room show Nowhere")
    assert cast.sofia.was_told("ask-room")
    await cast.sofia.asks("group list")
    assert cast.sofia.was_told("group-list")


async def test_a_question_with_few_answers_does_not_swallow_a_command(cast: Cast) -> None:
    await cast.sofia.asks('person invite @new:memory organisation:"City of Ghent" role:member name:New language:de')
    assert cast.sofia.was_told("locale-unknown"), cast.sofia.text
    await cast.sofia.asks('organisation show "City of Ghent"')
    assert cast.sofia.was_told("organisation-shown"), cast.sofia.text


async def test_what_others_will_see_is_shown_first_and_done_after_a_yes(cast: Cast) -> None:
    await cast.sofia.asks('organisation end "City of Oslo"')
    assert cast.sofia.was_told("confirm-ask")
    room = cast.platform.rooms[await cast.room_id("LEV")]
    assert cast.olga.account in room.joined
    await cast.sofia.asks("oui")
    assert cast.sofia.was_told("organisation-ended")
    assert cast.olga.account not in room.joined


@pytest.mark.parametrize(("minutes", "done"), [(9, True), (11, False)])
async def test_a_yes_holds_for_ten_minutes(cast: Cast, minutes: int, done: bool) -> None:
    await cast.sofia.asks('organisation end "City of Oslo"')
    cast.now += timedelta(minutes=minutes)
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("organisation-ended") is done


async def test_a_yes_is_good_for_what_was_shown_and_for_nothing_else(cast: Cast) -> None:
    await cast.sofia.asks("person remove Gus")
    async with cast.app.storage.unit() as unit:
        dialog = await unit.scalar(select(Dialog))
        assert dialog is not None
        dialog.digest = "0" * 64
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("confirm-ask")
    assert not cast.sofia.was_told("person-removed")


@pytest.mark.parametrize("flags", [{"verified": False}, {"encrypted": False, "verified": False}])
async def test_in_an_encrypted_room_only_verified_words_count(cast: Cast, flags: dict[str, Any]) -> None:
    await cast.sofia.says("LEV", "!group open ICT Hardware", **flags)
    assert cast.sofia.was_told("not-verified")
    assert await cast.heard("Staff", "staff-not-verified")
    await cast.sofia.says("LEV", "!group open ICT Hardware", **flags)
    assert not cast.sofia.was_told("not-verified"), "once a day is enough"
    await cast.sofia.says("LEV", "!group open ICT Hardware")
    assert await cast.heard("LEV", "group-opened")


async def test_an_event_counts_once_and_so_does_its_ciphertext(cast: Cast) -> None:
    def said(event: str, replay: str | None) -> Heard:
        return Heard(
            platform="memory", event_id=event, replay_key=replay, room=room, sender=cast.greta.account,
            text="!group list", at=cast.now, encrypted=True, verified=True,
        )  # fmt: skip

    room = await cast.room_id("LEV")
    for event, replay in [("$a", "session:1"), ("$a", "session:1"), ("$b", "session:1"), ("$c", "session:2")]:
        await cast.app.hear(said(event, replay))
    await cast.settle()
    answers = [post for post in await cast.posts("LEV") if "group-list" in cast.keys(post)]
    assert len(answers) == 2


async def test_what_comes_too_late_is_not_acted_on(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware", at=cast.now - timedelta(hours=2))
    assert cast.sofia.was_told("missed-while-away")
    assert not cast.sofia.was_told("group-opened")


async def test_a_stranger_gets_no_answer(cast: Cast) -> None:
    before = len(cast.platform.log)
    await cast.hears(await cast.room_id("LEV"), "@stranger:memory", "!help")
    assert len(cast.platform.log) == before


async def test_a_bug_is_told_by_a_reference_and_changes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret in an exception's text")

    monkeypatch.setattr(Organisation, "__init__", broken)
    await cast.sofia.asks("organisation add affiliate Stadt Wien")
    assert cast.sofia.was_told("trouble")
    assert "secret" not in cast.sofia.text


async def test_every_command_and_every_refusal_is_recorded(cast: Cast) -> None:
    async def count() -> int:
        async with cast.app.storage.unit() as unit:
            return await unit.scalar(select(func.count()).select_from(AuditEvent)) or 0

    before = await count()
    await cast.sofia.asks("group list")
    await cast.greta.asks("group open ICT Hardware")
    assert await count() == before + 2


async def test_answers_are_in_the_language_of_the_reader(cast: Cast) -> None:
    await cast.luc.asks("groupe lister")
    assert "Groupes de travail" in cast.luc.text
    assert "!" not in cast.luc.text, "no prefix in a private chat"
    await cast.luc.asks("personne langue anglais")
    await cast.luc.asks("group list")
    assert "Working groups" in cast.luc.text


async def test_what_is_asked_in_a_thread_is_answered_there(cast: Cast) -> None:
    await cast.greta.says("LEV", "!group list", thread="$root")
    answer = await cast.post("LEV", "group-list")
    assert answer.target.thread == "$root"
    assert answer.target.reply_to == f"$heard{int(cast.next_id().removeprefix('$heard')) - 1}"


async def test_a_date_that_reads_two_ways_is_asked_back_and_chosen_by_number(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 03/04 14:00 Quarterly group:LEV")
    assert cast.sofia.was_told("moment-ambiguous")
    await cast.sofia.asks("2")
    assert cast.sofia.was_told("meeting-scheduled"), "what was said besides the date is kept"
    assert "Thursday 4 March 2027, 14:00 (Brussels time)" in cast.sofia.text


class Quick:
    """Acts on a post that can be read already and that the bot has not written down yet."""

    def __init__(self, cast: Cast, phrase: str, deed: Callable[[Post], Awaitable[None]]) -> None:
        self.cast, self.phrase, self.deed = cast, phrase, deed
        self.acts: asyncio.Future[None] | None = None

    async def post(self, target: Target, text: Rendered, *, key: str) -> str:
        """What the platform does instead of posting."""
        event = await MemoryPlatform.post(self.cast.platform, target, text, key=key)
        post = self.cast.platform.log[-1]
        if self.acts is None and self.phrase in self.cast.keys(post):
            self.acts = asyncio.ensure_future(self.deed(post))
            await asyncio.sleep(4 * conversation.LOOK_AGAIN)
        return event


async def test_a_reply_that_is_quicker_than_the_record_of_the_post_counts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.greta.asks("question ask Who audits?")
    quick = Quick(cast, "question-answer-came", lambda came: cast.greta.replies(came, "yes"))
    monkeypatch.setattr(cast.platform, "post", quick.post)
    await cast.luc.asks("question answer Q-1 We do.")
    assert quick.acts
    await quick.acts
    assert cast.greta.was_told("question-settled")


async def test_a_reaction_that_is_quicker_than_the_record_of_the_post_counts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Quick(cast, "meeting-announced", lambda announcement: cast.olga.reacts(announcement, "👍"))
    monkeypatch.setattr(cast.platform, "post", quick.post)
    await cast.sofia.asks(SINGLE)
    assert quick.acts
    await quick.acts
    await cast.sofia.asks("meeting show MTG-27-Q1-LEV")
    assert "City of Oslo: yes –" in cast.sofia.text


async def test_what_is_said_in_a_room_before_it_is_written_down_is_heard(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[asyncio.Task[None]] = []

    async def opened(plan: RoomPlan, *, key: str) -> str:
        room = await MemoryPlatform.open_room(cast.platform, plan, key=key)
        if not plan.is_space and not said:
            said.append(asyncio.create_task(cast.hears(room, cast.sofia.account, "!group list")))
            await asyncio.sleep(4 * conversation.LOOK_AGAIN)
        return room

    monkeypatch.setattr(cast.platform, "open_room", opened)
    await cast.sofia.asks("group open ICT Hardware")
    await said[0]
    assert cast.sofia.was_told("group-list")


async def test_nobody_waits_for_ever_for_what_may_have_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "LOOK_AGAIN", 0)
    monkeypatch.setattr(conversation, "PATIENCE", 3)
    cast.platform.fail(Later("no-answer"))
    await cast.greta.asks("group list")
    assert not cast.greta.was_told("group-list"), "it is tried again later"
    await cast.greta.asks("yes", reply_to="$no-post-of-ours")
    await cast.passes(timedelta(seconds=5))
    assert cast.greta.was_told("group-list")
    assert cast.greta.was_told("nothing-asked"), "as it answers a word that stands under nothing"


async def test_a_group_that_is_none_is_asked_for_again(cast: Cast) -> None:
    await cast.sofia.asks("group open ICT Hardware")
    await cast.sofia.asks("meeting series")
    assert cast.sofia.was_told("ask-group")
    await cast.sofia.asks("every Monday")
    assert cast.sofia.was_told("name-unknown")
    assert cast.sofia.was_told("ask-group")
    await cast.sofia.asks("lev")
    assert cast.sofia.was_told("ask-rule")


async def test_a_reference_is_chosen_by_its_number_whatever_came_in_between(cast: Cast) -> None:
    await cast.sofia.says("LEV", "!meeting schedule 2027-03-09 14:00 Quarterly")
    await cast.luc.asks("réunion répondre oui")
    assert cast.luc.was_told("ask-meeting-code")
    assert "1. MTG-27-Q1-LEV · Quarterly" in cast.luc.text
    await cast.sofia.says("LEV", "!meeting schedule 2027-02-09 14:00 Earlier")
    await cast.luc.asks("1")  # which would be another now
    assert cast.luc.was_told("rsvp-noted")
    assert "mardi 9 mars 2027" in cast.luc.text


async def test_a_reference_is_offered_to_whom_it_is_open_alone(buyers: Cast) -> None:
    await buyers.sofia.asks('summary draft "Volta Motors" buyers Night shifts')
    await buyers.sofia.asks("Several workers report twelve hours.")
    for one, offered in ((buyers.sofia, True), (buyers.luc, False)):
        await one.asks("summary show")
        assert one.was_told("ask-summary-code")
        assert ("SUM-" in one.text.replace("SUM-7KQ4", "")) is offered


async def test_a_reference_that_a_platform_may_not_carry_is_not_offered_there(
    both: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
        return [coded("MTG-NARROW", "Narrow", label=Label.AMBER), coded("MTG-WIDE", "Wide")]

    monkeypatch.setattr(both.app.conversation.understanding.suggester, "_codes", {"meeting": codes})
    await both.greta.discord.asks("meeting show")
    assert "1. MTG-WIDE" in both.greta.discord.text
    assert "NARROW" not in both.greta.discord.text
    await both.greta.asks("meeting show")
    assert "1. MTG-NARROW" in both.greta.text
    async with both.app.storage.unit() as unit:
        labels = await unit.scalars(select(Parcel.label).where(Parcel.label == Label.AMBER))
        assert len(list(labels)) == 1, "the question goes under the label of the narrowest that it shows"


async def test_what_is_no_engagements_reference_is_told_so(buyers: Cast) -> None:
    await buyers.luc.asks("engagement join")
    assert buyers.luc.was_told("ask-engagement-join-code")
    await buyers.luc.asks("Volta")
    assert buyers.luc.was_told("engagement-code-unclear")


@pytest.mark.later
async def test_of_many_choices_it_is_said_that_there_are_more(cast: Cast) -> None:
    for number in range(20):
        await cast.sofia.asks(f'organisation add affiliate "City {number}" country:BE')
    await cast.sofia.asks("organisation show")
    assert cast.sofia.was_told("choices-more")
    assert "City of Ghent" not in cast.sofia.text.partition("1.")[2]
    await cast.sofia.asks("City of Oslo")
    assert cast.sofia.was_told("organisation-shown")
    await cast.sofia.asks("update post")
    assert not cast.sofia.was_told("choices-more"), "these are all"
