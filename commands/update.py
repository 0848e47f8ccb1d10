"""Items for the Affiliate Update: staff post them, and they stand in the next issue of each room that may read them.

An item can be made of any message that staff see, in whose room or from whose menu the command is given
(`commands/update_source.py`).
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from commands.engine.options import Account, Code, GroupCode, Locales, OrganisationName, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.work import Work
from commands.summary_scope import refuse_quotes
from commands.update_source import ask, derive, said_from
from storage import directory
from storage.access import Action, Label
from storage.grievance import hold_back
from storage.group import Group
from storage.message import Message, Moment, Word, say, word_of
from storage.organisation import Organisation
from storage.person import Person
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.unit import Unit
from storage.update import Naming, Section, UpdateItem, UpdateTarget, refuse_label, refuse_long

LISTED = 30
START = 80  # characters of a text that stand for it in a list


@command(may=Action.PUBLISH)
async def post(
    work: Work,
    section: Section,
    text: Text,
    label: Label = Label.GREEN,
    only: tuple[OrganisationName, ...] = (),
    groups: tuple[GroupCode, ...] = (),
    starting: date | None = None,
    draft: bool = False,
    fr: Text | None = None,
    en: Text | None = None,
    teller: Account | None = None,
    nobody: bool | None = None,
) -> Message:
    """Post an item for the Affiliate Update, for everybody or `only:` for some organisations or `groups:`.

    It stands from now on, from the day `starting:`, or as a `draft:` from when it is published. `fr:` or `en:` is the
    same text in the other language. `teller:` is who said it, where it is made of somebody's message.
    """
    refuse_label(label)
    hold_back(text, fr or "", en or "", nobody=nobody)
    await refuse_quotes(work, text, fr, en)
    item = UpdateItem(
        section=section, label=label, text=text, locale=work.person.locale, posted_by=work.person.id,
        created_at=work.now, only_some=bool(only or groups),
    )  # fmt: skip
    _translate(item, fr, en)
    for one in (item.text, item.other):
        refuse_long(one)
    if draft and starting is not None:
        raise Refusal("update-draft-or-day")
    said_by = await derive(work, item, teller) if teller else None
    if item.waits:
        _refuse_more(item, starting)
    elif not draft:
        item.publish(_morning(work, starting), now=work.now)
    await number_next(work.unit, item, UpdateItem.number)
    for name in only:
        organisation = await directory.organisation_named(work.unit, name)
        if organisation is None:
            raise Absent
        work.add(UpdateTarget(item_id=item.id, organisation_id=organisation.id))
    for code in groups:
        group = await work.unit.scalar(select(Group).where(Group.code == code))
        if group is None:
            raise Absent
        work.add(UpdateTarget(item_id=item.id, group_id=group.id))
    work.about(f"update:{item.id}")
    if said_by is not None:
        await ask(work, item, said_by)
    posted = say("update-posted", code=item.code, section=word_of(section), label=item.label)
    return _stands(work, posted.then(*said_from(item)), item)


@command(may=Action.PUBLISH, private=True)
async def edit(work: Work, code: Code, text: Text, language: Locales | None = None) -> Message:
    """Give an item another text before it is issued, or its text in another language."""
    if language is not None and " " in language:
        raise Refusal("update-one-language")
    item = await item_of(work, code)
    await refuse_quotes(work, text)
    item.rewrite(text, locale=language or work.person.locale)
    work.about(f"update:{item.id}")
    return say("update-edited", code=item.code).step("update", "show", rest=item.code)


@command(may=Action.PUBLISH, private=True)
async def publish(work: Work, code: Code, starting: date | None = None) -> Message:
    """Let a draft stand in the next issues, now or from a day on."""
    item = await item_of(work, code)
    item.publish(_morning(work, starting), now=work.now)
    work.about(f"update:{item.id}")
    return _stands(work, say("update-published", code=item.code), item)


@command(may=Action.PUBLISH, private=True)
async def draft(work: Work, code: Code) -> Message:
    """Make a draft of an item again, which stands in no issue until it is published."""
    item = await item_of(work, code)
    item.set_aside()
    work.about(f"update:{item.id}")
    return say("update-drafted", code=item.code).step("update", "publish", rest=item.code)


@command(may=Action.PUBLISH, private=True)
async def drop(work: Work, code: Code) -> Message:
    """Take an item out before it is issued."""
    item = await item_of(work, code)
    item.drop(now=work.now)
    work.about(f"update:{item.id}")
    return say("update-dropped", code=item.code).step("update", "list")


@command(may=Action.PUBLISH, private=True)
async def list_(work: Work) -> Message:
    """List the items that wait for the next issue."""
    found = await _waiting(work.unit)
    if not found:
        return say("update-none").step("update", "post")
    lines = [
        say(
            "line-update", code=one.code, section=word_of(one.section), label=one.label, text=start_of(one),
            state=_state(work, one),
        )
        for one in found
    ]  # fmt: skip
    return say("update-list", count=len(found)).then(*lines).step("update", "show", rest=found[0].code)


@command(may=Action.PUBLISH, private=True)
async def show(work: Work, code: Code) -> Message:
    """Show an item: its text, whom it is for, and whether it was issued."""
    item = await item_of(work, code)
    work.read(item.reading)
    poster = await work.unit.session.get_one(Person, item.posted_by)
    message = say(
        "update-shown", code=item.code, section=word_of(item.section), label=item.label, by=poster.name,
        text=item.prose, state=_state(work, item),
    )  # fmt: skip
    if item.other:
        message = message.then(say("update-other", text=item.prose.in_locale(item.other_locale)))
    if item.teller_id:
        teller = await work.unit.session.get_one(Person, item.teller_id)
        naming = word_of(item.naming) if item.naming else Word("update-naming-none")
        message = message.then(say("update-teller", name=teller.name, naming=naming))
    if names := await _targets(work, item):
        message = message.then(say("update-only", names=names))
    return message.step("update", "list")


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The items that `list` lists."""
    return [coded(one.code, start_of(one), label=one.label) for one in await _waiting(work.unit)]


