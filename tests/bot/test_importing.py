"""A file is rehearsed, refused row by row, taken in whole or not at all, once however often, and read out again."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import func, select

from bot.enrolment import OPERATOR
from bot.importing import NotTaken, read_out, take
from commands.registry import intake
from commands.registry.intake import KINDS
from storage import sheet
from storage.audit import AuditEvent
from storage.base import Base
from storage.contract import Contract
from storage.facility import Facility, FacilityAlias, FacilityState, LinkState, ProductModel, SupplyLink
from storage.naming import tidy
from storage.organisation import Company, Organisation, Purchase, PurchaseItem, VolumeBand
from tests.cast import Cast

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)

COMPANIES = "company,company_kind\nVolta Motors,brand\nAcer,manufacturer\n"
MODELS = "company,model,category\nVolta Motors,Bus 9,M3\nAcer,X1,notebook\n"
FACILITIES = (
    "facility,country,facility_kind,address,aliases\n"
    "Foxconn Zhengzhou,CN,assembly,1 Airport Road,FZZ | Zhengzhou Park\n"
    "Kolwezi,CD,mine,,\n"
)
LINKS = (
    "company,model,facility,country,component,tier,source,confidence,valid_from,valid_to\n"
    "Acer,X1,FZZ,CN,,1,Disclosure of 2026,high,2026-01-01,\n"
    "Acer,x1,kolwezi,,cobalt,4,,low,,2027-12-31\n"
)
PURCHASES = (
    "organisation,company,model,starts_on,ends_on,volume\n"
    "City of Ghent,Acer,X1,2026-01-01,2027-12-31,large\n"
    "City of Ghent,Acer,X1,2028-01-01,,small\n"
    "City of Oslo,Volta Motors,,,,\n"
)
CONTRACTS = (
    "organisation,company,reference,clauses,discloses,refresh_months,sharing\n"
    'City of Ghent,Acer,G-2026-1,"Discloses sites;\n=twice a year",yes,6,all_affiliates\n'
)
WHOLE = (COMPANIES, MODELS, FACILITIES, LINKS, PURCHASES, CONTRACTS)
NOUNS: Sequence[type[Base]] = (
    Company, ProductModel, Facility, FacilityAlias, SupplyLink, Purchase, PurchaseItem, Contract,
)  # fmt: skip


class Desk:
    """Somebody at the command line, with a cast whose database it is."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast = cast
        self.folder = folder
        self.said = ""

    async def brings(
        self, file: str | bytes, *, apply: bool = True, account: str = "", locale: str = "en", skip: bool = False
    ) -> bool:
        """Bring a file; what is said about it is in `said`."""
        path = self.folder / "file.csv"
        path.write_bytes(file if isinstance(file, bytes) else file.encode())
        screen = StringIO()
        try:
            return await take(
                self.cast.app.storage, path, account=account, locale=locale, apply=apply, skip_refused=skip,
                world=self.cast.app.world, console=Console(file=screen, width=300), now=NOW,
            )  # fmt: skip
        except NotTaken as refused:
            screen.write(str(refused))
            return False
        finally:
            self.said = screen.getvalue().replace("\xa0", " ")

    async def counts(self) -> dict[str, int]:
        """How many rows of each noun there are."""
        async with self.cast.app.storage.unit() as unit:
            return {noun.__name__: await unit.scalar(select(func.count()).select_from(noun)) or 0 for noun in NOUNS}

    async def all_of(self, noun: type[Base]) -> Sequence[Base]:
        async with self.cast.app.storage.unit() as unit:
            return await unit.scalars(select(noun))

    async def reads_out(self, kind: str) -> bytes:
        path = self.folder / f"{kind}.csv"
        path.unlink(missing_ok=True)
        await read_out(self.cast.app.storage, kind, path, now=NOW)
        assert path.stat().st_mode & 0o777 == 0o600
        return path.read_bytes()


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


async def brought(desk: Desk) -> None:
    """The whole registry."""
    for file in WHOLE:
        assert await desk.brings(file), desk.said


async def test_a_rehearsal_gives_every_row_a_verdict_and_writes_nothing(desk: Desk) -> None:
    before = await desk.counts()
    assert await desk.brings(COMPANIES, apply=False)
    assert "2 new, 0 changed, 0 same, 0 doubtful, 0 refused." in desk.said
    assert await desk.counts() == before


