"""The Affiliate Update of three months: staff post items, and each room gets what that room may read, once a month.

Nobody sends it: it is drafted on the 25th, and goes out by itself on the first working day.
"""

from functools import partial

from bot.demo.discord_proofs import standing_in
from bot.demo.phrases import is_said, words
from bot.demo.scenes.both import CHANNEL, ICT_CHANNEL, LENT
from bot.demo.stage import CHAT, Stage, code_in

SAID = "Our depot charges forty buses by night now, and is open to visitors"
FOR_ALL = "The toolkit has a new clause for resellers"
FOR_LEV = "Two bus makers want to talk about charging on the 12th"
CORRECTED = "Two bus makers want to talk about charging on the 21st"
EACH = "Each Affiliate Update holds what its room may read, came once a month, and speaks its languages"
THEIR_YES = "What somebody said in a room stood in each Affiliate Update with their yes, and without their name"
READERS = {"LEV": "luc", "ICT": "ana", "EBUS": "pia"}
EXPECTED = {"LEV": 3, "ICT": 2, "EBUS": 2, CHANNEL: 3, ICT_CHANNEL: 2}
"""Issues of the quarter: its second month has nothing to say to ICT and EBUS."""


async def posted(stage: Stage) -> None:
    """One item for everybody; and Luc wants to be told each month what is there for him."""
    await stage.tom.asks(f'update post activities "{FOR_ALL}"', "update-posted")
    await stage.luc.asks("personne bref mensuel", "person-brief-set")


async def overheard(stage: Stage) -> None:
    """Sofia makes an item of what Olga says in LEV, by a reply. Not everybody heard it, so it waits for Olga's yes."""
    said = await stage.olga.says("LEV", SAID)
    mark = stage.sofia.mark
    await stage.sofia.says("LEV", "!update post opportunities", reply_to=said)
    posted = await stage.hears(stage.sofia, "LEV", "update-waiting", after=mark)
    wish = await stage.hears(stage.olga, CHAT, "update-words-asked")
    before = await stage.sofia.asks("digest show LEV", "digest-shown")
    mark = stage.olga.mark
    await stage.olga.says(CHAT, "yes", reply_to=wish.event_id)
    await stage.hears(stage.olga, CHAT, "update-consented", after=mark)
    await stage.sofia.asks(f"update publish {code_in(posted, 'U')}", "update-published")

    async def with_her_yes() -> tuple[bool, str]:
        return agreed_to(stage, before.body)

    stage.prove(THEIR_YES, with_her_yes)


def agreed_to(stage: Stage, before: str) -> tuple[bool, str]:
    """Whether every room's issue has what was said, on either side and without a name, and what staff saw `before` the
    yes had nothing of it.
    """
    words = [SAID, *([LENT] if stage.standin is not None else [])]
    lines = {
        (said, room): [line for text in issues(stage, room) for line in text.splitlines() if said in line]
        for said in words
        for room in _rooms(stage)
    }
    missing = sorted({room for (_, room), found in lines.items() if not found})
    named = [line for found in lines.values() for line in found if any(name in line for name in ("Olga", "Rita"))]
    early = SAID in before
    return not missing and not named and not early, (
        f"in the draft before the yes: {early}; missing in: {', '.join(missing) or 'no room'}; "
        f"with a name: {len(named)}"
    )


async def drafted(stage: Stage) -> None:
    """On the 25th staff get each room's draft, change its order, and hold one for a while. Who follows a
    company hears what is new of it.
    """
    await stage.turns_to(stage.days.on(0, 25))
    await stage.hears(stage.tom, "Staff", "staff-digest-draft", fits=lambda seen: "LEV" in seen.body)
    await stage.tom.asks("digest order LEV meetings", "digest-ordered")
    await stage.tom.asks("digest show LEV", "digest-shown")
    await stage.tom.asks("digest hold EBUS", "digest-held-back")
    await stage.tom.asks("digest resume EBUS", "digest-resumed")
    await stage.hears(stage.olga, CHAT, "follow-news")


async def first(stage: Stage) -> None:
    """The first month's goes out to every room; one item for LEV alone is posted for the next."""
    await stage.turns_to(stage.days.issued(0))
    await _arrived(stage, 1, *EXPECTED)
    await stage.hears(stage.luc, CHAT, "person-brief")
    said = await stage.tom.asks(f'update post opportunities "{FOR_LEV}" groups:LEV', "update-posted")
    stage.facts["item"] = code_in(said, "U")


