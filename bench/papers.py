"""Papers: an agreement warm and from nothing, many of them on one core and on two, and other programs beside ours."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from playwright.sync_api import sync_playwright
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measure import Contender, Row, in_turn, milliseconds, ratio
from bench.peer_steps import interpreter
from bench.typst_markup import markup
from mediation.adapters.fonts import check_characters
from mediation.adapters.render_child import DOCUMENTS, OFFICIAL_STYLE, OwnFilesOnly, html_text
from mediation.adapters.renderer import Renderer
from mediation.adapters.verify_mark import pictures_of
from mediation.documents.samples import sample_request
from mediation.rules.papers import Agreement, Imprint, RenderRequest

HERE = Path(__file__).parent
FOLDER = DOCUMENTS / "agreement"
TURNS = 17
"""Many papers are made in as many parts, each by one renderer and then by two."""
MARKED = Imprint(
    "ABCDE23456", "0123456789abcdef" * 4, "fedcba9876543210", "https://tiaojie.example.cn/verify"
)
COLD = "from mediation.adapters.renderer import Renderer\nfrom mediation.documents.samples import sample_request\n"
COLD += "with Renderer() as r: r.render(sample_request('agreement', 'ordinary'))"
BARE_COLD = "import sys\nfrom weasyprint import HTML\n"
BARE_COLD += "HTML(sys.argv[1], base_url='.').write_pdf(stylesheets=sys.argv[2:])"


def measure(*, rounds: int, batch: int, environment: Path | None, chromium: str) -> Iterator[Row]:
    """`batch` agreements are made, first by one renderer and then by two."""
    request = replace(sample_request("agreement", "ordinary"), imprint=MARKED)
    yield from _warm(request, rounds, environment, chromium)
    yield from _cold(request, max(2, rounds // 5))
    yield _checked(request, rounds)
    yield _many(request, batch)


def _warm(request: RenderRequest, rounds: int, environment: Path | None, chromium: str) -> Iterator[Row]:
    html, fonts = html_text(request), FontConfiguration()
    fetcher = OwnFilesOnly(FOLDER, pictures_of(request.imprint))
    styles = [CSS(filename=file, font_config=fonts) for file in (OFFICIAL_STYLE, FOLDER / "style.css")]

    def bare(**options: str) -> None:
        page = HTML(string=html, base_url=f"{FOLDER.as_uri()}/", url_fetcher=fetcher)
        page.write_pdf(stylesheets=styles, font_config=fonts, **options)

    with ExitStack() as running:
        renderer = running.enter_context(Renderer())
        contenders: dict[str, Contender] = {
            "ours": lambda n: renderer.render(request),
            "plain": lambda n: bare(),
            "archival": lambda n: bare(pdf_variant="pdf/a-3a"),
            "chromium": running.enter_context(_chromium(html, chromium)),
        }
        if environment is not None:
            contenders["typst"] = running.enter_context(_typst(request, environment))
        seconds = in_turn(contenders, rounds)
    for key, against in (
        ("plain", "bare WeasyPrint, same HTML"),
        ("archival", "the same, PDF/A-3a like ours"),
        ("chromium", "Chromium prints the same HTML, an open browser"),
        ("typst", "Typst, the same text in its own markup, a kept compiler"),
    ):
        if key in seconds:
            yield Row(
                "agreement PDF, warm",
                milliseconds(seconds["ours"]),
                f"{against}, {milliseconds(seconds[key])}",
                ratio(seconds["ours"], seconds[key]),
            )


def _cold(request: RenderRequest, rounds: int) -> Iterator[Row]:
    """A process that makes one paper: ours has a child of its own beside it."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html_text(replace(request, imprint=None)), encoding="utf-8")
        bare = [sys.executable, "-c", BARE_COLD, str(page), str(OFFICIAL_STYLE), str(FOLDER / "style.css")]
        ours = [sys.executable, "-c", COLD]
        seconds = in_turn(
            {
                "ours": lambda n: subprocess.run(ours, check=True),
                "bare": lambda n: subprocess.run(bare, check=True),
            },
            rounds,
        )
    yield Row(
        "agreement PDF from nothing, Python started too",
        milliseconds(seconds["ours"]),
        f"bare WeasyPrint, same HTML, {milliseconds(seconds['bare'])}",
        ratio(seconds["ours"], seconds["bare"]),
    )


