"""Actions: who does what by when; done, handed on, and not forgotten."""

import datetime
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import exists, select

from commands import action_clock
from commands.engine.options import Code, PersonName, Text
from commands.engine.spec import command
from commands.engine.suggest import Suggestion, coded
from commands.engine.waiting import ME, where
from commands.engine.words import Answer, replying
from commands.engine.work import Work
from storage import diary, directory
from storage.access import Action
from storage.action import ActionItem, ActionState
from storage.group import Group
from storage.message import Message, Prose, Step, say, word_of
from storage.organisation import Organisation
from storage.person import Person, PersonStatus
from storage.refusal import Absent, Refusal
from storage.sequence import number_next
from storage.unit import Unit

JOBS = action_clock.JOBS


OFFERED = 200  # actions looked through while somebody types: the newest


class Whose(StrEnum):
    """Which actions to list."""

    MINE = "mine"
    GROUP = "group"


@command(may=Action.CONTRIBUTE, group=True)
async def add(work: Work, owner: PersonName, due: datetime.date, text: Text) -> Message:
    """Put down who does what by when; the owner is told."""
    group = work.in_group
    person = await _member(work, owner, group)
    item = ActionItem.agree(group, person, due, text, by=work.person, now=work.now)
    await number_next(work.unit, item, ActionItem.number)
    await _tell_owner(work, item, person)
    work.about(f"action:{item.id}")
    return say("action-added", code=item.code, owner=person.name, due=due).step("action", "show", rest=item.code)


@command(may=Action.RESPOND)
async def done(work: Work, code: Code) -> Message:
    """Say that an action is done: its owner or staff. The reply "done" to a reminder does the same."""
    item = await _coded(work, code)
    item.finish(by=work.person, now=work.now)
    return say("action-done", code=item.code).step("action", "reopen", rest=item.code)


@command(may=Action.RESPOND)
async def drop(work: Work, code: Code) -> Message:
    """Say that an action is not needed any more: its owner or staff."""
    item = await _coded(work, code)
    item.drop(by=work.person, now=work.now)
    return say("action-dropped", code=item.code).step("action", "reopen", rest=item.code)


@command(may=Action.RESPOND)
async def reopen(work: Work, code: Code) -> Message:
    """Say that an action is to be done after all: its owner or staff."""
    item = await _coded(work, code)
    item.reopen(by=work.person, now=work.now)
    return say("action-reopened", code=item.code, due=item.due).step("action", "done", rest=item.code)


@command(may=Action.RESPOND)
async def hand_on(work: Work, code: Code, person: PersonName) -> Message:
    """Hand an action on to somebody else, who is told: its owner or staff."""
    item = await _coded(work, code)
    to = await _member(work, person, await work.unit.session.get_one(Group, item.group_id))
    former = await work.unit.session.get_one(Person, item.owner_id)
    item.hand_on(to, by=work.person, now=work.now)
    await _tell_owner(work, item, to)
    if former.id != work.person.id:
        told = say("action-handed-on-from-you", code=item.code, text=item.text, name=to.name)
        await work.tell(former, told, once=f"action.{item.id}.taken.{item.hand}", about=f"action:{item.id}")
    return say("action-handed-on", code=item.code, name=to.name).step("action", "show", rest=item.code)


@command(may=Action.RESPOND)
async def postpone(work: Work, code: Code, due: datetime.date) -> Message:
    """Give an action another day: its owner or staff."""
    item = await _coded(work, code)
    item.postpone(due, by=work.person, now=work.now)
    return say("action-postponed", code=item.code, due=due).step("action", "show", rest=item.code)


@command(may=Action.READ)
async def list_(work: Work, whose: Whose | None = None) -> Message:
    """List the open actions, overdue ones first: yours or, in a room or with `group`, the group's."""
    groups = await _groups(work)
    here = bool(work.room and work.room.group_id)
    mine = whose is Whose.MINE or (whose is None and not here)
    owner_id = work.person.id if mine else None
    items = await diary.open_actions(work.unit, group_ids=None if mine and not here else groups, owner_id=owner_id)
    message = say("action-list-mine" if mine else "action-list", count=len(items)).then(*await _lines(work, items))
    return message.step("action", "done", rest=items[0].code) if items else message.step("action", "add")


