"""One summary by its code, found as fast among thousands as among ten, and never telling whether there is one."""

import hashlib
from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from storage.summary import Summary, SummaryState


def _first(where: Callable[[type[Summary]], ColumnElement[bool]]) -> ScalarSelect[str]:
    one = aliased(Summary)
    query = select(one.id).where(one.state != SummaryState.DISCARDED, where(one))
    return query.order_by(one.id).limit(1).scalar_subquery()


EVERY_SUMMARY = select(Summary).where(Summary.state != SummaryState.DISCARDED).order_by(Summary.created_at.desc())
CODED_OR_ANOTHER: Select[Summary] = select(Summary).where(
    Summary.id
    == func.coalesce(
        _first(lambda one: one.code == bindparam("code")),
        _first(lambda one: one.id >= bindparam("instead")),
        _first(lambda one: one.id >= ""),  # those after the last one are stood in for by the first
    )
)
"""The summary of a code or, where there is none, another one, which the code decides: it is read, opened and judged in
its place, so that what isn't there takes as long as what isn't the asker's. Whoever asks compares the code.
"""


def coded_values(code: str) -> Mapping[str, str]:
    """What `CODED_OR_ANOTHER` is asked with. Ids are as random as a hash: each other code has a stand-in of its own."""
    return {"code": code, "instead": hashlib.sha256(code.encode()).hexdigest()[:20]}
