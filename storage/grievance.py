"""What reads as if it named a worker, or were a worker's complaint: held back before it is kept or shown.

The bot takes no grievances: nobody here can follow one up, and what is not there can't leak. This is a rule of thumb
at the door, in both languages. It errs on the side of asking: whoever wrote it says that it names nobody, and goes on.
"""

import re

from storage.refusal import Refusal
from storage.stemming import folded

_WHO = r"(?:worker|employee|operator|apprentice|intern|ouvriere?|salariee?|employee?|travailleu(?:r|se)|interimaire)s?"
_HARM = r"(?:hit|beat|beaten|slapped|threatened|fired|dismissed|harassed|insulted|locked|underpaid)"
_TORT = r"(?:frappee?|battue?|menacee?|licenciee?|renvoyee?|harcelee?|insultee?|enfermee?)s?"
_PLACE = r"(?:factory|plant|line|site|workshop|warehouse|mine|dormitory)"
_TOIL = r"(?:work|worked|have worked|am working|am employed)"
_LIEU = r"(?:usine|atelier|chaine|entrepot|mine|dortoir)"

# Of a text without case and accents, in which whatever is no letter or digit is a space.
_READS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_WHO} (?:named|called|nommee?s?|appelee?s?|du nom de)\b(?! (?:by|par|as)\b)",
        rf"\b(?:my|her|his|their|{_WHO} s) names? (?:is|are)\b",
        rf"\bnoms? (?:de |d )(?:l |la |le |les |une? |ce |cette )?{_WHO} (?:est|sont)\b",
        rf"\b{_WHO} (?:no|number|nr|numero|n) \d",
        r"\b(?:s appelle|s appellent|m appelle|mon nom est)\b",
        r"\b(?:passport|badge|identity card|id card) (?:no|number)\b",
        r"\b(?:numero de (?:passeport|badge|securite sociale)|matricule)\b",
        rf"\bi {_TOIL} (?:at|in|on|for) (?:the|a|this|that) (?:\w+ )?{_PLACE}\b",
        rf"\bje travaill(?:e|ais) (?:a|dans|sur|pour) (?:l |la |le |une? |cette |cet |ce )?(?:\w+ )?{_LIEU}\b",
        rf"\b(?:i|we) (?:was|were|have been|am|are|got) (?:\w+ )?{_HARM}\b",
        rf"\b{_HARM} (?:me|us)\b",
        r"\b(?:hits|beats|slaps|harasses|insults) (?:me|us)\b",
        r"\b(?:je n ai|nous n avons|je ne suis|nous ne sommes) pas (?:ete )?payee?s?\b",
        r"\b(?:not|never|haven t|hasn t|didn t|without) (?:been |being )?paid (?:me|us|my|our)\b",
        r"\b(?:i|we) (?:have not|haven t|were not|weren t|was not|wasn t) (?:been )?paid\b",
        r"\b(?:took|keeps?|kept|withh(?:olds?|eld)) (?:my|our) (?:passports?|wages?|pay|salary|papers?|documents?)\b",
        r"\bm(?:y|on) (?:supervisor|foreman|line leader|superviseur|contremaitre|chef d equipe)\b",
        rf"\b(?:j ai|on m a|nous avons|on nous a) (?:ete )?{_TORT}\b",
        r"\b(?:m|nous) (?:a|ont) pas payee?s?\b",
        r"\b(?:garde|gardent|pris|confisque|confisquent) (?:mon|mes|nos) (?:passeports?|salaires?|papiers?)\b",
    )
)
# Of the text as it is: a name beside the word for somebody who works there, an address, a telephone.
_WORKS = r"(?:[Ww]orker|[Ee]mployee|[Oo]perator|[Oo]uvri[eè]re?|[Ss]alariée?|[Ee]mployée?|[Tt]ravailleu(?:r|se))"
_BODIES = r"(?!(?:Rights?|Relations|Council|Committee|Representatives?|Union|Voices?|Welfare|Association)\b)"
_GIVEN = r"[A-ZÀ-Þ][\w’'-]{1,40}"  # with an end: a word of 12,000 letters is looked at once, not from each of them
_LAST = rf"(?:[A-ZÀ-Þ]\.|{_GIVEN})"
_PLACES = ("At", "In", "From", "Near", "By", "À", "Au", "En", "Chez", "Dans")
_NOWHERE = "".join(rf"(?<!\b{one} )(?<!\b{one.lower()} )" for one in _PLACES) + rf"(?!(?:{'|'.join(_PLACES)}) )"
_SMALL = r"(?:[a-zà-ÿ][\w’-]{0,40} ){0,2}"  # as in « le travailleur migrant Ahmed K. »
_DAY = r"(?!\d\d[./-]\d\d[./-]\d{4}\b|\d{4}-\d\d-\d\d\b)"
_SHOWS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_WORKS},? {_SMALL}(?:(?:Mr|Ms|Mrs|Mme|M|Mlle)\.? )?{_BODIES}{_GIVEN} {_LAST}",
        rf"{_NOWHERE}\b{_GIVEN} {_LAST}, (?:an? |the |une? |le |la |l[’']){_SMALL}{_WORKS}\b",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}",
        r"(?:\+|\b(?!\d\d[./-]\d\d[./-]\d{4}\b)00?)(?:[ ./()-]?\d){9,14}\b",  # no day with its time
        r"\b(?i:call|phone|mobile|whatsapp|wechat|tel|tél|telephone|téléphone|appelez|portable)\b[^\n\d]{0,25}"
        rf"{_DAY}\d(?:[ .-]?\d){{6,14}}\b",
    )
)


def reads_like_one(*texts: str) -> bool:
    """Whether any of these may name a worker or be a worker's complaint."""
    said = [text for text in texts if text]
    return any(pattern.search(text) for text in said for pattern in _SHOWS) or any(
        pattern.search(plain) for plain in map(folded, said) for pattern in _READS
    )


class Held(Refusal):
    """What was said is not kept, nor shown to anybody, until its asker has answered one more option of the command;
    with none to answer, it is forgotten.
    """

    def __init__(self, key: str, asking: str = "") -> None:
        super().__init__(key)
        self.asking = asking


def hold_back(*texts: str, nobody: bool | None) -> None:
    """Raises Held for what reads like one, until its asker said that it is none (`nobody`), or that it is."""
    if nobody or not reads_like_one(*texts):
        return
    if nobody is None:
        raise Held("grievance-held", "nobody")
    raise Held("grievance-elsewhere")
