"""A claim of 以案定补 as it goes out: the lines for a spreadsheet, and the list that is printed and signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mediation.readmodels.official_table import period_title
from mediation.readmodels.subsidies import ClaimPage
from mediation.rules.money import format_yuan
from mediation.rules.papers import PayList, PayListLine
from mediation.rules.periods import Period, period


def period_of(page: ClaimPage) -> Period:
    return Period(page.period, period(page.period).kind, page.first_on, page.last_on)


def pay_list(page: ClaimPage, *, organisation: str, made_by: str, made_on: date) -> PayList:
    """One line for each mediator who gets something, with a place to sign."""
    lines = tuple(
        PayListLine(committee, name, cases, fen) for _, name, committee, cases, fen in page.people() if fen
    )
    return PayList(
        organisation=organisation,
        area=page.region.name,
        period=period_title(period_of(page)),
        first_on=page.first_on,
        last_on=page.last_on,
        paper=page.rule_paper,
        lines=lines,
        total=page.total,
        approved_by=page.approval.by if page.approval else "",
        approved_on=page.approval.at.date() if page.approval else None,
        corrections=tuple(
            f"{one['name']}：{one['number']} {_yuan(one['was'])} 更正为 {_yuan(one['fen'])}（{noted.reason}）"
            for noted in page.corrections
            for one in noted.lines
        ),
        made_by=made_by,
        made_on=made_on,
    )


def _yuan(fen: int) -> str:
    return format_yuan(Decimal(fen).scaleb(-2))
