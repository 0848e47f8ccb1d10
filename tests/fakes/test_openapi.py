"""What Discord would refuse is refused here: the description closed, and the limits that only the documentation has.

Each case has a well-formed twin that differs in the one thing alone, so that no case is caught for another reason.
"""

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import discord
import pytest
from discord.http import handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from tests.fakes import openapi
from tests.fakes.limits import reason_errors
from tests.fakes.openapi import JSON, MULTIPART, Contract

MESSAGE = ("POST", "/channels/11/messages")
EDIT = ("PATCH", "/channels/11/messages/12")
ANSWER = ("POST", "/interactions/13/token/callback")
FOLLOWUP = ("POST", "/webhooks/14/token")
THREAD = ("POST", "/channels/11/threads")
CHANNEL = ("PATCH", "/channels/11")
EVENT = ("POST", "/guilds/15/scheduled-events")
CATALOGUE = ("PUT", "/applications/14/commands")
OVERWRITE = ("PUT", "/channels/11/permissions/16")
DIRECT = ("POST", "/users/@me/channels")


class Case(NamedTuple):
    """One thing wrong, and the same without it."""

    name: str
    route: tuple[str, str]
    bad: Any
    good: Any


def button(custom_id: str = "b", **other: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": "Yes", **other}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def buttons(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"content": "choose", "components": [row(*inside)]}


def select(count: int = 2, **first: Any) -> dict[str, Any]:
    options = [{"label": f"l{number}", "value": f"v{number}"} for number in range(count)]
    return buttons({"type": 3, "custom_id": "s", "options": [options[0] | first, *options[1:]]})


def text_input(number: int = 0, **other: Any) -> dict[str, Any]:
    asked = {"type": 4, "custom_id": f"t{number}", "style": 2, **other}
    return {"type": 18, "label": "What was learnt?", "component": asked}


def modal(*inside: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"type": 9, "data": {"custom_id": "m", "title": "A lesson", "components": list(inside), **other}}


def suggestions(count: int, value: str = "v") -> dict[str, Any]:
    return {"type": 8, "data": {"choices": [{"name": f"n{number}", "value": value} for number in range(count)]}}


def option(name: str = "title", **other: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "What it is called", **other}


def choices(count: int, **first: Any) -> dict[str, Any]:
    several = [{"name": f"n{number}", "value": f"v{number}"} for number in range(count)]
    return option(choices=[several[0] | first, *several[1:]])


def command(*options: dict[str, Any], **other: Any) -> list[dict[str, Any]]:
    return [{"type": 1, "name": "meeting", "description": "Meetings", "options": list(options), **other}]


def subcommand(name: str = "schedule", *options: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "name": name, "description": "Put it in the diary", "options": list(options)}


def group(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 2, "name": "series", "description": "Repeated ones", "options": list(inside)}


def commands(count: int, kind: int = 1) -> list[dict[str, Any]]:
    return [{"type": kind, "name": f"c{n}"} | ({"description": "d"} if kind == 1 else {}) for n in range(count)]


def long(characters: int) -> list[dict[str, Any]]:
    """Make a command of that many characters: eighty options of a hundred and a few, and a rest to fill up."""
    width = 100 + len("s00o00")
    full, rest = divmod(characters - len("meetingMeetings") - 4 * len("s00d"), width)
    texts = ["d" * 100] * full + ["d" * (rest - len("s00o00"))]
    chunks = [texts[start : start + 24] for start in range(0, len(texts), 24)]
    assert len(chunks) == 4
    return command(
        *(
            {
                "type": 1,
                "name": f"s{number:02}",
                "description": "d",
                "options": [option(f"s{number:02}o{n:02}", description=text) for n, text in enumerate(chunk)],
            }
            for number, chunk in enumerate(chunks)
        )
    )


def event(**other: Any) -> dict[str, Any]:
    return {
        "name": "Winter meeting",
        "entity_type": 3,
        "privacy_level": 2,
        "scheduled_start_time": "2026-11-03T09:00:00+00:00",
        "scheduled_end_time": "2026-11-03T10:00:00+00:00",
        "entity_metadata": {"location": "Annecy"},
        **other,
    }


def embed(**other: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "Minutes", **other}]}


