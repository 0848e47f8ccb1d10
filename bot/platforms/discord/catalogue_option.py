"""One option of a command as Discord's form has it: its type, its bounds, what may be chosen, what is suggested."""

from typing import Any

from bot.platforms.discord.catalogue_word import Wording
from commands.engine.choices import CHOICES
from commands.engine.lexicon import CommandPath
from commands.engine.options import MAX_NAME, MAX_TITLE, Between, Option
from commands.engine.spec import FILE, GROUP
from commands.engine.words import Answer

STRING, INTEGER, ATTACHMENT = 3, 4, 11
MOST = 25
"""How many choices an option may show; what has more is suggested while it is typed."""
MAX_FORM = 4000
"""Characters that a form's field takes, and so the option it stands in for."""

SUGGESTED = frozenset({*CHOICES, "Code", "EngagementCode", "Zone", "Moment", "date", "time", "Recurrence", "Locales"})
"""The kinds of which some are suggested while they are typed, seen with the asker's own eyes."""
LENGTHS = {"Text": MAX_FORM, "Title": MAX_TITLE, "str": MAX_NAME, "Account": MAX_NAME, "NewAccount": MAX_NAME}
COUNTING = Between(least=0, most=1_000_000)
"""The bounds of a number that declares none."""

# Where the dialog's own question is too long for a description (or too many of them for one topic), or asks for a next
# message: by option, or by command (or its topic) and option.
REWORDED = frozenset(
    {
        *("accept", "agree", "changes", "code", "findings", "text"),
        *("engagement-agree-agree", "engagement-code", "engagement-reason"),
    }
)


def declared(option: Option, path: CommandPath, wording: Wording) -> dict[str, Any]:
    """One option of a spec. A long text is never required: where it is left out, a form asks for it."""
    return {
        **_typed(option, wording),
        **wording.called(option.name, path),
        **wording.described(_asked(option, path, wording)),
        "required": option.required and option.kind != "Text",
    }


def file_option(path: CommandPath, wording: Wording) -> dict[str, Any]:
    """The file that comes with a command; without one there is nothing to do."""
    return {
        "type": ATTACHMENT, **wording.called(FILE, path), **wording.described(f"ask-{FILE}"), "required": True,
    }  # fmt: skip


def group_option(path: CommandPath, wording: Wording) -> dict[str, Any]:
    """The group that a command is about, where the room gives none."""
    return {
        "type": STRING,
        "autocomplete": True,
        **wording.called(GROUP, path),
        **wording.described(f"ask-{GROUP}"),
        "required": False,
    }


def _asked(option: Option, path: CommandPath, wording: Wording) -> str:
    """The phrase that says what an option wants: the narrowest there is, ours before the dialog's; of a long text ours,
    as the dialog asks for it in a next message.
    """
    name = option.name.replace("_", "-")
    narrowed = ["-".join((*path[:words], name)) for words in range(len(path), -1, -1)]
    own = next((one for one in narrowed if one in REWORDED), "")
    asked = wording.lexicon.ask_key(option.name, path)
    is_narrower = len(asked) > len(f"ask-{own}") and option.kind != "Text"
    return f"discord-ask-{own}" if own and not is_narrower else asked


def _typed(option: Option, wording: Wording) -> dict[str, Any]:
    if option.kind == "int":
        bounds = option.bounds or COUNTING
        return {"type": INTEGER, "min_value": bounds.least, "max_value": bounds.most}
    if option.kind == "bool":  # Discord's own kind would say "True" where everything else says "yes"
        return {"type": STRING, "choices": [wording.shown(member) for member in (Answer.YES, Answer.NO)]}
    if option.words is not None and len(option.words) <= MOST:
        return {"type": STRING, "choices": [wording.shown(member) for member in option.words]}
    if option.words is not None or option.kind in SUGGESTED:
        return {"type": STRING, "autocomplete": True}
    if option.kind in LENGTHS:
        return {"type": STRING, "max_length": LENGTHS[option.kind]}
    return {"type": STRING}
