"""Rooms: where things are said, and whether what is to be said may be said there now.

A room carries a ceiling (the highest label two people authorised it for) and is looked at again each time: `unfit_for`
is asked with the room's real state when it is authorised and at every send. What the bot was not given, it does not
trust.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Label, Place
from storage.audience import Reach, Standing
from storage.base import Base, UtcDateTime, Words, new_id
from storage.refusal import Refusal
from storage.room_class import RoomClass, check

EVERYBODY = "*"
"""Whoever is in a room, where all of them have a power."""


POWER = "power:"  # before the id of somebody with power, among what is vouched for


class RoomKind(StrEnum):
    """What a room is for. A SPACE holds a group's rooms and hears nothing."""

    SPACE = "space"
    STAFF = "staff"
    GROUP = "group"
    ENGAGEMENT = "engagement"
    PRIVATE = "private"
    UNBOUND = "unbound"  # staff invited the bot; until it is bound to a group, it is for nothing


class RoomState(StrEnum):
    """OPENING until its platform made it; quarantined when its real state stopped matching."""

    OPENING = "opening"
    PROPOSED = "proposed"
    AUTHORISED = "authorised"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, order=True)
class Seer:
    """Readers that a platform names but doesn't list: a role of a server. Who has it is its administrators' to say.

    `rules` marks those who see every room of the server whatever a room says (Discord's administrators, and for a
    thread its moderators).
    """

    id: str
    name: str
    rules: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The real state of a room, as its platform told it at `at`. External ids; everything as raw as it came.

    `join_rule` is Matrix's word ("invite", "public", "knock", "restricted", ...), `history` its history visibility.
    On platforms without such a notion the adapter gives the word that means the same. `servers` are the members' home
    servers. `present` is False when the bot is not in the room. `bots` are members known or suspected to be bots or
    bridges. `seers` are readers that the platform names without listing them. `powers` are those besides the bot who
    can let others read: invite, remove, or change what decides who reads; EVERYBODY stands for all who are there. (On
    Discord whoever can is a seer, who may let themselves in at any time.)
    """

    at: datetime
    present: bool
    joined: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    encrypted: bool = False
    join_rule: str = "public"
    history: str = "shared"
    guests_may_join: bool = True
    federated: bool = True
    servers: frozenset[str] = frozenset()
    own_server: str = ""
    bots: frozenset[str] = frozenset()
    seers: frozenset[Seer] = frozenset()
    powers: frozenset[str] = frozenset()
    upgraded_to: str | None = None
    unreadable: tuple[str, ...] = ()  # event types whose content could not be understood: doubt closes the room

    @property
    def people(self) -> frozenset[str]:
        """Everybody who can read what is said next: the joined, and the invited, who get keys too."""
        return self.joined | self.invited

    def without(self, accounts: frozenset[str]) -> "Observation":
        """The same room once these are out of it."""
        return replace(
            self, joined=self.joined - accounts, invited=self.invited - accounts, powers=self.powers - accounts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why something may not be said in a room: a phrase key, and whom or what it is about (told to staff alone).

    `drift` says that the room itself is not what was authorised, whatever the label: it is quarantined for it.
    """

    key: str
    who: str = ""
    drift: bool = False


