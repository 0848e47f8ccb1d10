"""The house stands as docs/map.md draws it: four packages, one clock, no address of a package index."""

import ast
import importlib
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
PACKAGES = ("bot", "commands", "digests", "storage")
CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
    ("func", "now"), ("func", "current_timestamp"),
}  # fmt: skip
INDEX_ADDRESS = re.compile(r"--(extra-)?index-url|--find-links|pypi\.org|pythonhosted\.org|registry\.npmjs")


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((TREE / package).rglob("*.py"))


def clock_readings(source: str) -> list[str]:
    """Where a module reads the wall clock: by a call, or by handing the reading function on."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in CLOCKS:
                found.append(f"line {node.lineno}: {owner}.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [f"line {node.lineno}: time.{name.name}" for name in node.names if ("time", name.name) in CLOCKS]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_comes_from_this_tree(package: str) -> None:
    # `digests` and `storage` exist on the package index as old, unrelated packages.
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).parent == TREE / package


@pytest.mark.parametrize("library", ["discord", "nio"])
def test_our_platform_folders_shadow_no_library(library: str) -> None:
    module = importlib.import_module(library)
    assert module.__file__ is not None
    assert TREE / "bot" not in Path(module.__file__).parents


@pytest.mark.later
@pytest.mark.parametrize("package", PACKAGES[1:])
def test_nothing_below_bot_reads_the_wall_clock(package: str) -> None:
    found = {str(path.relative_to(TREE)): clock_readings(path.read_text()) for path in sources(package)}
    assert len(found) > 3
    assert {name: readings for name, readings in found.items() if readings} == {}


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("field(default_factory=date.today)", True),
        ("from time import time", True),
        ("now = work.now", False),
        ("time.monotonic()", False),
    ],
)
def test_the_search_for_clocks_finds_them(line: str, reads: bool) -> None:
    assert bool(clock_readings(line)) is reads


def test_no_file_names_a_package_index() -> None:
    here = Path(__file__).relative_to(TREE)
    ours = subprocess.run(
        f"git -c safe.directory={TREE} ls-files --cached --others --exclude-standard -z".split(),
        cwd=TREE, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    naming = [name for name in ours if name and Path(name) != here and _names_an_index(TREE / name)]
    assert naming == []


def test_the_three_locks_agree_and_every_line_has_its_hash() -> None:
    run, demo, dev = (_versions(f"requirements{suffix}.lock") for suffix in ("", "-demo", "-dev"))
    assert run.items() <= demo.items() <= dev.items()
    assert "matrix-synapse" in demo.keys() - run.keys()


def test_every_package_brings_its_files_and_its_types() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["packages"]["find"]["include"] == [f"{name}*" for name in PACKAGES]
    assert [name for name in PACKAGES if not (TREE / name / "py.typed").exists()] == []


def _names_an_index(path: Path) -> bool:
    return path.is_file() and bool(INDEX_ADDRESS.search(path.read_text(errors="replace")))


def _versions(lock: str) -> dict[str, str]:
    """Each package's pinned version; a line without a hash fails here."""
    entries = (TREE / lock).read_text().replace("\\\n", " ").splitlines()
    pins = [entry for entry in entries if entry and not entry.startswith("#")]
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []
    matches = [re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", pin) for pin in pins]
    return {match[1]: match[2] for match in matches if match}
