"""The guided dialog: one question at a time, with an example and numbered choices, in the private chat."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, select

from commands.engine.options import Choice, Choices, Context, offer
from commands.engine.parse import Asking
from commands.engine.spec import Spec
from commands.engine.suggest import Suggestion
from commands.engine.words import Answer
from storage.dialog import Dialog, DialogKind
from storage.message import Message, Moment, Offer, Word, say, word_of
from storage.unit import Unit

UNCLEAR = "?"  # in a dialog's values: what was said for the one that is being asked for
NUMBERED = "#"  # and the references that were shown for it, in their order: by then there may be others
NO_VALUES = frozenset({UNCLEAR, NUMBERED})
MOST_NUMBERED = 20  # choices; of more, the others are typed
MAX_PICK = 100  # characters: what a menu of Discord's takes; longer choices are answered by their number


_MINE = (Dialog.person_id == bindparam("person")) & (Dialog.platform == bindparam("platform"))
_OPEN = select(Dialog).where(_MINE)
_CONFIRMATION = select(Dialog.id).where(_MINE, Dialog.kind == DialogKind.CONFIRM)


async def open_dialog(unit: Unit, person_id: str, platform: str) -> Dialog | None:
    """The dialog this person has open on this platform, expired or not."""
    return await unit.scalar(_OPEN, person=person_id, platform=platform)


async def close_dialog(unit: Unit, person_id: str, platform: str) -> None:
    """Forget it; what was typed goes with it."""
    await unit.session.execute(delete(Dialog).where(Dialog.person_id == person_id, Dialog.platform == platform))


async def forget_confirmation(unit: Unit, person_id: str, platform: str) -> None:
    """After a refusal no yes is open any more; a question stays, so that it can be answered otherwise."""
    if unit.memo.pop((Dialog, platform, person_id), None) is False:
        return
    found = await unit.run(_CONFIRMATION, {"person": person_id, "platform": platform})
    if waiting := found.scalar():  # there rarely is one
        await unit.change(delete(Dialog).where(Dialog.id == waiting))


async def keep_asking(
    unit: Unit,
    spec: Spec,
    raw: Mapping[str, str],
    *,
    asking: str,
    person_id: str,
    platform: str,
    origin_room_id: str,
    event_id: str,
    now: datetime,
    lasts: timedelta,
    digest: str = "",
) -> Dialog:
    """Remember what is being asked (or, with a digest, what waits for a yes) in place of any earlier dialog."""
    await close_dialog(unit, person_id, platform)
    dialog = Dialog(
        kind=DialogKind.CONFIRM if digest else DialogKind.ASK,
        person_id=person_id,
        platform=platform,
        command=" ".join(spec.path),
        asking=asking,
        origin_room_id=origin_room_id,
        event_id=event_id,
        digest=digest,
        expires_at=now + lasts,
    )
    dialog.keep(raw)
    unit.add(dialog)
    return dialog


async def question(
    spec: Spec,
    asking: Asking,
    context: Context,
    choices: Mapping[str, Choices],
    waiting: Dialog,
    references: Sequence[Suggestion] = (),
) -> Message:
    """The question for a value: what was wrong, what is wanted with an example, and what may be chosen."""
    message = say(context.lexicon.ask_key(asking.option.name, spec.path))
    there_are = await offer(asking.option, context, choices)
    offered = numbered(asking, there_are)
    shown = [one.shown for one in references] or [label for _, label in offered]
    offered = [(one.value, one.value) for one in references] or offered
    message = message.then(*(say("line-choice", number=at, choice=choice) for at, choice in enumerate(shown, 1)))
    if len(offered) == MOST_NUMBERED < len(there_are):
        message = message.then(say("choices-more", count=len(there_are) - MOST_NUMBERED))
    if asking.problem is not None:
        values = {name: value for name, value in asking.problem.values.items() if name != "choices"}
        message = say(asking.problem.key, **values).then(message)
    picks = [Offer(f"pick:{waiting.id}", shown, value) for value, shown in offered if len(value) <= MAX_PICK]
    has_before = any(name not in NO_VALUES for name in waiting.raw)
    return message.then(say("dialog-hint" if has_before else "dialog-hint-first")).offering(
        *picks,
        Offer(f"write:{waiting.id}:{asking.option.name}", Word("word-offer-write")),
        Offer(f"dialog:{waiting.id}:{Answer.CANCEL}", word_of(Answer.CANCEL)),
    )


def confirmable(preview: Message, waiting: Dialog) -> Message:
    """A preview with its yes and its no to be clicked."""
    return preview.offering(
        *(Offer(f"dialog:{waiting.id}:{answer}", word_of(answer)) for answer in (Answer.YES, Answer.CANCEL))
    )


def numbered(asking: Asking, offered: Sequence[Choice]) -> Sequence[Choice]:
    """The choices as numbered: two readings of a date, or what there is to choose from (at most MOST_NUMBERED)."""
    readings = asking.problem.values.get("choices") if asking.problem else None
    if isinstance(readings, tuple):
        return [(_spelt(reading), _spelt(reading)) for reading in readings]
    return offered[:MOST_NUMBERED]


def _spelt(choice: object) -> str:
    if not isinstance(choice, Moment):
        return f"{choice}"
    if choice.at.astimezone(UTC) != choice.local.replace(fold=1 - choice.local.fold).astimezone(UTC):
        return f"{choice.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"  # an hour that the clocks repeat
    return f"{choice.local:%Y-%m-%d %H:%M}"


def chosen(said: str, offered: Sequence[Choice]) -> str:
    """What was said, or what the number said stands for."""
    number = said.strip().rstrip(".)")
    if number.isascii() and number.isdigit() and 0 < int(number[:3]) <= len(offered):
        return offered[int(number[:3]) - 1][0]
    return said
