"""Every setting, typed, with its unit and default. `bot/setting_check.py` reads and checks them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Interval

from bot.secret import Secret
from commands.engine.policy import Policy
from storage.onboarding import DUE_AFTER, StepKind
from storage.retention import Keep
from storage.route import RouteKind

PREFIX = "ROUNDTABLE_"
DISCORD_API = "https://discord.com/api/v10"
DISCORD_GATEWAY = "wss://gateway.discord.gg/"


@dataclass(frozen=True, slots=True)
class About:
    """What a setting means, for operators: the text in `docs/operating.md`, a value to copy, its unit."""

    meaning: str
    example: str
    unit: str = ""


Hour = Annotated[int, Interval(ge=0, le=23)]
Days = Annotated[int, Interval(ge=1, le=3650)]
Minutes = Annotated[int, Interval(ge=1, le=1440)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
ReminderDays = Annotated[tuple[int, ...], About("Reminders so long before a meeting", "7, 1", "days")]
OnboardingDays = Annotated[
    tuple[str, ...],
    About(
        "By when each step of the way in is due, from its start; what is not named stays", "terms 14, buddy 7", "days"
    ),
]


class BadSettings(Exception):
    """The settings can't be used. `faults` has one sentence for each, naming what to set."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator decides. Secrets are masked in every representation.

    Nothing is checked here: `bot/setting_check.py` makes one of what an operator wrote.
    """

    data_dir: Annotated[
        Path, About("Folder of everything the bot keeps, Matrix's keys included", "/var/lib/roundtable")
    ] = Path("data")
    database_url: Annotated[
        Secret | None,
        About("SQLite or PostgreSQL; unset: SQLite in the data folder", "postgresql://user:password@host/name"),
    ] = None
    key_file: Annotated[
        Path | None,
        About(
            "The key of all that is encrypted at rest, made at first start; unset: in the data folder",
            "/keys/key",
        ),
    ] = None
    admins: Annotated[
        tuple[str, ...],
        About("Two or more people who bootstrap the network", "matrix:@ana:example.org, matrix:@ben:example.org"),
    ] = ()
    locale: Annotated[Literal["en", "fr"], About("Language where nobody chose one", "fr")] = "en"
    zone: Annotated[str, About("Zone (IANA name) where nobody chose one", "Europe/Paris")] = "Europe/Brussels"

    discord_token: Annotated[
        Secret | None, About("The token of the bot's Discord application; unset: Discord is not served", "MTIz ...")
    ] = None
    discord_guild: Annotated[
        str, About("Id of the Discord server in which it opens rooms; others can be bound", "1130000000000000000")
    ] = ""
    discord_ceiling: Annotated[
        Literal["GREEN", "AMBER"],
        About("The most confidential label that may pass through Discord, which can read all of it", "GREEN"),
    ] = "GREEN"
    discord_api: Annotated[
        str, About("Discord's address, or a stand-in's on this machine", "http://127.0.0.1:8000/api/v10")
    ] = DISCORD_API
    discord_gateway: Annotated[
        str, About("Its gateway's address, or a stand-in's on this machine", "ws://127.0.0.1:8000/gateway")
    ] = DISCORD_GATEWAY

    matrix_homeserver: Annotated[
        str, About("Address of the Matrix homeserver; unset: Matrix is not served", "https://matrix.example.org")
    ] = ""
    matrix_user: Annotated[str, About("The bot's own Matrix account", "@roundtable:example.org")] = ""
    matrix_password: Annotated[
        Secret | None,
        About("Its password; needed to sign its device, so better than a token", "a long one"),
    ] = None
    matrix_access_token: Annotated[Secret | None, About("Or a token of its device", "syt_...")] = None
    matrix_recovery_key: Annotated[
        Secret | None,
        About("Restores its signing identity on a new machine; shown once, at first start", "EsTb ..."),
    ] = None

    health_host: Annotated[
        str,
        About("Where /healthz, /readyz and /metrics are served; nobody else should reach it", "127.0.0.1"),
    ] = "127.0.0.1"
    health_port: Annotated[int, Interval(ge=0, le=65535), About("Its port; 0 takes a free one", "8765")] = 8765
    log_level: Annotated[LogLevel, About("The least that is logged", "WARNING")] = "INFO"
    log_format: Annotated[
        Literal["json", "console"], About("One JSON object a line, or for a person to read", "console")
    ] = "json"

    dialog_minutes: Annotated[Minutes, About("How long a question of a dialog waits", "30", "minutes")] = 30
    confirm_minutes: Annotated[Minutes, About("How long a preview waits for its yes", "10", "minutes")] = 10
    command_minutes: Annotated[
        Minutes, About("Commands older than this, found after an absence, are not acted on", "60", "minutes")
    ] = 60
    code_days: Annotated[Days, About("How long an invitation's code is valid", "7", "days")] = 7
    code_tries: Annotated[
        int, Interval(ge=1, le=20), About("Wrong codes before a person has to wait for staff", "5", "tries")
    ] = 5
    reminders_from: Annotated[Hour, About("Reminders go out from this hour", "8", "hour, reader's zone")] = 8
    reminders_until: Annotated[Hour, About("And until this one", "19", "hour, reader's zone")] = 19
    reminder_days: ReminderDays = (7, 1)
    response_days: Annotated[
        Days, About("A company's time to answer a letter, or a set of questions sent to it", "30", "days")
    ] = 30
    unanswered_days: Annotated[
        Days, About("A question's time in its group before staff and its asker are told whom to ask next", "10", "days")
    ] = 10
    expertise_days: Annotated[Days, About("How long expertise offered or needed stands", "180", "days")] = 180
    hint_days: Annotated[Days, About("So long no lesson is pointed out twice to the same person", "30", "days")] = 30
    consent_days: Annotated[
        Days, About("What somebody said waits so long for their yes to go further; then it is deleted", "30", "days")
    ] = 30
    lead_days: Annotated[
        Days,
        About("An organisation leads an engagement so long until it is proposed to hand the lead on", "180", "days"),
    ] = 365
    direct_days: Annotated[Days, About("What a case that is taken to the company directly has", "30", "days")] = 30
    rba_standard_days: Annotated[Days, About("The same, on the standard track of the RBA", "60", "days")] = 60
    rba_fast_track_days: Annotated[Days, About("The same, on the fast track of the RBA", "14", "days")] = 14
    union_days: Annotated[Days, About("The same, under a memorandum with a union", "30", "days")] = 30
    contract_days: Annotated[Days, About("The same, under the contract", "30", "days")] = 30
    acknowledge_days: Annotated[
        Days, About("An organisation's time to acknowledge a summary before it is reminded", "7", "days")
    ] = 7
    digest_day: Annotated[
        int,
        Interval(ge=1, le=28),
        About("Staff get the drafts of the Affiliate Update", "25", "day of the month"),
    ] = 25
    digest_hour: Annotated[
        Hour, About("It goes out on the first working day, at this hour", "9", "hour, room's zone")
    ] = 9
    authorised_days: Annotated[
        Days, About("How long a room may hear what two people said it may, unless they say until when", "365", "days")
    ] = 365
    terms_version: Annotated[
        int,
        Interval(ge=1, le=1000),
        About("Version of the handling terms that holds; who accepted an older one is asked again", "2"),
    ] = 1
    onboarding_days: OnboardingDays = tuple(f"{kind} {after.days}" for kind, after in DUE_AFTER.items())
    file_megabytes: Annotated[
        int, Interval(ge=1, le=64), About("The largest file for the registry that is taken in a chat", "16", "MB")
    ] = 16
    digest_needs_approval: Annotated[bool, About("It waits until staff say so", "true")] = False
    digest_least: Annotated[
        int, Interval(ge=1, le=50), About("An issue with less that is new is skipped, and staff told", "3", "items")
    ] = 1

    keep_words_days: Annotated[
        Days, About("What deliveries said is emptied so long after they arrived, up to TLP:AMBER", "90", "days")
    ] = 90
    keep_strict_days: Annotated[Days, About("The same, of what is narrower than TLP:AMBER", "30", "days")] = 30
    keep_withdrawn_days: Annotated[
        Days, About("A withdrawn summary's text is emptied after this, up to TLP:AMBER", "365", "days")
    ] = 365
    keep_withdrawn_strict_days: Annotated[Days, About("The same, of what is narrower than TLP:AMBER", "90", "days")] = (
        90
    )
    keep_looks_days: Annotated[Days, About("How long what each look at a room found is kept", "365", "days")] = 365
    keep_seen_days: Annotated[
        int,
        Interval(ge=30, le=3650),
        About("Which messages were heard already, so that none counts twice", "365", "days"),
    ] = 365

    @property
    def accounts(self) -> Mapping[str, str]:
        """The platforms that are configured, the first being where things open that are asked for nowhere; with the
        bot's own account where it is known before anything was reached.
        """
        served = {"matrix": self.matrix_user} if self.matrix_homeserver else {}
        return {**served, "discord": ""} if self.discord_token else served

    @property
    def database(self) -> str:
        """The database's URL with its asynchronous driver. It may hold a password: not for logs."""
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{(self.data_dir / 'roundtable.db').absolute()}"
        scheme, rest = self.database_url.get_secret_value().split("://", 1)
        return f"{'sqlite+aiosqlite' if scheme.startswith('sqlite') else 'postgresql+asyncpg'}://{rest}"

    @property
    def key_path(self) -> Path:
        """Where the one key file is, or will be made."""
        return self.key_file or self.data_dir / "roundtable.key"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that no log may show."""
        values = (getattr(self, one.name) for one in fields(self))
        return tuple(value for value in values if isinstance(value, Secret))

    @property
    def policy(self) -> Policy:
        """The durations and hours, as commands and jobs are handed them."""
        return Policy(
            dialog=timedelta(minutes=self.dialog_minutes),
            confirm=timedelta(minutes=self.confirm_minutes),
            code_valid=timedelta(days=self.code_days),
            code_tries=self.code_tries,
            day_begins=self.reminders_from,
            day_ends=self.reminders_until,
            reminders=tuple(timedelta(days=days) for days in self.reminder_days),
            response=timedelta(days=self.response_days),
            unanswered=timedelta(days=self.unanswered_days),
            expertise=timedelta(days=self.expertise_days),
            hint_again=timedelta(days=self.hint_days),
            rotation=timedelta(days=self.lead_days),
            routes={kind: timedelta(days=getattr(self, f"{kind.value}_days")) for kind in RouteKind},
            acknowledge=timedelta(days=self.acknowledge_days),
            digest_day=self.digest_day,
            digest_hour=self.digest_hour,
            digest_needs_approval=self.digest_needs_approval,
            terms_version=self.terms_version,
            onboarding={
                StepKind(kind): timedelta(days=int(days))
                for kind, _, days in (one.partition(" ") for one in self.onboarding_days)
            },
            digest_least=self.digest_least,
            authorised=timedelta(days=self.authorised_days),
            command_age=timedelta(minutes=self.command_minutes),
            file_bytes=self.file_megabytes * 1024 * 1024,
            keep=Keep(
                words=timedelta(days=self.keep_words_days),
                strict=timedelta(days=self.keep_strict_days),
                withdrawn=timedelta(days=self.keep_withdrawn_days),
                withdrawn_strict=timedelta(days=self.keep_withdrawn_strict_days),
                seen=timedelta(days=self.keep_seen_days),
                looks=timedelta(days=self.keep_looks_days),
                consent=timedelta(days=self.consent_days),
            ),
        )