class Room(Base):
    """A room of ours.

    `encrypted` is pinned: once True, nothing leaves for it in clear, whatever its server says later. `vouched` are the
    ids of the seers and powers that the two who authorised it have vouched for; a new one is drift. `account` is the
    external id with which a private chat is. From `authorised_until` on it has to be authorised anew. Since
    `recall_asked_at` what stands there is being taken back, and staff have had no report of it yet. `room_class` says
    who may be there; `facility_id` is the facility whose linked buyers that are, where it is LINKED.
    """

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        Index("ix_room_person", "person_id", "platform"),
        Index("ix_room_kind", "kind", "group_id"),
        Index("ix_room_account", "account", "platform"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str | None] = mapped_column(String(255), default=None)
    kind: Mapped[RoomKind] = mapped_column(Words(RoomKind))
    name: Mapped[str] = mapped_column(String(80))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("working_group.id"), default=None)
    engagement_id: Mapped[str | None] = mapped_column(String(20), default=None)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    account: Mapped[str] = mapped_column(String(255), default="", server_default="")
    space_id: Mapped[str | None] = mapped_column(ForeignKey("room.id"), default=None)
    ceiling: Mapped[Label] = mapped_column(Words(Label), default=Label.CLEAR)
    state: Mapped[RoomState] = mapped_column(Words(RoomState), default=RoomState.OPENING)
    quarantined_for: Mapped[str] = mapped_column(String(300), default="")
    encrypted: Mapped[bool] = mapped_column(default=True)
    federated: Mapped[bool] = mapped_column(default=False)
    locales: Mapped[str] = mapped_column(String(20), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    people: Mapped[int] = mapped_column(default=0)
    vouched: Mapped[str] = mapped_column(Text, default="", server_default="")
    authorised_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    recall_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    audited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    room_class: Mapped[RoomClass] = mapped_column(
        Words(RoomClass), default=RoomClass.MIXED, server_default=RoomClass.MIXED.value
    )
    facility_id: Mapped[str | None] = mapped_column(String(20), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def languages(self) -> tuple[str, ...]:
        """The room's languages in order; phrases are shown in each."""
        return tuple(self.locales.split())

    @property
    def place(self) -> Place:
        """What kind of place this is for permission."""
        return Place.UNBOUND if self.kind is RoomKind.SPACE else Place(self.kind.value)

    def bind(self, group_id: str, name: str) -> None:
        """Give an unbound room to a group. It hears nothing above TLP:CLEAR until two people authorise it."""
        if self.kind is not RoomKind.UNBOUND:
            raise Refusal("room-bound-already", room=self.name)
        self.kind, self.group_id, self.name, self.state = RoomKind.GROUP, group_id, name, RoomState.PROPOSED
        self.room_class, self.facility_id = RoomClass.MIXED, None

    def opened(self, external_id: str) -> None:
        """The platform made it. A private chat and the staff room are the bot's own and need no authorising."""
        self.external_id = external_id
        if self.state is RoomState.OPENING:
            own = self.kind in {RoomKind.PRIVATE, RoomKind.STAFF}
            self.state = RoomState.AUTHORISED if own else RoomState.PROPOSED
            self.ceiling = Label.RED if own else self.ceiling

    def revive(self, person_id: str, *, locales: str, zone: str) -> None:
        """A private chat that was given up is used again, with the same account, by whoever has it now."""
        self.person_id, self.locales, self.zone = person_id, locales, zone
        self.state = RoomState.AUTHORISED

    def unfit_for(
        self,
        label: Label,
        reach: Reach,
        state: Observation,
        roster: Mapping[str, Standing],
        *,
        accounts: frozenset[str],
        linked: frozenset[str] = frozenset(),
    ) -> Unfit | None:
        """Why something labelled so, for such an audience, may not be said here now; None when it may.

        `roster` gives the standing of each known external id, `accounts` are the bot's own, `linked` the ids of the
        organisations at the room's facility. Restriction is decided by the label within the ceiling *and* by everybody
        who is joined or invited.
        """
        if self.external_id is None or not state.present:
            return Unfit(key="unfit-absent", drift=True)
        if label is Label.CLEAR:
            return next(self._unsafe(state), None)
        if self.state is RoomState.QUARANTINED:
            return Unfit(key="unfit-quarantined")
        if self.state is not RoomState.AUTHORISED:
            return Unfit(key="unfit-not-authorised")
        if self.authorised_until is not None and state.at >= self.authorised_until:
            return Unfit(key="unfit-ended")
        if drift := self.drift(state, roster, accounts=accounts, linked=linked):
            return drift
        most = self.room_class.ceiling(self.ceiling)
        if not label.within(most):
            return Unfit(key="unfit-ceiling", who=most.value)
        for seer in sorted(state.seers):
            if not reach.everybody and not seer.rules:  # who has a role can't be counted, so it may hold anybody
                return Unfit(key="unfit-role-audience", who=seer.name)
        for external_id in sorted(state.people - accounts):
            if not reach.covers(roster[external_id]):
                return Unfit(key="unfit-audience", who=external_id)
        return None

    def drift(
        self,
        state: Observation,
        roster: Mapping[str, Standing],
        *,
        accounts: frozenset[str],
        linked: frozenset[str] = frozenset(),
    ) -> Unfit | None:
        """What makes the real room another one than was authorised; None when it is as it should be."""
        return next(self.faults(state, roster, accounts=accounts, linked=linked), None)

    def faults(
        self,
        state: Observation,
        roster: Mapping[str, Standing],
        *,
        accounts: frozenset[str],
        linked: frozenset[str] = frozenset(),
    ) -> Iterator[Unfit]:
        """All that makes it another one, the worst first, each with whom or what it is about."""
        if self.external_id is None or not state.present:
            yield Unfit(key="unfit-absent", drift=True)
            return
        yield from self._unsafe(state)
        if self.kind is RoomKind.SPACE or self.room_class is RoomClass.PUBLIC:  # where anybody may be
            return
        yield from self._open(state)
        yield from (Unfit(key="unfit-bot", who=one, drift=True) for one in sorted(state.bots - accounts))
        vouched = self.vouched.split()
        for seer in sorted(state.seers):
            administers = self.kind is RoomKind.STAFF and seer.rules  # nobody authorises the staff room
            if not administers and seer.id not in vouched:
                yield Unfit(key="unfit-role", who=seer.name, drift=True)
            elif not self.room_class.is_open and not seer.rules:  # nobody can say that all who have it are of the class
                yield Unfit(key="unfit-role-class", who=seer.name, drift=True)
        for external_id in sorted(state.people - accounts - state.bots):
            standing = roster.get(external_id)
            if standing is None or not self._welcomes(standing):
                yield Unfit(key="unfit-stranger", who=external_id, drift=True)
            elif self.kind is not RoomKind.PRIVATE and not self.room_class.welcomes(standing, linked):
                yield Unfit(key="unfit-class", who=external_id, drift=True)
        if self.kind is not RoomKind.PRIVATE:  # there whoever is let in is a stranger
            yield from self._overpowered(state, roster, vouched)

    def _open(self, state: Observation) -> Iterator[Unfit]:
        """What lets others in, or lets them read what was said before they came."""
        if self.encrypted and state.history not in {"joined", "invited"}:
            yield Unfit(key="unfit-history", who=state.history, drift=True)
        if state.join_rule not in {"invite", "knock"}:
            yield Unfit(key="unfit-join-rule", who=state.join_rule, drift=True)
        if state.guests_may_join:
            yield Unfit(key="unfit-guests", drift=True)
        for server in sorted(state.servers - {state.own_server}) if not self.federated else ():
            yield Unfit(key="unfit-federated", who=server, drift=True)

    def _overpowered(
        self, state: Observation, roster: Mapping[str, Standing], vouched: Sequence[str]
    ) -> Iterator[Unfit]:
        """Who can let others read, is not staff, and was vouched for by nobody."""
        for one in sorted(state.powers):
            standing = roster.get(one)
            is_staff = self.kind is RoomKind.STAFF or (standing is not None and standing.is_staff)
            if not is_staff and _power(one) not in vouched:
                key = "unfit-power-everybody" if one == EVERYBODY else "unfit-power"
                yield Unfit(key=key, who="" if one == EVERYBODY else one, drift=True)

    def _welcomes(self, standing: Standing) -> bool:
        if self.kind is RoomKind.PRIVATE:
            return standing.person_id == self.person_id
        return not standing.is_newcomer and (standing.is_staff or self.kind is not RoomKind.STAFF)

    def _unsafe(self, state: Observation) -> Iterator[Unfit]:
        """What makes it unfit for anything at all."""
        if state.upgraded_to is not None:
            yield Unfit(key="unfit-upgraded", drift=True)
        yield from (Unfit(key="unfit-unreadable", who=kind, drift=True) for kind in state.unreadable)
        if self.encrypted and not state.encrypted and self.room_class is not RoomClass.PUBLIC:
            yield Unfit(key="unfit-not-encrypted", drift=True)

    def vouch_for(self, seers: frozenset[Seer], powers: frozenset[str] = frozenset()) -> None:
        """Those who authorise the room were shown these, and say that they may read, or let others read, in it."""
        self.vouched = " ".join(sorted(vouchable(seers, powers)))

    def become(self, room_class: RoomClass, label: Label, state: Observation, *, encrypts: bool) -> None:
        """Two people have said of which class it is, and up to which label: they have seen it as it is.

        What anybody may read may stand in clear; for fewer it has to be encrypted where its platform `encrypts`. Raises
        Refusal where it can't be of that class.
        """
        self.check_class(room_class, label)
        self.encrypted = state.encrypted if room_class is RoomClass.PUBLIC else self.encrypted or encrypts
        self.state, self.ceiling, self.room_class, self.quarantined_for = RoomState.AUTHORISED, label, room_class, ""

    def check_class(self, room_class: RoomClass, label: Label) -> None:
        """Whether it can be of a class, up to a label. Raises Refusal."""
        check(
            room_class, label,
            has_facility=self.facility_id is not None, is_engagement=self.kind is RoomKind.ENGAGEMENT,
        )  # fmt: skip

    def quarantine(self, why: Unfit) -> None:
        """Stop everything restricted from going here until two people authorise it again."""
        self.state = RoomState.QUARANTINED
        self.quarantined_for = f"{why.key} {why.who}"[:300]

    def end(self) -> None:
        """The time for which two people authorised it is over: it hears nothing above TLP:CLEAR until two do again."""
        self.state, self.quarantined_for = RoomState.PROPOSED, "room-ended"


def vouchable(seers: frozenset[Seer], powers: frozenset[str]) -> frozenset[str]:
    """What somebody who authorises a room is shown and vouches for: ids of seers, and of those with power."""
    return frozenset(seer.id for seer in seers) | frozenset(map(_power, powers))


def _power(who: str) -> str:
    return f"{POWER}{who}"


class Authorisation(Base):
    """One person's word that a room of a class may hear up to a label, for a time. Two who say the same make it so.

    `shown` are the ids of the seers and powers that this person was shown: a word counts for no others. None: it was
    given with the opening of the room, when there was nothing to show.
    """

    __tablename__ = "authorisation"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    label: Mapped[Label] = mapped_column(Words(Label))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    void_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    shown: Mapped[str | None] = mapped_column(Text, default=None)
    room_class: Mapped[RoomClass] = mapped_column(
        Words(RoomClass), default=RoomClass.MIXED, server_default=RoomClass.MIXED.value
    )


def that_count(
    words: Sequence[Authorisation],
    room: Room,
    *,
    by: str,
    label: Label,
    room_class: RoomClass,
    until: datetime,
    seen: frozenset[str],
) -> list[Authorisation]:
    """The words to which `by` may add theirs: of the same class, said by somebody who was shown all that is to be
    vouched for now, and, where a room's time is to be made longer, for longer than it has (their own: for as long as
    they say now).
    """
    same = [word for word in words if word.room_class is room_class]
    found = [word for word in same if word.shown is None or seen <= set(word.shown.split())]
    is_as_it_is = room.state is RoomState.AUTHORISED and room.ceiling is label and room.room_class is room_class
    end = room.authorised_until if is_as_it_is else None
    if end is None or until <= end:
        return found
    return [
        word for word in found if word.until and (word.until >= until if word.person_id == by else word.until > end)
    ]


def agreed_end(words: Sequence[Authorisation], *, by: str, label: Label, until: datetime) -> datetime:
    """Until when two have said the same: the earlier of what `by` says and of the furthest that another said."""
    others = [word.until or until for word in words if word.person_id != by and word.label is label]
    return min(until, max(others, default=until))


def second_word(words: list[Authorisation], *, by: str, label: Label, room_class: RoomClass) -> bool:
    """Whether `by` completes a pair for this class and label. Raises Refusal when the only word so far is their own."""
    wanted = (label, room_class)
    standing = [word for word in words if word.void_at is None and (word.label, word.room_class) == wanted]
    if any(word.person_id != by for word in standing):
        return True
    if standing:
        raise Refusal("room-second-person", label=label)
    return False
