"""From words to values: what was typed, read against a spec; the first thing missing or unclear becomes a question.

Values are kept as they were typed (`raw`) beside what they mean, so a dialog can be stored, taken back a step, and
read again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commands.engine.moment import Unclear
from commands.engine.options import Choices, Context, Option, read
from commands.engine.spec import GROUP, Spec
from commands.engine.tokens import Token, fold, split
from storage.naming import is_hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The option that has to be asked for, and what was wrong with what was said, if anything was."""

    option: Option
    problem: Unclear | None = None


@dataclass(slots=True, kw_only=True)
class Draft:
    """A command on its way: values by parameter name, the words each was read from, and what is still to be asked."""

    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    asking: Asking | None = None


_WHOLE = frozenset(
    {"Text", "Title", "str", "Account", "NewAccount"}
)  # read from all that was said for them, quotes or not


async def parse(spec: Spec, text: str, context: Context, choices: Mapping[str, Choices]) -> Draft:
    """Read the words after a command's own. Never raises for what people type."""
    known = {option.name for option in spec.options} | ({GROUP} if spec.group else set())
    names = {word: name for word, name in context.lexicon.option_names(spec.path).items() if name in known}
    draft = Draft()
    positional: list[Token] = []
    for token in split(text, names):
        if token.name is None:
            positional.append(token)
        else:
            draft.raw[names[token.name]] = token.text
    at = 0
    for number, option in enumerate(spec.options, 1):
        if option.name in draft.raw or at >= len(positional):
            continue
        if _is_left_out(option, positional[at], spec.options[number:], context):
            continue
        if option.takes_rest and not option.many:
            draft.raw[option.name] = _as_typed(text, positional[at:])
            at = len(positional)
            continue
        try:
            reading = await read(option, positional[at:], context, choices)
        except Unclear as unclear:
            if option.required:  # kept as it was said, to be asked about; what was not part of it is read on
                used = unclear.used or len(positional) - at
                draft.raw[option.name] = " ".join(token.text for token in positional[at : at + used])
                at += used
            continue
        draft.raw[option.name] = " ".join(token.text for token in positional[at : at + reading.used])
        at += reading.used
    if at < len(positional):
        left = " ".join(token.text for token in positional[at:])
        last = next((option for option in reversed(spec.options)), None)
        if last is None:
            return draft  # a command without options: further words are politeness
        draft.asking = Asking(option=last, problem=Unclear("words-left", {"words": left[:80]}))
        draft.raw.pop(last.name, None)
        return draft
    settled = await settle(spec, draft.raw, context, choices)
    if GROUP in draft.raw:
        settled.raw[GROUP] = draft.raw[GROUP].strip().upper()
    return settled


async def settle(spec: Spec, raw: Mapping[str, str], context: Context, choices: Mapping[str, Choices]) -> Draft:
    """Read every value from the words kept for it; the first that is missing or unclear is asked for."""
    draft = Draft(raw=dict(raw))
    for option in spec.options:
        said = raw.get(option.name)
        if said is None:
            if option.required:
                draft.asking = Asking(option=option)
                return draft
            continue
        try:
            draft.values[option.parameter] = await _read_all(option, said, context, choices)
        except Unclear as unclear:
            draft.asking = Asking(option=option, problem=unclear)
            return draft
    return draft


async def problem_of(option: Option, said: str, context: Context, choices: Mapping[str, Choices]) -> Unclear | None:
    """What is unclear about words that were said for a value; None when they are clear."""
    try:
        await _read_all(option, said, context, choices)
    except Unclear as unclear:
        return unclear
    return None


def is_seen(text: str) -> bool:
    """Whether there is anything in it that people see."""
    return any(not one.isspace() and not is_hidden(one) for one in text)


async def _read_all(option: Option, said: str, context: Context, choices: Mapping[str, Choices]) -> Any:
    words: Sequence[Token] = split(said)
    if option.kind in _WHOLE:
        words = [Token(text=said.strip(), name=None, quoted=True, start=0, end=len(said))]
    is_blank = not said.strip()
    if not words or (option.required and is_blank) or not (is_blank or is_seen(said)):
        raise Unclear("value-empty")
    reading = await read(option, words, context, choices)
    if reading.used < len(words):
        raise Unclear("words-left", {"words": " ".join(word.text for word in words[reading.used :])[:80]})
    return reading.value


def _is_left_out(option: Option, word: Token, later: Sequence[Option], context: Context) -> bool:
    """Whether a reference was left out, as in `meeting rsvp yes`: the word is one of those that a later option has."""
    said, words = fold(word.text), context.words
    return option.kind == "Code" and any(one.words and said in words.meanings(one.words) for one in later)


def _as_typed(text: str, tokens: Sequence[Token]) -> str:
    """The rest of the text exactly as typed, line breaks included; one quoted value loses its quotes."""
    if len(tokens) == 1:
        return tokens[0].text
    return text[tokens[0].start : tokens[-1].end].strip()
