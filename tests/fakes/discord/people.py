"""What people do: they write, use commands, press buttons, fill in forms; honest clients unless told to forge."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord import changes, forms, offers, payloads, permissions, posting
from tests.fakes.discord.exchange import Choice, Exchange
from tests.fakes.discord.nouns import Channel, DirectChannel, Json, Message, Place, Thread, Upload, User
from tests.fakes.discord.permissions import Permission
from tests.fakes.discord.refused import CannotSend
from tests.fakes.discord.world import Interaction, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5


@dataclass(eq=False, kw_only=True)
class Person(User):
    """Somebody at a client."""

    world: World = field(repr=False)

    # Reading.

    def sees(self, place: Place) -> bool:
        """Whether they can read what is there: roles, overwrites, administrators, owner, members of private threads."""
        return permissions.sees(place, self)

    def reads(self, place: Place) -> list[Message]:
        """The messages they see there now, ephemeral ones to them included."""
        if not self.sees(place):
            return []
        return [each for each in place.messages.values() if each.only_for in (None, self)]

    @property
    def notifications(self) -> list[Message]:
        """The messages that really notified them, as far as they still stand."""
        return [each for each in self.world.messages() if self.id in each.pinged]

    async def dm(self) -> DirectChannel:
        """Their private chat with the bot."""
        return self.world.direct(self)

    # Writing.

    async def say(
        self, place: Place, content: str, *, reply_to: Message | None = None, files: Mapping[str, bytes] | None = None
    ) -> Message:
        """Write something. A reply mentions whom it answers."""
        needed = Permission.SEND_MESSAGES_IN_THREADS if isinstance(place, Thread) else Permission.SEND_MESSAGES
        if not permissions.may(place, self, needed):
            raise CannotSend(f"{self.name} may not write there")
        if isinstance(place, Thread):
            self._wake(place)
        sent = {
            index: Upload(id=0, filename=name, data=data) for index, (name, data) in enumerate((files or {}).items())
        }
        kind = 19 if reply_to else 0
        body = {"content": content}
        return posting.create(self.world, place, self, body, sent, op="person:say", reference=reply_to, type=kind)

    def _wake(self, thread: Thread) -> None:
        if thread.locked and not permissions.may(thread, self, Permission.MANAGE_THREADS):
            raise CannotSend("the thread is locked")
        if thread.archived:
            changes.edit_thread(self.world, thread, {"archived": False}, by=self)

    # Asking the bot.

    async def slash(self, place: Place, command: str, options: Mapping[str, Any] | None = None) -> Exchange:
        """Use a command: `slash(channel, "meeting schedule", {"title": ...})`. Comes back with the first answer.

        A user, role or channel option takes the thing itself, an attachment (name, bytes). Raises CannotSend for what
        a client would not send: it knows the commands that were synced.
        """
        found, steps, specs = offers.find_slash(self.world, self, place, command)
        filled = offers.fill(self.world, place, specs, options or {})
        data = _about(found) | {"options": offers.nest(steps, filled.options)}
        if filled.resolved:
            data["resolved"] = filled.resolved
        return await self._ask(COMMAND, place, data)

    async def suggest(
        self, place: Place, command: str, option: str, typed: str = "", others: Mapping[str, Any] | None = None
    ) -> list[Choice]:
        """What is suggested while they type an option; the others may be filled in by then."""
        found, steps, specs = offers.find_slash(self.world, self, place, command)
        spec = next((each for each in specs if each["name"] == option and each.get("autocomplete")), None)
        if spec is None:
            raise CannotSend(f"/{command}: {option!r} has no suggestions")
        rest = [each | {"required": False} for each in specs]
        filled = offers.fill(self.world, place, rest, others or {})
        focused = {"name": option, "type": spec["type"], "value": typed, "focused": True}
        data = _about(found) | {"options": offers.nest(steps, [*filled.options, focused])}
        return (await self._ask(AUTOCOMPLETE, place, data)).choices

    async def menu(self, place: Place, target: Message | User, name: str) -> Exchange:
        """Use a command of the menu of a message or of a user."""
        message = isinstance(target, Message)
        found = offers.find_menu(self.world, self, place, name, offers.MENU_MESSAGE if message else offers.MENU_USER)
        resolved: dict[str, Json] = {}
        if isinstance(target, Message):
            if target not in self.reads(place):
                raise CannotSend("that message is not there")
            shown = payloads.message(target, self.world.bot, self.world.cdn, with_content=True)
            resolved["messages"] = {str(target.id): shown}
        else:
            offers.resolve_user(offers.guild_of(place), target, resolved)
        return await self._ask(COMMAND, place, _about(found) | {"target_id": str(target.id), "resolved": resolved})

    async def click(self, message: Message, button: str, *, force: bool = False) -> Exchange:
        """Press a button, by custom id or label. `force` sends its custom id whatever stands there: a forged press."""
        if force:
            custom_id = button
        else:
            self._check_there(message)
            custom_id = forms.find(message, button, (forms.BUTTON,))["custom_id"]
        data = {"component_type": forms.BUTTON, "custom_id": custom_id}
        return await self._ask(COMPONENT, message.place, data, message=message)

    async def select(self, message: Message, name: str, values: Sequence[Any], *, force: bool = False) -> Exchange:
        """Choose in a select, by custom id or placeholder. `force` sends it whatever stands there."""
        kind, custom_id, sent, resolved = forms.TEXT_SELECT, name, list(values), dict[str, Json]()
        if not force:
            self._check_there(message)
            found = forms.find(message, name, forms.SELECTS)
            kind, custom_id = found["type"], found["custom_id"]
            sent, resolved = forms.choose(message.place, found, values)
        data = {"component_type": kind, "custom_id": custom_id, "values": sent}
        if resolved:
            data["resolved"] = resolved
        return await self._ask(COMPONENT, message.place, data, message=message)

    def _check_there(self, message: Message) -> None:
        if message.deleted or message not in self.reads(message.place):
            raise CannotSend("that message is not there")

    async def submit(self, form: Exchange, values: Mapping[str, Any]) -> Exchange:
        """Send a form that was opened, with values by custom id or label."""
        if form.modal is None:
            raise CannotSend("no form is open")
        asked = form.interaction
        components, resolved = forms.submit(asked.place, form.modal, values)
        data: Json = {"custom_id": form.modal["custom_id"], "components": components}
        if resolved:
            data["resolved"] = resolved
        return await self._ask(MODAL, asked.place, data, message=asked.message, cause=asked)

    async def _ask(
        self, kind: int, place: Place, data: Json, *, message: Message | None = None, cause: Interaction | None = None
    ) -> Exchange:
        world = self.world
        if not self.sees(place):
            raise CannotSend(f"{self.name} does not see that channel")
        asked = Interaction(
            id=world.clock.new_id(),
            token=secrets.token_urlsafe(48),
            type=kind,
            user=self,
            place=place,
            data=data,
            at=world.clock.now(),
            started=asyncio.get_running_loop().time(),
            message=message,
            cause=cause,
        )
        world.interactions[asked.token] = asked
        world.announce("INTERACTION_CREATE", _event(world, asked), 0)
        return await Exchange(asked).acknowledged(world.patience)


def _about(command: Json) -> Json:
    body = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return body | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _event(world: World, asked: Interaction) -> Json:
    place, user = asked.place, asked.user
    body: Json = {
        "id": str(asked.id),
        "application_id": str(world.application_id),
        "type": asked.type,
        "token": asked.token,
        "version": 1,
        "data": asked.data,
        "channel": payloads.partial(place, user),
        "channel_id": str(place.id),
        "locale": user.locale,
        "attachment_size_limit": 10 * 1024 * 1024,
        "entitlements": [],
        "authorizing_integration_owners": {"0": "0"},
        "context": 1,
        "app_permissions": str(permissions.ALL),
    }
    if asked.message:
        body["message"] = payloads.message(asked.message, world.bot, world.cdn, with_content=True)
    if not isinstance(place, Channel):
        return body | {"user": payloads.user(user)}
    guild = place.guild
    member = payloads.member(guild.members[user.id]) | {"permissions": str(permissions.within(place, user))}
    return body | {
        "member": member,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "authorizing_integration_owners": {"0": str(guild.id)},
        "context": 0,
        "app_permissions": str(permissions.within(place, world.bot)),
    }
