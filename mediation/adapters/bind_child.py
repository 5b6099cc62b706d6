"""The child process that binds a file: pages in order, numbered in the upper right corner, with bookmarks."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Rectangle, Stream, String
from PIL import Image

from mediation.adapters.page_numbers import figures_of, number
from mediation.rules.attachments import JPEG

A4 = (595.276, 841.89)
TOP, SIDE, BOTTOM = 56.7, 28.35, 28.35
"""What is kept free around a paper from outside: 20 mm for the number, 10 mm elsewhere."""
PART = "part:"
"""How the 卷内目录 names the paper to which a line leads."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Forget what was added for another file."""


@dataclass(frozen=True, slots=True)
class Add:
    """A paper: its bytes, what they are, whether the house printed it, whether its pages are numbered."""

    data: bytes
    media_type: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Bind:
    """Bind what was added between these sheets. Titles: of each paper, in order."""

    front: tuple[bytes, ...]
    titles: tuple[str, ...]
    back: bytes
    numbers: bytes
    """A sheet with the ten figures, in the font in which pages are numbered."""
    title: str
    author: str
    made_on: date
    front_titles: tuple[str, ...] = ()
    back_title: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """Papers with their number of copies, one behind the other."""

    papers: tuple[tuple[bytes, int], ...]
    both_sides: bool
    title: str


@dataclass
class Waiting:
    """What was added since the beginning, each a PDF of its own."""

    papers: list[Pdf] = field(default_factory=list)
    foreign: bool = False
    """Whether one of them came from outside as a PDF: nobody vouches for its fonts and colours."""


_waiting = Waiting()


def answer(request: Begin | Add | Bind | Print) -> int | bytes | str:
    """Nothing to say, the number of pages, or the bytes; a text says what went wrong."""
    try:
        if isinstance(request, Add):
            return _added(request)
        if isinstance(request, Bind):
            return _bound(request)
        if isinstance(request, Print):
            return _printed(request)
        _forget()
        return 0
    except MemoryError:
        _forget()
        return "MemoryError"
    except Exception as error:  # a fault of one file must not end the child
        _forget()
        return f"{type(error).__name__}: {error}"[:200]


def _forget() -> None:
    for paper in _waiting.papers:
        paper.close()
    _waiting.papers.clear()
    _waiting.foreign = False


def _added(request: Add) -> int:
    if request.media_type == JPEG:
        _waiting.papers.append(_sheet_of(request.data))
    else:
        opened = pikepdf.open(io.BytesIO(request.data))
        _waiting.foreign = _waiting.foreign or not request.own
        _waiting.papers.append(opened if request.own else _fitted(opened))
    return len(_waiting.papers[-1].pages)


