"""What the buyers of an engagement come to together, what they ask for, and how they take it on: card, asks, bank."""

from datetime import timedelta

from bot.demo.phrases import is_said
from bot.demo.scenes.engagement import replied
from bot.demo.scenes.summary import COMPANY
from bot.demo.stage import CHAT, Player, Stage, code_in

ASK = "Repay every fee that was taken for a job"
DECLARED = "Our deputy mayor once sat on their board"


async def carded(stage: Stage) -> None:
    """A common ask stands on the room's card, Lyon leads with Ghent, and what Oslo declares reaches the lead alone."""
    code = stage.facts["engagement"]
    stage.secrets += [ASK, DECLARED]
    await stage.ana.asks(f"engagement ask {code} short {ASK}", "engagement-ask-added")
    await stage.ana.asks(f'engagement role {code} organisation:"Ville de Lyon" role:co-lead', "engagement-role-set")
    await stage.hears(stage.luc, code, "engagement-shown-co-lead", fits=lambda seen: ASK in seen.body)
    await stage.olga.asks(f'engagement conflict {code} text:"{DECLARED}"', "engagement-conflict-declared")
    await stage.hears(stage.ana, CHAT, "engagement-conflict-told")
    read = await stage.ana.asks(f"engagement conflict {code}", "engagement-conflicts")

    async def one_card() -> tuple[bool, str]:
        return kept_current(stage, code)

    async def lead_alone() -> tuple[bool, str]:
        others = [stage.luc, stage.tom, stage.pia, stage.mallory]
        told = [player.name for player in others if any(DECLARED in one.body for one in player.read())]
        return (
            DECLARED in read.body and not told,
            f"read by the lead, and of the others by {', '.join(told) or 'nobody'}",
        )

    stage.prove("An engagement's room has one card, which was kept current", one_card)
    stage.prove("A conflict of interest was read by the lead, and by no other buyer", lead_alone)


def kept_current(stage: Stage, code: str) -> tuple[bool, str]:
    """Whether one card was posted in the engagement's room and then changed, to the end."""
    cards = [one for one in stage.luc.read(code) if is_said("engagement-card-rules", one.body)]
    posted = [one.event_id for one in cards if not one.edited_from]
    changes = [one for one in cards if one.edited_from]
    current = bool(changes) and ASK in changes[-1].body and is_said("engagement-shown-outcome", changes[-1].body)
    held = len(posted) == 1 and current and all(one.edited_from == posted[0] for one in changes)
    return held, f"posted {len(posted)} x, changed {len(changes)} x; says in the end how it ended: {current}"


async def weighed(stage: Stage) -> None:
    """What the company's buyers come to together, in bands: as words and as a picture, and nobody's own figures."""
    code = stage.facts["engagement"]
    mark = stage.luc.mark
    await stage.ana.asks(f"leverage show {code}", "leverage-shown")
    await stage.ana.confirms(f"leverage post {code}", "leverage-posted")
    await stage.hears(stage.luc, code, "leverage-post", after=mark)
    await _gets_file(stage, stage.luc, code, after=mark)


async def banked(stage: Stage) -> None:
    """A question comes from the bank, in both languages, and each organisation agrees to it."""
    code = stage.facts["engagement"]
    found = await stage.ana.asks(f"engagement questions {code} stage:contract", "engagement-questions")
    mark = stage.luc.mark
    await stage.ana.asks(f"engagement put {code} {code_in(found, 'QB')}", "engagement-put")
    post = await stage.hears(stage.luc, code, "engagement-question-post", after=mark)
    await replied(stage, stage.luc, code, "oui", post.event_id, "engagement-agreed")
    await replied(stage, stage.olga, code, "yes", post.event_id, "engagement-agreed")


async def overseen(stage: Stage) -> None:
    """Every clock of the case in one view, and how far its plan is as a picture in the room."""
    code = stage.facts["engagement"]
    await stage.luc.asks(f"engagement délais {code}", "engagement-clocks")
    mark = stage.luc.mark
    await stage.ana.confirms(f"plan picture {code}", "plan-pictured")
    await _gets_file(stage, stage.luc, code, after=mark)


async def joined(stage: Stage) -> None:
    """Oslo asks to join whoever asks the same brand; Lyon lets it in. Ghent asks by itself, and is told what fits."""
    code = stage.facts["disclosure"]
    await stage.olga.asks(f'disclosure join "{COMPANY}"', "disclosure-join-asked")
    await stage.hears(stage.luc, CHAT, "disclosure-join-wish")
    await stage.luc.asks(f'divulgation admettre {code} "City of Oslo"', "disclosure-admitted")
    await stage.hears(stage.olga, CHAT, "disclosure-let-in")
    await stage.olga.asks(f"disclosure show {code}", "disclosure-shown")
    soon = (stage.days.now() + timedelta(days=21)).date()
    await stage.ana.asks(
        f'disclosure ask "{COMPANY}" {soon:%Y-%m-%d} the sites of all our vans, under our clause', "line-lesson-hint"
    )


async def _gets_file(stage: Stage, player: Player, room: str, *, after: int) -> None:
    where = await player.in_room(room)
    await stage.until(
        lambda: any(one.file and one.room == where for one in player.person.seen[after:]),
        f"{player.name} waited for a picture in {room}",
    )
