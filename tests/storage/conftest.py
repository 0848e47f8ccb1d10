"""The databases of the storage tests."""

from tests.databases import empty_url, postgres, storage

__all__ = ["empty_url", "postgres", "storage"]
