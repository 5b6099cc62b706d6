"""Issued papers as files for an archive: each rule of PDF/A by name, small, few faces, text equal to contents."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pikepdf
import pytest
from archive import RULES, broken_rules
from reading import reader, sample

from mediation.adapters.fonts import typesetting
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import SIZES, sample_request
from mediation.rules.papers import PAPERS, Imprint, RenderRequest, printed_code

IMPRINT = Imprint(
    "ABCDE23456", "0123456789abcdef" * 4, "fedcba9876543210", "https://tiaojie.example.cn/verify"
)
LARGEST = 500_000
MOST_FACES = 3


def issued(renderer: Renderer, name: str, size: str = "ordinary") -> bytes:
    return renderer.render(dataclasses.replace(sample_request(name, size), imprint=IMPRINT))


@pytest.fixture(scope="module")
def agreement(renderer: Renderer) -> bytes:
    return issued(renderer, "agreement")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("agreement", "ordinary"),
        *(pytest.param(name, size, marks=pytest.mark.long) for name in PAPERS for size in SIZES),
    ],
)
def test_every_rule_of_the_archive_holds(renderer: Renderer, name: str, size: str) -> None:
    assert broken_rules(issued(renderer, name, size)) == []


def broken(pdf: bytes, how: Any) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        how(opened)
        out = io.BytesIO()
        opened.save(out, static_id=True)
        return out.getvalue()


def _more_on_the_page(shows: bytes) -> Any:
    return lambda pdf: pdf.pages[0].contents_add(pdf.make_stream(shows), prepend=False)


def _other_widths(pdf: pikepdf.Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/W" in one:
            one.W = pikepdf.Array([0, 65535, 123])


def _blank_box(pdf: pikepdf.Pdf) -> None:
    face = next(iter(pdf.pages[0].Resources.Font.keys()))
    _more_on_the_page(f"BT {face} 12 Tf <0000> Tj ET".encode())(pdf)


BREACHES = {
    "6.2.4.3 no colours of print beside an intent of red, green and blue": _more_on_the_page(b"0 0 0 1 k"),
    "6.2.11.5 the widths told are those of the font": _other_widths,
    "6.2.11.8 no glyph is missing": _blank_box,
    "6.2.3 an output intent with its profile": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "6.4 forms need no appearances made": lambda pdf: pdf.Root.__setitem__(
        "/AcroForm", pikepdf.Dictionary(NeedAppearances=True)
    ),
    "6.5 no scripts or other forbidden actions": lambda pdf: pdf.Root.__setitem__(
        "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    ),
    "6.6.3 the title agrees": lambda pdf: pdf.docinfo.__setitem__("/Title", "x"),
    "6.7.2 marked": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "6.7.3 a structure tree": lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"),
    "6.7.4 a language": lambda pdf: pdf.Root.__delitem__("/Lang"),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_the_check_notices_a_breach(agreement: bytes, rule: str) -> None:
    assert rule in [name for name, _ in RULES]
    assert rule in broken_rules(broken(agreement, BREACHES[rule]))


def test_an_ordinary_agreement_is_small_and_has_few_faces(agreement: bytes) -> None:
    faces = {
        str(font.get_object()["/BaseFont"])
        for page in reader(agreement).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert len(agreement) <= LARGEST
    assert len(faces) <= MOST_FACES
    assert all(face[1:8].endswith("+") for face in faces), "a font is not subset"


def test_the_marks_of_verifying_are_on_every_page_and_the_mark_leads_to_the_page(agreement: bytes) -> None:
    for page in reader(agreement).pages:
        text = page.extract_text()
        assert printed_code(IMPRINT.code) in text
        assert IMPRINT.contents_digest[-16:] in text
        assert IMPRINT.chain_head in text
        assert len(page.images) == 1


def test_without_a_public_address_the_code_is_printed_and_no_mark(renderer: Renderer) -> None:
    imprint = dataclasses.replace(IMPRINT, verify_at="")
    pdf = renderer.render(dataclasses.replace(sample_request("agreement", "short"), imprint=imprint))
    for page in reader(pdf).pages:
        assert printed_code(IMPRINT.code) in page.extract_text()
        assert len(page.images) == 0


def test_the_same_request_gives_the_same_bytes_with_the_same_fonts_and_programs(
    renderer: Renderer, agreement: bytes
) -> None:
    """What the sameness rests on is named with each paper: WeasyPrint, Pango, and the digest of every font file."""
    assert issued(renderer, "agreement") == agreement
    assert renderer.typesetting == typesetting()
    assert {"weasyprint", "pango"} < set(typesetting())
    assert all(len(digest) == 64 for name, digest in typesetting().items() if name.endswith((".ttf", ".ttc")))


@pytest.mark.parametrize("name", ["agreement", *(pytest.param(n, marks=pytest.mark.long) for n in PAPERS)])
def test_the_text_layer_says_every_text_of_the_contents(renderer: Renderer, name: str) -> None:
    paper = sample(name)
    pdf = renderer.render(RenderRequest(name, PAPERS[name].template_version, paper.to_json()))
    text = "".join("".join(page.extract_text().split()) for page in reader(pdf).pages)
    for clause in getattr(paper, "clauses", ()):
        assert "".join(clause.text.split()) in text
    for party in paper.parties:
        assert party.name in text
