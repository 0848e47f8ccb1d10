"""The table at the end of a run, and docs/proofs.md, which keeps that of the long one."""

from collections.abc import Iterator, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from tests.proofs.catalogue import Entry
from tests.proofs.ledger import Result
from tests.proofs.proof import Proof
from tests.proofs.setting import TREE, machine, versions

PAGE = TREE / "docs" / "proofs.md"

_HEAD = """# Proofs

What is promised under fire, and what was found: each target of the design is attacked by a part of `tests/proofs/`, and
the checker reads the platform's own log, never the bot's opinion. A *control* breaks one cure on purpose and holds only
when its damage was seen: a check that cannot fail proves nothing.

`make prove` writes this page (`ARGS="--only T3,T4"` runs some of it, `ARGS="--seed N"` the same again); a run that was
cut short goes on where it stopped. `make test` has a short form of every part.
"""


def table(entries: Sequence[Entry], results: Mapping[str, Result]) -> Table:
    """Every claim, beside its goal."""
    shown = Table("", "part", "what", "found", "goal", "")
    for one in entries:
        for *words, mark in _rows(one, results.get(one.key)):
            style = "green" if mark == "holds" else "yellow" if mark == "not run" else "red"
            shown.add_row(one.proof.target, *map(escape, words), f"[{style}]{mark}[/]")
    return shown


def write(entries: Sequence[Entry], results: Mapping[str, Result]) -> None:
    """Write docs/proofs.md from the last result of each part."""
    PAGE.write_text("\n".join(_page(entries, results)) + "\n")


def _page(entries: Sequence[Entry], results: Mapping[str, Result]) -> Iterator[str]:
    had = [results[one.key] for one in entries if one.key in results]
    yield _HEAD
    yield f"On {machine()}; {', '.join(f'{name} {number}' for name, number in versions().items())}.\n"
    held = sum(result.holds for result in had)
    yield f"**{held} of {len(entries)} parts hold.**"
    for proof in dict.fromkeys(one.proof.target for one in entries):
        mine = [one for one in entries if one.proof.target == proof]
        yield from _section(mine[0].proof, mine, results)
    yield from _unrun(entries, results)


def _section(proof: Proof, mine: Sequence[Entry], results: Mapping[str, Result]) -> Iterator[str]:
    yield f"\n## {proof.target}: {proof.promise}\n"
    yield "| part | what | found | goal | |\n|---|---|---|---|---|"
    for one in mine:
        for row in _rows(one, results.get(one.key)):
            yield f"| {' | '.join(_cell(word) for word in row)} |"
    runs = [results[one.key] for one in mine if one.key in results]
    if not runs:
        return
    when = " to ".join(sorted({min(run.at for run in runs)[:10], max(run.at for run in runs)[:10]}))
    seeds = ", ".join(str(run.seed) for run in runs)
    commits = ", ".join(sorted({run.commit for run in runs}))
    yield f"\n{when}, {sum(run.seconds for run in runs):.0f} s, seeds {seeds}, commit {commits}."


def _unrun(entries: Sequence[Entry], results: Mapping[str, Result]) -> Iterator[str]:
    yield "\n## What was not run\n"
    lines = [f"- {one.key}: {results[one.key].missing}." for one in entries if _is_missing(results.get(one.key))]
    lines += [f"- {one.key}: not yet." for one in entries if one.key not in results]
    yield "\n".join(lines) if lines else "Nothing: everything that is needed was there."


def _is_missing(result: Result | None) -> bool:
    return result is not None and bool(result.missing)


def _rows(one: Entry, result: Result | None) -> Iterator[tuple[str, str, str, str, str]]:
    """Part, what, found, goal, and whether it holds; the part's name stands in the first of its rows."""
    name = f"{'control: ' if one.part.control else ''}{one.part.name}"
    if result is None:
        yield name, "", "", "", "not run"
    elif result.missing:
        yield name, "", result.missing, "", "not run"
    elif result.fault:
        yield name, "", result.fault, "", "FAILS"
    else:
        for number, claim in enumerate(result.claims):
            yield "" if number else name, claim.what, claim.found, claim.goal, "holds" if claim.holds else "FAILS"


def _cell(word: str) -> str:
    return word.replace("|", "\\|").replace("\n", " ")
