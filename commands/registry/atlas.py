"""What is known by name, looked up once for a whole file: a name in it may be typed in another case, or be an alias."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from storage.base import random_code
from storage.doubles import Site
from storage.facility import Facility, FacilityAlias, FacilityState, ProductModel
from storage.naming import key, skeleton
from storage.organisation import BUYERS, Company, Organisation, OrganisationStatus
from storage.refusal import Refusal
from storage.unit import Unit

CROWDED = 28**4 // 4  # codes of four letters in use, from which on new ones have five: drawing a free one stays quick


@dataclass(slots=True)
class Known:
    """Things with one name each: as it is written, and as it may be typed; ids by name."""

    exact: dict[Any, tuple[str, str]] = field(default_factory=dict)
    folded: dict[Any, tuple[str, str]] = field(default_factory=dict)
    looks: dict[Any, str] = field(default_factory=dict)

    def add(self, name: str, id_: str, of: str = "") -> None:
        """This is known from now on; `of` is what it belongs to, within which its name is its own."""
        self.exact[of, name] = self.folded[of, key(name)] = (id_, name)
        self.looks.setdefault((of, skeleton(name)), name)

    def find(self, name: str, of: str = "") -> tuple[str, str] | None:
        """Its id, and its name as it is written."""
        return self.exact.get((of, name)) or self.folded.get((of, key(name)))

    def lookalike(self, name: str, of: str = "") -> str | None:
        """Another name that looks the same."""
        found = self.looks.get((of, skeleton(name)))
        return found if found and key(found) != key(name) else None


@dataclass(slots=True)
class Standing:
    """A facility as far as names go; `into` is the one that it stands for, once it was merged."""

    id: str
    code: str
    name: str
    country: str
    address: str
    into: str | None
    aliases: list[str] = field(default_factory=list)


class Facilities:
    """Every facility that is not hidden from whoever asks, by its code and by each of its names in its country."""

    def __init__(self) -> None:
        self.by_id: dict[str, Standing] = {}
        self.by_code: dict[str, Standing] = {}
        self._named: dict[str, dict[str, Standing]] = defaultdict(dict)  # by name, then by id
        self._taken: set[str] = set()  # codes of the hidden

    async def learn(self, unit: Unit, hidden: frozenset[str] = frozenset()) -> None:
        """All there are, but those of these ids and what stands for one of them."""
        columns = (
            Facility.id, Facility.code, Facility.name, Facility.country, Facility.address, Facility.state,
            Facility.merged_into_id,
        )  # fmt: skip
        rows = await unit.rows(select(*columns))
        stands_for = {id_: into for id_, *_, into in rows}
        for id_, code, name, country, address, state, into in rows:
            if _leads_to(id_, hidden, stands_for):
                self._taken.add(code)
            else:
                self.add(Standing(id_, code, name, country, address, into if state is FacilityState.MERGED else None))
        for of, name in await unit.rows(select(FacilityAlias.facility_id, FacilityAlias.name)):
            if of in self.by_id:
                self.alias(self.by_id[of], [name])

    @cached_property
    def _looks(self) -> dict[str, list[tuple[str, str]]]:
        """What is known when this is first asked: by what it looks like, each name and its country."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in self.by_id.values():
            for name in (one.name, *one.aliases):
                found[skeleton(name)].append((name, one.country))
        return found

    def add(self, one: Standing) -> None:
        """This is known from now on."""
        self.by_id[one.id] = self.by_code[one.code] = one
        if one.into is None:
            self._named[key(one.name)][one.id] = one

    def alias(self, one: Standing, names: Iterable[str]) -> None:
        """It has these names, too."""
        for name in names:
            one.aliases.append(name)
            self._named[key(name)][one.id] = one

    def find(self, text: str, country: str | None) -> Standing | None:
        """The one of this code or, in this country if one is given, of this name. Raises Refusal if there are several.

        One that was merged gives the one that it stands for.
        """
        if found := self.by_code.get(text) or self.by_code.get(text.upper()):
            return self.kept(found)
        named = [one for one in self._named.get(key(text), {}).values() if country in {None, "", one.country}]
        if len(named) > 1:
            raise Refusal("import-facility-several", name=text, codes=", ".join(sorted(one.code for one in named[:5])))
        return named[0] if named else None

    def lookalike(self, text: str, country: str | None) -> str | None:
        """A name in this country, if one is given, that looks the same in other letters."""
        return next((name for name, at in self._looks.get(skeleton(text), ()) if country in {None, "", at}), None)

    def kept(self, one: Standing) -> Standing:
        """The one that this stands for, or itself."""
        while one.into is not None:
            one = self.by_id[one.into]
        return one

    def fresh_code(self) -> str:
        """A code that no facility has."""
        while True:
            code = random_code("FAC", 4 if len(self.by_code) < CROWDED else 5)
            if code not in self.by_code and code not in self._taken:
                return code

    def sites(self) -> list[Site]:
        """All that stand for themselves, as they are compared."""
        return [
            Site(order=order, country=one.country, names=(one.name, *one.aliases), address=one.address)
            for order, one in enumerate(self.by_id.values())
            if one.into is None
        ]


def _leads_to(id_: str | None, hidden: frozenset[str], stands_for: Mapping[str, str | None]) -> bool:
    """Whether a facility, or one that stands for it, is among these."""
    while id_ is not None and id_ not in hidden:
        id_ = stands_for[id_]
    return id_ is not None


async def companies(unit: Unit) -> Known:
    """Every company."""
    known = Known()
    for id_, name in await unit.rows(select(Company.id, Company.name)):
        known.add(name, id_)
    return known


async def buyers(unit: Unit) -> Known:
    """Every organisation that buys, and belongs to the network."""
    known = Known()
    query = select(Organisation.id, Organisation.name).where(
        Organisation.kind.in_(BUYERS), Organisation.status == OrganisationStatus.ACTIVE
    )
    for id_, name in await unit.rows(query):
        known.add(name, id_)
    return known


async def models(unit: Unit) -> Known:
    """Every model, within its company."""
    known = Known()
    for id_, of, name in await unit.rows(select(ProductModel.id, ProductModel.company_id, ProductModel.name)):
        known.add(name, id_, of)
    return known
