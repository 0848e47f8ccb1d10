"""Tools: what peers use, for what, with which limits, how credible, and what they think of it.

The register is TLP:GREEN. Who rated what how is shown to nobody: ratings are shown together.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from sqlalchemy import Select, delete, select, update

from commands.engine.options import Between, Code, Text, Title
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from storage.access import Action
from storage.grievance import hold_back
from storage.message import Message, Prose, say, word_of
from storage.procurement import LabourIssue, ProcurementStage
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.stemming import sought
from storage.tool import MOST_STARS, Spread, Tool, ToolRating
from storage.unit import Unit

FOUND = 7
LISTED = 30
Stars = Annotated[int, Between(least=0, most=MOST_STARS)]


@command(may=Action.CONTRIBUTE)
async def add(
    work: Work,
    name: str,
    use: Text,
    limits: Text | None = None,
    credibility: Text | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Register a tool: what you use it for and, if you like, its limits, how credible it is, and where it helps."""
    hold_back(use, limits or "", credibility or "", nobody=nobody)
    if await work.unit.scalar(_shown().where(Tool.name == name)) is not None:
        raise Refusal("tool-known", name=name)
    tool = Tool(
        author_id=work.person.id, organisation_id=work.own.id, name=name, use=use, limits=limits or "",
        credibility=credibility or "", stage=stage, issue=issue, locale=work.person.locale, created_at=work.now,
    )  # fmt: skip
    tool.index()
    await number_next(work.unit, tool, Tool.number)
    work.about(f"tool:{tool.id}")
    return say("tool-added", code=tool.code, name=name).step("tool", "rate", rest=tool.code)


@command(may=Action.CONTRIBUTE, private=True)
async def edit(
    work: Work,
    code: Code,
    use: Text | None = None,
    limits: Text | None = None,
    credibility: Text | None = None,
    stage: ProcurementStage | None = None,
    issue: LabourIssue | None = None,
    nobody: bool | None = None,
) -> Message:
    """Change what your organisation registered of a tool."""
    tool = await _tool(work, code)
    tool.refuse_change(by=work.person)
    hold_back(use or "", limits or "", credibility or "", nobody=nobody)
    given = {"use": use, "limits": limits, "credibility": credibility, "stage": stage, "issue": issue}
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Refusal("tool-edit-nothing", code=tool.code)
    for name, value in changes.items():
        setattr(tool, name, value)
    tool.index()
    work.about(f"tool:{tool.id}")
    return say("tool-edited", code=tool.code).step("tool", "show", rest=tool.code)


@command(may=Action.CONTRIBUTE, private=True)
async def withdraw(work: Work, code: Code, off: bool = False) -> Message:
    """Take a tool of your organisation's out of the register (or, with off:yes, put it back)."""
    tool = await _tool(work, code, withdrawn=off)
    if off:
        tool.restore(by=work.person)
    else:
        tool.withdraw(by=work.person, now=work.now)
    work.about(f"tool:{tool.id}")
    return say("tool-restored" if off else "tool-withdrawn", code=tool.code).step("tool", "list")


@command(may=Action.RESPOND, private=True)
async def rate(work: Work, code: Code, stars: Stars, why: Text | None = None, nobody: bool | None = None) -> Message:
    """Rate a tool for your organisation, from 1 to 5 stars, and say why; again to change it, 0 to take it back."""
    tool = await _tool(work, code)
    hold_back(why or "", nobody=nobody)
    own = (ToolRating.tool_id == tool.id) & (ToolRating.organisation_id == work.own.id)
    work.about(f"tool:{tool.id}")
    if stars == 0:
        if not await work.unit.change(delete(ToolRating).where(own)):
            raise Refusal("tool-rated-never", code=tool.code)
        return say("tool-unrated", code=tool.code).step("tool", "show", rest=tool.code)
    said: dict[str, Any] = {
        "stars": stars,
        "why": why or "",
        "locale": work.person.locale,
        "person_id": work.person.id,
        "at": work.now,
    }
    if not await work.unit.add_once(ToolRating(tool_id=tool.id, organisation_id=work.own.id, **said), own):
        await work.unit.change(update(ToolRating).where(own).values(**said))
    return say("tool-rated", code=tool.code, stars=stars).step("tool", "show", rest=tool.code)


