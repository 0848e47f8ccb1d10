"""The main job, from an empty database to the Affiliate Update, through the front door alone.

One network lives through it all, so that what one part leaves behind is there in the next: each part is a function
whose name says what it tells.
"""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.platform import Attachment
from storage.audit import verify
from storage.outbox import Parcel, ParcelState
from tests.cast import Cast, Member
from tests.fakes.memory import Post

COMPANY = "Volta Motors"
HEADING = "Working hours, spring visit"
FINDINGS = "Several workers report nights of **twelve hours**."
QUESTION = "Which plants make the cells?"
LETTER = "We, three public buyers, ask you to end forced overtime."
FOR_ALL = "The toolkit has a new clause for resellers"
FOR_LEV = "Two bus makers want to talk about charging"

INVITED = (
    ("Greta", "City of Ghent", "liaison", "en"),
    ("Luc", "Ville de Lyon", "liaison", "fr"),
    ("Olga", "City of Oslo", "liaison", "en"),
    ("Rita", "City of Riga", "liaison", "en"),
    ("Pia", "Labour Watch", "partner", "en"),
)
ROOMS = {  # who meets where, in which languages, and up to which label
    "LEV": (("City of Ghent", "Ville de Lyon", "City of Oslo"), "en fr", "amber"),
    "ICT": (("City of Ghent", "City of Riga"), "en", "green"),
    "EBUS": (("City of Oslo", "Labour Watch"), "en", "amber"),
}


async def test_a_network_meets_reads_a_summary_engages_a_supplier_learns_and_closes_its_month(founders: Cast) -> None:
    cast = founders
    await staff_open_groups_and_people_prove_who_they_are(cast)
    await two_people_say_what_each_room_may_hear(cast)
    await a_meeting_is_planned_answered_in_three_ways_and_prepared(cast)
    await the_room_is_reminded_in_time_and_the_minutes_and_the_action_are_kept(cast)
    code = await a_summary_is_written_by_one_and_approved_by_another(cast)
    await it_reaches_the_entitled_room_and_neither_of_the_two_others(cast, code)
    await it_is_acknowledged(cast, code)
    await buyers_of_one_company_are_told_of_each_other_when_each_agreed(cast)
    engagement = await they_open_an_engagement_in_a_room_of_its_own(cast)
    await they_agree_on_a_question_in_its_thread(cast, engagement)
    letter = await they_sign_a_letter_which_is_sent(cast, engagement)
    await a_poor_answer_leads_to_a_stronger_step_that_the_lead_accepts(cast, engagement, letter)
    await a_peer_is_answered_and_the_answer_becomes_a_lesson(cast)
    await each_room_gets_its_own_affiliate_update_by_the_clock_and_once(cast, code)
    await the_summary_is_withdrawn_and_no_copy_stands(cast, code)
    await all_that_was_meant_to_leave_has_left_and_the_record_holds(cast)


# --- one: the house


async def staff_open_groups_and_people_prove_who_they_are(cast: Cast) -> None:
    sofia = cast.sofia
    for code, name in (("LEV", "Low-emission vehicles"), ("ICT", "Hardware"), ("EBUS", "Electric buses")):
        await sofia.asks(f'group open {code} "{name}" languages:"{ROOMS[code][1]}"')
        assert sofia.was_told("group-opened"), sofia.text
    await sofia.asks("group charter group:LEV We buy electric buses with the people who build them in mind.")
    assert sofia.was_told("group-charter-set")
    for _, organisation, role, _ in INVITED:
        kind = "partner" if role == "partner" else "affiliate"
        await sofia.asks(f'organisation add {kind} name:"{organisation}"')
        assert sofia.was_told("organisation-added")
    for code, (organisations, _, _) in ROOMS.items():
        for organisation in organisations:
            await sofia.asks(f'group join "{organisation}" group:{code}')
            assert sofia.was_told("group-joined")
    for name, organisation, role, locale in INVITED:
        member = await invited(cast, name, organisation, role, locale)
        assert member.was_told("code-right")
    await cast.luc.asks("aide")
    assert "réunion" in cast.luc.text, "French from the first word"


