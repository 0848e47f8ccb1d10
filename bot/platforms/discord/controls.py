"""Offers as Discord's components, and what comes back when somebody uses one.

A component carries all that is to be known about it in its custom id, and the rest is in the database: it works in
any message of ours, whichever process is running. `rt:` and then what the offer does:

    rt:reply:yes           a short reply to the message that the button is on
    rt:dialog:ID:yes       an answer to a question
    rt:pick:ID             a menu, whose value is the answer; a further one of the same question is rt:pick:ID:2
    rt:write:ID:OPTION     opens a form for a text
    rt:call:PATH:CODE      a command about what has this reference
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol, Self

import discord

from bot.platform import Control

MARK = "rt:"
ROW, BUTTON, SELECT = 1, 2, 3
SECONDARY, SUCCESS, LINK = 2, 3, 5
ROWS, PER_ROW, OPTIONS = 5, 5, 25
LABEL, CUSTOM_ID, OPTION_TEXT, URL = 80, 100, 100, 512
AGREEING = re.compile(r"(?:reply|dialog:[^:]+):yes")
_WEB = re.compile(r"https?://\S+")


class Used(Protocol):
    """What takes in that somebody used a component."""

    async def replied(self, interaction: Any, word: str) -> None:
        """A short reply to the message that the component is on."""

    async def answered(self, interaction: Any, dialog: str, text: str) -> None:
        """An answer to a question."""

    async def writes(self, interaction: Any, dialog: str, option: str) -> None:
        """Somebody wants to write a text."""

    async def called(self, interaction: Any, path: str, code: str) -> None:
        """A command about what has this reference."""


def components(controls: Sequence[Control]) -> list[dict[str, Any]]:
    """Rows of buttons and menus, as many as a message holds; whatever is left out can be typed."""
    rows: list[dict[str, Any]] = []
    for is_menu, some in groupby(_each_once(controls), key=_is_menu):
        made = _menus if is_menu else _rows
        rows += made(list(some))
    return rows[:ROWS]


def _each_once(controls: Sequence[Control]) -> Iterator[Control]:
    """Discord refuses a message in which a custom id stands twice."""
    seen: set[tuple[str, str]] = set()
    for one in controls:
        key = (one.url, "") if one.url else (one.offer.does, one.offer.value if _is_menu(one) else "")
        if key not in seen and _is_fit(one):
            seen.add(key)
            yield one


def _is_fit(one: Control) -> bool:
    if not one.label.strip():
        return False
    if one.url:
        return len(one.url) <= URL and _WEB.fullmatch(one.url) is not None
    return one.offer.does != "link" and len(MARK + one.offer.does) <= CUSTOM_ID and len(one.offer.value) <= OPTION_TEXT


def _is_menu(one: Control) -> bool:
    return one.offer.does.startswith("pick:") and bool(one.offer.value) and not one.url


def _menus(controls: Sequence[Control]) -> Iterator[dict[str, Any]]:
    for does, some in groupby(controls, key=lambda one: one.offer.does):
        options = [{"label": _cut(one.label, OPTION_TEXT), "value": one.offer.value} for one in some]
        for number, start in enumerate(range(0, len(options), OPTIONS), 1):
            custom_id = f"{MARK}{does}" if number == 1 else f"{MARK}{does}:{number}"
            menu = {"type": SELECT, "custom_id": custom_id, "options": options[start : start + OPTIONS]}
            yield {"type": ROW, "components": [menu]}


def _rows(controls: Sequence[Control]) -> Iterator[dict[str, Any]]:
    buttons = [_button(one) for one in controls]
    for start in range(0, len(buttons), PER_ROW):
        yield {"type": ROW, "components": buttons[start : start + PER_ROW]}


def _button(one: Control) -> dict[str, Any]:
    shared = {"type": BUTTON, "label": _cut(one.label, LABEL)}
    if one.url:
        return {**shared, "style": LINK, "url": one.url}
    style = SUCCESS if AGREEING.fullmatch(one.offer.does) else SECONDARY
    return {**shared, "style": style, "custom_id": f"{MARK}{one.offer.does}"}


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


class ReplyButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"{MARK}reply:(?P<word>[\w-]{{1,60}})"):
    """A short reply to the message it is on."""

    def __init__(self, custom_id: str, word: str) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.word = word

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        """As it was sent, by whichever process."""
        return cls(match[0], match["word"])

    async def callback(self, interaction: Any) -> None:
        """Somebody clicked."""
        await _used(interaction).replied(interaction, self.word)


class DialogButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{MARK}dialog:(?P<dialog>[\w-]{{1,40}}):(?P<word>[\w-]{{1,40}})",
):
    """An answer to a question."""

    def __init__(self, custom_id: str, dialog: str, word: str) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.dialog = dialog
        self.word = word

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        """As it was sent, by whichever process."""
        return cls(match[0], match["dialog"], match["word"])

    async def callback(self, interaction: Any) -> None:
        """Somebody clicked."""
        await _used(interaction).answered(interaction, self.dialog, self.word)


class PickMenu(
    discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"{MARK}pick:(?P<dialog>[\w-]{{1,60}})(?::\d{{1,2}})?"
):
    """One of several answers to a question."""

    def __init__(self, custom_id: str, dialog: str) -> None:
        super().__init__(discord.ui.Select(custom_id=custom_id))
        self.dialog = dialog

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        """As it was sent, by whichever process."""
        return cls(match[0], match["dialog"])

    async def callback(self, interaction: Any) -> None:
        """Somebody chose."""
        values = interaction.data.get("values") or [""]
        await _used(interaction).answered(interaction, self.dialog, values[0])


class WriteButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{MARK}write:(?P<dialog>[\w-]{{1,40}}):(?P<option>[\w-]{{1,40}})",
):
    """Opens a form for a text."""

    def __init__(self, custom_id: str, dialog: str, option: str) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.dialog = dialog
        self.option = option

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        """As it was sent, by whichever process."""
        return cls(match[0], match["dialog"], match["option"])

    async def callback(self, interaction: Any) -> None:
        """Somebody wants to write."""
        await _used(interaction).writes(interaction, self.dialog, self.option)


class CallButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{MARK}call:(?P<path>[a-z_ ]{{1,40}}):(?P<code>[A-Z0-9-]{{1,40}})",
):
    """Gives a command."""

    def __init__(self, custom_id: str, path: str, code: str) -> None:
        super().__init__(discord.ui.Button(custom_id=custom_id))
        self.path = path
        self.code = code

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: re.Match[str], /) -> Self:
        """As it was sent, by whichever process."""
        return cls(match[0], match["path"], match["code"])

    async def callback(self, interaction: Any) -> None:
        """Somebody clicked."""
        await _used(interaction).called(interaction, self.path, self.code)


ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (ReplyButton, DialogButton, PickMenu, WriteButton, CallButton)


def is_known(custom_id: str) -> bool:
    """Whether one of our components has such an id; others are copies, or older than this version."""
    return any(item.__discord_ui_compiled_template__.fullmatch(custom_id) for item in ITEMS)


def _used(interaction: Any) -> Used:
    used: Used = interaction.client.intake
    return used
