"""How good the company's answers are: each organisation that takes part says so for itself, and the lead decides."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_room import post
from commands.engagement_scope import participants
from commands.engine.work import Work
from storage.engagement import Engagement
from storage.letter import AnswerRating, CompanyAnswer, Inquiry, Letter, Paper, Quality
from storage.message import Message, say, word_of
from storage.person import Person
from storage.unit import Unit


async def note(work: Work, given: CompanyAnswer, quality: Quality) -> tuple[str, Quality] | None:
    """Keep what the asker's organisation finds. A later word takes the place of an earlier one: whose, and which."""
    before = None
    found = AnswerRating(
        answer_id=given.id, organisation_id=work.own.id, person_id=work.person.id, quality=quality, at=work.now
    )
    mine = (AnswerRating.answer_id == given.id) & (AnswerRating.organisation_id == work.own.id)
    if not await work.unit.add_once(found, mine):
        kept = (await work.unit.scalars(select(AnswerRating).where(mine)))[0]
        if kept.quality is not quality:
            before = (await work.unit.session.get_one(Person, kept.person_id)).name, kept.quality
        kept.person_id, kept.quality, kept.at = work.person.id, quality, work.now
    await work.unit.session.flush()
    return before


async def opine(
    work: Work, engagement: Engagement, paper: Paper, given: CompanyAnswer, quality: Quality
) -> list[Message]:
    """A supporter's word on an answer, said in its thread; with it all that was said, where that differs. What is told
    to them beside: the word of their organisation's that it takes the place of.
    """
    before = await note(work, given, quality)
    message = say("engagement-rated-by", name=work.own.name, code=paper.code, quality=word_of(quality))
    if before is not None:  # in the room an organisation speaks, not its people
        message = message.then(say("engagement-rating-was", quality=word_of(before[1])))
    differing = differ(await ratings_of(work.unit, engagement, given), decided=given.quality is not None)
    await post(
        work, engagement, message.then(*differing), once=f"opined.{given.id}.{work.own.id}.{work.event_id}",
        under=paper,
    )  # fmt: skip
    return replaced(before)


def replaced(before: tuple[str, Quality] | None) -> list[Message]:
    """Whose word of the same organisation counts no more, for its people alone."""
    return [] if before is None else [say("engagement-rating-before", name=before[0], quality=word_of(before[1]))]


async def ratings_of(unit: Unit, engagement: Engagement, given: CompanyAnswer) -> Sequence[tuple[str, Quality]]:
    """What each organisation that takes part, and may be named, finds of an answer; by name."""
    named = {one.id: one.name for one in await participants(unit, engagement)}
    found = await unit.scalars(select(AnswerRating).where(AnswerRating.answer_id == given.id))
    return sorted((named[one.organisation_id], one.quality) for one in found if one.organisation_id in named)


async def contested(unit: Unit, engagement: Engagement) -> list[str]:
    """The questions and letters whose answer is rated differently, and that the lead has not decided about: codes."""
    questions = await unit.scalars(select(Inquiry).where(Inquiry.engagement_id == engagement.id))
    letters = await unit.scalars(select(Letter).where(Letter.engagement_id == engagement.id))
    papers: dict[str, Paper] = {one.id: one for one in questions}
    papers.update({one.id: one for one in letters})
    undecided = select(CompanyAnswer).where(
        CompanyAnswer.about_id.in_(papers), CompanyAnswer.quality.is_(None), CompanyAnswer.retracted_at.is_(None)
    )
    answers = await unit.scalars(undecided.order_by(CompanyAnswer.logged_at))
    open_ = [one for one in answers if differ(await ratings_of(unit, engagement, one), decided=False)]
    return list(dict.fromkeys(papers[one.about_id].code for one in open_))


def differ(ratings: Sequence[tuple[str, Quality]], *, decided: bool) -> list[Message]:
    """All ratings, where they contradict each other; nothing where they don't."""
    if len({quality for _, quality in ratings}) < 2:
        return []
    said = tuple(say("engagement-rating-of", name=name, quality=word_of(quality)) for name, quality in ratings)
    return [say("engagement-ratings-differ", ratings=said, decided=int(decided))]
