"""How things look in Discord's JSON, in answers and in gateway events alike."""

from datetime import UTC, datetime

from tests.fakes.discord import permissions
from tests.fakes.discord.nouns import (
    EPHEMERAL,
    THREADS,
    AuditEntry,
    Channel,
    DirectChannel,
    Guild,
    Json,
    Kind,
    Member,
    Message,
    Overwrite,
    Place,
    Role,
    ScheduledEvent,
    Thread,
    Upload,
    User,
)


def moment(at: datetime) -> str:
    """Discord writes moments in UTC with microseconds."""
    return at.astimezone(UTC).isoformat()


def user(who: User) -> Json:
    """A user; people have no discriminator since 2023, bots keep theirs."""
    return {
        "id": str(who.id),
        "username": who.name.lower() if not who.bot else who.name,
        "global_name": None if who.bot else who.name,
        "discriminator": "0001" if who.bot else "0",
        "avatar": None,
        "bot": who.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def member(one: Member, *, with_user: bool = True) -> Json:
    """A member of a server."""
    return {
        "roles": [str(role.id) for role in one.roles],
        "joined_at": moment(one.joined_at),
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "pending": False,
        "premium_since": None,
        "mute": False,
        "deaf": False,
        **({"user": user(one.user)} if with_user else {}),
    }


def role(one: Role) -> Json:
    """A role; its permissions are a number in a string."""
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed_by is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": str(one.managed_by)}} if one.managed_by else {}),
    }


def overwrite(one: Overwrite) -> Json:
    """What a channel allows and denies."""
    return {"id": str(one.id), "type": one.type, "allow": str(one.allow), "deny": str(one.deny)}


def place(where: Place, reader: User) -> Json:
    """A channel, a thread or a direct chat. `reader` is the bot: a thread it joined says so."""
    if isinstance(where, DirectChannel):
        return {
            "id": str(where.id),
            "type": int(Kind.DIRECT),
            "flags": 0,
            "last_message_id": _last(where),
            "recipients": [user(where.recipient)],
        }
    if isinstance(where, Thread):
        return thread(where, reader)
    assert isinstance(where, Channel)
    return channel(where)


def channel(one: Channel) -> Json:
    """A channel of a server."""
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "guild_id": str(one.guild.id),
        "name": one.name,
        "position": one.position,
        "parent_id": str(one.parent.id) if one.parent else None,
        "flags": one.flags,
        "nsfw": False,
        "permission_overwrites": [overwrite(each) for each in one.overwrites.values()],
    }
    if one.type != Kind.CATEGORY:
        body |= {"last_message_id": _last(one), "rate_limit_per_user": 0, "topic": one.topic}
    if one.type in (Kind.VOICE, Kind.STAGE):
        body |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if one.type == Kind.FORUM:
        body |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return body | one.settings


def thread(one: Thread, reader: User) -> Json:
    """A thread, with the reader's own membership if there is one."""
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "guild_id": str(one.guild.id),
        "name": one.name,
        "parent_id": str(one.home.id),
        "owner_id": str(one.owner_id),
        "flags": one.flags,
        "last_message_id": _last(one),
        "rate_limit_per_user": 0,
        "message_count": len(one.messages),
        "member_count": len(one.members),
        "total_message_sent": len(one.messages),
        "thread_metadata": {
            "archived": one.archived,
            "archive_timestamp": moment(one.archived_at),
            "auto_archive_duration": one.minutes,
            "locked": one.locked,
            "create_timestamp": moment(one.created_at),
            **({"invitable": one.invitable} if one.private else {}),
        },
    }
    if one.home.type == Kind.FORUM:
        body["applied_tags"] = one.applied_tags
    if reader.id in one.members:
        body["member"] = thread_member(one, reader.id)
    return body


def thread_member(one: Thread, user_id: int) -> Json:
    """Somebody in a thread."""
    joined = one.members[user_id]
    return {"id": str(one.id), "user_id": str(user_id), "join_timestamp": moment(joined), "flags": 0}


