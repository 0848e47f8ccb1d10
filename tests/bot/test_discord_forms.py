"""Discord's forms: five fields, into which more can be put than five things."""

import pytest
from discord.ui import Modal, TextInput

from bot.platforms.discord.forms import FIELDS, Forms, filled
from commands import TOPICS
from commands.engine.spec import specs
from storage.access import Label
from tests.cast import LEXICON, PHRASES
from tests.fakes.component_limits import modal_errors

FORMS = Forms(specs(TOPICS), LEXICON, PHRASES, Label.AMBER)
ADD = ("plan", "add")
KNOWN = {"due": "in 30 days", "responsible": "Bureau de paie & Cie = 1"}
TEXTS = {"finding": "Wages are withheld", "action": "Pay what is owed"}


def fields(form: Modal) -> dict[str, str]:
    """What stands in each field of a form that Discord takes."""
    assert list(modal_errors(form.to_dict())) == []
    shown = {one.custom_id: one.default or "" for one in form.walk_children() if isinstance(one, TextInput)}
    assert len(shown) <= FIELDS
    return shown


@pytest.mark.parametrize(
    "more", [{}, {"code": "ENG-7KQ4"}, {"consequence": "A penalty"}, {"code": "ENG-7KQ4", **TEXTS}]
)
def test_what_has_no_room_in_a_form_goes_with_its_id_and_comes_back(more: dict[str, str]) -> None:
    known = KNOWN | more
    form = FORMS.missing(ADD, known, "fr")
    assert form is not None
    shown = fields(form)
    assert set(shown) == {"finding", "action", "responsible", "verification", "consequence"}
    written = {name: value or f"some {name}" for name, value in shown.items()}
    sent = [{"type": 18, "component": {"custom_id": name, "value": value}} for name, value in written.items()]
    assert filled(form.custom_id, sent) == (ADD, written | known)


def test_what_may_be_left_out_is_where_there_is_no_room_at_all() -> None:
    long = KNOWN | TEXTS | {"code": "é" * 40, "responsible": "é" * 80}
    form = FORMS.missing(ADD, long, "en")
    assert form is not None
    assert set(fields(form)) == {"code", "finding", "action", "responsible", "verification"}
    assert FORMS.missing(ADD, long | {"consequence": "A penalty"}, "en") is None, "then it is asked one by one"


def test_a_form_with_room_enough_carries_all_in_its_fields() -> None:
    form = FORMS.missing(("question", "answer"), {"code": "Q-1", "named": "yes"}, "en")
    assert form is not None
    assert form.custom_id == "rt:form:question:answer"
    assert set(fields(form)) == {"code", "text", "named"}


@pytest.mark.parametrize("ceiling", [Label.GREEN, Label.CLEAR])
def test_none_is_made_for_what_may_not_be_carried_whatever_its_id_could_hold(ceiling: Label) -> None:
    assert Forms(specs(TOPICS), LEXICON, PHRASES, ceiling).missing(ADD, KNOWN, "en") is None
