"""Binds the papers of a file into one PDF: sheets from the renderer, papers from the store, in a limited child."""

from __future__ import annotations

from typing import Any, Protocol

from mediation.adapters.bind_child import Add, Begin, Bind
from mediation.adapters.limited_child import ChildFailed, LimitedChild
from mediation.adapters.renderer import RenderingFailed
from mediation.rules.dossiers import BindingPlan, numbered
from mediation.rules.messages import Message, say
from mediation.rules.papers import SHEETS, Contents, RenderRequest
from mediation.rules.papers.dossier import DossierNumbers

TIME_LIMIT = 60.0
"""Seconds for one paper or the binding itself."""
MEMORY_LIMIT = 2 * 1024**3
REQUESTS_PER_CHILD = 3000


class Store(Protocol):
    """Where the bytes of papers are."""

    def get(self, digest: str) -> bytes: ...


class Printer(Protocol):
    """What makes the sheets around the papers."""

    def render(self, request: RenderRequest) -> bytes: ...


class Binder:
    """One child, ended after each file so that it gives its memory back. For one thread."""

    def __init__(self, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        self._child = LimitedChild(
            "mediation.adapters.bind_child:answer",
            time_limit=time_limit,
            memory_limit=memory_limit,
            requests_per_child=REQUESTS_PER_CHILD,
        )

    def bind(self, plan: BindingPlan, store: Store, printer: Printer) -> tuple[bytes, int]:
        """The bytes and how many pages are numbered; RenderingFailed when it cannot be bound."""
        try:
            return self._bound(plan, store, printer)
        finally:
            self.close()

    def close(self) -> None:
        self._child.close()

    def _bound(self, plan: BindingPlan, store: Store, printer: Printer) -> tuple[bytes, int]:
        self._asked(Begin())
        counts = [
            self._asked(Add(store.get(part.digest), part.media_type, part.own), part.title)
            for part in plan.parts
        ]
        titles = [part.title for part in plan.parts]
        note_pages = 0
        if plan.note.says_something:
            note_pages = self._asked(Add(_sheet(printer, "dossier_note", plan.note), "application/pdf"))
            titles.append(SHEETS["dossier_note"].title)
        contents, back = numbered(plan, counts, note_pages)
        bound = self._asked(
            Bind(
                front=(
                    _sheet(printer, "dossier_cover", plan.cover),
                    _sheet(printer, "dossier_contents", contents),
                ),
                titles=tuple(titles),
                back=_sheet(printer, "dossier_back", back),
                numbers=_sheet(printer, "dossier_numbers", _numbers(plan)),
                title=f"调解卷宗　{plan.title}",
                author=plan.cover.committee,
                made_on=plan.made_on,
                front_titles=("封面", "卷内目录"),
                back_title="封底",
            )
        )
        return bound, back.pages

    def _asked(self, request: Any, title: str = "") -> Any:
        try:
            found = self._child.ask(request)
        except ChildFailed as failed:
            raise RenderingFailed(_why(failed.late, title)) from failed
        if isinstance(found, str):
            raise RenderingFailed(say("装订卷宗失败：{title} {reason}", title=title, reason=found))
        return found


def _numbers(plan: BindingPlan) -> Contents:
    return DossierNumbers(plan.cover.committee, plan.cover.number, plan.made_on)


def _why(late: bool, title: str) -> Message:
    if late:
        return say("装订卷宗超过了时间限制，已停止：{title}", title=title)
    return say("装订卷宗的进程意外结束，请稍后再试：{title}", title=title)


def _sheet(printer: Printer, kind: str, contents: Contents) -> bytes:
    return printer.render(RenderRequest(kind, SHEETS[kind].template_version, contents.to_json()))
