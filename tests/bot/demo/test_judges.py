"""The demo's proofs about a whole quarter would notice: each is shown what it must pass, and what is wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.demo.cast import Seen
from bot.demo.days import Days
from bot.demo.proofs import arrived_once
from bot.demo.scenes import both, digest, engagement, forming, lesson, meeting, raised, summary
from bot.demo.stage import CHAT

CALL, MEETING, NEXT, SUMMARY = "MTG-26-Q3-LEV", "MTG-26-Q3-LEV-2", "MTG-26-Q4-LEV", "SUM-7KQ4"
Rooms = dict[str, list[str]]
UNANSWERED: Rooms = {
    "Staff": [
        "Q-2 has had no answer for 22 days: Has anybody? Whom to ask next, as far as I can tell: Olga (City of Oslo)"
    ],
    CHAT: [
        "Your question Q-2 has had no answer for 22 days. Staff know of it, too. Peers who may know more can be found "
        "by what they told, or by saying what you need. Ville de Lyon told L-1, How did you?"
    ],
    "LEV": ["Q-2 still has no answer. A buyer asked: Has anybody?"],
}
"""What is told of a question that nobody answers."""


def stage(rooms: Rooms) -> Any:
    """As much of a stage as a judge looks at: what was read in each room, on either side."""

    def read(room: str) -> list[Seen]:
        return [Seen(room=room, event_id="", sender="", body=one) for one in rooms[room]]

    reader = SimpleNamespace(read=read)
    facts = {"call": CALL, "meeting": MEETING, "moved": NEXT, "summary": SUMMARY}
    players = dict.fromkeys(digest.READERS.values(), reader)
    days = Days(read=lambda: datetime(2026, 11, 23, tzinfo=UTC))  # the quarter from August on
    return SimpleNamespace(
        luc=reader, ana=reader, players=players, standin=object(), facts=facts, days=days, rooms=rooms
    )


def asked_in_vain(harm: Rooms) -> Any:
    """A stage after nobody answered, with what is wrong about it."""
    found = stage(UNANSWERED | harm)
    found.tom, found.facts = found.luc, {"lesson": "L-1"}
    return found


@pytest.fixture(autouse=True)
def discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a channel comes from the same rooms."""
    for scene in (both, digest):
        monkeypatch.setattr(scene, "standing_in", lambda stage, channel: stage.rooms[channel])


def issue(room: str, month: int, *words: str) -> str:
    """An Affiliate Update as it is read, in English and French."""
    names = (("August", "août"), ("September", "septembre"), ("October", "octobre"))[month]
    return "\n".join([*(f"Affiliate Update – {room}, {name} 2026 (TLP:GREEN)" for name in names), *words])


def quarter() -> Rooms:
    """Three months as they should be."""
    items = ([digest.FOR_ALL, CALL], [digest.FOR_LEV, MEETING], ["L-3"])
    lev = [issue("LEV", month, *said) for month, said in enumerate(items)]
    others = {
        name: [issue(name, 0, digest.FOR_ALL), issue(name, 2, "L-3")] for name in ("ICT", "EBUS", both.ICT_CHANNEL)
    }
    pointer = f"One monitoring summary was released in this room since the last Affiliate Update: {SUMMARY}"
    mended = [one.replace(digest.FOR_LEV, digest.CORRECTED) for one in lev]
    return others | {"LEV": [*lev, pointer], both.CHANNEL: mended}


def one_too_many(rooms: Rooms) -> None:
    rooms["EBUS"].append(rooms["EBUS"][-1])


def one_too_few_on_discord(rooms: Rooms) -> None:
    rooms[both.CHANNEL].pop()


def another_rooms_item(rooms: Rooms) -> None:
    rooms[both.ICT_CHANNEL][0] += digest.FOR_LEV


def a_summary_named_elsewhere(rooms: Rooms) -> None:
    rooms["ICT"][1] += SUMMARY


def the_wrong_month(rooms: Rooms) -> None:
    rooms["LEV"][:2] = rooms["LEV"][1::-1]


def not_corrected_on_discord(rooms: Rooms) -> None:
    rooms[both.CHANNEL][1] = rooms["LEV"][1]


def not_in_french(rooms: Rooms) -> None:
    rooms[both.CHANNEL][2] = rooms[both.CHANNEL][2].replace("octobre", "October")


