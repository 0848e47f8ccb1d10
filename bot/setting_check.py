"""Settings as operators write them, checked; all faults are reported at once, a sentence each.

Read, the strongest first: the environment (`ROUNDTABLE_...`), a `.env` file here, secret files
(`ROUNDTABLE_MATRIX_PASSWORD_FILE=...` or `/run/secrets/roundtable_matrix_password`), and a TOML file
(`ROUNDTABLE_CONFIG`, else `roundtable.toml` if there is one), where `[matrix] user` is `matrix_user`.

What checks them, pydantic, takes nine megabytes and is not needed again: nothing that stays imports this module.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.secret import Secret
from bot.setting_files import cause, read_sources
from bot.setting_report import Described, described, sentence, slips
from bot.settings import DISCORD_API, DISCORD_GATEWAY, PREFIX, BadSettings, Settings
from storage.onboarding import DUE_AFTER, StepKind

DOTENV = Path(".env")
SECRETS = Path("/run/secrets")
MOST_DAYS = 3650
SEALED = tuple(name for name, kind in get_type_hints(Settings).items() if kind == Secret | None)
"""The settings that are secrets."""

_ACCOUNT = re.compile(r"@[^:\s]+:[^\s]+")
_ADMIN = re.compile(r"(matrix:@[^:\s]+:\S+|discord:\d+)")
_SNOWFLAKE = re.compile(r"\d{15,21}")
_LOOPBACK = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[\w./-]*)?")
_URL = re.compile(r"https?://[^\s/]+/?")
_TWINS = ("posix/", "right/")  # where some systems keep every zone once more, the second time with leap seconds
_WHOLE = re.compile(r"[0-9]{1,4}")
_DATABASE = re.compile(r"(sqlite(\+aiosqlite)?|postgres(ql)?(\+asyncpg)?)://.*")


class _Checked(BaseSettings, Settings):
    """The settings' own fields, as pydantic reads them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        enable_decoding=False,  # lists are written with commas, not as JSON
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=True,
        arbitrary_types_allowed=True,
    )

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

    @field_validator(*SEALED, mode="before")
    @classmethod
    def _sealed(cls, value: Any) -> Any:
        if value is not None and not isinstance(value, str):
            raise ValueError("must be a text")
        return Secret(value) if value is not None else None

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
    def _password_or_token(cls, token: Secret | None, info: ValidationInfo) -> Secret | None:
        served = info.data.get("matrix_homeserver", "faulty")
        if served and token is None and info.data.get("matrix_password", "faulty") is None:
            raise ValueError(f"is missing, and so is {PREFIX}MATRIX_PASSWORD: one of them is needed")
        return token

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: Secret | None) -> Secret | None:
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


def load(secrets: Path = SECRETS) -> Settings:
    """The settings. Raises BadSettings with every fault there is. `secrets` is where they are mounted."""
    try:
        written = dotenv_values(DOTENV)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{DOTENV} can't be read ({cause(error)}).") from None
    environ = {**{name: value or "" for name, value in written.items()}, **os.environ}
    sources = read_sources(environ, PREFIX, SEALED, secrets)
    faults = [*sources.faults, *slips(_Checked, PREFIX, environ, sources)]
    try:
        settings = checked(sources.values, dotenv=DOTENV)
    except ValidationError as error:
        faults += (sentence(_Checked, PREFIX, one) for one in error.errors())
        raise BadSettings(*faults) from None
    if faults:
        raise BadSettings(*faults)
    return settings


def checked(values: Mapping[str, Any], *, dotenv: Path | None = None) -> Settings:
    """The settings of the environment, of a file like it, and, where those say nothing, of these values.

    Raises ValidationError with every fault there is.
    """
    found = _Checked(_env_file=dotenv, **values)
    return Settings(**{one.name: getattr(found, one.name) for one in fields(Settings)})


def describe() -> list[Described]:
    """Every setting with its default, unit and meaning, in the order in which operators meet them."""
    return described(_Checked, PREFIX)


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
