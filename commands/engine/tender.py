"""What a buyer says to the others while a tender of its own runs is looked at before anything is done with it."""

from commands.engine.grievance import NAMES
from commands.engine.options import Option
from commands.engine.request import Request
from commands.engine.work import Work
from storage import tender
from storage.access import Action, Label
from storage.refusal import Refusal

_PROSE = frozenset({"Text", "Title"})
_INSIDE = frozenset({"engagement", "plan", "route"})  # whoever may say it, those in an engagement read it


async def refuse_tender_facts(work: Work, request: Request) -> None:
    """Raises Refusal where a text for those in an engagement could tell of prices, bids or evaluations, or one for
    peers of an amount or of what became of a bid, and a tender of the asker's organisation runs, with whatever company.
    It is asked before anything is looked up, so that it says nothing of what there is.
    """
    is_inside = request.spec.may is Action.ENGAGE or request.spec.path[0] in _INSIDE
    if work.is_staff or not (is_inside or request.spec.may is Action.CONTRIBUTE):
        return
    found_in = tender.facts_in if is_inside else tender.outcomes_in
    said = [request.values.get(one.parameter) for one in request.spec.options if _holds_words(one)]
    facts = found_in("\n".join(one for one in said if isinstance(one, str)))
    company = await tender.running(work.unit, work.own.id) if facts else None
    if company is None:
        return
    work.read(Label.AMBER)
    refusal = Refusal("tender-facts", company=company, facts=facts)
    refusal.label = work.label
    refusal.message = refusal.message.step("organisation", "tender", rest=f'"{company}" {{word-answer-no}}')
    raise refusal


def _holds_words(option: Option) -> bool:
    """Whether anything can be said in it; a few words are read as well, where they are no name."""
    return option.kind in _PROSE or (option.kind == "str" and option.name not in NAMES)
