"""Proofs about the whole story: what was on the wire, and how often each thing arrived."""

import json
import sqlite3
from collections import defaultdict
from contextlib import closing

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.stage import Stage

MAY_BE_CLEAR = frozenset({"m.room.redaction", "m.reaction"})
"""What no client encrypts (Matrix spec v1.18): ids and an emoji."""


def general(stage: Stage) -> None:
    """Register the proofs that every story needs, however much of it was played."""

    async def ciphertext() -> tuple[bool, str]:
        return await _ciphertext(stage)

    async def one_time() -> tuple[bool, str]:
        return arrived_once(stage)

    async def unknown() -> tuple[bool, str]:
        return await _unknown_to_servers(stage)

    stage.prove("Every post of the bot was ciphertext on the wire", ciphertext)
    stage.prove("Nothing arrived twice", one_time)
    stage.prove("Neither the homeserver, nor the bot's log or database, holds a word of what is confidential", unknown)


async def _ciphertext(stage: Stage) -> tuple[bool, str]:
    """As members' clients get it from the server, and as it lies in the server's own database."""
    sealed, clear = 0, 0
    rooms = {room: player for player in stage.players.values() for room in player.person.rooms}
    for room, player in rooms.items():
        events = await player.person.on_the_wire(room)
        ours = [one["type"] for one in events if one["sender"] == stage.bot_account and "state_key" not in one]
        sealed += ours.count("m.room.encrypted")
        clear += sum(kind not in MAY_BE_CLEAR | {"m.room.encrypted"} for kind in ours)
    stored = _stored(stage)
    held = bool(sealed) and not clear and not stored
    return (
        held,
        f"{sealed} ciphertexts in {len(rooms)} rooms; {clear} in clear; {stored} in clear in the server's database",
    )


def _stored(stage: Stage) -> int:
    query = """
        SELECT type FROM events WHERE sender = ? AND state_key IS NULL
        AND room_id IN (SELECT room_id FROM events WHERE type = 'm.room.encryption')
    """
    with closing(_database(stage)) as database:
        kinds = [kind for (kind,) in database.execute(query, (stage.bot_account,))]
    return sum(kind not in MAY_BE_CLEAR | {"m.room.encrypted"} for kind in kinds)


def arrived_once(stage: Stage) -> tuple[bool, str]:
    """The same words in the same place as an answer to the same message are the same post; a post that was changed and
    then said the same again, as a card does, was changed each time.
    """
    posts: dict[tuple[str | int | None, ...], set[str]] = defaultdict(set)
    for player in stage.players.values():
        said: dict[str, list[str]] = defaultdict(list)
        for seen in player.read():
            versions = said[seen.edited_from] if seen.edited_from else []
            if versions[-1:] != [seen.body]:
                versions.append(seen.body)
            place = (seen.room, seen.thread, seen.reply_to, seen.edited_from, seen.body, seen.file, len(versions))
            posts[place].add(seen.event_id)
    twice = [place for place, events in posts.items() if len(events) > 1]
    example = f", as “{str(twice[0][4] or '')[:60]}”" if twice else ""
    return bool(posts) and not twice, f"{len(posts)} posts and answers; {len(twice)} more than once{example}"


async def _unknown_to_servers(stage: Stage) -> tuple[bool, str]:
    kept = [stage.bot.log, *(stage.bot.folder / "data").glob("*.db*")]
    ours = b"\n".join(file.read_bytes() for file in kept).decode(errors="replace")
    ours += await _rows(stage.bot.database) if stage.bot.database else ""
    with closing(_database(stage)) as database:
        events = "\n".join(text for (text,) in database.execute("SELECT json FROM event_json"))
    confidential = (*stage.secrets, *stage.raised)
    # What is stored is JSON: words that are not plain ASCII may be escaped in it.
    found = [word for word in confidential if word in ours or word in events or json.dumps(word)[1:-1] in events]
    return not found, f"looked for {len(confidential)} confidential phrases; found {len(found)}"


async def _rows(url: str) -> str:
    """Every row of the bot's PostgreSQL, as text."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda one: inspect(one).get_table_names())
            rows = [await connection.execute(text(f'SELECT t::text FROM "{table}" t')) for table in tables]
            return "\n".join(row[0] for found in rows for row in found)
    finally:
        await engine.dispose()


def _database(stage: Stage) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{stage.server.folder / 'homeserver.db'}?mode=ro", uri=True)
