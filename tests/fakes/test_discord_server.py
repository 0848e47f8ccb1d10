"""What the fake server refuses and what it keeps: channels, threads, events, audit log, commands, limits."""

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fakes.discord import Kind, Permission
from tests.fakes.stage import Stage, quiet_library, stage, until

__all__ = ["quiet_library", "stage"]  # fixtures


async def refused(code: int, doing: Any) -> None:
    """Expect Discord's code. Its status is part of what a client sees, so it is in the fake's table."""
    with pytest.raises(discord.HTTPException) as answer:
        await doing
    assert answer.value.code == code


def event_at(stage: Stage, hours: int = 24) -> dict[str, Any]:
    starts = stage.fake.now + timedelta(hours=hours)
    return {
        "name": "Planning",
        "start_time": starts,
        "end_time": starts + timedelta(hours=1),
        "entity_type": discord.EntityType.external,
        "privacy_level": discord.PrivacyLevel.guild_only,
        "location": "Room 3",
    }


class TestMessages:
    async def test_one_nonce_gives_one_message_for_some_minutes(self, stage: Stage) -> None:
        first = await stage.here.send("once", nonce="parcel-1")
        second = await stage.here.send("once", nonce="parcel-1")
        assert first.id == second.id
        assert [each.content for each in stage.ben.reads(stage.lobby)] == ["once"]
        stage.fake.advance(minutes=6)
        third = await stage.here.send("once", nonce="parcel-1")
        assert third.id != first.id
        assert [each.nonce for each in stage.fake.log if each.op == "create_message"] == ["parcel-1"] * 2

    async def test_they_are_read_in_pages(self, stage: Stage) -> None:
        sent = [await stage.here.send(str(each)) for each in range(7)]
        assert [each.content async for each in stage.here.history(limit=3)] == ["6", "5", "4"]
        after = [each.content async for each in stage.here.history(after=sent[2], oldest_first=True)]
        assert after == ["3", "4", "5", "6"]
        around = {each.content async for each in stage.here.history(around=sent[3], limit=3)}
        assert around == {"2", "3", "4"}

    async def test_they_are_edited_and_deleted_without_being_read_first(self, stage: Stage) -> None:
        sent = await stage.here.send("secret", embed=discord.Embed(title="More"))
        partial = stage.here.get_partial_message(sent.id)
        await partial.edit(content="[withdrawn]", embed=None, attachments=[], view=None)
        assert stage.ben.reads(stage.lobby)[0].text == "[withdrawn]"
        await partial.delete()
        assert stage.ben.reads(stage.lobby) == []
        await refused(10008, partial.delete())
        assert [each.op for each in stage.fake.log][-2:] == ["update_message", "delete_message"]

    async def test_a_reply_names_what_it_answers(self, stage: Stage) -> None:
        asked = await stage.ben.say(stage.lobby, "when?")
        partial = stage.here.get_partial_message(asked.id)
        await partial.reply("tomorrow")
        assert stage.ben.reads(stage.lobby)[-1].reference is asked
        assert stage.ben.notifications == []
        await partial.reply("tomorrow", mention_author=True)
        assert len(stage.ben.notifications) == 1

    async def test_too_much_or_nothing_is_refused(self, stage: Stage) -> None:
        await refused(50035, stage.here.send("x" * 2001))
        await refused(50006, stage.here.send(""))
        await refused(50035, stage.here.send(embeds=[discord.Embed(description="x" * 3001)] * 2))
        stage.fake.violations.clear()
        assert stage.ben.reads(stage.lobby) == []

    async def test_others_messages_are_not_the_bots(self, stage: Stage) -> None:
        said = await stage.ben.say(stage.lobby, "mine")
        await refused(50005, stage.here.get_partial_message(said.id).edit(content="yours"))
        stage.guild.bot_role.permissions &= ~int(Permission.MANAGE_MESSAGES)
        await refused(50013, stage.here.get_partial_message(said.id).delete())

    async def test_a_bot_writes_only_where_it_may(self, stage: Stage) -> None:
        silent = stage.guild.channel("silent", overwrites={stage.guild.bot_role: (0, int(Permission.SEND_MESSAGES))})
        hidden = stage.guild.channel("hidden", overwrites={stage.guild.everyone: (0, int(Permission.VIEW_CHANNEL))})
        await until(lambda: stage.bot.get_channel(hidden.id))
        for channel, code in ((silent, 50013), (hidden, 50001)):
            await refused(code, stage.bot.get_partial_messageable(channel.id).send("hello"))
        await refused(10003, stage.bot.get_partial_messageable(1).send("hello"))
        stage.guild.change_role(stage.guild.bot_role, permissions=int(Permission.ADMINISTRATOR))
        await stage.bot.get_partial_messageable(hidden.id).send("hello")

    async def test_a_message_that_only_one_sees_is_no_reply_target_for_others(self, stage: Stage) -> None:
        answer = await stage.ben.slash(stage.lobby, "meeting show", {"code": "A1"})
        assert answer.message
        await refused(10008, stage.here.fetch_message(answer.message.id))
        assert [each async for each in stage.here.history()] == []


