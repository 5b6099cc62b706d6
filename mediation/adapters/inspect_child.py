"""The child process that opens what people upload: what a file is tells its content, never its name."""

from __future__ import annotations

import hashlib
import io
import warnings

import pikepdf
from PIL import Image, ImageOps

from mediation.adapters.pdf_inspection import refusal_of
from mediation.rules.attachments import JPEG, MOST_PAGES, PDF, Inspected
from mediation.rules.messages import Message, say

FORMATS = ("JPEG", "PNG", "MPO")
"""MPO: the JPEG of some phones, with a second picture behind the first."""
MOST_PIXELS = 120_000_000
LONGEST_EDGE = 3508
"""Pixels of A4's long edge at 300 dpi: what an archive asks for."""
QUALITY = 88
THUMB = (240, 240)
BROKEN = say("图片已损坏，打不开")
UNKNOWN = say("只收图片（JPEG、PNG）和 PDF 文件")
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def answer(data: bytes) -> Inspected | Message:
    """The file as it is kept, or why it is not taken. No fault of a library ends the child."""
    try:
        if data[:1024].lstrip().startswith(b"%PDF-"):
            return _pdf(data)
        if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            return _image(data)
        return say("文件是空的") if not data else UNKNOWN
    except MemoryError:
        return say("打开它要的内存太多")
    except Exception:  # whatever a damaged file does to a library
        return say("文件已损坏，打不开")


def _image(data: bytes) -> Inspected | Message:
    """The picture as JPEG, upright, without place, time and device that the camera noted in it."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return say("图片太大，超过 {n} 万像素", n=MOST_PIXELS // 10_000)
            opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            opened.load()
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return say("图片太大，超过 {n} 万像素", n=MOST_PIXELS // 10_000)
    except (OSError, SyntaxError, ValueError, EOFError):
        return BROKEN
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    thumb = picture.copy()
    thumb.thumbnail(THUMB)
    return Inspected(JPEG, 1, _jpeg(picture, QUALITY), _jpeg(thumb, 75), hashlib.sha256(data).hexdigest())


def _on_white(picture: Image.Image) -> Image.Image:
    """In RGB or grey; what can be seen through lies on white."""
    if picture.mode in ("RGB", "L"):
        return picture
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture).convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    made = io.BytesIO()
    clean = picture.copy()
    clean.info = {}
    clean.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def _pdf(data: bytes) -> Inspected | Message:
    """As it was sent, if it only shows pages."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as opened:
            refusal = refusal_of(opened)
            pages = len(opened.pages)
    except pikepdf.PasswordError:
        return say("PDF 设有密码，请去掉密码以后再上传")
    except pikepdf.PdfError:
        return say("不是完好的 PDF 文件")
    if refusal is not None:
        return refusal
    if not 0 < pages <= MOST_PAGES:
        return say("PDF 有 {n} 页，一份最多 {most} 页", n=pages, most=MOST_PAGES)
    return Inspected(PDF, pages, data, b"", hashlib.sha256(data).hexdigest())
