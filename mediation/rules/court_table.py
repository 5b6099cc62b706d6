"""The table in which a court hands in cases: its columns, and where each stands in a file that somebody made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from mediation.rules.vocabulary import Side

MOST_ROWS = 50_000
ABOUT: Mapping[str, str] = {
    "door": "门",
    "court_number": "法院案号",
    "received_on": "收到日期",
    "filed_on": "立案日期",
    "procedure": "审理程序",
    "category": "纠纷类型",
    "region": "纠纷发生地",
    "place": "具体地点",
    "narrative": "纠纷简要情况",
    "claim": "诉讼请求",
    "amount": "金额",
    "difficulty": "难易程度",
    "labour": "劳动关系",
    "land_title": "土地权属",
}
OF_A_PARTY: Mapping[str, str] = {
    "name": "",
    "kind": "类型",
    "paper": "证件种类",
    "id_number": "证件号码",
    "credit_code": "统一社会信用代码",
    "legal_representative": "法定代表人",
    "phone": "电话",
    "address": "住址",
    "domicile": "住所地",
    "consents": "同意调解",
}
SIDES: Mapping[Side, str] = {Side.APPLICANT: "原告", Side.RESPONDENT: "被告"}
CONSENTED_ON = "consented_on"
COLUMNS: Mapping[str, str] = {
    **ABOUT,
    **{
        f"{side.value}.{name}": f"{word}{title}"
        for side, word in SIDES.items()
        for name, title in OF_A_PARTY.items()
    },
    CONSENTED_ON: "同意日期",
}
"""In the order of the template: the field and its heading."""
NEEDED = (
    "received_on",
    "category",
    "region",
    "narrative",
    "claim",
    "applicant.name",
    "respondent.name",
)
ALSO: Mapping[str, str] = {
    "案号": "court_number",
    "案由": "category",
    "请求": "claim",
    "标的额": "amount",
    "标的金额": "amount",
    "发生地": "region",
    "简要情况": "narrative",
    "事实和理由": "narrative",
    **{f"申请人{title}": f"applicant.{name}" for name, title in OF_A_PARTY.items()},
    **{f"被申请人{title}": f"respondent.{name}" for name, title in OF_A_PARTY.items()},
    "原告身份证号码": "applicant.id_number",
    "被告身份证号码": "respondent.id_number",
    "原告身份证号": "applicant.id_number",
    "被告身份证号": "respondent.id_number",
}
"""What such columns are often called too."""
AS_TEXT = frozenset(
    {
        "court_number",
        *(f"{side.value}.{name}" for side in SIDES for name in ("id_number", "credit_code", "phone")),
    }
)
"""Columns that the template keeps as text, so that no spreadsheet makes a number of them."""


def places_of(heads: Sequence[str]) -> dict[str, int]:
    """Where each column stands. BadInput naming every column that is unknown, missing or there twice."""
    known = {**ALSO, **{title: name for name, title in COLUMNS.items()}, **{name: name for name in COLUMNS}}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for at, head in enumerate(_plain(one) for one in heads):
        name = known.get(head)
        if name is not None and name in places:
            problems.append(Problem("file", say("列「{name}」出现了两次", name=head)))
        elif name is not None:
            places[name] = at
        elif head:
            problems.append(Problem("file", say("不认识的列：「{name}」", name=head[:40])))
    problems += [
        Problem("file", say("缺少列「{name}」", name=COLUMNS[name])) for name in NEEDED if name not in places
    ]
    if problems:
        raise BadInput(*problems[:30])
    return places


def _plain(head: str) -> str:
    return "".join(head.split()).lstrip("\ufeff").rstrip("*＊")


def column_of(field: str, sides: Sequence[Side]) -> str:
    """The heading under which what is wrong at that field of the case is told; `sides` are those of its parties."""
    parts = field.split(".")
    if parts[0] == "parties" and len(parts) > 2 and parts[1].isdecimal() and int(parts[1]) < len(sides):
        side = sides[int(parts[1])]
        name = {"region_code": "domicile", "paper_missing_reason": "id_number"}.get(parts[2], parts[2])
        return COLUMNS.get(f"{side.value}.{name}", SIDES.get(side, ""))
    aliases = {
        "first_asked_on": "received_on",
        "category_code": "category",
        "region_code": "region",
        "inviting_court_id": "door",
    }
    return COLUMNS.get(aliases.get(field, field), "")
