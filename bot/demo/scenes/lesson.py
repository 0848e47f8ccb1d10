"""A peer asks, is answered, and the answer is kept as a lesson."""

from bot.demo.stage import CHAT, Stage, code_in


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
