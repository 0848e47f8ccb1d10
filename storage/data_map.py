"""The data map: of every table and column what it is, whose, how long it is kept, and what a person's rights do to it.

It is what `person export` and `person erase` go by, and `docs/confidentiality.md` prints it. A test compares it with
the tables: a column that nobody judged can't exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import MetaData

from storage.action import ActionItem
from storage.affiliation import Affiliation, Stage
from storage.agenda import AgendaPoint
from storage.audit import AuditEvent
from storage.bank import BankQuestion
from storage.base import Base
from storage.clearance import Clearance
from storage.contract import Contract
from storage.corrective import Measure, MeasureNote
from storage.dialog import Dialog
from storage.disclosure import Disclosure, DisclosureHop, DisclosureParty
from storage.engagement import Engagement, Participation, Proposal
from storage.engagement_card import Card
from storage.engagement_forming import CommonAsk, Conflict
from storage.expertise import Expertise, Introduction
from storage.facility import Facility, FacilityAlias, ProductModel, SupplyLink
from storage.file import FileContent, RegistryFile
from storage.follow import Follow, FollowTold
from storage.group import Group, Membership
from storage.hold import Hold
from storage.inbox import IdentityPin, InboxEvent, Occurrence, Progress
from storage.keystone import Keystone
from storage.lease import Lease
from storage.lesson import Lesson, LessonUse
from storage.letter import Agreement, AnswerRating, CompanyAnswer, Inquiry, Letter, LetterComment, Signature
from storage.linkage import FacilityPartner
from storage.matching import SharedNotice, SharedRefusal
from storage.meeting import Meeting, Rsvp, Series
from storage.onboarding import OnboardingStep, TermsAcceptance
from storage.organisation import Company, Organisation, Purchase, PurchaseItem
from storage.outbox import Parcel, Posting
from storage.peer_help import LessonHint, QuestionCall
from storage.person import CodeTry, Identity, Invitation, Link, Person
from storage.programme import Programme, ProgrammePart
from storage.question import Answer, Question
from storage.retention import Rule
from storage.room import Authorisation, Room
from storage.room_audit import RoomAudit
from storage.route import Route
from storage.summary import Acknowledgement, Approval, Reading, Summary
from storage.tool import Tool, ToolRating
from storage.update import Correction, Issue, IssueEntry, Omission, UpdateItem, UpdateTarget
from storage.verification import Verification


class Datum(StrEnum):
    """What a column holds."""

    FACT = "fact"  # an opaque id, a code, a state, a number, a time, a language, a zone
    PERSON = "person"  # the opaque id of a person: it stays, and says nothing once they are erased
    NAME = "name"  # what tells who somebody is: a name, an account
    WORDS = "words"  # text of the network's work, in clear
    SEALED = "sealed"  # restricted text, encrypted in its column
    SECRET = "secret"  # what proves or opens something: never given out


class Erasure(StrEnum):
    """What erasing a person does to their rows."""

    STAYS = "stays"  # with the opaque id
    GOES = "goes"  # the row is deleted
    EMPTIED = "emptied"  # the row stays without what tells who it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table. `theirs` are the columns by which a row is somebody's own, and is given to them.

    `opens`: its sealed texts are the person's own words, and are opened for them. `restricted`: what it tells is above
    TLP:GREEN, and passes through no platform that may not carry that.
    """

    noun: type[Base]
    rule: Rule
    facts: str = ""
    people: str = ""
    names: str = ""
    words: str = ""
    sealed: str = ""
    secrets: str = ""
    theirs: tuple[str, ...] = ()
    erasure: Erasure = Erasure.STAYS
    opens: bool = False
    restricted: bool = False

    @property
    def columns(self) -> Mapping[str, Datum]:
        """What each column is. Raises ValueError where one was judged twice."""
        found: dict[str, Datum] = {}
        said = (
            (Datum.FACT, self.facts), (Datum.PERSON, self.people), (Datum.NAME, self.names),
            (Datum.WORDS, self.words), (Datum.SEALED, self.sealed), (Datum.SECRET, self.secrets),
        )  # fmt: skip
        for datum, names in said:
            for name in names.split():
                if name in found:
                    raise ValueError(f"{self.noun.__tablename__}.{name} was judged twice")
                found[name] = datum
        return found


