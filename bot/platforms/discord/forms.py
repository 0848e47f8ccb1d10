"""Forms (Discord's modals): long texts, and the commands that begin from a message.

A form carries everything that was given already as prefilled fields, so nothing about it is kept here: `rt:form:T:V`
gives a whole command back, `rt:said:ID` the answer to a question. Discord's forms have five fields: where more is
wanted, what was given and is short goes with the form's own id (`rt:form:T:V?code=ENG-7KQ4`).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

import discord

from bot.phrasebook import Phrasebook
from bot.platforms.discord.catalogue_option import REWORDED
from bot.platforms.discord.catalogue_word import shortened
from commands.engine.lexicon import CommandPath, Lexicon
from commands.engine.options import MAX_NAME, MAX_TITLE, Option
from commands.engine.spec import GROUP, Spec
from storage.access import Label

FORM, SAID = "rt:form:", "rt:said:"
TEXT = "text"
"""The one field of a form that answers a question."""

FIELDS = 5
ID = 100  # characters of a form's id
TITLE, LABEL, HINT, VALUE = 45, 45, 100, 4000
LINE, PARAGRAPH = discord.TextStyle.short, discord.TextStyle.paragraph
LENGTHS = {"Title": MAX_TITLE, "str": MAX_NAME, "Account": MAX_NAME, "NewAccount": MAX_NAME}


class Forms:
    """Makes forms in a person's language. None is made for what this platform may not carry."""

    def __init__(
        self, specs: Mapping[CommandPath, Spec], lexicon: Lexicon, phrasebook: Phrasebook, ceiling: Label
    ) -> None:
        self._specs = specs
        self._lexicon = lexicon
        self._phrasebook = phrasebook
        self._ceiling = ceiling
        self._known = {GROUP, *(option.name for spec in specs.values() for option in spec.options)}

    def missing(self, path: CommandPath, values: Mapping[str, str], locale: str) -> discord.ui.Modal | None:
        """The form for a command that lacks a long text it must have; None where none is needed or it doesn't fit."""
        spec = self._specs.get(path)
        if spec is None or not any(_is_text(one) and one.required and not values.get(one.name) for one in spec.options):
            return None
        wanted = [one.name for one in spec.options if one.name in values or (_is_text(one) and one.name not in values)]
        wanted += _group(values)
        beside = _beside(spec, wanted, values)
        left = [name for name in wanted if name not in beside]
        if len(left) > FIELDS:  # what may be left out, is
            optional = [one.name for one in spec.options if not one.required and one.name not in values]
            left = [name for name in left if name not in optional]
        return self._form(spec, left, values, locale, beside)

    def begun(self, path: CommandPath, values: Mapping[str, str], locale: str) -> discord.ui.Modal | None:
        """The form for a command of which only some is known; what may be left out, is, where there is no room."""
        spec = self._specs.get(path)
        if spec is None:
            return None
        first = [one.name for one in spec.options if one.required or one.name in values]
        others = [one.name for one in spec.options if one.name not in first]
        wanted = [*first, *_group(values), *others][: max(FIELDS, len(first))]
        return self._form(spec, wanted, values, locale)

    def question(self, dialog: str, option: str, locale: str) -> discord.ui.Modal:
        """The form that answers a question with a text."""
        option = option.replace("-", "_")
        name = self._word(option, (), locale)
        form = _blank(name, f"{SAID}{dialog}")
        asked = self._asked(option, locale)
        field = discord.ui.TextInput[Any](
            custom_id=TEXT, style=PARAGRAPH, max_length=VALUE, required=True, placeholder=asked or None
        )
        return _with(form, name, field)

    def _form(
        self,
        spec: Spec,
        wanted: list[str],
        values: Mapping[str, str],
        locale: str,
        beside: Mapping[str, str] = MappingProxyType({}),
    ) -> discord.ui.Modal | None:
        if len(wanted) > FIELDS or not wanted or not spec.carries.within(self._ceiling):
            return None
        if any(len(values.get(name, "")) > VALUE for name in wanted):
            return None
        form = _blank(self._lexicon.words_of(spec.path, locale), _id(spec, beside))
        for name in wanted:
            option = next((one for one in spec.options if one.name == name), None)
            field = discord.ui.TextInput[Any](
                custom_id=name,
                style=PARAGRAPH if option and _is_text(option) else LINE,
                max_length=LENGTHS.get(option.kind, VALUE) if option else MAX_NAME,
                required=option.required if option else False,
                placeholder=self._asked(name, locale) or None,
            )
            if given := values.get(name):
                field.default = given[: field.max_length]
            _with(form, self._word(name, spec.path, locale), field)
        return form

    def _word(self, name: str, path: CommandPath, locale: str) -> str:
        try:
            word = self._lexicon.option_word(name, path, locale)
        except KeyError:  # an option of one command alone: its own name is understood everywhere
            word = name.replace("_", " ")
        return f"{word[:1].upper()}{word[1:]}"

    def _asked(self, name: str, locale: str) -> str:
        """What the guided dialog would ask, in a field that is still empty."""
        if name not in self._known:
            return ""
        kind = "discord-ask" if name in REWORDED else "ask"
        return _cut(shortened(self._phrasebook.phrase(locale, f"{kind}-{name.replace('_', '-')}", {})), HINT)


