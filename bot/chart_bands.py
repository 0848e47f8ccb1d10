"""Bands drawn as a picture: boxes side by side, of which the one that was reached is filled, and pointed at."""

from collections.abc import Sequence

from PIL import ImageDraw

from bot.charts import FILL, GROUND, HEAD, INK, MARGIN, RIM, TEXT, WIDTH, fitting, font, saved, titled

BLOCK, BOX, LABEL = 118, 44, 36  # pixels: of a scale as a whole, of its boxes, and of the line above them
GAP, POINT, SMALL = 8, 8, 17


def drawn(title: str, scales: Sequence[tuple[str, Sequence[str], int | None]]) -> bytes:
    """The picture's bytes: of each scale its label, its bands, and which of these was reached, if any."""
    image, draw = titled(title, size_of(scales))
    for number, (label, bands, reached) in enumerate(scales):
        top = HEAD + number * BLOCK
        draw.text((MARGIN, top), fitting(draw, label, font(TEXT), WIDTH - 2 * MARGIN), INK, font(TEXT))
        width = (WIDTH - 2 * MARGIN - GAP * (len(bands) - 1)) / max(len(bands), 1)
        for place, band in enumerate(bands):
            left = round(MARGIN + place * (width + GAP))
            _box(draw, (left, top + LABEL, round(left + width), top + LABEL + BOX), band, is_it=place == reached)
    return saved(image)


def size_of(scales: Sequence[tuple[str, Sequence[str], int | None]]) -> tuple[int, int]:
    """Its width and height in pixels."""
    return WIDTH, HEAD + max(1, len(scales)) * BLOCK


def _box(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], text: str, *, is_it: bool) -> None:
    left, top, right, bottom = box
    middle = (left + right) // 2
    if is_it:
        draw.rectangle(box, fill=FILL, outline=INK, width=3)
        draw.polygon([(middle, bottom + 4), (middle - POINT, bottom + 16), (middle + POINT, bottom + 16)], fill=INK)
    else:
        draw.rectangle(box, outline=RIM, width=2)
    shown = fitting(draw, text, font(SMALL), right - left - 12)
    draw.text((middle, (top + bottom) // 2), shown, GROUND if is_it else INK, font(SMALL), anchor="mm")
