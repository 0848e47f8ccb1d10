"""What reads like a grievance is held back at the front door, on both platforms."""

import ast
import inspect
import textwrap
from datetime import timedelta

import pytest
from sqlalchemy import select

from commands import TOPICS
from commands.engine.grievance import ASKS_ITSELF, held
from commands.engine.heard import Quoted
from commands.engine.request import Request
from commands.engine.spec import Spec, specs
from storage.access import Action
from storage.base import Base
from tests.cast import START, Cast
from tests.engagements import Engaged, code_in, drafted

NAMED = "A worker named Lin says nights are unpaid."
SAID = (
    f"question ask {NAMED} group:LEV",
    f"lesson add worked tools named title:Nights {NAMED}",
    f'tool add "Night audits" {NAMED}',
    f"expertise offer tools {NAMED}",
    f"expertise need tools {NAMED}",
)
KEPT = {"question-asked", "lesson-added", "tool-added", "expertise-offered", "expertise-needed"}


def lin(cast: Cast) -> list[str]:
    """Where the name was ever posted, but for the chat of whoever said it."""
    own = cast.chats(cast.greta.account)
    return [post.plain for post in cast.platform.log if "Lin" in post.plain.split() and post.room not in own]


@pytest.mark.parametrize("said", SAID)
async def test_it_goes_on_only_when_its_writer_says_that_it_names_nobody(cast: Cast, said: str) -> None:
    await cast.greta.asks(said)
    assert cast.greta.was_told("grievance-held")
    assert cast.greta.was_told("ask-nobody")
    assert not lin(cast)
    await cast.greta.asks("no")
    assert cast.greta.was_told("grievance-elsewhere")
    await cast.greta.asks("yes")
    assert not any(cast.greta.was_told(key) for key in KEPT)
    assert not lin(cast)
    await cast.greta.asks(said)
    await cast.greta.asks("yes")
    assert any(cast.greta.was_told(key) for key in KEPT)


async def test_in_a_room_the_room_hears_nothing_of_it(cast: Cast) -> None:
    before = len(await cast.posts("LEV"))
    await cast.greta.says("LEV", f"!question ask {NAMED}")
    assert cast.greta.was_told("grievance-held")
    assert len(await cast.posts("LEV")) == before
    await cast.greta.asks("cancel")
    await cast.luc.asks("question list")
    assert cast.luc.was_told("question-none")


async def test_an_answer_and_an_edit_are_held_back_too(cast: Cast) -> None:
    await cast.greta.asks("question ask Who audits? group:LEV")
    await cast.luc.asks(f"question answer Q-1 {NAMED}")
    assert cast.luc.was_told("grievance-held")
    assert not await cast.heard("LEV", "answer-post")
    await cast.luc.asks("oui")
    assert await cast.heard("LEV", "answer-post")
    await cast.luc.asks("lesson add worked tools named title:Nights We audited.")
    await cast.luc.asks(f"lesson edit L-1 {NAMED}")
    assert cast.luc.was_told("grievance-held")


LIN = (
    "Worker Lin Mei, tel. +86 138 0013 8000, says her wages are withheld.",
    "L'ouvrière Lin Mei, tél. 06 12 34 56 78, dit que ses salaires sont retenus.",
)


@pytest.mark.parametrize("text", LIN, ids=["english", "french"])
@pytest.mark.parametrize("way", ["words", "reply", "form", "thread"])
async def test_a_worker_by_name_and_telephone_is_held_back_by_every_way(both: Cast, way: str, text: str) -> None:
    await both.sofia.asks("question ask Who audits? group:LEV")
    before = {name: len(side.log) for name, side in both.platforms.items()}
    one = both.greta.discord if way == "form" else both.luc
    if way == "words":
        await one.says("LEV", f"!question poser {text}")
    elif way == "reply":  # to one's own words, of which a question is made
        await one.says("LEV", "!question poser", quoted=Quoted(sender=one.account, text=text))
    elif way == "form":
        await one.forms("question ask", room="LEV-discord", text=text)
    else:
        await one.says("LEV", f"!question répondre Q-1 {text}")
    assert one.was_told("grievance-held"), one.text
    assert ("aucune plainte" if one is both.luc else "takes no grievances") in one.text
    await one.asks("non" if one is both.luc else "no")
    assert one.was_told("grievance-elsewhere"), one.text
    for name, side in both.platforms.items():
        assert not any("Lin" in post.plain for post in side.log[before[name] :]), (
            "nowhere, and not to its writer either"
        )
    async with both.app.storage.unit() as unit:
        for table in Base.metadata.sorted_tables:
            assert "Lin Mei" not in str((await unit.session.execute(select(table))).all()), table.name


