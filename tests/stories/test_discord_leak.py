"""Two worlds again, over Discord: with a restricted summary and without one, whoever may not read it gets the same
bytes from the same slash commands, the same suggestions, and sees the same in every channel.

What is tried, and how the worlds are compared, is in `tests/leaks/discord.py`.
"""

from pathlib import Path

import pytest

from tests.leaks.discord import compared

pytestmark = pytest.mark.long


async def test_outsiders_get_the_same_bytes_over_discord_whether_a_restricted_summary_exists_or_not(
    tmp_path: Path, inline: None
) -> None:
    found = await compared(tmp_path)
    assert found.leaks == []
