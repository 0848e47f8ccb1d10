"""The entry point: `python -m bot run | check | demo | migrate | enrol | backup | ...`.

`run` stays for months and is started where others wait, so it has nothing that only the other commands need: the
command line's library, the tables, the web client.
"""

import gc
import sys

UNUSED = ("rich", "twisted")
"""What structlog takes up where it is installed, to show tracebacks with and to log for: five megabytes for months."""


def main() -> None:
    """The entry point.

    What is imported stays. To look whether any of it may go takes a fifth of a start, for a megabyte that does, so the
    collector begins its work when the service has what it needs (`bot/service.py`), or a command of operators has.
    """
    gc.disable()
    if sys.argv[1:] == ["run"]:
        for one in UNUSED:  # None is "not to be had" (The Python Language Reference, 5.3.1), which the stubs don't know
            sys.modules[one] = None  # type: ignore[assignment]
        from bot.running import run

        for one in UNUSED:
            del sys.modules[one]
        run()
    else:
        from bot.cli import app

        gc.enable()
        app()


if __name__ == "__main__":
    main()
