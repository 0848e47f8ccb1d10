"""`make demo`: a homeserver, the bot and the cast, the story they play, and what it proves."""

import asyncio
import json
import secrets
import shutil
import signal
import tempfile
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bot import logs
from bot.demo.days import Days
from bot.demo.homeserver import Homeserver, HomeserverFault
from bot.demo.process import BotFault, BotProcess
from bot.demo.proofs import general
from bot.demo.scenes.house import VISITOR
from bot.demo.stage import PASSWORD, Stage, StoryStuck
from bot.demo.standin import StandIn, StandInFault
from bot.demo.story import acts
from bot.demo.transcript import Proof, Transcript

BOT_ACCOUNT = "roundtable"
CAST = (
    # name, locale; Nina and Dora come later, and Visitor is never logged in by us
    ("Sofia", "en"),
    ("Tom", "en"),
    ("Ana", "en"),
    ("Luc", "fr"),
    ("Olga", "en"),
    ("Otto", "en"),
    ("Pia", "en"),
    ("Mallory", "en"),
)
FOUNDED = 3
"""The day of the first month on which the story begins."""
LEAD_DAYS = 56
"""Days until a buyer who leads an engagement is proposed to hand that on: a year unless operators say otherwise."""
ABSENT = ("nina", "dora", VISITOR)


async def play(
    *, once: bool, fast: bool, report: Path | None, broken: str, database: str = "", discord: bool = False
) -> int:
    """Play the story and judge it; 0 when every proof held. With `once` it ends then, else it stays up until Ctrl-C.

    `broken` names a wall to break on purpose (bot/demo/saboteur.py). Everything is started in a temporary folder,
    and ended and removed on every road out. `database` is the URL of an empty PostgreSQL database for the bot, instead
    of SQLite in that folder. With `discord` it is played on both sides, a stand-in for Discord beside the homeserver.
    """
    told_to_end = _cancelled_by(signal.SIGTERM)
    logs.configure("ERROR", "console", ())  # of the cast's clients; the bot has a log of its own
    transcript = Transcript(screen=Console(), is_fast=fast)
    folder = Path(tempfile.mkdtemp(prefix="roundtable-demo-"))
    try:
        async with AsyncExitStack() as ends:
            stage = await _stage(ends, folder, transcript, broken, database, discord=discord)
            proofs = await _played(stage)
            transcript.show(proofs)
            if report is not None:
                _write(report, transcript, proofs)
            if not once:
                await _stay_up(stage)
    except (HomeserverFault, StandInFault, BotFault) as fault:
        transcript.failed(str(fault))
        return 1
    except asyncio.CancelledError:
        if not told_to_end.is_set():
            raise  # Ctrl-C, which is the caller's
        return 128 + signal.SIGTERM
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(proof.held for proof in proofs) else 1


async def _stage(
    ends: AsyncExitStack, folder: Path, transcript: Transcript, broken: str, database: str, *, discord: bool
) -> Stage:
    """A homeserver with its accounts, a Discord if wanted, the bot, and the cast behind their clients."""
    transcript.act("The stage")
    days = Days()
    days.turn_to(days.on(0, FOUNDED))
    standin = await StandIn.start(days.now) if discord else None
    if standin is not None:
        ends.push_async_callback(standin.stop)
    server = Homeserver(folder / "homeserver")
    ends.push_async_callback(server.stop)
    with transcript.waiting("A Matrix homeserver starts"):
        seconds = await server.start()
    transcript.note(f"A homeserver of our own is up at {server.url} after {seconds:.1f} s.")
    password = secrets.token_urlsafe(16)
    account = await server.register(BOT_ACCOUNT, password)
    for name in (*(name.lower() for name, _ in CAST), *ABSENT):
        await server.register(name, PASSWORD)
    admins = ", ".join(f"matrix:@{name}:{server.name}" for name in ("sofia", "tom"))
    settings = {
        "matrix_homeserver": server.url,
        "matrix_user": account,
        "matrix_password": password,
        "admins": admins,
        "lead_days": f"{LEAD_DAYS}",
        **({"database_url": database} if database else {}),
        **(standin.settings if standin else {}),
    }
    bot = BotProcess(folder / "bot", settings, broken=broken, days=days)
    stage = Stage(
        server=server,
        bot=bot,
        bot_account=account,
        folder=folder,
        transcript=transcript,
        days=days,
        broken=broken,
        standin=standin,
    )
    ends.push_async_callback(bot.stop)
    ends.push_async_callback(stage.close)
    with transcript.waiting(f"{len(CAST)} people log in, each with a device that they sign"):
        await asyncio.gather(*(stage.enter(name, locale=locale) for name, locale in CAST))
    with transcript.waiting("The bot starts, as a process of its own"):
        seconds = await bot.start()
    transcript.note(f"The bot was ready after {seconds:.1f} s.")
    transcript.day(days.now())
    if broken:
        transcript.failed(f"The wall “{broken}” is broken on purpose; only the acts that meet it are played.")
    return stage


async def _played(stage: Stage) -> list[Proof]:
    """Play act after act; a story that gets stuck is judged as far as it came."""
    general(stage)
    try:
        played = acts(stage.broken, on_discord=stage.standin is not None)
        for number, act in enumerate(played, 1):
            stage.part = act.title
            stage.transcript.act(f"{number} of {len(played)} · {act.title}")
            for scene in act.scenes:
                await scene(stage)
    except (StoryStuck, BotFault) as stuck:
        stage.missed.append(str(stuck))
        stage.transcript.failed(str(stuck))
        stage.transcript.failed(f"The end of the bot's log:\n{stage.bot.last_words()}")
    await asyncio.sleep(1)  # what should not come gets its time to come
    return await stage.judge()


async def _stay_up(stage: Stage) -> None:
    """Until Ctrl-C, for whoever wants to talk to the bot."""
    table = Table.grid(padding=(0, 2))
    table.add_row("homeserver", stage.server.url)
    table.add_row("user name", f"@{VISITOR}:{stage.server.name}")
    table.add_row("password", PASSWORD)
    table.add_row("bot", stage.bot_account)
    screen = stage.transcript.screen
    screen.print(Panel(table, title="Come in as Visitor, with any Matrix client", border_style="green", expand=False))
    if stage.standin is not None:
        screen.print(f"Beside it, {stage.standin.what}: {stage.standin.fake.url}")
        screen.print("No Discord app can log in there: it can only be watched. What the bot does on it is shown here.")
    screen.print("Accept the invitation to the chat called Roundtable and write [bold]help[/]. Ctrl-C ends everything.")
    while stage.bot.is_running and stage.server.is_running:  # noqa: ASYNC110 - a process that ends sets no event
        await asyncio.sleep(1)
    raise BotFault(f"It ended by itself; the end of the bot's log:\n{stage.bot.last_words()}")


def _write(report: Path, transcript: Transcript, proofs: list[Proof]) -> None:
    told = [asdict(proof) for proof in proofs]
    report.write_text(json.dumps({"transcript": transcript.lines, "proofs": told}, ensure_ascii=False, indent=1) + "\n")


def _cancelled_by(number: signal.Signals) -> asyncio.Event:
    """Have an order to end obeyed as Ctrl-C is: everything we started ends first. The event tells that it came."""
    told, task = asyncio.Event(), asyncio.current_task()

    def end() -> None:
        told.set()
        if task is not None:
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(number, end)
    return told
