"""Joint engagements: buyers of one company ask it for something together, in a room of their own, step by step.

Everything here is answered in private, since not even the existence of an engagement is for everybody; what all
participants should see is posted in the engagement's room, which hears it once two people have authorised it up to
TLP:AMBER.
"""

from datetime import date, timedelta

from sqlalchemy import select

from commands.engagement_clock import JOBS as JOBS
from commands.engagement_codes import codes as codes
from commands.engagement_lesson import lesson_asked
from commands.engagement_letter import attach_sent, language_of
from commands.engagement_page import page
from commands.engagement_paper import agree_to, disagree_with, post_letter, post_question, put_silence
from commands.engagement_rating import note, opine, replaced
from commands.engagement_reply import SHORT_REPLIES as SHORT_REPLIES
from commands.engagement_reply import waiting as waiting
from commands.engagement_room import (
    let_in,
    let_out,
    open_room,
    part_with,
    people_of,
    post,
    post_if_ready,
    raise_proposal,
    renew,
    say_agreed,
)
from commands.engagement_scope import (
    SIGNING,
    agreements_of,
    answers_of,
    by_code,
    company_of,
    engagement_of,
    fresh_code,
    inquiry_of,
    is_inside,
    known,
    letter_of,
    may_know,
    paper_of,
    participants,
    participation_of,
    pending_of,
    purchase_of,
    steered,
    today,
    voices,
)
from commands.engagement_signature import of_organisation, send_with, signatures_of, signed_by
from commands.engine.options import Code, CompanyName, EngagementCode, GroupCode, Locales, OrganisationName, Text, Title
from commands.engine.spec import command
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from commands.lesson_hint import with_hints
from storage import directory
from storage.access import Action, Label
from storage.engagement import (
    Cause,
    Engagement,
    EngagementKind,
    EngagementOutcome,
    Participation,
)
from storage.engagement_forming import Part
from storage.letter import CompanyAnswer, Inquiry, Letter, Quality
from storage.message import Message, Prose, say, word_of
from storage.outbox import Posting
from storage.refusal import Absent, Refusal


