"""Markdown to the HTML that Matrix allows, and to plain text; in a process that may be killed where it is long.

The parser takes a millisecond for a kilobyte, and with bad luck or bad will seconds for two. So on the event loop it
has only what is short; all else goes to a worker with two seconds to answer. What fails is shown unrendered.
"""

import asyncio
import json
import re
import struct
import sys
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

from bot.escaping import clean
from bot.quick_markdown import Rendered, quick, unrendered

MAX_TEXT = 262_144  # bytes; a Matrix event ends at 65,536, a text kept in parts may be longer
MAX_OURS = 1_500  # characters of our own Markdown that the event loop may render: some two milliseconds
MAX_THEIRS = 500  # and of somebody else's, which is sooner done than handed over,
MAX_MARKS = 60  # with that many marks in it: the worst found that can be made of them takes ten milliseconds
RENDER_WITHIN = timedelta(seconds=2)  # per text; a usual one takes some 5 ms
START_WITHIN = timedelta(seconds=30)  # for a worker to import what it needs, on a busy machine

_MARK = re.compile(r"[^\w\s.,;:?'()/]")
_HEAD = struct.Struct(">I")
_ROOT = Path(__file__).resolve().parents[1]


def trusted(markdown: str, mentions: Collection[str] = ()) -> Rendered:
    """Our own phrases, rendered here and now. `mentions` are the user ids whose pills are meant; never raises."""
    text = clean(markdown)
    if done := quick(text):
        return done
    from bot.rendering import render  # at first need: the parser takes memory and 50 ms that a start need not have

    return render(text, mentions)


def to_html(markdown: str, mentions: Collection[str] = ()) -> str:
    """The Matrix HTML of a Markdown text; never raises. Others' text goes through a ProseRenderer instead."""
    return trusted(markdown, mentions).html


def to_plain(markdown: str, mentions: Collection[str] = ()) -> str:
    """The readable text of a Markdown text: lists, quotes and tables keep their shape, marks are gone."""
    return trusted(markdown, mentions).plain


class ProseRenderer:
    """Renders off the event loop, in one worker process, which is replaced when it takes too long.

    It is started by the first text that needs one.
    """

    def __init__(self, *, limit: timedelta = RENDER_WITHIN, program: Sequence[str] | None = None) -> None:
        self._limit = limit
        self._program = program or (sys.executable, "-P", "-m", "bot.rendering_worker")
        self._turn = asyncio.Lock()
        self._worker: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid if self._worker else None

    async def page(self, markdown: str, mentions: Collection[str] = ()) -> Rendered:
        """Our own phrases; `mentions` are the user ids whose pills are meant."""
        if len(markdown) <= MAX_OURS:
            return trusted(markdown, mentions)
        text = clean(markdown)
        return quick(text) or await self._elsewhere(text, mentions)

    async def render(self, text: str, mentions: Collection[str] = ()) -> Rendered:
        """A text by people; unrendered if it can't be done within the limit. Never raises for a text."""
        text = clean(text)
        if len(text) <= MAX_THEIRS and len(_MARK.findall(text)) <= MAX_MARKS:
            return trusted(text, mentions)
        return quick(text) or await self._elsewhere(text, mentions)

    async def html(self, text: str, mentions: Collection[str] = ()) -> str:
        """The Matrix HTML of a text by people."""
        return (await self.render(text, mentions)).html

    async def close(self) -> None:
        """End the worker."""
        async with self._turn:
            await self._end()

    async def _elsewhere(self, text: str, mentions: Collection[str]) -> Rendered:
        question = json.dumps([text, sorted(mentions)]).encode()
        if len(question) > 2 * MAX_TEXT:
            return unrendered(text)
        async with self._turn:
            try:
                html, plain, simple = json.loads(await self._ask(question))
            except (OSError, EOFError):  # it was too slow (TimeoutError), or it died
                await self._end()
                return unrendered(text)
            except BaseException:  # cancelled half-way: its answer must not become the next one's
                await self._end()
                raise
        return Rendered(html, plain, simple)

    async def _ask(self, question: bytes) -> bytes:
        worker = self._worker or await self._start()
        assert worker.stdin is not None
        worker.stdin.write(_HEAD.pack(len(question)) + question)
        async with asyncio.timeout(self._limit.total_seconds()):
            await worker.stdin.drain()
            return await _framed(worker)

    async def _start(self) -> asyncio.subprocess.Process:
        self._worker = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback would quote the text
            env={"PYTHONPATH": str(_ROOT)},  # and no secret of ours
        )
        async with asyncio.timeout(START_WITHIN.total_seconds()):
            await _framed(self._worker)
        return self._worker

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.returncode is None:
            worker.kill()
        await worker.communicate()


async def _framed(worker: asyncio.subprocess.Process) -> bytes:
    assert worker.stdout is not None
    (length,) = _HEAD.unpack(await worker.stdout.readexactly(_HEAD.size))
    return await worker.stdout.readexactly(length)