def partial(where: Place, who: User) -> Json:
    """A channel as an interaction names it, with what the person may do there."""
    body: Json = {"id": str(where.id), "type": where.type}
    if isinstance(where, DirectChannel):
        return body | {"recipients": [user(where.recipient)], "flags": 0, "last_message_id": _last(where)}
    assert isinstance(where, Channel)
    body |= {
        "name": where.name,
        "guild_id": str(where.guild.id),
        "permissions": str(permissions.within(where, who)),
        "parent_id": str(where.parent.id) if where.parent else None,
        "position": where.position,
        "flags": where.flags,
        "last_message_id": _last(where),
    }
    return body | thread(where, who) if isinstance(where, Thread) else body


ABSENT = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id"),
    *("afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code"),
    *("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data"),
)
ZERO = (
    *("system_channel_flags", "verification_level", "mfa_level", "explicit_content_filter"),
    *("premium_tier", "premium_subscription_count", "nsfw_level"),
)
EMPTY = ("features", "emojis", "stickers")
OFF = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")


def guild(one: Guild) -> Json:
    """A server, as REST gives it; the gateway adds what is on it."""
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner.id),
        "region": "us-central",
        "afk_timeout": 300,
        "roles": [role(each) for each in one.roles.values()],
        "default_message_notifications": 1,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "preferred_locale": one.locale,
        **dict.fromkeys(ABSENT),
        **dict.fromkeys(ZERO, 0),
        **{key: [] for key in EMPTY},
        **dict.fromkeys(OFF, False),
    }


def event(one: ScheduledEvent) -> Json:
    """A scheduled event."""
    return {
        "id": str(one.id),
        "guild_id": str(one.guild.id),
        "creator_id": str(one.creator.id),
        "creator": user(one.creator),
        "image": None,
        "entity_id": None,
        "guild_scheduled_event_exceptions": [],
        **one.fields,
    }


def audit_entry(one: AuditEntry) -> Json:
    """One line of the audit log."""
    return {
        "id": str(one.id),
        "action_type": one.action,
        "user_id": str(one.user_id),
        "target_id": str(one.target_id) if one.target_id else None,
        **({"reason": one.reason} if one.reason else {}),
    }


def upload(one: Upload, where: Place, cdn: str, *, ephemeral: bool) -> Json:
    """A file on a message; `cdn` is where files are kept."""
    url = f"{cdn}/attachments/{where.id}/{one.id}/{one.filename}"
    return {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.data),
        "url": url,
        "proxy_url": url,
        "content_type": one.content_type,
        **({"description": one.description} if one.description else {}),
        **({"ephemeral": True} if ephemeral else {}),
    }


def message(one: Message, reader: User, cdn: str, *, with_content: bool, nested: bool = True) -> Json:
    """A message as the bot gets it. Without `with_content` it is emptied, as for a bot that may not read along."""
    hidden = not with_content
    body: Json = {
        "id": str(one.id),
        "type": one.type,
        "channel_id": str(one.place.id),
        "author": user(one.author),
        "content": "" if hidden else one.content,
        "embeds": [] if hidden else one.embeds,
        "components": [] if hidden else one.components,
        "attachments": []
        if hidden
        else [upload(each, one.place, cdn, ephemeral=one.ephemeral) for each in one.attachments],
        "mentions": [user(each) for each in one.mentions],
        "mention_roles": [str(each.id) for each in one.mention_roles],
        "mention_everyone": one.mention_everyone,
        "timestamp": moment(one.at),
        "edited_timestamp": moment(one.edited_at) if one.edited_at else None,
        "flags": one.flags | (EPHEMERAL if one.ephemeral else 0),
        "pinned": one.pinned,
        "tts": False,
    }
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.webhook_id:
        body |= {"webhook_id": str(one.webhook_id), "application_id": str(one.webhook_id)}
    if one.interaction:
        body["interaction_metadata"] = one.interaction
    if one.poll and not hidden:
        body["poll"] = one.poll
    if one.thread:
        body["thread"] = thread(one.thread, reader)
    if one.reference:
        body["message_reference"] = _reference(one.reference)
        if nested:
            gone = one.reference.deleted
            body["referenced_message"] = (
                None if gone else message(one.reference, reader, cdn, with_content=with_content, nested=False)
            )
    return body


def _reference(one: Message) -> Json:
    body: Json = {"type": 0, "channel_id": str(one.place.id), "message_id": str(one.id)}
    if isinstance(one.place, Channel):
        body["guild_id"] = str(one.place.guild.id)
    return body


def _last(where: Place) -> str | None:
    if where.last_id is None:
        return str(where.id) if where.type in THREADS else None
    return str(where.last_id)
