"""Official statistics (人民调解案件情况统计表): every indicator with its definition and date rule; sources; ratios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import CaseSource, Term

FORMS = "司发通〔2010〕239号"


class DateRule(Term):
    """By which day something belongs to a period."""

    ACCEPTED = "accepted", "受理日期在本期"
    ENDED = "ended", "结案日期在本期"
    OWN_DAY = "own_day", "办理日期在本期"
    AS_OF = "as_of", "截至期末"
    RATIO = "ratio", "由上面的数字算出"
    HELD = "held", "培训日期在本期"


class Unit(Term):
    CASES = "cases", "件"
    PEOPLE = "people", "人"
    TIMES = "times", "次"
    AMOUNT = "amount", "万元"
    PERCENT = "percent", "%"
    OFFICES = "offices", "个"
    ATTENDED = "attended", "人次"


class SourceGroup(Term):
    """The official split of sources; the finer channels stand below it."""

    ACTIVE = "active", "主动调解"
    APPLIED = "applied", "依申请调解"
    ENTRUSTED = "entrusted", "接受委托移送调解"


GROUP_OF: Mapping[CaseSource, SourceGroup] = {
    CaseSource.OWN_INITIATIVE: SourceGroup.ACTIVE,
    CaseSource.GRID: SourceGroup.ACTIVE,
    CaseSource.APPLICATION: SourceGroup.APPLIED,
    CaseSource.OTHER: SourceGroup.APPLIED,
    # To be told of mediation is not to be sent (人民调解法 18): the person asks the committee.
    CaseSource.COURT_GUIDANCE: SourceGroup.APPLIED,
    CaseSource.GOVERNANCE_CENTRE: SourceGroup.ENTRUSTED,
    CaseSource.COURT_DELEGATED: SourceGroup.ENTRUSTED,
    CaseSource.COURT_ENTRUSTED: SourceGroup.ENTRUSTED,
    CaseSource.POLICE: SourceGroup.ENTRUSTED,
    CaseSource.PROCURATORATE: SourceGroup.ENTRUSTED,
    CaseSource.PETITION: SourceGroup.ENTRUSTED,
    CaseSource.ADMINISTRATIVE: SourceGroup.ENTRUSTED,
    CaseSource.HOTLINE: SourceGroup.ENTRUSTED,
}
GROUPS_SETTING = "statistics_source_groups"
"""What a bureau counts otherwise, such as grid=entrusted,other=active."""
FROM_COURTS = (CaseSource.COURT_DELEGATED, CaseSource.COURT_ENTRUSTED)


def source_groups(setting: str | None) -> dict[CaseSource, SourceGroup]:
    """The group of each channel, as a bureau counts; what cannot be read changes nothing."""
    groups = dict(GROUP_OF)
    for pair in (setting or "").split(","):
        channel, _, group = pair.strip().partition("=")
        try:
            groups[CaseSource.of(channel)] = SourceGroup.of(group)
        except ValueError:
            continue
    return groups


class CommitteeKind(Term):
    """Which committee accepted, as the official table splits them."""

    GACHA = "gacha", "嘎查村"
    COMMUNITY = "community", "社区（居）"
    SUMU = "sumu", "苏木乡镇"
    STREET = "street", "街道"
    COUNTY = "county", "旗县"
    INDUSTRY = "industry", "行业性专业性"
    OTHER = "other", "其他"


class AvertedKind(Term):
    """What a mediated dispute did not turn into; the official table has these four."""

    SUICIDE = "suicide", "防止民间纠纷引起自杀"
    CRIME = "crime", "防止民间纠纷转化为刑事案件"
    PETITION = "petition", "防止群体性上访"
    FIGHT = "fight", "防止群体性械斗"


class Dimension(Term):
    """What cases are split by."""

    CATEGORY = "category", "纠纷类型"
    SOURCE = "source", "案件来源"
    KIND = "kind", "调委会"


class Since(Term):
    """What is not as it was when the period was closed."""

    ADDED = "added", "封存以后多出的"
    GONE = "gone", "封存以后少了的"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure of the table: what it counts, by which day, in what, and whose it is."""

    name: str
    title: Message
    meaning: Message
    dates: DateRule
    unit: Unit = Unit.CASES
    law: str = FORMS
    of: tuple[str, str] | None = None
    """Of a ratio: the two figures it is made of."""
    leads: str = ""
    """Whose cases stand behind the figure, where that is another one's."""
    heading: Message | None = None
    """The group that begins with this figure."""


