"""The sheets around a file, and blank forms: what they say and leave free."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pypdf
import pytest
from reading import squeezed, text_of

from mediation import documents
from mediation.adapters.printer import Printer
from mediation.adapters.renderer import Renderer
from mediation.documents.blanks import blank_contents, blank_kinds
from mediation.documents.samples import SIZES, sample_json
from mediation.rules.dossiers import OF_ATTACHMENTS, OF_PAPERS
from mediation.rules.papers import PAPERS, SHEETS, RenderRequest
from mediation.rules.vocabulary import AttachmentKind

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
