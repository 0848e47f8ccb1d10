"""The permission policy as a table people can read: which command each role may give, in which kinds of room."""

from collections.abc import Mapping

from commands.engine.spec import Spec
from storage.access import PERMISSIONS, Place, Role

BEGIN, END = "<!-- permissions -->", "<!-- /permissions -->"  # around the table in docs/confidentiality.md

ROLES = tuple(role for role in Role if role is not Role.CLOCK)
LETTERS: Mapping[Place, str] = {
    Place.STAFF: "s",
    Place.GROUP: "g",
    Place.ENGAGEMENT: "e",
    Place.PRIVATE: "p",
    Place.UNBOUND: "u",
}


def permission_table(specs: Mapping[tuple[str, ...], Spec]) -> str:
    """Every command by every role: the letters of the kinds of room where it is taken, or a dash."""
    head = ["command", *(role.value for role in ROLES), "asks first", "answers"]
    rows = [head, ["---"] * len(head), *(_row(specs[path]) for path in sorted(specs))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(spec: Spec) -> list[str]:
    cells = [_cell(spec, role) for role in ROLES]
    return [f"`{spec.name}`", *cells, "yes" if spec.confirm else "", "privately" if spec.private else ""]


def _cell(spec: Spec, role: Role) -> str:
    admitted = (place for place in LETTERS if PERMISSIONS[spec.may].admits(frozenset({role}), place))
    return "".join(LETTERS[place] for place in admitted) or "–"
