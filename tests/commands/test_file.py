"""Files that staff drop in their room: rehearsed, taken in after a yes, once; given up in between; refused in words."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.platform import Attachment, Later, Never
from commands.engine.heard import Heard
from commands.registry.desk import Desk
from storage.access import Label
from storage.audit import AuditEvent
from storage.file import FileState, RegistryFile
from storage.inbox import InboxEvent
from storage.organisation import Company
from storage.person import Person, PersonStatus
from tests.cast import Cast
from tests.files import ADD, BROKEN_ROW, COMPANIES, brings, count, drops, enclosed, kept, many, the_file, worked

Watch = Callable[[], Awaitable[object]]
After = Callable[[Watch], None]


def in_small_steps(cast: Cast, batch: int) -> None:
    """As a file of a hundred thousand rows is taken."""
    cast.app.files._batch = batch


def table(cast: Cast) -> str:
    """The table that Sofia was sent last."""
    [*_, sent] = [post.text for post in cast.sofia.posts if isinstance(post.text, Attachment)]
    assert sent.name == "rows.csv"
    return sent.data.decode("utf-8-sig")


async def test_a_table_that_ends_before_its_file_does_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.registry.bringer.LISTED", 1)
    await brings(cast, COMPANIES + b"Asus,brand\n")
    _, first, last = table(cast).splitlines()
    assert first == '"2","","new",""'
    assert "1 rows. 2 more" in last


async def test_a_file_is_rehearsed_and_after_a_yes_taken_in(cast: Cast) -> None:
    code = await brings(cast, COMPANIES)
    assert cast.sofia.was_told("file-received")
    assert cast.sofia.was_told("file-shown")
    assert cast.sofia.was_told("ask-sure")
    assert "2 new, 0 changed, 0 same, 0 doubtful, 0 refused." in cast.sofia.text
    assert table(cast).splitlines()[1:] == ['"2","","new",""', '"3","","new",""']
    assert (await cast.posts("Staff"))[-1].plain, "the room hears that there is an answer"
    assert not await cast.heard("Staff", "file-shown")
    assert (await count(cast), await kept(cast)) == (0, 1), "nothing is written before the yes"
    await cast.sofia.asks("yes")
    assert cast.sofia.was_told("file-begun"), cast.sofia.text
    await worked(cast)
    assert cast.sofia.was_told("file-taken")
    assert (await count(cast), await kept(cast)) == (2, 0), "what it held is not kept any longer than needed"
    async with cast.app.storage.unit() as unit:
        deeds = {one.action: one for one in await unit.scalars(select(AuditEvent))}
        sofia = await unit.scalar(select(Person.id).where(Person.name == "Sofia"))
    assert deeds["registry import"].actor_id == deeds["file add"].actor_id != ""
    assert deeds["file import"].object == f"file:{(await the_file(cast)).id}"
    assert sofia is None or deeds["file add"].actor_id == sofia
    await cast.sofia.asks("file list")
    assert code in cast.sofia.text
    await cast.sofia.asks(f"file show {code}")
    assert "list.csv" in cast.sofia.text


async def test_the_same_file_again_has_nothing_to_do(cast: Cast) -> None:
    await brings(cast, COMPANIES)
    await cast.sofia.asks("yes")
    await worked(cast)
    await brings(cast, COMPANIES)
    assert cast.sofia.was_told("file-nothing-new")
    assert not cast.sofia.was_told("ask-sure")
    assert (await count(cast), await kept(cast)) == (2, 0)


async def test_no_gives_it_up_and_deletes_what_it_held(cast: Cast) -> None:
    await brings(cast, COMPANIES)
    await cast.sofia.asks("no")
    assert cast.sofia.was_told("file-dropped")
    await worked(cast)
    assert (await count(cast), await kept(cast)) == (0, 0)
    assert (await the_file(cast)).state is FileState.DROPPED


async def test_a_delivery_twice_is_one_file(cast: Cast) -> None:
    """A second delivery of the same event, and of the same ciphertext under another event's id."""
    file, room = enclosed(cast.sofia, COMPANIES), await cast.room_id("Staff")

    async def hears(event_id: str, replay_key: str) -> None:
        await cast.app.hear(heard(cast, room, cast.sofia.account, event_id=event_id, replay_key=replay_key, file=file))
        await worked(cast)

    await hears("$drop", "session:1")
    await hears("$drop", "session:1")
    await hears("$other", "session:1")
    assert await count(cast, RegistryFile) == 1
    await hears("$third", "session:2")
    assert await count(cast, RegistryFile) == 2


