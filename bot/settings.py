"""Every setting, typed, with its unit and default; all faults are reported at once, a sentence each.

Read, the strongest first: the environment (`ROUNDTABLE_...`), a `.env` file here, secret files
(`ROUNDTABLE_MATRIX_PASSWORD_FILE=...` or `/run/secrets/roundtable_matrix_password`), and a TOML file
(`ROUNDTABLE_CONFIG`, else `roundtable.toml` if there is one), where `[matrix] user` is `matrix_user`.
"""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.setting_files import read_sources
from bot.setting_report import About, Described, described, sentence, slips
from commands.engine.policy import Policy
from storage.onboarding import DUE_AFTER, StepKind
from storage.retention import Keep
from storage.route import RouteKind

PREFIX = "ROUNDTABLE_"
DISCORD_API = "https://discord.com/api/v10"
DISCORD_GATEWAY = "wss://gateway.discord.gg/"
SECRETS = Path("/run/secrets")
MOST_DAYS = 3650

_ACCOUNT = re.compile(r"@[^:\s]+:[^\s]+")
_ADMIN = re.compile(r"(matrix:@[^:\s]+:\S+|discord:\d+)")
_SNOWFLAKE = re.compile(r"\d{15,21}")
_LOOPBACK = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[\w./-]*)?")
_URL = re.compile(r"https?://[^\s/]+/?")
_TWINS = ("posix/", "right/")  # where some systems keep every zone once more, the second time with leap seconds
_WHOLE = re.compile(r"[0-9]{1,4}")
_DATABASE = re.compile(r"(sqlite(\+aiosqlite)?|postgres(ql)?(\+asyncpg)?)://.*")


