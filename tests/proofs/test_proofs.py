"""Every part of every proof in its short form; `make prove` runs the long ones."""

from pathlib import Path

import pytest

from tests.postgres import require_or_skip
from tests.proofs.catalogue import Entry, entries
from tests.proofs.needs import missing
from tests.proofs.proof import Run, Size
from tests.proofs.runner import seed_of

pytestmark = [pytest.mark.real, pytest.mark.long]
SEED = 1


@pytest.mark.parametrize("one", entries(Size.SHORT), ids=lambda one: one.key)
async def test_what_is_promised_holds_under_fire(one: Entry, tmp_path: Path) -> None:
    if lacking := missing(one.part):
        require_or_skip(*lacking)
    seed = seed_of(SEED, one.key)
    claims = await one.part.run(Run(size=Size.SHORT, seed=seed, folder=tmp_path, step=lambda done, total: None))
    assert claims, "it measured nothing"
    for claim in claims:
        assert claim.holds, f"{claim.what}: {claim.found}, not {claim.goal} (seed {seed})"
