"""Sums of money in clauses: digits against capitals, parts against the whole, text against the duty's own amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import cn2an

from mediation.rules.health import articles
from mediation.rules.health.words import sentences
from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import say
from mediation.rules.money import format_yuan
from mediation.rules.vocabulary import ObligationKind

_DIGITS = r"\d[\d,，]*(?:\.\d{1,2})?"
_CHINESE = r"[零一二两三四五六七八九十百千万]+"
AMOUNT = (
    rf"(?:[￥¥]\s*(?P<yen>{_DIGITS})(?P<yen_unit>万|千)?元?|(?P<yuan>{_DIGITS}|{_CHINESE})(?P<unit>万|千)?元)"
)
_AMOUNT = re.compile(AMOUNT)
_CAPITALS = re.compile(
    rf"(?P<digits>{_DIGITS})(?P<unit>万)?元?\s*(?:[（(](?:人民币|大写|[:：])*|[，,、]?\s*大写(?:人民币)?[:：]?\s*)"
    r"(?P<capitals>[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+)"
)
_WHOLE = re.compile(rf"(?:共计|合计|总计|总额|总共|共支付)[^\d￥¥，。；]{{0,14}}?{AMOUNT}")
_PART = re.compile(rf"第(?:\d+|[一二三四五六七八九十]+)(?:期|笔|次|年)[^\d￥¥第]{{0,14}}?{AMOUNT}")
_PAID = re.compile(rf"(?:支付|[付给还交])(?!清)[^，。；\d￥¥]{{0,6}}?{AMOUNT}")
_BROKEN_DOWN = re.compile(r"包括|其中|分别为|含")
_REPEATED = re.compile(
    rf"每(?:个?月|期|季度|年)[^，。；]{{0,12}}?{AMOUNT}[^。；]{{0,6}}?(?P<times>\d+|[一二两三四五六七八九十]+)(?:个月|期|次|个季度|年)"
)
_PAYS = re.compile(rf"(?:支付|赔偿|给付|补偿|返还|退还|偿还|付给)[^，。；\d￥¥]{{0,12}}?{AMOUNT}")
_NO_SUM_OF_ITS_OWN = re.compile(r"每|利率|利息|违约金|逾期|其中|包括|已")
_UNITS = {"万": Decimal(10000), "千": Decimal(1000), None: Decimal(1)}


def plain_number(text: str) -> Decimal:
    """12,000 or 一万二千."""
    cleaned = text.replace(",", "").replace("，", "").replace("两", "二")
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        try:
            return Decimal(str(cn2an.cn2an(cleaned, "smart")))
        except ValueError:
            return Decimal(-1)


def amount_of(found: re.Match[str]) -> Decimal:
    number, unit = (found["yen"], found["yen_unit"]) if found["yen"] else (found["yuan"], found["unit"])
    return plain_number(number) * _UNITS[unit]


def amounts_in(text: str) -> list[Decimal]:
    return [amount_of(found) for found in _AMOUNT.finditer(text)]


def from_capitals(text: str) -> Decimal | None:
    """The amount written in capitals; None where it is no number."""
    cleaned = text.replace("圆", "元").replace("〇", "零").rstrip("整正")
    whole, _, rest = cleaned.partition("元")
    try:
        found = Decimal(str(cn2an.cn2an(whole, "smart"))) if whole else Decimal(0)
        for digit, mark in re.findall(r"([壹贰叁肆伍陆柒捌玖])([角分])", rest):
            found += Decimal(str(cn2an.cn2an(digit, "smart"))) / (10 if mark == "角" else 100)
    except ValueError:
        return None
    return found


def check_sums(agreement: AgreementWritten) -> Iterator[Finding]:
    owed = _owed(agreement)
    for at, text in agreement.clauses():
        yield from _against_capitals(at, text)
        for sentence in sentences(text):
            yield from _parts(at, sentence, owed)
    for n, text in enumerate(agreement.further):
        for sentence in sentences(text):
            yield from _against_the_duties(f"further.{n}.text", sentence, agreement, owed)
    for n, duty in enumerate(agreement.duties):
        said = amounts_in(duty.what)
        alone = (
            duty.kind is ObligationKind.MONEY and len(said) == 1 and not _NO_SUM_OF_ITS_OWN.search(duty.what)
        )
        if alone and duty.amount is not None and said[0] != duty.amount:
            yield _differs(f"obligations.{n}.amount", said[0], duty.amount)


def _owed(agreement: AgreementWritten) -> frozenset[Decimal]:
    """Every sum that the duties make: each, those of one debtor or of one pair together, and all."""
    money = [
        duty for duty in agreement.duties if duty.amount is not None and duty.kind is ObligationKind.MONEY
    ]
    found = {duty.amount for duty in money if duty.amount is not None}
    for key in ("", "debtor", "pair"):
        together: dict[object, Decimal] = {}
        for duty in money:
            group = {"": None, "debtor": duty.debtor, "pair": (duty.debtor, duty.creditor)}[key]
            together[group] = together.get(group, Decimal(0)) + (duty.amount or 0)
        found |= set(together.values())
    return frozenset(found)


def _against_capitals(at: str, text: str) -> Iterator[Finding]:
    for found in _CAPITALS.finditer(text):
        digits = plain_number(found["digits"]) * _UNITS[found["unit"]]
        capitals = from_capitals(found["capitals"])
        if capitals != digits:
            yield Finding(
                "sum.capitals",
                say(
                    "数字和大写不一致：{digits} 与 {capitals}",
                    digits=format_yuan(digits),
                    capitals=found["capitals"],
                ),
                say("核对以后改成一致；金额写在金额栏里，大写由系统印出"),
                articles.UNCLEAR,
                at,
            )


def _parts(at: str, text: str, owed: frozenset[Decimal]) -> Iterator[Finding]:
    parts = [amount_of(found) for found in _PART.finditer(text)]
    whole = {amount_of(found) for found in _WHOLE.finditer(text)}
    broken = _BROKEN_DOWN.search(text)
    if len(parts) < 2 and broken:
        before, after = text[: broken.start()], text[broken.end() :]
        parts, whole = amounts_in(after), set(amounts_in(before)[-1:])
        if len(parts) < 2 or not whole:
            return
    paid = [] if "每" in text else list(_PAID.finditer(text))
    first = _AMOUNT.search(text)
    if len(parts) < 2 and len(paid) >= 2 and first and first.start() < paid[0].start():
        parts, whole = [amount_of(found) for found in paid], {amount_of(first)}
    if len(parts) >= 2 and (whole or owed) and sum(parts) not in (whole or owed):
        yield _parts_differ(at, sum(parts, Decimal(0)), max(whole or owed))
    for found in _REPEATED.finditer(text):
        each, times = amount_of(found), plain_number(found["times"])
        said = {one for one in amounts_in(text) if one != each} or owed
        if said and each * times not in said:
            yield _parts_differ(at, each * times, max(said))


def _parts_differ(at: str, parts: Decimal, whole: Decimal) -> Finding:
    return Finding(
        "sum.parts",
        say(
            "各期、各项加起来是 {parts}，与总额 {whole} 不符",
            parts=format_yuan(parts),
            whole=format_yuan(whole),
        ),
        say("核对每一期的金额和期数；最好每期写成一项约定"),
        articles.UNCLEAR,
        at,
    )


def _against_the_duties(
    at: str, text: str, agreement: AgreementWritten, owed: frozenset[Decimal]
) -> Iterator[Finding]:
    if not owed or _NO_SUM_OF_ITS_OWN.search(text) or _PART.search(text):
        return
    for found in _WHOLE.finditer(text):
        if amount_of(found) not in owed:
            said, makes = format_yuan(amount_of(found)), format_yuan(max(owed))
            yield Finding(
                "sum.total",
                say("写的合计是 {said}，各项约定加起来是 {makes}", said=said, makes=makes),
                say("改正合计，或者补上漏写的约定"),
                articles.UNCLEAR,
                at,
            )
            return
    for found in _PAYS.finditer(text):
        if (
            any(duty.debtor and duty.debtor in text for duty in agreement.duties)
            and amount_of(found) not in owed
        ):
            yield _differs(at, amount_of(found), max(owed))
            return


def _differs(at: str, said: Decimal, amount: Decimal) -> Finding:
    return Finding(
        "sum.differs",
        say("文字里写的是 {said}，金额栏是 {amount}", said=format_yuan(said), amount=format_yuan(amount)),
        say("金额只写在金额栏里，文字里不再重复"),
        articles.UNCLEAR,
        at,
    )
