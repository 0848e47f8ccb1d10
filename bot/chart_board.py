"""How far several things are, drawn as a picture: each has a bar with a pattern of its own, and the same in words."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.charts import FILL, GROUND, HEAD, INK, MARGIN, ROW, TEXT, WIDTH, fitting, font, saved, titled
from storage.paper import Mark

BAR_AT, BAR_WIDE, BAR_HIGH = 330, 150, 26  # pixels: where bars begin, and how large they are
WORDS_AT = BAR_AT + BAR_WIDE + 18
SIGN = 30  # of a line's words that the sign before them takes
GREY = "#6f6f69"  # on ground 5:1 (WCAG 2.2, 1.4.11)
STRIPE = 9  # between two strokes of what somebody says to be done

Drawn = tuple[str, Mark, str, bool]
"""A line: its label, its mark, the same in words, and whether it is urgent."""


def drawn(title: str, lines: Sequence[Drawn], more: str = "") -> bytes:
    """The picture's bytes; `more` stands below."""
    image, draw = titled(title, size_of(lines, more))
    small = font(TEXT)
    for number, (label, mark, words, urgent) in enumerate(lines):
        top = HEAD + MARGIN // 2 + number * ROW
        middle = top + BAR_HIGH // 2
        draw.text((MARGIN, middle), fitting(draw, label, small, BAR_AT - MARGIN - 14), INK, small, anchor="lm")
        image.paste(_bar(mark), (BAR_AT, top))
        begins = WORDS_AT + (SIGN if urgent else 0)
        if urgent:
            _sign(draw, WORDS_AT, top)
        draw.text((begins, middle), fitting(draw, words, small, WIDTH - MARGIN - begins), INK, small, anchor="lm")
    if more:
        below = HEAD + MARGIN // 2 + len(lines) * ROW
        draw.text((MARGIN, below), fitting(draw, more, small, WIDTH - 2 * MARGIN), INK, small)
    return saved(image)


def size_of(lines: Sequence[Drawn], more: str = "") -> tuple[int, int]:
    """Its width and height in pixels."""
    return WIDTH, HEAD + MARGIN + (max(1, len(lines)) + (1 if more else 0)) * ROW


def _bar(mark: Mark) -> Image.Image:
    """Empty, half, striped, full with a tick, or crossed out."""
    bar = Image.new("RGB", (BAR_WIDE, BAR_HIGH), GROUND)
    draw = ImageDraw.Draw(bar)
    right, low = BAR_WIDE - 1, BAR_HIGH - 1
    match mark:
        case Mark.HALF:
            draw.rectangle((0, 0, right // 2, low), fill=GREY)
        case Mark.HATCHED:
            for left in range(-BAR_HIGH, BAR_WIDE, STRIPE):
                draw.line((left, low, left + BAR_HIGH, 0), fill=INK, width=2)
        case Mark.FULL:
            draw.rectangle((0, 0, right, low), fill=FILL)
            middle = right // 2
            draw.line([(middle - 9, 13), (middle - 3, 19), (middle + 9, 6)], fill=GROUND, width=3)
        case Mark.CROSSED:
            draw.line((0, 0, right, low), fill=INK, width=2)
            draw.line((0, low, right, 0), fill=INK, width=2)
    draw.rectangle((0, 0, right, low), outline=INK, width=2)
    return bar


def _sign(draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
    """A triangle with an exclamation mark."""
    draw.polygon([(left + 11, top), (left, top + 24), (left + 22, top + 24)], outline=INK, width=2)
    draw.line((left + 11, top + 8, left + 11, top + 16), fill=INK, width=2)
    draw.point([(left + 11, top + 20), (left + 11, top + 19), (left + 10, top + 20), (left + 10, top + 19)], fill=INK)
