"""Whether each duty says who, to whom, what, how much, by when and how, in words that can be enforced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediation.rules.health import articles
from mediation.rules.health.words import Words, look_for
from mediation.rules.health.written import NOBODY, AgreementWritten, DutyWritten, Finding
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ObligationKind

_VAGUE_TERM = re.compile(
    r"尽快|尽早|及时|适时|近期|抓紧|早日|不久|手头|宽裕|有钱|有能力|有条件|条件允许|方便的?时|卖[^，。；]{0,6}[后再]"
    r"|秋收|秋后|收[完了][秋庄粮]|前后|过段时间|好转|贷款(下来|到账)|(工程款|回款|拨款|批复|审批)[^，。；]{0,8}(到|下来)"
    r"|[年月]底(?!前)|过年|年[前后]|开春|左右$"
)
_VAGUE_IN_CLAUSE = re.compile(
    r"(尽快|尽早|抓紧|有钱|手头宽裕|有能力时)[^，。；]{0,20}[付还给交办拆搬]|[付还给交][^，。；]{0,6}(尽快|尽早)"
)
_VAGUE_AMOUNT = re.compile(
    r"适当(的)?(补偿|赔偿|补助|给付|支付|返还|补贴)|(一定|相应|合理)的?(医疗|护理|维修|各项)?(数额|金额|补偿|赔偿|费用|比例|补助)|若干|酌情"
    r"|[花用]多少[^，。；]{0,2}[给付报算]|实际(发生|花费|支出|损失|费用)|据实|多退少补|一些[^，。；]{0,4}[钱费]|看[^，。；]{0,6}[给付]|元左右|大约\d"
    r"|(数额|金额|余款|价格|费用)[^。；]{0,12}(协商|商量|商定|再说|再定|再议)|(另行|日后|以后)[^，。；]{0,4}(协商|商量|商定|议定)"
)
_VAGUE_ACT = re.compile(
    r"妥善|尽力|尽量|(处理|解决|安排|做)好|视情况|(协商|商量)(解决|处理)|负责到底|搞好|改善|[相互]互[^，。；]{0,4}(照顾|体谅|理解|帮助)|和睦|融洽|适当(?!的?(补偿|赔偿|补助|给付|支付|返还|补贴))"
)
_CONTINUING = re.compile(r"每(次|年|月|天|日|周|季|逢)|今后|以后|长期|永久|一直|持续")
_DATED = re.compile(r"\d+月\d+[日号]|[日天月]内|底前|当[日天]|同时|\d{4}年")
_CLAUSES = (
    Words(
        "duty.vague_term",
        _VAGUE_IN_CLAUSE,
        say("“尽快”“有钱时”之类不是期限，不能据此申请执行"),
        say("写明某年某月某日前"),
        articles.UNCLEAR,
    ),
    Words(
        "duty.vague_amount",
        _VAGUE_AMOUNT,
        say("给多少不明确（适当、酌情、实际花费、另行协商等）"),
        say("写明具体数额；现在定不下来的，写进“尚未达成一致的事项”"),
        articles.UNCLEAR,
    ),
)
_TERMLESS = (ObligationKind.MONEY, ObligationKind.ACT, ObligationKind.THING, ObligationKind.APOLOGY)


def check_duties(agreement: AgreementWritten) -> Iterator[Finding]:
    for found in look_for(_CLAUSES, agreement):
        if found.code != "duty.vague_term" or not _is_dateless(agreement, found.at):
            yield found
    for n, duty in enumerate(agreement.duties):
        at, number = f"obligations.{n}", n + 1
        yield from _who(at, number, duty)
        yield from _what(at, number, duty)
        yield from _when_and_how(at, number, duty)


def _is_dateless(agreement: AgreementWritten, at: str) -> bool:
    """Whether the clause is of a duty whose missing day is told at its own field."""
    kind, _, rest = at.partition(".")
    if kind != "obligations":
        return False
    duty = agreement.duties[int(rest.partition(".")[0])]
    return duty.due_on is None and not duty.performed_at_once and duty.kind in _TERMLESS


def _who(at: str, number: int, duty: DutyWritten) -> Iterator[Finding]:
    if duty.debtor.strip() in ("", *NOBODY):
        yield _unclear(
            "duty.nobody",
            say("第 {n} 项没有写明由谁履行", n=number),
            say("写一个人的姓名或者一个单位的名称；几个人一起的，分开写各人的份额"),
            f"{at}.debtor_id",
        )
    needs = (ObligationKind.MONEY, ObligationKind.THING, ObligationKind.APOLOGY)
    if duty.kind in needs and duty.creditor.strip() in ("", *NOBODY):
        yield _unclear(
            "duty.to_nobody",
            say("第 {n} 项没有写明向谁履行", n=number),
            say("写明收款、收物的人"),
            f"{at}.creditor_id",
        )
    if duty.debtor and duty.debtor == duty.creditor:
        yield _unclear(
            "duty.to_oneself",
            say("第 {n} 项的履行人和受领人是同一个人", n=number),
            say("改正其中一个"),
            f"{at}.creditor_id",
        )


def _what(at: str, number: int, duty: DutyWritten) -> Iterator[Finding]:
    if duty.kind is ObligationKind.MONEY:
        if duty.amount is None:
            yield _unclear(
                "duty.no_amount", say("第 {n} 项没有写金额", n=number), say("写明数额"), f"{at}.amount"
            )
    elif not duty.what.strip() and duty.kind is not ObligationKind.APOLOGY:
        yield _unclear(
            "duty.no_act",
            say("第 {n} 项没有写做什么、交什么、不做什么", n=number),
            say("写明具体的事或者物：名称、数量、特征、位置"),
            f"{at}.what",
        )
    elif _VAGUE_ACT.search(duty.what):
        yield _unclear(
            "duty.vague_act",
            say("第 {n} 项做什么不明确（妥善、尽量、处理好等）", n=number),
            say("写明做到什么样算履行：做什么、做到哪里、多宽多高多少"),
            f"{at}.what",
        )


def _when_and_how(at: str, number: int, duty: DutyWritten) -> Iterator[Finding]:
    if duty.due_on is None and not duty.performed_at_once and duty.kind in _TERMLESS:
        if _VAGUE_TERM.search(duty.text):
            yield _unclear(
                "duty.vague_term",
                say("第 {n} 项的期限不确定，什么时候算到期说不清", n=number),
                say("写明某年某月某日前；有条件的，再写最迟到哪一天"),
                f"{at}.due_on",
            )
        elif not duty.condition.strip() and not _lasts(duty):
            yield _unclear(
                "duty.no_term",
                say("第 {n} 项没有写期限", n=number),
                say("填写期限；已经当场履行的，勾选当场履行"),
                f"{at}.due_on",
            )
    if duty.kind is ObligationKind.MONEY and not duty.means.strip() and not duty.performed_at_once:
        yield _unclear(
            "duty.no_means",
            say("第 {n} 项没有写怎么付", n=number),
            say("写明现金、转账到哪个账户或者其他方式"),
            f"{at}.means",
        )


def _lasts(duty: DutyWritten) -> bool:
    """What goes on for good, or has its day in the text."""
    goes_on = duty.kind is not ObligationKind.MONEY and _CONTINUING.search(duty.what)
    return bool(goes_on or _DATED.search(duty.what))


def _unclear(code: str, said: Message, mend: Message, at: str) -> Finding:
    return Finding(code, said, mend, articles.UNCLEAR, at)
