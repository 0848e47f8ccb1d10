"""Buyers of one company find each other, and engage it together: a question, a letter, an answer, a stronger step."""

from datetime import timedelta

from bot.demo.phrases import is_said
from bot.demo.scenes.summary import COMPANY
from bot.demo.stage import CHAT, Player, Stage, code_in

TAUGHT = "Une lettre pèse plus que trois"
WORDS = "Who decides on overtime at the final assembly"


async def matched(stage: Stage) -> None:
    """Who buys from the same company is told so when each agreed; whoever has a tender running is left out of it."""
    stage.secrets.append(WORDS)
    await stage.olga.asks(f'follow company "{COMPANY}"', "follow-begun")
    await stage.ana.asks(f'organisation buys "{COMPANY}"', "purchase-said")
    await stage.luc.asks(f'organisation achète "{COMPANY}"', "purchase-said")
    await stage.olga.asks(f'organisation buys "{COMPANY}"', "purchase-said")
    for buyer in ("City of Ghent", "Ville de Lyon", "City of Oslo"):
        await stage.sofia.asks(f'organisation confirm "{buyer}" "{COMPANY}"', "purchase-recorded")
    await stage.olga.asks(f'organisation tender "{COMPANY}" yes', "purchase-tender-on")
    await stage.olga.asks(f'organisation match "{COMPANY}" yes', "purchase-shared")
    await stage.ana.asks(f'organisation match "{COMPANY}" yes', "purchase-shared")
    await stage.luc.asks(f'organisation rapprocher "{COMPANY}" oui', "purchase-shared")
    await stage.hears(stage.ana, CHAT, "purchase-match", fits=lambda seen: "Lyon" in seen.body)
    told = [one.body for player in (stage.ana, stage.luc) for one in player.read(CHAT)]
    named = [body for body in told if is_said("purchase-match", body) and "Oslo" in body]
    stage.note("Oslo, whose tender is running, agreed too: " + ("it was named!" if named else "nobody was told."))

    async def unnamed() -> tuple[bool, str]:
        return not named, f"named {len(named)} times while the tender ran"

    stage.prove("A buyer whose tender is running is neither matched nor named", unnamed)
    await stage.olga.asks(f'organisation tender "{COMPANY}" no', "purchase-tender-off")
    await stage.hears(stage.ana, CHAT, "purchase-match", fits=lambda seen: "Oslo" in seen.body)


async def opened(stage: Stage) -> None:
    """Ghent leads, Lyon and Oslo join; two of the staff say what the room may hear, and are not in it."""
    answer = await stage.ana.asks(
        f'engagement open "{COMPANY}" title:"An end to forced overtime" languages:"en fr"', "engagement-opened"
    )
    code = stage.facts["engagement"] = code_in(answer, "ENG")
    for organisation in ("Ville de Lyon", "City of Oslo"):
        await stage.ana.asks(f'engagement invite {code} organisation:"{organisation}"', "engagement-invited")
    await stage.hears(stage.luc, CHAT, "engagement-invitation")
    await stage.luc.asks(f"engagement rejoindre {code} oui", "engagement-joined")
    await stage.olga.asks(f"engagement join {code} yes", "engagement-joined")
    for player in (stage.ana, stage.luc, stage.olga):
        await player.in_room(code)
    await stage.sofia.confirms(f"room authorise {code} amber", "room-proposed")
    await stage.tom.confirms(f"room authorise {code} amber", "room-authorised")


async def asked(stage: Stage) -> None:
    """A question in a thread of its own, agreed by each organisation."""
    code = stage.facts["engagement"]
    mark = stage.luc.mark
    await stage.ana.says(code, f"!engagement question {WORDS}, and which record shows it?")
    post = await stage.hears(stage.luc, code, "engagement-question-post", after=mark)
    stage.facts["inquiry"] = code_in(post, "EQ")
    await replied(stage, stage.luc, code, "oui", post.event_id, "engagement-agreed")
    await replied(stage, stage.olga, code, "yes", post.event_id, "engagement-agreed")
    await stage.hears(stage.luc, code, "engagement-question-agreed")


