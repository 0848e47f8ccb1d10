"""What a part needs besides Python, and whether it is here."""

import shutil
from importlib.util import find_spec

from tests.postgres import binaries
from tests.proofs.proof import Part

_WHY = {
    "homeserver": "no homeserver here (the package matrix-synapse)",
    "postgres": "no PostgreSQL server here (Debian: apt install postgresql)",
    "compiler": "no C compiler here (Debian: apt install gcc)",
}


def compiler() -> str | None:
    """The C compiler of this machine, or None."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def missing(part: Part) -> tuple[str, str] | None:
    """The first thing this part lacks here, and a sentence about it; None when it can run."""
    return next(((need, _WHY[need]) for need in part.needs if not _is_here(need)), None)


def _is_here(need: str) -> bool:
    match need:
        case "homeserver":
            return find_spec("synapse") is not None
        case "postgres":
            return binaries() is not None
        case "compiler":
            return compiler() is not None
    raise ValueError(f"nobody knows what {need} is")
