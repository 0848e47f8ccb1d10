"""What the network's buyers of an engagement's company come to together: in bands, as words and as a picture.

For those who take part and staff, in private or in the engagement's room. All the company's buyers count but those in a
running tender with it; nothing is told of fewer than the network's minimum, and of nobody alone.
"""

from collections.abc import Sequence

from commands.engagement_codes import codes as of_engagements
from commands.engagement_room import post as post_in_room
from commands.engagement_room import room_of
from commands.engagement_scope import company_of, engagement_of, known, today
from commands.engine.options import EngagementCode
from commands.engine.spec import command
from commands.engine.suggest import Suggestion
from commands.engine.work import Work
from commands.leverage_picture import picture, spent
from storage import leverage
from storage.access import Action, Label
from storage.audience import Audience
from storage.engagement import Engagement
from storage.leverage import LEAST_BUYERS, LEAST_COUNTRIES, Leverage
from storage.message import Message, say, word_of
from storage.organisation import Company
from storage.refusal import Refusal
from storage.told import Counted

LISTED = 30


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List your open engagements, each with the band of how many buy from its company."""
    inside = [(one, company) for one, company, is_in in await known(work) if is_in and one.is_open]
    if not inside:
        return say("leverage-none").step("engagement", "list")
    work.read(Label.AMBER)
    lines = []
    for one, company in inside[:LISTED]:
        together = await leverage.of_company(work.unit, one.company_id)
        work.tells(*work.told, *Counted.of(together, company_id=one.company_id))
        following = together.following
        key = "line-leverage" if following is not None else "line-leverage-few"
        band = word_of(following) if following is not None else ""
        lines.append(say(key, code=one.code, company=company, following=band))
    shown = say("leverage-list", count=len(inside), shown=len(lines)).then(*lines)
    return shown.step("leverage", "show", rest=inside[0][0].code)


@command(may=Action.READ, private=True)
async def show(work: Work, code: EngagementCode | None = None) -> Message:
    """Show, in bands, what the buyers of an engagement's company come to together, and a picture of it."""
    engagement, company, together = await _counted(work, code)
    if together.following is None:
        return _few(engagement).step("engagement", "show", rest=engagement.code)
    chat = (await work.private_rooms(work.person))[0]  # where it is asked: elsewhere the gate has sent them on
    await work.attach_paper(
        chat, picture(together, engagement.code, company.name, on=today(work, engagement)),
        once=f"leverage.{engagement.id}.{work.event_id}", about=engagement.subject, label=Label.AMBER,
        audience=Audience.person(work.person.id),
    )  # fmt: skip
    told = _told("leverage-shown", engagement, company, together)
    return told.step("leverage", "post", rest=engagement.code) if engagement.is_open else told


@command(may=Action.ENGAGE, private=True, confirm=True)
async def post(work: Work, code: EngagementCode | None = None) -> Message:
    """Show the same in the engagement's room, to all who take part."""
    engagement, company, together = await _counted(work, code)
    engagement.refuse_closed()
    if together.following is None:
        raise Refusal("leverage-few", **_few(engagement).values)
    told = _told("leverage-post", engagement, company, together)
    about = f"engagement_leverage:{engagement.id}"  # told anew each time: what was withheld is not sent later
    await post_in_room(work, engagement, told, once=f"leverage.{work.event_id}", about=about)
    room = await room_of(work.unit, engagement)
    assert room is not None, "it was just posted there"
    await work.attach_paper(
        room, picture(together, engagement.code, company.name, on=today(work, engagement)),
        once=f"{engagement.subject}.leverage.{work.event_id}.picture", about=about, label=Label.AMBER,
        audience=engagement.audience,
    )  # fmt: skip
    return say("leverage-posted", code=engagement.code).step("engagement", "show", rest=engagement.code)


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The open engagements that the asker is in."""
    return await of_engagements(work, "post", typed)


async def _counted(work: Work, code: str | None) -> tuple[Engagement, Company, Leverage]:
    """The engagement, its company, and what that one's buyers come to. Raises Absent to whoever is outside."""
    engagement = await engagement_of(work, code)
    work.about(engagement.subject)
    work.read(Label.AMBER)
    company = await company_of(work.unit, engagement)
    together = await leverage.of_company(work.unit, company.id)
    work.tells(*Counted.of(together, company_id=company.id))
    return engagement, company, together


def _told(key: str, engagement: Engagement, company: Company, together: Leverage) -> Message:
    assert together.following is not None
    return say(
        key, code=engagement.code, company=company.name, following=word_of(together.following), spending=spent(together)
    )


def _few(engagement: Engagement) -> Message:
    return say("leverage-few", code=engagement.code, least=LEAST_BUYERS, countries=LEAST_COUNTRIES)
