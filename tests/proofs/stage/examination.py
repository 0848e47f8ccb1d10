"""`python -m tests.proofs.stage.examination ORDER`: tests on a module's mutants, without a mutant on disk.

The tests run once, and each line's are noted. Then, for each "FILE NUMBER" on stdin, a fork makes that one fault in the
functions and tables it holds and runs the tests of that line until one fails. A line of JSON is told for each.
"""

import ast
import asyncio
import contextlib
import importlib
import inspect
import json
import os
import shutil
import signal
import sys
import tempfile
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import coverage
import pytest

from tests.proofs.stage.mutants import Site, sites
from tests.proofs.worker import dies_with_parent

TREE = Path(__file__).parents[3]
QUIET = ("-q", "-x", "-p", "no:cacheprovider", "-m", "not real")
SURVIVED, FAILED, NOT_TRIED = 0, 1, 99  # the first two are pytest's
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass(kw_only=True, eq=False)
class Notes:
    """A plugin: how long each test took; its lines under its name; and the made databases for all who come after."""

    measured: coverage.Coverage
    seconds: dict[str, float] = field(default_factory=dict)
    engine: Any = None
    is_measuring: bool = True

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Databases are made once, in a folder that stays."""
        conftest = sys.modules["tests.conftest"]
        if self.engine is None:
            folder = Path(tempfile.mkdtemp(prefix="roundtable-", dir=FAST))
            self.engine = conftest.Engine(folder=folder, server=None)
        conftest._databases = lambda *arguments: contextlib.nullcontext(self.engine)  # type: ignore[attr-defined]

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """What runs from here on is this test's."""
        if self.is_measuring:
            self.measured.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Its time, with its scene's."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration

    def settle(self) -> None:
        """That was all; and no connection goes into a fork."""
        self.is_measuring = False
        for engine in (*self.engine.warm.values(), *self.engine.in_use.values()):
            asyncio.run(engine.dispose())
        self.engine.warm.clear()
        self.engine.in_use.clear()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A module as it was when it was loaded."""

    file: str
    source: str
    module: types.ModuleType

    @classmethod
    def of(cls, file: str) -> "Subject":
        """By its path in the tree."""
        module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        return cls(file=file, source=(TREE / file).read_text(encoding="utf-8"), module=module)

    def sites(self) -> tuple[ast.Module, Sequence[Site]]:
        """A tree of its own, and the faults that can be made in it."""
        tree = ast.parse(self.source)
        return tree, list(sites(tree))

    def spoil(self, number: int) -> tuple[ast.Module, str]:
        """Make this fault, in this process; none for -1. The tables are still to be made anew of what it gives."""
        tree, found = self.sites()
        if number < 0:
            return tree, ""
        found[number].put()
        ast.fix_missing_locations(tree)
        if not self.holds_table(where := found[number].where):
            code = compile(tree, str(TREE / self.file), "exec")
            _function(self.module, where).__code__ = next(one for one in _codes(code) if one.co_qualname == where)
        return tree, where

    def makes_table(self, where: str) -> bool:
        """Whether this is a value at module level, or one is made with it: then it ran before any test."""
        made = self._made_with(ast.parse(self.source), where)
        return any(name in vars(self.module) and self.holds_table(name) for name in made)

    def holds_table(self, where: str) -> bool:
        """Whether this is a value at module level, and no function or method."""
        return where in vars(self.module) and not inspect.isfunction(vars(self.module)[where])

    def rebind(self, tree: ast.Module, first: str) -> None:
        """Each table anew that is this one, or was made of it or by it, wherever it was imported."""
        changed = self._made_with(tree, first)
        for top in tree.body:
            match top:
                case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name), value=ast.expr()):
                    if name in changed:
                        old = vars(self.module)[name]
                        exec(compile(ast.Module([top], []), self.file, "exec"), vars(self.module))
                        _put(name, old, vars(self.module)[name])

    def _made_with(self, tree: ast.Module, first: str) -> set[str]:
        """Its name, and of the functions and tables those that use it, or such as do."""
        uses: dict[str, set[str]] = {}
        for top in tree.body:
            match top:
                case (
                    ast.FunctionDef(name)
                    | ast.Assign(targets=[ast.Name(name)])
                    | ast.AnnAssign(target=ast.Name(name), value=ast.expr())
                ):
                    uses[name] = {one.id for one in ast.walk(top) if isinstance(one, ast.Name)} - {name}
        changed, before = {first}, set[str]()
        while changed != before:
            before = set(changed)
            changed |= {name for name, used in uses.items() if used & changed}
        return changed


def _put(name: str, old: object, new: object) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(name) is old:
            setattr(module, name, new)


def _function(module: types.ModuleType, where: str) -> Any:
    found: Any = module
    for name in where.split("."):
        found = inspect.getattr_static(found, name)
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    return inspect.unwrap(found)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield one
            yield from _codes(one)


def main(order: str) -> None:
    """Until stdin ends."""
    dies_with_parent()
    os.chdir(TREE)
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = json.loads(order)
    measured = coverage.Coverage(
        data_file=None, branch=True, include=[str(TREE / file) for file in asked["files"]],
        concurrency=["thread", "greenlet"],
    )  # fmt: skip
    notes = Notes(measured=measured)
    measured.start()
    status = pytest.main([*QUIET, *asked["tests"]], plugins=[notes])
    measured.stop()
    notes.settle()
    subjects = {file: Subject.of(file) for file in asked["files"]}
    found = {file: subject.sites()[1] for file, subject in subjects.items()}
    _tell(told, status=int(status), tests=len(notes.seconds), **_covered(measured, notes),
          sites={file: [one.where for one in many] for file, many in found.items()})  # fmt: skip
    for line in sys.stdin:
        file, number = line.split()
        site = found[file][int(number)] if int(number) >= 0 else None
        tests = _tests_of(measured, notes, subjects[file], site)
        outcome = _examined(subjects[file], int(number), tests, notes, asked["within"])
        _tell(told, site=str(site), outcome=outcome)
    shutil.rmtree(notes.engine.folder)


def _covered(measured: coverage.Coverage, notes: Notes) -> dict[str, Any]:
    """How many branches each module has; of all, the lines that were not run and the branches that were not taken."""
    report = notes.engine.folder / "coverage.json"
    measured.json_report(outfile=str(report))
    branches, missing = {}, []
    for file, found in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        branches[file] = found["summary"]["num_branches"]
        missing += [f"{file}:{line}" for line in found["missing_lines"]]
        missing += [f"{file}:{line}->{to}" for line, to in found["missing_branches"]]
    return {"branches": branches, "missing": missing}


def _tests_of(measured: coverage.Coverage, notes: Notes, subject: Subject, site: Site | None) -> list[str]:
    """Those that run its line, the quickest first; for a table, or where none are known, all."""
    names = set(notes.seconds)
    if site is not None and not subject.makes_table(site.where):
        names &= set(measured.get_data().contexts_by_lineno(str(TREE / subject.file)).get(site.line, ()))
    return sorted(names or notes.seconds, key=lambda one: notes.seconds[one])


def _examined(subject: Subject, number: int, tests: Sequence[str], notes: Notes, within: float) -> str:
    pid = os.fork()
    if not pid:
        _die_of(subject, number, tests, notes, within)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return {SURVIVED: "survived", FAILED: "killed", -signal.SIGALRM: "killed"}.get(status, f"not tried ({status})")


def _die_of(subject: Subject, number: int, tests: Sequence[str], notes: Notes, within: float) -> None:
    """In the fork; what takes too long is as good as dead."""
    status = NOT_TRIED
    with contextlib.suppress(BaseException):
        dies_with_parent()
        signal.alarm(int(within))
        quiet = os.open(os.devnull, os.O_RDWR)
        for number_of in (0, 1, 2):
            os.dup2(quiet, number_of)
        tree, where = subject.spoil(number)
        status = FAILED  # as it is where not even the tables can be made with the fault
        subject.rebind(tree, where)
        status = int(pytest.main([*QUIET, *tests], plugins=[notes]))
    os._exit(status)


def _tell(told: IO[str], **line: Any) -> None:
    told.write(json.dumps(line) + "\n")
    told.flush()


if __name__ == "__main__":
    main(sys.argv[1])