async def written(stage: Stage) -> None:
    """A joint letter: commented on, locked, signed by each and marked as sent. The answer is evasive, and a stronger
    step is proposed.
    """
    code = stage.facts["engagement"]
    mark = stage.luc.mark
    await stage.ana.says(
        code,
        "!engagement letter We, three public buyers, ask you to end forced overtime and to repay recruitment fees.",
    )
    post = await stage.hears(stage.luc, code, "engagement-letter-post", after=mark)
    letter = code_in(post, "LTR")
    await stage.luc.asks(f"engagement commenter {letter} Demandons une date, aussi.", "engagement-commented")
    await stage.ana.asks(f"engagement lock {letter}", "engagement-locked")
    await stage.ana.asks(f"engagement file {letter}", "engagement-filed")
    for player, yes in ((stage.ana, "yes"), (stage.luc, "oui"), (stage.olga, "yes")):
        await replied(stage, player, code, yes, post.event_id, "engagement-signed")
    await stage.ana.confirms(f"engagement send {letter}", "engagement-sent")
    await stage.hears(stage.luc, code, "engagement-sent-post")
    await stage.ana.asks(f"engagement answer {letter} We take every concern seriously.", "engagement-answer-logged")
    await stage.ana.asks(f"engagement rate {letter} evasive", "engagement-rated")
    proposal = await stage.hears(stage.ana, code, "engagement-proposal")
    await replied(stage, stage.ana, code, "yes", proposal.event_id, "engagement-level")
    await stage.hears(stage.luc, code, "engagement-risen-post")
    day = (stage.days.now() + timedelta(days=30)).date()
    await stage.ana.asks(f"engagement next {code} {day:%Y-%m-%d} Meet the regional office", "engagement-next-set")

    async def among_themselves() -> tuple[bool, str]:
        outside = [stage.sofia, stage.tom, stage.pia, stage.mallory]
        readers = [player.name for player in outside if any(WORDS in one.body for one in player.read())]
        inside = [player.name for player in (stage.luc, stage.olga) if any(WORDS in one.body for one in player.read())]
        seen = f"read by {', '.join(inside)} and, of those outside, by {', '.join(readers) or 'nobody'}"
        return not readers and len(inside) == 2, seen

    stage.prove("What was said in the engagement stayed among those who take part", among_themselves)


async def planned(stage: Stage) -> None:
    """A measure of a corrective action plan. The case goes to the RBA, too, which audits nothing before it has met the
    monitoring partner.
    """
    code = stage.facts["engagement"]
    day = (stage.days.now() + timedelta(days=85)).date()
    mark = stage.luc.mark
    added = await stage.ana.asks(
        f'plan add {code} {day:%Y-%m-%d} finding:"Fees were taken for the job" action:"Repay every fee" '
        'responsible:"The labour office of the plant" verification:"Receipts, and workers asked outside the plant"',
        "plan-added",
    )
    stage.facts["measure"] = code_in(added, "CAP")
    await stage.hears(stage.luc, code, "plan-added-post", after=mark)
    await stage.ana.asks(f"route open {code} rba-fast-track", "route-noted")
    await stage.ana.asks(f"route audit {code} rba-fast-track {day:%Y-%m-%d}", "route-meeting-first")
    await stage.ana.asks(f"route meeting {code} rba-fast-track {stage.days.now():%Y-%m-%d}", "route-met")
    await stage.ana.asks(f"route audit {code} rba-fast-track {day:%Y-%m-%d}", "route-audit-on")


