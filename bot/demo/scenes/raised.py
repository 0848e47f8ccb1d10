"""The operators raise Discord's ceiling to TLP:AMBER: buyers of ICT engage a supplier there, in a room of their own.

What is narrower stays off Discord as before, and so does what is AMBER where nobody authorised it.
"""

from bot.demo.discord_proofs import Post, said_on
from bot.demo.member import discord_of
from bot.demo.scenes.both import ICT_CHANNEL, TURIN
from bot.demo.scenes.forming import OVERTIME
from bot.demo.stage import CHAT, Stage, code_in
from bot.demo.standin import LOBBY

COMPANY = "Nimbus Laptops"
BUYERS = (("rita", "City of Riga"), ("dora", TURIN))
TITLE = "Hours that people can live with"
ASK = "Let the union into the assembly plant"
LETTER = "We, two public buyers, ask you to show us the working hours of your assembly plant."
WORDS = (TITLE, ASK, LETTER)
"""What is AMBER about it."""
RED_HEADING, RED_TEXT = "A source at the second plant", "The one who told of the strike list works at its gate."


async def ceiling(stage: Stage) -> None:
    """A setting of the operators', which counts from the next start on."""
    if stage.standin is None:
        return
    stage.bot.set("discord_ceiling", "AMBER")
    stage.note("The network's operators set ROUNDTABLE_DISCORD_CEILING=AMBER: what is AMBER may pass through Discord")
    stage.note("from the next start on, in rooms that two people authorise for it. What is RED may not, anywhere.")


async def matched(stage: Stage) -> None:
    """Turin joins ICT. It buys from the same company as Riga does, and each is told so when both agreed."""
    sofia, rita = stage.members["sofia"], stage.members["rita"]
    await sofia.slash(LOBBY, "organisation company", "company-added", name=COMPANY)
    await sofia.slash(LOBBY, "group join", "group-joined", organisation=TURIN, group="ICT")
    for name, organisation in BUYERS:
        await stage.members[name].slash(CHAT, "organisation buys", "purchase-said", company=COMPANY)
        await sofia.slash(
            LOBBY, "organisation confirm", "purchase-recorded", organisation=organisation, company=COMPANY
        )
        await stage.members[name].slash(CHAT, "organisation match", "purchase-shared", company=COMPANY, agree="yes")
    await rita.hears(CHAT, "purchase-match", fits=lambda one: TURIN in one.text)


async def engaged(stage: Stage) -> None:
    """Rita opens an engagement. Its room hears nothing of it before two of the staff have said that it may."""
    stage.raised += WORDS
    rita, dora, log = stage.members["rita"], stage.members["dora"], discord_of(stage).fake.log
    opened = await rita.slash(ICT_CHANNEL, "engagement open", "engagement-opened", company=COMPANY, title=TITLE)
    code = stage.facts["engagement on Discord"] = code_in(opened.text, "ENG")
    await rita.slash(CHAT, "engagement ask", "engagement-ask-added", code=code, term="short", text=ASK)
    await stage.members["sofia"].confirms(LOBBY, "room authorise", "room-proposed", room=code, label="AMBER")
    authorised = len(log)
    await stage.tom.confirms(f"room authorise {code} amber", "room-authorised")
    await dora.slash(CHAT, "engagement join", "engagement-joined", code=code, accept="yes")
    await dora.hears(code, "engagement-card-rules", fits=lambda one: ASK in one.text)

    async def there_alone() -> tuple[bool, str]:
        return kept_apart(said_on(stage, log[:authorised]), said_on(stage, log[authorised:]), code)

    stage.prove(
        "What is AMBER was said on Discord in the one room that two people had authorised for it, and not before",
        there_alone,
    )


def kept_apart(early: list[Post], later: list[Post], code: str) -> tuple[bool, str]:
    """Whether the engagement's words stood in its own room once it was authorised, not `early`, and in no other."""
    inside = all(any(words in text for place, text in later if place == code) for words in WORDS)
    known = (*WORDS, COMPANY, code)
    wrong = [text for _, text in early if any(words in text for words in known)]
    wrong += [text for place, text in later if place != code and any(words in text for words in known)]
    places = {place for place, _ in (*early, *later)} - {code}
    return inside and not wrong, f"in its room: {inside}; before that, or in {len(places)} other places: {len(wrong)}"


async def written(stage: Stage) -> None:
    """The question that others gave to the bank is put here; it is agreed, and a letter signed, with buttons."""
    rita, dora, code = stage.members["rita"], stage.members["dora"], stage.facts["engagement on Discord"]
    await rita.slash(CHAT, "engagement put", "engagement-put", code=code, questions=stage.facts["banked"])
    question = await dora.hears(code, "engagement-question-post", fits=lambda one: OVERTIME[0] in one.text)
    await dora.click(question, "yes", "engagement-agreed")
    drafted = await rita.slash(CHAT, "engagement letter", "engagement-letter-drafted", code=code, form={"text": LETTER})
    letter = await dora.hears(code, "engagement-letter-post", fits=lambda one: LETTER in one.text)
    for member in (dora, rita):
        await member.click(letter, "yes", "engagement-signed")
    await rita.confirms(CHAT, "engagement paper send", "engagement-sent", code=code_in(drafted.text, "LTR"))
    await dora.hears(code, "engagement-sent-post")


async def red(stage: Stage) -> None:
    """Sofia writes what is RED at home on Matrix; on Discord she is told that there is a better place, and no more."""
    stage.secrets += [RED_HEADING, RED_TEXT]
    drafted = await stage.sofia.asks(
        f'summary draft company:"{COMPANY}" readers:named organisations:"{TURIN}" label:red heading:"{RED_HEADING}" '
        f'findings:"{RED_TEXT}"',
        "summary-drafted",
    )
    code = code_in(drafted, "SUM")
    answer = await stage.members["sofia"].slash(LOBBY, "summary show", "pointer", code=code)
    stage.transcript.refused(f"{code}, which is RED, on Discord", answer.text)
