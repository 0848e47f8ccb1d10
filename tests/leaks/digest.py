"""An item for one group alone that went out there, was corrected, and is read again by its people; a draft, somebody's
words that wait for their word, and a disclosure that its contract lets nobody else be told of.
Outsiders are in another group, get its issues and their own briefs, and try to see it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from commands.engine.heard import Quoted
from storage.access import Place
from tests.cast import Cast
from tests.engagements import code_in
from tests.leaks.commands import CANARIES, OUTSIDERS, SPECS, TYPED, Probe, nearest
from tests.scenes import WITH_BUYERS, Scene
from tests.summaries import COMPANY

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
    "update show U-3",
    "digest consent U-3 unnamed",
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
    await _said_and_asked(cast, f"{TYPED} says {text}")
    return "U-1"


async def _said_and_asked(cast: Cast, words: str) -> None:
    """What was said in a room that hears more than all may is to be an item, and waits; and Oslo, with Lyon, asks a
    brand where things are made, which it tells, though its contract lets nobody else be told.
    """
    await cast.sofia.says("ICT", "!update post activities", quoted=Quoted(sender="@luc:memory", text=words))
    assert cast.sofia.was_told("update-posted") or await cast.heard("ICT", "update-posted")
    await cast.olga.asks(f'contract add "{COMPANY}" B-1 sharing:linked discloses:yes {words}')
    await cast.olga.asks(f'disclosure ask "{COMPANY}" "in 30 days" contract:B-1 joinable:yes {words}')
    code = code_in(cast.olga.text, "DIS")
    await cast.luc.asks(f'disclosure join "{COMPANY}"')
    await cast.olga.asks(f'disclosure admit {code} "Ville de Lyon"')
    await cast.olga.asks(f"disclosure received {code}")
    assert cast.olga.was_told("disclosure-received"), cast.olga.text


def tried(code: str) -> Sequence[Probe]:
    """What comes closest: said by each of them in each place, and every command of these topics with the code."""
    return [*nearest([spec for spec in SPECS if spec.path[0] in TRIES], code), *_said()]


def _said() -> Iterator[Probe]:
    for who in OUTSIDERS:
        for said in SAID:
            for place in (Place.PRIVATE, Place.GROUP):
                yield Probe(said.split()[0], who, place, f"!{said}")
