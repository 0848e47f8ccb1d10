"""Settings: every fault at once, a sentence each, and never a secret in it."""

import re
from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path

import pytest

from bot.setting_check import describe, load
from bot.settings import BadSettings, Settings
from storage.onboarding import DUE_AFTER, StepKind

ROOT = Path(__file__).parents[2]
GOOD = {
    "ROUNDTABLE_ADMINS": "matrix:@ana:example.org, matrix:@ben:example.org",
    "ROUNDTABLE_MATRIX_HOMESERVER": "https://matrix.example.org/",
    "ROUNDTABLE_MATRIX_USER": "@roundtable:example.org",
    "ROUNDTABLE_MATRIX_PASSWORD": "hunter2-canary",
}


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def _load() -> Settings:
    return load(secrets=Path("secrets"))


def _faults() -> tuple[str, ...]:
    with pytest.raises(BadSettings) as caught:
        _load()
    return caught.value.faults


def test_four_settings_are_enough_to_start() -> None:
    settings = _load()
    assert settings.admins == ("matrix:@ana:example.org", "matrix:@ben:example.org")
    assert settings.matrix_homeserver == "https://matrix.example.org"
    assert settings.database == f"sqlite+aiosqlite:///{Path.cwd()}/data/roundtable.db"
    assert settings.key_path == Path("data/roundtable.key")
    assert settings.policy.dialog == timedelta(minutes=30)


def test_a_file_that_is_no_text_is_a_fault_like_others() -> None:
    Path(".env").write_bytes(b"ROUNDTABLE_ZONE=Europe/Z\xfcrich\n")
    assert _faults() == (".env can't be read (not UTF-8).",)


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "ADMINS": "matrix:@ana:example.org",
        "ZONE": "CET",
        "LOCALE": "de",
        "HEALTH_PORT": "eighty",
        "DIGEST_DAY": "31",
        "DIGEST_NEEDS_APPROVAL": "perhaps",
        "MATRIX_HOMESERVER": "example.org",
        "MATRIX_USER": "roundtable",
        "REMINDERS_UNTIL": "7",
        "REMINDER_DAYS": "7, 90",
        "DATABASE_URL": "mysql://root:canary@localhost/x",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(f"ROUNDTABLE_{name}", value)
    monkeypatch.delenv("ROUNDTABLE_MATRIX_PASSWORD")
    faults = _faults()
    named = {fault.split()[0].removeprefix("ROUNDTABLE_") for fault in faults}
    assert named == {*wrong, "MATRIX_ACCESS_TOKEN"}
    assert all("; for example: ROUNDTABLE_" in fault for fault in faults)
    assert "canary" not in "\n".join(faults)


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        ("America/Argentina/Ushuaia", True),
        ("America/Argentina", False),
        ("America/Argentina/", False),
        ("Europe/Nowhere", False),
        ("../zoneinfo/Europe/Paris", False),
        ("/etc/localtime", False),
        ("posix/Europe/Paris", False),
        ("right/Europe/Paris", False),
        ("UTC", False),
    ],
)
def test_a_zone_is_one_of_the_tz_database_with_a_place_in_it(
    monkeypatch: pytest.MonkeyPatch, zone: str, there: bool
) -> None:
    monkeypatch.setenv("ROUNDTABLE_ZONE", zone)
    if there:
        assert _load().zone == zone
    else:
        assert "must be the name of a zone" in _faults()[0]