async def second(stage: Stage) -> None:
    """The second month has something to say to LEV alone. Then a mistake is put right where it went, and only there."""
    await stage.turns_to(stage.days.issued(1))
    await _arrived(stage, 2, "LEV", CHANNEL)
    skipped = ("ICT", "EBUS")
    await stage.until(lambda: all(_is_skipped(stage, room) for room in skipped), "Staff waited for what is skipped")
    mark = stage.luc.mark
    await stage.sofia.confirms(f"digest correct {stage.facts['item']} {CORRECTED}", "digest-corrected")
    await stage.hears(stage.luc, "LEV", "digest-correction", after=mark)


async def third(stage: Stage) -> None:
    """The third goes to all again; staff look at the month in pictures, and Ana at what there was."""
    await stage.turns_to(stage.days.issued(2))
    await _arrived(stage, 3, "LEV", CHANNEL)
    await _arrived(stage, 2, "ICT", "EBUS", ICT_CHANNEL)
    await stage.sofia.asks(f"digest pictures {stage.days.months[2]:%Y-%m}", "digest-pictures")
    await stage.ana.asks("digest archive group:LEV", "digest-archive")
    await stage.sofia.asks(f"digest export LEV {stage.days.months[2]:%Y-%m}", "digest-exported")

    async def fitting() -> tuple[bool, str]:
        return judged(stage)

    stage.prove(EACH, fitting)


def issues(stage: Stage, room: str) -> list[str]:
    """The Affiliate Updates that came in a room, on either side, as they came, the oldest first; one cut into parts is
    one.
    """
    if room in READERS:
        read = [one.body for one in stage.players[READERS[room]].read(room) if not one.edited_from]
    else:
        read = standing_in(stage, room)
    found: list[str] = []
    for body in read:
        if found and is_said("digest-issue-part", body.partition("\n")[0]):
            found[-1] += f"\n{body}"
        elif is_said("digest-issue", body):
            found.append(body)
    return found


def judged(stage: Stage) -> tuple[bool, str]:
    """Whether each room had its own issues, and what was seen of it."""
    found = {room: issues(stage, room) for room in _rooms(stage)}
    lev = {room: texts for room, texts in found.items() if room in ("LEV", CHANNEL)}
    others = "\n".join(text for room, texts in found.items() if room not in lev for text in texts)
    met = (stage.facts["call"], stage.facts["meeting"])  # the meetings of the first month, and of the second
    foreign = [one for one in (FOR_LEV, CORRECTED, *met, stage.facts["summary"]) if one in others]
    in_time = all(len(texts) == EXPECTED[room] and FOR_ALL in texts[0] for room, texts in found.items())
    # What stands on Discord is read as it is now, with what was wrong mended in it.
    items = {"LEV": FOR_LEV, CHANNEL: CORRECTED}
    own = in_time and all(
        met[0] in texts[0] and met[1] in texts[1] and items[room] in texts[1] for room, texts in lev.items()
    )
    pointed = any(is_said("digest-summaries", one.body) for one in stage.luc.read("LEV"))
    numbers = [first.month for first in stage.days.months]
    french = all(
        is_said(f"digest-month-{number}", text, "fr")
        for texts in lev.values()
        for number, text in zip(numbers, texts, strict=False)
    )
    seen = {room: len(texts) for room, texts in found.items()}
    held = in_time and own and pointed and french and not foreign
    return held, (
        f"issues {seen}, each with its own month's: {own}; of LEV's own in other rooms: {foreign or 'nothing'}; "
        f"LEV's in French: {french}"
    )


def _is_skipped(stage: Stage, room: str) -> bool:
    """Whether staff were told that a room gets nothing this month."""
    told = (words(one.body) for one in stage.tom.read("Staff") if is_said("staff-digest-skipped", one.body))
    return any(f"for {room} for" in text for text in told)


def _rooms(stage: Stage) -> list[str]:
    return [room for room in EXPECTED if room in READERS or stage.standin is not None]


def _has(stage: Stage, room: str, count: int) -> bool:
    return len(issues(stage, room)) >= count


async def _arrived(stage: Stage, count: int, *rooms: str) -> None:
    """Wait until so many have come to each of these rooms."""
    for room in rooms:
        if room in _rooms(stage):
            await stage.until(
                partial(_has, stage, room, count),
                f"The Affiliate Update number {count} was waited for in {room}",
            )
