"""Proofs about the whole of Discord: judged by what passed on the wire, and by what the stand-in and its people saw."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.demo.member import CHANGED, POSTED, discord_of
from bot.demo.stage import WHOLE, Stage

if TYPE_CHECKING:
    from tests.fakes.discord import Effect

WIRE = "No word of what is too confidential for Discord crossed the line to it"
ONCE = "Nothing was posted twice on Discord"
ALONE = "Every answer on Discord was its asker's alone"
DESCRIBED = "Nothing that was sent or answered is against Discord's own description"
COMMAND, COMPONENT, FORM = 2, 3, 5
Post = tuple[str, str]
"""Where something was said, and what."""


def general(stage: Stage) -> None:
    """Register the proofs that every story on Discord needs."""

    async def unspoken() -> tuple[bool, str]:
        return _unspoken(stage)

    async def one_time() -> tuple[bool, str]:
        return _one_time(stage)

    async def alone() -> tuple[bool, str]:
        return _alone(stage)

    async def described() -> tuple[bool, str]:
        return _described(stage)

    stage.prove(WIRE, unspoken, of=WHOLE)
    stage.prove(ONCE, one_time, of=WHOLE)
    stage.prove(ALONE, alone, of=WHOLE)
    stage.prove(DESCRIBED, described, of=WHOLE)


def posts_in(stage: Stage, channel: str, words: str = "") -> "list[Effect]":
    """What the bot posted in a channel with these words, each time it did."""
    standin = discord_of(stage)
    found = standin.channel(channel)
    log = standin.fake.log
    return [one for one in log if found and one.op == POSTED and one.place == found.id and words in one.text]


def said_on(stage: Stage, log: "Sequence[Effect]") -> list[Post]:
    """What the bot posted or changed on the server, as far as this log goes: in which channel or thread, and how."""
    standin = discord_of(stage)
    places = {**standin.server.channels, **standin.server.threads}
    return [(places[one.place].name, one.text) for one in log if one.op in (POSTED, CHANGED) and one.place in places]


def standing_in(stage: Stage, channel: str) -> list[str]:
    """What the bot has said in a channel and its open threads, as it stands for everybody there, the oldest first."""
    standin = discord_of(stage)
    found = standin.channel(channel)
    threads = [one for one in standin.server.threads.values() if one.parent is found and not one.private]
    posts = [one for place in ([found, *threads] if found else []) for one in place.messages.values()]
    return [one.text for one in posts if one.author is standin.fake.bot and one.only_for is None and not one.deleted]


def _unspoken(stage: Stage) -> tuple[bool, str]:
    """Byte by byte, in both directions; the group's code must be found there, or the search would find nothing."""
    wire = discord_of(stage).wire
    found = [words for words in stage.secrets if wire.carried(words)]
    is_read = wire.carried("lev-discord")
    seen = f"looked for {len(stage.secrets)} confidential phrases in {wire.size / 1e6:.1f} MB; found {len(found)}"
    return is_read and not found, seen if is_read else "the wire can't be read"


def _one_time(stage: Stage) -> tuple[bool, str]:
    """The same words and files in the same place are the same post, whatever its nonce."""
    world = discord_of(stage).fake.world
    posts: Counter[tuple[object, ...]] = Counter()
    for one in discord_of(stage).fake.log:
        if one.op == POSTED:
            place = world.places.get(one.place or 0)
            message = place.messages.get(one.target) if place else None
            files = tuple(each.data for each in message.attachments) if message else ()
            posts[(one.place, one.text, files)] += 1
    twice = [key for key, count in posts.items() if count > 1]
    example = f", as “{str(twice[0][1])[:60]}”" if twice else ""
    return bool(posts) and not twice, f"{len(posts)} posts; {len(twice)} more than once{example}"


def _alone(stage: Stage) -> tuple[bool, str]:
    """Commands, clicks and forms: what was answered to each, and who sees it."""
    asked = [
        one for one in discord_of(stage).fake.world.interactions.values() if one.type in (COMMAND, COMPONENT, FORM)
    ]
    answers = [(one, each) for one in asked for each in (one.original, *one.followups) if each is not None]
    public = [each for one, each in answers if each.only_for is not one.user]
    return bool(answers) and not public, f"{len(answers)} answers; {len(public)} that others could see"


def _described(stage: Stage) -> tuple[bool, str]:
    standin = discord_of(stage)
    wrong = [*standin.fake.violations, *standin.fake.own_errors]
    count = sum(standin.fake.calls.values())
    if standin.unchecked:
        return (
            not wrong,
            f"unchecked: {standin.unchecked}; {count} requests, {len(wrong)} refused by the stand-in itself",
        )
    return not wrong, f"{count} requests and answers; {len(wrong)} against it{': ' + wrong[0][:160] if wrong else ''}"