@pytest.mark.later
async def test_the_same_files_twice_change_nothing(desk: Desk) -> None:
    await brought(desk)
    once = await desk.counts()
    assert once | {"Company": 2} == {
        "Company": 2, "ProductModel": 2, "Facility": 2, "FacilityAlias": 2, "SupplyLink": 2, "Purchase": 2,
        "PurchaseItem": 2, "Contract": 1,
    }  # fmt: skip
    for file in WHOLE:
        assert await desk.brings(file)
        assert "0 new, 0 changed" in desk.said, desk.said
    assert await desk.counts() == once


async def test_links_wait_and_the_operators_purchases_are_confirmed(desk: Desk) -> None:
    await brought(desk)
    links = await desk.all_of(SupplyLink)
    assert {link.state for link in links if isinstance(link, SupplyLink)} == {LinkState.PENDING}
    purchases = [one for one in await desk.all_of(Purchase) if isinstance(one, Purchase)]
    assert {one.confirmed_by for one in purchases} == {OPERATOR}
    assert not any(one.shared for one in purchases), "nobody agreed to be told of"
    items = [one for one in await desk.all_of(PurchaseItem) if isinstance(one, PurchaseItem)]
    assert {one.volume for one in items} == {VolumeBand.LARGE, VolumeBand.SMALL}


@pytest.mark.later
async def test_what_a_file_changes_of_a_confirmed_link_waits_again(desk: Desk) -> None:
    await brought(desk)
    cast = desk.cast
    await cast.sofia.asks("facility list CD")
    code = cast.sofia.text.partition("FAC-")[2][:4]
    await cast.sofia.asks(f"facility confirm FAC-{code} Acer X1 component:cobalt")
    assert cast.sofia.was_told("link-confirmed"), cast.sofia.text
    assert await desk.brings(LINKS)
    assert "2 same" in desk.said
    assert await desk.brings(LINKS.replace("cobalt,4", "cobalt,3"))
    assert "1 changed, 1 same" in desk.said
    found = [one for one in await desk.all_of(SupplyLink) if isinstance(one, SupplyLink) and one.component]
    assert [(one.tier, one.state, one.settled_by) for one in found] == [(3, LinkState.PENDING, None)]
    await cast.sofia.asks(f"facility reject FAC-{code} Acer X1 component:cobalt")
    assert await desk.brings(LINKS)
    assert "2 same" in desk.said, "what was rejected stays so"


@pytest.mark.parametrize(
    ("account", "kind", "taken", "confirmed"),
    [
        ("@sofia:memory", PURCHASES, True, True),
        ("@greta:memory", PURCHASES, False, False),
        ("@greta:memory", PURCHASES.replace("City of Oslo,Volta Motors,,,,\n", ""), True, False),
        ("@greta:memory", LINKS, False, False),
        ("@pia:memory", PURCHASES, False, False),
        ("@otto:memory", PURCHASES, False, False),
        ("@nobody:memory", PURCHASES, False, False),
    ],
)
async def test_whose_word_counts(desk: Desk, account: str, kind: str, taken: bool, confirmed: bool) -> None:
    for file in (COMPANIES, MODELS, FACILITIES):
        await desk.brings(file)
    before = await desk.counts()
    assert await desk.brings(kind, account=account) is taken, desk.said
    assert (await desk.counts() != before) is taken
    purchases = [one for one in await desk.all_of(Purchase) if isinstance(one, Purchase)]
    assert {one.confirmed_by is not None for one in purchases} <= {confirmed}


@pytest.mark.later
async def test_a_buyer_adds_nothing_to_what_staff_have_confirmed(desk: Desk) -> None:
    await brought(desk)
    before = await desk.counts()
    more = "organisation,company,model,starts_on\nCity of Ghent,Acer,X1,2029-01-01\n"
    assert not await desk.brings(more, account="@greta:memory")
    assert "confirmed" in desk.said
    assert await desk.counts() == before
    assert await desk.brings(more, account="@sofia:memory")
    assert (await desk.counts())["PurchaseItem"] == before["PurchaseItem"] + 1


