"""The entry point: `python -m bot run | check | demo | migrate | enrol | backup | ...`.

`run` stays for months and is started where others wait, so it has nothing that only the other commands need: the
command line's library, the tables, the web client.
"""

import gc
import sys

from bot.lean import without


def main() -> None:
    """The entry point.

    What is imported stays. To look whether any of it may go takes a fifth of a start, for a megabyte that does, so the
    collector begins its work when the service has what it needs (`bot/service.py`), or a command of operators has.
    """
    gc.disable()
    if sys.argv[1:] == ["run"]:
        # structlog takes up rich, to show tracebacks with, and twisted, to log for it: five megabytes for months.
        with without("rich", "twisted"):
            from bot.setting_child import SettingChild

            child = SettingChild()
            from bot.running import run
        run(child.settings)
    else:
        from bot.cli import app

        gc.enable()
        app()


if __name__ == "__main__":
    main()
