"""Running to the end, or to a sentence for the operator.

Every fault ends in a sentence and an exit status, never in a traceback: 2 for what the operator has to mend, 1 for
what broke.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

import uvloop

from bot import logs
from bot.platform import Fatal
from bot.service import serve
from bot.settings import BadSettings, Settings
from storage.engine import BadDatabase, StorageTrouble
from storage.keys import BadKeyFile
from storage.lease import LeaseLost

MENDABLE = (BadDatabase, BadKeyFile, StorageTrouble, Fatal)


def run(read: Callable[[], Settings]) -> NoReturn:
    """Start the bot with the settings that are read, and serve until it is stopped."""
    settings = settled(read)
    logs.configure(settings.log_level, settings.log_format, settings.secrets)
    finish(serve(settings))
    raise SystemExit(0)


def settled(read: Callable[[], Settings]) -> Settings:
    """The settings, or every fault of theirs."""
    try:
        return read()
    except BadSettings as bad:
        fail(*(f"- {fault}" for fault in bad.faults))
    except EOFError:
        fail("What reads the settings has ended before it was done.", status=1)


def finish(work: Coroutine[Any, Any, Any], mendable: tuple[type[Exception], ...] = MENDABLE) -> Any:
    """What it gives, or an end with a sentence; `mendable` is what says by itself what the operator has to mend."""
    sentences: list[str] = []
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except* mendable as group:
        sentences += map(str, _leaves(group))
        status = 2
    except* LeaseLost:
        sentences += ["Another process has taken this account over; this one stops."]
        status = 2
    except* OSError as group:  # a full disk, a folder of somebody else's, a port that is taken
        sentences += map(_of_the_system, _leaves(group))
        status = 2
    except* KeyboardInterrupt:
        status = 0
    except* Exception as group:  # noqa: BLE001  a bug: where it is may be told, but what it says may be anything
        sentences += [f"Something unforeseen ended it; the log has it as {logs.bug(group)}."]
        status = 1
    fail(*sentences, status=status)


def fail(*sentences: str, status: int = 2) -> NoReturn:
    """End with these sentences, each on a line of its own, on standard error."""
    from rich.console import Console  # three megabytes for whoever is told something

    errors = Console(stderr=True)
    for sentence in sentences:
        errors.print(sentence, style="red", markup=False)
    raise SystemExit(status)


def _of_the_system(error: BaseException) -> str:
    what = getattr(error, "filename", None) or "What the bot needs here"
    return f"{what} can't be used: {getattr(error, 'strerror', None) or type(error).__name__}."


def _leaves(group: BaseException) -> list[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        return [leaf for one in group.exceptions for leaf in _leaves(one)]
    return [group]
