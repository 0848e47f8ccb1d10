"""REST over loopback: every request is judged by the contract, may meet a fault or a limit, and is then really done."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.fakes.discord import rules
from tests.fakes.discord.calls import Answer, Call, Operation, Table
from tests.fakes.discord.faults import Fault, Faults, Lost, Reset, Slow, Status
from tests.fakes.discord.nouns import Upload
from tests.fakes.discord.ratelimits import Limits
from tests.fakes.discord.refused import Refused
from tests.fakes.discord.world import World

PREFIX = "/api/v10"
UNDESCRIBED = {"create_thread": "message"}
"""What Discord answers beside what its description says: the first message of a new forum post."""
FILE_FIELD = re.compile(r"files\[(\d+)\]")


class Contract(Protocol):
    """What judges requests and answers: `tests.fakes.openapi.Contract`."""

    def match(self, method: str, path: str) -> Any:
        """The operation that a path means, or None."""

    def request_errors(self, match: Any, query: Mapping[str, str], content_type: str, body: Any | None) -> list[str]:
        """What Discord would refuse."""

    def response_errors(self, operation_id: str, status: int, body: Any) -> list[str]:
        """What Discord would not have answered."""


class Rest:
    """The API, for one token."""

    def __init__(self, world: World, table: Table, contract: Contract | None, token: str) -> None:
        self.world, self.table, self.contract, self.token = world, table, contract, token
        self.faults = Faults()
        self.limits = Limits()
        self.violations: list[str] = []
        self.own_errors: list[str] = []
        self.calls: dict[str, int] = {}
        self.invalid = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path.removeprefix(PREFIX)
        found = self.table.find(request.method, path)
        if found is None:
            return self._unknown(request.method, path)
        operation, values = found
        self.calls[operation.id] = self.calls.get(operation.id, 0) + 1
        fault = self.faults.take(operation.id)
        if isinstance(fault, Reset):
            return _cut(request)
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        body, files = await _read(request)
        if isinstance(fault, Status):
            return self._plain_failure(fault)
        ruling = self.limits.judge(operation.id, values)
        if ruling.wait is not None:
            return self._limited(ruling.wait, ruling.headers, everywhere=ruling.everywhere)
        call = Call(
            world=self.world,
            operation=operation.id,
            values=values,
            query=dict(request.query),
            body=body,
            files=files,
            reason=_reason(request),
        )
        status, out = self._run(request, operation, call, path)
        return self._after(request, fault, status, out, ruling.headers)

    def _after(
        self, request: web.Request, fault: Fault | None, status: int, out: Any, headers: dict[str, str]
    ) -> web.StreamResponse:
        if isinstance(fault, Lost):
            if fault.status is None:
                return _cut(request)
            return web.Response(status=fault.status, text="bad gateway", content_type="text/plain")
        return _answer(status, out, headers)

    def _unknown(self, method: str, path: str) -> web.Response:
        match = self.contract.match(method, path) if self.contract else None
        known = f"the fake has no op_{match.operation_id}" if match else "Discord has no such operation"
        self.violations.append(f"{method} {path}: {known}")
        return _answer(501 if match else 404, {"message": "404: Not Found", "code": 0}, {})

    def _run(self, request: web.Request, operation: Operation, call: Call, path: str) -> Answer:
        try:
            self._check(request, operation, call, path)
            status, out = operation.run(call)
        except Refused as refused:
            status, out = refused.status, refused.body
        except Exception as error:  # noqa: BLE001 - a bug of the fake is written down, and seen by the test
            self.own_errors.append(f"{operation.id}: {error!r}")
            status, out = 500, {"message": "500: Internal Server Error", "code": 0}
        self.invalid += status in (401, 403)
        if self.contract:
            described = _described(operation.id, out)
            self.own_errors += self.contract.response_errors(operation.id, status, described)
        return status, out

    def _check(self, request: web.Request, operation: Operation, call: Call, path: str) -> None:
        if not operation.by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refused(0)
        errors = self._contract_errors(request, operation, call, path)
        if call.reason and len(call.reason) > rules.REASON:
            errors.append(f"{operation.id}: the audit reason has {len(call.reason)} characters")
        if errors:
            self.violations += errors
            raise Refused(50006 if any("50006" in error for error in errors) else 50035, "; ".join(errors))

    def _contract_errors(self, request: web.Request, operation: Operation, call: Call, path: str) -> list[str]:
        if self.contract is None:
            return []
        match = self.contract.match(request.method, path)
        if match is None or match.operation_id != operation.id:
            self.own_errors.append(f"{request.method} {path} is not {operation.id} for Discord")
            return []
        return self.contract.request_errors(match, call.query, request.content_type, call.body)

    def _plain_failure(self, fault: Status) -> web.Response:
        if fault.status != 429:
            return web.Response(status=fault.status, text="trouble", content_type="text/plain")
        self.limits.refused += 1
        headers = {"X-RateLimit-Scope": "shared"}
        return self._limited(fault.retry_after, headers, everywhere=fault.everywhere, via=fault.via)

    def _limited(self, wait: float, headers: dict[str, str], *, everywhere: bool, via: bool = True) -> web.Response:
        self.invalid += 1
        body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": everywhere}
        more = {"Retry-After": f"{wait:.0f}", **({"Via": "1.1 google"} if via else {})}
        return _answer(429, body, headers | more)


def _answer(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    # discord.py takes a body for JSON only if the type is exactly this, without a charset.
    kind = {} if body is None else {"Content-Type": "application/json"}
    data = b"" if body is None else json.dumps(body).encode()
    return web.Response(status=status, body=data, headers={**headers, **kind})


def _described(operation: str, out: Any) -> Any:
    more = UNDESCRIBED.get(operation)
    return (
        {key: value for key, value in out.items() if key != more}
        if more and isinstance(out, dict) and "id" in out
        else out
    )


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)


def _reason(request: web.Request) -> str | None:
    sent = request.headers.get("X-Audit-Log-Reason")
    return unquote(sent) if sent else None


async def _read(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    if not request.can_read_body:
        return None, {}
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body: Any = None
    files: dict[int, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(data)
        elif found := FILE_FIELD.fullmatch(part.name or ""):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            name = part.filename or "file"
            files[int(found[1])] = Upload(id=0, filename=name, data=data, content_type=kind)
    return body, files
