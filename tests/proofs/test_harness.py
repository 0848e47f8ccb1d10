"""The harness itself: a run goes on where it was cut short, and a disk without power keeps what was synced."""

import ast
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.proofs.ledger import Ledger, Result
from tests.proofs.proof import Claim
from tests.proofs.setting import TREE
from tests.proofs.stage.disk import Cut, Disk, Kind, Record
from tests.proofs.stage.mutants import sites
from tests.proofs.t14_permissions import EQUIVALENT, EVERY, IN_PART

HELD = Claim(what="lost", found="0", goal="0", holds=True)
BROKEN = replace(HELD, found="1", holds=False)


def result(ledger: Ledger, key: str, *claims: Claim) -> Result:
    return Result(key=key, run=ledger.run, seed=1, at="2027-03-09", seconds=1.0, commit="", claims=claims)


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path, "long")
    ledger.begin("", "first", 7)
    ledger.keep(result(ledger, "T1: one", HELD))
    again = Ledger.open(tmp_path, "long")
    again.go_on("")
    assert (again.run, again.seed) == ("first", 7)
    assert (again.finished("T1: one"), again.finished("T1: two")) == (True, False)
    assert again.results["T1: one"].claims == (HELD,)


def test_a_run_that_ended_is_begun_anew_and_its_results_stay(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path, "long")
    ledger.begin("", "first", 7)
    ledger.keep(result(ledger, "T1: one", HELD))
    ledger.end()
    assert Ledger.open(tmp_path, "long").open_runs == {}
    ledger.begin("", "second", 8)
    assert not ledger.finished("T1: one")
    assert ledger.results["T1: one"].run == "first"


def test_a_part_of_a_run_leaves_the_whole_one_open(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path, "long")
    ledger.begin("", "whole", 7)
    ledger.begin("T3", "some of it", 8)
    ledger.end()
    assert Ledger.open(tmp_path, "long").open_runs == {"": ("whole", 7)}


@pytest.mark.parametrize(
    ("claims", "fault", "holds"),
    [((HELD,), "", True), ((HELD, BROKEN), "", False), ((), "", False), ((HELD,), "ValueError", False)],
)
def test_a_part_holds_if_all_of_it_does(tmp_path: Path, claims: tuple[Claim, ...], fault: str, holds: bool) -> None:
    made = result(Ledger.open(tmp_path, "long"), "T1: one", *claims)
    assert replace(made, fault=fault).holds is holds


def written(*records: Record) -> Disk:
    disk = Disk()
    for record in records:
        disk.take(record)
    return disk


def left(disk: Disk, folder: Path, cut: Cut = Cut.DROP) -> dict[str, bytes]:
    disk.leave(folder, ("db",), cut, random.Random(1))
    return {file.name: file.read_bytes() for file in folder.iterdir()}


WRITE = Record(Kind.WRITE, "/x/db", 0, b"abcd")
SYNC = Record(Kind.SYNC, "/x/db", 0, b"")


def test_what_was_synced_survives_and_what_was_not_does_not(tmp_path: Path) -> None:
    late = Record(Kind.WRITE, "/x/db", 2, b"XY")
    assert left(written(WRITE, SYNC, late), tmp_path) == {"db": b"abcd"}
    assert left(written(WRITE, SYNC, late, SYNC), tmp_path) == {"db": b"abXY"}


def test_a_file_that_was_never_synced_or_taken_away_is_not_there(tmp_path: Path) -> None:
    assert left(written(WRITE), tmp_path) == {}
    assert left(written(WRITE, SYNC, Record(Kind.UNLINK, "/x/db", 0, b"")), tmp_path) == {}


def test_a_write_that_was_not_synced_may_arrive_in_pieces(tmp_path: Path) -> None:
    long = Record(Kind.WRITE, "/x/db", 0, b"n" * 4096)
    old = Record(Kind.WRITE, "/x/db", 0, b"o" * 4096)
    assert set(left(written(old, SYNC, long), tmp_path, Cut.TORN)["db"]) == {ord("o"), ord("n")}


def test_what_nobody_can_tell_from_the_original_is_still_there() -> None:
    """Where a function was moved or renamed, what was said of its faults has to be said anew."""
    there = {f"{file} {one.where}" for file in EVERY for one in sites(ast.parse((TREE / file).read_text()))}
    assert {" ".join(one.split()[:2]) for one in EQUIVALENT} - there == set()
    assert {f"{file} {name}" for file, names in IN_PART.items() for name in names} - there == set()


def test_a_table_without_a_name_of_its_own_is_no_place_for_a_fault() -> None:
    """It would not be made anew, and no test could see what is wrong with it."""
    assert [one.where for one in sites(ast.parse("A = 1\nB = 2"))] == ["A", "B"]
    with pytest.raises(ValueError, match="line 1"):
        list(sites(ast.parse("A, B = 1, 2")))
