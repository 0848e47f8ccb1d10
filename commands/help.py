"""Where to begin: the few things that matter to this person, here, now; and what waits for them."""

from collections.abc import Iterator, Sequence
from itertools import islice

from commands.engine.ceiling import fits_here, rest_elsewhere
from commands.engine.gate import may_begin
from commands.engine.options import Title
from commands.engine.spec import Spec, command
from commands.engine.tokens import fold
from commands.engine.waiting import all_that_waits
from commands.engine.work import Work
from storage.access import PERMISSIONS, Action, Label, Place, Role
from storage.message import Message, Step, say, word_of

MANY = 12  # lines that are looked through without headings
MOST = 7  # things on one screen; more is a manual, and that is `docs/commands.md`

# What somebody usually needs first, most useful first. What is not allowed here is left out.
_USUAL = (
    ("my",),
    ("meeting", "list"),
    ("question", "ask"),
    ("lesson", "find"),
    ("summary", "list"),
    ("engagement", "list"),
    ("action", "list"),
    ("group", "list"),
    ("person", "language"),
)
# What staff need first: they run what others take part in.
_USUAL_FOR_STAFF = (
    ("my",),
    ("meeting", "schedule"),
    ("summary", "draft"),
    ("update", "post"),
    ("person", "invite"),
    ("organisation", "add"),
    ("group", "open"),
)


@command(may=Action.HELP, private=True, harmless=True, alone=True)
async def help_(work: Work, topic: Title | None = None) -> Message:
    """Show what you can do here now, or everything about one topic."""
    if topic and _is_label(work, topic):
        return say("help-labels").then(
            *(say("line-label", label=one, means=say("label-means", label=word_of(one))) for one in Label)
        )
    if topic and (found := _on(work, topic)):
        return found
    waiting = await all_that_waits(work)
    if waiting:
        waiting = [
            say("help-waiting", count=len(waiting)),
            say("line-command", step=Step(("my",)), about=say("about-my")),
        ]
    usual = (spec for spec in _usual(work) if not (waiting and spec.path == ("my",)))
    allowed = (spec for spec in usual if _is_allowed(work, spec))
    page = say("help").then(
        *waiting, *map(_line, islice(allowed, MOST - len(waiting))), say("help-more", topics=tuple(_topics(work)))
    )
    return say("help-unknown", topic=topic).then(page) if topic else page


@command(may=Action.HELP, private=True, alone=True)
async def my(work: Work) -> Message:
    """List what waits for you."""
    waiting = await all_that_waits(work)
    if not waiting:
        return say("my-nothing").step("help")
    shown = [one for one in waiting if fits_here(work, carried_by(work, one))] or waiting
    work.read(max((carried_by(work, one) for one in shown), key=lambda label: label.rank))
    message = say("my", count=len(shown)).then(*shown)
    if len(shown) == len(waiting):
        return message
    narrowest = max((carried_by(work, one) for one in waiting), key=lambda label: label.rank)
    return message.then(await rest_elsewhere(work, narrowest))


def _on(work: Work, topic: str) -> Message | None:
    """All that may be done on a topic, or by a verb whose topic was left out; None where there is nothing."""
    lexicon, specs, words = work.world.lexicon, work.world.specs, topic.split()
    meant = lexicon.path_of(words)
    named = meant[0][0] if meant else lexicon.topic_among(words)
    about = [spec for spec in specs.values() if spec.path[0] == named]
    about = about or [specs[path] for path in lexicon.commands_called(words)]
    found = [spec for spec in about if _is_allowed(work, spec)]
    is_known = meant is None or meant[1] == len(words)
    return say("help-topic" if is_known else "help-topic-only").then(*_in_parts(found)) if found else None


def _in_parts(specs: Sequence[Spec]) -> Iterator[Message]:
    """A line for each; of many, those that are about one thing of the topic stand together, after the others."""
    if len(specs) <= MANY or not 0 < sum(spec.is_of_one for spec in specs) < len(specs):
        yield from map(_line, specs)
        return
    yield from (_line(spec) for spec in specs if not spec.is_of_one)
    yield say("help-of-one")
    yield from (_line(spec) for spec in specs if spec.is_of_one)


def _topics(work: Work) -> Iterator[Step]:
    """The way to each topic on which the asker may do something."""
    specs = work.world.specs
    for topic in dict.fromkeys(path[0] for path in specs if len(path) > 1):
        if any(_is_allowed(work, spec) for path, spec in specs.items() if path[0] == topic):
            yield Step(("help",), f"{{topic-{topic}}}")


def _is_label(work: Work, topic: str) -> bool:
    """Whether somebody asks what labels are, in any language, one or several; no topic is called so."""
    return work.world.lexicon.option_names(()).get(fold(topic).rstrip("sx")) == "label"


def _usual(work: Work) -> Iterator[Spec]:
    """Everything that can be asked for, what somebody usually needs first."""
    specs = work.world.specs
    is_staff = work.is_staff or Role.CLOCK in work.roles
    first = dict.fromkeys((*_USUAL_FOR_STAFF, *_USUAL) if is_staff else _USUAL)
    yield from (specs[path] for path in first if path in specs)
    yield from (spec for path, spec in specs.items() if path not in first)


def _is_allowed(work: Work, spec: Spec) -> bool:
    """Whether the asker may do this here, or in private, where everybody can go."""
    permitted = PERMISSIONS[spec.may]
    return (
        may_begin(work.own, spec.may)
        and work.world.may_carry(work.platform, spec.carries)
        and (permitted.admits(work.roles, work.place) or permitted.admits(work.roles, Place.PRIVATE))
    )


def carried_by(work: Work, line: Message) -> Label:
    """What is said with the command that a line asks for: where it may not pass, the line leads nowhere."""
    steps = [value for value in line.values.values() if isinstance(value, Step)]
    found = [work.world.specs[step.path].carries for step in steps if step.path in work.world.specs]
    return max(found, key=lambda label: label.rank, default=Label.GREEN)


def _line(spec: Spec) -> Message:
    return say("line-command", step=Step(spec.path), about=say(f"about-{'-'.join(spec.path)}"))
