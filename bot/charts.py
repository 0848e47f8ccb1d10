"""Bars drawn as a picture (PNG, which both Matrix's and Discord's clients show in place), by Pillow.

Dark on an opaque light ground with a rim, so that it reads the same in a dark client and in a light one; each bar has
its label before it and its number behind it, so that nothing hangs on colours.
"""

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

WIDTH, MARGIN, ROW, BAR, HEAD = 900, 28, 46, 26, 74  # pixels
LABELS = 330  # pixels of the width that the labels take
GROUND, RIM, INK, FILL = "#fbfbf8", "#c9c9c2", "#1c1c1a", "#2f6690"  # ink on ground 16:1, fill on ground 6:1 (WCAG 2.2)
TITLE, TEXT = 24, 19  # pixels of the type
MOST_BARS = 12


def drawn(title: str, bars: Sequence[tuple[str, int]]) -> bytes:
    """The picture's bytes: the first dozen of the bars, each as long as it counts. Holds the processor some 10 ms."""
    shown = bars[:MOST_BARS]
    image, draw = titled(title, size_of(bars))
    small = font(TEXT)
    most = max((count for _, count in shown), default=0)
    begins, room = MARGIN + LABELS, WIDTH - 2 * MARGIN - LABELS - 60
    for number, (label, count) in enumerate(shown):
        top = HEAD + MARGIN // 2 + number * ROW
        middle = top + BAR // 2
        text = fitting(draw, label, small, LABELS - 16)
        draw.text((begins - 14, middle), text, INK, small, anchor="rm")
        length = round(room * count / most) if most else 0
        draw.rectangle((begins, top, begins + max(length, 2), top + BAR), fill=FILL if count else RIM)
        draw.text((begins + max(length, 2) + 10, middle), f"{count}", INK, small, anchor="lm")
    return saved(image)


def size_of(bars: Sequence[tuple[str, int]]) -> tuple[int, int]:
    """Its width and height in pixels."""
    return WIDTH, HEAD + MARGIN + max(1, len(bars[:MOST_BARS])) * ROW


def titled(title: str, size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty picture with its title, and what draws on it."""
    image = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width - 1, image.height - 1), outline=RIM, width=2)
    big = font(TITLE)
    draw.text((MARGIN, MARGIN), fitting(draw, title, big, WIDTH - 2 * MARGIN), INK, big)
    return image, draw


def saved(image: Image.Image) -> bytes:
    """A picture as PNG: the same bytes for the same drawing, with no time or name in them."""
    file = io.BytesIO()
    image.quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Roboto, as a package brings it: Pillow's own type has no accents, and nobody knows what a system has."""
    with as_file(files("font_roboto") / "files" / "Roboto-Regular.ttf") as file:
        return ImageFont.truetype(str(file), size)


def fitting(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """As much of a text as has room, and a sign that there is more."""
    if draw.textlength(text, font) <= width:
        return text
    while text and draw.textlength(f"{text}…", font) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
