"""Servers as REST shows them: the server, its roles, its members, its audit log."""

from tests.fakes.discord import intents, payloads
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.nouns import Guild, Json
from tests.fakes.discord.permissions import Permission, sees
from tests.fakes.discord.refused import Refused


def _guild(call: Call) -> Guild:
    return call.world.guild(call.id("guild_id"))


@operation("GET", "/guilds/{guild_id}")
def op_get_guild(call: Call) -> Answer:
    """One server."""
    guild = _guild(call)
    counts: Json = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return 200, payloads.guild(guild) | (counts if call.flag("with_counts") else {})


@operation("GET", "/guilds/{guild_id}/roles")
def op_list_guild_roles(call: Call) -> Answer:
    """Its roles."""
    return 200, [payloads.role(each) for each in _guild(call).roles.values()]


@operation("GET", "/guilds/{guild_id}/roles/{role_id}")
def op_get_guild_role(call: Call) -> Answer:
    """One role."""
    role = _guild(call).roles.get(call.id("role_id"))
    if role is None:
        raise Refused(10011)
    return 200, payloads.role(role)


@operation("GET", "/guilds/{guild_id}/members/{user_id}")
def op_get_guild_member(call: Call) -> Answer:
    """One member: needs no intent."""
    guild, user = _guild(call), call.world.user(call.id("user_id"))
    if user.id not in guild.members:
        raise Refused(10007)
    return 200, payloads.member(guild.members[user.id])


@operation("GET", "/guilds/{guild_id}/members")
def op_list_guild_members(call: Call) -> Answer:
    """All members, by id: only for an application with the privileged intent."""
    guild = _guild(call)
    if not call.world.privileged_intents & intents.GUILD_MEMBERS:
        raise Refused(50001)
    after = int(call.query.get("after", 0))
    found = [guild.members[key] for key in sorted(guild.members) if key > after]
    return 200, [payloads.member(each) for each in found[: call.limit(1, 1000)]]


@operation("GET", "/guilds/{guild_id}/members/search")
def op_search_guild_members(call: Call) -> Answer:
    """Members whose name begins so."""
    start = call.query.get("query", "").lower()
    found = [each for each in _guild(call).members.values() if each.user.name.lower().startswith(start)]
    return 200, [payloads.member(each) for each in found[: call.limit(1, 1000)]]


@operation("GET", "/guilds/{guild_id}/audit-logs")
def op_list_guild_audit_log_entries(call: Call) -> Answer:
    """What was changed, by whom and why; newest first."""
    world, guild = call.world, _guild(call)
    world.require_on(guild, Permission.VIEW_AUDIT_LOG)
    wanted = {name: int(call.query[name]) for name in ("user_id", "target_id", "action_type") if name in call.query}
    before, after = int(call.query.get("before", 1 << 63)), call.query.get("after")
    found = [
        each
        for each in guild.audit
        if each.id < before
        and (after is None or each.id > int(after))
        and wanted.get("user_id", each.user_id) == each.user_id
        and wanted.get("target_id", each.target_id) == each.target_id
        and wanted.get("action_type", each.action) == each.action
    ]
    found.sort(key=lambda each: each.id, reverse=after is None)
    found = found[: call.limit(50, 100)]
    targets = {each.target_id for each in found}
    people = [world.users[key] for key in {each.user_id for each in found}]
    threads = [each for each in guild.threads.values() if each.id in targets and sees(each, world.bot)]
    return 200, {
        "audit_log_entries": [payloads.audit_entry(each) for each in found],
        "users": [payloads.user(each) for each in people],
        "integrations": [],
        "webhooks": [],
        "guild_scheduled_events": [payloads.event(each) for each in guild.events.values() if each.id in targets],
        "threads": [payloads.thread(each, world.bot) for each in threads],
        "application_commands": [],
        "auto_moderation_rules": [],
    }
