"""A keyboard for the fake: what a person types, somebody on the server does.

ben lobby hello there              Ben writes in #lobby
ben lobby /meeting schedule title="Planning" minutes=30
ben lobby !Acknowledge             Ben presses the newest such button that he sees there
ben lobby                          what Ben reads there
"""

import shlex
from typing import Any

from tests.fakes.discord.exchange import Exchange
from tests.fakes.discord.moderation import Server
from tests.fakes.discord.nouns import Channel, Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.refused import CannotSend


async def perform(guild: Server, line: str) -> str:
    """Do what a line says; gives what that person sees then. What cannot be done is said, not raised."""
    name, _, rest = line.strip().partition(" ")
    place_name, _, words = rest.strip().partition(" ")
    person, place = _person(guild, name), _place(guild, place_name)
    if person is None or place is None:
        return (__doc__ or "").partition("\n\n")[2]
    try:
        return await _do(person, place, words.strip())
    except (CannotSend, TimeoutError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


async def _do(person: Person, place: Channel, words: str) -> str:
    if words.startswith("/"):
        command, options = _split(words)
        return _shown(await (await person.slash(place, command, options)).settled())
    if words.startswith("!"):
        label = words.removeprefix("!")
        message = next((each for each in reversed(person.reads(place)) if label in each.text), None)
        if message is None:
            return f"no message with {label!r}"
        return _shown(await (await person.click(message, label)).settled())
    if words:
        await person.say(place, words)
    return "\n".join(map(_line, person.reads(place)[-10:]))


def _split(words: str) -> tuple[str, dict[str, Any]]:
    parts = shlex.split(words)
    named = [part.partition("=") for part in parts if "=" in part]
    path = " ".join(part for part in parts if "=" not in part)
    return path, {name: int(value) if value.isdigit() else value for name, _, value in named}


def _shown(answer: Exchange) -> str:
    if answer.modal:
        return f"a form: {answer.modal['title']}"
    return answer.error or answer.text


def _line(message: Message) -> str:
    private = " (only you see this)" if message.ephemeral else ""
    return f"{message.author.name}{private}: {message.text}"


def _person(guild: Server, name: str) -> Person | None:
    for member in guild.members.values():
        if isinstance(member.user, Person) and member.user.name.lower() == name.lower():
            return member.user
    return None


def _place(guild: Server, name: str) -> Channel | None:
    every = [*guild.channels.values(), *guild.threads.values()]
    return next((each for each in every if each.name == name.removeprefix("#")), None)
