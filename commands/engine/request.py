"""What is asked, by whom and where: the same for a typed command, a slash command, a button and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commands.engine.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command with its values. `room` and `sender` are our room's id and an external id.

    `encrypted` and `verified` say how it arrived, `alone` that nobody but the asker sees the answer; `confirmed` is the
    digest the asker said yes to, "" before that. `group_code` is the group asked for where the room gives none.
    """

    spec: Spec
    values: Mapping[str, Any]
    platform: str
    sender: str
    room: str
    event_id: str
    at: datetime
    encrypted: bool
    verified: bool
    raw: Mapping[str, str] = field(default_factory=dict)
    group_code: str = ""
    confirmed: str = ""
    alone: bool = False
