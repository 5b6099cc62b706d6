"""A file of 300 pages with 50 scans bound into one PDF: seconds, and the most memory of the processes that bind."""

from __future__ import annotations

import hashlib
import io
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from time import perf_counter

import pikepdf
from PIL import Image

from bench.measure import Row, ratio
from mediation.adapters.binder import Binder
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json
from mediation.rules.attachments import JPEG
from mediation.rules.dossiers import BindingPlan, FilePart
from mediation.rules.papers import PAPERS, SHEETS, RenderRequest

LIMIT_SECONDS, LIMIT_MEGABYTES = 20.0, 500.0
SCAN = (2480, 3508)
"""A4 at 300 dpi."""


class Shelf:
    """Bytes by digest, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.kept[digest] = data
        return digest

    def get(self, digest: str) -> bytes:
        return self.kept[digest]


def scan(n: int) -> bytes:
    """A page of noise under text-like stripes, about a megabyte as a scanner gives it; no two alike."""
    noise = Image.effect_noise((SCAN[0] // 8, SCAN[1] // 8), 20 + n % 5).resize(SCAN)
    made = io.BytesIO()
    noise.save(made, "JPEG", quality=80)
    return made.getvalue()


def plan_of(renderer: Renderer, shelf: Shelf, pages: int, scans: int) -> BindingPlan:
    """So many pages: scans first, the rest agreements as the house prints them, no two alike."""
    parts = [FilePart(6, f"证据材料{n}", shelf.put(scan(n)), JPEG, own=False) for n in range(1, scans + 1)]
    counted, n = scans, 0
    kind = PAPERS["agreement"]
    agreement = kind.contents.from_json(sample_json("agreement", "ordinary"))
    while counted < pages:
        n += 1
        one = replace(agreement, number=f"（2026）保康人调字第{n}号")
        data = renderer.render(RenderRequest(kind.name, kind.template_version, one.to_json()))
        with pikepdf.open(io.BytesIO(data)) as opened:
            counted += len(opened.pages)
        parts.append(FilePart(8, f"{kind.title}{n}", shelf.put(data)))
    cover = SHEETS["dossier_cover"].contents.from_json(sample_json("dossier_cover", "ordinary"))
    note = SHEETS["dossier_note"].contents.from_json(sample_json("dossier_note", "ordinary"))
    return BindingPlan(cover, note, tuple(parts), date(2026, 12, 1))


def _cpu() -> float:
    """Of this process and the children that have ended: the binding child ends with its file."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(*, rounds: int, pages: int, scans: int) -> Iterator[Row]:
    shelf, seconds, work = Shelf(), [], []
    with Renderer() as renderer:
        plan = plan_of(renderer, shelf, pages, scans)
        binder = Binder()
        bound, numbered = b"", 0
        for _ in range(rounds):
            started, before = perf_counter(), _cpu()
            bound, numbered = binder.bind(plan, shelf, renderer)
            seconds.append(perf_counter() - started)
            work.append(_cpu() - before)
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    yield Row(
        f"file of {numbered} pages with {scans} scans, bound",
        f"{max(seconds):.1f} s ({max(work):.1f} s of CPU beside the sheets), "
        f"{most / 1024:.0f} MB at most in one process, {len(bound) / 1e6:.0f} MB PDF",
        f"the aim: {LIMIT_SECONDS:.0f} s, {LIMIT_MEGABYTES:.0f} MB",
        ratio(seconds, [LIMIT_SECONDS] * len(seconds)),
    )