async def test_a_form_is_held_back_with_a_button_to_go_on(both: Cast) -> None:
    greta = both.greta.discord
    await greta.forms("question ask", room="LEV-discord", text=NAMED)
    assert greta.was_told("grievance-held")
    assert not await both.heard("LEV", "question-post")
    await greta.clicks(greta.posts[-1], "yes")
    assert await both.heard("LEV", "question-post")


async def test_the_record_says_that_something_was_held_and_not_what(cast: Cast) -> None:
    await cast.greta.asks(f"question ask {NAMED} group:LEV")
    await cast.sofia.asks("audit show person:Greta")
    assert "Lin" not in cast.sofia.text


# where no command asks for itself: the same question, with a yes

WRITTEN = (
    f"engagement question {{code}} {NAMED}",
    f"engagement letter {{code}} {NAMED}",
    f"engagement comment {{letter}} {NAMED}",
    f"engagement escalate {{code}} {NAMED}",
    f'plan add {{code}} 9 March finding:"{NAMED}" action:"Pay" responsible:Volta verification:"A visit"',
    f"meeting point MTG-27-Q1-LEV {NAMED}",
    f"action add Luc 9 March {NAMED} group:LEV",
)


@pytest.mark.later
async def test_wherever_people_write_for_others_it_waits_for_a_yes(engaged: Engaged) -> None:
    cast, code = engaged
    letter, measure = await drafted(cast, code), ""
    await cast.sofia.asks("meeting schedule 9 March 2pm Batteries group:LEV")
    for pattern in WRITTEN:
        said, before = pattern.format(code=code, letter=letter), lin(cast)
        await cast.greta.asks(said)
        assert cast.greta.was_told("grievance-held"), said
        assert cast.greta.was_told("grievance-confirm"), said
        await cast.greta.asks("no")
        await cast.greta.asks("yes")
        assert lin(cast) == before, f"a no forgets it: {said}"
        await cast.greta.asks(said)
        await cast.greta.asks("yes")
        assert not cast.greta.was_told("grievance-held"), said
        assert not cast.greta.was_told("absent"), said
        measure = code_in(cast.greta.text, "CAP") if said.startswith("plan") else measure
        assert len(lin(cast)) > len(before) or said.startswith(("meeting point", "plan add")), said
    for said in (f"plan show {measure}", "meeting show MTG-27-Q1-LEV"):
        await cast.luc.asks(said)
        assert "Lin" in cast.luc.text, "a yes sends it"
    await cast.sofia.asks("audit show person:Greta")
    assert "Lin" not in cast.sofia.text


async def test_what_is_shown_before_it_is_sent_takes_both_words(cast: Cast) -> None:
    await cast.sofia.asks("meeting schedule 13 January 2pm Batteries group:LEV")
    await cast.passes(timedelta(days=3))
    await cast.sofia.asks(f"meeting minutes MTG-27-Q1-LEV {NAMED}")
    assert cast.sofia.was_told("grievance-confirm")
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("confirm-preview")
    assert not any("Lin" in post.plain for post in await cast.posts("LEV"))
    await cast.sofia.asks("yes")
    assert not cast.sofia.was_told("grievance-held")
    assert any("Lin" in post.plain for post in await cast.posts("LEV"))


async def test_it_says_nothing_of_what_there_is(engaged: Engaged) -> None:
    cast, code = engaged
    answers = set()
    for one, what in (("greta", code), ("greta", "ENG-2222"), ("gus", code), ("olga", code)):
        await cast.members[one].asks(f"engagement question {what} {NAMED}")
        answers.add(cast.members[one].text)
    assert len(answers) == 1


async def test_a_button_says_that_yes_in_a_form(both: Cast) -> None:
    await both.sofia.asks("meeting schedule 9 March 2pm Batteries group:LEV")
    greta = both.greta.discord
    await greta.forms("meeting point", room="LEV-discord", code="MTG-27-Q1-LEV", text=NAMED)
    assert greta.was_told("grievance-confirm")
    assert not lin(both)
    await greta.clicks(greta.posts[-1], "yes")
    assert not greta.was_told("grievance-held")
    await both.luc.asks("réunion montrer MTG-27-Q1-LEV")
    assert "Lin" in both.luc.text


async def test_staffs_findings_are_judged_by_two_and_not_by_a_rule_of_thumb(buyers: Cast) -> None:
    await buyers.sofia.asks(f'summary draft "Volta Motors" buyers Nights findings:"{NAMED}"')
    assert buyers.sofia.was_told("summary-drafted")


