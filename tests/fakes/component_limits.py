"""Discord's documented limits on buttons, selects and modals."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ROW, BUTTON, TEXT_INPUT, LABEL = 1, 2, 4, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK, PREMIUM = 5, 6
"""The styles of buttons that have no custom id."""

ROWS = 5
"""Rows of a message."""
TOP_LEVEL = 5
"""Components of a modal."""
ALL = 40
"""Components of a message made of components, those inside others included."""
TITLE, LABEL_LENGTH, BUTTON_LABEL, CUSTOM_ID, OPTION, TEXT = 45, 45, 80, 100, 100, 4000


def message_component_errors(components: Iterable[Any], *, rows_only: bool) -> Iterator[str]:
    """List what Discord refuses in a message's components; all but those of the new kind are rows."""
    components = [each for each in components if isinstance(each, dict)]
    if rows_only:
        if len(components) > ROWS:
            yield f"components: more than {ROWS} rows"
        if any(each.get("type") != ROW for each in components):
            yield "components: only a message flagged for it has others than rows at the top"
    everything = list(_nested(components))
    if len(everything) > ALL:
        yield f"components: more than {ALL}"
    yield from _component_errors(everything)


def modal_errors(modal: Mapping[str, Any]) -> Iterator[str]:
    """List what Discord refuses in a modal."""
    components = modal.get("components") or ()
    if len(components) > TOP_LEVEL:
        yield f"components: a modal has no more than {TOP_LEVEL}"
    if not 1 <= len(modal.get("title") or "") <= TITLE:
        yield f"title: not of 1 to {TITLE} characters"
    if not 1 <= len(modal.get("custom_id") or "") <= CUSTOM_ID:
        yield f"custom_id: not of 1 to {CUSTOM_ID} characters"
    yield from _component_errors(list(_nested(components)))
    for component in components:
        # A label brings the words; in a row of the old kind the input has its own.
        inside = component.get("components") or ()
        if any(each.get("type") == TEXT_INPUT and not each.get("label") for each in inside):
            yield "label: a text input outside a label needs its own"


def _nested(components: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        yield from _nested(component.get("components") or ())
        yield from _nested(filter(None, (component.get("component"), component.get("accessory"))))


def _component_errors(components: list[Mapping[str, Any]]) -> Iterator[str]:
    ids = Counter(each["custom_id"] for each in components if each.get("custom_id"))
    if repeated := [custom_id for custom_id, times in ids.items() if times > 1]:
        yield f"custom_id: given twice: {', '.join(repeated)}"
    for component in components:
        if len(component.get("custom_id") or "") > CUSTOM_ID:
            yield f"custom_id: longer than {CUSTOM_ID} characters"
        match component.get("type"):
            case kind if kind == ROW:
                yield from _row_errors(component)
            case kind if kind == BUTTON:
                yield from _button_errors(component)
            case kind if kind in SELECTS:
                yield from _select_errors(component)
            case kind if kind == LABEL:
                if not 1 <= len(component.get("label") or "") <= LABEL_LENGTH:
                    yield f"label: not of 1 to {LABEL_LENGTH} characters"
            case kind if kind == TEXT_INPUT:
                yield from _text_input_errors(component)


def _row_errors(row: Mapping[str, Any]) -> Iterator[str]:
    inside = [each.get("type") for each in row.get("components") or ()]
    if len(inside) > 5:
        yield "components: more than 5 buttons in a row"
    if len(inside) > 1 and any(kind != BUTTON for kind in inside):
        yield "components: a row holds buttons, or one other component"


def _button_errors(button: Mapping[str, Any]) -> Iterator[str]:
    if len(button.get("label") or "") > BUTTON_LABEL:
        yield f"label: longer than {BUTTON_LABEL} characters"
    style = button.get("style")
    if style != PREMIUM and not (button.get("label") or button.get("emoji")):
        yield "label: a button shows words or an emoji"
    if (style not in (LINK, PREMIUM)) != bool(button.get("custom_id")):
        yield "custom_id: every button has one, but no link has"
    if (style == LINK) != bool(button.get("url")):
        yield "url: every link has one, and nothing else"


def _select_errors(select: Mapping[str, Any]) -> Iterator[str]:
    options = select.get("options") or ()
    if len(options) > 25:
        yield "options: more than 25"
    if any(len(option.get(key) or "") > OPTION for option in options for key in ("label", "value", "description")):
        yield f"options: one is longer than {OPTION} characters"
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield "options: a value is given twice"
    least, most = (1 if select.get(key) is None else select[key] for key in ("min_values", "max_values"))
    if least > most or (options and most > len(options)):
        yield "max_values: more than there are options, or fewer than min_values"


def _text_input_errors(text_input: Mapping[str, Any]) -> Iterator[str]:
    if len(text_input.get("value") or "") > TEXT:
        yield f"value: longer than {TEXT} characters"
    if (text_input.get("min_length") or 0) > (text_input.get("max_length") or TEXT):
        yield "max_length: less than min_length"
