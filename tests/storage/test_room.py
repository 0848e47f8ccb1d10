"""What a room must be like for something to be said in it: each thing that may be wrong, each that may not matter."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.access import Label, Place
from storage.audience import Audience, AudienceKind, Reach, Standing
from storage.base import new_id
from storage.message import say
from storage.refusal import Refusal
from storage.room import EVERYBODY as WHOEVER
from storage.room import (
    Authorisation,
    Observation,
    Room,
    RoomKind,
    RoomState,
    Seer,
    Unfit,
    agreed_end,
    second_word,
    that_count,
)
from storage.room_class import RoomClass

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
BOT, ANA, BEN, SOFIA = "@bot:home", "@ana:home", "@ben:home", "@sofia:home"
ACCOUNTS = frozenset({BOT})
EVERYBODY = Reach(everybody=True)
ROSTER = {
    ANA: Standing(person_id="ana", organisation_id="ghent", is_staff=False, is_buyer=True),
    BEN: Standing(person_id="ben", organisation_id="watch", is_staff=False, is_buyer=False),
    SOFIA: Standing(person_id="sofia", organisation_id="staff", is_staff=True, is_buyer=False),
}
INTERNS, ADMINS = Seer("role:1", "Interns"), Seer("role:2", "Admins", rules=True)
SEEN = Observation(
    at=NOW, present=True, joined=frozenset({BOT, ANA}), invited=frozenset({SOFIA}), encrypted=True, join_rule="invite",
    history="joined", guests_may_join=False, federated=False, servers=frozenset({"home"}), own_server="home",
)  # fmt: skip


def room(kind: RoomKind = RoomKind.GROUP, **fields: Any) -> Room:
    """A room that was authorised for TLP:AMBER."""
    given = {
        "state": RoomState.AUTHORISED,
        "ceiling": Label.AMBER,
        "external_id": "!room",
        "person_id": "ana",
        **fields,
    }
    return Room(id=new_id(), platform="matrix", kind=kind, name="LEV", created_at=NOW, **given)


def unfit(one: Room, seen: Observation, label: Label = Label.AMBER, reach: Reach = EVERYBODY) -> Unfit | None:
    """Why this label may not be said there."""
    return one.unfit_for(label, reach, seen, ROSTER, accounts=ACCOUNTS)


DRIFTS: dict[str, dict[str, Any]] = {
    "unfit-upgraded": {"upgraded_to": "!next"},
    "unfit-unreadable": {"unreadable": ("m.room.member", "x")},
    "unfit-not-encrypted": {"encrypted": False},
    "unfit-history": {"history": "shared"},
    "unfit-join-rule": {"join_rule": "restricted"},
    "unfit-guests": {"guests_may_join": True},
    "unfit-federated": {"servers": frozenset({"home", "far", "there"})},
    "unfit-bot": {"bots": frozenset({BOT, "@z:home", "@b:home"})},
    "unfit-role": {"seers": frozenset({INTERNS})},
    "unfit-stranger": {"invited": frozenset({"@x:home", "@y:home"})},
    "unfit-power": {"powers": frozenset({ANA, BEN, SOFIA})},
    "unfit-power-everybody": {"powers": frozenset({WHOEVER})},
}
WHOM = {
    "unfit-unreadable": "m.room.member", "unfit-history": "shared", "unfit-join-rule": "restricted",
    "unfit-federated": "far", "unfit-bot": "@b:home", "unfit-role": "Interns", "unfit-stranger": "@x:home",
    "unfit-power": ANA,
}  # fmt: skip


@pytest.mark.parametrize("key", DRIFTS)
def test_each_thing_that_is_wrong_is_drift_and_names_whom_it_is_about(key: str) -> None:
    seen = replace(SEEN, **DRIFTS[key])
    expected = Unfit(key=key, who=WHOM.get(key, ""), drift=True)
    assert room().drift(SEEN, ROSTER, accounts=ACCOUNTS) is None
    assert room().drift(seen, ROSTER, accounts=ACCOUNTS) == expected
    assert unfit(room(), seen) == expected


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"history": "invited"}, {}),
        ({"history": "shared", "encrypted": False}, {"encrypted": False}),
        ({"join_rule": "knock"}, {}),
        ({"servers": frozenset({"home", "far"})}, {"federated": True}),
        ({"bots": frozenset({BOT})}, {}),
        ({"seers": frozenset({ADMINS, INTERNS})}, {"vouched": "role:1 role:2"}),
        ({"encrypted": False}, {"encrypted": False}),
        ({"powers": frozenset({SOFIA})}, {}),
        ({"powers": frozenset({ANA, WHOEVER})}, {"vouched": f"power:{ANA} power:*"}),
        ({}, {"authorised_until": NOW + timedelta(microseconds=1)}),
    ],
)
def test_what_was_authorised_so_is_no_drift(changed: dict[str, Any], kept: dict[str, Any]) -> None:
    assert unfit(room(**kept), replace(SEEN, **changed)) is None


@pytest.mark.parametrize("key", ["unfit-upgraded", "unfit-unreadable", "unfit-not-encrypted"])
@pytest.mark.parametrize("state", [RoomState.AUTHORISED, RoomState.PROPOSED, RoomState.QUARANTINED])
def test_in_an_unsafe_room_not_even_what_is_for_everybody_is_said(key: str, state: RoomState) -> None:
    assert unfit(room(state=state), SEEN, Label.CLEAR) is None
    found = unfit(room(state=state), replace(SEEN, **DRIFTS[key]), Label.CLEAR)
    assert found == Unfit(key=key, who=WHOM.get(key, ""), drift=True)


@pytest.mark.parametrize("key", sorted(set(DRIFTS) - {"unfit-upgraded", "unfit-unreadable", "unfit-not-encrypted"}))
def test_what_is_for_everybody_is_said_whoever_reads(key: str) -> None:
    assert unfit(room(), replace(SEEN, **DRIFTS[key]), Label.CLEAR) is None


@pytest.mark.parametrize("label", [Label.CLEAR, Label.AMBER])
def test_where_the_bot_is_not_nothing_is_said(label: Label) -> None:
    gone = Unfit(key="unfit-absent", drift=True)
    assert unfit(room(external_id=None), SEEN, label) == gone
    assert unfit(room(), replace(SEEN, present=False), label) == gone


@pytest.mark.parametrize(
    ("state", "key"),
    [
        (RoomState.OPENING, "unfit-not-authorised"),
        (RoomState.PROPOSED, "unfit-not-authorised"),
        (RoomState.QUARANTINED, "unfit-quarantined"),
        (RoomState.RETIRED, "unfit-not-authorised"),
    ],
)
def test_without_two_peoples_word_nothing_is_said(state: RoomState, key: str) -> None:
    assert unfit(room(state=state), SEEN) == Unfit(key=key)


@pytest.mark.parametrize("ceiling", Label)
@pytest.mark.parametrize("label", [one for one in Label if one is not Label.CLEAR])
def test_nothing_is_said_above_the_ceiling(ceiling: Label, label: Label) -> None:
    order = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]
    may = order.index(label) <= order.index(ceiling)
    assert unfit(room(ceiling=ceiling), SEEN, label) == (None if may else Unfit(key="unfit-ceiling", who=ceiling.value))


@pytest.mark.parametrize(
    ("reach", "who"),
    [
        (Reach(everybody=True, staff=False), ""),
        (Reach(buyers=True), ""),
        (Reach(organisations=frozenset({"ghent"})), ""),
        (Reach(people=frozenset({"ana"})), ""),
        (Reach(people=frozenset({"ana"}), staff=False), SOFIA),
        (Reach(organisations=frozenset({"watch"})), ANA),
        (Reach(people=frozenset({"ben"})), ANA),
        (Reach(), ANA),
    ],
)
def test_everybody_who_reads_must_be_of_the_audience(reach: Reach, who: str) -> None:
    assert unfit(room(), SEEN, reach=reach) == (Unfit(key="unfit-audience", who=who) if who else None)


def test_a_role_may_hold_anybody_and_is_of_no_narrow_audience() -> None:
    one = room(vouched="role:1 role:2")
    narrow = Reach(buyers=True)
    assert unfit(one, replace(SEEN, seers=frozenset({INTERNS}))) is None
    assert unfit(one, replace(SEEN, seers=frozenset({INTERNS})), reach=narrow) == Unfit(
        key="unfit-role-audience", who="Interns"
    )
    assert unfit(one, replace(SEEN, seers=frozenset({ADMINS})), reach=narrow) is None, "they see every room anyway"


def test_a_role_counts_as_vouched_for_only_by_its_whole_id() -> None:
    one = room(vouched="role:10 role:12")
    assert unfit(one, replace(SEEN, seers=frozenset({INTERNS}))) == Unfit(key="unfit-role", who="Interns", drift=True)


def test_who_authorises_vouches_for_what_they_were_shown() -> None:
    one = room()
    one.vouch_for(frozenset({ADMINS, INTERNS}))
    assert one.vouched == "role:1 role:2"


def test_the_staff_room_is_for_staff_and_bears_administrators() -> None:
    staff = room(RoomKind.STAFF)
    among = replace(SEEN, joined=frozenset({BOT, SOFIA}), invited=frozenset())
    assert unfit(staff, replace(among, seers=frozenset({ADMINS}))) is None
    assert unfit(staff, replace(among, seers=frozenset({INTERNS}))) == Unfit(
        key="unfit-role", who="Interns", drift=True
    )
    assert unfit(staff, SEEN) == Unfit(key="unfit-stranger", who=ANA, drift=True)


def test_administrators_of_another_room_have_to_be_vouched_for() -> None:
    assert unfit(room(), replace(SEEN, seers=frozenset({ADMINS}))) == Unfit(key="unfit-role", who="Admins", drift=True)


def test_a_private_chat_is_for_one_person() -> None:
    own = replace(SEEN, invited=frozenset())
    assert unfit(room(RoomKind.PRIVATE), own) is None
    assert unfit(room(RoomKind.PRIVATE), SEEN) == Unfit(key="unfit-stranger", who=SOFIA, drift=True)
    assert unfit(room(RoomKind.PRIVATE, person_id="ben"), own) == Unfit(key="unfit-stranger", who=ANA, drift=True)


def test_of_a_space_only_what_is_unsafe_counts() -> None:
    space = room(RoomKind.SPACE, encrypted=False)
    assert space.drift(replace(SEEN, join_rule="public"), ROSTER, accounts=ACCOUNTS) is None
    assert space.drift(replace(SEEN, upgraded_to="!x"), ROSTER, accounts=ACCOUNTS) == Unfit(
        key="unfit-upgraded", drift=True
    )


def test_a_room_that_is_quarantined_says_for_what() -> None:
    one = room()
    one.quarantine(Unfit(key="unfit-bot", who="x" * 400))
    assert one.state is RoomState.QUARANTINED
    assert one.quarantined_for == f"unfit-bot {'x' * 290}"


@pytest.mark.parametrize("kind", RoomKind)
def test_each_kind_of_room_is_a_place(kind: RoomKind) -> None:
    assert room(kind).place is (Place.UNBOUND if kind in {RoomKind.SPACE, RoomKind.UNBOUND} else Place(kind.value))


def test_only_an_unbound_room_is_bound_and_hears_nothing_yet() -> None:
    one = room(RoomKind.UNBOUND)
    one.bind("group", "Workshop")
    assert (one.kind, one.group_id, one.name, one.state) == (RoomKind.GROUP, "group", "Workshop", RoomState.PROPOSED)
    with pytest.raises(Refusal, match="room-bound-already") as refused:
        one.bind("other", "Another")
    assert refused.value.message == say("room-bound-already", room="Workshop")


@pytest.mark.parametrize("kind", RoomKind)
def test_the_bots_own_rooms_need_nobodys_word_once_they_are_open(kind: RoomKind) -> None:
    one = room(kind, state=RoomState.OPENING, ceiling=Label.CLEAR, external_id=None)
    one.opened("!made")
    own = kind in {RoomKind.PRIVATE, RoomKind.STAFF}
    assert one.external_id == "!made"
    assert one.state is (RoomState.AUTHORISED if own else RoomState.PROPOSED)
    assert one.ceiling is (Label.RED if own else Label.CLEAR)


def test_a_room_that_was_found_again_stays_what_it_was() -> None:
    one = room(RoomKind.PRIVATE, state=RoomState.RETIRED, ceiling=Label.CLEAR)
    one.opened("!again")
    assert (one.state, one.ceiling) == (RoomState.RETIRED, Label.CLEAR)


def test_a_private_chat_is_used_again_by_whoever_has_the_account_now() -> None:
    one = room(RoomKind.PRIVATE, state=RoomState.RETIRED)
    one.revive("ben", locales="fr", zone="Europe/Paris")
    assert (one.person_id, one.locales, one.zone) == ("ben", "fr", "Europe/Paris")
    assert one.state is RoomState.AUTHORISED
    assert room(locales="fr en").languages == ("fr", "en")


def word(by: str, label: Label = Label.AMBER, **fields: Any) -> Authorisation:
    """One person's word."""
    return Authorisation(room_id="room", person_id=by, label=label, at=NOW, **fields)


