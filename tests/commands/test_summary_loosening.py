"""To go further than what was approved takes two others and whoever wrote it first; to go less far takes its author."""

import pytest

from storage.access import Role
from storage.organisation import OrganisationKind
from tests.cast import Cast, Member
from tests.summaries import approved, drafted, released


async def staffed(cast: Cast, name: str, role: Role) -> Member:
    """One more of the staff."""
    one = await cast.join(name, "Staff", OrganisationKind.STAFF, role, "en")
    await cast.settle()
    return one


async def approves(one: Member, code: str) -> bool:
    """Whether somebody who read it can approve it, whatever else is missing."""
    await one.asks(f"summary show {code}")
    await one.asks(f"summary approve {code}")
    return one.was_told("summary-approved")


async def is_approved(cast: Cast, code: str) -> bool:
    """Whether it can be released."""
    await cast.sofia.asks(f"summary release {code}")
    was = not cast.sofia.was_told("summary-not-approved")
    await cast.sofia.asks("cancel")
    return was


@pytest.mark.parametrize(
    ("said", "loosens"),
    [
        ("label {code} green", True),
        ("readers {code} affiliates", True),
        ('name {code} "Labour Watch"', True),
        ("label {code} amber", False),
        ("label {code} amber+strict", False),
        ("edit {code} Fewer words.", False),
    ],
)
async def test_going_further_than_what_was_approved_takes_two_others(buyers: Cast, said: str, loosens: bool) -> None:
    ada = await staffed(buyers, "Ada", Role.APPROVER)
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary {said.format(code=code)}")
    assert buyers.sofia.was_told("summary-changed")
    assert buyers.sofia.was_told("summary-loosened") is loosens
    await buyers.sofia.asks(f"summary submit {code}")
    takes_two = loosens or "strict" in said
    assert await approves(buyers.tom, code) is not takes_two
    assert buyers.tom.was_told("summary-loosened") is loosens, "what is missing is said"
    assert await is_approved(buyers, code) is not takes_two
    if takes_two:
        assert await approves(ada, code)
        assert await is_approved(buyers, code)


async def test_what_was_never_approved_is_its_authors_to_widen(buyers: Cast) -> None:
    code = await drafted(buyers)
    await buyers.sofia.asks(f"summary label {code} green")
    assert not buyers.sofia.was_told("summary-loosened")
    await buyers.sofia.asks(f"summary submit {code}")
    assert await approves(buyers.tom, code)


@pytest.mark.later
async def test_what_was_released_and_withdrawn_is_not_widened_by_one(buyers: Cast) -> None:
    code = await released(buyers)
    await buyers.sofia.asks(f"summary label {code} green")
    assert buyers.sofia.was_told("summary-is-released")
    await buyers.sofia.asks(f"summary withdraw {code}")
    await buyers.sofia.asks("yes")
    await buyers.sofia.asks(f"summary label {code} green")
    assert buyers.sofia.was_told("summary-loosened")
    await buyers.sofia.asks(f"summary submit {code}")
    assert not await approves(buyers.tom, code)


async def test_narrowing_it_is_what_it_may_not_be_wider_than_from_then_on(buyers: Cast) -> None:
    ada = await staffed(buyers, "Ada", Role.APPROVER)
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary label {code} amber+strict")
    await buyers.sofia.asks(f"summary submit {code}")
    for one in (buyers.tom, ada):
        await approves(one, code)
    await buyers.sofia.asks(f"summary label {code} amber")
    assert buyers.sofia.was_told("summary-loosened")


@pytest.mark.later
async def test_back_where_it_was_it_takes_no_more_than_before(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary label {code} green")
    assert buyers.sofia.was_told("summary-loosened")
    await buyers.sofia.asks(f"summary label {code} amber")
    assert not buyers.sofia.was_told("summary-loosened")
    await buyers.sofia.asks(f"summary submit {code}")
    assert not await is_approved(buyers, code), "nobody approves it unasked"
    assert await approves(buyers.tom, code)
    assert await is_approved(buyers, code)


async def handed(cast: Cast) -> tuple[str, Member, Member]:
    """Sofia wrote it, and it was approved; Stan has it now, and would widen it. With Ada, who approves, too."""
    ada, stan = await staffed(cast, "Ada", Role.APPROVER), await staffed(cast, "Stan", Role.STAFF)
    code = await approved(cast)
    await cast.sofia.asks(f"summary hand {code} Stan")
    await stan.asks(f"summary label {code} green")
    assert stan.was_told("summary-loosened")
    await stan.asks(f"summary submit {code}")
    assert cast.sofia.last is not None
    return code, ada, stan


@pytest.mark.later
async def test_two_others_do_not_do_for_whoever_wrote_it_first(buyers: Cast) -> None:
    code, ada, stan = await handed(buyers)
    assert not await approves(buyers.tom, code)
    assert not await approves(ada, code)
    assert not await is_approved(buyers, code)
    for one in (stan, buyers.tom):
        await one.asks(f"summary consent {code}")
        assert one.was_told("summary-originator-only") or one.was_told("absent")
    await buyers.sofia.asks(f"summary consent {code}")
    assert buyers.sofia.was_told("summary-read-first")
    await buyers.sofia.asks(f"summary show {code}")
    assert buyers.sofia.was_told("summary-loosened")
    await buyers.sofia.asks("my")
    assert buyers.sofia.was_told("line-summary-consent")
    await buyers.sofia.asks(f"summary consent {code}")
    assert buyers.sofia.was_told("summary-consented")
    assert await is_approved(buyers, code)


@pytest.mark.later
async def test_consent_first_and_two_others_then_comes_to_the_same_and_one_is_not_enough(buyers: Cast) -> None:
    code, ada, _ = await handed(buyers)
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary consent {code}")
    assert not await approves(buyers.tom, code)
    assert not await is_approved(buyers, code)
    assert await approves(ada, code)
    await buyers.sofia.asks(f"summary consent {code}")
    assert buyers.sofia.was_told("summary-not-in-review")


@pytest.mark.later
async def test_a_word_counts_for_the_version_it_was_about(buyers: Cast) -> None:
    code, ada, stan = await handed(buyers)
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary consent {code}")
    await stan.asks(f"summary edit {code} Other words.")
    await stan.asks(f"summary submit {code}")
    assert not await approves(buyers.tom, code)
    assert not await approves(ada, code)
    assert not await is_approved(buyers, code), "she consented to other words"
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary consent {code}")
    assert await is_approved(buyers, code)


async def test_no_consent_is_asked_where_nothing_is_widened(buyers: Cast) -> None:
    code = await approved(buyers)
    await buyers.sofia.asks(f"summary edit {code} Other words.")
    await buyers.sofia.asks(f"summary submit {code}")
    await buyers.sofia.asks(f"summary show {code}")
    await buyers.sofia.asks(f"summary consent {code}")
    assert buyers.sofia.was_told("summary-consent-needless")
    await buyers.sofia.asks("my")
    assert not buyers.sofia.was_told("line-summary-consent")
    await buyers.sofia.asks("person language fr")
    await buyers.sofia.asks(f"résumé consentir {code}")
    assert buyers.sofia.was_told("summary-consent-needless")
