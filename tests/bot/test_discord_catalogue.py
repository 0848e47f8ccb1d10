"""Discord's commands are ours: each spec is there once, in both languages, within limits, and finds its way back."""

import copy
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.dialect import MarkdownDialect
from bot.platforms.discord.catalogue import MANAGE_GUILD, MENU, menu, payload
from bot.platforms.discord.catalogue_route import focus, route
from bot.platforms.discord.catalogue_sync import digest, drift
from bot.platforms.discord.catalogue_word import shortened
from commands import TOPICS
from commands.engine.lexicon import CommandPath
from commands.engine.options import MAX_TITLE, Context, read
from commands.engine.spec import GROUP, Spec, specs
from commands.engine.tokens import split
from storage.message import Step, say
from tests.cast import LEXICON, PHRASES, WORDS
from tests.fakes.command_limits import catalogue_errors
from tests.fakes.openapi import JSON, Contract, described
from tests.next_steps import DISCORD, values_of
from tests.postgres import require_or_skip

SPECS = specs(TOPICS)
PAYLOAD = payload(SPECS, LEXICON, PHRASES, WORDS)
Json = dict[str, Any]


def leaves() -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every command that can be given, with its names in Discord."""

    def within(names: tuple[str, ...], node: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
        inner = [each for each in node["options"] if each["type"] in (1, 2) and "options" in each]
        for each in inner:
            yield from within((*names, each["name"]), each)
        if not inner:
            yield names, node

    for command in PAYLOAD:
        if command["type"] == 1:
            yield from within((command["name"],), command)


def sent(names: tuple[str, ...], options: list[Json]) -> Json:
    """An interaction's data as Discord nests it."""
    data = options
    for depth, name in reversed(list(enumerate(names))[1:]):
        data = [{"name": name, "type": 2 if depth < len(names) - 1 else 1, "options": data}]
    return {"id": "1", "name": names[0], "type": 1, "options": data}


def found(*names: str) -> Json:
    return next(node for leaf, node in leaves() if leaf == names)


def option(node: Json, name: str) -> Json:
    return next(each for each in node["options"] if each["name"] == name)


@pytest.fixture
def contract() -> Contract:
    found = described()
    if found is None:
        require_or_skip("discord-openapi", "No OpenAPI description of Discord here; DISCORD_OPENAPI names the file.")
        raise AssertionError("unreachable: the line above ends the test")
    return found


def test_discord_takes_all_of_our_commands(contract: Contract) -> None:
    match = contract.match("PUT", "/applications/1/commands")
    assert match
    assert contract.request_errors(match, {}, JSON, PAYLOAD) == []
    assert contract.request_errors(match, {}, JSON, [*PAYLOAD, PAYLOAD[0]])


def test_each_command_and_all_together_keep_to_what_discord_documents() -> None:
    assert not list(catalogue_errors(PAYLOAD))


def test_every_command_is_there_once_and_finds_its_way_back() -> None:
    paths = [route(sent(names, []), SPECS, LEXICON)[0] for names, _ in leaves()]
    assert sorted(paths) == sorted(SPECS)


def test_every_option_finds_its_way_back() -> None:
    for names, node in leaves():
        options = [{"name": each["name"], "type": each["type"], "value": "x"} for each in node["options"]]
        path, values = route(sent(names, options), SPECS, LEXICON)
        spec = SPECS[path]
        assert set(values) == {one.name for one in spec.options} | ({GROUP} if spec.group else set())


def test_every_name_and_description_is_there_in_french() -> None:
    def check(node: Json) -> None:
        assert node["name_localizations"]["fr"]
        if "description" in node:
            assert node["description_localizations"]["fr"]
        for each in [*node.get("options", ()), *node.get("choices", ())]:
            check(each)

    for command in PAYLOAD:
        check(command)


