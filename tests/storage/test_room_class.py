"""Who may be in a room of a class: every class with everybody of the network."""

from dataclasses import replace

import pytest

from storage.access import Label
from storage.audience import Reach, Standing
from storage.organisation import BUYERS, OrganisationKind
from storage.refusal import Refusal
from storage.room import Observation, Room, RoomKind, Unfit
from storage.room_class import RoomClass, check
from tests.storage.test_room import ACCOUNTS, ADMINS, ANA, BEN, BOT, EVERYBODY, INTERNS, ROSTER, SEEN, room, unfit

KINDS = frozenset(OrganisationKind)
WELCOME: dict[RoomClass, frozenset[OrganisationKind]] = {
    RoomClass.STAFF: frozenset(),
    RoomClass.AFFILIATES: BUYERS,
    RoomClass.LINKED: frozenset(),
    RoomClass.PARTNERS: frozenset({OrganisationKind.PARTNER}),
    RoomClass.UNIONS: frozenset({OrganisationKind.UNION}),
    RoomClass.MIXED: KINDS,
    RoomClass.PUBLIC: KINDS,
}


def of(kind: OrganisationKind, *, is_staff: bool = False) -> Standing:
    """Somebody of such an organisation."""
    return Standing(person_id="p", organisation_id="o", is_staff=is_staff, is_buyer=kind in BUYERS, kind=kind)


@pytest.mark.parametrize("kind", OrganisationKind)
@pytest.mark.parametrize("room_class", RoomClass)
def test_a_class_is_for_its_kinds_of_organisations_and_for_staff(room_class: RoomClass, kind: OrganisationKind) -> None:
    assert room_class.welcomes(of(kind), ()) is (kind in WELCOME[room_class])
    assert room_class.welcomes(of(kind, is_staff=True), ())
    assert room_class.welcomes(of(kind), {"o"}) is (kind in WELCOME[room_class] or room_class is RoomClass.LINKED)
    assert not RoomClass.LINKED.welcomes(of(kind), {"another"})


def test_nobody_of_no_kind_is_of_a_class() -> None:
    nobody = Standing(person_id="p", organisation_id="o", is_staff=False, is_buyer=False)
    closed = {RoomClass.STAFF, RoomClass.AFFILIATES, RoomClass.LINKED, RoomClass.PARTNERS, RoomClass.UNIONS}
    assert {one for one in RoomClass if not one.welcomes(nobody, ())} == closed
    assert {one for one in RoomClass if not one.is_open} == closed


@pytest.mark.parametrize("label", Label)
def test_a_public_room_hears_what_is_clear_whatever_was_said_of_it(label: Label) -> None:
    one = room(room_class=RoomClass.PUBLIC, ceiling=Label.RED)
    assert unfit(one, SEEN, label) == (None if label is Label.CLEAR else Unfit(key="unfit-ceiling", who="CLEAR"))
    assert RoomClass.MIXED.ceiling(label) is label


def test_in_a_public_room_nothing_is_a_fault_but_that_it_is_gone_or_replaced() -> None:
    one = room(room_class=RoomClass.PUBLIC, ceiling=Label.CLEAR)
    open_ = Observation(at=SEEN.at, present=True, joined=frozenset({BOT, "@stranger:far"}), bots=frozenset({"@b:far"}))
    assert one.drift(open_, {}, accounts=ACCOUNTS) is None
    assert one.drift(replace(open_, present=False), {}, accounts=ACCOUNTS) == Unfit(key="unfit-absent", drift=True)
    assert one.drift(replace(open_, upgraded_to="!x"), {}, accounts=ACCOUNTS) == Unfit(key="unfit-upgraded", drift=True)


