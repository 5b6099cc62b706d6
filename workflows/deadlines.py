"""The clocks, one line each: length, law, and the setting that may replace a length taken from practice."""

from mediation.rules.grammar import Clock
from mediation.rules.terms import Days, Months, WorkingDays, Years

SETTLEMENT = Clock(
    "settlement",
    "和解期限",
    Days(7),
    "和解不得拖延调解申请（地方惯例，可调整）",
    setting="settlement_days",
    over="和解期限已满：和解不成的转入调解，不得再拖",
)
ACCEPTANCE = Clock(
    "acceptance",
    "受理决定期限",
    WorkingDays(3),
    "地方惯例，可调整",
    setting="acceptance_working_days",
    warns=(1,),
)
MEDIATION = Clock(
    "mediation",
    "调解期限",
    Months(1),
    "人民调解工作若干规定第三十三条",
    over="调解期限已满，没有约定延长：各方愿意的可以继续调解；不愿意的，可以向人民法院起诉，"
    "依法应当先经仲裁或者政府处理的从其规定（人民调解法第二十六条）",
)
MEDICAL = Clock(
    "medical_mediation",
    "医疗纠纷调解期限",
    WorkingDays(30),
    "医疗纠纷预防和处理条例第三十八条：自受理之日起三十个工作日，鉴定时间不计入",
    over="医疗纠纷调解期限已满，没有约定延长：视为调解不成，当事人可以向人民法院起诉",
)
LABOUR = Clock(
    "labour_mediation",
    "劳动争议调解期限",
    Days(15),
    "劳动争议调解仲裁法第十四条：自收到调解申请之日起十五日",
    over="十五日内没有达成调解协议：当事人可以依法申请劳动仲裁",
)
OWN_TERMS = (MEDIATION, MEDICAL, LABOUR)
FIRST_MEDIATION = Clock(
    "first_mediation",
    "先行调解期限",
    Days(15),
    "最高法2025年立案与调解意见第三条：普通程序十五日，自调解员签收之日起；双方同意的，最多再延长三十日",
    over="先行调解期满，没有约定延长：转入审理，不是再次立案",
)
FIRST_MEDIATION_SUMMARY = Clock(
    "first_mediation_summary",
    "先行调解期限（简易程序）",
    Days(7),
    "最高法2025年立案与调解意见第三条：简易程序七日，自调解员签收之日起；双方同意的，最多再延长三十日",
    over="先行调解期满，没有约定延长：转入审理，不是再次立案",
)
DELEGATED = Clock(
    "delegated",
    "委派调解期限",
    Days(30),
    "特邀调解规定第二十七条、在线调解规则第二十四条：自签收之日起三十日",
    over="委派调解期满，没有约定延长：退回法院，由法院登记立案",
)
LATE_ENTRY = Clock(
    "late_entry",
    "补记期限",
    WorkingDays(2),
    "期限内办过、期满以后才补记的，补记完为止（日数为地方惯例，可调整）",
    setting="late_entry_working_days",
    warns=(0,),
    over="补记期限已满：没有补记延长、也没有补记协议的，仍按期满办理",
)
COURT_TERMS = (FIRST_MEDIATION, FIRST_MEDIATION_SUMMARY, DELEGATED)
FILING_DECISION = Clock(
    "filing_decision",
    "立案决定期限",
    Days(7),
    "民事诉讼法第一百二十六条；登记立案规定第八条：当场不能判定的，七日内决定；补正的，自收到补正材料之日起重新计算",
    warns=(2,),
    over="七日内没有决定：先行立案（登记立案规定第八条）",
)
CORRECTION = Clock(
    "correction",
    "补正期限",
    Days(15),
    "登记立案规定第七条：期限由法院指定",
    by_court=True,
    over="限期已过，没有补正：退回起诉材料并记录在册；坚持起诉的，裁定不予立案（登记立案规定第七条）",
)
FILING_NUMBER = Clock(
    "filing_number",
    "编立案号期限",
    WorkingDays(1),
    "先行立案以后补编案号（日数为地方惯例，可调整）",
    setting="filing_number_working_days",
    warns=(0,),
)
FILING_APPEAL = Clock(
    "filing_appeal",
    "不予立案裁定上诉期限",
    Days(10),
    "民事诉讼法第一百二十六条、第一百七十一条：不服裁定的，自送达之日起十日内上诉",
    lapses=True,
    over="上诉期限已满，不予立案的裁定生效",
)
FILING_APPEAL_REVIEW = Clock(
    "filing_appeal_review",
    "对裁定的上诉审理期限",
    Days(30),
    "民事诉讼法第一百八十三条：对裁定的上诉案件三十日内作出终审裁定",
)
FEE_PAYMENT = Clock(
    "fee_payment",
    "案件受理费交纳期限",
    Days(7),
    "诉讼费用交纳办法第二十二条：接到通知的次日起七日内（可调整）",
    setting="fee_payment_days",
    warns=(2,),
    over="交费期限已满：没有交纳，也没有申请缓交、减交、免交的，裁定按撤诉处理（民诉法司法解释第二百一十三条）；"
    "以后仍可以再次起诉",
)
FEE_RELIEF = Clock(
    "fee_relief",
    "缓交、减交、免交审查期限",
    Days(7),
    "地方惯例，可调整",
    setting="fee_relief_days",
)
GRIEVANCE_ACCEPTANCE = Clock(
    "grievance_acceptance",
    "立案投诉受理期限",
    WorkingDays(5),
    "登记立案规定第十三条没有规定多久受理（日数为地方惯例，可调整）",
    setting="grievance_acceptance_working_days",
    warns=(1,),
    over="法院逾期没有说明是否受理投诉：可以再向上级人民法院投诉（登记立案规定第十三条）",
)
GRIEVANCE_ANSWER = Clock(
    "grievance_answer",
    "立案投诉反馈期限",
    Days(15),
    "登记立案规定第十三条：受理投诉之日起十五日内，查明事实，并将情况反馈当事人",
    warns=(7, 3, 1),
    over="十五日已满没有反馈：可以再向上级人民法院投诉（登记立案规定第十三条）；起诉、上诉的期限不因投诉停止",
)
ARBITRATION_AWARD = Clock(
    "arbitration_award",
    "劳动仲裁期限",
    Days(60),
    "劳动争议调解仲裁法第四十三条：四十五日，延长不超过十五日（另有五日受理，可调整）",
    setting="arbitration_award_days",
    over="仲裁期限已满没有裁决的，当事人可以就该劳动争议向人民法院起诉（劳动争议调解仲裁法第四十三条）",
)
AWARD_SUIT = Clock(
    "award_suit",
    "不服仲裁裁决的起诉期限",
    Days(15),
    "劳动争议调解仲裁法第五十条：自收到裁决书之日起十五日内",
    lapses=True,
    warns=(7, 3, 1),
    over="十五日内没有起诉：裁决书发生法律效力，可以申请强制执行",
)
LAND_AWARD = Clock(
    "land_award",
    "土地承包仲裁期限",
    Days(90),
    "农村土地承包经营纠纷调解仲裁法第四十七条：自受理之日起六十日，延长不超过三十日（可调整）",
    setting="land_award_days",
    over="仲裁期限已满没有裁决的，请询问仲裁委员会；当事人随时可以另行起诉（农村土地承包经营纠纷调解仲裁法第四条）",
)
LAND_AWARD_SUIT = Clock(
    "land_award_suit",
    "不服土地承包仲裁裁决的起诉期限",
    Days(30),
    "农村土地承包经营纠纷调解仲裁法第四十八条：自收到裁决书之日起三十日内",
    lapses=True,
    warns=(15, 7, 3, 1),
    over="三十日内没有起诉：裁决书发生法律效力，可以申请强制执行（农村土地承包经营纠纷调解仲裁法第四十八条、第四十九条）",
)
GOVERNMENT_DECISION = Clock(
    "government_decision",
    "政府处理期限",
    Months(6),
    "土地权属争议调查处理办法：受理之日起六个月内（可调整）",
    setting="government_decision_months",
)
GOVERNMENT_SUIT = Clock(
    "government_suit",
    "不服政府处理决定的起诉期限",
    Days(30),
    "土地管理法第十四条：自接到处理决定通知之日起三十日内",
    lapses=True,
    warns=(15, 7, 3, 1),
    over="三十日内没有起诉：处理决定生效",
)
SUSPENSION = Clock(
    "suspension",
    "中止核查期限",
    Days(30),
    "中止要有期限，到期核查原因是否消除（日数为地方惯例，可调整）",
    setting="suspension_days",
)
HAND_OVER_ANSWER = Clock(
    "hand_over_answer",
    "移交签收期限",
    WorkingDays(2),
    "地方惯例，可调整",
    setting="hand_over_working_days",
    warns=(0,),
    over="接收组织逾期没有答复：仍由移出组织负责，可以报上级决定",
)
COURT_RECEIPT = Clock(
    "court_receipt",
    "法院送出案件的签收期限",
    WorkingDays(3),
    "人民法院在线调解规则第十二条、第十五条：三个工作日内接受或者退回（线下的比照办理，日数可调整）",
    setting="court_receipt_working_days",
    warns=(1,),
    over="逾期没有签收：法院改派其他组织；签收以前案件一直由法院负责，不会没有人管",
)
APPLICATION = Clock(
    "application",
    "司法确认申请期限",
    Days(30),
    "民事诉讼法第二百零五条；人民调解法第三十三条",
    lapses=True,
    warns=(15, 7, 3, 1),
    over="三十日已过，不能再申请司法确认；协议仍有约束力，一方不履行的，另一方可以就协议起诉（人民调解法第三十二条），"
    "也可以一起办理赋予强制执行效力的公证（民事诉讼法第二百四十九条、公证法第三十七条）；在这以前不能申请强制执行。"
    "委派、委托本案的法院的调解书不受三十日限制。"
    "期限内已经提交、当时没有记录的，可以补记",
)
PREPARATION = Clock(
    "preparation",
    "准备申请调解书期限",
    Days(15),
    "法律没有规定：调解书（民事诉讼法第一百条）不受申请司法确认的三十日限制（日数为地方惯例，可调整）",
    setting="preparation_days",
    warns=(3, 1),
    over="准备期限已满，申请还没有提交法院：请各方签名以后提交，不再要调解书的撤回申请；协议的效力不变",
)
COURT_ACCEPTANCE = Clock(
    "court_acceptance",
    "法院受理决定期限",
    Days(3),
    "最高法关于人民调解协议司法确认程序的若干规定第四条",
    warns=(1,),
)
COURT_RULING = Clock(
    "court_ruling", "法院裁定期限", Days(15), "最高法关于人民调解协议司法确认程序的若干规定第五条"
)
COURT_LIMIT = Clock("court_limit", "特别程序审结期限", Days(30), "民事诉讼法第一百八十七条")
SUPPLEMENT = Clock(
    "supplement",
    "补充材料期限",
    Days(7),
    "民诉法司法解释第三百五十四条、第三百五十六条：期限由法院指定",
    by_court=True,
    over="限期已过，没有补充：法院可以按撤回申请处理（民诉法司法解释第三百五十七条）",
)
SIGNING_FOR = Clock(
    "signing_for",
    "调解书签收期限",
    Days(15),
    "民事诉讼法第一百条：双方签收后生效（日数为惯例，可调整）",
    setting="signing_for_days",
    over="期限已过，还没有全部签收：一方拒绝签收的，按反悔处理，转入审理或者登记立案（民事诉讼法第一百零二条）",
)
OBJECTION_REVIEW = Clock(
    "objection_review",
    "异议审查期限",
    Days(30),
    "比照民事诉讼法第一百八十七条，可调整",
    setting="objection_review_days",
)
OBJECTION = Clock(
    "objection",
    "当事人异议期限",
    Days(15),
    "民诉法司法解释第三百七十二条",
    lapses=True,
    over="当事人的异议期限已满",
)
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
    warns=(60,),
    over="申请强制执行的两年已满；有没有中止、中断，由人民法院审查",
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
    "decision",
    "上级决定期限",
    WorkingDays(1),
    "地方惯例，可调整",
    setting="decision_working_days",
    warns=(0,),
)
REFERRAL_ANSWER = Clock(
    "referral_answer", "转介答复期限", WorkingDays(10), "地方惯例，可调整", setting="referral_working_days"
)
JOINT_ANSWER = Clock(
    "joint_answer",
    "联合调解答复期限",
    WorkingDays(2),
    "地方惯例，可调整",
    setting="joint_working_days",
    warns=(1,),
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
    warns=(0,),
)
CALL_RESPONSE = Clock(
    "call_response",
    "部门响应期限",
    WorkingDays(1),
    "乡呼县应：事事有回应，派单以后先告知谁来办、怎么办（地方惯例，可调整）",
    setting="call_response_working_days",
    warns=(0,),
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
    warns=(1,),
)
ORDER_ANSWER = Clock(
    "order_answer",
    "督办回复期限",
    WorkingDays(3),
    "地方惯例，可调整",
    setting="order_working_days",
    warns=(1,),
)
ORDER_REVIEW = Clock(
    "order_review", "督办核查期限", WorkingDays(5), "地方惯例，可调整", setting="order_review_working_days"
)
MEETING = Clock("meeting", "议事会期限", Days(15), "地方惯例，可调整", setting="meeting_days")
