"""A row of every table there is, made of the tables themselves, in which each text is a canary: a word of its own that
says where it came from. They all belong to one organisation, its one person, its group and its room; to everybody else
of the network they are somebody else's.

Whoever adds a column of text decides here who may be told it; until then a test fails.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, MetaData, String, Table, Time
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import set_attribute

from bot.platform import RoomPlan
from storage.access import Label, Role
from storage.base import UtcDateTime, Words, WordSet, new_id, sealed_fields
from storage.data_map import DATA_MAP
from storage.facility import LinkState
from storage.file import FileState
from storage.lesson import LessonState
from storage.letter import LetterState
from storage.organisation import CompanyKind, OrganisationKind, OrganisationStatus
from storage.outbox import ParcelState
from storage.person import PersonStatus
from storage.room import Room, RoomKind, RoomState
from storage.room_class import RoomClass
from storage.summary import Readers, SummaryState
from storage.unit import Unit
from tests.cast import START, Cast
from tests.fakes.memory import MemoryRoom

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "the id of a row, or several": """
            person.buddy_id onboarding_step.subject_id invitation.created_by organisation_stage.by
            purchase.confirmed_by facility_partner.named_by supply_link.settled_by room.engagement_id
            measure_note.person_id measure.claimed_by inquiry.bank_id bank_question.added_by
            engagement_card.post_id engagement_card.pin_id
            engagement_card.last_id question.helpful_id answer.lesson_id lesson.kept_by summary.writers summary.named
            summary.facility_id_sealed participation.accepted_by proposal.about proposal.decided_by
            inquiry.parcel_id letter.parcel_id company_answer.about_id outbox.id outbox.order_key outbox.subject
            posting.parcel_id posting.about occurrence.subject audit_event.actor_id audit_event.object
            audit_event.place legal_hold.subject legal_hold.begun_by legal_hold.lifted_by affiliation.by
            clearance.subject clearance.said_by clearance.seconded_by clearance.lifted_by disclosure.asked_by
            disclosure_party.asked_by room.facility_id summary.settled_named follow_told.subject
            update_item.teller_id""",
        "a language, a zone, a country, a platform, a month or another word that the bot itself chose": """
            person.locale person.zone verification.platform verification.emoji verification.cause identity.platform
            link.platform link.wanted_platform link.said_platform code_try.platform identity_pin.platform
            organisation.country organisation.locales organisation.zone facility.country working_group.charter_locale
            working_group.zone room.platform room.quarantined_for room.locales room.zone meeting_series.rule
            meeting_series.zone meeting.zone meeting.minutes_locale agenda_point.locale action_item.locale
            action_item.zone question.locale answer.locale lesson.locale lesson.context_locale update_item.locale
            digest_issue.month digest_omission.month summary.locale engagement.zone engagement.locale
            engagement.next_locale inquiry.locale letter.locale company_answer.locale dialog.platform dialog.command
            dialog.asking outbox.cause outbox.lease_owner occurrence.kind occurrence.slot audit_event.action
            audit_event.cause checkpoint.platform disclosure.locale disclosure_hop.locale registry_file.platform
            registry_file.kind registry_file.verdicts
            update_item.other_locale update_correction.was_locale update_correction.locale
            digest_issue.lead measure.locale route.locale measure_note.locale letter_comment.locale
            common_ask.locale conflict.locale
            expertise.locale tool.locale tool_rating.locale follow_told.state""",
        "a code, which is typed by whoever was told it": """
            facility.code working_group.code meeting.code summary.code engagement.code inquiry.code letter.code
            digest_omission.code clearance.code disclosure.code registry_file.code expertise.code
            introduction.code digest_entry.code common_ask.code measure.code programme.code""",
        "a chain of hashes: another one is a record that was tampered with": """
            audit_event.previous_hash audit_event.hash""",
        "of what somebody was shown, and another one as soon as they read it": "summary_reading.digest",
        "one row for the whole bot, without which it doesn't run": "lease.owner keystone.word_sealed",
        "a payload, which is the texts of other columns as they are sent": "outbox.payload_sealed",
    }
)
"""Columns of text that hold no canary, by the reason."""

TOLD: Mapping[str, str] = MappingProxyType(
    {
        "everybody": """
            company.name organisation.name person.name programme.name tool.credibility tool.limits tool.name tool.use
            tool_rating.why bank_question.english bank_question.french""",
        "insiders": """
            action_item.text agenda_point.text answer.text_sealed authorisation.shown
            clearance.reason_sealed company_answer.respondent_sealed company_answer.text_sealed
            contract.clauses contract.reference company_answer.evidence_sealed letter_comment.text_sealed
            measure.action_sealed measure.consequence_sealed measure.finding_sealed measure.responsible_sealed
            measure.verification_sealed measure_note.text_sealed route.reason_sealed
            signature.authority_sealed common_ask.text_sealed conflict.text_sealed
            expertise.text_sealed lesson.fits lesson.stems tool.stems
            disclosure.what_sealed disclosure_hop.reason_sealed engagement.ask_sealed
            engagement.next_sealed facility.address facility.name facility_alias.name
            identity.external_id inquiry.text_sealed legal_hold.reason_sealed lesson.change
            lesson.context lesson.means lesson.text lesson.time lesson.title
            letter.text_sealed link.said_by link.wanted meeting.link meeting.minutes_text meeting.title
            meeting.uid meeting_series.title product_model.name purchase.product question.text_sealed
            registry_file.digest registry_file.name_sealed
            room.name summary.consent summary.facility_sealed summary.heading_sealed summary.text_sealed
            summary_approval.digest supply_link.component supply_link.source
            update_correction.text update_correction.was update_item.held_sealed update_item.other
            update_item.text working_group.charter working_group.name""",
        "nobody": """
            checkpoint.account checkpoint.device checkpoint.token code_try.external_id
            engagement_card.digest dialog.digest dialog.event_id dialog.raw_sealed identity_pin.external_id
            identity_pin.master_key inbox.event_key inbox.replay_key invitation.code_hash link.code_hash
            meeting_series.link meeting_series.uid outbox.once outbox.receipt posting.content_hash
            posting.external_id product_model.category proposal.reason_sealed room.account
            registry_file_content.data_sealed
            room.external_id room.vouched room_audit.violations summary.reason_sealed
            verification.account""",
    }
)
"""Whom each canary may reach: everybody of the network; staff and whoever it belongs to; or nobody by any command."""

REGISTRY = """
    company.name contract.clauses contract.reference facility.address facility.name facility_alias.name
    organisation.name product_model.category product_model.name purchase.product supply_link.component
    supply_link.source"""
"""What the registry's files hold, which operators write (`export-registry`); nothing that is sealed."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        "facility": "FAC-ZZZZ", "working_group": "ZZZ", "meeting": "MTG-27-Q1-ZZZ", "summary": "SUM-ZZZZ",
        "engagement": "ENG-ZZZZ", "inquiry": "EQ-ZZZZ", "letter": "LET-ZZZZ", "digest_omission": "SUM-ZZZZ",
        "digest_entry": "SUM-ZZZZ", "common_ask": "ASK-ZZZZ", "measure": "CAP-ZZZZ",
        "clearance": "CLR-ZZZZ", "disclosure": "DIS-ZZZZ", "registry_file": "FIL-ZZZZ",
        "expertise": "XP-ZZZZ", "introduction": "MEET-ZZZZ", "programme": "ZZP",
    }
)  # fmt: skip
OWN = frozenset({"lease", "keystone", "audit_event"})
"""Tables of the bot's own, in which nobody's texts are: a row more would only break what they are for."""
NUMBER = 900  # of what is called by a number: ACT-900
_FIXED: Mapping[str, Any] = MappingProxyType(
    {
        "person.roles": frozenset({Role.LIAISON}), "person.status": PersonStatus.ACTIVE,
        "organisation.kind": OrganisationKind.AFFILIATE, "organisation.status": OrganisationStatus.ACTIVE,
        "organisation.parent_id": None, "company.kind": CompanyKind.BRAND, "facility.merged_into_id": None,
        "meeting.follows_id": None, "supply_link.state": LinkState.CONFIRMED, "room.kind": RoomKind.GROUP,
        "room.state": RoomState.AUTHORISED,
        "room.room_class": RoomClass.MIXED, "authorisation.room_class": RoomClass.MIXED,
        "room.person_id": None, "room.space_id": None,
        "room.ceiling": Label.AMBER, "authorisation.label": Label.AMBER,
        "lesson.state": LessonState.DRAFT, "lesson.attribution": None, "summary.state": SummaryState.RELEASED,
        "summary.readers": Readers.NAMED, "summary.label": Label.AMBER, "outbox.state": ParcelState.SENT,
        "meeting_series.rule": "FREQ=MONTHLY;BYDAY=2TU", "letter.state": LetterState.ANSWERED,
        "engagement.next_on": date(2027, 3, 1), "legal_hold.lifted_by": "", "clearance.lifted_by": "",
        "registry_file.verdicts": "{}", "update_item.other_locale": "fr",
        "registry_file.state": FileState.TAKEN,
        "identity.verified_at": START,
    }
)  # fmt: skip
_BEFORE: Mapping[str, str] = MappingProxyType({"room_audit.violations": "unfit-stranger ", "room.vouched": "power:"})
"""What stands before a canary where a text has a form."""
_WORDS = {
    "locale": "en", "locales": "en", "zone": "Europe/Brussels", "country": "BE", "platform": "memory",
    "month": "2027-01",
}  # fmt: skip


