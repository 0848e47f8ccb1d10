"""How a message comes to be, is changed and goes: from Discord's JSON to what readers see and who is notified."""

import re
from datetime import timedelta
from typing import Any

from tests.fakes.discord import announcements, changes, rules
from tests.fakes.discord.nouns import (
    EPHEMERAL,
    LOADING,
    Channel,
    Json,
    Message,
    Place,
    Role,
    Thread,
    Upload,
    User,
)
from tests.fakes.discord.payloads import moment
from tests.fakes.discord.permissions import Permission, may, sees, within
from tests.fakes.discord.world import World

KEPT_FLAGS = (1 << 2) | (1 << 12) | (1 << 15)
"""Flags that a sender may set: no embeds from links, silent, the second kind of components."""

NAMED_USER = re.compile(r"<@!?(\d+)>")
NAMED_ROLE = re.compile(r"<@&(\d+)>")
SHOWN: dict[int, tuple[str, ...]] = {
    1: ("components",),
    2: ("custom_id", "style", "label", "disabled", "emoji", "url"),
    3: ("custom_id", "placeholder", "min_values", "max_values", "disabled", "options"),
    9: ("components", "accessory"),
    10: ("content",),
    11: ("media", "description", "spoiler"),
    12: ("items",),
    13: ("file", "spoiler"),
    14: ("spacing", "divider"),
    17: ("accent_color", "components", "spoiler"),
}
"""What a component's JSON has in an answer; the selects of users, roles and channels are like the one of texts."""


def create(
    world: World,
    place: Place,
    author: User,
    body: Json,
    files: dict[int, Upload] | None = None,
    *,
    op: str,
    only_for: User | None = None,
    **more: Any,
) -> Message:
    """Put a message into a channel, tell the bot and whoever it mentions."""
    message = Message(
        id=more.pop("id", None) or world.clock.new_id(),
        place=place,
        author=author,
        at=world.clock.now(),
        only_for=only_for,
        **more,
    )
    _fill(world, message, body, files or {})
    place.messages[message.id] = message
    if only_for is None:
        place.last_id = message.id
    if message.nonce is not None:
        world.nonces[place.id, author.id, message.nonce] = message
    if isinstance(place, Thread) and only_for is None:
        # Who writes in a thread is in it from then on.
        changes.add_to_thread(world, place, author)
    if not message.loading:
        _mention(world, message, body.get("allowed_mentions"))
    announcements.of_message(world, "MESSAGE_CREATE", message)
    world.record_message(op, message)
    return message


def edit(world: World, message: Message, body: Json, files: dict[int, Upload] | None = None, *, op: str) -> None:
    """Change a message; what the body does not name stays."""
    was_loading = message.loading
    _fill(world, message, body, files or {})
    message.flags &= ~LOADING
    if was_loading:
        _mention(world, message, body.get("allowed_mentions"))
    else:
        # An edit notifies nobody, whoever it names.
        message.edited_at = world.clock.now()
        before = message.pinged
        _mention(world, message, body.get("allowed_mentions"))
        message.pinged = before
    announcements.of_message(world, "MESSAGE_UPDATE", message)
    world.record_message(op, message)


def delete(world: World, message: Message, *, op: str) -> None:
    """Take a message away."""
    del message.place.messages[message.id]
    message.deleted = True
    announcements.of_message_deleted(world, message)
    world.record(op, message.id, message.place)


def _fill(world: World, message: Message, body: Json, files: dict[int, Upload]) -> None:
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [_embed(each) for each in body["embeds"] or []]
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    if "flags" in body:
        message.flags = message.flags & ~KEPT_FLAGS | (body["flags"] or 0) & (KEPT_FLAGS | LOADING)
    if body.get("poll"):
        message.poll = _poll(world, body["poll"])
    _attach(world, message, body, files)


def _attach(world: World, message: Message, body: Json, files: dict[int, Upload]) -> None:
    """`attachments` names the files that stay and describes new ones; new files alone are added."""
    listed = {str(each["id"]): each for each in body.get("attachments") or []}
    if "attachments" in body:
        message.attachments = [each for each in message.attachments if str(each.id) in listed]
    for index, file in sorted(files.items()):
        about = listed.get(str(index), {})
        file.description = about.get("description")
        file.filename = about.get("filename") or file.filename
        file.id = world.clock.new_id()
        world.files[file.id] = file.data
        message.attachments.append(file)


def _embed(sent: Json) -> Json:
    embed = {key: value for key, value in sent.items() if value is not None and key != "flags"}
    embed["type"] = "rich"
    if "fields" in embed:
        embed["fields"] = [{"inline": False, **each} for each in embed["fields"]]
    return embed


