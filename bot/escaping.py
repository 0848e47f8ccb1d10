"""Characters that may be shown, and values that stand within Markdown without being any."""

import re
import unicodedata

_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_SIMPLE = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z0-9]+)*")  # most names and codes: nothing in them is a mark
_MARKS = re.compile(r"([\\`*_\[\]|])")
_BULLET = re.compile(r"^([-+#])")
_NUMBER = re.compile(r"^(\d+)\.")
_OPENING = re.compile(r"^[=~:]")
_UNSHOWN = {"Cc": "", "Cf": "", "Cs": "\ufffd"}  # by Unicode's category; line breaks and tabs stay


def clean(text: str) -> str:
    """Text without control, format (bidi, zero-width) and surrogate characters; line breaks become `\\n`."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    kinds = {ord(one): _UNSHOWN.get(unicodedata.category(one)) for one in set(text) - {"\n", "\t"}}
    unshown = {one: instead for one, instead in kinds.items() if instead is not None}
    return text.translate(unshown) if unshown else text


def escape(text: str) -> str:
    """A value for the middle of a Markdown phrase, on one line, that shows as it is whatever it holds."""
    if _SIMPLE.fullmatch(text):
        return text
    text = " ".join(clean(text).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKS.sub(r"\\\1", text)
    text = _NUMBER.sub(r"\1\\.", _BULLET.sub(r"\\\1", text))
    return _OPENING.sub(lambda found: f"&#{ord(found[0])};", text)


def code(text: str) -> str:
    """A value as a code span: nothing in it is markup, and it can be copied as it is."""
    text = " ".join(clean(text).split()).replace("`", "'")
    return f"`{text}`" if text else ""
