"""The demo's homeserver: closed, quick, and the same after a kill."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver, HomeserverFault

pytestmark = pytest.mark.real
PASSWORD = "correct horse battery staple"


@pytest.fixture
async def homeserver(tmp_path: Path) -> AsyncIterator[Homeserver]:
    async with Homeserver(tmp_path / "homeserver") as server:
        yield server


async def log_in(server: Homeserver, localpart: str) -> dict[str, Any]:
    identifier = {"type": "m.id.user", "user": localpart}
    login = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD}
    return await server.admin_api("POST", "/_matrix/client/v3/login", login)


async def test_accounts_survive_a_kill_and_the_server_returns_at_the_same_address(
    homeserver: Homeserver,
) -> None:
    address, first = homeserver.url, homeserver.pid
    assert await homeserver.register("alice", PASSWORD) == "@alice:roundtable.test"
    token = (await log_in(homeserver, "alice"))["access_token"]
    homeserver.kill()
    assert not homeserver.is_running
    await homeserver.start()
    assert (homeserver.url, homeserver.pid != first) == (address, True)
    whoami = await homeserver.admin_api("GET", "/_matrix/client/v3/account/whoami", token=token)
    assert whoami["user_id"] == "@alice:roundtable.test"
    with pytest.raises(HomeserverFault, match="M_USER_IN_USE"):
        await homeserver.register("alice", PASSWORD)


async def test_only_the_holder_of_the_secret_makes_accounts(homeserver: Homeserver) -> None:
    stranger = {"username": "mallory", "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
    with pytest.raises(HomeserverFault, match="403 M_FORBIDDEN"):
        await homeserver.admin_api("POST", "/_matrix/client/v3/register", stranger)
    with pytest.raises(HomeserverFault, match="403 M_FORBIDDEN"):
        await log_in(homeserver, "mallory")
    with pytest.raises(HomeserverFault, match="403 "):
        await homeserver.admin_api("POST", "/_matrix/client/v3/register?kind=guest", {})
    homeserver._secret = "guessed"
    with pytest.raises(HomeserverFault, match="HMAC incorrect"):
        await homeserver.register("mallory", PASSWORD)


@pytest.mark.parametrize(("strict", "held"), [(True, True), (False, False)])
async def test_synapses_own_limits_hold_only_where_asked_for(tmp_path: Path, strict: bool, held: bool) -> None:
    async with Homeserver(tmp_path / "homeserver", strict_limits=strict) as server:
        await server.register("alice", PASSWORD)
        token = (await log_in(server, "alice"))["access_token"]
        # Synapse allows a burst of ten (rc_room_creation).
        tries = [server.admin_api("POST", "/_matrix/client/v3/createRoom", {}, token=token) for _ in range(12)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert any("M_LIMIT_EXCEEDED" in str(outcome) for outcome in outcomes) is held


async def test_a_folder_gives_its_server_again(tmp_path: Path) -> None:
    first = Homeserver(tmp_path / "homeserver", name="example.org")
    again = Homeserver(tmp_path / "homeserver")
    assert (again.name, again.url) == ("example.org", first.url)


async def test_a_start_that_fails_says_why(tmp_path: Path) -> None:
    server = Homeserver(tmp_path / "homeserver")
    (tmp_path / "homeserver" / "signing.key").write_text("not a key")
    with pytest.raises(HomeserverFault, match=r"did not start(.|\n)*signing_key"):
        await server.start()
    assert not server.is_running