@pytest.mark.parametrize(
    ("words", "completes"),
    [
        ([], False),
        ([word("ana")], True),
        ([word("ana"), word("ben")], True),
        ([word("ana", Label.GREEN)], False),
        ([word("ana", void_at=NOW)], False),
        ([word("ben", Label.GREEN)], False),
        ([word("ben", void_at=NOW)], False),
        ([word("ana", room_class=RoomClass.UNIONS)], False),
        ([word("ben", room_class=RoomClass.UNIONS)], False),
    ],
)
def test_two_peoples_words_for_the_same_label_make_it_so(words: list[Authorisation], completes: bool) -> None:
    assert second_word(words, by="ben", label=Label.AMBER, room_class=RoomClass.MIXED) is completes


def test_nobody_is_the_second_of_two_to_themselves() -> None:
    with pytest.raises(Refusal) as refused:
        second_word([word("ben")], by="ben", label=Label.AMBER, room_class=RoomClass.MIXED)
    assert refused.value.message == say("room-second-person", label=Label.AMBER)


@pytest.mark.parametrize("label", Label)
def test_what_is_above_the_community_is_restricted(label: Label) -> None:
    assert label.is_restricted is (label.value not in {"CLEAR", "GREEN"})


def test_an_audience_comes_back_as_it_was_stored() -> None:
    one = Audience(AudienceKind.BUYERS, ("acme",), ("watch",))
    assert one.to_data() == {"kind": "buyers", "ids": ["acme"], "beside": ["watch"]}
    assert Audience.from_data(one.to_data()) == one
    assert Audience.person("ana") == Audience(AudienceKind.PERSON, ("ana",))
    assert Audience.staff() == Audience(AudienceKind.STAFF)
    assert Audience.community() == Audience(AudienceKind.COMMUNITY)