@pytest.mark.parametrize(
    ("file", "row", "column", "says"),
    [
        ("company,company_kind\nAcer,brand\nVolta,marke\n", 3, "company_kind", "none of"),
        ("company,company_kind\nAcer,brand,x\n", 2, "", "3 cells"),
        ("company,company_kind\n\n\n  ,brand\n", 4, "company", "has to stand"),
        (f"company,company_kind\n{'A' * 121},brand\n", 2, "company", "120"),
        ("company,company_kind\nAc\u202eer,brand\n", 2, "company", "nobody sees"),
        ("company,company_kind\nAcer,brand\nAcer,reseller\n", 3, "", "row 2"),
        ("organisation,company,model,volume\nCity of Oslo,Acer,X1,small\nCity of Oslo,Acer,X1,large\n", 3, "", "row 2"),
        ("company,model\nNobody,X1\n", 2, "company", "Nobody"),
        ("facility,country,facility_kind\nX,ZZ,mine\n", 2, "country", "ZZ"),
        ("facility,country,facility_kind\nW,UK,mine\nX,Belgium,mine\n", 3, "country", "Belgium"),
        ("facility,country,facility_kind\nX, ,mine\n", 2, "country", "has to stand"),
        ("company,company_kind\nAcer\nBull,brand\n", 2, "", "one cell, the header 2"),
        ("company,model\nVоlta Motors,Bus 10\n", 2, "company", "This is not Volta Motors"),
        ("company,model,facility\nAcer,Х1,FZZ\n", 2, "model", "This is not X1"),
        ("company,model,facility,country\nAcer,X1,Kоlwezi,CD\n", 2, "facility", "This is not Kolwezi"),
        ("organisation,company\nCity оf Ghent,Acer\n", 2, "organisation", "This is not City of Ghent"),
        ("facility,country,facility_kind,code\nX,BE,mine,FAC-1\n", 2, "code", "FAC-1"),
        ("facility,country,facility_kind,state\nX,BE,mine,merged\n", 2, "state", "merge"),
        ("company,model,facility,valid_from\nAcer,X1,FZZ,1/2/2027\n", 2, "valid_from", "2027-01-31"),
        ("company,model,facility,valid_from,valid_to\nAcer,X1,FZZ,2027-01-02,2027-01-01\n", 2, "valid_to", "ends"),
        ("company,model,facility,tier\nAcer,X1,FZZ,0\n", 2, "tier", "from 1 to 9"),
        ("company,model,facility\nAcer,X2,FZZ\n", 2, "model", "X2"),
        ("company,model,facility\nAcer,X1,Nowhere\n", 2, "facility", "Nowhere"),
        ("organisation,company\nLabour Watch,Acer\n", 2, "organisation", "Labour Watch"),
        ("organisation,company,reference,discloses\nCity of Ghent,Acer,1,perhaps\n", 2, "discloses", "perhaps"),
    ],
)
async def test_a_row_that_can_not_be_taken_is_named_with_its_column(
    desk: Desk, file: str, row: int, column: str, says: str
) -> None:
    for good in (COMPANIES, MODELS, FACILITIES):
        await desk.brings(good)
    before = await desk.counts()
    assert not await desk.brings(file)
    line = next(one for one in desk.said.splitlines() if "refused" in one and one.strip()[:1].isdigit())
    assert line.split()[0] == str(row)
    assert column in line
    assert says in line
    assert await desk.counts() == before, "nothing half imported"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        (b"a,b\n1,2\n", "no kind of file"),
        (b"company,company_kind,colour\n", "colour"),
        (b"company,company,company_kind\n", "twice"),
        (b"Acer,brand\nVolta,brand\n", "acer, brand"),
        ("company\u200b,company_kind\nAcer,brand\n".encode(), "column 1"),
        (b"company,company_kind\n" + b"A" * 200_000 + b",brand\n", "Row 2 has a cell of more than 131,072 characters"),
        (b'company,company_kind\n"Acer,brand\n' + b"Bull,brand\n" * 20_000, "a quotation mark that is never closed"),
        (b'company,company_kind\nAcer,brand\n"Volta,brand\n', "row 3"),
        (b"company,company_kind\nAc\0er,brand\n", "Line 2"),
        (b"\xff\xfeo", "Line 1"),
        ("company,company_kind\nAcer,brand\n".encode("utf-16-le"), "Line 1"),
        (b"company,company_kind\nAc\x81er,brand\n", "Line 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Line"),
    ],
)
async def test_what_is_no_such_table_is_refused_in_a_sentence(desk: Desk, file: bytes, says: str) -> None:
    before = await desk.counts()
    assert not await desk.brings(file)
    assert says in desk.said
    assert await desk.counts() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_files_as_programs_write_them_are_read(desk: Desk, encoding: str, delimiter: str) -> None:
    text = "company,company_kind\r\nSociété Générale,brand\r\n".replace(",", delimiter)
    assert await desk.brings(text.encode(encoding))
    assert ("windows-1252" in desk.said) is (encoding == "cp1252")
    assert [one.name for one in await desk.all_of(Company) if isinstance(one, Company)] == ["Société Générale"]


