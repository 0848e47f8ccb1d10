"""What a form offers while it is filled in: read by the option, known to the asker, carried by the platform."""

from collections.abc import Sequence
from typing import cast as as_type

import pytest
from sqlalchemy import func, select

from bot.dialect import PlainDialect
from commands import CODES
from commands.engine import echo
from commands.engine.choices import CHOICES, MOST, spellings
from commands.engine.heard import Typing
from commands.engine.moment import read_clock, read_day, read_moment
from commands.engine.options import Choice, Context, Option
from commands.engine.parse import problem_of
from commands.engine.suggest import LONGEST, ranked
from storage.access import Role
from storage.audit import AuditEvent
from storage.message import Message, Moment
from storage.organisation import Company, Organisation
from storage.person import Person, PersonStatus
from storage.unit import Unit
from tests.cast import LEXICON, PHRASES, START, WORDS, Cast, Member
from tests.summaries import drafted, released, with_buyers


async def offered(
    who: Member, command: str, option: str, text: str = "", *, room: str = "", values: dict[str, str] | None = None
) -> Sequence[Choice]:
    """What somebody is offered, in a room or in their private chat."""
    place = await who.cast.room_id(room) if room else await who.chat()
    typing = Typing(
        platform=who.platform, room=place, sender=who.account, path=tuple(command.split()), option=option, text=text,
        values=values or {},
    )  # fmt: skip
    return await who.cast.app.suggest(typing)


async def values(who: Member, command: str, option: str, text: str = "", **more: str) -> list[str]:
    return [value for value, _ in await offered(who, command, option, text, **more)]  # type: ignore[arg-type]  # a room


def context(zone: str = "Europe/Brussels", locale: str = "en") -> Context:
    """A reader of a form; nothing here asks the database."""
    return Context(
        unit=as_type(Unit, None), lexicon=LEXICON, words=WORDS, now=START, zone=zone, locale=locale, person_id=None,
        is_staff=False, group_id=None,
    )  # fmt: skip


def shown(message: Message | str, locale: str = "en") -> str:
    return message if isinstance(message, str) else PHRASES.render(message, locale, PlainDialect())


# references


