"""A letter on its way: who comments and until when, what a lock holds, and the files that are sent."""

import io
import zipfile
from datetime import timedelta

import pytest

from bot.platform import Attachment
from storage.access import Label
from tests.cast import Cast
from tests.commands.test_letter_file import paragraphs
from tests.engagements import COMPANY, Engaged, drafted, proposed, sent

WORDS = "We are concerned about the working hours."


async def _files(cast: Cast, room: str) -> dict[str, Attachment]:
    """The files that stand in a room, by name, the last of each."""
    return {post.text.name: post.text for post in cast.platform.posts(room) if isinstance(post.text, Attachment)}


async def test_comments_stand_under_the_letter_until_its_words_are_locked(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.luc.asks(f"engagement comment {letter} Name the plant, s'il vous plaît.")
    assert cast.luc.was_told("engagement-commented"), cast.luc.text
    comment = await cast.post(code, "engagement-comment-post")
    assert "Name the plant" in comment.plain
    assert comment.target.thread == (await cast.post(code, "engagement-letter-post")).id
    await cast.greta.asks(f"engagement show {code}")
    assert "Name the plant" in cast.greta.text
    await cast.olga.asks(f"engagement comment {letter} Me too")
    assert cast.olga.was_told("absent")
    await cast.luc.asks(f"engagement lock {letter}")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f"engagement lock {letter}")
    assert cast.greta.was_told("engagement-locked"), cast.greta.text
    await cast.luc.asks(f"engagement comment {letter} And the hours.")
    assert cast.luc.was_told("engagement-letter-fixed")


