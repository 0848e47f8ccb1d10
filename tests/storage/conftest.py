"""The databases of the storage tests."""

from tests.databases import empty_url

__all__ = ["empty_url"]
