"""What settings are read from besides the environment: secret files and one TOML file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEFAULT_CONFIG = Path("roundtable.toml")


@dataclass(slots=True)
class Sources:
    """Values by the name of their setting, the TOML file, and what was wrong with any file."""

    values: dict[str, Any] = field(default_factory=dict)
    config: Path = DEFAULT_CONFIG
    faults: list[str] = field(default_factory=list)


def read_sources(environ: Mapping[str, str], prefix: str, secrets: Iterable[str], folder: Path) -> Sources:
    """Values from the TOML file, those of secret files over them. Never raises for what files hold."""
    sources = Sources()
    _read_toml(sources, environ, prefix)
    for name in secrets:
        _read_secret(sources, environ.get(f"{prefix}{name}_FILE".upper()), name, prefix, folder)
    return sources


def _read_toml(sources: Sources, environ: Mapping[str, str], prefix: str) -> None:
    named = environ.get(f"{prefix}CONFIG")
    sources.config = Path(named) if named else DEFAULT_CONFIG
    if not named and not sources.config.exists():
        return
    try:
        data = tomllib.loads(sources.config.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        sources.faults.append(f"{prefix}CONFIG: {sources.config} can't be read ({cause(error)}).")
    except tomllib.TOMLDecodeError as error:
        sources.faults.append(f"{sources.config} is not TOML: {error}.")
    else:
        sources.values |= _flat(data)


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """`[matrix] user = ...` is `matrix_user = ...`."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{name}": one for name, one in _flat(value).items()}
        else:
            flat[key] = value
    return flat


def _read_secret(sources: Sources, named: str | None, name: str, prefix: str, folder: Path) -> None:
    file = Path(named) if named else folder / f"{prefix}{name}".lower()
    if not named and not file.is_file():
        return
    variable = f"{prefix}{name}_FILE".upper()
    try:
        value = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        sources.faults.append(f"{variable}: {file} can't be read ({cause(error)}).")
        return
    if value:
        sources.values[name] = value
    else:
        sources.faults.append(f"{variable}: {file} is empty.")


def cause(error: OSError | UnicodeDecodeError) -> str:
    """Why a file can't be read."""
    return error.strerror or "unreadable" if isinstance(error, OSError) else "not UTF-8"
