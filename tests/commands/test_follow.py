"""What somebody follows: told to nobody else, in the morning, once, and of what they may read alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Select, func, select

from bot.platform import Rendered
from commands import summary_scope
from commands.engine.heard import Typing
from commands.engine.work import Work
from storage.access import Label, Role
from storage.erasure import erase_from
from storage.facility import Facility, FacilityState
from storage.follow import Follow, FollowTold
from storage.matching import SharedRefusal
from storage.organisation import Company, Organisation, OrganisationKind, Purchase
from storage.person import Identity
from storage.summary import Summary
from tests.cast import Cast, Member
from tests.clearances import LYON, denied, granted
from tests.commands.test_organisation_shared import buying
from tests.commands.test_person_rights import given
from tests.engagements import COMPANY, Engaged
from tests.fakes.memory import Post
from tests.linkages import PLACE, PLANT, ROOT, buys_the_van, change, id_of, merge, reject_link, with_plant
from tests.summaries import released

NEWS = "follow-news"
COMMON = "A yearly clause"


async def morning(cast: Cast) -> None:
    """The next day begins for those in Brussels."""
    await cast.until((cast.now + timedelta(days=1)).replace(hour=7, minute=0))


def told(member: Member, since: int = 0) -> list[Post]:
    """Every message of news that somebody ever got."""
    chats = member.cast.chats(member.account, member.platform)
    return [post for post in member.side.log[since:] if post.room in chats and NEWS in member.cast.keys(post)]


def everybody(cast: Cast) -> dict[str, int]:
    """How much news each of the network got, of those who got any."""
    return {name: len(got) for name, member in cast.members.items() if (got := told(member))}


def lines(member: Member) -> str:
    """The last of it, as it is read."""
    text = told(member)[-1].text
    assert isinstance(text, Rendered)
    return text.plain


async def follows(member: Member, what: str = f'company "{COMPANY}"') -> None:
    await member.asks(f"follow {what}")
    assert member.was_told("follow-begun"), member.text


async def test_what_changes_is_told_once_in_the_morning_to_each_what_they_may_read(engaged: Engaged) -> None:
    """Ghent leads, Lyon takes part, Oslo could join, a partner reads what everybody reads."""
    cast, code = engaged
    for name in ("luc", "olga", "pia"):
        await follows(cast.members[name])
    await morning(cast)
    assert everybody(cast) == {}, "how it stood is no news"
    await cast.greta.asks(f"engagement escalate {code} They did not answer us.")
    await cast.greta.asks(f'lesson add worked disclosures named title:"{COMMON}" We asked volta  motors each year.')
    assert cast.greta.was_told("lesson-added"), cast.greta.text
    await cast.passes(timedelta(hours=3))
    assert everybody(cast) == {}, "not before the morning"
    await morning(cast)
    assert everybody(cast) == {"luc": 1, "olga": 1, "pia": 1}, "and nobody else is told"
    assert {name: (code in lines(cast.members[name])) for name in ("luc", "olga", "pia")} == {
        "luc": True, "olga": False, "pia": False,
    }  # fmt: skip
    assert "L1" in lines(cast.luc)
    assert "2 choses sont nouvelles" in lines(cast.luc), "in their language"
    assert all(COMMON in lines(cast.members[name]) for name in ("luc", "olga", "pia"))
    for _ in range(2):
        await morning(cast)
    assert everybody(cast) == {"luc": 1, "olga": 1, "pia": 1}, "once"
    await cast.greta.asks(f"engagement close {code} remedied")
    await cast.greta.asks("yes")
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "olga": 1, "pia": 1}
    await cast.luc.asks("suivre cesser volta motors")
    assert cast.luc.was_told("follow-stopped")
    await cast.greta.asks(f"engagement reopen {code}")
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "olga": 1, "pia": 1}
    async with cast.app.storage.unit() as unit:
        left = {one.person_id for one in await unit.scalars(select(FollowTold))}
    assert await _person(cast, cast.luc) not in left, "who follows nothing leaves nothing"


@pytest.mark.later
async def test_a_new_engagement_is_told_to_whom_may_join_it_and_a_tender_hides_it(cast: Cast) -> None:
    await buying(cast, "greta", "luc")
    for name in ("luc", "olga", "otto"):
        await follows(cast.members[name])
    await cast.greta.asks(f'engagement open "{COMPANY}" Disclose the plants')
    await cast.luc.asks(f'organisation marché "{COMPANY}" oui')
    await morning(cast)
    assert everybody(cast) == {}, "Oslo did not agree to be found, Lyon is in a tender, and Otto observes"
    await cast.luc.asks(f'organisation marché "{COMPANY}" non')
    await morning(cast)
    assert everybody(cast) == {"luc": 1}
    assert "engagement rejoindre ENG-" in lines(cast.luc)


@pytest.mark.later
async def test_a_plans_and_a_disclosures_outcome_reach_whom_they_are_for(engaged: Engaged) -> None:
    cast, code = engaged
    for name in ("luc", "olga"):
        await follows(cast.members[name])
    await cast.greta.asks(
        f'plan add {code} 9 March finding:"Long nights" action:"Shorter ones" responsible:Volta verification:"A visit"'
    )
    await cast.luc.asks(f'disclosure ask "{COMPANY}" 9 March Buses of 2026')
    asked = cast.luc.text.partition("DIS-")[2][:4]
    await morning(cast)
    assert everybody(cast) == {}, "a line that nobody claimed to be done, and a request that waits"
    measure = next(iter(await _codes(cast, "greta", "plan show")))
    await cast.greta.asks(f"plan claim {measure} They wrote so")
    await cast.luc.asks(f"disclosure refused DIS-{asked} They keep it to themselves")
    assert cast.luc.was_told("disclosure-refused"), cast.luc.text
    await morning(cast)
    assert everybody(cast) == {"luc": 1}
    assert measure in lines(cast.luc)
    assert f"DIS-{asked}" in lines(cast.luc)


async def _codes(cast: Cast, name: str, command: str) -> list[str]:
    member = cast.members[name]
    path = tuple(command.split())
    typing = Typing(
        platform="memory", room=await member.chat(), sender=member.account, path=path, option="code", text=""
    )
    return [value for value, _ in await cast.app.suggest(typing) if value.startswith("CAP-")]


@pytest.mark.later
async def test_a_facility_is_followed_by_those_who_may_read_of_it(cast: Cast) -> None:
    await with_plant(cast)
    answers = set()
    for said in (PLANT, PLACE, ROOT, "FAC-2222", "Nowhere"):
        await cast.greta.asks(f"follow facility {said}")
        answers.add(cast.greta.text)
    assert len(answers) == 1, "what is not theirs is not there"
    assert cast.greta.was_told("absent")
    await follows(cast.luc, f"facility {PLACE}")
    await follows(cast.olga, f"facility {PLANT.lower()}")
    await cast.luc.asks(f"suivre usine {PLANT}")
    assert cast.luc.was_told("follow-already")
    summary = await released(cast, readers="linked", more=f"facility:{PLANT}")
    await buys_the_van(cast, "City of Oslo")  # which is made somewhere else
    await cast.sofia.asks(f"facility close {PLANT}")
    await morning(cast)
    assert everybody(cast) == {"luc": 1}
    assert {PLANT, summary} <= {one.strip("*():") for one in lines(cast.luc).split()}
    await cast.olga.asks("follow list")
    assert cast.olga.was_told("follow-none")
    for said in (f"follow show {PLANT}", f"follow stop {PLACE}"):
        await cast.olga.asks(said)
        assert cast.olga.was_told("absent")
    await cast.luc.asks(f"suivre montrer {PLANT}")
    assert summary in cast.luc.text
    await merge(cast)
    await morning(cast)
    assert everybody(cast) == {"luc": 2}
    assert ROOT in lines(cast.luc)
    await reject_link(cast)
    await change(cast, Facility, {"code": ROOT}, state=FacilityState.CLOSED)
    await morning(cast)
    assert everybody(cast) == {"luc": 2}, "who is linked no more"


@pytest.mark.later
async def test_facilities_of_one_name_are_told_apart_by_their_codes(cast: Cast) -> None:
    await with_plant(cast)
    await change(cast, Facility, {"code": ROOT}, name=PLACE)
    await cast.sofia.asks(f"follow facility {PLACE}")
    assert cast.sofia.was_told("follow-which")
    assert PLANT in cast.sofia.text
    await follows(cast.luc, f"facility {PLACE}")


@pytest.mark.later
async def test_a_deny_is_asked_when_it_is_told_and_says_nothing_of_itself(buyers: Cast) -> None:
    for name in ("luc", "olga"):
        await follows(buyers.members[name])
    before = buyers.luc.text
    await released(buyers)
    await denied(buyers, COMPANY, LYON)
    await morning(buyers)
    assert everybody(buyers) == {"olga": 1}
    await buyers.luc.asks(f'suivre cesser "{COMPANY}"')
    await follows(buyers.luc)
    assert buyers.luc.text == before, "as if nobody had said anything"


@pytest.mark.later
async def test_staff_follow_as_others_do_without_what_they_were_denied(buyers: Cast) -> None:
    await follows(buyers.sofia)
    await follows(buyers.tom)
    await released(buyers)
    await denied(buyers, COMPANY, "Tom")
    await morning(buyers)
    assert everybody(buyers) == {"sofia": 1}


@pytest.mark.later
async def test_it_is_told_with_the_brief_or_by_itself_and_never_twice(engaged: Engaged) -> None:
    cast, code = engaged
    for name in ("luc", "gus"):
        await follows(cast.members[name])
    await cast.gus.asks("person brief weekly")
    await cast.until(datetime(2027, 1, 17, 9, 0, tzinfo=cast.now.tzinfo))
    await cast.olga.asks(f'lesson add worked disclosures named title:"{COMMON}" {COMPANY} answered us.')
    await cast.greta.asks(f"engagement escalate {code} They did not answer us.")
    await morning(cast)
    assert everybody(cast) == {"luc": 1}
    [brief] = [post.plain for post in cast.gus.posts if "person-brief-followed" in cast.keys(post)]
    assert code in brief
    assert brief.count(COMMON) == 1
    await morning(cast)
    assert everybody(cast) == {"luc": 1}


@pytest.mark.later
async def test_more_than_a_message_holds_comes_the_next_morning(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.follow.MOST", 2)
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await follows(cast.olga)
    for number in range(3):
        await cast.greta.asks(f'lesson add worked tools named title:"Lesson {number}" Volta Motors answered.')
    await morning(cast)
    await morning(cast)
    await morning(cast)
    assert everybody(cast) == {"olga": 2}
    assert "Lesson 2" in lines(cast.olga)


@pytest.mark.later
async def test_each_in_their_own_morning(cast: Cast) -> None:
    await cast.sofia.asks(f"organisation company {COMPANY}")
    await cast.olga.asks("person zone America/Montreal")
    await follows(cast.olga)
    await cast.greta.asks('lesson add worked tools named title:"Lesson" Volta Motors answered.')
    await cast.until(cast.now.replace(hour=12, minute=59))
    assert everybody(cast) == {}
    await cast.passes(timedelta(minutes=1))
    assert everybody(cast) == {"olga": 1}


# that others share a supplier


@pytest.mark.later
async def test_a_follower_of_a_buyer_that_agreed_is_proposed_it_once_and_may_say_no(cast: Cast) -> None:
    """Greta speaks for Ghent and is told by night; Gus, who follows, in the morning, and Otto, who observes, never."""
    await buying(cast, "greta")
    for name in ("gus", "otto", "luc"):
        await follows(cast.members[name])
    assert cast.luc.was_told("next-step")
    assert f'organisation rapprocher "{COMPANY}" oui' in cast.luc.text, "who did not agree yet may"
    await morning(cast)
    assert everybody(cast) == {"gus": 1}
    assert "3 to 5" in lines(cast.gus)
    assert not any(name in lines(cast.gus) for name in ("Lyon", "Oslo", "Ville"))
    await cast.gus.asks(f'follow propose "{COMPANY}" no')
    assert cast.gus.was_told("follow-proposals-unwanted")
    await _more_buyers(cast, 3)
    await morning(cast)
    assert everybody(cast) == {"gus": 1}, "of a higher band neither"
    await cast.gus.asks(f'follow propose "{COMPANY}" yes')
    await morning(cast)
    assert everybody(cast) == {"gus": 2}
    assert "6 to 14" in lines(cast.gus)


@pytest.mark.later
async def test_no_to_the_bots_own_proposal_is_no_to_a_higher_band_too(both: Cast) -> None:
    await buying(both, "greta", "luc")
    await both.passes(timedelta(days=1))
    proposal = next(one for one in both.greta.posts if "supplier-shared" in both.keys(one))
    await both.greta.replies(proposal, "no")
    assert both.greta.was_told("follow-proposals-unwanted"), both.greta.text
    await _more_buyers(both, 3)
    for member in both.members.values():
        member.heard_from = len(both.platform.log)
    await both.passes(timedelta(days=1))
    assert both.luc.was_told("supplier-shared")
    assert not both.greta.was_told("supplier-shared")
    await both.greta.asks(f'follow propose "{COMPANY}" yes')
    await _more_buyers(both, 9)
    await both.passes(timedelta(days=1))
    assert both.greta.was_told("supplier-shared")


async def _more_buyers(cast: Cast, count: int) -> None:
    for _ in range(count):
        name = f"Town {cast.next_id()[1:]}"
        await cast.join(name, name, OrganisationKind.AFFILIATE, Role.LIAISON, "en")
        await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{name}"')


# where it may be said, and what is kept


@pytest.mark.later
async def test_on_a_platform_that_may_not_carry_it_nothing_of_it_is_said(both: Cast) -> None:
    await buying(both)
    there = both.luc.discord
    await there.forms("follow company", company=COMPANY)
    assert there.was_told("pointer")
    both.lets_through(Label.AMBER)
    await there.forms("follow company", company=COMPANY)
    assert there.was_told("follow-begun")
    both.lets_through(Label.GREEN)
    await buying_more(both)
    await morning(both)
    assert told(both.luc)
    assert not told(there)


async def buying_more(cast: Cast) -> None:
    """Something new that only Lyon's people may know, AMBER."""
    await cast.luc.asks(f'disclosure ask "{COMPANY}" 9 March Buses of 2026')
    asked = cast.luc.text.partition("DIS-")[2][:4]
    await cast.luc.asks(f"disclosure refused DIS-{asked} They keep it to themselves")