_ENTRIES = (
    # Who is who
    Entry(
        noun=Person, rule=Rule.PERSON, theirs=("id",), erasure=Erasure.EMPTIED,
        facts="organisation_id roles locale zone status brief briefed_at introduced_at cautioned_at erased_at"
        " created_at",
        people="id buddy_id", names="name",
    ),
    Entry(
        noun=OnboardingStep, rule=Rule.PERSON, theirs=("person_id",), erasure=Erasure.GOES,
        facts="id subject_id organisation_id kind version due_at done_at reminded_at", people="person_id",
    ),
    Entry(
        noun=TermsAcceptance, rule=Rule.NETWORK, theirs=("person_id",), facts="id version at withdrawn_at",
        people="person_id",
    ),
    Entry(
        noun=Verification, rule=Rule.CODES, theirs=("account",), erasure=Erasure.GOES,
        facts="id platform state emoji cause opened_at until", names="account",
    ),
    Entry(
        noun=Identity, rule=Rule.PERSON, theirs=("person_id",), erasure=Erasure.GOES,
        facts="id platform verified_at", people="person_id", names="external_id",
    ),
    Entry(
        noun=Invitation, rule=Rule.CODES, theirs=("identity_id",), erasure=Erasure.GOES,
        facts="id identity_id expires_at tries_left used_at", people="created_by", secrets="code_hash",
    ),
    Entry(
        noun=Link, rule=Rule.CODES, theirs=("person_id",), erasure=Erasure.GOES,
        facts="id platform wanted_platform said_platform expires_at settled_at created_at", people="person_id",
        names="wanted said_by", secrets="code_hash",
    ),
    Entry(
        noun=CodeTry, rule=Rule.CODES, theirs=("external_id",), erasure=Erasure.GOES,
        facts="id platform day count", names="external_id",
    ),
    Entry(
        noun=IdentityPin, rule=Rule.PERSON, theirs=("external_id",), erasure=Erasure.GOES,
        facts="id platform master_key state", names="external_id",
    ),
    Entry(
        noun=Organisation, rule=Rule.NETWORK,
        facts="id kind country parent_id scopes locales zone status findable created_at", words="name",
    ),
    Entry(noun=Stage, rule=Rule.NETWORK, facts="id organisation_id status at", people="by"),
    Entry(
        noun=Affiliation, rule=Rule.NETWORK, facts="id organisation_id parent_id since until created_at", people="by"
    ),
    Entry(noun=Company, rule=Rule.NETWORK, facts="id kind created_at", words="name"),
    Entry(
        noun=Purchase, rule=Rule.NETWORK, restricted=True,
        facts="id organisation_id company_id shared in_tender created_at", people="confirmed_by", words="product",
    ),
    Entry(noun=SharedNotice, rule=Rule.NETWORK, restricted=True, facts="id purchase_id rank at"),
    Entry(
        noun=SharedRefusal, rule=Rule.PERSON, theirs=("person_id",), erasure=Erasure.GOES, restricted=True,
        facts="id company_id at", people="person_id",
    ),
    Entry(
        noun=Follow, rule=Rule.PERSON, theirs=("person_id",), erasure=Erasure.GOES, restricted=True,
        facts="id company_id facility_id looked_at due_at created_at", people="person_id",
    ),
    Entry(
        noun=FollowTold, rule=Rule.PERSON, theirs=("person_id",), erasure=Erasure.GOES, restricted=True,
        facts="id subject state told_at", people="person_id",
    ),
    Entry(
        noun=PurchaseItem, rule=Rule.NETWORK, restricted=True,
        facts="id purchase_id model_id starts_on ends_on volume created_at",
    ),
    Entry(
        noun=Contract, rule=Rule.NETWORK, restricted=True,
        facts="id organisation_id company_id discloses refresh_months sharing starts_on ends_on created_at",
        words="reference clauses",
    ),
    Entry(
        noun=Disclosure, rule=Rule.NETWORK, theirs=("asked_by",), restricted=True,
        facts="id code organisation_id company_id contract_id tier for_members joinable sharing state round locale"
        " received_on refresh_on created_at",
        people="asked_by", sealed="what_sealed",
    ),
    Entry(
        noun=DisclosureHop, rule=Rule.NETWORK, restricted=True,
        facts="id disclosure_id round number company_id due state extended locale created_at", sealed="reason_sealed",
    ),
    Entry(
        noun=DisclosureParty, rule=Rule.NETWORK, theirs=("asked_by",), restricted=True,
        facts="id disclosure_id organisation_id asked_at joined_at left_at", people="asked_by",
    ),
    Entry(
        noun=Route, rule=Rule.NETWORK, restricted=True,
        facts="id engagement_id kind state due due_set_at days_left revision met_on audit_on locale created_at",
        sealed="reason_sealed",
    ),
    Entry(
        noun=Measure, rule=Rule.NETWORK, restricted=True,
        facts="id code engagement_id partner_id state due due_set_at extended locale created_at", people="claimed_by",
        sealed="finding_sealed action_sealed responsible_sealed verification_sealed consequence_sealed",
    ),
    Entry(
        noun=MeasureNote, rule=Rule.NETWORK, theirs=("person_id",), opens=True, restricted=True,
        facts="id measure_id state organisation_id locale at", people="person_id", sealed="text_sealed",
    ),
    Entry(
        noun=Facility, rule=Rule.NETWORK, restricted=True,
        facts="id code country kind state merged_into_id created_at", words="name address",
    ),
    Entry(
        noun=FacilityPartner, rule=Rule.NETWORK, restricted=True, facts="id facility_id organisation_id since ended_at",
        people="named_by",
    ),
    Entry(noun=FacilityAlias, rule=Rule.NETWORK, restricted=True, facts="id facility_id", words="name"),
    Entry(noun=ProductModel, rule=Rule.NETWORK, facts="id company_id category created_at", words="name"),
    Entry(
        noun=SupplyLink, rule=Rule.NETWORK, restricted=True,
        facts="id model_id facility_id tier confidence valid_from valid_to state created_at", people="settled_by",
        words="component source",
    ),
    Entry(
        noun=RegistryFile, rule=Rule.NETWORK, theirs=("person_id",), opens=True, restricted=True,
        facts="id code state platform digest size kind rows done verdicts without_refused rehearsals received_at"
        " changed_at",
        people="person_id", sealed="name_sealed",
    ),
    Entry(noun=FileContent, rule=Rule.FILES, restricted=True, facts="id", sealed="data_sealed"),
    Entry(
        noun=Group, rule=Rule.NETWORK, facts="id code charter_locale zone closed_at created_at", words="name charter"
    ),
    Entry(noun=Membership, rule=Rule.NETWORK, facts="id group_id organisation_id joined_at left_at"),
    Entry(noun=Programme, rule=Rule.NETWORK, facts="id code starts_on ends_on created_at", words="name"),
    Entry(noun=ProgrammePart, rule=Rule.NETWORK, facts="id programme_id organisation_id since until"),
    # Rooms
    Entry(
        noun=Room, rule=Rule.NETWORK, theirs=("person_id",), erasure=Erasure.EMPTIED,
        facts="id platform external_id kind group_id engagement_id space_id ceiling state quarantined_for encrypted"
        " federated locales zone people audited_at authorised_until recall_asked_at room_class facility_id created_at",
        people="person_id", names="account vouched", words="name",
    ),
    Entry(
        noun=Authorisation, rule=Rule.NETWORK, theirs=("person_id",), erasure=Erasure.EMPTIED,
        facts="id room_id label room_class at until void_at",
        people="person_id", names="shown",
    ),
    Entry(
        noun=RoomAudit, rule=Rule.LOOKS, erasure=Erasure.EMPTIED, facts="id room_id at cause people result",
        names="violations",
    ),
    # What is done together
    Entry(
        noun=Series, rule=Rule.NETWORK,
        facts="id uid group_id rule first_day clock zone minutes ended_at created_at", words="title link",
    ),
    Entry(
        noun=Meeting, rule=Rule.NETWORK,
        facts="id code group_id starts_at zone minutes state uid sequence series_id slot recurrence_id follows_id"
        " announced_at cancelled_at minutes_locale minutes_revision changed_at created_at",
        words="title link minutes_text",
    ),
    Entry(
        noun=Rsvp, rule=Rule.NETWORK, theirs=("person_id",), facts="id meeting_id answer sequence at",
        people="person_id",
    ),
    Entry(
        noun=AgendaPoint, rule=Rule.NETWORK, theirs=("person_id",),
        facts="id number meeting_id group_id locale state discussed_id created_at", people="person_id", words="text",
    ),
    Entry(
        noun=ActionItem, rule=Rule.NETWORK, theirs=("owner_id", "created_by"),
        facts="id number group_id organisation_id locale due zone state hand settled_at changed_at created_at",
        people="owner_id created_by", words="text",
    ),
    Entry(
        noun=Question, rule=Rule.NETWORK, theirs=("asker_id",), opens=True,
        facts="id number group_id named from_buyer locale state helpful_id created_at raised_at answered_at theme stage"
        " issue company_id handed_at",
        people="asker_id", sealed="text_sealed",
    ),
    Entry(
        noun=Answer, rule=Rule.NETWORK, theirs=("person_id",), opens=True,
        facts="id number question_id named locale lesson_id created_at", people="person_id", sealed="text_sealed",
    ),
    Entry(
        noun=Lesson, rule=Rule.CONSENT, theirs=("author_id",),
        facts="id number organisation_id outcome theme stage issue attribution proposed state locale context_locale"
        " created_at published_at",
        people="author_id kept_by", words="title text context time means change fits stems",
    ),
    Entry(noun=LessonUse, rule=Rule.NETWORK, facts="id lesson_id organisation_id at"),
    Entry(
        noun=LessonHint, rule=Rule.NETWORK, theirs=("person_id",), erasure=Erasure.GOES, facts="id lesson_id at",
        people="person_id",
    ),
    Entry(
        noun=QuestionCall, rule=Rule.NETWORK, theirs=("person_id",), erasure=Erasure.GOES, facts="id question_id at",
        people="person_id",
    ),
    Entry(
        noun=Tool, rule=Rule.NETWORK, theirs=("author_id",),
        facts="id number organisation_id locale stage issue withdrawn_at created_at", people="author_id",
        words="name use limits credibility stems",
    ),
    Entry(
        noun=ToolRating, rule=Rule.NETWORK, theirs=("person_id",), facts="id tool_id organisation_id stars locale at",
        people="person_id", words="why",
    ),
    Entry(
        noun=Expertise, rule=Rule.NETWORK, theirs=("person_id",), opens=True,
        facts="id code kind organisation_id theme stage issue locale until reminded_at closed_at created_at",
        people="person_id", sealed="text_sealed",
    ),
    Entry(
        noun=Introduction, rule=Rule.NETWORK,
        facts="id code offer_id need_id offer_agrees need_agrees made_at created_at",
    ),
    Entry(
        noun=BankQuestion, rule=Rule.NETWORK, theirs=("added_by",),
        facts="id number issue stage created_at changed_at retired_at", people="added_by", words="english french",
    ),
    Entry(
        noun=UpdateItem, rule=Rule.CONSENT, theirs=("posted_by", "teller_id"),
        facts="id number section label locale other_locale created_at stands_from only_some issued_at"
        " dropped_at origin naming",
        people="posted_by teller_id", words="text other", sealed="held_sealed",
    ),
    Entry(
        noun=Correction, rule=Rule.NETWORK, theirs=("corrected_by",), facts="id item_id was_locale locale at",
        people="corrected_by", words="was text",
    ),
    Entry(noun=UpdateTarget, rule=Rule.NETWORK, facts="id item_id organisation_id group_id"),
    Entry(noun=Issue, rule=Rule.NETWORK, facts="id room_id month state drafted_at issued_at until lead"),
    Entry(noun=IssueEntry, rule=Rule.NETWORK, facts="id issue_id code"),
    Entry(noun=Omission, rule=Rule.NETWORK, facts="id room_id month code"),
    # What is restricted
    Entry(
        noun=Summary, rule=Rule.SUMMARY, theirs=("author_id",), restricted=True,
        facts="id code state company_id label readers named for_clients locale version releases created_at released_at"
        " withdrawn_at reported_at settled_label settled_readers settled_named consent",
        people="author_id writers",
        sealed="heading_sealed facility_sealed facility_id_sealed text_sealed reason_sealed",
    ),
    Entry(
        noun=Approval, rule=Rule.NETWORK, theirs=("person_id",), restricted=True, facts="id summary_id digest at",
        people="person_id",
    ),
    Entry(
        noun=Reading, rule=Rule.NETWORK, theirs=("person_id",), restricted=True, facts="id summary_id digest at",
        people="person_id",
    ),
    Entry(
        noun=Acknowledgement, rule=Rule.NETWORK, theirs=("person_id",), restricted=True,
        facts="id summary_id organisation_id version at", people="person_id",
    ),
    Entry(
        noun=Engagement, rule=Rule.NETWORK, theirs=("opened_by",), restricted=True,
        facts="id code kind company_id group_id lead_id co_lead_id lead_since level zone locale next_locale"
        " next_on next_set_at next_revision outcome closed_at created_at",
        people="opened_by", sealed="ask_sealed next_sealed",
    ),
    Entry(noun=Card, rule=Rule.NETWORK, facts="id engagement_id room_id post_id pin_id last_id digest revision"),
    Entry(
        noun=CommonAsk, rule=Rule.NETWORK, theirs=("said_by",), restricted=True,
        facts="id code engagement_id term locale created_at dropped_at", people="said_by", sealed="text_sealed",
    ),
    Entry(
        noun=Conflict, rule=Rule.NETWORK, theirs=("declared_by",), restricted=True, opens=True,
        facts="id engagement_id organisation_id locale at over_at", people="declared_by", sealed="text_sealed",
    ),
    Entry(
        noun=Participation, rule=Rule.NETWORK, theirs=("accepted_by",), restricted=True,
        facts="id engagement_id organisation_id invited_at joined_at accepted_rules suspended_at suspensions left_at"
        " observes",
        people="accepted_by",
    ),
    Entry(
        noun=Proposal, rule=Rule.NETWORK, theirs=("decided_by",), restricted=True,
        facts="id engagement_id level cause about at decision decided_at", people="decided_by", sealed="reason_sealed",
    ),
    Entry(
        noun=Inquiry, rule=Rule.NETWORK, restricted=True,
        facts="id code engagement_id proposed_by state version locale parcel_id bank_id kept_at"
        " worded_at created_at",
        sealed="text_sealed",
    ),
    Entry(
        noun=Agreement, rule=Rule.NETWORK, theirs=("person_id",), restricted=True,
        facts="id inquiry_id organisation_id version at void_at", people="person_id",
    ),
    Entry(
        noun=Letter, rule=Rule.NETWORK, restricted=True,
        facts="id code engagement_id state version locale parcel_id locked_at sent_at sendings answer_on created_at",
        sealed="text_sealed",
    ),
    Entry(
        noun=Signature, rule=Rule.NETWORK, theirs=("person_id",), restricted=True,
        facts="id letter_id organisation_id version at withdrawn_at", people="person_id", sealed="authority_sealed",
        opens=True,
    ),
    Entry(
        noun=LetterComment, rule=Rule.NETWORK, theirs=("person_id",), restricted=True, opens=True,
        facts="id letter_id organisation_id version locale at retracted_at", people="person_id", sealed="text_sealed",
    ),
    Entry(
        noun=CompanyAnswer, rule=Rule.NETWORK, theirs=("logged_by",), restricted=True,
        facts="id about_id locale logged_at quality ratings retracted_at", people="logged_by",
        sealed="text_sealed respondent_sealed evidence_sealed",
    ),
    Entry(
        noun=AnswerRating, rule=Rule.NETWORK, theirs=("person_id",), restricted=True,
        facts="id answer_id organisation_id quality at", people="person_id",
    ),
    # What somebody was denied is not theirs to be told, so neither is that they were.
    Entry(
        noun=Clearance, rule=Rule.NETWORK, restricted=True,
        facts="id code effect subject organisation_id group_id label said_at since until lifted_at",
        people="person_id said_by seconded_by lifted_by", sealed="reason_sealed",
    ),
    # How the bot works
    Entry(
        noun=Dialog, rule=Rule.DIALOG, theirs=("person_id",), erasure=Erasure.GOES, opens=True, restricted=True,
        facts="id kind platform command asking origin_room_id event_id digest expires_at", people="person_id",
        sealed="raw_sealed",
    ),
    Entry(
        noun=Parcel, rule=Rule.WORDS, theirs=("room_id",), erasure=Erasure.EMPTIED, restricted=True,
        facts="number id kind room_id order_key subject label created_at not_before expires_at state attempts"
        " first_attempt_at lease_owner lease_until epoch receipt cause settled_at",
        names="once", sealed="payload_sealed",
    ),
    Entry(
        noun=Posting, rule=Rule.NETWORK, theirs=("room_id",), restricted=True,
        facts="id parcel_id room_id about label external_id posted_at state content_hash revision",
    ),
    Entry(noun=InboxEvent, rule=Rule.SEEN, facts="id event_key replay_key at"),
    Entry(noun=Occurrence, rule=Rule.CLOCK, facts="id kind subject slot at"),
    Entry(
        noun=AuditEvent, rule=Rule.NETWORK, theirs=("actor_id",), restricted=True,
        facts="number at action object place outcome cause previous_hash hash", people="actor_id",
    ),
    Entry(
        noun=Hold, rule=Rule.NETWORK, restricted=True, facts="id subject at lifted_at", people="begun_by lifted_by",
        sealed="reason_sealed",
    ),
    Entry(noun=Progress, rule=Rule.REPLACED, facts="id platform account device device_since", secrets="token"),
    Entry(noun=Lease, rule=Rule.REPLACED, facts="id owner until epoch"),
    Entry(noun=Keystone, rule=Rule.INSTALLATION, facts="id", secrets="word_sealed"),
)  # fmt: skip

DATA_MAP: Mapping[str, Entry] = MappingProxyType({entry.noun.__tablename__: entry for entry in _ENTRIES})


def unjudged(tables: MetaData) -> list[str]:
    """The columns that stand on one side alone, as "table.column": in the tables, or in the map."""
    there = {f"{table.name}.{column.name}" for table in tables.tables.values() for column in table.columns}
    judged = {f"{name}.{column}" for name, entry in DATA_MAP.items() for column in entry.columns}
    return sorted(there ^ judged)