def heard(cast: Cast, room: str, sender: str, **fields: Any) -> Heard:
    """A file in a room, as Matrix gives it."""
    given = {"replay_key": None, "encrypted": True, "verified": True, **fields}
    return Heard(platform="memory", room=room, sender=sender, text="", at=cast.now, call=ADD, mentioned=True, **given)


@pytest.mark.parametrize(("room", "who"), [("LEV", "sofia"), ("LEV", "greta"), ("", "sofia"), ("", "greta")])
async def test_a_file_anywhere_else_is_nobodys_business(cast: Cast, room: str, who: str) -> None:
    """Not a word, not a row: people show each other files."""
    member = cast.members[who]
    where = await cast.room_id(room) if room else await member.chat()
    before, arrived, calls = await count(cast, InboxEvent), len(cast.platform.log), len(cast.platform.calls)
    await cast.app.hear(heard(cast, where, member.account, event_id="$drop", file=enclosed(member, COMPANIES)))
    await worked(cast)
    assert (await count(cast, RegistryFile), await count(cast, InboxEvent)) == (0, before)
    assert (len(cast.platform.log), cast.platform.calls[calls:]) == (arrived, [])
    await drops(cast.sofia, COMPANIES)
    assert await count(cast, RegistryFile) == 1, "in the staff room the same file counts"


@pytest.mark.parametrize("flags", [{"verified": False}, {"encrypted": False}, {"encrypted": False, "verified": False}])
async def test_a_file_counts_only_from_a_device_that_its_owner_signed(cast: Cast, flags: dict[str, Any]) -> None:
    await drops(cast.sofia, COMPANIES, **flags)
    assert cast.sofia.was_told("not-verified"), "as for a command, once a day"
    assert "fetch" not in cast.platform.calls
    assert await count(cast, RegistryFile) == 0


async def test_who_may_not_register_brings_no_file(cast: Cast) -> None:
    """A guest of the staff room is refused as for any command; nothing is fetched for them."""
    (await cast.room("Staff")).joined.add(cast.greta.account)
    await drops(cast.greta, COMPANIES)
    assert "fetch" not in cast.platform.calls
    assert await count(cast, RegistryFile) == 0


async def test_a_refused_row_holds_the_file_back_unless_the_others_are_wanted(cast: Cast) -> None:
    code = await brings(cast, BROKEN_ROW)
    assert cast.sofia.was_told("file-refused")
    assert "Row 3, company_kind: refused" in cast.sofia.text.replace("*", "")
    assert table(cast).splitlines()[1].startswith('"3","company_kind","refused",')
    await cast.sofia.asks("yes")
    await cast.sofia.asks(f"file import {code} yes")
    assert cast.sofia.was_told("file-refused")
    assert f"file import {code} yes yes" in cast.sofia.text, "with the one command that takes the others in"
    await worked(cast)
    assert await count(cast) == 0
    await cast.sofia.asks(f"file import {code} yes yes")
    await worked(cast)
    assert cast.sofia.was_told("file-taken"), cast.sofia.text
    assert "1 new, 0 changed, 0 same, 0 doubtful, 1 refused." in cast.sofia.text
    assert (await count(cast), await kept(cast)) == (1, 0)


