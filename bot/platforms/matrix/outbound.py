"""What leaves, as event content: texts, edits, files, and where they stand in a conversation.

`m.mentions` is always there, so that no word in a text notifies anybody by accident. The key of a sending lies within
the content (encrypted with it), so that it can be found again.
"""

from typing import Any

from nio.crypto import encrypt_attachment

from bot.platform import Attachment, Rendered, Target

KEY_FIELD = "org.roundtable.key"
LONGEST_TWICE, BEGINNING = 1_500, 500
"""Characters of a text that an edit holds twice, and of a longer one's beginning, which is all that clients see that
know no edits: twice as long, it would be larger than an event may be (spec v1.18, "Size limits")."""


def text_content(text: Rendered, target: Target, key: str) -> dict[str, Any]:
    """A text in its place."""
    content = body(text) | {KEY_FIELD: key}
    place = relation(target)
    return content | ({"m.relates_to": place} if place else {})


def edit_content(text: Rendered, event: str, key: str) -> dict[str, Any]:
    """A new text for an event; clients that know no edits show it with a star. An edit notifies nobody again."""
    new = body(text)
    fallback = new | {"body": f"* {text.plain}", "m.mentions": {}}
    if len(text.plain) + len(text.html) > LONGEST_TWICE:
        fallback = {"msgtype": "m.text", "body": f"* {text.plain[:BEGINNING]} …", "m.mentions": {}}
    elif text.html:
        fallback["formatted_body"] = f"* {text.html}"
    replaces = {"rel_type": "m.replace", "event_id": event}
    return fallback | {"m.new_content": new, "m.relates_to": replaces, KEY_FIELD: key}


def file_content(attachment: Attachment, file: dict[str, Any], target: Target, key: str) -> dict[str, Any]:
    """A file that was uploaded; `file` is {"url": ...} in clear, or {"file": {...}} with its keys.

    A picture is shown in place, with what it says as its caption (spec v1.18, "m.image", "Media captions").
    """
    width, height = attachment.size or (0, 0)
    size = {"w": width, "h": height} if attachment.size else {}
    content: dict[str, Any] = {
        "msgtype": "m.image" if attachment.size else "m.file",
        "body": attachment.alt or attachment.name,
        "filename": attachment.name,
        "info": {"mimetype": attachment.media_type, "size": len(attachment.data), **size},
        "m.mentions": {},
        KEY_FIELD: key,
    }
    place = relation(target)
    return content | file | ({"m.relates_to": place} if place else {})


def sealed_file(data: bytes) -> tuple[bytes, dict[str, Any]]:
    """A file's ciphertext for the server, and the keys that go into the (encrypted) event."""
    ciphertext, keys = encrypt_attachment(data)
    return ciphertext, keys


def body(text: Rendered) -> dict[str, Any]:
    """A text as such: m.text and not m.notice, for the standard push rules never notify of a notice."""
    mentions = {"user_ids": sorted(text.mentions)} if text.mentions else {}
    content: dict[str, Any] = {"msgtype": "m.text", "body": text.plain, "m.mentions": mentions}
    if text.html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": text.html}
    return content


def relation(target: Target) -> dict[str, Any]:
    """Where it stands (Matrix spec v1.18, "Threading", "Rich replies"): without threads a client shows a reply."""
    reply = {"m.in_reply_to": {"event_id": target.reply_to}} if target.reply_to else {}
    if target.thread is None:
        return reply
    thread = {"rel_type": "m.thread", "event_id": target.thread, "is_falling_back": not reply}
    return thread | (reply or {"m.in_reply_to": {"event_id": target.thread}})
