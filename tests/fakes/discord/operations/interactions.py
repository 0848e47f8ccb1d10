"""Answers to interactions: acknowledged within three seconds, once, and then for fifteen minutes by their token."""

import asyncio
from datetime import timedelta

from tests.fakes.discord import announcements, posting, rules
from tests.fakes.discord.calls import Answer, Call, operation
from tests.fakes.discord.nouns import LOADING, Json, Message
from tests.fakes.discord.operations.messages import check_edit
from tests.fakes.discord.payloads import user
from tests.fakes.discord.refused import Refused
from tests.fakes.discord.world import Interaction

TOKEN_LIVES = timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
PONG, REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, OPEN_MODAL = 1, 4, 5, 6, 7, 8, 9
FITTING = {
    COMMAND: (REPLY, DEFER, OPEN_MODAL),
    COMPONENT: (REPLY, DEFER, DEFER_UPDATE, UPDATE, OPEN_MODAL),
    AUTOCOMPLETE: (CHOICES,),
    MODAL: (REPLY, DEFER, DEFER_UPDATE, UPDATE),
}


@operation("POST", "/interactions/{interaction_id}/{interaction_token}/callback", by_token=True)
def op_create_interaction_response(call: Call) -> Answer:
    """The first answer. It settles what the asker sees, and whether anybody else does."""
    world = call.world
    asked = world.interactions.get(call.values["interaction_token"])
    elapsed = asyncio.get_running_loop().time() - asked.started if asked else 0.0
    if asked is None or asked.id != call.id("interaction_id"):
        raise Refused(10062)
    if asked.answer is not None:
        raise Refused(40060)
    if elapsed > world.patience:
        raise Refused(10062)
    kind = call.body["type"]
    _check_fits(asked, kind)
    _answer(call, asked, kind, call.body.get("data") or {})
    asked.answer, asked.answered_after = kind, elapsed
    asked.answered.set()
    return _confirmed(call, asked)


def _check_fits(asked: Interaction, kind: int) -> None:
    if kind not in FITTING[asked.type] or (kind in (DEFER_UPDATE, UPDATE) and asked.message is None):
        raise Refused(50035, f"type: {kind} is no answer to an interaction of type {asked.type}")


def _answer(call: Call, asked: Interaction, kind: int, data: Json) -> None:
    world = call.world
    if kind == REPLY:
        posting.check(data, call.files)
        asked.original = _reply(call, asked, data, private=posting.is_ephemeral(data))
        asked.settled.set()
    elif kind == DEFER:
        asked.original = _reply(call, asked, {"flags": LOADING}, private=posting.is_ephemeral(data))
    elif kind == UPDATE:
        assert asked.message is not None
        check_edit(asked.message, Call(**{**vars(call), "body": data}))
        posting.edit(world, asked.message, data, call.files, op=call.operation)
        asked.original = asked.message
        asked.settled.set()
    elif kind == DEFER_UPDATE:
        asked.original = asked.message
    elif kind == CHOICES:
        if len(data.get("choices") or []) > rules.CHOICES:
            raise Refused(50035, f"choices: Must be {rules.CHOICES} or fewer in length.")
        asked.choices = data.get("choices") or []
        asked.settled.set()
    elif kind == OPEN_MODAL:
        asked.modal = data
        asked.settled.set()


def _reply(call: Call, asked: Interaction, body: Json, *, private: bool) -> Message:
    """A message by the bot that belongs to the interaction; it needs no permission in the channel."""
    world = call.world
    return posting.create(
        world,
        asked.place,
        world.bot,
        body,
        call.files,
        op=call.operation,
        only_for=asked.user if private else None,
        type=20 if asked.type == COMMAND else 19 if asked.type == COMPONENT else 0,
        webhook_id=world.application_id,
        interaction=_about(asked),
        reference=asked.message if asked.type == COMPONENT else None,
    )


