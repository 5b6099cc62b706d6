"""The child process that turns contents into PDF: limited memory, no files but the template's, no network."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import tomllib
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from mediation.adapters.fonts import check_characters, neutral
from mediation.documents.blanks import blank_contents, blank_html
from mediation.rules import papers
from mediation.rules.errors import BadInput, MediationError, Problem
from mediation.rules.messages import Message, say

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"
OFFICIAL_STYLE = DOCUMENTS / "official.css"
KINDS = papers.PAPERS | papers.SHEETS
_OWN_FILES = {".css": "text/css", ".png": "image/png"}


@dataclass(frozen=True)
class Answer:
    """What goes back to the parent: bytes, or why there are none."""

    pdf: bytes = b""
    problems: tuple[Problem, ...] = ()
    failure: Message | None = None


class ForbiddenAddress(FatalURLFetchingError):  # type: ignore[misc]
    """The document asked for something outside its own folder: the whole document stops."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives out the files of one document's folder and the official style, by exact address, nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
        files = [
            OFFICIAL_STYLE,
            *(f for f in folder.iterdir() if f.suffix in _OWN_FILES and not f.is_symlink()),
        ]
        self._own = {file.as_uri(): file for file in files}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not (file := self._own.get(url)):
            raise ForbiddenAddress(f"not a file of this document: {url[:200]}")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _OWN_FILES[file.suffix]})


def serve(connection: Connection, memory_limit: int) -> None:
    """Answers one request after another until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            name, version, contents_json = connection.recv()
            connection.send(answer(name, version, contents_json))
        except (
            EOFError,
            ConnectionError,
        ):  # the parent hung up, or was killed while it waited for the answer
            return


def answer(name: str, version: str, contents_json: str) -> Answer:
    """The bytes, or the refusal as data (exceptions with arguments of their own do not travel well)."""
    try:
        return Answer(pdf=pdf_bytes(name, version, contents_json))
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


def pdf_bytes(name: str, version: str, contents_json: str) -> bytes:
    """PDF/A-3a of the contents; the same contents always give the same bytes."""
    check_characters(contents_json)
    folder = _folder(name, version)
    printed = html_text(name, contents_json)
    page = HTML(
        string=printed,
        base_url=f"{folder.as_uri()}/",
        url_fetcher=OwnFilesOnly(folder),
    )
    document = page.render(stylesheets=list(_styles(name)), font_config=_fonts())
    identifier = hashlib.sha256(f"{name}\n{version}\n{printed}".encode()).digest()[:16]
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    assert isinstance(pdf, bytes)
    return pdf


def blank_answer(kind: str) -> Answer:
    """The blank form of a kind of paper, in the same shape as every answer of this child."""
    try:
        return Answer(pdf=_laid_out(kind, blank_html(html_text(kind, blank_contents(kind).to_json()))))
    except Exception as error:  # one form's fault must not end the child
        return Answer(failure=say("文书生成失败：{reason}", reason=f"{type(error).__name__}: {error}"[:200]))


def _laid_out(name: str, printed: str) -> bytes:
    """PDF/A-3a of a page; the same page always gives the same bytes."""
    folder = DOCUMENTS / name
    page = HTML(string=printed, base_url=f"{folder.as_uri()}/", url_fetcher=OwnFilesOnly(folder))
    document = page.render(stylesheets=list(_styles(name)), font_config=_fonts())
    identifier = hashlib.sha256(printed.encode()).digest()[:16]
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    assert isinstance(pdf, bytes)
    return pdf


def html_text(name: str, contents_json: str) -> str:
    """The page before layout; every value is escaped."""
    kind = KINDS[name]
    paper = kind.contents.from_json(json.dumps(_neutral(json.loads(contents_json)), ensure_ascii=False))
    return _templates().get_template(f"{name}/template.html").render(paper=paper, kind=kind)


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
        date=papers.printed_date,
        date_in_characters=papers.date_in_characters,
        instant=papers.printed_instant,
        interpreters=papers.interpreters,
        ordinal=papers.ordinal,
        party_lines=papers.party_lines,
        signing_place=papers.signing_place,
    )
    return environment
