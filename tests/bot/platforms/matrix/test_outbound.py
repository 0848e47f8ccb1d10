"""The content of what leaves."""

from typing import Any

import pytest

from bot.platform import Attachment, Rendered, Target
from bot.platforms.discord.outbound import draft_file
from bot.platforms.matrix.outbound import KEY_FIELD, edit_content, file_content, sealed_file, text_content

TEXT = Rendered(plain="Hello @room", html="<b>Hello</b> @room")
FILE = Attachment(name="invitation.ics", media_type="text/calendar", data=b"BEGIN:VCALENDAR")


def to(**fields: Any) -> Target:
    """A place in a room."""
    return Target(room="!room", encrypted=True, **fields)


@pytest.mark.parametrize(
    "content",
    [
        text_content(TEXT, to(), "key"),
        edit_content(TEXT, "$1", "key"),
        file_content(FILE, {"url": "mxc://a/b"}, to(), "key"),
    ],
)
def test_nobody_is_mentioned_by_accident_and_the_key_is_within(content: dict[str, Any]) -> None:
    assert content["m.mentions"] == {}
    assert content[KEY_FIELD] == "key"


def test_only_the_named_are_mentioned() -> None:
    text = Rendered(plain="a", html="", mentions=("@b:x", "@a:x"))
    assert text_content(text, to(), "key")["m.mentions"] == {"user_ids": ["@a:x", "@b:x"]}
    assert edit_content(text, "$1", "key")["m.mentions"] == {}
    assert "formatted_body" not in text_content(text, to(), "key")


@pytest.mark.parametrize(
    ("place", "relation"),
    [
        (to(), None),
        (to(reply_to="$1"), {"m.in_reply_to": {"event_id": "$1"}}),
        (
            to(thread="$0"),
            {
                "rel_type": "m.thread",
                "event_id": "$0",
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": "$0"},
            },
        ),
        (
            to(thread="$0", reply_to="$1"),
            {
                "rel_type": "m.thread",
                "event_id": "$0",
                "is_falling_back": False,
                "m.in_reply_to": {"event_id": "$1"},
            },
        ),
    ],
)
def test_where_it_stands_in_the_conversation(place: Target, relation: dict[str, Any] | None) -> None:
    assert text_content(TEXT, place, "key").get("m.relates_to") == relation


def test_an_edit_carries_the_new_text_and_a_star_for_old_clients() -> None:
    content = edit_content(TEXT, "$1", "key")
    assert content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$1"}
    assert content["m.new_content"]["body"] == "Hello @room"
    assert content["body"] == "* Hello @room"


def test_a_sealed_file_shows_nothing_of_itself() -> None:
    ciphertext, keys = sealed_file(FILE.data)
    assert FILE.data not in ciphertext
    assert keys["v"] == "v2"


def test_a_picture_is_shown_in_place_with_what_it_says_as_its_caption() -> None:
    picture = Attachment(name="a.png", media_type="image/png", data=b"x", alt="Receipts: received 3", size=(9, 4))
    content = file_content(picture, {"url": "mxc://a/b"}, to(), "key")
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.image", "Receipts: received 3", "a.png")
    assert (content["info"]["w"], content["info"]["h"]) == (9, 4)
    assert draft_file(picture).body["attachments"] == [
        {"id": 0, "filename": "a.png", "description": "Receipts: received 3"}
    ]
