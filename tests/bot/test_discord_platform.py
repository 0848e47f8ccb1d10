"""Discord's adapter, inwards: the real client, against a Discord over loopback."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.platform import Control, Fatal, Later, Rendered, Target
from bot.platforms.discord import addresses, intake, supervisor
from bot.platforms.discord.client import READY_AFTER, GatewayClient
from bot.platforms.discord.platform import DiscordPlatform, account_of
from bot.platforms.discord.supervisor import Patience, supervise
from commands.engine.heard import Call, Event, Heard
from storage.engine import StorageTrouble, Trouble
from storage.message import Offer
from tests.bot.discord_stage import LEXICON, WITHIN, NoCheckpoint, Stage, staged, values_of
from tests.fakes.discord import Message, Reset, Status, posting

NOTHING: Any = SimpleNamespace(note=lambda rooms: None)
MUTE: dict[str, Any] = {
    "intake": NOTHING,
    "changes": NOTHING,
    "ready": lambda: None,
    "forget": lambda server: None,
    "sent": lambda nonce, event: None,
    "kinds": lambda kinds: None,
}
"""A client that tells nobody."""


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    """A server with some people on it."""
    async with staged(monkeypatch, tmp_path) as made:
        yield made


def target(stage: Stage) -> Target:
    return Target(room=str(stage.room.id), encrypted=False)


def offered(*controls: tuple[str, str, str]) -> Rendered:
    """A text with things to click: what each does, its label, its value."""
    made = tuple(Control(offer=Offer(does, label, value), label=label) for does, label, value in controls)
    return Rendered(plain="Will you come?", html="", controls=made)


async def posted(stage: Stage, platform: DiscordPlatform, text: Rendered, key: str = "k" * 24) -> Message:
    """A message of the bot's, as people see it."""
    event = await platform.post(target(stage), text, key=key)
    return stage.room.messages[int(event.partition("/")[2])]


# What people do


async def test_a_slash_command_is_acknowledged_privately_and_handed_on(stage: Stage) -> None:
    async with stage.connected():
        asked = await stage.ana.slash(stage.room, "meeting list")
        assert asked.acknowledged_after is not None
        assert asked.acknowledged_after < 0.1
        assert asked.deferred
        assert asked.message is not None
        assert asked.message.ephemeral
        [heard] = await stage.heard(1)
    assert heard.call is not None
    assert heard.call.path == ("meeting", "list")
    assert (heard.room, heard.sender, heard.text) == (str(stage.room.id), str(stage.ana.id), "")
    assert heard.verified
    assert not heard.encrypted
    assert asked.interaction.token not in repr(heard)


async def test_what_was_answered_is_seen_by_the_asker_alone_and_can_be_said_again(stage: Stage) -> None:
    async with stage.connected() as platform:
        asked = await stage.ana.slash(stage.room, "meeting list")
        [heard] = await stage.heard(1)
        to = Target(room=heard.room, encrypted=False, answer_to=heard.answer_to)
        first = await platform.answer(to, Rendered(plain="None.", html=""), key="a")
        again = await platform.answer(to, Rendered(plain="None.", html=""), key="a")
        assert first == again
        assert asked.text == "None."
        assert not stage.ben.reads(stage.room)
        await platform.redact(to, first, key="b")
        assert asked.text == "–"


async def test_an_answer_after_fifteen_minutes_is_refused_for_good(stage: Stage) -> None:
    async with stage.connected() as platform:
        await stage.ana.slash(stage.room, "meeting list")
        [heard] = await stage.heard(1)
        stage.fake.advance(minutes=16)
        to = Target(room=heard.room, encrypted=False, answer_to=heard.answer_to)
        for deed in (
            platform.answer(to, Rendered(plain="late", html=""), key="a"),
            platform.answer_stranger(heard.answer_to, Rendered(plain="late", html="")),
            platform.redact(to, "1/2", key="b"),
        ):
            with pytest.raises(Exception, match="answer-over"):
                await deed


