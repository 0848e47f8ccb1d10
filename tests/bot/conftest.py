"""The databases of the bot tests."""

from tests.databases import empty_url, storage

__all__ = ["empty_url", "storage"]
