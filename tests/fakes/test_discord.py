"""What people and a real discord.py bot can do on the fake Discord: commands, forms, buttons, messages."""

import asyncio
import io
import signal
import subprocess
import sys

import aiohttp
import discord
import pytest

from tests.fakes.discord import CannotSend, FakeDiscord
from tests.fakes.discord.console import perform
from tests.fakes.stage import Bot, Stage, quiet_library, stage, until, with_commands

__all__ = ["quiet_library", "stage"]  # fixtures


async def test_a_slash_command_is_acknowledged_at_once_and_answered_privately(stage: Stage) -> None:
    answer = await stage.ben.slash(stage.lobby, "meeting schedule", {"title": "Plan", "minutes": 30})
    await answer.settled()
    assert answer.acknowledged_after is not None
    assert answer.acknowledged_after < 1
    assert answer.message is not None
    assert (answer.message.content, answer.message.ephemeral) == ("Plan 30 o", True)
    assert answer.message in stage.ben.reads(stage.lobby)
    assert answer.message not in stage.ana.reads(stage.lobby)
    with pytest.raises(discord.NotFound):
        await stage.here.fetch_message(answer.message.id)


@pytest.mark.parametrize(
    ("command", "options", "why"),
    [
        ("meeting plan", {}, "there is no 'plan'"),
        ("gathering", {}, "no command"),
        ("meeting", {}, "is a group"),
        ("meeting schedule", {}, "missing: title"),
        ("meeting schedule", {"title": "x", "colour": 1}, "unknown options"),
        ("meeting schedule", {"title": "x", "minutes": 4}, "not between"),
        ("meeting schedule", {"title": "x", "minutes": "many"}, "wrong type"),
        ("meeting schedule", {"title": "x", "kind": "ajar"}, "not offered"),
        ("close", {}, "no command"),
    ],
)
async def test_a_client_sends_only_what_is_offered(
    stage: Stage, command: str, options: dict[str, object], why: str
) -> None:
    with pytest.raises(CannotSend, match=why):
        await stage.ben.slash(stage.lobby, command, options)


async def test_a_choice_is_sent_by_its_value_whatever_it_is_called(stage: Stage) -> None:
    answer = await stage.ben.slash(stage.lobby, "meeting schedule", {"title": "Plan", "kind": "Shut"})
    assert "Plan 60 s" in (await answer.settled()).text


async def test_default_permissions_and_contexts_decide_what_is_offered(stage: Stage) -> None:
    assert (await stage.ana.slash(stage.lobby, "close")).text == "closed"
    chat = await stage.ben.dm()
    assert (await stage.ben.slash(chat, "ballot")).text.startswith("please vote")
    with pytest.raises(CannotSend, match="no command"):
        await stage.ben.slash(chat, "meeting schedule", {"title": "x"})


async def test_suggestions_come_for_what_is_typed(stage: Stage) -> None:
    found = await stage.ben.suggest(stage.lobby, "meeting show", "code", "B")
    assert [(each.name, each.value) for each in found] == [("Meeting B2", "B2")]
    with pytest.raises(CannotSend, match="no suggestions"):
        await stage.ben.suggest(stage.lobby, "meeting schedule", "title", "x")


async def test_the_localised_names_of_commands_are_kept(stage: Stage) -> None:
    kept = {each["name"]: each["name_localizations"] for each in stage.fake.world.commands[None].values()}
    assert kept["meeting"] == {"fr": "réunion"}
    fetched = await stage.bot.tree.fetch_commands()
    assert {each.name for each in fetched} >= {"meeting", "ballot", "Save as lesson"}


async def test_the_same_commands_keep_their_ids(stage: Stage) -> None:
    before = set(stage.fake.world.commands[None])
    await stage.bot.tree.sync()
    assert set(stage.fake.world.commands[None]) == before


async def test_a_form_is_opened_filled_in_and_taken(stage: Stage) -> None:
    form = await stage.ben.slash(stage.lobby, "lesson")
    assert form.modal is not None
    assert form.modal["title"] == "A lesson"
    answer = await stage.ben.submit(form, {"words": "We were late", "Kind": ["Good"]})
    assert answer.text == "We were late / g"
    with pytest.raises(CannotSend, match="characters"):
        await stage.ben.submit(form, {"words": "x" * 51, "kind": ["g"]})
    with pytest.raises(CannotSend, match="not offered"):
        await stage.ben.submit(form, {"words": "x", "kind": ["bad"]})
    with pytest.raises(CannotSend, match="does not ask"):
        await stage.ben.submit(form, {"colour": "red"})


async def test_buttons_and_selects_answer_by_custom_id_and_by_label(stage: Stage) -> None:
    message = (await stage.ana.slash(stage.lobby, "ballot")).message
    assert message is not None
    assert (await stage.ben.click(message, "Vote")).text == "voted on A12"
    picked = await (await stage.ben.select(message, "Pick", ["Blue"])).settled()
    assert picked.followups[0].content == "picked b"
    edited = await (await stage.ben.click(message, "ack")).settled()
    assert edited.message is message
    assert message.content == "seen by ben"


