"""A meeting as it is shown: when it is, who comes, the agenda with the group's open actions, and the minutes."""

from commands.engine.work import Work
from storage import diary
from storage.meeting import Meeting, MeetingState, RsvpAnswer, rolled_up
from storage.message import Message, Prose, say, word_of


async def page(work: Work, meeting: Meeting) -> Message:
    """All there is to know of a meeting."""
    message = say(
        "meeting-shown", code=meeting.code, title=meeting.title, starts=meeting.starts, minutes=meeting.minutes,
        state=word_of(meeting.state),
    )  # fmt: skip
    message = message.then(*await answers(work, meeting), *await agenda(work, meeting))
    if not meeting.minutes_text:
        return message
    return message.then(say("meeting-minutes-text", text=Prose(meeting.minutes_text, meeting.minutes_locale)))


async def answers(work: Work, meeting: Meeting) -> list[Message]:
    """Who comes: each organisation with its people."""
    given = await diary.answers_to(work.unit, meeting)
    if not given:
        return [say("rsvp-none")] if meeting.state is MeetingState.SCHEDULED else []
    organisations = rolled_up(given)
    counts = {one.value: list(organisations.values()).count(one) for one in RsvpAnswer}
    lines = [
        say(
            "line-rsvp", organisation=name, answer=word_of(says),
            people=tuple(
                say("rsvp-person", name=person.name, answer=word_of(answer))
                for person, own, answer in given
                if own.name == name
            ),
        )
        for name, says in organisations.items()
    ]  # fmt: skip
    return [say("rsvp-list", **counts), *lines]


async def agenda(work: Work, meeting: Meeting) -> list[Message]:
    """The points, and before a meeting the actions to be looked at."""
    points = [
        say("line-point-of", code=one.code, text=one.text, state=word_of(one.state))
        for one in await diary.agenda_of(work.unit, meeting, work.now)
    ]
    shown = [say("meeting-agenda", count=len(points)), *points] if points else []
    if meeting.state is not MeetingState.SCHEDULED:
        return shown
    actions = [
        say("line-action-open", code=one.code, text=one.text, due=one.due)
        for one in await diary.open_actions(work.unit, group_ids=[meeting.group_id])
    ]
    return [*shown, *([say("meeting-actions", count=len(actions)), *actions] if actions else [])]
