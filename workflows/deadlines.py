"""The clocks, one line each: length, law, and the setting that may replace a length taken from practice."""

from mediation.rules.grammar import Clock
from mediation.rules.terms import Days, Months, WorkingDays, Years

SETTLEMENT = Clock(
    "settlement", "和解期限", Days(7), "和解不得拖延调解申请（地方惯例，可调整）", setting="settlement_days"
)
ACCEPTANCE = Clock(
    "acceptance", "受理决定期限", WorkingDays(3), "地方惯例，可调整", setting="acceptance_working_days"
)
MEDIATION = Clock("mediation", "调解期限", Months(1), "人民调解工作若干规定第三十三条")
FIRST_MEDIATION = Clock(
    "first_mediation",
    "先行调解期限",
    Days(15),
    "最高法2025年立案与调解意见第三条：普通程序十五日，自调解员签收之日起；双方同意的，最多再延长三十日",
)
FIRST_MEDIATION_SUMMARY = Clock(
    "first_mediation_summary",
    "先行调解期限（简易程序）",
    Days(7),
    "最高法2025年立案与调解意见第三条：简易程序七日，自调解员签收之日起；双方同意的，最多再延长三十日",
)
DELEGATED = Clock(
    "delegated",
    "委派调解期限",
    Days(30),
    "特邀调解规定第二十七条、在线调解规则第二十四条：自签收之日起三十日",
)
COURT_TERMS = (FIRST_MEDIATION, FIRST_MEDIATION_SUMMARY, DELEGATED)
SUSPENSION = Clock(
    "suspension",
    "中止核查期限",
    Days(30),
    "中止要有期限，到期核查原因是否消除（日数为地方惯例，可调整）",
    setting="suspension_days",
)
HAND_OVER_ANSWER = Clock(
    "hand_over_answer", "移交签收期限", WorkingDays(2), "地方惯例，可调整", setting="hand_over_working_days"
)
APPLICATION = Clock(
    "application",
    "司法确认申请期限",
    Days(30),
    "民事诉讼法第二百零五条；人民调解法第三十三条",
    lapses=True,
)
COURT_ACCEPTANCE = Clock(
    "court_acceptance", "法院受理决定期限", Days(3), "最高法关于人民调解协议司法确认程序的若干规定第四条"
)
COURT_RULING = Clock(
    "court_ruling", "法院裁定期限", Days(15), "最高法关于人民调解协议司法确认程序的若干规定第五条"
)
COURT_LIMIT = Clock("court_limit", "特别程序审结期限", Days(30), "民事诉讼法第一百八十七条")
SUPPLEMENT = Clock(
    "supplement", "补充材料期限", Days(7), "民诉法司法解释第三百五十四条、第三百五十六条：期限由法院指定"
)
OBJECTION_REVIEW = Clock(
    "objection_review",
    "异议审查期限",
    Days(30),
    "比照民事诉讼法第一百八十七条，可调整",
    setting="objection_review_days",
)
OBJECTION = Clock("objection", "当事人异议期限", Days(15), "民诉法司法解释第三百七十二条", lapses=True)
PERFORMANCE = Clock(
    "performance", "履行期限", None, "调解协议约定的日期；最后一日是休息日的顺延（民法典第二百零三条）"
)
PRESSING = Clock(
    "pressing",
    "督促履行期限",
    Days(15),
    "人民调解法第三十一条：督促履行（日数为地方惯例，可调整）",
    setting="pressing_days",
)
ENFORCEMENT = Clock(
    "enforcement",
    "申请强制执行期间",
    Years(2),
    "民事诉讼法第二百五十条：从履行期间的最后一日起算，分期履行的从最后一期起算；适用时效中止、中断的规定",
    lapses=True,
)
ENFORCING = Clock(
    "enforcing",
    "法院执行期限",
    Months(6),
    "民事诉讼法：人民法院六个月未执行的，可以向上一级人民法院申请执行（可调整）",
    setting="enforcing_months",
)
RETURN_VISIT = Clock(
    "return_visit",
    "回访期限",
    Days(30),
    "人民调解法第三十一条（日数为地方惯例，可调整）",
    setting="return_visit_days",
)
DECISION = Clock(
    "decision", "上级决定期限", WorkingDays(1), "地方惯例，可调整", setting="decision_working_days"
)
REFERRAL_ANSWER = Clock(
    "referral_answer", "转介答复期限", WorkingDays(10), "地方惯例，可调整", setting="referral_working_days"
)
JOINT_ANSWER = Clock(
    "joint_answer", "联合调解答复期限", WorkingDays(2), "地方惯例，可调整", setting="joint_working_days"
)
JOINT_WORK = Clock(
    "joint_work",
    "联合调解期限",
    Months(1),
    "比照人民调解工作若干规定第三十三条，可调整",
    setting="joint_months",
)
CALL_ANSWER = Clock(
    "call_answer",
    "派单期限",
    WorkingDays(1),
    "乡呼县应，地方惯例，可调整",
    setting="call_answer_working_days",
)
CALL_SOLUTION = Clock(
    "call_solution", "部门办结期限", WorkingDays(7), "乡呼县应，地方惯例，可调整", setting="call_working_days"
)
CALL_CONFIRMATION = Clock(
    "call_confirmation",
    "乡镇确认期限",
    WorkingDays(3),
    "乡呼县应，地方惯例，可调整",
    setting="call_confirmation_working_days",
)
ORDER_ANSWER = Clock(
    "order_answer", "督办回复期限", WorkingDays(3), "地方惯例，可调整", setting="order_working_days"
)
ORDER_REVIEW = Clock(
    "order_review", "督办核查期限", WorkingDays(5), "地方惯例，可调整", setting="order_review_working_days"
)
MEETING = Clock("meeting", "议事会期限", Days(15), "地方惯例，可调整", setting="meeting_days")
