"""The databases of the bot tests."""

from tests.databases import empty_url, postgres, storage

__all__ = ["empty_url", "postgres", "storage"]