async def test_what_is_disabled_absent_or_not_offered_cannot_be_chosen(stage: Stage) -> None:
    message = (await stage.ana.slash(stage.lobby, "ballot")).message
    assert message is not None
    with pytest.raises(CannotSend, match="disabled"):
        await stage.ben.click(message, "Closed")
    with pytest.raises(CannotSend, match="there is no"):
        await stage.ben.click(message, "Approve")
    with pytest.raises(CannotSend, match="not offered"):
        await stage.ben.select(message, "pick", ["Green"])
    assert (await stage.ben.click(message, "closed", force=True)).text == "it was closed"


async def test_a_button_of_a_bot_that_was_restarted_still_works(stage: Stage) -> None:
    message = (await stage.ana.slash(stage.lobby, "ballot")).message
    assert message is not None
    await stage.bot.close()
    await stage.run(with_commands(Bot()))
    assert (await stage.ben.click(message, "Vote")).text == "voted on A12"


async def test_a_menu_command_gets_the_words_of_its_message(stage: Stage) -> None:
    said = await stage.zoe.say(stage.lobby, "never again")
    assert (await stage.ben.menu(stage.lobby, said, "Save as lesson")).text == "saved: never again"


async def test_files_travel_both_ways(stage: Stage) -> None:
    answer = await stage.ben.slash(stage.lobby, "read", {"file": ("note.txt", b"hello"), "who": stage.zoe})
    assert answer.text == "hello for zoe"
    assert answer.message is not None
    assert [each.filename for each in answer.message.attachments] == ["copy.txt"]
    sent = await stage.here.send("the list", file=discord.File(io.BytesIO(b"1,2"), "list.csv"))
    assert await sent.attachments[0].read() == stage.fake.world.files[sent.attachments[0].id]
    await sent.edit(attachments=[])
    assert stage.ben.reads(stage.lobby)[-1].attachments == []


async def test_nobody_waits_longer_than_discord_does(stage: Stage) -> None:
    stage.fake.world.patience = 0.2
    answer = await stage.ben.slash(stage.lobby, "silent")
    assert (answer.error, answer.acknowledged_after) == ("not acknowledged", None)


async def test_an_answer_that_comes_too_late_or_twice_is_refused(stage: Stage) -> None:
    stage.fake.world.patience = 0.2
    answer = await stage.ben.slash(stage.lobby, "silent")
    (interaction,) = stage.bot.heard("interaction")
    with pytest.raises(discord.NotFound) as late:
        await interaction.response.send_message("late")
    assert late.value.code == 10062
    answer = await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})
    again = stage.bot.heard("interaction")[-1]
    again.response._response_type = None
    with pytest.raises(discord.HTTPException) as twice:
        await again.response.send_message("again")
    assert twice.value.code == 40060
    assert answer.text == "shown A1"


async def test_an_interaction_can_be_answered_for_fifteen_minutes(stage: Stage) -> None:
    await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})
    interaction = stage.bot.heard("interaction")[-1]
    stage.fake.advance(minutes=14)
    await interaction.followup.send("in time", ephemeral=True)
    stage.fake.advance(minutes=2)
    with pytest.raises(discord.HTTPException) as late:
        await interaction.edit_original_response(content="late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_the_first_follow_up_takes_the_place_of_thinking(stage: Stage) -> None:
    @stage.bot.tree.command(description="Thinks")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("one")
        await interaction.followup.send("two")

    await stage.bot.tree.sync()
    answer = await stage.ben.slash(stage.lobby, "think")
    await until(lambda: answer.followups)
    assert answer.message is not None
    assert (answer.message.content, answer.message.ephemeral) == ("one", True)
    assert [each.content for each in answer.followups] == ["two"]


async def test_a_bot_reads_only_what_it_may(stage: Stage) -> None:
    said = await stage.ben.say(stage.lobby, "between us")
    await stage.ben.say(stage.lobby, f"hello {stage.fake.bot.mention}")
    mine = await stage.here.send("mine")
    ours = stage.ana.reads(stage.lobby)[-1]
    assert ours.id == mine.id
    await stage.ben.say(stage.lobby, "an answer", reply_to=ours)
    await stage.ben.say(await stage.ben.dm(), "in private")
    await until(lambda: len(stage.bot.heard("message")) == 5)
    told = [each.content for each in stage.bot.heard("message")]
    assert told == ["", f"hello {stage.fake.bot.mention}", "mine", "an answer", "in private"]
    assert (await stage.here.fetch_message(said.id)).content == ""


async def test_a_mention_notifies_only_whom_the_sender_allows(stage: Stage) -> None:
    text = f"{stage.ben.mention} {stage.zoe.mention} @everyone"
    await stage.here.send(text)
    assert stage.ben.notifications == []
    users = discord.AllowedMentions(users=[discord.Object(stage.ben.id)], everyone=False, roles=False)
    sent = await stage.here.send(text, allowed_mentions=users)
    assert [each.id for each in stage.ben.notifications] == [sent.id]
    assert stage.zoe.notifications == []
    await stage.here.send(text, allowed_mentions=discord.AllowedMentions.all())
    assert len(stage.zoe.notifications) == 1
    hidden = stage.guild.private("board", stage.ben)
    channel = await stage.bot.fetch_channel(hidden.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(stage.zoe.mention, allowed_mentions=discord.AllowedMentions.all())
    assert len(stage.zoe.notifications) == 1


async def test_a_closed_chat_takes_no_messages(stage: Stage) -> None:
    zoe, ben = await stage.bot.fetch_user(stage.zoe.id), await stage.bot.fetch_user(stage.ben.id)
    with pytest.raises(discord.Forbidden) as closed:
        await zoe.send("hello")
    assert closed.value.code == 50007
    await ben.send("hello")
    assert [each.content for each in stage.ben.reads(await stage.ben.dm())] == ["hello"]


async def test_two_processes_with_one_token_both_hear_everything(stage: Stage) -> None:
    second = with_commands(Bot())
    second.fresh = False
    first = stage.bot
    await stage.run(second)
    assert stage.fake.connections == 2
    answer = await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})
    await until(lambda: first.heard("interaction") and second.heard("interaction"))
    assert answer.text == "shown A1"
    await first.close()


