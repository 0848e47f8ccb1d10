"""That a next step is a command which can be sent: each of its values may be what its option is."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.dialect import DiscordDialect
from bot.phrasebook import Phrasebook
from bot.platforms.discord.catalogue import branched, option_names
from commands import TOPICS
from commands.engine.options import Option
from commands.engine.spec import GROUP, specs
from commands.engine.tokens import fold
from commands.engine.words import Answer, ClosedWords
from storage.message import Message, Step, say

SPECS = specs(TOPICS)
DISCORD = DiscordDialect(branched=branched(SPECS), named=option_names(SPECS))
_CODE = re.compile(r"[A-Z][A-Z0-9-]*")


def steps_of(message: Message) -> Iterator[Step]:
    """Every command that a message names."""
    for value in message.values.values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Step):
                yield one
            elif isinstance(one, Message):
                yield from steps_of(one)
    for below in message.below:
        yield from steps_of(below)


def values_of(step: Step, phrases: Phrasebook, locale: str = "en") -> Mapping[str, str]:
    """A step's values by the names that they are written with on Discord."""
    written = phrases.render(say("next-step", step=step), locale, DISCORD)
    _, *parts = re.split(r"(?:^| )([\w-]+):(?=\S)", written[written.index("`") + 1 : written.rindex("`")])
    return {name.replace("-", "_"): value for name, value in zip(parts[::2], parts[1::2], strict=True)}


def misplaced(step: Step, phrases: Phrasebook, words: ClosedWords) -> list[str]:
    """The values that the option which they are written for can't be."""
    spec = SPECS[step.path]
    if not step.rest:
        return []
    options = {option.name: option for option in spec.options}
    found = values_of(step, phrases)
    known = {name: value for name, value in found.items() if name in options}
    strange = [f"{name}:{value}" for name, value in found.items() if name not in {*options, GROUP}]
    return strange + [f"{name}:{value}" for name, value in known.items() if not _may_be(options[name], value, words)]


def _may_be(option: Option, value: str, words: ClosedWords) -> bool:
    if option.words:
        return fold(value) in words.meanings(option.words)
    match option.kind:
        case "bool":
            return words.meanings(Answer).get(fold(value)) in {Answer.YES, Answer.NO}
        case "int":
            return value.isdecimal()
        case "Code" | "EngagementCode":
            return bool(_CODE.fullmatch(value))
        case "date" | "PastDay" | "AnyDay":
            return bool(date.fromisoformat(value))
    return True