def test_the_updates_of_a_quarter_are_what_they_should_be() -> None:
    assert digest.judged(stage(quarter()))[0]


@pytest.mark.parametrize(
    "harm",
    [
        one_too_many,
        one_too_few_on_discord,
        another_rooms_item,
        a_summary_named_elsewhere,
        the_wrong_month,
        not_corrected_on_discord,
        not_in_french,
    ],
)
def test_an_update_that_is_wrong_is_noticed(harm: Callable[[Rooms], None]) -> None:
    rooms = quarter()
    harm(rooms)
    assert not digest.judged(stage(rooms))[0]


def test_peers_who_met_on_one_side_alone_or_were_named_are_noticed() -> None:
    said = [f"Q-2 – a buyer asks: {both.ASKED}", f"A-2 on Q-2 – Ana answers: {both.ANSWERED}"]
    assert both.peers_met(stage({"ICT": said, both.ICT_CHANNEL: said}), "Q-2")[0]
    for here, there in ((said, said[:1]), (said[1:], said), (said, [*said, "Rita (City of Riga) asks"])):
        assert not both.peers_met(stage({"ICT": here, both.ICT_CHANNEL: there}), "Q-2")[0]


def test_a_meeting_that_is_reminded_of_twice_or_leaves_no_date_is_noticed() -> None:
    reminder = f"A reminder: {MEETING}"
    minutes = f"The minutes of LEV quarterly ({MEETING}), 8 September: {meeting.MINUTES}"
    assert meeting.followed(stage({"LEV": [reminder, minutes]}), NEXT)[0]
    for posts, listed in (([reminder, reminder, minutes], NEXT), ([reminder], NEXT), ([reminder, minutes], "")):
        assert not meeting.followed(stage({"LEV": posts}), listed)[0]


def test_a_lesson_that_was_not_asked_for_or_names_the_company_is_noticed() -> None:
    asked = "Tell the others what you learnt, without naming company, workers or sources: lesson add"
    asked = f"A setback teaches as much as a success. {asked}"
    assert engagement.taught(asked, engagement.TAUGHT, "ENG-7KQ4")[0]
    for said, shown in (("closed", engagement.TAUGHT), (asked, f"{engagement.TAUGHT}: {summary.COMPANY}")):
        assert not engagement.taught(said, shown, "ENG-7KQ4")[0]


def test_a_lesson_that_was_found_before_its_teller_agreed_or_never_is_noticed() -> None:
    none, found = "No lesson has these words. Ask your peers:", f"One lesson, the best first: L-2 – {lesson.TITLE}"
    assert lesson.agreed_to(none, found, lesson.TITLE)[0]
    for before, after in ((found, found), (none, none)):
        assert not lesson.agreed_to(before, after, lesson.TITLE)[0]


@pytest.mark.parametrize(
    "harm",
    [
        {"Staff": []},
        {"Staff": ["Q-2 has had no answer for 22 days: Has anybody?"]},
        {"Staff": [UNANSWERED["Staff"][0].replace("Has", "Ana (City of Ghent) asks: has")]},
        {CHAT: UNANSWERED[CHAT] * 2},
        {CHAT: [UNANSWERED[CHAT][0].replace("L-1", "nothing")]},
        {"LEV": []},
        {"LEV": ["Q-2 still has no answer. Ana (City of Ghent) asked: Has anybody?"]},
        {"LEV": ["Q-2 still has no answer. A buyer asked: Has anybody? Whom to ask next: Olga (City of Oslo)"]},
    ],
)
def test_a_question_that_is_not_handed_on_or_tells_others_who_asks_or_knows_is_noticed(harm: Rooms) -> None:
    assert lesson.raised(asked_in_vain({}), "Q-2")[0]
    assert not lesson.raised(asked_in_vain(harm), "Q-2")[0]


def test_words_that_went_out_before_their_speaker_agreed_or_with_a_name_or_not_at_all_are_noticed() -> None:
    said = f"{digest.SAID}\n{both.LENT}"
    rooms = {room: [issue(room, 0, said)] for room in digest.EXPECTED}
    assert digest.agreed_to(stage(rooms), "nothing yet")[0]
    assert not digest.agreed_to(stage(rooms), said)[0]
    for wrong in (digest.SAID, f"{said} – Olga (City of Oslo)", f"{digest.SAID}\n{both.LENT} – Rita"):
        assert not digest.agreed_to(stage({**rooms, "EBUS": [issue("EBUS", 0, wrong)]}), "nothing yet")[0]