def fields(count: int) -> list[dict[str, str]]:
    return [{"name": "n", "value": "v"}] * count


def poll(*answers: str) -> dict[str, Any]:
    asked = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": answer}} for answer in answers]}
    return {"poll": asked if answers else {"question": {"text": "When?"}}}


HALF = {"title": "Minutes", "description": "d" * 1993, "footer": {"text": "f" * 1000}}
OVER_HALF = {"description": "d" * 2000, "footer": {"text": "f" * 1001}}
WIDE: dict[str, Any] = {"name_localizations": {"fr": "réunion"}, "description_localizations": {"fr": "Réunions"}}

DESCRIBED = [
    Case("an unknown key", MESSAGE, {"contnt": "hello"}, {"content": "hello"}),
    Case("an unknown key besides", MESSAGE, {"content": "hello", "colour": 1}, {"content": "hello", "flags": 4}),
    Case("an unknown key inside", MESSAGE, embed(colour=1), embed(color=1)),
    Case("a wrong type", MESSAGE, {"content": 7}, {"content": "7"}),
    Case("an embed's title of 257", MESSAGE, embed(title="t" * 257), embed(title="t" * 256)),
    Case("an embed's description of 4,097", MESSAGE, embed(description="d" * 4097), embed(description="d" * 4096)),
    Case("26 fields", MESSAGE, embed(fields=fields(26)), embed(fields=fields(25))),
    Case("11 embeds", MESSAGE, {"embeds": [{"title": "t"}] * 11}, {"embeds": [{"title": "t"}] * 10}),
    Case("26 choices", CATALOGUE, command(choices(26)), command(choices(25))),
    Case("26 suggestions", ANSWER, suggestions(26), suggestions(25)),
    Case("a thread's name of 101", THREAD, {"name": "n" * 101, "type": 12}, {"name": "n" * 100, "type": 12}),
    Case("a nonce of 26", MESSAGE, {"content": "c", "nonce": "n" * 26}, {"content": "c", "nonce": "n" * 25}),
    Case("a poll without answers", MESSAGE, poll(), poll("Monday", "Friday")),
    Case("an event's unknown recurrence", EVENT, event(recurrence_rule=9), event(description="Yearly")),
    Case("a nameless command", CATALOGUE, [{"description": "d"}], command()),
]

