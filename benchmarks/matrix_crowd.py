"""Somebody with a Matrix client in a process of its own, who talks to bots on a real homeserver when told.

Unlike the bot, this client trusts every device, for bare bots don't sign theirs. Its own is signed, as ours wants it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from nio import InviteMemberEvent

from benchmarks.partner import Deed, obey
from bot import logs
from bot.demo.cast import InMemoryPins
from bot.platform import Later
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.observation import MEGOLM
from bot.platforms.matrix.wire import path

SOON = 300.0  # seconds
PAUSE = 0.1  # seconds, in which a line that tells the room about a private answer has come, too
WAIT = 10.0  # seconds a sync waits for something to happen


class Crowd:
    """One account in as many rooms as are wanted."""

    def __init__(self) -> None:
        self._account: Account | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._news = asyncio.Condition()
        self._answers: Counter[str] = Counter()  # room -> messages of others
        self._chats: dict[str, str] = {}  # a bot's account -> its private chat with us
        self._wanted: Counter[str] = Counter()

    @property
    def account(self) -> Account:
        """The client, once it has entered."""
        assert self._account is not None
        return self._account

    async def enter(self, url: str, user: str, password: str, folder: str) -> None:
        """Log in with a signed device, and listen."""
        store = Path(folder)
        self._account = Account(
            homeserver=url, user_id=user, store=store, secrets_folder=store, pickle_key="nothing worth a lock",
            pins=InMemoryPins(), password=password,
        )  # fmt: skip
        await self._account.enter()
        await self._account.sign(lambda key: None)
        self._account.client.judge = self._trust
        self._tasks.append(asyncio.create_task(self._listen()))

    async def open_rooms(self, bot: str, count: int, encrypted: bool) -> Sequence[str]:
        """Rooms as the product wants them, in which the bot's account is, too; we are an admin of the homeserver."""
        rooms = []
        for _ in range(count):
            room = (await self.account.wire.call("POST", path("createRoom"), _creation(encrypted)))["room_id"]
            await self.account.wire.call("POST", f"/_synapse/admin/v1/join/{room}", {"user_id": bot})
            rooms.append(room)
        await self._until(lambda: all(self._has(room, bot) for room in rooms))
        return rooms

    async def one_by_one(self, room: str, text: str, count: int, chat_of: str = "") -> list[float]:
        """Commands, one after the other; seconds from each to the answer, as we see it: in that room, or in the private
        chat with a bot that answers there. Between them it is quiet for a moment.
        """
        where = await self._chat_with(chat_of, room, text) if chat_of else room
        took = []
        for _ in range(count):
            await asyncio.sleep(PAUSE)
            took.append(await self._answered([room], text, where=[where]))
        return took

    async def at_once(self, rooms: list[str], text: str, each: int) -> float:
        """So many commands in each room at the same moment; seconds until all were answered."""
        return await self._answered(rooms * each, text)

    async def expect(self, rooms: list[str]) -> None:
        """From now on a post is expected in all rooms but the first."""
        self._wanted = Counter(self._answers) + Counter(rooms[1:])

    async def posted(self, rooms: list[str], text: str) -> float:
        """Say something in the first room, upon which somebody posts to all others; seconds until that was seen."""
        began = time.monotonic()
        await self._say(rooms[0], text)
        await self._until(lambda: all(self._answers[room] >= self._wanted[room] for room in rooms[1:]))
        return time.monotonic() - began

    async def meet(self, bots: list[str], quiet: float) -> None:
        """Wait until these bots' devices are known, for who is not known can't read us; and then for quiet so long."""
        await self._until(lambda: all(self.account.client.olm.devices_of(bot) for bot in bots))
        seen = -1
        while seen != (seen := self._answers.total()):  # noqa: ASYNC110  quiet is not an event
            await asyncio.sleep(quiet)

    async def _answered(self, rooms: Sequence[str], text: str, *, where: Sequence[str] = ()) -> float:
        expected = Counter(where or rooms)
        wanted = Counter(self._answers) + expected
        began = time.monotonic()
        await asyncio.gather(*(self._say(room, text) for room in rooms))
        await self._until(lambda: all(self._answers[room] >= wanted[room] for room in expected))
        return time.monotonic() - began

    async def _say(self, room: str, text: str) -> None:
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
        kind = "m.room.message"
        if self.account.client.is_encrypted(room):
            content, kind = await self.account.keys.encrypt(room, content, may_receive=None), "m.room.encrypted"
        await self.account.wire.call("PUT", path("rooms", room, "send", kind, uuid4().hex), content)

    async def _listen(self) -> None:
        since, is_first = self.account.birth, True
        while True:
            try:
                response = await self.account.sync(since, full_state=is_first, wait=0 if is_first else WAIT)
                await self.account.upkeep.after(response)
            except Later:
                await asyncio.sleep(0.5)
                continue
            since, is_first = response.next_batch, False
            for room, invitation in response.rooms.invite.items():
                await self._accept(room, invitation.invite_state)
            for room, info in response.rooms.join.items():
                self._hear(room, info.timeline.events)
            async with self._news:
                self._news.notify_all()

    async def _chat_with(self, bot: str, room: str, text: str) -> str:
        """The private chat with a bot, which opens it when it first has something to say there."""
        if bot not in self._chats:
            await self._say(room, text)
            await self._until(lambda: bot in self._chats and self._answers[self._chats[bot]])
        return self._chats[bot]

    async def _accept(self, room: str, state: Sequence[Any]) -> None:
        """A bot wants to talk with us alone."""
        await self.account.wire.call("POST", path("join", room), {})
        for event in state:
            if isinstance(event, InviteMemberEvent) and event.state_key == self.account.user_id:
                self._chats[event.sender] = room

    def _hear(self, room: str, events: Sequence[Any]) -> None:
        for event in events:
            if event.sender != self.account.user_id and "body" in event.source["content"] | _sealed(event):
                self._answers[room] += 1

    def _has(self, room: str, user: str) -> bool:
        known = self.account.client.rooms.get(room)
        return known is not None and user in known.users

    async def _trust(self, answer: Mapping[str, Any]) -> None:
        olm = self.account.client.olm
        for user in answer.get("device_keys", {}):
            for device in olm.devices_of(user):
                olm.verify_device(device)

    async def _until(self, holds: Any) -> None:
        async with asyncio.timeout(SOON), self._news:
            await self._news.wait_for(lambda: holds() or any(task.done() for task in self._tasks))
        for task in self._tasks:
            if task.done():
                task.result()

    @property
    def deeds(self) -> dict[str, Deed]:
        """What can be asked for."""
        deeds = (self.enter, self.open_rooms, self.one_by_one, self.at_once, self.expect, self.posted, self.meet)
        return {one.__name__: one for one in deeds}


def _sealed(event: Any) -> Mapping[str, Any]:
    """Stands for the text of what is still encrypted, when it comes: that it has come is what counts."""
    return {"body": ""} if "ciphertext" in event.source["content"] else {}


def _creation(encrypted: bool) -> Mapping[str, Any]:
    state = [
        ("m.room.history_visibility", {"history_visibility": "joined"}),
        ("m.room.guest_access", {"guest_access": "forbidden"}),
        *([("m.room.encryption", {"algorithm": MEGOLM})] if encrypted else []),
    ]
    return {
        "preset": "private_chat",
        "creation_content": {"m.federate": False},
        "power_level_content_override": {"invite": 50},  # else everybody may
        "initial_state": [{"type": kind, "state_key": "", "content": content} for kind, content in state],
    }


async def serve() -> None:
    """Run until nobody asks any more."""
    logs.configure("ERROR", "json", ())
    crowd = Crowd()
    try:
        await obey(crowd.deeds)
    finally:
        await crowd.account.close()


if __name__ == "__main__":
    asyncio.run(serve())
