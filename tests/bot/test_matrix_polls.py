"""Polls on Matrix: which posts become one, what it looks like, and which votes count as words."""

from pathlib import Path
from typing import Any, cast

import pytest

from bot.platform import Control, Later, Rendered, Target
from bot.platforms.matrix.client import GuardedClient
from bot.platforms.matrix.inbound import Me, Received, understand
from bot.platforms.matrix.outbound import KEY_FIELD
from bot.platforms.matrix.own import Own
from bot.platforms.matrix.polls import (
    LONGEST_QUESTION,
    POLL_RESPONSE,
    POLL_START,
    TEXT,
    Sent,
    Vote,
    confirmed,
    is_poll,
    poll_content,
    poll_edit_content,
)
from bot.platforms.matrix.wire import Wire
from commands.engine.heard import Heard, Reacted
from storage.message import Offer

ME = Me(user_id="@roundtable:example.org")
ALICE = "@alice:example.org"
POLL = "$poll"
KEY = "approve.42"


def control(does: str, label: str = "", value: str = "") -> Control:
    """Something to click."""
    return Control(offer=Offer(does, label, value), label=label or does.rpartition(":")[2].capitalize())


def asked(*does: str, plain: str = "Send the letter?") -> Rendered:
    """A short post with something to choose from."""
    return Rendered(plain=plain, html=f"<p>{plain}</p>", controls=tuple(map(control, does)))


def to(**fields: Any) -> Target:
    """A place in a room."""
    return Target(room="!room", encrypted=True, **fields)


YES_OR_NO = asked("reply:yes", "reply:no")
SENT = Sent(kind=POLL_START, content=poll_content(YES_OR_NO, to(), KEY))


def ids(content: Any) -> list[str]:
    """The ids of a poll's answers."""
    return [answer["id"] for answer in content[POLL_START]["answers"]]


def words(content: Any) -> list[str]:
    """What they do, without the mark of their poll."""
    return [one.rpartition(".")[0] for one in ids(content)]


YES, NO = ids(SENT.content)


def response(answers: Any, **content: Any) -> dict[str, Any]:
    """The content of a vote."""
    relation = {"rel_type": "m.reference", "event_id": POLL}
    return {"m.relates_to": relation, POLL_RESPONSE: {"answers": answers}} | content


def voted(
    content: Any, *, encrypted: bool = True, verified: bool = True, **fields: Any
) -> Heard | Reacted | Vote | None:
    """What the bot makes of a vote of Alice's."""
    source = {
        "type": POLL_RESPONSE,
        "event_id": "$vote",
        "sender": ALICE,
        "origin_server_ts": 1_800_000_000_000,
        "content": content,
    } | fields
    return understand(
        Received(room="!room", source=source, encrypted=encrypted, verified=verified, replay_key="k:1"), ME
    )


def counted(content: Any, sent: Sent | None = SENT) -> Heard | None:
    """The words a vote stands for, once its poll was looked up."""
    vote = voted(content)
    assert isinstance(vote, Vote)
    return confirmed(vote, sent)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (YES_OR_NO, True),
        (asked("dialog:7:yes", "dialog:7:back", "dialog:7:cancel"), True),
        (asked("reply:yes", "reply:no", "link"), True),
        (asked("reply:yes", "reply:no", plain="x" * LONGEST_QUESTION), True),
        (asked("reply:yes", "reply:no", plain="x" * (LONGEST_QUESTION + 1)), False),
        (asked(), False),
        (asked("reply:received"), False),
        (asked("reply:yes", "reply:maybe", "reply:no"), False),  # an invitation is answered by reactions
        (asked("dialog:7:back", "dialog:7:cancel"), False),  # the question wants a text
        (asked("dialog:7:back", "dialog:7:cancel", "pick:7"), False),  # a poll would hide what can be picked
        (asked("reply:yes", "write:7:reason"), False),
        (asked("reply:yes", "reply:"), False),
        (asked("dialog:7:yes", "dialog::no"), False),
        (asked("dialog:7:yes", "dialog:7:"), False),
        (asked(*(f"reply:{number}" for number in range(20))), True),
        (asked(*(f"reply:{number}" for number in range(21))), False),
    ],
)
def test_a_short_post_with_something_to_choose_from_becomes_a_poll(text: Rendered, is_one: bool) -> None:
    assert is_poll(text) is is_one


