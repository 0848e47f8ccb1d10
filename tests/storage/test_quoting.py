"""When a text counts as a quotation of another."""

import pytest

from storage.quoting import quotes, runs

SOURCE = "Several workers report nights of **twelve hours**, and déductions for the dormitory."


@pytest.mark.parametrize(
    ("said", "is_quotation"),
    [
        ("They wrote: several workers report nights of twelve hours and déductions, which is new.", True),
        ("SEVERAL WORKERS report nights of twelve hours and deductions", True),
        ("Several workers report nights of twelve hours", False),
        ("Several workers told of nights of twelve hours and of deductions for the dormitory", False),
        ("", False),
    ],
)
def test_eight_words_in_the_same_order_are_a_quotation(said: str, is_quotation: bool) -> None:
    assert quotes(runs(said), ["Nothing of it.", SOURCE]) is is_quotation