class TestChannels:
    async def test_they_are_opened_changed_and_deleted_with_a_reason(self, stage: Stage) -> None:
        overwrites: dict[Any, discord.PermissionOverwrite] = {
            stage.server.default_role: discord.PermissionOverwrite(view_channel=False),
            stage.server.me: discord.PermissionOverwrite(view_channel=True),
        }
        made = await stage.server.create_text_channel("Board Room", overwrites=overwrites, reason="parcel ü 1")
        channel = stage.guild.channels[made.id]
        assert channel.name == "board-room"
        assert not stage.ben.sees(channel)
        await made.set_permissions(await stage.server.fetch_member(stage.ben.id), view_channel=True)
        assert stage.ben.sees(channel)
        await made.edit(topic="Plans")
        assert channel.topic == "Plans"
        found = [entry async for entry in stage.server.audit_logs(action=discord.AuditLogAction.channel_create)]
        assert found[0].reason == "parcel ü 1"
        await made.delete()
        await until(lambda: stage.server.get_channel(made.id) is None)
        await refused(10003, stage.bot.fetch_channel(made.id))

    async def test_what_moderators_do_is_told(self, stage: Stage) -> None:
        stage.guild.overwrite(stage.lobby, stage.guild.everyone, deny=int(Permission.SEND_MESSAGES))
        stage.guild.change_role(stage.affiliates, permissions=int(Permission.MANAGE_CHANNELS))
        other = stage.guild.channel("other", Kind.VOICE)
        stage.guild.delete_channel(other)
        await until(lambda: stage.bot.heard("guild_channel_delete"))
        assert len(stage.bot.heard("guild_channel_update")) == 1
        assert stage.server.get_role(stage.affiliates.id).permissions.manage_channels  # type: ignore[union-attr] # it is there

    async def test_fresh_data_is_there_for_the_asking(self, stage: Stage) -> None:
        stage.guild.private("board", stage.affiliates)
        roles = await stage.server.fetch_roles()
        channels = await stage.server.fetch_channels()
        member = await stage.server.fetch_member(stage.ben.id)
        assert {each.id for each in roles} == set(stage.guild.roles)
        assert {each.id for each in channels} == set(stage.guild.channels)
        assert [each.id for each in member.roles[1:]] == [stage.affiliates.id]
        await refused(10007, stage.server.fetch_member(stage.fake.user("Eve").id))

    async def test_a_bot_hands_on_only_what_it_has(self, stage: Stage) -> None:
        await refused(50013, stage.here.set_permissions(stage.server.default_role, ban_members=True))
        stage.guild.bot_role.permissions &= ~int(Permission.VIEW_AUDIT_LOG)
        with pytest.raises(discord.Forbidden):
            _ = [entry async for entry in stage.server.audit_logs()]


