"""What an engagement taught, asked for when it is closed: one step to a lesson, with a first sentence to begin with.

A lesson is read by the whole network, so nothing here names a company, an organisation or a code.
"""

from collections.abc import Mapping
from types import MappingProxyType

from commands.engagement_scope import today
from commands.engine.work import Work
from commands.plan_scope import measures_of
from storage.corrective import Progress
from storage.engagement import Engagement, EngagementOutcome
from storage.lesson import Outcome, Theme
from storage.message import Message, Step, say, word_of

_CAME_TO: Mapping[EngagementOutcome, Outcome] = MappingProxyType(
    {
        EngagementOutcome.REMEDIED: Outcome.WORKED,
        EngagementOutcome.PARTLY: Outcome.MIXED,
        EngagementOutcome.TRANSFERRED: Outcome.MIXED,
        EngagementOutcome.UNFOUNDED: Outcome.MIXED,
        EngagementOutcome.NOT_REMEDIED: Outcome.DID_NOT,
        EngagementOutcome.WITHDRAWN: Outcome.DID_NOT,
    }
)


async def lesson_asked(work: Work, engagement: Engagement, result: EngagementOutcome) -> Message:
    """The step to `lesson add` with what came of it, and words to begin with."""
    measures = await measures_of(work.unit, engagement)
    progress = Progress.of(measures, today(work, engagement))
    outcome, theme = word_of(_CAME_TO[result]), word_of(Theme.SUPPLIERS)
    text = say(
        "engagement-lesson-text", months=max(1, round((work.now - engagement.created_at).days / 30)),
        result=word_of(result), all=progress.all, verified=progress.verified,
        delayed=sum(one.extended > 0 for one in measures),
    )  # fmt: skip
    return say("engagement-lesson", step=Step(("lesson", "add"), f"{{{outcome.key}}} {{{theme.key}}}")).then(text)
