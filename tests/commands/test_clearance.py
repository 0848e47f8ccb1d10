"""Exceptions to the rules, through the front door: a grant takes two and ends, a deny takes one and wins."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from sqlalchemy import select

from bot.importing import NotTaken, read_out, take
from storage.access import Label, Role
from storage.clearance import Clearance, Effect
from storage.facility import Facility
from storage.organisation import Organisation, OrganisationKind
from storage.summary import Summary
from storage.unit import Unit
from tests.cast import Cast, Member
from tests.clearances import GHENT, LYON, asked, code_in, denied, granted, reads
from tests.engagements import formed
from tests.linkages import CONSORTIUM, PLACE, PLANT, ROOT, change, merge, with_consortium, with_plant
from tests.scenes import NETWORK, Engine, Scene
from tests.summaries import COMPANY, approved, drafted, released


async def _with_plant(cast: Cast) -> None:
    await with_plant(cast)


@pytest_asyncio.fixture
async def linked(engine: Engine, inline: None) -> AsyncIterator[Cast]:
    """Lyon and Oslo are linked to the plant; Ghent is not."""
    async with engine.after(Scene(_with_plant, NETWORK)) as (cast, _):
        yield cast


async def id_of_summary(unit: Unit, code: str) -> str:
    """As clearances name it."""
    return f"summary:{await unit.scalar(select(Summary.id).where(Summary.code == code))}"


async def stan(cast: Cast) -> Member:
    """One more of the staff."""
    one = await cast.join("Stan", "Staff", OrganisationKind.STAFF, Role.STAFF, "en")
    await cast.settle()
    return one


async def test_a_grant_counts_once_a_second_person_agrees_and_for_whom_it_was_said(buyers: Cast) -> None:
    code = await released(buyers)
    grant = await asked(buyers, code, "Greta")
    assert not await reads(buyers.greta, code), "one person is not enough"
    await buyers.sofia.asks(f"clearance agree {grant}")
    assert buyers.sofia.was_told("clearance-second-person")
    assert not await reads(buyers.greta, code)
    await buyers.tom.asks("my")
    assert buyers.tom.was_told("line-clearance-agree")
    await buyers.tom.asks(f"clearance agree {grant}")
    await buyers.tom.asks("yes")
    assert buyers.tom.was_told("clearance-granted")
    assert await reads(buyers.greta, code)
    for outsider in (buyers.gus, buyers.pia, buyers.una):
        assert not await reads(outsider, code)
    await buyers.tom.asks(f"clearance agree {grant}")
    assert buyers.tom.was_told("clearance-not-waiting")


@pytest.mark.later
@pytest.mark.parametrize(
    ("who", "readers"), [(GHENT, {"greta", "gus", "otto"}), ("LEV", {"greta", "gus", "otto"}), ("Pia", {"pia"})]
)
async def test_a_grant_is_for_a_person_an_organisation_or_those_in_a_group(
    buyers: Cast, who: str, readers: set[str]
) -> None:
    code = await released(buyers)
    await granted(buyers, code, who)
    for name in ("greta", "gus", "otto", "pia", "una"):
        assert await reads(buyers.members[name], code) is (name in readers), name


@pytest.mark.later
async def test_who_was_granted_something_is_told_and_may_acknowledge_and_is_not_asked_to(buyers: Cast) -> None:
    code = await released(buyers)
    heard = len(buyers.platform.log)
    await granted(buyers, code, GHENT)
    keys = [key for post in buyers.platform.log[heard:] for key in buyers.keys(post)]
    assert "clearance-opened" in keys
    await buyers.greta.asks("my")
    assert not buyers.greta.was_told("line-summary-acknowledge")
    await buyers.sofia.asks(f"summary acks {code}")
    assert GHENT not in buyers.sofia.text
    await buyers.greta.asks(f"summary acknowledge {code}")
    assert buyers.greta.was_told("summary-acknowledged")


@pytest.mark.later
async def test_a_grant_ends_on_its_day_by_itself(buyers: Cast) -> None:
    code = await released(buyers)
    grant = await granted(buyers, code, GHENT, "20 January 2027")
    assert await reads(buyers.greta, code)
    buyers.now = buyers.now.replace(day=20, hour=22)  # 23:00 where Sofia is
    assert await reads(buyers.greta, code)
    buyers.now += timedelta(hours=1)
    assert not await reads(buyers.greta, code), "no job was needed for it"
    await buyers.sofia.asks("clearance list")
    assert grant not in buyers.sofia.text


@pytest.mark.later
async def test_staff_hear_a_week_before_a_grant_ends_once(buyers: Cast) -> None:
    code = await released(buyers)
    await granted(buyers, code, GHENT, "1 February 2027")
    await buyers.passes(timedelta(days=10))
    assert not await buyers.heard("Staff", "staff-clearance-ends")
    for _ in range(2):
        await buyers.passes(timedelta(days=5))
    told = [post for post in await buyers.posts("Staff") if "staff-clearance-ends" in buyers.keys(post)]
    assert len(told) == 1


@pytest.mark.later
@pytest.mark.parametrize("by", ["sofia", "tom"])
async def test_a_grant_is_lifted_by_one_at_once(buyers: Cast, by: str) -> None:
    code = await released(buyers)
    grant = await granted(buyers, code, GHENT)
    await buyers.members[by].asks(f"clearance lift {grant}")
    await buyers.members[by].asks("yes")
    assert buyers.members[by].was_told("clearance-lifted")
    assert not await reads(buyers.greta, code)
    await buyers.members[by].asks(f"clearance lift {grant}")
    assert buyers.members[by].was_told("clearance-over")


@pytest.mark.later
async def test_a_grant_opens_no_more_than_its_label(buyers: Cast) -> None:
    code = await released(buyers)
    await granted(buyers, code, GHENT)
    assert await reads(buyers.greta, code)
    await change(buyers, Summary, {"code": code}, label=Label.RED)
    assert not await reads(buyers.greta, code)
    await change(buyers, Summary, {"code": code}, label=Label.GREEN)
    assert await reads(buyers.greta, code)


@pytest.mark.later
async def test_a_room_of_those_who_were_granted_it_gets_it(buyers: Cast) -> None:
    code = await approved(buyers)
    await granted(buyers, code, GHENT)
    assert not await reads(buyers.greta, code), "it is not released"
    await buyers.sofia.asks(f"summary release {code}")
    await buyers.sofia.asks("yes")
    assert await buyers.heard("LEV", "summary-text")


@pytest.mark.later
async def test_a_deny_takes_one_and_closes_every_door_at_once(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.luc.asks(f"summary acknowledge {code}")
    assert await reads(buyers.luc, code)
    deny = await denied(buyers, code, LYON)
    assert not await reads(buyers.luc, code)
    assert await reads(buyers.olga, code)
    await buyers.luc.asks("summary list")
    assert code not in buyers.luc.text
    await buyers.luc.asks("my")
    assert code not in buyers.luc.text
    await buyers.luc.asks(f"summary acknowledge {code}")
    assert buyers.luc.was_told("absent")
    await buyers.sofia.asks(f"clearance lift {deny}")
    assert buyers.sofia.was_told("clearance-lift-other"), "she has said it herself"
    await buyers.tom.asks(f"clearance lift {deny}")
    await buyers.tom.asks("yes")
    assert await reads(buyers.luc, code)


@pytest.mark.later
@pytest.mark.parametrize("who", [LYON, "Luc", "ICT"])
@pytest.mark.parametrize("what", ["summary", COMPANY])
async def test_a_room_in_which_somebody_denied_sits_gets_nothing_and_staff_learn_who(
    buyers: Cast, who: str, what: str
) -> None:
    code = await approved(buyers)
    await denied(buyers, code if what == "summary" else what, who)
    await buyers.sofia.asks(f"summary release {code}")
    assert buyers.sofia.was_told("summary-released-nowhere")
    assert buyers.sofia.was_told("line-summary-refused")
    assert "@luc:memory" in buyers.sofia.text
    assert not await buyers.heard("ICT", "summary-text")


@pytest.mark.later
async def test_what_is_under_way_is_withheld_when_a_deny_comes_first(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary release {code}")
    settle = buyers.settle

    async def otherwise() -> None:
        buyers.settle = settle  # type: ignore[method-assign]
        async with buyers.app.storage.unit() as unit:
            unit.add(
                Clearance(
                    code="CLR-7KQ4",
                    effect=Effect.DENY,
                    subject=await id_of_summary(unit, code),
                    label=Label.RED,
                    organisation_id=await unit.scalar(select(Organisation.id).where(Organisation.name == LYON)),
                    said_by="sofia",
                    said_at=buyers.now,
                    since=buyers.now,
                )
            )
        await settle()

    buyers.settle = otherwise  # type: ignore[method-assign]
    await buyers.sofia.asks("yes")
    assert buyers.sofia.was_told("summary-released"), "it was entitled when it was released"
    assert not await buyers.heard("ICT", "summary-text")
    assert await buyers.heard("Staff", "staff-withheld")


@pytest.mark.later
async def test_a_deny_wins_over_grants_names_and_the_rights_of_a_consortium(buyers: Cast) -> None:
    await with_consortium(buyers, GHENT)
    code = await released(buyers, more=f'organisations:"{GHENT}"')
    await granted(buyers, code, "Greta")
    assert await reads(buyers.greta, code)
    deny = await denied(buyers, COMPANY, "Greta")
    assert not await reads(buyers.greta, code)
    assert await reads(buyers.gus, code)
    await denied(buyers, code, GHENT)
    assert not await reads(buyers.gus, code)
    await buyers.tom.asks(f"clearance lift {deny}")
    await buyers.tom.asks("yes")
    assert not await reads(buyers.greta, code), "her organisation is denied it still"


@pytest.mark.later
async def test_what_is_denied_to_a_consortium_reaches_no_member_through_it(buyers: Cast) -> None:
    await with_consortium(buyers, GHENT)
    code = await released(buyers)
    assert await reads(buyers.greta, code)
    await denied(buyers, code, CONSORTIUM)
    assert not await reads(buyers.greta, code)
    assert await reads(buyers.luc, code)


@pytest.mark.later
async def test_whose_acknowledgement_is_awaited_leaves_out_who_was_denied_it(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f"summary acks {code}")
    assert LYON in buyers.sofia.text
    await denied(buyers, code, LYON)
    await denied(buyers, code, "Olga")
    await buyers.sofia.asks(f"summary acks {code}")
    assert LYON not in buyers.sofia.text
    heard = len(buyers.platform.log)
    await buyers.passes(timedelta(days=8))
    told = [post for post in buyers.platform.log[heard:] if "summary-reminder" in buyers.keys(post)]
    assert not told


@pytest.mark.later
async def test_staff_can_be_denied_a_company_and_only_another_approver_opens_it_again(buyers: Cast) -> None:
    one = await stan(buyers)
    code = await released(buyers)
    assert await reads(one, code)
    deny = await denied(buyers, COMPANY, "Stan")
    assert not await reads(one, code)
    assert await reads(buyers.tom, code)
    for said in ("summary list", "clearance list", "my"):
        await one.asks(said)
        assert code not in one.text
        assert deny not in one.text
    for said in (f"clearance lift {deny}", f"clearance show {deny}", f"clearance deny {code} Luc They know him"):
        await one.asks(said)
        assert one.was_told("absent"), said
    assert not await buyers.heard("Staff", "staff-clearance-denied"), "he is in that room"
    await buyers.tom.asks(f"clearance lift {deny}")
    await buyers.tom.asks("yes")
    assert await reads(one, code)


@pytest.mark.later
async def test_a_facility_is_opened_and_closed_with_the_summaries_about_it(linked: Cast) -> None:
    code = await released(linked, readers="linked", more=f"facility:{PLANT}")
    grant = await granted(linked, PLANT, "Greta")
    assert await reads(linked.greta, code)
    await linked.sofia.asks(f"clearance lift {grant}")
    await linked.sofia.asks("yes")
    assert not await reads(linked.greta, code)
    await linked.luc.asks(f"facility leverage {PLANT}")
    assert not linked.luc.was_told("absent")
    await denied(linked, PLANT, LYON)
    assert not await reads(linked.luc, code)
    await linked.luc.asks(f"facility leverage {PLANT}")
    assert linked.luc.was_told("absent")
    assert await reads(linked.olga, code)


@pytest.mark.later
async def test_what_is_denied_of_a_facility_is_denied_of_its_double(linked: Cast) -> None:
    code = await released(linked, readers="linked", more=f"facility:{PLANT}")
    await denied(linked, ROOT, LYON)
    assert await reads(linked.luc, code)
    await merge(linked)
    assert not await reads(linked.luc, code)
    assert await reads(linked.olga, code)
    await merge(linked, back=True)
    assert await reads(linked.luc, code)


@pytest.mark.later
async def test_staff_who_were_denied_a_facility_find_none(linked: Cast) -> None:
    one = await stan(linked)
    await one.asks(f"facility show {PLANT}")
    assert one.was_told("facility-shown")
    await denied(linked, PLANT, "Stan")
    for verb in ("show", "linked", "leverage"):
        await one.asks(f"facility {verb} {PLANT}")
        assert one.was_told("absent"), verb
    await one.asks("facility list")
    assert PLANT not in one.text
    assert ROOT in one.text


async def test_staff_who_were_denied_a_facility_read_nothing_of_it_where_doubles_are_looked_for(linked: Cast) -> None:
    one, near = await stan(linked), f"{PLACE} Ltd"
    await linked.sofia.asks(f'facility add assembly CZ "{near}"')
    assert PLANT in linked.sofia.text, "it is nearly the same name"
    await denied(linked, PLANT, "Stan")
    answers = {}
    for who in (linked.sofia, one):
        await who.asks("facility doubles CZ")
        answers[who.name.lower()] = who.text
        await who.asks(f'facility add assembly CZ "{PLACE}"')
        answers[f"{who.name.lower()} adds"] = who.text
    assert PLANT in answers["sofia"]
    assert PLANT in answers["sofia adds"], "she is told that it is there"
    assert PLANT not in answers["stan"] + answers["stan adds"]
    assert one.was_told("facility-added"), one.text


async def test_the_registrys_files_for_somebody_of_the_staff_hold_nothing_that_they_were_denied(
    linked: Cast, tmp_path: Path
) -> None:
    one = await stan(linked)
    await denied(linked, PLANT, "Stan")

    async def file(kind: str, reader: str = "") -> str:
        path = tmp_path / f"{kind}.{len(list(tmp_path.iterdir()))}.csv"
        await read_out(linked.app.storage, kind, path, now=linked.now, reader=reader)
        return path.read_text(encoding="utf-8-sig")

    for kind in ("facilities", "links"):
        assert PLANT in await file(kind)
        assert PLANT in await file(kind, "@tom:memory")
        assert PLANT not in await file(kind, one.account)
    assert ROOT in await file("facilities", one.account)
    for stranger in ("@greta:memory", "@nobody:memory"):
        with pytest.raises(NotTaken):
            await file("facilities", stranger)


async def judged(cast: Cast, who: Member, path: Path, rows: str, *, apply: bool = False) -> str:
    """What a file that somebody brings comes to."""
    path.write_text(rows)
    screen = StringIO()
    await take(
        cast.app.storage, path, account=who.account, locale="en", apply=apply, skip_refused=False,
        world=cast.app.world, console=Console(file=screen, width=300), now=cast.now,
    )  # fmt: skip
    return screen.getvalue()


@pytest.mark.later
async def test_a_file_that_somebody_brings_is_compared_with_nothing_that_they_were_denied(
    linked: Cast, tmp_path: Path
) -> None:
    one, path = await stan(linked), tmp_path / "file.csv"
    await denied(linked, PLANT, "Stan")
    head = "facility,country,facility_kind\n"
    for name, told in ((f"{PLACE} Ltd", "1 doubtful"), (PLACE, "1 same"), (PLACE.upper(), "1 same")):
        rows = f"{head}{name},CZ,assembly\n"
        assert told in (said := await judged(linked, linked.sofia, path, rows)), said
        assert told not in (said := await judged(linked, one, path, rows)), said
        assert said == (await judged(linked, one, path, f"{head}Nowhere yet,CZ,assembly\n")), "as if there were none"


@pytest.mark.later
async def test_a_row_that_names_what_was_denied_is_a_row_that_names_nothing(linked: Cast, tmp_path: Path) -> None:
    one, path = await stan(linked), tmp_path / "file.csv"
    await denied(linked, PLANT, "Stan")
    head = "company,model,facility,country\nVolta Motors,Bus,"
    for named, country in ((PLANT, ""), (PLACE, "CZ")):
        absent = "FAC-2222" if named == PLANT else "Nowhere yet"
        found = await judged(linked, one, path, f"{head}{named},{country}\n")
        assert "1 refused" in found, found
        assert found.replace(named, absent) == await judged(linked, one, path, f"{head}{absent},{country}\n")
        assert "1 refused" not in await judged(linked, linked.sofia, path, f"{head}{named},{country}\n")


async def test_whoever_was_denied_a_facility_brings_a_double_and_changes_nothing_of_it(
    linked: Cast, tmp_path: Path
) -> None:
    one, path = await stan(linked), tmp_path / "file.csv"
    await denied(linked, PLANT, "Stan")
    rows = f"code,facility,country,facility_kind,address\n{PLANT},{PLACE},CZ,mine,Elsewhere 1\n"
    await judged(linked, one, path, rows, apply=True)
    async with linked.app.storage.unit() as unit:
        found = await unit.scalars(select(Facility).where(Facility.name == PLACE).order_by(Facility.address))
        assert {one.code == PLANT: one.address == "Elsewhere 1" for one in found} == {True: False, False: True}
        assert len(found) == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('grant {code} "City of Ghent" 10 January 2027 Because', "ask-until"),
        ('grant {code} "City of Ghent" 1 March 2028 Because', "clearance-end-far"),
        ('grant "Volta Motors" "City of Ghent" 1 March 2027 Because', "clearance-not-a-company"),
        ("grant {code} @tom:memory 1 March 2027 Because", "clearance-staff-read"),
        ("grant {code} Nobody 1 March 2027 Because", "absent"),
        ("grant SUM-2222 Greta 1 March 2027 Because", "absent"),
        ('grant {code} "City of Ghent" 1 March 2027 Because label:green', "clearance-label-low"),
        ("agree CLR-2222", "absent"),
        ("lift CLR-2222", "absent"),
    ],
)
async def test_what_cannot_be_is_said_so(buyers: Cast, said: str, told: str) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"clearance {said.format(code=code)}")
    assert buyers.sofia.was_told(told), buyers.sofia.text
    await buyers.sofia.asks("clearance list")
    assert "CLR-" not in buyers.sofia.text


async def test_the_same_is_not_said_twice_but_it_can_be_said_for_longer(buyers: Cast) -> None:
    code = await drafted(buyers)
    await granted(buyers, code, GHENT, "1 March 2027")
    await buyers.tom.asks(f'clearance grant {code} "{GHENT}" 28 February 2027 Once more')
    assert buyers.tom.was_told("clearance-there-already")
    await buyers.tom.asks(f'clearance grant {code} "{GHENT}" 1 April 2027 For longer')
    assert buyers.tom.was_told("clearance-asked")


@pytest.mark.later
async def test_the_word_of_somebody_who_left_does_not_count(buyers: Cast) -> None:
    one = await stan(buyers)
    code = await released(buyers)
    await one.asks(f'clearance grant {code} "{GHENT}" 1 March 2027 They asked')
    grant = code_in(one)
    await buyers.sofia.asks("person remove Stan")
    await buyers.sofia.asks("yes")
    await buyers.tom.asks(f"clearance agree {grant}")
    assert buyers.tom.was_told("clearance-first-left")
    assert not await reads(buyers.greta, code)


async def test_it_is_for_staff_alone_and_not_for_discord(both: Cast) -> None:
    await both.greta.asks("clearance list")
    assert both.greta.was_told("absent")
    await both.sofia.discord.asks("clearance list")
    assert not both.sofia.discord.was_told("clearance-list")
    await both.sofia.asks("clearance list")
    assert both.sofia.was_told("clearance-list")


@pytest.mark.later
async def test_it_can_be_said_in_french_and_why_is_shown(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks("person language fr")
    await buyers.sofia.asks(f'habilitation accorder {code} "{GHENT}" 15 mars 2027 Elle suit le dossier')
    assert buyers.sofia.was_told("clearance-asked")
    grant = code_in(buyers.sofia)
    await buyers.tom.asks(f"clearance show {grant}")
    assert buyers.tom.was_told("clearance-shown")
    assert "Elle suit le dossier" in buyers.tom.text


@pytest.mark.later
async def test_nobody_of_an_organisation_that_is_not_active_reads_by_a_grant(buyers: Cast) -> None:
    code = await released(buyers)
    await granted(buyers, code, "Greta")
    await buyers.sofia.asks(f'organisation suspend "{GHENT}"')
    await buyers.sofia.asks("yes")
    await buyers.greta.asks(f"summary show {code}")
    assert not buyers.greta.was_told("summary-text")


@pytest.mark.later
async def test_who_was_denied_a_company_is_outside_its_engagements(cast: Cast) -> None:
    code = await formed(cast)
    for who, told in ((cast.luc, True), (cast.sofia, True)):
        await who.asks(f"engagement show {code}")
        assert who.was_told("absent") is not told
    await denied(cast, COMPANY, "Ville de Lyon")
    await cast.luc.asks(f"engagement show {code}")
    assert cast.luc.was_told("absent")
    await cast.luc.asks("engagement list")
    assert code not in cast.luc.text
    await cast.luc.asks(f"engagement question {code} Which plants make the cells?")
    assert cast.luc.was_told("absent")
    await cast.greta.asks(f"engagement question {code} Which plants make the cells?")
    assert cast.greta.was_told("engagement-question-proposed")
    assert not await cast.heard(code, "engagement-question-post"), "he is in the room"
    assert await cast.heard("Staff", "staff-withheld")
