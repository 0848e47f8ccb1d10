"""Messages in channels: sent one time per nonce, read, edited, deleted."""

from collections.abc import Mapping

from tests.fakes.discord import announcements, changes, payloads, posting, rules
from tests.fakes.discord.calls import Answer, Call, number, operation
from tests.fakes.discord.nouns import Channel, DirectChannel, Kind, Message, Place, Thread
from tests.fakes.discord.permissions import Permission, may, within
from tests.fakes.discord.refused import Refused

PINNED = 6  # the type of the message by which Discord says that somebody pinned one


@operation("POST", "/channels/{channel_id}/messages")
def op_create_message(call: Call) -> Answer:
    """Send. With `enforce_nonce` the same author, channel and nonce give the first message for some minutes."""
    place = call.world.place(call.id("channel_id"))
    check_may_send(call, place)
    if known := _sent_before(call, place):
        return 200, announcements.render(call.world, known)
    posting.check(call.body, call.files)
    reference = _replied(call, place)
    wake(call, place)
    message = posting.create(
        call.world,
        place,
        call.world.bot,
        call.body,
        call.files,
        op=call.operation,
        nonce=call.body.get("nonce"),
        reference=reference,
        type=19 if reference else 0,
    )
    return 200, announcements.render(call.world, message)


def check_may_send(call: Call, place: Place) -> None:
    """Refuse where the bot may not send this."""
    if isinstance(place, DirectChannel):
        _check_direct(call, place)
        return
    if place.type in (Kind.CATEGORY, Kind.FORUM):
        raise Refused(50008)
    needed = Permission.SEND_MESSAGES_IN_THREADS if isinstance(place, Thread) else Permission.SEND_MESSAGES
    call.world.require(place, needed)
    check_may_fill(call, place)


def check_may_fill(call: Call, place: Place) -> None:
    """Refuse embeds and files where the bot may not send them."""
    if call.body.get("embeds"):
        call.world.require(place, Permission.EMBED_LINKS)
    if call.files:
        call.world.require(place, Permission.ATTACH_FILES)


def _check_direct(call: Call, place: DirectChannel) -> None:
    shared = any(
        {place.recipient.id, call.world.bot.id} <= guild.members.keys() for guild in call.world.guilds.values()
    )
    if not place.recipient.dms_open or not shared:
        raise Refused(50007)


def _sent_before(call: Call, place: Place) -> Message | None:
    nonce, world = call.body.get("nonce"), call.world
    if nonce is None or not call.body.get("enforce_nonce"):
        return None
    known = world.nonces.get((place.id, world.bot.id, nonce))
    if known is None or (world.clock.now() - known.at).total_seconds() > world.nonce_window:
        return None
    return known


def _replied(call: Call, place: Place) -> Message | None:
    reference = call.body.get("message_reference")
    if not reference:
        return None
    if isinstance(place, Channel) and not within(place, call.world.bot) & Permission.READ_MESSAGE_HISTORY:
        raise Refused(160002)
    found = place.messages.get(number(reference["message_id"]))
    if found is None and reference.get("fail_if_not_exists", True):
        raise Refused(50035, "message_reference: Unknown message")
    return found


def wake(call: Call, place: Place) -> None:
    """Sending into an archived thread brings it back; into a locked one only who manages threads may send."""
    if not isinstance(place, Thread):
        return
    if place.locked and not may(place, call.world.bot, Permission.MANAGE_THREADS):
        raise Refused(160005)
    if place.archived:
        changes.edit_thread(call.world, place, {"archived": False}, by=call.world.bot)


@operation("GET", "/channels/{channel_id}/messages/{message_id}")
def op_get_message(call: Call) -> Answer:
    """Read one."""
    place = call.world.place(call.id("channel_id"))
    call.world.require(place, Permission.READ_MESSAGE_HISTORY)
    return 200, announcements.render(call.world, call.world.message(place, call.id("message_id")))