async def test_a_file_that_is_too_large_or_too_long_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 2)
    assert not await desk.brings(COMPANIES + "Third,brand\n")
    assert "2 rows" in desk.said
    monkeypatch.setattr(sheet, "MAX_BYTES", 10)
    assert not await desk.brings(COMPANIES)
    assert "MB" in desk.said
    assert (await desk.counts())["Company"] == 0


async def test_one_refused_row_holds_all_back_unless_the_others_are_wanted(desk: Desk) -> None:
    file = COMPANIES + "Third,marke\n"
    await desk.brings(file, apply=False)
    assert "--apply --skip-refused" in desk.said, "a rehearsal leads to nothing that would be refused"
    assert not await desk.brings(file)
    assert "--skip-refused" in desk.said
    assert (await desk.counts())["Company"] == 0
    assert not await desk.brings(file, skip=True)
    assert (await desk.counts())["Company"] == 2


async def test_sentences_are_in_the_importers_language(desk: Desk) -> None:
    assert not await desk.brings("company,company_kind\nAcer,marke\n", apply=False, locale="fr")
    assert "refusé" in desk.said
    assert "« marke » n'est pas l'un de ces mots : marque, revendeur, fabricant." in desk.said
    assert not await desk.brings("model,company_kind\nBus,brand\n", apply=False, locale="fr")
    assert "entreprises : il a company" in desk.said
    await desk.brings(COMPANIES)
    assert not await desk.brings("organisation,company\nCity of Ghent,Acer\n", account="@luc:memory", locale="en")
    assert "Aucun acheteur" in desk.said


@pytest.mark.parametrize(
    ("name", "says"), [("Vоlta Motors", "looks the same"), ("Асеr", "looks the same"), ("Gаmma", "two alphabets")]
)
async def test_letters_that_only_look_like_others_are_doubtful(desk: Desk, name: str, says: str) -> None:
    await desk.brings(COMPANIES)
    assert await desk.brings(f"company,company_kind\n{name},brand\n", apply=False)
    assert "1 doubtful" in desk.said
    assert says in desk.said


@pytest.mark.later
@pytest.mark.parametrize("file", [FACILITIES.replace("1 Airport Road", "2 Airport Road"), LINKS])
async def test_what_is_merged_while_a_file_is_taken_stays_merged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    await brought(desk)
    sofia, check = desk.cast.sofia, intake.Intake.check
    await sofia.asks("facility add assembly CN Twin of Zhengzhou")
    await sofia.asks("facility list CN")
    codes = dict(reversed(found) for found in re.findall(r"(FAC-\w{4})\W+(\w+)", sofia.text.partition("next")[0]))

    async def and_then(self: intake.Intake, *args: Any) -> None:
        await check(self, *args)
        await sofia.asks(f"facility merge {codes['Foxconn']} {codes['Twin']}")
        await sofia.asks("yes")

    monkeypatch.setattr(intake.Intake, "check", and_then)
    assert await desk.brings(file), desk.said
    assert "2 same" in desk.said, "the links went over, and are there already"
    found = {one.code: one for one in await desk.all_of(Facility) if isinstance(one, Facility)}
    assert found[codes["Foxconn"]].state is FacilityState.MERGED
    assert found[codes["Foxconn"]].address == "1 Airport Road"


async def test_a_facility_that_may_be_there_already_is_doubtful_and_never_merged(desk: Desk) -> None:
    await desk.brings(FACILITIES)
    head = "facility,country,facility_kind\n"
    near = f"{head}Foxcon Zhengzhou Co. Ltd,CN,assembly\nFoxconn Zhengzhou,VN,assembly\nZhengzhou Prak,CN,assembly\n"
    assert await desk.brings(near, apply=False)
    assert "1 new, 0 changed, 0 same, 2 doubtful" in desk.said, desk.said
    assert await desk.brings(near)
    assert (await desk.counts())["Facility"] == 5
    assert await desk.brings(f"{head}fzz,CN,assembly\n")
    assert "1 same" in desk.said, "an alias is the facility itself"