async def test_a_command_without_its_text_opens_a_form_in_the_askers_language(stage: Stage) -> None:
    async with stage.connected():
        asked = await stage.ben.slash(stage.room, "question answer", {"code": "Q-1", "named": "yes"})
        assert asked.modal is not None
        assert asked.modal["custom_id"] == "rt:form:question:answer"
        assert asked.modal["title"] == LEXICON.words_of(("question", "answer"), "fr")
        sent = await stage.ben.submit(asked, {"text": "We\nmet."})
        assert sent.deferred
        [heard] = await stage.heard(1)
    assert heard.call is not None
    assert heard.call.path == ("question", "answer")
    assert dict(values_of(heard)) == {"code": "Q-1", "text": "We\nmet.", "named": "yes"}


async def test_no_form_is_opened_for_what_this_platform_may_not_carry(stage: Stage) -> None:
    async with stage.connected():
        asked = await stage.ana.slash(stage.room, "engagement question", {"code": "ENG-7KQ4"})
        assert asked.modal is None
        assert asked.deferred
        [heard] = await stage.heard(1)
    assert heard.call is not None
    assert heard.call.path == ("engagement", "question")


async def test_a_message_becomes_the_text_of_a_form(stage: Stage) -> None:
    async with stage.connected():
        said = await stage.ben.say(stage.room, "Always ask for the audit report first.")
        asked = await stage.ana.menu(stage.room, said, "Make an action")
        assert asked.modal is not None
        assert asked.modal["custom_id"] == "rt:form:action:add"
        await stage.ana.submit(asked, {"owner": "Ben", "due": "15 March"})
        [heard] = await stage.heard(1)
    assert heard.call is not None
    assert heard.call.path == ("action", "add")
    assert values_of(heard)["text"] == "Always ask for the audit report first."
    assert values_of(heard)["owner"] == "Ben"


async def test_buttons_and_menus_work_after_a_restart(stage: Stage) -> None:
    text = offered(
        ("reply:yes", "Yes", ""),
        ("dialog:d1:no", "No", ""),
        ("pick:d2", "One", "1"),
        ("pick:d2", "Two", "2"),
        ("write:d3:text", "Write", ""),
        ("call:lesson used:L-12", "I used L-12", ""),
    )
    async with stage.connected() as platform:
        message = await posted(stage, platform, text)
    stage.ears.heard.clear()
    async with stage.connected():
        for press in ("Yes", "No"):
            asked = await stage.ana.click(message, press)
            assert asked.deferred
        asked = await stage.ana.select(message, "rt:pick:d2", ["2"])
        assert asked.deferred
        form = await stage.ana.click(message, "Write")
        assert form.modal is not None
        assert (await stage.ana.submit(form, {"text": "Because."})).deferred
        assert (await stage.ana.click(message, "I used L-12")).deferred
        yes, no, two, because, used = await stage.heard(5)
    assert (yes.text, yes.reply_to) == ("yes", f"{stage.room.id}/{message.id}")
    assert (no.text, no.dialog) == ("no", "d1")
    assert used.call == Call(path=("lesson", "used"), values={"code": "L-12"})
    assert (two.text, two.dialog) == ("2", "d2")
    assert (because.text, because.dialog) == ("Because.", "d3")


@pytest.mark.parametrize("custom_id", ["rt:dialog:copied:yes", "rt:nothing", "somebody:else"])
async def test_a_copied_or_unknown_button_is_answered_too(stage: Stage, custom_id: str) -> None:
    async with stage.connected() as platform:
        message = await posted(stage, platform, offered(("reply:yes", "Yes", "")))
        asked = await stage.ana.click(message, custom_id, force=True)
        assert asked.deferred
        [heard] = await stage.heard(1)
    assert (heard.dialog, heard.text) == ("stale", "")


async def test_suggestions_are_what_the_asker_may_know_and_fit(stage: Stage) -> None:
    stage.ears.offered = [("MTG-1", "Planning"), ("x" * 101, "too long"), ("MTG-2", "y" * 200)]
    async with stage.connected():
        shown = await stage.ana.suggest(stage.room, "meeting show", "code", "pl")
    [typing] = stage.ears.typed
    assert (typing.path, typing.option, typing.text) == (("meeting", "show"), "code", "pl")
    assert typing.sender == str(stage.ana.id)
    assert [(one.value, len(one.name)) for one in shown] == [("MTG-1", 8), ("MTG-2", 100)]


