"""Which references of engagements a form offers, verb by verb: of what `list` and `show` give to this asker."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.engagement_scope import known
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage.access import Label
from storage.engagement import Engagement
from storage.engagement_forming import CommonAsk
from storage.letter import Inquiry, InquiryState, Letter, LetterState, Paper
from storage.message import say

_UNANSWERED = frozenset({InquiryState.PROPOSED, InquiryState.AGREED})
_PROPOSED = frozenset({InquiryState.PROPOSED})
_DRAFTS = frozenset({LetterState.DRAFT})
_QUESTIONS = {"reword": _PROPOSED, "agree": _UNANSWERED, "adopt": _PROPOSED}
_LETTERS = {
    **dict.fromkeys(("revise", "sign", "unsign", "send", "comment", "uncomment", "lock", "unlock"), _DRAFTS),
    "unsend": frozenset({LetterState.SENT}),
    "file": frozenset(LetterState) - {LetterState.DROPPED},
}
_ANSWERED = frozenset({"answer", "retract", "rate"})
_BANKED = {"keep": False, "unkeep": True}  # by verb: whether it waits for the bank
_ASKS = frozenset({"amend", "waive"})
OFFERED = 200  # questions, and letters, looked through while somebody types: the newest


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The engagements, or their questions and letters, that a verb may be said of. All of it is AMBER."""
    if not work.world.may_carry(work.platform, Label.AMBER):
        return ()
    found = await known(work)
    if verb in _BANKED:
        return await _banked(work, [one.id for one, _, inside in found if inside], waits=_BANKED[verb])
    if verb in _ASKS:
        return await _asks(work, [one for one, _, inside in found if inside and one.is_open])
    if verb in _QUESTIONS or verb in _LETTERS or verb in _ANSWERED or verb == "drop":
        return await _papers(work, verb, [one.id for one, _, inside in found if inside and one.is_open])
    return [_of(one, company) for one, company, inside in found if _takes(one, verb, inside=inside)]


def _of(engagement: Engagement, company: str) -> Suggestion:
    key = "suggestion-engagement" if engagement.is_open else "suggestion-engagement-closed"
    shown = say(key, code=engagement.code, company=company)
    return Suggestion(value=engagement.code, shown=shown, label=Label.AMBER)


def _takes(engagement: Engagement, verb: str, *, inside: bool) -> bool:
    """Whether something can come of it: what is closed is shown, left or taken up again, and nothing else."""
    if verb == "reopen":
        return inside and not engagement.is_open
    return (inside or verb in {"show", "join"}) and (engagement.is_open or verb in {"show", "leave"})


async def _papers(work: Work, verb: str, engagement_ids: Sequence[str]) -> Sequence[Suggestion]:
    found: list[Paper] = []
    if verb not in _LETTERS:
        questions = select(Inquiry).where(Inquiry.engagement_id.in_(engagement_ids))
        found += await work.unit.scalars(questions.order_by(Inquiry.created_at.desc()).limit(OFFERED))
    if verb not in _QUESTIONS:
        letters = select(Letter).where(Letter.engagement_id.in_(engagement_ids))
        found += await work.unit.scalars(letters.order_by(Letter.created_at.desc()).limit(OFFERED))
    return [coded(one.code, one.text, label=Label.AMBER) for one in found if _answers_to(one, verb)]


async def _banked(work: Work, engagement_ids: Sequence[str], *, waits: bool) -> Sequence[Suggestion]:
    """The questions that the bank may have, or those that wait for it."""
    query = select(Inquiry).where(
        Inquiry.engagement_id.in_(engagement_ids), Inquiry.bank_id.is_(None), Inquiry.kept_at.is_not(None) == waits
    )
    found = await work.unit.scalars(query.order_by(Inquiry.created_at.desc()).limit(OFFERED))
    return [coded(one.code, one.text, label=Label.AMBER) for one in found if one.is_answerable]


async def _asks(work: Work, engagements: Sequence[Engagement]) -> Sequence[Suggestion]:
    """The common asks of those that the asker steers."""
    steered = [one.id for one in engagements if work.is_staff or work.own.id in {one.lead_id, one.co_lead_id}]
    standing = select(CommonAsk).where(CommonAsk.engagement_id.in_(steered), CommonAsk.dropped_at.is_(None))
    found = await work.unit.scalars(standing.order_by(CommonAsk.created_at.desc()).limit(OFFERED))
    return [coded(one.code, one.text, label=Label.AMBER) for one in found]


def _answers_to(paper: Paper, verb: str) -> bool:
    """Whether it stands where the verb can be said of it; `drop` takes both kinds, before the company has them."""
    if verb in _ANSWERED:
        return paper.is_answerable
    if isinstance(paper, Inquiry):
        return paper.state in _QUESTIONS.get(verb, _UNANSWERED)
    return paper.state in _LETTERS.get(verb, _DRAFTS)
