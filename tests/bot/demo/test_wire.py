"""The relay before the stand-in for Discord keeps what passes, so that a proof can look for words in it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from bot.demo.wire import Wire, unmasked

SECRET = "several workers report night shifts"
ACCENTED = "l'été à l'usine"


@asynccontextmanager
async def behind_a_wire(answer: str) -> AsyncIterator[Wire]:
    """A server that answers this, and says it on a WebSocket, too; reached through a wire."""

    async def told(request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.Response(text=answer)

    async def gateway(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(answer)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await socket.close()
        return socket

    app = web.Application()
    app.router.add_route("*", "/api", told)
    app.router.add_get("/gateway", gateway)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire = await Wire.to(runner.addresses[0][1])
    try:
        yield wire
    finally:
        await wire.close()
        await runner.cleanup()


async def test_what_is_sent_and_what_is_answered_is_found() -> None:
    async with behind_a_wire(ACCENTED) as wire, aiohttp.ClientSession() as session:
        async with session.post(f"http://127.0.0.1:{wire.port}/api", json={"content": SECRET}) as answer:
            assert await answer.text() == ACCENTED
        assert wire.carried(SECRET)
        assert wire.carried(ACCENTED)
        assert not wire.carried("and never this")
        assert wire.size > len(SECRET) + len(ACCENTED)


async def test_words_are_found_as_json_escapes_them() -> None:
    async with behind_a_wire("") as wire, aiohttp.ClientSession() as session:
        data = json.dumps({"content": ACCENTED}).encode()
        assert ACCENTED.encode() not in data
        async with session.post(f"http://127.0.0.1:{wire.port}/api", data=data) as answer:
            await answer.read()
        assert wire.carried(ACCENTED)


async def test_both_sides_of_a_gateway_are_read_although_one_is_masked() -> None:
    async with behind_a_wire(ACCENTED) as wire, aiohttp.ClientSession() as session:
        async with session.ws_connect(f"http://127.0.0.1:{wire.port}/gateway") as socket:
            assert await socket.receive_str() == ACCENTED
            await socket.send_str(SECRET)
            await socket.receive()
        await asyncio.sleep(0)
        assert wire.carried(ACCENTED)
        assert not any(SECRET.encode() in line.sent for line in wire.lines)  # masked
        assert wire.carried(SECRET)


@pytest.mark.parametrize("size", [5, 300, 70_000])
def test_a_masked_frame_of_any_length_is_readable(size: int) -> None:
    mask, body = b"\x01\x02\x03\x04", b"x" * size
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2) if size < 65536 else b"\x7f" + size.to_bytes(8)
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))
    frame = b"\x81" + bytes([length[0] | 0x80]) + length[1:] + mask + masked
    assert list(unmasked(frame + frame)) == [body, body]
    assert list(unmasked(frame[:-1])) == []
