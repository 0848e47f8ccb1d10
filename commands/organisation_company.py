"""The companies that affiliates buy from: what each is in the chain, and what it is called."""

from sqlalchemy import select

from commands.engine.options import MAX_TITLE, CompanyName, Title
from commands.engine.spec import command
from commands.engine.work import Work
from commands.registry.kind import odd
from storage import directory
from storage.access import Action
from storage.message import Message, say, word_of
from storage.naming import as_kept, namesake
from storage.organisation import Company, CompanyKind
from storage.refusal import Absent, Refusal


@command(may=Action.REGISTER)
async def company(work: Work, name: Title, kind: CompanyKind = CompanyKind.BRAND) -> Message:
    """Add a company that affiliates buy from: a brand, a reseller or a manufacturer."""
    found = Company(name=await _free(work, name), kind=kind, created_at=work.now)
    work.add(found)
    work.about(f"company:{found.id}")
    message = say("company-added", name=found.name, kind=word_of(kind)).then(*odd(found.name))
    return message.step("organisation", "buys", rest=f'"{found.name}"')


@command(may=Action.REGISTER)
async def edit_company(
    work: Work, company: CompanyName, name: str | None = None, kind: CompanyKind | None = None
) -> Message:
    """Correct a company: its name, or whether it is a brand, a reseller or a manufacturer."""
    found = await directory.company_named(work.unit, company)
    if found is None:
        raise Absent
    before = found.name
    if name:
        found.name = await _free(work, name, but=found)
    found.kind = kind or found.kind
    work.about(f"company:{found.id}")
    message = say("company-edited", name=found.name, before=before, kind=word_of(found.kind)).then(*odd(found.name))
    return message.step("organisation", "buys", rest=f'"{found.name}"')


async def _free(work: Work, name: str, *, but: Company | None = None) -> str:
    """A name as it is kept. Raises Refusal for what can't be read, and for one that another company has or seems to."""
    called = as_kept(name, MAX_TITLE)
    others = await work.unit.scalars(select(Company.name).where(Company.id != (but.id if but else "")))
    if (other := namesake(called, others)) is not None:
        raise Refusal("company-exists", name=other)
    return called