async def test_it_is_told_in_the_bringers_language(cast: Cast) -> None:
    await cast.sofia.asks("person language fr")
    await brings(cast, BROKEN_ROW)
    assert '"3","company_kind","refusé"' in table(cast)
    said = cast.sofia.text.replace("\xa0", " ")
    assert "« starship » n'est pas l'un de ces mots : marque, revendeur, fabricant." in said
    assert "(entreprises) : 2 lignes." in said
    await cast.sofia.asks("fichier lister")
    assert "attend un oui, entreprises 0/2" in cast.sofia.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "import-empty"),
        (b"\n\n", "import-empty"),
        (b"nobody,knows,these\n1,2,3\n", "import-header"),
        (b"company,company_kind,shoe_size\nAcer,brand,44\n", "import-column-unknown"),
        (b"company,company,company_kind\nA,B,brand\n", "import-column-twice"),
        (b'company,company_kind\n"Acer,brand\n', "import-broken"),
        (b"company,company_kind\nAc\0er,brand\n", "import-nul"),
        (b"\xff\xfec\0o\0m\0p", "import-encoding"),
        (b"company,company_kind\nAc\x81er,brand\n", "import-encoding"),
        (b"PK\x03\x04" + bytes(1000), "import-spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "import-spreadsheet"),
    ],
)
async def test_a_bad_file_is_refused_in_a_sentence_and_not_kept(cast: Cast, data: bytes, key: str) -> None:
    await brings(cast, data)
    assert cast.sofia.was_told("file-unfit"), cast.sofia.text
    assert cast.sofia.was_told(key), cast.sofia.text
    assert (await count(cast), await kept(cast)) == (0, 0)
    assert (await the_file(cast)).state is FileState.UNFIT
    await brings(cast, COMPANIES)
    assert cast.sofia.was_told("file-shown"), "whoever comes next is served"


async def test_names_in_another_encoding_are_read_and_said_to_be(cast: Cast) -> None:
    await brings(cast, "company,company_kind\nCitroën,brand\n".encode("cp1252"))
    assert cast.sofia.was_told("import-read-as")
    await cast.sofia.asks("yes")
    await worked(cast)
    async with cast.app.storage.unit() as unit:
        assert await unit.scalar(select(Company.name)) == "Citroën"
    await brings(cast, "company,company_kind\nCitroën,brand\nŠkoda,brand\n".encode("utf-16"))
    assert not cast.sofia.was_told("import-read-as")
    assert "1 new, 0 changed, 1 same" in cast.sofia.text


async def test_a_formula_comes_back_as_text(cast: Cast) -> None:
    await brings(cast, b"company,company_kind\nAcer,=HYPERLINK(1)\n")
    assert '"refused"' in table(cast)
    for cell in table(cast).replace("\r\n", ",").split(","):
        assert not cell.strip('"').startswith(("=", "+", "-", "@"))


async def test_a_file_too_large_is_not_fetched_or_not_to_its_end(cast: Cast) -> None:
    object.__setattr__(cast.app.world.policy, "file_bytes", 1024 * 1024)
    await drops(cast.sofia, COMPANIES, size=1024 * 1024 + 1)
    assert cast.sofia.was_told("import-too-large")
    assert "fetch" not in cast.platform.calls
    await drops(cast.sofia, many(100_000), size=10)
    assert cast.sofia.was_told("import-too-large"), cast.sofia.text
    assert "fetch" in cast.platform.calls
    assert await count(cast, RegistryFile) == 0


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Never("file-altered"), "file-altered"),
        (Never("file-in-clear"), "file-in-clear"),
        (Never("M_NOT_FOUND"), "file-unreachable"),
    ],
)
async def test_a_file_that_cant_be_had_is_asked_for_again(cast: Cast, fault: Never, key: str) -> None:
    cast.platform.fail(fault)
    await drops(cast.sofia, COMPANIES)
    assert cast.sofia.was_told(key), cast.sofia.text
    assert await count(cast, RegistryFile) == 0


async def test_a_server_that_stumbles_is_asked_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.FETCH_AGAIN", (0.0, 0.0, 0.0))
    cast.platform.fail(Later("no-answer"), Later("no-answer"))
    await brings(cast, COMPANIES)
    assert cast.sofia.was_told("file-shown")
    cast.platform.fail(*(Later("no-answer"),) * 3)
    await drops(cast.sofia, COMPANIES)
    assert cast.sofia.was_told("file-unreachable")


@pytest.mark.later
async def test_progress_is_one_line_that_changes(cast: Cast, after_each_batch: After) -> None:
    in_small_steps(cast, 10)
    await brings(cast, many(100))
    await cast.sofia.asks("yes")
    after_each_batch(cast.settle)
    await worked(cast)
    lines = [post for post in cast.sofia.posts if "file-progress" in cast.keys(post)]
    assert len(lines) == 1
    assert len(lines[0].texts) > 5
    assert "100 of 100" in lines[0].plain
    assert cast.sofia.was_told("file-taken")
    assert await count(cast) == 100