async def test_fifty_people_at_once_are_all_answered(stage: Stage) -> None:
    asked = [stage.ben.slash(stage.lobby, "meeting schedule", {"title": str(each)}) for each in range(50)]
    answers = await asyncio.gather(*asked)
    await asyncio.gather(*(each.settled() for each in answers))
    assert [each.text for each in answers] == [f"{each} 60 o" for each in range(50)]


async def test_a_bot_without_approval_for_an_intent_is_sent_away(stage: Stage) -> None:
    greedy = Bot(more_intents=discord.Intents(members=True).value)
    greedy.fresh = False
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await greedy.start(stage.fake.token)
    await greedy.close()


async def test_a_wrong_token_is_refused(stage: Stage) -> None:
    stranger = Bot()
    with pytest.raises(discord.LoginFailure):
        await stranger.start("wrong")
    await stranger.close()


async def test_an_unknown_operation_is_a_violation(stage: Stage) -> None:
    with pytest.raises(discord.HTTPException):
        await stage.server.bans().__anext__()
    assert len(stage.fake.violations) == 1
    assert "list_guild_bans" in stage.fake.violations.pop() or stage.fake.rest.contract is None


async def test_it_runs_without_a_contract() -> None:
    fake = FakeDiscord()
    await fake.start()
    assert fake.url.startswith("http://127.0.0.1:")
    await fake.stop()


async def test_a_person_can_try_it_from_a_keyboard(stage: Stage) -> None:
    assert await perform(stage.guild, 'ben lobby /meeting schedule title="A plan" minutes=30') == "A plan 30 o"
    assert (await perform(stage.guild, "ana #lobby /ballot")).startswith("please vote")
    assert await perform(stage.guild, "zoe lobby !Vote") == "voted on A12"
    assert (await perform(stage.guild, "zoe lobby hello")).endswith("Zoe: hello")
    assert (await perform(stage.guild, "zoe lobby /close")).startswith("CannotSend: no command")
    assert "Ben writes" in await perform(stage.guild, "nobody nowhere")


@pytest.mark.long
async def test_it_can_be_served_as_a_program() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.discord", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdout
    lines = [(await program.stdout.readline()).decode().split(maxsplit=1) for _ in range(3)]
    about = {name: value.strip() for name, value in lines}
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {about['token']}"}) as web:
        user = await (await web.get(f"{about['API']}/users/@me")).json()
    assert user["username"] == "Roundtable"
    program.send_signal(signal.SIGTERM)
    await program.communicate(b"\n")
    assert program.returncode == 0


async def test_files_are_changed_by_edits_and_sent_in_posts_and_follow_ups(stage: Stage) -> None:
    def file(name: str) -> discord.File:
        return discord.File(io.BytesIO(name.encode()), name)

    sent = await stage.here.send("list", files=[file("a.csv"), file("b.csv")])
    await sent.edit(attachments=[sent.attachments[1], file("c.csv")])
    assert [each.filename for each in stage.ben.reads(stage.lobby)[0].attachments] == ["b.csv", "c.csv"]
    answer = await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})
    await stage.bot.heard("interaction")[-1].followup.send(file=file("d.csv"), ephemeral=True)
    assert [each.filename for each in answer.followups[0].attachments] == ["d.csv"]
    forum = stage.guild.forum("posts")
    await until(lambda: stage.bot.get_channel(forum.id))
    known = stage.bot.get_channel(forum.id)
    assert isinstance(known, discord.ForumChannel)
    made = await known.create_thread(name="Post", content="see", file=file("e.csv"))
    assert [each.filename for each in made.message.attachments] == ["e.csv"]
