"""The rules of PDF/A-3 that can be read from a file's structure, each by its clause; no file passes by assertion.

There is no independent validator in the registries (veraPDF is in none of PyPI, npm and Debian), so each rule of
ISO 19005-3 that applies to our papers is checked here by pikepdf, which does not make them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import pikepdf

from tests.documents.glyphs import has_cmyk, shown, widths_agree

FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"}
FORBIDDEN_ACTIONS |= {"/Rendition", "/Trans", "/GoTo3DView", "/JavaScript"}
BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"}
BLENDS |= {"/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation"}
BLENDS |= {"/Color", "/Luminosity"}
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
Rule = tuple[str, Callable[[pikepdf.Pdf, bytes], bool]]


def broken_rules(pdf: bytes) -> list[str]:
    """The clauses that the file breaks; empty for one that keeps them all."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [name for name, holds in RULES if not holds(opened, pdf)]


def _objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream, also those inside others."""
    for one in pdf.objects:
        yield from _inside(one)


def _inside(one: Any) -> Iterator[Any]:
    if isinstance(one, pikepdf.Array):
        for item in one:
            if not getattr(item, "is_indirect", False):
                yield from _inside(item)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        for _name, item in one.items():
            if not getattr(item, "is_indirect", False):
                yield from _inside(item)


def _fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for one in _objects(pdf) if one.get("/Type") == "/Font"]


def _xmp(pdf: pikepdf.Pdf) -> str:
    return bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8")


def _value(xmp: str, name: str) -> str:
    """A property, as an attribute, as an element, or as the first of a list."""
    prefix, _, local = name.partition(":")
    key = f"{{{NAMES[prefix]}}}{local}"
    for element in ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", xmp)).iter():
        if key in element.attrib:
            return element.attrib[key]
        if element.tag == key:
            return "".join(element.itertext()).strip()
    return ""


def _title_agrees(pdf: pikepdf.Pdf, _: bytes) -> bool:
    return bool(pdf.docinfo.get("/Title")) and _value(_xmp(pdf), "dc:title") == str(pdf.docinfo["/Title"])


def _embedded(font: Any) -> bool:
    if font.Subtype == "/Type0":
        return all(
            "/FontFile2" in d.FontDescriptor or "/FontFile3" in d.FontDescriptor for d in font.DescendantFonts
        )
    described = font.get("/FontDescriptor")
    return (
        str(font.Subtype).startswith("/CIDFont")
        or font.Subtype == "/Type3"
        or bool(described and any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")))
    )


def _shows_what_is_there(pdf: pikepdf.Pdf, _: bytes) -> bool:
    """Glyph 0 is the blank box."""
    return not any(0 in codes for codes in shown(pdf).values())


def _widths_agree(pdf: pikepdf.Pdf, _: bytes) -> bool:
    return all(widths_agree(pdf.get_object(font), codes) for font, codes in shown(pdf).items())


def _unicode(font: Any) -> bool:
    return str(font.Subtype).startswith("/CIDFont") or "/ToUnicode" in font


def _subset(font: Any) -> bool:
    return re.match(r"/[A-Z]{6}\+", str(font.get("/BaseFont", "/AAAAAA+"))) is not None


def _annotations(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for page in pdf.pages for one in page.get("/Annots", [])]


def _printable(annotation: Any) -> bool:
    """Printed, not hidden, not unviewable; a signature without an appearance has no place on the page."""
    flags = int(annotation.get("/F", 0))
    return bool(flags & 4) and not flags & (1 | 2 | 32)


def _device_colour(pdf: pikepdf.Pdf, _: bytes) -> bool:
    intents = pdf.Root.get("/OutputIntents", [])
    return any(one.S == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents)


def _trailer_is_plain(pdf: pikepdf.Pdf, _: bytes) -> bool:
    return "/Encrypt" not in pdf.trailer and len(pdf.trailer.get("/ID", [])) == 2


def _dates_agree(pdf: pikepdf.Pdf, _: bytes) -> bool:
    made = re.sub(r"\D", "", _value(_xmp(pdf), "xmp:CreateDate"))[:8]
    return bool(made) and str(pdf.docinfo.get("/CreationDate", ""))[2:10] == made


RULES: tuple[Rule, ...] = (
    ("6.1.2 header", lambda pdf, raw: re.match(rb"%PDF-1\.[0-7]\s+%[\x80-\xff]{4}", raw) is not None),
    ("6.1.3 trailer: an ID, no encryption", _trailer_is_plain),
    ("6.1.3 nothing behind the end", lambda pdf, raw: raw.rstrip().endswith(b"%%EOF")),
    (
        "6.1.7 no external streams",
        lambda pdf, _: not any("/F" in s for s in _objects(pdf) if isinstance(s, pikepdf.Stream)),
    ),
    (
        "6.1.7 no LZW, no Crypt",
        lambda pdf, _: (
            not any(name in str(s.get("/Filter", "")) for s in _objects(pdf) for name in ("LZW", "Crypt"))
        ),
    ),
    ("6.2.3 an output intent with its profile", _device_colour),
    ("6.2.4.3 no colours of print beside an intent of red, green and blue", lambda pdf, _: not has_cmyk(pdf)),
    (
        "6.2.8 no image is interpolated or has alternates",
        lambda pdf, _: (
            not any(
                s.get("/Subtype") == "/Image" and (s.get("/Interpolate") is True or "/Alternates" in s)
                for s in _objects(pdf)
            )
        ),
    ),
    (
        "6.2.9 no PostScript, no reference objects",
        lambda pdf, _: (
            not any(
                s.get("/Subtype2") == "/PS"
                or s.get("/Subtype") == "/PS"
                or ("/Ref" in s and s.get("/Subtype") == "/Form")
                for s in _objects(pdf)
            )
        ),
    ),
    (
        "6.2.10 blend modes of the standard",
        lambda pdf, _: all(str(s.get("/BM", "/Normal")) in BLENDS for s in _objects(pdf)),
    ),
    ("6.2.11.4 every font is embedded", lambda pdf, _: all(map(_embedded, _fonts(pdf)))),
    ("our own: every font is a subset", lambda pdf, _: all(map(_subset, _fonts(pdf)))),
    ("6.2.11.5 the widths told are those of the font", _widths_agree),
    ("6.2.11.8 no glyph is missing", _shows_what_is_there),
    ("6.2.11.7 every font maps to Unicode", lambda pdf, _: all(map(_unicode, _fonts(pdf)))),
    ("6.3.2 annotations are printed", lambda pdf, _: all(map(_printable, _annotations(pdf)))),
    (
        "6.4 forms need no appearances made",
        lambda pdf, _: not pdf.Root.get("/AcroForm", {}).get("/NeedAppearances", False),
    ),
    ("6.4 no XFA", lambda pdf, _: "/XFA" not in pdf.Root.get("/AcroForm", {})),
    (
        "6.5 no scripts or other forbidden actions",
        lambda pdf, _: (
            not any(
                str(s.get("/S", "")) in FORBIDDEN_ACTIONS or "/AA" in s or "/JS" in s for s in _objects(pdf)
            )
        ),
    ),
    ("6.6.4 metadata say PDF/A-3", lambda pdf, _: _value(_xmp(pdf), "pdfaid:part") == "3"),
    ("6.6.4 metadata say level A", lambda pdf, _: _value(_xmp(pdf), "pdfaid:conformance") == "A"),
    ("6.6.3 the title agrees", _title_agrees),
    ("6.6.3 the dates agree", _dates_agree),
    ("6.7.2 marked", lambda pdf, _: bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False))),
    (
        "6.7.3 a structure tree",
        lambda pdf, _: "/StructTreeRoot" in pdf.Root and "/K" in pdf.Root.StructTreeRoot,
    ),
    ("6.7.4 a language", lambda pdf, _: str(pdf.Root.get("/Lang", "")) == "zh-CN"),
    (
        "6.8 attached files say how they belong",
        lambda pdf, _: all("/AFRelationship" in s for s in _objects(pdf) if s.get("/Type") == "/Filespec"),
    ),
    ("6.9 no optional content without a name", lambda pdf, _: "/OCProperties" not in pdf.Root),
)
