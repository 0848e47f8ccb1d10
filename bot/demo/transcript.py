"""What the audience sees: who says what in which room, live, and at the end what was proven."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.demo.days import ZONE

BOT = "Roundtable"
LINES_SHOWN = 14
"""Lines of a post that are shown; the report of --json holds all."""
READING = (0.3, 0.008, 2.0)
"""Seconds to read a post: at least, for each character, at most."""
JUDGED_BY = (
    "Judged by what people's own clients could read and what the servers logged, never by what the bot knows of itself"
)
_SO = re.compile(r"\b(?:True|False)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Something that must hold, whether it did, and what was seen that says so; `of` which part of the story it is."""

    name: str
    held: bool
    seen: str
    of: str = ""


@dataclass(kw_only=True)
class Transcript:
    """Writes on the screen and remembers it for the report."""

    screen: Console
    is_fast: bool
    lines: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def act(self, title: str) -> None:
        """A new part of the story."""
        self.screen.print()
        self.screen.rule(f"[bold]{title}", align="left", style="cyan")
        self._keep("", "", title, "act")

    def day(self, moment: datetime) -> None:
        """It is another day in the story."""
        text = f"{moment.astimezone(ZONE):%A %d %B %Y, %H:%M}"
        self.screen.print()
        self.screen.print(Text(f"  ☀ {text}", style="bold magenta"))
        self._keep("", "", text, "day")

    def note(self, text: str) -> None:
        """What happens outside of the rooms."""
        self.screen.print(Text(f"  · {text}", style="italic dim"))
        self._keep("", "", text, "note")

    def said(self, who: str, where: str, text: str) -> None:
        """Somebody says something somewhere."""
        heading = Text.assemble((who, "bold green" if who == BOT else "bold yellow"), (f"  {where}", "dim"))
        self.screen.print(heading)
        lines = text.strip().splitlines()
        shown = "\n".join(lines[:LINES_SHOWN] + (["…"] if len(lines) > LINES_SHOWN else []))
        self.screen.print(Padding(Text(shown), (0, 0, 0, 4)))
        self._keep(who, where, text, "said")

    def refused(self, what: str, why: str) -> None:
        """A wall held."""
        self.screen.print(Text(f"  ✗ refused: {what}", style="bold red"))
        self.screen.print(Padding(Text(why, style="red"), (0, 0, 0, 4)))
        self._keep("", "", f"refused: {what}: {why}", "refused")

    def failed(self, text: str) -> None:
        """The story can't go on, or somebody did not hear what they had to hear."""
        self.screen.print(Text(f"  ! {text}", style="bold red"))
        self._keep("", "", text, "failed")

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """A spinner while something takes its time; a line where there is no terminal."""
        if not self.screen.is_terminal:
            self.screen.print(Text(f"  · {what} …", style="dim"))
            yield
            return
        with self.screen.status(f"{what} …"):
            yield

    async def pause(self, text: str) -> None:
        """Leave time to read."""
        if self.is_fast:
            return
        least, each, most = READING
        await asyncio.sleep(min(most, least + each * len(text)))

    def show(self, proofs: Sequence[Proof]) -> None:
        """The table of what was said where, that of the proofs by the parts of the story, and what it comes to."""
        said = Table("where", "by the bot", "by people", title="What was said", title_style="bold")
        for where, (by_bot, by_people) in sorted(self.tally().items()):
            said.add_row(where, f"{by_bot}", f"{by_people}")
        self.screen.print()
        self.screen.print(said)
        table = Table("", "what must hold", "what was seen", title="Proofs", title_style="bold", caption=JUDGED_BY)
        for part in dict.fromkeys(proof.of for proof in proofs):
            table.add_section()
            table.add_row("", Text(part, style="bold cyan"), "")
            for proof in (one for one in proofs if one.of == part):
                mark = Text("✓", style="bold green") if proof.held else Text("✗", style="bold red")
                table.add_row(mark, Text(proof.name), Text(_plain(proof.seen), style="dim" if proof.held else "red"))
        self.screen.print()
        self.screen.print(table)
        self.screen.print()
        self.screen.print(self._outcome(proofs))

    def _outcome(self, proofs: Sequence[Proof]) -> Text:
        failed = [proof.name for proof in proofs if not proof.held]
        days = sum(line["kind"] == "day" for line in self.lines)
        played = f"a quarter, played on {days} of its days in {time.monotonic() - self.began:.0f} seconds"
        if not failed:
            return Text(f"  ✓ All {len(proofs)} proofs held: {played}.", style="bold green")
        return Text(f"  ✗ {len(failed)} of {len(proofs)} proofs did not hold: {'; '.join(failed)}.", style="bold red")

    def tally(self) -> dict[str, tuple[int, int]]:
        """How much was said where by the bot, and by people; private chats are counted together."""
        found: dict[str, list[int]] = {}
        for line in self.lines:
            if line["kind"] == "said":
                where = str(line["where"]).removesuffix(" (edited)").removesuffix(" · thread")
                name, is_private, side = where.partition(", privately")
                if is_private or where.endswith("alone, on Discord"):
                    name = "privately, on Discord" if where.endswith("on Discord") else "privately, on Matrix"
                found.setdefault(name or side, [0, 0])[line["who"] != BOT] += 1
        return {where: (by_bot, by_people) for where, (by_bot, by_people) in found.items()}

    def _keep(self, who: str, where: str, said: str, kind: str) -> None:
        at = round(time.monotonic() - self.began, 1)
        self.lines.append({"at": at, "who": who, "where": where, "said": said, "kind": kind})


def _plain(seen: str) -> str:
    """What was seen, for people."""
    return _SO.sub(lambda found: {"True": "yes", "False": "no"}[found[0]], seen)
