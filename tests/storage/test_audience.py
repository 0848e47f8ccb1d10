"""Audiences are stored as they were meant, and cover nobody beside."""

import pytest

from storage.audience import Audience, AudienceKind, Reach, Standing

BUYER = Standing(person_id="ana", organisation_id="ghent", is_staff=False, is_buyer=True, through="together")
PARTNER = Standing(person_id="ben", organisation_id="watch", is_staff=False, is_buyer=False, through="together")
STRANGER = Standing(person_id="eve", organisation_id="delft", is_staff=False, is_buyer=True)


@pytest.mark.parametrize("clients", [False, True])
def test_an_audience_is_read_as_it_was_stored(clients: bool) -> None:
    audience = Audience(AudienceKind.LINKED, ("plant",), ("watch",), clients)
    assert Audience.from_data(audience.to_data()) == audience


def test_what_was_stored_before_there_were_clients_is_for_none() -> None:
    old = {"kind": "buyers", "ids": ["acme"], "beside": []}
    assert not Audience.from_data(old).clients
    assert not Audience.from_data({**old, "clients": "yes"}).clients
    assert Audience(AudienceKind.BUYERS, ("acme",)).to_data() == old, "so that what is approved stays approved"


@pytest.mark.parametrize(
    ("reach", "covered"),
    [
        (Reach(organisations=frozenset({"together"}), clients=True), {BUYER}),
        (Reach(organisations=frozenset({"together"})), set()),
        (Reach(organisations=frozenset({"other"}), clients=True), set()),
        (Reach(organisations=frozenset({"ghent"})), {BUYER}),
        (Reach(clients=True), set()),
    ],
)
def test_the_members_of_a_consortium_are_covered_where_it_is_meant_for_them(
    reach: Reach, covered: set[Standing]
) -> None:
    assert {one for one in (BUYER, PARTNER, STRANGER) if reach.covers(one)} == covered
    assert {one for one in (BUYER, PARTNER, STRANGER) if reach.addresses(one)} == (
        covered if not reach.clients else set()
    )
