"""What may not be told to other buyers while a tender runs: prices, bids and how they are evaluated.

Told before an award they could distort the competition, and void the tender (Directive 2014/24/EU, articles 18, 21
and 41). It goes by words and amounts in English and French; it warns of too much rather than of too little.
"""

import re
import unicodedata

from sqlalchemy import select

from storage.organisation import Company, Purchase
from storage.unit import Unit

_CURRENCY = r"(?:[€$£]|eur(?:os?)?|usd|dollars?|gbp|pounds?|chf|francs?|nok|sek|dkk|kroner|kronor|pln|czk|huf|ron)"
# The digits before a currency are as many as an amount has: without a bound they are looked through again from each.
_AMOUNT = rf"{_CURRENCY}\s?\d[\d.,\s]*|\d[\d.,\s]{{0,20}}(?:k|m|mio|million|millions)?\s?{_CURRENCY}(?!\w)"
_WORDS = (
    r"bids?|bidders?|bidding|prices?|priced|pricing|quotes?|quoted|quotations?|unit costs?|discounts?|"
    r"evaluations?|evaluated|scores?|scored|scoring|ranked first|preferred bidder|"
    r"prix|tarifs?|devis|soumissions?|soumissionnaires?|remises?|rabais|offres?|"
    r"evaluees?|notation|notes? techniques?|classees?"
)
# "appel d'offres" is the tender itself, and says nothing of what was offered.
_SENSITIVE = re.compile(rf"(?<!d')(?<!d’)\b(?:{_WORDS})\b|{_AMOUNT}")
# Criteria and how they are weighed are what peers learn from each other; what a bid came to is not.
_OUTCOMES = re.compile(
    rf"{_AMOUNT}|\b(?:ranked (?:first|second|third|last)|preferred bidder|(?:winning|rejected) bid(?:der)?|"
    r"classee? (?:premiere?|deuxieme|seconde?|derniere?)|offres? (?:retenue|rejetee)s?)\b"
)
MOST = 5  # are named back


def facts_in(text: str) -> tuple[str, ...]:
    """The words and amounts in a text that could be facts of a tender, without case and accents, each once."""
    return _found(_SENSITIVE, text)


def outcomes_in(text: str) -> tuple[str, ...]:
    """The same, of amounts of money and of what became of a bid alone."""
    return _found(_OUTCOMES, text)


async def running(unit: Unit, organisation_id: str) -> str | None:
    """A company with which an organisation has a tender running, by name; None when none runs."""
    query = select(Company.name).join(Purchase, Purchase.company_id == Company.id)
    here = query.where(Purchase.organisation_id == organisation_id, Purchase.in_tender.is_(True))
    return await unit.scalar(here.order_by(Company.name).limit(1))


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    found = (one.group().strip(" .,") for one in pattern.finditer(" ".join(plain.casefold().split())))
    return tuple(dict.fromkeys(found))[:MOST]
