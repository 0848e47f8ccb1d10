"""Two worlds, one with a summary that was denied to some of its audience and one without: these get the same bytes in
both, as strangers to it do.
"""

from unittest import mock

import pytest

from storage.audience import Reach, Standing
from tests.cast import Cast
from tests.leaks.commands import at_open_doors, compared
from tests.leaks.denied import DENIED, DENIED_THE_COMPANY
from tests.leaks.linked import Near
from tests.leaks.worlds import assert_nothing_leaked
from tests.scenes import Engine

pytestmark = pytest.mark.long


@pytest.mark.parametrize("near", [DENIED, DENIED_THE_COMPANY], ids=["the summary", "its company"])
async def test_who_was_denied_a_summary_gets_the_bytes_of_who_never_could_read_it(
    near: Near, sqlite: Engine, inline: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await compared(sqlite, near.tried, near.begin, near.hide)
    assert_nothing_leaked(found, capsys)


def _nobody(reach: Reach, standing: Standing) -> bool:
    """In the place of `refuses`: no deny is asked."""
    return False


async def test_the_leak_test_fails_when_no_deny_is_asked(sqlite: Engine, inline: None) -> None:
    async def hide(cast: Cast) -> str:
        """With the filter still on."""
        with mock.patch.object(Reach, "refuses", filtered):
            return await DENIED.hide(cast)

    filtered = vars(Reach)["refuses"]
    with mock.patch.object(Reach, "refuses", _nobody):
        found = await compared(sqlite, at_open_doors, DENIED.begin, hide)
    assert found.parted
