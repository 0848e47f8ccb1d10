"""Polls: a short question with answers to click, sent in place of a text; and the votes that come back.

They have the unstable form of MSC3381 (`org.matrix.msc3381.poll.start`), because clients of 2026 do not know the stable
one. A vote is encrypted and comes from a device, so it can be verified, unlike a reaction: it counts as a typed word.

Which event a vote belongs to stands outside of the ciphertext in some clients, where a server can change it. So the id
of each answer ends with a mark of its poll, and a vote counts only for the poll of that mark (`confirmed`).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.platform import Rendered, Target
from bot.platforms.matrix.outbound import KEY_FIELD, body, edit_content, relation
from commands.engine.heard import Heard
from commands.engine.words import Answer

POLL_START = "org.matrix.msc3381.poll.start"
POLL_RESPONSE = "org.matrix.msc3381.poll.response"
DISCLOSED = "org.matrix.msc3381.poll.disclosed"
TEXT = "org.matrix.msc1767.text"

LONGEST_QUESTION = 300
"""Characters. Clients show a question as one plain paragraph, in bold: what is longer reads better as a text."""
FEWEST, MOST = 2, 20
"""Answers; clients drop those after the twentieth (MSC3381, "answers")."""
LONGEST_ANSWER = 255
MARKED = re.compile(r"(?P<does>.+)\.(?P<mark>[0-9a-f]{12})", re.DOTALL)

_REPLY, _DIALOG = "reply:", "dialog:"
_WAYS_OUT = frozenset({Answer.BACK.value, Answer.CANCEL.value})

Choice = tuple[str, str]
"""What an answer does ("yes", or "dialog:ID:yes") and what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote as it came: `heard` is what it says, if the event it refers to is a poll of ours that offered `answer`."""

    heard: Heard
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An event of our own, read back: its type, and its content in clear."""

    kind: str
    content: Mapping[str, Any]

    @property
    def is_poll(self) -> bool:
        """Whether it is a poll, which can be edited by a poll only."""
        return self.kind == POLL_START and isinstance(self.content.get(POLL_START), Mapping)


def is_poll(text: Rendered) -> bool:
    """Whether a text is better asked as a poll: it is short, and choosing is all that there is to do."""
    return len(text.plain) <= LONGEST_QUESTION and bool(_choices(text))


def poll_content(text: Rendered, target: Target, key: str) -> dict[str, Any]:
    """The poll that asks this text. It carries the text as well, for whatever knows no polls."""
    answers = [(_marked(does, key), label) for does, label in _choices(text)]
    content = body(text) | _start(text.plain, answers) | {KEY_FIELD: key}
    place = relation(target)
    return content | ({"m.relates_to": place} if place else {})


def poll_edit_content(text: Rendered, event: str, key: str, sent: Sent) -> dict[str, Any]:
    """New words, and where there are any new answers, for a poll of ours.

    An edit has the type of what it replaces, or clients ignore it (Matrix spec v1.18, "Validity of replacement
    events"): a poll stays a poll, with its old answers if the new text has nothing to choose from. Whoever chooses one
    then is told by the commands that it is too late, as for an old button.
    """
    answers = [(_marked(does, _key(sent)), label) for does, label in _choices(text)] or _answers(sent)
    return edit_content(text, event, key) | {"m.new_content": body(text) | _start(text.plain, answers)}


def chosen(content: Mapping[str, Any]) -> tuple[str, str] | None:
    """The poll and the answer that a vote names. None for whatever is no answer to a poll of a bot like this one."""
    reference, response = content.get("m.relates_to"), content.get(POLL_RESPONSE)
    if not isinstance(reference, Mapping) or not isinstance(response, Mapping) or "m.new_content" in content:
        return None
    answers, poll = response.get("answers"), reference.get("event_id")
    if reference.get("rel_type") != "m.reference" or not isinstance(poll, str) or not isinstance(answers, list):
        return None
    answer = answers[0] if answers else None  # what goes beyond max_selections does not count
    if not isinstance(answer, str) or len(answer) > LONGEST_ANSWER or not MARKED.fullmatch(answer):
        return None
    return poll, answer


def confirmed(vote: Vote, sent: Sent | None) -> Heard | None:
    """What a vote says, as the word that could have been typed; None unless `sent` is the poll that offered it."""
    found = MARKED.fullmatch(vote.answer)
    if sent is None or not sent.is_poll or found is None or found["mark"] != _mark(_key(sent)):
        return None
    place = sent.content.get("m.relates_to", {})
    is_threaded = place.get("rel_type") == "m.thread"
    heard = replace(vote.heard, thread=str(place["event_id"]) if is_threaded else None)
    if not found["does"].startswith(_DIALOG):
        return replace(heard, text=found["does"])
    dialog, word = _dialog(found["does"])
    return replace(heard, text=word, dialog=dialog) if dialog and word else None


def _choices(text: Rendered) -> list[Choice]:
    """What there is to choose from, if a poll can offer it all.

    An answer to an invitation stays a reaction, which every client has; and a question that wants a text, with nothing
    to click but ways out, is no choice.
    """
    offered = [(_offered(one.offer.does), one.label) for one in text.controls if one.offer.does != "link"]
    found = {does: label for does, label in offered if does is not None}
    is_whole = all(does is not None for does, _ in offered) and FEWEST <= len(found) <= MOST
    words = {does.rpartition(":")[2] for does in found}
    if not is_whole or Answer.MAYBE.value in found or words <= _WAYS_OUT:
        return []
    return list(found.items())


def _offered(does: str) -> str | None:
    """The id of an answer, or None for what no vote can say."""
    if does.startswith(_REPLY) and len(does) > len(_REPLY):
        return does.removeprefix(_REPLY)
    return does if does.startswith(_DIALOG) and all(_dialog(does)) else None


def _dialog(does: str) -> tuple[str, str]:
    """The question and the word of "dialog:ID:word"; either is empty where it is missing."""
    dialog, _, word = does.removeprefix(_DIALOG).partition(":")
    return dialog, word


def _start(question: str, answers: Sequence[Choice]) -> dict[str, Any]:
    numbered = [f"{number}. {label}" for number, (_, label) in enumerate(answers, 1)]
    return {
        TEXT: "\n".join([question, *numbered]),
        POLL_START: {
            "kind": DISCLOSED,
            "max_selections": 1,
            "question": {TEXT: question},
            "answers": [{"id": answer, TEXT: label} for answer, label in answers],
        },
    }


def _answers(sent: Sent) -> list[Choice]:
    return [(str(one["id"]), str(one[TEXT])) for one in sent.content[POLL_START]["answers"]]


def _marked(does: str, key: str) -> str:
    return f"{does}.{_mark(key)}"


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _key(sent: Sent) -> str:
    return str(sent.content.get(KEY_FIELD))
