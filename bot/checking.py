"""What `check` looks at before anything starts: settings are read already.

Here the database, the key and the platforms.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.phrasebook import Phrasebook
from bot.platform import Fatal, Later, Platform
from bot.settings import Settings
from bot.wiring import open_storage, platforms
from commands.engine.lexicon import Lexicon
from commands.engine.words import ClosedWords
from storage import directory
from storage.access import Label
from storage.engine import BadDatabase, StorageTrouble
from storage.keys import BadKeyFile
from storage.unit import Storage

# For operators, in English like the log: what a platform's doctor found, and what to do about it.
_SENTENCES = {
    "check-not-signed": "The bot's device is not signed by its own identity, so members' clients send it no keys. "
    "Set ROUNDTABLE_MATRIX_RECOVERY_KEY, or let the first start make the identity.",
    "check-no-e2ee": "End-to-end encryption is not available; nothing confidential can be sent. "
    "Install matrix-nio[e2e].",
    "check-ratelimit": "The homeserver's rate limits slow the bot. Ask its operator to exempt the account "
    "(Synapse: POST /_synapse/admin/v1/users/<bot>/override_ratelimit, and raise rc_invites and rc_room_creation).",
    "check-discord-commands": "Discord shows other commands than these. The bot brings them up to date when it starts; "
    "if they differ after that, somebody else uses its token.",
    "check-discord-no-server": "The bot is not on this server. Invite it (docs/operating.md has the link), or correct "
    "ROUNDTABLE_DISCORD_GUILD.",
    "check-discord-server-unset": "No server is named, so no room can be opened. Set ROUNDTABLE_DISCORD_GUILD.",
    "check-discord-permission": "The bot's role lacks this on the server. Give it there, or invite the bot again with "
    "the link in docs/operating.md.",
    "check-discord-endpoint": "Discord sends this application's interactions to a web address instead of the bot. "
    "Clear the Interactions Endpoint URL in the developer portal.",
}

ADVICE = frozenset({"check-ratelimit", "check-discord-commands", "check-discord-permission"})
"""What the bot starts without, but works less well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `is_advice`: the bot runs without it, but not as well."""

    what: str
    holds: bool
    sentence: str
    is_advice: bool = False


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything a start needs, changing nothing that outlives the look."""
    findings = [Finding(what="settings", holds=True, sentence="complete")]
    try:
        storage = open_storage(settings)
    except (BadDatabase, BadKeyFile) as bad:
        return [*findings, Finding(what="database", holds=False, sentence=str(bad))]
    try:
        await storage.check()
        is_current = True
        findings.append(Finding(what="database", holds=True, sentence="reached, at this version"))
    except StorageTrouble as trouble:
        is_current = False
        sentence = f"{trouble} Is ROUNDTABLE_DATABASE_URL right, and does the server run?"
        findings.append(Finding(what="database", holds=False, sentence=sentence))
    except (BadDatabase, BadKeyFile) as bad:
        is_current = False
        fresh = isinstance(bad, BadDatabase) and "isn't at this version" in str(bad)
        findings.append(Finding(what="database", holds=fresh, sentence=str(bad), is_advice=fresh))
    try:
        lexicon = Lexicon.load()
        phrasebook, words = Phrasebook.load(lexicon=lexicon), ClosedWords.load()
        served = platforms(settings, storage, lambda key: None, lexicon=lexicon, phrasebook=phrasebook, words=words)
        for name, platform in served.items():
            findings += await _platform(name, platform)
        if is_current:
            findings += await confined(storage, served)
    finally:
        await storage.close()
    return findings


async def confined(storage: Storage, served: Mapping[str, Platform]) -> list[Finding]:
    """The organisations that could not read what is confidential, because none of their people is where it may go."""
    fit = [name for name, platform in served.items() if Label.AMBER.within(platform.manners.ceiling)]
    async with storage.unit() as unit:
        names = [one.name for one in await directory.confined(unit, fit)]
    if not names:
        return []
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return [
        Finding(
            what="confidential summaries",
            holds=False,
            sentence=f"No account that may carry TLP:AMBER: {shown}. They would not be able to read one.",
            is_advice=True,
        )
    ]


async def _platform(name: str, platform: Platform) -> list[Finding]:
    try:
        problems = await platform.doctor()
    except Fatal as fatal:
        return [Finding(what=name, holds=False, sentence=str(fatal))]
    except Later as later:
        return [
            Finding(what=name, holds=False, sentence=f"The server can't be reached ({later}). Is its address right?")
        ]
    finally:
        await platform.close()
    if not problems:
        return [Finding(what=name, holds=True, sentence="reached, and nothing to mend")]
    return [
        Finding(what=f"{name}, {what}", holds=False, sentence=_SENTENCES.get(key, key), is_advice=key in ADVICE)
        for what, key in problems.items()
    ]
