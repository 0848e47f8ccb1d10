"""Runs parts one after the other, each in a process of its own, and writes down what each of them found."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from tests.proofs.catalogue import Entry
from tests.proofs.ledger import Ledger, Result
from tests.proofs.needs import missing
from tests.proofs.proof import Claim, Size
from tests.proofs.setting import TREE, commit

FOLDER = TREE / ".proofs"
"""Results and logs of runs; it keeps itself out of git."""

Show = Callable[[Entry, int, int], None]
Done = Callable[[Entry, Result], None]


def open_run(size: Size, asked: str, seed: int | None, *, fresh: bool) -> Ledger:
    """The run that was cut short when it was asked for the same, to be gone on with, or a new one."""
    ledger = Ledger.open(FOLDER, size.value)
    _, before = ledger.open_runs.get(asked, ("", None))
    if fresh or before is None or seed not in {None, before}:
        started = datetime.now(UTC).isoformat()
        ledger.begin(asked, started, random.SystemRandom().randrange(1_000_000) if seed is None else seed)
    ledger.go_on(asked)
    return ledger


def run_all(entries: Sequence[Entry], size: Size, ledger: Ledger, show: Show, done: Done) -> None:
    """Every part that this run hasn't had yet; each result is kept as soon as it is there."""
    for one in entries:
        if not ledger.finished(one.key):
            ledger.keep(_result(one, size, ledger, show))
        done(one, ledger.results[one.key])
    ledger.end()


def seed_of(seed: int, key: str) -> int:
    """A part's own seed: of the run's, and of its name, so that no part depends on which others are run."""
    return crc32(f"{seed} {key}".encode()) % 1_000_000


def _result(one: Entry, size: Size, ledger: Ledger, show: Show) -> Result:
    seed, began = seed_of(ledger.seed, one.key), time.monotonic()
    lacking = missing(one.part)
    told: dict[str, Any] = {"missing": lacking[1]} if lacking else _told(one, size, seed, show)
    return Result(
        key=one.key,
        run=ledger.run,
        seed=seed,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - began, 1),
        commit=commit(),
        claims=tuple(Claim(**claim) for claim in told.get("claims", ())),
        fault=told.get("fault", ""),
        missing=told.get("missing", ""),
        control=one.part.control,
    )


def _told(one: Entry, size: Size, seed: int, show: Show) -> dict[str, Any]:
    """The last word of the part's process."""
    log_file = FOLDER / "".join(sign if sign.isalnum() else "-" for sign in f"{one.key}.{size.value}")
    with (
        tempfile.TemporaryDirectory(prefix="roundtable-proof-") as folder,
        log_file.with_suffix(".log").open("w") as log,
    ):
        command = [sys.executable, "-m", "tests.proofs.worker", one.key, size.value, str(seed), folder]
        process = subprocess.Popen(
            command, cwd=TREE, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            return _listen(process, one, show) or {"fault": f"its process ended without a word ({log.name})"}
        finally:
            _end(process)


def _listen(process: "subprocess.Popen[str]", one: Entry, show: Show) -> dict[str, Any] | None:
    assert process.stdout is not None
    told: dict[str, Any] | None = None
    for line in process.stdout:
        said = json.loads(line)
        if "step" in said:
            show(one, *said["step"])
        else:
            told = said
    process.wait()
    return told


def _end(process: "subprocess.Popen[str]") -> None:
    """Whatever it started is in its session: nobody is left behind, however it ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
