"""T11: no secret of the bot's stands where it is not kept: not in the log at DEBUG, the database, a backup, what
operators are shown, what exceptions say; and of a sealed text nothing is on the disk.

The real process on both platforms, with servers that refuse and hang up, is killed and begins anew on another machine;
then every byte that it left anywhere is looked through, for the secrets it was given and for those it made itself.
"""

import sys
from collections.abc import Sequence
from functools import partial
from unittest import mock

from bot import logs
from bot.__main__ import main
from bot.platforms.matrix import vault
from storage import backup, keys
from tests.proofs.proof import Claim, Part, Proof, Run, Size
from tests.proofs.stage.house import PASSWORDS, TEXT, begins, house, learn_of_the_platforms, meets_trouble, moves
from tests.proofs.stage.secrets import found
from tests.proofs.stage.spoken import LOOKING_LIKE_ONE, told

BACKUP = ("backup", "backup")
OPERATORS = (BACKUP, ("check",), ("drill", "backup"), ("health",), ("enrol", "@x:y", "-", "-", "-"))
FOR_SECRETS = ("roundtable.key: key file", "session.json: Matrix access token")
TAG = 16  # bytes behind a sealed text


async def lived(run: Run, kind: str) -> Sequence[Claim]:
    """A life with all that may go wrong in it, and every byte of it."""
    async with house(run, kind) as home:
        await begins(home)
        run.step(1, 4)
        await meets_trouble(run, home)
        run.step(2, 4)
        home.bot.kill()
        if run.size is Size.LONG:
            await moves(home)
        run.step(3, 4)
        for words in OPERATORS[: run.of(1, len(OPERATORS))]:
            await home.operate(*words)
        places, kept, open_files = home.look(), home.kept(), home.open_files()
    where, where_kept, size = found(home.secrets, places), found(home.secrets, kept), sum(map(len, places.values()))
    used = [name for name, values in home.secrets.items() if values and all(values)]
    return [
        Claim(what="kinds of secrets in use", found=f"{len(used)} of {len(home.secrets)}", goal=">= 8, all",
              holds=8 <= len(used) == len(home.secrets)),
        Claim(what=f"of these in {len(places)} places, {size / 1e6:.0f} MB", found=_listed(where), goal="0",
              holds=not where),
        Claim(what="found in the files that are for them", found="; ".join(where_kept), goal="; ".join(FOR_SECRETS),
              holds=sorted(where_kept) == sorted(FOR_SECRETS)),
        Claim(what="commands of operators that never ended", found=_listed(home.stuck), goal="0", holds=not home.stuck),
        Claim(what="files of secrets that others may read", found=_listed(open_files), goal="0", holds=not open_files),
    ]  # fmt: skip


def _listed(where: Sequence[str]) -> str:
    return f"{len(where)} ({'; '.join(where)[:300]})" if where else "0"


async def unsealed(run: Run) -> Sequence[Claim]:
    """The control: nothing is encrypted before it is written."""
    async with house(run, "sqlite", "tests.proofs.t11_secrets") as home:
        await begins(home)
        with mock.patch.object(vault, "AESGCM", Unsealed):
            learn_of_the_platforms(home)
        home.bot.kill()
        await home.operate(*BACKUP)
        where = found(home.secrets, home.look())
    expected = ["data folder: sealed text", "backup: sealed text", "data folder: signing keys"]
    return [
        Claim(what=one, found="found" if one in where else "missed", goal="found", holds=one in where)
        for one in expected
    ]


class Unsealed:
    """In the place of AES-GCM."""

    def __init__(self, key: bytes) -> None:
        pass

    def encrypt(self, nonce: bytes, data: bytes, also: bytes) -> bytes:
        """As long as if it were sealed."""
        return data + bytes(TAG)

    def decrypt(self, nonce: bytes, data: bytes, also: bytes) -> bytes:
        """Whatever it is."""
        return data[:-TAG]


# --- what exceptions, libraries and careless lines say


async def spoken(run: Run) -> Sequence[Claim]:
    """Whatever is raised or logged, by whom, at DEBUG, in either format."""
    lines = told()
    tell = [line for line, tells in lines.items() if tells]
    return [Claim(what=f"of {len(lines)} lines, those that tell", found=_listed(tell), goal="0", holds=not tell)]


async def ended(run: Run) -> Sequence[Claim]:
    """A bug that nobody foresaw ends the process: what it leaves on the screen, which is a journal's."""
    async with house(run, "sqlite", "tests.proofs.stage.spoken") as home:
        await home.operate("run")
    [said] = home.shown
    secrets = {word: [word] for word in (*PASSWORDS.values(), *LOOKING_LIKE_ONE, TEXT)}
    tells = found(secrets, {"screen": said})
    return [
        Claim(what="told by the screen", found=_listed(tells), goal="0", holds=not tells),
        Claim(what="its place", found="told" if b"spoken.py:" in said else "not told", goal="told",
              holds=b"spoken.py:" in said),
    ]  # fmt: skip


async def unmasked(run: Run) -> Sequence[Claim]:
    """The control: nothing is masked or left out."""

    def whole(logger: object, name: str, event: logs.Event) -> logs.Event:
        return {**event, "said": repr([*event.values(), getattr(event.get("_record"), "args", ())])}

    with (
        mock.patch.object(logs.Scrub, "__call__", lambda self, *line: line[-1]),
        mock.patch.object(logs, "trace", lambda error: {"said": repr([*logs._causes(error)])}),
        mock.patch.object(logs, "_constant_part", whole),
    ):
        lines = told()
    silent = [line for line, tells in lines.items() if not tells]
    return [
        Claim(what=f"of {len(lines)} lines, those that don't tell", found=_listed(silent), goal="0", holds=not silent)
    ]


PROOF = Proof(
    target="T11",
    promise="no secret stands in a log, a database, a backup, a page or an exception; of sealed texts nothing anywhere",
    parts=[
        Part(name="a life on both platforms, SQLite", run=partial(lived, kind="sqlite")),
        Part(name="a life on both platforms, PostgreSQL", run=partial(lived, kind="postgresql"), needs=("postgres",),
             sizes=(Size.LONG,)),
        Part(name="whatever is raised or logged", run=spoken),
        Part(name="a bug that ends the process", run=ended, sizes=(Size.LONG,)),
        Part(name="nothing is sealed", run=unsealed, control=True, sizes=(Size.LONG,)),
        Part(name="nothing is masked", run=unmasked, control=True),
    ],
)  # fmt: skip

if __name__ == "__main__":  # the process of the first control
    for module in (keys, backup, vault):
        mock.patch.object(module, "AESGCM", Unsealed).start()
    sys.argv = ["bot", *sys.argv[1:]]
    main()
