"""An item for one group alone that went out there, was corrected, and is read again by its people; and a draft.
Outsiders are in another group, get its issues and their own briefs, and try to see it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from storage.access import Place
from tests.cast import Cast
from tests.leaks.commands import CANARIES, OUTSIDERS, SPECS, TYPED, Probe, nearest
from tests.scenes import WITH_BUYERS, Scene

BRIEFED = ("greta", "gus", "otto", "pia")
TRIES = ("digest", "update", "help", "lesson")
SAID = (
    "digest archive",
    "digest archive 2027-01",
    "digest archive 2027-01 group:ICT",
    "digest archive group:ICT",
    "digest export ICT 2027-01",
    "digest export LEV 2027-01 form:markdown",
    "digest show ICT",
    "digest pictures 2027-01",
    "person brief",
    "my",
    "update show U-1",
    f"lesson find {TYPED}",
)


async def _with_briefs(cast: Cast) -> None:
    for name in BRIEFED:
        await cast.members[name].asks("person brief weekly")
    await cast.passes(timedelta(minutes=1))
    await cast.luc.asks('lesson add worked disclosures named title:"Yearly clause" We ask each year.')


BEGIN = Scene(_with_briefs, WITH_BUYERS)


async def hidden(cast: Cast) -> str:
    """Post it, send it, correct it, and have it read again; the code of the item."""
    heading, draft, text = CANARIES
    await cast.sofia.asks(f"update post opportunities groups:ICT {heading} {TYPED} asks for {text}")
    await cast.sofia.asks(f"update post activities draft:yes Later {draft}")
    await cast.sofia.asks("digest send ICT")
    await cast.sofia.asks("yes")
    await cast.sofia.asks(f"digest correct U-1 {heading} {TYPED} asks no more for {text}")
    await cast.sofia.asks("yes")
    await cast.luc.asks("digest archive 2027-01 group:ICT")
    assert text in cast.luc.text
    assert await cast.heard("ICT", "digest-correction")
    return "U-1"


def tried(code: str) -> Sequence[Probe]:
    """What comes closest: said by each of them in each place, and every command of these topics with the code."""
    return [*nearest([spec for spec in SPECS if spec.path[0] in TRIES], code), *_said()]


def _said() -> Iterator[Probe]:
    for who in OUTSIDERS:
        for said in SAID:
            for place in (Place.PRIVATE, Place.GROUP):
                yield Probe(said.split()[0], who, place, f"!{said}")
