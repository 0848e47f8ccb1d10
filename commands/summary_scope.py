"""Which summaries somebody may know of, and what may not be made of them: one place for both."""

from sqlalchemy import Select

from commands.engine.work import Work
from storage import clearance_reach, directory
from storage.audience import Reach
from storage.quoting import quotes, runs
from storage.refusal import Refusal
from storage.summary import Summary
from storage.summary_coded import EVERY_SUMMARY


async def readable(work: Work, among: Select[Summary] = EVERY_SUMMARY, **values: str) -> list[Summary]:
    """Every summary the asker may know of, newest first. The one door: `list`, `show` and all others come in here.

    A code is looked for here only, so that a guessed code and an existing one that is not for the asker take the same
    path.
    """
    standing = await directory.standing_of(work.unit, work.person)
    line = await directory.line_of(work.unit, standing)
    reaches: dict[object, Reach] = {}
    said = await clearance_reach.own(work.unit, standing, now=work.now)
    found = []
    for one in await work.unit.scalars(among, **values):
        audience = one.audience
        if audience.rule not in reaches:
            reaches[audience.rule] = await directory.reach(work.unit, audience.rule, now=work.now, among=line)
        if one.is_readable(standing, said.narrowed(reaches[audience.rule], audience.concerns)):
            found.append(one)
    return found


async def refuse_quotes(work: Work, *texts: str | None) -> None:
    """For what becomes TLP:GREEN. Raises Refusal where it quotes a narrower summary that its author could read: a
    derived text inherits the narrowest label of its sources, and there is no narrower lesson, minute or question.
    """
    said = runs(*(one for one in texts if one))
    if not said:  # nothing long enough to be a quotation, so nothing is looked for
        return
    for one in await readable(work):
        if one.label.is_restricted and quotes(said, (one.text or "", one.heading or "")):
            work.read(one.label)
            raise Refusal("summary-quoted", code=one.code, label=one.label)