async def test_other_words_for_an_item_are_held_back_as_the_first_were(both: Cast) -> None:
    await both.sofia.asks("update post activities Nights are checked now")
    await both.sofia.asks(f"update edit U-1 {NAMED}")
    assert both.sofia.was_told("grievance-confirm")
    await both.sofia.asks("no")
    await both.sofia.asks(f"update edit U-1 {NAMED} language:fr")
    assert both.sofia.was_told("grievance-confirm")
    await both.tom.asks("update show U-1")
    assert "Lin" not in both.tom.text, "in no language"
    sofia = both.sofia.discord
    await sofia.forms("update edit", room="LEV-discord", code="U-1", text=NAMED)
    assert sofia.was_told("grievance-confirm")
    await sofia.clicks(sofia.posts[-1], "yes")
    assert sofia.was_told("update-edited")
    await both.tom.asks("update show U-1")
    assert "Lin" in both.tom.text


async def test_what_a_group_reads_of_itself_is_held_back(cast: Cast) -> None:
    await cast.sofia.says("LEV", f"!group charter {NAMED}")
    assert cast.sofia.was_told("grievance-confirm")
    assert not any("Lin" in post.plain for post in await cast.posts("LEV"))


# a sweep, so that a new command can't be forgotten

ANYTHING = {"Text", "Title", "str"}
NOBODY_READS = {"help:topic", "lesson find:words", "tool find:words", "person prove:code", "contract show:number"}
NOBODY_READS |= {f"follow {one}" for one in ("facility:facility", "stop:followed", "show:followed")}
NOBODY_READS |= {"digest archive:month"}
JUDGED_BY_TWO = {"summary draft:heading", "summary draft:findings", "summary draft:facility", "summary edit:findings"}
JUDGED_BY_TWO |= {"summary facility:facility", "summary send-back:changes"}
ONLY_NAMES = {
    "meeting schedule:link", "meeting series:link", "engagement answer:respondent", "disclosure ask:contract",
    "facility add:country", "facility add:name", "facility add:address", "facility list:country", "facility alias:name",
    "facility model:name", "facility model:category", "facility link:model", "facility link:component",
    "facility confirm:model", "facility confirm:component", "facility reject:model", "facility reject:component",
    "facility doubles:country", "tool add:name", "digest pictures:month", "digest export:month", "group open:code",
    "group open:name", "programme add:code", "programme add:name", "programme edit:name",
    "organisation add:name", "organisation add:country", "organisation edit:name",
    "organisation edit:country", "organisation restore:name", "organisation buys:product", "organisation buys:model",
    "organisation company:name", "organisation edit-company:name", "contract add:number", "contract edit:number",
    "contract edit:renamed", "contract end:number", "person invite:name", "person restore:name", "person erase:name",
    "room bind:name", "clearance grant:subject", "clearance grant:who", "clearance deny:subject", "clearance deny:who",
    "audit show:person", "hold begin:what", "hold lift:what", "hold show:what",
}  # fmt: skip


def test_whatever_anybody_writes_for_others_is_held_back_by_every_command() -> None:
    unheld = {
        f"{spec.name}:{option.name}"
        for spec in specs(TOPICS).values()
        for option in spec.options
        if option.kind in ANYTHING and not _is_held(spec, option.parameter)
    }
    assert unheld == NOBODY_READS | JUDGED_BY_TWO | ONLY_NAMES, "a new option is held, or said here why not"


def _is_held(spec: Spec, parameter: str) -> bool:
    """Whether a worker's name in this option is held back: by the engine, or by the command's own asking."""
    if any(option.name == ASKS_ITSELF for option in spec.options):
        return parameter in _handed_to_hold_back(spec)
    values = {option.parameter: NAMED if option.parameter == parameter else None for option in spec.options}
    request = Request(
        spec=spec, values=values, platform="memory", sender="@greta:memory", room="", event_id="$1", at=START,
        encrypted=True, verified=True,
    )  # fmt: skip
    return held(request) is not None


def _handed_to_hold_back(spec: Spec) -> set[str]:
    """The parameters that a handler hands to `hold_back`."""
    calls = [
        one
        for one in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(spec.run))))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "hold_back"
    ]
    return {name.id for call in calls for name in ast.walk(call) if isinstance(name, ast.Name)}


def test_none_of_those_is_for_others_to_read() -> None:
    actions = {spec.name: spec.may for spec in specs(TOPICS).values()}
    for one in NOBODY_READS:
        assert actions[one.partition(":")[0]] in {Action.HELP, Action.READ}, one
    for one in JUDGED_BY_TWO:
        assert actions[one.partition(":")[0]] in {Action.DRAFT, Action.APPROVE}, one