@command(may=Action.ENGAGE, private=True)
async def open_(
    work: Work,
    company: CompanyName,
    title: Title,
    kind: EngagementKind = EngagementKind.CASE,
    group: GroupCode | None = None,
    languages: Locales | None = None,
) -> Message:
    """Open a joint engagement with a company you buy from: it gets a room of its own, and you lead it."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    if not work.is_staff:
        await _refuse_buyer(work, found.id, found.name)
    zone = work.group.zone if work.group else work.person.zone
    engagement = Engagement(
        code=await fresh_code(work.unit, Engagement, "ENG"), kind=kind, company_id=found.id, opened_by=work.person.id,
        group_id=work.group.id if work.group else None, zone=zone, locale=work.person.locale, created_at=work.now,
    )  # fmt: skip
    engagement.ask = title
    work.add(engagement)
    await work.unit.session.flush()
    people = [work.person] if work.is_staff else await people_of(work.unit, work.own.id)
    if not work.is_staff:
        part = Participation(engagement_id=engagement.id, organisation_id=work.own.id)
        part.join(accepts=True, by=work.person.id, now=work.now)  # who opens it sets its rules for the others
        work.add(part)
        engagement.led_by(work.own.id, now=work.now)
    await open_room(work, engagement, locales=languages or work.person.locale, invite=people)
    await work.tell_staff(
        say("staff-engagement-opened", code=engagement.code, company=found.name, by=work.own.name).step(
            "room", "authorise", rest=f"{engagement.code} amber"
        ),
        once=f"{engagement.subject}.opened",
        label=Label.AMBER,
    )
    work.about(engagement.subject)
    work.read(Label.AMBER)
    opened = say("engagement-opened", code=engagement.code, company=found.name)
    opened = await with_hints(work, opened, said=f"{title} {found.name}", theme="suppliers")
    return opened.step("engagement", "invite", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def join(work: Work, code: EngagementCode, accept: bool) -> Message:
    """Join an engagement on a company you buy from: you accept the ground rules and declare no conflict of interest."""
    engagement = await by_code(work, code)
    if engagement is None:
        raise Absent
    if await is_inside(work, engagement):
        return await _join_room(work, engagement)
    purchase = await purchase_of(work.unit, work.own.id, engagement.company_id)
    if purchase is None or not engagement.is_open:
        raise Absent
    part = await participation_of(work.unit, engagement, work.own.id)
    if purchase.in_tender:
        raise Refusal("engagement-tender-runs") if part is not None else Absent
    if part is None and not await may_know(work, engagement):
        raise Absent  # a code that was guessed, or passed on, is no invitation
    if part is None:
        part = Participation(engagement_id=engagement.id, organisation_id=work.own.id)
        work.add(part)
    part.join(accepts=accept, by=work.person.id, now=work.now)
    if engagement.lead_id is None:
        engagement.led_by(work.own.id, now=work.now)
    await work.unit.session.flush()
    await let_in(work, engagement, await people_of(work.unit, work.own.id), once=work.event_id)
    await post_if_ready(
        work, engagement, say("engagement-joined-post", name=work.own.name), once=f"joined.{part.id}.{work.event_id}"
    )
    return _about(work, engagement, say("engagement-joined", code=engagement.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def leave(work: Work, code: EngagementCode | None = None) -> Message:
    """Leave an engagement with your organisation; its lead hands the lead on first."""
    engagement = await engagement_of(work, code)
    part = await participation_of(work.unit, engagement, work.own.id)
    if part is None or not part.is_joined:  # staff, who are in the room and not in the engagement
        await let_out(work, engagement, [work.person], once=work.event_id)
        return _about(work, engagement, say("engagement-left", code=engagement.code)).step("engagement", "list")
    others = [one for one in await participants(work.unit, engagement) if one.id != work.own.id]
    if engagement.lead_id == work.own.id:
        if others and engagement.is_open:
            raise Refusal("engagement-lead-first", code=engagement.code)
        await work.tell_staff(
            say("staff-engagement-no-lead", code=engagement.code), once=f"{engagement.subject}.{work.event_id}"
        )
    await let_out(work, engagement, await people_of(work.unit, work.own.id), once=work.event_id)
    await part_with(work, engagement, part, name=work.own.name)
    return _about(work, engagement, say("engagement-left", code=engagement.code)).step("engagement", "list")


@command(may=Action.ENGAGE, private=True)
async def invite(work: Work, code: EngagementCode | None = None, *, organisation: OrganisationName) -> Message:
    """Invite an organisation; the answer is the same whether it buys from the company or not."""
    engagement = await engagement_of(work, code)
    engagement.refuse_closed()
    found = await directory.organisation_named(work.unit, organisation)
    if found is None:
        raise Absent
    purchase = await purchase_of(work.unit, found.id, engagement.company_id)
    part = await participation_of(work.unit, engagement, found.id)
    reach = await directory.reach(work.unit, engagement.audience, now=work.now)
    fits = purchase is not None and not purchase.in_tender and found.id not in reach.denied
    if fits and (part is None or not part.is_joined):
        if part is None:
            part = Participation(engagement_id=engagement.id, organisation_id=found.id)
            work.add(part)
        part.invited_at = work.now
        company = await company_of(work.unit, engagement)
        for person in [one for one in await people_of(work.unit, found.id) if one.id not in reach.denied]:
            invitation = say("engagement-invitation", code=engagement.code, company=company.name).step(
                "engagement", "join", rest=engagement.code
            )
            await work.tell(
                person,
                replying(invitation, Answer.YES),
                once=f"{engagement.subject}.invited.{person.id}.{work.event_id}",
                about=f"engagement_invitation:{engagement.id}",
                label=Label.AMBER,
            )
    return _about(work, engagement, say("engagement-invited", name=found.name, code=engagement.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def lead(work: Work, code: EngagementCode | None = None, *, organisation: OrganisationName) -> Message:
    """Hand the lead on to another organisation that takes part."""
    engagement = await steered(work, code)
    named = {one.name: one for one in await participants(work.unit, engagement)}
    if organisation not in named:
        raise Refusal("engagement-not-participant", name=organisation)
    part = await participation_of(work.unit, engagement, named[organisation].id)
    assert part is not None  # it is among the participants
    engagement.gives(Part.LEAD, part, now=work.now)
    await post_if_ready(
        work, engagement, say("engagement-lead-post", name=organisation, by=work.own.name), once=f"lead.{work.event_id}"
    )
    return _about(work, engagement, say("engagement-lead-set", name=organisation, code=engagement.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.READ, private=True)
async def list_(work: Work) -> Message:
    """List the engagements you are in, and those on companies you buy from that you could join."""
    lines, first = [], None
    for one, company, inside in await known(work):
        if inside:
            closed = 0 if one.is_open else 1
            lines.append(
                say("line-engagement", code=one.code, company=company, level=word_of(one.level), closed=closed)
            )
        else:
            lines.append(say("line-engagement-known", code=one.code, company=company))
        first = first or one.code
    if first is None:
        return say("engagement-none").step("engagement", "open")
    work.read(Label.AMBER)
    return say("engagement-list", count=len(lines)).then(*lines).step("engagement", "show", rest=first)


@command(may=Action.READ, private=True)
async def show(work: Work, code: EngagementCode | None = None) -> Message:
    """Show an engagement: to those in it everything, to the company's other matched buyers its code and company."""
    found = await by_code(work, code) if code else await engagement_of(work, None)
    if found is None:
        raise Absent
    if await is_inside(work, found):
        work.about(found.subject)
        work.read(Label.AMBER)
        return await page(work, found)
    if not await may_know(work, found):
        raise Absent
    work.read(Label.AMBER)  # not before: what is absent is so everywhere in the same way
    company = await company_of(work.unit, found)
    return say("engagement-known", code=found.code, company=company.name).step("engagement", "join", rest=found.code)