async def test_a_reference_comes_with_its_title_and_its_day_in_the_readers_language(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 9 March 2pm Budget for *buses* group:LEV")
    code = "MTG-27-Q1-LEV"
    english = await offered(cast.greta, "meeting rsvp", "code")
    french = await offered(cast.luc, "meeting rsvp", "code")
    assert list(english) == [(code, f"{code} · Budget for *buses*, Tuesday 9 March 2027")]
    assert list(french) == [(code, f"{code} · Budget for *buses*, mardi 9 mars 2027")]


@pytest.mark.parametrize("typed", ["mtg", "BUSES", "march budget", "27-q1", "", "tuesday"])
async def test_a_reference_is_found_by_any_words_of_what_is_shown(cast: Cast, typed: str) -> None:
    await cast.sofia.asks("meeting schedule 9 March 2pm Budget for buses group:LEV")
    assert await values(cast.greta, "meeting show", "code", typed) == ["MTG-27-Q1-LEV"]
    assert await values(cast.greta, "meeting show", "code", "trains") == []


async def test_a_verb_is_offered_what_it_can_be_said_of(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 9 March 2pm One group:LEV")
    await cast.sofia.asks("meeting schedule 10 March 2pm Two group:LEV")
    await cast.sofia.asks("meeting cancel MTG-27-Q1-LEV-2")
    await cast.sofia.asks("yes")
    assert await values(cast.greta, "meeting rsvp", "code") == ["MTG-27-Q1-LEV"]
    assert await values(cast.greta, "meeting show", "code") == ["MTG-27-Q1-LEV", "MTG-27-Q1-LEV-2"]
    assert await values(cast.sofia, "meeting reopen", "code") == ["MTG-27-Q1-LEV-2"]


async def test_an_action_is_offered_to_whoever_can_settle_it(cast: Cast) -> None:
    await cast.sofia.asks("action add Greta 3 March Send the clauses group:LEV")
    assert await values(cast.greta, "action done", "code") == ["ACT-1"]
    assert await values(cast.luc, "action done", "code") == []
    assert await values(cast.luc, "action show", "code") == ["ACT-1"]
    assert await values(cast.greta, "action reopen", "code") == []
    await cast.greta.asks("action done ACT-1")
    assert await values(cast.greta, "action reopen", "code") == ["ACT-1"]
    assert await values(cast.greta, "action done", "code") == []


async def test_a_summary_is_offered_for_the_step_it_waits_for(buyers: Cast) -> None:
    code = await drafted(buyers)
    assert await values(buyers.tom, "summary approve", "code") == []
    assert await values(buyers.sofia, "summary submit", "code") == [code]
    assert await values(buyers.tom, "summary submit", "code") == []
    await buyers.sofia.asks(f"summary submit {code}")
    assert await values(buyers.tom, "summary approve", "code") == [code]
    assert await values(buyers.sofia, "summary approve", "code") == []  # nobody approves what they wrote
    assert await values(buyers.luc, "summary show", "code") == []


async def test_the_room_narrows_what_is_offered_as_it_narrows_the_list(buyers: Cast) -> None:
    await buyers.sofia.asks("meeting schedule 9 March 2pm Buses group:LEV")
    await buyers.sofia.asks("meeting schedule 9 March 2pm Chips group:ICT")
    assert await values(buyers.luc, "meeting show", "code") == ["MTG-27-Q1-ICT", "MTG-27-Q1-LEV"]
    assert await values(buyers.luc, "meeting show", "code", room="ICT") == ["MTG-27-Q1-ICT"]
    assert await values(buyers.greta, "meeting show", "code", room="ICT") == []
    assert await values(buyers.greta, "meeting show", "code", "chips") == []


async def test_questions_and_answers_are_offered_to_those_who_may_judge_them(cast: Cast) -> None:
    await cast.greta.asks("question ask How do you audit a second tier? group:LEV")
    await cast.luc.asks("question answer Q-1 By sampling invoices")
    assert list(await offered(cast.greta, "question helpful", "code")) == [("A-1", "A-1 · By sampling invoices")]
    assert await values(cast.luc, "question helpful", "code") == []
    assert await values(cast.luc, "question keep", "code") == ["A-1"]
    assert await values(cast.olga, "question answer", "code", "second tier") == ["Q-1"]
    assert await values(cast.olga, "question withdraw", "code") == []
    assert await values(cast.pia, "question answer", "code") == []  # she takes part in no group


async def test_a_lesson_is_offered_by_any_of_its_words(cast: Cast) -> None:
    await cast.greta.asks('lesson add worked tools named title:"Small steps" We split the tender in four lots.')
    code = (await values(cast.luc, "lesson show", "code", "tender lots"))[0]
    assert await values(cast.luc, "lesson used", "code") == [code]
    assert await values(cast.greta, "lesson used", "code") == []  # her own
    assert await values(cast.greta, "lesson edit", "code") == [code]
    assert await values(cast.luc, "lesson edit", "code") == []


async def test_an_agenda_point_is_offered_to_who_brought_it_and_to_staff(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 9 March 2pm Buses group:LEV")
    await cast.greta.asks("meeting point MTG-27-Q1-LEV Battery passports")
    assert await values(cast.greta, "meeting drop", "code") == ["AGP-1"]
    assert await values(cast.luc, "meeting drop", "code") == []
    assert await values(cast.sofia, "meeting discussed", "code", "battery") == ["AGP-1"]


async def test_items_of_the_update_are_offered_until_they_are_issued(cast: Cast) -> None:
    await cast.sofia.asks("update post activities A new guide is out")
    assert await values(cast.sofia, "update edit", "code") == ["U-1"]
    assert await values(cast.sofia, "digest drop", "code", "guide") == ["U-1"]
    await cast.sofia.asks("digest drop U-1")
    assert await values(cast.sofia, "digest restore", "code") == ["U-1"]
    assert await values(cast.greta, "update show", "code") == []


async def test_engagements_are_offered_to_those_inside_and_to_the_matched(buyers: Cast) -> None:
    await buyers.luc.asks('engagement open "Volta Motors" Wages in the second tier')
    code = (await values(buyers.luc, "engagement show", "code"))[0]
    assert await values(buyers.luc, "engagement invite", "code") == [code]
    assert await values(buyers.olga, "engagement join", "code") == []
    await buyers.olga.asks('organisation match "Volta Motors" yes')
    assert await offered(buyers.olga, "engagement join", "code") == [(code, f"{code} · Volta Motors")]
    assert await values(buyers.olga, "engagement invite", "code") == []
    assert await values(buyers.greta, "engagement show", "code") == []
    assert await values(buyers.luc, "engagement reopen", "code") == []


async def test_facilities_are_offered_to_nobody_who_may_not_read_of_them(cast: Cast) -> None:
    await cast.sofia.asks("facility add mine CD Kolwezi")
    codes = await values(cast.sofia, "facility show", "code", "kolw")
    assert [code[:4] for code in codes] == ["FAC-"]
    assert await values(cast.sofia, "facility merge", "into") == codes
    assert await values(cast.sofia, "facility reopen", "code") == []
    for outsider in (cast.greta, cast.pia):
        assert await values(outsider, "facility show", "code") == []


async def test_programmes_are_offered_to_everybody(cast: Cast) -> None:
    await cast.sofia.asks("programme add LEVP Buses")
    for member in (cast.sofia, cast.greta, cast.pia):
        assert await offered(member, "programme show", "code", "lev") == [("LEVP", "LEVP · Buses")]


async def test_every_topic_with_references_offers_them() -> None:
    assert set(CODES) == {
        "meeting", "action", "summary", "engagement", "question", "lesson", "update", "digest", "disclosure",
        "facility", "file", "clearance", "tool", "expertise", "bank", "plan", "leverage", "programme",
    }  # fmt: skip


# what a platform may carry


@pytest.mark.later
async def test_what_the_platform_may_not_carry_is_not_offered_at_all(both: Cast) -> None:
    await with_buyers(both)
    green = await released(both, more="label:green", heading="Open")
    amber = await released(both, heading="Closed")
    assert set(await values(both.luc, "summary show", "code")) == {green, amber}
    there = await offered(both.luc.discord, "summary show", "code")
    assert [value for value, _ in there] == [green]
    assert await values(both.luc.discord, "summary show", "code", amber) == []
    await both.luc.asks('engagement open "Volta Motors" Wages')
    assert await values(both.luc, "engagement show", "code") != []
    for verb in ("show", "join", "invite"):
        assert await values(both.luc.discord, f"engagement {verb}", "code") == []


@pytest.mark.later
async def test_an_engagements_room_is_not_named_where_its_code_may_not_be_said(both: Cast) -> None:
    await with_buyers(both)
    await both.luc.asks('engagement open "Volta Motors" Wages')
    code = (await values(both.luc, "engagement show", "code"))[0]
    assert code in await values(both.sofia, "room show", "room")
    assert code not in await values(both.sofia.discord, "room show", "room")
    assert code not in await values(both.luc, "room show", "room")


async def test_who_may_not_ask_is_offered_nothing(both: Cast) -> None:
    await both.sofia.asks("meeting schedule 9 March 2pm Buses group:LEV")
    assert await values(both.otto, "meeting show", "code") == ["MTG-27-Q1-LEV"]
    assert await values(both.otto, "meeting rsvp", "code") == []  # an observer
    assert await values(both.greta, "meeting cancel", "code") == []
    assert await values(both.greta, "person remove", "person") == []
    stranger = Member(name="x", account="@nobody:memory", cast=both)
    typing = Typing(
        platform="memory", room=await both.room_id("LEV"), sender=stranger.account, path=("meeting", "show"),
        option="code", text="",
    )  # fmt: skip
    assert await both.app.suggest(typing) == ()


@pytest.mark.parametrize(("command", "option"), [("meeting shew", "code"), ("meeting show", "kode"), ("my", "group")])
async def test_commands_and_options_that_do_not_exist_offer_nothing(cast: Cast, command: str, option: str) -> None:
    assert await values(cast.sofia, command, option) == []


async def test_another_groups_code_among_the_values_opens_nothing(buyers: Cast) -> None:
    assert await offered(buyers.greta, "action add", "owner", "gre", values={"group": "LEV"}) == [("Greta", "Greta")]
    assert await offered(buyers.greta, "action add", "owner", "gre", values={"group": "ICT"}) == ()


async def test_typing_leaves_no_trace(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        before = await unit.session.scalar(select(func.count()).select_from(AuditEvent))
    await values(cast.greta, "person show", "person", "secret")
    await values(cast.greta, "summary show", "code", "secret")
    async with cast.app.storage.unit() as unit:
        assert await unit.session.scalar(select(func.count()).select_from(AuditEvent)) == before


# names


async def test_names_are_found_whatever_their_accents_and_case_and_beginnings_come_first(cast: Cast) -> None:
    await _people(cast, "Zoé Œuvré", "Émile Zola", "Jean-Émile", "Ana Dupont")
    assert await values(cast.greta, "person show", "person", "emile") == ["Émile Zola", "Jean-Émile"]
    assert await values(cast.greta, "person show", "person", "OEUVRE") == ["Zoé Œuvré"]
    assert await values(cast.greta, "person show", "person", "œuv") == ["Zoé Œuvré"]
    assert await values(cast.greta, "person show", "person", "zo") == ["Zoé Œuvré", "Émile Zola"]
    assert await values(cast.greta, "person show", "person", ".*[") == []


async def test_no_more_than_25_are_offered_and_none_is_beyond_reach(cast: Cast) -> None:
    await _people(cast, *(f"Ada {number:03}" for number in range(200)))
    some = await values(cast.greta, "person show", "person", "ada")
    assert some == [f"Ada {number:03}" for number in range(MOST)]
    assert await values(cast.greta, "person show", "person", "199") == ["Ada 199"]


async def test_the_database_looks_for_names_so_that_few_are_loaded(cast: Cast) -> None:
    await _people(cast, *(f"Ada {number:03}" for number in range(200)))
    async with cast.app.storage.unit() as unit:
        asks = Context(
            unit=unit, lexicon=LEXICON, words=WORDS, now=START, zone="UTC", locale="en", person_id=None,
            is_staff=False, group_id=None,
        )  # fmt: skip
        assert len(await CHOICES["PersonName"](asks, "a")) == MOST
        assert len(await CHOICES["PersonName"](asks)) > 200  # to read one, and for a dialog


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("strasse", "Hauptstraße"),
        ("lodz", "Łódź"),
        ("smorrebrod", "Smørrebrød"),
        ("o'neil", "O’Neil"),
        ("é", "e\u0301"),
    ],
)
async def test_what_folds_to_the_same_letters_is_found_by_the_database(cast: Cast, sought: str, name: str) -> None:
    await _people(cast, name)
    async with cast.app.storage.unit() as unit:
        query = select(Person.name).where(Person.name.regexp_match(spellings(sought)), Person.name == name)
        assert await unit.scalars(query) == [name]


async def test_of_several_names_the_last_is_completed_and_the_others_are_kept(cast: Cast) -> None:
    typed = "City of Ghent, ville"
    assert await values(cast.sofia, "update post", "only", typed) == ["City of Ghent, Ville de Lyon"]
    both = await values(cast.sofia, "update post", "only", "City of Ghent, city")
    assert both == ["City of Ghent, City of Oslo"]  # not Ghent a second time


async def test_a_value_longer_than_discord_takes_is_not_offered_and_a_long_line_is_cut(cast: Cast) -> None:
    async with cast.app.storage.unit() as unit:
        for letter, length in (("Q", LONGEST + 1), ("W", LONGEST)):
            unit.add(Company(name=letter * length, created_at=START))
    assert await values(cast.sofia, "organisation buys", "company", "qq") == []
    assert await values(cast.sofia, "organisation buys", "company", "ww") == ["W" * LONGEST]
    await cast.greta.asks(f"question ask {'Why? ' * 60} group:LEV")
    (offer,) = await offered(cast.luc, "question answer", "code")
    assert (len(offer[1]), offer[1][-1]) == (LONGEST, "…")


def test_a_word_that_begins_so_comes_before_one_that_only_holds_it() -> None:
    found = [("1", "Unpark"), ("2", "A park"), ("3", "Park"), ("4", "Spar kin")]
    assert [value for value, _ in ranked(found, "park")] == ["3", "2", "1"]


# dates, times, zones, languages


TYPED = (
    "", "9 March 2pm", "mardi 9 mars 14h", "9 march", "9 march 14", "9 march 2", "tomorrow", "demain midi", "noon",
    "8:30", "in 2 hours", "03/04 10:00", "03/04", "tuesday 10 march 14:00", "31 October 2027 2:30",
    "28 March 2027 2:30", "2027-03-09T14:00Z", "9 March 14:00 America/New_York", "9 March America/New_York", "10 jan",
    "next Tuesday", "x",
    "1 January 1800 10:00", "99/99", "14 9 March", "''", "9 march 25:00",
)  # fmt: skip


@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/New_York", "UTC"])
@pytest.mark.parametrize("locale", ["en", "fr", "en-US"])
@pytest.mark.parametrize("typed", TYPED)
def test_a_moment_offered_is_read_back_as_the_one_that_was_shown(typed: str, zone: str, locale: str) -> None:
    reader = context(zone, locale)
    for value, message in echo.moments(typed, reader):
        reading = read_moment(value.split(), now=START, zone=zone, locale=locale)
        assert isinstance(message, Message)
        moment = message.values["starts"]
        assert isinstance(moment, Moment)
        assert (reading.value.at, reading.used) == (moment.at, len(value.split()))
        assert moment.at > START


@pytest.mark.parametrize("typed", TYPED)
def test_a_day_or_a_time_offered_is_read_back_as_it_was_shown(typed: str) -> None:
    for value, message in echo.days(typed, context()):
        assert isinstance(message, Message)
        assert read_day([value], now=START, zone="Europe/Brussels", locale="en").value == message.values["on"]
    for value, said in echo.clocks(typed, context()):
        assert (f"{read_clock([value]).value:%H:%M}", said) == (value, value)


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("9 March 2pm", ["Tuesday 9 March 2027, 14:00 (Brussels time)"]),
        (
            "9 march 14",
            ["Tuesday 9 March 2027, 14:00 (Brussels time)", "Tuesday 9 March 2027, 14:30 (Brussels time)"],
        ),
        (
            "03/04 10:00",
            ["Saturday 3 April 2027, 10:00 (Brussels time)", "Thursday 4 March 2027, 10:00 (Brussels time)"],
        ),
        (
            "31 October 2027 2:30",
            [
                "Sunday 31 October 2027, 02:30 (Brussels time), UTC+02:00",
                "Sunday 31 October 2027, 02:30 (Brussels time), UTC+01:00",
            ],
        ),
        ("28 March 2027 2:30", ["Sunday 28 March 2027, 03:30 (Brussels time)"]),
        (
            "Tuesday 10 March 14:00",
            ["Wednesday 10 March 2027, 14:00 (Brussels time)", "Tuesday 9 March 2027, 14:00 (Brussels time)"],
        ),
        ("4 January 2027 10:00", []),  # over
        ("in the spring", []),
    ],
)
def test_a_moment_is_shown_in_full_and_both_readings_where_there_are_two(typed: str, offers: list[str]) -> None:
    assert [shown(message) for _, message in echo.moments(typed, context())] == offers


