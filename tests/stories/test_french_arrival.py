"""Somebody new, who reads French and knows nothing of the bot, comes all the way by what it says itself: as a command
they type, click or fill in only what it suggested, and no other words are theirs than answers to its questions. Each
answer goes on somewhere, and none of it is in English.
"""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio

from bot.platform import Rendered
from commands.engine.lexicon import CommandPath
from commands.engine.spec import GROUP
from commands.engine.tokens import split
from storage.access import Label
from tests.cast import LEXICON, Cast, Member
from tests.discord_cast import SPECS
from tests.engagements import opened
from tests.fakes.memory import Post
from tests.scenes import ON_TWO_SIDES, Engine

CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
QUESTION = re.compile(r"ask-|discord-ask-|confirm-preview|line-choice")
ENGLISH = re.compile(
    r"\b(the|you|your|with|and|this|that|which|what|please|there|nothing|yes|not|from|about|was|has|have)\b",
    re.IGNORECASE,
)
KNOCK = "knock"  # said in both languages, to whoever is not known yet


@pytest_asyncio.fixture
async def both(sqlite: Engine, inline: None) -> AsyncIterator[Cast]:
    """The network on two platforms. What is asked here of the database is asked elsewhere of both kinds."""
    async with sqlite.after(ON_TWO_SIDES) as (cast, _):
        yield cast


class Arrival:
    """Says nothing as a command that was not suggested to them, from their first word on."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.suggested: set[str] = set()

    async def begins(self, said: str) -> None:
        """The first words, and the code that came by telephone."""
        await self.member.asks(said)
        self._read()

    async def takes(self, *beginnings: str) -> None:
        """Take one suggestion after the other: the first that begins so."""
        for beginning in beginnings:
            fitting = sorted(one for one in self.suggested if one.startswith(beginning))
            assert fitting, f"“{beginning}” was never suggested, but {sorted(self.suggested)}"
            await self._gives(fitting[0])
            self._read()

    async def answers(self, *said: str) -> None:
        """Answer one question after the other: with what stands below it where it can be pressed, else in own words."""
        for one in said:
            question = self._question()
            offered = {control.label.lower() for control in _text(question).controls}
            if self.member.platform == "discord" and one.lower() in offered:
                await self.member.clicks(question, one)
            else:
                await self.member.asks(one)
            self._read()

    def sees(self, *keys: str) -> None:
        """The last answer has these phrases."""
        for key in keys:
            assert self.member.was_told(key), f"{key}: {self.member.text}"

    async def _gives(self, suggestion: str) -> None:
        """As it is typed; where there are forms, by the one it names."""
        found = LEXICON.path_of(suggestion.split())
        if self.member.platform != "discord" or found is None or found[0] not in SPECS:
            await self.member.asks(suggestion)
            return
        path, used = found
        await self.member.forms(" ".join(path), **_values(path, " ".join(suggestion.split()[used:])))

    def _question(self) -> Post:
        asked = [post for post in self.member.posts if any(map(QUESTION.match, self.member.cast.keys(post)))]
        assert asked, f"nothing was asked: {self.member.text}"
        return asked[-1]

    def _read(self) -> None:
        posts = [post for post in self.member.posts if isinstance(post.text, Rendered)]
        assert posts, "no answer"
        keys = [key for post in posts for key in self.member.cast.keys(post)]
        spans = [re.findall(r"<code>(.*?)</code>", _text(post).html) for post in posts]
        found = {unescape(one) for each in spans for one in each}
        found |= {one for post in posts for one in re.findall(r"`([^`]+)`", post.plain)}
        commands = {one.lstrip("!/") for one in found}
        assert commands or any(map(QUESTION.match, keys)), f"a dead end: {self.member.text}"
        for post in posts:
            if KNOCK not in self.member.cast.keys(post):
                left = ENGLISH.findall(re.sub(r"`[^`]*`|^>.*$", "", post.plain, flags=re.MULTILINE))
                assert left == [], f"English left over, {left}: {post.plain}"
        self.suggested |= commands


def _text(post: Post) -> Rendered:
    assert isinstance(post.text, Rendered)
    return post.text


def _values(path: CommandPath, rest: str) -> dict[str, str]:
    """What follows a command, as the fields of its form: what is named by its name, the others in their order."""
    spec, names = SPECS[path], LEXICON.option_names(path)
    given: dict[str, str] = {}
    for token in split(rest):
        name = names.get(token.name, token.name) if token.name else None
        left = [one.name for one in spec.options if one.name not in given]
        given[name if name else left[0] if left else GROUP] = token.text
    return given


async def arrived(cast: Cast, platform: str, city: str = "Ville de Lyon") -> Arrival:
    """Léa is invited as her city's deputy, and was told her code by telephone."""
    account = "@lea:memory" if platform == "memory" else "300000000000000001"
    await cast.sofia.asks(f'person invite {account} "{city}" deputy Léa fr')
    code = CODE.findall(cast.sofia.text)[0]
    lea = Arrival(Member(name="Léa", account=account, cast=cast, platform=platform))
    await lea.begins(code)
    lea.sees("code-right", "onboarding-welcome")
    return lea


