"""An engagement of Ghent, Lyon and Oslo on Volta, as far as a test wants it."""

import re
from datetime import timedelta
from typing import TypeAlias

from tests.cast import Cast, Member

Engaged: TypeAlias = tuple[Cast, str]
"""The network and the code of its engagement."""

COMPANY = "Volta Motors"
ASK = "Disclose the battery plants by June"


def code_in(text: str, prefix: str) -> str:
    found = re.search(rf"{prefix}-\w{{4}}", text)
    assert found, text
    return found[0]


async def buyers(cast: Cast, *names: str) -> None:
    """They buy from Volta and agreed to be matched."""
    for name in names:
        await cast.buys(cast.members[name], COMPANY)
        await cast.members[name].asks(f'organisation match "{COMPANY}" yes')


async def opened(cast: Cast, *, by: str = "greta", authorised: bool = True) -> str:
    """Ghent, Lyon and Oslo buy from Volta; one of them (or staff) opens an engagement. Its code."""
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await buyers(cast, "greta", "luc", "olga")
    await cast.members[by].asks(f'engagement open "{COMPANY}" {ASK}')
    assert cast.members[by].was_told("engagement-opened"), cast.members[by].text
    code = code_in(cast.members[by].text, "ENG")
    if authorised:
        await authorise(cast, code)
    return code


async def authorise(cast: Cast, code: str) -> None:
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise {code} amber")
        await one.asks("yes")
    assert cast.tom.was_told("room-authorised") or cast.sofia.was_told("room-authorised"), cast.tom.text
    await cast.passes(timedelta(minutes=1))


async def formed(cast: Cast) -> str:
    """Ghent leads, Lyon supports, Oslo stays outside; the room may hear what is AMBER."""
    code = await opened(cast)
    await cast.luc.asks(f"engagement join {code} yes")
    assert cast.luc.was_told("engagement-joined"), cast.luc.text
    return code


async def proposed(cast: Cast, code: str) -> str:
    """A question by Ghent; its code."""
    await cast.greta.asks(f"engagement question {code} Which plants make the cells?")
    assert cast.greta.was_told("engagement-question-proposed"), cast.greta.text
    return code_in(cast.greta.text, "EQ")


async def drafted(cast: Cast, code: str) -> str:
    """A letter by Ghent; its code."""
    await cast.greta.asks(f"engagement letter {code} We are concerned about the working hours.")
    assert cast.greta.was_told("engagement-letter-drafted"), cast.greta.text
    return code_in(cast.greta.text, "LTR")


async def sent(cast: Cast, code: str) -> str:
    """A letter signed by both and marked as sent; its code."""
    letter = await drafted(cast, code)
    for one in (cast.greta, cast.luc):
        await one.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement send {letter}")
    await cast.greta.asks("yes")
    assert cast.greta.was_told("engagement-sent"), cast.greta.text
    return letter


async def joined(cast: Cast, code: str, who: Member) -> bool:
    return who.account in cast.platform.rooms[await cast.room_id(code)].joined