def _numbered(components: list[Json]) -> list[Json]:
    """Components as they are answered: each with an id of its own, and without what was null."""
    count = iter(range(1, 1000))

    def shown(sent: Json) -> Json:
        kind = sent["type"]
        body: Json = {"type": kind, "id": sent.get("id") or next(count)}
        for key in SHOWN.get(kind, (*SHOWN[3], "default_values", "channel_types")):
            if sent.get(key) is not None:
                body[key] = sent[key]
        if kind in (3, 5, 6, 7, 8):
            body = {"min_values": 1, "max_values": 1, **body}
            if "options" in body:
                body["options"] = [_bare(each) for each in body["options"]]
        if kind == 17:
            body = {"accent_color": None, "spoiler": False, **body}
        if "emoji" in body:
            body["emoji"] = _bare(body["emoji"])
        if "components" in body:
            body["components"] = [shown(each) for each in body["components"]]
        if "accessory" in body:
            body["accessory"] = shown(body["accessory"])
        return body

    return [shown(each) for each in components]


def _bare(sent: Json) -> Json:
    return {key: _bare(value) if isinstance(value, dict) else value for key, value in sent.items() if value is not None}


def _poll(world: World, sent: Json) -> Json:
    return {
        "question": _bare(sent["question"]),
        "answers": [
            {"answer_id": index, "poll_media": _bare(each["poll_media"])}
            for index, each in enumerate(sent["answers"], 1)
        ],
        "expiry": moment(world.clock.now() + timedelta(hours=sent.get("duration") or 24)),
        "allow_multiselect": bool(sent.get("allow_multiselect")),
        "layout_type": sent.get("layout_type") or 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }


def _mention(world: World, message: Message, allowed: Json | None) -> None:
    """Work out whom it names, and who really is notified under `allowed_mentions`."""
    message.mentions, message.mention_roles, message.mention_everyone, message.pinged = [], [], False, set()
    place, text = message.place, message.text if not message.content else message.content
    users = _named(NAMED_USER, text, allowed, "users")
    message.mentions = [world.users[key] for key in users if key in world.users]
    replied = message.reference
    answers = replied is not None and not replied.deleted and (allowed is None or bool(allowed.get("replied_user")))
    if replied and answers and replied.author not in message.mentions:
        message.mentions.append(replied.author)
    if not isinstance(place, Channel):
        message.pinged = {each.id for each in message.mentions} - {message.author.id}
        return
    loud = bool(within(place, message.author) & Permission.MENTION_EVERYONE)
    everybody = allowed is None or "everyone" in (allowed.get("parse") or [])
    message.mention_everyone = everybody and loud and ("@everyone" in text or "@here" in text)
    roles = [place.guild.roles[key] for key in _named(NAMED_ROLE, text, allowed, "roles") if key in place.guild.roles]
    message.mention_roles = roles
    _invite_the_mentioned(world, message)
    message.pinged = {each.id for each in _pinged(message, [role for role in roles if role.mentionable or loud])}


def _pinged(message: Message, roles: list[Role]) -> list[User]:
    place = message.place
    assert isinstance(place, Channel)
    if message.only_for:
        return []
    called = [
        each.user
        for each in place.guild.members.values()
        if message.mention_everyone or each.user in message.mentions or any(role in each.roles for role in roles)
    ]
    return [each for each in called if each is not message.author and sees(place, each)]


def _named(pattern: re.Pattern[str], text: str, allowed: Json | None, kind: str) -> list[int]:
    keys = list(dict.fromkeys(int(key) for key in pattern.findall(text)))
    if allowed is None or kind in (allowed.get("parse") or []):
        return keys
    listed = {int(key) for key in allowed.get(kind) or []}
    return [key for key in keys if key in listed]


def _invite_the_mentioned(world: World, message: Message) -> None:
    """A mention in a private thread brings the person in, where the author may invite (known, not documented)."""
    thread = message.place
    if not isinstance(thread, Thread) or not thread.private or message.only_for:
        return
    inviter = message.author.id == thread.owner_id or may(thread, message.author, Permission.MANAGE_THREADS)
    if not thread.invitable and not inviter:
        return
    for user in message.mentions:
        if user.id not in thread.members and within(thread.home, user) & Permission.VIEW_CHANNEL:
            changes.add_to_thread(world, thread, user)


def is_ephemeral(body: Json) -> bool:
    """Whether a body asks for a message that only one person sees."""
    return bool((body.get("flags") or 0) & EPHEMERAL)


def check(body: Json, files: dict[int, Upload]) -> None:
    """Refuse a new message that Discord would not take."""
    rules.check_message(body, files)