@pytest.mark.parametrize("platform", ["memory", "discord"])
async def test_somebody_new_comes_all_the_way_by_what_the_bot_suggests(both: Cast, platform: str) -> None:
    both.lets_through(Label.AMBER)
    await both.greta.asks('lesson add worked disclosures named title:"Clause annuelle" Nous demandons les usines.')
    await both.sofia.asks("meeting schedule 2027-02-10 14:00 Réunion de printemps group:LEV")
    await opened(both, by="olga", authorised=False)
    lea = await arrived(both, platform)
    await they_find_their_language_their_zone_and_the_terms(lea)
    await they_see_what_there_is_and_come_to_a_meeting(lea)
    await they_ask_and_learn(lea)
    await they_choose_their_brief(lea)
    await they_join_an_engagement(lea)


async def they_find_their_language_their_zone_and_the_terms(lea: Arrival) -> None:
    await lea.takes("personne langue")
    await lea.answers("français")
    lea.sees("person-language")
    await lea.takes("aide", "moi", "personne fuseau")
    await lea.answers("Europe/Paris")
    lea.sees("person-zone")
    await lea.takes("aide", "moi", "personne accepter", "personne accepter 1")
    lea.sees("terms-accepted")


async def they_see_what_there_is_and_come_to_a_meeting(lea: Arrival) -> None:
    await lea.takes("aide", "aide groupe", "groupe lister", "groupe montrer LEV")
    lea.sees("group-members")
    await lea.takes("réunion lister", "réunion montrer MTG", "réunion répondre MTG")
    lea.sees("rsvp-noted")


async def they_ask_and_learn(lea: Arrival) -> None:
    await lea.takes("aide", "question poser")
    await lea.answers("Qui audite les salaires ?")
    lea.sees("question-asked")
    await lea.takes("question montrer Q-1", "aide leçon", "leçon trouver")
    await lea.answers("usine")
    await lea.takes("leçon montrer L-1", "leçon utilisée L-1")
    lea.sees("lesson-used")


async def they_choose_their_brief(lea: Arrival) -> None:
    await lea.takes("aide personne", "personne récapitulatif", "personne récapitulatif hebdomadaire")
    lea.sees("person-brief-set")


async def they_join_an_engagement(lea: Arrival) -> None:
    await lea.takes("aide engagement", "engagement lister", "engagement montrer ENG", "engagement rejoindre ENG")
    await lea.answers("oui")
    lea.sees("engagement-joined")
    await lea.takes("engagement montrer ENG")


@pytest.mark.later
@pytest.mark.parametrize("platform", ["memory", "discord"])
async def test_who_may_not_take_part_in_an_engagement_is_shown_why_and_what_to_do(both: Cast, platform: str) -> None:
    both.lets_through(Label.AMBER)
    await opened(both, by="olga", authorised=False)
    await both.sofia.asks('organisation add affiliate name:"Ville de Liège" country:BE')
    await both.sofia.asks('organisation stage "Ville de Liège" active')
    lea = await arrived(both, platform, "Ville de Liège")
    await lea.takes("personne accueil", "aide", "aide engagement", "engagement lister")
    lea.sees("engagement-none")
    await lea.takes("engagement ouvrir")
    await lea.answers("Volta Motors", "Salaires")
    lea.sees("purchase-none")
    await lea.takes("organisation achète")
    await lea.answers("Volta Motors")
    lea.sees("purchase-said")
