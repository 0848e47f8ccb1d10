"""`python -m tests.proofs`: attacks the bot until it is believed; shows how far it is, and a table at the end."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tests.proofs import report
from tests.proofs.catalogue import Entry, entries
from tests.proofs.ledger import Ledger, Result
from tests.proofs.proof import Size
from tests.proofs.runner import open_run, run_all

TOLD = 10  # times that a part is told of where there is no terminal for its bar


def main(
    long: Annotated[bool, typer.Option("--long/--short", help="As long as it needs, or seconds each.")] = False,
    only: Annotated[str, typer.Option(help="Targets, divided by commas, as T1,T3; all if not given.")] = "",
    seed: Annotated[int | None, typer.Option(help="Run with this seed; one of its own if not given.")] = None,
    fresh: Annotated[bool, typer.Option(help="Begin anew, even if the last run was cut short.")] = False,
) -> None:
    """Try to make the bot lose, double, delay or tell something, and say what was found (docs/proofs.md)."""
    console = Console()
    size = Size.LONG if long else Size.SHORT
    try:
        chosen = entries(size, [name.strip() for name in only.split(",") if name.strip()])
    except ValueError as unknown:
        console.print(f"[red]{escape(str(unknown))}[/]")
        raise typer.Exit(2) from unknown
    ledger = open_run(size, only, seed, fresh=fresh)
    kept = sum(ledger.finished(one.key) for one in chosen)
    console.print(f"Seed {ledger.seed}; {len(chosen)} parts{f', {kept} of them done before' if kept else ''}.")
    _run(console, chosen, size, ledger)
    console.print(report.table(chosen, ledger.results))
    if size is Size.LONG:
        report.write(entries(size), ledger.results)
        console.print(f"Written to {report.PAGE}.")
    failed = [one for one in chosen if not (ledger.results[one.key].holds or ledger.results[one.key].missing)]
    raise typer.Exit(1 if failed else 0)


def _run(console: Console, chosen: Sequence[Entry], size: Size, ledger: Ledger) -> None:
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        whole = progress.add_task("all parts", total=len(chosen))
        part = progress.add_task("", total=None)

        def show(one: Entry, done: int, total: int) -> None:
            progress.update(part, description=escape(one.key), completed=done, total=total)
            if not console.is_terminal and done * TOLD // max(total, 1) > (done - 1) * TOLD // max(total, 1):
                console.print(f"  {escape(one.key)}: {done} of {total}")

        def end(one: Entry, result: Result) -> None:
            mark = "[green]holds[/]" if result.holds else "[yellow]not run[/]" if result.missing else "[red]FAILS[/]"
            progress.console.print(f"{mark} {escape(one.key)} [dim]{result.seconds:.0f} s, seed {result.seed}[/]")
            progress.advance(whole)
            progress.reset(part, description="", total=None)

        run_all(chosen, size, ledger, show, end)


if __name__ == "__main__":
    typer.run(main)
