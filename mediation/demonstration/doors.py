"""The court's three doors, the centre's desk, and complaints that the court looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, MATTERS, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import TOWNSHIP
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.rules import acts
from mediation.rules.acts import ObligationDrawn
from mediation.rules.vocabulary import (
    CaseSource,
    Channel,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    MatterKind,
    ObligationKind,
    Side,
)

HAND_OVER, CONFIRMATION = MatterKind.HAND_OVER, MatterKind.CONFIRMATION
FILING = MatterKind.FILING
Story = Callable[[Player], None]


def at_the_desk(p: Player) -> None:
    """Somebody asks at the court's desk and has not sued."""


def guided(p: Player) -> None:
    given = acts.CaseOffered(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties[:1]))
    p.step("fayuan", "guide", given, "当事人愿意先调解，纠纷发生在保康镇")


def guided_and_signed_for(p: Player) -> None:
    guided(p)
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)


def registered(p: Player, procedure: CourtProcedure = CourtProcedure.SUMMARY) -> None:
    given = acts.SuitFiled(p.court_number("民初"), procedure, p.clock.today())
    p.step("fayuan", "file_suit", given)


def entrusted(p: Player, procedure: CourtProcedure = CourtProcedure.SUMMARY) -> None:
    registered(p, procedure)
    given = acts.CaseOffered(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties))
    p.step("fayuan", "entrust", given, "事实清楚，双方同意先行调解")


def mediated_first(p: Player, procedure: CourtProcedure = CourtProcedure.ORDINARY) -> None:
    entrusted(p, procedure)
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.appoint("zhenzhuren", "zhentiaojie")


def dispatched(p: Player) -> None:
    given = acts.CaseOffered(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties[:1]))
    p.step("chuangkou", "dispatch", given, "纠纷发生在保康镇，按属地派单")


def dispatched_and_signed_for(p: Player) -> None:
    dispatched(p)
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)


def sent_elsewhere(p: Player) -> None:
    """A register of real estate is put right by whoever keeps it; the desk told so, and hears what came of it."""
    asked = acts.Referred(Channel.LEGAL_AID, "旗法律援助中心", "告知怎样申请更正登记", tuple(p.parties[:1]))
    p.step("chuangkou", "refer", asked)
    p.step("chuangkou", "send_elsewhere", reason="要求更正不动产登记，由旗不动产登记中心办理")


def complained(p: Player) -> None:
    """What was handed in could not be judged on the spot."""
    given = acts.ComplaintReceived("民事起诉状一份、副本一份，身份证复印件一份，证据三页", p.clock.today())
    p.step("fayuan", "receive_complaint", given)


def to_be_corrected(p: Player) -> None:
    complained(p)
    p.wait(2)
    what = "1．写明被告的住所地。\n2．第二项诉讼请求没有写明金额，请写明。"
    given = acts.SupplementAsked(what, p.clock.today() + timedelta(days=15))
    p.step("fayuan", "tell_defects", given, matter=FILING)


def not_registered(p: Player) -> None:
    complained(p)
    p.wait(5)
    ruled = acts.RulingMade(p.court_number("民初"))
    p.step("faguan", "refuse", ruled, "诉讼请求不具体，不符合民事诉讼法第一百二十二条的起诉条件", FILING)
    served = acts.RulingServed((acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today()),))
    p.step("shujiyuan", "serve_refusal", served, matter=FILING)


def on_to_trial(p: Player) -> None:
    mediated_first(p)
    p.wait(8)
    p.step("zhentiaojie", "go_to_trial", reason="双方差距过大，材料退回法院")


def delegated(p: Player) -> None:
    number = p.court_number("诉前调")
    given = acts.CaseDelegated(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties), number)
    p.step("fayuan", "delegate", given, "双方同意立案前调解")
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.appoint("zhenzhuren", "zhentiaojie")
    p.wait(6)
    p.step("zhentiaojie", "go_to_court", reason="调解不成，请法院依法立案")


def agreed(p: Player) -> None:
    p.sit("zhentiaojie", "告知权利义务，双方陈述事实。", "双方同意分期付清", "保康镇调解室")
    duty = ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=p.parties[1],
        creditor_id=p.parties[0],
        amount=Decimal("4800.00"),
        what="赔偿款",
        due_on=p.clock.today() + timedelta(days=60),
    )
    p.agree("zhentiaojie", "雨季排水，水倒灌进西屋。", (duty,))
    p.sign("zhenzhuren", "zhentiaojie")


def asked_for(p: Player) -> None:
    """The parties chose the court's own mediation paper."""
    mediated_first(p)
    p.wait(2)
    agreed(p)
    p.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    p.submit("zhenzhuren")