def test_nothing_typed_gives_a_few_examples() -> None:
    assert len(echo.moments("", context())) == len(echo.days("", context())) == 3
    assert [value for value, _ in echo.clocks("", context())] == ["09:00", "10:00", "14:00", "16:00"]


def test_a_day_is_offered_in_both_readings_and_in_the_readers_language() -> None:
    assert [shown(message, "fr") for _, message in echo.days("03/04", context())] == [
        "samedi 3 avril 2027", "jeudi 4 mars 2027",
    ]  # fmt: skip


async def test_a_rule_is_shown_in_words(cast: Cast) -> None:
    found = await offered(cast.sofia, "meeting series", "rule", "deuxième mardi du deuxième mois")
    assert found == [
        ("FREQ=MONTHLY;BYMONTH=2,5,8,11;BYDAY=2TU", "the second Tuesday of the second month of each quarter")
    ]
    assert await values(cast.sofia, "meeting series", "rule", "every other now and then") == []
    assert len(await values(cast.sofia, "meeting series", "rule")) == 3


@pytest.mark.parametrize(
    ("typed", "first"), [("paris", "Europe/Paris"), ("new york", "America/New_York"), ("EUROPE/L", "Europe/Lisbon")]
)
async def test_zones_are_found_by_their_city_and_never_all_given(cast: Cast, typed: str, first: str) -> None:
    assert (await values(cast.greta, "person zone", "zone", typed))[0] == first
    assert len(await values(cast.greta, "person zone", "zone")) == MOST


