"""Where in a purchase something belongs, and which right of workers it is about: what lessons, tools, expertise and
questions are found by.
"""

from enum import StrEnum


class ProcurementStage(StrEnum):
    """The steps of a public purchase, in order."""

    PLANNING = "planning"
    PRE_MARKET = "pre_market"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"  # managing it: disclosures, updates, audits, remedies
    EXIT = "exit"


class LabourIssue(StrEnum):
    """What is at stake for workers: the ILO's fundamental rights, what monitoring finds most, and what finds it."""

    FORCED_LABOUR = "forced_labour"
    CHILD_LABOUR = "child_labour"
    DISCRIMINATION = "discrimination"
    FREEDOM_OF_ASSOCIATION = "freedom_of_association"
    WAGES = "wages"
    WORKING_HOURS = "working_hours"
    HEALTH_AND_SAFETY = "health_and_safety"
    PRECARIOUS_WORK = "precarious_work"
    TRANSPARENCY = "transparency"  # of the chain: who makes it, and where
    REMEDY = "remedy"
