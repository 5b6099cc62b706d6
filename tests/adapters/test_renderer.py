"""The renderer against what hurts: hostile names, missing glyphs, endless work, a killed child."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from weasyprint import HTML

from mediation.adapters.render_child import DOCUMENTS, ForbiddenAddress, OwnFilesOnly
from mediation.adapters.renderer import Renderer, RenderingFailed
from mediation.documents.samples import sample_json, sample_request
from mediation.rules.errors import BadInput
from mediation.rules.papers import PAPERS, Agreement, RenderRequest

FOLDER = DOCUMENTS / "agreement"
VERSION = PAPERS["agreement"].template_version


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    """Of these tests alone: they look at its child, which is replaced after a number of documents."""
    with Renderer() as warm:
        yield warm


def agreement(**changes: Any) -> Agreement:
    return dataclasses.replace(Agreement.from_json(sample_json("agreement", "ordinary")), **changes)


def named(name: str) -> Agreement:
    paper = agreement()
    return dataclasses.replace(
        paper, parties=(dataclasses.replace(paper.parties[0], name=name), paper.parties[1])
    )


def rendered(renderer: Renderer, paper: Agreement) -> bytes:
    return renderer.render(RenderRequest("agreement", VERSION, paper.to_json()))


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    "kinds",
    [("agreement", "intake_form"), pytest.param(tuple(PAPERS), marks=pytest.mark.long)],
    ids=["some", "all"],
)
def test_the_same_contents_give_the_same_bytes_in_another_process(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch, kinds: tuple[str, ...]
) -> None:
    first = {name: renderer.render(sample_request(name, "ordinary")) for name in kinds}
    assert first == {name: renderer.render(sample_request(name, "ordinary")) for name in kinds}
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "America/New_York")
    with Renderer() as other:
        other.render(sample_request("agreement", "extreme"))
        assert first == {name: other.render(sample_request(name, "ordinary")) for name in reversed(kinds)}


def test_other_contents_give_other_bytes(renderer: Renderer) -> None:
    assert rendered(renderer, agreement()) != rendered(renderer, agreement(number="（2026）保康人调字第13号"))


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="/etc/passwd">x</a>',
        "{{ 7 * 7 }}{% include 'official.css' %}",
        "</p><style>@import url(file:///etc/passwd);</style>",
        "&lt;b&gt;",
    ],
)
def test_markup_in_a_name_stays_text_and_nothing_is_attached(name: str, renderer: Renderer) -> None:
    pdf = rendered(renderer, named(name))
    assert "".join(name.split()) in text_of(pdf)
    assert not list(pypdf.PdfReader(io.BytesIO(pdf)).attachments)
    assert b"root:" not in pdf


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.com/x.css",
        "data:text/css,body{}",
        "ftp://example.com/x",
        f"{FOLDER.as_uri()}/../official.css",
        f"{FOLDER.as_uri()}/%2e%2e/%2e%2e/config.py",
        f"{FOLDER.as_uri()}/template.html",
        f"{(DOCUMENTS / 'intake_form' / 'style.css').as_uri()}",
        f"{FOLDER.as_uri()}/style.css?x",
        "",
    ],
)
def test_the_fetcher_gives_nothing_but_the_documents_own_files(address: str) -> None:
    with pytest.raises(ForbiddenAddress):
        OwnFilesOnly(FOLDER).fetch(address)


def test_the_fetcher_gives_the_documents_own_style() -> None:
    assert OwnFilesOnly(FOLDER).fetch((FOLDER / "style.css").as_uri()).read().startswith(b"/*")
    assert OwnFilesOnly(FOLDER).fetch((DOCUMENTS / "official.css").as_uri()).read().startswith(b"/*")


@pytest.mark.parametrize(
    "page",
    [
        '<img src="file:///etc/passwd">',
        '<img src="../../config.py">',
        '<link rel=stylesheet href="http://127.0.0.1:9/x.css">',
        '<link rel=attachment href="file:///etc/passwd">',
        '<p style="background: url(data:image/png;base64,AAAA)">x',
        '<img src="verify.png">',
        '<object data="file:///etc/passwd">x</object>',
        '<embed src="http://127.0.0.1:9/x.svg">',
        "<style>@import url(file:///etc/passwd);</style>x",
        "<p style='list-style-image: url(http://127.0.0.1:9/x.png); display: list-item'>x",
        '<link rel=stylesheet href="data:text/css,body{}">',
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style><p style='font-family: x'>x",
    ],
)
def test_a_template_that_asks_for_a_foreign_file_stops_the_whole_document(page: str) -> None:
    html = HTML(string=page, base_url=f"{FOLDER.as_uri()}/", url_fetcher=OwnFilesOnly(FOLDER))
    with pytest.raises(ForbiddenAddress):
        html.write_pdf()


class Recording(OwnFilesOnly):
    """Remembers what was given out."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        answer = super().fetch(url, headers)
        self.given = [*getattr(self, "given", []), url]
        return answer


@pytest.mark.parametrize(
    "page",
    [
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<svg width="9" height="9"><image xlink:href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
        '<svg width="9" height="9"><use href="file:///etc/passwd#x"/></svg>',
        '<svg width="9" height="9"><style>@import url(file:///etc/passwd);</style></svg>',
        "<p style='content: url(file:///etc/passwd)'>x",
        "<p style='background: image-set(\"file:///etc/passwd\" 1x)'>x",
        '<iframe src="file:///etc/passwd"></iframe>',
        '<meta http-equiv="refresh" content="0; url=file:///etc/passwd">x',
        "<script>fetch('http://127.0.0.1:9/')</script>x",
        f'<svg width="9" height="9">{"<g>" * 60}<path d="M0 0"/>{"</g>" * 60}</svg>',
    ],
)
def test_drawings_frames_and_scripts_are_given_nothing(page: str) -> None:
    fetcher = Recording(FOLDER)
    with contextlib.suppress(ForbiddenAddress):
        HTML(string=page, base_url=f"{FOLDER.as_uri()}/", url_fetcher=fetcher).write_pdf()
    assert getattr(fetcher, "given", []) == []


