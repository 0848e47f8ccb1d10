"""The command line of operators: `python -m bot run | check | demo | migrate | enrol | import | ...`."""

import sys
import urllib.error
import urllib.request
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import clock, logs, running
from bot.checking import Finding, examine
from bot.documents import stale, write
from bot.drill import rehearse
from bot.enrolment import NotEnrolled, world_of
from bot.enrolment import enrol as enrol_person
from bot.importing import NotTaken, read_out, take
from bot.restoring import restore as put_back
from bot.running import MENDABLE, fail, finish, settled
from bot.setting_check import describe, load
from bot.wiring import open_storage
from storage.backup import BadBackup, let_go
from storage.backup import backup as write_backup

app = typer.Typer(help="Roundtable, the bot of a network of public buyers.", no_args_is_help=True, add_completion=False)
screen = Console()
WALLS = ("leak", "ceiling", "double", "plaintext")
"""What `demo --break` knows."""


@app.command()
def run() -> None:
    """Start the bot with your settings, and serve until it is stopped."""
    running.run(load)


@app.command()
def check(
    audit: Annotated[bool, typer.Option(help="Verify instead every row of the record of who did what.")] = False,
) -> None:
    """Say what is missing, before anything starts; changes nothing."""
    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)
    if audit:
        from rich.progress import Progress  # no start needs it

        from bot.audit_check import verified

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("records", total=None)
            found = _run(verified(settings, lambda done, of: bar.update(task, completed=done, total=of)))
        _show([found])
    _show(_run(examine(settings)))


@app.command()
def demo(
    once: Annotated[bool, typer.Option(help="End after the story instead of staying up.")] = False,
    fast: Annotated[bool, typer.Option(help="No pauses for reading.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write the transcript and the proofs to this file.")] = None,
    break_: Annotated[str, typer.Option("--break", help=f"Break one wall on purpose: {', '.join(WALLS)}.")] = "",
    database: Annotated[str, typer.Option(help="An empty PostgreSQL database for the bot, as a URL.")] = "",
    discord: Annotated[bool, typer.Option(help="On both sides: a stand-in for Discord beside the homeserver.")] = True,
) -> None:
    """Play the whole story on a homeserver of its own, with the bot as a separate process."""
    from bot.demo.play import play  # the demo's own extra is needed for nothing else

    if break_ and break_ not in WALLS:
        fail(f"There is no wall called {break_!r}: {', '.join(WALLS)}.")
    if break_ == "ceiling" and not discord:
        fail("Only Discord has a ceiling: leave --no-discord out.")
    once = once or json is not None or not sys.stdout.isatty()
    playing = play(once=once, fast=fast, report=json, broken=break_, database=database, discord=discord)
    raise typer.Exit(_run(playing))


@app.command()
def migrate() -> None:
    """Bring the database to this version. `run` does it too."""
    settings = settled(load)

    async def bring() -> None:
        storage = open_storage(settings)
        try:
            await storage.migrate()
        finally:
            await storage.close()

    _run(bring())
    screen.print("The database is at this version.")


@app.command()
def enrol(
    account: Annotated[str, typer.Argument(help="Their Matrix id, as @ana:example.org, or Discord number.")],
    organisation: Annotated[str, typer.Argument(help="An organisation of the network, as staff named it.")],
    role: Annotated[str, typer.Argument(help="liaison, deputy, member, observer, partner; staff, approver, admin.")],
    name: Annotated[str, typer.Argument(help="What they are called.")],
    locale: Annotated[str, typer.Option(help="The language in which the bot speaks with them: en or fr.")] = "en",
) -> None:
    """Vouch for somebody's account: they are in the network without a code. The bot may be running meanwhile."""
    settings = settled(load)
    if locale not in {"en", "fr"}:
        fail(f"There is no language {locale!r}: en or fr.")

    async def vouch() -> str:
        storage = open_storage(settings)
        try:
            await storage.migrate()
            person = await enrol_person(
                storage, settings, account=account, organisation=organisation, role=role, name=name, locale=locale,
                now=clock.now(),
            )  # fmt: skip
            return person.name
        finally:
            await storage.close()

    screen.print(f"{_run(vouch())} is in the network now, proven by your word; the bot opens a private chat with them.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file; its columns tell what it is (docs/operating.md).")],
    apply: Annotated[bool, typer.Option(help="Write it; without, only what it would come to is shown.")] = False,
    skip_refused: Annotated[bool, typer.Option(help="Leave out the rows that can't be taken.")] = False,
    account: Annotated[str, typer.Option("--as", help="On whose word: an account; yours, as operator, without.")] = "",
) -> None:
    """Take a file of the registry in: organisations, affiliations, companies, models, facilities, links, purchases or
    contracts.
    """
    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)

    async def bring() -> bool:
        storage = open_storage(settings)
        try:
            await storage.migrate()
            return await take(
                storage, file, account=account, locale=settings.locale, apply=apply, skip_refused=skip_refused,
                world=world_of(settings), console=screen, now=clock.now(),
            )  # fmt: skip
        finally:
            await storage.close()

    raise typer.Exit(0 if _run(bring()) else 2)


