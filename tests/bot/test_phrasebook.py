"""Messages become text in the reader's language, and no value becomes markup, a phrase or a mention."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fluent.runtime import FluentBundle

from bot import phrasebook, quick_markdown
from bot.dialect import DiscordDialect, MarkdownDialect
from bot.markup import ProseRenderer
from bot.phrasebook import Phrasebook, PhraseMissing
from bot.platform import Target
from bot.platforms.matrix.outbound import edit_content, text_content
from commands.engine.lexicon import Lexicon
from storage.access import Label
from storage.message import Link, Mention, Message, Moment, Prose, Step, Value, Word, say

ROOM = MarkdownDialect()
TARGET = Target(room="!room:server", encrypted=True)
PRIVATE = MarkdownDialect(prefix="")

ENGLISH = """
topic-meeting = meeting | meetings
verb-meeting-show = show
hello = Hello { $name }!
many = { $count ->
    [one] one thing
   *[other] { $count } things
}
chosen = { $what ->
    [none] nothing
    [lime] a lime
    [word-fruit-fig] a fig
   *[other] { $what }
}
pair = { $one } and { $two }
said = They said: { $text }
line-point = { $point }
points = Points: { $points }
next-step = Next: { $step }
word-fruit-fig = fig
word-label-amber = TLP:AMBER
shown-date = { $weekday } { $day } { $month } { $year }
shown-moment = { $weekday } { $day } { $month } { $year }, { $time } ({ $zone }{ $city ->
    [0] {""}
   *[other] {" "}time
})
prose-language-fr = (in French)
prose-above = (the text above)
prose-cut = (cut)
list-cut = … and { $count } more
trouble = Trouble: { $reference }
only-english = Still English: { $name }
"""
FRENCH = """
topic-meeting = réunion
verb-meeting-show = montrer
hello = Bonjour { $name } !
many = { $count ->
    [one] une chose
   *[other] { $count } choses
}
chosen = { $what }
pair = { $one } et { $two }
said = Propos :  { $text }
line-point = { $point }
points = Points : { $points }
next-step = Ensuite : { $step }
word-fruit-fig = figue
word-label-amber = TLP:AMBER (ambre)
shown-date = { $weekday } { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
shown-moment = { $weekday } { $day } { $month } { $year } à { $time } ({ $city ->
    [0] { $zone }
    [1] heure de { $zone }
   *[other] heure d'{ $zone }
})
prose-language-en = (en anglais)
prose-above = (le texte ci-dessus)
prose-cut = (abrégé)
list-cut = … et encore { $count }
trouble = Panne : { $reference }
"""


@dataclass
class Folders:
    """A book of few phrases, strict or not, and what it reported."""

    root: Path
    reported: list[str]

    def book(self, *, strict: bool = True) -> Phrasebook:
        book = Phrasebook.load([self.root], lexicon=Lexicon.load(self.root), strict=strict, at_once=True)
        book._report = self._report  # what the composition root hands over
        return book

    def _report(self, error: BaseException) -> str:
        self.reported.append(str(error))
        return "R-7F3K"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    for locale, text in (("en", ENGLISH), ("fr", FRENCH)):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "all.ftl").write_text(text, encoding="utf-8")
    return Folders(tmp_path, [])


@pytest.fixture
def book(folders: Folders) -> Phrasebook:
    return folders.book()


@pytest.fixture
async def prose() -> AsyncIterator[ProseRenderer]:
    renderer = ProseRenderer()
    yield renderer
    await renderer.close()


def in_both(book: Phrasebook, message: Message) -> tuple[str, str]:
    return book.render(message, "en", ROOM), book.render(message, "fr", ROOM)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (Label.AMBER, "TLP:AMBER", "TLP:AMBER (ambre)"),
        (Word("word-fruit-fig"), "fig", "figue"),
        (date(2027, 3, 1), "Monday 1 March 2027", "lundi 1er mars 2027"),
        (
            Moment(datetime(2027, 3, 9, 13, tzinfo=UTC), "Europe/Paris"),
            "Tuesday 9 March 2027, 14:00 (Paris time)",
            "mardi 9 mars 2027 à 14:00 (heure de Paris)",
        ),
        (
            Moment(datetime(2027, 3, 9, 13, tzinfo=UTC), "Europe/Athens"),
            "Tuesday 9 March 2027, 15:00 (Athens time)",
            "mardi 9 mars 2027 à 15:00 (heure d'Athènes)",
        ),
        (
            Moment(datetime(2027, 3, 9, 13, tzinfo=UTC), "UTC"),
            "Tuesday 9 March 2027, 13:00 (UTC)",
            "mardi 9 mars 2027 à 13:00 (UTC)",
        ),
        (Step(("meeting", "show"), "MTG-1"), "`!meeting show MTG-1`", "`!réunion montrer MTG-1`"),
        (Step(("unheard", "of")), "`!unheard of`", "`!unheard of`"),
        (Link("https://example.org/a(b)", "here"), *["[here](https://example.org/a%28b%29)"] * 2),
        (Mention("@ana:x.org", "Ana"), *["[Ana](https://matrix.to/#/@ana:x.org)"] * 2),
        (("a", Word("word-fruit-fig")), "a, fig", "a, figue"),
        (say("hello", name="x"), "Hello x!", "Bonjour x\u00a0!"),
    ],
)
def test_each_kind_of_value_has_its_form_in_each_language(
    book: Phrasebook, value: Value, english: str, french: str
) -> None:
    assert in_both(book, say("pair", one=value, two="z")) == (f"{english} and z", f"{french} et z")


@pytest.mark.parametrize(("count", "said"), [(0, "une"), (1, "une"), (2, "2"), (1234, "1\u202f234")])
def test_whole_numbers_are_counted_as_the_language_counts(book: Phrasebook, count: int, said: str) -> None:
    assert book.render(say("many", count=count), "fr", ROOM).startswith(f"{said} chose")


@pytest.mark.parametrize(
    ("what", "said"),
    [("", "nothing"), ((), "nothing"), ("lime", "a lime"), (Word("word-fruit-fig"), "a fig"), ("pea", "pea")],
)
def test_a_phrase_can_choose_by_a_value(book: Phrasebook, what: Value, said: str) -> None:
    assert book.render(say("chosen", what=what), "en", ROOM) == said


@pytest.mark.parametrize(
    "hostile",
    ["**bold**", "`code`", "[a](https://evil)", "<b>x</b>", "{ $name }", "\ue0000\ue001", "\ue0020\ue003"],
)
async def test_a_value_is_never_markup(book: Phrasebook, prose: ProseRenderer, hostile: str) -> None:
    message = say("pair", one=hostile, two=Prose("kept"))
    rendered = await book.rendered(message, ["en"], ROOM, prose)
    assert rendered.plain.count("kept") == 1
    assert rendered.plain.startswith(hostile if hostile.isascii() else "0 and")
    assert not any(tag in rendered.html for tag in ("<strong>", "<code>", "<a ", "<b>"))


def test_a_very_long_value_is_no_trouble(book: Phrasebook) -> None:
    assert len(book.render(say("hello", name="x" * 50_000), "en", ROOM)) > 50_000


def test_a_private_chat_needs_no_prefix(book: Phrasebook) -> None:
    assert book.render(say("hello", name="x").step("meeting", "show"), "fr", PRIVATE).endswith(
        "Ensuite\u00a0: `réunion montrer`"
    )


def test_messages_below_are_paragraphs_and_neighbouring_lines_a_list(book: Phrasebook) -> None:
    message = say("hello", name="x").then(
        say("line-point", point="a").then(say("line-point", point="b")),
        say("hello", name="y"),
        say("line-point", point="c", number=1),
        say("line-point", point="d", number=2),
    )
    assert book.render(message, "en", ROOM) == "Hello x!\n\n- a\n- b\n\nHello y!\n\n1. c\n2. d"


def test_a_tuple_of_lines_is_a_list_of_its_own(book: Phrasebook) -> None:
    points = tuple(say("line-point", point=point) for point in "ab")
    assert book.render(say("points", points=points), "en", ROOM) == "Points:\n\n- a\n- b"


def test_a_room_of_two_languages_reads_both_in_its_order(book: Phrasebook) -> None:
    text = book.render_all(say("hello", name="x"), ["fr", "en", "fr"], ROOM)
    assert text == "Bonjour x\u00a0!\n\n---\n\nHello x!"


def test_what_people_wrote_is_quoted_with_a_line_about_its_language(book: Phrasebook) -> None:
    message = say("said", text=Prose("one\n\ntwo", "en"))
    assert in_both(book, message) == (
        "They said:\n\n> one\n>\n> two",
        "Propos\u00a0:\n\n*(en anglais)*\n\n> one\n>\n> two",
    )


def test_a_long_text_is_shown_once_in_a_room_of_two_languages(book: Phrasebook) -> None:
    message = say("said", text=Prose("word " * 100, "fr"))
    text = book.render_all(message, ["fr", "en"], ROOM)
    assert text.count("> word") == 1
    assert text.endswith("*(the text above)*")


async def test_both_forms_and_the_mentions_go_to_the_platform(book: Phrasebook, prose: ProseRenderer) -> None:
    message = say("said", text=Prose("**bold** <script>x</script>\n- a\n- b", "fr")).then(
        say("line-point", point=Mention("@ana:x.org", "Ana")), say("line-point", point=Prose("deep", "en"))
    )
    rendered = await book.rendered(message, ["en"], ROOM, prose)
    assert rendered.mentions == ("@ana:x.org",)
    assert "<blockquote><p><strong>bold</strong> &lt;script&gt;" in rendered.html
    assert '<a href="https://matrix.to/#/@ana:x.org">Ana</a>' in rendered.html
    assert rendered.plain.startswith("They said:\n\n(in French)\n\n> bold <script>x</script>\n> - a\n> - b\n")
    assert "> deep" in rendered.plain


async def test_only_our_own_mentions_notify(book: Phrasebook, prose: ProseRenderer) -> None:
    pill = "[Ana](https://matrix.to/#/@ana:x.org) @room"
    rendered = await book.rendered(say("pair", one=pill, two=Prose(pill)), ["en"], ROOM, prose)
    assert rendered.mentions == ()
    assert "matrix.to/#/@ana" not in rendered.html.replace("\\", "")
    assert "@room" not in rendered.plain


async def test_our_own_words_are_made_once_and_what_people_wrote_each_time(
    book: Phrasebook, prose: ProseRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Counter[str]()
    page = prose.page

    async def counted(markdown: str, mentions: Collection[str] = ()) -> quick_markdown.Rendered:
        pages[markdown] += 1
        return await page(markdown, mentions)

    monkeypatch.setattr(prose, "page", counted)
    for dialect in (ROOM, DiscordDialect(), ROOM, DiscordDialect()):
        said = [await book.rendered(say("hello", name=name), ["en"], dialect, prose) for name in ("Ana", "Luc", "Ana")]
        assert said[0] == said[2] != said[1]
    assert set(pages.values()) == {2}, "once for each of two platforms"
    pages.clear()
    for word in ("one", "two"):
        quoted = await book.rendered(say("said", text=Prose(word)), ["en"], ROOM, prose)
        assert word in quoted.plain
    assert pages.total() == 2, "texts by people stay in no memory"
    monkeypatch.setattr(phrasebook, "PAGES", 1)
    for name in ("Eva", "Noor"):
        await book.rendered(say("hello", name=name), ["en"], ROOM, prose)
    assert len(book._pages) == 1


async def test_what_is_too_long_for_the_platform_is_cut_and_says_so(book: Phrasebook, prose: ProseRenderer) -> None:
    small = replace(ROOM, max_length=6000)
    lines = [say("line-point", point=f"point {number}") for number in range(500)]
    message = say("said", text=Prose("long word " * 2000)).then(*lines, say("hello", name="end"))
    rendered = await book.rendered(message, ["en"], small, prose)
    assert len(rendered.plain.encode()) + len(rendered.html.encode()) <= 6000
    assert "(cut)" in rendered.plain
    assert "Hello end!" in rendered.plain
    assert " more" in rendered.plain
    whole = await book.rendered(message, ["en"], replace(ROOM, max_length=10**6), prose)
    assert "(cut)" not in whole.plain
    assert "point 499" in whole.plain


@pytest.mark.parametrize("letter", ["x", "é", "ш", "字", "👍", '"', "\\\\", "<"])
async def test_a_text_in_any_script_fits_into_an_event(book: Phrasebook, prose: ProseRenderer, letter: str) -> None:
    text = " ".join([letter * 7] * 1500)
    rendered = await book.rendered(say("said", text=Prose(text)), ["en"], ROOM, prose)
    for content in (text_content(rendered, TARGET, "key"), edit_content(rendered, "$event", "key")):
        assert len(json.dumps(content)) * 4 / 3 < 65_536, "matrix-nio encrypts JSON in ASCII, and base64 makes 4 of 3"
    assert rendered.plain.count(letter) > 100


@pytest.mark.parametrize("message", [say("unheard-of"), say("hello"), say("only-english")])
def test_a_missing_phrase_or_value_is_an_error_where_phrases_are_checked(book: Phrasebook, message: Message) -> None:
    with pytest.raises(PhraseMissing):
        book.render(message, "fr", ROOM)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (say("only-english", name="x"), "Still English: x"),
        (say("unheard-of"), "Trouble: R-7F3K"),
        (say("hello"), "Trouble: R-7F3K"),
        (say("pair", one=say("unheard-of"), two="z"), "Trouble: R-7F3K et z"),
    ],
)
def test_a_reader_gets_english_or_a_reference_but_never_an_error(folders: Folders, message: Message, said: str) -> None:
    book = folders.book(strict=False)
    assert book.render(message, "fr", ROOM) == said
    assert len(folders.reported) == 1


def test_a_reader_of_an_unknown_language_reads_english(folders: Folders) -> None:
    assert folders.book(strict=False).render(say("hello", name="x"), "de", ROOM) == "Hello x!"


@pytest.mark.parametrize("text", ["hello = again\n", "no phrase at all\n"])
def test_a_faulty_file_is_found_when_it_is_loaded(folders: Folders, text: str) -> None:
    (folders.root / "fr" / "more.ftl").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"more\.ftl"):
        folders.book()


def test_a_closed_word_in_a_command_ready_to_send_is_in_the_readers_language() -> None:
    book = Phrasebook.load(strict=True)
    message = say("next-step", step=Step(("meeting", "rsvp"), "MTG-1 {word-answer-yes}"))
    assert "meeting rsvp MTG-1 yes" in book.render(message, "en", MarkdownDialect())
    assert "réunion répondre MTG-1 oui" in book.render(message, "fr", MarkdownDialect())
    again = say("next-step", step=Step(("audit", "show"), "person:Gus before:7"))
    assert "audit show person:Gus before:7" in book.render(again, "en", MarkdownDialect())
    assert "registre montrer personne:Gus avant:7" in book.render(again, "fr", MarkdownDialect())


@pytest.mark.parametrize("name", ["{topic-zzz}", "{word-zzz}", "{option-zzz}", "{option-}"])
def test_a_name_that_looks_like_such_a_word_stays_a_name(name: str) -> None:
    book = Phrasebook.load(strict=True)
    message = say("next-step", step=Step(("organisation", "show"), f'"{name}"'))
    for locale in ("en", "fr"):
        assert f'"{name}"' in book.render(message, locale, MarkdownDialect())


def test_what_is_known_of_a_language_is_looked_up_when_it_is_first_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    class Counted(FluentBundle):
        """One that tells of itself."""

        def __init__(self, locales: list[str], **options: Any) -> None:
            made.extend(locales)
            super().__init__(locales, **options)

    monkeypatch.setattr(phrasebook, "FluentBundle", Counted)
    for locale, text in (("en", "hello = Hello\n"), ("fr", "hello = Bonjour\n")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "all.ftl").write_text(text)
    book = Phrasebook.load([tmp_path], lexicon=Lexicon({"en": {}}))
    assert made == []
    assert book.phrase("fr", "hello", {}) == "Bonjour"
    assert made == ["fr"]