async def issued(work: Work) -> Sequence[Suggestion]:
    """The items that went out last, as a form offers them."""
    query = select(UpdateItem).where(UpdateItem.issued_at.is_not(None), UpdateItem.dropped_at.is_(None))
    found = await work.unit.scalars(query.order_by(UpdateItem.issued_at.desc(), UpdateItem.number).limit(LISTED))
    return [coded(one.code, one.text, label=one.label) for one in found]


async def _waiting(unit: Unit) -> Sequence[UpdateItem]:
    """The items that wait for the next issue."""
    query = (
        select(UpdateItem)
        .where(UpdateItem.dropped_at.is_(None), UpdateItem.issued_at.is_(None))
        .order_by(UpdateItem.number)
        .limit(LISTED)
    )
    return await unit.scalars(query)


async def item_of(work: Work, code: str) -> UpdateItem:
    """The item with this reference. Raises Absent."""
    kind, _, digits = code.partition("-")
    if kind != "U" or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Absent
    found = await work.unit.scalar(
        select(UpdateItem).where(UpdateItem.number == int(digits), UpdateItem.dropped_at.is_(None))
    )
    if found is None:
        raise Absent
    return found


async def _targets(work: Work, item: UpdateItem) -> tuple[str, ...]:
    organisations = select(Organisation.name).join(UpdateTarget, UpdateTarget.organisation_id == Organisation.id)
    groups = select(Group.code).join(UpdateTarget, UpdateTarget.group_id == Group.id)
    return (
        *await work.unit.scalars(groups.where(UpdateTarget.item_id == item.id).order_by(Group.code)),
        *await work.unit.scalars(organisations.where(UpdateTarget.item_id == item.id).order_by(Organisation.name)),
    )


def _translate(item: UpdateItem, fr: str | None, en: str | None) -> None:
    """Keep the other language's text. What was said without a language is in the asker's, or in the one not named."""
    if fr and en:
        raise Refusal("update-one-language")
    if fr or en:
        item.other, item.other_locale = (fr, "fr") if fr else (en or "", "en")
        item.locale = "en" if fr else "fr"


def _refuse_more(item: UpdateItem, starting: date | None) -> None:
    """Raises Refusal for a day, and for another language, of words that wait for whoever said them."""
    if starting is not None:
        raise Refusal("update-draft-or-day")
    if item.other:
        raise Refusal("update-waits-language")


def _morning(work: Work, day: date | None) -> datetime | None:
    """When that day begins where the asker is."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(work.person.zone)) if day else None


def _stands(work: Work, message: Message, item: UpdateItem) -> Message:
    """From when it stands, and what to do next."""
    if item.waits:
        own = item.teller_id == work.person.id
        unnamed = word_of(Naming.UNNAMED).key
        return message.step("digest", "consent", rest=f"{item.code} {{{unnamed}}}") if own else message
    if item.stands_from is None:
        return message.then(say("update-is-draft")).step("update", "publish", rest=item.code)
    if item.stands_from > work.now:
        message = message.then(say("update-from", starts=Moment(item.stands_from, work.person.zone)))
    else:
        message = message.then(say("update-stands"))
    return message.step("update", "show", rest=item.code)


def _state(work: Work, item: UpdateItem) -> Message:
    """Whether it was issued, stands, waits for its day, or is a draft."""
    if item.issued_at is not None:
        return say("update-state-issued")
    if item.waits:
        return say("update-state-teller")
    if item.stands_from is None:
        return say("update-state-draft")
    if item.stands_from > work.now:
        return say("update-state-from", day=Moment(item.stands_from, work.person.zone).local.date())
    return say("update-state-waits")


def start_of(item: UpdateItem) -> str:
    """What stands for an item in a list; of what waits for its teller nothing, which `show` alone shows."""
    line = " ".join(item.text.split()) or "…"
    return line if len(line) <= START else f"{line[:START].rstrip()} …"
