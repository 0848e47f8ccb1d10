"""The entry point: `python -m bot run | check | demo | migrate | enrol | backup | ...`.

`run` stays for months and is started where others wait, so it has nothing that only the other commands need: the
command line's library, the tables, the web client.
"""

import gc
import sys

WHILE_IMPORTING = (20_000, 10, 1_000)
"""What is imported stays. To look again and again whether any of it may go takes a fifth of a start, so the collector
looks at what is young alone."""

UNUSED = ("rich", "twisted")
"""What structlog takes up where it is installed, to show tracebacks with and to log for: five megabytes for months."""


def main() -> None:
    """The entry point."""
    usual = gc.get_threshold()
    gc.set_threshold(*WHILE_IMPORTING)
    if sys.argv[1:] == ["run"]:
        for one in UNUSED:  # None is "not to be had" (The Python Language Reference, 5.3.1), which the stubs don't know
            sys.modules[one] = None  # type: ignore[assignment]
        from bot.running import run

        for one in UNUSED:
            del sys.modules[one]
        run()
    else:
        from bot.cli import app

        gc.set_threshold(*usual)
        app()


if __name__ == "__main__":
    main()
