"""The bot, or a command of its operators, on another day: its clock shows the wall clock's time and some seconds.

    python -m bot.demo.otherday -8640000 bot run

Nothing else imports this; `python -m bot run` knows no such switch.
"""

import runpy
import sys
from datetime import datetime, timedelta

from bot import clock


def shift(seconds: float) -> None:
    """Let it be so many seconds later than it is, or earlier."""
    wall, ahead = clock.now, timedelta(seconds=seconds)

    def on_that_day() -> datetime:
        return wall() + ahead

    clock.now = on_that_day


if __name__ == "__main__":
    shift(float(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
