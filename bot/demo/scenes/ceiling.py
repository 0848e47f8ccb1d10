"""What Discord may not carry, what it may, and what becomes of that when it is withdrawn."""

from bot.demo.member import discord_of, enter
from bot.demo.phrases import is_said
from bot.demo.scenes.both import CHANNEL, ICT_CHANNEL, ROOM
from bot.demo.scenes.summary import COMPANY
from bot.demo.stage import Stage, code_in
from bot.demo.standin import LOBBY

GREEN_HEADING = "Canteen hours, autumn visit"
GREEN_TEXT = "The canteen at the final assembly opens for the night shift now."
NO_SUCH = "SUM-ZZZZ"


async def pointed(stage: Stage) -> None:
    """The room on Discord learns that there is something, and where; so does whoever asks for it there."""
    code = stage.facts["summary"]
    dora, emile = stage.members["dora"], stage.members["émile"]
    if not stage.broken:
        await emile.hears(CHANNEL, "pointer")
    for member in (dora, emile):
        await member.slash(CHANNEL, "summary show", code=code)
    offered = await emile.person.suggest(await emile.place(CHANNEL), "summary show", "code", "SUM")
    stage.note(f"While Émile types a code, Discord shows {[one.name for one in offered] or 'nothing to choose from'}.")


async def strange(stage: Stage) -> None:
    """Mallory is on the server, and nobody to the network: what exists sounds to her like what does not."""
    mallory = enter(stage, "Mallory")
    code = stage.facts["summary"]
    answers = [(await mallory.slash(LOBBY, "summary show", code=one)).text for one in (code, NO_SUCH)]
    offered = await mallory.person.suggest(await mallory.place(LOBBY), "summary show", "code", "SUM")

    async def same() -> tuple[bool, str]:
        held = answers[0] == answers[1] and code not in answers[0] and not offered
        return held, f"the same answer twice: {answers[0] == answers[1]}; offered while typing: {len(offered)}"

    stage.prove("A stranger's command about a summary is answered like one about nothing", same)


async def green(stage: Stage) -> None:
    """A summary that Discord may carry: a notice, and the text to each reader alone, who is asked for anew."""
    drafted = await stage.sofia.asks(
        f'summary draft company:"{COMPANY}" readers:affiliates label:green heading:"{GREEN_HEADING}" '
        f'findings:"{GREEN_TEXT}"',
        "summary-drafted",
    )
    code = stage.facts["green summary"] = code_in(drafted, "SUM")
    await stage.sofia.asks(f"summary submit {code}", "summary-submitted")
    await stage.tom.asks(f"summary show {code}", "summary-approvals")
    await stage.tom.asks(f"summary approve {code}", "summary-approved")
    await stage.sofia.confirms(f"summary release {code}", "summary-released")
    for player, room in ((stage.luc, "LEV"), (stage.ana, "ICT")):
        await stage.hears(player, room, "summary-heading", fits=lambda seen: code in seen.body)
    await stage.members["rita"].hears(ICT_CHANNEL, "summary-notice", fits=lambda one: code in one.text)
    dora = stage.members["dora"]
    notice = await dora.hears(CHANNEL, "summary-notice", fits=lambda one: code in one.text)
    await dora.click(notice, "read", "summary-text")


async def withdrawn(stage: Stage) -> None:
    """It is withdrawn: every copy is taken back on both sides, and staff learn what became of each."""
    code, standin = stage.facts["green summary"], discord_of(stage)
    mark = stage.tom.mark
    await stage.sofia.confirms(f"summary withdraw {code}", "summary-withdrawn")
    await stage.members["dora"].hears(CHANNEL, "summary-withdrawn-notice", fits=lambda one: code in one.text)
    report = await stage.hears(stage.tom, "Staff", "staff-summary-recalled", after=mark)

    async def gone() -> tuple[bool, str]:
        left = [
            one
            for one in standin.fake.world.messages()
            if GREEN_TEXT in one.text or is_said("summary-notice", one.text)
        ]
        copies = [f"{room}:" in report.body for room in ("LEV", ROOM)]
        history = await stage.luc.person.page_back(await stage.luc.in_room("LEV"))
        standing = [one for one in history if GREEN_TEXT in one.body and not one.edited_from]
        held = not left and not standing and all(copies) and is_said("line-summary-copy-alone", report.body)
        return held, f"left on Discord: {len(left)}, in LEV: {len(standing)}; a line for each copy: {all(copies)}"

    stage.prove("What was withdrawn is gone on both sides, and reported copy by copy", gone)
    await stage.sofia.asks(f"summary copies {code}", "summary-copies")
