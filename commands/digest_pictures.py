"""A month in pictures, for staff: attendance, engagements, questions and receipts, as charts and as their numbers."""

from collections.abc import Sequence

from sqlalchemy import select

from commands.digest_reading import month_of, shown_month
from commands.engine.spec import command
from commands.engine.work import Work
from commands.summary_jobs import acknowledged_by, expected
from digests import pictures
from digests.period import Period, period_of
from storage.access import Action, Label
from storage.audience import Audience
from storage.message import Message, say, word_of
from storage.paper import Chart
from storage.summary import Summary, SummaryState


@command(may=Action.PUBLISH, private=True, carries=Label.AMBER)
async def pictures_(work: Work, month: str | None = None) -> Message:
    """Show staff a month in numbers and charts: who comes, what is open, what was answered and received."""
    zone = work.person.zone
    period = Period(month_of(month), zone) if month else period_of(work.now, zone)
    work.read(Label.AMBER)  # how many engagements there are, and how many receipts of restricted summaries
    rooms = await work.private_rooms(work.person)
    chat = next((room for room in rooms if work.world.may_carry(room.platform, Label.AMBER)), rooms[0])
    charts = [await _attendance(work, period), await _engagements(work, period), await _questions(work, period)]
    charts.append(await _receipts(work, period))
    message = say("digest-pictures", month=shown_month(period.month), year=period.month[:4])
    for number, chart in enumerate(one for one in charts if any(count for _, count in one.bars)):
        await work.attach_paper(
            chat, chart, once=f"pictures.{work.event_id}.{number}", label=Label.AMBER,
            audience=Audience.person(work.person.id),
        )  # fmt: skip
    for chart in charts:
        lines = [say("line-digest-bar", what=label, count=count) for label, count in chart.bars]
        message = message.then(chart.title, *(lines or [say("digest-pictures-none")]))
    return message.step("digest", "list")


async def _attendance(work: Work, period: Period) -> Chart:
    found = await pictures.attendance(work.unit, period)
    bars = [(say("chart-meeting", code=code), count) for code, count in found]
    return _chart("attendance", bars)


async def _engagements(work: Work, period: Period) -> Chart:
    found = await pictures.engagements(work.unit, period)
    return _chart("engagements", [(say("chart-level", level=word_of(level)), count) for level, count in found])


async def _questions(work: Work, period: Period) -> Chart:
    found = await pictures.questions(work.unit, period)
    counts = {"asked": found.asked, "answered": found.answered, "waiting": found.waiting}
    return _chart("questions", [(say(f"chart-questions-{name}"), count) for name, count in counts.items()])


async def _receipts(work: Work, period: Period) -> Chart:
    """Of the summaries released in the month that stand: the organisations whose receipt came, and is awaited."""
    released = select(Summary).where(
        Summary.state == SummaryState.RELEASED,
        Summary.released_at >= period.starts,
        Summary.released_at < period.ends,
    )
    received = awaited = 0
    for summary in await work.unit.scalars(released):
        done = await acknowledged_by(work.unit, summary)
        wanted = {one.id for one in await expected(work.unit, summary, now=work.now)}
        received, awaited = received + len(done), awaited + len(wanted - done)
    return _chart("receipts", [(say("chart-received"), received), (say("chart-awaited"), awaited)])


def _chart(name: str, bars: Sequence[tuple[Message, int]]) -> Chart:
    return Chart(name=name, title=say(f"chart-{name}"), bars=tuple(bars))
