"""An OpenAPI description whose objects take no other keys than their own.

Discord's never says `additionalProperties: false`, so that `{"contnt": "..."}` would be a good message.
"""

from copy import deepcopy
from typing import Any

COMPONENTS = "#/components/schemas/"

# A schema that an allOf refers to can't be closed itself: its siblings' keys would be unknown to it. The allOf is
# closed instead and refers to an open copy.
OPEN = ".open"


def close(document: dict[str, Any]) -> None:
    """Refuse unknown keys in every object schema of the description, in place."""
    schemas = document["components"]["schemas"]
    copied = {name for name in _joined(document) if "properties" in schemas[name]}
    schemas |= {f"{name}{OPEN}": deepcopy(schemas[name]) for name in copied}
    for name, schema in schemas.items():
        _close(schema, copied, whole=not name.endswith(OPEN))
    _close(document["paths"], copied)
    _close(document["components"]["responses"], copied)


def _joined(node: Any) -> set[str]:
    """Name the schemas that some allOf refers to."""
    if isinstance(node, list):
        return set().union(*map(_joined, node))
    if not isinstance(node, dict):
        return set()
    named = {part["$ref"].removeprefix(COMPONENTS) for part in node.get("allOf", ()) if "$ref" in part}
    return named.union(*map(_joined, node.values()))


def _close(node: Any, copied: set[str], *, whole: bool = True) -> None:
    """Close the schemas in `node`, and `node` itself where it is `whole`: not one part of an allOf."""
    if isinstance(node, list):
        for part in node:
            _close(part, copied)
    if not isinstance(node, dict):
        return
    parts = node.get("allOf", ())
    for part in parts:
        _close(part, copied, whole=False)
        if part.get("$ref", "").removeprefix(COMPONENTS) in copied:
            part["$ref"] += OPEN
    for key, part in node.items():
        if key != "allOf":
            _close(part, copied)
    if whole and (isinstance(node.get("properties"), dict) or parts) and _is_object(node):
        node["unevaluatedProperties"] = False


def _is_object(node: dict[str, Any]) -> bool:
    kind = node.get("type")
    if kind is None:
        return "enum" not in node
    return "object" in (kind if isinstance(kind, list) else [kind])
