"""The least that makes HTML of Markdown: Python-Markdown as its manual calls it, and nh3 with the tags of Matrix.

It knows no links that lie, no room that is pinged, no worst case, and no plain form beside the HTML.
"""

import markdown
import nh3

EXTENSIONS = ["tables", "fenced_code", "sane_lists", "nl2br"]
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "a", "strong", "em", "code"),
}


def html(text: str) -> str:
    """The HTML of a text."""
    return nh3.clean(markdown.markdown(text, extensions=EXTENSIONS), tags=TAGS)
