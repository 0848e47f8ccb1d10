"""The account's way to Discord's REST, from `start` to `close`, whatever happens to the gateway.

It is a client that never connects. Answers to interactions go by their own token through discord.py's webhook adapter:
that one never logs an address, and the token is in the address.
"""

import asyncio
import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, Route
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.platform import Fatal, Later, Never
from bot.platforms.discord.addresses import is_file
from bot.platforms.discord.client import options
from bot.platforms.discord.faults import translating
from bot.platforms.discord.outbound import Draft
from bot.platforms.discord.pace import Pace
from bot.platforms.discord.supervisor import TOKEN_REFUSED

READ_WITHIN = aiohttp.ClientTimeout(total=60.0)
PIECE = 64 * 1024
OTHER_ACCOUNT = "The Discord token is not the one of the account that it names; copy it again from the portal."


class Rest:
    """Logged in between `enter` and `close`."""

    def __init__(self, token: str, account: str) -> None:
        self._token = token
        self._account = account
        self._client: discord.Client | None = None
        self._session: aiohttp.ClientSession | None = None
        self._answers = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]  # discord.py leaves it so
        self._turn = asyncio.Lock()

    async def enter(self) -> None:
        """Log in, if that isn't done. Raises Fatal when the token is refused, Later while Discord can't be reached."""
        async with self._turn:
            if self._client is not None:
                return
            client = discord.Client(**options())
            _keep_pace(client.http, Pace())
            try:
                await self._login(client)
            except BaseException:
                await client.close()
                raise
            self._client = client
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Log out of nothing; release the connections. Safe to call twice."""
        client, self._client = self._client, None
        session, self._session = self._session, None
        if client is not None:
            await client.close()
        if session is not None:
            await session.close()

    def client(self) -> discord.Client:
        """The client. Raises Later while nobody is logged in."""
        if self._client is None:
            raise Later("no-client")
        return self._client

    @property
    def application(self) -> int:
        """The application's id, which need not be the account's."""
        application: int | None = self.client().application_id
        assert application is not None  # `login` has it from Discord
        return application

    async def send(self, route: Route, draft: Draft, **fields: Any) -> Mapping[str, Any]:
        """A message to the account's own address. Raises what discord.py raises."""
        parts = parts_of(draft, **fields)
        with parts:
            if parts.files:
                sent: Any = await self.client().http.request(route, files=parts.files, form=parts.multipart)
            else:
                sent = await self.client().http.request(route, json=parts.payload)
        answer: Mapping[str, Any] = sent
        return answer

    async def answer(self, handle: str, draft: Draft, **fields: Any) -> Mapping[str, Any]:
        """Put the message where the answer to an interaction stands. Raises what discord.py raises."""
        application, _, token = handle.partition(":")
        session = self._session
        if session is None:
            raise Later("no-client")
        parts = parts_of(draft, **fields)
        with parts:
            sent: Any = await self._answers.edit_original_interaction_response(
                int(application),
                token,
                session=session,
                payload=parts.payload,
                multipart=parts.multipart,
                files=parts.files,
            )
        answer: Mapping[str, Any] = sent
        return answer

    async def read(self, url: str, *, most: int) -> bytes:
        """A file that somebody attached. Raises Never("import-too-large") as soon as there are more than `most` bytes,
        Never for an address that is not Discord's, and what aiohttp raises.
        """
        if self._session is None:
            raise Later("no-client")
        if not is_file(url):
            raise Never("strange-address")
        found = bytearray()
        async with self._session.get(url, timeout=READ_WITHIN, allow_redirects=False) as answer:
            if answer.status != 200:
                raise Later(f"no-answer-{answer.status}") if answer.status >= 500 else Never("no-file")
            async for piece in answer.content.iter_chunked(PIECE):
                found += piece
                if len(found) > most:
                    raise Never("import-too-large")
        return bytes(found)

    async def _login(self, client: discord.Client) -> None:
        try:
            async with translating():
                await client.login(self._token)
        except Fatal as refusal:
            raise Fatal(TOKEN_REFUSED) from refusal
        if client.user is None or str(client.user.id) != self._account:
            raise Fatal(OTHER_ACCOUNT)


def _keep_pace(http: HTTPClient, pace: Pace) -> None:
    """Every request of this client waits for its turn; discord.py has no place for that but the method itself."""
    request = http.request

    async def paced(route: Route, **more: Any) -> Any:
        await pace.turn()
        return await request(route, **more)

    http.request = paced  # type: ignore[method-assign]


def parts_of(draft: Draft, **fields: Any) -> MultipartParameters:
    """A request with the message and further fields of it."""
    return packed({**draft.body, **fields}, draft)


def packed(payload: dict[str, Any], draft: Draft) -> MultipartParameters:
    """A request with this JSON and the message's file; closes the file when it is left."""
    if draft.file is None:
        return MultipartParameters(payload=payload, multipart=None, files=None)
    file = discord.File(io.BytesIO(draft.file.data), filename=draft.file.name)
    form: list[dict[str, Any]] = [
        {"name": "payload_json", "value": json.dumps(payload)},
        {
            "name": "files[0]",
            "value": file.fp,
            "filename": file.filename,
            "content_type": draft.file.media_type,
        },
    ]
    return MultipartParameters(payload=None, multipart=form, files=[file])
