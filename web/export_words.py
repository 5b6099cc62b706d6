"""What was taken along, in the reader's language, from the note of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from mediation.readmodels.export_log import ExportNoted
from mediation.rules.backlog import Figure
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.official_table import TableUse
from mediation.rules.periods import period
from web.backlog_words import words_of
from web.forms import backlog as asked
from web.identity import house
from web.statistics_words import period_words
from web.wording import titled

FORMS = {"xlsx": "Excel", "pdf": "PDF", "docx": "Word"}


def details_of(one: ExportNoted, kinds: dict[str, str]) -> list[str]:
    """The figure and the filters, the period, the form of the file, the use; `kinds`: categories by their code."""
    return [*_chosen(one.what, kinds), *_way(one.what)]


def _chosen(what: Mapping[str, str], kinds: dict[str, str]) -> Iterator[str]:
    if named := what.get("period") or what.get("subsidies"):
        yield _period(named)
    if "figure" not in what and "weeks" not in what:
        return
    try:
        cell, narrowed = asked.cell(what, house().registry), asked.narrowed(what, house().clock.today())
    except NotThere:  # noted by a page that knew other words
        yield "，".join(str(value) for value in what.values())
        return
    if "figure" in what:
        yield titled(Figure.of(what["figure"]))
    yield from words_of(cell, narrowed, house().registry, kinds)


def _period(named: str) -> str:
    try:
        return period_words(period(named))
    except BadInput:
        return named


def _way(what: Mapping[str, str]) -> Iterator[str]:
    uses = {TableUse.REPORT.value: _("报送用"), TableUse.SHARE.value: _("传阅用")}
    if what.get("use") in uses:
        yield str(uses[what["use"]])
    form = what.get("form") or what.get("report") or ""
    if form in FORMS:
        yield FORMS[form]
    if what.get("by") == "command":
        yield str(_("命令行，本机账号 %(machine)s", machine=what.get("machine", "")))
