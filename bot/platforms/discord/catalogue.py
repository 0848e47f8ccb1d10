"""Our commands as Discord shows them: made from the specs and the phrases, and from nothing else.

`/meeting schedule` is `!meeting schedule`: a topic is a command, its verbs are subcommands, with their French words as
localisations. A command has room for 25 subcommands; where a topic has more, those about one of its papers (they begin
with the paper's reference) stand together in a group: `/engagement paper sign`. What a slash command can't hold is
asked for otherwise: a long text may be left out, and a form opens for it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.phrasebook import Phrasebook
from bot.platforms.discord.catalogue_option import declared, file_option, group_option
from bot.platforms.discord.catalogue_word import Wording
from commands.engine.lexicon import SOURCE_LOCALE, CommandPath, Lexicon
from commands.engine.spec import Spec
from commands.engine.words import ClosedWords
from storage.access import PERMISSIONS, Role

CHAT, MESSAGE = 1, 3
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2
MOST = 25
"""How many subcommands a command, or a group of them, has room for."""
GUILD, DIRECT = 0, 1
"""Where commands are shown: on servers, and in the private chat with the bot."""
INSTALLED_ON_GUILD = 0
MANAGE_GUILD = 1 << 5
"""Who is shown what staff alone may use, until a server's own settings say otherwise. Our gate decides, always."""

MENU: Mapping[str, CommandPath] = {
    "discord-menu-lesson": ("lesson", "add"),
    "discord-menu-action": ("action", "add"),
    "discord-menu-update": ("update", "post"),
}
"""The entries of a message's own menu, by the phrase that names them, and the command that each begins."""

OTHERS: Mapping[CommandPath, CommandPath] = {
    ("lesson", "add"): ("lesson", "keep"),
    ("update", "post"): ("update", "post"),
}
"""What is begun where the message is somebody else's; it has an option for whose it is, which is the asker, too, where
the same is begun with their own.
"""
TELLER = "teller"

_BACK_OFFICE = frozenset({Role.ADMIN, Role.STAFF, Role.APPROVER, Role.CLOCK})


def payload(
    specs: Mapping[CommandPath, Spec], lexicon: Lexicon, phrasebook: Phrasebook, words: ClosedWords
) -> list[dict[str, Any]]:
    """All commands, as `PUT /applications/{id}/commands` takes them.

    Raises ValueError where a topic has more commands than Discord has room for.
    """
    wording = Wording(lexicon, phrasebook, words)
    topics = dict.fromkeys(path[0] for path in specs)
    return [
        *(_command([spec for spec in specs.values() if spec.path[0] == topic], wording) for topic in topics),
        *({"type": MESSAGE, **wording.titled(key), **_shown_to([specs[path]])} for key, path in MENU.items()),
    ]


def menu(
    data: Mapping[str, Any], phrasebook: Phrasebook, asker: str = ""
) -> tuple[CommandPath, Mapping[str, str]] | None:
    """What an entry of a message's menu begins, with that message as its text; None if it is no entry of ours.

    What somebody else than the `asker` wrote is kept as theirs, where there is a command for that.
    """
    if data.get("type") != MESSAGE:
        return None
    paths = {phrasebook.phrase(SOURCE_LOCALE, key, {}): path for key, path in MENU.items()}
    if (path := paths.get(data["name"])) is None:
        return None
    message = data.get("resolved", {}).get("messages", {}).get(data.get("target_id"), {})
    text, author = message.get("content", "").strip(), str(message.get("author", {}).get("id", ""))
    values = {"text": text} if text else {}
    if path in OTHERS and asker and author and (author != asker or OTHERS[path] == path):
        return OTHERS[path], {TELLER: author, **values}
    return path, values


def branched(specs: Mapping[CommandPath, Spec]) -> frozenset[CommandPath]:
    """The commands that stand in a branch of their topic: "/engagement paper sign"."""
    crowd = Counter(topic for topic, *_ in specs)
    return frozenset(path for path, spec in specs.items() if crowd[path[0]] > MOST and spec.is_of_one)


def option_names(specs: Mapping[CommandPath, Spec]) -> Mapping[CommandPath, Sequence[str]]:
    """The options of each command for which values follow each other: up to the first that takes all the rest."""
    return {path: tuple(_in_order(spec)) for path, spec in specs.items()}


def _in_order(spec: Spec) -> Iterator[str]:
    for option in spec.options:
        yield option.name
        if option.takes_rest:
            return


def _command(siblings: Sequence[Spec], wording: Wording) -> dict[str, Any]:
    """One topic, with all of its verbs."""
    first, topic = siblings[0], siblings[0].path[0]
    shared = {"type": CHAT, **wording.commanded((topic,)), **_shown_to(siblings)}
    if len(first.path) == 1:
        return {**shared, **wording.described(f"about-{topic}"), "options": _options(first, wording)}
    return {**shared, **wording.described(f"discord-topic-{topic}"), "options": _subcommands(siblings, wording)}


def _subcommands(siblings: Sequence[Spec], wording: Wording) -> list[dict[str, Any]]:
    if len(siblings) <= MOST:
        return [_subcommand(spec, wording) for spec in siblings]
    papers = [spec for spec in siblings if spec.is_of_one]
    others = [spec for spec in siblings if not spec.is_of_one]
    if not 0 < len(papers) <= MOST or len(others) >= MOST:
        raise ValueError(f"{siblings[0].path[0]}: more than {MOST} commands that Discord could show together")
    branch = {
        "type": SUBCOMMAND_GROUP,
        **wording.titled("discord-branch-paper"),
        **wording.described("discord-branch-paper-about"),
        "options": [_subcommand(spec, wording) for spec in papers],
    }
    return [*(_subcommand(spec, wording) for spec in others), branch]


def _subcommand(spec: Spec, wording: Wording) -> dict[str, Any]:
    return {
        "type": SUBCOMMAND,
        **wording.commanded(spec.path),
        **wording.described(f"about-{'-'.join(spec.path)}"),
        "options": _options(spec, wording),
    }


def _options(spec: Spec, wording: Wording) -> list[dict[str, Any]]:
    """A command's options, those that are required first, as Discord demands."""
    options = [declared(option, spec.path, wording) for option in spec.options]
    if spec.group:
        options.append(group_option(spec.path, wording))
    if spec.file:
        options.append(file_option(spec.path, wording))
    return sorted(options, key=lambda option: not option["required"])


def _shown_to(siblings: Iterable[Spec] | None) -> dict[str, Any]:
    """Where and to whom a command is shown; a topic that nobody but staff may use is not shown to members."""
    hidden = siblings is not None and all(PERMISSIONS[spec.may].roles <= _BACK_OFFICE for spec in siblings)
    return {
        "contexts": [GUILD, DIRECT],
        "integration_types": [INSTALLED_ON_GUILD],
        "default_member_permissions": MANAGE_GUILD if hidden else None,
    }
