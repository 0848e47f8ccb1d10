"""Disclosures that an issue may tell of, each to its own audience.

What is asked of a brand is known to those who ask, so its reference stands where all who take part in a group ask it.
What came is told further by the contract's own rule, of a brand and of nobody who asked: to every public buyer, or to
everybody. A running tender keeps it back, and so does a contract that was narrowed since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, literal, or_, select
from sqlalchemy.orm import aliased

from storage.access import Label
from storage.audience import Audience, AudienceKind
from storage.disclosure import (
    WAITED_FOR,
    Disclosure,
    DisclosureParty,
    audience_of,
    brands_to_tell_of,
    came,
    parties_of,
)
from storage.few import among_few
from storage.group import Membership
from storage.organisation import BUYERS, Company, Organisation
from storage.room import Room
from storage.told import Brand
from storage.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """References for those who ask, or brands for those whom a contract lets be told; never both."""

    label: Label
    audience: Audience
    codes: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    told: tuple[Brand, ...] = ()


async def disclosed(unit: Unit, room: Room, *, since: date, until: date) -> Sequence[Disclosed]:
    """What may be told in a room of what was waited for, or came from the day `since` to the one before `until`: the
    next issue begins with the day on which this one ends, so that nothing that came on it is lost.
    """
    found = []
    public = await brands_to_tell_of(unit, since, until, is_public=True)
    if Label.AMBER.within(room.ceiling):
        stands = or_(Disclosure.state.in_(WAITED_FOR), came(since, until))
        found += await _asked_together(unit, room, stands, until)
        if await unit.scalar(_OTHERS.where(Membership.group_id == room.group_id).limit(1)) is None:
            for_buyers = await brands_to_tell_of(unit, since, until, is_public=False)
            more = [one for one in for_buyers if one not in public]
            found += _told(Label.AMBER, Audience(AudienceKind.AFFILIATES), more, since, until)
    return [*found, *_told(Label.GREEN, Audience.community(), public, since, until)]


async def _asked_together(unit: Unit, room: Room, stands: ColumnElement[bool], until: date) -> list[Disclosed]:
    """Those that somebody of the group asks, and with them all who take part in it."""
    present, asker = aliased(Membership), aliased(Membership)
    joined = exists().where(
        DisclosureParty.disclosure_id == Disclosure.id,
        DisclosureParty.organisation_id == present.organisation_id,
        DisclosureParty.joined_at.is_not(None),
        DisclosureParty.left_at.is_(None),
    )
    left_out = exists().where(
        present.group_id == literal(room.group_id),
        present.left_at.is_(None),
        present.organisation_id != Disclosure.organisation_id,
        ~joined.correlate_except(DisclosureParty),
    )
    askers = select(asker.organisation_id).where(asker.group_id == room.group_id, asker.left_at.is_(None))
    query = select(Disclosure).where(among_few(Disclosure.organisation_id, askers), stands, ~left_out)
    # Asked for in order, SQLite reads them all in that order instead of the members' few.
    found = sorted(await unit.scalars(query), key=lambda one: one.code)
    return [
        Disclosed(label=Label.AMBER, audience=audience_of(one, await parties_of(unit, one)), codes=(one.code,))
        for one in found
        if one.created_at.date() <= until
    ]


def _told(label: Label, audience: Audience, brands: Sequence[Company], since: date, until: date) -> list[Disclosed]:
    """One for all of them, with what is asked anew when it leaves."""
    if not brands:
        return []
    is_public = label is Label.GREEN
    told = tuple(Brand(brand_id=one.id, since=since, until=until, is_public=is_public) for one in brands)
    return [Disclosed(label=label, audience=audience, companies=tuple(one.name for one in brands), told=told)]


_OTHERS = (
    select(Membership.id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.left_at.is_(None), Organisation.kind.not_in(BUYERS))
)  # who takes part in a group and is no public buyer
