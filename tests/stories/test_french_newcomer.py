"""A French-speaking newcomer learns from peers by help alone: whatever is typed as a command was suggested by the bot
in the line before; only answers to its questions are the newcomer's own.
"""

import re
from html import unescape

import pytest

from bot.platform import Rendered
from tests.cast import Cast, Member

HELP = "aide"  # the one word that the bot's first message names


class Newcomer:
    """Types what is suggested, and answers what is asked."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._suggested = {HELP}

    async def takes(self, beginning: str) -> None:
        """Type the suggestion that begins so. Fails where nothing like it was suggested."""
        fitting = sorted(one for one in self._suggested if one.startswith(beginning))
        assert fitting, f"{beginning} was not suggested, but {sorted(self._suggested)}"
        await self._member.asks(fitting[0])
        self._read()

    async def answers(self, *said: str) -> None:
        """Answer one question after the other."""
        for one in said:
            await self._member.asks(one)
        self._read()

    def sees(self, key: str) -> None:
        """The last answer has this phrase."""
        assert self._member.was_told(key), self._member.text

    def _read(self) -> None:
        pages = [post.text.html for post in self._member.posts if isinstance(post.text, Rendered)]
        self._suggested = {HELP, *(unescape(one) for page in pages for one in re.findall(r"<code>(.*?)</code>", page))}


@pytest.fixture
def luc(cast: Cast) -> Newcomer:
    """He has just come, and reads French."""
    return Newcomer(cast.luc)


async def test_a_lesson_is_told_found_and_shown_by_help_alone(cast: Cast, luc: Newcomer) -> None:
    await luc.takes("aide")
    await luc.takes("aide leçon")
    await luc.takes("leçon ajouter")
    await luc.answers("1", "3", "1", "Clauses de mise à jour", "Nous demandons les usines chaque année.")
    luc.sees("lesson-added")
    await luc.takes("leçon montrer L-1")
    luc.sees("lesson-text")
    await cast.greta.asks("lesson find usine")
    assert cast.greta.was_told("lesson-found")


async def test_a_tool_is_registered_and_rated_by_help_alone(luc: Newcomer) -> None:
    await luc.takes("aide")
    await luc.takes("aide outil")
    await luc.takes("outil ajouter")
    await luc.answers("TCO Certified", "Preuve demandée au lot 2.")
    luc.sees("tool-added")
    await luc.takes("outil noter T-1")
    await luc.answers("4")
    luc.sees("tool-rated")
    await luc.takes("outil montrer T-1")
    luc.sees("tool-ratings")


async def test_expertise_is_offered_and_met_by_help_alone(cast: Cast, luc: Newcomer) -> None:
    await luc.takes("aide")
    await luc.takes("aide expertise")
    await luc.takes("expertise offrir")
    await luc.answers("4", "Je lis les audits de nuit.")
    luc.sees("expertise-offered")
    await cast.greta.asks("expertise need tools Who reads audits?")
    await luc.takes("aide")
    await luc.takes("moi")
    await luc.takes("expertise rencontrer")
    luc.sees("introduction-waits")


async def test_a_question_is_asked_by_help_alone(luc: Newcomer) -> None:
    await luc.takes("aide")
    await luc.takes("question poser")
    await luc.answers("Qui audite les salaires ?")
    luc.sees("question-asked")
    await luc.takes("question montrer Q-1")
    luc.sees("question-post")


async def test_a_company_is_followed_by_help_alone(cast: Cast, luc: Newcomer) -> None:
    await cast.sofia.asks("organisation company Volta Motors")
    await luc.takes("aide")
    await luc.takes("aide suivre")
    await luc.takes("suivre entreprise")
    await luc.answers("Volta Motors")
    luc.sees("follow-begun")
    await luc.takes("suivre montrer")
    luc.sees("follow-shown-none")
