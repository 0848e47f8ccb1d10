"""Lessons at the moment of need: what peers learnt that fits what somebody is about to do, in a line under the answer.

The search alone decides, with the words that were just said and what they are filed under; what it finds everybody
may read, in this room as anywhere. The same lesson is not pointed out twice to the same person for the policy's days.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from commands.engine.words import calling
from commands.engine.work import Work
from commands.lesson import by_number
from storage.lesson import Lesson
from storage.lesson_search import Search, mark, search
from storage.message import Message, Step, Word, say
from storage.peer_help import LessonHint
from storage.stemming import MOST_WORDS, sought

MOST = 3
_USED = ("lesson", "used")
_LEAST = 2  # of the words and marks: one word in common is chance


async def with_hints(work: Work, message: Message, *, said: str, **filed: str | None) -> Message:
    """The message with up to three lessons that fit what was said and what it is filed under (`stage="tender"`)."""
    hints = await _hints(work, said, [mark(name, value) for name, value in filed.items() if value])
    return message.then(say("lesson-hints"), *hints) if hints else message


async def _hints(work: Work, said: str, marks: Sequence[str]) -> list[Message]:
    words = (*((one,) for one in marks), *sought(said))[:MOST_WORDS]
    shown = await _shown_lately(work)
    wanted = Search(words=words, least=_LEAST, without=tuple(shown))
    found = await by_number(work.unit, (await search(work.unit, wanted, most=MOST)).numbers)
    for lesson in found:
        await _note(work, lesson)
    return [_line(lesson) for lesson in found]


def _line(lesson: Lesson) -> Message:
    """What it is called, how to read it, and how to say that it was put to use: with a click, where there are any."""
    line = say(
        "line-lesson-hint", title=lesson.title, step=Step(("lesson", "show"), lesson.code),
        used=Step(_USED, lesson.code),
    )  # fmt: skip
    return calling(line, _USED, lesson.code, Word("offer-lesson-used"))


async def _shown_lately(work: Work) -> list[int]:
    """The lessons that were pointed out to the asker, or told by them."""
    query = select(Lesson.number).where(
        Lesson.id.in_(
            select(LessonHint.lesson_id).where(
                LessonHint.person_id == work.person.id, LessonHint.at > work.now - work.policy.hint_again
            )
        )
        | (Lesson.author_id == work.person.id)
    )
    return list(await work.unit.scalars(query))


async def _note(work: Work, lesson: Lesson) -> None:
    taken = (LessonHint.person_id == work.person.id) & (LessonHint.lesson_id == lesson.id)
    if not await work.unit.add_once(LessonHint(person_id=work.person.id, lesson_id=lesson.id, at=work.now), taken):
        await work.unit.change(update(LessonHint).where(taken).values(at=work.now))
