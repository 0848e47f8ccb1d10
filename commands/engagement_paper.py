"""Questions and letters in the engagement's room: their threads, and each organisation's word under them."""

from commands.engagement_room import post, say_agreed
from commands.engagement_scope import agreements_of, voices
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from storage.engagement import Engagement
from storage.letter import Agreement, CompanyAnswer, Inquiry, Letter, Quality
from storage.message import Prose, say
from storage.refusal import Refusal


async def post_question(work: Work, engagement: Engagement, inquiry: Inquiry, *, also: Prose | None = None) -> None:
    """The thread's first post, or a new wording in it; who proposes agrees. `also`: the same in another language."""
    text = Prose(inquiry.text, inquiry.locale)
    key = "engagement-question-post" if inquiry.version == 1 else "engagement-question-post-anew"
    message = say(key, code=inquiry.code, by=work.own.name, text=text)
    if also is not None:
        message = message.then(say("bank-text", text=also))
    message = message.step("engagement", "agree", rest=inquiry.code)
    parcel = await post(
        work, engagement, replying(message, Answer.YES, Answer.NO),
        once=f"{inquiry.code}.{inquiry.version}", about=inquiry.subject, under=inquiry,
    )  # fmt: skip
    inquiry.parcel_id = inquiry.parcel_id or parcel.id
    if inquiry.proposed_by == work.own.id:
        await agree_to(work, engagement, inquiry)


async def agree_to(work: Work, engagement: Engagement, inquiry: Inquiry) -> None:
    """One organisation's agreement, said in the thread; the last one needed makes the question agreed."""
    work.add(
        Agreement(
            inquiry_id=inquiry.id, organisation_id=work.own.id, person_id=work.person.id, version=inquiry.version,
            at=work.now,
        )
    )  # fmt: skip
    await work.unit.session.flush()
    agreements = await agreements_of(work.unit, inquiry)
    named = {one.id for one in await voices(work.unit, engagement)}
    count = len(named & {one.organisation_id for one in agreements})
    await post(
        work, engagement,
        say("engagement-agreed-post", name=work.own.name, code=inquiry.code, count=count, of=len(named)),
        once=f"{inquiry.code}.agreed.{work.own.id}.{work.event_id}", under=inquiry,
    )  # fmt: skip
    if inquiry.settle(agreements, named):
        await say_agreed(work, engagement, inquiry)


async def disagree_with(work: Work, engagement: Engagement, inquiry: Inquiry, mine: list[Agreement]) -> None:
    """An organisation does not agree, or no longer: a question that was agreed is open again."""
    inquiry.reconsider()
    for one in mine:
        one.void_at = work.now
    await post(
        work, engagement, say("engagement-disagreed-post", name=work.own.name, code=inquiry.code),
        once=f"{inquiry.code}.disagreed.{work.own.id}.{work.event_id}", under=inquiry,
    )  # fmt: skip


async def put_silence(work: Work, paper: Inquiry | Letter, quality: Quality) -> CompanyAnswer:
    """There is nothing to rate: that the company said nothing can be put down, and nothing else."""
    if quality is not Quality.NONE or not paper.is_answerable:
        raise Refusal("engagement-answer-none", code=paper.code)
    given = CompanyAnswer(about_id=paper.id, logged_by=work.person.id, logged_at=work.now)
    work.add(given)
    paper.answered()
    return given


async def post_letter(work: Work, engagement: Engagement, draft: Letter) -> None:
    """The thread's first post, or a new version in it."""
    text = Prose(draft.text, draft.locale)
    key = "engagement-letter-post" if draft.version == 1 else "engagement-letter-post-anew"
    message = say(key, code=draft.code, by=work.own.name, text=text).step("engagement", "sign", rest=draft.code)
    parcel = await post(
        work, engagement, replying(message, Answer.YES), once=f"{draft.code}.{draft.version}", about=draft.subject,
        under=draft,
    )  # fmt: skip
    draft.parcel_id = draft.parcel_id or parcel.id
