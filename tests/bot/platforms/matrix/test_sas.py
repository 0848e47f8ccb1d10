"""One exchange of emoji, against another implementation of it, in order and in every other order."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.matrix.emoji import EMOJI
from bot.platforms.matrix.sas import Broken, Exchange, Party
from tests.fakes.matrix.asker import Asker

ADMIN, BOT = Party("@ana:example.org", "PHONE"), Party("@bot:example.org", "ROUNDTABLE")
OURS = {"ed25519:ROUNDTABLE": "our device's key", "ed25519:master": "our identity's key"}
THEIRS = {"ed25519:PHONE": "their device's key", "ed25519:theirs": "their identity's key"}


class Both:
    """Somebody who asks, and the bot."""

    def __init__(self, transaction: str = "$request") -> None:
        self.asker = Asker(
            transaction=transaction, user=ADMIN.user, device=ADMIN.device, bot=BOT.user, bot_device=BOT.device
        )
        self.exchange = Exchange(transaction, ours=BOT, theirs=ADMIN)

    def begin(self) -> None:
        """Up to the emoji."""
        _, accepted = self.exchange.take("start", self.asker.start()) or ("", {})
        self.asker.accepted(accepted)
        _, key = self.exchange.take("key", self.asker.share()) or ("", {})
        self.asker.shared(key)


def code_of(broken: pytest.ExceptionInfo[Broken]) -> str:
    """Why it broke."""
    return broken.value.code


def test_both_see_the_same_emoji_and_prove_their_keys() -> None:
    both = Both()
    both.begin()
    assert both.exchange.emoji == both.asker.emoji
    assert len(both.exchange.emoji) == 7
    assert both.asker.proves(both.exchange.vouch(OURS), OURS)
    assert both.exchange.take("mac", both.asker.vouch(THEIRS)) is None
    both.exchange.judge(THEIRS)


@pytest.mark.parametrize("name", list(THEIRS))
def test_another_key_than_the_one_vouched_for_is_a_mismatch(name: str) -> None:
    both = Both()
    both.begin()
    both.exchange.take("mac", both.asker.vouch(THEIRS))
    both.exchange.judge(THEIRS)
    with pytest.raises(Broken) as broken:
        both.exchange.judge(THEIRS | {name: "a swapped key"})
    assert code_of(broken) == "m.key_mismatch"


@pytest.mark.parametrize("left_out", list(THEIRS))
def test_a_key_that_is_not_vouched_for_is_not_believed(left_out: str) -> None:
    both = Both()
    both.begin()
    both.exchange.take("mac", both.asker.vouch({name: key for name, key in THEIRS.items() if name != left_out}))
    with pytest.raises(Broken) as broken:
        both.exchange.judge(THEIRS)
    assert code_of(broken) == "m.key_mismatch"


def test_somebody_in_between_makes_other_emoji() -> None:
    one, other = Both(), Both()
    one.begin()
    other.begin()
    assert one.exchange.emoji != other.asker.emoji, "once in four million million runs they are the same"
    one.exchange.take("mac", other.asker.vouch(THEIRS))
    with pytest.raises(Broken) as broken:
        one.exchange.judge(THEIRS)
    assert code_of(broken) == "m.key_mismatch"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"method": "m.reciprocate.v1"}, "m.unknown_method"),
        ({"method": None}, "m.invalid_message"),
        ({"from_device": "LAPTOP"}, "m.user_mismatch"),
        ({"key_agreement_protocols": ["curve25519"]}, "m.unknown_method"),
        ({"message_authentication_codes": ["hkdf-hmac-sha256"]}, "m.unknown_method"),
        ({"short_authentication_string": ["decimal"]}, "m.unknown_method"),
        ({"hashes": "sha256"}, "m.invalid_message"),
        ({"hashes": [{}]}, "m.unknown_method"),
        ({"note": "\ud800"}, "m.invalid_message"),
    ],
)
def test_a_start_that_is_not_ours_to_accept(changes: dict[str, Any], code: str) -> None:
    both = Both()
    with pytest.raises(Broken) as broken:
        both.exchange.take("start", both.asker.start(**changes))
    assert code_of(broken) == code


@pytest.mark.parametrize("key", ["", "short", 7, None, "é" * 43, "A" * 43, "A" * 10_000])
def test_a_key_that_is_none(key: object) -> None:
    both = Both()
    both.exchange.take("start", both.asker.start())
    with pytest.raises(Broken) as broken:
        both.exchange.take("key", {"key": key})
    assert code_of(broken) == "m.invalid_message"


@pytest.mark.parametrize(
    "mac", [None, {}, [], {"a": 1}, {"ed25519:PHONE": "x" * 300}, dict.fromkeys(map(str, range(51)), "x")]
)
def test_claims_that_are_none(mac: object) -> None:
    both = Both()
    both.begin()
    with pytest.raises(Broken) as broken:
        both.exchange.take("mac", {"mac": mac, "keys": "x"})
    assert code_of(broken) == "m.invalid_message"


def code_after(exchange: Exchange, step: str, content: dict[str, Any]) -> str:
    """The code with which a step breaks it, or nothing."""
    try:
        exchange.take(step, content)
    except Broken as broken:
        return broken.code
    return ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
STEPS = ("start", "key", "mac", "accept", "ready", "done", "request", "nonsense")
FIELDS = ("key", "mac", "keys", "method", "from_device", "hashes", "key_agreement_protocols")


@pytest.mark.long
@settings(deadline=None, max_examples=300)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.none() | st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=4)),
        max_size=8,
    )
)
def test_no_other_order_and_no_other_content_gets_anything_believed(
    steps: list[tuple[str, dict[str, Any] | None]],
) -> None:
    """Any sequence, of right contents (None) and of any others: it breaks with a code or was the one right order."""
    both, taken, is_broken = Both(), list[str](), False
    right = {"start": both.asker.start(), "key": both.asker.share(), "mac": {"mac": {"a": "b"}, "keys": "c"}}
    for step, content in steps:
        is_right = content is None and step in right
        code = code_after(both.exchange, step, right.get(step, {}) if content is None else content)
        if code:
            assert code == "m.unexpected_message" or (code.startswith("m.") and not is_broken)
            is_broken = True
            continue
        assert not is_broken, "once broken, it stays so"
        assert is_right or step == "mac", "nothing else can be made out to be a start or a key"
        taken.append(step)
        with contextlib.suppress(Broken):
            both.exchange.judge(THEIRS)
            raise AssertionError("nobody proved these keys")
    assert taken == ["start", "key", "mac"][: len(taken)]
    assert bool(both.exchange.emoji) is ("key" in taken)


def test_there_are_sixty_four_emoji_each_with_two_names() -> None:
    assert len(EMOJI) == 64
    assert len({symbol for symbol, _, _ in EMOJI}) == 64
    assert len({english for _, english, _ in EMOJI}) == len({french for _, _, french in EMOJI}) == 64
    assert EMOJI[0] == ("🐶", "Dog", "Chien")
    assert EMOJI[63] == ("📌", "Pin", "Punaise")