@pytest.mark.parametrize(
    ("name", "code_point"),
    [
        ("张\U000323b0", "U+323B0"),
        ("ᠮᠣᠩᠭᠣᠯ", "U+182E"),
        ("张\ue000", "U+E000"),
        ("张\x07三", "U+0007"),
        ("张\x00三", "U+0000"),
        ("张三😀", "U+1F600"),
        ("张三❤\ufe0f", "U+FE0F"),
        ("عمر", "U+0639"),
    ],
)
def test_a_character_that_cannot_be_shown_is_named_with_its_field(
    name: str, code_point: str, renderer: Renderer
) -> None:
    with pytest.raises(BadInput) as refused:
        rendered(renderer, named(name))
    assert {problem.field for problem in refused.value.problems} == {"parties.0.name"}
    assert any(code_point in str(problem.message) for problem in refused.value.problems)


def test_marks_that_turn_text_round_are_taken_out(renderer: Renderer) -> None:
    pdf = rendered(renderer, named("张\u202e三\u2066李\u200b四\ufeff"))
    assert "张三李四" in text_of(pdf)


def test_lines_and_tabs_are_no_offence(renderer: Renderer) -> None:
    assert "第一行。第二行。" in text_of(rendered(renderer, agreement(facts="第一行。\r\n\t第二行。")))


@pytest.mark.daily(1)
@pytest.mark.parametrize("facts", ["短。", "比管道缓冲区更长。" * 50_000])
def test_a_child_that_hangs_is_killed_and_the_next_document_still_comes(facts: str) -> None:
    with Renderer(time_limit=4) as renderer:
        before = rendered(renderer, agreement())
        child = _child(renderer)
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(RenderingFailed, match="超过了 4 秒"):
            rendered(renderer, agreement(facts=facts))
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
        assert rendered(renderer, agreement()) == before


def _child(renderer: Renderer) -> int:
    assert renderer.child_pid
    return renderer.child_pid


@pytest.mark.long
def test_an_interrupted_wait_leaves_no_answer_for_the_next_document() -> None:
    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    with Renderer() as renderer:
        before = rendered(renderer, agreement())
        former = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(KeyboardInterrupt):
                rendered(renderer, agreement(facts="事实与理由。" * 3000))
        finally:
            signal.signal(signal.SIGALRM, former)
        assert rendered(renderer, agreement()) == before


def test_a_child_killed_between_two_documents_is_replaced(renderer: Renderer) -> None:
    before = rendered(renderer, agreement())
    child = _child(renderer)
    os.kill(child, signal.SIGKILL)
    while child in [process.pid for process in multiprocessing.active_children()]:
        time.sleep(0.01)
    assert rendered(renderer, agreement()) == before


def test_a_document_that_eats_the_memory_fails_alone(renderer: Renderer) -> None:
    before = rendered(renderer, agreement())
    status = Path(f"/proc/{_child(renderer)}/status").read_text(encoding="utf-8")
    needed = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak"))
    with Renderer(memory_limit=needed * 1024 + 128 * 1024**2) as limited:
        assert rendered(limited, agreement()) == before
        with pytest.raises(RenderingFailed, match=r"内存|意外结束"):
            rendered(limited, agreement(facts="x" * 100_000_000))
        assert rendered(limited, agreement()) == before


@pytest.mark.long
def test_a_child_is_replaced_after_its_number_of_documents() -> None:
    with Renderer(documents_per_child=2) as renderer:
        seen = []
        for _ in range(3):
            rendered(renderer, agreement())
            seen.append(renderer.child_pid)
        assert seen[0] != seen[2], "the same child went on"
        assert seen[1] is None, "it kept its memory after its last document"


def test_a_child_inherits_no_setting_not_even_in_what_the_system_remembers_of_its_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MEDIATION_KEY", "the key of the installation")
    monkeypatch.setenv("MEDIATION_DATABASE_URL", "postgresql://somebody:password@127.0.0.1/x")
    with Renderer() as renderer:
        rendered(renderer, agreement())
        child = _child(renderer)
        inherited = Path(f"/proc/{child}/environ").read_bytes()
    assert b"PATH=" in inherited
    assert b"MEDIATION_" not in inherited
    assert os.environ["MEDIATION_KEY"] == "the key of the installation"
    assert child not in [process.pid for process in multiprocessing.active_children()], (
        "closing left it behind"
    )


def test_an_unknown_document_or_an_older_template_is_refused(renderer: Renderer) -> None:
    with pytest.raises(RenderingFailed, match="没有名为"):
        renderer.render(RenderRequest("../agreement", VERSION, agreement().to_json()))
    with pytest.raises(RenderingFailed, match="重新制作"):
        renderer.render(RenderRequest("agreement", "0", agreement().to_json()))
    with pytest.raises(RenderingFailed, match="失败"):
        renderer.render(RenderRequest("agreement", VERSION, "{}"))


def test_a_child_whose_worker_was_killed_ends_without_a_word() -> None:
    orphan = (
        "from multiprocessing import Pipe\n"
        "from mediation.adapters.limited_child import _serve\n"
        "from mediation.rules.papers import RenderRequest\n"
        "far, near = Pipe()\n"
        "far.send(RenderRequest('agreement', '0', '{}'))\n"
        "far.close()\n"
        "_serve(near, 'mediation.adapters.render_child:answer', 'prepare', 2**31)\n"
    )
    ended = subprocess.run([sys.executable, "-c", orphan], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
