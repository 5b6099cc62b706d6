"""Content against the law or public order, or that depends on somebody's mood (358)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mediation.rules.health import articles
from mediation.rules.health.sums import plain_number
from mediation.rules.health.words import Words, look_for
from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import say

_CRIMINAL = re.compile(
    r"(不|撤回|撤销|放弃)[^，。；]{0,16}(报案|报警|控告|举报|刑事责任|立案侦查)|刑事责任[^，。；]{0,8}[免不]|撤案|销案|案子[^，。；]{0,4}[销撤]|私了"
)
_NO_SUIT = re.compile(
    r"(不得|不能|不准|不许|不再|永不|放弃|不可|无权)[^。；]{0,24}"
    r"(起诉|提起诉讼|打官司|诉讼的权利|诉权|上诉|上访|信访|申请仲裁|申诉|告状|找[^，。；]{0,4}(法院|政府))|不[^，。；]{0,8}(起诉|上访|诉讼(?!请求))"
)
_PERSONAL = re.compile(
    r"不[得能准许]?再?[^，。；]{0,4}(再婚|结婚|改嫁|生育|恋爱)|不[得能准许][^，。；]{0,6}(回村|回嘎查|回家|离开|进村|外出)"
    r"|下跪|磕头|游街|示众|搬离(本村|嘎查|村子)"
    r"|不得[^，。；]{0,4}(踏进|进入)[^，。；]{0,8}(村|嘎查|苏木)(?!委|民)"
)
_UNLAWFUL = re.compile(r"赌[债资博注款账]|毒品|代孕|嫖|行贿|封口费|冥婚|枪支|买卖(妇女|儿童|器官)")
_CONDITIONAL = re.compile(
    r"(反悔|不履行|违约|违反|逾期|未按|不按|没有按)[^。；]{0,16}(协议|约定)[^，。；]{0,6}(作废|无效|失效|不算数|自动解除|自动终止)"
    r"|(协议|约定)[^，。；]{0,6}(当没签|没签过|不作数)"
)
TABLE = (
    Words(
        "content.criminal",
        _CRIMINAL,
        say("以不报案、撤回报案、不追究刑事责任作条件，违反法律"),
        say("去掉这一条：民事赔偿可以约定，刑事责任由公安、检察机关和法院依法处理"),
        articles.AGAINST_LAW,
        re.compile(r"不影响|保留"),
    ),
    Words(
        "content.no_suit",
        _NO_SUIT,
        say("限制了起诉、仲裁、信访的权利，这样的约定无效"),
        say("可以写“双方就本次纠纷再无其他争议”，不写不得起诉、不得上访"),
        articles.AGAINST_LAW,
    ),
    Words(
        "content.personal",
        _PERSONAL,
        say("限制了婚姻、居住、行动等人身自由或者人格尊严，违背公序良俗"),
        say("去掉这一条；需要避免接触的，写明具体行为，例如不得进入对方院落"),
        articles.PUBLIC_ORDER,
    ),
    Words(
        "content.unlawful",
        _UNLAWFUL,
        say("债务或者约定本身不受法律保护"),
        say("核实款项的来历；不受法律保护的不要写进协议"),
        articles.AGAINST_LAW,
    ),
    Words(
        "content.conditional",
        _CONDITIONAL,
        say("以一方反悔、违约作为协议作废的条件，执行什么不确定"),
        say("写明不履行时怎么办：付多少违约金、剩余款项是否一并到期"),
        articles.UNCLEAR,
    ),
)
_NUMBER = r"(?P<n>\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+)"
_YEARLY = re.compile(rf"年(?:利率|利息|化|息)[^，。；\d]{{0,8}}?(?:百分之)?{_NUMBER}\s*[%％]?")
_MONTHLY = re.compile(
    r"(?:月(?:利率|利息|息)|每月利息)[^，。；\d一二三四五六七八九十]{0,6}(?:百分之)?"
    rf"{_NUMBER}\s*(?P<unit>[%％分厘])?"
)
_DAILY = re.compile(
    r"(?:每逾期一?[日天]|每[日天]|按[日天]|日利率|逐日)[^，。；]{0,14}?"
    rf"(?:(?P<of>百|千|万)分之{_NUMBER}|(?P<p>\d+(?:\.\d+)?)\s*(?P<sign>[%％‰]))"
)
_FOR_EACH = re.compile(
    r"每(?P<of>百|千|万)元?每?(?P<every>月|年|天|日)[^，。；\d]{0,10}?(?P<pay>\d+(?:\.\d+)?)元"
)
_BY_THE_DAY = re.compile(
    r"(?:晚|迟|逾期|超)[^，。；]{0,4}一?[天日][^，。；\d]{0,10}(?P<pay>\d[\d,]*(?:\.\d+)?)元"
)
_TIMES = {"月": 12, "年": 1, "天": 365, "日": 365}
_PARTS = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}


def check_content(agreement: AgreementWritten) -> Iterator[Finding]:
    yield from look_for(TABLE, agreement)
    for at, text in agreement.clauses():
        rate = max([*_yearly_rates(text), *_fixed_rates(text, agreement)], default=Decimal(0))
        if rate > agreement.highest_rate:
            yield Finding(
                "content.interest",
                say(
                    "利息或者违约金折合年利率 {rate}%，高于 {cap}%，法院不予保护",
                    rate=_shown(rate),
                    cap=_shown(agreement.highest_rate),
                ),
                say("降到合同成立时一年期贷款市场报价利率（LPR）的四倍以内；违约金以实际损失为基础约定"),
                articles.RATE,
                at,
            )


def _yearly_rates(text: str) -> Iterator[Decimal]:
    """Every rate in the text as percent in a year."""
    for found in _YEARLY.finditer(text):
        yield plain_number(found["n"])
    for found in _MONTHLY.finditer(text):
        number = plain_number(found["n"])
        yield number * 12 / (10 if found["unit"] == "厘" else 1)
    for found in _DAILY.finditer(text):
        if found["of"]:
            yield plain_number(found["n"]) / _PARTS[found["of"]] * 100 * 365
        else:
            yield Decimal(found["p"]) / (10 if found["sign"] == "‰" else 1) * 365


def _fixed_rates(text: str, agreement: AgreementWritten) -> Iterator[Decimal]:
    """What is paid in yuan for each day late, or for each ten thousand, as percent in a year."""
    owed = max((duty.amount for duty in agreement.duties if duty.amount), default=Decimal(0))
    for found in _FOR_EACH.finditer(text):
        yield Decimal(found["pay"]) * _TIMES[found["every"]] / _PARTS[found["of"]] * 100
    for found in _BY_THE_DAY.finditer(text):
        if owed:
            yield plain_number(found["pay"]) * 365 / owed * 100


def _shown(rate: Decimal) -> str:
    return f"{round(rate, 1).normalize():f}"
