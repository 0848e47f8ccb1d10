"""The end of the quarter: it is today again."""

from bot.demo.stage import Stage


async def today(stage: Stage) -> None:
    """The story is over, and the bot lives on in the present."""
    await stage.turns_to(None)
    await stage.sofia.asks("my")
