"""What is asked, by whom and where: the same for a typed command, a slash command, a button and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commands.engine.heard import Enclosed
from commands.engine.spec import Spec
from storage.file import Packed
from storage.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command with its values. `room` and `sender` are our room's id and an external id.

    `encrypted` and `verified` say how it arrived, `alone` that nobody but the asker sees the answer; `confirmed` is the
    digest the asker said yes to, "" before that. `group_code` is the group asked for where the room gives none. `file`
    came with it, and `contents` are what it holds or why it can't be had, None until somebody asked its platform.
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
    file: Enclosed | None = None
    contents: Packed | Refusal | None = None
