"""Plain requests to the homeserver, for everything where the library's own methods know less than the server says."""

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp

from bot.platform import Later, Never
from bot.platforms.matrix.faults import outcomes, verdict

CLIENT = "/_matrix/client/v3"
PIECE = 64 * 1024
MEDIA = "/_matrix/client/v1/media"


class Sender(Protocol):
    """The part of a client that this needs."""

    access_token: str
    user_id: str

    async def send(
        self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None
    ) -> aiohttp.ClientResponse:
        """Send one request as it is."""


def path(*parts: str) -> str:
    """A path of the client-server API, each part escaped."""
    return CLIENT + "".join("/" + quote(part, safe="") for part in parts)


def word(answer: Mapping[str, Any], field: str) -> str:
    """A text the server must have put into its answer. Raises Later when it did not."""
    value = answer.get(field)
    if not isinstance(value, str):
        raise Later("strange-answer")
    return value


class Wire:
    """Requests with the account's token. Raises Later, Never and Fatal."""

    def __init__(self, client: Sender) -> None:
        self._client = client

    async def ask(self, method: str, where: str, body: Mapping[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer, whatever it is; raises Later when there is none."""
        data = None if body is None else json.dumps(body)
        headers = self._headers() | {"Content-Type": "application/json"}
        with outcomes():
            response = await self._client.send(method, where, data, headers)
            text = await response.text()
        return response.status, _object(text)

    async def call(self, method: str, where: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The JSON of a success; everything else raises what it means."""
        status, answer = await self.ask(method, where, body)
        if status != 200:
            raise verdict(status, answer)
        return answer

    async def look(self, where: str) -> dict[str, Any] | None:
        """Get something that may be absent: None for 404."""
        status, answer = await self.ask("GET", where)
        if status == 404:
            return None
        if status != 200:
            raise verdict(status, answer)
        return answer

    async def state(self, room: str) -> list[Any] | None:
        """The raw state events of a room as the server has them now; None when the account is not in it."""
        with outcomes():
            response = await self._client.send("GET", path("rooms", room, "state"), None, self._headers())
            text = await response.text()
        if response.status in (403, 404):
            return None
        if response.status != 200:
            raise verdict(response.status, _object(text))
        with outcomes():
            events = json.loads(text)
        return events if isinstance(events, list) else []

    async def upload(self, data: bytes) -> str:
        """Store bytes on the server and give their mxc address. No file name and no true media type go with them."""
        headers = self._headers() | {"Content-Type": "application/octet-stream"}
        with outcomes():
            response = await self._client.send("POST", "/_matrix/media/v3/upload", data, headers)
            answer = _object(await response.text())
        if response.status != 200:
            raise verdict(response.status, answer)
        return word(answer, "content_uri")

    async def download(self, mxc: str, *, most: int | None = None) -> bytes:
        """The bytes behind an mxc address. Raises Never("import-too-large") as soon as there are more than `most`."""
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        where = f"{MEDIA}/download/{quote(server, safe='')}/{quote(media, safe='')}"
        with outcomes():
            response = await self._client.send("GET", where, None, self._headers())
            if response.status != 200:
                response.release()
                raise verdict(response.status, {})
            found = bytearray()
            async for piece in response.content.iter_chunked(PIECE):
                found += piece
                if most is not None and len(found) > most:
                    response.close()
                    raise Never("import-too-large")
        return bytes(found)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._client.access_token}"}


def _object(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except json.JSONDecodeError:
        return {}  # a proxy's page, not a homeserver's answer; the status tells what it means
    return answer if isinstance(answer, dict) else {}