def _sheet_of(jpeg: bytes) -> Pdf:
    """A4 with the picture as it is stored, as large as the margins allow."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        width, height, grey = opened.width, opened.height, opened.mode == "L"
    pdf = pikepdf.new()
    picture = Stream(pdf, jpeg)
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
    picture.ColorSpace = Name.DeviceGray if grey else Name.DeviceRGB
    picture.Filter = Name.DCTDecode
    page = pdf.add_blank_page(page_size=A4)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=picture))
    room = (A4[0] - 2 * SIDE, A4[1] - TOP - BOTTOM)
    scale = min(room[0] / width, room[1] / height)
    w, h = width * scale, height * scale
    x, y = (A4[0] - w) / 2, A4[1] - TOP - h
    page.obj.Contents = Stream(pdf, f"q {w:.2f} 0 0 {h:.2f} {x:.2f} {y:.2f} cm /Im Do Q".encode())
    return pdf


def _fitted(source: Pdf) -> Pdf:
    """Pages from outside on A4, upright or lying as they are; of stamps, seals and fields what is seen."""
    source.flatten_annotations("all")
    pdf = pikepdf.new()
    for page in source.pages:
        x0, y0, x1, y1 = (float(n) for n in page.cropbox)
        turned = int(page.get("/Rotate", 0)) % 180 == 90
        lying = ((y1 - y0) if turned else (x1 - x0)) > ((x1 - x0) if turned else (y1 - y0))
        size = (A4[1], A4[0]) if lying else A4
        sheet = pdf.add_blank_page(page_size=size)
        seen = pdf.copy_foreign(page.as_form_xobject())
        sheet.obj.Resources = Dictionary(XObject=Dictionary(Fx=seen))
        room = Rectangle(SIDE, BOTTOM, size[0] - SIDE, size[1] - TOP)
        sheet.obj.Contents = Stream(pdf, sheet.calc_form_xobject_placement(seen, Name.Fx, room))
    source.close()
    return pdf


def _bound(request: Bind) -> bytes:
    pdf = pikepdf.new()
    fronts = [_extend(pdf, pikepdf.open(io.BytesIO(data))) for data in request.front]
    first = len(pdf.pages)
    starts = [_extend(pdf, paper) for paper in _waiting.papers]
    last = len(pdf.pages)
    back = _extend(pdf, pikepdf.open(io.BytesIO(request.back)))
    number(pdf, first, last, figures_of(pdf, request.numbers))
    _lead(pdf, first, starts)
    _bookmark(
        pdf,
        [
            *zip(request.front_titles, fronts, strict=True),
            *zip(request.titles, starts, strict=True),
            (request.back_title, back),
        ],
    )
    _label(pdf, first, last)
    _describe(pdf, request)
    if not _waiting.foreign:
        _claim_archive(pdf, request.back)
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    _forget()
    return made.getvalue()


def _printed(request: Print) -> bytes:
    """On both sides, a paper of an odd number of pages is followed by an empty one."""
    pdf = pikepdf.new()
    for data, copies in request.papers:
        with pikepdf.open(io.BytesIO(data)) as paper:
            for _ in range(copies):
                start = _extend(pdf, paper)
                if request.both_sides and (len(pdf.pages) - start) % 2:
                    pdf.add_blank_page(page_size=A4)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
        about["dc:title"] = request.title
    made = io.BytesIO()
    pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def _extend(pdf: Pdf, paper: Pdf) -> int:
    """Where the paper begins. Its structure tree stays behind, so its pages name none; nor can a field be signed."""
    start = len(pdf.pages)
    pdf.pages.extend(paper.pages)
    for n in range(start, len(pdf.pages)):
        page = pdf.pages[n].obj
        for key in ("/StructParents", "/Tabs", "/AA"):
            if key in page:
                del page[key]
        if "/Annots" in page:
            page.Annots = Array([one for one in page.Annots if one.get("/Subtype") != Name.Widget])
    return start


def _lead(pdf: Pdf, first: int, starts: list[int]) -> None:
    """The lines of the 卷内目录 lead to the papers that they name."""
    for n in range(first):
        for link in pdf.pages[n].get("/Annots", []):
            address = str(link.A.get("/URI", "")) if "/A" in link else ""
            if not address.startswith(PART):
                continue
            page = pdf.pages[starts[int(address.removeprefix(PART)) - 1]].obj
            del link.A
            link.Dest = Array([page, Name.XYZ, None, None, None])


def _bookmark(pdf: Pdf, entries: list[tuple[str, int]]) -> None:
    with pdf.open_outline() as outline:
        outline.root.extend(OutlineItem(title, at) for title, at in entries)
    pdf.Root.PageMode = Name.UseOutlines


def _label(pdf: Pdf, first: int, last: int) -> None:
    """What viewers call the pages: numbers as they are stamped, and none for the sheets around."""
    around = Dictionary(P=String("封"))
    pdf.Root.PageLabels = Dictionary(
        Nums=Array([0, around, first, Dictionary(S=Name.D, St=1), last, Dictionary(P=String("封底"))])
    )


def _describe(pdf: Pdf, request: Bind) -> None:
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    stamp = f"{request.made_on:%Y-%m-%d}T00:00:00+08:00"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as about:
        about["dc:title"] = request.title
        about["dc:creator"] = [request.author]
        about["dc:language"] = ["zh-CN"]
        about["xmp:CreateDate"] = stamp
        about["xmp:ModifyDate"] = stamp


def _claim_archive(pdf: Pdf, sheet: bytes) -> None:
    """PDF/A-3b, which all that the house prints and every photo keeps; the colours are those of its sheets."""
    with pikepdf.open(io.BytesIO(sheet)) as printed:
        intents = [printed.make_indirect(one) for one in printed.Root.OutputIntents]
        pdf.Root.OutputIntents = Array([pdf.copy_foreign(one) for one in intents])
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as about:
        about["pdfaid:part"] = "3"
        about["pdfaid:conformance"] = "B"
