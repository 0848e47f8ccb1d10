"""Contracts are their organisation's own: staff read all, the members of a consortium those that it made for them."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from storage.access import Label, Role
from storage.organisation import Organisation, OrganisationKind
from tests.cast import Cast
from tests.engagements import code_in
from tests.linkages import CONSORTIUM, change, with_consortium

REFERENCE, CLAUSE = "LEV-2027-04", "The contractor names every site of final assembly."
GHENT = "City of Ghent"


async def added(cast: Cast, rest: str = "") -> None:
    """Ghent has a contract with Volta, as Greta records."""
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.greta.asks(f'contract add "Volta Motors" {REFERENCE} {rest} {CLAUSE}'.replace("  ", " "))
    assert cast.greta.was_told("contract-added"), cast.greta.text


@pytest_asyncio.fixture
async def contracted(cast: Cast) -> Cast:
    await added(cast, "discloses:yes refresh:6 sharing:linked since:2027-01-11 until:2029-01-10")
    return cast


async def test_a_contract_is_read_by_its_organisation_and_staff_and_by_nobody_else(contracted: Cast) -> None:
    for who, sees in (
        (contracted.greta, True), (contracted.gus, True), (contracted.sofia, True), (contracted.olga, False),
        (contracted.luc, False), (contracted.pia, False), (contracted.una, False),
    ):  # fmt: skip
        for command in (f"contract show {REFERENCE}", f'contract show {REFERENCE} organisation:"{GHENT}"'):
            await who.asks(command)
            assert who.was_told("contract-shown") is sees, who.name
            assert (CLAUSE in who.text) is sees, who.name
            assert who.was_told("absent") is not sees, who.name
        await who.asks("contract list")
        assert (REFERENCE in who.text) is sees, who.name


async def test_none_and_not_theirs_are_one_answer(contracted: Cast) -> None:
    said = []
    for reference in (REFERENCE, "LEV-2027-99"):
        for verb in ("show", "end", "edit"):
            await contracted.olga.asks(f"contract {verb} {reference}")
            said.append((verb, contracted.olga.text))
    assert said[:3] == said[3:]


@pytest.mark.parametrize(("name", "may"), [("greta", True), ("sofia", True), ("gus", False), ("olga", False)])
async def test_it_is_corrected_by_its_contacts_and_by_staff(contracted: Cast, name: str, may: bool) -> None:
    who = contracted.members[name]
    await who.asks(f"contract edit {REFERENCE} sharing:public refresh:0 renamed:B-2")
    assert who.was_told("contract-edited") is may, who.text
    await contracted.greta.asks(f"contract show {'B-2' if may else REFERENCE}")
    assert ("everybody" in contracted.greta.text) is may
    assert CLAUSE in contracted.greta.text, "what was not named stays"


async def test_a_deputy_may_what_a_liaison_may(contracted: Cast) -> None:
    dee = await contracted.join("Dee", GHENT, OrganisationKind.AFFILIATE, Role.DEPUTY, "en")
    await contracted.settle()
    await dee.asks(f"contract end {REFERENCE}")
    assert dee.was_told("contract-ends")


@pytest.mark.parametrize("number", ["{topic-zzz}", "{word-zzz}", "{option-zzz}"])
async def test_a_number_that_looks_like_a_place_in_a_phrase_is_answered_like_any(both: Cast, number: str) -> None:
    both.lets_through(Label.AMBER)
    await both.sofia.asks("organisation company Volta")
    for one in (both.greta, both.greta.discord):
        await one.asks(f"contract add Volta {number}{one.platform}")
        assert one.was_told("contract-added"), one.text
        assert f'"{number}{one.platform}"' in one.text
        await one.asks("my")
        assert one.posts, "whoever asks next is answered"


async def test_an_end_is_taken_back(contracted: Cast) -> None:
    await contracted.greta.asks(f"contract end {REFERENCE}")
    assert "until:2029-01-10" in contracted.greta.text, "the way back names the end that was planned"
    await contracted.passes(timedelta(days=1))
    await contracted.greta.asks("contract list")
    assert "not running" in contracted.greta.text
    await contracted.greta.asks(f"contract end {REFERENCE} off:yes")
    assert contracted.greta.was_told("contract-goes-on")
    await contracted.greta.asks("contract list")
    assert "not running" not in contracted.greta.text


async def test_what_can_not_be_is_refused_with_a_sentence(contracted: Cast) -> None:
    for command, refusal in (
        (f'contract add "Volta Motors" {REFERENCE.lower()} Again', "contract-exists"),
        (f"contract edit {REFERENCE} until:2026-01-01", "import-period"),
        ('contract add "Volta Motors" "B\u202e-9" Reversed', "import-cell-hidden"),
        ('contract add "Volta Motors" ' + "\ufb2c" * 40 + " Letters that fall apart", "import-cell-long"),
        (f'contract add "Volta Motors" B-9 organisation:"{GHENT}" refresh:121 Text', "number-bounds"),
    ):
        await contracted.greta.asks(command)
        assert contracted.greta.was_told(refusal), (command, contracted.greta.text)
    await contracted.sofia.asks('contract add "Volta Motors" B-9 Staff buy nothing')
    assert contracted.sofia.was_told("purchase-buyer-needed")
    await contracted.olga.asks(f'contract add "Volta Motors" B-9 organisation:"{GHENT}" Text')
    assert contracted.olga.was_told("absent")


async def test_staff_say_whose_where_two_have_the_same_reference(contracted: Cast) -> None:
    await contracted.sofia.asks(f'contract add "Volta Motors" {REFERENCE} organisation:"City of Oslo" Ours')
    await contracted.sofia.asks(f"contract show {REFERENCE}")
    assert contracted.sofia.was_told("contract-several")
    await contracted.sofia.asks(f'contract show {REFERENCE} organisation:"City of Oslo"')
    assert "Ours" in contracted.sofia.text
    await contracted.olga.asks(f"contract show {REFERENCE}")
    assert "Ours" in contracted.olga.text
    assert CLAUSE not in contracted.olga.text


async def test_members_of_a_consortium_read_what_it_contracted_until_they_leave_it(buyers: Cast) -> None:
    await with_consortium(buyers, GHENT)
    await buyers.sofia.asks(f'contract add "Volta Motors" C-1 organisation:"{CONSORTIUM}" {CLAUSE}')
    for who, sees in ((buyers.greta, True), (buyers.gus, True), (buyers.olga, False)):
        await who.asks("contract show C-1")
        assert who.was_told("contract-shown") is sees, who.name
    await buyers.greta.asks("contract edit C-1 sharing:public")
    assert buyers.greta.was_told("absent"), "they read it, and it is not theirs"
    await change(buyers, Organisation, {"name": GHENT}, parent_id=None)
    await buyers.greta.asks("contract show C-1")
    assert buyers.greta.was_told("absent")


@pytest.mark.later
async def test_its_contacts_are_reminded_once_of_what_is_due_each_in_their_language(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.greta.asks(f'contract add "Volta Motors" {REFERENCE} refresh:6 discloses:yes {CLAUSE}')
    await cast.luc.asks(f'contrat ajouter "Volta Motors" {REFERENCE} actualisation:6 divulgue:oui Texte')
    assert cast.luc.was_told("contract-added"), cast.luc.text
    await cast.until(datetime(2027, 7, 10, 12, tzinfo=UTC))
    assert reminders(cast) == []
    await cast.until(datetime(2027, 7, 11, 3, tzinfo=UTC))
    assert reminders(cast) == [], "nobody is woken"
    await cast.until(datetime(2027, 7, 11, 12, tzinfo=UTC))
    assert len(reminders(cast)) == 2
    assert {await cast.greta.chat(), await cast.luc.chat()} == {room for room, _ in reminders(cast)}
    assert all(CLAUSE not in text for _, text in reminders(cast)), "not a word of content"
    assert any("Merci" in text for _, text in reminders(cast))
    await cast.until(datetime(2027, 7, 13, 12, tzinfo=UTC))
    assert len(reminders(cast)) == 2
    await cast.greta.asks(f"contract end {REFERENCE}")
    await cast.until(datetime(2028, 1, 12, 12, tzinfo=UTC))
    assert len(reminders(cast)) == 3, "Lyon's again; Ghent's is over"


@pytest.mark.later
async def test_what_a_disclosure_reminds_of_its_contract_does_not(buyers: Cast) -> None:
    await buyers.olga.asks(f'contract add "Volta Motors" {REFERENCE} refresh:6 discloses:yes {CLAUSE}')
    await buyers.olga.asks(f'disclosure ask "Volta Motors" "in 30 days" contract:{REFERENCE} all buses')
    code = code_in(buyers.olga.text, "DIS")
    await buyers.until(datetime(2027, 7, 11, 12, tzinfo=UTC))
    assert reminders(buyers) == [], "it is being asked for"
    await buyers.olga.asks(f"disclosure received {code}")
    assert buyers.olga.was_told("disclosure-refresh-on"), buyers.olga.text
    await buyers.until(datetime(2028, 1, 11, 12, tzinfo=UTC))
    assert reminders(buyers) == []
    chats = buyers.chats(buyers.olga.account)
    told = [one for one in buyers.platform.log if one.room in chats and "disclosure-refresh" in buyers.keys(one)]
    assert len(told) == 1, "one reminder, of the request that can be asked again"
    await buyers.until(datetime(2028, 7, 12, 12, tzinfo=UTC))
    assert len(reminders(buyers)) == 1, "nobody did for a whole period: the contract speaks again"


async def test_staff_are_reminded_where_nobody_else_can_be(cast: Cast) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await cast.sofia.asks('organisation add affiliate name:"City of Bergen" country:NO')
    await cast.sofia.asks('contract add "Volta Motors" B-1 organisation:"City of Bergen" refresh:1 Text')
    await cast.until(datetime(2027, 2, 12, 12, tzinfo=UTC))
    assert await cast.heard("Staff", "contract-refresh-due")


def reminders(cast: Cast) -> list[tuple[str, str]]:
    return [(post.room, post.plain) for post in cast.platform.log if "contract-refresh-due" in cast.keys(post)]


@pytest.mark.later
async def test_nothing_of_it_passes_through_discord_unless_that_may_carry_it(both: Cast) -> None:
    await added(both, "refresh:1")
    greta = both.greta.discord
    for command in (f"contract show {REFERENCE}", "contract list", f'contract add "Volta Motors" B-3 {CLAUSE}'):
        await greta.asks(command)
        assert greta.was_told("pointer"), greta.text
        assert REFERENCE not in greta.text
    await both.until(datetime(2027, 2, 12, 12, tzinfo=UTC))
    assert reminders(both) != []
    passed = "\n".join(post.plain for post in both.platforms["discord"].log)
    assert REFERENCE not in passed
    both.lets_through(Label.AMBER)
    await greta.asks(f"contract show {REFERENCE}")
    assert greta.was_told("contract-shown")
