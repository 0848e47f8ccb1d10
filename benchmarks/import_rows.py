"""A file taken into the registry, beside a bare insert of the same rows by the database's own driver.

The file is the largest there is: which model is made where. Ours reads the bytes, checks each row, finds what it names,
looks up what is there, and writes; the bare one is handed the finished rows. They take turns.
"""

import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, delete, func, select

from benchmarks import bare_import
from benchmarks.databases import postgres
from benchmarks.figure import Figure, median_ratio
from benchmarks.scale import Scale, Tell
from bot.enrolment import work_of_operator
from commands.engine.words import ClosedWords
from commands.registry.intake import understand
from commands.registry.kind import Importer
from storage.base import Base, new_id
from storage.facility import Facility, FacilityKind, FacilityState, ProductModel, SupplyLink
from storage.organisation import Company, CompanyKind
from storage.unit import Storage
from tests.cast import put_together
from tests.fakes.memory import MemoryPlatform

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
STAFF = Importer(actor_id="operator", locale="en", is_staff=True)
PLACES = ("CN", "VN", "MY", "CZ", "MX", "IN", "CD", "TH")
BRANDS = 100
ROWS = 2_000  # inserted at once while the network is made


async def measure(scale: Scale, folder: Path, tell: Tell) -> Sequence[Figure]:
    """On SQLite and, where there is one, on PostgreSQL."""
    figures = await _measured(scale, f"sqlite:///{folder}/data/roundtable.db", folder, "", tell)
    async with postgres() as there:
        for name, url in there.items():
            figures += await _measured(scale, url, folder, name, tell)
    return figures


async def _measured(scale: Scale, url: str, folder: Path, name: str, tell: Tell) -> list[Figure]:
    (folder / "data").mkdir(exist_ok=True, mode=0o700)
    async with _open(url, folder) as storage:
        tell(f"import{name}: a network is made")
        file = await _network(storage, scale.lines)
        ours: list[float] = []
        again: list[float] = []
        bare: list[float] = []
        for number in range(scale.rounds + 1):  # the first round is not counted
            tell(f"import{name}: round {number}")
            taken = await _import(storage, file)
            same = await _import(storage, file)
            rows = await _links(storage)
            assert len(rows) == scale.lines
            floor = await bare_import.insert(url, "supply_link", [*_LINK.c.keys()], _plain(rows, url))
            await _links(storage)
            if number:
                for found, seconds in ((ours, taken), (again, same), (bare, floor)):
                    found.append(seconds)
        rates = sorted(scale.lines / one for one in ours)
        floors = sorted(scale.lines / one for one in bare)
        middle = len(rates) // 2
        return [
            Figure(name=f"import{name}: links", value=rates[middle], unit="rows/s", floor=floors[middle]),
            Figure(name=f"import{name}: of bare", value=median_ratio(bare, ours), unit="x", goal=">= 0.3"),
            Figure(name=f"import{name}: the same once more", value=scale.lines / sorted(again)[middle], unit="rows/s"),
        ]


_LINK = cast(Table, SupplyLink.__table__)


@asynccontextmanager
async def _open(url: str, folder: Path) -> AsyncIterator[Storage]:
    storage = Storage.open(url, folder / "roundtable.key")
    try:
        await storage.migrate()
        yield storage
    finally:
        await storage.close()


async def _import(storage: Storage, file: bytes) -> float:
    world = put_together(storage, MemoryPlatform(lambda: NOW)).app.world
    began = time.perf_counter()
    intake = understand(file, STAFF, NOW, ClosedWords.load())
    await intake.check(storage)
    assert not intake.refused
    async for _ in intake.settle(storage, lambda unit: work_of_operator(unit, world, NOW)):
        pass
    return time.perf_counter() - began


async def _links(storage: Storage) -> Sequence[dict[str, Any]]:
    """All there are, which are there no more."""
    async with storage.unit() as unit:
        rows = [dict(row) for row in (await unit.run(select(_LINK))).mappings()]
        await unit.run(delete(_LINK))
        assert await unit.scalar(select(func.count()).select_from(SupplyLink)) == 0
    return rows


def _plain(rows: Sequence[dict[str, Any]], url: str) -> list[tuple[Any, ...]]:
    """As the driver takes them: SQLite has no days and moments of its own."""
    as_text = url.startswith("sqlite")
    return [tuple(_value(value, as_text=as_text) for value in row.values()) for row in rows]


def _value(value: Any, *, as_text: bool) -> Any:
    if hasattr(value, "isoformat") and as_text:
        return value.isoformat()
    return getattr(value, "value", value)


async def _network(storage: Storage, lines: int) -> bytes:
    """Companies, models and facilities for so many links, and the file that names them."""
    chance = random.Random(5)
    brands = [(new_id(), f"Brand {number}") for number in range(BRANDS)]
    models = [(new_id(), chance.choice(brands), f"Model {number}") for number in range(max(2, lines // 5))]
    sites = [(new_id(), f"FAC-{number:04}", chance.choice(PLACES)) for number in range(max(9, lines // 10))]
    made = {"created_at": NOW}
    made_by = {"kind": CompanyKind.BRAND, **made}
    await _write(storage, Company, [{"id": id_, "name": name, **made_by} for id_, name in brands])
    await _write(
        storage, ProductModel,
        [{"id": id_, "company_id": of, "name": name, "category": "", **made} for id_, (of, _), name in models],
    )  # fmt: skip
    await _write(
        storage, Facility,
        [
            {"id": id_, "code": code, "name": f"Plant {code}", "country": country, "address": "",
             "kind": FacilityKind.COMPONENT, "state": FacilityState.OPEN, "merged_into_id": None, **made}
            for id_, code, country in sites
        ],
    )  # fmt: skip
    pairs = {(chance.randrange(len(models)), chance.randrange(len(sites))) for _ in range(lines * 2)}
    while len(pairs) < lines:
        pairs.add((chance.randrange(len(models)), chance.randrange(len(sites))))
    text = [
        f"{models[one][1][1]},{models[one][2]},{sites[other][1]},battery,{1 + one % 4},Disclosure of 2026,high,"
        f"2026-{1 + other % 12:02}-01,"
        for one, other in chance.sample(sorted(pairs), lines)
    ]
    head = "company,model,facility,component,tier,source,confidence,valid_from,valid_to"
    return "\n".join([head, *text]).encode()


async def _write(storage: Storage, kind: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    for begins in range(0, len(rows), ROWS):
        async with storage.unit() as unit:
            await unit.append_all(kind, rows[begins : begins + ROWS])
