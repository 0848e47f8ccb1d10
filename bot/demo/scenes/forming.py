"""What the buyers of an engagement come to together, what they ask for, and how they take it on: card, asks, bank."""

from datetime import timedelta

from bot.demo.phrases import is_said
from bot.demo.scenes.engagement import WORDS, replied
from bot.demo.scenes.summary import COMPANY
from bot.demo.stage import CHAT, Player, Stage, code_in

ASK = "Repay every fee that was taken for a job"
DECLARED = "Our deputy mayor once sat on their board"
OVERTIME = (
    "Who decides on overtime, and where is that written down?",
    "Qui décide des heures supplémentaires, et où cela est-il écrit ?",
)
"""A question of the engagement as staff word it for the bank."""


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


async def kept(stage: Stage) -> None:
    """The buyers' own question was a good one: Ana gives it to the bank, where staff word it for everybody."""
    code, inquiry = stage.facts["engagement"], stage.facts["inquiry"]
    await stage.ana.asks(f"engagement keep {inquiry}", "engagement-kept")
    told = await stage.hears(stage.tom, "Staff", "staff-engagement-kept", fits=lambda seen: inquiry in seen.body)
    english, french = OVERTIME
    added = await stage.sofia.asks(
        f'bank add kept:{inquiry} issue:"working hours" english:"{english}" french:"{french}"', "bank-added"
    )
    entry = stage.facts["banked"] = code_in(added, "QB")
    shown = await stage.pia.asks(f"bank show {entry}", "bank-text")

    async def nameless() -> tuple[bool, str]:
        return given_back(told.body, shown.body, code)

    stage.prove("A good question went back to the bank for everybody, in words that name nobody", nameless)


def given_back(told: str, shown: str, code: str) -> tuple[bool, str]:
    """Whether all can read what staff worded in both languages, and nobody the engagement's words, whom it is with, or
    who asks.
    """
    both = all(words in shown for words in OVERTIME)
    named = [words for words in (WORDS, COMPANY, "Ghent", "Ana", code) if words in shown]
    named += [WORDS] if WORDS in told else []
    return both and not named, f"read in both languages by somebody outside: {both}; named: {named or 'nobody'}"


async def rotated(stage: Stage) -> None:
    """Ghent has led for eight weeks: the room is asked whether another takes the lead, and Ana hands it to Lyon."""
    code = stage.facts["engagement"]
    await stage.hears(stage.luc, code, "engagement-rotation")
    mark = stage.luc.mark
    await stage.ana.asks(f'engagement lead {code} organisation:"Ville de Lyon"', "engagement-lead-set")
    await stage.hears(stage.luc, code, "engagement-lead-post", after=mark)

    async def by_a_person() -> tuple[bool, str]:
        return handed(stage, code)

    stage.prove(
        "That another buyer takes the lead was proposed once, and nothing changed until a person did it", by_a_person
    )


def handed(stage: Stage, code: str) -> tuple[bool, str]:
    """Whether the card named who led until the lead was handed on after the proposal, and whoever leads since."""
    told = [one.body for one in stage.luc.read(code)]
    proposed = [at for at, body in enumerate(told) if is_said("engagement-rotation", body)]
    given = [at for at, body in enumerate(told) if is_said("engagement-lead-post", body)]
    leads = [
        (at, line)
        for at, body in enumerate(told)
        for line in body.splitlines()
        if is_said("engagement-shown-lead", line)
    ]
    once = len(proposed) == len(given) == 1 and proposed < given
    before = [line for at, line in leads if once and at < given[0]]
    after = [line for at, line in leads if once and at > given[0]]
    kept = bool(before) and all("Ghent" in line for line in before)
    current = bool(after) and all("Lyon" in line for line in after)
    return once and kept and current, (
        f"proposed {len(proposed)} x, handed on {len(given)} x; the card named Ghent until then: {kept}, and Lyon "
        f"since: {current}"
    )


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