def said(custom_id: str, components: Any) -> tuple[str, str] | None:
    """The question's id and the text, of a form that answers one."""
    if not custom_id.startswith(SAID):
        return None
    return custom_id.removeprefix(SAID), dict(fields(components)).get(TEXT, "")


def filled(custom_id: str, components: Any) -> tuple[CommandPath, Mapping[str, str]] | None:
    """The command's path and its values, of a form that gives one; what was left empty is not given."""
    if not custom_id.startswith(FORM):
        return None
    path, _, beside = custom_id.removeprefix(FORM).partition("?")
    written = {name: value for name, value in fields(components) if value.strip()}
    return tuple(path.split(":")), dict(parse_qsl(beside)) | written


def fields(components: Any) -> Iterator[tuple[str, str]]:
    """Each field of a form that was sent: its name and what stands in it."""
    for one in components or ():
        if isinstance(one, Mapping):
            if isinstance(one.get("value"), str) and "custom_id" in one:
                yield str(one["custom_id"]), one["value"]
            yield from fields([one["component"]] if "component" in one else one.get("components"))


def _blank(title: str, custom_id: str) -> discord.ui.Modal:
    """A form that discord.py doesn't keep: it would wait in memory for an answer that comes to any process."""
    form = discord.ui.Modal(title=_cut(title, TITLE), custom_id=custom_id)
    form.stop()
    return form


def _with(form: discord.ui.Modal, label: str, field: discord.ui.TextInput[Any]) -> discord.ui.Modal:
    return form.add_item(discord.ui.Label(text=_cut(label, LABEL), component=field))


def _beside(spec: Spec, wanted: list[str], values: Mapping[str, str]) -> Mapping[str, str]:
    """What was given and goes with the form's id, where there are not fields enough: the shortest first, as far as
    there is room.
    """
    texts = {one.name for one in spec.options if _is_text(one)}
    given = [name for name in wanted if values.get(name) and name not in texts]
    found: dict[str, str] = {}
    for name in sorted(given, key=lambda one: len(values[one])):
        if len(wanted) - len(found) > FIELDS and len(_id(spec, found | {name: values[name]})) <= ID:
            found[name] = values[name]
    return found


def _id(spec: Spec, beside: Mapping[str, str]) -> str:
    return f"{FORM}{':'.join(spec.path)}{f'?{urlencode(beside)}' if beside else ''}"


def _group(values: Mapping[str, str]) -> list[str]:
    return [GROUP] if values.get(GROUP) else []


def _is_text(option: Option) -> bool:
    return option.kind == "Text"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
