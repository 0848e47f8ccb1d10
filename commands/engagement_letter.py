"""A letter on its way: comments while it is open, its words locked, and the files that are sent by people."""

import asyncio

from sqlalchemy import select

from commands import letter_file
from commands.engagement_room import post, room_of
from commands.engagement_scope import letter_of, paper_of
from commands.engagement_signature import signatures_of, signed_by
from commands.engine.options import Code, Locales, Text
from commands.engine.spec import command
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.letter_file import DOCX, HTML, Paper
from storage.access import Action, Label
from storage.audience import Audience
from storage.engagement import Engagement
from storage.letter import Letter, LetterComment
from storage.message import Message, Prose, say
from storage.outbox import Posting
from storage.refusal import Refusal
from storage.room import Room

NAME = "letter"  # servers can see it


@command(may=Action.ENGAGE, private=True)
async def comment(work: Work, code: Code, text: Text) -> Message:
    """Say what your organisation would have otherwise in a letter, as long as its words are open."""
    draft, engagement = await letter_of(work, code)
    draft.refuse_comments()
    said = LetterComment(
        letter_id=draft.id, organisation_id=work.own.id, person_id=work.person.id, version=draft.version,
        locale=work.person.locale, at=work.now,
    )  # fmt: skip
    said.text = text
    work.add(said)
    message = say("engagement-comment-post", name=work.own.name, code=draft.code, text=Prose(text, said.locale))
    await post(work, engagement, message, once=f"comment.{said.id}", about=f"letter_comment:{said.id}", under=draft)
    return _about(work, engagement, say("engagement-commented", code=draft.code)).step(
        "engagement", "uncomment", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def uncomment(work: Work, code: Code) -> Message:
    """Take your organisation's last comment on a letter back; its post goes, too."""
    draft, engagement = await letter_of(work, code)
    query = select(LetterComment).where(
        LetterComment.letter_id == draft.id, LetterComment.version == draft.version,
        LetterComment.organisation_id == work.own.id, LetterComment.retracted_at.is_(None),
    )  # fmt: skip
    last = await work.unit.scalar(query.order_by(LetterComment.at.desc(), LetterComment.id).limit(1))
    if last is None:
        raise Refusal("engagement-comment-none", code=draft.code)
    last.retracted_at = work.now
    for posting in await work.unit.scalars(select(Posting).where(Posting.about == f"letter_comment:{last.id}")):
        await work.redact(posting, once=f"comment.{last.id}.retracted.{posting.id}")
    return _about(work, engagement, say("engagement-uncommented", code=draft.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def lock(work: Work, code: Code, language: Locales | None = None) -> Message:
    """Fix a letter's words, and which language they are in: nothing changes any more unless all sign anew."""
    draft, engagement = await letter_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    draft.say_language(language_of(draft, language))
    draft.lock(now=work.now)
    message = say("engagement-locked-post", code=draft.code, by=work.own.name)
    await post(
        work, engagement, replying(message.step("engagement", "sign", rest=draft.code), Answer.YES),
        once=f"{draft.code}.locked.{work.event_id}", about=draft.subject, under=draft,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-locked", code=draft.code)).step(
        "engagement", "file", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def unlock(work: Work, code: Code) -> Message:
    """Open a letter's words again for comments, as long as nobody has signed them."""
    draft, engagement = await letter_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    draft.unlock(await signatures_of(work.unit, draft, engagement))
    await post(
        work, engagement, say("engagement-unlocked-post", code=draft.code, by=work.own.name),
        once=f"{draft.code}.unlocked.{work.event_id}", under=draft,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-unlocked", code=draft.code)).step(
        "engagement", "revise", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def file(work: Work, code: Code, language: Locales | None = None) -> Message:
    """Get a letter as two files, for a browser and for Word, with who signed; `language:` says what they are in."""
    draft, engagement = await paper_of(work, code, Letter)
    assert isinstance(draft, Letter)
    locale = language_of(draft, language)
    chat = (await work.private_rooms(work.person))[0]  # where it is asked: elsewhere the gate has sent them on
    signed = await signers_of(work, draft, engagement)
    await attach(
        work, chat, draft, signed, once=f"{draft.code}.file.{work.event_id}", about=engagement.subject,
        audience=Audience.person(work.person.id), locale=locale,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-filed", code=draft.code, count=len(signed))).step(
        "engagement", "send", rest=draft.code
    )


async def attach_sent(work: Work, engagement: Engagement, draft: Letter) -> None:
    """The files of what was sent, under the letter in the engagement's room, for those who take part."""
    if (room := await room_of(work.unit, engagement)) is not None:
        await attach(
            work, room, draft, await signers_of(work, draft, engagement), once=f"{draft.code}.sent.{draft.sendings}",
            about=engagement.subject, audience=engagement.audience, locale=draft.locale,
            thread=draft.parcel_id,
        )  # fmt: skip


async def attach(
    work: Work,
    room: Room,
    draft: Letter,
    signed: list[str],
    *,
    once: str,
    about: str,
    audience: Audience,
    locale: str,
    thread: str | None = None,
) -> None:
    """Queue both files, which say that they are in this language. They are made beside the event loop: a long letter
    takes some fifty milliseconds.
    """
    paper = Paper(text=draft.text, locale=locale, signed=signed)
    for make, media_type, suffix in ((letter_file.html, HTML, "html"), (letter_file.docx, DOCX, "docx")):
        await work.attach(
            room, await asyncio.to_thread(make, paper), name=f"{NAME}.{suffix}", media_type=media_type,
            once=f"{once}.{suffix}", about=about, label=Label.AMBER, audience=audience,
            thread=thread,
        )  # fmt: skip


async def signers_of(work: Work, draft: Letter, engagement: Engagement) -> list[str]:
    """The organisations that signed this version and may be named, by name."""
    return sorted(name for name, _ in await signed_by(work.unit, draft, engagement))


def language_of(draft: Letter, said: str | None) -> str:
    """The language that was said, or else the letter's. Raises Refusal for two: a letter is in one."""
    if said is not None and " " in said:
        raise Refusal("engagement-letter-language", code=draft.code)
    return said or draft.locale


def _about(work: Work, engagement: Engagement, message: Message) -> Message:
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return message