def _checked(request: RenderRequest, rounds: int) -> Row:
    """What looking at every character costs, beside the whole paper."""
    with Renderer() as renderer:
        seconds = in_turn(
            {
                "check": lambda n: check_characters(request.contents_json),
                "ours": lambda n: renderer.render(request),
            },
            rounds,
        )
    return Row(
        "every character of an agreement checked",
        f"{1000 * sorted(seconds['check'])[rounds // 2]:.2f} ms",
        f"the whole paper, {milliseconds(seconds['ours'])}",
        ratio(seconds["check"], seconds["ours"]),
    )


def _many(request: RenderRequest, batch: int) -> Row:
    """As many different agreements as a model case can have followers."""
    paper = Agreement.from_json(request.contents_json)
    requests = [
        replace(request, contents_json=replace(paper, number=f"（2026）保康人调字第{n}号").to_json())
        for n in range(1, batch + 1)
    ]
    with ExitStack() as running:
        renderers = [running.enter_context(Renderer(documents_per_child=10_000)) for _ in range(2)]
        for renderer in renderers:
            renderer.render(requests[0])
        parts = [requests[n::TURNS] for n in range(TURNS)]
        one, two = (
            sum(seconds)
            for seconds in zip(*(_by_one_and_by_both(renderers, part) for part in parts), strict=True)
        )
    return Row(
        f"{batch} agreements by two renderers",
        f"{two:.0f} s, {batch / two:.1f}/s",
        f"by one, {one:.0f} s, {batch / one:.1f}/s",
        f"{one / two:.3g}×",
    )


def _by_one_and_by_both(
    renderers: Sequence[Renderer], requests: Sequence[RenderRequest]
) -> tuple[float, float]:
    """In turn, so that a machine that grows slower meanwhile is slower for both."""
    return _seconds(renderers[:1], requests), _seconds(renderers, requests)


def _seconds(renderers: Sequence[Renderer], requests: Sequence[RenderRequest]) -> float:
    """All of them, each renderer with an even share."""
    shares = [requests[n :: len(renderers)] for n in range(len(renderers))]

    def make(renderer: Renderer, share: Sequence[RenderRequest]) -> None:
        for request in share:
            renderer.render(request)

    with ThreadPoolExecutor(len(renderers)) as threads:
        started = perf_counter()
        list(threads.map(make, renderers, shares))
        return perf_counter() - started


@contextmanager
def _chromium(html: str, executable: str) -> Iterator[Contender]:
    css = "".join(file.read_text(encoding="utf-8") for file in (OFFICIAL_STYLE, FOLDER / "style.css"))
    whole = html.replace("</head>", f"<style>{css}</style></head>").replace('src="verify.png"', "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page()

        def act(n: int) -> None:
            page.set_content(whole)
            page.pdf(prefer_css_page_size=True, tagged=True)

        yield act
        browser.close()


@contextmanager
def _typst(request: RenderRequest, environment: Path) -> Iterator[Contender]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "agreement.typ")
        source.write_text(markup(Agreement.from_json(request.contents_json), MARKED), encoding="utf-8")
        command = [str(interpreter(environment)), str(HERE / "peers" / "typst_agreement.py")]
        with subprocess.Popen(
            [*command, str(source), f"{folder}/agreement.pdf"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:

            def act(n: int) -> None:
                assert child.stdin
                assert child.stdout
                # a changed source each time, as our contents are read each time: Typst would give back the last one
                source.write_text(
                    markup(Agreement.from_json(request.contents_json), MARKED) + f"// {n}\n", encoding="utf-8"
                )
                print("next", file=child.stdin, flush=True)
                assert child.stdout.readline() == "done\n"

            try:
                yield act
            finally:
                child.kill()
