"""A rendered text or a file as the body of a message, and the same body known again in a channel's history.

A post is always one message with one nonce. What is longer than a message may be stands in its card, and what is longer
still in a file beside it, with its beginning in the card. Nobody is notified but who is meant.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platform import Attachment, Never, Rendered
from bot.platforms.discord.controls import components

POST_SIZE = 3_600  # bytes: what is shorter fits into a card, whatever its marks
CONTENT, CARD = 2000, 4096  # characters, counted as Discord's clients do (UTF-16)
DESCRIPTION = 1024  # characters of what a file says for who doesn't see it
MENTIONS = 100
FILE_SIZE = 10 * 1024 * 1024  # bytes; a server without boosts takes no more
WHOLE = "text.md"
NEUTRAL = "–"
"""What stands where there is nothing to say (any more)."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")

Fingerprint = tuple[str, tuple[str, ...], tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The JSON of a message, and the file that goes with it."""

    body: Mapping[str, Any]
    file: Attachment | None = None

    @property
    def fingerprint(self) -> Fingerprint:
        """What can be seen of it in the channel later on."""
        cards = tuple(one["description"].strip() for one in self.body.get("embeds", ()))
        files = ((self.file.name, len(self.file.data)),) if self.file else ()
        return str(self.body.get("content", "")).strip(), cards, files


def draft(text: Rendered) -> Draft:
    """The whole message: also what an edited one has no more."""
    plain = text.plain.strip() or NEUTRAL
    mentions = [one for one in dict.fromkeys(text.mentions) if one.isascii() and one.isdigit()][:MENTIONS]
    content = plain
    cards: list[dict[str, str]] = []
    file = None
    if length(plain) > CONTENT:
        content = _begin(" ".join(f"<@{one}>" for one in mentions), CONTENT)  # what stands in a card notifies nobody
        cards.append({"description": _begin(plain, CARD)})
    if length(plain) > CARD:
        file = Attachment(name=WHOLE, media_type="text/markdown", data=plain.encode())
    body = {
        "content": content,
        "embeds": cards,
        "components": components(text.controls),
        "attachments": _listed(file),
        "allowed_mentions": _only(mentions),
    }
    return Draft(body=body, file=file)


def draft_file(attachment: Attachment) -> Draft:
    """A message that is a file. Raises Never("file-too-large")."""
    if len(attachment.data) > FILE_SIZE:
        raise Never("file-too-large")
    name = _UNSAFE.sub("_", attachment.name).strip("._") or "file"
    file = Attachment(name=name[-100:], media_type=attachment.media_type, data=attachment.data, alt=attachment.alt)
    return Draft(body={"attachments": _listed(file), "allowed_mentions": _only(())}, file=file)


def emptied() -> Draft:
    """What a message is made before it is deleted: whoever still sees it sees nothing."""
    return draft(Rendered(plain=NEUTRAL, html=""))


def fingerprint_of(message: Mapping[str, Any]) -> Fingerprint:
    """What can be seen of a message, as Discord's REST gives it."""
    cards = tuple(str(one.get("description") or "").strip() for one in message.get("embeds") or ())
    files = tuple((str(one["filename"]), int(one["size"])) for one in message.get("attachments") or ())
    return str(message.get("content") or "").strip(), cards, files


def length(text: str) -> int:
    """Characters, as Discord's clients count them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _begin(text: str, most: int) -> str:
    """As many whole lines as fit, and a sign that there is more."""
    if length(text) <= most:
        return text
    kept = text[: most - 2]
    while length(kept) > most - 2:
        kept = kept[:-1]
    lines, _, _ = kept.rpartition("\n")
    return f"{(lines or kept.rpartition(' ')[0] or kept).rstrip()}\n…"


def _listed(file: Attachment | None) -> Sequence[Mapping[str, Any]]:
    """The file, and what it says for who doesn't see it."""
    if file is None:
        return []
    return [{"id": 0, "filename": file.name, **({"description": _described(file.alt)} if file.alt else {})}]


def _described(alt: str) -> str:
    """As much as Discord takes: where that is not all of it, whole things of each language, and a sign of more."""
    if length(alt) <= DESCRIPTION:
        return alt
    lines = alt.split("\n")
    most = DESCRIPTION // len(lines) - len("\n")
    return "\n".join(line if length(line) <= most else _whole(line, most) for line in lines)


def _whole(line: str, most: int) -> str:
    kept = line[: most - 2]
    while length(kept) > most - 2:
        kept = kept[:-1]
    return f"{(kept.rpartition('; ')[0] or kept).rstrip()} …"


def _only(mentions: Sequence[str]) -> Mapping[str, Any]:
    return {"parse": [], "users": list(mentions), "replied_user": False}
