"""Discord's adapter, outwards: one effect for each key, whatever happens on the way; nothing that isn't meant."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.platform import Attachment, Control, Later, Never, Rendered, Target
from bot.platforms.discord.outbound import draft, draft_file, length
from bot.platforms.discord.platform import DiscordPlatform
from storage.message import Offer
from tests.bot.discord_stage import Stage, staged
from tests.fakes.discord import Kind, Lost, Message, Reset, Status
from tests.fakes.discord.faults import Fault

KEY = "k" * 24
OTHER = "o" * 24
HELLO = Rendered(plain="Hello.", html="")
FILE = Attachment(name="réunion du 9.ics", media_type="text/calendar", data=b"BEGIN:VCALENDAR")


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    """A server with some people on it."""
    async with staged(monkeypatch, tmp_path) as made:
        yield made


def target(stage: Stage, **more: str) -> Target:
    return Target(room=str(stage.room.id), encrypted=False, **more)  # type: ignore[arg-type]  # the test's own words


def message(stage: Stage, event: str) -> Message:
    return stage.room.messages[int(event.partition("/")[2])]


Deed = Callable[[DiscordPlatform, Stage, str], Awaitable[object]]


async def post(platform: DiscordPlatform, stage: Stage, event: str) -> object:
    return await platform.post(target(stage), HELLO, key=KEY)


async def send_file(platform: DiscordPlatform, stage: Stage, event: str) -> object:
    return await platform.send_file(target(stage), FILE, key=KEY)


async def edit(platform: DiscordPlatform, stage: Stage, event: str) -> object:
    return await platform.edit(target(stage), event, HELLO, key=KEY)


async def redact(platform: DiscordPlatform, stage: Stage, event: str) -> object:
    await platform.redact(target(stage), event, key=KEY)
    return None


@pytest.mark.parametrize("fault", [Status(429), Lost(502), Status(503), Reset(), Lost(), Status(500)])
@pytest.mark.parametrize(
    ("deed", "operation"),
    [
        (post, "create_message"),
        (send_file, "create_message"),
        (edit, "update_message"),
        (redact, "update_message"),
        (redact, "delete_message"),
    ],
)
async def test_a_deed_is_done_once_whatever_happens_to_the_request(
    stage: Stage, deed: Deed, operation: str, fault: Fault
) -> None:
    async with stage.started() as platform:
        event = await platform.post(target(stage), Rendered(plain="Before.", html=""), key=OTHER)
        first = message(stage, event)
        stage.fake.fail(operation, fault)
        await stage.until_done(lambda: deed(platform, stage, event))
        texts = [one.text for one in stage.room.messages.values()]
        if deed is redact:
            assert texts == []
            assert stage.effects("delete_message") == 1
        elif deed is edit:
            assert texts == ["Hello."]
            assert first.text == "Hello."
        else:
            assert len(texts) == 2


@pytest.mark.parametrize("fault", [Status(429), Lost(502), Status(503), Reset(), Lost()])
async def test_an_answer_is_given_once_whatever_happens_to_the_request(stage: Stage, fault: Fault) -> None:
    async with stage.connected() as platform:
        asked = await stage.ana.slash(stage.room, "meeting list")
        [heard] = await stage.heard(1)
        to = target(stage, answer_to=heard.answer_to)
        stage.fake.fail("update_original_webhook_message", fault)
        await stage.until_done(lambda: platform.answer(to, HELLO, key=KEY))
        assert asked.text == "Hello."
        assert asked.followups == []
        await platform.send_file(to, FILE, key=KEY)
        assert asked.message is not None
        assert [one.filename for one in asked.message.attachments] == ["r_union_du_9.ics"]
        assert asked.message.content == "Hello."


async def test_the_same_key_is_the_same_message_and_another_key_another(stage: Stage) -> None:
    async with stage.started() as platform:
        first = await platform.post(target(stage), HELLO, key=KEY)
        assert await platform.post(target(stage), HELLO, key=KEY) == first
        assert await platform.post(target(stage), HELLO, key=OTHER) != first


async def test_what_was_sent_long_ago_is_found_by_how_it_looks(stage: Stage) -> None:
    since = stage.fake.now - timedelta(minutes=1)
    async with stage.started() as platform:
        before = await platform.post(target(stage), Rendered(plain="Something else.", html=""), key=OTHER)
        stage.fake.fail("create_message", Lost())
        with pytest.raises(Later):
            await platform.post(target(stage), HELLO, key=KEY)
        stage.fake.fail("create_message", Lost())
        with pytest.raises(Later):
            await platform.send_file(target(stage), FILE, key="f" * 24)
    stage.fake.advance(minutes=30)
    async with stage.started() as platform:  # another process: nothing is remembered
        found = await platform.find(target(stage), key=KEY, since=since, text=HELLO)
        assert found is not None
        assert message(stage, found).text == "Hello."
        found = await platform.find(target(stage), key="f" * 24, since=since, text=FILE)
        assert found is not None
        assert message(stage, found).attachments
        assert (
            await platform.find(target(stage), key="n" * 24, since=since, text=Rendered(plain="No.", html="")) is None
        )
        assert await platform.find(target(stage), key=KEY, since=stage.fake.now, text=HELLO) is None
        with pytest.raises(Never, match="not-certain"):
            await platform.find(target(stage), key=KEY, since=since)
        assert before


async def test_what_looks_alike_and_is_anothers_is_not_taken_for_it(stage: Stage) -> None:
    since = stage.fake.now - timedelta(minutes=1)
    async with stage.connected() as platform:
        await platform.post(target(stage), HELLO, key=OTHER)
        assert await platform.find(target(stage), key=KEY, since=since, text=HELLO) is None


async def test_the_gateway_tells_of_what_arrived_although_its_answer_was_lost(stage: Stage) -> None:
    since = stage.fake.now - timedelta(minutes=1)
    async with stage.connected() as platform:
        stage.fake.fail("create_message", Lost())
        with pytest.raises(Later):
            await platform.post(target(stage), HELLO, key=KEY)
        await stage.until(lambda: bool(platform._sending._sent))
        [made] = stage.room.messages.values()
        assert await platform.find(target(stage), key=KEY, since=since) == f"{stage.room.id}/{made.id}"


async def test_nobody_is_notified_but_who_is_meant(stage: Stage) -> None:
    text = Rendered(
        plain=f"<@{stage.ana.id}> <@{stage.ben.id}> @everyone @here", html="", mentions=(str(stage.ana.id),)
    )
    async with stage.started() as platform:
        event = await platform.post(target(stage), text, key=KEY)
        assert message(stage, event).pinged == {stage.ana.id}
        said = await stage.ben.say(stage.room, "question")
        reply = target(stage, reply_to=f"{stage.room.id}/{said.id}")
        event = await platform.post(reply, HELLO, key=OTHER)
        assert message(stage, event).reference is said
        assert stage.ben.notifications == []


@pytest.mark.parametrize(
    ("length_of", "cards", "files"), [(2000, 0, 0), (2001, 1, 0), (4096, 1, 0), (4097, 1, 1), (50_000, 1, 1)]
)
async def test_what_is_long_is_still_one_message_with_all_of_it(
    stage: Stage, length_of: int, cards: int, files: int
) -> None:
    plain = "\n".join(["0123456789" * 9] * (length_of // 91 + 1))[:length_of].rstrip("\n").ljust(length_of, "x")
    text = Rendered(plain=plain, html="", mentions=(str(stage.ana.id),))
    async with stage.started() as platform:
        event = await platform.post(target(stage), text, key=KEY)
        made = message(stage, event)
        assert (len(made.embeds), len(made.attachments)) == (cards, files)
        if cards:
            assert made.pinged == {stage.ana.id}
        whole = made.content if not cards else made.embeds[0]["description"]
        if files:
            whole = made.attachments[0].data.decode()
        assert whole == plain
        await platform.edit(target(stage), event, HELLO, key=OTHER)
        assert (made.content, made.embeds, made.attachments) == ("Hello.", [], [])


def test_characters_are_counted_as_clients_do() -> None:
    made = draft(Rendered(plain="🙂" * 1001, html=""))
    assert length("🙂") == 2
    assert made.body["embeds"]
    assert made.file is None
    assert draft(Rendered(plain="  ", html="")).body["content"] == "–"


def test_a_picture_is_told_in_each_language_as_far_as_discord_takes_it() -> None:
    def described(alt: str) -> str:
        made = draft_file(Attachment(name="plan.png", media_type="image/png", data=b"x", alt=alt))
        return str(made.body["attachments"][0]["description"])

    short = "A plan: CAP-1: done\nUn plan : CAP-1 : fait"
    assert described(short) == short
    things = "; ".join(f"CAP-{number}: claimed done, not verified 🙂" for number in range(30))
    english, french = described(f"A plan: {things}\nUn plan : {things}").split("\n")
    for line in (english, french):
        assert line.endswith("not verified 🙂 …"), "whole things, and a sign that there are more"
        assert length(line) > 400
    assert length(f"{english}\n{french}") <= 1024
    assert length(described("x" * 5000)) <= 1024


async def test_withdrawing_empties_before_it_deletes_and_what_is_gone_is_fine(stage: Stage) -> None:
    text = Rendered(
        plain="x" * 5000, html="", controls=(Control(offer=Offer("reply:yes", "Yes"), label="Yes"),)
    )  # fmt: skip
    async with stage.started() as platform:
        event = await platform.post(target(stage), text, key=KEY)
        made = message(stage, event)
        assert made.components
        await platform.redact(target(stage), event, key=OTHER)
        assert (made.content, made.embeds, made.attachments, made.components) == ("–", [], [], [])
        assert made.deleted
        await platform.redact(target(stage), event, key=OTHER)
        stage.guild.delete_channel(stage.room)
        await platform.redact(target(stage), event, key=OTHER)
    assert "bulk_delete_messages" not in stage.fake.calls


async def test_an_archived_thread_is_woken_to_change_what_stands_there(stage: Stage) -> None:
    thread = stage.guild.thread(stage.room, "eng", stage.fake.bot, private=True)
    to = Target(room=str(thread.id), encrypted=False)
    async with stage.started() as platform:
        event = await platform.post(to, HELLO, key=KEY)
        stage.guild.change_thread(thread, archived=True)
        await platform.edit(to, event, Rendered(plain="Changed.", html=""), key=OTHER)
        assert not thread.archived
        stage.guild.change_thread(thread, archived=True)
        await platform.redact(to, event, key=OTHER)
        assert not thread.messages or all(one.author is not stage.fake.bot for one in thread.messages.values())


async def test_what_is_said_in_a_forum_is_a_post_of_its_own(stage: Stage) -> None:
    forum = stage.guild.forum("papers")
    to = Target(room=str(forum.id), encrypted=False)
    text = Rendered(plain="**LSN-26-3** – Ask for the audit report first.", html="")
    async with stage.started() as platform:
        event = await platform.post(to, text, key=KEY)
        assert await platform.post(to, text, key=KEY) == event
        thread = stage.guild.threads[int(event.partition("/")[0])]
        assert thread.name == "LSN-26-3"
        assert thread.type == Kind.PUBLIC_THREAD
        await platform.redact(to, event, key=OTHER)
        assert thread.name == "–"


async def test_what_hangs_on_a_message_stands_in_its_thread(stage: Stage) -> None:
    async with stage.started() as platform:
        root = await platform.post(target(stage), Rendered(plain="**Q-26-1** – Who knows?", html=""), key=KEY)
        event = await platform.post(target(stage, thread=root), HELLO, key=OTHER)
        assert event.partition("/")[0] == root.partition("/")[2]
        found = await platform.find(
            target(stage, thread=root), key=OTHER, since=stage.fake.now - timedelta(minutes=1), text=HELLO
        )
        assert found == event


@pytest.mark.parametrize(
    ("take_away", "reason"), [(1 << 11, "discord-50013"), (1 << 10, "not-in-room"), (0, "not-in-room")]
)
async def test_what_is_forbidden_is_refused_once_and_for_good(stage: Stage, take_away: int, reason: str) -> None:
    async with stage.started() as platform:
        if take_away:
            stage.guild.overwrite(stage.room, stage.fake.bot, deny=take_away)
        else:
            stage.guild.delete_channel(stage.room)
        with pytest.raises(Never, match=reason):
            await platform.post(target(stage), HELLO, key=KEY)
    assert stage.fake.calls.get("create_message", 0) <= 1


async def test_a_closed_private_chat_is_refused_for_good(stage: Stage) -> None:
    shut = stage.fake.user("Shut", dms_open=False)
    stage.guild.join(shut)
    direct = await shut.dm()
    async with stage.started() as platform:
        with pytest.raises(Never, match="discord-50007"):
            await platform.post(Target(room=str(direct.id), encrypted=False), HELLO, key=KEY)


async def test_nothing_leaves_in_clear_where_it_may_not_nor_what_is_too_large(stage: Stage) -> None:
    sealed = Target(room=str(stage.room.id), encrypted=True)
    large = Attachment(name="large.bin", media_type="application/octet-stream", data=b"x" * (10 * 1024 * 1024 + 1))
    async with stage.started() as platform:
        for deed in (
            platform.post(sealed, HELLO, key=KEY),
            platform.send_file(sealed, FILE, key=KEY),
            platform.edit(sealed, "1/2", HELLO, key=KEY),
        ):
            with pytest.raises(Never, match="not-encrypted"):
                await deed
        with pytest.raises(Never, match="file-too-large"):
            await platform.send_file(target(stage), large, key=KEY)
        with pytest.raises(Never, match="no-such-event"):
            await platform.edit(target(stage), "nonsense", HELLO, key=KEY)
    assert not stage.room.messages


async def test_more_choices_than_discord_shows_are_divided_and_the_rest_can_be_typed(stage: Stage) -> None:
    picks = [Control(offer=Offer("pick:d1", f"{n}", f"{n}"), label=f"Choice {n}") for n in range(26)]
    buttons = [Control(offer=Offer(f"reply:w{n}", f"{n}"), label="L" * 100) for n in range(30)]
    twice = [Control(offer=Offer("reply:w0", "again"), label="again")]
    links = [
        Control(offer=Offer("link", "room"), label="Open", url="https://matrix.to/#/!a:b"),
        Control(offer=Offer("link", "bad"), label="Bad", url="javascript:alert(1)"),
    ]
    async with stage.started() as platform:
        text = Rendered(plain="Choose.", html="", controls=(*picks, *links, *twice, *buttons))
        made = message(stage, await platform.post(target(stage), text, key=KEY))
    first, second, *rows = made.components
    assert len(first["components"][0]["options"]) == 25
    assert second["components"][0]["custom_id"] == "rt:pick:d1:2"
    assert len(rows) == 3
    assert "Bad" not in str(rows)
    assert "matrix.to" in str(rows[0])
