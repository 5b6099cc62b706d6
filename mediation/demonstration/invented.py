"""Invented disputes that leave a case in every state, so that every screen has something to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from mediation.bootstrap import Installation
from mediation.demonstration.people import TOWNSHIP, VILLAGE, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case
from mediation.rules import acts
from mediation.rules.acts import ObligationDrawn
from mediation.rules.court_review import ALL_FULFILLED, ReviewAnswer
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    Channel,
    MatterKind,
    MeetingForum,
    ObligationKind,
    ReviewPoint,
    Side,
    SuspensionCause,
)

TOWNSHIP_COMMITTEE = "科尔沁左翼中旗保康镇人民调解委员会"
COUNTY_COMMITTEE = "科尔沁左翼中旗人民调解委员会"
COURT = "科尔沁左翼中旗人民法院"
RARE = ("王𠮷", "䶮小明", "赵㛃", "𬭎建华", "包·𡈽格")
"""Names with characters that ordinary fonts lack."""
MATTERS = (
    ("neighbours", "雨季排水，两家院墙之间的水沟被堵，水倒灌进西屋，双方多次争吵。", "疏通水沟，赔偿损失"),
    ("homestead", "翻盖房屋时东墙占用邻居宅基地约三十厘米，邻居要求拆除。", "拆除越界部分"),
    ("damages", "放牧时牛群进入玉米地，踩坏约两亩青苗。", "赔偿青苗损失"),
    ("forest_land", "承包草场界桩移位，双方对交界处约五亩草场由谁使用有争议。", "恢复原界"),
    ("contract", "收购羊只欠款，打了欠条，逾期一直未付。", "支付羊款"),
    ("family", "老人赡养费由谁承担，兄弟三人意见不一。", "按月支付赡养费"),
    ("migrant_wages", "秋收帮工十五天，工钱一直没有结清。", "支付工钱"),
    ("traffic", "电动三轮车在村口碰撞，人受轻伤，对赔偿数额有争议。", "赔偿医药费、误工费"),
)
Story = Callable[[Player], None]
REPORTED = ("registered", "settling", "mediating")
"""Stories that begin with the grid worker, who goes on seeing what they reported."""


def play_invented(house: Installation, today: date) -> Iterator[str]:
    """One story per state; yields its name."""
    for n, (name, days, story) in enumerate(STORIES):
        player = Player(house, today - timedelta(days=days))
        register(player, n, "wanggeyuan" if name in REPORTED else "cunzhuren")
        story(player)
        yield name


def register(player: Player, n: int, account: str = "cunzhuren") -> None:
    on = player.clock.today()
    category, narrative, claim = MATTERS[n % len(MATTERS)]
    first = RARE[n // 2 % len(RARE)] if n % 2 == 0 else invented_name(n)
    agrees = None if n == 0 else True
    parties = (
        invented_party(Side.APPLICANT, first, 100 + n, on, agrees=agrees),
        invented_party(Side.RESPONDENT, invented_name(n + 17), 400 + n, on, agrees=agrees),
    )
    region = TOWNSHIP if account == "zhenzhuren" else VILLAGE
    player.register(
        account,
        dispute(on, parties, category, narrative, claim, region=region, amount=Decimal(1000 + 350 * n)),
    )


def _money(player: Player, amount: str, days: int) -> tuple[ObligationDrawn, ...]:
    return (
        ObligationDrawn(
            kind=ObligationKind.MONEY,
            debtor_id=player.parties[1],
            creditor_id=player.parties[0],
            amount=Decimal(amount),
            what="赔偿款",
            due_on=player.clock.today() + timedelta(days=days),
            means="现金",
        ),
        ObligationDrawn(
            kind=ObligationKind.ACT,
            debtor_id=player.parties[1],
            creditor_id=player.parties[0],
            what="疏通两家之间的水沟，今后不再堵塞",
        ),
    )


def _registered(p: Player) -> None:
    """Just registered; nobody has said yet whether they agree."""


def _settling(p: Player) -> None:
    p.settle_first("cunzhuren", "网格员李春梅")


def _settled(p: Player) -> None:
    _settling(p)
    p.wait(1)
    p.step("cunzhuren", "settle", acts.SettlementReached("当面道歉，各自清理水沟，互不追究", True))


def _awaiting(p: Player) -> None:
    _settling(p)
    p.wait(2)
    p.step("cunzhuren", "fail_settlement", reason="双方对赔偿数额差距较大")


def _accepted(p: Player) -> None:
    p.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    p.accept("cunzhuren")


def _mediating(p: Player) -> None:
    _accepted(p)
    p.appoint("cunzhuren", "cunzhuren")
    p.wait(1)
    p.sit("cunzhuren", "告知权利义务后，双方各自陈述经过。", "双方同意再商量", "衙门台村村委会")


def _apart(p: Player) -> None:
    _mediating(p)
    p.sit("cunzhuren", "申请人私下表示愿意让步到八百元。", "继续做对方工作", "申请人家中", apart=True)


def _danger(p: Player) -> None:
    _mediating(p)
    p.step("cunzhuren", "report_danger", acts.DangerReported("被申请人酒后扬言砸对方门窗", "保康镇派出所"))


def _offered(p: Player) -> None:
    _mediating(p)
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂，双方情绪对立，请镇调委会调解")


def _offered_a_third_time(p: Player) -> None:
    _mediating(p)
    for again in (True, True, False):
        p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂，双方情绪对立，请镇调委会调解")
        p.wait(1)
        if again:
            p.step("zhenzhuren", "return", reason="事实不清，村里应当先调查", matter=MatterKind.HAND_OVER)


def _undecided(p: Player) -> None:
    _offered_a_third_time(p)
    p.step(
        "zhenzhuren",
        "return_for_decision",
        reason="事实不清，村里应当先调查",
        matter=MatterKind.HAND_OVER,
    )


def _decided(p: Player) -> None:
    _undecided(p)
    given = acts.CaseAssigned(p.organisation(TOWNSHIP_COMMITTEE))
    p.step("sifasuo", "decide_receiver", given, "多次退回，由镇调委会牵头办理", MatterKind.HAND_OVER)


def _suspended(p: Player) -> None:
    _mediating(p)
    p.step(
        "cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书"), "等待牲畜损失鉴定"
    )


def _resumed(p: Player) -> None:
    _suspended(p)
    p.wait(6)
    p.step("cunzhuren", "resume", reason="鉴定意见已经作出")
    until = p.clock.today() + timedelta(days=45)
    p.step("cunzhuren", "extend", acts.TermExtended(until, tuple(p.parties)), "双方同意继续商量")


def _agreed_partly(p: Player) -> None:
    _mediating(p)
    given = acts.AgreementDrawn(
        form=AgreementForm.WRITTEN,
        facts="双方对损失数额意见一致，对界桩位置仍有争议。",
        disputed="损失数额；界桩位置",
        obligations=_money(p, "1200", 20),
        left_over="界桩的位置，双方同意先申请测绘，再依法解决。",
    )
    p.step("cunzhuren", "reach_agreement", given)
    p.sign("cunzhuren", "cunzhuren")


def _filed(p: Player) -> None:
    _to_court(p)
    p.wait(3)
    on = p.clock.today()
    number = f"（{on.year}）内0521民初{1200 + on.timetuple().tm_yday}号"
    p.step("cunzhuren", "record_filing", acts.CaseFiled(p.organisation(COURT), number, on))


def _entrusted(p: Player) -> None:
    """Registered by the court first, then entrusted: a new proceeding beside the old one."""
    _filed(p)
    p.wait(2)
    given = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, p.organisation(COURT))
    p.step("cunzhuren", "mediate_again", given, "法院立案后委托本会先行调解")


def _merged(p: Player) -> None:
    _accepted(p)
    twin = Player(p.house, p.clock.today())
    register(twin, 60)
    with p.house.read() as session:
        lead = session.get_one(Case, twin.case_id).public_id
    p.step("cunzhuren", "merge", acts.CaseMerged(lead), "同一条水沟引起的纠纷，一并调解")


def _asked_around(p: Player) -> None:
    """At the township, with every kind of request open."""
    _at_township(p)
    agreeing = tuple(p.parties)
    p.step("zhenzhuren", "appoint", acts.MediatorsNamed((p.actor("zhentiaojie").person_id,)))
    p.step(
        "zhenzhuren", "refer", acts.Referred(Channel.LEGAL_AID, "旗法律援助中心", "咨询诉讼时效", agreeing)
    )
    invited = acts.CommitteeInvited(p.organisation(COUNTY_COMMITTEE), "请派懂测绘的调解员共同调解", agreeing)
    p.step("zhenzhuren", "invite", invited)
    p.step("zhenzhuren", "call_county", acts.Asked("两村交界处的草场界桩需要现场测绘确认"))
    meets_at = p.clock.now() + timedelta(days=5)
    forum, told = MeetingForum.REPRESENTATIVES, "全体村民代表，逐户通知并在公示栏张贴"
    what, place = "排水沟由谁维护、费用怎样分摊", "衙门台村文化室"
    meeting = acts.MeetingCalled(meets_at, place, what, 46, forum, told, agreeing)
    p.step("zhenzhuren", "call_meeting", meeting)
    p.step("qidudao", "issue_order", acts.OrderWritten("群众多次反映排水纠纷，请三个工作日内书面回复进展"))


def _solved(p: Player) -> None:
    """The department has done its part; the township has not said yet whether that solves it."""
    _asked_around(p)
    p.wait(1)
    p.step("qizhuren", "join", matter=MatterKind.JOINT)
    department = acts.CallDispatched(p.organisation("科尔沁左翼中旗自然资源局"), "请三日内到现场")
    p.step("zongzhi", "dispatch", department, matter=MatterKind.CALL_UP)
    p.step("ziranju", "respond", acts.Answered("已安排测绘队周四到场"), matter=MatterKind.CALL_UP)
    p.wait(2)
    p.step("ziranju", "solve", acts.Answered("界桩已复测，结果附后"), matter=MatterKind.CALL_UP)


def _answered(p: Player) -> None:
    """Every request answered, the case going on."""
    _solved(p)
    p.step("zhenzhuren", "confirm", matter=MatterKind.CALL_UP)
    p.step("zhenzhuren", "answer", acts.Answered("已组织测绘，正在调解"), matter=MatterKind.ORDER)
    p.step("qidudao", "lift", matter=MatterKind.ORDER)
    p.step("zhenzhuren", "hear_back", acts.Answered("已解答，时效没有届满"), matter=MatterKind.REFERRAL)
    p.wait(4)
    held = acts.MeetingHeld(38, "排水沟由两社轮流维护，费用各半", 33)
    p.step("zhenzhuren", "resolve", held, matter=MatterKind.MEETING)


def _returned(p: Player) -> None:
    _offered(p)
    p.wait(1)
    p.step("zhenzhuren", "return", reason="争议不大，建议由村先再调解一次", matter=MatterKind.HAND_OVER)


def _called_back(p: Player) -> None:
    _offered(p)
    p.step("cunzhuren", "call_back", reason="双方主动要求继续在村里调解", matter=MatterKind.HAND_OVER)


def _at_township(p: Player) -> None:
    _offered(p)
    p.wait(1)
    p.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)


def _township_mediates(p: Player) -> None:
    _at_township(p)
    p.appoint("zhenzhuren", "zhentiaojie")
    p.wait(2)
    p.sit("zhentiaojie", "重新告知权利义务，查看现场，测量水沟走向。", "双方愿意协商", "保康镇调解室")


def _agreed(p: Player) -> None:
    _township_mediates(p)
    p.agree("zhentiaojie", "水沟被堵导致西屋进水，墙面、粮食受损。", _money(p, "2600.00", 20))


def _half_signed(p: Player) -> None:
    _agreed(p)
    p.sign("zhenzhuren", "zhentiaojie", parties=1, all_of_it=False)


def _in_force(p: Player) -> None:
    _agreed(p)
    p.sign("zhenzhuren", "zhentiaojie")


def _performed(p: Player) -> None:
    _in_force(p)
    p.wait(3)
    for n, _ in enumerate(p.duties(), 1):
        p.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(p.clock.today(), "收条"), n=n)
    p.wait(5)
    p.step("zhenzhuren", "visit", acts.VisitMade("双方和好，约定已全部履行。"))


def _performed_late(p: Player) -> None:
    _in_force(p)
    p.on_duty("zhenzhuren", "remind", acts.Pressed("电话提醒，对方说月底卖了牛就付。"))
    p.wait(30)
    p.on_duty(
        "zhenzhuren", "record_performance", acts.PerformanceRecorded(p.clock.today(), "银行转账单"), n=1
    )


def _broken(p: Player) -> None:
    _in_force(p)
    p.wait(30)
    p.on_duty("zhenzhuren", "mark_broken", reason="到期没有付款，本人承认")
    p.wait(4)
    p.on_duty("zhenzhuren", "press", acts.Pressed("上门督促，对方答应十天内付清。"))


def _changed(p: Player) -> None:
    _broken(p)
    later = acts.DutyChanged(
        "分两次付清，每次 1300 元", tuple(p.parties), p.clock.today() + timedelta(days=40)
    )
    p.on_duty("zhenzhuren", "change_duty", later)
    p.on_duty("zhenzhuren", "replace_duty", reason="双方另行订立书面约定，原件入卷", n=2)


def _enforcing(p: Player) -> None:
    _confirmed(p)
    p.wait(25)
    p.on_duty("zhenzhuren", "mark_broken", reason="到期没有付款，电话不接")
    asked = acts.EnforcementAsked(p.organisation(COURT), "赔偿款 2600 元全部没有付")
    p.on_duty("zhenzhuren", "ask_enforcement", asked)


def _oral(p: Player) -> None:
    _mediating(p)
    p.agree("cunzhuren", "牛群进地踩坏青苗约两亩。", _money(p, "800.00", 3), oral=True)


def _preparing(p: Player) -> None:
    _in_force(p)
    p.wait(1)
    p.apply("zhenzhuren", COURT)


def _too_late(p: Player) -> None:
    _preparing(p)
    p.wait(33)
    p.look_at_clocks()


def _submitted(p: Player) -> None:
    _preparing(p)
    p.submit("zhenzhuren")


def _reviewing(p: Player) -> None:
    _submitted(p)
    p.step("fayuan", "accept_application", matter=MatterKind.CONFIRMATION)


def _ruled_unsealed(p: Player) -> None:
    _submitted(p)
    p.confirm(p.court_number(), sealed=False)


def _confirmed(p: Player) -> None:
    _submitted(p)
    p.confirm(p.court_number())


def _rejected(p: Player) -> None:
    _reviewing(p)
    p.wait(2)
    unclear = ReviewAnswer(ReviewPoint.CLARITY, False, "第一项没有写明履行的期限和方式")
    answers = tuple(unclear if one.point is unclear.point else one for one in ALL_FULFILLED)
    p.step("faguan", "review", acts.ReviewAnswered(answers), matter=MatterKind.CONFIRMATION)
    p.step(
        "faguan",
        "reject",
        acts.RulingMade(p.court_number()),
        reason="协议内容不明确（民诉法司法解释第三百五十八条）",
        matter=MatterKind.CONFIRMATION,
    )


def _procedure_ended(p: Player) -> None:
    _reviewing(p)
    p.wait(2)
    p.step(
        "faguan",
        "end_procedure",
        acts.RulingMade(p.court_number()),
        reason="审查中双方对欠款数额发生争议（民事诉讼法第一百八十六条）",
        matter=MatterKind.CONFIRMATION,
    )


def _not_accepted(p: Player) -> None:
    _submitted(p)
    number = acts.RulingMade(p.court_number())
    p.step("faguan", "refuse_application", number, reason="不属于本院管辖", matter=MatterKind.CONFIRMATION)
    p.step("shujiyuan", "seal_other", matter=MatterKind.CONFIRMATION)


def _application_withdrawn(p: Player) -> None:
    _submitted(p)
    p.step("zhenzhuren", "withdraw_application", reason="已当场履行完毕", matter=MatterKind.CONFIRMATION)


def _refused(p: Player) -> None:
    _awaiting(p)
    p.step("cunzhuren", "refuse", reason="法院已经受理同一纠纷，请向法院申请委托调解")


def _withdrawn(p: Player) -> None:
    _mediating(p)
    p.step("cunzhuren", "withdraw", reason="申请人撤回申请")


def _terminated(p: Player) -> None:
    _mediating(p)
    p.wait(6)
    p.step("cunzhuren", "terminate", reason="双方差距过大；已告知仲裁、行政、司法途径")


def _to_court(p: Player) -> None:
    _mediating(p)
    p.step("cunzhuren", "go_to_court", reason="被申请人不愿继续调解，申请人选择起诉")


def _supplement(p: Player) -> None:
    _reviewing(p)
    asked = acts.SupplementAsked("收款人身份证复印件、付款凭证", p.clock.today() + timedelta(days=10))
    p.step("fayuan", "ask_supplement", asked, matter=MatterKind.CONFIRMATION)


def _objected(p: Player) -> None:
    _confirmed(p)
    given = acts.ObjectionRaised("裁定认定的数额与协议不一致", party_id=p.parties[0])
    p.step("fayuan", "raise_objection", given, matter=MatterKind.CONFIRMATION)


def _varied(p: Player) -> None:
    _objected(p)
    p.wait(5)
    ruled = acts.RulingVaried(
        p.court_number("民特"), "第二项约定内容不明确。", "周文静", "只确认第一项约定。", (2,)
    )
    p.step("faguan", "vary_ruling", ruled, matter=MatterKind.CONFIRMATION)
    p.send_objection_ruling()


def _revoked(p: Player) -> None:
    _objected(p)
    p.wait(5)
    ruled = acts.ObjectionRuled(p.court_number("民特"), "协议损害他人合法权益。", "周文静")
    p.step("faguan", "uphold_objection", ruled, matter=MatterKind.CONFIRMATION)
    p.step("shujiyuan", "seal_objection_ruling", matter=MatterKind.CONFIRMATION)


STORIES: tuple[tuple[str, int, Story], ...] = (
    ("registered", 0, _registered),
    ("settling", 2, _settling),
    ("settling, overdue", 12, _settling),
    ("settled", 15, _settled),
    ("awaiting acceptance", 3, _awaiting),
    ("awaiting acceptance, overdue", 9, _awaiting),
    ("accepted", 1, _accepted),
    ("mediating", 5, _mediating),
    ("mediating, overdue", 40, _mediating),
    ("mediating, a sitting held apart", 6, _apart),
    ("mediating, danger reported", 4, _danger),
    ("offered to the township", 1, _offered),
    ("offered, overdue", 8, _offered),
    ("returned by the township", 9, _returned),
    ("called back", 7, _called_back),
    ("signed for by the township", 4, _at_township),
    ("mediated by the township", 9, _township_mediates),
    ("agreed, to be signed", 8, _agreed),
    ("half signed", 10, _half_signed),
    ("in force", 7, _in_force),
    ("in force, duties overdue", 45, _in_force),
    ("performed and visited", 30, _performed),
    ("performed late", 50, _performed_late),
    ("broken, pressed for", 55, _broken),
    ("changed by agreement", 56, _changed),
    ("enforcement asked", 60, _enforcing),
    ("agreed orally", 6, _oral),
    ("confirmation in preparation", 9, _preparing),
    ("confirmation submitted", 8, _submitted),
    ("confirmation under review", 12, _reviewing),
    ("ruled, not sealed", 16, _ruled_unsealed),
    ("confirmed and served", 25, _confirmed),
    ("rejected", 24, _rejected),
    ("not accepted by the court", 20, _not_accepted),
    ("application withdrawn", 18, _application_withdrawn),
    ("refused", 14, _refused),
    ("withdrawn", 13, _withdrawn),
    ("terminated", 20, _terminated),
    ("to the court", 16, _to_court),
    ("supplement asked for", 13, _supplement),
    ("objected to", 26, _objected),
    ("revoked on objection", 33, _revoked),
    ("ruling varied after an objection", 36, _varied),
    ("returned twice, offered again", 10, _offered_a_third_time),
    ("returned three times, to be decided", 11, _undecided),
    ("decided by the justice station", 12, _decided),
    ("suspended", 9, _suspended),
    ("resumed and extended", 18, _resumed),
    ("agreed partly", 12, _agreed_partly),
    ("registered by the court", 19, _filed),
    ("entrusted after registration", 23, _entrusted),
    ("merged into another", 6, _merged),
    ("asked around", 3, _asked_around),
    ("solved by the department", 8, _solved),
    ("asked and answered", 14, _answered),
    ("too late to apply", 48, _too_late),
    ("procedure ended", 22, _procedure_ended),
)