def _about(asked: Interaction) -> Json:
    body: Json = {
        "id": str(asked.id),
        "type": asked.type,
        "user": user(asked.user),
        "authorizing_integration_owners": {},
    }
    if asked.type == COMPONENT and asked.message:
        body["interacted_message_id"] = str(asked.message.id)
    if asked.type == MODAL and asked.cause:
        body["triggering_interaction_metadata"] = _about(asked.cause)
    return body


def _confirmed(call: Call, asked: Interaction) -> Answer:
    if not call.flag("with_response"):
        return 204, None
    original = asked.original
    about: Json = {"id": str(asked.id), "type": asked.type}
    if original:
        about |= {
            "response_message_id": str(original.id),
            "response_message_loading": original.loading,
            "response_message_ephemeral": original.ephemeral,
        }
    body: Json = {"interaction": about}
    if original and asked.answer in (REPLY, DEFER, DEFER_UPDATE, UPDATE):
        shown = announcements.render(call.world, original)
        # The description knows the types of what came of it only: a new message, or one that was updated.
        body["resource"] = {"type": REPLY if asked.answer in (REPLY, DEFER) else UPDATE, "message": shown}
    return 200, body


# Follow-ups: Discord treats the application's id and the token as a webhook.


def _asked(call: Call) -> Interaction:
    found = call.world.interactions.get(call.values["webhook_token"])
    if found is None or call.id("webhook_id") != call.world.application_id:
        raise Refused(10015)
    if call.world.clock.now() - found.at > TOKEN_LIVES:
        raise Refused(50027)
    if found.answer is None:
        raise Refused(10015)
    return found


def _original(call: Call) -> tuple[Interaction, Message]:
    asked = _asked(call)
    if asked.original is None or asked.original.deleted:
        raise Refused(10008)
    return asked, asked.original


@operation("POST", "/webhooks/{webhook_id}/{webhook_token}", by_token=True)
def op_execute_webhook(call: Call) -> Answer:
    """A follow-up. The first one after "thinking" takes its place, and is as private as that was."""
    asked = _asked(call)
    posting.check(call.body, call.files)
    if asked.original and asked.original.loading:
        message = asked.original
        posting.edit(call.world, message, call.body, call.files, op=call.operation)
    else:
        message = _reply(call, asked, call.body, private=posting.is_ephemeral(call.body))
        asked.followups.append(message)
    asked.settled.set()
    return (200, announcements.render(call.world, message)) if call.flag("wait") else (204, None)


@operation("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", by_token=True)
def op_get_original_webhook_message(call: Call) -> Answer:
    """The first answer, also where it is ephemeral."""
    return 200, announcements.render(call.world, _original(call)[1])


@operation("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", by_token=True)
def op_update_original_webhook_message(call: Call) -> Answer:
    """Edit the first answer."""
    asked, message = _original(call)
    _edit(call, message)
    asked.settled.set()
    return 200, announcements.render(call.world, message)


@operation("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", by_token=True)
def op_delete_original_webhook_message(call: Call) -> Answer:
    """Delete the first answer."""
    asked, message = _original(call)
    posting.delete(call.world, message, op=call.operation)
    asked.settled.set()
    return 204, None


def _edit(call: Call, message: Message) -> None:
    check_edit(message, call)
    posting.edit(call.world, message, call.body, call.files, op=call.operation)


def _followup(call: Call) -> Message:
    asked, key = _asked(call), call.id("message_id")
    for message in (asked.original, asked.message, *asked.followups):
        if message and message.id == key and not message.deleted:
            return message
    raise Refused(10008)


@operation("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", by_token=True)
def op_get_webhook_message(call: Call) -> Answer:
    """A follow-up."""
    return 200, announcements.render(call.world, _followup(call))


@operation("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", by_token=True)
def op_update_webhook_message(call: Call) -> Answer:
    """Edit a follow-up."""
    message = _followup(call)
    _edit(call, message)
    return 200, announcements.render(call.world, message)


@operation("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", by_token=True)
def op_delete_webhook_message(call: Call) -> Answer:
    """Delete a follow-up."""
    posting.delete(call.world, _followup(call), op=call.operation)
    return 204, None
