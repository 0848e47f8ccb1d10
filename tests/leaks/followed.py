"""What becomes of a company, hidden from those who follow it: Ghent, which does not buy there, and a partner; or Ghent,
which does, and was denied the company and its plant. A lesson that everybody may read is news to them in both worlds.
"""

from functools import partial

from tests.cast import Cast
from tests.clearances import GHENT, denied
from tests.engagements import code_in
from tests.leaks.commands import CANARIES, OUTSIDERS, TYPED
from tests.leaks.denied import BUYS_TOO
from tests.leaks.linked import Near
from tests.linkages import PLANT, add_models, add_plant
from tests.scenes import WITH_BUYERS, Scene
from tests.summaries import COMPANY, approved

LESSON = "A yearly clause"


async def _follow(cast: Cast) -> None:
    await add_models(cast)
    for name in OUTSIDERS:
        await cast.members[name].asks(f'follow company "{COMPANY}"')
        assert cast.members[name].was_told("follow-begun")
    await cast.olga.asks(f'lesson add worked disclosures named title:"{LESSON}" {COMPANY} answered us.')


async def _hidden(cast: Cast, *, deny: bool) -> str:
    """A summary, an engagement with its plan, a disclosure and a facility: all that is news of it to Lyon."""
    heading, facility, text = CANARIES
    await add_plant(cast, facility)
    await cast.luc.asks(f'suivre entreprise "{COMPANY}"')
    code = await approved(
        cast, readers="linked", heading=f"{heading} {TYPED}", text=f"Nights at {text}.", more=f"facility:{PLANT}"
    )
    for what in (COMPANY, PLANT) if deny else ():
        await denied(cast, what, GHENT)
    for said in (f"summary release {code}", "yes", f"facility close {PLANT}"):
        await cast.sofia.asks(said)
    assert await cast.heard("ICT", "summary-text")
    for name in ("luc", "olga"):
        await cast.members[name].asks(f'organisation match "{COMPANY}" yes')
    await cast.luc.asks(f'engagement open "{COMPANY}" {heading}')
    engagement = code_in(cast.luc.text, "ENG")
    for one in (cast.sofia, cast.tom):
        await one.asks(f"room authorise {engagement} amber")
        await one.asks("yes")
    await cast.luc.asks(f'plan add {engagement} 9 March finding:"{text}" action:x responsible:x verification:x')
    await cast.luc.asks(f"plan claim {code_in(cast.luc.text, 'CAP')} {text}")
    await cast.luc.asks(f'disclosure ask "{COMPANY}" 9 March {text}')
    await cast.luc.asks(f"disclosure refused {code_in(cast.luc.text, 'DIS')} {text}")
    return code


TRIES = ("follow", "my", "person")
STRANGERS = Near(begin=Scene(_follow, WITH_BUYERS), hide=partial(_hidden, deny=False), tries=TRIES)
DENIED = Near(begin=Scene(_follow, BUYS_TOO), hide=partial(_hidden, deny=True), tries=TRIES)