@command(may=Action.READ)
async def find(
    work: Work, words: Title, stage: ProcurementStage | None = None, issue: LabourIssue | None = None
) -> Message:
    """Find tools by words, whatever their accents and endings."""
    wanted = sought(words)
    ranked = [(_score(tool, wanted), tool) for tool in await work.unit.scalars(_filed(stage, issue))]
    found = [tool for score, tool in sorted(ranked, key=lambda one: (-one[0], one[1].name)) if score]
    if not found:
        return say("tool-found-none").step("question", "ask")
    return await _list(work, found[:FOUND], count=len(found))


@command(may=Action.READ)
async def list_(work: Work, stage: ProcurementStage | None = None, issue: LabourIssue | None = None) -> Message:
    """List the tools, all or those of one stage or issue, by name."""
    found = await work.unit.scalars(_filed(stage, issue).order_by(Tool.name).limit(LISTED))
    if not found:
        return say("tool-none").step("tool", "add")
    return await _list(work, found, count=len(found))


@command(may=Action.READ)
async def show(work: Work, code: Code) -> Message:
    """Show a tool, and what peers think of it."""
    tool = await _tool(work, code)
    message = say("tool-shown", code=tool.code, name=tool.name, use=Prose(tool.use, tool.locale))
    if tool.limits:
        message = message.then(say("tool-limits", text=Prose(tool.limits, tool.locale)))
    if tool.credibility:
        message = message.then(say("tool-credibility", text=Prose(tool.credibility, tool.locale)))
    if tool.stage is not None:
        message = message.then(say("lesson-stage", stage=word_of(tool.stage)))
    if tool.issue is not None:
        message = message.then(say("lesson-issue", issue=word_of(tool.issue)))
    ratings = await work.unit.scalars(
        select(ToolRating).where(ToolRating.tool_id == tool.id).order_by(ToolRating.stars, ToolRating.id)
    )
    message = message.then(_together(Spread.of([one.stars for one in ratings])))
    reasons = [say("line-tool-why", stars=one.stars, text=Prose(one.why, one.locale)) for one in ratings if one.why]
    return message.then(*reasons).step("tool", "rate", rest=tool.code)


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The tools that a verb may be said of: those that `list` lists."""
    query = _shown().order_by(Tool.name)
    if verb in {"edit", "withdraw"} and not work.is_staff:
        query = query.where(Tool.organisation_id == work.own.id)
    found = await work.unit.scalars(query)
    return [replace(coded(one.code, one.name), words=one.name) for one in found]


def _shown() -> Select[Tool]:
    return select(Tool).where(Tool.withdrawn_at.is_(None))


def _filed(stage: ProcurementStage | None, issue: LabourIssue | None) -> Select[Tool]:
    query = _shown()
    if stage is not None:
        query = query.where(Tool.stage == stage)
    return query if issue is None else query.where(Tool.issue == issue)


async def _tool(work: Work, code: str, *, withdrawn: bool = False) -> Tool:
    """The tool, in the register or out of it. Raises Absent."""
    kind, _, digits = code.partition("-")
    if kind != "T" or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Absent
    found = await work.unit.scalar(select(Tool).where(Tool.number == int(digits)))
    if found is None or (found.withdrawn_at is not None) is not withdrawn:
        raise Absent
    return found


def _score(tool: Tool, wanted: Sequence[Sequence[str]]) -> int:
    """How many of the words it has."""
    there = set(tool.stems.split())
    return sum(any(stem in there for stem in word) for word in wanted)


async def _list(work: Work, tools: Sequence[Tool], *, count: int) -> Message:
    stars = await _stars(work.unit, [one.id for one in tools])
    lines = [
        say("line-tool", code=one.code, name=one.name, ratings=_together(Spread.of(stars.get(one.id, ()))))
        for one in tools
    ]
    return say("tool-list", count=count).then(*lines).step("tool", "show", rest=tools[0].code)


async def _stars(unit: Unit, tool_ids: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    query = select(ToolRating.tool_id, ToolRating.stars).where(ToolRating.tool_id.in_(tool_ids))
    for tool_id, stars in await unit.rows(query):
        found.setdefault(tool_id, []).append(stars)
    return found


def _together(spread: Spread | None) -> Message:
    """Ratings in one line; where they contradict each other, no middle is given."""
    if spread is None:
        return say("tool-unrated-yet")
    values = {"count": spread.count, "least": spread.least, "most": spread.most}
    if spread.is_contradictory:
        return say("tool-ratings-apart", **values)
    return say("tool-ratings", **values, middle=spread.middle)