LIMITS = [
    Case("2,001 characters", MESSAGE, {"content": "c" * 2001}, {"content": "c" * 2000}),
    Case("2,001 characters in an edit", EDIT, {"content": "c" * 2001}, {"content": "c" * 2000}),
    Case("2,001 characters in a follow-up", FOLLOWUP, {"content": "c" * 2001}, {"content": "c" * 2000}),
    Case(
        "2,001 characters in an answer",
        ANSWER,
        {"type": 4, "data": {"content": "c" * 2001}},
        {"type": 4, "data": {"content": "c" * 2000}},
    ),
    Case(
        "2,001 characters in a forum post",
        THREAD,
        {"name": "n", "message": {"content": "c" * 2001}},
        {"name": "n", "message": {"content": "c" * 2000}},
    ),
    Case(
        "6,001 characters of embeds",
        MESSAGE,
        {"embeds": [HALF, OVER_HALF]},
        {"embeds": [HALF, HALF]},
    ),
    Case("an empty message", MESSAGE, {"content": "", "embeds": []}, {"content": "."}),
    Case("an empty answer", ANSWER, {"type": 4, "data": {"flags": 64}}, {"type": 5, "data": {"flags": 64}}),
    Case(
        "words beside components of the new kind",
        MESSAGE,
        {"content": "c", "flags": 1 << 15, "components": [{"type": 10, "content": "t"}]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "t"}]},
    ),
    Case("a text outside a row", MESSAGE, {"components": [{"type": 10, "content": "t"}]}, buttons(button())),
    Case("a capital in a command", CATALOGUE, command(name="Meeting"), command(name="meeting")),
    Case("a space in a command", CATALOGUE, command(name="my meeting"), command(name="my-meeting")),
    Case("a name of 33", CATALOGUE, command(name="n" * 33), command(name="n" * 32)),
    Case(
        "a capital in a localisation",
        CATALOGUE,
        command(**WIDE | {"name_localizations": {"fr": "Réunion"}}),
        command(**WIDE),
    ),
    Case("a capital in an option", CATALOGUE, command(option("Title")), command(option("l'année_2-ไทย"))),
    Case("a command that is not described", CATALOGUE, [{"name": "meeting"}], command()),
    Case("a description of 101", CATALOGUE, command(description="d" * 101), command(description="d" * 100)),
    Case(
        "an option's empty description",
        CATALOGUE,
        command(option(description="")),
        command(option(description="d")),
    ),
    Case(
        "a required option after an optional one",
        CATALOGUE,
        command(subcommand("schedule", option("a"), option("b", required=True))),
        command(subcommand("schedule", option("b", required=True), option("a"))),
    ),
    Case(
        "26 options",
        CATALOGUE,
        command(*(option(f"o{n}") for n in range(26))),
        command(*(option(f"o{n}") for n in range(25))),
    ),
    Case(
        "26 subcommands",
        CATALOGUE,
        command(*(subcommand(f"s{n}") for n in range(26))),
        command(*(subcommand(f"s{n}") for n in range(25))),
    ),
    Case(
        "26 subcommands in a group",
        CATALOGUE,
        command(group(*(subcommand(f"s{n}") for n in range(26)))),
        command(group(*(subcommand(f"s{n}") for n in range(25)))),
    ),
    Case("an option beside subcommands", CATALOGUE, command(subcommand(), option()), command(subcommand())),
    Case("an option given twice", CATALOGUE, command(option(), option()), command(option(), option("place"))),
    Case(
        "a French name given twice",
        CATALOGUE,
        command(option(**WIDE), option("place", **WIDE)),
        command(option(**WIDE), option("place")),
    ),
    Case("a choice's name of 101", CATALOGUE, command(choices(2, name="n" * 101)), command(choices(2, name="n" * 100))),
    Case("a choice's value of 101", CATALOGUE, command(choices(2, value="v" * 101)), command(choices(2))),
    Case(
        "choices with autocomplete",
        CATALOGUE,
        command(choices(2) | {"autocomplete": True}),
        command(option(autocomplete=True)),
    ),
    Case("8,001 characters", CATALOGUE, long(8001), long(8000)),
    Case(
        "8,001 characters in French",
        CATALOGUE,
        [long(8000)[0] | {"description_localizations": {"fr": "Réunions."}}],
        [long(8000)[0] | {"description_localizations": {"fr": "Réunion"}}],
    ),
    Case("101 commands", CATALOGUE, commands(101), commands(100)),
    Case("16 message commands", CATALOGUE, commands(16, 3), commands(15, 3)),
    Case("a menu command described", CATALOGUE, [{"type": 3, "name": "Save it", "description": "d"}], commands(1, 3)),
    Case("a suggested value of 101", ANSWER, suggestions(1, "v" * 101), suggestions(1, "v" * 100)),
    Case("a custom id of 101", MESSAGE, buttons(button("b" * 101)), buttons(button("b" * 100))),
    Case("an empty custom id", MESSAGE, buttons(button("")), buttons(button("b"))),
    Case("a button without a custom id", MESSAGE, buttons({"type": 2, "style": 1, "label": "l"}), buttons(button())),
    Case("a custom id given twice", MESSAGE, buttons(button(), button()), buttons(button(), button("c"))),
    Case("a label of 81", MESSAGE, buttons(button(label="l" * 81)), buttons(button(label="l" * 80))),
    Case("a button without words", MESSAGE, buttons(button(label="")), buttons(button())),
    Case(
        "a link with a custom id",
        MESSAGE,
        buttons(button(style=5, url="https://matrix.to/#/!a:b")),
        buttons({"type": 2, "style": 5, "url": "https://matrix.to/#/!a:b", "label": "Read it there"}),
    ),
    Case(
        "6 buttons in a row",
        MESSAGE,
        buttons(*(button(f"b{n}") for n in range(6))),
        buttons(*(button(f"b{n}") for n in range(5))),
    ),
    Case(
        "6 rows",
        MESSAGE,
        {"components": [row(button(f"b{n}")) for n in range(6)]},
        {"components": [row(button(f"b{n}")) for n in range(5)]},
    ),
    Case("26 entries to select", MESSAGE, select(26), select(25)),
    Case("an entry's label of 101", MESSAGE, select(label="l" * 101), select(label="l" * 100)),
    Case("an entry's value of 101", MESSAGE, select(value="v" * 101), select(value="v" * 100)),
    Case("an entry's description of 101", MESSAGE, select(description="d" * 101), select(description="d" * 100)),
    Case("an entry's value given twice", MESSAGE, select(value="v1"), select(value="v0")),
    Case("a modal's title of 46", ANSWER, modal(text_input(), title="t" * 46), modal(text_input(), title="t" * 45)),
    Case("6 questions in a modal", ANSWER, modal(*map(text_input, range(6))), modal(*map(text_input, range(5)))),
    Case(
        "a text of 4,001 in a modal",
        ANSWER,
        modal(text_input(value="v" * 4001)),
        modal(text_input(value="v" * 4000)),
    ),
    Case(
        "a question of 46",
        ANSWER,
        modal(text_input() | {"label": "l" * 46}),
        modal(text_input() | {"label": "l" * 45}),
    ),
    Case("a channel's name of 101", CHANNEL, {"name": "n" * 101}, {"name": "n" * 100}),
    Case("an event without a name", EVENT, {**event(), "name": ""}, event()),
    Case("a blank thread name", THREAD, {"name": " ", "type": 12}, {"name": "n", "type": 12}),
]


