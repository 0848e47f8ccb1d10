"""Imports that leave out what a library takes up only because it is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """What is imported meanwhile doesn't find these, unless somebody has imported them before."""
    left_out = [name for name in names if name not in sys.modules]
    for name in left_out:  # None is "not to be had" (The Python Language Reference, 5.3.1), which the stubs don't know
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in left_out:
            del sys.modules[name]
