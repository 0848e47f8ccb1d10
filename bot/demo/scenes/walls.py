"""What must hold whatever happens: a kill in the middle, a device nobody signed, people who come late or are gone."""

import asyncio

from bot.demo.scenes import outage
from bot.demo.scenes.house import invited
from bot.demo.stage import CHAT, Stage

ASKED = (("ana", "!group show"), ("luc", "!groupe voir LEV"), ("olga", "!person list"))
"""Three commands that are under way when the bot dies."""


async def killed(stage: Stage) -> None:
    """kill -9 while commands (and a post, where there is Discord) are under way: each comes to its end, one time."""
    if stage.standin is not None:
        await outage.send_unknown(stage)
    asked = [await stage.players[name].says("LEV", text) for name, text in ASKED]
    await asyncio.sleep(0.15)  # some are taken in by now, and others are not
    stage.bot.kill()
    stage.note("kill -9: the bot is dead in the middle of it.")
    with stage.transcript.waiting("It is started again"):
        seconds = await stage.bot.start()
    stage.note(f"It is back after {seconds:.1f} s.")
    if stage.standin is not None:
        await outage.find_again(stage)
    for event in asked:
        await stage.hears(stage.ana, "LEV", fits=lambda seen, event=event: seen.reply_to == event)  # type: ignore[misc]  # bound now

    async def once() -> tuple[bool, str]:
        answers = [sum(seen.reply_to == event for seen in stage.ana.read("LEV")) for event in asked]
        return answers == [1] * len(asked), f"answers to the {len(asked)} commands under way: {answers}"

    stage.prove("kill -9 lost and doubled nothing", once)


async def unsigned(stage: Stage) -> None:
    """Somebody has Sofia's password, but not her keys: a device of hers that she never signed."""
    thief = await stage.enter("Sofia", signed=False, device="thief")
    stage.note("Somebody logs in with Sofia's password on a device that she never signed, and gives orders.")
    await thief.in_room("LEV")
    mark = stage.tom.mark
    await thief.says("LEV", '!group leave "City of Oslo"')
    refusal = await stage.should_hear(stage.tom, "Staff", "staff-not-verified", after=mark)
    if refusal is not None:
        stage.transcript.refused("the order from the unsigned device", refusal.body)
    shown = await stage.sofia.asks("group show LEV", "group-members")

    async def unheeded() -> tuple[bool, str]:
        readable = thief.read()
        held = "City of Oslo" in shown.body and not readable and bool(thief.person.withheld)
        members = "Oslo is still in LEV" if "City of Oslo" in shown.body else "Oslo is out of LEV"
        return held, f"{members}; the device read {len(readable)} messages and was told {set(thief.person.withheld)}"

    stage.prove("An unsigned device's order did not count, and it can read nothing", unheeded)


async def late(stage: Stage) -> None:
    """Nina joins when much has been said: she reads what comes, not what was."""
    nina = await stage.enter("Nina")
    before = {seen.event_id for seen in stage.ana.read("LEV")}
    await invited(stage, nina, "City of Ghent", "member", "en")
    await nina.in_room("LEV")
    mark = nina.mark
    await nina.says("LEV", "!group show")
    await stage.hears(nina, "LEV", "group-members", after=mark)

    async def nothing_older() -> tuple[bool, str]:
        history = await nina.person.page_back(nina.room("LEV") or "")
        older = [seen for seen in (*history, *nina.person.seen) if seen.decrypted and seen.event_id in before]
        newer = nina.read("LEV")
        return not older and bool(newer), f"{len(older)} of {len(before)} older posts, {len(newer)} newer ones"

    stage.prove("Who joins late can't read what was said before", nothing_older)


async def removed(stage: Stage) -> None:
    """Otto is removed: out of every room at once, and the keys change."""
    otto = stage.otto
    await stage.sofia.confirms("person remove Otto", "person-removed")
    await stage.until(
        lambda: otto.room("LEV") is None and otto.room("EBUS") is None, "Otto waited to be out of his rooms"
    )
    mark = otto.mark
    lev = stage.ana.room("LEV") or ""
    before = {seen.event_id for seen in stage.ana.read("LEV")}
    asked = stage.ana.mark
    await stage.ana.says("LEV", "!group list")
    await stage.hears(stage.ana, "LEV", "group-list", after=asked)

    async def shut_out() -> tuple[bool, str]:
        heard = [seen for seen in otto.person.seen[mark:] if seen.decrypted and seen.room != otto.room(CHAT)]
        history = [seen for seen in await otto.person.page_back(lev) if seen.decrypted]
        after = [seen for seen in stage.ana.read("LEV") if seen.event_id not in before]
        leaked = {seen.event_id for seen in history} & {seen.event_id for seen in after}
        return not heard and not leaked and bool(after), f"{len(heard) + len(leaked)} of {len(after)} later posts"

    stage.prove("Who was removed can't read what came after", shut_out)
