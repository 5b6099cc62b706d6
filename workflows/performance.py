"""The performance of one duty of an agreement (人民调解法 31): due, done, late, broken, changed, enforced."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines
from workflows.roles import COMMITTEE_HEAD, MEDIATOR, REGISTRAR

DUE = State("due", "待履行", clock=deadlines.PERFORMANCE)
BROKEN = State("broken", "未履行", clock=deadlines.PRESSING, fulfils=False)
ENFORCING = State("enforcing", "已申请强制执行", clock=deadlines.ENFORCING)
DONE = State("done", "已履行", open=False)
DONE_LATE = State("done_late", "逾期履行", open=False)
REPLACED = State("replaced", "另行约定", open=False, fulfils=False)

STAFF = (COMMITTEE_HEAD, REGISTRAR, MEDIATOR)
OWED = (DUE, BROKEN, ENFORCING)

PERFORM_IN_TIME = Step(
    name="perform_in_time",
    title="按期履行",
    source=OWED,
    dest=DONE,
    seat=Seat.SYSTEM,
    guards=(guards.it_was_performed_in_time,),
    stops=(deadlines.ENFORCEMENT,),
    law="民法典第五百零九条：按照约定全面履行；最后一日是休息日的顺延（第二百零三条）",
)
PERFORM_LATE = Step(
    name="perform_late",
    title="逾期履行",
    source=OWED,
    dest=DONE_LATE,
    seat=Seat.SYSTEM,
    guards=(guards.it_was_performed_late,),
    stops=(deadlines.ENFORCEMENT,),
    law="民法典第五百零九条、第五百七十七条：逾期履行也是履行，但不算按期",
)
RECORD_PERFORMANCE = Step(
    name="record_performance",
    title="记录已履行",
    source=OWED,
    by=STAFF,
    act=acts.RECORD_PERFORMANCE,
    then=(PERFORM_IN_TIME, PERFORM_LATE),
    law="人民调解法第三十一条：对调解协议的履行情况进行监督",
)
REMIND = Step(
    name="remind",
    title="提醒履行",
    source=(DUE,),
    by=STAFF,
    act=acts.PRESS,
    law="人民调解法第三十一条：对调解协议的履行情况进行监督",
)
PRESS = Step(
    name="press",
    title="督促履行",
    source=(BROKEN,),
    by=STAFF,
    act=acts.PRESS,
    starts=(deadlines.ENFORCEMENT,),
    renews=True,
    law="人民调解法第三十一条：督促当事人履行约定的义务",
)
MARK_BROKEN = Step(
    name="mark_broken",
    title="记录没有履行",
    source=(DUE,),
    dest=BROKEN,
    by=STAFF,
    guards=(guards.the_day_for_it_is_over,),
    needs=(REASON,),
    act=acts.MARK_BROKEN,
    starts=(deadlines.ENFORCEMENT,),
    law="人民调解法第三十一条至第三十三条：督促履行；对履行有争议的可以起诉；经司法确认的可以申请强制执行",
)
CHANGE_DUTY = Step(
    name="change_duty",
    title="约定变更履行",
    source=(DUE, BROKEN),
    dest=DUE,
    by=STAFF,
    act=acts.CHANGE_DUTY,
    drops=(deadlines.ENFORCEMENT,),
    renews=True,
    law="民法典第五百四十三条：当事人协商一致，可以变更；变更的内容不在司法确认的裁定之内",
    aside=True,
)
REPLACE_DUTY = Step(
    name="replace_duty",
    title="另行达成协议代替",
    source=(DUE, BROKEN),
    dest=REPLACED,
    by=STAFF,
    needs=(REASON,),
    drops=(deadlines.ENFORCEMENT,),
    law="民法典第五百四十三条：协议只能由当事人另行协商变更；写明新协议在哪里",
    aside=True,
)
ASK_ENFORCEMENT = Step(
    name="ask_enforcement",
    title="记录申请强制执行",
    source=(BROKEN,),
    dest=ENFORCING,
    by=STAFF,
    guards=(guards.the_agreement_is_confirmed,),
    act=acts.ASK_ENFORCEMENT,
    stops=(deadlines.ENFORCEMENT,),
    law="人民调解法第三十三条；民事诉讼法第二百零六条、第二百五十条；民诉法司法解释第四百六十条",
)
END_ENFORCEMENT = Step(
    name="end_enforcement",
    title="执行没有结果",
    source=(ENFORCING,),
    dest=BROKEN,
    by=STAFF,
    needs=(REASON,),
    law="撤回执行申请、终结本次执行程序的，义务仍未履行，发现财产可以再次申请",
)
REOPEN_DUTY = Step(
    name="reopen_duty",
    title="履行后又违反，或者记录有误",
    source=(DONE, DONE_LATE, REPLACED),
    dest=BROKEN,
    by=STAFF,
    act=acts.REOPEN_DUTY,
    needs=(REASON,),
    starts=(deadlines.ENFORCEMENT,),
    law="人民调解法第三十一条：履行不是一次算清的事；记录不删改，写明理由另记一笔",
    aside=True,
)

PERFORMANCE = Definition(
    matter=MatterKind.PERFORMANCE,
    version=1,
    title="协议履行",
    initial=DUE,
    states=(DUE, BROKEN, ENFORCING, DONE, DONE_LATE, REPLACED),
    steps=(
        RECORD_PERFORMANCE,
        REMIND,
        PRESS,
        MARK_BROKEN,
        ASK_ENFORCEMENT,
        CHANGE_DUTY,
        REPLACE_DUTY,
        END_ENFORCEMENT,
        REOPEN_DUTY,
        PERFORM_IN_TIME,
        PERFORM_LATE,
    ),
)
