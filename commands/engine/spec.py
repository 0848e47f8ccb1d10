"""A command is declared once: one typed function gives its spec, and the spec gives parsing, help, docs and permission.

    @command(may=Action.PLAN, group=True)
    async def schedule(work: Work, starts: Moment, title: Title, minutes: Minutes = 60) -> Message: ...

`commands/meeting.py:schedule` is `!meeting schedule`; `my_` or `list_` lose their underscore. Nothing registers
itself: `commands.TOPICS` names the modules, and `specs` reads them.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, get_type_hints

from commands.engine.options import Option, option_of
from storage.access import Action, Label, carried
from storage.message import Message

Handler = Callable[..., Awaitable[Message]]
GROUP = "group"  # the option of every command that is about a group, where the room gives none
FILE = "file"  # the option of every command with which a file comes
_MARK = "__roundtable_command__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a command is.

    `confirm`: others will see its effect, so the asker sees it first and says yes. `private`: its answer is for the
    asker alone. `group`: it is about a working group: the room's, or asked for. `harmless`: it discloses and changes
    nothing, so it is answered even where anybody could have said it. `adopts`: it is about the very room in which it is
    said, one that is not ours yet. `carries` is the least label of what is said with it: a platform that may not carry
    that is no place to begin. `file`: a file comes with it.
    """

    path: tuple[str, ...]
    run: Handler
    may: Action
    about: str
    options: tuple[Option, ...] = ()
    confirm: bool = False
    private: bool = False
    group: bool = False
    harmless: bool = False
    adopts: bool = False
    carries: Label = Label.GREEN
    file: bool = False

    @property
    def name(self) -> str:
        """The English words: "meeting schedule"."""
        return " ".join(self.path)

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one thing of its topic: the first that it needs is that one's reference."""
        return bool(self.options) and self.options[0].kind == "Code" and self.options[0].required

    def option(self, name: str) -> Option:
        """The option of that name. Raises KeyError."""
        return next(option for option in self.options if option.name == name)


def command(
    *,
    may: Action,
    confirm: bool = False,
    private: bool = False,
    group: bool = False,
    harmless: bool = False,
    alone: bool = False,
    adopts: bool = False,
    carries: Label | None = None,
    file: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare a command. `may` has no default: a command nobody judged can't exist. `alone`: one word, as `help`.

    `carries` is only given where it is narrower than what all commands of that action carry.
    """

    def declare(run: Handler) -> Handler:
        verb = run.__name__.rstrip("_").replace("_", "-")
        topic = topic_of(run.__module__)
        setattr(
            run,
            _MARK,
            Spec(
                path=(verb,) if alone else (topic, verb),
                run=run,
                may=may,
                about=(inspect.getdoc(run) or "").partition("\n")[0],
                options=_options(run),
                confirm=confirm,
                private=private,
                group=group,
                harmless=harmless,
                adopts=adopts,
                carries=carries or carried(may),
                file=file,
            ),
        )
        return run

    return declare


def topic_of(module: str) -> str:
    """The topic whose commands stand in a module: `facility` for both commands.facility and
    commands.facility_linkage.
    """
    return module.rpartition(".")[2].partition("_")[0]


def _options(run: Handler) -> tuple[Option, ...]:
    hints = get_type_hints(run, include_extras=True)
    parameters = list(inspect.signature(run).parameters.values())[1:]
    return tuple(option_of(one.name.rstrip("_"), one.name, hints[one.name], default=one.default) for one in parameters)


@cache
def specs(topics: tuple[ModuleType, ...]) -> Mapping[tuple[str, ...], Spec]:
    """Every command of the topics, by path, in the order in which they are written."""
    found: dict[tuple[str, ...], Spec] = {}
    for topic in topics:
        for value in vars(topic).values():
            spec: Any = getattr(value, _MARK, None)
            if isinstance(spec, Spec) and value.__module__ == topic.__name__:
                if spec.path in found:
                    raise ValueError(f"two commands are called {spec.name}")
                found[spec.path] = spec
    return MappingProxyType(found)