def refused(
    contract: Contract,
    route: tuple[str, str],
    body: Any,
    *,
    query: Mapping[str, str] | None = None,
    content_type: str = JSON,
) -> list[str]:
    match = contract.match(*route)
    assert match
    return contract.request_errors(match, query or {}, content_type, body)


@pytest.mark.parametrize("case", [*DESCRIBED, *LIMITS], ids=lambda case: case.name)
def test_what_discord_refuses_is_refused_and_its_twin_is_not(contract: Contract, case: Case) -> None:
    assert refused(contract, case.route, case.bad)
    assert refused(contract, case.route, case.good) == []


@pytest.mark.parametrize("case", LIMITS, ids=lambda case: case.name)
def test_a_refusal_names_one_thing_only(contract: Contract, case: Case) -> None:
    assert len(refused(contract, case.route, case.bad)) == 1


def test_a_path_that_discord_does_not_have_means_nothing(contract: Contract) -> None:
    assert contract.match("GET", "/channels/11/messages") == openapi.Match("list_messages", {"channel_id": "11"})
    assert contract.match("GET", "/channels/11/massages") is None
    assert contract.match("DELETE", "/channels/11/messages") is None


def test_a_literal_word_wins_over_a_parameter(contract: Contract) -> None:
    assert contract.match("GET", "/users/@me") == openapi.Match("get_my_user", {})
    original = contract.match("PATCH", "/webhooks/14/token/messages/@original?thread_id=1")
    assert original
    assert original.operation_id == "update_original_webhook_message"


def test_an_id_in_a_path_is_a_number(contract: Contract) -> None:
    assert refused(contract, ("POST", "/channels/lobby/messages"), {"content": "c"})
    assert not refused(contract, MESSAGE, {"content": "c"})


@pytest.mark.parametrize(
    ("query", "fits"),
    [({"limit": "100"}, True), ({"limit": "101"}, False), ({"limit": "all"}, False), ({"lmit": "1"}, False)],
)
def test_a_query_is_known_and_of_its_type(contract: Contract, query: dict[str, str], fits: bool) -> None:
    assert (refused(contract, ("GET", "/channels/11/messages"), None, query=query) == []) is fits


@pytest.mark.parametrize(("said", "fits"), [("1", True), ("true", True), ("maybe", False)])
def test_a_query_says_yes_or_no_in_several_ways(contract: Contract, said: str, fits: bool) -> None:
    query = {"with_response": said}
    assert (refused(contract, ANSWER, {"type": 5, "data": {"flags": 64}}, query=query) == []) is fits


