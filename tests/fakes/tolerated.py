"""What discord.py 2.7.1 sends against Discord's description, and the real Discord takes all the same.

An explicit list, so that nothing else of the kind passes unseen. Each entry names the line it comes from.
"""

from collections.abc import Callable, Mapping
from typing import Any

FILLED_IN_LATER = frozenset({"update_message", "update_original_webhook_message", "update_webhook_message"})
"""The operations that edit a message: their schemas know no `tts`."""

WITHOUT_TTS = FILLED_IN_LATER | {"execute_webhook", "create_thread", "create_interaction_response"}
OVERWRITES = frozenset({"set_channel_permission_overwrite", "create_guild_channel", "update_channel"})


CATALOGUES = frozenset({"bulk_set_application_commands", "bulk_set_guild_application_commands"})


def body(operation_id: str, sent: Any) -> Any:
    """Give the body as the description would have it; what isn't on the list stays as it was sent."""
    if operation_id in CATALOGUES and isinstance(sent, list):
        return [_command(each) for each in sent]
    if not isinstance(sent, dict):
        return sent
    for operations, rewritten in TOLERATED:
        if operation_id in operations:
            sent = rewritten(sent)
    return sent


def query(operation_id: str, sent: Mapping[str, str]) -> Mapping[str, str]:
    """Give the query as the description would have it."""
    # http.py, start_thread_in_forum: `use_nested_fields=1` says that the first message has a key of its own.
    if operation_id == "create_thread" and sent.get("use_nested_fields") == "1":
        return {key: value for key, value in sent.items() if key != "use_nested_fields"}
    return sent


def _command(sent: Any) -> Any:
    """app_commands/commands.py, to_dict: `nsfw` is documented, and missing in the description of requests."""
    if isinstance(sent, dict) and isinstance(sent.get("nsfw"), bool):
        return {key: value for key, value in sent.items() if key != "nsfw"}
    return sent


def _recipient(sent: dict[str, Any]) -> dict[str, Any]:
    """http.py, start_private_message: the id is a number."""
    return {**sent, **_worded(sent, "recipient_id")}


def _place(sent: dict[str, Any]) -> dict[str, Any]:
    """guild.py: the voice channel of an event and the category of a channel are numbers."""
    return {**sent, **_worded(_worded(sent, "channel_id"), "parent_id")}


def _message(sent: dict[str, Any]) -> dict[str, Any]:
    """Take a message wherever it is: alone, in a new forum post, or in an interaction's answer."""
    for inner in ("message", "data"):
        if isinstance(sent.get(inner), dict):
            return {**sent, inner: _message(sent[inner])}
    rewritten = dict(sent)
    if isinstance(rewritten.get("embeds"), list):
        rewritten["embeds"] = [_embed(embed) for embed in rewritten["embeds"]]
    if isinstance(rewritten.get("attachments"), list):
        rewritten["attachments"] = [_worded(_attachment(each), "id") for each in rewritten["attachments"]]
    if isinstance(rewritten.get("message_reference"), dict):
        rewritten["message_reference"] = _reference(rewritten["message_reference"])
    if isinstance(rewritten.get("allowed_mentions"), dict):
        rewritten["allowed_mentions"] = _mentions(rewritten["allowed_mentions"])
    return rewritten


def _reference(sent: dict[str, Any]) -> dict[str, Any]:
    """message.py, to_dict: what is answered is named by numbers."""
    return {**sent, **_worded(_worded(_worded(sent, "message_id"), "channel_id"), "guild_id")}


def _attachment(sent: Any) -> Any:
    """message.py, Attachment.to_dict: a file that stays on a message is sent with all that is known of it."""
    if not isinstance(sent, dict) or "proxy_url" not in sent:
        return sent
    known = ("proxy_url", "size", "url", "spoiler", "content_type", "height", "width")
    return {key: value for key, value in sent.items() if key not in known}


def _mentions(allowed: dict[str, Any]) -> dict[str, Any]:
    """mentions.py, to_dict: the ids of users and roles are numbers."""
    ids = {key: allowed[key] for key in ("users", "roles") if isinstance(allowed.get(key), list)}
    return allowed | {key: [str(each) if type(each) is int else each for each in value] for key, value in ids.items()}


def _embed(embed: Any) -> Any:
    """embeds.py, to_dict: every slot that begins with a _ is sent, and so are flags of 0."""
    if isinstance(embed, dict) and embed.get("flags") == 0:
        return {key: value for key, value in embed.items() if key != "flags"}
    return embed


def _tts(sent: dict[str, Any]) -> dict[str, Any]:
    """http.py, handle_message_parameters: `tts: false` goes into every message, edits and forum posts included."""
    if isinstance(sent.get("message"), dict):
        return {**sent, "message": _tts(sent["message"])}
    if isinstance(sent.get("data"), dict):
        return {**sent, "data": _tts(sent["data"])}
    return {key: value for key, value in sent.items() if (key, value) != ("tts", False)}


def _forum_post(sent: dict[str, Any]) -> dict[str, Any]:
    """channel.py, ForumChannel.create_thread: a post says that it is a public thread (11), which it always is."""
    if "message" in sent and sent.get("type") == 11:
        return {key: value for key, value in sent.items() if key != "type"}
    return sent


def _overwrites(sent: dict[str, Any]) -> dict[str, Any]:
    """http.py, edit_channel_permissions: the id is sent, too. abc.py, _Overwrites: bits are text, ids are numbers."""
    rewritten = _bits(sent)
    if "permission_overwrites" not in rewritten:
        return {key: value for key, value in rewritten.items() if key != "id"} if "allow" in rewritten else rewritten
    if isinstance(rewritten["permission_overwrites"], list):
        rewritten["permission_overwrites"] = [_worded(_bits(each), "id") for each in sent["permission_overwrites"]]
    return rewritten


def _bits(overwrite: dict[str, Any]) -> dict[str, Any]:
    bits = {key: int(overwrite[key]) for key in ("allow", "deny") if str(overwrite.get(key, "")).isdigit()}
    return {**overwrite, **bits}


def _worded(sent: Any, key: str) -> Any:
    if isinstance(sent, dict) and type(sent.get(key)) is int:
        return {**sent, key: str(sent[key])}
    return sent


TOLERATED: tuple[tuple[frozenset[str], Callable[[dict[str, Any]], dict[str, Any]]], ...] = (
    (frozenset({"create_dm"}), _recipient),
    (frozenset({"create_guild_scheduled_event", "update_guild_scheduled_event"}), _place),
    (frozenset({"create_guild_channel", "update_channel"}), _place),
    (WITHOUT_TTS | {"create_message"}, _message),
    (WITHOUT_TTS, _tts),
    (frozenset({"create_thread"}), _forum_post),
    (OVERWRITES, _overwrites),
)
"""Which operations are taken with which rewriting."""
