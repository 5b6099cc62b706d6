"""The child process that turns contents into PDF: limited memory, no files but the template's, no network."""

from __future__ import annotations

import hashlib
import json
import tomllib
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from mediation.adapters.chart_pictures import as_png, charts_in
from mediation.adapters.fonts import check_characters, covered, neutral, typesetting
from mediation.adapters.verify_mark import pictures_of
from mediation.documents.blanks import blank_contents, blank_html
from mediation.documents.blocks import blocks_of
from mediation.rules import papers
from mediation.rules.errors import BadInput, MediationError, Problem
from mediation.rules.messages import Message, say
from mediation.rules.papers import RenderRequest, TextRequest, WordRequest
from mediation.rules.papers.report_charts import charts_of
from mediation.rules.papers.wording import worded

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"
OFFICIAL_STYLE = DOCUMENTS / "official.css"
KINDS = papers.PAPERS | papers.SHEETS | papers.REPORTS
MOST_PAGES = 1500
"""5,000 characters in every field of every party and clause take some hundreds."""
_OWN_FILES = {".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Answer:
    """What goes back to the parent: bytes, or why there are none."""

    pdf: bytes = b""
    typesetting: Mapping[str, str] = field(default_factory=dict)
    """The programs and fonts that made them."""
    problems: tuple[Problem, ...] = ()
    failure: Message | None = None


class ForbiddenAddress(FatalURLFetchingError):  # type: ignore[misc]
    """The document asked for something outside its own folder: the whole document stops."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives out the files of one document's folder and the official style, by exact address, nothing else.

    `pictures` are made for this document: they exist in memory only.
    """

    def __init__(self, folder: Path, pictures: Mapping[str, bytes] = {}) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
        files = [
            OFFICIAL_STYLE,
            *(f for f in folder.iterdir() if f.suffix in _OWN_FILES and not f.is_symlink()),
        ]
        self._own = {file.as_uri(): file for file in files}
        self._pictures = {f"{folder.as_uri()}/{name}": picture for name, picture in pictures.items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if picture := self._pictures.get(url):
            return URLFetcherResponse(url, picture, {"Content-Type": _OWN_FILES[Path(url).suffix]})
        if not (file := self._own.get(url)):
            raise ForbiddenAddress(f"not a file of this document: {url[:200]}")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _OWN_FILES[file.suffix]})


def prepare() -> None:
    """Look at the fonts once, before any paper's time runs; what is wrong with them the first paper tells."""
    with suppress(MediationError, OSError):
        covered()
        typesetting()
        _fonts()


def answer(request: RenderRequest) -> Answer:
    """The bytes, or the refusal as data (exceptions with arguments of their own do not travel well)."""
    try:
        if isinstance(request, WordRequest):
            return Answer(pdf=_word(request))
        if isinstance(request, TextRequest):
            return Answer(pdf=_text(request))
        return Answer(pdf=pdf_bytes(request), typesetting=typesetting())
    except BadInput as refusal:
        return Answer(problems=refusal.problems)
    except MediationError as refusal:
        return Answer(failure=refusal.message)
    except ForbiddenAddress:
        return Answer(failure=say("文书引用了自身文件夹以外的文件，已停止生成"))
    except MemoryError:
        return Answer(failure=say("文书内容过多，超出了生成文书的内存限制"))
    except Exception as error:  # a template's or library's fault must not end the worker
        return Answer(failure=say("文书生成失败：{reason}", reason=f"{type(error).__name__}: {error}"[:200]))


def pdf_bytes(request: RenderRequest) -> bytes:
    """PDF/A-3a of what is asked; the same request always gives the same bytes."""
    check_characters(request.contents_json)
    check_characters(json.dumps(dict(request.wording), ensure_ascii=False))
    _folder(request.kind, request.template_version)
    printed = html_text(request)
    drawn = _drawings(request)
    seen = (hashlib.sha256(picture).hexdigest() for picture in drawn.values())
    about = "\n".join((request.kind, request.template_version, printed, *seen))
    return _laid_out(request.kind, printed, {**pictures_of(request.imprint), **drawn}, about)