@pytest.fixture
def after_each_batch(monkeypatch: pytest.MonkeyPatch) -> After:
    """Have something done after each batch was committed."""

    def watched(watch: Watch) -> None:
        async def sleep(seconds: float) -> None:
            await watch()

        monkeypatch.setattr("commands.registry.desk.asyncio", SimpleNamespace(to_thread=asyncio.to_thread, sleep=sleep))

    return watched


async def test_whoever_stops_it_keeps_what_was_taken_by_then(cast: Cast, after_each_batch: After) -> None:
    in_small_steps(cast, 10)
    code = await brings(cast, many(100))
    await cast.sofia.asks("yes")

    async def stop() -> None:
        if (await the_file(cast)).done == 30:
            await cast.sofia.asks(f"file drop {code}")

    after_each_batch(stop)
    await worked(cast)
    assert cast.sofia.was_told("file-dropped")
    assert "30" in cast.sofia.text
    assert (await count(cast), await kept(cast)) == (30, 0)
    await cast.sofia.asks(f"file drop {code}")
    assert cast.sofia.was_told("file-over")


class Killed(BaseException):
    """As by kill -9."""


@pytest.mark.later
async def test_whoever_is_killed_goes_on_behind_the_last_batch(cast: Cast, after_each_batch: After) -> None:
    in_small_steps(cast, 10)
    await brings(cast, many(100))
    await cast.sofia.asks("yes")

    async def die() -> None:
        if (await the_file(cast)).done == 40:
            raise Killed

    after_each_batch(die)
    with pytest.raises(Killed):
        await worked(cast)
    assert await count(cast) == 40
    file = await the_file(cast)
    assert (file.state, file.done) == (FileState.TAKING, 40)
    after_each_batch(cast.settle)
    seen: list[int] = []
    fresh = Desk(
        cast.app.storage, cast.app.world, words=cast.app.conversation.understanding.words, show=cast.app.shown,
        bug=cast.app.conversation.bug, now=cast.app.now, batch=10,
    )  # fmt: skip
    cast.app.files = fresh

    async def look() -> None:
        seen.append((await the_file(cast)).done)

    after_each_batch(look)
    await worked(cast)
    assert seen == [50, 60, 70, 80, 90, 100], "nothing is done twice"
    assert (await count(cast), await kept(cast)) == (100, 0)
    assert "100 new, 0 changed, 0 same" in cast.sofia.text


async def test_a_yes_holds_for_what_was_shown(cast: Cast) -> None:
    code = await brings(cast, COMPANIES)
    cast.now += timedelta(minutes=31)
    await cast.sofia.asks(f"file import {code} yes")
    assert cast.sofia.was_told("file-shown-again")
    await worked(cast)
    assert cast.sofia.was_told("file-shown")
    await cast.sofia.asks("yes")
    await worked(cast)
    assert await count(cast) == 2


@pytest.mark.later
async def test_what_changed_meanwhile_is_shown_again(cast: Cast) -> None:
    """A row that could be taken when it was shown, and can't any more, holds the file back as well."""
    await brings(cast, b"company,company_kind\nAcer,brand\n")
    await cast.sofia.asks("yes")
    await worked(cast)
    models = b"company,model,category\nAcer,X1,notebook\n"
    code = await brings(cast, models)
    async with cast.app.storage.unit() as unit:
        acer = await unit.scalar(select(Company))
        assert acer is not None
        acer.name = "Acer Group"
    await cast.sofia.asks(f"file import {code} yes")
    await worked(cast)
    assert cast.sofia.was_told("file-refused-all"), cast.sofia.text
    assert not cast.sofia.was_told("file-refused"), "there are no others to be taken"
    assert (await the_file(cast)).state is FileState.SHOWN


