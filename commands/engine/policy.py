"""The durations and hours that operators can set, as handlers and jobs are handed them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from storage.onboarding import DUE_AFTER, StepKind
from storage.retention import Keep
from storage.route import WITHIN, RouteKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every clock of the network's work. Hours are whole hours of the reader's own zone."""

    dialog: timedelta = timedelta(minutes=30)
    confirm: timedelta = timedelta(minutes=10)
    code_valid: timedelta = timedelta(days=7)
    code_tries: int = 5
    day_begins: int = 8  # reminders go out from this hour
    day_ends: int = 19  # and until this one
    reminders: tuple[timedelta, ...] = field(default=(timedelta(days=7), timedelta(days=1)))
    acknowledge: timedelta = timedelta(days=7)  # an organisation's time to acknowledge a summary before it is reminded
    response: timedelta = timedelta(days=30)  # a company's time to answer a letter or a set of questions
    unanswered: timedelta = timedelta(days=10)  # a question's time in its group before staff and its asker are told
    expertise: timedelta = timedelta(days=180)  # how long an offer or a need of expertise stands
    expertise_reminder: timedelta = timedelta(days=14)  # so long before that its owner is told
    hint_again: timedelta = timedelta(days=30)  # so long no lesson is pointed out twice to the same person
    rotation: timedelta = timedelta(days=365)  # how long one organisation leads before it is proposed to hand that on
    routes: Mapping[RouteKind, timedelta] = field(default_factory=lambda: WITHIN)  # what each way to a company has
    digest_day: int = 25  # of the month: staff get the drafts
    digest_hour: int = 9
    digest_needs_approval: bool = False
    digest_least: int = 1  # items; an issue with fewer is skipped
    terms_version: int = 1  # of the handling terms: who accepted an older one is asked again
    onboarding: Mapping[StepKind, timedelta] = field(default_factory=lambda: DUE_AFTER)  # from the start of the run
    authorised: timedelta = timedelta(days=365)  # how long two people's word about a room holds, unless they say less
    command_age: timedelta = timedelta(hours=1)  # older commands, found after an absence, are not acted on
    file_bytes: int = 16 * 1024 * 1024  # of a file that is brought in a chat; `storage.sheet` has a limit of its own
    keep: Keep = field(default_factory=Keep)  # how long what is kept is kept
