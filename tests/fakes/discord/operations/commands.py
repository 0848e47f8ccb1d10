"""Application commands: what people are offered after a slash or in a menu. Set as a whole, read back normalised."""

from datetime import timedelta
from typing import Any

from tests.fakes.discord import rules
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.nouns import Json
from tests.fakes.discord.refused import Refused
from tests.fakes.discord.world import World

CREATES_A_DAY = 200
LOCALISATIONS = ("name_localizations", "description_localizations")


@operation("GET", "/applications/{application_id}/commands")
def op_list_application_commands(call: Call) -> Answer:
    """Those for every server."""
    return 200, _listed(call, None)


@operation("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def op_list_guild_application_commands(call: Call) -> Answer:
    """Those for one server."""
    return 200, _listed(call, call.world.guild(call.id("guild_id")).id)


@operation("PUT", "/applications/{application_id}/commands")
def op_bulk_set_application_commands(call: Call) -> Answer:
    """Replace those for every server."""
    return 200, _replaced(call, None)


@operation("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def op_bulk_set_guild_application_commands(call: Call) -> Answer:
    """Replace those for one server."""
    return 200, _replaced(call, call.world.guild(call.id("guild_id")).id)


def _own(call: Call) -> None:
    if call.id("application_id") != call.world.application_id:
        raise Refused(20012)


def _listed(call: Call, scope: int | None) -> list[Json]:
    _own(call)
    known = call.world.commands.get(scope, {}).values()
    return [each if call.flag("with_localizations") else _without_localisations(each) for each in known]


def _without_localisations(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_localisations(each) for each in part]
    if isinstance(part, dict):
        return {key: _without_localisations(value) for key, value in part.items() if key not in LOCALISATIONS}
    return part


def _replaced(call: Call, scope: int | None) -> list[Json]:
    _own(call)
    world = call.world
    rules.check_commands(call.body)
    known = {(each["type"], each["name"]): each for each in world.commands.get(scope, {}).values()}
    new = [each for each in call.body if (each.get("type") or 1, each["name"]) not in known]
    _count_creates(world, scope, len(new))
    made = [_normalised(world, each, known, scope) for each in call.body]
    world.commands[scope] = {int(each["id"]): each for each in made}
    for each in made:
        world.record(call.operation, int(each["id"]), name=each["name"])
    return made


def _count_creates(world: World, scope: int | None, new: int) -> None:
    """Discord counts creations of names that were not there, 200 a day for each scope."""
    now = world.clock.now()
    recent = [at for at in world.command_creates.get(scope, []) if now - at < timedelta(days=1)]
    if len(recent) + new > CREATES_A_DAY:
        raise Refused(30034)
    world.command_creates[scope] = recent + [now] * new


def _normalised(world: World, sent: Json, known: dict[tuple[int, str], Json], scope: int | None) -> Json:
    """A command as Discord gives it back: with an id that stays, and without what is not set."""
    kind = sent.get("type") or 1
    before = known.get((kind, sent["name"]), {})
    permissions = sent.get("default_member_permissions")
    contexts = sent.get("contexts")
    if contexts is None and sent.get("dm_permission") is False:
        contexts = [0]  # the older word for "on servers only"
    body: Json = {
        "id": before.get("id") or str(world.clock.new_id()),
        "application_id": str(world.application_id),
        "type": kind,
        "name": sent["name"],
        "name_localizations": sent.get("name_localizations"),
        "description": sent.get("description") or "",
        "description_localizations": sent.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "contexts": contexts,
        "integration_types": sent.get("integration_types") or [0],
        "dm_permission": contexts is None or 1 in contexts,
        "nsfw": bool(sent.get("nsfw")),
    }
    if options := [_option(each) for each in sent.get("options") or []]:
        body["options"] = options
    if scope is not None:
        body["guild_id"] = str(scope)
        del body["dm_permission"]
    version = before.get("version")
    if version is None or {**before, "version": None} != {**body, "version": None}:
        version = str(world.clock.new_id())
    return body | {"version": version}


def _option(sent: Json) -> Json:
    body = {key: value for key, value in sent.items() if value is not None and value != [] and value is not False}
    if "options" in body:
        body["options"] = [_option(each) for each in body["options"]]
    if "choices" in body:
        body["choices"] = [{key: value for key, value in each.items() if value is not None} for each in body["choices"]]
    return body