@pytest.mark.later
async def test_a_yes_answers_the_question_that_was_asked(cast: Cast) -> None:
    """Two files in a row, a question of another command, a command in place of the answer."""
    first = await brings(cast, COMPANIES)
    second = await brings(cast, many(5))
    assert not cast.sofia.was_told("ask-sure"), "one question at a time"
    await cast.sofia.asks(f"file import {second} yes")
    await worked(cast)
    assert await count(cast) == 5
    await cast.sofia.asks("yes")
    await worked(cast)
    assert await count(cast) == 7, "the first one's question was still open"
    await brings(cast, many(8))
    await cast.sofia.asks(f"file drop {(await the_file(cast)).code}")
    await cast.sofia.asks("yes")
    assert not cast.sofia.was_told("file-begun")
    assert not cast.sofia.was_told("file-not-now")
    await cast.sofia.asks(f"file show {first}")
    assert cast.sofia.was_told("file-one")


async def test_others_of_staff_see_it_and_may_give_it_up_but_not_say_yes(cast: Cast) -> None:
    code = await brings(cast, COMPANIES)
    await cast.tom.asks(f"file import {code} yes")
    assert cast.tom.was_told("file-others")
    await cast.tom.asks(f"file show {code}")
    assert cast.tom.was_told("file-one")
    await cast.greta.asks(f"file show {code}")
    assert cast.greta.was_told("absent")
    await cast.tom.asks(f"file drop {code}")
    assert cast.tom.was_told("file-dropped")
    await cast.sofia.asks("yes")
    assert not cast.sofia.was_told("file-begun")
    await worked(cast)
    assert (await count(cast), await kept(cast)) == (0, 0)


async def test_what_somebody_brought_who_has_left_is_given_up(cast: Cast, after_each_batch: After) -> None:
    in_small_steps(cast, 10)
    await brings(cast, many(100))
    await cast.sofia.asks("yes")

    async def leave() -> None:
        async with cast.app.storage.unit() as unit:
            file = await unit.scalar(select(RegistryFile))
            assert file is not None
            if file.done == 20:
                (await unit.session.get_one(Person, file.person_id)).status = PersonStatus.LEFT

    after_each_batch(leave)
    await worked(cast)
    assert (await count(cast), await kept(cast)) == (20, 0)
    assert (await the_file(cast)).state is FileState.DROPPED


@pytest.mark.later
async def test_a_file_that_nobody_says_yes_to_is_given_up_after_a_week_unless_it_is_on_hold(cast: Cast) -> None:
    code = await brings(cast, COMPANIES)
    await cast.sofia.asks("my")
    assert cast.sofia.was_told("waiting-file")
    await cast.sofia.asks(f"hold begin {code} a court asks for it")
    await cast.passes(timedelta(days=8))
    assert await kept(cast) == 1
    await cast.sofia.asks(f"hold lift {code}")
    await cast.passes(timedelta(minutes=1))
    assert await kept(cast) == 0
    assert (await the_file(cast)).state is FileState.DROPPED


@pytest.mark.later
async def test_no_more_than_twenty_wait(cast: Cast) -> None:
    for _ in range(20):
        await drops(cast.sofia, COMPANIES)
    assert cast.sofia.was_told("file-received")
    await drops(cast.sofia, COMPANIES)
    assert cast.sofia.was_told("file-many")


async def test_the_command_without_a_file_says_how_to_bring_one(cast: Cast) -> None:
    await cast.sofia.asks("file add")
    assert cast.sofia.was_told("file-none")
    await cast.sofia.asks("file list")
    assert cast.sofia.was_told("file-list-none")


async def test_where_it_may_not_pass_there_is_a_pointer_and_nothing_is_fetched(both: Cast) -> None:
    """Who buys what is TLP:AMBER: through Discord, which may carry less, no file is taken."""
    sofia = both.sofia.discord
    where = await sofia.chat()
    await sofia.presses(where, call=ADD, file=enclosed(sofia, COMPANIES))
    assert sofia.was_told("pointer"), sofia.text
    assert "fetch" not in sofia.side.calls
    assert await count(both, RegistryFile) == 0


async def test_where_the_ceiling_is_raised_a_form_brings_it(both: Cast) -> None:
    both.lets_through(Label.AMBER)
    sofia = both.sofia.discord
    await sofia.presses(await sofia.chat(), call=ADD, file=enclosed(sofia, COMPANIES))
    assert sofia.was_told("file-received"), sofia.text
    await worked(both)
    assert sofia.was_told("file-shown")
    await sofia.clicks(sofia.last, "yes")
    await worked(both)
    assert sofia.was_told("file-taken"), sofia.text
    assert await count(both) == 2
