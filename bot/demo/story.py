"""The story, in order: acts of scenes, each played once its topics are there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.scenes import digest, engagement, house, lesson, meeting, summary, walls
from bot.demo.stage import Stage
from commands import TOPICS

Scene = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Some scenes under a title, and the topics they `need`. `meets` are the walls whose breaking it must notice."""

    title: str
    scenes: tuple[Scene, ...]
    meets: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()


EVERY_WALL = frozenset({"leak", "double", "plaintext"})

STORY: tuple[Act, ...] = (
    Act(title="1 · Working groups and organisations", scenes=(house.groups,), meets=EVERY_WALL),
    Act(title="2 · People, and what each room may hear", scenes=(house.people, house.rooms), meets=frozenset({"leak"})),
    Act(title="3 · Who may speak, and who may not", scenes=(house.languages, house.outsider, walls.unsigned)),
    Act(
        title="4 · A quarterly meeting, and who does what",
        scenes=(meeting.call, meeting.series, meeting.actions),
        needs=("meeting", "action"),
    ),
    Act(
        title="5 · A confidential summary, released to one room and refused by two",
        scenes=(summary.approved, summary.released, summary.acknowledged),
        meets=frozenset({"leak"}),
        needs=("summary",),
    ),
    Act(
        title="6 · Three buyers of one supplier engage it together",
        scenes=(engagement.matched, engagement.opened, engagement.asked, engagement.written),
        needs=("engagement", "summary"),
    ),
    Act(
        title="7 · A question among peers becomes a lesson",
        scenes=(lesson.asked, lesson.kept),
        needs=("question", "lesson"),
    ),
    Act(title="8 · Coming late, being removed, dying in the middle", scenes=(walls.late, walls.removed, walls.killed)),
    Act(
        title="9 · The month closes with an Affiliate Update in each room",
        scenes=(meeting.minutes, digest.posted, digest.sent),
        needs=("update", "digest", "meeting", "summary"),
    ),
)


def acts(broken: str) -> list[Act]:
    """What is played: everything, or, with a wall broken, the acts that meet it."""
    topics = {topic.__name__.rpartition(".")[2] for topic in TOPICS}
    return [act for act in STORY if set(act.needs) <= topics and (not broken or broken in act.meets)]
