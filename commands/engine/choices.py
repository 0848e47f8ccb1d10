"""What may be chosen, seen with the asker's own eyes: a suggestion is a leak too.

Each gives all there is or, of what is sought, the first 25 whose names hold it, whatever its case and accents: those
that begin with it come first. The database looks, so that no network is too large to type a name in.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, case, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from commands.engine.options import Choice, Choices, Context
from commands.engine.tokens import fold
from storage import directory
from storage.access import Label
from storage.group import Group
from storage.organisation import Company, Organisation, OrganisationStatus
from storage.person import Person, PersonStatus
from storage.room import Room, RoomKind, RoomState

MOST = 25  # Discord's limit; more can't be looked through anyway
MAX_SOUGHT = 80  # characters; no name is longer

_COMBINING = "[\u0300-\u036f]*"  # accents that stand by themselves, as some keyboards write them
_JOINED = {"oe": "[œŒ]", "ae": "[æÆ]", "ss": "[ßẞ]"}
_LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00))  # ASCII to Latin Extended-B, and Latin Extended Additional


async def organisations(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """The network's organisations; every member may know the others."""
    query = select(Organisation.name).where(Organisation.status == OrganisationStatus.ACTIVE)
    return await _names(context, query, Organisation.name, sought)


async def at_any_stage(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """For staff, also those that may become members, and the suspended."""
    if not context.is_staff:
        return await organisations(context, sought)
    query = select(Organisation.name).where(Organisation.status != OrganisationStatus.ENDED)
    return await _names(context, query, Organisation.name, sought)


async def companies(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """The companies that are known; who buys from them is another matter."""
    return await _names(context, select(Company.name), Company.name, sought)


async def people(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """The active people, and for staff the invited ones too."""
    query = select(Person.name).where(Person.status != PersonStatus.LEFT)
    if not context.is_staff:
        query = query.where(Person.status == PersonStatus.ACTIVE)
        query = query.where(_of_an_active_one(Person.organisation_id))
        if context.person_id:  # a newcomer's own organisation is not active: nobody is named to them
            own = select(Person.organisation_id).where(Person.id == context.person_id).scalar_subquery()
            query = query.where(_of_an_active_one(own))
    return await _names(context, query, Person.name, sought)


async def groups(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """The groups that concern the asker: few enough to be given whole, whatever is sought."""
    if context.person_id is None:
        return []
    person = await context.unit.session.get_one(Person, context.person_id)
    return [(group.code, f"{group.code}, {group.name}") for group in await directory.groups_of(context.unit, person)]


async def rooms(context: Context, sought: str | None = None) -> Sequence[Choice]:
    """The rooms there are, for staff; a member's own groups' rooms otherwise.

    An engagement's room is called by its code, which is AMBER: no platform shows it that may not carry that.
    """
    kinds = [RoomKind.STAFF, RoomKind.GROUP]
    if Label.AMBER.within(context.ceiling):
        kinds.append(RoomKind.ENGAGEMENT)
    query = select(Room.name).where(Room.kind.in_(kinds), Room.state != RoomState.RETIRED)
    if not context.is_staff:
        own = [code for code, _ in await groups(context)]
        query = query.join(Group, Group.id == Room.group_id).where(Group.code.in_(own))
    return await _names(context, query, Room.name, sought)


def _of_an_active_one(organisation_id: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return (
        exists()
        .where(Organisation.id == organisation_id, Organisation.status == OrganisationStatus.ACTIVE)
        .correlate_except(Organisation)
    )


CHOICES: Mapping[str, Choices] = MappingProxyType(
    {
        "OrganisationName": organisations,
        "AnyOrganisation": at_any_stage,
        "CompanyName": companies,
        "PersonName": people,
        "GroupCode": groups,
        "RoomName": rooms,
    }
)


async def _names(
    context: Context, query: Select[str], name: InstrumentedAttribute[str], sought: str | None
) -> Sequence[Choice]:
    if sought is not None:
        pattern = spellings(sought)
        begins = name.regexp_match(f"^{pattern}")
        query = query.where(name.regexp_match(pattern)) if pattern else query
        query = query.order_by(case((begins, 0), else_=1)).limit(MOST) if pattern else query.limit(MOST)
    return [(one, one) for one in await context.unit.session.scalars(query.order_by(name))]


def spellings(sought: str) -> str:
    """The regular expression of all that `fold` takes for the same letters, as Python and PostgreSQL both read it."""
    letters = fold(sought.strip()[:MAX_SOUGHT])
    found, at = [], 0
    while at < len(letters):
        pair = letters[at : at + 2]
        if pair in _JOINED:
            found.append(f"(?:{''.join(map(_letter, pair))}|{_JOINED[pair]})")
        else:
            found.append(_letter(pair[0]))
        at += 2 if pair in _JOINED else 1
    return "".join(found)


def _letter(folded: str) -> str:
    variants = dict.fromkeys((folded, *_variants().get(folded, ""), folded.upper()))
    single = "".join(one for one in variants if len(one) == 1 and (one.isalnum() or one in "'’‘"))
    return f"[{single}]{_COMBINING}" if single else re.escape(folded)


@cache
def _variants() -> Mapping[str, str]:
    """The Latin letters that `fold` makes one letter of, by that letter."""
    found: dict[str, str] = {"'": "’‘"}
    for letter in map(chr, _LATIN):
        if letter.isalpha() and len(folded := fold(letter)) == 1:
            found[folded] = found.get(folded, "") + letter
    return found