def test_a_poll_has_the_unstable_form_and_a_fallback() -> None:
    content = SENT.content
    poll = content[POLL_START]
    assert poll["question"] == {TEXT: "Send the letter?"}
    assert (poll["kind"], poll["max_selections"]) == ("org.matrix.msc3381.poll.disclosed", 1)
    assert [answer[TEXT] for answer in poll["answers"]] == ["Yes", "No"]
    assert words(content) == ["yes", "no"]
    assert content[TEXT] == "Send the letter?\n1. Yes\n2. No"
    assert (content["msgtype"], content["body"], content["m.mentions"]) == ("m.text", "Send the letter?", {})
    assert content[KEY_FIELD] == KEY
    assert "m.relates_to" not in content


def test_a_poll_stands_in_its_thread_and_mentions_whom_it_asks() -> None:
    text = Rendered(plain="Ana?", html="", mentions=(ALICE,), controls=YES_OR_NO.controls)
    content = poll_content(text, to(thread="$0"), KEY)
    assert content["m.relates_to"]["rel_type"] == "m.thread"
    assert content["m.mentions"] == {"user_ids": [ALICE]}


def test_a_vote_is_heard_as_the_reply_that_could_have_been_typed() -> None:
    heard = counted(response([YES]))
    assert heard is not None
    assert (heard.text, heard.reply_to, heard.dialog) == ("yes", POLL, "")
    assert (heard.sender, heard.event_id, heard.room, heard.replay_key) == (ALICE, "$vote", "!room", "k:1")
    assert heard.encrypted
    assert heard.verified
    assert not heard.mentioned


def test_a_vote_in_a_thread_is_heard_there() -> None:
    sent = Sent(kind=POLL_START, content=poll_content(YES_OR_NO, to(thread="$0"), KEY))
    heard = counted(response([YES]), sent)
    assert heard is not None
    assert heard.thread == "$0"


def test_a_vote_can_answer_a_question_of_a_dialog() -> None:
    sent = Sent(kind=POLL_START, content=poll_content(asked("dialog:d-7:yes", "dialog:d-7:10:30"), to(), KEY))
    found = [counted(response([answer]), sent) for answer in ids(sent.content)]
    assert [(one.dialog, one.text) for one in found if one] == [("d-7", "yes"), ("d-7", "10:30")]


def test_only_as_many_answers_count_as_the_poll_allows() -> None:
    heard = counted(response([NO, YES]))
    assert heard is not None
    assert heard.text == "no"


@pytest.mark.parametrize(
    "ways",
    [{"encrypted": False, "verified": True}, {"verified": False}, {"encrypted": False, "verified": False}],
)
def test_a_vote_counts_only_encrypted_from_a_verified_device(ways: dict[str, bool]) -> None:
    assert voted(response([YES]), **ways) is None
    assert voted(response([YES])) is not None


@pytest.mark.parametrize(
    "content",
    [
        {},
        response([]),
        response(None),
        response(YES),
        response({"0": YES}),
        response([1]),
        response([None, YES]),
        response([["yes"]]),
        response([""]),
        response(["yes"]),
        response(["yes.nomark"]),
        response([".0123456789ab"]),
        response(["x" * 300 + YES]),
        response([YES]) | {POLL_RESPONSE: [YES]},
        response([YES]) | {"m.relates_to": None},
        response([YES]) | {"m.relates_to": POLL},
        response([YES]) | {"m.relates_to": {"rel_type": "m.reference"}},
        response([YES]) | {"m.relates_to": {"rel_type": "m.reference", "event_id": ""}},
        response([YES]) | {"m.relates_to": {"rel_type": "m.reference", "event_id": "$" * 256}},
        response([YES]) | {"m.relates_to": {"rel_type": "m.reference", "event_id": {"a": 1}}},
        response([YES]) | {"m.relates_to": {"rel_type": "m.replace", "event_id": POLL}},
        response([YES]) | {"m.relates_to": {"rel_type": "m.thread", "event_id": POLL}},
        response([YES]) | {"m.relates_to": {"m.in_reply_to": {"event_id": POLL}}},
        response([YES], **{"m.new_content": response([YES])}),
    ],
)
def test_what_is_no_vote_is_nothing(content: Any) -> None:
    assert voted(content) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "m.poll.response"},
        {"type": POLL_START},
        {"sender": ME.user_id},
        {"sender": "@_irc_alice:example.org"},
        {"state_key": ""},
        {"unsigned": {"redacted_because": {}}},
    ],
)
def test_nobody_votes_but_people_anew(fields: dict[str, Any]) -> None:
    assert voted(response([YES]), **fields) is None


