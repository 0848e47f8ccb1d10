"""Every shape of room event: what is a person's new text, and what must do nothing."""

from typing import Any

import pytest

from bot.platforms.matrix.inbound import LONGEST_TEXT, Me, Received, understand
from bot.platforms.matrix.polls import Vote
from commands.engine.heard import Heard, Reacted
from commands.engine.turn import MAX_SAID

ME = Me(user_id="@roundtable:example.org", display_name="Round Table", known_bots=frozenset({"@draupnir:example.org"}))
ALICE = "@alice:example.org"


def event(content: Any = None, **fields: Any) -> dict[str, Any]:
    """A message of Alice's; `fields` replace its own."""
    return {
        "type": "m.room.message",
        "event_id": "$1",
        "sender": ALICE,
        "origin_server_ts": 1_800_000_000_000,
        "content": {"msgtype": "m.text", "body": "!help"} if content is None else content,
    } | fields


def hear(source: dict[str, Any], **ways: Any) -> Heard | Reacted | Vote | None:
    """What the bot makes of it."""
    return understand(Received(room="!room", source=source, **ways), ME)


def said(body: str, **content: Any) -> Heard | None:
    """What the bot makes of a text of Alice's."""
    heard = hear(event({"msgtype": "m.text", "body": body} | content))
    assert heard is None or isinstance(heard, Heard)
    return heard


def test_a_persons_text_is_heard_as_it_was_said() -> None:
    heard = hear(event(), encrypted=True, verified=True, replay_key="session:7")
    assert isinstance(heard, Heard)
    assert (heard.text, heard.sender, heard.event_id, heard.room) == ("!help", ALICE, "$1", "!room")
    assert (heard.encrypted, heard.verified, heard.replay_key) == (True, True, "session:7")
    assert heard.at.tzinfo is not None
    assert not heard.mentioned


def test_nothing_in_clear_is_ever_verified() -> None:
    heard = hear(event(), encrypted=False, verified=True)
    assert isinstance(heard, Heard)
    assert not heard.verified


REPLACE = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}
TEXT = {"msgtype": "m.text", "body": "!help"}


