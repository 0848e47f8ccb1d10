"""Threads and forum posts: opened, archived, locked, and who is in them."""

from datetime import datetime

from tests.fakes.discord import announcements, changes, intents, payloads, posting
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.nouns import Channel, Guild, Json, Kind, Message, Thread
from tests.fakes.discord.operations.messages import check_may_fill
from tests.fakes.discord.permissions import Permission, may, sees
from tests.fakes.discord.refused import Refused

TAG_DEMANDED = 1 << 4  # a forum's flag
MOST_ACTIVE = 1000  # threads of a server that are not archived
NEEDED = {
    Kind.PUBLIC_THREAD: Permission.CREATE_PUBLIC_THREADS,
    Kind.NEWS_THREAD: Permission.CREATE_PUBLIC_THREADS,
    Kind.PRIVATE_THREAD: Permission.CREATE_PRIVATE_THREADS,
}


@operation("POST", "/channels/{channel_id}/threads")
def op_create_thread(call: Call) -> Answer:
    """Open a thread without a message, or a post in a forum with its first message."""
    home = call.world.channel(call.id("channel_id"))
    _check_room(home.guild)
    if home.type == Kind.FORUM:
        return _post(call, home)
    if home.type not in (Kind.TEXT, Kind.NEWS) or "message" in call.body:
        raise Refused(50024)
    kind = Kind(call.body.get("type") or Kind.PRIVATE_THREAD)
    if kind not in NEEDED:
        raise Refused(50035, f"type: {kind} is no thread")
    call.world.require(home, NEEDED[kind])
    thread = _open(call, home, kind)
    return 201, payloads.thread(thread, call.world.bot)


def _check_room(guild: Guild) -> None:
    if sum(not each.archived for each in guild.threads.values()) >= MOST_ACTIVE:
        raise Refused(160006)


def _open(call: Call, home: Channel, kind: int, *, key: int | None = None, tags: list[str] | None = None) -> Thread:
    world, body = call.world, call.body
    default = home.settings.get("default_auto_archive_duration", 4320)
    thread = changes.new_thread(
        world,
        home,
        body["name"],
        kind,
        world.bot,
        key=key,
        minutes=body.get("auto_archive_duration") or default,
        invitable=body.get("invitable") is not False,
        applied_tags=tags or [],
    )
    changes.start_thread(world, thread, by=world.bot, reason=call.reason)
    world.record(call.operation, thread.id, home, name=thread.name)
    return thread


def _post(call: Call, forum: Channel) -> Answer:
    """A forum post: its first message has the post's id."""
    world, message = call.world, call.body["message"]
    world.require(forum, Permission.SEND_MESSAGES)
    tags = [str(each) for each in call.body.get("applied_tags") or []]
    _check_tags(forum, tags)
    posting.check(message, call.files)
    check_may_fill(Call(**{**vars(call), "body": message}), forum)
    thread = _open(call, forum, Kind.PUBLIC_THREAD, tags=tags)
    first = posting.create(world, thread, world.bot, message, call.files, op=call.operation, id=thread.id)
    return 201, payloads.thread(thread, world.bot) | {"message": announcements.render(world, first)}


def _check_tags(forum: Channel, tags: list[str]) -> None:
    known = {each["id"] for each in forum.tags}
    if set(tags) - known or len(tags) > 5:
        raise Refused(50035, "applied_tags: Unknown tag")
    if forum.flags & TAG_DEMANDED and not tags:
        raise Refused(40067)


