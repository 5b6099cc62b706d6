"""Every point that an administrator sets beside the clocks, in the order of the page, each with what holds unset."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.rules import deciders, early_warnings, meetings, periods, statistics
from mediation.rules.backlog import Rung
from mediation.rules.early_warnings import WarningKind
from mediation.rules.messages import Message, say
from mediation.rules.numbering import DEFAULT_PATTERN, SHOWN
from mediation.rules.padding.looked import Limits
from mediation.rules.practice import (
    NOTHING,
    PERCENT,
    DayOfYear,
    OneOf,
    PastDay,
    Pattern,
    Point,
    Share,
    SourceGroups,
    WhoDecides,
    Whole,
    Words,
    YesNo,
)
from mediation.rules.triage import TriageLimits
from mediation.services import court_numbers, make_signing_link, remind_campaigns
from mediation.services.archive_dossier import RETENTIONS
from mediation.services.escalate_deadlines import DAYS as ESCALATED
from mediation.services.gather_facts import RETURNS
from mediation.services.objection_time import OBJECTION_DAYS
from mediation.services.plan_reversal import REPORTED_UNTIL
from mediation.services.run_clocks import STOPS
from mediation.services.triage_facts import LARGE_AMOUNT, LOAD, MANY_PEOPLE

RETENTION = "retention_periods"
DAYS, CASES, MINUTES, MONTHS = say("天"), say("件"), say("分钟"), say("个月")
PEOPLE, YUAN, TIMES = say("人"), say("元"), say("次")
LIMITS = Limits()
TRIAGE = TriageLimits()


def _whole(
    setting: tuple[str, int], title: Message, unit: Message, most: int = 3650, meaning: Message | None = None
) -> Point:
    name, usual = setting
    return Point(name, title, Whole(unit, most=most), str(usual), meaning or NOTHING)


def _sign(name: str, title: Message, unit: Message, most: int = 1000) -> Point:
    return _whole((f"padding_{name}", getattr(LIMITS, name)), title, unit, most)


def _codes(kinds: court_numbers.NumberKinds, title: Message) -> Point:
    return Point(
        kinds.setting,
        title,
        Words(chinese=True),
        kinds.usual,
        say("一行一个；登记案号时，类型代字不在这里的不收"),
        ahead=False,
    )


GROUPS: tuple[tuple[Message, tuple[Point, ...]], ...] = (
    (
        say("移交和中止"),
        (
            _whole(
                (RETURNS, 3),
                say("第几次退回起由上级决定"),
                TIMES,
                20,
                say("调解组织之间退回到这个次数，由两个组织之上的机关决定谁来办"),
            ),
            Point(
                deciders.SETTING,
                say("多次退回的由谁决定"),
                WhoDecides(),
                deciders.written(deciders.WHO_DECIDES),
                say("按两个调解组织共同所在的最低一级；那一级没有这类组织，或者没有人在岗的，再看上一级"),
            ),
            Point(
                STOPS,
                say("中止期间，调解期限停不停"),
                YesNo(say("停，恢复以后接着算"), say("不停，照样算")),
                "yes",
                say("法律没有写明，由实践决定；起用日以前开始的中止不变"),
            ),
        ),
    ),
    (
        say("议事协商"),
        (
            _whole(
                meetings.RESIDENTS_PRESENT,
                say("居民会议出席的要超过应到人数的百分之几"),
                PERCENT,
                99,
                say("通常是过半数（城市居民委员会组织法关于居民会议的规定）；按开会那天的算"),
            ),
        ),
    ),
    (
        say("期限过了没有人办"),
        (
            _whole(ESCALATED[Rung.HEAD], say("过了几天报告该办的组织的负责人"), DAYS, 365),
            _whole(ESCALATED[Rung.TOWNSHIP], say("过了几天报告苏木乡镇"), DAYS, 365),
            _whole(ESCALATED[Rung.COUNTY], say("过了几天报告旗县"), DAYS, 365),
            _whole(ESCALATED[Rung.CITY], say("过了几天报告市"), DAYS, 365),
        ),
    ),
    (
        say("编号和案号"),
        (
            Point(
                "number_pattern",
                say("调解组织的编号格式"),
                Pattern(),
                DEFAULT_PATTERN,
                say("{year} 年份、{short} 简称、{n} 序号；补零写 {padded}。某个组织自己的格式优先", **SHOWN),
                ahead=False,
            ),
            _codes(court_numbers.SUIT, say("登记立案案号的类型代字")),
            _codes(court_numbers.DELEGATION, say("立案前委派案号的类型代字")),
            _codes(court_numbers.RULING, say("司法确认裁定案号的类型代字")),
            _codes(court_numbers.MEDIATION_PAPER, say("法院调解书案号的类型代字")),
            _codes(court_numbers.OBJECTION_RULING, say("异议裁定案号的类型代字")),
            _codes(court_numbers.FILING_REFUSAL, say("不予立案裁定案号的类型代字")),
        ),
    ),
    (
        say("分流建议和确认体检"),
        (
            _whole((LARGE_AMOUNT, int(TRIAGE.large_amount)), say("多少元算金额较大"), YUAN, 1_000_000_000),
            _whole((MANY_PEOPLE, TRIAGE.many_people), say("几名当事人算人数众多"), PEOPLE),
            _whole((LOAD, TRIAGE.load), say("每名在岗调解员几件未结算太多"), CASES),
            Point(
                "highest_interest_percent",
                say("年利率超过百分之几就提醒"),
                Share(),
                "12",
                say("一年期 LPR 的四倍，按公布的数字改（民间借贷司法解释第二十五条）"),
            ),
        ),
    ),
    (
        say("卷宗"),
        (
            Point(
                RETENTION,
                say("保管期限可以选哪些"),
                Words(),
                RETENTIONS,
                say("一行一个，按同级档案主管部门批准的期限表写"),
            ),
            Point(
                "usual_retention",
                say("归档时先选好的保管期限"),
                OneOf(),
                "",
                say("必须是上面可以选的之一"),
                among=RETENTION,
            ),
        ),
    ),
    (
        say("统计"),
        (
            _whole(
                ("smallest_group", 5),
                say("少于几件不写数字"),
                CASES,
                1000,
                say("大屏、导出的表和书面报告里，免得从数字认出人"),
            ),
            Point(
                periods.SETTING,
                say("统计年度的最后一天"),
                DayOfYear(),
                periods.USUAL,
                say("选某月最后一天的，每月都到月底；选 12 月 25 日的，每月都到 25 日"),
            ),
            Point(
                statistics.GROUPS_SETTING,
                say("案件来源算哪一类"),
                SourceGroups(),
                "",
                say("官方报表分主动、依申请、接受委托移送三类"),
            ),
            Point(
                REPORTED_UNTIL,
                say("结案已经报入统计报表的最后一天"),
                PastDay(),
                "",
                say("那天和以前的结案不能再撤销；在“统计报表”里封存的不用写"),
                ahead=False,
            ),
        ),
    ),
    (
        say("以案定补的异议"),
        (
            _whole(
                OBJECTION_DAYS,
                say("调解员有几个工作日提出异议"),
                say("个工作日"),
                60,
                say(
                    "从算出一期、评查为不支付或者重新计算少了的次日起算，过了才能审定；"
                    "法律没有规定，由实践决定，太短的来不及看"
                ),
            ),
        ),
    ),
    (
        say("以案定补的疑点"),
        (
            _sign("same_percent", say("文字百分之几相同"), PERCENT, 100),
            _sign("again_cases", say("同样的当事人几件"), CASES),
            _sign("again_days", say("同样的当事人在几天以内"), DAYS),
            _sign("split_days", say("同类的几天以内算拆案"), DAYS),
            _sign("overlap_minutes", say("两次调解重叠几分钟"), MINUTES),
            _sign("least_minutes", say("没有写结束的，按几分钟算"), MINUTES),
            _sign("travel_minutes", say("两个苏木乡镇之间要几分钟"), MINUTES),
            _sign("heap_cases", say("一人一天补录几件"), CASES),
            _sign("heap_days", say("补录的几天以前受理"), DAYS),
            _sign("heap_end_days", say("期末前后几天以内"), DAYS),
        ),
    ),
    (
        say("苗头预警和排查"),
        (
            *(
                _whole(
                    early_warnings.ANSWER_DAYS[kind],
                    say("「{kind}」几天以内答复", kind=Message(kind.title_text)),
                    DAYS,
                )
                for kind in WarningKind
            ),
            _whole(early_warnings.TOLD_AFTER, say("没有答复，每隔几天报告上一级"), DAYS),
            _whole(early_warnings.SAME_CASES, say("同样的双方几件纠纷就预警"), CASES),
            _whole(early_warnings.SAME_MONTHS, say("同样的双方在几个月里"), MONTHS),
            _whole(early_warnings.CLAIMANTS, say("几名申请人针对同一个被申请人就预警"), PEOPLE),
            _whole(early_warnings.CLAIMANT_MONTHS, say("针对同一个被申请人在几个月里"), MONTHS),
            _whole(
                early_warnings.RISING_PERCENT, say("同类增多的预警，误报平均不超过百分之几"), PERCENT, 100
            ),
            _whole(early_warnings.RISING_LEAST, say("苏木乡镇和旗县，四周里至少几件才报"), CASES),
            _whole(early_warnings.RISING_LEAST_IN_VILLAGE, say("嘎查村，四周里至少几件才报"), CASES),
            _whole(remind_campaigns.BEFORE, say("排查任务截止前几天催一次"), DAYS),
        ),
    ),
    (
        say("登录、手机签署和系统交换"),
        (
            _whole(("session_idle_minutes", 30), say("几分钟不用就要重新登录"), MINUTES, 720),
            _whole(
                (make_signing_link.SETTING, make_signing_link.LINK_DAYS),
                say("手机签署的链接几天内有效"),
                DAYS,
                60,
            ),
            Point(
                "exchange_silent_days",
                say("有消息没有确认，对方几天没有文件就标红"),
                Whole(DAYS, most=365),
                "7",
                ahead=False,
            ),
        ),
    ),
)
POINTS: Mapping[str, Point] = {point.name: point for _, points in GROUPS for point in points}