@command(may=Action.ENGAGE, private=True)
async def question(work: Work, code: EngagementCode | None = None, *, text: Text) -> Message:
    """Propose a question for the company: it gets a thread in the engagement's room, and each organisation agrees."""
    engagement = await engagement_of(work, code)
    engagement.refuse_closed()
    own = None if work.is_staff else work.own.id
    inquiry = Inquiry(
        code=await fresh_code(work.unit, Inquiry, "EQ"), engagement_id=engagement.id, proposed_by=own,
        locale=work.person.locale, worded_at=work.now, created_at=work.now,
    )  # fmt: skip
    inquiry.text = text
    work.add(inquiry)
    await work.unit.session.flush()
    await post_question(work, engagement, inquiry)
    return _about(work, engagement, say("engagement-question-proposed", code=inquiry.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def reword(work: Work, code: Code, text: Text) -> Message:
    """Word a question anew before it is agreed; everybody agrees again."""
    inquiry, engagement = await inquiry_of(work, code)
    _refuse_other(work, engagement, inquiry)
    inquiry.reword(text, locale=work.person.locale, now=work.now)
    await post_question(work, engagement, inquiry)
    return _about(work, engagement, say("engagement-question-reworded", code=inquiry.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def agree(work: Work, code: Code, agree: bool = True, version: int | None = None) -> Message:
    """Agree to a question for your organisation (or `no`: no longer); it is agreed when all have."""
    inquiry, engagement = await inquiry_of(work, code)
    await _refuse_outsider(work, engagement)
    _refuse_version(version, inquiry)
    mine = [one for one in await agreements_of(work.unit, inquiry) if one.organisation_id == work.own.id]
    if not agree:
        await disagree_with(work, engagement, inquiry, mine)
        return _about(work, engagement, say("engagement-disagreed", code=inquiry.code)).step(
            "engagement", "reword", rest=inquiry.code
        )
    if mine:
        raise Refusal("engagement-agreed-already", code=inquiry.code)
    inquiry.refuse_unless_proposed()
    await agree_to(work, engagement, inquiry)
    return _about(work, engagement, say("engagement-agreed", code=inquiry.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def adopt(work: Work, code: Code) -> Message:
    """Take a question as agreed although some were silent for seven days; the lead does, or staff."""
    inquiry, engagement = await inquiry_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    inquiry.adopt(await agreements_of(work.unit, inquiry), now=work.now)
    await say_agreed(work, engagement, inquiry)
    return _about(work, engagement, say("engagement-adopted", code=inquiry.code)).step(
        "engagement", "answer", rest=inquiry.code
    )


@command(may=Action.ENGAGE, private=True, confirm=True)
async def drop(work: Work, code: Code) -> Message:
    """Take a question or a draft letter back."""
    paper, engagement = await paper_of(work, code)
    engagement.refuse_closed()
    _refuse_other(work, engagement, paper)
    paper.drop()
    await post(
        work, engagement, say("engagement-dropped-post", code=paper.code, by=work.own.name),
        once=f"{paper.code}.dropped", under=paper,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-dropped", code=paper.code)).step(
        "engagement", "show", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def answer(work: Work, code: Code, text: Text, respondent: str = "", evidence: str = "") -> Message:
    """Log what the company answered to a question or a letter, with `respondent:` and what shows it, `evidence:`."""
    paper, engagement = await paper_of(work, code)
    engagement.refuse_closed()
    if not paper.is_answerable:
        raise Refusal("engagement-not-put", code=paper.code)
    company = await company_of(work.unit, engagement)
    given = CompanyAnswer(about_id=paper.id, locale=work.person.locale, logged_by=work.person.id, logged_at=work.now)
    given.text, given.respondent, given.evidence = text, respondent or company.name, evidence
    work.add(given)
    paper.answered()
    message = say(
        "engagement-answer-post", code=paper.code, who=given.respondent, by=work.own.name,
        text=Prose(text, given.locale),
    )  # fmt: skip
    if evidence:
        message = message.then(say("engagement-shown-evidence", text=evidence))
    await post(
        work, engagement, message.step("engagement", "rate", rest=paper.code),
        once=f"answer.{given.id}", about=f"company_answer:{given.id}", under=paper,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-answer-logged", code=paper.code)).step(
        "engagement", "rate", rest=paper.code
    )


@command(may=Action.ENGAGE, private=True, confirm=True)
async def retract(work: Work, code: Code) -> Message:
    """Take back the answer logged last, as when it was put under the wrong question."""
    paper, engagement = await paper_of(work, code)
    engagement.refuse_closed()
    answers = await answers_of(work.unit, paper)
    if not answers:
        raise Refusal("engagement-answer-none", code=paper.code)
    last = answers[-1]
    if last.logged_by != work.person.id:
        engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    last.retracted_at = work.now
    paper.answered(still=len(answers) > 1)
    for posting in await work.unit.scalars(select(Posting).where(Posting.about == f"company_answer:{last.id}")):
        await work.redact(posting, once=f"answer.{last.id}.retracted.{posting.id}")
    await renew(work, engagement)
    return _about(work, engagement, say("engagement-answer-retracted", code=paper.code)).step(
        "engagement", "answer", rest=paper.code
    )


@command(may=Action.ENGAGE, private=True)
async def rate(work: Work, code: Code, quality: Quality) -> Message:
    """Rate the company's last answer for your organisation; the lead's word decides, or staff's, and if that is not
    complete the bot proposes a stronger step.
    """
    paper, engagement = await paper_of(work, code)
    engagement.refuse_closed()
    if not work.is_staff:
        await _refuse_outsider(work, engagement)
    if not paper.is_answerable:
        raise Refusal("engagement-not-put", code=paper.code)
    answers = await answers_of(work.unit, paper)
    last = answers[-1] if answers else None
    if not work.is_staff and engagement.lead_id != work.own.id:
        if last is None:
            raise Refusal("engagement-answer-none", code=paper.code)
        told = await opine(work, engagement, paper, last, quality)
        noted = say("engagement-rating-noted", code=paper.code, quality=word_of(quality)).then(*told)
        return _about(work, engagement, noted).step("engagement", "show", rest=engagement.code)
    if last is None:
        last = await put_silence(work, paper, quality)
        await work.unit.session.flush()
    before = None if work.is_staff else await note(work, last, quality)
    last.rate(quality)
    await post(
        work, engagement, say("engagement-rated-post", code=paper.code, quality=word_of(quality), by=work.own.name),
        once=f"rated.{last.id}.{last.ratings}", under=paper,
    )  # fmt: skip
    if quality.is_poor:
        once = f"rated.{last.id}.{last.ratings}"
        await raise_proposal(work, engagement, Cause.POOR_ANSWER, about=paper.code, once=once)
    rated = say("engagement-rated", code=paper.code, quality=word_of(quality)).then(*replaced(before))
    return _about(work, engagement, rated).step("engagement", "show", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def letter(work: Work, code: EngagementCode | None = None, *, text: Text) -> Message:
    """Draft a joint letter: it gets a thread in the engagement's room, and each organisation signs it there."""
    engagement = await steered(work, code)
    draft = Letter(
        code=await fresh_code(work.unit, Letter, "LTR"), engagement_id=engagement.id, locale=work.person.locale,
        created_at=work.now,
    )  # fmt: skip
    draft.text = text
    work.add(draft)
    await work.unit.session.flush()
    await post_letter(work, engagement, draft)
    return _about(work, engagement, say("engagement-letter-drafted", code=draft.code)).step(
        "engagement", "sign", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def revise(work: Work, code: Code, text: Text, anew: bool = False) -> Message:
    """Revise a letter that nobody has signed; with `anew:yes` one that is signed, which voids every signature."""
    draft, engagement = await letter_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    signed = await signatures_of(work.unit, draft, engagement)
    draft.revise(text, signed, anew=anew, locale=work.person.locale)
    await post_letter(work, engagement, draft)
    return _about(work, engagement, say("engagement-letter-revised", code=draft.code, void=len(signed))).step(
        "engagement", "sign", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def sign(work: Work, code: Code, authority: Title | None = None, version: int | None = None) -> Message:
    """Sign a letter for your organisation, as its liaison or deputy; say by what right, as "decision of the board"."""
    draft, engagement = await letter_of(work, code)
    await _refuse_outsider(work, engagement)
    await _refuse_signing(work)
    _refuse_version(version, draft)
    signed = await signatures_of(work.unit, draft, engagement)
    signature = draft.sign(signed, organisation_id=work.own.id, person_id=work.person.id, now=work.now)
    signature.authority = authority or ""
    if not await work.unit.add_once(signature, of_organisation(draft, work.own.id)):
        raise Refusal("engagement-signed-already", code=draft.code, sent=0)
    of = len(await voices(work.unit, engagement))
    await post(
        work, engagement,
        say("engagement-signed-post", name=work.own.name, code=draft.code, count=len(signed) + 1, of=of),
        once=f"{draft.code}.signed.{work.own.id}.{work.event_id}", under=draft,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-signed", code=draft.code)).step(
        "engagement", "unsign", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def unsign(work: Work, code: Code) -> Message:
    """Withdraw your organisation's signature, as long as the letter has not been sent."""
    draft, engagement = await letter_of(work, code)
    draft.refuse_unless_draft()
    await _refuse_signing(work)
    signed = await signatures_of(work.unit, draft, engagement)
    mine = next((one for one in signed if one.organisation_id == work.own.id), None)
    if mine is None:
        raise Refusal("engagement-not-signed", code=draft.code)
    mine.withdrawn_at = work.now
    await post(
        work, engagement, say("engagement-unsigned-post", name=work.own.name, code=draft.code),
        once=f"{draft.code}.unsigned.{mine.id}", under=draft,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-unsigned", code=draft.code)).step(
        "engagement", "sign", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True, confirm=True)
async def send(work: Work, code: Code, due: date | None = None, language: Locales | None = None) -> Message:
    """Mark a letter as sent: words and signatures are fixed, and the day by which an answer is due is set."""
    draft, engagement = await letter_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    draft.say_language(language_of(draft, language))
    signed = {one.organisation_id: name for name, one in await signed_by(work.unit, draft, engagement)}
    answer_on = due or today(work, engagement) + timedelta(days=work.policy.response.days)
    draft.send(signed, answer_on=answer_on, now=work.now)
    await send_with(work, draft, signed)
    names = tuple(sorted(signed.values()))
    await post(
        work, engagement, say("engagement-sent-post", code=draft.code, names=names, due=answer_on),
        once=f"{draft.code}.sent.{draft.sendings}", under=draft,
    )  # fmt: skip
    await attach_sent(work, engagement, draft)
    return _about(work, engagement, say("engagement-sent", code=draft.code, due=answer_on)).step(
        "engagement", "answer", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True, confirm=True)
async def unsend(work: Work, code: Code) -> Message:
    """Say that a letter was marked as sent by mistake; its signatures stand."""
    draft, engagement = await letter_of(work, code)
    engagement.refuse_steering(work.own.id, is_staff=work.is_staff)
    draft.unsend()
    await post(
        work, engagement, say("engagement-unsent-post", code=draft.code, by=work.own.name),
        once=f"{draft.code}.unsent.{draft.sendings}", under=draft,
    )  # fmt: skip
    return _about(work, engagement, say("engagement-unsent", code=draft.code)).step(
        "engagement", "send", rest=draft.code
    )


@command(may=Action.ENGAGE, private=True)
async def next_(work: Work, code: EngagementCode | None = None, *, due: date, text: Text) -> Message:
    """Set the next step and its day, or move it; when the day passes, the bot proposes a stronger step."""
    engagement = await steered(work, code)
    engagement.plan_next(text, due, locale=work.person.locale, today=today(work, engagement), now=work.now)
    await post(
        work, engagement, say("engagement-next-post", due=due, text=Prose(text, work.person.locale)),
        once=f"next.{engagement.next_revision}",
    )  # fmt: skip
    return _about(work, engagement, say("engagement-next-set", code=engagement.code, due=due)).step(
        "engagement", "done", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def done(work: Work, code: EngagementCode | None = None) -> Message:
    """Say that the next step was taken."""
    engagement = await steered(work, code)
    engagement.next_done()
    await post(
        work, engagement, say("engagement-done-post", by=work.own.name), once=f"next.{engagement.next_revision}.done"
    )
    return _about(work, engagement, say("engagement-done", code=engagement.code)).step(
        "engagement", "next", rest=engagement.code
    )


@command(may=Action.ENGAGE, private=True)
async def escalate(work: Work, code: EngagementCode | None = None, *, reason: Text | None = None) -> Message:
    """Go up to the proposed level; without a proposal, give your reason for going up one level."""
    engagement = await steered(work, code)
    proposal = await pending_of(work.unit, engagement)
    if proposal is not None:
        proposal.accept(engagement, by=work.person.id, now=work.now)
    else:
        engagement.rise(reason or "")
    return await _level(work, engagement, "engagement-risen-post", reason)


@command(may=Action.ENGAGE, private=True)
async def stay(work: Work, code: EngagementCode | None = None, *, reason: Text) -> Message:
    """Decline the proposed level, for a reason that everybody in the room sees."""
    engagement = await steered(work, code)
    proposal = await pending_of(work.unit, engagement)
    if proposal is None:
        raise Refusal("engagement-proposal-none", code=engagement.code)
    proposal.decline(reason, by=work.person.id, now=work.now)
    return await _level(work, engagement, "engagement-stays-post", reason)


@command(may=Action.ENGAGE, private=True)
async def lower(work: Work, code: EngagementCode | None = None, *, reason: Text) -> Message:
    """Go back one level, as when the company begins to cooperate, or after a step taken by mistake."""
    engagement = await steered(work, code)
    engagement.lower()
    return await _level(work, engagement, "engagement-lowered-post", reason)


@command(may=Action.ENGAGE, private=True, confirm=True)
async def close(work: Work, code: EngagementCode | None = None, *, result: EngagementOutcome) -> Message:
    """Close an engagement with what it came to; the room stays for reading."""
    engagement = await steered(work, code)
    engagement.close(result, now=work.now)
    if (proposal := await pending_of(work.unit, engagement)) is not None:
        proposal.lapse(now=work.now)
    await post_if_ready(
        work, engagement, say("engagement-closed-post", code=engagement.code, result=word_of(result), by=work.own.name),
        once=f"closed.{work.event_id}",
    )  # fmt: skip
    closed = say("engagement-closed-now", code=engagement.code, result=word_of(result))
    closed = closed.then(await lesson_asked(work, engagement, result))
    return _about(work, engagement, closed).step("engagement", "reopen", rest=engagement.code)


@command(may=Action.ENGAGE, private=True)
async def reopen(work: Work, code: EngagementCode) -> Message:
    """Take a closed engagement up again where it stood."""
    engagement = await engagement_of(work, code)
    if not work.is_staff and work.own.id not in {engagement.lead_id, engagement.co_lead_id}:
        raise Refusal("engagement-lead-only", code=engagement.code)
    engagement.reopen()
    await post_if_ready(
        work, engagement, say("engagement-reopened-post", code=engagement.code, by=work.own.name),
        once=f"reopened.{work.event_id}",
    )  # fmt: skip
    return _about(work, engagement, say("engagement-reopened", code=engagement.code)).step(
        "engagement", "show", rest=engagement.code
    )


def _about(work: Work, engagement: Engagement, message: Message) -> Message:
    """For the record, and for the answer's label: codes of engagements are for those who are in them."""
    work.about(engagement.subject)
    work.read(Label.AMBER)
    return message


async def _refuse_buyer(work: Work, company_id: str, name: str) -> None:
    purchase = await purchase_of(work.unit, work.own.id, company_id)
    if purchase is None:
        raise Refusal("purchase-none", company=name)
    if purchase.in_tender:
        raise Refusal("engagement-tender-runs")


async def _join_room(work: Work, engagement: Engagement) -> Message:
    """Somebody whose organisation takes part already, or of the staff, comes into the room."""
    await let_in(work, engagement, [work.person], once=work.event_id)
    return _about(work, engagement, say("engagement-room-open", code=engagement.code)).step(
        "engagement", "show", rest=engagement.code
    )


async def _refuse_outsider(work: Work, engagement: Engagement) -> None:
    """Agreeing, signing and rating are for organisations that take part and do not only observe: not for staff."""
    if work.own.id in {one.id for one in await voices(work.unit, engagement)}:
        return
    if work.is_staff:
        raise Refusal("engagement-participants-only", code=engagement.code)
    raise Refusal("engagement-observes", code=engagement.code, name=work.own.name)


async def _refuse_signing(work: Work) -> None:
    """Raises Refusal, with whom to ask, unless the asker may sign for their organisation."""
    if not work.roles & SIGNING:
        people = await people_of(work.unit, work.own.id)
        names = tuple(sorted(one.name for one in people if one.roles & SIGNING))
        raise Refusal("engagement-sign-who", organisation=work.own.name, names=names)


def _refuse_other(work: Work, engagement: Engagement, paper: Inquiry | Letter) -> None:
    """A question is its proposer's, the lead's or staff's to change; a letter the lead's or staff's."""
    if not (isinstance(paper, Inquiry) and paper.proposed_by == work.own.id):
        engagement.refuse_steering(work.own.id, is_staff=work.is_staff)


def _refuse_version(version: int | None, paper: Inquiry | Letter) -> None:
    """A short reply means the words it stands under."""
    if version is not None and version != paper.version:
        raise Refusal("engagement-words-changed", code=paper.code)


async def _level(work: Work, engagement: Engagement, key: str, reason: str | None) -> Message:
    """Everybody in the room sees who decided what, and why."""
    level = word_of(engagement.level)
    message = say(key, by=work.own.name, level=level)
    if reason:
        message = message.then(say("engagement-reason", text=Prose(reason, work.person.locale)))
    await post(work, engagement, message, once=f"level.{work.event_id}")
    return _about(work, engagement, say("engagement-level", code=engagement.code, level=level)).step(
        "engagement", "next", rest=engagement.code
    )