def test_the_french_words_are_the_lexicons() -> None:
    node = found("summary", "send-back")
    assert node["name_localizations"] == {"fr": "renvoyer"}
    assert found("summary", "acknowledge")["name_localizations"] == {"fr": "accuser-réception"}
    assert option(found("meeting", "schedule"), "minutes")["name_localizations"] == {"fr": "durée"}


def test_a_number_has_bounds_and_a_closed_word_has_choices() -> None:
    schedule = found("meeting", "schedule")
    minutes, title = option(schedule, "minutes"), option(schedule, "title")
    assert (minutes["type"], minutes["min_value"], minutes["max_value"]) == (4, 10, 600)
    assert (title["type"], title["max_length"], title["required"]) == (3, MAX_TITLE, True)
    assert option(schedule, "starts")["autocomplete"] is True
    off = option(found("meeting", "discussed"), "off")
    assert [(each["name"], each["name_localizations"]["fr"]) for each in off["choices"]] == [
        ("yes", "oui"),
        ("no", "non"),
    ]
    answer = option(found("meeting", "rsvp"), "answer")
    assert [each["name"] for each in answer["choices"]] == ["yes", "no", "maybe"]
    assert answer["choices"][2]["name_localizations"] == {"fr": "peut-être"}


async def test_a_choice_is_read_as_what_it_stands_for() -> None:
    nobody: Any = None
    context = Context(
        unit=nobody, lexicon=LEXICON, words=WORDS, now=datetime(2026, 11, 2, 9, tzinfo=UTC), zone="UTC", locale="fr",
        person_id=None, is_staff=False, group_id=None,
    )  # fmt: skip
    declared = [one for spec in SPECS.values() for one in spec.options if one.words]
    for one in declared:
        for member in one.words or ():
            said = split(member.value)
            reading = await read(one, said, context, {})
            assert (reading.value, reading.used) == ((member,) if one.many else member, len(said))


def test_a_long_text_may_be_left_out_for_a_form() -> None:
    text = option(found("lesson", "add"), "text")
    assert (text["required"], text["max_length"]) == (False, 4000)
    assert option(found("lesson", "add"), "title")["required"] is True


def test_a_command_about_a_group_asks_for_it_last() -> None:
    group = found("meeting", "schedule")["options"][-1]
    assert (group["name"], group["required"], group["autocomplete"]) == ("group", False, True)
    path, values = route(sent(("meeting", "schedule"), [{"name": "group", "type": 3, "value": "LEV"}]), SPECS, LEXICON)
    assert (path, values) == (("meeting", "schedule"), {GROUP: "LEV"})


def test_what_staff_alone_may_use_is_not_shown_to_members() -> None:
    shown = {command["name"]: command["default_member_permissions"] for command in PAYLOAD}
    assert shown["update"] == shown["hold"] == MANAGE_GUILD
    assert shown["meeting"] is shown["my"] is None


def test_a_topic_with_too_many_commands_keeps_its_papers_together() -> None:
    names = [leaf for leaf, _ in leaves()]
    assert ("engagement", "paper", "sign") in names
    assert ("engagement", "open") in names


def test_a_next_step_is_written_as_the_command_is_offered() -> None:
    def shown(*path: str, said: str = "", locale: str = "en") -> str:
        return PHRASES.render(say("next-step", step=Step(path, said)), locale, DISCORD).partition("`")[2].rstrip("`")

    assert shown("engagement", "sign") == "/engagement paper sign"
    assert shown("engagement", "sign", locale="fr") == "/engagement pièce signer"
    assert {shown(*path) for path in SPECS} == {f"/{' '.join(leaf)}" for leaf, _ in leaves()}
    assert shown("meeting", "rsvp", said="MTG-1 {word-answer-yes}") == "/meeting rsvp code:MTG-1 answer:yes"
    said = '"Ville de Lyon" group:LEV'
    assert shown("group", "join", said=said, locale="fr") == "/groupe rejoindre organisation:Ville de Lyon groupe:LEV"
    said = '"Lycée "Jean Moulin" de Lyon"'
    assert shown("organisation", "edit", said=said) == '/organisation edit organisation:Lycée "Jean Moulin" de Lyon'
    assert shown("lesson", "find", said="second hand phones") == "/lesson find words:second hand phones"


