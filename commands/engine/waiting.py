"""What waits for somebody, topic by topic; and first, in one statement, where there can be anything at all.

`help`, `my` and the brief put some fifteen questions, most of which come to nothing. So a topic says besides under
which condition something may wait (`perhaps`), told by who asks. Where that doesn't hold its own look isn't taken;
where it does, the look decides, and may still find nothing. It is told of those who coordinate nothing: for whoever
coordinates something always waits.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Date, Select, String, bindparam, select

from storage.group import Membership
from storage.message import Message

if TYPE_CHECKING:
    from commands.engine.work import Work

Look = Callable[["Work"], Awaitable[list[Message]]]

# Who asks, and when, in a condition.
ME = bindparam("me", type_=String)  # a person's id
OURS = bindparam("ours", type_=String)  # the id of their organisation
HERE = bindparam("here", type_=String)  # a platform
TOMORROW = bindparam("tomorrow", type_=Date)  # a date: what has a day is looked up until it is over in every zone
OUR_GROUPS = select(Membership.group_id).where(Membership.organisation_id == OURS, Membership.left_at.is_(None))


class Waiting:
    """A topic's look at what waits for the asker, taken where `perhaps` holds."""

    def __init__(self, look: Look, perhaps: ColumnElement[bool]) -> None:
        self.look = look
        self.perhaps = perhaps

    async def __call__(self, work: "Work") -> list[Message]:
        """What waits."""
        return await self.look(work)


def where(perhaps: ColumnElement[bool]) -> Callable[[Look], Waiting]:
    """Make a topic's look one that is only taken where something may wait."""
    return lambda look: Waiting(look, perhaps)


async def all_that_waits(work: "Work") -> list[Message]:
    """What waits for the asker, in the order of the topics."""
    looks = work.world.waiting
    glances = () if work.person.is_staff else tuple(one for one in looks if isinstance(one, Waiting))
    holds = iter((await work.unit.run(_glance(glances), _asked(work))).one() if glances else ())
    taken = [look for look in looks if look not in glances or next(holds)]
    return [message for look in taken for message in await look(work)]


@cache
def _glance(glances: tuple[Waiting, ...]) -> Select[*tuple[bool, ...]]:
    return select(*(one.perhaps.label(f"topic_{number}") for number, one in enumerate(glances)))


def _asked(work: "Work") -> dict[str, object]:
    person = work.person
    return {
        "me": person.id, "ours": person.organisation_id, "here": work.platform,
        "tomorrow": work.now.date() + timedelta(days=1),
    }  # fmt: skip
