"""How long what is kept is kept: one word for each rule, which the data map names for every table."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Rule(StrEnum):
    """When a table's rows, or what they hold, are over."""

    NETWORK = "network"  # while the network works: what was decided, done and learnt
    PERSON = "person"  # until the person is erased
    INSTALLATION = "installation"  # while this installation runs
    REPLACED = "replaced"  # until the next one takes its place
    SEEN = "seen"
    DIALOG = "dialog"
    CLOCK = "clock"
    WORDS = "words"
    CODES = "codes"
    SUMMARY = "summary"
    LOOKS = "looks"
    FILES = "files"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """The durations that operators can set, or that follow from how the bot works."""

    words: timedelta = timedelta(days=90)  # the text of a delivery that is settled, up to TLP:AMBER
    strict: timedelta = timedelta(days=30)  # the same of what is narrower
    withdrawn: timedelta = timedelta(days=365)  # the text of a withdrawn summary, up to TLP:AMBER
    withdrawn_strict: timedelta = timedelta(days=90)  # the same of what is narrower
    seen: timedelta = timedelta(days=365)  # which events were taken in: an old one said again does nothing meanwhile
    codes: timedelta = timedelta(days=90)  # one-time codes, used or not
    clock: timedelta = timedelta(days=400)  # what the clock has done about a meeting or a month
    looks: timedelta = timedelta(days=365)  # what looks at rooms found
    dialog: timedelta = timedelta(days=1)  # a question that nobody answered
    files: timedelta = timedelta(days=7)  # a file for the registry that waits for its bringer's yes
    consent: timedelta = timedelta(days=30)  # words, and wishes to ask together, that nobody said yes to
