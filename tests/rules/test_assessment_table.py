"""What leaves of an assessment: no small group, nothing that tells one, formulas that come to what is shown."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from mediation.adapters.assessment_table import assessment_table
from mediation.rules.assessment import Better, Item, ranks, score, target_in, title_of
from mediation.rules.assessment_table import AssessmentTable, Row, rows_told

ITEMS = (
    Item("rate", Better.MORE, Decimal(95), 50),
    Item("accepted", Better.MORE, Decimal(120), 30),
    Item("unperformed", Better.LESS, Decimal(5), 20),
)
NAMES = ("甲旗", "乙旗", "=1+1", "丁县")
MANY = (200, 100, 300)


def rows(
    accepted: tuple[int, ...], unperformed: tuple[int, ...], rates: tuple[tuple[int, ...], ...]
) -> tuple[Row, ...]:
    results = [
        score(
            ITEMS,
            {"rate": Decimal(90), "accepted": Decimal(a), "unperformed": Decimal(u)},
            12,
        )
        for a, u in zip(accepted, unperformed, strict=True)
    ]
    counts = [[rate, (a,), (u,)] for a, u, rate in zip(accepted, unperformed, rates, strict=True)]
    return rows_told(list(zip(NAMES, ranks(results), results, strict=True)), counts, 5)


def told(found: tuple[Row, ...]) -> list[list[bool]]:
    return [[cell.told for cell in row.cells] for row in found]


def test_a_small_group_takes_with_it_what_would_tell_it() -> None:
    found = rows((90, 80, 70, 3), (0, 0, 0, 0), (MANY,) * 4)
    hidden = [(n, at) for n, row in enumerate(told(found)) for at, shown in enumerate(row) if not shown]
    assert {(3, 1), (2, 1)} <= set(hidden)  # the small one, and the next in its column: the sum is published
    assert all(len(row.untold) != 1 for row in found)  # no line from whose score one number follows
    assert told(found)[0] == [True, True, True]


def test_a_share_of_few_is_no_number_either() -> None:
    found = rows((90, 80, 70, 60), (9, 9, 9, 9), (MANY, MANY, MANY, (3, 1, 4)))
    assert found[3].cells[0].told is False
    assert len(found[3].untold) >= 2
    assert sum(all(row) for row in told(found)) == 2


def test_zero_is_nobody_and_is_told() -> None:
    assert all(all(row) for row in told(rows((90, 80, 70, 60), (0, 0, 0, 0), (MANY,) * 4)))


def test_a_score_that_would_tell_its_only_hidden_number_is_not_told() -> None:
    result = score(ITEMS[1:2], {"accepted": Decimal(3)}, 12)
    (row,) = rows_told([("甲旗", 1, result)], [[(3,)]], 5)
    assert (row.cells[0].told, row.total_told) == (False, False)


def workbook(found: tuple[Row, ...]) -> Any:
    table = AssessmentTable(
        area="=通辽市",
        period="2026年度",
        scheme=2,
        standing="没有封存",
        mark="=高娃（司法局）2026-11-27 导出，仅供工作使用",
        least=5,
        items=tuple((str(title_of(one)), one, target_in(one, 12)) for one in ITEMS),
        rows=found,
    )
    return load_workbook(BytesIO(assessment_table(table)))


RANGE = re.compile(r"\$([A-Z]+)\$(\d+):\$\1\$(\d+)")


def recomputed(page: Any, at: str) -> Any:
    """The cell's formula worked out anew, and nothing from what was written beside it."""

    def value(name: str) -> Any:
        held = page[name].value
        if page[name].data_type == "f":
            return recomputed(page, name)
        return Decimal(str(held)) if isinstance(held, int | float) else held

    def ahead(first: list[Any], over: Any, second: list[Any], least: str) -> int:
        pairs = zip(first, second, strict=True)
        return sum(a > over and b >= Decimal(least[2:]) for a, b in pairs if isinstance(a, Decimal))

    said = page[at].value[1:]
    said = RANGE.sub(r"[value(f'\1{n}') for n in range(\2,\3+1)]", said)
    said = re.sub(r"(?<![\w'])\$?([A-Z]+)\$?(\d+)(?![\w(])", r"value('\1\2')", said)
    said = said.replace('">"&', "").replace("=0,", "==0,")
    names = {
        "IF": lambda holds, then, other: then() if holds else other(),
        "ISNUMBER": lambda one: isinstance(one, Decimal | int),
        "ROUND": lambda n, places: Decimal(n).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP),
        "MAX": max,
        "MIN": min,
        "COUNTIFS": ahead,
        "value": value,
    }
    return eval(_lazy(said), names)


def _lazy(said: str) -> str:
    """IF works out only the side that it takes."""
    while (begin := said.rfind("IF(", 0)) >= 0 and said[max(0, begin - 1)] not in "SX":
        depth, parts, start = 0, [], begin + 3
        for n in range(begin + 3, len(said)):
            if said[n] in "([":
                depth += 1
            elif said[n] in ")]" and depth:
                depth -= 1
            elif said[n] == "," and not depth:
                parts.append(said[start:n])
                start = n + 1
            elif said[n] == ")":
                parts.append(said[start:n])
                holds, then, other = parts
                said = f"{said[:begin]}(({then}) if ({holds}) else ({other})){said[n + 1 :]}"
                break
    return said


def test_the_formulas_come_to_the_scores_and_places_that_are_shown() -> None:
    found = rows((90, 80, 70, 3), (0, 8, 3, 4), (MANY,) * 4)
    page = workbook(found).active
    for n, row in enumerate(found):
        line = page[8 + n]
        assert str(line[2].value).startswith("=IF(")
        assert recomputed(page, line[2].coordinate) == row.total
        assert recomputed(page, line[0].coordinate) == row.rank


def test_what_somebody_typed_is_no_formula_and_who_took_it_stands_on_it() -> None:
    page = workbook(rows((90, 80, 70, 60), (0, 8, 9, 9), (MANY,) * 4)).active
    typed = [page["A1"], page["A2"], *(page.cell(8 + n, 2) for n in range(4))]
    assert not any(cell.data_type == "f" for cell in typed)
    assert "导出，仅供工作使用" in page["A2"].value
    assert "导出，仅供工作使用" in page.oddFooter.left.text
    assert page.protection.sheet
