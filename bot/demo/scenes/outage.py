"""Bad days on Discord: the server's administrator opens the room, and the bot dies without knowing what it sent."""

from datetime import timedelta

from bot.demo.discord_proofs import posts_in
from bot.demo.member import POSTED, discord_of, enter
from bot.demo.phrases import is_said
from bot.demo.scenes.both import CHANNEL, ROOM
from bot.demo.stage import Stage
from bot.demo.standin import INTERNS, LOBBY

UNHEARD = "Who has been to a bus works lately?"
UNKNOWN = "Charging at night"
LOST = 50  # answers; more than there are tries


async def let_in(stage: Stage) -> None:
    """Iris lets a role see the room: it is quarantined before the next post, until two people say yes again."""
    standin, tom = discord_of(stage), stage.tom
    channel = standin.channel(CHANNEL)
    assert channel is not None
    noor = enter(stage, "Noor")
    standin.server.give(noor.person, standin.role(INTERNS))
    mark, begun = tom.mark, len(standin.fake.log)
    stage.note(f"Iris, an administrator of the server, lets the role {INTERNS} see #{CHANNEL}; Noor has it.")
    standin.server.overwrite(channel, standin.role(INTERNS), allow=1 << 10)
    told = await stage.hears(tom, "Staff", "staff-room-quarantined", after=mark)
    stage.transcript.refused(f"anything restricted in {ROOM}", told.body)
    await stage.olga.asks(f"question ask group:LEV named:yes {UNHEARD}", "question-asked")
    await stage.hears(stage.luc, "LEV", "question-post", fits=lambda seen: UNHEARD in seen.body)
    ended = len(standin.fake.log)
    stage.note("Iris takes it back.")
    standin.server.clear_overwrite(channel, standin.role(INTERNS))
    await stage.members["sofia"].confirms(LOBBY, "room authorise", "room-proposed", room=ROOM, label="GREEN")
    await tom.confirms(f"room authorise {ROOM} green", "room-authorised")

    async def nothing() -> tuple[bool, str]:
        meanwhile = [one for one in standin.fake.log[begun:ended] if one.op == POSTED and one.place == channel.id]
        asked = posts_in(stage, CHANNEL, UNHEARD)
        meanwhile += [one for one in asked if is_said("question-post", one.text)]  # later it is raised again, rightly
        seen = f"{len(meanwhile)} posts in #{CHANNEL} while the role could read there; LEV on Matrix had one"
        return not meanwhile, seen

    stage.prove("A role let in by the server's administrator closed the room before the next post", nothing)


async def send_unknown(stage: Stage) -> None:
    """A post that Discord takes while every answer is lost: the bot can't know that it stands there."""
    from tests.fakes.discord import Lost

    discord_of(stage).fake.fail(POSTED, Lost(), times=LOST)
    day = (stage.days.now() + timedelta(days=30)).date()
    await stage.sofia.says("LEV", f'!meeting schedule {day:%Y-%m-%d} 10:00 "{UNKNOWN}"')
    await stage.until(lambda: bool(posts_in(stage, CHANNEL, UNKNOWN)), "A post was waited for on Discord")
    stage.note("Discord has the post, and its answer is lost on the way.")


async def find_again(stage: Stage) -> None:
    """Answers arrive again; it is sent again, with the nonce it had, and Discord knows it."""
    fake = discord_of(stage).fake
    fake.rest.faults.clear()
    before = fake.calls[POSTED]
    await stage.hears(stage.luc, "LEV", "meeting-announced", fits=lambda seen: UNKNOWN in seen.body)
    await stage.until(lambda: fake.calls[POSTED] > before, "The post was to be sent again on Discord")

    async def once() -> tuple[bool, str]:
        stands = sum(is_said("meeting-announced", one.text) for one in posts_in(stage, CHANNEL, UNKNOWN))
        return stands == 1, f"it was sent again after the kill, and Discord made {stands} of it"

    stage.prove("A post that Discord had, and the bot did not know of when it was killed, stands there once", once)
