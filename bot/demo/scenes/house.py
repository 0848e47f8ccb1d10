"""Groups, organisations, people, rooms: the network comes into being."""

import asyncio
import re

from bot.demo.phrases import is_said
from bot.demo.stage import CHAT, Player, Stage
from bot.platform import Never

AFFILIATES = (
    # account and name, organisation, country, locale
    ("ana", "City of Ghent", "BE", "en"),
    ("luc", "Ville de Lyon", "FR", "fr"),
    ("olga", "City of Oslo", "NO", "en"),
)
VISITOR = "visitor"
MEMBERS = (("ana", "LEV ICT"), ("luc", "LEV"), ("olga", "LEV EBUS"), ("otto", "LEV EBUS"), ("pia", "EBUS"))
_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")


async def groups(stage: Stage) -> None:
    """Staff open three groups, and the organisations that take part."""
    await stage.hears(stage.sofia, CHAT, "first-contact")
    await stage.sofia.asks("help", "help")
    await stage.sofia.asks('group open LEV "Low-emission vehicles" languages:"en fr"', "group-opened")
    await stage.sofia.asks('group open ICT "Information technology"', "group-opened")
    await stage.sofia.asks('group open EBUS "Electric buses"', "group-opened")
    await stage.sofia.asks(
        "group charter group:LEV We buy electric buses and vans together with the people who build them in mind. "
        "We meet every quarter.",
        "group-charter-set",
    )
    for _, organisation, country, _ in AFFILIATES:
        await stage.sofia.asks(f'organisation add affiliate "{organisation}" country:{country}', "organisation-added")
        await stage.sofia.asks(f'group join "{organisation}" group:LEV', "group-joined")
    await stage.sofia.asks('organisation add affiliate "City of Utrecht" country:NL', "organisation-added")
    await stage.sofia.asks('group join "City of Utrecht" group:LEV', "group-joined")
    await stage.sofia.asks('organisation add partner "Labour Watch" country:CZ', "organisation-added")
    await stage.sofia.asks('organisation add affiliate "City of Riga" country:LV', "organisation-added")
    await stage.sofia.asks('group join "City of Ghent" group:ICT', "group-joined")
    for organisation in ("City of Riga", "City of Utrecht"):
        await stage.sofia.asks(f'group join "{organisation}" group:ICT', "group-joined")
    await stage.sofia.asks('group join "City of Oslo" group:EBUS', "group-joined")
    await stage.sofia.asks('group join "Labour Watch" group:EBUS', "group-joined")


async def people(stage: Stage) -> None:
    """Everybody is invited with a code that is passed on outside the chat, and says it in their private chat."""
    vouching = asyncio.create_task(_vouched(stage))
    liaisons = [(stage.players[name], organisation, "liaison", locale) for name, organisation, _, locale in AFFILIATES]
    others = [(stage.otto, "City of Oslo", "member", "en"), (stage.pia, "Labour Watch", "partner", "en")]
    codes = [(one[0], await _invitation(stage, *one)) for one in (*liaisons, *others)]
    await asyncio.gather(*(_says_code(stage, player, code) for player, code in codes))
    for name, rooms in MEMBERS:
        for room in rooms.split():
            await stage.players[name].in_room(room)
    await vouching


async def _vouched(stage: Stage) -> None:
    account = f"@{VISITOR}:{stage.server.name}"
    said = await stage.bot.operate("enrol", account, "City of Utrecht", "liaison", "Visitor")
    stage.note(f"The operator vouches for an account (python -m bot enrol {account} ...): {' '.join(said.split())}")


async def invited(stage: Stage, player: Player, organisation: str, role: str, locale: str) -> None:
    """Sofia invites somebody, and they say their code."""
    await _says_code(stage, player, await _invitation(stage, player, organisation, role, locale))


async def _invitation(stage: Stage, player: Player, organisation: str, role: str, locale: str) -> str:
    """The code that Sofia is given."""
    answer = await stage.sofia.asks(
        f'person invite {player.account} "{organisation}" {role} name:{player.name} language:{locale}', "person-invited"
    )
    return code_of(answer.body)


async def _says_code(stage: Stage, player: Player, code: str) -> None:
    await stage.hears(player, CHAT, "first-contact")
    stage.note(f"Sofia calls {player.name} on the telephone and reads out the code.")
    await player.asks(code, "code-right")


def code_of(text: str) -> str:
    """The one-time code in an answer. Raises LookupError."""
    found = _CODE.search(text)
    if found is None:
        raise LookupError("the answer holds no code")
    return found.group()


async def rooms(stage: Stage) -> None:
    """Two people say what each room may hear."""
    await _authorised(stage, "LEV", "amber")
    await _authorised(stage, "EBUS", "amber")
    await stage.tom.confirms("room authorise ICT green", "room-authorised")  # Sofia said so when she opened it
    await stage.sofia.asks("room list", "room-list")


async def _authorised(stage: Stage, room: str, label: str) -> None:
    await stage.sofia.confirms(f"room authorise {room} {label}", "room-proposed")
    mark = stage.tom.mark
    await stage.hears(stage.tom, "Staff", "staff-room-proposed", fits=lambda seen: room in seen.body)
    await stage.tom.confirms(f"room authorise {room} {label}", "room-authorised")
    await stage.hears(stage.tom, "Staff", "staff-room-authorised", after=mark)


async def languages(stage: Stage) -> None:
    """A room with two languages is answered in both, and Luc in French."""
    mark = stage.ana.mark
    await stage.ana.says("LEV", "!group show")
    await stage.hears(stage.ana, "LEV", "group-members", after=mark)
    await stage.luc.asks("aide", "help-more")

    async def french() -> tuple[bool, str]:
        in_room = [one for one in stage.luc.read("LEV") if is_said("group-members", one.body, "fr")]
        privately = [one for one in stage.luc.read(CHAT) if is_said("help-more", one.body, "fr")]
        return bool(
            in_room and privately
        ), f"{len(in_room)} posts in LEV and {len(privately)} private answers in French"

    stage.prove("The room of Lyon and Luc's private chat speak French", french)


async def outsider(stage: Stage) -> None:
    """Mallory has an account on the same server and no standing at all."""
    mallory: Player = stage.mallory
    lev = await stage.ana.in_room("LEV")
    room = await mallory.person.private_room_with(stage.bot_account)
    stage.note("Mallory, a stranger, invites the bot to a chat, and tries to enter LEV by its id.")
    with_room = await _tries_to_join(mallory, lev)
    stage.transcript.refused("Mallory can't join LEV", with_room)
    await mallory.person.say(room, "!group list")

    async def nothing() -> tuple[bool, str]:
        readable = mallory.read()
        return not readable, f"{len(readable)} messages of the bot's in any room"

    stage.prove("An outsider in no room decrypted nothing", nothing)


async def _tries_to_join(player: Player, room: str) -> str:
    try:
        async with asyncio.timeout(10):
            await player.person.join(room)
    except Never as never:
        return str(never)
    return "the server let them in"
