"""The story, in order: acts of scenes, each played once its topics are there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.scenes import (
    both,
    ceiling,
    digest,
    engagement,
    forming,
    house,
    lesson,
    meeting,
    months,
    outage,
    raised,
    summary,
    walls,
)
from bot.demo.stage import Stage
from commands import TOPICS

Scene = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Some scenes under a title, and the topics they `need`. `meets` are the walls whose breaking it must notice.

    One `on_discord` is played where there is one.
    """

    title: str
    scenes: tuple[Scene, ...]
    meets: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    on_discord: bool = False


EVERY_WALL = frozenset({"leak", "ceiling", "double", "plaintext"})
LABELS = frozenset({"leak", "ceiling"})

STORY: tuple[Act, ...] = (
    Act(title="Working groups and organisations", scenes=(house.groups,), meets=EVERY_WALL),
    Act(title="People, and what each room may hear", scenes=(house.people, house.rooms), meets=LABELS),
    Act(title="Who may speak, and who may not", scenes=(house.languages, house.outsider, walls.unsigned)),
    Act(
        title="A second home for LEV and ICT, on Discord",
        scenes=(both.linked, both.extended, both.invited, both.authorised),
        meets=frozenset({"leak", "ceiling", "double"}),
        on_discord=True,
    ),
    Act(
        title="A quarterly meeting, and who does what",
        scenes=(meeting.call, meeting.series, meeting.actions),
        needs=("meeting", "action"),
    ),
    Act(
        title="One meeting on both sides, and one person with two accounts",
        scenes=(both.answered, both.one_person),
        needs=("meeting",),
        on_discord=True,
    ),
    Act(
        title="A confidential summary, released to one room and refused by two",
        scenes=(summary.approved, summary.released, summary.acknowledged),
        meets=LABELS,
        needs=("summary",),
    ),
    Act(
        title="What Discord may carry, and what it may not",
        scenes=(ceiling.pointed, ceiling.strange, ceiling.green),
        meets=LABELS,
        needs=("summary",),
        on_discord=True,
    ),
    Act(
        title="A recall on both sides",
        scenes=(ceiling.withdrawn,),
        needs=("summary",),
        on_discord=True,
    ),
    Act(
        title="Three buyers of one supplier engage it together",
        scenes=(
            engagement.matched,
            engagement.opened,
            forming.carded,
            forming.weighed,
            engagement.asked,
            forming.banked,
            forming.kept,
            engagement.written,
        ),
        needs=("engagement", "summary", "leverage", "bank", "follow"),
    ),
    Act(
        title="What the company has to put right, and where things are made",
        scenes=(engagement.planned, engagement.disclosed),
        needs=("engagement", "plan", "route", "disclosure"),
    ),
    Act(
        title="A question among peers becomes a lesson",
        scenes=(
            lesson.asked,
            lesson.kept,
            lesson.overheard,
            lesson.unanswered,
            lesson.tools,
            lesson.introduced,
        ),
        needs=("question", "lesson", "tool", "expertise"),
    ),
    Act(
        title="Peers ask and answer across both sides",
        scenes=(both.peers, both.noted),
        needs=("question", "lesson"),
        on_discord=True,
    ),
    Act(
        title="The first month closes with an Affiliate Update in each room",
        scenes=(digest.posted, digest.overheard, digest.drafted, lesson.handed_on, meeting.kicked_off, digest.first),
        needs=("update", "digest", "meeting", "summary"),
    ),
    Act(
        title="The second month: the quarterly meeting",
        scenes=(meeting.reminded, meeting.held),
        needs=("meeting", "action"),
    ),
    Act(
        title="An Affiliate Update for one group alone, and a mistake put right",
        scenes=(raised.ceiling, digest.second),
        needs=("update", "digest", "meeting", "summary"),
    ),
    Act(
        title="The third month: what was claimed and what was verified, and what it taught",
        scenes=(
            forming.rotated,
            engagement.chased,
            forming.joined,
            engagement.received,
            engagement.verified,
            forming.overseen,
            engagement.closed,
        ),
        needs=("engagement", "plan", "route", "disclosure", "lesson"),
    ),
    Act(
        title="Discord may carry more now: buyers of ICT engage a supplier there",
        scenes=(raised.matched, raised.engaged, raised.written, raised.red),
        needs=("engagement", "summary", "bank"),
        on_discord=True,
    ),
    Act(title="Coming late, being removed, dying in the middle", scenes=(walls.late, walls.removed, walls.killed)),
    Act(
        title="A stranger let in on Discord",
        scenes=(outage.let_in,),
        needs=("meeting", "question"),
        on_discord=True,
    ),
    Act(
        title="The quarter closes",
        scenes=(digest.third, months.today),
        needs=("update", "digest", "meeting", "summary"),
    ),
)


def acts(broken: str, *, on_discord: bool) -> list[Act]:
    """What is played: everything, or, with a wall broken, the acts that meet it."""
    topics = {topic.__name__.rpartition(".")[2] for topic in TOPICS}
    playable = [act for act in STORY if set(act.needs) <= topics and (on_discord or not act.on_discord)]
    return [act for act in playable if not broken or broken in act.meets]
