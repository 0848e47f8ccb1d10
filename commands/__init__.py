"""The verbs: what people, and the clock, may ask for. `TOPICS` is the whole list, in the order in which help shows it.

What a topic offers besides its commands stands in the module under these names: `JOBS` (what the clock asks for),
`waiting` (what waits for somebody, for `my`), `SHORT_REPLIES` (what a short reply to one of its posts means), `codes`
(which references a form offers for a verb).
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType, ModuleType

from commands import (
    action,
    audit,
    bank,
    clearance,
    contract,
    digest,
    digest_consent,
    digest_pictures,
    digest_reading,
    disclosure,
    engagement,
    engagement_bank,
    engagement_clocks,
    engagement_forming,
    engagement_letter,
    engagement_replace,
    expertise,
    facility,
    facility_linkage,
    facility_room,
    file,
    follow,
    group,
    help,  # noqa: A004  the topic's own word
    hold,
    lesson,
    leverage,
    meeting,
    organisation,
    organisation_company,
    organisation_shared,
    person,
    person_brief,
    plan,
    plan_picture,
    programme,
    question,
    room,
    route,
    summary,
    tool,
    update,
)
from commands.engine.dispatch import Job
from commands.engine.posts import ShortReplies
from commands.engine.suggest import Codes
from commands.engine.work import Work
from storage.message import Message

TOPICS: tuple[ModuleType, ...] = (
    help,
    meeting,
    action,
    summary,
    engagement,
    engagement_bank,
    engagement_letter,
    engagement_forming,
    engagement_clocks,
    engagement_replace,
    bank,
    route,
    plan,
    plan_picture,
    leverage,
    disclosure,
    facility,
    facility_linkage,
    facility_room,
    file,
    question,
    lesson,
    tool,
    expertise,
    update,
    digest,
    digest_consent,
    digest_pictures,
    digest_reading,
    group,
    programme,
    organisation,
    organisation_company,
    organisation_shared,
    contract,
    person,
    person_brief,
    follow,
    room,
    clearance,
    audit,
    hold,
)
JOBS: tuple[Job, ...] = tuple(job for topic in TOPICS for job in getattr(topic, "JOBS", ()))
WAITING: tuple[Callable[[Work], Awaitable[list[Message]]], ...] = tuple(
    topic.waiting for topic in TOPICS if hasattr(topic, "waiting")
)
CONVERSATION: ShortReplies = MappingProxyType(
    {key: meaning for topic in TOPICS for key, meaning in getattr(topic, "SHORT_REPLIES", {}).items()}
)
CODES: Mapping[str, Codes] = MappingProxyType(
    {topic.__name__.rpartition(".")[2]: topic.codes for topic in TOPICS if hasattr(topic, "codes")}
)
