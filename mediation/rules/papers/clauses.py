"""Duties as data, and the Chinese clause printed for each: who, to whom, what, how much, by when, how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.money import printed
from mediation.rules.papers.dates import printed_date
from mediation.rules.vocabulary import ObligationKind

_DIGITS = "零一二三四五六七八九"
_STOPS = "。；;，,、 \n"
_CLAUSE_ENDS = ("后", "时", "内", "前", "起", "的", "下", "日")


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a sum, with its own day or condition."""

    amount: Decimal
    due_on: date | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class PaperObligation:
    """One duty. `what`: the sum's name (赔偿款), the act, the thing, the apology, or what is forborne."""

    kind: ObligationKind
    debtor: str
    creditor: str = ""
    amount: Decimal | None = None
    what: str = ""
    due_on: date | None = None
    on_signing: bool = False
    condition: str = ""
    means: str = ""
    place: str = ""
    instalments: tuple[Instalment, ...] = ()
    performed: bool = False
    """Done on the spot (即时履行)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an agreement: its printed text, and the duties that the text was formed from."""

    text: str
    obligations: tuple[PaperObligation, ...] = ()


def clauses_of(obligations: Iterable[PaperObligation], further: Iterable[str] = ()) -> tuple[Clause, ...]:
    """A clause for each duty, then the free clauses that set no duty."""
    own = tuple(Clause(clause_text(obligation), (obligation,)) for obligation in obligations)
    return own + tuple(Clause(f"{text.strip().rstrip(_STOPS)}。") for text in further if text.strip(_STOPS))


def clause_text(obligation: PaperObligation) -> str:
    """The sentence that is printed and signed, without its number."""
    sentence = _SENTENCES[obligation.kind](obligation)
    return f"{_condition(obligation.condition)}{sentence.rstrip(_STOPS)}。"


def ordinal(number: int) -> str:
    """一、二 … 十、十一 … 二十 … 九百九十九: the numbers of clauses and of copies."""
    if not 0 < number < 1000:
        raise ValueError(f"no clause has the number {number}")
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and units:
        text += "零"
    return text + (_DIGITS[units] if units else "")


def _money(duty: PaperObligation) -> str:
    to = f"向{duty.creditor}" if duty.creditor else ""
    name, purpose = (duty.what, "") if _is_short_name(duty.what) else ("款项", duty.what.strip(_STOPS))
    ways = _ways(duty, place="支付地点")
    why = f"。款项用途：{purpose}" if purpose else ""
    if duty.instalments:
        parts = f"分{ordinal(len(duty.instalments))}期{to}支付{name}共计{printed(_total(duty))}"
        return f"{duty.debtor}{parts}：{_instalments(duty)}{ways}{why}"
    if duty.amount is None:
        raise BadInput.at("amount", say("给付金钱的义务必须写明金额"))
    once = "当场" if duty.performed else "一次性"
    done = "，已当场付清" if duty.performed else ""
    return f"{duty.debtor}{_when(duty)}{once}{to}支付{name}{printed(duty.amount)}{ways}{done}{why}"


def _is_short_name(what: str) -> bool:
    """A noun such as 医疗费 goes before the sum; a sentence goes behind it."""
    return 0 < len(what) <= 16 and not any(mark in what for mark in "，。；：,;:\n")


def _total(duty: PaperObligation) -> Decimal:
    total = sum((part.amount for part in duty.instalments), Decimal(0))
    if duty.amount is not None and duty.amount != total:
        said, sums = printed(duty.amount), printed(total)
        raise BadInput.at(
            "instalments", say("各期金额合计 {sums}，与总额 {said} 不一致", sums=sums, said=said)
        )
    return total


def _instalments(duty: PaperObligation) -> str:
    """Each part has a number, a day or a condition, and a sum in digits and capitals."""
    texts = []
    for number, part in enumerate(duty.instalments, start=1):
        when = f"于{printed_date(part.due_on)}前（含当日）" if part.due_on else ""
        texts.append(f"第{ordinal(number)}期，{_condition(part.condition)}{when}支付{printed(part.amount)}")
    return "；".join(texts)


def _act(duty: PaperObligation) -> str:
    what = _what(duty)
    if duty.creditor and duty.creditor not in what:
        return f"{duty.debtor}{_when(duty)}向{duty.creditor}履行下列义务：{what}{_ways(duty)}{_done(duty)}"
    return f"{duty.debtor}{_when(duty)}{what}{_ways(duty)}{_done(duty)}"


def _thing(duty: PaperObligation) -> str:
    to = f"向{duty.creditor}" if duty.creditor else ""
    return f"{duty.debtor}{_when(duty)}{to}交付{_what(duty)}{_ways(duty, place='交付地点')}{_done(duty)}"


def _apology(duty: PaperObligation) -> str:
    place = f"在{duty.place}" if duty.place else ""
    means = f"以{duty.means}方式" if duty.means else ""
    words = f"，内容为：{duty.what.strip(_STOPS)}" if duty.what.strip(_STOPS) else ""
    to = f"向{duty.creditor or '对方当事人'}"
    return f"{duty.debtor}{_when(duty)}{place}{means}{to}赔礼道歉{words}{_done(duty)}"


def _forbearance(duty: PaperObligation) -> str:
    until = f"起至{printed_date(duty.due_on)}止" if duty.due_on else "起"
    what = _what(duty) if _what(duty).startswith("不") else f"不得{_what(duty)}"
    return f"{duty.debtor}自本协议生效之日{until}，{what}{_ways(duty)}"


_SENTENCES = {
    ObligationKind.MONEY: _money,
    ObligationKind.ACT: _act,
    ObligationKind.THING: _thing,
    ObligationKind.APOLOGY: _apology,
    ObligationKind.FORBEARANCE: _forbearance,
}


def _what(duty: PaperObligation) -> str:
    if text := duty.what.strip(_STOPS):
        return text
    raise BadInput.at("what", say("请写明要做什么、交付什么或者不得做什么"))


def _when(duty: PaperObligation) -> str:
    if duty.performed or duty.on_signing:
        return "于本协议签订当日"
    return f"于{printed_date(duty.due_on)}前（含当日）" if duty.due_on else ""


def _done(duty: PaperObligation) -> str:
    return "，已当场履行完毕" if duty.performed else ""


def _ways(duty: PaperObligation, *, place: str = "履行地点") -> str:
    means = f"，履行方式为{duty.means}" if duty.means and duty.kind is not ObligationKind.MONEY else ""
    if duty.means and duty.kind is ObligationKind.MONEY:
        means = f"，支付方式为{duty.means}"
    return means + (f"，{place}为{duty.place}" if duty.place else "")


def _condition(condition: str) -> str:
    """待鉴定意见作出后， / 房屋完成交付的，: what must happen first stands first."""
    text = condition.strip(_STOPS)
    if not text:
        return ""
    return f"{text}，" if text.endswith(_CLAUSE_ENDS) else f"{text}的，"
