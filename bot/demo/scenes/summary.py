"""A monitoring summary: written by one, approved by another, released to one room and refused by two."""

from bot.demo.stage import CHAT, Stage, code_in

COMPANY = "Volta Motors"
HEADING = "Working hours, spring visit"
WORDS = "several workers report night shifts of twelve hours"
TEXT = f"At the final assembly, {WORDS}, and a recruitment fee of two months' pay."


async def approved(stage: Stage) -> None:
    """Sofia writes, Tom reads and approves: never the same person."""
    stage.secrets += [HEADING, WORDS]
    await stage.sofia.asks(f"organisation company {COMPANY}", "company-added")
    await stage.sofia.asks(f'summary draft "{COMPANY}" affiliates {HEADING}', "ask-findings")
    drafted = await stage.sofia.asks(TEXT, "summary-drafted")
    code = stage.facts["summary"] = code_in(drafted, "SUM")
    await stage.sofia.asks(f"summary submit {code}", "summary-submitted")
    poll = await stage.hears(stage.tom, "Staff", "staff-summary-submitted")
    refused = await stage.sofia.asks(f"summary approve {code}", "summary-own-text")
    stage.transcript.refused("an author approves her own text", refused.body)
    await stage.tom.asks(f"summary show {code}", "summary-approvals")
    await stage.tom.votes(poll, "approve", "summary-approved")


async def released(stage: Stage) -> None:
    """LEV is entitled. ICT may hear GREEN at most, and in EBUS sits Pia, a partner who is not in the audience."""
    code = stage.facts["summary"]
    mark = stage.tom.mark
    await stage.sofia.confirms(f"summary release {code}", "summary-released")
    await stage.hears(stage.luc, "LEV", "summary-heading")
    told = await stage.hears(stage.tom, "Staff", "staff-summary-released", after=mark)
    for line in told.body.splitlines():
        for room in ("ICT", "EBUS"):
            if f"{room}:" in line and "refused" in line:
                stage.transcript.refused(f"{code} in {room}", line.strip("- "))
    await stage.pia.asks(f"summary show {code}", "absent")

    async def unentitled() -> tuple[bool, str]:
        return _nothing_of_it(stage, code)

    stage.prove(
        "The room refused by its label, and that refused for one member, got nothing of the summary", unentitled
    )


async def acknowledged(stage: Stage) -> None:
    """Lyon acknowledges by a reply, Ghent by a command."""
    code = stage.facts["summary"]
    post = await stage.hears(stage.luc, "LEV", "summary-acknowledge-hint")
    await stage.luc.says("LEV", "reçu", reply_to=post.event_id)
    await stage.hears(stage.luc, CHAT, "summary-acknowledged")
    await stage.ana.asks(f"summary acknowledge {code}", "summary-acknowledged")
    await stage.sofia.asks(f"summary acks {code}", "summary-acks")


def _nothing_of_it(stage: Stage, code: str) -> tuple[bool, str]:
    """What could be read in the rooms that were refused, and by Pia and Mallory anywhere."""
    rooms = [(one, room) for room in ("ICT", "EBUS") for one in stage.players.values() if one.room(room)]
    read = [seen for player, room in rooms for seen in player.read(room)]
    read += [seen for player in (stage.pia, stage.mallory) for seen in player.read()]
    found = [seen for seen in read if any(word in seen.body for word in (code, HEADING, WORDS))]
    got_it = any(WORDS in seen.body for seen in stage.luc.read("LEV"))
    held = not found and got_it and bool(rooms)
    lev = "LEV read it" if got_it else "LEV did not get it"
    return held, f"{len(found)} of {len(read)} posts that they could read speak of it; {lev}"
