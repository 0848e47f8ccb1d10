"""The least that posts to many encrypted rooms and looks at each before: matrix-nio, everything side by side."""

import asyncio
import os
from typing import Any

from nio import AsyncClient, AsyncClientConfig, Event, LoginResponse, MatrixRoom, RoomMessageText

TEXT = {
    "msgtype": "m.text",
    "body": "Ghent has signed the new contract; see the notes and tell us what you think.",
    "format": "org.matrix.custom.html",
    "formatted_body": "<p>Ghent has <strong>signed</strong> the new contract; see the notes and tell us.</p>",
}

client = AsyncClient(
    os.environ["BARE_HOMESERVER"], os.environ["BARE_USER"], store_path=os.environ["BARE_STORE"],
    config=AsyncClientConfig(store_sync_tokens=True),
)  # fmt: skip
tasks: set["asyncio.Task[Any]"] = set()
hands = asyncio.Semaphore(int(os.environ.get("BARE_HANDS", "1000")))  # rooms served side by side


async def heard(room: MatrixRoom, event: Event) -> None:
    """Post when told to."""
    if event.sender != client.user_id and isinstance(event, RoomMessageText) and event.body == "!post":
        tasks.add(task := asyncio.create_task(post(room.room_id)))
        task.add_done_callback(tasks.discard)


async def post(told_in: str) -> None:
    """To all other rooms at once, as far as the connections go."""
    await asyncio.gather(*(look_and_send(room) for room in client.rooms if room != told_in))


async def look_and_send(room: str) -> None:
    """Read the room's state from the server; then send."""
    async with hands:
        await client.room_get_state(room)
        await client.room_send(room, "m.room.message", TEXT, ignore_unverified_devices=True)


async def main() -> None:
    """Log in and listen."""
    who = await client.login(os.environ["BARE_PASSWORD"])
    assert isinstance(who, LoginResponse), who
    client.add_event_callback(heard, RoomMessageText)
    await client.sync_forever(timeout=30000, full_state=True)


asyncio.run(main())
