"""The story, in order: acts of scenes, each played once its topics are there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.demo.scenes import house, walls
from bot.demo.stage import Stage

Scene = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Some scenes under a title. `meets` are the walls whose breaking this act must notice."""

    title: str
    scenes: tuple[Scene, ...]
    meets: frozenset[str] = frozenset()


EVERY_WALL = frozenset({"leak", "double", "plaintext"})

STORY: tuple[Act, ...] = (
    Act(
        title="1 · Working groups, organisations, people, rooms",
        scenes=(house.groups, house.people, house.rooms),
        meets=EVERY_WALL,
    ),
    Act(title="2 · Who may speak, and who may not", scenes=(house.languages, house.outsider, walls.unsigned)),
    Act(title="7 · Coming late, being removed, dying in the middle", scenes=(walls.late, walls.removed, walls.killed)),
)


def acts(broken: str) -> list[Act]:
    """What is played: everything, or, with a wall broken, the acts that meet it."""
    return [act for act in STORY if not broken or broken in act.meets]