def _averted(kind: AvertedKind, first: bool) -> tuple[Indicator, Indicator]:
    title = Message(kind.title_text)
    return (
        Indicator(
            name=f"averted_{kind.value}",
            title=title,
            meaning=say("本期登记在案、没有撤销的：一件案件每一种只算一次"),
            dates=DateRule.OWN_DAY,
            heading=say("防止激化") if first else None,
        ),
        Indicator(
            name=f"averted_{kind.value}_people",
            title=say("{what}（涉及人数）", what=title),
            meaning=say("登记时写明的人数相加"),
            dates=DateRule.OWN_DAY,
            unit=Unit.PEOPLE,
            leads=f"averted_{kind.value}",
        ),
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        name="accepted",
        title=say("调解案件总数"),
        meaning=say(
            "本期受理（编号）的纠纷；一件案件在一个地区只算一次，算在这个地区最早受理的那一天；和解阶段没有受理的不算"
        ),
        dates=DateRule.ACCEPTED,
        heading=say("案件数"),
    ),
    Indicator(
        name="succeeded",
        title=say("调解成功"),
        meaning=say("本期协议生效的：书面协议、部分达成协议、口头协议；和解成功不算"),
        dates=DateRule.ENDED,
    ),
    Indicator(
        name="rate",
        title=say("调解成功率"),
        meaning=say("调解成功除以调解案件总数，四舍五入到一位小数；两个数按各自的日期归期，可能超过百分之百"),
        dates=DateRule.RATIO,
        unit=Unit.PERCENT,
        of=("succeeded", "accepted"),
    ),
    Indicator(
        name="failed",
        title=say("没有调成"),
        meaning=say("受理以后，本期终止调解、撤回申请的；转诉讼、仲裁、政府处理和并入其他案件的另列"),
        dates=DateRule.ENDED,
    ),
    Indicator(
        name="from_courts",
        title=say("其中法院委派、委托"),
        meaning=say("案件总数里，来源是法院委派或者法院委托的"),
        dates=DateRule.ACCEPTED,
        law="",
    ),
    Indicator(
        name="from_courts_succeeded",
        title=say("法院委派、委托的调解成功"),
        meaning=say("调解成功里，来源是法院委派或者法院委托的"),
        dates=DateRule.ENDED,
        law="",
    ),
    Indicator(
        name="from_courts_rate",
        title=say("法院委派、委托的成功率"),
        meaning=say("只在法院委派、委托的案件里算；和人民法院公布的诉前调解成功率口径不同，不合并、不比较"),
        dates=DateRule.RATIO,
        unit=Unit.PERCENT,
        law="",
        of=("from_courts_succeeded", "from_courts"),
    ),
    Indicator(
        name="complex",
        title=say("疑难复杂案件"),
        meaning=say("案件总数里，难易程度登记为疑难复杂的"),
        dates=DateRule.ACCEPTED,
    ),
    Indicator(
        name="parties",
        title=say("涉及当事人"),
        meaning=say("案件总数里的当事人，包括第三人；已经退出的不算"),
        dates=DateRule.ACCEPTED,
        unit=Unit.PEOPLE,
        leads="accepted",
    ),
    Indicator(
        name="again",
        title=say("其中再次调解"),
        meaning=say("案件总数里，协议没有履行或者又起纠纷、另立案件再次调解的：前一次的成功不因此多算"),
        dates=DateRule.ACCEPTED,
        law="",
    ),
    Indicator(
        name="settled",
        title=say("和解成功"),
        meaning=say("本期经人帮助自行和解的，不算调解案件"),
        dates=DateRule.ENDED,
        law="",
    ),
    Indicator(
        name="written",
        title=say("书面协议"),
        meaning=say("调解成功里，制作人民调解协议书的，包括部分达成协议"),
        dates=DateRule.ENDED,
        heading=say("协议和履行"),
    ),
    Indicator(
        name="oral",
        title=say("口头协议"),
        meaning=say("调解成功里，登记为口头协议的"),
        dates=DateRule.ENDED,
    ),
    Indicator(
        name="amount",
        title=say("协议涉及金额"),
        meaning=say("调解成功案件的协议里，给付金钱的约定相加；请求的金额、物品折价不算；两位小数"),
        dates=DateRule.ENDED,
        unit=Unit.AMOUNT,
        leads="succeeded",
    ),
    Indicator(
        name="on_spot",
        title=say("当场履行"),
        meaning=say("调解成功里，全部约定在协议生效当天已经履行的"),
        dates=DateRule.ENDED,
        law="人民调解法 31",
    ),
    Indicator(
        name="performed",
        title=say("履行"),
        meaning=say("最后一项约定在本期履行完、其他各项都已经履行的，包括当场履行的"),
        dates=DateRule.OWN_DAY,
        law="人民调解法 31",
    ),
    Indicator(
        name="unperformed",
        title=say("到期未履行"),
        meaning=say("到期末那天，有约定已经过了履行期还没有履行的；不论哪一期达成协议"),
        dates=DateRule.AS_OF,
        law="人民调解法 31",
    ),
    Indicator(
        name="performance_rate",
        title=say("履行率"),
        meaning=say("本期履行的，除以本期履行的与到期未履行的合计"),
        dates=DateRule.RATIO,
        unit=Unit.PERCENT,
        law="",
        of=("performed", "due"),
    ),
    Indicator(
        name="confirmation_applied",
        title=say("申请司法确认"),
        meaning=say("本期向人民法院递交司法确认申请的案件；申请制作调解书的不算"),
        dates=DateRule.OWN_DAY,
        law="民事诉讼法 205",
        heading=say("司法确认和其他途径"),
    ),
    Indicator(
        name="confirmed",
        title=say("确认有效"),
        meaning=say("本期裁定确认有效的案件；后来被撤销的不算"),
        dates=DateRule.OWN_DAY,
        law="民事诉讼法 206",
    ),
    Indicator(
        name="confirmation_rejected",
        title=say("驳回确认申请"),
        meaning=say("本期裁定驳回申请的案件"),
        dates=DateRule.OWN_DAY,
        law="民事诉讼法 206",
    ),
    Indicator(
        name="to_court",
        title=say("转入诉讼"),
        meaning=say("受理以后，本期因起诉、立案或者转入审理而结案的"),
        dates=DateRule.ENDED,
        law="人民调解法 26",
    ),
    Indicator(
        name="to_arbitration",
        title=say("转仲裁"),
        meaning=say("受理以后，本期因申请劳动仲裁、农村土地承包仲裁而结案的"),
        dates=DateRule.ENDED,
        law="劳动争议调解仲裁法 5，农村土地承包经营纠纷调解仲裁法 4",
    ),
    Indicator(
        name="to_government",
        title=say("转政府处理"),
        meaning=say("受理以后，本期因土地、林木林地权属争议先由人民政府处理而结案的"),
        dates=DateRule.ENDED,
        law="土地管理法 14，森林法 22",
    ),
    Indicator(
        name="merged",
        title=say("并入其他案件"),
        meaning=say("受理以后，本期并入另一件一起调解的；怎样结束算在并入的那一件"),
        dates=DateRule.ENDED,
        law="",
    ),
    Indicator(
        name="screenings",
        title=say("矛盾纠纷排查"),
        meaning=say("本期登记的排查，没有查出纠纷的也算"),
        dates=DateRule.OWN_DAY,
        unit=Unit.TIMES,
        heading=say("排查和预防"),
    ),
    Indicator(
        name="found",
        title=say("排查发现矛盾纠纷"),
        meaning=say("各次排查登记的发现数相加"),
        dates=DateRule.OWN_DAY,
        leads="screenings",
    ),
    Indicator(
        name="prevented",
        title=say("预防纠纷"),
        meaning=say("各次排查登记的预防数相加：还没有成为纠纷就化解的"),
        dates=DateRule.OWN_DAY,
        leads="screenings",
    ),
    *(one for n, kind in enumerate(AvertedKind) for one in _averted(kind, n == 0)),
)
BY_NAME: Mapping[str, Indicator] = {one.name: one for one in INDICATORS}
FORCE: tuple[Indicator, ...] = (
    Indicator(
        name="committees",
        title=say("人民调解委员会"),
        meaning=say("期末那天在用的调委会：以后才成立的、那天已经停用的不算"),
        dates=DateRule.AS_OF,
        unit=Unit.OFFICES,
        law="人民调解法 8、10、34",
    ),
    Indicator(
        name="mediators",
        title=say("人民调解员"),
        meaning=say(
            "期末那天在这些调委会任主任、调解员的人，账号停用的不算；在几个调委会任职的，一个地区、一类调委会里只算一次"
        ),
        dates=DateRule.AS_OF,
        unit=Unit.PEOPLE,
        law="人民调解法 13",
    ),
    Indicator(
        name="full_time",
        title=say("其中专职"),
        meaning=say("人民调解员里，期末那天登记为专职的"),
        dates=DateRule.AS_OF,
        unit=Unit.PEOPLE,
        law="司发〔2018〕2号",
    ),
    Indicator(
        name="part_time",
        title=say("其中兼职"),
        meaning=say("人民调解员里，期末那天登记为兼职的"),
        dates=DateRule.AS_OF,
        unit=Unit.PEOPLE,
        law="司发〔2018〕2号",
    ),
    Indicator(
        name="unnoted",
        title=say("没有登记专职、兼职"),
        meaning=say("人民调解员里，期末那天还没有登记是专职还是兼职的；专职、兼职和这一项相加就是人民调解员"),
        dates=DateRule.AS_OF,
        unit=Unit.PEOPLE,
        law="",
    ),
    Indicator(
        name="trained",
        title=say("参加培训的人"),
        meaning=say(
            "本期参加过培训的人，一个人只算一次；培训那天在调委会任主任、调解员的都算，后来离任的也算，所以可能多于期末的人数"
        ),
        dates=DateRule.HELD,
        unit=Unit.PEOPLE,
        law="人民调解法 14",
    ),
    Indicator(
        name="trainings",
        title=say("培训人次"),
        meaning=say("本期的培训，一个人参加一次算一人次"),
        dates=DateRule.HELD,
        unit=Unit.ATTENDED,
        law="人民调解法 14",
    ),
)
"""组织队伍: the committees and their mediators. A person counts once in an area, in each part, in each kind."""
FORCE_BY_NAME: Mapping[str, Indicator] = {one.name: one for one in FORCE}
COMPARED = ("accepted", "succeeded", "rate", "amount")
"""What is set beside the period before and the same period of the year before."""
WAN = Decimal(10_000)


def percent(part: int, whole: int) -> Decimal | None:
    """Half up to one decimal, as bureaux print it; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def printed(value: Decimal | None) -> str:
    """A percentage without a decimal that says nothing: 32, 52.4; a dash of nothing."""
    if value is None:
        return "—"
    return f"{value.quantize(Decimal(1))}" if value == value.to_integral_value() else f"{value}"


def in_wan(fen: int) -> Decimal:
    """万元 with two decimals."""
    return (Decimal(fen) / 100 / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
