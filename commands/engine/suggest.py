"""What a form offers while somebody types in it: only what they may know, and only what the option would accept."""

from collections.abc import Mapping, Sequence

from commands.engine.heard import Typing
from commands.engine.options import Choice, Choices, Context, GroupCode, Option, offer
from commands.engine.spec import GROUP, Spec
from commands.engine.tokens import fold

MOST = 25  # Discord's limit; more can't be looked through anyway


async def suggestions(typing: Typing, spec: Spec, context: Context, choices: Mapping[str, Choices]) -> Sequence[Choice]:
    """Up to 25 choices that hold what was typed so far, those that begin with it first."""
    if typing.option == GROUP:
        option = Option(name=GROUP, parameter=GROUP, kind=GroupCode.__name__, required=False)
    else:
        found = [one for one in spec.options if one.name == typing.option]
        if not found:
            return ()
        option = found[0]
    typed = fold(typing.text.strip())
    offered = [one for one in await offer(option, context, choices) if typed in fold(one[1])]
    return sorted(offered, key=lambda one: not fold(one[1]).startswith(typed))[:MOST]
