"""The sheets around a file, and blank forms: what they say and leave free."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest
from archive import broken_rules
from reading import squeezed, text_of

from mediation import documents
from mediation.adapters.binder import Binder
from mediation.adapters.printer import Printer
from mediation.adapters.renderer import Renderer
from mediation.documents.blanks import blank_contents, blank_kinds
from mediation.documents.samples import SIZES, sample_json, sample_request
from mediation.rules.attachments import JPEG, PDF
from mediation.rules.dossiers import OF_ATTACHMENTS, OF_PAPERS, BindingPlan, FilePart
from mediation.rules.papers import PAPERS, SHEETS, RenderRequest
from mediation.rules.vocabulary import AttachmentKind
from tests.uploads import paper, photo, with_a_stamp_and_a_seal

FOLDER = Path(documents.__file__).parent
OF_EACH_DAY = [
    kind if kind == "intake_form" else pytest.param(kind, marks=pytest.mark.long) for kind in blank_kinds()
]


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_says_in_its_folder_what_the_registry_says(name: str) -> None:
    told = tomllib.loads((FOLDER / name / "paper.toml").read_text(encoding="utf-8"))
    kind = SHEETS[name]
    assert (told["title"], told["template_version"], tuple(told["signers"])) == (
        kind.title,
        kind.template_version,
        kind.signers,
    )
    assert told["fields"] == [*kind.contents.__dataclass_fields__] or set(told["fields"]) == set(
        kind.contents.__dataclass_fields__
    )


@pytest.mark.parametrize(
    "size",
    [pytest.param(size, marks=pytest.mark.long) if size != "ordinary" else size for size in SIZES],
)
def test_the_cover_is_one_page_and_says_all_of_it(renderer: Renderer, size: str) -> None:
    text = sample_json("dossier_cover", size)
    cover = SHEETS["dossier_cover"].contents.from_json(text)
    pdf = renderer.render(RenderRequest("dossier_cover", "1", text))
    printed = text_of(pdf)
    for part in (cover.title, cover.number, cover.retention, cover.filer, *cover.mediators):
        assert squeezed(part) in printed
    if size != "extreme":
        assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_long_name_of_a_committee_breaks_before_what_it_is(renderer: Renderer) -> None:
    cover = SHEETS["dossier_cover"].contents.from_json(sample_json("dossier_cover", "short"))
    long = replace(cover, committee="科尔沁左翼中旗保康镇衙门台村人民调解委员会")
    pdf = renderer.render(
        RenderRequest("dossier_cover", SHEETS["dossier_cover"].template_version, long.to_json())
    )
    lines = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()
    assert lines[:2] == ["科尔沁左翼中旗保康镇衙门台村", "人民调解委员会"]


def test_a_file_of_our_papers_and_photos_keeps_the_rules_of_an_archive_file(renderer: Renderer) -> None:
    """All but those of level A: the papers' structure trees do not go with their pages."""
    shelf = {"agreement": renderer.render(sample_request("agreement", "short")), "photo": photo()}
    cover = SHEETS["dossier_cover"].contents.from_json(sample_json("dossier_cover", "short"))
    note = SHEETS["dossier_note"].contents.from_json(sample_json("dossier_note", "short"))
    parts = (FilePart(8, "人民调解协议书", "agreement"), FilePart(3, "身份证明", "photo", JPEG))
    plan = BindingPlan(cover, note, parts, date(2026, 12, 1))
    binder = Binder()
    bound, pages = binder.bind(plan, _Shelf(shelf), renderer)
    assert pages == len(pypdf.PdfReader(io.BytesIO(bound)).pages) - 3
    level_a = {"6.6.4 metadata say level A", "6.7.2 marked", "6.7.3 a structure tree"}
    assert set(broken_rules(bound)) == level_a


def test_stamps_and_seals_of_a_foreign_pdf_are_bound_with_its_pages(renderer: Renderer) -> None:
    """They lie beside the page's content: an electronic ruling without its seal would be another paper."""
    shelf = {"ruling": paper(1, with_a_stamp_and_a_seal)}
    cover = SHEETS["dossier_cover"].contents.from_json(sample_json("dossier_cover", "short"))
    note = SHEETS["dossier_note"].contents.from_json(sample_json("dossier_note", "short"))
    parts = (FilePart(11, "民事裁定书", "ruling", PDF, own=False),)
    bound, _ = Binder().bind(BindingPlan(cover, note, parts, date(2026, 12, 1)), _Shelf(shelf), renderer)
    with pikepdf.open(io.BytesIO(bound)) as opened:
        sheet = opened.pages[2]
        assert "/Annots" not in sheet
        assert "/AcroForm" not in opened.Root
        drawn = b"".join(_content(sheet.obj.Resources.XObject.Fx))
    assert b"1 0 0 RG" in drawn
    assert b"0 0 1 RG" in drawn


def _content(form: pikepdf.Object) -> Iterator[bytes]:
    """What a form draws, and the forms in it."""
    yield form.read_bytes()
    for inside in form.get("/Resources", {}).get("/XObject", {}).values():
        yield from _content(inside)


class _Shelf(dict[str, bytes]):
    """Papers by their names."""

    def get(self, digest: str) -> bytes:  # type: ignore[override]
        return self[digest]


def test_every_kind_of_paper_and_of_material_has_its_place_in_the_file() -> None:
    assert set(PAPERS) == set(OF_PAPERS)
    assert set(AttachmentKind) == set(OF_ATTACHMENTS)


@pytest.mark.parametrize("kind", blank_kinds())
def test_a_blank_form_has_contents_of_its_kind(kind: str) -> None:
    made = blank_contents(kind)
    assert PAPERS[kind].contents.from_json(made.to_json()) == made


@pytest.mark.parametrize("kind", OF_EACH_DAY)
def test_a_blank_form_has_its_title_and_nothing_filled_in(kind: str) -> None:
    printer = Printer()
    text = text_of(printer.blank_form(kind))
    printer.close()
    assert squeezed(PAPERS[kind].title) in text
    assert "1年1月" not in text
    assert "尚未表示意见" not in text
    assert "None" not in text
