"""An issue in several posts: cut between items, nothing lost, no heading alone."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from digests.split import is_heading, split, weight
from storage.message import Message, Prose, Step, say

HEAD, REST = say("digest-issue", room="LEV"), say("digest-issue-part", room="LEV")
STEP = say("next-step", step=Step(("lesson", "add")))
SIZE = 2_000


def item(number: int, length: int) -> Message:
    return say("digest-item", text=Prose("é" * length, "fr"), code=f"U-{number}")


def issue(sections: Sequence[Sequence[int]]) -> Message:
    below: list[Message] = []
    for at, lengths in enumerate(sections):
        if lengths:
            below += [
                say("digest-section", section=f"{at}"),
                *(item(at * 100 + n, one) for n, one in enumerate(lengths)),
            ]
    return HEAD.then(*below).step("lesson", "add")


LENGTHS = st.lists(st.lists(st.integers(0, 400), max_size=8), max_size=5)


@given(LENGTHS, st.sampled_from([("fr",), ("fr", "en")]))
def test_nothing_is_lost_and_what_can_be_small_enough_is(sections: list[list[int]], locales: tuple[str, ...]) -> None:
    whole = issue(sections)
    parts = split(whole, REST, size=SIZE, locales=locales)
    items = [one for one in whole.below if not is_heading(one)]
    assert [one for part in parts for one in part.below if not is_heading(one)] == items
    assert [part.key for part in parts] == [HEAD.key, *[REST.key] * (len(parts) - 1)]
    for part in parts:
        kinds = [is_heading(one) for one in part.below]
        assert not any(now and then for now, then in zip(kinds, [*kinds[1:], True], strict=True))
        assert not part.below or kinds[0] or part.below[0].key == "next-step"
        alone = sum(one.key == "digest-item" for one in part.below) <= 1
        assert alone or weight(part, locales) <= SIZE + weight(STEP, locales)


def test_a_section_that_goes_on_is_headed_again() -> None:
    parts = split(issue([[300, 300]]), REST, size=SIZE, locales=("fr",))
    assert [one.key for one in parts[1].below] == ["digest-section", "digest-item", "next-step"]
    assert parts[0].below[0] == parts[1].below[0]


def test_what_fits_is_one_post() -> None:
    whole = issue([[10, 10], [10]])
    assert split(whole, REST, size=SIZE, locales=("fr",)) == (whole,)