def test_a_body_is_sent_where_one_is_needed_and_nowhere_else(contract: Contract) -> None:
    assert refused(contract, MESSAGE, None)
    assert refused(contract, ("GET", "/users/@me"), {"name": "n"})
    assert refused(contract, MESSAGE, {"content": "c"}, content_type="text/plain")


def test_an_answer_is_checked_by_its_status(contract: Contract) -> None:
    error = {"code": 10003, "message": "Unknown Channel"}
    assert contract.response_errors("create_message", 404, error) == []
    assert contract.response_errors("create_message", 404, {**error, "reason": "gone"})
    assert contract.response_errors("create_message", 201, {})
    assert contract.response_errors("create_message", 200, {"content": "c"})
    assert contract.response_errors("delete_message", 204, None) == []
    assert contract.response_errors("delete_message", 204, {})
    assert contract.response_errors("create_message", 503, "busy") == []


def test_what_the_gateway_says_is_checked_by_name(contract: Contract) -> None:
    role = {"id": "17", "name": "staff"}
    assert contract.schema_errors("GuildRoleResponse", role)


def test_a_reason_for_the_audit_log_is_no_longer_than_512_characters() -> None:
    assert reason_errors({"X-Audit-Log-Reason": "%C3%A9" * 512}) == []
    assert reason_errors({"X-Audit-Log-Reason": "%C3%A9" * 513})
    assert reason_errors({}) == []


def test_the_description_is_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path / "openapi.json"))
    assert openapi.locate() is None
    (tmp_path / "openapi.json").write_text("{}")
    assert openapi.locate() == tmp_path / "openapi.json"


class TestDiscordPy:
    """What the real library puts on the wire passes, and only that."""

    def test_a_message_with_an_embed_and_a_file_passes_everywhere(self, contract: Contract) -> None:
        def body(**other: Any) -> Any:
            with handle_message_parameters(
                "c",
                embed=discord.Embed(title="t", description="d"),
                allowed_mentions=discord.AllowedMentions.none(),
                attachments=[discord.File(io.BytesIO(b"f"), "minutes.pdf")],
                **other,
            ) as parameters:
                assert parameters.multipart
                return discord.utils._from_json(parameters.multipart[0]["value"])

        assert refused(contract, MESSAGE, body(nonce="n"), content_type=MULTIPART) == []
        assert refused(contract, EDIT, body(), content_type=MULTIPART) == []
        assert refused(contract, FOLLOWUP, body(), content_type=MULTIPART, query={"wait": "1"}) == []
        post = body(channel_payload={"name": "n", "auto_archive_duration": 60, "rate_limit_per_user": None, "type": 11})
        assert refused(contract, THREAD, post, content_type=MULTIPART, query={"use_nested_fields": "1"}) == []

    def test_an_answer_to_an_interaction_passes(self, contract: Contract) -> None:
        with interaction_message_response_params(
            type=4, content="c", flags=discord.MessageFlags(ephemeral=True), embed=discord.Embed(title="t")
        ) as parameters:
            assert refused(contract, ANSWER, parameters.payload, query={"with_response": "1"}) == []

    def test_ids_as_numbers_pass_where_the_library_sends_them(self, contract: Contract) -> None:
        assert refused(contract, DIRECT, {"recipient_id": 18}) == []
        assert refused(contract, OVERWRITE, {"id": 18, "allow": "1024", "deny": "0", "type": 1}) == []
        assert (
            refused(contract, CHANNEL, {"permission_overwrites": [{"id": 18, "allow": 0, "deny": "8", "type": 0}]})
            == []
        )

    @pytest.mark.parametrize(
        ("route", "body"),
        [
            (MESSAGE, {"content": "c", "sticker_ids": [18]}),
            (EDIT, {"content": "c", "tts": True}),
            (MESSAGE, {"embeds": [{"title": "t", "flags": 1}]}),
            (THREAD, {"name": "n", "type": 12, "message": {"content": "c"}}),
            (OVERWRITE, {"id": 18, "allow": "view", "deny": "0", "type": 1}),
            (CATALOGUE, [{"name": "n", "description": "d", "nsfw": "no"}]),
        ],
    )
    def test_nothing_like_it_passes(self, contract: Contract, route: tuple[str, str], body: Any) -> None:
        assert refused(contract, route, body)