def _laid_out(kind: str, printed: str, pictures: Mapping[str, bytes], about: str) -> bytes:
    """The page as PDF; what it is about makes its identifier."""
    folder = DOCUMENTS / kind
    page = HTML(string=printed, base_url=f"{folder.as_uri()}/", url_fetcher=OwnFilesOnly(folder, pictures))
    document = page.render(stylesheets=list(_styles(kind)), font_config=_fonts())
    if len(document.pages) > MOST_PAGES:
        raise MediationError(say("文书超过 {n} 页，已停止生成；请把内容分成几份", n=MOST_PAGES))
    identifier = hashlib.sha256(about.encode()).digest()[:16]
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    assert isinstance(pdf, bytes)
    return pdf


def _word(request: WordRequest) -> bytes:
    from mediation.adapters.word import word_bytes  # not for those who never ask for it

    _folder(request.kind, request.template_version)
    charts = charts_in(KINDS[request.kind].contents.from_json(request.contents_json))
    pictures = {name: as_png(chart, _fonts()) for name, chart in charts.items()}
    return word_bytes(html_text(request), KINDS[request.kind].title, pictures)


def _text(request: TextRequest) -> bytes:
    from mediation.adapters.word import text_of_page

    _folder(request.kind, request.template_version)
    return json.dumps(text_of_page(html_text(request)), ensure_ascii=False).encode()


def _drawings(request: RenderRequest) -> dict[str, bytes]:
    """What was drawn under this very paper, by the names that its template gives."""
    paper = KINDS[request.kind].contents.from_json(request.contents_json)
    drawings = {f"drawing-{n}.png": b64decode(image) for n, image in enumerate(paper.drawings, 1)}
    return {**drawings, **charts_in(paper)}


def blank_answer(kind: str) -> Answer:
    """The blank form of a kind of paper, in the same shape as every answer of this child."""
    request = RenderRequest(kind, KINDS[kind].template_version, blank_contents(kind).to_json())
    try:
        printed = blank_html(html_text(request))
        return Answer(pdf=_laid_out(kind, printed, {}, printed))
    except Exception as error:  # one form's fault must not end the child
        return Answer(failure=say("文书生成失败：{reason}", reason=f"{type(error).__name__}: {error}"[:200]))


def html_text(request: RenderRequest) -> str:
    """The page before layout; every value is escaped."""
    kind = KINDS[request.kind]
    plain = _neutral(json.loads(request.contents_json))
    paper = kind.contents.from_json(json.dumps(plain, ensure_ascii=False))
    template = _templates().get_template(f"{request.kind}/template.html")
    return template.render(
        paper=paper,
        kind=kind,
        imprint=request.imprint,
        draft=request.draft,
        worded=partial(_worded, request, paper),
    )


def _worded(request: RenderRequest, paper: Any, name: str) -> str:
    """A block as the committee words it, or as the paper does."""
    own = request.wording.get(name)
    return worded(blocks_of(request.kind)[name], None if own is None else neutral(own), paper)


def _neutral(value: Any) -> Any:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, list):
        return [_neutral(item) for item in value]
    return {key: _neutral(item) for key, item in value.items()} if isinstance(value, dict) else value


def _folder(name: str, version: str) -> Path:
    if name not in KINDS:
        raise MediationError(say("没有名为 {name} 的文书", name=name))
    folder = DOCUMENTS / name
    if version != paper_settings(name)["template_version"]:
        raise MediationError(
            say("文书模板已经更新（要求第 {version} 版），请重新制作这份文书", version=version)
        )
    return folder


@cache
def paper_settings(name: str) -> dict[str, Any]:
    """The document's paper.toml."""
    return tomllib.loads((DOCUMENTS / name / "paper.toml").read_text(encoding="utf-8"))


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _styles(name: str) -> tuple[CSS, ...]:
    folder = DOCUMENTS / name
    files = (OFFICIAL_STYLE, folder / "style.css")
    return tuple(
        CSS(string=f.read_text(encoding="utf-8"), url_fetcher=OwnFilesOnly(folder), font_config=_fonts())
        for f in files
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(DOCUMENTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        charts_of=charts_of,
        date=papers.printed_date,
        date_in_characters=papers.date_in_characters,
        instant=papers.printed_instant,
        interpreters=papers.interpreters,
        ordinal=papers.ordinal,
        party_lines=papers.party_lines,
        printed_code=papers.printed_code,
        signing_place=papers.signing_place,
    )
    return environment