def test_the_way_in_has_its_days_and_its_terms_their_version(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (_load().policy.onboarding, _load().policy.terms_version) == (DUE_AFTER, 1)
    monkeypatch.setenv("ROUNDTABLE_ONBOARDING_DAYS", "terms 14, buddy 2")
    monkeypatch.setenv("ROUNDTABLE_TERMS_VERSION", "3")
    policy = _load().policy
    changed = {StepKind.TERMS: timedelta(days=14), StepKind.BUDDY: timedelta(days=2)}
    assert policy.onboarding == {**DUE_AFTER, **changed}
    assert policy.terms_version == 3


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("coffee 3", "must name steps among identity, language"),
        ("terms", "must give each step from 1 to 3650 days"),
        ("terms 0", "must give each step from 1 to 3650 days"),
        ("terms 99999", "must give each step from 1 to 3650 days"),
        ("terms ٣", "must give each step from 1 to 3650 days"),
    ],
)
def test_days_of_no_step_or_of_no_length_are_a_fault(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("ROUNDTABLE_ONBOARDING_DAYS", value)
    (fault,) = _faults()
    assert fault.startswith(f"ROUNDTABLE_ONBOARDING_DAYS {said}")


def test_the_terms_have_a_version_from_one_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_TERMS_VERSION", "0")
    assert _faults()[0].startswith("ROUNDTABLE_TERMS_VERSION must be 1 or more")


def test_an_unreadable_secret_file_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROUNDTABLE_MATRIX_PASSWORD")
    monkeypatch.setenv("ROUNDTABLE_MATRIX_PASSWORD_FILE", "nowhere")
    faults = _faults()
    assert any("ROUNDTABLE_MATRIX_PASSWORD_FILE: nowhere can't be read" in fault for fault in faults)


def test_a_slip_of_the_finger_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_DATABASE_URI", "sqlite://")
    assert _faults() == ("ROUNDTABLE_DATABASE_URI is no setting; did you mean ROUNDTABLE_DATABASE_URL?",)


def test_names_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_TABLE_LEGS", "4")
    _load()


@pytest.mark.parametrize("named", [True, False])
def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    monkeypatch.delenv("ROUNDTABLE_MATRIX_PASSWORD")
    file = Path("password") if named else Path("secrets/roundtable_matrix_password")
    file.parent.mkdir(exist_ok=True)
    file.write_text("from-a-file\n")
    if named:
        monkeypatch.setenv("ROUNDTABLE_MATRIX_PASSWORD_FILE", str(file))
    password = _load().matrix_password
    assert password is not None
    assert password.get_secret_value() == "from-a-file"


def test_an_empty_secret_file_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_MATRIX_RECOVERY_KEY_FILE", "/dev/null")
    assert _faults() == ("ROUNDTABLE_MATRIX_RECOVERY_KEY_FILE: /dev/null is empty.",)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("roundtable.toml").write_text(
        'locale = "fr"\nzone = "Europe/Paris"\nreminder_days = [3]\n[matrix]\nuser = "@other:example.org"\n'
    )
    monkeypatch.setenv("ROUNDTABLE_LOCALE", "en")
    settings = _load()
    assert (settings.locale, settings.zone) == ("en", "Europe/Paris")
    assert settings.matrix_user == "@roundtable:example.org"
    assert settings.policy.reminders == (timedelta(days=3),)


def test_a_dotenv_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROUNDTABLE_MATRIX_USER")
    Path(".env").write_text("ROUNDTABLE_MATRIX_USER=@bot:example.org\nOTHER=1\n")
    assert _load().matrix_user == "@bot:example.org"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("local = 'fr'", "local in c.toml is no setting"),
        ("locale = ", "c.toml is not TOML"),
        (None, "c.toml can't be read"),
    ],
)
def test_a_faulty_file_is_said_with_the_rest(monkeypatch: pytest.MonkeyPatch, text: str | None, said: str) -> None:
    monkeypatch.setenv("ROUNDTABLE_CONFIG", "c.toml")
    monkeypatch.setenv("ROUNDTABLE_ZONE", "CET")
    if text is not None:
        Path("c.toml").write_text(text)
    faults = _faults()
    assert len(faults) == 2
    assert said in faults[0]


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://u:canary@host/db", "postgresql+asyncpg://u:canary@host/db"),
        ("postgres://host/db", "postgresql+asyncpg://host/db"),
        ("sqlite:////data/x.db", "sqlite+aiosqlite:////data/x.db"),
    ],
)
def test_a_database_gets_its_asynchronous_driver(monkeypatch: pytest.MonkeyPatch, url: str, driver: str) -> None:
    monkeypatch.setenv("ROUNDTABLE_DATABASE_URL", url)
    assert _load().database == driver


def test_no_secret_shows_in_a_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUNDTABLE_MATRIX_ACCESS_TOKEN", "syt_canary")
    settings = _load()
    assert "canary" not in f"{settings!r} {settings} {asdict(settings)}"
    assert {one.get_secret_value() for one in settings.secrets} == {"hunter2-canary", "syt_canary"}


def test_a_secret_that_is_no_text_is_a_fault() -> None:
    Path("roundtable.toml").write_text("[matrix]\naccess_token = 4711\n")
    (fault,) = _faults()
    assert fault.startswith("ROUNDTABLE_MATRIX_ACCESS_TOKEN must be a text; for example: ")
    assert "4711" not in fault


def test_every_setting_is_in_the_documents() -> None:
    names = [one.env for one in describe()]
    assert len(names) == len(fields(Settings))
    for document in (ROOT / ".env.example", ROOT / "docs" / "operating.md"):
        if document.exists():
            written = set(re.findall(r"ROUNDTABLE_[A-Z_]+", document.read_text(encoding="utf-8")))
            assert set(names) <= written, document.name


DISCORD = {"ROUNDTABLE_DISCORD_TOKEN": "MTIz.token", "ROUNDTABLE_DISCORD_GUILD": "113000000000000000"}


def test_discord_alone_needs_no_homeserver(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOMESERVER", "USER", "PASSWORD"):
        monkeypatch.delenv(f"ROUNDTABLE_MATRIX_{name}", raising=False)
    for name, value in DISCORD.items():
        monkeypatch.setenv(name, value)
    assert tuple(_load().accounts) == ("discord",)
    monkeypatch.delenv("ROUNDTABLE_DISCORD_TOKEN")
    with pytest.raises(BadSettings, match="MATRIX_HOMESERVER is missing"):
        _load()


def test_both_are_served_where_both_are_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(_load().accounts) == ("matrix",)
    for name, value in DISCORD.items():
        monkeypatch.setenv(name, value)
    assert tuple(_load().accounts) == ("matrix", "discord")
    monkeypatch.delenv("ROUNDTABLE_MATRIX_USER")
    with pytest.raises(BadSettings, match="MATRIX_USER is missing"):
        _load()


@pytest.mark.parametrize("name", ["API", "GATEWAY"])
@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("http://127.0.0.1:8000/api/v10", True),
        ("ws://localhost:1/gateway", True),
        ("https://[::1]:9/api", True),
        ("https://discord.com.evil.example/api/v10", False),
        ("https://127.0.0.1.evil.example/", False),
        ("http://user@127.0.0.1:80@evil.example/", False),
        ("http://10.0.0.1/api/v10", False),
        ("https://discordapp.com/api/v10", False),
    ],
)
def test_the_token_goes_to_discord_or_stays_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, fine: bool
) -> None:
    for variable, value in {**DISCORD, f"ROUNDTABLE_DISCORD_{name}": address}.items():
        monkeypatch.setenv(variable, value)
    if fine:
        assert address in (_load().discord_api, _load().discord_gateway)
        return
    with pytest.raises(BadSettings, match=f"DISCORD_{name} must be Discord's own address"):
        _load()
