"""A peer asks, is answered, and the answer is kept as a lesson; what is said in passing is kept as well."""

from bot.demo.cast import Seen
from bot.demo.phrases import is_said
from bot.demo.stage import CHAT, Stage, code_in

SAID = "Nous avons vu les chauffeurs et leur syndicat avant l'appel d'offres : une seule série de questions a suffi."
TITLE = "Ask the drivers first"
UNANSWERED = "Has anybody had a bus maker disclose the sites of its battery supplier?"
THEIR_YES = "What somebody said in a room became a lesson with their yes, and could not be found before"


async def asked(stage: Stage) -> None:
    """Ana asks as "a buyer"; Luc answers in French, and his answer is shown to all in the language it exists in."""
    said = await stage.ana.asks(
        "question ask group:LEV named:no How did you get your supplier to disclose its sites?",
        "question-asked-nameless",
    )
    code = code_in(said, "Q")
    await stage.hears(stage.luc, "LEV", "question-post", fits=lambda seen: code in seen.body)
    await stage.luc.says(
        "LEV", f"!question répondre {code} Une clause de divulgation dans le marché, avec une mise à jour annuelle."
    )
    came = await stage.hears(stage.ana, CHAT, "question-answer-came")
    answer = code_in(came, "A")
    mark = stage.ana.mark
    await stage.ana.says(CHAT, "yes", reply_to=came.event_id)
    await stage.hears(stage.ana, CHAT, "question-settled", after=mark)
    kept = await stage.ana.asks(f"question keep {answer} disclosures worked", "question-kept")
    stage.facts["lesson"] = code_in(kept, "L")

    async def nameless() -> tuple[bool, str]:
        posts = [one for one in stage.luc.read("LEV") if code in one.body]
        named = [one for one in posts if "Ana" in one.body or "Ghent" in one.body]
        return bool(posts) and not named, f"{len(named)} of {len(posts)} posts about {code} in LEV tell who asked"

    stage.prove("Who asked as “a buyer” stayed unnamed in the room", nameless)


async def kept(stage: Stage) -> None:
    """It is published once Luc has said how Lyon is named; Olga finds it and puts it to use."""
    wish = await stage.hears(stage.luc, CHAT, "lesson-consent-asked")
    mark = stage.luc.mark
    await stage.luc.says(CHAT, "oui", reply_to=wish.event_id)
    await stage.hears(stage.luc, CHAT, "lesson-consented", after=mark)
    await stage.olga.asks("lesson find divulgation", "lesson-found")
    await stage.olga.asks(f"lesson show {stage.facts['lesson']}", "lesson-text")
    await stage.olga.asks(f"lesson used {stage.facts['lesson']}", "lesson-used")
    await stage.hears(stage.luc, CHAT, "lesson-thanks")


async def overheard(stage: Stage) -> None:
    """Luc says something in the room. Ana keeps it as a lesson by replying to it, and Luc has the last word."""
    said = await stage.luc.says("LEV", SAID)
    mark = stage.ana.mark
    await stage.ana.says("LEV", f'!lesson keep worked suppliers title:"{TITLE}"', reply_to=said)
    await stage.hears(stage.ana, CHAT, "lesson-words-kept", after=mark)
    wish = await stage.hears(stage.luc, CHAT, "lesson-words-asked")
    before = await stage.olga.asks("lesson find chauffeurs", "lesson-found-none")
    mark = stage.luc.mark
    await stage.luc.says(CHAT, "oui", reply_to=wish.event_id)
    await stage.hears(stage.luc, CHAT, "lesson-consented", after=mark)
    after = await stage.olga.asks("lesson find chauffeurs", "lesson-found")

    async def with_their_yes() -> tuple[bool, str]:
        return agreed_to(before.body, after.body, TITLE)

    stage.prove(THEIR_YES, with_their_yes)


def agreed_to(before: str, after: str, title: str) -> tuple[bool, str]:
    """Whether nobody found a lesson until whoever had said it agreed, and then it was found."""
    hidden, found = is_said("lesson-found-none", before) and title not in before, title in after
    return hidden and found, f"“{title}” was found before the yes: {not hidden}; after it: {found}"


async def unanswered(stage: Stage) -> None:
    """Ana asks again as "a buyer". Luc, who taught the like, is told of it in private; and nobody answers."""
    said = await stage.ana.asks(
        f"question ask group:LEV named:no theme:disclosures {UNANSWERED}", "question-asked-nameless"
    )
    code = stage.facts["unanswered"] = code_in(said, "Q")
    await stage.hears(stage.luc, CHAT, "question-for-you", fits=lambda seen: code in seen.body)


