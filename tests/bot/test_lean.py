"""What is imported without what it would take up, and works the same."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from nio.crypto import decrypt_attachment

from bot.lean import without
from bot.platforms.matrix.outbound import sealed_file

HOUSE = Path(__file__).parents[2]
TEXT = b"model,facility\n" * 1_000
ELSEWHERE = """
import base64, json, sys
from bot.lean import without
with without("cffi"):
    from bot.platforms.matrix.outbound import sealed_file
from nio.crypto import decrypt_attachment
from Crypto.Util import _raw_api
theirs = json.load(sys.stdin)
opened = decrypt_attachment(base64.b64decode(theirs["sealed"]), *theirs["keys"])
sealed, keys = sealed_file(opened)
keys = [keys["key"]["k"], keys["hashes"]["sha256"], keys["iv"]]
print(json.dumps({"sealed": base64.b64encode(sealed).decode(), "keys": keys, "by": _raw_api.backend}))
"""


def test_it_is_not_found_meanwhile_and_found_again() -> None:
    sys.modules.pop("colorsys", None)
    with without("colorsys"), pytest.raises(ImportError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv


def test_what_somebody_has_imported_stays() -> None:
    before = sys.modules["json"]
    with without("json"):
        assert sys.modules["json"] is before
    assert sys.modules["json"] is before


def test_it_is_found_again_after_a_fault() -> None:
    sys.modules.pop("colorsys", None)
    with pytest.raises(ZeroDivisionError), without("colorsys"):
        _ = 1 / 0
    assert "colorsys" not in sys.modules


@pytest.mark.long
def test_files_are_sealed_and_opened_alike_without_cffi() -> None:
    """As the process does that serves Matrix (`bot/wiring.py`); here it was imported with all that is installed."""
    from Crypto.Util import _raw_api

    sealed, keys = sealed_file(TEXT)
    ours = {
        "sealed": base64.b64encode(sealed).decode(),
        "keys": [keys["key"]["k"], keys["hashes"]["sha256"], keys["iv"]],
    }
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], cwd=HOUSE, input=json.dumps(ours), capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    assert (theirs["by"], _raw_api.backend) == ("ctypes", "cffi")
    assert decrypt_attachment(base64.b64decode(theirs["sealed"]), *theirs["keys"]) == TEXT
