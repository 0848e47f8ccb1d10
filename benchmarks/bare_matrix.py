"""The least that answers on Matrix: matrix-nio with end-to-end encryption, a task per message, no database."""

import asyncio
import json
import os
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, Event, LoginResponse, MatrixRoom, RoomMessageText

STORE = Path(os.environ["BARE_STORE"])
SESSION = STORE / "session.json"
ANSWER = {
    "msgtype": "m.text",
    "body": "Noted: you come to the quarterly meeting. To look at it: !meeting show MTG-1",
    "format": "org.matrix.custom.html",
    "formatted_body": "<p>Noted: you come to the quarterly meeting.<br>To look at it: <code>!meeting show</code></p>",
}

# The library's defaults, but that its place is kept, so that nothing is answered again after a restart.
config = AsyncClientConfig(store_sync_tokens=os.environ.get("BARE_FORGETS") != "yes")
client = AsyncClient(os.environ["BARE_HOMESERVER"], os.environ["BARE_USER"], store_path=str(STORE), config=config)
tasks: set["asyncio.Task[None]"] = set()
in_order = os.environ.get("BARE_IN_ORDER") == "yes"
turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def heard(room: MatrixRoom, event: Event) -> None:
    """Answer in a task of its own: the library awaits one callback after the other."""
    if event.sender != client.user_id and isinstance(event, RoomMessageText) and event.body.startswith("!"):
        tasks.add(task := asyncio.create_task(answer(room.room_id, event.event_id)))
        task.add_done_callback(tasks.discard)


async def answer(room: str, event: str) -> None:
    """Reply to a command; in order, if so told, no sooner than the room's last reply has arrived."""
    content = ANSWER | {"m.relates_to": {"m.in_reply_to": {"event_id": event}}}
    async with turns[room] if in_order else nullcontext():
        await client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)


async def main() -> None:
    """Log in, or come back as the same device; then listen."""
    if SESSION.exists():
        client.restore_login(**json.loads(SESSION.read_text()))
    else:
        who = await client.login(os.environ["BARE_PASSWORD"])
        assert isinstance(who, LoginResponse), who
        session = {"user_id": who.user_id, "device_id": who.device_id, "access_token": who.access_token}
        SESSION.write_text(json.dumps(session))
    client.add_event_callback(heard, RoomMessageText)
    await client.sync_forever(timeout=30000, full_state=True)


asyncio.run(main())
