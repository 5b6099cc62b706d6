"""The list of a batch as a table: its columns, and what each row says; every mistake is named at its row and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import TypeVar

from mediation.rules.errors import BadInput, Problem
from mediation.rules.intake import ConsentGiven, PartyGiven, RepresentativeGiven
from mediation.rules.messages import Message, say
from mediation.rules.money import parse_yuan
from mediation.rules.vocabulary import (
    AgentAuthority,
    ConsentPurpose,
    IdentityPaper,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
    Term,
)

V = TypeVar("V")
T = TypeVar("T", bound=Term)
MOST_FOLLOWERS = 1000
COLUMNS: Mapping[str, str] = {
    "name": "姓名或名称",
    "paper": "证件种类",
    "id_number": "证件号码",
    "paper_missing_reason": "没有证件号码的原因",
    "credit_code": "统一社会信用代码",
    "legal_representative": "法定代表人",
    "sex": "性别",
    "born_on": "出生日期",
    "ethnicity": "民族",
    "occupation": "职业",
    "phone": "电话",
    "address": "住址",
    "acting_kind": "代理人类型",
    "acting_name": "代理人姓名",
    "acting_relation": "与当事人关系",
    "acting_authority": "代理权限",
    "acting_id_number": "代理人证件号码",
    "acting_phone": "代理人电话",
    "consents": "同意调解",
    "consented_on": "同意日期",
    "amount": "金额",
}
"""In the order of the template; then one column for each amount of the model's own, where there are several."""
ALSO = {
    "姓名": "name",
    "名称": "name",
    "身份证号码": "id_number",
    "身份证号": "id_number",
    "联系电话": "phone",
}
"""What such columns are often called too."""
YES, NO = ("是", "同意", "yes", "y", "1"), ("否", "不同意", "no", "n", "0")
ASKED = (ConsentPurpose.MEDIATION, ConsentPurpose.DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerGiven:
    """Somebody for the list: `amount` in yuan, split into `shares`, one for each amount of the model's own.

    `row` is the line of the table that says so.
    """

    row: int
    party: PartyGiven
    amount: Decimal | None = None
    shares: tuple[Decimal, ...] = ()


def share_column(ordinal: int) -> str:
    """The heading of the amount that takes the place of the model's duty of that number."""
    return f"第{ordinal}项金额"


def headings(shares: Sequence[int]) -> list[str]:
    """The columns of the template for a model whose own amounts stand in those duties."""
    return [*COLUMNS.values(), *(share_column(one) for one in shares if len(shares) > 1)]


def read_followers(text: str, side: Side, shares: Sequence[int], today: date) -> tuple[FollowerGiven, ...]:
    """The rows of a table, separated by tabs or commas. BadInput: `3.id_number` is the third line's number."""
    rows = list(csv.reader(StringIO(text.replace("\r\n", "\n")), delimiter="\t" if "\t" in text else ","))
    lines = [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if len(lines) < 2:
        raise BadInput.at("text", say("名单是空的：第一行是列名，下面每人一行"))
    places = _places(lines[0][1], shares)
    if len(lines) - 1 > MOST_FOLLOWERS:
        raise BadInput.at("text", say("一批最多 {n} 人", n=MOST_FOLLOWERS))
    problems: list[Problem] = []
    read = []
    for n, row in lines[1:]:
        line = _Row(n, {name: row[at].strip() for name, at in places.items() if at < len(row)}, problems)
        read.append(line.follower(side, shares, today))
    if problems:
        raise BadInput(*problems)
    return tuple(read)


def _places(heads: Sequence[str], shares: Sequence[int]) -> dict[str, int]:
    known = ALSO | {title: name for name, title in COLUMNS.items()}
    known |= {share_column(one): f"share.{one}" for one in shares}
    places: dict[str, int] = {}
    problems = []
    for at, head in enumerate(one.strip().lstrip("\ufeff").rstrip("*＊") for one in heads):
        if head in known and known[head] in places:
            problems.append(Problem("text", say("列「{name}」出现了两次", name=head)))
        elif head in known:
            places[known[head]] = at
        elif head:
            problems.append(Problem("text", say("不认识的列：「{name}」", name=head)))
    wanted = ["name", "amount" if len(shares) < 2 else f"share.{shares[0]}"]
    for name in wanted if shares else wanted[:1]:
        if name not in places:
            title = COLUMNS.get(name, share_column(shares[0]) if shares else name)
            problems.append(Problem("text", say("缺少列「{name}」", name=title)))
    if problems:
        raise BadInput(*problems)
    return places


class _Row:
    """One line of the table; what cannot be read is noted."""

    def __init__(self, n: int, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self.n, self.cells, self.problems = n, cells, problems

    def follower(self, side: Side, shares: Sequence[int], today: date) -> FollowerGiven:
        amount = self._read("amount", parse_yuan)
        own = self._shares(shares, amount)
        whole = amount if amount is not None or not own else sum(own[1:], own[0])
        return FollowerGiven(row=self.n, party=self._party(side, today), amount=whole, shares=own)

    def _shares(self, shares: Sequence[int], amount: Decimal | None) -> tuple[Decimal, ...]:
        if len(shares) == 1:
            self._need("amount", amount, say("请写金额"))
            return () if amount is None else (amount,)
        found = [self._read(f"share.{one}", parse_yuan) for one in shares]
        for one, share in zip(shares, found, strict=True):
            self._need(f"share.{one}", share, say("请写这一项的金额"))
        own = tuple(share for share in found if share is not None)
        if own and len(own) == len(shares) and amount is not None and sum(own) != amount:
            self._note("amount", say("各项合计 {sum}，与金额 {amount} 不符", sum=sum(own), amount=amount))
        return own

    def _party(self, side: Side, today: date) -> PartyGiven:
        organisation = bool(self._text("credit_code"))
        default = IdentityPaper.ID_CARD if self._text("id_number") else IdentityPaper.NONE
        party = PartyGiven(
            side=side,
            kind=PartyKind.ORGANISATION if organisation else PartyKind.NATURAL,
            name=self._text("name"),
            sex=self._term("sex", Sex),
            ethnicity=self._text("ethnicity"),
            born_on=self._read("born_on", _day),
            occupation=self._text("occupation"),
            paper=self._term("paper", IdentityPaper) or default,
            paper_missing_reason=self._text("paper_missing_reason"),
            id_number=self._text("id_number"),
            phone=self._text("phone"),
            address=self._text("address"),
            credit_code=self._text("credit_code"),
            legal_representative=self._text("legal_representative"),
            representatives=self._acting(),
        )
        return replace(party, consents=self._consents(today))

    def _acting(self) -> tuple[RepresentativeGiven, ...]:
        kind = self._term("acting_kind", RepresentativeKind)
        if not self._text("acting_name"):
            if kind is not None:
                self._note("acting_name", say("请写代理人或监护人的姓名"))
            return ()
        self._need("acting_kind", kind, say("请写明是代理人、监护人还是代表人"))
        return (
            RepresentativeGiven(
                kind=kind or RepresentativeKind.AGENT,
                name=self._text("acting_name"),
                authority=self._term("acting_authority", AgentAuthority),
                relation=self._text("acting_relation"),
                id_number=self._text("acting_id_number"),
                phone=self._text("acting_phone"),
            ),
        )

    def _consents(self, today: date) -> tuple[ConsentGiven, ...]:
        """Nothing said is no consent: whoever was not asked, or not reached, stays on the list."""
        said = self._text("consents").lower()
        if not said:
            return ()
        if said not in YES + NO:
            self._note("consents", say("请写「是」或「否」，还没有问的留空"))
        on = self._read("consented_on", _day) or today
        if on > today:
            self._note("consented_on", say("同意日期不能晚于今天"))
        return tuple(ConsentGiven(purpose, said in YES, on) for purpose in ASKED[: 2 if said in YES else 1])

    def _term(self, name: str, terms: type[T]) -> T | None:
        return self._read(name, lambda said: _titled(terms, said))

    def _text(self, name: str) -> str:
        return self.cells.get(name, "")

    def _read(self, name: str, parse: Callable[[str], V]) -> V | None:
        if not self._text(name):
            return None
        try:
            return parse(self._text(name))
        except BadInput as bad:
            for problem in bad.problems:
                self._note(name, problem.message)
        return None

    def _need(self, name: str, value: object, message: Message) -> None:
        """Say what lacks, unless something unreadable was said about it already."""
        if value is None and not any(p.field == f"{self.n}.{name}" for p in self.problems):
            self._note(name, message)

    def _note(self, name: str, message: Message) -> None:
        self.problems.append(Problem(f"{self.n}.{name}", message))


def _titled(terms: type[T], said: str) -> T:
    """The member of a closed list that is called so in Chinese."""
    for term in terms:
        if said in (term.title_text, term.value):
            return term
    allowed = "、".join(term.title_text for term in terms)
    raise BadInput.at("", say("应是其中之一：{names}", names=allowed))


def _day(said: str) -> date:
    """2026-11-23, 2026/11/23, 2026.11.23 or 20261123."""
    plain = said.replace("/", "-").replace(".", "-")
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007  a day, not an instant
        except ValueError:
            continue
    raise BadInput.at("", say("没有这一天，请按 年-月-日 填写"))
