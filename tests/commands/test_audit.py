"""The record of who did or was refused what, through the front door: paged, without content, for two roles alone."""

import re
from datetime import timedelta

import pytest

from commands import JOBS
from commands.audit import DEEDS
from storage.access import Role
from storage.organisation import OrganisationKind
from tests.cast import Cast
from tests.summaries import released

CANARY = "Morrendale"


async def test_the_record_says_who_did_and_was_refused_what_where_and_why(buyers: Cast) -> None:
    code = await released(buyers, heading="Nights", text=f"They work nights at {CANARY}.")
    await buyers.greta.asks(f"summary show {code}")
    await buyers.sofia.asks("audit show person:Greta")
    assert buyers.sofia.was_told("line-audit-refused")
    assert "summary show" in buyers.sofia.text
    assert "not there, or not theirs" in buyers.sofia.text
    await buyers.sofia.asks(f"audit show object:{code}")
    assert buyers.sofia.was_told("line-audit-done")
    assert code in buyers.sofia.text
    assert CANARY not in buyers.sofia.text


async def test_the_record_is_shown_in_the_askers_language_and_zone(cast: Cast) -> None:
    await cast.sofia.asks("person zone Asia/Tokyo")
    await cast.sofia.asks("person language fr")
    await cast.sofia.asks("registre montrer")
    assert cast.sofia.was_told("line-audit-done")
    assert "18:00" in cast.sofia.text  # 09:00 UTC
    assert "personne fuseau" in cast.sofia.text


@pytest.mark.parametrize(("role", "shown"), [(Role.APPROVER, True), (Role.ADMIN, True), (Role.STAFF, False)])
@pytest.mark.parametrize("command", ["audit show", "audit list"])
async def test_the_record_is_for_admins_and_approvers(cast: Cast, role: Role, shown: bool, command: str) -> None:
    ada = await cast.join("Ada", "Staff", OrganisationKind.STAFF, role, "en")
    await cast.settle()
    await ada.asks(command)
    assert (ada.was_told("audit-shown") or ada.was_told("audit-list")) is shown
    assert ada.was_told("absent") is not shown


async def test_nobody_else_can_tell_a_person_on_record_from_nobody(cast: Cast) -> None:
    for name in ("Gus", "Nemo"):
        await cast.greta.asks(f"audit show person:{name}")
        assert cast.greta.was_told("absent")
    await cast.sofia.asks("audit show person:Nemo")
    assert cast.sofia.was_told("absent")
    await cast.sofia.asks("audit show object:SUM-2222")
    assert cast.sofia.was_told("absent")


@pytest.mark.later
async def test_a_long_record_goes_on_with_the_next_step(cast: Cast) -> None:
    for _ in range(23):
        await cast.gus.asks("group list")
    await cast.sofia.asks("audit show person:Gus")
    first = cast.sofia.text
    assert first.count("group list") == 20
    assert not re.search(r"\d\. \d", first), "each has the number by which the record knows it, and no other"
    step = next(line for line in first.splitlines() if "before:" in line)
    await cast.sofia.asks(step[step.index("audit show") :].strip("` "))
    assert cast.sofia.text.count("· `group list`") + cast.sofia.text.count("· group list") == 3
    assert "before:" not in cast.sofia.text


@pytest.mark.parametrize(("day", "found"), [("2027-01-11", True), ("2027-01-12", False)])
async def test_only_what_was_done_since_that_day_is_shown(cast: Cast, day: str, found: bool) -> None:
    await cast.gus.asks("group list")
    cast.now += timedelta(days=3)
    await cast.sofia.asks(f"audit show person:Gus since:{day}")
    assert cast.sofia.was_told("line-audit-done") is found
    assert cast.sofia.was_told("audit-nothing") is not found


async def test_what_was_done_and_refused_is_counted(cast: Cast) -> None:
    for _ in range(3):
        await cast.greta.asks("person remove Gus")
    await cast.gus.asks("group list")
    await cast.tom.asks("audit list")
    assert "person remove: done 0, refused 3" in cast.tom.text.replace("`", "")


async def test_nothing_of_the_record_passes_through_discord(both: Cast) -> None:
    await both.sofia.discord.asks("audit show")
    assert not both.sofia.discord.was_told("audit-shown")
    await both.sofia.asks("audit show")
    assert both.sofia.was_told("audit-shown")


def test_every_job_of_the_clock_has_words() -> None:
    assert {f"job {job.name}" for job in JOBS} <= DEEDS.keys()