Hour = Annotated[int, Field(ge=0, le=23)]
Days = Annotated[int, Field(ge=1, le=3650)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
ReminderDays = Annotated[tuple[int, ...], NoDecode, About("Reminders so long before a meeting", "7, 1", "days")]
OnboardingDays = Annotated[
    tuple[str, ...],
    NoDecode,
    About(
        "By when each step of the way in is due, from its start; what is not named stays", "terms 14, buddy 7", "days"
    ),
]


class BadSettings(Exception):
    """The settings can't be used. `faults` has one sentence for each, naming what to set."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """What an operator decides. Secrets are masked in every representation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Annotated[
        Path, About("Folder of everything the bot keeps, Matrix's keys included", "/var/lib/roundtable")
    ] = Path("data")
    database_url: Annotated[
        SecretStr | None,
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
        NoDecode,
        About("Two or more people who bootstrap the network", "matrix:@ana:example.org, matrix:@ben:example.org"),
    ] = ()
    locale: Annotated[Literal["en", "fr"], About("Language where nobody chose one", "fr")] = "en"
    zone: Annotated[str, About("Zone (IANA name) where nobody chose one", "Europe/Paris")] = "Europe/Brussels"

    discord_token: Annotated[
        SecretStr | None, About("The token of the bot's Discord application; unset: Discord is not served", "MTIz ...")
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
        SecretStr | None,
        About("Its password; needed to sign its device, so better than a token", "a long one"),
    ] = None
    matrix_access_token: Annotated[SecretStr | None, About("Or a token of its device", "syt_...")] = None
    matrix_recovery_key: Annotated[
        SecretStr | None,
        About("Restores its signing identity on a new machine; shown once, at first start", "EsTb ..."),
    ] = None

    health_host: Annotated[
        str,
        About("Where /healthz, /readyz and /metrics are served; nobody else should reach it", "127.0.0.1"),
    ] = "127.0.0.1"
    health_port: Annotated[int, Field(ge=0, le=65535), About("Its port; 0 takes a free one", "8765")] = 8765
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
        int, Field(ge=1, le=20), About("Wrong codes before a person has to wait for staff", "5", "tries")
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
        Field(ge=1, le=28),
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
        Field(ge=1, le=1000),
        About("Version of the handling terms that holds; who accepted an older one is asked again", "2"),
    ] = 1
    onboarding_days: OnboardingDays = tuple(f"{kind} {after.days}" for kind, after in DUE_AFTER.items())
    file_megabytes: Annotated[
        int, Field(ge=1, le=64), About("The largest file for the registry that is taken in a chat", "16", "MB")
    ] = 16
    digest_needs_approval: Annotated[bool, About("It waits until staff say so", "true")] = False
    digest_least: Annotated[
        int, Field(ge=1, le=50), About("An issue with less that is new is skipped, and staff told", "3", "items")
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
        Field(ge=30, le=3650),
        About("Which messages were heard already, so that none counts twice", "365", "days"),
    ] = 365

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before files; `load` hands over what the files say."""
        return env_settings, dotenv_settings, init_settings

    @field_validator("admins", "reminder_days", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return [one for one in re.split(r"[,\s]+", value) if one] if isinstance(value, str) else value

    @field_validator("onboarding_days", mode="before")
    @classmethod
    def _steps(cls, value: Any) -> Any:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("onboarding_days")
    @classmethod
    def _due(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        """Every step with its days, in their order."""
        found = {kind: after.days for kind, after in DUE_AFTER.items()}
        for one in days:
            kind, _, count = one.partition(" ")
            if kind not in found:
                raise ValueError(f"must name steps among {', '.join(found)}")
            if not _WHOLE.fullmatch(count.strip()) or not 1 <= int(count) <= MOST_DAYS:
                raise ValueError(f"must give each step from 1 to {MOST_DAYS} days")
            found[StepKind(kind)] = int(count)
        return tuple(f"{kind} {count}" for kind, count in found.items())

    @field_validator("admins")
    @classmethod
    def _two_admins(cls, admins: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(admins)) < 2:
            raise ValueError("must name two or more people, because what one asks another must confirm")
        if any(not _ADMIN.fullmatch(admin) for admin in admins):
            raise ValueError("must be ids with their platform in front")
        return tuple(dict.fromkeys(admins))

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if not _is_zone(zone):
            raise ValueError("must be the name of a zone in the IANA database")
        return zone

    @field_validator("discord_guild")
    @classmethod
    def _server(cls, guild: str, info: ValidationInfo) -> str:
        if not guild and info.data.get("discord_token") is None:
            return guild
        return _shaped(guild, _SNOWFLAKE, "a server's id, which is a long number")

    @field_validator("discord_api", "discord_gateway")
    @classmethod
    def _discords(cls, url: str, info: ValidationInfo) -> str:
        """Anything else would be a way to have the bot's token sent there."""
        if url != {"discord_api": DISCORD_API, "discord_gateway": DISCORD_GATEWAY}[info.field_name or ""]:
            _shaped(url, _LOOPBACK, "Discord's own address, or one on this machine (127.0.0.1)")
        return url

    @field_validator("matrix_homeserver")
    @classmethod
    def _address(cls, url: str, info: ValidationInfo) -> str:
        if not url and info.data.get("discord_token") is not None:
            return url
        return _shaped(url, _URL, "an http or https address without a path").rstrip("/")

    @field_validator("matrix_user")
    @classmethod
    def _account(cls, user: str, info: ValidationInfo) -> str:
        if not user and not info.data.get("matrix_homeserver", "faulty"):
            return user
        return _shaped(user, _ACCOUNT, "a full Matrix id")

    @field_validator("matrix_access_token")
    @classmethod
    def _password_or_token(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        served = info.data.get("matrix_homeserver", "faulty")
        if served and token is None and info.data.get("matrix_password", "faulty") is None:
            raise ValueError(f"is missing, and so is {PREFIX}MATRIX_PASSWORD: one of them is needed")
        return token

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            _shaped(url.get_secret_value(), _DATABASE, "a URL that begins with sqlite:// or postgresql://")
        return url

    @field_validator("reminder_days")
    @classmethod
    def _some_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= day <= 60 for day in days):
            raise ValueError("must be from 1 to 60 each")
        return tuple(sorted(set(days), reverse=True))

    @field_validator("reminders_until")
    @classmethod
    def _day_ends_later(cls, until: int, info: ValidationInfo) -> int:
        if until <= info.data.get("reminders_from", -1):
            raise ValueError(f"must be later than {PREFIX}REMINDERS_FROM")
        return until

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
    def secrets(self) -> tuple[SecretStr, ...]:
        """All that no log may show."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value for value in values if isinstance(value, SecretStr))

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


def load(secrets: Path = SECRETS) -> Settings:
    """The settings. Raises BadSettings with every fault there is. `secrets` is where they are mounted."""
    environ = {**{name: value or "" for name, value in dotenv_values(".env").items()}, **os.environ}
    sources = read_sources(environ, PREFIX, _secret_names(), secrets)
    faults = [*sources.faults, *slips(Settings, PREFIX, environ, sources)]
    try:
        settings = Settings(**sources.values)
    except ValidationError as error:
        faults += (sentence(Settings, PREFIX, one) for one in error.errors())
        raise BadSettings(tuple(faults)) from None
    if faults:
        raise BadSettings(tuple(faults))
    return settings


def describe() -> list[Described]:
    """Every setting with its default, unit and meaning, in the order in which operators meet them."""
    return described(Settings, PREFIX)


def _is_zone(name: str) -> bool:
    """Looked up by itself: to list all zones takes as long as to read the settings."""
    if "/" not in name or name.startswith(_TWINS):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # there is none, it can't be a name, or it is a folder of them
        return False
    return True


def _shaped(value: str, shape: re.Pattern[str], what: str) -> str:
    if not value:
        raise ValueError("is missing")
    if not shape.fullmatch(value):
        raise ValueError(f"must be {what}")
    return value


def _secret_names() -> tuple[str, ...]:
    return tuple(name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation))