async def test_a_comment_is_taken_back_with_its_post(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.luc.asks(f"engagement comment {letter} Name the plant.")
    await cast.greta.asks(f"engagement uncomment {letter}")
    assert cast.greta.was_told("engagement-comment-none"), "everybody their own"
    await cast.luc.asks(f"engagement uncomment {letter}")
    assert cast.luc.was_told("engagement-uncommented")
    assert "Name the plant" not in "".join(post.plain for post in await cast.posts(code))
    await cast.greta.asks(f"engagement show {code}")
    assert "Name the plant" not in cast.greta.text


@pytest.mark.later
async def test_locked_words_change_only_if_all_sign_anew(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement lock {letter}")
    await cast.greta.asks(f"engagement lock {letter}")
    assert cast.greta.was_told("engagement-letter-fixed")
    await cast.greta.asks(f"engagement revise {letter} Other words.")
    assert cast.greta.was_told("engagement-letter-fixed"), "although nobody has signed"
    await cast.luc.replies(await cast.post(code, "engagement-locked-post"), "oui")
    assert cast.luc.was_told("engagement-signed"), cast.luc.text
    await cast.greta.asks(f"engagement unlock {letter}")
    assert cast.greta.was_told("engagement-letter-signed")
    await cast.greta.asks(f"engagement revise {letter} anew:yes Other words.")
    assert cast.greta.was_told("engagement-letter-revised")
    await cast.luc.asks(f"engagement comment {letter} Better.")
    assert cast.luc.was_told("engagement-commented"), "new words are open"
    await cast.greta.asks(f"engagement send {letter}")
    assert cast.greta.was_told("engagement-letter-unsigned"), "the old signature is void"


@pytest.mark.later
async def test_a_lock_is_taken_off_before_anybody_signs(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement unlock {letter}")
    assert cast.greta.was_told("engagement-letter-open")
    await cast.greta.asks(f"engagement lock {letter}")
    await cast.greta.asks(f"engagement unlock {letter}")
    assert cast.greta.was_told("engagement-unlocked")
    await cast.greta.asks(f"engagement revise {letter} Other words.")
    assert cast.greta.was_told("engagement-letter-revised")


async def test_a_signature_says_by_what_right_to_those_inside_alone(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.gus.asks(f"engagement sign {letter} because I can")
    assert cast.gus.was_told("engagement-sign-who")
    await cast.greta.asks(f"engagement sign {letter} decision of the board of 12 May")
    assert cast.greta.was_told("engagement-signed"), cast.greta.text
    await cast.luc.asks(f"engagement show {code}")
    assert "decision of the board of 12 May" in cast.luc.text
    await cast.olga.asks(f"engagement show {code}")
    assert "board" not in cast.olga.text


@pytest.mark.later
async def test_double_and_late_signatures_are_told_apart(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement sign {letter}")
    assert cast.greta.was_told("engagement-signed-already")
    await cast.greta.asks(f"engagement send {letter}")
    await cast.greta.asks("yes")
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed-late")
    await cast.greta.asks(f"engagement sign {letter}")
    assert cast.greta.was_told("engagement-signed-already"), "and not late"


@pytest.mark.parametrize(
    ("who", "key"),
    [
        ("olga", "absent"),  # a buyer that is not in it
        ("pia", "absent"),
        ("una", "absent"),
        ("otto", "absent"),  # who observes for an organisation that is in it
        ("gus", "engagement-sign-who"),
        ("sofia", "engagement-participants-only"),
    ],
)
async def test_who_is_not_entitled_signs_nothing_and_nobody_hears_of_it(engaged: Engaged, who: str, key: str) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    before = len(cast.platform.log)
    await cast.members[who].asks(f"engagement sign {letter}")
    assert cast.members[who].was_told(key), cast.members[who].text
    chats = cast.chats(cast.members[who].account)
    assert {post.room for post in cast.platform.log[before:]} <= chats, "no room and nobody else learnt of it"
    await cast.greta.asks(f"engagement send {letter}")
    assert cast.greta.was_told("engagement-letter-unsigned")


async def test_who_may_sign_for_an_organisation_is_said_to_its_own(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.gus.asks(f"engagement sign {letter}")
    assert "For City of Ghent, ask Greta" in cast.gus.text
    await cast.sofia.asks("person remove Greta")
    await cast.sofia.asks("yes")
    await cast.gus.asks(f"engagement sign {letter}")
    assert "ask staff" in cast.gus.text


@pytest.mark.later
async def test_an_organisation_that_leaves_takes_its_word_along(engaged: Engaged) -> None:
    cast, code = engaged
    letter, question = await drafted(cast, code), await proposed(cast, code)
    await cast.luc.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement agree {question} no")
    await cast.luc.asks(f"engagement agree {question}")
    await cast.luc.asks(f"engagement leave {code}")
    left = await cast.post(code, "engagement-left-post")
    assert f"signature under {letter} is void" in left.plain
    await cast.luc.asks(f"engagement join {code} yes")
    await cast.greta.asks(f"engagement send {letter}")
    assert cast.greta.was_told("engagement-letter-unsigned"), "it has not signed as who came back"
    await cast.passes(timedelta(days=8))
    await cast.greta.asks(f"engagement adopt {question}")
    assert cast.greta.was_told("engagement-question-nobody")
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed")


@pytest.mark.later
@pytest.mark.parametrize("how", ["leaves", "ends", "observes"])
async def test_what_was_sent_keeps_its_signatures_whoever_is_gone_since(engaged: Engaged, how: str) -> None:
    cast, code = engaged
    letter = await sent(cast, code)
    if how == "leaves":
        await cast.luc.asks(f"engagement leave {code}")
    elif how == "ends":
        await cast.sofia.asks('organisation end "Ville de Lyon"')
        await cast.sofia.asks("yes")
    else:
        await cast.greta.asks(f'engagement role {code} "Ville de Lyon" observer')
    await cast.greta.asks(f"engagement file {letter}")
    private = await _files(cast, await cast.greta.chat())
    assert paragraphs(private["letter.docx"].data)[2:] == ["City of Ghent", "Ville de Lyon"], "as the company has it"
    await cast.greta.asks(f"engagement show {code}")
    assert "signed by 2)" in cast.greta.text


@pytest.mark.later
async def test_what_was_not_sent_with_a_letter_is_not_under_it_later(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    for one in (cast.greta, cast.luc):
        await one.asks(f"engagement sign {letter}")
    await cast.luc.asks(f'organisation tender "{COMPANY}" oui')
    await cast.passes(timedelta(minutes=1))
    await cast.greta.asks(f"engagement send {letter}")
    assert "Lyon" not in cast.greta.text
    await cast.greta.asks("yes")
    await cast.luc.asks(f'organisation tender "{COMPANY}" non')
    await cast.passes(timedelta(minutes=1))
    await cast.greta.asks(f"engagement file {letter}")
    private = await _files(cast, await cast.greta.chat())
    assert paragraphs(private["letter.docx"].data)[2:] == ["City of Ghent"]
    await cast.luc.asks(f"engagement sign {letter}")
    assert cast.luc.was_told("engagement-signed-late")


@pytest.mark.later
async def test_a_yes_to_sending_holds_for_the_signatures_that_were_shown(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    for one in (cast.greta, cast.luc):
        await one.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement send {letter}")
    await cast.luc.asks(f"engagement leave {code}")
    await cast.greta.asks("yes")
    assert not await cast.heard(code, "engagement-sent-post"), "two had signed what was shown"
    assert cast.greta.was_told("confirm-preview"), cast.greta.text
    assert "Lyon" not in cast.greta.text
    await cast.greta.asks("yes")
    assert await cast.heard(code, "engagement-sent-post")


@pytest.mark.later
async def test_the_files_come_to_the_private_chat_and_with_the_sending_to_the_room(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement sign {letter} decision of the board")
    await cast.greta.says("LEV", f"!engagement file {letter}")
    private = await _files(cast, await cast.greta.chat())
    assert set(private) == {"letter.html", "letter.docx"}
    assert paragraphs(private["letter.docx"].data) == [WORDS, "", "City of Ghent"]
    assert "board" not in private["letter.html"].data.decode(), "by what right stays inside"
    assert not await _files(cast, await cast.room_id("LEV"))
    assert not await _files(cast, await cast.room_id(code))
    await cast.greta.asks(f"engagement send {letter}")
    await cast.greta.asks("yes")
    room = await _files(cast, await cast.room_id(code))
    assert paragraphs(room["letter.docx"].data)[-1] == "City of Ghent"
    assert WORDS in room["letter.html"].data.decode()


@pytest.mark.later
async def test_its_files_say_the_language_of_its_words_whoever_drafted_or_asks(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)  # by somebody whom the bot speaks English with
    private, room = await cast.greta.chat(), await cast.room_id(code)

    async def marked(where: str, language: str) -> bool:
        files = await _files(cast, where)
        with zipfile.ZipFile(io.BytesIO(files["letter.docx"].data)) as parts:
            styles = parts.read("word/styles.xml").decode()
        page = files["letter.html"].data.decode()
        return f'<html lang="{language}">' in page and f'<w:lang w:val="{language}"/>' in styles

    await cast.greta.asks(f"engagement file {letter}")
    assert await marked(private, "en")
    await cast.greta.asks(f"engagement file {letter} français")
    assert await marked(private, "fr")
    await cast.greta.asks(f"engagement file {letter}")
    assert await marked(private, "en"), "asking for a file changes nothing"
    await cast.greta.asks(f'engagement file {letter} language:"fr en"')
    assert cast.greta.was_told("engagement-letter-language")
    await cast.luc.asks(f"engagement lock {letter} langue:fr")
    assert cast.luc.was_told("engagement-lead-only")
    await cast.greta.asks(f"engagement lock {letter} language:fr")
    assert cast.greta.was_told("engagement-locked"), cast.greta.text
    await cast.luc.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement send {letter}")
    await cast.greta.asks("yes")
    assert await marked(room, "fr"), "as it was said when the words were locked"
    await cast.greta.asks(f"engagement unsend {letter}")
    await cast.greta.asks("yes")
    await cast.greta.asks(f"engagement send {letter} language:en")
    await cast.greta.asks("yes")
    assert await marked(room, "en")


@pytest.mark.parametrize("who", ["olga", "pia", "otto"])
async def test_a_letter_is_no_file_for_others(engaged: Engaged, who: str) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    member = cast.members[who]
    answers = []
    for wanted in (letter, "LTR-2222"):
        for verb in ("file", "lock", "unlock", "uncomment"):
            await member.asks(f"engagement {verb} {wanted}")
            answers.append(member.text)
            assert member.was_told("absent"), member.text
    assert answers[:4] == answers[4:]
    assert not await _files(cast, await member.chat())


@pytest.mark.later
async def test_who_is_in_a_tender_is_named_in_no_file_and_no_comment(engaged: Engaged) -> None:
    cast, code = engaged
    letter = await drafted(cast, code)
    await cast.luc.asks(f"engagement comment {letter} Name the plant.")
    await cast.luc.asks(f"engagement sign {letter}")
    await cast.greta.asks(f"engagement sign {letter}")
    await cast.luc.asks(f'organisation tender "{COMPANY}" oui')
    await cast.greta.asks(f"engagement file {letter}")
    private = await _files(cast, await cast.greta.chat())
    assert paragraphs(private["letter.docx"].data)[2:] == ["City of Ghent"]
    await cast.greta.asks(f"engagement show {code}")
    assert "Lyon" not in cast.greta.text


async def test_where_it_may_not_be_carried_it_does_not_go(engaged_on_both: Engaged) -> None:
    cast, code = engaged_on_both
    letter = await drafted(cast, code)
    await cast.greta.asks(f"engagement file {letter}")
    assert await _files(cast, await cast.greta.chat()), "so there is something that could go"
    await cast.greta.discord.asks(f"engagement file {letter}")
    assert cast.greta.discord.was_told("pointer"), cast.greta.discord.text
    log = cast.platforms["discord"].log
    assert not [post for post in log if isinstance(post.text, Attachment)], "nothing that is AMBER passes through there"
    cast.lets_through(Label.AMBER)
    await cast.greta.discord.asks(f"engagement file {letter}")
    assert cast.greta.discord.was_told("engagement-filed"), cast.greta.discord.text
    assert len([post for post in log if isinstance(post.text, Attachment)]) == 2
