"""What can be taken out of the house as a file, or read at the command line, and how the note of it names it."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.rules.vocabulary import Term


class ExportKind(Term):
    CASES = "cases", "积案清单"
    BACKLOG = "backlog", "积案"
    REPORT = "report", "积案书面报告"
    STATISTICS = "statistics", "统计报表"
    ASSESSMENT = "assessment", "考评"
    CAMPAIGN = "campaign", "排查任务"
    SUBSIDIES = "subsidies", "以案定补"
    WHAT_IF = "what_if", "推演"


def kind_of(what: Mapping[str, str]) -> ExportKind:
    """From the note itself, which says it in the words of the page that the file came from."""
    if "figure" in what:
        return ExportKind.CASES
    if "report" in what:
        return ExportKind.REPORT
    if "subsidies" in what:
        return ExportKind.SUBSIDIES
    named = what.get("table") or what.get("page") or ""
    return next((kind for kind in ExportKind if kind.value == named), ExportKind.BACKLOG)
