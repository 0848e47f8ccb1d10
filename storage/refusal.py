"""Refusals are for people, exceptions are for us.

Refusal             a person asked for what can't be: they get a sentence and one next step
  Absent            there is no such thing, or not for this person here: one answer for both
Exception           a bug or a broken world: it is logged with a reference and rolls everything back
"""

from storage.access import Label
from storage.message import Message, Value, say


class Refusal(Exception):
    """Something asked for that is refused, with the sentence the asker gets (a phrase key and values).

    `label` is that of the narrowest thing read before it was refused.
    """

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.message: Message = say(key, **values)
        self.label = Label.GREEN


class Absent(Refusal):
    """Not found and not allowed answer the same words, so that nobody learns what exists by asking.

    The wanted reference is not repeated: an echo would differ from one guess to the next.
    """

    def __init__(self) -> None:
        super().__init__("absent")
        self.message = self.message.step("help")