def test_an_update_in_two_parts_is_one() -> None:
    whole = quarter()
    head = "Affiliate Update – EBUS, August 2026, part 2 of 2 (TLP:GREEN)"
    whole["EBUS"].insert(1, f"{head}\nNew lessons")
    assert digest.judged(stage(whole))[0]
    whole["EBUS"][0] = whole["EBUS"][0].replace(digest.FOR_ALL, "")
    assert not digest.judged(stage(whole))[0]


def test_a_question_of_the_bank_that_names_somebody_or_lacks_a_language_is_noticed() -> None:
    told, shown, code = "City of Ghent gives EQ-7KQ4 of ENG-7KQ4 to the bank.", "\n".join(forming.OVERTIME), "ENG-7KQ4"
    assert forming.given_back(told, shown, code)[0]
    for said, read in ((told, forming.OVERTIME[0]), (told, f"{shown} {summary.COMPANY}"), (engagement.WORDS, shown)):
        assert not forming.given_back(said, read, code)[0]


def test_a_lead_that_changed_by_itself_or_was_proposed_twice_or_never_changed_is_noticed() -> None:
    proposed, given = (
        "City of Ghent has led ENG for 59 days. Proposed: another organisation takes the lead. A person decides; "
        "nothing changes by itself.",
        "City of Ghent handed the lead on: Ville de Lyon leads now.",
    )
    ghent, lyon = "Lead: City of Ghent\nCo-lead: Ville de Lyon", "Lead: Ville de Lyon"

    def is_held(*said: str) -> bool:
        return forming.handed(stage({"ENG": list(said)}), "ENG")[0]

    assert is_held(ghent, proposed, ghent, given, lyon)
    for wrong in (
        (ghent, proposed, lyon, given, lyon),
        (ghent, proposed, proposed, given, lyon),
        (ghent, given, lyon, proposed),
        (ghent, proposed, given, ghent),
        (ghent, proposed),
    ):
        assert not is_held(*wrong)


def test_what_is_amber_on_discord_too_early_or_in_another_room_is_noticed() -> None:
    own = [("ENG-7KQ4", words) for words in raised.WORDS]
    assert raised.kept_apart([("lobby", "Welcome")], own, "ENG-7KQ4")[0]
    for early, later in (
        (own[:1], own),
        ([], own[1:]),
        ([], [*own, (both.ICT_CHANNEL, raised.ASK)]),
        ([], [*own, (both.CHANNEL, "ENG-7KQ4 is open")]),
        ([], [*own, ("lobby", f"Who else buys from {raised.COMPANY}?")]),
    ):
        assert not raised.kept_apart(early, later, "ENG-7KQ4")[0]


def change(event: str, words: str, of: str | None = "$card") -> Seen:
    """What a card says from then on; `of` None: its post."""
    return Seen(room="ENG", event_id=event, sender="", body=words, edited_from=of)


def arrived(*seen: Seen) -> Any:
    """A stage on which one player read these."""
    reader = SimpleNamespace(read=lambda room=None: list(seen))
    return SimpleNamespace(players={"luc": reader}, luc=reader)


def test_what_arrives_twice_is_noticed_and_a_card_that_is_changed_back_is_not() -> None:
    back = (change("$1", "due"), change("$2", "none"), change("$3", "due"))
    assert arrived_once(arrived(*back))[0]
    assert not arrived_once(arrived(*back, change("$4", "due")))[0]
    assert not arrived_once(arrived(change("$1", "due", None), change("$2", "due", None)))[0]


def test_a_second_card_and_one_that_was_not_kept_current_are_noticed() -> None:
    rules = f"Ground rules: version 1; whoever joins accepts them first. {forming.ASK}"
    card, first, last = change("$card", rules, None), change("$1", rules), change("$2", f"{rules} Closed: remedied")
    assert forming.kept_current(arrived(card, first, last), "ENG")[0]
    for seen in ((card, first), (card,), (card, change("$other", rules, None), last), (first, last)):
        assert not forming.kept_current(arrived(*seen), "ENG")[0]
