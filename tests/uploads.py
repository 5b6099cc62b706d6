"""Files that people might send: honest, damaged and hostile ones, made here."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw


def photo(
    kind: str = "JPEG",
    size: tuple[int, int] = (320, 200),
    *,
    turned: bool = False,
    mode: str = "RGB",
    words: str = "",
) -> bytes:
    """A picture with a red left half; `turned`: as a phone stores it on its side, with the place it was taken."""
    picture = Image.new("RGB", size, "white")
    picture.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    if words:
        ImageDraw.Draw(picture).text((20, 20), words, fill="black")
    picture = picture.convert(mode) if mode != "I;16" else Image.new(mode, size, 65_000)
    made = io.BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
        exif[0x010F] = "PHONE-MAKER"
        exif.get_ifd(0x8825)[2] = (43.0, 36.0, 12.0)
    picture.save(made, kind, **({"exif": exif} if turned else {}))
    return made.getvalue()


def paper(pages: int = 1, change: Callable[[Pdf], object] = lambda pdf: None, **save: object) -> bytes:
    """A PDF of white pages, changed."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    change(pdf)
    made = io.BytesIO()
    pdf.save(made, **save)
    return made.getvalue()


def with_script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def with_script_at_a_page(pdf: Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def with_launch_in_a_link(pdf: Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 100, 100]),
        A=Dictionary(S=Name.Launch, F=String("cmd.exe")),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def seen_on_the_page(pdf: Pdf, kind: Name, at: int, colour: str, **more: object) -> None:
    """An annotation with its own appearance: a coloured frame of 200 by 100 points."""
    look = Stream(pdf, f"{colour} RG 6 w 5 5 190 90 re S".encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 100])
    note = Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([100, at, 300, at + 100]), F=4, **more)
    note.AP = Dictionary(N=pdf.make_indirect(look))
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get("/Annots", []), pdf.make_indirect(note)])


def with_a_stamp_and_a_seal(pdf: Pdf) -> None:
    """As a program for reviews leaves a stamp, and a court's electronic ruling its seal: both beside the page."""
    seen_on_the_page(pdf, Name.Stamp, 600, "1 0 0")
    seen_on_the_page(pdf, Name.Widget, 300, "0 0 1", FT=Name.Sig, T=String("seal"))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].obj.Annots[1]]), SigFlags=3)


def with_a_filled_field(pdf: Pdf) -> None:
    """Typed into a form that each viewer draws for itself."""
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("sum"), V=String("3000"))
    field.Rect = Array([100, 100, 300, 130])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].obj.Annots, NeedAppearances=True)


def with_a_file(pdf: Pdf) -> None:
    pdf.attachments["list.xlsx"] = b"PK"


def turned_by_a_word(pdf: Pdf) -> None:
    pdf.pages[0].obj.Rotate = Name.Left


def with_deep_arrays(pdf: Pdf) -> None:
    deep = Array([])
    for _ in range(200):
        deep = Array([deep])
    pdf.Root.Deep = deep


def bomb_of_objects() -> bytes:
    """A legal PDF of some kilobytes whose object stream unpacks to gigabytes."""
    packed = zlib.compressobj(9)
    inside = packed.compress(b"1 0 << /Type /Catalog >> ")
    for _ in range(1100):
        inside += packed.compress(b" " * 1_000_000)
    inside += packed.flush()
    head = b"%PDF-1.5\n"
    stream = b"2 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >> stream\n" % len(
        inside
    )
    body = head + stream + inside + b"\nendstream endobj\n"
    rows = b"\x00\x00\x00\xff" + b"\x02\x00\x02\x00" + b"\x01" + len(head).to_bytes(2, "big") + b"\x00"
    rows += b"\x01" + len(body).to_bytes(4, "big")[1:]
    at = len(body)
    table = (
        b"3 0 obj << /Type /XRef /Size 4 /W [1 2 1] /Root 1 0 R /Length 16 >> stream\n"
        + rows[:12]
        + b"\x01\x00\x00\x00"
        + b"\nendstream endobj\n"
    )
    return body + table + b"startxref\n%d\n%%%%EOF" % at


def zip_bomb() -> bytes:
    """What calls itself .docx and unpacks to a thousand times its size."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("word/document.xml", "w") as file,
    ):
        for _ in range(40):
            file.write(b"0" * 1_000_000)
    return made.getvalue()


def picture_bomb(side: int = 40_000) -> bytes:
    """A PNG of some kilobytes that claims so many pixels each way."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
