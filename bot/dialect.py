"""What differs between platforms when the same phrase is written: prefix, mentions, moments, length.

The phrasebook writes Markdown; a dialect says how the few things look that each platform has its own form
for. Escaping is here as well, because what must be escaped is what the platform would take for markup. In the end
a dialect is shown the whole page, sanitised, and gives the forms that its platform takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from bot import chat_markdown
from bot.escaping import escape
from commands.engine.lexicon import CommandPath
from commands.engine.manners import Manners
from storage.message import Link, Mention, Moment


class Dialect(Protocol):
    """How one platform, in one kind of room, wants its Markdown."""

    @property
    def prefix(self) -> str:
        """What stands before a command ready to send: "!" in rooms, "" in private chats."""

    @property
    def max_length(self) -> int:
        """The most bytes (as JSON in ASCII) that one post may have, all of its forms together."""

    def command(self, path: CommandPath, names: Sequence[str], branch: Callable[[], str]) -> str:
        """How a command is written here, of which each part is said as in `names`; `branch` gives the word between them
        where the platform keeps some commands of a topic together.
        """

    def options(self, path: CommandPath) -> Sequence[str]:
        """The options that values are for, in order, where each is written with its option's name; else none."""

    def escape(self, text: str) -> str:
        """A value that nobody meant as markup, so that it shows as it is."""

    def mention(self, person: Mention) -> str:
        """A person addressed, as Markdown."""

    def link(self, link: Link) -> str:
        """An address made by us, as Markdown."""

    def moment(self, moment: Moment, written: Callable[[], str]) -> str:
        """An instant; `written` gives how the reader's language says it, escaped."""

    def finished(self, plain: str, html: str) -> tuple[str, str]:
        """A whole page, rendered and sanitised, as this platform takes it: its plain form and its HTML."""


@dataclass(frozen=True, slots=True)
class MarkdownDialect:
    """Plain Markdown, as Matrix (rendered to HTML) and the platform in memory take it."""

    prefix: str = "!"
    # Matrix limits an event to 65,536 bytes (spec v1.18, "Size limits"). Megolm and base64 make 4/3 of
    # what they wrap; the rest is left for the envelope, mentions and the beginning of it that an edit repeats.
    max_length: int = 40_000

    def command(self, path: CommandPath, names: Sequence[str], branch: Callable[[], str]) -> str:
        """Its words."""
        return f"{self.prefix}{' '.join(names)}"

    def options(self, path: CommandPath) -> Sequence[str]:
        """None: values follow each other."""
        return ()

    def escape(self, text: str) -> str:
        """CommonMark's special characters, escaped."""
        return escape(text)

    def mention(self, person: Mention) -> str:
        """A matrix.to link, which clients show as a pill (spec v1.18, "Matrix URIs")."""
        return f"[{escape(person.name)}](https://matrix.to/#/{quote(person.external_id, safe='@:')})"

    def link(self, link: Link) -> str:
        """An inline link; what could end it early is percent-encoded."""
        return f"[{escape(link.text)}]({quote(link.url, safe=_URL_SAFE)})"

    def moment(self, moment: Moment, written: Callable[[], str]) -> str:
        """As the reader's language says it."""
        return written()

    def finished(self, plain: str, html: str) -> tuple[str, str]:
        """Both, as they are."""
        return plain, html


@dataclass(frozen=True, slots=True)
class DiscordDialect:
    """Discord's own Markdown, written from the sanitised page; people there type `/` before a command.

    `branched` are the commands that stand together in a branch of their topic, `named` the options of each command.
    """

    prefix: str = "/"
    # Not Discord's limit of a message (2,000 characters): what is longer becomes a card, and then a file beside it.
    max_length: int = 60_000
    branched: frozenset[CommandPath] = frozenset()
    named: Mapping[CommandPath, Sequence[str]] = field(default_factory=dict, hash=False)

    def command(self, path: CommandPath, names: Sequence[str], branch: Callable[[], str]) -> str:
        """As it is offered when `/` is typed: "/engagement paper sign", "/summary send-back"."""
        topic, *verbs = names
        between = [branch()] if path in self.branched else []
        return self.prefix + " ".join(map(spelt, (topic, *between, *verbs)))

    def options(self, path: CommandPath) -> Sequence[str]:
        """All that it has: a line that is pasted behind `/` becomes a form that is filled in."""
        return self.named.get(path, ())

    def escape(self, text: str) -> str:
        """CommonMark's special characters; Discord's are escaped when the page is finished."""
        return escape(text)

    def mention(self, person: Mention) -> str:
        """`<@id>`, which shows as the name people know there. Who has no such id is only named."""
        if not (person.external_id.isascii() and person.external_id.isdigit()):
            return escape(person.name)
        return chat_markdown.raw(f"@{person.external_id}")

    def link(self, link: Link) -> str:
        """An inline link; what could end it early is percent-encoded."""
        return f"[{escape(link.text)}]({quote(link.url, safe=_URL_SAFE)})"

    def moment(self, moment: Moment, written: Callable[[], str]) -> str:
        """`<t:...:F>`: every reader sees their own zone, weekday and all, so no zone is written."""
        return chat_markdown.raw(f"t:{int(moment.at.timestamp())}:F")

    def finished(self, plain: str, html: str) -> tuple[str, str]:
        """One form: Markdown. There is no HTML on Discord."""
        return chat_markdown.from_html(html), ""


@dataclass(frozen=True, slots=True)
class PlainDialect:
    """No markup at all, where a platform takes none: one line of a form."""

    prefix: str = "/"
    max_length: int = 60_000

    def command(self, path: CommandPath, names: Sequence[str], branch: Callable[[], str]) -> str:
        """Its words."""
        return f"{self.prefix}{' '.join(names)}"

    def options(self, path: CommandPath) -> Sequence[str]:
        """None: values follow each other."""
        return ()

    def escape(self, text: str) -> str:
        """The text itself: nothing in it is read as markup."""
        return text

    def mention(self, person: Mention) -> str:
        """The name alone; nobody is notified by a form."""
        return person.name

    def link(self, link: Link) -> str:
        """Its text alone."""
        return link.text

    def moment(self, moment: Moment, written: Callable[[], str]) -> str:
        """As the reader's language says it."""
        return written()

    def finished(self, plain: str, html: str) -> tuple[str, str]:
        """Both, as they are."""
        return plain, html


def dialect_of(platform: str, manners: Manners, prefix: str) -> Dialect:
    """How a platform wants its text; `prefix` is what stands before commands where they are typed."""
    if platform == "discord":
        return DiscordDialect(branched=manners.branched, named=manners.options)
    return MarkdownDialect(prefix=prefix)


def spelt(words: str) -> str:
    """Words as one name of Discord's."""
    return "-".join(words.lower().split())


_URL_SAFE = ":/?#[]@!$&'*+,;=%~"
