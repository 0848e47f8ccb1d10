"""Who may do what, and where: labels, roles, actions, and the one table that joins them.

Labels are those of the Traffic Light Protocol 2.0 (FIRST). The table is the whole permission policy; the gate asks it,
and `docs/confidentiality.md` prints it. Deny is what is not written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Label(StrEnum):
    """A TLP 2.0 label, from the widest to the narrowest."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    @property
    def rank(self) -> int:
        """0 for what anybody may read, rising with restriction."""
        return _RANKS[self]

    def within(self, ceiling: "Label") -> bool:
        """Whether something so labelled may go where `ceiling` is the most that is allowed."""
        return self.rank <= ceiling.rank

    @property
    def is_restricted(self) -> bool:
        """Above the community: AMBER and narrower."""
        return self.rank >= Label.AMBER.rank


_RANKS: Mapping[Label, int] = {label: rank for rank, label in enumerate(Label)}


class Role(StrEnum):
    """What a person is in the network. CLOCK is the bot acting by itself."""

    ADMIN = "admin"
    STAFF = "staff"
    APPROVER = "approver"
    LIAISON = "liaison"
    DEPUTY = "deputy"
    MEMBER = "member"
    PARTNER = "partner"
    OBSERVER = "observer"
    CLOCK = "clock"


class Place(StrEnum):
    """The kind of room something is asked in. UNBOUND is any room the bot was not given."""

    STAFF = "staff"
    GROUP = "group"
    ENGAGEMENT = "engagement"
    PRIVATE = "private"
    UNBOUND = "unbound"


class Action(StrEnum):
    """What a command does, as far as permission goes."""

    HELP = "help"  # help, my, language, zone: what concerns the asker alone
    READ = "read"  # list and show what the asker and the room may read
    REGISTER = "register"  # organisations, who buys what, groups
    CONTRACT = "contract"  # public contracts: staff any, an affiliate's contacts their own organisation's
    ADMIT = "admit"  # invite, move and remove people
    AUTHORISE = "authorise"  # say what a room may hear
    PLAN = "plan"  # meetings, minutes
    CONTRIBUTE = "contribute"  # agenda points, actions, questions, answers, lessons
    RESPOND = "respond"  # RSVP, done, acknowledge: for oneself or one's organisation
    DRAFT = "draft"  # write and submit summaries
    APPROVE = "approve"  # approve or send back what another wrote
    RELEASE = "release"  # release and withdraw
    ENGAGE = "engage"  # open, join and work in an engagement
    PUBLISH = "publish"  # items and issues of the Affiliate Update
    INSPECT = "inspect"  # the audit record
    ERASE = "erase"  # erase somebody who left; say what may not be erased
    RUN = "run"  # what the clock asks for


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may, and in which kinds of room."""

    roles: frozenset[Role]
    places: frozenset[Place]

    def admits(self, roles: frozenset[Role], place: Place) -> bool:
        """Whether somebody with these roles may do it in such a place."""
        return bool(self.roles & roles) and place in self.places


# The least label of what is said with such a command: a platform that may not carry it is no place to begin.
CARRIES: Mapping[Action, Label] = MappingProxyType(
    {
        Action.DRAFT: Label.AMBER,  # findings about a company, before anybody has judged them
        Action.APPROVE: Label.AMBER,
        Action.ENGAGE: Label.AMBER,  # who buys from whom, and what is asked of a company
    }
)

# What the people of an organisation that is not active yet may do: what concerns them alone.
FOR_NEWCOMERS = frozenset({Action.HELP})

_STAFF = frozenset({Role.ADMIN, Role.STAFF})
_AFFILIATES = frozenset({Role.LIAISON, Role.DEPUTY, Role.MEMBER})
_PEOPLE = _STAFF | {Role.APPROVER} | _AFFILIATES | {Role.PARTNER, Role.OBSERVER}
_BOUND = frozenset({Place.STAFF, Place.GROUP, Place.ENGAGEMENT, Place.PRIVATE})
_BACK_ROOM = frozenset({Place.STAFF, Place.PRIVATE})

PERMISSIONS: Mapping[Action, Permission] = MappingProxyType(
    {
        Action.HELP: Permission(_PEOPLE, frozenset(Place)),
        Action.READ: Permission(_PEOPLE, _BOUND),
        Action.REGISTER: Permission(_STAFF, _BOUND),
        Action.CONTRACT: Permission(_STAFF | {Role.LIAISON, Role.DEPUTY}, _BOUND),
        Action.ADMIT: Permission(_STAFF, _BACK_ROOM),
        Action.AUTHORISE: Permission(_STAFF | {Role.APPROVER}, frozenset(Place)),
        Action.PLAN: Permission(_STAFF, _BOUND),
        Action.CONTRIBUTE: Permission(_PEOPLE - {Role.OBSERVER}, _BOUND),
        Action.RESPOND: Permission(_PEOPLE - {Role.OBSERVER}, _BOUND),
        Action.DRAFT: Permission(_STAFF, frozenset({Place.PRIVATE})),
        Action.APPROVE: Permission(frozenset({Role.APPROVER}), _BACK_ROOM),
        Action.RELEASE: Permission(_STAFF, _BACK_ROOM),
        Action.ENGAGE: Permission(_STAFF | _AFFILIATES, _BOUND),
        Action.PUBLISH: Permission(_STAFF, _BOUND),
        Action.INSPECT: Permission(frozenset({Role.ADMIN, Role.APPROVER}), _BACK_ROOM),
        Action.ERASE: Permission(frozenset({Role.ADMIN}), _BACK_ROOM),
        Action.RUN: Permission(frozenset({Role.CLOCK}), frozenset(Place)),
    }
)


def carried(action: Action) -> Label:
    """The least label of what is said with such a command."""
    return CARRIES.get(action, Label.GREEN)
