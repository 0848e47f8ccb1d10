"""What an output must not have, looked for without any of the code that makes outputs.

The lists of Matrix's specification and of Discord's Markdown are written down again here, so that a slip there is seen.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.platform import Rendered, Target
from bot.platforms.discord.outbound import draft
from bot.platforms.matrix.outbound import edit_content, text_content
from bot.platforms.matrix.polls import is_poll, poll_content

# Matrix spec v1.18, "m.room.message msgtypes": the part of its subset that the bot makes use of.
TAGS = {
    *("a", "b", "blockquote", "br", "caption", "code", "del", "details", "div", "em", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table"),
    *("tbody", "td", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {("a", "href"), ("ol", "start"), ("code", "class")}
SCHEMES = {"http", "https", "mailto"}
VOID = {"br", "hr"}
DEEPEST = 100
LARGEST = 48_000  # bytes of content: an event ends at 65,536, and encryption makes four of three

OUTSIDE, DEPTH, CALL, MASK, WIRE = "outside the subset", "too deep", "somebody called", "a link masked", "on the wire"

HOST = re.compile(r"(?:https?:)?//([\w.-]+)|(?<![\w.@/-])((?:[\w-]+\.)+(?:example|com|org|net))\b", re.IGNORECASE)
ROOM = re.compile(r"@room\b", re.IGNORECASE)
EVERYBODY = re.compile(r"@(?:everyone|here)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What Discord shows as it stands, and so takes for no markup: an escaped mark, code, an address between brackets.
INERT = re.compile(r"\\[^A-Za-z0-9\s]|`[^`]*`|<https?://[^>\s]*>")
DISCORD_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\\\]])*)\]\(<([^>]*)>\)")
TARGET = Target(room="!room:server", encrypted=True)

Fault = tuple[str, str]
"""Its kind, and what shows it."""


class Subset(HTMLParser):
    """A walk through an output that collects everything it must not have."""

    def __init__(self, meant: Collection[str] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.meant = meant
        self.found: list[Fault] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.seen = ""
        self._link: tuple[str, int] | None = None

    @property
    def faults(self) -> list[str]:
        """What shows them."""
        return [shown for _, shown in self.found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only what may be, no deeper than it may be."""
        self.tags.add(tag)
        if tag not in TAGS:
            self.found.append((OUTSIDE, tag))
        if tag not in VOID:
            self.open.append(tag)
        if len(self.open) > DEEPEST:
            self.found.append((DEPTH, str(len(self.open))))
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        """Each closes what was opened last."""
        if not self.open or self.open.pop() != tag:
            self.found.append((OUTSIDE, f"unbalanced {tag}"))
        if tag == "a" and self._link:
            (host, start), self._link = self._link, None
            self.found += [(MASK, f"{other} on {host}") for other in hosts_in(self.seen[start:]) if other != host]

    def handle_data(self, data: str) -> None:
        """What a reader sees."""
        self.seen += data

    def handle_comment(self, data: str) -> None:
        """None is allowed."""
        self.found.append((OUTSIDE, "comment"))

    def handle_decl(self, decl: str) -> None:
        """None is allowed."""
        self.found.append((OUTSIDE, "declaration"))

    def handle_pi(self, data: str) -> None:
        """None is allowed."""
        self.found.append((OUTSIDE, "instruction"))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if (tag, name) not in ATTRIBUTES or (name == "class" and not value.startswith("language-")):
            self.found.append((OUTSIDE, f"{tag} {name}"))
        if name != "href":
            return
        address = urlsplit(value)
        host = (address.hostname or address.path.rpartition("@")[2].partition("?")[0]).removesuffix(".").lower()
        if address.scheme not in SCHEMES:
            self.found.append((OUTSIDE, f"scheme {address.scheme}"))
        if host.removeprefix("www.") == "matrix.to":
            who = unquote(unquote(address.fragment)).removeprefix("/").partition("?")[0]
            if who.startswith("@") and who not in self.meant:
                self.found.append((CALL, "pill"))
        self._link = host.removeprefix("www."), len(self.seen)


