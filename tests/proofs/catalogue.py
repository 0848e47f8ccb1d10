"""All proofs there are: each `tNN_<word>.py` of this folder holds one as PROOF."""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.proof import Part, Proof, Size


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One part and the proof it belongs to; `key` names it for good, whatever is added beside it."""

    proof: Proof
    part: Part

    @property
    def key(self) -> str:
        """ "T3: its name"."""
        return f"{self.proof.target}: {self.part.name}"


def proofs() -> Sequence[Proof]:
    """Every proof, by the number of its target."""
    found = sorted(Path(__file__).parent.glob("t[0-9][0-9]_*.py"))
    return [importlib.import_module(f"tests.proofs.{file.stem}").PROOF for file in found]


def entries(size: Size, only: Sequence[str] = ()) -> Sequence[Entry]:
    """Every part that is run at this size, of these targets or of all. Raises ValueError for a target nobody proves."""
    chosen = list(_chosen(proofs(), only))
    return [Entry(proof=proof, part=part) for proof in chosen for part in proof.parts if size in part.sizes]


def entry(key: str) -> Entry:
    """The part of this key."""
    return next(one for size in Size for one in entries(size) if one.key == key)


def _chosen(found: Sequence[Proof], only: Sequence[str]) -> Iterator[Proof]:
    wanted = {name.upper() for name in only}
    if unknown := wanted - {proof.target for proof in found}:
        raise ValueError(f"Nobody proves {', '.join(sorted(unknown))}.")
    yield from (proof for proof in found if not wanted or proof.target in wanted)
