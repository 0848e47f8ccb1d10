"""What a process and its children cost, as Linux counts it."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """The process and all that it started and that still run, the process first."""
    found = [pid]
    for one in found:
        for children in PROC.glob(f"{one}/task/*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def processor_time(pid: int) -> float:
    """Seconds of a core that the process and its children have used, those that have ended included."""
    return sum(_ticks(one) for one in family(pid)) / TICK


def resident(pid: int) -> float:
    """MB of memory that the process holds, with what its children hold beside it for themselves alone."""
    whole, *children = family(pid)
    held = _field(whole, "status", ("VmRSS",)) + sum(
        _field(one, "smaps_rollup", ("Private_Clean", "Private_Dirty")) for one in children
    )
    return held / 1024


def _ticks(pid: int) -> int:
    """utime, stime, cutime, cstime (proc(5)); the name before them may hold blanks."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return sum(int(one) for one in fields[11:15])


def _field(pid: int, file: str, names: tuple[str, ...]) -> int:
    lines = (PROC / str(pid) / file).read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in names)