async def invited(cast: Cast, name: str, organisation: str, role: str, locale: str) -> Member:
    """Somebody is invited with a code, is nobody until they say it, and is let into their rooms then."""
    member = cast.members[name.lower()] = Member(name=name, account=f"@{name.lower()}:memory", cast=cast)
    await cast.sofia.asks(f'person invite {member.account} "{organisation}" {role} name:{name} language:{locale}')
    code = found(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", cast.sofia.text)
    await member.asks("group list")
    assert member.was_told("knock")
    await member.asks(code)
    return member


async def two_people_say_what_each_room_may_hear(cast: Cast) -> None:
    for name, (_, _, label) in ROOMS.items():
        for person in (cast.sofia, cast.tom):
            await person.asks(f"room authorise {name} {label}")
            await person.asks("yes")
    await cast.sofia.asks("room list")
    assert cast.sofia.text.count("authorised") >= len(ROOMS), cast.sofia.text
    await cast.greta.says("LEV", "!group show")
    shown = (await cast.post("LEV", "group-shown")).plain
    assert "Ville de Lyon" in shown
    assert "buses with the people" in shown


# --- two: the meeting


async def a_meeting_is_planned_answered_in_three_ways_and_prepared(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 19 January 2pm Tyres and wages group:LEV")
    assert "Tuesday 19 January 2027, 14:00 (Brussels time)" in cast.sofia.text
    code = found(r"MTG-[\w-]+", cast.sofia.text)
    announced = await cast.post("LEV", "meeting-announced")
    assert any(isinstance(post.text, Attachment) for post in await cast.posts("LEV")), "the calendar file"
    await cast.greta.says("LEV", f"!meeting rsvp {code} yes")
    await cast.luc.replies(announced, "peut-être")
    await cast.olga.reacts(announced, "👎")
    await cast.sofia.asks(f"meeting show {code}")
    for organisation, answer in (("City of Ghent", "yes"), ("Ville de Lyon", "maybe"), ("City of Oslo", "no")):
        assert f"{organisation}: {answer} –" in cast.sofia.text
    await cast.luc.asks(f"réunion point {code} Les heures supplémentaires")
    assert cast.luc.was_told("point-brought")


async def the_room_is_reminded_in_time_and_the_minutes_and_the_action_are_kept(cast: Cast) -> None:
    await cast.until(datetime(2027, 1, 12, 12, 59, tzinfo=UTC))
    assert not await cast.heard("LEV", "meeting-reminder")
    await cast.passes(timedelta(minutes=1))
    assert "heures supplémentaires" in (await cast.post("LEV", "meeting-reminder")).plain
    await cast.until(datetime(2027, 1, 19, 14, 0, tzinfo=UTC))
    code = found(r"MTG-[\w-]+", (await cast.post("LEV", "meeting-announced")).plain)
    await confirmed(cast.sofia, f"meeting minutes {code} We ask for the night shifts.")
    assert await cast.heard("LEV", "meeting-minutes")
    await cast.greta.says("LEV", "!action add Luc 2 February Send the set of questions")
    given = next(post for post in reversed(cast.platform.log) if "action-given" in cast.keys(post))
    await cast.luc.replies(given, "fait")
    assert cast.luc.was_told("action-done")
    await cast.luc.asks("moi")
    assert "ACT-1" not in cast.luc.text


# --- three: the summary


async def a_summary_is_written_by_one_and_approved_by_another(cast: Cast) -> str:
    sofia, tom = cast.sofia, cast.tom
    await sofia.asks(f"organisation company {COMPANY}")
    await sofia.asks(f'summary draft "{COMPANY}" affiliates {HEADING}')
    await sofia.asks(FINDINGS)
    assert sofia.was_told("summary-drafted"), sofia.text
    code = found(r"SUM-\w{4}", sofia.text)
    await sofia.asks(f"summary submit {code}")
    await sofia.asks(f"summary show {code}")
    await sofia.asks(f"summary approve {code}")
    assert sofia.was_told("summary-own-text")
    await tom.asks(f"summary show {code}")
    await tom.asks(f"summary approve {code}")
    assert tom.was_told("summary-approved")
    return code


async def it_reaches_the_entitled_room_and_neither_of_the_two_others(cast: Cast, code: str) -> None:
    await confirmed(cast.sofia, f"summary release {code}")
    assert cast.sofia.was_told("summary-released")
    assert code in (await cast.post("LEV", "summary-text")).plain
    report = (await cast.post("Staff", "staff-summary-released")).plain
    refused = {line.strip(" -").partition(":")[0]: line for line in report.splitlines() if "refused" in line}
    assert "GREEN at most" in refused["ICT"], "by its label"
    assert cast.pia.account in refused["EBUS"], "by a single member"
    for room in ("ICT", "EBUS"):
        assert not speaking(await cast.posts(room), code)
    await cast.pia.asks(f"summary show {code}")
    assert cast.pia.was_told("absent")


async def it_is_acknowledged(cast: Cast, code: str) -> None:
    await cast.luc.replies(await cast.post("LEV", "summary-text"), "reçu")
    assert cast.luc.was_told("summary-acknowledged")
    await cast.greta.asks(f"summary acknowledge {code}")
    await cast.tom.asks(f"summary acks {code}")
    for organisation, state in (("Ville de Lyon", "acknowledged"), ("City of Oslo", "not yet")):
        assert f"{organisation}: {state}" in cast.tom.text


async def the_summary_is_withdrawn_and_no_copy_stands(cast: Cast, code: str) -> None:
    await cast.luc.asks(f"summary show {code}")
    assert "twelve hours" in cast.luc.text
    await confirmed(cast.sofia, f"summary withdraw {code}")
    await cast.passes(timedelta(minutes=1))
    assert [post for post in cast.platform.log if "twelve hours" in post.plain] == []
    report = (await cast.post("Staff", "staff-summary-recalled")).plain
    assert "LEV: recalled" in report
    await cast.luc.asks(f"summary show {code}")
    assert cast.luc.was_told("absent")


# --- four: the engagement


async def buyers_of_one_company_are_told_of_each_other_when_each_agreed(cast: Cast) -> None:
    await cast.olga.asks(f'organisation tender "{COMPANY}" no')
    for buyer in (cast.greta, cast.luc, cast.olga):
        await cast.buys(buyer, COMPANY)
    await cast.olga.asks(f'organisation tender "{COMPANY}" yes')
    for buyer in (cast.greta, cast.olga):
        await buyer.asks(f'organisation match "{COMPANY}" yes')
    assert not told(cast, cast.greta, "purchase-match"), "Oslo has a tender, Lyon has not agreed"
    await cast.luc.asks(f'organisation rapprocher "{COMPANY}" oui')
    assert "Lyon" in told(cast, cast.greta, "purchase-match")[-1].plain
    assert not told(cast, cast.olga, "purchase-match")
    await cast.olga.asks(f'organisation tender "{COMPANY}" no')
    assert told(cast, cast.olga, "purchase-match")


async def they_open_an_engagement_in_a_room_of_its_own(cast: Cast) -> str:
    await cast.greta.asks(f'engagement open "{COMPANY}" An end to forced overtime')
    code = found(r"ENG-\w{4}", cast.greta.text)
    for person in (cast.sofia, cast.tom):
        await person.asks(f"room authorise {code} amber")
        await person.asks("yes")
    for supporter in (cast.luc, cast.olga):
        await supporter.asks(f"engagement join {code} yes")
        assert supporter.was_told("engagement-joined"), supporter.text
    await cast.passes(timedelta(minutes=1))
    room = cast.platform.rooms[await cast.room_id(code)]
    assert {cast.greta.account, cast.luc.account, cast.olga.account} <= room.joined
    assert not {cast.pia.account, cast.sofia.account} & room.joined
    assert await cast.heard(code, "engagement-welcome")
    return code


async def they_agree_on_a_question_in_its_thread(cast: Cast, code: str) -> None:
    await cast.greta.says(code, f"!engagement question {QUESTION}")
    root = await cast.post(code, "engagement-question-post")
    for supporter, word in ((cast.luc, "oui"), (cast.olga, "yes")):
        assert not await cast.heard(code, "engagement-question-agreed")
        await supporter.replies(root, word)
    assert (await cast.post(code, "engagement-agreed-post")).target.thread == root.id


async def they_sign_a_letter_which_is_sent(cast: Cast, code: str) -> str:
    await cast.greta.says(code, f"!engagement letter {LETTER}")
    post = await cast.post(code, "engagement-letter-post")
    letter = found(r"LTR-\w{4}", post.plain)
    for signer, word in ((cast.greta, "yes"), (cast.luc, "oui"), (cast.olga, "yes")):
        await signer.replies(post, word)
        assert signer.was_told("engagement-signed")
    await confirmed(cast.greta, f"engagement send {letter}")
    assert "Ville de Lyon" in (await cast.post(code, "engagement-sent-post")).plain
    return letter


async def a_poor_answer_leads_to_a_stronger_step_that_the_lead_accepts(cast: Cast, code: str, letter: str) -> None:
    await cast.luc.asks(f"engagement answer {letter} We take every concern seriously.")
    await cast.luc.asks(f"engagement rate {letter} evasive")
    assert cast.luc.was_told("engagement-rating-noted")
    assert not await cast.heard(code, "engagement-proposal"), "the lead decides"
    await cast.greta.asks(f"engagement rate {letter} evasive")
    proposal = await cast.post(code, "engagement-proposal")
    await cast.greta.replies(proposal, "yes")
    assert cast.greta.was_told("engagement-level")
    assert await cast.heard(code, "engagement-risen-post")
    await cast.greta.asks(f"engagement next {code} 26 February Meet the regional office")
    assert cast.greta.was_told("engagement-next-set")
    for outsider in (cast.sofia, cast.tom, cast.pia):
        heard = [post for post in cast.platform.log if post.room in cast.chats(outsider.account)]
        assert not speaking(heard, QUESTION), outsider.name


# --- five: what peers learn, and the month


async def a_peer_is_answered_and_the_answer_becomes_a_lesson(cast: Cast) -> None:
    before = len(cast.platform.log)
    await cast.greta.asks("question ask group:LEV named:no How do you get sites disclosed?")
    assert cast.greta.was_told("question-asked-nameless")
    root = await cast.post("LEV", "question-post")
    await cast.luc.says("LEV", "!question répondre Q-1 Une clause, mise à jour chaque année.")
    assert (await cast.post("LEV", "answer-post")).target.thread == root.id
    await cast.greta.replies(told(cast, cast.greta, "question-answer-came")[-1], "yes")
    assert cast.greta.was_told("question-settled")
    await cast.greta.asks("question keep A-1 disclosures worked")
    await cast.olga.asks("lesson find clause")
    assert cast.olga.was_told("lesson-found-none"), "Lyon has not yet said how it is named"
    await cast.luc.replies(told(cast, cast.luc, "lesson-consent-asked")[-1], "oui")
    await cast.olga.asks("lesson find clause")
    assert cast.olga.was_told("lesson-found")
    seen = [post for post in cast.platform.log[before:] if post.room not in cast.chats(cast.greta.account)]
    assert not speaking(seen, "Greta", "Ghent"), "she asked as “a buyer”"


async def each_room_gets_its_own_affiliate_update_by_the_clock_and_once(cast: Cast, code: str) -> None:
    await cast.sofia.asks(f'update post activities "{FOR_ALL}"')
    await cast.tom.asks(f'update post opportunities "{FOR_LEV}" groups:LEV')
    await cast.until(datetime(2027, 1, 25, 9, 0, tzinfo=UTC))
    assert await cast.heard("Staff", "staff-digest-draft")
    await cast.until(datetime(2027, 2, 1, 7, 59, tzinfo=UTC))
    assert [await issues(cast, room) for room in ROOMS] == [[], [], []]
    await cast.passes(timedelta(minutes=1))  # a Monday, nine o'clock in Brussels: nobody says a word
    for _ in range(2):
        await cast.app.tick(cast.now)
        await cast.settle()
    await cast.app.prepare()  # as at a start
    await cast.passes(timedelta(days=3))
    texts = {room: await issues(cast, room) for room in ROOMS}
    assert {room: len(posts) for room, posts in texts.items()} == {"LEV": 1, "ICT": 1, "EBUS": 1}
    lev, ict, ebus = (texts[room][0].plain for room in ROOMS)
    for issue in (lev, ict, ebus):
        assert FOR_ALL in issue
        assert "overtime" not in issue, "nothing of the engagement"
        assert "twelve hours" not in issue, "nothing of the summary's text"
    assert FOR_LEV in lev
    assert "MTG-27-Q1-LEV" in lev
    assert "janvier" in lev, "in both of the room's languages"
    assert "January" in lev
    assert not speaking([*texts["ICT"], *texts["EBUS"]], FOR_LEV, "MTG-27", code)
    assert code in (await cast.post("LEV", "digest-summaries")).plain
    assert not await cast.heard("EBUS", "digest-summaries")


async def all_that_was_meant_to_leave_has_left_and_the_record_holds(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        states = set(await unit.scalars(select(Parcel.state)))
        assert await verify(unit) is None
    assert states <= {ParcelState.SENT, ParcelState.BLOCKED}, states
    assert len({(post.room, post.key) for post in cast.platform.log}) == len(cast.platform.log), "nothing twice"


# --- how it is told


async def confirmed(who: Member, text: str) -> None:
    """They ask for what others will see, are shown it, and say yes."""
    await who.asks(text)
    assert who.was_told("confirm-preview"), who.text
    await who.asks("yes")


async def issues(cast: Cast, room: str) -> list[Post]:
    """The Affiliate Updates that stand in a room."""
    return [post for post in await cast.posts(room) if "digest-issue" in cast.keys(post)]


def told(cast: Cast, who: Member, key: str) -> list[Post]:
    """What ever arrived with this key in somebody's private chat."""
    return [post for post in cast.platform.log if post.room in cast.chats(who.account) and key in cast.keys(post)]


def speaking(posts: list[Post], *words: str) -> list[str]:
    """Those of the posts that hold one of the words."""
    return [post.plain for post in posts if any(word in post.plain for word in words)]


def found(pattern: str, text: str) -> str:
    """The first match."""
    match = re.search(pattern, text)
    assert match is not None, text
    return match[0]