async def test_a_language_is_found_by_its_name_in_any(cast: Cast) -> None:
    assert await offered(cast.greta, "person language", "language", "franç") == [("fr", "French")]
    assert await values(cast.sofia, "group open", "languages") == ["en", "fr", "en fr", "fr en"]
    assert await values(cast.greta, "person language", "language") == ["en", "fr"]


TRIED = {"Code": "", "EngagementCode": "", "Moment": "9 march", "date": "9 march", "time": "14", "Recurrence": ""}


@pytest.mark.long
async def test_whatever_is_offered_is_accepted(buyers: Cast) -> None:
    await buyers.sofia.asks("meeting schedule 9 March 2pm Buses group:LEV")
    checked = 0
    for spec in buyers.app.world.specs.values():
        for option in spec.options:
            for who in (buyers.sofia, buyers.greta):
                checked += await _accepted(who, spec.name, option, TRIED.get(option.kind, "e"))
    assert checked > 200


async def _accepted(who: Member, command: str, option: Option, text: str) -> int:
    found = await offered(who, command, option.name, text)
    async with who.cast.app.storage.unit() as unit:
        person = await unit.scalar(select(Person).where(Person.name == who.name))
        assert person is not None
        reader = Context(
            unit=unit, lexicon=LEXICON, words=WORDS, now=who.cast.now, zone=person.zone, locale=person.locale,
            person_id=person.id, is_staff=person.is_staff, group_id=None,
        )  # fmt: skip
        for value, _ in found:
            assert await problem_of(option, value, reader, CHOICES) is None, (command, option.name, value)
    assert len(found) <= MOST
    return len(found)


async def _people(cast: Cast, *names: str) -> None:
    async with cast.app.storage.unit() as unit:
        own = await unit.scalar(select(Organisation).where(Organisation.name == "City of Ghent"))
        assert own is not None
        for name in names:
            unit.add(
                Person(
                    name=name, organisation_id=own.id, roles=frozenset({Role.MEMBER}), status=PersonStatus.ACTIVE,
                    created_at=START,
                )
            )  # fmt: skip
