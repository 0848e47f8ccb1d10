"""Values that a command takes, so that a case with one hostile value comes as far as that value can bring it."""

from collections.abc import Mapping, Sequence

from commands.engine.options import Option
from commands.engine.spec import Spec

# A value that each type of option takes, so that a dialog comes as far as the question after it.
GOOD: Mapping[str, str] = {
    "Text": "Words", "Title": "Words", "str": "Word", "Code": "L-1", "EngagementCode": "ENG-2222", "int": "5",
    "Account": "@new:memory", "NewAccount": "@new:memory",
    "PersonName": "Gus", "OrganisationName": "City of Ghent", "CompanyName": "Volta Motors",
    "AnyOrganisation": "City of Ghent",
    "GroupCode": "LEV", "RoomName": "LEV", "Zone": "Europe/Brussels", "Recurrence": "second Tuesday of the month",
    "Locales": "en fr", "bool": "yes", "Moment": "2027-03-09 14:00", "date": "2027-03-09", "PastDay": "2027-01-04",
    "AnyDay": "2027-03-09", "time": "14:00",
}  # fmt: skip

MADE = (
    "organisation company Volta Motors",
    "meeting schedule 9 March 2pm Tyres group:LEV",
    "meeting point MTG-27-Q1-LEV Wages",
    "action add Gus 15 March Write to the plant group:LEV",
    "question ask Who audits? group:LEV",
    "question answer Q-1 We do.",
    'lesson add worked disclosures named title:"Yearly clause" We ask each year.',
    "update post activities A webinar",
    "programme add LEVP Clean buses",
    'summary draft "Volta Motors" affiliates heading:"Nights" findings:"Words"',
    'engagement open "Volta Motors" An ask',
)

# What stands behind the codes, so that a command with one hostile value comes as far as it can.
CODES: Mapping[str, str] = {
    "meeting": "MTG-27-Q1-LEV", "meeting discussed": "AGP-1", "meeting drop": "AGP-1", "meeting cancel-series": "Q1",
    "action": "ACT-1", "question": "Q-1", "question helpful": "A-1", "question keep": "A-1", "lesson": "L-1",
    "update": "U-1", "digest": "U-1", "group": "LEV", "room": "LEV", "programme": "LEVP",
}  # fmt: skip
RANDOM = {"summary": r"SUM-\w{4}", "engagement": r"ENG-\w{4}"}


def named(option: Option, value: str) -> str:
    """`name:"value"`, as people write it."""
    return f'{option.name.replace("_", "-")}:"{value}"'


def good(spec: Spec, option: Option, codes: Mapping[str, str]) -> str:
    """A value that this option takes."""
    if option.words is not None:
        return next(iter(option.words)).value
    return codes.get(spec.name, codes.get(spec.path[0], "X-1")) if option.kind == "Code" else GOOD[option.kind]


def others(spec: Spec, options: Sequence[Option], codes: Mapping[str, str]) -> str:
    """The command with good values for those of the options that it needs."""
    words = [named(one, good(spec, one, codes)) for one in options if one.required]
    return " ".join([f"!{spec.name}", *words, *(["group:LEV"] if spec.group else [])])
