"""The stream is asked less often while much is sent, and at once otherwise."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest

from bot.platform import Rendered, Target
from bot.platforms.matrix import pulse
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.pulse import BREATH, MANY, WITHIN, Pulse
from tests.fakes.matrix.stage import Stage


def send(pulse: Pulse, events: int) -> None:
    """So many events are sent at once, and have left."""
    for _ in range(events):
        with pulse.beat():
            pass


@pytest.mark.parametrize(
    ("sent", "seconds", "is_many"),
    [(MANY, 0.0, True), (MANY, WITHIN, True), (MANY - 1, 0.0, False), (MANY, WITHIN * 1.1, False), (0, 0.0, False)],
)
def test_only_much_at_once_makes_it_wait(sent: int, seconds: float, is_many: bool) -> None:
    now = [0.0]
    lately = Pulse(lambda: now[0])
    send(lately, sent)
    now[0] = seconds
    assert lately.pause() == (BREATH if is_many else 0.0)


@pytest.mark.parametrize(("events", "is_many"), [(MANY, True), (MANY - 1, False)])
def test_what_is_on_its_way_counts_for_as_long_as_it_takes(events: int, is_many: bool) -> None:
    now = [0.0]
    lately = Pulse(lambda: now[0])
    with ExitStack() as sending:
        for _ in range(events):
            sending.enter_context(lately.beat())
        now[0] = 60.0
        assert lately.pause() == (BREATH if is_many else 0.0)
    now[0] = 61.0
    assert lately.pause() == 0.0


def test_what_was_sent_before_is_forgotten() -> None:
    now = [0.0]
    lately = Pulse(lambda: now[0])
    for at in range(MANY * 2):
        now[0] = at * WITHIN / 2
        send(lately, 1)
    assert lately.pause() == 0.0


@pytest.mark.parametrize("is_gathered", [True, False])
async def test_a_post_to_many_rooms_does_not_cost_a_sync_for_each(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, is_gathered: bool
) -> None:
    if not is_gathered:
        monkeypatch.setattr(pulse, "BREATH", 0.0)
    bot = await stage.bot()
    rooms = [stage.room(bot, encrypted=False) for _ in range(40)]
    await asyncio.gather(*(bot.platform.inspect(room.id) for room in rooms))
    syncs, ask = 0, Account.sync

    async def sync(account: Account, *arguments: Any, **named: Any) -> Any:
        nonlocal syncs
        syncs += 1
        return await ask(account, *arguments, **named)

    monkeypatch.setattr(Account, "sync", sync)
    for number, room in enumerate(rooms):
        target = Target(room=room.id, encrypted=False)
        await bot.platform.post(target, Rendered(plain="word", html=""), key=f"key{number}")
    assert (syncs < 20) is is_gathered


async def test_once_much_was_sent_and_has_left_the_stream_is_asked_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pulse, "pause", lambda self: 60.0)
    bot, anna = await stage.bot(), await stage.person("anna")
    room = stage.room(bot, anna, encrypted=False)
    for said in ("!first", "!second"):
        await anna.say(room.id, said)
        await bot.heard(said)
