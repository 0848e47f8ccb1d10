"""Working groups, and who takes part in them. A programme, a group and a scope of affiliation are three things."""

import re
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime, new_id

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")  # it becomes part of other codes, as MTG-27-Q1-LEV


class Group(Base):
    """A standing thematic group, as LEV or ICT, with a charter, a zone and its languages."""

    __tablename__ = "working_group"  # "group" is a reserved word of SQL

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    charter: Mapped[str] = mapped_column(Text, default="")
    charter_locale: Mapped[str] = mapped_column(String(8), default="")
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Membership(Base):
    """An organisation takes part in a group; its people are in the group's rooms."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("group_id", "organisation_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True, default_factory=new_id)
    group_id: Mapped[str] = mapped_column(ForeignKey("working_group.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