@operation("GET", "/channels/{channel_id}/messages")
def op_list_messages(call: Call) -> Answer:
    """Read many, newest first. Without the right to read the history there are none."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    if not may(place, world.bot, Permission.READ_MESSAGE_HISTORY):
        return 200, []
    seen = sorted(key for key, each in place.messages.items() if not each.ephemeral)
    keys = _window(call.query, seen, call.limit(50, 100))
    return 200, [announcements.render(world, place.messages[key]) for key in sorted(keys, reverse=True)]


def _window(asked: Mapping[str, str], seen: list[int], limit: int) -> list[int]:
    if "around" in asked:
        centre = int(asked["around"])
        before = [key for key in seen if key < centre][-(limit // 2) :]
        return before + [key for key in seen if key >= centre][: limit - len(before)]
    if "after" in asked:
        return [key for key in seen if key > int(asked["after"])][:limit]
    if "before" in asked:
        seen = [key for key in seen if key < int(asked["before"])]
    return seen[-limit:]


@operation("PATCH", "/channels/{channel_id}/messages/{message_id}")
def op_update_message(call: Call) -> Answer:
    """Edit the bot's own."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    message = world.message(place, call.id("message_id"))
    if message.author is not world.bot:
        raise Refused(50005)
    refuse_archived(place)
    if isinstance(place, Thread) and place.locked:
        world.require(place, Permission.MANAGE_THREADS)
    check_edit(message, call)
    posting.edit(world, message, call.body, call.files, op=call.operation)
    return 200, announcements.render(world, message)


def check_edit(message: Message, call: Call) -> None:
    """Refuse an edit that would leave a message that Discord does not take."""
    body = {
        "content": message.content,
        "embeds": message.embeds,
        "components": message.components,
        "flags": message.flags,
        "poll": message.poll,
        **(call.body or {}),
    }
    kept = body.get("attachments", message.attachments)
    rules.check_message(body, call.files, empty_allowed=bool(kept))


def refuse_archived(place: Place) -> None:
    """An archived thread must be brought back before anything in it is changed."""
    if isinstance(place, Thread) and place.archived:
        raise Refused(50083)


@operation("DELETE", "/channels/{channel_id}/messages/{message_id}")
def op_delete_message(call: Call) -> Answer:
    """Delete: the bot's own, or anybody's with the right to manage messages."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    message = world.message(place, call.id("message_id"))
    if message.author is not world.bot:
        world.require(place, Permission.MANAGE_MESSAGES)
    # In a thread that is only archived messages can still be deleted; not in one that is locked as well.
    if isinstance(place, Thread) and place.locked:
        refuse_archived(place)
    posting.delete(world, message, op=call.operation)
    return 204, None


@operation("PUT", "/channels/{channel_id}/messages/pins/{message_id}")
def op_create_pin(call: Call) -> Answer:
    """Pin, and say so in the channel, once; a server wants the right to pin, which is one of its own since 2026."""
    world, place = call.world, call.world.place(call.id("channel_id"))
    message = world.message(place, call.id("message_id"))
    world.require(place, Permission.PIN_MESSAGES)
    refuse_archived(place)
    if not message.pinned:
        message.pinned = True
        announcements.of_message(world, "MESSAGE_UPDATE", message)
        posting.create(world, place, world.bot, {}, op=call.operation, reference=message, type=PINNED)
    return 204, None


@operation("POST", "/users/@me/channels")
def op_create_dm(call: Call) -> Answer:
    """Open the direct chat with somebody. It works for everybody; sending there may not."""
    user = call.world.user(number(call.body["recipient_id"]))
    if user.bot:
        raise Refused(50007)
    return 200, payloads.place(call.world.direct(user), call.world.bot)


@operation("POST", "/channels/{channel_id}/typing")
def op_trigger_typing_indicator(call: Call) -> Answer:
    """Say that the bot is writing."""
    call.world.require(call.world.place(call.id("channel_id")), Permission.SEND_MESSAGES)
    return 204, None