@command(may=Action.READ)
async def show(work: Work, code: Code) -> Message:
    """Show an action: what, who, by when."""
    item = await _coded(work, code)
    owner, organisation = await _owner(work.unit, item)
    message = say(
        "action-shown", code=item.code, owner=owner.name, organisation=organisation.name, due=item.due,
        state=word_of(item.state), overdue=int(item.is_overdue(work.now)),
    ).then(say("action-text", text=Prose(item.text, item.locale)))  # fmt: skip
    if not item.is_open:
        return message.step("action", "reopen", rest=item.code)
    return message.step("action", "done", rest=item.code)


@where(exists().where(ActionItem.owner_id == ME, ActionItem.state == ActionState.OPEN))
async def waiting(work: Work) -> list[Message]:
    """The asker's open actions."""
    return [
        say("line-action-waits", text=item.text, due=item.due, step=Step(("action", "done"), item.code))
        for item in await diary.open_actions(work.unit, owner_id=work.person.id)
    ]


async def open_actions_of(unit: Unit, person: Person) -> Sequence[ActionItem]:
    """What a person still has to do; when they leave, somebody else must take it over."""
    return await diary.open_actions(unit, owner_id=person.id)


def list_message(person: Person, items: Sequence[ActionItem]) -> Message:
    """For staff: what a person who leaves has not done, with the step that hands it on."""
    lines = [say("line-action-open", code=item.code, text=item.text, due=item.due) for item in items]
    message = say("action-left-behind", name=person.name, count=len(items)).then(*lines)
    return message.step("action", "hand-on", rest=items[0].code) if items else message


async def codes(work: Work, verb: str, typed: str) -> Sequence[Suggestion]:
    """The actions that a verb may be said of here: of all that are known the open ones, or to reopen the others."""
    match verb:
        case "show":
            states = set(ActionState)
        case "reopen":
            states = set(ActionState) - {ActionState.OPEN}
        case _:
            states = {ActionState.OPEN}
    own = work.person.id if not (work.room and work.room.group_id) else ""
    found = await diary.actions_known(
        work.unit, group_ids=await _groups(work), person_id=own, states=states, most=OFFERED
    )
    settles = [one for one in found if verb == "show" or work.is_staff or one.owner_id == work.person.id]
    return [coded(one.code, one.text, on=one.due) for one in settles]


async def _done(unit: Unit, subject: str) -> tuple[tuple[str, ...], str] | None:
    item = await unit.get(ActionItem, subject)
    return (("action", "done"), item.code) if item else None


SHORT_REPLIES = {("action", Answer.DONE): _done}


async def _groups(work: Work) -> list[str]:
    """The groups whose actions may be read here: the asker's own and, in a group's room, that one alone."""
    mine = [group.id for group in await directory.groups_of(work.unit, work.person)]
    here = work.room.group_id if work.room else None
    return [one for one in mine if here in {None, one}]


async def _coded(work: Work, code: str) -> ActionItem:
    """An action of these groups; one's own is found in the private chat whatever its group."""
    own = work.person.id if not (work.room and work.room.group_id) else ""
    item = await diary.action_coded(work.unit, code, group_ids=await _groups(work), person_id=own)
    if item is None:
        raise Absent
    work.about(f"action:{item.id}")
    return item


async def _member(work: Work, name: str, group: Group) -> Person:
    """Somebody who takes part in the group, or staff."""
    query = select(Person).where(Person.name == name, Person.status == PersonStatus.ACTIVE)
    person = await work.unit.scalar(query)
    if person is None:
        raise Absent
    if not person.is_staff and not await directory.is_member(work.unit, group, person.organisation_id, now=work.now):
        raise Refusal("action-owner-outside", name=person.name, group=group.code)
    return person


async def _tell_owner(work: Work, item: ActionItem, owner: Person) -> None:
    if owner.id == work.person.id:
        return
    message = say("action-given", code=item.code, text=item.text, due=item.due, by=work.person.name)
    await work.tell(
        owner, replying(message.step("action", "done", rest=item.code), Answer.DONE), about=f"action:{item.id}",
        once=f"action.{item.id}.given.{item.hand}",
    )  # fmt: skip


async def _owner(unit: Unit, item: ActionItem) -> tuple[Person, Organisation]:
    person = await unit.session.get_one(Person, item.owner_id)
    return person, await unit.session.get_one(Organisation, item.organisation_id)


async def _lines(work: Work, items: Sequence[ActionItem]) -> list[Message]:
    lines = []
    for item in items:
        owner, organisation = await _owner(work.unit, item)
        lines.append(
            say(
                "line-action", code=item.code, text=item.text, owner=owner.name, organisation=organisation.name,
                due=item.due, overdue=int(item.is_overdue(work.now)),
            )
        )  # fmt: skip
    return lines
