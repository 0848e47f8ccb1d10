"""Audiences: the people something is for, named when it is made and counted when it leaves.

An Audience is a rule that can be stored ("those who buy from company X"); a Reach is the rule's answer now; a
Standing is what is known of one account. Staff read everything that is not someone's private answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from storage.access import Label
from storage.organisation import OrganisationKind


class AudienceKind(StrEnum):
    """The rules an audience can follow."""

    COMMUNITY = "community"  # TLP:GREEN: every active person of the network
    AFFILIATES = "affiliates"  # every public buyer
    LINKED = "linked"  # the buyers linked to a facility (ids: the facility), and the organisations named beside
    BUYERS = "buyers"  # the buyers of one company (ids: the company), and the organisations named beside
    ORGANISATIONS = "organisations"  # exactly those named
    PARTICIPANTS = "participants"  # the organisations taking part in one engagement (ids: the engagement)
    STAFF = "staff"
    PERSON = "person"  # one person's private answer (ids: the person)


@dataclass(frozen=True, slots=True)
class Concern:
    """What something is about ("summary:id", "company:id", "facility:id"), and how narrow it is: clearances, which are
    said about these, open or close it to some whatever its rule says.
    """

    subjects: tuple[str, ...]
    label: Label


@dataclass(frozen=True, slots=True)
class Audience:
    """A rule for who may read: its kind, the ids it is about, and organisations named beside it (partners, unions).

    `clients`: so may the buyers that are members of a consortium among them. TLP:AMBER allows it, AMBER+STRICT doesn't.
    `concerns` are the things it is for; none for what no clearance can be said about.
    """

    kind: AudienceKind
    ids: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    clients: bool = False
    concerns: tuple[Concern, ...] = ()

    @property
    def rule(self) -> "Audience":
        """The rule alone, which is the same for many things."""
        return replace(self, concerns=())

    @staticmethod
    def community() -> "Audience":
        """Everybody active in the network."""
        return Audience(AudienceKind.COMMUNITY)

    @staticmethod
    def staff() -> "Audience":
        """The staff alone."""
        return Audience(AudienceKind.STAFF)

    @staticmethod
    def person(person_id: str) -> "Audience":
        """One person alone."""
        return Audience(AudienceKind.PERSON, (person_id,))

    def to_data(self) -> dict[str, Any]:
        """As stored in a parcel's payload."""
        data: dict[str, Any] = {"kind": self.kind.value, "ids": list(self.ids), "beside": list(self.beside)}
        data |= {"clients": True} if self.clients else {}  # without them as it was before there were any
        said = [[it.label.value, *it.subjects] for it in self.concerns]
        return {**data, "concerns": said} if said else data

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Audience":
        """The audience that was stored. Raises KeyError or ValueError on anything else, which closes the send."""
        kind = AudienceKind(data["kind"])
        concerns = tuple(Concern(tuple(subjects), Label(label)) for label, *subjects in data.get("concerns", ()))
        return Audience(kind, tuple(data["ids"]), tuple(data["beside"]), data.get("clients") is True, concerns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one account: whose it is and what that person is. Only active people have one.

    `through` is the active consortium that their organisation is a member of.
    `is_newcomer`: their organisation is not active yet, so nothing is for them but what is for them alone.
    """

    person_id: str
    organisation_id: str
    is_staff: bool
    is_buyer: bool
    through: str | None = None
    is_newcomer: bool = False
    kind: OrganisationKind | None = None  # of their organisation; None is of no room's class


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """An audience as it is now. Deny is the default: an empty reach covers nobody but staff, and `staff` can be off.

    With `clients` it covers the buyers that are members of a consortium among its `organisations`, too, or of one that
    comes through one of them, at whatever depth: `above` has of each such consortium the one through which it comes.
    `granted` and `denied` are the ids of people and organisations about whom a clearance is in force; a deny is asked
    first, of everybody, staff included.
    """

    everybody: bool = False
    buyers: bool = False
    organisations: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    staff: bool = True
    clients: bool = False
    above: Mapping[str, str] = field(default_factory=dict)
    granted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def refuses(self, standing: Standing) -> bool:
        """Whether this person was denied it, or their organisation was: no rule, grant or right helps against it."""
        return standing.person_id in self.denied or standing.organisation_id in self.denied

    def covers(self, standing: Standing) -> bool:
        """Whether this person may read it."""
        if self.refuses(standing):
            return False
        is_client = self.clients and standing.is_buyer and self._reaches_through(standing.through)
        is_granted = standing.person_id in self.granted or standing.organisation_id in self.granted
        return ((is_client or is_granted) and not standing.is_newcomer) or self.addresses(standing)

    def addresses(self, standing: Standing) -> bool:
        """Whether it is for this person, and not only for the consortium of which their organisation is a member, nor
        by way of an exception.
        """
        if self.refuses(standing):
            return False
        if standing.is_newcomer:
            return standing.person_id in self.people
        return (
            self.everybody
            or (self.staff and standing.is_staff)
            or (self.buyers and standing.is_buyer)
            or standing.organisation_id in self.organisations
            or standing.person_id in self.people
        )

    def _reaches_through(self, consortium: str | None) -> bool:
        """Whether it is for a consortium, or for one through which that comes; not by way of one that was denied it."""
        passed: set[str] = set()
        while consortium is not None and consortium not in self.denied | passed:
            if consortium in self.organisations:
                return True
            passed.add(consortium)  # a circle comes to its end
            consortium = self.above.get(consortium)
        return False