def test_all_that_is_wrong_is_told_the_worst_first() -> None:
    changed = {name: value for drift in DRIFTS.values() for name, value in drift.items()}
    seen = replace(SEEN, **changed, joined=frozenset({BOT, ANA}))
    found = [one.key for one in room().faults(seen, ROSTER, accounts=ACCOUNTS)]
    assert set(found) == set(DRIFTS) - {"unfit-power"}, "of the powers the last that was set counts"
    assert found[0] == "unfit-upgraded"
    assert found.count("unfit-federated") == found.count("unfit-stranger") == found.count("unfit-unreadable") == 2


def test_when_its_time_is_over_a_room_hears_what_is_for_everybody_alone() -> None:
    ended = room(authorised_until=NOW)
    assert unfit(ended, SEEN, Label.CLEAR) is None
    assert unfit(ended, SEEN, Label.GREEN) == Unfit(key="unfit-ended")
    assert unfit(room(authorised_until=NOW + timedelta(seconds=1)), SEEN, Label.GREEN) is None
    ended.end()
    assert (ended.state, ended.quarantined_for) == (RoomState.PROPOSED, "room-ended")
    assert unfit(ended, SEEN, Label.GREEN) == Unfit(key="unfit-not-authorised")


@pytest.mark.parametrize("kind", [RoomKind.STAFF, RoomKind.PRIVATE])
def test_power_is_no_matter_where_only_those_are_whose_room_it_is(kind: RoomKind) -> None:
    owner = "sofia" if kind is RoomKind.PRIVATE else None
    seen = replace(SEEN, joined=frozenset({BOT, SOFIA}), powers=frozenset({WHOEVER}))
    assert room(kind, person_id=owner).drift(seen, ROSTER, accounts=ACCOUNTS) is None


