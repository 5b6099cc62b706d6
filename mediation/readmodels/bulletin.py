"""工作要情 of a period: the draft, in the sentences in which bureaux publish such figures, and the editions saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import cn2an
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Bulletin, Person
from mediation.readmodels.official_table import period_title
from mediation.readmodels.statistics import StatisticsPage
from mediation.rules.periods import PeriodKind
from mediation.rules.statistics import AvertedKind, in_wan, percent, printed
from mediation.rules.vocabulary import Level

HERE = {
    Level.CITY: "全市",
    Level.COUNTY: "全旗（县、市、区）",
    Level.TOWNSHIP: "全苏木乡镇",
    Level.VILLAGE: "全嘎查村",
}
EARLIER = {
    PeriodKind.MONTH: "上月",
    PeriodKind.QUARTER: "上季度",
    PeriodKind.YEAR: "上年",
}
"""Of a half-year the period itself is named: 上半年 is the first half of a year."""
AVERTED = {
    AvertedKind.SUICIDE: "防止民间纠纷引起自杀",
    AvertedKind.CRIME: "防止民间纠纷转化为刑事案件",
    AvertedKind.PETITION: "防止群体性上访",
    AvertedKind.FIGHT: "防止群体性械斗",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """A saved text."""

    edition: int
    text: str
    by: str
    saved_at: datetime


def editions(session: Session, code: str, named: str) -> tuple[Edition, ...]:
    """The newest first."""
    rows = session.execute(
        select(Bulletin.edition, Bulletin.text, Person.name, Bulletin.saved_at)
        .join(Person, Person.id == Bulletin.saved_by)
        .where(Bulletin.region_code == code, Bulletin.period == named)
        .order_by(Bulletin.edition.desc())
    )
    return tuple(Edition(*row) for row in rows)


def draft(page: StatisticsPage) -> str:
    """The paragraphs; whoever publishes them edits them first."""
    told = (_volume(page), _sources(page), _kinds(page), _agreements(page), _prevention(page), _parts(page))
    title = f"{page.name}{period_title(page.period)}人民调解工作情况"
    return "\n\n".join([title, *(paragraph for paragraph in told if paragraph)])


ONES = "一二三四五六七八九"
PHRASE = re.compile(r"[^，。；、：\n]+")
COUNTED = re.compile(
    rf"(?:(?<![\d.])(\d{{1,9}})|(?<![第零〇两十百千万{ONES}])(两|[{ONES}]?十|(?:[{ONES}]?十)?[{ONES}]))"
    r"(?:人次|[件人次批起名户宗]|个(?![月年季小]))"
)
"""A number before what such texts count in, in characters up to 99; not the second of a row, nor a length of time."""


def few_in(text: str, least: int) -> tuple[str, ...]:
    """The words of a bulletin that tell a number from 1 to below `least`, once each."""
    return tuple(dict.fromkeys(_few(text, least)))


def _few(text: str, least: int) -> Iterator[str]:
    for phrase in PHRASE.findall(text):
        begins = 0
        for one in COUNTED.finditer(phrase):
            if 0 < _number(one) < least:
                yield phrase[begins : one.end()].strip()
            begins = one.end()


def _number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else int(cn2an.cn2an(found[2], "smart"))


def _volume(page: StatisticsPage) -> str:
    values = page.figures.values
    accepted, succeeded = values["accepted"], values["succeeded"]
    text = "，".join(
        [
            period_title(page.period),
            f"{page.name}各级人民调解组织共调解各类矛盾纠纷{accepted}件",
            *_comparisons(page),
        ]
    )
    text += f"；调解成功{succeeded}件"
    rate = percent(succeeded, accepted)
    return text + (f"，调解成功率{printed(rate)}%。" if rate is not None else "。")


def _comparisons(page: StatisticsPage) -> Iterator[str]:
    """With the periods of which the area has any figure; of a year both are one."""
    earlier = EARLIER.get(page.period.kind) or period_title(page.earlier)
    periods = {page.last_year.name: "去年同期", page.earlier.name: earlier}
    for name, when in periods.items():
        values = page.compared[name].values
        if any(values.values()):
            yield _than(when, page.figures.values["accepted"], values["accepted"])


def _than(when: str, now: int, then: int) -> str:
    if now == then:
        return f"与{when}持平"
    return f"比{when}{'增加' if now > then else '减少'}{abs(now - then)}件"


def _sources(page: StatisticsPage) -> str:
    groups, total = page.by_group("accepted"), page.figures.values["accepted"]
    if not total:
        return ""
    told = "，".join(
        f"{group.title_text}{n}件，占{printed(percent(n, total))}%" for group, n in groups.items()
    )
    return f"从案件来源看：{told}。"


def _kinds(page: StatisticsPage) -> str:
    total = page.figures.values["accepted"]
    lines = [(one, n) for one, n in page.by_heading("accepted") if n]
    if not lines:
        return ""
    told = "；".join(f"{one.title}{n}件，占{printed(percent(n, total))}%" for one, n in lines)
    most = sorted(lines, key=lambda line: -line[1])[:3]
    text = f"从纠纷类型看：{told}。"
    if len(lines) > 3:
        text += f"{'、'.join(one.title for one, _ in most)}居前三位。"
    return text


def _agreements(page: StatisticsPage) -> str:
    values = page.figures.values
    if not values["succeeded"]:
        return ""
    return (
        f"调解成功的案件中，书面协议{values['written']}件，口头协议{values['oral']}件，"
        f"协议涉及金额{amount(values['amount'])}万元；当场履行{values['on_spot']}件。"
        f"申请司法确认{values['confirmation_applied']}件，确认有效{values['confirmed']}件。"
    )


def _prevention(page: StatisticsPage) -> str:
    values = page.figures.values
    told = []
    if values["screenings"]:
        told.append(
            f"开展矛盾纠纷排查{values['screenings']}次，发现矛盾纠纷{values['found']}件，"
            f"预防纠纷{values['prevented']}件"
        )
    told += [
        f"{text}{values[f'averted_{kind.value}']}件{values[f'averted_{kind.value}_people']}人"
        for kind, text in AVERTED.items()
        if values[f"averted_{kind.value}"]
    ]
    return f"{'；'.join(told)}。" if told else ""


def _parts(page: StatisticsPage) -> str:
    parts = [one for one in page.parts if one.figures.values["accepted"]]
    if len(parts) < 2:
        return ""
    told = "、".join(
        f"{one.name}{'本级' if one.own else ''}{one.figures.values['accepted']}件" for one in parts
    )
    return f"各地受理：{told}。"


def amount(fen: int) -> str:
    """万元 as bulletins print it: without zeros that say nothing."""
    value: Decimal = in_wan(fen)
    return f"{value.normalize():f}" if value else "0"
