"""Amounts in yuan: read from what people type, printed in digits and in capitals."""

from __future__ import annotations

import re
from decimal import Decimal

import cn2an

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say

LARGEST = Decimal("9999999999999.99")
FEN = Decimal("0.01")
HALF_WIDTH = str.maketrans("０１２３４５６７８９．，。－＋￥", "0123456789.,.-+¥")
PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


def parse_yuan(text: str) -> Decimal:
    """The amount with two decimals; full-width digits, thousands separators, ￥ and 元 are accepted."""
    typed = "".join(text.split()).translate(HALF_WIDTH).removeprefix("¥").removesuffix("元")
    if not typed:
        raise _bad(say("请填写金额"))
    if typed.startswith("-"):
        raise _bad(say("金额不能是负数"))
    if not GROUPED.fullmatch(typed) and not PLAIN.fullmatch(typed):
        raise _bad(_why_unreadable(typed))
    return _checked(Decimal(typed.replace(",", "")))


def format_yuan(amount: Decimal) -> str:
    """￥12,000.00"""
    return f"￥{_checked(amount):,.2f}"


def capitals(amount: Decimal) -> str:
    """壹万贰仟元整"""
    # cn2an cuts a third decimal and takes a minus without a word: the amount is checked first.
    return str(cn2an.an2cn(f"{_checked(amount):.2f}", "rmb"))


def printed(amount: Decimal) -> str:
    """￥12,000.00（人民币壹万贰仟元整）"""
    return f"{format_yuan(amount)}（人民币{capitals(amount)}）"


def _checked(amount: Decimal) -> Decimal:
    """The amount with exactly two decimals, or BadInput."""
    if not amount.is_finite():
        raise _bad(say("金额应写成数字，例如 12000.50"))
    if amount < 0:
        raise _bad(say("金额不能是负数"))
    if amount > LARGEST:
        raise _bad(say("金额不能超过 {largest} 元", largest=f"{LARGEST:,.2f}"))
    if amount != amount.quantize(FEN):
        raise _bad(say("金额最多到分，即两位小数"))
    return abs(amount.quantize(FEN))


def _why_unreadable(typed: str) -> Message:
    if "万" in typed or "亿" in typed:
        return say("请把金额写成完整的数字，例如 1.2 万写成 12000")
    if "," in typed:
        return say("金额里的逗号应每三位一个，例如 12,000.00；也可以不写逗号")
    return say("金额应写成数字，例如 12000.50")


def _bad(message: Message) -> BadInput:
    return BadInput.at("", message)
