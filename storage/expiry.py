"""What is over is deleted or emptied, a batch at a time: the rules of `storage/retention.py`, each as one condition.

What is on hold stays: a summary, the deliveries of what is on hold, and all that was said to somebody who is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from storage.access import Label
from storage.base import Base
from storage.dialog import Dialog
from storage.hold import Hold
from storage.inbox import InboxEvent, Occurrence
from storage.outbox import Parcel, ParcelState
from storage.person import CodeTry, Invitation, Link
from storage.retention import Keep, Rule
from storage.room import Room, RoomKind
from storage.room_audit import RoomAudit
from storage.summary import Summary, SummaryState
from storage.unit import Unit
from storage.verification import Verification

BATCH = 500  # rows in one transaction: some milliseconds
# What may still be sent, let go or looked for. Asked by what is settled, the index of the queue would mislead.
OPEN = (ParcelState.DUE, ParcelState.CLAIMED, ParcelState.BLOCKED, ParcelState.UNKNOWN)
# Of a meeting that was, or a month that is over, nothing comes due again; of all else it might.
SPENT = (
    "meeting announce",
    "meeting remind",
    "meeting over",
    "digest-draft",
    "digest-issue",
    "brief",
    "follow news",
    "update words over",
    "lesson words over",
    "lesson wish over",
    "retention",
)

_STRICT = [label for label in Label if not label.within(Label.AMBER)]
_HELD = select(Hold.subject).where(Hold.lifted_at.is_(None))
Over = Mapping[type[Base], ColumnElement[bool]]


async def is_over(unit: Unit, rule: Rule, now: datetime, keep: Keep) -> bool:
    """Whether there is anything for this rule to do."""
    for kind, over in conditions(rule, now, keep).items():
        if (await unit.run(select(1).select_from(kind).where(over).limit(1))).first() is not None:
            return True
    return False


async def end(unit: Unit, rule: Rule, now: datetime, keep: Keep) -> int:
    """Delete or empty a batch of what is over by this rule; how many rows it met."""
    rows = 0
    for kind, over in conditions(rule, now, keep).items():
        columns: Any = kind.__table__.c
        some = select(columns.id).where(over).limit(BATCH)
        if kind is Parcel:
            rows += await unit.change(update(Parcel).where(Parcel.id.in_(some)).values(payload_sealed=None))
        elif kind is Summary:
            for summary in await unit.scalars(select(Summary).where(over).limit(BATCH)):
                summary.empty()
                rows += 1
        else:
            rows += await unit.change(delete(kind).where(columns.id.in_(some)))
    return rows


def conditions(rule: Rule, now: datetime, keep: Keep) -> Over:
    """Of each table that a rule ends something in, which rows are over; none for what is kept."""
    match rule:
        case Rule.SEEN:
            return {InboxEvent: InboxEvent.at <= now - keep.seen}
        case Rule.CLOCK:
            return {Occurrence: Occurrence.kind.in_(SPENT) & (Occurrence.at <= now - keep.clock)}
        case Rule.DIALOG:
            return {Dialog: Dialog.expires_at <= now - keep.dialog}
        case Rule.CODES:
            before = now - keep.codes
            return {
                Invitation: Invitation.expires_at <= before,
                Link: Link.expires_at <= before,
                CodeTry: CodeTry.day <= before.date(),
                Verification: Verification.until <= before,
            }
        case Rule.LOOKS:
            return {RoomAudit: RoomAudit.at <= now - keep.looks}
        case Rule.WORDS:
            return {Parcel: _words(now, keep)}
        case Rule.SUMMARY:
            return {Summary: _withdrawn(now, keep)}
    return {}


def _words(now: datetime, keep: Keep) -> ColumnElement[bool]:
    """What deliveries said, wherever they went: shorter for what is narrower, never of what is on hold."""
    chats = select(Room.id).where(Room.kind == RoomKind.PRIVATE, ("person:" + Room.person_id).in_(_HELD))
    is_old = (Parcel.settled_at <= now - keep.words) | (
        Parcel.label.in_(_STRICT) & (Parcel.settled_at <= now - keep.strict)
    )
    # As the index has it: nothing that was emptied before is looked through again.
    is_there = Parcel.payload_sealed.is_not(None) & Parcel.settled_at.is_not(None)
    is_there &= Parcel.settled_at <= now - min(keep.words, keep.strict)
    is_free = Parcel.subject.not_in(_HELD) & Parcel.room_id.not_in(chats)
    return is_there & is_old & Parcel.state.not_in(OPEN) & is_free


def _withdrawn(now: datetime, keep: Keep) -> ColumnElement[bool]:
    """The text of what was withdrawn, once staff were told what became of the copies."""
    is_old = (Summary.withdrawn_at <= now - keep.withdrawn) | (
        Summary.label.in_(_STRICT) & (Summary.withdrawn_at <= now - keep.withdrawn_strict)
    )
    is_reported = (Summary.state == SummaryState.WITHDRAWN) & Summary.reported_at.is_not(None)
    return is_reported & is_old & ("summary:" + Summary.id).not_in(_HELD)
