"""A letter as files: a page of HTML that needs no other, and a document of Word's (ECMA-376, Office Open XML).

Both hold the words and who signed them, and nothing else: no author, no date, no label, nothing that is loaded. They
are the same bytes each time they are made of the same letter.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from commands.letter_text import Block, Kind, Run, blocks

HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Whatever stands in it, a page loads nothing and runs nothing (CSP Level 3).
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = "body{font:12pt/1.5 Georgia,serif;max-width:40rem;margin:3rem auto;padding:0 1rem}ul.signed{list-style:none}"
_TAGS = MappingProxyType({Kind.PARAGRAPH: "p", Kind.QUOTE: "blockquote", Kind.BULLET: "li", Kind.NUMBER: "li"})
_LISTS = MappingProxyType({Kind.BULLET: "ul", Kind.NUMBER: "ol"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A letter that becomes a file: its words (Markdown), their language, and the organisations that signed."""

    text: str
    locale: str
    signed: Sequence[str]


def html(paper: Paper) -> bytes:
    """The page, in UTF-8."""
    parts = blocks(paper.text)
    names = "".join(f"<li>{escape(name)}</li>" for name in paper.signed)
    body = "\n".join((*_html(parts), *([f'<hr>\n<ul class="signed">{names}</ul>'] if names else ())))
    title = next((one.plain for one in parts if one.plain), "")[:120]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(paper.locale)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _html(parts: Sequence[Block]) -> Iterator[str]:
    inside: Kind | None = None
    for one in parts:
        if inside is not None and one.kind is not inside:
            yield f"</{_LISTS[inside]}>"
            inside = None
        if one.kind in _LISTS and inside is None:
            inside = one.kind
            yield f'<ol start="{one.level}">' if one.kind is Kind.NUMBER else "<ul>"
        if one.kind is Kind.RULE:
            yield "<hr>"
            continue
        tag = f"h{one.level}" if one.kind is Kind.HEADING else _TAGS[one.kind]
        yield f"<{tag}>{''.join(map(_html_run, one.runs))}</{tag}>"
    if inside is not None:
        yield f"</{_LISTS[inside]}>"


def _html_run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br>")
    text = f"<strong>{text}</strong>" if run.bold else text
    return f"<em>{text}</em>" if run.italic else text


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BULLETS, _NUMBERS = 1, 2  # the two kinds of lists (w:abstractNum); a list of bullets is w:num 1, each other its own
_SIZES = {1: 32, 2: 28, 3: 24}  # half points of a heading's type
_A4 = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418"'


def docx(paper: Paper) -> bytes:
    """The document, as a ZIP of its parts."""
    body, lists = _body(blocks(paper.text), paper.signed)
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f'<w:document {_W}><w:body>{body}<w:sectPr>{_A4} w:header="709" w:footer="709" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>',
        "word/_rels/document.xml.rels": _relations({"styles": "styles.xml", "numbering": "numbering.xml"}),
        "word/styles.xml": _styles(paper.locale),
        "word/numbering.xml": _numbering(lists),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), _XML + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _body(parts: Sequence[Block], signed: Sequence[str]) -> tuple[str, Sequence[int]]:
    """The paragraphs, and the number with which each numbered list begins."""
    written: list[str] = []
    begins: list[int] = []
    before: Kind | None = None
    for one in parts:
        if one.kind is Kind.NUMBER and before is not Kind.NUMBER:
            begins.append(one.level)
        before = one.kind
        written.append(f"<w:p>{_properties(one, len(begins))}{''.join(map(_run, one.runs))}</w:p>")
    if signed:
        written.append(f"<w:p>{_ruled()}</w:p>")
        written += [f"<w:p>{_run(Run(name))}</w:p>" for name in signed]
    return "".join(written), begins


def _properties(block: Block, lists: int) -> str:
    match block.kind:
        case Kind.HEADING:
            return f'<w:pPr><w:pStyle w:val="Heading{block.level}"/></w:pPr>'
        case Kind.QUOTE:
            return '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>'
        case Kind.RULE:
            return _ruled()
        case Kind.BULLET | Kind.NUMBER:
            number = 1 if block.kind is Kind.BULLET else 1 + lists
            return f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return ""


def _ruled() -> str:
    return '<w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr></w:pPr>'


def _run(run: Run) -> str:
    marks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in run.text.split("\n"))
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{lines}</w:r>"


def _styles(locale: str) -> str:
    default = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Georgia"/>'
        f'<w:sz w:val="22"/><w:lang w:val="{escape(locale)}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="{level - 1}"/>'
        f'</w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, size in _SIZES.items()
    )
    quote = (
        '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:ind w:left="567"/></w:pPr><w:rPr><w:i/></w:rPr></w:style>'
    )
    return f"<w:styles {_W}>{default}{normal}{headings}{quote}</w:styles>"


def _numbering(begins: Sequence[int]) -> str:
    kinds = ((_BULLETS, "bullet", "•"), (_NUMBERS, "decimal", "%1."))
    formats = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{name}"/>'
        f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="567" w:hanging="425"/></w:pPr></w:lvl></w:abstractNum>'
        for number, name, text in kinds
    )
    bullets = f'<w:num w:numId="1"><w:abstractNumId w:val="{_BULLETS}"/></w:num>'
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_NUMBERS}"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="{first}"/></w:lvlOverride></w:num>'
        for number, first in enumerate(begins, 2)
    )
    return f"<w:numbering {_W}>{formats}{bullets}{lists}</w:numbering>"


def _types() -> str:
    parts = {"document": "document.main", "styles": "styles", "numbering": "numbering"}
    own = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in parts.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{own}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    own = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{own}</Relationships>'