def test_a_next_steps_values_are_called_as_the_command_has_them() -> None:
    for leaf, node in leaves():
        path = route(sent(leaf, []), SPECS, LEXICON)[0]
        names = [option.name for option in SPECS[path].options] + ["group"] * SPECS[path].group
        step = Step(path, " ".join(f"{name}:X" for name in names))
        assert set(values_of(step, PHRASES)) == {each["name"].replace("-", "_") for each in node["options"]} - {"file"}
        offered = {each["name_localizations"]["fr"].replace("-", "_") for each in node["options"]} - {"fichier"}
        assert set(values_of(step, PHRASES, "fr")) == offered


def test_values_are_called_in_the_readers_language_where_they_are_typed_too() -> None:
    step = Step(("contract", "end"), '"C 7" organisation:"Ville de Lyon" until:2027-03-09')
    written = PHRASES.render(say("next-step", step=step), "fr", MarkdownDialect())
    assert '!contrat terminer "C 7" organisation:"Ville de Lyon" jusque:2027-03-09' in written


def test_a_topic_that_even_so_has_too_many_is_refused() -> None:
    crowd: dict[CommandPath, Spec] = {("meeting", f"show{number}"): SPECS["meeting", "list"] for number in range(26)}
    with pytest.raises(ValueError, match="meeting"):
        payload(crowd, LEXICON, PHRASES, WORDS)


def test_values_come_back_as_a_person_types_them() -> None:
    options = [
        {"name": "title", "type": 3, "value": "Audit week"},
        {"name": "minutes", "type": 4, "value": 90},
    ]
    assert route(sent(("meeting", "schedule"), options), SPECS, LEXICON)[1] == {"title": "Audit week", "minutes": "90"}
    for value, typed in ((True, "yes"), (False, "no")):
        data = sent(("meeting", "drop"), [{"name": "off", "type": 5, "value": value}])
        assert route(data, SPECS, LEXICON)[1] == {"off": typed}


def test_what_we_do_not_have_keeps_its_name() -> None:
    data = sent(("meeting", "postpone"), [{"name": "until", "type": 3, "value": "Friday"}])
    assert route(data, SPECS, LEXICON) == (("meeting", "postpone"), {"until": "Friday"})
    stale = sent(("meeting", "list"), [{"name": "text", "type": 3, "value": "x"}])
    assert route(stale, SPECS, LEXICON) == (("meeting", "list"), {"text": "x"})


def test_what_is_being_typed_is_told_from_the_rest() -> None:
    options = [
        {"name": "code", "type": 3, "value": "ENG-7KQ4", "focused": False},
        {"name": "organisation", "type": 3, "value": "Gh", "focused": True},
    ]
    typed = focus(sent(("engagement", "invite"), options), SPECS, LEXICON)
    assert typed
    assert (typed.path, typed.option, typed.text) == (("engagement", "invite"), "organisation", "Gh")
    assert typed.values == {"code": "ENG-7KQ4"}
    assert focus(sent(("engagement", "invite"), options[:1]), SPECS, LEXICON) is None


