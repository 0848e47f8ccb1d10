"""The databases of the bot tests."""

from tests.databases import empty_url

__all__ = ["empty_url"]
