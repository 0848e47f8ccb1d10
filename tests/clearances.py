"""Grants and denies, said through the front door."""

import re

from tests.cast import Cast, Member

GHENT, LYON = "City of Ghent", "Ville de Lyon"


def code_in(member: Member) -> str:
    """The code of the clearance that somebody was just told."""
    found = re.search(r"CLR-\w{4}", member.text)
    assert found, member.text
    return found[0]


async def asked(cast: Cast, what: str, who: str, until: str = "15 March 2027", more: str = "") -> str:
    """Sofia says that somebody may read; the code under which that waits."""
    await cast.sofia.asks(f'clearance grant {what} "{who}" {until} They follow up on it {more}'.strip())
    assert cast.sofia.was_told("clearance-asked"), cast.sofia.text
    return code_in(cast.sofia)


async def granted(cast: Cast, what: str, who: str, until: str = "15 March 2027") -> str:
    """And Tom agrees."""
    code = await asked(cast, what, who, until)
    await cast.tom.asks(f"clearance agree {code}")
    await cast.tom.asks("yes")
    assert cast.tom.was_told("clearance-granted"), cast.tom.text
    return code


async def denied(cast: Cast, what: str, who: str, more: str = "") -> str:
    """Sofia keeps somebody out."""
    await cast.sofia.asks(f'clearance deny "{what}" "{who}" They sit on its board {more}'.strip())
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("clearance-denied"), cast.sofia.text
    return code_in(cast.sofia)


async def reads(one: Member, code: str) -> bool:
    """Whether somebody is shown a summary; there is no third answer."""
    await one.asks(f"summary show {code}")
    assert one.was_told("absent") is not one.was_told("summary-text"), one.text
    return one.was_told("summary-text")
