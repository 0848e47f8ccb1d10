"""Who the bot is: its user, its application, its servers, and where the gateway is."""

from tests.fakes.discord import payloads, permissions
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.gateway import application_flags
from tests.fakes.discord.nouns import Json
from tests.fakes.discord.world import World


@operation("GET", "/users/@me")
def op_get_my_user(call: Call) -> Answer:
    """The bot's own user."""
    extra = {"mfa_enabled": True, "locale": "en-US", "email": None, "verified": True}
    return 200, payloads.user(call.world.bot) | extra


@operation("GET", "/users/{user_id}")
def op_get_user(call: Call) -> Answer:
    """Anybody."""
    return 200, payloads.user(call.world.user(call.id("user_id")))


def application(world: World) -> Json:
    """The application, as its owner sees it. The portal's switches for privileged intents are in `flags`."""
    flags = application_flags(world)
    owner = next((guild.owner for guild in world.guilds.values()), world.bot)
    return {
        "id": str(world.application_id),
        "name": "Roundtable",
        "icon": None,
        "description": "",
        "type": None,
        "bot": payloads.user(world.bot),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": payloads.user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


@operation("GET", "/applications/@me")
def op_get_my_application(call: Call) -> Answer:
    """The application."""
    return 200, application(call.world)


@operation("GET", "/oauth2/applications/@me")
def op_get_my_oauth2_application(call: Call) -> Answer:
    """The application, by the older way."""
    return 200, application(call.world)


@operation("GET", "/gateway")
def op_get_gateway(call: Call) -> Answer:
    """Where the gateway is."""
    return 200, {"url": call.world.gateway_url}


@operation("GET", "/gateway/bot")
def op_get_bot_gateway(call: Call) -> Answer:
    """Where the gateway is, and how often one may start there."""
    starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return 200, {"url": call.world.gateway_url, "shards": 1, "session_start_limit": starts}


@operation("GET", "/users/@me/guilds")
def op_list_my_guilds(call: Call) -> Answer:
    """The servers that the bot is on."""
    world = call.world
    here = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
    return 200, [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(permissions.on_server(guild, world.bot)),
            "features": [],
        }
        for guild in here
    ]