@operation("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def op_create_thread_from_message(call: Call) -> Answer:
    """Open a thread on a message: it gets the message's id, so there is one at most."""
    world, home = call.world, call.world.channel(call.id("channel_id"))
    if home.type not in (Kind.TEXT, Kind.NEWS):
        raise Refused(50024)
    message = world.message(home, call.id("message_id"))
    world.require(home, Permission.CREATE_PUBLIC_THREADS)
    if message.thread or message.id in world.places:
        raise Refused(160004)
    _check_room(home.guild)
    thread = _open(call, home, Kind.NEWS_THREAD if home.type == Kind.NEWS else Kind.PUBLIC_THREAD, key=message.id)
    _hang(call, message, thread)
    return 201, payloads.thread(thread, world.bot)


def _hang(call: Call, message: Message, thread: Thread) -> None:
    message.thread = thread
    message.flags |= 1 << 5  # HAS_THREAD
    announcements.of_message(call.world, "MESSAGE_UPDATE", message)


def edit_thread(call: Call, thread: Thread) -> None:
    """Change a thread. An archived one must be brought back in the same request before anything else changes."""
    world, body = call.world, call.body
    _check_archived(thread, body)
    _check_rights(call, thread)
    fields = call.fields("name", "archived", "locked", "invitable", "flags")
    if body.get("auto_archive_duration"):
        fields["minutes"] = body["auto_archive_duration"]
    if "applied_tags" in body:
        fields["applied_tags"] = [str(each) for each in body["applied_tags"] or []]
        _check_tags(thread.home, fields["applied_tags"])
    changes.edit_thread(world, thread, fields, by=world.bot, reason=call.reason)


def _check_archived(thread: Thread, body: Json) -> None:
    if thread.archived and body.get("archived") is not False:
        raise Refused(50083)


def _check_rights(call: Call, thread: Thread) -> None:
    """Who manages threads may do all of it; its owner may rename and archive; who may write may bring it back."""
    world, body = call.world, call.body
    if may(thread, world.bot, Permission.MANAGE_THREADS):
        return
    if body == {"archived": False} and not thread.locked:
        world.require(thread, Permission.SEND_MESSAGES_IN_THREADS)
        return
    if thread.owner_id != world.bot.id or thread.locked or body.keys() & {"locked", "rate_limit_per_user", "flags"}:
        raise Refused(50013)


# Who is in it.


@operation("GET", "/channels/{channel_id}/thread-members")
def op_list_thread_members(call: Call) -> Answer:
    """Who is in it. Without the privileged members intent the list holds the bot alone."""
    world, thread = call.world, call.world.thread(call.id("channel_id"))
    seen = list(thread.members)
    if not world.privileged_intents & intents.GUILD_MEMBERS:
        seen = [key for key in seen if key == world.bot.id]
    after = int(call.query.get("after", 0))
    return 200, [_shown(call, thread, key) for key in sorted(seen) if key > after][: call.limit(100, 100)]


@operation("GET", "/channels/{channel_id}/thread-members/{user_id}")
def op_get_thread_member(call: Call) -> Answer:
    """Whether somebody is in it: needs no intent."""
    thread = call.world.thread(call.id("channel_id"))
    key = call.world.bot.id if call.values["user_id"] == "@me" else call.id("user_id")
    if key not in thread.members:
        raise Refused(10007)
    return 200, _shown(call, thread, key)


def _shown(call: Call, thread: Thread, key: int) -> Json:
    body = payloads.thread_member(thread, key)
    if call.flag("with_member") and (member := thread.guild.members.get(key)):
        body["member"] = payloads.member(member)
    return body


@operation("PUT", "/channels/{channel_id}/thread-members/{user_id}")
def op_add_thread_member(call: Call) -> Answer:
    """Bring somebody in, who must be on the server and see the channel that it hangs on."""
    world, thread = call.world, call.world.thread(call.id("channel_id"))
    user = world.user(call.id("user_id"))
    _refuse_archived(thread)
    world.require(thread, Permission.SEND_MESSAGES_IN_THREADS)
    if thread.private and not thread.invitable and thread.owner_id != world.bot.id:
        world.require(thread, Permission.MANAGE_THREADS)
    if user.id not in thread.guild.members:
        raise Refused(10007)
    if not changes.can_be_brought(thread, user):
        raise Refused(50001)
    new = user.id not in thread.members
    changes.add_to_thread(world, thread, user)
    if new:
        world.record(call.operation, user.id, thread)
    return 204, None


@operation("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
def op_delete_thread_member(call: Call) -> Answer:
    """Put somebody out: who manages threads, or the owner of a private one."""
    world, thread = call.world, call.world.thread(call.id("channel_id"))
    user = world.user(call.id("user_id"))
    _refuse_archived(thread)
    if not (thread.private and thread.owner_id == world.bot.id):
        world.require(thread, Permission.MANAGE_THREADS)
    changes.remove_from_thread(world, thread, user)
    world.record(call.operation, user.id, thread)
    return 204, None


@operation("PUT", "/channels/{channel_id}/thread-members/@me")
def op_join_thread(call: Call) -> Answer:
    """Come in."""
    thread = call.world.thread(call.id("channel_id"))
    _refuse_archived(thread)
    changes.add_to_thread(call.world, thread, call.world.bot)
    return 204, None


@operation("DELETE", "/channels/{channel_id}/thread-members/@me")
def op_leave_thread(call: Call) -> Answer:
    """Go."""
    thread = call.world.thread(call.id("channel_id"))
    _refuse_archived(thread)
    changes.remove_from_thread(call.world, thread, call.world.bot)
    return 204, None


def _refuse_archived(thread: Thread) -> None:
    if thread.archived:
        raise Refused(50083)


# Lists.


@operation("GET", "/guilds/{guild_id}/threads/active")
def op_get_active_guild_threads(call: Call) -> Answer:
    """The threads of a server that are not archived, as far as the bot sees them."""
    guild = call.world.guild(call.id("guild_id"))
    active = [each for each in guild.threads.values() if not each.archived and sees(each, call.world.bot)]
    active.sort(key=lambda each: each.id, reverse=True)
    return 200, {key: value for key, value in _threads(call, active).items() if key != "has_more"} | {"has_more": False}


@operation("GET", "/channels/{channel_id}/threads/archived/public")
def op_list_public_archived_threads(call: Call) -> Answer:
    """The archived ones of a channel that everybody sees there, newest first."""
    home = call.world.channel(call.id("channel_id"))
    call.world.require(home, Permission.READ_MESSAGE_HISTORY)
    return 200, _archived(call, [each for each in _of(home) if not each.private])


@operation("GET", "/channels/{channel_id}/threads/archived/private")
def op_list_private_archived_threads(call: Call) -> Answer:
    """All archived private ones: for who manages threads."""
    home = call.world.channel(call.id("channel_id"))
    call.world.require(home, Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS)
    return 200, _archived(call, [each for each in _of(home) if each.private])


@operation("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def op_list_my_private_archived_threads(call: Call) -> Answer:
    """The archived private ones that the bot is in."""
    home = call.world.channel(call.id("channel_id"))
    call.world.require(home, Permission.READ_MESSAGE_HISTORY)
    mine = [each for each in _of(home) if each.private and call.world.bot.id in each.members]
    before = int(call.query.get("before", 1 << 63))
    found = sorted((each for each in mine if each.archived and each.id < before), key=lambda each: -each.id)
    return 200, _threads(call, found)


def _of(home: Channel) -> list[Thread]:
    return [each for each in home.guild.threads.values() if each.parent is home]


def _archived(call: Call, threads: list[Thread]) -> Json:
    found = [each for each in threads if each.archived]
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"])
        found = [each for each in found if each.archived_at < before]
    return _threads(call, sorted(found, key=lambda each: each.archived_at, reverse=True))


def _threads(call: Call, found: list[Thread]) -> Json:
    limit, bot = call.limit(50, 100) if "limit" in call.query else len(found), call.world.bot
    shown = found[:limit]
    return {
        "threads": [payloads.thread(each, bot) for each in shown],
        "members": [payloads.thread_member(each, bot.id) for each in shown if bot.id in each.members],
        "has_more": len(found) > limit,
    }
