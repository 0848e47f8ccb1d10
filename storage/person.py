"""People, the accounts that are proven theirs, and the one-time codes that prove it."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.access import Role
from storage.base import Base, UtcDateTime, Words, WordSet, new_id
from storage.refusal import Refusal

# Letters and digits that can be read aloud and typed by hand without a mistake; 10 of 31 give 49 bits.
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
COORDINATING = frozenset({Role.ADMIN, Role.STAFF, Role.APPROVER})  # whoever has one of these is of the staff
CODE_LENGTH = 10
LINK_VALID = timedelta(minutes=15)
NEUTRAL = "N. N."  # in place of an erased person's name, in every language (nomen nescio)


class PersonStatus(StrEnum):
    """Invited until the code was said; active; left for good."""

    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


class Rhythm(StrEnum):
    """How often somebody wants their brief."""

    NONE = "none"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Oneself(StrEnum):
    """Whose data is asked for: one's own, and nobody else's."""

    ME = "me"


class Person(Base):
    """Somebody of an organisation.

    As little personal data as the work needs: a name to be shown, roles, language, zone.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    roles: Mapped[frozenset[Role]] = mapped_column(WordSet(Role), index=True)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    status: Mapped[PersonStatus] = mapped_column(Words(PersonStatus), default=PersonStatus.INVITED)
    buddy_id: Mapped[str | None] = mapped_column(String(20), default=None)
    brief: Mapped[Rhythm] = mapped_column(Words(Rhythm), default=Rhythm.NONE, server_default=Rhythm.NONE.value)
    briefed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    introduced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    cautioned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_staff(self) -> bool:
        """Whether this active person coordinates the network."""
        return self.is_active and bool(self.roles & COORDINATING)

    @property
    def is_active(self) -> bool:
        """Whether this person counts at all."""
        return self.status is PersonStatus.ACTIVE

    def leave(self) -> None:
        """End everything this person may do. Their rooms, codes and actions are the caller's to settle."""
        self.status = PersonStatus.LEFT
        self.roles = frozenset()

    def erase(self, now: datetime) -> None:
        """Leave an id and nothing that tells who it was. Raises Refusal for somebody who has not left."""
        if self.status is not PersonStatus.LEFT:
            raise Refusal("person-not-left", name=self.name)
        self.name, self.erased_at = NEUTRAL, now
        self.introduced_at = self.cautioned_at = self.briefed_at = None


class Identity(Base):
    """An account on a platform. It is `person_id`'s once verified; until then it only waits for its code."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(255))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Invitation(Base):
    """A one-time code that staff pass on outside the chat: seven days, five tries, single use. Kept as a hash only."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries_left: Mapped[int] = mapped_column(default=5)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_by: Mapped[str] = mapped_column(String(20))

    @staticmethod
    def issue(
        identity: Identity, *, by: Person, now: datetime, valid: timedelta, tries: int
    ) -> "tuple[Invitation, str]":
        """A fresh invitation and its code, which is shown once and never stored."""
        code = _fresh_code()
        invitation = Invitation(
            identity_id=identity.id,
            code_hash=_hash(identity.id, code),
            expires_at=now + valid,
            tries_left=tries,
            created_by=by.id,
        )
        return invitation, f"{code[:5]}-{code[5:]}"

    def is_open(self, now: datetime) -> bool:
        """Whether a code may still be tried against it."""
        return self.used_at is None and self.tries_left > 0 and now < self.expires_at

    def accepts(self, said: str, *, now: datetime) -> bool:
        """Try a code; a wrong one costs a try, a right one uses the invitation up."""
        if not self.is_open(now):
            return False
        self.tries_left -= 1
        code = "".join(letter for letter in said.upper() if letter in _CODE_ALPHABET)
        if not hmac.compare_digest(self.code_hash, _hash(self.identity_id, code)):
            return False
        self.used_at = now
        return True

    def void(self, now: datetime) -> None:
        """Make the code worthless, as when its person is removed."""
        self.used_at = self.used_at or now


class Link(Base):
    """A one-time code by which a person takes a second account: shown at one (on `platform`), said by the other, and
    then confirmed at the first. Fifteen minutes for each step. Kept as a hash only.

    `wanted` is the account it is meant for, if one was named (on `wanted_platform`); `said_by` the one that said it.
    """

    __tablename__ = "link"

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    wanted_platform: Mapped[str] = mapped_column(String(16), default="")
    wanted: Mapped[str] = mapped_column(String(255), default="")
    said_platform: Mapped[str] = mapped_column(String(16), default="")
    said_by: Mapped[str] = mapped_column(String(255), default="")
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @staticmethod
    def issue(person: Person, platform: str, *, now: datetime) -> "tuple[Link, str]":
        """A fresh link and its code, which is shown once and never stored."""
        link = Link(person_id=person.id, platform=platform, expires_at=now + LINK_VALID, created_at=now)
        code = _fresh_code()
        link.code_hash = _hash(link.id, code)
        return link, f"{code[:5]}-{code[5:]}"

    def accepts(self, said: str, platform: str, account: str, *, now: datetime) -> bool:
        """Whether this is its code, said by an account it may be for; the code is used up then."""
        if self.settled_at is not None or self.said_by or now >= self.expires_at or platform == self.platform:
            return False
        if self.wanted and (platform, account) != (self.wanted_platform, self.wanted):
            return False
        if not hmac.compare_digest(self.code_hash, _hash(self.id, said)):
            return False
        self.said_platform, self.said_by, self.expires_at = platform, account, now + LINK_VALID
        return True

    def waits_for_yes(self, now: datetime) -> bool:
        """Whether the code was said and its person has still to say that it was them."""
        return bool(self.said_by) and self.settled_at is None and now < self.expires_at

    def settle(self, now: datetime) -> None:
        """Let nothing more come of it."""
        self.settled_at = self.settled_at or now


class CodeTry(Base):
    """How many codes an account that nobody knows has tried on a day (UTC): whoever guesses is soon not listened to."""

    __tablename__ = "code_try"
    __table_args__ = (UniqueConstraint("platform", "external_id", "day"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    platform: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(255))
    day: Mapped[date] = mapped_column(Date, index=True)
    count: Mapped[int] = mapped_column(default=0)


def plain_code(said: str) -> str:
    """A code as it is compared: however it was typed, "" for what is none."""
    letters = said.strip().strip("`").upper().replace("-", "").replace(" ", "")
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(_CODE_ALPHABET) else ""


def _fresh_code() -> str:
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _hash(row_id: str, code: str) -> str:
    return hashlib.sha256(f"{row_id}|{code}".encode()).hexdigest()


def affiliates_roles() -> frozenset[Role]:
    """The roles a buyer's person can have."""
    return frozenset({Role.LIAISON, Role.DEPUTY, Role.MEMBER, Role.OBSERVER})


def refuse_role(role: Role, *, organisation_is_staff: bool, is_partner: bool) -> None:
    """Roles follow the organisation:

    staff roles in the staff's own, partner in partners and unions, the others at buyers.
    """
    staff_roles = COORDINATING
    fits = (
        role in staff_roles
        if organisation_is_staff
        else role in {Role.PARTNER, Role.OBSERVER}
        if is_partner
        else role in affiliates_roles()
    )
    if not fits:
        raise Refusal("person-role-unfit", role=f"{role.value}")