async def test_at_most_25_are_suggested_and_a_failure_suggests_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.ears.offered = [(f"MTG-{number}", f"Meeting {number}") for number in range(40)]
    async with stage.connected():
        assert len(await stage.ana.suggest(stage.room, "meeting show", "code")) == 25
        monkeypatch.setattr(stage.ears, "typed", None)  # a bug of ours
        assert await stage.ana.suggest(stage.room, "meeting show", "code") == []


async def test_only_words_to_the_bot_are_heard(stage: Stage) -> None:
    async with stage.connected() as platform:
        message = await posted(stage, platform, offered())
        await stage.ana.say(stage.room, "by the way")
        await stage.ana.say(stage.room, f"<@{stage.fake.bot.id}> meeting list")
        await stage.ana.say(stage.room, "yes", reply_to=message)
        await stage.ana.say(stage.room, "hear, hear", reply_to=await stage.ben.say(stage.room, "No."))
        await stage.ana.say(stage.room, f"<@{stage.fake.bot.id}>")
        direct = await stage.ana.dm()
        await stage.ana.say(direct, f"person show <@{stage.ben.id}>")
        mentioned, replied, private = await stage.heard(3)
    assert (mentioned.text, mentioned.mentioned, mentioned.reply_to) == ("meeting list", True, None)
    assert (replied.text, replied.reply_to) == ("yes", f"{stage.room.id}/{message.id}")
    assert not replied.mentioned
    assert (private.text, private.room) == (f"person show {stage.ben.id}", str(direct.id))
    assert not private.mentioned
    assert private.event_id.startswith(f"{direct.id}/")


async def test_a_private_chat_takes_commands_and_forms_too(stage: Stage) -> None:
    direct = await stage.ben.dm()
    async with stage.connected() as platform:
        asked = await stage.ben.slash(direct, "question ask", {"named": "no"})
        await stage.ben.submit(asked, {"text": "Who knows them?"})
        [heard] = await stage.heard(1)
        await platform.answer_stranger(heard.answer_to, Rendered(plain="Hello.", html=""))
    assert heard.room == str(direct.id)
    assert dict(values_of(heard)) == {"text": "Who knows them?", "named": "no"}
    assert [one.text for one in direct.messages.values()] == ["Hello."]


