"""The changes of a what-if in words, and its chart."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from mediation.rules.simulation.comparing import Comparison
from mediation.rules.simulation.scenario import Scenario
from web.wording import titled


def changes_of(scenario: Scenario) -> list[str]:
    """Each change in a few words; one sentence when nothing is changed."""
    said = [
        *(_moved(titled(level), n) for level, n in scenario.mediators.items()),
        *(
            _("%(level)s达成协议的多 %(n)s 个百分点", level=titled(level), n=n)
            for level, n in scenario.solves_more.items()
        ),
    ]
    if scenario.term_days is not None:
        said.append(_("每级办理不超过 %(n)s 天", n=scenario.term_days))
        if scenario.extended_percent:
            said.append(_("期满后有 %(n)s%% 同意延长", n=scenario.extended_percent))
    if scenario.arrivals_percent:
        said.append(_("收案变化 %(n)s%%", n=f"{scenario.arrivals_percent:+d}"))
    if scenario.festival_percent is not None:
        said.append(_("春节前 30 天收案变化 %(n)s%%", n=f"{scenario.festival_percent:+d}"))
    return said or [_("什么都不改变，只看以后怎样")]


def _moved(level: str, n: int) -> str:
    more = _("%(level)s增加 %(n)s 名调解员", level=level, n=n)
    fewer = _("%(level)s减少 %(n)s 名调解员", level=level, n=-n)
    return str(more if n > 0 else fewer)


def chart_of(found: Comparison) -> dict[str, Any]:
    """Open cases by week, without and with the change, each with its band."""
    return {
        "kind": "bands",
        "title": _("每周末未结案件"),
        "names": [_("第 %(n)s 周", n=n + 1) for n in range(len(found.before.mean))],
        "series": [
            {"name": name, "data": path.mean, "low": path.low, "high": path.high}
            for name, path in ((_("照现在这样"), found.before), (_("改变以后"), found.after))
        ],
    }
