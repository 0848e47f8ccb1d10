"""`python -m tests.proofs.stage.examination ORDER`: tests on a module's mutants, without a mutant on disk.

The tests run once, and each line's are noted. Then, for each "FILE NUMBER" on stdin, a fork of the session that ran
them makes that one fault in the functions and tables it holds and runs the tests of that line until one fails. A line
of JSON is told for each.
"""

import ast
import asyncio
import contextlib
import gc
import importlib
import inspect
import json
import os
import shutil
import signal
import sys
import tempfile
import types
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import coverage
import pytest

from tests.proofs.stage.mutants import Site, sites
from tests.proofs.worker import dies_with_parent

TREE = Path(__file__).parents[3]
QUIET = ("-q", "-s", "-p", "no:cacheprovider", "-m", "not real")
SURVIVED, FAILED, NOT_TRIED = 0, 1, 99
IMPORT = ""  # coverage's word for what ran before any test, or never
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass(kw_only=True, eq=False)
class Notes:
    """A plugin: how long each test took; its lines under its name; and the made databases for all who come after.

    When the tests have run, `asked` is read, and `told` of each.
    """

    measured: coverage.Coverage
    files: Sequence[str]
    within: int
    asked: IO[str]
    told: IO[str]
    seconds: dict[str, float] = field(default_factory=dict)
    engine: Any = None
    is_measuring: bool = True
    failed: str = ""

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Databases are made once, in a folder that stays."""
        conftest = sys.modules["tests.conftest"]
        self.engine = conftest.Engine(folder=Path(tempfile.mkdtemp(prefix="roundtable-", dir=FAST)), server=None)
        conftest._databases = lambda *arguments: contextlib.nullcontext(self.engine)  # type: ignore[attr-defined]

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """What runs from here on is this test's."""
        if self.is_measuring:
            self.measured.switch_context(nodeid)
        else:
            signal.alarm(self.within)  # what takes too long is as good as dead

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Its time, with its scene's; and the first that fails."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed = self.failed or report.nodeid

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """All tests; then, while they are still collected and all they need is loaded, the faults."""
        outcome = yield
        self.measured.stop()
        self._settle()
        Examination(notes=self, items={one.nodeid: one for one in session.items}).run()
        return outcome

    def _settle(self) -> None:
        """No connection goes into a fork. The engines do, with all that they have compiled."""
        self.is_measuring = False
        for engine in (*self.engine.warm.values(), *self.engine.in_use.values()):
            asyncio.run(engine.dispose())
        self.engine.in_use.clear()
        gc.freeze()  # so that nothing of it is written to in each fork


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

    def holds_table(self, where: str) -> bool:
        """Whether this is a value at module level, and no function or method."""
        return where in vars(self.module) and not inspect.isfunction(vars(self.module)[where])

    def rebind(self, tree: ast.Module, first: Iterable[str]) -> set[str]:
        """Each table anew that is one of these, or was made of them or by them, wherever it was imported. The names of
        all that uses them.
        """
        changed = self._made_with(tree, first)
        for top in tree.body:
            match top:
                case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name), value=ast.expr()):
                    if name in changed:
                        old = vars(self.module)[name]
                        exec(compile(ast.Module([top], []), self.file, "exec"), vars(self.module))
                        _put(name, old, vars(self.module)[name])
        return changed

    def rebind_all(self, tree: ast.Module, first: str) -> None:
        """The same, and then in the modules of nouns that imported any of it."""
        changed = self.rebind(tree, [first])
        for name, module in list(sys.modules.items()):
            if name.startswith("storage.") and module is not self.module and (file := module.__file__):
                shared = {one for one in changed if vars(module).get(one, module) is vars(self.module).get(one)}
                if any(not inspect.iscoroutinefunction(vars(module)[one]) for one in shared):
                    other = Subject.of(str(Path(file).relative_to(TREE)))
                    other.rebind(ast.parse(other.source), shared)

    def _made_with(self, tree: ast.Module, first: Iterable[str]) -> set[str]:
        """These names, and of the functions and tables those that use them, or such as do."""
        uses: dict[str, set[str]] = {}
        for top in tree.body:
            match top:
                case (
                    ast.FunctionDef(name)
                    | ast.Assign(targets=[ast.Name(name)])
                    | ast.AnnAssign(target=ast.Name(name), value=ast.expr())
                ):
                    uses[name] = {one.id for one in ast.walk(top) if isinstance(one, ast.Name)} - {name}
        changed, before = {*first}, set[str]()
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