async def test_many_at_once_are_acknowledged_before_the_first_is_gone_into(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BURST_WITHIN", 30.0)  # however slow the machine is
    acknowledged: list[int] = []

    async def then(event: Event) -> None:
        if isinstance(event, Heard):
            acknowledged.append(stage.effects("create_interaction_response"))
            time.sleep(0.02)  # noqa: ASYNC251  work that holds everything up

    people = [stage.fake.user(f"P{number}") for number in range(30)]
    rooms = [stage.guild.channel(f"c{number}") for number in range(30)]
    for person in people:
        stage.guild.join(person)
    stage.ears.then = then
    async with stage.connected():
        await asyncio.gather(*(one.slash(room, "meeting list") for one, room in zip(people, rooms, strict=True)))
        await stage.heard(30)
    assert acknowledged[0] >= intake.BURST


async def test_a_thread_is_a_room_within_its_channel(stage: Stage) -> None:
    thread = stage.guild.thread(stage.room, "eng", stage.ana, stage.fake.bot, private=True)
    async with stage.connected():
        await stage.ana.slash(thread, "meeting list")
        await stage.ana.say(thread, f"<@{stage.fake.bot.id}> help")
        called, said = await stage.heard(2)
    for heard in (called, said):
        assert (heard.room, heard.within) == (str(thread.id), str(stage.room.id))


# In order, and again


async def test_a_channel_keeps_its_order_and_another_one_does_not_wait(stage: Stage) -> None:
    held, other = asyncio.Event(), stage.guild.channel("other")

    async def then(event: Event) -> None:
        if isinstance(event, Heard) and event.text == "one":
            await held.wait()

    stage.ears.then = then
    async with stage.connected():
        for text in ("one", "two"):
            await stage.ana.say(stage.room, f"<@{stage.fake.bot.id}> {text}")
        await stage.ana.say(other, f"<@{stage.fake.bot.id}> elsewhere")
        assert [one.text for one in await stage.heard(2)] == ["one", "elsewhere"]
        held.set()
        assert [one.text for one in await stage.heard(3)] == ["one", "elsewhere", "two"]


@pytest.mark.parametrize("trouble", [Later("busy", 0.01), StorageTrouble(Trouble.LOCKED)])
async def test_what_could_not_be_kept_is_handed_over_again(stage: Stage, trouble: Exception) -> None:
    async with stage.connected():
        stage.ears.troubles.append(trouble)
        await stage.ana.slash(stage.room, "meeting list")
        [heard] = await stage.heard(1)
    assert heard.call is not None


async def test_a_refused_account_ends_it_all(stage: Stage) -> None:
    async def refuse() -> None:
        stage.ears.troubles.append(Fatal("enough"))
        await stage.ana.slash(stage.room, "meeting list")

    with pytest.raises(Fatal, match="enough"):
        await stage.ends_by(refuse)
    assert stage.ears.said == []


@pytest.mark.parametrize("fault", [Status(503), Reset(), Status(502)])
async def test_a_lost_acknowledgement_loses_no_command(stage: Stage, fault: Status | Reset) -> None:
    async with stage.connected():
        stage.fake.fail("create_interaction_response", fault)
        asked = await stage.ana.slash(stage.room, "meeting list")
        assert asked.error is None
        assert len(await stage.heard(1)) == 1


async def test_an_acknowledgement_that_comes_too_late_loses_no_command(stage: Stage) -> None:
    async with stage.connected():
        stage.fake.world.patience = 0.0
        asked = await stage.ana.slash(stage.room, "meeting list")
        assert asked.error is not None
        assert len(await stage.heard(1)) == 1


# Who can read what


async def test_at_every_ready_all_channels_are_announced_and_commands_are_sent_once(stage: Stage) -> None:
    thread = stage.guild.thread(stage.room, "eng", stage.fake.bot, private=True)
    async with stage.connected():
        await stage.until(lambda: {str(stage.room.id), str(thread.id)} <= set(stage.ears.changed))
    stage.ears.heard.clear()
    async with stage.connected():
        await stage.until(lambda: str(stage.room.id) in stage.ears.changed)
        await asyncio.sleep(0.3)
    assert stage.fake.calls["bulk_set_application_commands"] == 1


@pytest.mark.parametrize(
    "what", ["new", "overwrite", "delete", "role", "role-new", "role-gone", "owner", "thread", "joined", "left"]
)
async def test_a_change_of_readers_is_announced_once(stage: Stage, what: str) -> None:
    guild, room = stage.guild, stage.room
    role = guild.role("readers")
    thread = guild.thread(room, "eng", stage.fake.bot, stage.ben, private=True)
    async with stage.connected():
        await stage.until(lambda: str(thread.id) in stage.ears.changed)
        await asyncio.sleep(0.4)
        stage.ears.heard.clear()
        match what:
            case "new":
                room = guild.channel("new")
            case "overwrite":
                guild.overwrite(room, stage.ana, 1 << 10)
            case "delete":
                guild.delete_channel(room)
            case "role":
                guild.change_role(role, permissions=8)
                guild.change_role(role, permissions=0)
            case "role-new":
                guild.role("others")
            case "role-gone":
                guild.delete_role(role)
            case "owner":
                guild.hand_over(stage.ana)
            case "thread":
                guild.change_thread(thread, locked=True)
            case "left":
                guild.leave(stage.fake.bot)
            case "joined":  # without the privileged intent, Discord's own message is all that tells of it
                posting.create(stage.fake.world, thread, stage.owner, {"content": ""}, op="person:adds", type=1)
        changed = str(thread.id if what in ("thread", "joined") else room.id)
        await stage.until(lambda: changed in stage.ears.changed)
        await asyncio.sleep(0.4)
        assert stage.ears.changed.count(changed) == 1


# It stays up


async def works(stage: Stage) -> None:
    """A command comes through, from now on."""
    before = len(stage.ears.said)
    async with asyncio.timeout(WITHIN):
        while len(stage.ears.said) == before:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await stage.ana.slash(stage.room, "meeting list")


async def test_what_was_missed_while_the_line_was_down_comes_after_it(stage: Stage) -> None:
    async with stage.connected():
        await stage.fake.drop(4000)
        await stage.ana.say(stage.room, f"<@{stage.fake.bot.id}> meanwhile")
        assert (await stage.heard(1))[0].text == "meanwhile"
        await works(stage)


@pytest.mark.parametrize("trouble", ["invalid", "broken", "resume-refused", "1006"])
async def test_the_bot_comes_back(stage: Stage, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord.py waits five seconds before it identifies again."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with stage.connected():
        stage.ears.heard.clear()
        match trouble:
            case "invalid":
                stage.fake.forget_sessions()
                await stage.fake.drop(4000)
            case "broken":
                stage.fake.broken_event("CHANNEL_CREATE", {"id": "1", "type": 0, "guild_id": str(stage.guild.id)})
            case "resume-refused":
                stage.fake.refuse_connections()
                await stage.fake.drop(4000)
                await asyncio.sleep(1.5)
                stage.fake.refuse_connections(False)
            case "1006":
                await stage.fake.drop(1006)
        await works(stage)
        if trouble != "1006":
            await stage.until(lambda: str(stage.room.id) in stage.ears.changed)


async def test_a_gateway_that_is_not_there_at_first_is_waited_for(stage: Stage) -> None:
    stage.fake.refuse_connections()
    async with stage.started() as platform:
        running = asyncio.create_task(platform.run(stage.ears.hear, NoCheckpoint(), stage.ears.suggest))
        await asyncio.sleep(0.5)
        stage.fake.refuse_connections(False)
        await stage.until(lambda: (stage.folder / "commands.json").exists())
        await works(stage)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.mark.parametrize(("code", "says"), [(4004, "token"), (4014, "intent"), (4013, "4013")])
async def test_what_no_new_client_would_mend_is_fatal(stage: Stage, code: int, says: str) -> None:
    with pytest.raises(Fatal, match=says):
        await stage.ends_by(lambda: stage.fake.drop(code))


async def ended_after(stage: Stage, client: GatewayClient, deed: Callable[[], None]) -> None:
    """Connect, do this, and end as the supervisor ends a client."""
    addresses.point(stage.fake.api_url, stage.fake.gateway_url)
    live = asyncio.create_task(client.start(stage.fake.token))
    await stage.until(lambda: client.is_live, live)
    deed()
    await asyncio.sleep(0)
    live.cancel()
    await asyncio.gather(live, return_exceptions=True)
    await client.close()


@pytest.mark.long
async def test_a_client_that_ends_right_after_it_was_ready_takes_nothing_more_in(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py tells of READY 0.3 s later; to a closed client, whose loop is gone, it can't."""
    await ended_after(stage, GatewayClient(**MUTE), lambda: None)
    await asyncio.sleep(2 * READY_AFTER)
    gc.collect()
    assert [one.getMessage() for one in caplog.records if one.name == "asyncio"] == []


@pytest.mark.parametrize("taken_within", [0.1, None])
async def test_what_a_client_is_taking_in_is_done_before_its_end_or_ended_with_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, taken_within: float | None
) -> None:
    monkeypatch.setattr("bot.platforms.discord.client.ACKNOWLEDGE_WITHIN", 0.3)
    ended: list[str] = []

    async def take(interaction: object) -> None:
        try:
            await (asyncio.Event().wait() if taken_within is None else asyncio.sleep(taken_within))
            ended.append("taken in, " + ("too late" if client.is_closed() else "in time"))
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # whoever is ended may have something to finish
            ended.append("cancelled")
            raise

    client = GatewayClient(**MUTE | {"intake": SimpleNamespace(interaction=take)})
    await ended_after(stage, client, lambda: client.dispatch("interaction", None))
    assert ended == ["cancelled" if taken_within is None else "taken in, in time"]


class Ending:
    """A client that connects and ends at once."""

    was_live = True
    is_live = False

    def __init__(self, began: list[float], most: int) -> None:
        self._began = began
        self._most = most

    async def start(self, token: str) -> None:
        """Not for long."""
        self._began.append(asyncio.get_running_loop().time())
        if len(self._began) == self._most:
            raise discord.LoginFailure
        raise KeyError("name")

    async def close(self) -> None:
        """Not even that."""
        raise RuntimeError


async def test_a_client_that_ends_again_and_again_is_made_less_and_less_often() -> None:
    began: list[float] = []
    patience = Patience(first=0.02, longest=0.05, rare=0.3, look=1.0)
    with pytest.raises(Fatal, match="401"):
        await supervise(lambda: Ending(began, 7), "token", patience)  # type: ignore[arg-type,return-value]  # a stub
    gaps = [later - earlier for earlier, later in pairwise(began)]
    assert gaps[0] < 0.1
    assert gaps[-1] >= 0.15


class Deaf(Ending):
    """A client that takes a first request to end for something else, as the library's own does while it connects."""

    async def start(self, token: str) -> None:
        """For ever, if nobody insists."""
        self._began.append(0.0)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()


async def test_a_client_that_does_not_hear_that_it_is_to_end_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "CANCEL_EVERY", 0.01)
    began: list[float] = []
    running = asyncio.create_task(supervise(lambda: Deaf(began, 0), "token", Patience()))  # type: ignore[arg-type,return-value]
    async with asyncio.timeout(30):
        while not began:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])
    assert running.cancelled()


