"""One group on Matrix and on Discord: its second room, a meeting answered from both, a person with two accounts."""

import asyncio
from datetime import UTC, datetime

from bot.demo.discord_proofs import general, standing_in
from bot.demo.member import Member, discord_of, enter, watch
from bot.demo.phrases import is_said
from bot.demo.scenes.house import code_of
from bot.demo.scenes.lesson import agreed_to
from bot.demo.stage import CHAT, Stage, code_in
from bot.demo.standin import ADMINISTRATORS, LOBBY

ROOM, CHANNEL = "LEV-discord", "lev-discord"
ICT_ROOM, ICT_CHANNEL = "ICT-discord", "ict-discord"
TURIN = "City of Turin"
ASKED = "Which clause has a laptop repaired instead of replaced?"
ANSWERED = "Ours asks for spare parts for seven years, at a price that was fixed in the tender."
TRIED = "Une semaine d'essai avec deux bus nous a appris plus que dix références."
TITLE = "Try two buses for a week"
LENT = "We lend our set of questions for laptop makers to whoever asks"
TWO_ACCOUNTS = "Dora"


async def linked(stage: Stage) -> None:
    """Sofia proves that she is the same person there: a code shown on Matrix, said on Discord, confirmed on Matrix."""
    standin = discord_of(stage)
    stage.note(f"Beside the homeserver stands {standin.what}, at {standin.fake.url}.")
    stage.members = {"sofia": Member(name="Sofia", person=standin.sofia, stage=stage)}
    stage.watching = asyncio.create_task(watch(stage))
    general(stage)
    await stage.until(lambda: standin.is_known, "The bot's commands were waited for on Discord")
    code = code_of((await stage.sofia.asks("person link", "link-code")).body)
    await stage.members["sofia"].slash(LOBBY, "person prove", "link-said", code=code)
    await stage.hears(stage.sofia, CHAT, "link-claimed")
    await stage.sofia.asks(f"person claim {standin.sofia.id} yes", "link-made")


async def extended(stage: Stage) -> None:
    """Both groups get a room there, too: asked for there, so that is where it opens."""
    for code in ("LEV", "ICT"):
        await stage.members["sofia"].slash(LOBBY, "group extend", "group-extended", code=code)


async def invited(stage: Stage) -> None:
    """Dora of Turin and Rita of Riga have Discord alone; Émile works with Luc, and speaks French."""
    sofia = stage.members["sofia"]
    await sofia.slash(LOBBY, "organisation add", "organisation-added", kind="affiliate", name=TURIN, country="IT")
    await sofia.slash(LOBBY, "group join", "group-joined", organisation=TURIN, group="LEV")
    for name, locale, organisation, role, channel in (
        ("Dora", "en-GB", TURIN, "liaison", CHANNEL),
        ("Émile", "fr", "Ville de Lyon", "member", CHANNEL),
        ("Rita", "en-GB", "City of Riga", "liaison", ICT_CHANNEL),
    ):
        member = stage.members[name.lower()] = enter(stage, name, locale=locale)
        answer = await sofia.slash(
            LOBBY, "person invite", "person-invited",
            account=member.account, organisation=organisation, role=role, name=name, language=locale[:2],
        )  # fmt: skip
        stage.note(f"Sofia calls {name} on the telephone and reads out the code.")
        await member.slash(CHAT, "person prove", "code-right", code=code_of(answer.text))
        await member.place(channel)


async def authorised(stage: Stage) -> None:
    """Sofia asked for the room, Tom says the same; he is told who else reads there. Discord may carry GREEN at most."""
    if not stage.broken:
        refused = await stage.members["sofia"].slash(
            LOBBY, "room authorise", "room-platform-ceiling", room=ROOM, label="AMBER"
        )
        stage.transcript.refused(f"{ROOM} up to AMBER", refused.text)
    told = await stage.tom.confirms(f"room authorise {ROOM} green", "room-authorised")
    await stage.tom.confirms(f"room authorise {ICT_ROOM} green", "room-authorised")

    async def named() -> tuple[bool, str]:
        held = is_said("room-seers", told.body) and ADMINISTRATORS in told.body
        return (
            held,
            f"Tom was {'' if held else 'not '}told that the role {ADMINISTRATORS} sees every room of the server",
        )

    stage.prove("Whoever authorised the room on Discord was told who else can read there", named)