def test_a_messages_menu_begins_a_command_with_its_text() -> None:
    data: Mapping[str, Any] = {
        "type": 3,
        "name": "Save as lesson",
        "target_id": "7",
        "resolved": {"messages": {"7": {"id": "7", "content": "Ask for the audit first."}}},
    }
    assert menu(data, PHRASES) == (("lesson", "add"), {"text": "Ask for the audit first."})
    assert menu({**data, "name": "Make an action", "resolved": {}}, PHRASES) == (("action", "add"), {})
    theirs = {**data["resolved"]["messages"][data["target_id"]], "author": {"id": "7"}}
    said = {**data, "resolved": {"messages": {data["target_id"]: theirs}}}
    assert menu(said, PHRASES, "7") == (("lesson", "add"), {"text": "Ask for the audit first."})
    kept = ("lesson", "keep"), {"teller": "7", "text": "Ask for the audit first."}
    assert menu(said, PHRASES, "8") == kept
    assert menu({**said, "name": "Make an action"}, PHRASES, "8") == (
        ("action", "add"), {"text": "Ask for the audit first."}
    )  # fmt: skip
    for asker in ("7", "8"):  # where it was said counts for their own words, too
        item = ("update", "post"), {"teller": "7", "text": "Ask for the audit first."}
        assert menu({**said, "name": "Put into the Update"}, PHRASES, asker) == item
    assert menu({**data, "name": "Report"}, PHRASES) is None
    assert menu({**data, "type": 1}, PHRASES) is None
    for_whom = {one["name"]: one["default_member_permissions"] for one in PAYLOAD if one["type"] == 3}
    assert for_whom == {"Save as lesson": None, "Make an action": None, "Put into the Update": MANAGE_GUILD}
    assert {path for path in MENU.values() if "text" not in {one.name for one in SPECS[path].options}} == set()


def test_the_hash_changes_with_a_word_and_not_with_the_order_of_keys() -> None:
    renamed = copy.deepcopy(PAYLOAD)
    renamed[2]["options"][0]["name"] = "plan"
    turned = [dict(reversed(command.items())) for command in PAYLOAD]
    assert digest(turned) == digest(PAYLOAD) == digest(payload(SPECS, LEXICON, PHRASES, WORDS))
    assert digest(renamed) != digest(PAYLOAD)


def as_fetched(commands: list[Json]) -> list[Json]:
    """The same as Discord gives it back: with ids and defaults, without what it takes for granted."""

    def told(node: Json) -> Json:
        kept = {key: value for key, value in node.items() if value is not False and value != []}
        for key in ("options", "choices"):
            if key in kept:
                kept[key] = [told(each) for each in kept[key]]
        return kept

    return [
        {
            **told(command),
            "id": str(number),
            "application_id": "9",
            "version": "17",
            "default_permission": True,
            "dm_permission": True,
            "nsfw": False,
            "description": command.get("description", ""),
            "description_localizations": command.get("description_localizations"),
            "contexts": [1, 0],
            "default_member_permissions": None
            if command["default_member_permissions"] is None
            else str(command["default_member_permissions"]),
        }
        for number, command in enumerate(reversed(commands))
    ]


def test_what_discord_gives_back_shows_no_drift() -> None:
    assert drift(PAYLOAD, as_fetched(PAYLOAD)) == ()


def changed(name: str) -> tuple[list[Json], Json]:
    fetched = copy.deepcopy(as_fetched(PAYLOAD))
    return fetched, next(command for command in fetched if command["name"] == name)


@pytest.mark.parametrize(
    "change",
    [
        lambda node: node.update(name_localizations={"fr": "rendez-vous"}),
        lambda node: node.update(default_member_permissions="0"),
        lambda node: node["options"].pop(),
        lambda node: node["options"][0].update(description="Something else"),
        lambda node: node["options"][0]["options"][2].update(max_value=601),
    ],
)
def test_a_changed_command_is_named(change: Any) -> None:
    fetched, command = changed("meeting")
    assert drift(PAYLOAD, fetched) == ()
    change(command)
    assert drift(PAYLOAD, fetched) == ("meeting",)


def test_a_missing_and_a_foreign_command_are_named() -> None:
    fetched, command = changed("meeting")
    command["name"] = "appointment"
    assert drift(PAYLOAD, fetched) == ("appointment", "meeting")


def test_a_description_is_whole_sentences_or_ends_on_a_word() -> None:
    assert shortened("Which one? Send `list` to see.") == "Which one? Send list to see."
    assert shortened(f"Which one? {'word ' * 30}.") == "Which one?"
    assert shortened("word " * 30) == f"{'word ' * 19}word…"
    assert len(shortened("w" * 99 + " word word")) <= 100
