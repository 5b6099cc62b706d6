"""A signature drawn on a screen: an image of little size and enough ink, made anew from its pixels."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from io import BytesIO

from PIL import Image, ImageChops

from mediation.rules.errors import BadInput
from mediation.rules.messages import say

FIELD = "drawing"
PREFIX = "data:image/png;base64,"
LARGEST = 400_000
"""Characters that a drawing of this size may take when it is sent."""
WIDEST, HIGHEST = 2400, 1600
KEPT = (600, 240)
MARGIN = 8
INK = 128
LEAST_INK, LEAST_SPAN = 60, 24
"""Dark points, and the longer side of what is drawn: a slip of the finger is no signature."""
_HEAD = b"\x89PNG\r\n\x1a\n"


def read_drawing(sent: str) -> str:
    """The drawing as a small grey PNG in base64, from the data address that the page sent; BadInput otherwise.

    It is made anew from its pixels: nothing that was hidden in the file goes with it.
    """
    raw = _bytes_of(sent)
    grey = _grey(raw)
    ink = ImageChops.invert(grey).point(lambda value: 255 if value > 255 - INK else 0)
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < LEAST_INK or max(box[2] - box[0], box[3] - box[1]) < LEAST_SPAN:
        raise BadInput.at(FIELD, say("还没有签名，或者笔画太少：请在框里写上自己的名字"))
    cut = grey.crop(_widened(box, grey.size))
    cut.thumbnail(KEPT, Image.Resampling.LANCZOS)
    made = BytesIO()
    cut.save(made, "PNG", optimize=True)
    return b64encode(made.getvalue()).decode()


def _bytes_of(sent: str) -> bytes:
    if not sent:
        raise BadInput.at(FIELD, say("还没有签名，或者笔画太少：请在框里写上自己的名字"))
    if not sent.startswith(PREFIX) or len(sent) > LARGEST:
        raise BadInput.at(FIELD, say("没有收到签名的图，请清除后重新写一次"))
    try:
        raw = b64decode(sent.removeprefix(PREFIX), validate=True)
    except NotBase64:
        raise BadInput.at(FIELD, say("没有收到签名的图，请清除后重新写一次")) from None
    wide, high = (int.from_bytes(raw[at : at + 4], "big") for at in (16, 20))
    if not raw.startswith(_HEAD) or not 0 < wide <= WIDEST or not 0 < high <= HIGHEST:
        raise BadInput.at(FIELD, say("没有收到签名的图，请清除后重新写一次"))
    return raw


def _grey(raw: bytes) -> Image.Image:
    """On white, whatever was transparent."""
    try:
        with Image.open(BytesIO(raw), formats=("PNG",)) as opened:
            drawn = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        raise BadInput.at(FIELD, say("没有收到签名的图，请清除后重新写一次")) from None
    white = Image.new("RGBA", drawn.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, drawn).convert("L")


def _widened(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return (
        max(0, left - MARGIN),
        max(0, top - MARGIN),
        min(size[0], right + MARGIN),
        min(size[1], bottom + MARGIN),
    )
