"""Which signatures stand under a letter: while it is a draft they come and go with who takes part, and what was sent
keeps those it was sent with.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select, update

from commands.engagement_scope import in_tender, voices
from commands.engine.work import Work
from storage.engagement import Engagement
from storage.letter import Agreement, Inquiry, InquiryState, Letter, LetterState, Signature
from storage.organisation import Organisation
from storage.unit import Unit


async def signed_by(unit: Unit, letter: Letter, engagement: Engagement) -> list[tuple[str, Signature]]:
    """The signatures under a letter as it is now, each with its organisation's name: under a draft, of those whose word
    is asked for now; under what was sent, all that went with it, whoever has left since. None of who is in a tender.
    """
    query = (
        select(Organisation.name, Signature)
        .join(Organisation, Organisation.id == Signature.organisation_id)
        .where(_stands(letter), ~in_tender(Signature.organisation_id, engagement.company_id))
        .order_by(Signature.at)
    )
    found = [(name, one) for name, one in await unit.rows(query)]
    if letter.is_answerable:
        return found
    named = {one.id for one in await voices(unit, engagement)}
    return [(name, one) for name, one in found if one.organisation_id in named]


async def signatures_of(unit: Unit, letter: Letter, engagement: Engagement) -> list[Signature]:
    """The same without the names."""
    return [one for _, one in await signed_by(unit, letter, engagement)]


async def send_with(work: Work, letter: Letter, signed: Collection[str]) -> None:
    """It goes with the signatures of these organisations; the others under it are void."""
    others = _stands(letter) & Signature.organisation_id.not_in(signed)
    await work.unit.change(update(Signature).where(others).values(withdrawn_at=work.now))


async def void_words(work: Work, engagement: Engagement, organisation_id: str) -> list[str]:
    """An organisation leaves: it agrees to nothing any more that is not settled, and signs nothing that was not sent.
    The codes of the letters that it had signed.
    """
    drafts = select(Letter).where(Letter.engagement_id == engagement.id, Letter.state == LetterState.DRAFT)
    unsigned = [
        (draft.code, own)
        for draft in await work.unit.scalars(drafts)
        for own in await work.unit.scalars(select(Signature).where(of_organisation(draft, organisation_id)))
    ]
    for _, own in unsigned:
        own.withdrawn_at = work.now
    open_ = select(Inquiry.id).where(Inquiry.engagement_id == engagement.id, Inquiry.state == InquiryState.PROPOSED)
    theirs = (Agreement.organisation_id == organisation_id) & Agreement.inquiry_id.in_(open_)
    for one in await work.unit.scalars(select(Agreement).where(theirs, Agreement.void_at.is_(None))):
        one.void_at = work.now
    return [code for code, _ in unsigned]


def of_organisation(letter: Letter, organisation_id: str) -> ColumnElement[bool]:
    """An organisation's signature that stands under a letter as it is now."""
    return and_(_stands(letter), Signature.organisation_id == organisation_id)


def _stands(letter: Letter) -> ColumnElement[bool]:
    return and_(Signature.letter_id == letter.id, Signature.version == letter.version, Signature.withdrawn_at.is_(None))
