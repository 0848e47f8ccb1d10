"""`python -m benchmarks`: measures, shows a table, and writes a file for machines."""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks import (
    deciding,
    digest_html,
    digest_rooms,
    discord_commands,
    discord_posts,
    import_rows,
    lesson_search,
    matrix_instant,
    matrix_peers,
    matrix_posts,
    matrix_real,
    matrix_start,
)
from benchmarks.figure import Figure, significant
from benchmarks.scale import Scale, Tell

Measure = Callable[[Scale, Path, Tell], Awaitable[Sequence[Figure]]]

MEASUREMENTS: Mapping[str, Measure] = {
    "deciding": deciding.measure,
    "digest-html": digest_html.measure,
    "digest-rooms": digest_rooms.measure,
    "discord-commands": discord_commands.measure,
    "discord-posts": discord_posts.measure,
    "import-rows": import_rows.measure,
    "lesson-search": lesson_search.measure,
    "matrix-instant": matrix_instant.measure,
    "matrix-encryption": matrix_instant.encryption,
    "matrix-start": matrix_start.measure,
    "matrix-posts": matrix_posts.measure,
    "matrix-real": matrix_real.measure,
    "matrix-real-posts": matrix_real.posts,
    "matrix-peers": matrix_peers.measure,
}
_MARKS = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}


async def run(names: Sequence[str], scale: Scale, tell: Tell) -> list[Figure]:
    """One measurement after the other, each in a folder of its own that is gone afterwards."""
    figures: list[Figure] = []
    for name in names:
        tell(f"{name}: starting")
        with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
            figures += await MEASUREMENTS[name](scale, Path(folder), tell)
    return figures


def table(figures: Sequence[Figure]) -> Table:
    """All figures; the floor is what the bare thing reached in the same run."""
    shown = Table("measured", "value", "unit", "goal", "floor", "")
    for one in figures:
        floor = "" if one.floor is None else f"{significant(one.floor):g}"
        shown.add_row(one.name, f"{significant(one.value):g}", one.unit, one.goal, floor, _MARKS[one.is_met])
    return shown


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(MEASUREMENTS)}; all if not given.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of each; figures are medians of them.")] = 5,
) -> None:
    """Measure how fast the bot is beside the least that could do the same (docs/benchmarks.md)."""
    console = Console()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("")
        names = only or list(MEASUREMENTS)
        figures = asyncio.run(run(names, Scale(rounds=rounds), lambda what: progress.update(task, description=what)))
    console.print(table(figures))
    if json_file is not None:
        json_file.write_text(json.dumps([one.to_json() for one in figures], indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
