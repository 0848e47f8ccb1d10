"""What became of an interaction, as the person sees it who started it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from tests.fakes.discord.nouns import Json, Message
from tests.fakes.discord.world import Interaction


@dataclass(frozen=True)
class Choice:
    """A suggestion of an autocomplete: what is shown, and what would be sent."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Exchange:
    """An interaction and its answers, followed live: `message` is the first answer as it stands now."""

    interaction: Interaction

    @property
    def acknowledged_after(self) -> float | None:
        """Seconds until the first answer; None if there was none in time."""
        return self.interaction.answered_after

    @property
    def error(self) -> str | None:
        """What the client shows when nothing came: "not acknowledged"."""
        return None if self.interaction.answer is not None else "not acknowledged"

    @property
    def message(self) -> Message | None:
        """The first answer, or the message whose button was pressed once that is edited; None if it was deleted."""
        original = self.interaction.original
        return None if original is None or original.deleted else original

    @property
    def text(self) -> str:
        """Every word of the first answer and of the follow-ups."""
        shown = [each for each in (self.message, *self.interaction.followups) if each and not each.deleted]
        return "\n".join(each.text for each in shown)

    @property
    def deferred(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.message and self.message.loading)

    @property
    def modal(self) -> Json | None:
        """The form that was opened: custom_id, title, components."""
        return self.interaction.modal

    @property
    def choices(self) -> list[Choice]:
        """The suggestions, for an autocomplete."""
        return [Choice(each["name"], each["value"]) for each in self.interaction.choices]

    @property
    def followups(self) -> list[Message]:
        """What came after the first answer and is still there."""
        return [each for each in self.interaction.followups if not each.deleted]

    async def acknowledged(self, within: float) -> Self:
        """Wait for the first answer, as long as Discord does."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.interaction.answered.wait(), within)
        return self

    async def settled(self, timeout: float = 60.0) -> Self:
        """Wait until the final answer stands there: not deferred any more, or a form, or choices.

        Raises TimeoutError if it never comes.
        """
        await asyncio.wait_for(self.interaction.settled.wait(), timeout)
        return self