def made(p: Player, number: str | None = None) -> None:
    p.step("fayuan", "accept_application", matter=CONFIRMATION)
    prepared = acts.RulingPrepared("双方到场，协议系自愿达成，内容明确、合法。", "周文静")
    p.step("shujiyuan", "prepare_mediation_paper", prepared, matter=CONFIRMATION)
    paper = acts.MediationPaperMade(
        number or p.number_of_the_suit(), "案件受理费50元，减半收取25元，由席秀兰负担"
    )
    p.step("faguan", "make_mediation_paper", paper, matter=CONFIRMATION)
    p.step("shujiyuan", "seal_mediation_paper", matter=CONFIRMATION)


def signed_for(p: Player, *parties: UUID) -> None:
    rows = tuple(acts.Served(party, DeliveryManner.DIRECT, p.clock.today()) for party in parties)
    p.step("shujiyuan", "sign_for_mediation_paper", acts.RulingServed(rows), matter=CONFIRMATION)


def half_signed_for(p: Player) -> None:
    asked_for(p)
    made(p)
    signed_for(p, p.parties[0])


def binding(p: Player) -> None:
    half_signed_for(p)
    p.wait(1)
    signed_for(p, p.parties[1])


def gone_back(p: Player) -> None:
    half_signed_for(p)
    given = acts.GoneBack(p.parties[1], "拒绝签收，认为数额过高")
    p.step("shujiyuan", "go_back_to_trial", given, matter=CONFIRMATION)


def not_made(p: Player) -> None:
    asked_for(p)
    p.step("faguan", "decline", reason="第二项约定处分了案外人的土地", matter=CONFIRMATION)


def delegated_and_agreed(p: Player) -> None:
    """Under the older regime, with the paper asked for that the court then gave."""
    number = p.court_number("诉前调")
    given = acts.CaseDelegated(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties), number)
    p.step("fayuan", "delegate", given, "双方同意立案前调解")
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.appoint("zhenzhuren", "zhentiaojie")
    p.wait(4)
    agreed(p)
    p.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    p.submit("zhenzhuren")


def gone_back_before_registration(p: Player) -> None:
    """The court has not registered the suit, and has to now."""
    delegated_and_agreed(p)
    made(p, p.court_number("诉前调书"))
    given_up = acts.GoneBack(p.parties[0], "到法院说明不同意了")
    p.step("fayuan", "go_back", given_up, matter=CONFIRMATION)


DOORS: tuple[tuple[str, int, Story], ...] = (
    ("at the court's desk", 0, at_the_desk),
    ("guided", 0, guided),
    ("guided, signed for", 3, guided_and_signed_for),
    ("registered by the court", 1, registered),
    ("a complaint under review", 3, complained),
    ("a complaint to be corrected", 5, to_be_corrected),
    ("a complaint not registered", 8, not_registered),
    ("entrusted", 1, entrusted),
    ("mediated before trial", 4, mediated_first),
    ("on to trial", 12, on_to_trial),
    ("delegated in 2024", 0, delegated),
    ("mediation paper asked for", 6, asked_for),
    ("mediation paper half signed for", 7, half_signed_for),
    ("mediation paper in force", 9, binding),
    ("gone back on the mediation paper", 10, gone_back),
    ("no mediation paper made", 8, not_made),
    ("gone back on it in 2024", 0, gone_back_before_registration),
)
CENTRE: tuple[tuple[str, int, Story], ...] = (
    ("at the centre's desk", 0, at_the_desk),
    ("dispatched", 1, dispatched),
    ("dispatched, signed for", 3, dispatched_and_signed_for),
    ("sent elsewhere by the centre", 2, sent_elsewhere),
)
OLD_REGIME = date(2024, 12, 2)
BEFORE_2025 = (delegated, gone_back_before_registration)


def play_doors(house: Installation, today: date) -> Iterator[str]:
    """A dispute for each door, as far as it goes; then the desk of the centre."""
    for n, (name, days, story) in enumerate(DOORS):
        began_on = OLD_REGIME if story in BEFORE_2025 else today - timedelta(days=days)
        story(at_court(Player(house, began_on), n))
        yield name
    for n, (name, days, story) in enumerate(CENTRE):
        story(at_the_centre(Player(house, today - timedelta(days=days)), n))
        yield name


def at_court(player: Player, n: int) -> Player:
    """Registered at the court's desk: both sides say that they would mediate."""
    return _at_a_desk(player, n, "fayuan", CaseSource.COURT_GUIDANCE)


def at_the_centre(player: Player, n: int) -> Player:
    """Registered at the desk of the county's governance centre."""
    return _at_a_desk(player, n + 20, "chuangkou", CaseSource.GOVERNANCE_CENTRE)


def _at_a_desk(player: Player, n: int, account: str, source: CaseSource) -> Player:
    on = player.clock.today()
    category, narrative, claim = MATTERS[n % len(MATTERS)]
    parties = (
        invented_party(Side.APPLICANT, "白金山", 740 + n, on),
        invented_party(Side.RESPONDENT, "席秀兰", 760 + n, on),
    )
    given = dispute(on, parties, category, narrative, claim, region=TOWNSHIP, source=source)
    player.register(account, given)
    return player