def walked(html: str, meant: Collection[str] = ()) -> Subset:
    """The walk, once it is over."""
    walk = Subset(meant)
    walk.feed(html)
    walk.close()
    walk.found += [(OUTSIDE, "unclosed")] * len(walk.open)
    if ROOM.search(walk.seen):
        walk.found.append((CALL, "@room"))
    return walk


def hosts_in(shown: str) -> set[str]:
    """The hosts that somebody would read in these words."""
    seen = unicodedata.normalize("NFKC", shown).lower()
    return {(one[1] or one[2]).removeprefix("www.").strip(".") for one in HOST.finditer(seen)} - {""}


def in_words(html: str, plain: str, meant: Collection[str] = ()) -> Iterator[Fault]:
    """Both forms of a text, of any length."""
    yield from walked(html, meant).found
    if ROOM.search(plain):
        yield CALL, "@room in the plain form"
    if CONTROL.search(plain + html):
        yield OUTSIDE, "a control character"


def on_matrix(text: Rendered, meant: Collection[str] = ()) -> Iterator[Fault]:
    """A text as Matrix gets it: its HTML, its words, and the event that carries them. `meant` may be called."""
    yield from in_words(text.html, text.plain, meant)
    made = [text_content(text, TARGET, "key"), edit_content(text, "$event", "key")]
    made += [poll_content(text, TARGET, "key")] if is_poll(text) else []
    for content in made:
        yield from _event(content, meant)


def _event(content: Mapping[str, Any], meant: Collection[str]) -> Iterator[Fault]:
    for mentions in (content.get("m.mentions"), content.get("m.new_content", content).get("m.mentions")):
        if not isinstance(mentions, dict) or mentions.keys() - {"user_ids"}:
            yield WIRE, "m.mentions"
        elif set(mentions.get("user_ids", ())) - set(meant):
            yield CALL, "m.mentions"
    if len(json.dumps(content)) > LARGEST:  # in ASCII, as matrix-nio encrypts it
        yield WIRE, "too large for an event"


def on_discord(text: Rendered, meant: Collection[str] = ()) -> Iterator[Fault]:
    """A text as Discord gets it: the message with its card, its file, and whom it may notify."""
    made = draft(text)
    allowed = made.body["allowed_mentions"]
    if allowed["parse"] or allowed["replied_user"] or set(allowed["users"]) - set(meant):
        yield CALL, "allowed_mentions"
    cards = [card["description"] for card in made.body["embeds"]]
    for said in (made.body["content"], *cards):
        yield from _marks(said, meant)
    if len(made.body["content"].encode("utf-16-le")) > 4_000 or any(
        len(one.encode("utf-16-le")) > 8_192 for one in cards
    ):
        yield WIRE, "too long"
    if text.html:
        yield WIRE, "HTML"


def _marks(said: str, meant: Collection[str]) -> Iterator[Fault]:
    if EVERYBODY.search(said):
        yield CALL, "@everyone"
    if CONTROL.search(said):
        yield OUTSIDE, "a control character"
    for found in DISCORD_LINK.finditer(re.sub(r"(?<!\\)`[^`]*`", "x", said)):
        host = (urlsplit(found[2]).hostname or "").removeprefix("www.").removesuffix(".")
        yield from (
            (MASK, f"{other} on {host}") for other in hosts_in(re.sub(r"\\(.)", r"\1", found[1])) if other != host
        )
    bare = INERT.sub("x", said)
    for found in re.finditer(r"<(@[!&]?|#|/|:|a:|id:|t:)([^<>\s]*)>", bare):
        if found[1] == "t:" and re.fullmatch(r"\d+:F", found[2]):
            continue  # a moment, which only the dialect writes
        if found[1] != "@" or found[2] not in meant:
            yield CALL, found[0]