@pytest.mark.parametrize(
    "source",
    [
        event(TEXT | REPLACE | {"m.new_content": TEXT}),
        event(TEXT | REPLACE),
        event(TEXT | {"m.new_content": TEXT}),
        event(TEXT | {"msgtype": "m.notice"}),
        event(TEXT | {"msgtype": "m.emote"}),
        event(TEXT | {"msgtype": "m.image", "url": "mxc://a/b"}),
        event(TEXT | {"msgtype": "m.file", "filename": "a.pdf"}),
        event(TEXT | {"msgtype": None}),
        event(sender=ME.user_id),
        event(sender="@draupnir:example.org"),
        event(sender="@_bridge_alice:example.org"),
        event(unsigned={"redacted_because": {}}),
        event({}),
        event(type="m.sticker"),
        event(state_key=""),
        event({"msgtype": "m.text", "body": "```\n!help\n```"}),
        event({"msgtype": "m.text", "body": "`!help`"}),
        event(TEXT | {"formatted_body": "<pre><code>!help\n</code></pre>"}),
        event(TEXT | {"formatted_body": "<code>!help</code>"}),
        event({"msgtype": "m.text", "body": "> !help", "m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}),
        event({"msgtype": "m.text", "body": "   "}),
    ],
)
def test_what_only_looks_like_a_command_is_not_heard(source: dict[str, Any]) -> None:
    assert hear(source) is None


def test_a_text_longer_than_any_command_is_heard_as_far_as_that_so_that_its_writer_can_be_told() -> None:
    heard = hear(event({"msgtype": "m.text", "body": "!help " + "x" * LONGEST_TEXT, "formatted_body": "<b>y</b>"}))
    assert isinstance(heard, Heard)
    assert len(heard.text) == LONGEST_TEXT > MAX_SAID, "so that it is refused, whatever it says"


@pytest.mark.parametrize("strange", [None, 7, "text", [], {}, True, 10**400, "x" * 300, {"event_id": 3}])
@pytest.mark.parametrize("field", ["event_id", "sender", "origin_server_ts", "content", "unsigned", "type"])
def test_a_malformed_event_is_survived(field: str, strange: Any) -> None:
    heard = hear(event(**{field: strange}))
    assert heard is None or isinstance(heard, Heard)


@pytest.mark.parametrize("strange", [None, 7, [], {}, "text", {"m.in_reply_to": 3}, {"user_ids": 7}, {"event_id": {}}])
@pytest.mark.parametrize("field", ["body", "formatted_body", "m.relates_to", "m.mentions", "msgtype"])
def test_malformed_content_is_survived(field: str, strange: Any) -> None:
    heard = hear(event(TEXT | {field: strange}))
    assert heard is None or isinstance(heard, Heard)
    assert hear(event({field: strange}, type="m.reaction")) is None


@pytest.mark.parametrize(
    ("body", "content", "text", "is_mentioned"),
    [
        ("help", {}, "help", False),
        ("@roundtable help", {}, "help", True),
        ("@roundtable:example.org: help", {}, "help", True),
        ("Round Table: help", {}, "help", True),
        ("roundtable, help", {}, "help", True),
        ("help @roundtable", {}, "help", True),
        ("Round Table is a good name", {}, "Round Table is a good name", False),
        ("@roundtables help", {}, "@roundtables help", False),
        ("help", {"m.mentions": {"user_ids": [ME.user_id]}}, "help", True),
        ("help", {"m.mentions": {"user_ids": [ALICE]}}, "help", False),
        (
            "Round Table: help",
            {"formatted_body": '<a href="https://matrix.to/#/@roundtable:example.org">Round Table</a>: help'},
            "help",
            True,
        ),
        (
            "RT: help",
            {"formatted_body": "<a href='https://matrix.to/#/%40roundtable%3Aexample.org'>RT</a>: help"},
            "RT: help",
            True,
        ),
    ],
)
def test_who_is_addressed(body: str, content: dict[str, Any], text: str, is_mentioned: bool) -> None:
    heard = said(body, **content)
    assert heard is not None
    assert (heard.text, heard.mentioned) == (text, is_mentioned)


def test_only_the_own_part_of_a_reply_is_text() -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}
    quote = "> <@bob:example.org> !group close\n> @roundtable\n\nyes"
    html = '<mx-reply><a href="https://matrix.to/#/@roundtable:example.org">R</a></mx-reply>yes'
    heard = said(quote, formatted_body=html, **reply)
    assert heard is not None
    assert (heard.text, heard.reply_to, heard.mentioned) == ("yes", "$0", False)


def test_a_reply_to_the_bot_is_no_mention_of_it() -> None:
    mentions = {"m.mentions": {"user_ids": [ME.user_id]}}  # clients add whoever is replied to
    heard = said("thanks", **mentions, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}})
    assert heard is not None
    assert not heard.mentioned


def test_quoting_without_replying_is_text() -> None:
    heard = said("> somebody said this\nand I agree")
    assert heard is not None
    assert heard.text.startswith("> somebody")


def test_a_threads_fallback_is_no_reply() -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$last"}}
    fallback = said("yes", **{"m.relates_to": relation | {"is_falling_back": True}})
    reply = said("yes", **{"m.relates_to": relation})
    assert fallback is not None
    assert reply is not None
    assert (fallback.thread, fallback.reply_to) == ("$root", None)
    assert (reply.thread, reply.reply_to) == ("$root", "$last")


def test_a_reaction_is_heard_and_the_bots_own_is_not() -> None:
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}}
    heard = hear(event(content, type="m.reaction"))
    assert isinstance(heard, Reacted)
    assert (heard.target, heard.emoji, heard.sender) == ("$0", "👍", ALICE)
    assert hear(event(content, type="m.reaction", sender=ME.user_id)) is None
    long = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$0", "key": "x" * 100}}
    assert hear(event(long, type="m.reaction")) is None
