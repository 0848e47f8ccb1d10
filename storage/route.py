"""Routes: the ways on which one case is taken to a company side by side, each with a clock of its own.

Directly; through the RBA (Responsible Business Alliance), on the standard or the fast track of its terms of engagement;
under a memorandum with a union; under the contract. The terms want a meeting with the monitoring partner before the RBA
audits anything: until that meeting is noted there is no audit step. How long each takes is a setting, since the terms
publish no number of days.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Sealed, UtcDateTime, Words, new_id
from storage.engagement import Cause
from storage.refusal import Refusal


class RouteKind(StrEnum):
    """The ways to a company. The two tracks of the RBA are never both open."""

    DIRECT = "direct"
    RBA_STANDARD = "rba_standard"
    RBA_FAST_TRACK = "rba_fast_track"
    UNION = "union"
    CONTRACT = "contract"

    @property
    def is_rba(self) -> bool:
        """Whether the RBA's terms of engagement hold for it."""
        return self in {RouteKind.RBA_STANDARD, RouteKind.RBA_FAST_TRACK}

    @property
    def cause(self) -> Cause:
        """Why a stronger step is proposed when its clock has run out."""
        return _CAUSES[self]


_CAUSES: Mapping[RouteKind, Cause] = MappingProxyType(
    {
        RouteKind.DIRECT: Cause.DIRECT_PASSED,
        RouteKind.RBA_STANDARD: Cause.RBA_PASSED,
        RouteKind.RBA_FAST_TRACK: Cause.RBA_PASSED,
        RouteKind.UNION: Cause.UNION_PASSED,
        RouteKind.CONTRACT: Cause.CONTRACT_PASSED,
    }
)
WITHIN: Mapping[RouteKind, timedelta] = MappingProxyType(
    {
        RouteKind.DIRECT: timedelta(days=30),
        RouteKind.RBA_STANDARD: timedelta(days=60),
        RouteKind.RBA_FAST_TRACK: timedelta(days=14),
        RouteKind.UNION: timedelta(days=30),
        RouteKind.CONTRACT: timedelta(days=30),
    }
)
"""How long each has when an operator sets nothing else."""


class RouteState(StrEnum):
    """Whether its clock runs."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Route(Base):
    """One way of a case, once for each kind.

    `due` is the day by which something has to come of it; while it is paused, `days_left` is how many days it had,
    below 0 when it was late. `met_on` is the day of the meeting with the monitoring partner, `audit_on` the day of the
    RBA's audit. `revision` rises with each new day, so that reminders belong to one.
    """

    __tablename__ = "route"
    __table_args__ = (UniqueConstraint("engagement_id", "kind"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    engagement_id: Mapped[str] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[RouteKind] = mapped_column(Words(RouteKind))
    state: Mapped[RouteState] = mapped_column(Words(RouteState), default=RouteState.OPEN)
    due: Mapped[date] = mapped_column(Date)
    due_set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days_left: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    met_on: Mapped[date | None] = mapped_column(Date, default=None)
    audit_on: Mapped[date | None] = mapped_column(Date, default=None)
    locale: Mapped[str] = mapped_column(String(8), default="")
    reason_sealed: Mapped[bytes | None] = mapped_column(default=None, init=False, repr=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    reason = Sealed("reason_sealed")  # why it was paused, moved or closed the last time

    @property
    def subject(self) -> str:
        """What its posts are about."""
        return f"route:{self.id}"

    def open_again(self, due: date, *, now: datetime) -> None:
        """Begin anew on a way that was closed. Raises Refusal while it is not."""
        if self.state is not RouteState.CLOSED:
            raise Refusal("route-open-already")
        self.state, self.met_on, self.audit_on = RouteState.OPEN, None, None
        self._set(due, now)

    def extend(self, due: date, *, today: date, now: datetime) -> None:
        """Another day, later than the one that was set."""
        self._refuse_unless(RouteState.OPEN)
        if due <= self.due or due < today:
            raise Refusal("route-extend-later", day=max(self.due, today))
        self._set(due, now)

    def pause(self, *, today: date) -> None:
        """Stop its clock; the days that it has are kept."""
        self._refuse_unless(RouteState.OPEN)
        self.state, self.days_left = RouteState.PAUSED, (self.due - today).days

    def resume(self, *, today: date, now: datetime) -> None:
        """Let its clock go on with the days that were kept."""
        self._refuse_unless(RouteState.PAUSED)
        self.state = RouteState.OPEN
        self._set(today + timedelta(days=max(self.days_left, 0)), now)

    def close(self) -> None:
        """Nothing more is awaited on it."""
        if self.state is RouteState.CLOSED:
            raise Refusal("route-closed")
        self.state = RouteState.CLOSED

    def meet(self, on: date | None) -> None:
        """Note the meeting with the monitoring partner: the gate before the RBA's audit. None takes both back."""
        self._refuse_other()
        self.met_on = on
        if on is None:
            self.audit_on = None

    def audit(self, on: date, *, today: date, now: datetime) -> None:
        """Plan the RBA's audit, which becomes what its clock waits for. Raises Refusal before the meeting is noted."""
        self._refuse_other()
        if self.met_on is None:
            raise Refusal("route-meeting-first")
        if on < max(today, self.met_on):
            raise Refusal("route-past", day=on)
        self.audit_on = on
        self._set(on, now)

    def _set(self, due: date, now: datetime) -> None:
        self.due, self.due_set_at = due, now
        self.revision += 1

    def _refuse_other(self) -> None:
        if not self.kind.is_rba:
            raise Refusal("route-not-rba")
        self._refuse_unless(RouteState.OPEN)

    def _refuse_unless(self, state: RouteState) -> None:
        if self.state is not state:
            raise Refusal("route-closed" if self.state is RouteState.CLOSED else f"route-not-{state.value}")
