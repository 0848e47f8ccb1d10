"""What peers offer, need and share, hidden from those who ask: Lyon offers and Oslo needs something, they are
introduced to each other, and both agreed to be found by who buys from the same company. Whoever asks a question that
reaches them learns nothing of it.
"""

import re
from collections.abc import Sequence

from storage.access import Place
from tests.cast import Cast
from tests.leaks.commands import CANARIES, SPECS, TYPED, Probe, nearest, probes
from tests.summaries import COMPANY

ABOUT = frozenset({"expertise", "question", "tool", "lesson", "my", "help"})
ASKED = (
    "!question ask Who has done this before? theme:crises stage:tender group:LEV",
    f'!question ask Who knows them? company:"{COMPANY}" group:LEV',
    f'!question ask Who knows them, and asks nobody? named:no theme:crises company:"{COMPANY}" group:LEV',
    "!expertise list",
    "!my",
)


async def hide(cast: Cast) -> str:
    """File and introduce; the code of what is offered."""
    heading, _, text = CANARIES
    await cast.luc.asks(f"expertise offer crises {heading} {TYPED}, and {text}. stage:tender")
    offer = _code("XP", cast.luc.text)
    await cast.olga.asks(f"expertise need crises {text}")
    meeting = _code("MEET", cast.olga.text)
    for one in (cast.luc, cast.olga):
        await one.asks(f"expertise meet {meeting} yes")
        await one.asks(f'organisation match "{COMPANY}" yes')
    assert cast.olga.was_told("purchase-shared")
    return offer


def tried(code: str) -> Sequence[Probe]:
    """Every command of the topics that could tell, with the code; and what reaches those who hide something."""
    about = [spec for spec in SPECS if spec.path[0] in ABOUT]
    asked = [Probe("question", who, Place.PRIVATE, said) for said in ASKED for who in ("greta", "gus")]
    own = [spec for spec in about if spec.path[0] == "expertise"]
    return [*asked, *nearest(about, code), *probes(own, code)]


def _code(prefix: str, text: str) -> str:
    found = re.search(rf"{prefix}-\w{{4}}", text)
    assert found, text
    return found[0]
