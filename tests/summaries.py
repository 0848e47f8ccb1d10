"""A summary, a room it is for (ICT: Lyon and Oslo, who buy from Volta) and one it is not for (LEV: Ghent, too)."""

import re

from tests.cast import Cast

COMPANY = "Volta Motors"
HEADING = "Working hours in spring"
TEXT = "Several workers report nights of **twelve hours**."


async def with_buyers(cast: Cast) -> Cast:
    """Lyon and Oslo buy from Volta and meet in ICT; both groups' rooms may hear up to TLP:AMBER."""
    await cast.sofia.asks(f"organisation company {COMPANY}")
    for buyer in ("Ville de Lyon", "City of Oslo"):
        await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{buyer}"')
    await cast.sofia.asks("group open ICT Hardware")
    for name in ("Ville de Lyon", "City of Oslo"):
        await cast.sofia.asks(f'group join "{name}" group:ICT')
    for room in ("ICT", "LEV"):
        for one in (cast.sofia, cast.tom):
            await one.asks(f"room authorise {room} amber")
            await one.asks("yes")
    return cast


async def drafted(
    cast: Cast, *, readers: str = "buyers", heading: str = HEADING, text: str = TEXT, more: str = ""
) -> str:
    """Sofia's draft; its code."""
    await cast.sofia.asks(f'summary draft "{COMPANY}" {readers} {heading} {more}'.strip())
    await cast.sofia.asks(text)
    assert cast.sofia.was_told("summary-drafted"), cast.sofia.text
    found = re.search(r"SUM-\w{4}", cast.sofia.text)
    assert found
    return found[0]


async def approved(cast: Cast, **draft: str) -> str:
    """Sofia's summary, read and approved by Tom; its code."""
    code = await drafted(cast, **draft)
    await cast.sofia.asks(f"summary submit {code}")
    await cast.tom.asks(f"summary show {code}")
    await cast.tom.asks(f"summary approve {code}")
    return code


async def released(cast: Cast, **draft: str) -> str:
    """Released by Sofia to every room that is entitled; its code."""
    code = await approved(cast, **draft)
    await cast.sofia.asks(f"summary release {code}")
    await cast.sofia.asks("yes")
    return code