class TestThreads:
    async def test_a_private_one_shows_to_its_members(self, stage: Stage) -> None:
        made = await stage.here.create_thread(
            name="Engagement", type=discord.ChannelType.private_thread, invitable=False, reason="parcel 7"
        )
        thread = stage.guild.threads[made.id]
        await made.add_user(discord.Object(stage.ben.id))
        await made.send("hello")
        assert [each.sees(thread) for each in (stage.ana, stage.ben, stage.zoe)] == [True, True, False]
        assert (await made.fetch_member(stage.ben.id)).id == stage.ben.id
        await refused(10007, made.fetch_member(stage.zoe.id))
        # Without the privileged intent the list holds nobody but the bot.
        assert [each.id for each in await made.fetch_members()] == [stage.fake.bot.id]
        fetched = await stage.bot.fetch_channel(made.id)
        assert isinstance(fetched, discord.Thread)
        assert fetched.member_count == 2
        action = discord.AuditLogAction.thread_create
        assert [each.reason async for each in stage.server.audit_logs(action=action)] == ["parcel 7"]

    async def test_a_stranger_cannot_be_brought_into_one(self, stage: Stage) -> None:
        board = stage.guild.private("board", stage.affiliates)
        await until(lambda: stage.bot.get_channel(board.id))
        channel = stage.bot.get_channel(board.id)
        assert isinstance(channel, discord.TextChannel)
        thread = await channel.create_thread(name="x", type=discord.ChannelType.private_thread)
        await refused(50001, thread.add_user(discord.Object(stage.zoe.id)))
        await refused(10007, thread.add_user(discord.Object(stage.fake.user("Eve").id)))

    async def test_an_archived_one_wakes_for_words_and_for_nothing_else(self, stage: Stage) -> None:
        made = await stage.here.create_thread(name="Engagement", type=discord.ChannelType.public_thread)
        sent = await made.send("first")
        await made.edit(archived=True)
        await refused(50083, made.edit(name="Other"))
        await refused(50083, made.add_user(discord.Object(stage.ben.id)))
        await refused(50083, made.get_partial_message(sent.id).edit(content="x"))
        await made.send("second")
        assert not stage.guild.threads[made.id].archived
        stage.guild.change_thread(stage.guild.threads[made.id], archived=True, locked=True)
        stage.guild.bot_role.permissions &= ~int(Permission.MANAGE_THREADS)
        await refused(160005, made.send("third"))

    async def test_a_message_has_one_thread_at_most(self, stage: Stage) -> None:
        sent = await stage.here.send("discuss")
        thread = await sent.create_thread(name="Talk")
        assert thread.id == sent.id
        await refused(160004, stage.here.get_partial_message(sent.id).create_thread(name="Again"))

    async def test_they_are_found_again_active_and_archived(self, stage: Stage) -> None:
        private = discord.ChannelType.private_thread
        made = [await stage.here.create_thread(name=str(each), type=private) for each in range(4)]
        public = await stage.here.create_thread(name="open", type=discord.ChannelType.public_thread)
        await made[0].edit(archived=True)
        await made[1].edit(archived=True, locked=True)
        await public.edit(archived=True)
        active = await stage.server.active_threads()
        assert {each.name for each in active} == {"2", "3"}
        found = [each.name async for each in stage.here.archived_threads(private=True, limit=1)]
        assert found == ["1"]
        assert [each.name async for each in stage.here.archived_threads(private=True)] == ["1", "0"]
        joined = stage.here.archived_threads(private=True, joined=True)
        assert [each.name async for each in joined] == ["1", "0"]
        assert [each.name async for each in stage.here.archived_threads()] == ["open"]

    async def test_a_forum_post_is_a_thread_with_its_first_message(self, stage: Stage) -> None:
        forum = stage.guild.forum("engagements", tags=("open",), flags=1 << 4)
        await until(lambda: stage.bot.get_channel(forum.id))
        known = stage.bot.get_channel(forum.id)
        assert isinstance(known, discord.ForumChannel)
        await refused(40067, known.create_thread(name="Post", content="hello"))
        made = await known.create_thread(name="Post", content="hello", applied_tags=[known.available_tags[0]])
        assert made.thread.id == made.message.id
        assert [each.content for each in stage.ben.reads(stage.guild.threads[made.thread.id])] == ["hello"]
        await refused(50008, stage.bot.get_partial_messageable(forum.id).send("hello"))

    async def test_a_mention_brings_somebody_into_a_private_one(self, stage: Stage) -> None:
        made = await stage.here.create_thread(name="x", type=discord.ChannelType.private_thread, invitable=False)
        thread = stage.guild.threads[made.id]
        await made.send(stage.zoe.mention)
        assert not stage.zoe.sees(thread)
        await made.send(stage.zoe.mention, allowed_mentions=discord.AllowedMentions.all())
        assert stage.zoe.sees(thread)

    async def test_what_moderators_do_to_one_is_told(self, stage: Stage) -> None:
        made = await stage.here.create_thread(name="x", type=discord.ChannelType.private_thread)
        thread = stage.guild.threads[made.id]
        stage.guild.change_thread(thread, archived=True)
        await until(lambda: stage.bot.heard("raw_thread_update"))
        # Who else comes in is told only to a bot with the privileged intent.
        stage.guild.add_to_thread(thread, stage.zoe)
        stage.guild.delete_channel(thread)
        await until(lambda: stage.bot.heard("raw_thread_delete"))
        assert stage.bot.heard("thread_member_join") == []