async def test_a_formula_is_a_text_and_written_so_that_no_spreadsheet_runs_it(desk: Desk) -> None:
    names = ["=1+1", "+32 2", "-5", "@SUM(A1)", "'quoted", "＝wide"]
    assert await desk.brings("company,company_kind\n" + "".join(f"{name},brand\n" for name in names))
    assert {one.name for one in await desk.all_of(Company) if isinstance(one, Company)} == set(names)
    file = await desk.reads_out("companies")
    cells = file.decode("utf-8-sig").replace('"', "").replace("\r\n", ",").split(",")
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝"))]
    assert await desk.brings(file)
    assert f"{len(names)} same" in desk.said


@pytest.mark.long
async def test_all_that_is_read_out_is_the_same_when_it_is_taken_in(desk: Desk) -> None:
    await brought(desk)
    before = await desk.counts()
    for kind in KINDS:
        assert await desk.brings(await desk.reads_out(kind)), desk.said
        assert "0 new, 0 changed" in desk.said, (kind, desk.said)
    assert await desk.counts() == before


@pytest.mark.long
async def test_it_moves_to_another_database_with_its_codes(desk: Desk, founders: Cast, tmp_path: Path) -> None:
    await brought(desk)
    files = [await desk.reads_out(kind) for kind in KINDS]
    (tmp_path / "other").mkdir()
    other = Desk(founders, tmp_path / "other")
    async with founders.app.storage.unit() as unit:
        for one in await desk.all_of(Organisation):
            assert isinstance(one, Organisation)
            if one.name != "Staff":
                unit.add(Organisation(name=one.name, kind=one.kind, created_at=NOW))
    for file in files:
        assert await other.brings(file), other.said
    assert [await other.reads_out(kind) for kind in KINDS] == files


async def test_nothing_is_written_over(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(NotTaken):
        await read_out(desk.cast.app.storage, "companies", tmp_path / "there.csv", now=NOW)
    with pytest.raises(NotTaken):
        await read_out(desk.cast.app.storage, "people", tmp_path / "people.csv", now=NOW)
    assert (tmp_path / "there.csv").read_text() == "mine"


async def test_whoever_is_interrupted_starts_again_and_it_ends_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 3)
    rows = "".join(f"Facility {number} of many,BE,mine,Alias {number}\n" for number in range(10))
    file = f"facility,country,facility_kind,aliases\n{rows}"
    settled = intake.Intake._settled
    calls: Counter[str] = Counter()

    async def dies(self: intake.Intake, *args: object, **options: object) -> object:
        calls["all"] += 1
        found = await settled(self, *args, **options)  # type: ignore[arg-type]
        if calls["all"] == 3:
            raise KeyboardInterrupt  # within the third unit: it is rolled back
        return found

    monkeypatch.setattr(intake.Intake, "_settled", dies)
    with pytest.raises(KeyboardInterrupt):
        await desk.brings(file)
    assert (await desk.counts())["Facility"] == 6
    assert await desk.brings(file)
    assert "4 new, 0 changed, 6 same" in desk.said
    assert {**await desk.counts(), "Company": 0} == dict.fromkeys((one.__name__ for one in NOUNS), 0) | {
        "Facility": 10, "FacilityAlias": 10
    }  # fmt: skip


async def test_it_is_written_down_who_brought_what(desk: Desk) -> None:
    await desk.brings(COMPANIES, account="@sofia:memory")
    await desk.brings(COMPANIES)
    async with desk.cast.app.storage.unit() as unit:
        deeds = await unit.scalars(select(AuditEvent).where(AuditEvent.action == "registry import"))
        sofia = await unit.scalar(select(AuditEvent.actor_id).where(AuditEvent.action == "group open"))
    assert [(one.actor_id, one.object.partition(":")[0]) for one in deeds] == [(sofia, "companies")]
    assert not any("Volta" in one.object for one in deeds)


def test_a_name_is_kept_as_it_is_compared() -> None:
    assert tidy("  Cafe\u0301   Noir ") == "Café Noir"
