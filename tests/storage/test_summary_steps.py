"""Each step of a summary: who may take it, from where, what it refuses with, and what stands there afterwards."""

import hashlib
import json
from collections.abc import Callable

import pytest

from storage.access import Label, Role
from storage.audience import Audience, AudienceKind, Concern
from storage.refusal import Refusal
from storage.summary import Approval, Readers, Summary, SummaryState
from tests.storage.test_summary import ANA, BEN, CLEO, NOW, organisation, person, shown

Step = Callable[[Summary], object]
LATER = NOW.replace(hour=10)


def written() -> Summary:
    made = Summary(code="SUM-7KQ4", author_id=ANA.id, writers=ANA.id, company_id="volta", created_at=NOW)
    made.heading, made.facility, made.text = "Working hours", "Plant 7", "Nights of twelve hours."
    return made


def in_state(state: SummaryState) -> Summary:
    made = written()
    made.state = state
    return made


def approval(summary: Summary) -> Approval:
    return Approval(summary_id=summary.id, person_id=BEN.id, digest=summary.digest, at=NOW)


STEPS: dict[str, tuple[Step, str, set[SummaryState]]] = {
    "submit": (lambda one: one.submit(by=ANA), "summary-not-draft", {SummaryState.DRAFT}),
    "approve": (
        lambda one: one.approve([], shown(one, BEN), by=BEN, now=NOW),
        "summary-not-in-review",
        {SummaryState.IN_REVIEW},
    ),
    "send back": (
        lambda one: one.send_back("Say when.", by=BEN),
        "summary-not-in-review",
        {SummaryState.IN_REVIEW, SummaryState.APPROVED},
    ),
    "release": (
        lambda one: one.release([approval(one)], now=NOW),
        "summary-not-approved",
        {SummaryState.APPROVED, SummaryState.RELEASED},
    ),
    "withdraw": (lambda one: one.withdraw(now=NOW), "summary-not-released", {SummaryState.RELEASED}),
    "empty": (lambda one: one.empty(), "summary-not-draft", {SummaryState.WITHDRAWN}),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_taken_from_where_it_may_be_and_from_nowhere_else(name: str) -> None:
    step, key, begins = STEPS[name]
    for state in SummaryState:
        one = in_state(state)
        if state in begins:
            step(one)
            continue
        with pytest.raises(Refusal) as caught:
            step(one)
        assert caught.value.message.key == key
        assert (one.state, one.version, one.text) == (state, 1, "Nights of twelve hours.")


CHANGES: dict[str, Step] = {
    "rewrite": lambda one: one.rewrite("Nights of eight hours.", by=ANA),
    "relabel": lambda one: one.relabel(Label.GREEN, by=ANA),
    "readdress": lambda one: one.readdress(Readers.AFFILIATES, [], by=ANA),
    "locate": lambda one: one.locate("Plant 8", "plant8", by=ANA),
    "hand on": lambda one: one.hand_to(BEN, by=ANA),
    "discard": lambda one: one.discard(by=ANA),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_it_a_draft_for_clients_too_and_is_refused_once_it_is_out_or_gone(name: str) -> None:
    keys = {SummaryState.RELEASED: "summary-is-released", SummaryState.DISCARDED: "summary-not-draft"}
    for state in SummaryState:
        one = in_state(state)
        one.for_clients, one.released_at = False, NOW
        before = one.digest
        if state in keys:
            with pytest.raises(Refusal) as caught:
                CHANGES[name](one)
            assert caught.value.message.key == keys[state]
            assert (one.digest, one.version) == (before, 1)
            continue
        CHANGES[name](one)
        assert one.state is (SummaryState.DISCARDED if name == "discard" else SummaryState.DRAFT)
        assert (one.version, one.for_clients) == (2, True)
        assert one.released_at is None
        assert one.digest != before


@pytest.mark.parametrize("name", ["submit", *CHANGES])
def test_nobody_but_its_author_takes_these_steps(name: str) -> None:
    one = written()
    one.author_id = BEN.id
    with pytest.raises(Refusal) as caught:
        {**CHANGES, "submit": STEPS["submit"][0]}[name](one)
    assert caught.value.message.key == "summary-author-only"
    assert (one.state, one.version, one.facility) == (SummaryState.DRAFT, 1, "Plant 7")


def test_its_audience_follows_from_its_readers() -> None:
    one, plant = written(), "plant7"
    one.facility_id = plant
    others = [organisation("Labour Watch"), organisation("Union")]
    for readers, kind, ids in (
        (Readers.BUYERS, AudienceKind.BUYERS, ("volta",)),
        (Readers.LINKED, AudienceKind.LINKED, (plant,)),
    ):
        one.readdress(readers, others, by=ANA)
        named = tuple(sorted(each.id for each in others))
        assert one.audience.rule == Audience(kind, ids, named, clients=True)
        one.readdress(Readers.AFFILIATES, others, by=ANA)
        assert one.audience.rule == Audience(AudienceKind.AFFILIATES, beside=named)
        one.readdress(Readers.NAMED, others, by=ANA)
        assert one.audience.rule == Audience(AudienceKind.ORGANISATIONS, named, clients=True)


@pytest.mark.parametrize("facility", ["plant7", ""])
def test_what_clearances_may_be_about_is_the_text_its_company_and_its_facility(facility: str) -> None:
    one = written()
    one.facility_id = facility
    about = (f"summary:{one.id}", "company:volta", *([f"facility:{facility}"] if facility else []))
    assert one.audience.concerns == (Concern(about, Label.AMBER),)


@pytest.mark.parametrize(
    ("label", "is_new", "clients"),
    [(Label.GREEN, True, True), (Label.AMBER, True, True), (Label.AMBER_STRICT, True, False), (Label.RED, True, False),
     (Label.AMBER, False, False), (Label.RED, False, False)],
)  # fmt: skip
def test_clients_read_it_where_its_label_allows_and_it_was_approved_for_them(
    label: Label, is_new: bool, clients: bool
) -> None:
    one = written()
    one.label, one.for_clients = label, is_new
    assert one.audience.clients is clients


def test_the_digest_is_of_all_that_a_reader_sees_and_of_a_facility_only_where_there_is_one() -> None:
    one = written()
    said = ["AMBER", one.audience.rule.to_data(), "Working hours", "Plant 7", "Nights of twelve hours."]
    assert one.digest == hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    one.facility_id = "plant7"
    said.append("plant7")
    assert one.digest == hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    assert one.subject == f"summary:{one.id}"


def test_what_is_for_those_linked_is_not_handed_in_without_a_facility() -> None:
    one = written()
    one.readdress(Readers.LINKED, [], by=ANA)
    with pytest.raises(Refusal) as caught:
        one.submit(by=ANA)
    assert caught.value.message.key == "summary-no-facility"
    one.locate("Plant 7", "plant7", by=ANA)
    one.submit(by=ANA)
    assert one.state is SummaryState.IN_REVIEW
    one = written()
    one.submit(by=ANA)
    assert one.state is SummaryState.IN_REVIEW, "others need none"


def test_it_is_handed_to_staff_alone_and_the_pens_are_counted_once() -> None:
    one = written()
    with pytest.raises(Refusal) as caught:
        one.hand_to(person("Mia", Role.MEMBER), by=ANA)
    assert (caught.value.message.key, one.author_id, one.version) == ("summary-staff-write", ANA.id, 1)
    one.hand_to(BEN, by=ANA)
    one.hand_to(ANA, by=BEN)
    assert (one.author_id, one.writers) == (ANA.id, f"{ANA.id} {BEN.id}")


def test_it_is_sent_back_by_somebody_who_never_held_the_pen() -> None:
    one = in_state(SummaryState.IN_REVIEW)
    with pytest.raises(Refusal) as caught:
        one.send_back("Mine.", by=ANA)
    assert (caught.value.message.key, one.state, one.reason) == ("summary-own-text", SummaryState.IN_REVIEW, "")
    one.send_back("Say when.", by=CLEO)
    assert (one.state, one.reason, one.version) == (SummaryState.DRAFT, "Say when.", 2)


def test_its_first_release_is_dated_and_each_is_counted() -> None:
    one = in_state(SummaryState.APPROVED)
    one.release([approval(one)], now=NOW)
    one.release([approval(one)], now=LATER)
    assert (one.released_at, one.releases) == (NOW, 2)
    one.reported_at = NOW
    one.withdraw(now=LATER)
    assert (one.state, one.withdrawn_at) == (SummaryState.WITHDRAWN, LATER)
    assert one.reported_at is None
    one.facility_id, one.reason = "plant7", "Say when."
    one.empty()
    assert one.state is SummaryState.DISCARDED
    assert [one.heading, one.facility, one.facility_id, one.text, one.reason] == [""] * 5
    with pytest.raises(Refusal):
        one.empty()


def test_a_discarded_draft_keeps_nothing() -> None:
    one = written()
    one.facility_id, one.reason = "plant7", "Say when."
    one.discard(by=ANA)
    assert (one.heading, one.facility, one.facility_id, one.text, one.reason) == ("", "", "", "", "")


def test_a_word_that_holds_again_is_not_kept_twice() -> None:
    one = written()
    before = one.text
    one.submit(by=ANA)
    first = one.approve([], shown(one, BEN), by=BEN, now=NOW)
    assert first is not None
    for text in ("Nights of ten hours.", before):
        one.rewrite(text, by=ANA)
    one.submit(by=ANA)
    assert one.approve([first], shown(one, BEN), by=BEN, now=NOW) is None
    assert one.state is SummaryState.APPROVED


def test_it_waits_for_as_many_approvals_as_it_needs() -> None:
    one = written()
    one.relabel(Label.RED, by=ANA)
    one.submit(by=ANA)
    first = one.approve([], shown(one, BEN), by=BEN, now=NOW)
    assert first is not None
    assert (first.person_id, first.digest, one.state) == (BEN.id, one.digest, SummaryState.IN_REVIEW)
    one.state = SummaryState.APPROVED
    with pytest.raises(Refusal) as caught:
        one.release([first], now=NOW)
    assert caught.value.message.key == "summary-not-approved"
    assert one.approved_by([first, Approval(summary_id=one.id, person_id=ANA.id, digest=one.digest, at=NOW)]) == {
        BEN.id
    }


def test_an_audience_is_kept_as_data_that_older_digests_are_of() -> None:
    plain = Audience(AudienceKind.BUYERS, ("volta",), ("watch",))
    assert plain.to_data() == {"kind": "buyers", "ids": ["volta"], "beside": ["watch"]}


def loosened(**more: object) -> Summary:
    """Ana's, which was approved for the buyers before, and has been Ben's since; it waits for a word."""
    one = in_state(SummaryState.IN_REVIEW)
    one.author_id, one.writers = BEN.id, f"{ANA.id} {BEN.id}"
    one.settled_label, one.settled_readers, one.settled_named = Label.AMBER, Readers.BUYERS, "watch"
    one.label, one.readers, one.named = Label.AMBER, Readers.BUYERS, "watch"
    for name, value in more.items():
        setattr(one, name, value)
    return one


@pytest.mark.parametrize(
    ("changes", "is_loosened"),
    [
        ({}, False),
        ({"named": ""}, False),
        ({"named": "watch union"}, True),
        ({"named": "union"}, True),
        ({"label": Label.GREEN}, True),
        ({"label": Label.AMBER_STRICT}, False),
        ({"readers": Readers.AFFILIATES}, True),
        ({"readers": Readers.LINKED}, False),
        ({"readers": Readers.LINKED, "named": "union"}, False),
        ({"readers": Readers.LINKED, "label": Label.GREEN}, True),
        ({"readers": Readers.AFFILIATES, "settled_readers": Readers.AFFILIATES}, False),
        ({"label": Label.CLEAR, "settled_label": None}, False),
    ],
)
def test_further_than_before_takes_two_and_its_originator(changes: dict[str, object], is_loosened: bool) -> None:
    one = loosened(**changes)
    assert one.is_loosened is is_loosened
    assert one.approvers_needed == (2 if is_loosened or one.label is Label.AMBER_STRICT else 1)
    if not is_loosened:
        with pytest.raises(Refusal, match=r"^summary-consent-needless$"):
            one.agree_to_loosen([], shown(one, ANA), by=ANA)


def test_the_originator_alone_agrees_and_to_what_they_were_shown() -> None:
    one = loosened(label=Label.GREEN)
    others = [Approval(summary_id=one.id, person_id=who, digest=one.digest, at=NOW) for who in ("cleo", "dora")]
    with pytest.raises(Refusal, match=r"^summary-originator-only$"):
        one.agree_to_loosen(others, shown(one, BEN), by=BEN)
    with pytest.raises(Refusal, match=r"^summary-read-first$"):
        one.agree_to_loosen(others, None, by=ANA)
    seen = shown(one, ANA)
    one.label = Label.CLEAR
    with pytest.raises(Refusal, match=r"^summary-read-first$"):
        one.agree_to_loosen(others, seen, by=ANA)
    one.label = Label.GREEN
    assert (one.is_consented, one.state) == (False, SummaryState.IN_REVIEW)
    one.agree_to_loosen(others[:1], seen, by=ANA)
    assert (one.is_consented, one.state) == (True, SummaryState.IN_REVIEW), "a second approver is missing"
    with pytest.raises(Refusal, match=r"^summary-consent-needless$"):
        one.agree_to_loosen(others, seen, by=ANA)
    one.consent = ""
    one.agree_to_loosen(others, seen, by=ANA)
    assert one.state is SummaryState.APPROVED
    assert (one.settled_label, one.settled_readers, one.settled_named) == (Label.GREEN, Readers.BUYERS, "watch")
    assert not one.is_loosened
    draft = loosened(label=Label.GREEN, state=SummaryState.DRAFT)
    with pytest.raises(Refusal, match=r"^summary-not-in-review$"):
        draft.agree_to_loosen(others, shown(draft, ANA), by=ANA)


def test_without_its_originators_word_two_approvals_are_not_enough() -> None:
    one = loosened(label=Label.GREEN)
    first = one.approve([], shown(one, CLEO), by=CLEO, now=NOW)
    assert first is not None
    dora = person("dora")
    assert one.approve([first], shown(one, dora), by=dora, now=NOW) is not None
    assert one.state is SummaryState.IN_REVIEW
    one.author_id = ANA.id
    assert one.is_consented, "who wrote it says so by handing it in"