class TestEvents:
    async def test_they_are_made_changed_and_cancelled(self, stage: Stage) -> None:
        made = await stage.server.create_scheduled_event(**event_at(stage), reason="parcel 9")
        await made.edit(name="Planning 2")
        await until(lambda: stage.bot.heard("scheduled_event_update"))
        assert [each.name for each in await stage.server.fetch_scheduled_events()] == ["Planning 2"]
        await made.cancel()
        assert await stage.server.fetch_scheduled_events() == []
        assert (await stage.server.fetch_scheduled_event(made.id)).status is discord.EventStatus.cancelled
        await made.delete()
        await refused(10070, stage.server.fetch_scheduled_event(made.id))
        action = discord.AuditLogAction.scheduled_event_create
        assert [each.reason async for each in stage.server.audit_logs(action=action)] == ["parcel 9"]

    async def test_one_in_a_voice_channel_needs_the_right_to_go_there(self, stage: Stage) -> None:
        hall = stage.guild.channel("hall", Kind.VOICE)
        await until(lambda: stage.bot.get_channel(hall.id))
        about = event_at(stage) | {
            "entity_type": discord.EntityType.voice,
            "channel": stage.server.get_channel(hall.id),
        }
        del about["location"]
        await stage.server.create_scheduled_event(**about)
        stage.guild.overwrite(hall, stage.guild.bot_role, deny=int(Permission.CONNECT))
        await refused(50013, stage.server.create_scheduled_event(**about))

    async def test_none_begins_in_the_past(self, stage: Stage) -> None:
        await refused(50035, stage.server.create_scheduled_event(**event_at(stage, hours=-1)))

    async def test_there_are_a_hundred_at_most(self, stage: Stage) -> None:
        for _ in range(100):
            await stage.server.create_scheduled_event(**event_at(stage))
        await refused(30038, stage.server.create_scheduled_event(**event_at(stage)))


class TestCommands:
    async def test_two_hundred_new_ones_a_day(self, stage: Stage) -> None:
        guild = discord.Object(stage.guild.id)
        stage.bot.tree.copy_global_to(guild=guild)
        stage.fake.world.command_creates[stage.guild.id] = [stage.fake.now] * 199
        with pytest.raises(discord.HTTPException) as spent:
            await stage.bot.tree.sync(guild=guild)
        assert spent.value.code == 30034
        stage.fake.advance(days=1)
        await stage.bot.tree.sync(guild=guild)
        assert len(await stage.bot.tree.fetch_commands(guild=guild)) == len(stage.bot.tree.get_commands(guild=guild))

    async def test_twenty_six_choices_are_refused(self, stage: Stage) -> None:
        choices = [{"name": str(each), "value": str(each)} for each in range(26)]
        option = {"type": 3, "name": "which", "description": "Which", "choices": choices}
        body: Any = [{"type": 1, "name": "pick", "description": "Pick", "options": [option]}]
        await refused(50035, stage.bot.http.bulk_upsert_global_commands(stage.fake.application_id, body))
        stage.fake.violations.clear()

    async def test_twenty_six_suggestions_are_refused(self, stage: Stage) -> None:
        @app_commands.command(description="Many")
        async def many(interaction: discord.Interaction, which: str) -> None:
            """Not used."""

        @many.autocomplete("which")
        async def each(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=str(one), value=str(one)) for one in range(26)]

        stage.bot.tree.add_command(many)
        await stage.bot.tree.sync()
        stage.fake.world.patience = 0.2
        assert await stage.ben.suggest(stage.lobby, "many", "which") == []
        stage.fake.violations.clear()


class TestLimits:
    async def test_a_bucket_is_waited_for_and_never_overrun(self, stage: Stage) -> None:
        stage.fake.limits.on = True
        stage.fake.limits.routes["create_message"] = (5, 0.3)
        begun = asyncio.get_running_loop().time()
        for each in range(11):
            await stage.here.send(str(each))
        assert asyncio.get_running_loop().time() - begun >= 0.6
        assert stage.fake.refused_429 == 0
        assert [each.content for each in stage.ben.reads(stage.lobby)] == [str(each) for each in range(11)]

    async def test_the_limit_over_everything_refuses(self, stage: Stage) -> None:
        stage.fake.limits.on = True
        stage.fake.limits.whole = (3, 0.2)
        await asyncio.gather(*(stage.server.fetch_roles() for _ in range(8)))
        assert stage.fake.refused_429 > 0
        assert stage.fake.invalid == stage.fake.refused_429

    async def test_the_application_shows_its_switches(self, stage: Stage) -> None:
        about = await stage.bot.application_info()
        assert not about.flags.gateway_guild_members
        assert about.id == stage.fake.application_id
