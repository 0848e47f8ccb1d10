"""The classes of rooms: who may be in a room at all, whatever is said there.

The class is one key more than a label's: a label says how far something may go, an audience for whom it is, and the
class which constituencies sit at the table. Industry has a seat at none of them: a company has no people in the
registry, so whoever speaks for one is a stranger in every room but a public one.
"""

from collections.abc import Collection
from enum import StrEnum

from storage.access import Label
from storage.audience import Standing
from storage.organisation import OrganisationKind
from storage.refusal import Refusal


class RoomClass(StrEnum):
    """Who may be in a room, besides the staff."""

    STAFF = "staff"
    AFFILIATES = "affiliates"  # public buyers
    LINKED = "linked"  # the buyers that are linked to the room's facility, and the partners and unions named at it
    PARTNERS = "partners"
    UNIONS = "unions"
    MIXED = "mixed"  # everybody active in the network
    PUBLIC = "public"  # anybody; nothing narrower than TLP:CLEAR is said there

    @property
    def is_open(self) -> bool:
        """Whether nobody of the network has to stay out, so that it needn't be known who has a role that reads."""
        return self in {RoomClass.MIXED, RoomClass.PUBLIC}

    def ceiling(self, said: Label) -> Label:
        """The most that such a room may hear, whatever was said of it."""
        return Label.CLEAR if self is RoomClass.PUBLIC else said

    def welcomes(self, standing: Standing, linked: Collection[str]) -> bool:
        """Whether somebody of the network may be there.

        `linked` are the ids of the organisations that are linked to the room's facility or named at it.
        """
        if standing.is_staff or self.is_open:
            return True
        match self:
            case RoomClass.AFFILIATES:
                return standing.is_buyer
            case RoomClass.LINKED:
                return standing.organisation_id in linked
            case RoomClass.PARTNERS:
                return standing.kind is OrganisationKind.PARTNER
            case RoomClass.UNIONS:
                return standing.kind is OrganisationKind.UNION
        return False


def check(room_class: RoomClass, label: Label, *, has_facility: bool, is_engagement: bool) -> None:
    """Whether a room can be of a class, up to a label. Raises Refusal."""
    if (room_class is RoomClass.LINKED) is not has_facility:
        raise Refusal("room-class-linked" if has_facility else "room-class-no-facility")
    if room_class is RoomClass.PUBLIC and is_engagement:
        raise Refusal("room-class-engagement")
    if label is not room_class.ceiling(label):
        raise Refusal("room-class-public")