def test_who_is_of_another_class_is_drift_and_the_linked_are_not() -> None:
    seen = replace(SEEN, joined=frozenset({BOT, ANA, BEN}))
    buyers = room(room_class=RoomClass.AFFILIATES)
    assert buyers.drift(seen, ROSTER, accounts=ACCOUNTS) == Unfit(key="unfit-class", who=BEN, drift=True)
    table = room(room_class=RoomClass.LINKED, facility_id="f")
    assert table.drift(seen, ROSTER, accounts=ACCOUNTS, linked=frozenset({"ghent", "watch"})) is None
    found = table.unfit_for(Label.AMBER, EVERYBODY, seen, ROSTER, accounts=ACCOUNTS, linked=frozenset({"ghent"}))
    assert found == Unfit(key="unfit-class", who=BEN, drift=True)
    assert table.drift(seen, ROSTER, accounts=ACCOUNTS) == Unfit(key="unfit-class", who=ANA, drift=True)


def test_of_the_roles_that_read_only_those_that_rule_can_be_vouched_for() -> None:
    one = room(room_class=RoomClass.AFFILIATES, vouched=f"{INTERNS.id} {ADMINS.id}")
    assert one.drift(replace(SEEN, seers=frozenset({ADMINS})), ROSTER, accounts=ACCOUNTS) is None
    found = one.drift(replace(SEEN, seers=frozenset({ADMINS, INTERNS})), ROSTER, accounts=ACCOUNTS)
    assert found == Unfit(key="unfit-role-class", who=INTERNS.name, drift=True)


def test_a_private_chat_is_for_whose_it_is_whatever_their_kind() -> None:
    chat = room(RoomKind.PRIVATE, person_id="ana", room_class=RoomClass.STAFF)
    alone = replace(SEEN, joined=frozenset({BOT, ANA}), invited=frozenset())
    assert chat.drift(alone, ROSTER, accounts=ACCOUNTS) is None
    assert chat.unfit_for(Label.RED, Reach(people=frozenset({"ana"})), alone, ROSTER, accounts=ACCOUNTS) is not None


@pytest.mark.parametrize(
    ("room_class", "label", "has_facility", "is_engagement", "cause"),
    [
        (RoomClass.LINKED, Label.AMBER, False, False, "room-class-no-facility"),
        (RoomClass.MIXED, Label.AMBER, True, False, "room-class-linked"),
        (RoomClass.PUBLIC, Label.CLEAR, False, True, "room-class-engagement"),
        (RoomClass.PUBLIC, Label.GREEN, False, False, "room-class-public"),
        (RoomClass.LINKED, Label.RED, True, False, None),
        (RoomClass.PUBLIC, Label.CLEAR, False, False, None),
        (RoomClass.UNIONS, Label.RED, False, True, None),
    ],
)
def test_what_a_room_can_be(
    room_class: RoomClass, label: Label, has_facility: bool, is_engagement: bool, cause: str | None
) -> None:
    def say_so() -> None:
        check(room_class, label, has_facility=has_facility, is_engagement=is_engagement)

    if cause is None:
        return say_so()
    with pytest.raises(Refusal) as refused:
        say_so()
    assert refused.value.message.key == cause


def test_what_anybody_reads_may_stand_in_clear_and_what_fewer_read_may_not_again() -> None:
    one = room()
    in_clear = replace(SEEN, encrypted=False)
    one.become(RoomClass.PUBLIC, Label.CLEAR, in_clear, encrypts=True)
    assert (one.room_class, one.ceiling, one.encrypted) == (RoomClass.PUBLIC, Label.CLEAR, False)
    with pytest.raises(Refusal, match=r"^room-class-public$"):
        one.become(RoomClass.PUBLIC, Label.GREEN, in_clear, encrypts=True)
    one.become(RoomClass.MIXED, Label.GREEN, in_clear, encrypts=True)
    assert one.encrypted
    assert one.drift(in_clear, ROSTER, accounts=ACCOUNTS) == Unfit(key="unfit-not-encrypted", drift=True)
    one.become(RoomClass.MIXED, Label.GREEN, in_clear, encrypts=False)
    assert one.encrypted, "pinned, unless anybody may read"


def test_a_room_that_is_bound_anew_begins_as_any_other() -> None:
    one = Room(
        platform="m", kind=RoomKind.UNBOUND, name="", room_class=RoomClass.LINKED, facility_id="f", created_at=SEEN.at
    )
    one.bind("g", "LEV")
    assert (one.room_class, one.facility_id) == (RoomClass.MIXED, None)