def texts(tables: MetaData) -> list[str]:
    """The columns that hold text, sealed or not, as "table.column"; neither keys nor closed words."""
    return [
        f"{table.name}.{column.name}"
        for table in tables.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | LargeBinary) and not column.primary_key and not column.foreign_keys
    ]


def listed(groups: Iterable[str]) -> list[str]:
    """The columns of these groups."""
    return [one for group in groups for one in group.split()]


def undecided(tables: MetaData) -> list[str]:
    """The columns that stand on one side alone, or twice: in the tables, or among what was decided here."""
    decided = listed([*PLAIN.values(), *TOLD.values()])
    return sorted({*texts(tables)} ^ {*decided} | {one for one in decided if decided.count(one) > 1})


def canaries(tables: MetaData) -> Mapping[str, str]:
    """Each column's canary. None is part of another, nor of anything else that is ever said."""
    plain = {*listed(PLAIN.values())}
    return {name: f"kanarie{number:03}x" for number, name in enumerate(texts(tables)) if name not in plain}


def found(words: Mapping[str, str], text: str) -> set[str]:
    """The columns whose canaries are in a text."""
    text = text.casefold()
    return {name for name, word in words.items() if word in text} if "kanarie" in text else set()


async def plant(cast: Cast) -> None:
    """The rows, with nothing of what else there is changed; and the room in which their person sits alone."""
    words, now = canaries(DATA_MAP["person"].noun.metadata), cast.now
    async with cast.app.storage.unit() as unit:
        ids = {table: new_id() for table in DATA_MAP}
        for table in DATA_MAP["person"].noun.metadata.sorted_tables:
            if table.name not in OWN:
                await _row(unit, table, ids, words, now)
        unit.add(_chat(ids, words, now))
    account = words["identity.external_id"]
    for name in (words["room.external_id"], CHAT):
        cast.platform.rooms[name] = MemoryRoom(id=name, plan=RoomPlan(name="their own"), joined={account})