@dataclass(kw_only=True, eq=False)
class Examination:
    """The tests of a session that has run them, and what becomes of them with a fault. `seen_by` are the tests that
    saw one: of a function (or table), and of a whole module.
    """

    notes: Notes
    items: dict[str, pytest.Item]
    seen_by: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def run(self) -> None:
        """Tell of the tests and of the modules, then of each fault that is asked for, until nothing more is."""
        notes = self.notes
        subjects = {file: Subject.of(file) for file in notes.files}
        found = {file: subject.sites()[1] for file, subject in subjects.items()}
        _tell(notes.told, failed=notes.failed, tests=len(notes.seconds), **_covered(notes),
              sites={file: [one.where for one in many] for file, many in found.items()})  # fmt: skip
        lines = {file: notes.measured.get_data().contexts_by_lineno(str(TREE / file)) for file in notes.files}
        for line in notes.asked:
            file, number = line.split()
            site = found[file][int(number)] if int(number) >= 0 else None
            tests = self._nearest(file, site, set(lines[file].get(site.line, [IMPORT]))) if site else self._that_saw()
            outcome, failed = self._examined(subjects[file], int(number), tests)
            if site and failed:
                self.seen_by[file, site.where].add(failed)
                self.seen_by[file, ""].add(failed)
            _tell(notes.told, site=str(site or f"{len(tests)} tests"), outcome=outcome, failed=failed)

    def _that_saw(self) -> list[str]:
        """All that saw a fault; all there are where none did yet."""
        return sorted(set().union(*self.seen_by.values()) or self.notes.seconds)

    def _nearest(self, file: str, site: Site, when: set[str]) -> list[str]:
        """The tests in which its line was run or, where it made a table before any of them, all: first those that saw
        another fault there, then those that saw one in this module, then the module's own; the quickest first.
        """
        name = f"/test_{Path(file).stem}.py"
        there, around, seconds = self.seen_by[file, site.where], self.seen_by[file, ""], self.notes.seconds

        def how_far(test: str) -> tuple[bool, bool, bool, float]:
            return test not in there, test not in around, name not in test, seconds[test]

        return sorted(seconds if IMPORT in when else when & seconds.keys(), key=how_far)

    def _examined(self, subject: Subject, number: int, tests: Sequence[str]) -> tuple[str, str]:
        """What became of a fault, and the test that saw it, "" where none did or the time was over."""
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            self._die_of(subject, number, tests, writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            failed = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        outcomes = {SURVIVED: "survived", FAILED: "killed", -signal.SIGALRM: "killed"}
        return outcomes.get(status, f"not tried ({status})"), failed

    def _die_of(self, subject: Subject, number: int, tests: Sequence[str], writing: int) -> None:
        """In the fork."""
        status = NOT_TRIED
        with contextlib.suppress(BaseException):
            dies_with_parent()
            quiet = os.open(os.devnull, os.O_RDWR)
            for number_of in (0, 1, 2):
                os.dup2(quiet, number_of)
            tree, where = subject.spoil(number)
            status = FAILED  # as it is where not even the tables can be made with the fault
            if where:
                subject.rebind_all(tree, where)
            status = NOT_TRIED
            status = FAILED if self._run(tests) else SURVIVED
            os.write(writing, self.notes.failed.encode())
        os._exit(status)

    def _run(self, tests: Sequence[str]) -> str:
        """The first of them that fails, or ""."""
        self.notes.failed = ""
        chosen = [self.items[one] for one in tests]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.notes.failed:
                break
        return self.notes.failed


def main(order: str) -> None:
    """Until stdin ends."""
    dies_with_parent()
    os.chdir(TREE)
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    ordered = json.loads(order)
    # Not told of greenlets it takes a quarter less, and notes lines for files in which they were never run.
    measured = coverage.Coverage(
        data_file=None, branch=True, include=[str(TREE / file) for file in ordered["files"]],
        concurrency=["thread", "greenlet"],
    )  # fmt: skip
    notes = Notes(measured=measured, files=ordered["files"], within=ordered["within"], asked=asked, told=told)
    measured.start()
    pytest.main([*QUIET, *ordered["tests"]], plugins=[notes])
    shutil.rmtree(notes.engine.folder)


def _covered(notes: Notes) -> dict[str, Any]:
    """How many branches each module has; of all, the lines that were not run and the branches that were not taken."""
    report = notes.engine.folder / "coverage.json"
    notes.measured.json_report(outfile=str(report))
    branches, missing = {}, []
    for file, found in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        branches[file] = found["summary"]["num_branches"]
        missing += [f"{file}:{line}" for line in found["missing_lines"]]
        missing += [f"{file}:{line}->{to}" for line, to in found["missing_branches"]]
    return {"branches": branches, "missing": missing}


def _tell(told: IO[str], **line: Any) -> None:
    told.write(json.dumps(line) + "\n")
    told.flush()


if __name__ == "__main__":
    main(sys.argv[1])
