"""What clearances make of an audience: asked in one statement beside the rule, of what clearances can be about.

Where one thing is sent, the statement begins with what it is about; where all that somebody may read is looked for, it
begins with who they are. Either way the rows come to the same Reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, or_, select, union_all

from storage import affiliation
from storage.access import Label
from storage.audience import Concern, Reach, Standing
from storage.clearance import Clearance, Effect
from storage.facility_family import family_of
from storage.group import Membership
from storage.unit import Unit

FACILITY = "facility:"


class Word(NamedTuple):
    """One clearance in force, for one person or organisation (`who`, an id)."""

    effect: Effect
    label: Label
    subject: str
    who: str


def _in_force() -> ColumnElement[bool]:
    return (
        (Clearance.since <= bindparam("now"))
        & Clearance.lifted_at.is_(None)
        & or_(Clearance.until.is_(None), Clearance.until > bindparam("now"))
    )


def _takes_part() -> ColumnElement[bool]:
    return (
        (Membership.group_id == Clearance.group_id)
        & (Membership.joined_at <= bindparam("now"))
        & Membership.left_at.is_(None)
    )


_WHO = func.coalesce(Clearance.person_id, Clearance.organisation_id, Membership.organisation_id)
_COLUMNS: tuple[Any, ...] = (Clearance.effect, Clearance.label, Clearance.subject)


def _about() -> Select[Any]:
    return (
        select(*_COLUMNS, _WHO)
        .outerjoin(Membership, _takes_part())
        .where(Clearance.subject.in_(bindparam("subjects", expanding=True)), _in_force())
    )


def _about_a_facility() -> CompoundSelect[Any]:
    """The same, and what is about the facilities, or one that was merged with them."""
    family = select(literal(FACILITY).concat(family_of().c.id))
    there = select(*_COLUMNS, _WHO).outerjoin(Membership, _takes_part())
    return union_all(_about(), there.where(Clearance.subject.in_(family), _in_force()))


def _on() -> CompoundSelect[Any]:
    """What is about a person, organisations, and the groups in which these take part."""
    theirs: Any = bindparam("organisations", expanding=True)
    return union_all(
        select(*_COLUMNS, Clearance.person_id).where(Clearance.person_id == bindparam("person"), _in_force()),
        select(*_COLUMNS, Clearance.organisation_id).where(Clearance.organisation_id.in_(theirs), _in_force()),
        select(*_COLUMNS, Membership.organisation_id)
        .join(Membership, _takes_part())
        .where(Membership.organisation_id.in_(theirs), _in_force()),
    )


ABOUT = _about()
ABOUT_A_FACILITY = _about_a_facility()
ON = _on()
FAMILY = select(family_of().c.id)


async def narrowed(unit: Unit, reach: Reach, concerns: Sequence[Concern], *, now: datetime) -> Reach:
    """A rule's answer with the clearances that are in force about these things."""
    return applied(reach, [(it.label, await _words(unit, it, now)) for it in concerns])


def applied(reach: Reach, found: Sequence[tuple[Label, Sequence[Word]]]) -> Reach:
    """The same, of each thing's label and the clearances about it. Of several things, all have to be granted, and one
    that is denied is enough.
    """
    if not any(words for _, words in found):
        return reach
    denied = frozenset(one.who for _, words in found for one in words if one.effect is Effect.DENY)
    granted = [
        {one.who for one in words if one.effect is Effect.GRANT and label.within(one.label)} for label, words in found
    ]
    return replace(reach, denied=denied, granted=frozenset(set.intersection(*granted)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """All clearances that are in force about one person, their organisation and the consortium it comes through."""

    words: tuple[Word, ...]

    def narrowed(self, reach: Reach, concerns: Sequence[Concern]) -> Reach:
        """A rule's answer with those about these things; for this person alone."""
        return applied(
            reach, [(it.label, [one for one in self.words if one.subject in it.subjects]) for it in concerns]
        )

    def opens(self, standing: Standing, concern: Concern, *, otherwise: bool) -> bool:
        """Whether they may read this, where the rules say `otherwise`."""
        reach = self.narrowed(Reach(staff=False), (concern,))
        return not reach.refuses(standing) and (otherwise or reach.covers(standing))

    def facilities(self, standing: Standing, effect: Effect) -> frozenset[str]:
        """The ids of the facilities that somebody was granted, as far as that opens what is known of one; or denied."""
        whose = {standing.person_id, standing.organisation_id}
        found = [one for one in self.words if one.effect is effect and one.who in whose]
        if effect is Effect.GRANT:
            found = [one for one in found if Label.AMBER.within(one.label) and not standing.is_newcomer]
        return frozenset(one.subject.removeprefix(FACILITY) for one in found if one.subject.startswith(FACILITY))


async def own(unit: Unit, standing: Standing, *, now: datetime) -> Own:
    """What is in force about somebody, looked up once in a unit. What is about a facility is also about those merged
    with it.
    """
    held: Own | None = unit.memo.get((Clearance, standing.person_id))
    if held is not None:
        return held
    organisations = [standing.organisation_id, *await affiliation.consortia_of(unit, standing)]
    values = {"person": standing.person_id, "organisations": organisations, "now": now}
    rows: Any = await unit.run(ON, values)
    words = [Word(*row) for row in rows]
    merged: list[Word] = []
    for word in words:
        if word.subject.startswith(FACILITY):
            family: Any = await unit.run(FAMILY, {"facilities": [word.subject.removeprefix(FACILITY)]})
            merged += [word._replace(subject=f"{FACILITY}{one}") for (one,) in family]
    found = unit.memo[Clearance, standing.person_id] = Own(words=(*words, *merged))
    return found


async def _words(unit: Unit, concern: Concern, now: datetime) -> list[Word]:
    values = {"subjects": list(concern.subjects), "now": now}
    facilities = [one.removeprefix(FACILITY) for one in concern.subjects if one.startswith(FACILITY)]
    rows: Any
    if facilities:
        rows = await unit.run(ABOUT_A_FACILITY, {**values, "facilities": facilities})
    else:
        rows = await unit.run(ABOUT, values)
    return [Word(*row) for row in rows if row[-1]]  # a group in which nobody takes part is nobody
