"""Discord's documented limits that its OpenAPI description doesn't know, or knows more generously than they are.

Source: Discord's developer documentation of August 2026 (application commands, message, components, threads).
`body_errors` is the door that `tests.fakes.openapi` uses; the audit reason travels in a header and has its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from tests.fakes.command_limits import catalogue_errors, command_errors
from tests.fakes.component_limits import message_component_errors, modal_errors

CONTENT = 2000
"""Characters of a message; the description says 4,000."""
EMBEDS = 6000
"""Characters in all embeds of one message together."""
NAME = range(1, 101)
"""Characters of a channel's, a thread's or an event's name."""
NONCE = 25
REASON = 512
"""Characters of X-Audit-Log-Reason, decoded."""
COMPONENTS_V2 = 1 << 15
"""The flag of a message that is made of components alone."""
EMPTY = "content: a message can't be empty (50006)"

NEW_MESSAGES = frozenset({"create_message", "execute_webhook"})
EDITED_MESSAGES = frozenset({"update_message", "update_webhook_message", "update_original_webhook_message"})
COMMANDS = frozenset({"create_application_command", "update_application_command"})
CATALOGUES = frozenset({"bulk_set_application_commands", "bulk_set_guild_application_commands"})
NAMED = frozenset(
    {
        *("create_thread", "create_thread_from_message", "create_guild_channel", "update_channel"),
        *("create_guild_scheduled_event", "update_guild_scheduled_event"),
    }
)
FILLING = ("content", "embeds", "components", "sticker_ids", "attachments", "poll", "shared_client_theme")

NEW_ANSWER, EDITED_ANSWER, CHOICES, MODAL = 4, 7, 8, 9
"""The kinds of interaction callback that carry something to measure."""


def body_errors(operation_id: str, body: Any) -> Iterator[str]:
    """List what is too long, too many or empty in a request's JSON."""
    if operation_id in CATALOGUES and isinstance(body, list):
        yield from catalogue_errors(body)
    if not isinstance(body, dict):
        return
    if operation_id in NEW_MESSAGES:
        yield from message_errors(body, new=True)
    elif operation_id in EDITED_MESSAGES:
        yield from message_errors(body, new=False)
    elif operation_id == "create_interaction_response":
        yield from _answer_errors(body)
    elif operation_id in COMMANDS:
        yield from command_errors(body)
    elif operation_id in NAMED:
        yield from _name_errors(body)
        if isinstance(body.get("message"), dict):
            yield from message_errors(body["message"], new=True)


def reason_errors(headers: Mapping[str, str]) -> list[str]:
    """List what is wrong with the reason for the audit log, if the request names one."""
    reason = unquote(headers.get("X-Audit-Log-Reason", ""))
    return [f"X-Audit-Log-Reason: longer than {REASON} characters"] if len(reason) > REASON else []


def message_errors(message: Mapping[str, Any], *, new: bool) -> Iterator[str]:
    """List what Discord refuses in a message; one that is edited may leave out whatever stays as it is."""
    if len(message.get("content") or "") > CONTENT:
        yield f"content: longer than {CONTENT} characters"
    if new and not any(message.get(key) for key in FILLING):
        yield EMPTY
    if sum(map(_embed_length, message.get("embeds") or ())) > EMBEDS:
        yield f"embeds: longer than {EMBEDS} characters together"
    if len(str(message.get("nonce") or "")) > NONCE:
        yield f"nonce: longer than {NONCE} characters"
    made_of_components = bool((message.get("flags") or 0) & COMPONENTS_V2)
    if made_of_components and any(message.get(key) for key in ("content", "embeds", "sticker_ids", "poll")):
        yield "flags: a message made of components has neither content nor embeds, stickers or a poll"
    yield from message_component_errors(message.get("components") or (), rows_only=not made_of_components)


def _answer_errors(body: Mapping[str, Any]) -> Iterator[str]:
    data = body.get("data") or {}
    match body.get("type"):
        case kind if kind in (NEW_ANSWER, EDITED_ANSWER):
            yield from message_errors(data, new=kind == NEW_ANSWER)
        case kind if kind == CHOICES:
            yield from _choice_errors(data.get("choices") or ())
        case kind if kind == MODAL:
            yield from modal_errors(data)


def _choice_errors(choices: Any) -> Iterator[str]:
    if len(choices) > 25:
        yield "choices: more than 25 suggestions"
    for choice in choices:
        if isinstance(choice.get("value"), str) and len(choice["value"]) > 100:
            yield "choices: a value is longer than 100 characters"


def _name_errors(body: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(name := body.get("name"), str) and len(name.strip()) not in NAME:
        yield "name: not of 1 to 100 characters"


def _embed_length(embed: Mapping[str, Any]) -> int:
    """Count what Discord counts: title, description, fields, footer and author."""
    texts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
        *(field.get(key) for field in embed.get("fields") or () for key in ("name", "value")),
    ]
    return sum(len(text) for text in texts if text)
