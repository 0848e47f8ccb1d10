"""What was measured so far, kept in a file, so that a run that was killed goes on where it stopped.

A run is begun anew once it has ended; until then, the parts it has finished are not run again.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.proofs.proof import Claim


@dataclass(frozen=True, kw_only=True)
class Result:
    """One part, once run. `fault` says how it broke, `missing` what it had needed here."""

    key: str
    run: str
    seed: int
    at: str
    seconds: float
    commit: str
    claims: Sequence[Claim] = ()
    fault: str = ""
    missing: str = ""
    control: bool = False

    @property
    def holds(self) -> bool:
        """Whether everything it claims was found."""
        return not self.fault and not self.missing and bool(self.claims) and all(one.holds for one in self.claims)


@dataclass(kw_only=True)
class Ledger:
    """The file of one size of run. `open_runs` are those that have not ended, by what they were asked for."""

    file: Path
    run: str = ""
    seed: int = 0
    asked: str = ""
    open_runs: dict[str, tuple[str, int]] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, name: str) -> "Ledger":
        """What the file of this name holds; nothing where there is none."""
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
        ledger = cls(file=folder / f"{name}.json")
        if ledger.file.exists():
            kept = json.loads(ledger.file.read_text())
            ledger.open_runs = {asked: (run, seed) for asked, (run, seed) in kept["open_runs"].items()}
            ledger.results = {one["key"]: _result(one) for one in kept["results"]}
        return ledger

    def begin(self, asked: str, run: str, seed: int) -> None:
        """A new run; what older ones found stays until its part is run again."""
        self.open_runs[asked] = run, seed
        self.go_on(asked)
        self._save()

    def go_on(self, asked: str) -> None:
        """Go on with the run that was cut short when it was asked for this."""
        self.asked = asked
        self.run, self.seed = self.open_runs[asked]

    def end(self) -> None:
        """Everything that was asked for has been run."""
        del self.open_runs[self.asked]
        self._save()

    def keep(self, result: Result) -> None:
        """Write down a part's result at once."""
        self.results[result.key] = result
        self._save()

    def finished(self, key: str) -> bool:
        """Whether this run has had this part already."""
        return key in self.results and self.results[key].run == self.run

    def _save(self) -> None:
        kept = {"open_runs": self.open_runs, "results": [asdict(one) for one in self.results.values()]}
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(kept, indent=1))
        os.replace(draft, self.file)


def _result(kept: Mapping[str, Any]) -> Result:
    return Result(**{**kept, "claims": tuple(Claim(**one) for one in kept["claims"])})
