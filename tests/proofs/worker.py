"""`python -m tests.proofs.worker KEY SIZE SEED FOLDER`: one part in a process of its own, told in lines of JSON.

{"step": [done, total]}   {"claims": [...]}   {"fault": "..."}
"""

import asyncio
import ctypes
import json
import logging
import os
import signal
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tests.proofs.catalogue import entry
from tests.proofs.proof import Run, Size

SET_DEATH_SIGNAL = 1  # prctl(2), PR_SET_PDEATHSIG


def dies_with_parent() -> None:
    """A run that is killed outright leaves nobody behind; only Linux can promise that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)


def main(key: str, size: str, seed: str, folder: str) -> None:
    """Run it. What it or a library prints goes to stderr, which is the log."""
    dies_with_parent()
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.basicConfig(level=logging.ERROR)
    run = Run(
        size=Size(size), seed=int(seed), folder=Path(folder), step=lambda done, total: _tell(told, step=[done, total])
    )
    try:
        claims = asyncio.run(_run(key, run))
        _tell(told, claims=[asdict(one) for one in claims])
    except Exception as fault:  # noqa: BLE001  told to the runner, which shows it as what was found
        traceback.print_exc()
        _tell(told, fault=f"{type(fault).__name__}: {fault}"[:300])


async def _run(key: str, run: Run) -> Any:
    return await entry(key).part.run(run)


def _tell(told: IO[str], **line: Any) -> None:
    told.write(json.dumps(line) + "\n")
    told.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
