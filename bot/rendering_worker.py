"""The process that renders people's text: it may be killed at any time, and holds nothing that would be missed.

It answers one framed question after the other. Besides the caps within `bot.rendering` the kernel holds it to seconds
of processor time for each text, to an amount of memory, and lets it open nothing: what a parser's worst case (or a hole
in it) can take is no more than that. It says nothing else, for a traceback would quote the text.
"""

import gc
import json
import resource
import signal
import struct
import sys
from typing import BinaryIO

from bot.rendering import render

READY = b"ready"
MAX_MEMORY = 256 * 1024 * 1024  # bytes of address space; it needs a tenth of that
MAX_PROCESSOR = 3  # seconds for one text; whoever asked gives up before
_HEAD = struct.Struct(">I")


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer until there are no more questions. A question is a JSON list: the text, and whose pills are meant."""
    _say(answered, READY)
    while len(head := asked.read(_HEAD.size)) == _HEAD.size:
        text, mentions = json.loads(asked.read(_HEAD.unpack(head)[0]))
        _allow_more_time()
        done = render(text, mentions)
        _say(answered, json.dumps([done.html, done.plain, done.simple]).encode())


def confine() -> None:
    """What the kernel holds this process to, from now on."""
    for limit, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _allow_more_time() -> None:
    """The limit is one for the whole life of a process, so it moves with every text."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + MAX_PROCESSOR
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _say(answered: BinaryIO, data: bytes) -> None:
    answered.write(_HEAD.pack(len(data)) + data)
    answered.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all of us; the bot ends us when it is done
    render("- [warm](https://a.example)")  # what is made at first need needs what is forbidden from here on
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a text leaves little behind; looking for it all the time costs a tenth
    confine()
    serve(sys.stdin.buffer, sys.stdout.buffer)