def test_a_word_counts_for_what_was_shown_and_for_no_longer_than_it_says() -> None:
    day = timedelta(days=1)
    seen, until = frozenset({"role:1"}), NOW + 20 * day
    shown = word("ana", until=NOW + 15 * day, shown="role:1 role:2")
    unseen, opened = word("ben", until=until, shown=""), word("sofia")
    mixed = RoomClass.MIXED
    ask: dict[str, Any] = {"by": "tom", "label": Label.AMBER, "room_class": mixed, "until": until, "seen": seen}
    assert that_count([shown, unseen, opened], room(), **ask) == [shown, opened]
    assert that_count([shown, opened], room(), **{**ask, "room_class": RoomClass.UNIONS}) == []
    longer = room(authorised_until=NOW + 10 * day)
    assert that_count([shown, unseen, opened], longer, **ask) == [shown], "what opened it says nothing of an end"
    assert that_count([shown], longer, **{**ask, "by": "ana"}) == [], "one's own, for longer than before"
    assert that_count([shown], room(authorised_until=NOW + 15 * day), **ask) == []
    assert that_count([opened], longer, **{**ask, "until": NOW + 9 * day}) == [opened]
    as_long = room(authorised_until=until)
    assert that_count([opened], as_long, **ask) == [opened], "no longer than it has"
    assert that_count([shown], longer, **{**ask, "by": "ana", "until": shown.until}) == [shown], "as long as they said"
    just_so = word("cleo", until=until, shown="role:1")
    assert that_count([just_so], room(), **ask) == [just_so], "who was shown that and no more"
    for other in ({"ceiling": Label.GREEN}, {"state": RoomState.PROPOSED}, {"room_class": RoomClass.UNIONS}):
        changes = room(authorised_until=NOW + 10 * day, **other)
        assert that_count([opened], changes, **ask) == [opened], "it is not made longer, but another room"
    assert agreed_end([shown], by="tom", label=Label.AMBER, until=until) == shown.until
    sooner = word("cara", until=NOW + 2 * day)
    assert agreed_end([sooner, shown], by="tom", label=Label.AMBER, until=until) == shown.until, "the furthest of them"
    assert agreed_end([shown], by="tom", label=Label.AMBER, until=NOW + day) == NOW + day
    assert agreed_end([opened], by="tom", label=Label.AMBER, until=until) == until
    assert agreed_end([shown], by="ana", label=Label.AMBER, until=until) == until, "only another's"


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.STAFF, RoomKind.ENGAGEMENT, RoomKind.PRIVATE])
def test_a_newcomer_is_a_stranger_everywhere_but_in_their_own_chat(kind: RoomKind) -> None:
    newcomer = replace(ROSTER[ANA], is_newcomer=True)
    alone = replace(SEEN, invited=frozenset())
    found = room(kind).drift(alone, {ANA: newcomer}, accounts=ACCOUNTS)
    assert (found and found.key) == (None if kind is RoomKind.PRIVATE else "unfit-stranger")


def test_for_a_newcomer_there_is_what_is_for_them_alone() -> None:
    newcomer = replace(ROSTER[ANA], is_newcomer=True, through="watch")
    everything = Reach(everybody=True, buyers=True, organisations=frozenset({"ghent", "watch"}), clients=True)
    assert everything.covers(ROSTER[ANA])
    assert not everything.covers(newcomer)
    assert Reach(people=frozenset({"ana"})).covers(newcomer)