async def test_a_refused_token_is_fatal_and_not_tried_again(stage: Stage) -> None:
    other = f"{stage.fake.token.partition('.')[0]}.abcdef.{'x' * 30}"
    with pytest.raises(Fatal, match="401"):
        async with stage.started(token=other):
            pass
    assert stage.fake.calls["get_my_user"] == 1


async def test_discord_away_at_the_start_is_waited_for(stage: Stage) -> None:
    stage.fake.fail("get_my_user", Status(503))
    platform = stage.platform()
    with pytest.raises(Later):
        await platform.start()
    await platform.start()
    await platform.close()
    await platform.close()


async def test_commands_that_could_not_be_sent_are_sent_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.registration.AGAIN", 0.05)
    stage.fake.fail("bulk_set_application_commands", Status(503))
    async with stage.connected():
        assert stage.fake.calls["bulk_set_application_commands"] == 2


# Where and who


@pytest.mark.parametrize("api", ["https://discord.com.evil.org/api", "http://example.org", "ftp://127.0.0.1", "//x"])
def test_the_token_is_sent_to_discord_or_this_machine_alone(stage: Stage, api: str) -> None:
    with pytest.raises(ValueError, match="address"):
        stage.platform(api=api)
    with pytest.raises(ValueError, match="address"):
        stage.platform(gateway=api.replace("http", "ws"))
    for own in (addresses.API, "http://localhost:1/api/v10", "http://[::1]:9/api"):
        addresses.point(own, addresses.GATEWAY)


@pytest.mark.parametrize("token", ["", "nonsense", "x.y.z", "YWJj.x.y"])
def test_what_is_no_token_is_said_at_once_and_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="no Discord bot token") as refusal:
        account_of(token)
    assert refusal.value.__cause__ is None


@pytest.mark.later
async def test_check_names_what_an_operator_should_mend(stage: Stage) -> None:
    async with stage.connected() as platform:
        assert await platform.doctor() == {}
        stage.guild.bot_role.permissions &= ~(1 << 4)
        commands = stage.fake.world.commands[None]
        commands.pop(next(iter(commands)))
        found = await platform.doctor()
        assert found["permission to manage channels"] == "check-discord-permission"
        assert "check-discord-commands" in found.values()
    async with stage.started(guild="1") as elsewhere:
        assert "check-discord-no-server" in (await elsewhere.doctor()).values()
