"""The deeds that prove the steps of an onboarding, each looked up where it was written down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.access import Role
from storage.action import ActionItem, ActionState
from storage.agenda import AgendaPoint
from storage.group import Membership
from storage.lesson import Lesson
from storage.meeting import Rsvp, RsvpAnswer
from storage.onboarding import OnboardingStep, StepKind, TermsAcceptance
from storage.organisation import Purchase
from storage.outbox import Kind, Parcel, ParcelState
from storage.person import Identity, Person, PersonStatus
from storage.question import Answer, Question
from storage.room import Room, RoomKind
from storage.unit import Unit


async def settle(unit: Unit, steps: Iterable[OnboardingStep], *, now: datetime) -> None:
    """Mark what has been proven since, with the time of the deed."""
    for step in steps:
        if step.done_at is None:
            step.done_at = await proven_at(unit, step, now=now)


async def proven_at(unit: Unit, step: OnboardingStep, *, now: datetime) -> datetime | None:
    """When the deed was done that proves a step; None as long as there is none.

    Language and zone are marked by the commands that set them: what was chosen is no different from what was given.
    """
    match step.kind:
        case StepKind.LANGUAGE | StepKind.ZONE:
            return None
        case StepKind.CONTACTS:
            return now if await _has_contacts(unit, step.organisation_id) else None
        case StepKind.BUDDY:
            person = await unit.get(Person, step.person_id or "")
            return now if person is not None and person.buddy_id is not None else None
    found = [at for query in _deeds(step) if (at := await unit.scalar(query)) is not None]
    return min(found, default=None)


def _deeds(step: OnboardingStep) -> list[Select[Any]]:
    """Of each kind of deed that proves it, the time of the first."""
    who = step.person_id
    match step.kind:
        case StepKind.IDENTITY:
            return [_first(Identity.verified_at, Identity.person_id == who)]
        case StepKind.TERMS:
            mine = (TermsAcceptance.person_id == who) & TermsAcceptance.withdrawn_at.is_(None)
            return [_first(TermsAcceptance.at, mine & (TermsAcceptance.version >= step.version))]
        case StepKind.PRODUCTS:
            return [_first(Purchase.created_at, Purchase.organisation_id == step.organisation_id)]
        case StepKind.ROOMS:
            return [_invited(step)]
        case StepKind.MEETING:
            return [_first(Rsvp.at, (Rsvp.person_id == who) & (Rsvp.answer == RsvpAnswer.YES))]
        case StepKind.CONTRIBUTION:
            done = (ActionItem.owner_id == who) & (ActionItem.state == ActionState.DONE)
            return [
                _first(AgendaPoint.created_at, AgendaPoint.person_id == who),
                _first(Question.created_at, Question.asker_id == who),
                _first(Answer.created_at, Answer.person_id == who),
                _first(Lesson.created_at, Lesson.author_id == who),
                _first(ActionItem.settled_at, done),
            ]
    return []


def _first(at: Any, where: Any) -> Select[Any]:
    return select(at).where(where, at.is_not(None)).order_by(at).limit(1)


def _invited(step: OnboardingStep) -> Select[Any]:
    """An invitation of theirs to a room of a group of their organisation's has left, since they proved who they are:
    one from before they left and came back counts for nothing. What an invitation is for stands in its `once`; only
    those of the organisation's few rooms are looked through.
    """
    proven = select(func.min(Identity.verified_at)).where(Identity.person_id == step.person_id).scalar_subquery()
    groups = select(Membership.group_id).where(
        Membership.organisation_id == step.organisation_id, Membership.left_at.is_(None)
    )
    rooms = select(Room.id).where(
        (Room.group_id.in_(groups) & (Room.kind == RoomKind.GROUP)) | (Room.kind == RoomKind.STAFF)
    )
    return (
        select(Parcel.settled_at)
        .where(
            Parcel.room_id.in_(rooms),
            Parcel.kind == Kind.INVITE,
            Parcel.state == ParcelState.SENT,
            Parcel.once.contains(f".{step.person_id}."),
            Parcel.settled_at >= proven,
        )
        .order_by(Parcel.settled_at)
        .limit(1)
    )


async def _has_contacts(unit: Unit, organisation_id: str) -> bool:
    """Whether it has a liaison and somebody else who stands in for them."""
    people = await unit.scalars(
        select(Person).where(Person.organisation_id == organisation_id, Person.status == PersonStatus.ACTIVE)
    )
    liaisons = {one.id for one in people if Role.LIAISON in one.roles}
    deputies = {one.id for one in people if Role.DEPUTY in one.roles}
    return bool(liaisons and deputies) and len(liaisons | deputies) > 1