@pytest.mark.parametrize(
    "sent",
    [
        None,
        Sent(kind="m.room.message", content=SENT.content),
        Sent(kind=POLL_START, content={"body": "taken back"}),
        Sent(kind=POLL_START, content=poll_content(YES_OR_NO, to(), "another.poll")),
    ],
)
def test_a_vote_counts_for_its_own_poll_alone(sent: Sent | None) -> None:
    """A server can show a vote as one in another poll: the event that it refers to stands in clear."""
    assert counted(response([YES]), sent) is None
    assert counted(response([YES]), SENT) is not None


@pytest.mark.parametrize("does", ["dialog:", "dialog:d-7", "dialog:d-7:", "dialog::yes", "dialog:::"])
def test_an_answer_somebody_made_up_does_nothing(does: str) -> None:
    assert counted(response([f"{does}.{YES.rpartition('.')[2]}"])) is None


def test_a_poll_is_edited_into_a_poll_whose_votes_still_count() -> None:
    content = poll_edit_content(asked("reply:done", "reply:no", plain="Sent?"), POLL, "edit.1", SENT)
    new = content["m.new_content"]
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": POLL}
    assert new[POLL_START]["question"] == {TEXT: "Sent?"}
    assert words(new) == ["done", "no"]
    assert (content["m.mentions"], content[KEY_FIELD]) == ({}, "edit.1")
    assert KEY_FIELD not in new
    assert POLL_START not in content  # a client without edits must not show a second poll
    heard = counted(response([ids(new)[0]]))
    assert heard is not None
    assert heard.text == "done"


SOURCE: dict[str, Any] = {
    "type": "m.room.encrypted",
    "event_id": POLL,
    "sender": ME.user_id,
    "room_id": "!room",
    "origin_server_ts": 1,
    "content": {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "made up",
        "sender_key": "curve",
        "session_id": "s",
        "device_id": "D",
    },
}


class FakeWire:
    """A homeserver that answers every question for an event with one JSON."""

    def __init__(self, status: int, answer: Any) -> None:
        self.answer = status, answer

    async def ask(self, method: str, where: str) -> tuple[int, Any]:
        """That one."""
        return self.answer


def own(status: int, source: Any, folder: Path) -> Own:
    """The reading back of events, from such a server."""
    client = GuardedClient("http://localhost", store=folder, pickle_key="k")
    client.restore_login(ME.user_id, "D", "token")
    return Own(client, cast(Wire, FakeWire(status, source)))


@pytest.mark.parametrize(
    ("status", "source"),
    [
        (404, {}),
        (403, {}),
        (400, {}),
        (200, {}),
        (200, SOURCE),
        (200, SOURCE | {"event_id": "$another"}),
        (200, SOURCE | {"sender": ALICE}),
        (200, SOURCE | {"content": {}}),
        (200, SOURCE | {"content": None}),
        (200, SOURCE | {"content": [], "origin_server_ts": "now"}),
        (200, {"type": "m.room.encrypted", "event_id": POLL, "sender": ME.user_id}),
        (200, SOURCE | {"content": SOURCE["content"] | {"ciphertext": 7}}),
        (200, SOURCE | {"content": SOURCE["content"] | {"algorithm": "m.olm.v1.curve25519-aes-sha2"}}),
        (200, SOURCE | {"type": POLL_START, "content": SENT.content}),
    ],
)
async def test_what_the_server_makes_up_is_not_ours(status: int, source: Any, tmp_path: Path) -> None:
    reading = own(status, source, tmp_path)
    try:
        if isinstance(content := source.get("content"), dict) and "sender_key" in content:
            content["sender_key"] = reading._client.olm.account.identity_keys["curve25519"]
        assert await reading.read("!room", POLL) is None
    finally:
        await reading._client.release()


async def test_a_server_that_fails_is_asked_again_later(tmp_path: Path) -> None:
    reading = own(502, {}, tmp_path)
    with pytest.raises(Later):
        await reading.read("!room", POLL)
    await reading._client.release()


def test_a_poll_without_anything_left_to_choose_keeps_its_answers() -> None:
    settled = Rendered(plain="Approved." + "x" * LONGEST_QUESTION, html="")
    new = poll_edit_content(settled, POLL, "edit.1", SENT)["m.new_content"]
    assert new[POLL_START]["question"] == {TEXT: settled.plain}
    assert ids(new) == [YES, NO]
