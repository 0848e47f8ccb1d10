"""From settings to an App: the one place that knows which platform is made of what."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import make_url

from bot import clock
from bot.app import App
from bot.lean import without
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook
from bot.platform import Fatal, Platform
from bot.settings import Settings
from commands import TOPICS
from commands.engine.lexicon import Lexicon
from commands.engine.spec import specs
from commands.engine.words import ClosedWords
from storage.access import Label
from storage.inbox import Pins
from storage.keys import BadKeyFile
from storage.unit import Storage


def open_storage(settings: Settings) -> Storage:
    """The database and its key. Raises BadDatabase and BadKeyFile, each with a sentence for the operator."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_written(settings.database) and not settings.key_path.exists():  # in this order: the key is made first
        raise BadKeyFile(  # a new key would open nothing, and seal what comes where nobody looks for it
            f"There is no key file {settings.key_path}, and the database is not new: put a copy of its key file there, "
            "or name one by ROUNDTABLE_KEY_FILE."
        )
    return Storage.open(settings.database, settings.key_path)


def assemble(settings: Settings, name: str) -> App:
    """The App that these settings describe, not yet started; `name` is no other living process's."""
    storage = open_storage(settings)
    lexicon, words = Lexicon.load(), ClosedWords.load()
    phrasebook = Phrasebook.load(lexicon=lexicon)
    return App(
        storage,
        platforms(settings, storage, show_recovery_key, lexicon=lexicon, phrasebook=phrasebook, words=words),
        policy=settings.policy,
        admins=settings.admins,
        locale=settings.locale,
        zone=settings.zone,
        lexicon=lexicon,
        words=words,
        phrasebook=phrasebook,
        prose=ProseRenderer(),
        now=clock.now,
        name=name,
    )


def _is_written(url: str) -> bool:
    """Whether something stands in a database, as far as its file tells; a server is asked later, by its keystone."""
    address = make_url(url)
    file = Path(address.database or "")
    return address.get_backend_name() == "sqlite" and file.is_file() and file.stat().st_size > 0


def platforms(
    settings: Settings,
    storage: Storage,
    announce: Callable[[str], None],
    *,
    lexicon: Lexicon,
    phrasebook: Phrasebook,
    words: ClosedWords,
) -> Mapping[str, Platform]:
    """The platforms that are configured; what is not used is not imported."""
    found: dict[str, Platform] = {}
    if "matrix" in settings.accounts:
        found["matrix"] = _matrix(settings, storage, announce, lexicon=lexicon, phrasebook=phrasebook)
    if "discord" in settings.accounts:
        found["discord"] = _discord(settings, lexicon=lexicon, phrasebook=phrasebook, words=words)
    return found


def _matrix(
    settings: Settings,
    storage: Storage,
    announce: Callable[[str], None],
    *,
    lexicon: Lexicon,
    phrasebook: Phrasebook,
) -> Platform:
    # nio's pycryptodome calls its C by ctypes, or by cffi where that is installed, which has a parser of C read the
    # declarations: a megabyte, and a fiftieth of a start.
    with without("cffi"):
        from bot.platforms.matrix.catalogue import Catalogue
        from bot.platforms.matrix.platform import MatrixPlatform
        from bot.verification_desk import Desk

    folder = settings.data_dir / "matrix"
    return MatrixPlatform(
        homeserver=settings.matrix_homeserver,
        user_id=settings.matrix_user,
        password=settings.matrix_password.get_secret_value() if settings.matrix_password else None,
        access_token=settings.matrix_access_token.get_secret_value() if settings.matrix_access_token else None,
        recovery_key=settings.matrix_recovery_key.get_secret_value() if settings.matrix_recovery_key else None,
        store=folder,
        secrets=folder,
        pickle_key=storage.keys.derive("matrix store").hex(),
        pins=_KeptPins(Pins(storage, "matrix")),
        clock=clock.now,
        announce_recovery_key=announce,
        commands=Catalogue(specs(TOPICS), lexicon, phrasebook),
        desk=Desk(storage, settings, "matrix", clock.now),
    )


def _discord(settings: Settings, *, lexicon: Lexicon, phrasebook: Phrasebook, words: ClosedWords) -> Platform:
    from bot.platforms.discord.platform import DiscordPlatform, account_of

    assert settings.discord_token is not None  # else it would not be served
    try:
        account_of(settings.discord_token.get_secret_value())
    except ValueError as error:
        raise Fatal(
            "ROUNDTABLE_DISCORD_TOKEN is not the token of a bot; the developer portal has it, under Bot."
        ) from error
    return DiscordPlatform(
        token=settings.discord_token.get_secret_value(),
        guild=settings.discord_guild,
        api=settings.discord_api,
        gateway=settings.discord_gateway,
        ceiling=Label(settings.discord_ceiling),
        specs=specs(TOPICS),
        lexicon=lexicon,
        phrasebook=phrasebook,
        words=words,
        clock=clock.now,
        folder=settings.data_dir / "discord",
    )


def show_recovery_key(key: str) -> None:
    """Show the recovery key to the operator, once, outside the log; it restores the bot's identity on a new machine."""
    from rich.console import Console  # three megabytes, for the one start that shows it

    console = Console(file=sys.stderr)
    console.rule("Recovery key of the bot's Matrix identity")
    console.print(key, style="bold", soft_wrap=True)
    console.print(
        "Write it down and keep it apart from the backups: it is shown this one time only (docs/operating.md)."
    )
    console.rule()


class _KeptPins:
    """The pins as Matrix asks for them: an identity that staff approved takes the place of the older one."""

    def __init__(self, pins: Pins) -> None:
        self._pins = pins

    async def load(self) -> Mapping[str, str]:
        """Every pinned master key by its owner."""
        return {person: master_key for person, (master_key, _) in (await self._pins.load()).items()}

    async def pin(self, user: str, master_key: str) -> None:
        """Keep this one."""
        await self._pins.pin(user, master_key)
        await self._pins.approve(user, master_key)