async def disclosed(stage: Stage) -> None:
    """Lyon asks where its vehicles are made; the request goes up the chain. Nobody else is told of it."""
    await stage.sofia.asks('organisation company name:"Bolt Resale" kind:reseller', "company-added")
    soon = (stage.days.now() + timedelta(days=21)).date()
    asked = await stage.luc.asks(
        f'divulgation demander "{COMPANY}" {soon:%Y-%m-%d} revendeur:"Bolt Resale" rang:2 ouverte:oui '
        "tous nos véhicules",
        "disclosure-asked",
    )
    code = stage.facts["disclosure"] = code_in(asked, "DIS")
    await stage.luc.asks(f'divulgation transmettre {code} "{COMPANY}" {soon:%Y-%m-%d}', "disclosure-passed")
    hidden = await stage.ana.asks(f"disclosure show {code}", "absent")

    async def unseen() -> tuple[bool, str]:
        return is_said("absent", hidden.body), "to the other buyer of the same company there is no such request"

    stage.prove("Who asks a brand is not told to the brand's other buyers", unseen)


async def chased(stage: Stage) -> None:
    """The day of the request is over: Lyon is told, and gives more time without blame."""
    code = stage.facts["disclosure"]
    await stage.hears(stage.luc, CHAT, "disclosure-late", fits=lambda seen: code in seen.body)
    later = (stage.days.now() + timedelta(days=21)).date()
    await stage.luc.asks(
        f"divulgation prolonger {code} {later:%Y-%m-%d} Ils attendent leur usine.", "disclosure-extended"
    )


async def received(stage: Stage) -> None:
    """What was asked for came; staff put it into the registry."""
    await stage.luc.asks(f"divulgation reçue {stage.facts['disclosure']}", "disclosure-received")


async def verified(stage: Stage) -> None:
    """Luc notes that the company claims the measure done; somebody else verifies it."""
    code, measure = stage.facts["engagement"], stage.facts["measure"]
    mark = stage.luc.mark
    await stage.luc.asks(f"plan déclarer {measure} Ils nous ont montré cent reçus.", "plan-claimed")
    refused = await stage.luc.asks(f"plan vérifier {measure} Les reçus suffisent.", "plan-verify-who")
    await stage.sofia.asks(f"plan verify {measure} Receipts seen, and thirty workers asked.", "plan-verified")
    await stage.hears(stage.luc, code, "plan-verified-post", after=mark)

    async def by_another() -> tuple[bool, str]:
        return is_said("plan-verify-who", refused.body), "whoever noted the claim could not verify it"

    stage.prove("A claim is not its own verification", by_another)


async def closed(stage: Stage) -> None:
    """What was asked for is done: the engagement is closed with its outcome, and what it taught is kept for all."""
    code = stage.facts["engagement"]
    mark = stage.luc.mark
    said = await stage.luc.confirms(f"engagement clore {code} réparé", "engagement-closed-now")
    await stage.hears(stage.luc, code, "engagement-closed-post", after=mark)
    kept = await stage.luc.asks(
        f'leçon ajouter réussi fournisseurs type titre:"{TAUGHT}" Une lettre, trois signatures, une date de réponse.',
        "lesson-added",
    )
    lesson = stage.facts["taught"] = code_in(kept, "L")
    shown = await stage.olga.asks(f"lesson show {lesson}", "lesson-text")

    async def unnamed() -> tuple[bool, str]:
        return taught(said.body, shown.body, code)

    stage.prove("A closed engagement asked for its lesson, which names neither company, nor buyer, nor case", unnamed)


def taught(said: str, shown: str, code: str) -> tuple[bool, str]:
    """Whether closing asked for a lesson, and whether what all can read of it names who and whom it was about."""
    names = [name for name in (COMPANY, "Lyon", "Luc", "Ghent", code) if name in shown]
    is_asked = is_said("engagement-lesson", said)
    held = is_asked and TAUGHT in shown and not names
    return held, f"asked for: {is_asked}; named in it: {', '.join(names) or 'nobody'}"


async def replied(stage: Stage, player: Player, room: str, word: str, event: str, phrase: str) -> None:
    """A short reply to a post; what came of it is said privately."""
    mark = player.mark
    await player.says(room, word, reply_to=event)
    await stage.hears(player, CHAT, phrase, after=mark)
