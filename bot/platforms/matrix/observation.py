"""The real state of a room from its raw state events; what cannot be understood is named, and closes the room."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.platforms.matrix.power import holders
from storage.room import Observation

MEGOLM = "m.megolm.v1.aes-sha2"
MEMBERSHIPS = frozenset({"join", "invite", "leave", "ban", "knock"})


def observe(events: list[Any], *, account: str, is_bot: Callable[[str], bool], at: datetime) -> Observation:
    """What `GET /rooms/{id}/state` says. Absent policies count as the most open ones: only what is said protects."""
    state = _State(events)
    joined, invited = state.members("join"), state.members("invite")
    people = joined | invited
    powers = state.powers(people - {account})
    return Observation(
        at=at,
        present=account in joined,
        joined=joined,
        invited=invited,
        encrypted=state.word("m.room.encryption", "algorithm", "") == MEGOLM,
        join_rule=state.word("m.room.join_rules", "join_rule", "public"),
        history=state.word("m.room.history_visibility", "history_visibility", "shared"),
        guests_may_join=state.word("m.room.guest_access", "guest_access", "can_join") != "forbidden",
        federated=state.content("m.room.create").get("m.federate", True) is not False,
        servers=frozenset(server_of(person) for person in people),
        own_server=server_of(account),
        bots=frozenset(person for person in people - {account} if is_bot(person)),
        powers=powers,
        upgraded_to=state.word("m.room.tombstone", "replacement_room", "") or state.tombstone(),
        unreadable=tuple(sorted(state.unreadable)),
    )


def members(events: list[Any]) -> frozenset[str]:
    """Everybody joined or invited, from raw state events."""
    state = _State(events)
    return state.members("join") | state.members("invite")


def server_of(user: str) -> str:
    """The home server of somebody: what follows the first colon (Matrix spec v1.18, "User Identifiers")."""
    return user.partition(":")[2]


class _State:
    """State events by type and key, and the types among them that make no sense."""

    def __init__(self, events: list[Any]) -> None:
        self.unreadable: set[str] = set()
        self._contents: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._creator = ""
        for event in events:
            self._take(event)

    def content(self, kind: str) -> Mapping[str, Any]:
        return self._contents.get((kind, ""), {})

    def word(self, kind: str, field: str, absent: str) -> str:
        """A field that must be a word; a strange one counts as absent and is noted."""
        value = self.content(kind).get(field)
        if isinstance(value, str):
            return value
        if (kind, "") in self._contents and kind != "m.room.tombstone":
            self.unreadable.add(kind)
        return absent

    def members(self, membership: str) -> frozenset[str]:
        found = (
            (person, content.get("membership"))
            for (kind, person), content in self._contents.items()
            if kind == "m.room.member"
        )
        return frozenset(person for person, is_now in found if is_now == membership)

    def powers(self, people: frozenset[str]) -> frozenset[str]:
        """Who of these can let others read; levels that make no sense are noted."""
        levels = self._contents.get(("m.room.power_levels", ""))
        try:
            return holders(levels, self.content("m.room.create"), self._creator, people)
        except ValueError:
            self.unreadable.add("m.room.power_levels")
            return frozenset()

    def tombstone(self) -> str | None:
        """A tombstone that names no new room still closes this one."""
        return "?" if ("m.room.tombstone", "") in self._contents else None

    def _take(self, event: Any) -> None:
        fields = event if isinstance(event, Mapping) else {}
        kind, key, content = fields.get("type"), fields.get("state_key"), fields.get("content")
        if not isinstance(kind, str) or not isinstance(key, str) or not isinstance(content, Mapping):
            self.unreadable.add(kind if isinstance(kind, str) else "?")
            return
        if kind == "m.room.member" and content.get("membership") not in MEMBERSHIPS:
            self.unreadable.add(kind)
        if kind == "m.room.create" and isinstance(sender := fields.get("sender"), str):
            self._creator = sender
        self._contents[kind, key] = content