async def answered(stage: Stage) -> None:
    """The same announcement stands in both rooms; it is answered with a button here, and with a word there."""
    code = stage.facts["meeting"]
    dora, emile = stage.members["dora"], stage.members["émile"]
    post = await dora.hears(CHANNEL, "meeting-announced", fits=lambda one: code in one.text)
    await dora.click(post, "yes", "rsvp-noted")
    await emile.click(post, "maybe", "rsvp-noted")
    moved, to = stage.facts["moved"], datetime.fromisoformat(stage.facts["moved to"])
    standin = discord_of(stage)
    await stage.until(lambda: standin.calendar().get(moved) == [to], "The server's calendar was to follow the move")

    async def same() -> tuple[bool, str]:
        here = [
            one.body for one in stage.luc.read("LEV") if is_said("meeting-announced", one.body) and code in one.body
        ]
        both = [
            is_said("meeting-announced", text, locale) for text in (*here[:1], post.text) for locale in ("en", "fr")
        ]
        entries = standin.calendar()
        shown = [f"{one.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for one in entries.get(moved, ())]
        held = both == [True] * 4 and entries.get(moved) == [to] and len(entries.get(code, ())) == 1
        return held, f"{code} in both rooms, in English and French: {all(both)}; {moved} in the calendar: {shown}"

    stage.prove(
        "A meeting stood on both sides in each room's languages, and Discord's calendar followed its move", same
    )


async def one_person(stage: Stage) -> None:
    """Dora takes an account on Matrix, answers from there as well, and counts once."""
    there, code = stage.members["dora"], stage.facts["meeting"]
    account = f"@dora:{stage.server.name}"
    asked = await there.slash(CHANNEL, "person link", "link-code-for", account=account)
    here = await stage.enter(TWO_ACCOUNTS)
    await here.asks(code_of(asked.text), "link-said")
    question = await there.hears(CHAT, "link-claimed")
    await there.click(question, "yes", "link-made")
    await stage.hears(here, CHAT, "link-welcome")
    await here.in_room("LEV")
    await here.asks(f"meeting rsvp {code} yes", "rsvp-noted")
    on_matrix = await stage.ana.asks(f"meeting show {code}", "meeting-shown")
    on_discord = await stage.members["émile"].slash(CHANNEL, "meeting show", "meeting-shown", code=code)

    async def once() -> tuple[bool, str]:
        counts = [on_matrix.body.count(TWO_ACCOUNTS), on_discord.text.count(TWO_ACCOUNTS)]
        seen = f"{TWO_ACCOUNTS} answered from both, and is listed {counts[0]} x on Matrix and {counts[1]} x on Discord"
        return counts == [1, 1], seen

    stage.prove("Who answers from two accounts counts once", once)


async def peers(stage: Stage) -> None:
    """Rita asks in ICT on Discord, as "a buyer"; Ana answers on Matrix, and Rita keeps the answer as a lesson."""
    rita = stage.members["rita"]
    said = await rita.slash(ICT_CHANNEL, "question ask", "question-asked-nameless", form={"text": ASKED}, named="no")
    code = code_in(said.text, "Q")
    await stage.hears(stage.ana, "ICT", "question-post", fits=lambda seen: code in seen.body)
    await stage.ana.says("ICT", f"!question answer {code} {ANSWERED}")
    came = await rita.hears(CHAT, "question-answer-came")
    answer = code_in(came.text, "A")
    await rita.click(came, "yes", "question-settled")
    await rita.slash(CHAT, "question keep", "question-kept", code=answer, theme="tools", outcome="worked")
    wish = await stage.hears(stage.ana, CHAT, "lesson-consent-asked")
    mark = stage.ana.mark
    await stage.ana.says(CHAT, "yes", reply_to=wish.event_id)
    await stage.hears(stage.ana, CHAT, "lesson-consented", after=mark)
    used = stage.facts["lesson"]
    await rita.slash(CHAT, "lesson show", "lesson-text", code=used)
    mark = stage.luc.mark
    await rita.slash(CHAT, "lesson used", "lesson-used", code=used)
    await stage.hears(stage.luc, CHAT, "lesson-thanks", after=mark)
    await rita.slash(CHAT, "tool show", "tool-shown", code=stage.facts["tool"])

    async def same() -> tuple[bool, str]:
        return peers_met(stage, code)

    stage.prove("Peers asked and answered across both sides, and who asked as “a buyer” stayed unnamed on each", same)


async def noted(stage: Stage) -> None:
    """From a message's own menu: a lesson of what Émile says, where Luc agrees for Lyon; an item of Rita's words."""
    dora, emile, rita = (stage.members[name] for name in ("dora", "émile", "rita"))
    said = await emile.says(CHANNEL, TRIED)
    await dora.menu(
        said, "Save as lesson", "lesson-words-kept", form={"title": TITLE, "outcome": "worked", "theme": "suppliers"}
    )
    wish = await emile.hears(CHAT, "lesson-words-asked")
    before = await dora.slash(CHANNEL, "lesson find", "lesson-found-none", words="semaine")
    await emile.click(wish, "yes", "lesson-agreement-awaited")
    asked = await stage.hears(stage.luc, CHAT, "lesson-agreement-asked")
    await stage.luc.says(CHAT, "oui", reply_to=asked.event_id)
    after = await dora.slash(CHANNEL, "lesson find", "lesson-found", words="semaine")
    said = await rita.says(ICT_CHANNEL, LENT)
    await stage.members["sofia"].menu(said, "Put into the Update", "update-posted", form={"section": "opportunities"})
    told = await rita.hears(CHAT, "update-words-told")
    await rita.click(told, "yes", "update-consented")

    async def with_their_yes() -> tuple[bool, str]:
        return agreed_to(before.text, after.text, TITLE)

    stage.prove("A message's menu on Discord made a lesson of it with its author's yes, and not before", with_their_yes)


def peers_met(stage: Stage, code: str) -> tuple[bool, str]:
    """Whether the question and its answer stood in both rooms of ICT, and whose name stood nowhere."""
    here = [one.body for one in stage.ana.read("ICT") if code in one.body or ANSWERED in one.body]
    there = standing_in(stage, ICT_CHANNEL)
    both = all(any(words in text for text in texts) for texts in (here, there) for words in (ASKED, ANSWERED))
    named = [text for text in (*here, *there) if "Rita" in text or "Riga" in text]
    return both and not named, f"{code} and its answer on both sides: {both}; posts that tell who asked: {len(named)}"