@app.command()
def export_registry(
    kind: Annotated[str, typer.Argument(help="companies, models, facilities, links, purchases or contracts.")],
    file: Annotated[Path, typer.Argument(help="Where to; nothing may be there yet.")],
    reader: Annotated[str, typer.Option("--for", help="An account of the staff: without what they were denied.")] = "",
) -> None:
    """Write what the registry holds as a CSV file that `import` takes and no spreadsheet runs."""
    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)

    async def give() -> int:
        storage = open_storage(settings)
        try:
            return await read_out(storage, kind, file, now=clock.now(), reader=reader)
        finally:
            await storage.close()

    screen.print(f"{_run(give())} rows written to {file}, which is as confidential as what it holds.")


@app.command()
def verify(account: Annotated[str, typer.Argument(help="An admin's Matrix id, as @ana:example.org.")]) -> None:
    """Compare emoji with an admin's client: that it speaks with this bot, the bot with them, and nobody sits between.

    The bot has to be running. Begin here, then let them press “Verify” for the bot's account in their client.
    """
    from bot import verifying  # no other command needs Matrix's library

    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)
    begun, emoji = _run(verifying.wait(settings, account, screen), verifying.NotVerified)
    table = Table("", "English", "français", box=None)
    for row in emoji:
        table.add_row(*row)
    screen.print(table)
    try:
        agreed = typer.confirm("Does their client show the same seven, in this order?", default=False)
    except typer.Abort:
        _run(verifying.conclude(settings, begun, screen, agreed=None))
        raise
    _run(verifying.conclude(settings, begun, screen, agreed=agreed), verifying.NotVerified)
    screen.print(f"Verified: {account} and the bot have proven their keys to each other.", highlight=False)


@app.command()
def backup(file: Path) -> None:
    """Write an encrypted backup; the bot may go on running meanwhile."""
    settings = settled(load)

    async def keep() -> int:
        storage = open_storage(settings)
        try:
            return await write_backup(storage, file, now=clock.now())
        finally:
            await storage.close()

    screen.print(f"{_run(keep())} rows written to {file}. The key file and the Matrix store are not in it.")


@app.command()
def restore(
    file: Path,
    tombstones: Annotated[
        Path | None, typer.Option(help="The file `tombstones` of the folder that ran last, if nothing else ran since.")
    ] = None,
) -> None:
    """Put a backup into an empty database. Nothing is sent twice for it (docs/operating.md)."""
    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)
    restored = _run(put_back(settings, file, now=clock.now(), tombstones=tombstones))
    screen.print(f"{restored.rows} rows restored, as they were at {restored.taken_at:%Y-%m-%d %H:%M} UTC.")
    screen.print(
        f"{restored.held} deliveries are held: `python -m bot release` looks for each, and sends what is missing."
    )
    if restored.complete:
        screen.print(f"{restored.narrowed} things that were ended or revoked since are so again.")
    else:
        screen.print(
            f"{restored.closed} rooms have to be authorised again, by two people each; whoever was removed since the"
            " backup has to be removed again."
        )


@app.command()
def release(
    relived: Annotated[
        bool, typer.Option(help="Also what came due since the backup: the bot was away already, nobody has sent it.")
    ] = False,
) -> None:
    """Let go what a restore held: each delivery is looked for where it belongs, and sent only if it isn't there."""
    settings = settled(load)

    async def free() -> int:
        storage = open_storage(settings)
        try:
            return await let_go(storage, clock.now(), relived=relived)
        finally:
            await storage.close()

    screen.print(f"{_run(free())} deliveries are let go.")


@app.command()
def drill(file: Annotated[Path | None, typer.Argument(help="A backup; without one, one is taken now.")] = None) -> None:
    """Rehearse a restore, beside the bot that runs: whether it would work, in what time. Sends and changes nothing."""
    settings = settled(load)
    logs.configure("ERROR", "console", settings.secrets)
    _show(_run(rehearse(settings, file, now=clock.now())))


@app.command()
def docs(check: Annotated[bool, typer.Option(help="Only say whether they are in step.")] = False) -> None:
    """Write the generated documents anew: commands, permissions, settings."""
    if not check:
        write()
        return
    if names := stale():
        fail(f"Not in step with the code: {', '.join(names)}. Run `make docs`.", status=1)


@app.command()
def health() -> None:
    """Whether the bot that runs here is ready; for a container's health check."""
    settings = settled(load)
    url = f"http://{settings.health_host}:{settings.health_port}/readyz"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            screen.print(answer.read().decode())
    except urllib.error.HTTPError as error:
        fail(f"It is not ready: {error.read().decode()}", status=1)
    except OSError:
        fail(f"Nothing answers at {url}: is the bot running here, with these settings?", status=1)


@app.command()
def settings() -> None:
    """List every setting with its default and meaning."""
    table = Table("setting", "default", "unit", "meaning", box=None)
    for one in describe():
        table.add_row(one.env, one.default, one.unit, one.meaning)
    screen.print(table)


def _show(findings: list[Finding]) -> NoReturn:
    """What was found, and the exit status that it amounts to."""
    table = Table("what", "finding", box=None)
    for finding in findings:
        table.add_row(Text(finding.what), Text(finding.sentence), style="" if finding.holds else "bold red")
    screen.print(table)
    raise typer.Exit(0 if all(finding.holds or finding.is_advice for finding in findings) else 2)


def _run(work: Coroutine[Any, Any, Any], *more: type[Exception]) -> Any:
    return finish(work, (*MENDABLE, BadBackup, NotEnrolled, NotTaken, *more))