CHAT = "!chat900"


async def _row(unit: Unit, table: Table, ids: Mapping[str, str], words: Mapping[str, str], now: datetime) -> None:
    """One row, which belongs to the others."""
    noun = DATA_MAP[table.name].noun
    made = class_mapper(noun).class_manager.new_instance()
    sealed = {one.column: name for name, one in sealed_fields(noun).items()}
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        if column.name in sealed:
            setattr(made, sealed[column.name], words.get(where, ""))
        elif not (column.primary_key and isinstance(column.type, Integer)):
            set_attribute(
                made, class_mapper(noun).get_property_by_column(column).key, _value(where, column, ids, words, now)
            )
    unit.session.add(made)
    await unit.session.flush()


def _value(where: str, column: Column[Any], ids: Mapping[str, str], words: Mapping[str, str], now: datetime) -> Any:
    if where in _FIXED:
        return _FIXED[where]
    if column.primary_key and not column.foreign_keys:
        return ids[where.partition(".")[0]]
    if column.foreign_keys:
        [key] = column.foreign_keys
        return ids[key.column.table.name]
    if where in words:
        return _BEFORE.get(where, "") + words[where]
    match column.type:
        case Words():
            kind: Any = column.type.kind
            return None if column.nullable else next(iter(kind))
        case WordSet():
            return frozenset()
        case UtcDateTime():
            return None if column.nullable else now + timedelta(days=40) * (column.name in _AHEAD)
        case Date():
            return None if column.nullable else date(2027, 3, 1)
        case Time():
            return time(14)
        case Boolean():
            return False
        case Integer():
            return NUMBER if column.unique else None if column.nullable else 1
        case _:
            return _plain(where, column, ids)


_AHEAD = frozenset({"starts_at", "expires_at", "until", "due_at"})


def _plain(where: str, column: Column[Any], ids: Mapping[str, str]) -> Any:
    """What a column of text holds that has no canary."""
    table, name = where.split(".")
    if name == "code":
        return CODES[table]
    if name in _OF:
        return ids[_OF[name]]
    if name == "subject" or where == "posting.about":
        return f"summary:{ids['summary']}"
    word = next((word for end, word in _WORDS.items() if name.endswith(end)), None)
    return word if word is not None else None if column.nullable else ""


_OF: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        ("by", "created_by", "named_by", "confirmed_by", "settled_by", "kept_by", "accepted_by", "actor_id", "writers",
         "buddy_id", "begun_by", "subject_id", "asked_by", "said_by", "seconded_by"),
        "person",
    )
    | {"named": "organisation", "lesson_id": "lesson", "about_id": "letter", "parcel_id": "outbox"}
)  # fmt: skip


def _chat(ids: Mapping[str, str], words: Mapping[str, str], now: datetime) -> Room:
    """The private chat of their person, who asks for what is theirs."""
    return Room(
        platform="memory", external_id=CHAT, kind=RoomKind.PRIVATE, name="chat", person_id=ids["person"],
        account=words["identity.external_id"], state=RoomState.AUTHORISED, ceiling=Label.RED, encrypted=True,
        created_at=now,
    )  # fmt: skip
