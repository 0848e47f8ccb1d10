"""Looking for what was sent: own messages read back and decrypted, until the key is found or the time is passed."""

from datetime import datetime, timedelta
from typing import Any

from nio import MegolmEvent, RoomMessagesResponse

from bot.platform import Later, Never
from bot.platforms.matrix.account import Account
from bot.platforms.matrix.faults import outcomes, verdict
from bot.platforms.matrix.outbound import KEY_FIELD

SKEW = timedelta(minutes=10)
"""How far the server's clock may be from ours."""
MOST_PAGES = 50
PAGE = 100


async def find_sent(account: Account, room: str, key: str, since: datetime) -> str | None:
    """The id of our event with this key, sent since then; None when there certainly is none.

    Raises Never("unreadable") when an own event of that time cannot be read, for it may be the one; and
    Never("too-much") when the time cannot be searched through.
    """
    start: str | None = None
    is_certain = True
    oldest = (since - SKEW).timestamp() * 1000
    for _ in range(MOST_PAGES):
        page = await _page(account, room, start)
        for event in page.chunk:
            if event.server_timestamp < oldest:
                return _none(is_certain)
            if event.sender != account.user_id:
                continue
            if _key(event) == key:
                return str(event.event_id)
            is_certain = is_certain and not isinstance(event, MegolmEvent)
        if not page.chunk or not page.end:
            return _none(is_certain)
        start = page.end
    raise Never("too-much")


def _none(is_certain: bool) -> str | None:
    if is_certain:
        return None
    raise Never("unreadable")


def _key(event: Any) -> object:
    """The key within the content, or the transaction id that the server tells the device that sent it."""
    source = event.source
    content, unsigned = source.get("content"), source.get("unsigned")
    within = content.get(KEY_FIELD) if isinstance(content, dict) else None
    beside = unsigned.get("transaction_id") if isinstance(unsigned, dict) else None
    return within or beside


async def _page(account: Account, room: str, start: str | None) -> Any:
    with outcomes():
        page = await account.client.room_messages(room, start, limit=PAGE)
    if isinstance(page, RoomMessagesResponse):
        return page
    code = page.status_code
    if not isinstance(code, str) or page.transport_response is None:
        raise Later("unreadable-answer")
    raise verdict(page.transport_response.status, {"errcode": code, "retry_after_ms": page.retry_after_ms})