async def handed_on(stage: Stage) -> None:
    """Days later it is raised once more: Ana is told whose lesson is near, and staff whom to ask next. Olga knows."""
    code = stage.facts["unanswered"]
    await stage.hears(stage.tom, "Staff", "staff-question-unanswered", fits=lambda seen: code in seen.body)
    await stage.hears(stage.ana, CHAT, "question-unanswered", fits=lambda seen: code in seen.body)
    stage.note("Tom calls Olga, whom he was told to ask next.")
    await stage.olga.asks(
        f"question answer {code} Ours did, under a promise that the list stays with the buyers.", "answer-given"
    )
    came = await stage.hears(stage.ana, CHAT, "question-answer-came", fits=lambda seen: code in seen.body)
    mark = stage.ana.mark
    await stage.ana.says(CHAT, "yes", reply_to=came.event_id)
    await stage.hears(stage.ana, CHAT, "question-settled", after=mark)

    async def in_private() -> tuple[bool, str]:
        return raised(stage, code)

    stage.prove(
        "An unanswered question went back to its asker and to staff, each once, who learnt whom to ask next", in_private
    )


def raised(stage: Stage, code: str) -> tuple[bool, str]:
    """Whether its asker was told whose lesson is near, and staff alone whom to ask; and nobody who had asked."""
    to_staff = _about(stage.tom.read("Staff"), "staff-question-unanswered", code)
    to_asker = _about(stage.ana.read(CHAT), "question-unanswered", code)
    elsewhere = _about(stage.luc.read("LEV"), "question-again", code)
    elsewhere += _about(stage.luc.read(CHAT), "question-for-you", code)
    next_one, near = all("Olga" in body for body in to_staff), all(stage.facts["lesson"] in body for body in to_asker)
    told = [body for body in (*to_staff, *elsewhere) if "Ana" in body or "Ghent" in body]
    told += [body for body in (*to_asker, *elsewhere) if "Olga" in body]
    held = len(to_staff) == len(to_asker) == 1 and next_one and near and bool(elsewhere) and not told
    return held, (
        f"to its asker {len(to_asker)} x, with a lesson that is near: {near}; to staff {len(to_staff)} x, with whom to "
        f"ask: {next_one}; posts that told either to others: {len(told)}"
    )


def _about(read: list[Seen], phrase: str, code: str) -> list[str]:
    return [one.body for one in read if code in one.body and is_said(phrase, one.body)]


async def tools(stage: Stage) -> None:
    """A tool goes into the register with what it is for and its limits; peers rate it."""
    added = await stage.ana.asks(
        'tool add name:"Supplier questionnaire" limits:"Long; ask ten questions at most" '
        "Asking a contractor who makes what, and where",
        "tool-added",
    )
    tool = stage.facts["tool"] = code_in(added, "T")
    await stage.olga.asks(f"tool rate {tool} 4", "tool-rated")


async def introduced(stage: Stage) -> None:
    """Who offers and who needs the same learn of each other once both have said yes, and not before."""
    await stage.olga.asks("expertise offer disclosures How to word a clause that resellers accept", "expertise-offered")
    await stage.ana.asks("expertise need disclosures A clause that our resellers can sign", "expertise-needed")
    wish = await stage.hears(stage.ana, CHAT, "introduction-asked-need")
    offered = await stage.hears(stage.olga, CHAT, "introduction-asked-offer")
    mark = stage.ana.mark
    await stage.ana.says(CHAT, "yes", reply_to=wish.event_id)
    waits = await stage.hears(stage.ana, CHAT, "introduction-waits", after=mark)
    told = [one.body for one in (wish, offered, waits)]
    await stage.olga.says(CHAT, "yes", reply_to=offered.event_id)
    await stage.hears(stage.ana, CHAT, "introduction-to-offer", fits=lambda seen: "Olga" in seen.body)
    await stage.hears(stage.olga, CHAT, "introduction-to-need", fits=lambda seen: "Ana" in seen.body)

    async def unknown() -> tuple[bool, str]:
        names = [name for name in ("Ana", "Ghent", "Olga", "Oslo") if any(name in body for body in told)]
        return not names, f"before the second yes were told: {', '.join(names) or 'no names'}"

    stage.prove("Peers are introduced once both have said yes, and not before", unknown)
