"""A facility and a summary for those linked to it, hidden from those who come close to them: Ghent buys from the same
company, but not what is made there; or is a member of a consortium that does, and the label keeps it to the consortium.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from storage.access import Role
from storage.organisation import OrganisationKind
from tests.cast import Cast
from tests.leaks.commands import CANARIES, SPECS, TYPED, Hide, Probe, nearest, probes
from tests.linkages import PLANT, add_models, add_plant, buys_the_van, with_consortium
from tests.scenes import WITH_BUYERS, Scene
from tests.summaries import COMPANY, approved

GHENT = "City of Ghent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """How close outsiders come: what there is in both worlds, what is hidden in one, and what they try."""

    begin: Scene[None]
    hide: Hide
    tries: tuple[str, ...]

    def tried(self, code: str) -> Sequence[Probe]:
        """What comes closest to the summary with its code, and to the facility with its own."""
        about = [spec for spec in SPECS if spec.path[0] in self.tries]
        facility = [spec for spec in SPECS if spec.path[0] in {"facility", "follow"} & {*self.tries}]
        return [*nearest(about, code), *probes(facility, PLANT)]


async def _buys_something_else(cast: Cast) -> None:
    await add_models(cast)
    await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{GHENT}"')
    await buys_the_van(cast, GHENT)


async def _buys_through_a_consortium(cast: Cast) -> None:
    await add_models(cast)
    await with_consortium(cast, GHENT)
    await cast.join("Ada", "Staff", OrganisationKind.STAFF, Role.APPROVER, "en")
    await cast.settle()
    for room in ("ICT", "LEV"):
        for one in (cast.sofia, cast.tom):
            await one.asks(f"room authorise {room} amber+strict")
            await one.asks("yes")


async def _hidden(cast: Cast, label: str) -> str:
    heading, facility, text = CANARIES
    await add_plant(cast, facility)
    code = await approved(
        cast, readers="linked", heading=f"{heading} {TYPED}", text=f"Nights at {text}.",
        more=f"facility:{PLANT} label:{label}",
    )  # fmt: skip
    if "ada" in cast.members:
        for said in ("show", "approve"):
            await cast.members["ada"].asks(f"summary {said} {code}")
    for said in (f"summary release {code}", "yes"):
        await cast.sofia.asks(said)
    assert await cast.heard("ICT", "summary-text")
    assert not await cast.heard("LEV", "summary-text")
    return code


TOPICS = ("summary", "my", "help", "organisation")
NOT_LINKED = Near(
    begin=Scene(_buys_something_else, WITH_BUYERS),
    hide=partial(_hidden, label="amber"),
    tries=(*TOPICS, "facility", "follow"),
)
CLIENT = Near(  # who may know of the facility, as that is AMBER, and of the summary not
    begin=Scene(_buys_through_a_consortium, WITH_BUYERS), hide=partial(_hidden, label="amber+strict"), tries=TOPICS
)