@pytest.mark.later
async def test_it_is_theirs_to_be_given_and_goes_with_them(cast: Cast) -> None:
    await with_plant(cast)
    await follows(cast.luc)
    await follows(cast.luc, f"facility {PLANT}")
    await cast.luc.asks(f'suivre proposer "{COMPANY}" non')
    await cast.luc.asks("personne exporter moi")
    tables = given(cast.luc)["tables"]
    assert {row["company_id"] for row in tables["follow"]["rows"]} == {await id_of(cast, Company, name=COMPANY), None}
    assert tables["follow_told"]["count"] >= 1
    assert tables["shared_refusal"]["count"] == 1
    await cast.greta.asks("person export me")
    assert "follow" not in given(cast.greta)["tables"] or given(cast.greta)["tables"]["follow"]["count"] == 0
    person = await _person(cast, cast.luc)
    async with cast.app.storage.unit() as unit:
        connection = await unit.session.connection()
        await connection.run_sync(partial(erase_from, person=person, now=cast.now))
        kept = [await unit.scalar(select(func.count()).select_from(one)) for one in (Follow, FollowTold, SharedRefusal)]
    assert kept == [0, 0, 0]


@pytest.mark.later
async def test_the_record_says_that_somebody_follows_and_never_what(cast: Cast) -> None:
    await with_plant(cast)
    await follows(cast.luc, f"facility {PLANT}")
    await cast.tom.asks("audit show person:Luc")
    assert "suivre" in cast.tom.text or "follow" in cast.tom.text
    assert PLANT not in cast.tom.text
    assert PLACE not in cast.tom.text


