"""The Affiliate Update: staff post items, and each room gets what that room may read, one time."""

from bot.demo.phrases import is_said
from bot.demo.stage import Stage

FOR_ALL = "The toolkit has a new clause for resellers"
FOR_LEV = "Two bus makers want to talk about charging"
ROOMS = (("LEV", "luc"), ("ICT", "ana"), ("EBUS", "pia"))


async def posted(stage: Stage) -> None:
    """One item for everybody, one for LEV alone."""
    await stage.tom.asks(f'update post activities "{FOR_ALL}"', "update-posted")
    await stage.tom.asks(f'update post opportunities "{FOR_LEV}" groups:LEV', "update-posted")
    await stage.tom.asks("digest show LEV", "digest-shown")


async def sent(stage: Stage) -> None:
    """It would go out by itself on the first working day; staff may send it now, and not a second time."""
    for room, reader in ROOMS:
        await stage.sofia.confirms(f"digest send {room}", "digest-sent")
        await stage.hears(stage.players[reader], room, "digest-issue")
    refused = await stage.sofia.asks("digest send LEV", "digest-over")
    stage.transcript.refused("a second issue for LEV", refused.body)

    async def fitting() -> tuple[bool, str]:
        return _fitting(stage)

    stage.prove("Each Affiliate Update holds what its room may read, came one time, and speaks its languages", fitting)


def _fitting(stage: Stage) -> tuple[bool, str]:
    issues = {
        room: [one.body for one in stage.players[reader].read(room) if is_said("digest-issue", one.body)]
        for room, reader in ROOMS
    }
    meeting, summary = stage.facts["call"], stage.facts["summary"]
    others = [text for room in ("ICT", "EBUS") for text in issues[room]]
    foreign = [word for word in (FOR_LEV, meeting, summary) if any(word in text for text in others)]
    one_each = all(len(texts) == 1 and FOR_ALL in texts[0] for texts in issues.values())
    own = all(FOR_LEV in text and meeting in text for text in issues["LEV"])
    pointed = any(is_said("digest-summaries", one.body) and summary in one.body for one in stage.luc.read("LEV"))
    french = all(is_said("digest-issue", text, "fr") for text in issues["LEV"])
    seen = {room: len(texts) for room, texts in issues.items()}
    held = one_each and own and pointed and french and not foreign
    return held, f"issues {seen}; of LEV's own in other rooms: {foreign or 'nothing'}; LEV's in French: {french}"
