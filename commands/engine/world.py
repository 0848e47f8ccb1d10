"""What is the same for every command: the policy, the platforms, and what can be asked for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commands.engine.lexicon import Lexicon
from commands.engine.manners import Manners
from commands.engine.policy import Policy
from commands.engine.spec import Spec
from storage.access import Label
from storage.message import Message

if TYPE_CHECKING:
    from commands.engine.work import Work

_UNSERVED = Manners(ceiling=Label.CLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The policy, the platforms (with the bot's own accounts and what each can do), and what can be asked for.

    `accounts` is filled as platforms are reached; `manners` names all that are served. `waiting` gives, topic by topic,
    what waits for the asker; `commands/engine/waiting.py` reads it.
    """

    policy: Policy
    accounts: Mapping[str, str]
    lexicon: Lexicon
    specs: Mapping[tuple[str, ...], Spec]
    manners: Mapping[str, Manners]
    waiting: tuple[Callable[["Work"], Awaitable[list[Message]]], ...] = ()

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are served, the first one being where things open that are asked for nowhere."""
        return tuple(self.manners)

    def manners_of(self, platform: str) -> Manners:
        """What a platform can do; one that is not served may carry nothing."""
        return self.manners.get(platform, _UNSERVED)

    def may_carry(self, platform: str, label: Label) -> bool:
        """Whether something so labelled may pass through a platform."""
        return label.within(self.manners_of(platform).ceiling)
