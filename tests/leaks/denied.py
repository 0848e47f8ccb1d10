"""A summary that Ghent would read, as it buys from the company, and was denied before it was released."""

from functools import partial

from tests.cast import Cast
from tests.clearances import GHENT, denied
from tests.leaks.commands import CANARIES, TYPED
from tests.leaks.linked import Near
from tests.scenes import WITH_BUYERS, Scene
from tests.summaries import COMPANY, approved


async def _buys_too(cast: Cast) -> None:
    await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{GHENT}"')


async def _hidden(cast: Cast, whole: bool) -> str:
    heading, facility, text = CANARIES
    code = await approved(cast, heading=f"{heading} {TYPED}", text=f"Nights at {text}.", more=f'facility:"{facility}"')
    await denied(cast, COMPANY if whole else code, GHENT)
    for said in (f"summary release {code}", "yes"):
        await cast.sofia.asks(said)
    assert await cast.heard("ICT", "summary-text")
    assert not await cast.heard("LEV", "summary-text")
    return code


TOPICS = ("summary", "my", "help", "clearance")
BUYS_TOO = Scene(_buys_too, WITH_BUYERS)
DENIED = Near(begin=BUYS_TOO, hide=partial(_hidden, whole=False), tries=TOPICS)
DENIED_THE_COMPANY = Near(begin=BUYS_TOO, hide=partial(_hidden, whole=True), tries=TOPICS)
