"""What a platform can and can't do, as far as commands and rules need to know; its name is never asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commands.engine.lexicon import CommandPath
from storage.access import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How one platform behaves.

    `ceiling` is the highest label that may pass through it, in either direction. `encrypts`: rooms are end-to-end
    encrypted, and what arrives in clear proves nothing. `answers_alone`: a command is answered to its asker alone,
    wherever it is given, so that rooms hold notices with a button to read on. `calendar`: meetings are shown in a
    calendar of the platform's own. `threads`: a room can be a private thread of another one. `address` makes a room's
    external id (`{room}`) a link. `post_size` is how much one post can hold that people are to read there, in bytes of
    JSON in ASCII. `branched` are the commands that stand in a branch of their topic there, because it has so many.
    `options` are each command's, in order, where every value is written with its option's name.
    """

    ceiling: Label = Label.RED
    encrypts: bool = True
    answers_alone: bool = False
    calendar: bool = False
    threads: bool = False
    address: str = ""
    branched: frozenset[CommandPath] = frozenset()
    options: Mapping[CommandPath, Sequence[str]] = field(default_factory=dict)
    post_size: int = 15_000  # Matrix: both forms of it, and what encryption adds, within an event of 65,536