@pytest.mark.later
async def test_nobody_follows_more_than_can_be_looked_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.follow.MOST", 1)
    await with_plant(cast)
    await follows(cast.luc)
    await cast.luc.asks(f"suivre usine {PLANT}")
    assert cast.luc.was_told("follow-many")


@pytest.mark.later
async def test_who_left_is_told_nothing(engaged: Engaged) -> None:
    cast, code = engaged
    await follows(cast.gus)
    await cast.sofia.asks("person remove Gus")
    await cast.sofia.asks("yes")
    await cast.greta.asks(f"engagement escalate {code} They did not answer us.")
    await morning(cast)
    assert everybody(cast) == {}


@pytest.mark.later
async def test_the_test_hears_what_is_found_past_a_door(buyers: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: were a summary looked for past its door, Ghent would be told of it."""
    await follows(buyers.greta)

    async def every(work: Work, among: Select[Summary]) -> Sequence[Summary]:
        return await work.unit.scalars(among)

    monkeypatch.setattr(summary_scope, "readable", every)
    await released(buyers)
    await morning(buyers)
    assert everybody(buyers) == {"greta": 1}


async def _person(cast: Cast, member: Member) -> str:
    async with cast.app.storage.unit() as unit:
        found = await unit.scalar(select(Identity.person_id).where(Identity.external_id == member.account))
        assert found is not None
        return str(found)


# who else buys what is made at a facility, and what is


async def more_buyers(cast: Cast, count: int, *, in_tender: bool = False) -> None:
    """So many more buy from Volta, each in a country of its own."""
    for number in range(count):
        name = f"Town {cast.next_id()[1:]}"
        await cast.join(name, name, OrganisationKind.AFFILIATE, Role.LIAISON, "en")
        await change(cast, Organisation, {"name": name}, country=["BE", "FR", "NO", "LV"][number % 4])
        await cast.sofia.asks(f'organisation buys "{COMPANY}" organisation:"{name}"')
        if in_tender:
            buyer = await id_of(cast, Organisation, name=name)
            await change(cast, Purchase, {"organisation_id": buyer}, in_tender=True)


@pytest.mark.later
async def test_how_many_buy_what_is_made_there_is_told_in_bands_and_of_few_nothing(cast: Cast) -> None:
    """Lyon and Oslo are linked by what they buy; a partner is named there, and Ghent was granted it."""
    await with_plant(cast)
    await cast.sofia.asks(f'facility partner {PLANT} "Labour Watch"')
    await granted(cast, PLANT, "City of Ghent")
    for name in ("luc", "sofia", "pia", "greta"):
        await follows(cast.members[name], f"facility {PLANT}")
    await more_buyers(cast, 3, in_tender=True)
    await morning(cast)
    assert everybody(cast) == {}, "two are too few, and nobody in a tender counts"
    await more_buyers(cast, 2)
    await morning(cast)
    assert everybody(cast) == {"luc": 1, "sofia": 1}, "to whom the band is told when they ask"
    assert "3 à 5 du réseau" in lines(cast.luc).replace("\xa0", " ")
    assert f"usine levier {PLANT}" in lines(cast.luc)
    assert not any(name in lines(cast.sofia) for name in ("Town", "Lyon", "Oslo", "Ghent"))
    await morning(cast)
    assert everybody(cast) == {"luc": 1, "sofia": 1}, "once"
    await more_buyers(cast, 3)
    await morning(cast)
    assert "6 à 14 du réseau" in lines(cast.luc).replace("\xa0", " ")
    for town in await _towns(cast):
        await change(cast, Purchase, {"organisation_id": town}, in_tender=True)
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "sofia": 2}, "that it fell would tell that somebody left"
    for town in await _towns(cast):
        await change(cast, Purchase, {"organisation_id": town}, in_tender=False)
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "sofia": 2}, "nor is it news when they are back"


async def _towns(cast: Cast) -> Sequence[str]:
    async with cast.app.storage.unit() as unit:
        return await unit.scalars(select(Organisation.id).where(Organisation.name.like("Town %")))


@pytest.mark.later
async def test_a_link_is_told_when_it_is_confirmed_to_whom_it_links_and_to_staff(cast: Cast) -> None:
    """Lyon buys all of Volta, and Oslo the van alone, so that it is not linked before the van is made there."""
    await with_plant(cast)
    await buys_the_van(cast, "City of Oslo")
    await cast.sofia.asks(f'facility partner {PLANT} "Labour Watch"')
    await granted(cast, PLANT, "City of Oslo")
    for name in ("luc", "olga", "sofia", "pia"):
        await follows(cast.members[name], f"facility {PLANT}")
    await cast.sofia.asks(f'facility link {PLANT} "{COMPANY}" Van component:battery')
    await morning(cast)
    assert everybody(cast) == {}, "what nobody confirmed counts for nothing"
    await cast.sofia.asks(f'facility confirm {PLANT} "{COMPANY}" Van component:battery')
    await morning(cast)
    assert everybody(cast) == {"luc": 1, "olga": 1, "sofia": 1}
    assert f"{COMPANY}, Van, battery" in lines(cast.olga)
    await cast.sofia.asks(f'facility link {PLANT} "{COMPANY}" Bus component:seats')
    await cast.sofia.asks(f'facility confirm {PLANT} "{COMPANY}" Bus component:seats')
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "olga": 1, "sofia": 2}, "another's disclosure may stand behind it"
    await cast.olga.asks(f"follow show {PLANT}")
    assert "seats" not in cast.olga.text
    assert "battery" in cast.olga.text
    await denied(cast, PLANT, LYON)
    await cast.sofia.asks(f'facility link {PLANT} "{COMPANY}" Van component:doors')
    await cast.sofia.asks(f'facility confirm {PLANT} "{COMPANY}" Van component:doors')
    await morning(cast)
    assert everybody(cast) == {"luc": 2, "olga": 2, "sofia": 3}


@pytest.mark.later
async def test_on_discord_it_is_told_where_it_may_be_carried_alone(both: Cast) -> None:
    await with_plant(both)
    both.lets_through(Label.AMBER)
    there = both.luc.discord
    await there.forms("follow facility", facility=PLANT)
    assert there.was_told("follow-begun")
    await more_buyers(both, 2)
    await morning(both)
    assert len(told(there)) + len(told(both.luc)) == 1
    both.lets_through(Label.GREEN)
    before = len(told(there))
    await more_buyers(both, 3)
    await morning(both)
    assert len(told(there)) == before
    assert "6 à 14" in lines(both.luc)
