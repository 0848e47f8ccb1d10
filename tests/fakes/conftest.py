"""Discord's OpenAPI description for the tests of the fakes: read once, and asked for where it isn't there."""

import pytest

from tests.fakes.openapi import Contract, described
from tests.postgres import require_or_skip


@pytest.fixture(scope="session")
def contract() -> Contract:
    """Give Discord's contract; without the description the test is skipped, or fails where CI asks for it."""
    found = described()
    if found is None:
        require_or_skip(
            "discord-openapi",
            "No OpenAPI description of Discord here: nothing was checked against it. DISCORD_OPENAPI names the file.",
        )
        raise AssertionError("unreachable: the line above ends the test")
    return found
