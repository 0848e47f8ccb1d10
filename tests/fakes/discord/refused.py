"""What Discord answers when it will not: the HTTP status, its own code, and its own words.

Codes and words: Discord's "Opcodes and Status Codes"; the statuses are those that bots have reported.
"""

REASONS: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10009: (404, "Unknown Overwrite"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10070: (404, "Unknown Guild Scheduled Event"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30013: (400, "Maximum number of guild channels reached (500)"),
    30032: (400, "Maximum number of application commands reached"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    30038: (400, "Maximum number of uncompleted guild scheduled events reached (100)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
    180000: (400, "Cannot update a finished event"),
}


class Refused(Exception):
    """The server will not. `code` is Discord's; `detail` says more where 50035 could mean anything."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.status, self.words = REASONS[code]
        self.detail = detail
        super().__init__(f"{self.status} ({code}): {self.words} {detail}".rstrip())

    @property
    def body(self) -> dict[str, object]:
        """The answer's body."""
        body: dict[str, object] = {"message": self.words, "code": self.code}
        if self.code == 50035:
            body["errors"] = {"_errors": [{"code": self.code, "message": self.detail or self.words}]}
        return body


class CannotSend(Exception):
    """A person's client would not even send this: no such command, a disabled button, an option out of range."""
