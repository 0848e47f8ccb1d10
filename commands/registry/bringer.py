"""What is told to whoever brought a file, in their private chat: a rehearsal with its question, progress, an end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from commands.engine import dialog
from commands.engine.words import Answer
from commands.engine.work import Work
from commands.file import is_about
from commands.registry.intake import Judgement
from commands.registry.table import Verdict
from storage import sheet
from storage.access import Label
from storage.audience import Audience
from storage.file import RegistryFile
from storage.message import Message, Offer, say, word_of
from storage.outbox import Parcel, Posting
from storage.person import Person
from storage.room import Room

SHOWN = 8  # rows of which the chat tells why they need a look
LISTED = 20_000  # rows in the file that tells of each
FILE_NAME, MEDIA_TYPE = "rows.csv", "text/csv"  # servers can see it
FIRST = (Verdict.REFUSED, Verdict.DOUBTFUL, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)

Show = Callable[[Message], str]  # a message in the bringer's language, as text without markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringer:
    """Somebody who brought a file, and the private chat in which they hear of it."""

    work: Work
    file: RegistryFile
    person: Person
    room: Room

    async def tell(self, message: Message, *, once: str) -> None:
        """Say this, once."""
        await self.work.post(
            self.room, message, once=f"file.{self.file.id}.{once}", about=f"file:{self.file.id}", label=Label.AMBER,
            audience=Audience.person(self.person.id),
        )  # fmt: skip

    async def hand_over(self, table: bytes, *, once: str) -> None:
        """Send a table, once."""
        await self.work.attach(
            self.room, table, name=FILE_NAME, media_type=MEDIA_TYPE, once=f"file.{self.file.id}.{once}",
            label=Label.AMBER, audience=Audience.person(self.person.id),
        )  # fmt: skip

    async def asked(self, message: Message) -> Message:
        """The message with the question whether the file is to be taken in. Whoever is being asked something else in
        this chat isn't asked two things at once, or their yes could be taken for the other: they have the command.
        """
        unit, platform, code = self.work.unit, self.room.platform, self.file.code
        other = await dialog.open_dialog(unit, self.person.id, platform)
        is_this = other is not None and is_about(other, code)
        if other is not None and other.is_open(self.work.now) and not is_this:
            return message.step("file", "import", rest=code)
        waiting = await dialog.keep_asking(
            unit, self.work.world.specs["file", "import"], {"code": code}, asking="sure", person_id=self.person.id,
            platform=platform, origin_room_id=self.room.id, event_id=f"file.{self.file.id}", now=self.work.now,
            lasts=self.work.policy.dialog,
        )  # fmt: skip
        offers = (Offer(f"dialog:{waiting.id}:{answer}", word_of(answer)) for answer in (Answer.YES, Answer.NO))
        return message.then(say("ask-sure")).offering(*offers)

    async def progress(self) -> None:
        """How far it is, in one line that changes; while that line is still on its way, it stays as it is."""
        message = say("file-progress", code=self.file.code, done=self.file.done, rows=self.file.rows)
        once = f"progress.{self.file.rehearsals}"
        query = select(Posting).join(Parcel, Parcel.id == Posting.parcel_id)
        line = await self.work.unit.scalar(query.where(Parcel.once == f"file.{self.file.id}.{once}@{self.room.id}"))
        if line is None:
            return await self.tell(message, once=once)
        await self.work.edit(
            line, message, once=f"file.{self.file.id}.{once}.{self.file.done}", label=Label.AMBER,
            audience=Audience.person(self.person.id),
        )  # fmt: skip


async def bringer_of(work: Work, file: RegistryFile) -> Bringer | None:
    """Whoever brought it, in their chat on the platform on which they did; None where none may carry it."""
    person = await work.unit.session.get_one(Person, file.person_id)
    rooms = [one for one in await work.private_rooms(person) if work.world.may_carry(one.platform, Label.AMBER)]
    rooms.sort(key=lambda one: one.platform != file.platform)
    return Bringer(work=work, file=file, person=person, room=rooms[0]) if rooms else None


def in_order(judged: Sequence[Judgement]) -> list[Judgement]:
    """Those that need a look first, then by their rows."""
    return sorted(judged, key=lambda one: (FIRST.index(one.verdict), one.line))


def troubles(judged: Sequence[Judgement]) -> list[Message]:
    """The first of those that are refused or doubtful, a line each, and how many more there are."""
    found = [one for one in judged if one.verdict in {Verdict.REFUSED, Verdict.DOUBTFUL}]
    lines = [
        say(
            "line-file-row", row=one.line, column=one.column, verdict=word_of(one.verdict),
            why=one.why or say("file-no-reason"),
        )
        for one in found[:SHOWN]
    ]  # fmt: skip
    return [*lines, say("import-more-rows", count=len(found) - SHOWN)] if len(found) > SHOWN else lines


def table_of(judged: Sequence[Judgement], show: Show) -> bytes:
    """A row for each row of the file, as a table of their own; where it ends before the file does, its last row says
    so. What needs a look stands first.
    """
    header = [show(say(f"import-heading-{one}")) for one in ("row", "column", "verdict", "why")]
    words = {verdict: show(say(word_of(verdict).key)) for verdict in Verdict}
    rows = [
        [str(one.line), one.column, words[one.verdict], show(one.why) if one.why else ""] for one in judged[:LISTED]
    ]
    if (left := len(judged) - LISTED) > 0:
        rows.append(["", "", "", show(say("file-table-cut", rows=LISTED, count=left))])
    return b"".join(sheet.written(header, rows))
