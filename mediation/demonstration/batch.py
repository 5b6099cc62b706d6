"""示范调解 in the demonstration: a worker's claim is settled first, the others of the same site adopt its terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT
from mediation.demonstration.people import COUNTY, invented_id_number, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import BatchFollower
from mediation.rules.acts import ObligationDrawn
from mediation.rules.follower_list import read_followers
from mediation.rules.vocabulary import LeavingKind, ObligationKind, PartyKind, Side, SittingManner
from mediation.services.lead_batch import begin_batch, leave_batch, list_followers
from mediation.services.many.batch import ApplyTogether, DrawAgreements, OpenCases, SignAgreements
from mediation.services.many.court import AcceptSeries
from mediation.services.many.plan import Plan
from mediation.services.many.run import begin_run, work_on_run
from mediation.services.perform import perform

OFFICE = "qizhuren"
COMPANY = "通辽市某某建筑劳务有限公司（虚构）"
HEADS = "姓名\t证件号码\t电话\t住址\t同意调解\t金额"


def worker_row(n: int, consents: str = "是") -> str:
    """A line of the list: an invented worker with wages of their own."""
    name, number = invented_name(n), invented_id_number(n)
    return (
        f"{name}\t{number}\t139{n * 7919 % 100000000:08}\t保康镇工业路{n}号\t{consents}\t{3000 + 10 * n}.50"
    )


def workers_table(numbers: Sequence[int]) -> str:
    """A list as copied out of a spreadsheet."""
    return "\n".join([HEADS, *(worker_row(n) for n in numbers)])


def model_case(house: Installation, began_on: date, n: int = 900) -> Player:
    """A wage claim of one worker, mediated by the county's committee, its agreement in force."""
    player = Player(house, began_on)
    company = replace(
        invented_party(Side.RESPONDENT, COMPANY, n + 1, began_on),
        kind=PartyKind.ORGANISATION,
        id_number="",
        legal_representative="赵某",
    )
    parties = (invented_party(Side.APPLICANT, invented_name(n), n, began_on), company)
    told = "在同一工地做工，工程款没有结清，工资拖欠三个月。"
    player.register(
        OFFICE,
        dispute(began_on, parties, "migrant_wages", told, "支付工资", region=COUNTY, amount=Decimal(6000)),
    )
    player.step(OFFICE, "skip_settlement", reason="当事人直接申请")
    player.accept(OFFICE)
    player.appoint(OFFICE, OFFICE)
    player.wait(1)
    player.sit(OFFICE, "告知权利义务，核对考勤和结算单。", "公司同意月底前付清", "旗矛盾纠纷调解中心")
    player.agree(OFFICE, f"{invented_name(n)}{told}", wages(player))
    player.sign(OFFICE, OFFICE)
    return player


def wages(player: Player) -> tuple[ObligationDrawn, ...]:
    """The model's terms: a sum for each, and what the company promises to all."""
    return (
        ObligationDrawn(
            kind=ObligationKind.MONEY,
            debtor_id=player.parties[1],
            creditor_id=player.parties[0],
            amount=Decimal("6000.00"),
            what="工资",
            due_on=player.clock.today() + timedelta(days=45),
            means="银行转账",
        ),
        ObligationDrawn(
            kind=ObligationKind.ACT,
            debtor_id=player.parties[1],
            creditor_id=player.parties[0],
            what="今后按月公示工资发放表",
        ),
    )


def begin(player: Player, numbers: Sequence[int]) -> UUID:
    """A batch of that model with those workers on its list."""
    actor, house = player.actor(OFFICE), player.house
    batch_id = perform(house, begin_batch, actor=actor, case_id=player.case_id, side=Side.APPLICANT)
    given = read_followers(workers_table(numbers), Side.APPLICANT, (1,), player.clock.today())
    perform(house, list_followers, actor=actor, batch_id=batch_id, given=given)
    return batch_id


def opening(player: Player, batch_id: UUID) -> OpenCases:
    """Everybody's case, with the model's mediator."""
    actor = player.actor(OFFICE)
    return OpenCases(
        organisation_id=actor.posts[0].organisation_id,
        batch_id=batch_id,
        person_ids=(actor.person_id,),
        others_agreed_on=player.clock.today(),
        narrative="{姓名}在同一工地做工，工资拖欠三个月，共{金额}。",
        claim="支付工资{金额}",
    )


def drawing(player: Player, batch_id: UUID) -> DrawAgreements:
    """One meeting with all of them."""
    return DrawAgreements(
        organisation_id=player.actor(OFFICE).posts[0].organisation_id,
        batch_id=batch_id,
        began_at=player.clock.now(),
        manner=SittingManner.ON_SITE,
        place="旗矛盾纠纷调解中心",
        record="向到场的人逐条说明示范协议，告知权利义务，逐人核对金额。",
        result="愿意照示范协议的条件达成协议",
        facts="{姓名}在同一工地做工，工资拖欠三个月，共{金额}。",
    )


def signing(player: Player, batch_id: UUID) -> SignAgreements:
    """All of them on one day."""
    return SignAgreements(
        organisation_id=player.actor(OFFICE).posts[0].organisation_id,
        batch_id=batch_id,
        signed_on=player.clock.today(),
        place="旗矛盾纠纷调解中心",
    )


def worked(player: Player, plan: Plan, account: str = OFFICE) -> UUID:
    """The plan done to its end."""
    actor = player.actor(account)
    run_id = perform(player.house, begin_run, actor=actor, plan=plan)
    work_on_run(player.house, actor=actor, run_id=run_id, most=1000)
    return run_id


def applying(player: Player, batch_id: UUID, followers: Sequence[UUID]) -> ApplyTogether:
    """Their joint applications, all to one court."""
    return ApplyTogether(
        organisation_id=player.actor(OFFICE).posts[0].organisation_id,
        batch_id=batch_id,
        follower_ids=tuple(followers),
        court_id=player.organisation(COURT),
        signed_on=player.clock.today(),
        none_excluded=True,
    )


def play_batch(house: Installation, today: date) -> Iterator[str]:
    """Eight workers follow a model: six have signed, four of them stand before the court, one goes their own way, one
    has not been asked yet."""
    player = model_case(house, today - timedelta(days=12))
    player.wait(3)
    batch_id = begin(player, range(901, 908))
    worked(player, opening(player, batch_id))
    actor = player.actor(OFFICE)
    with house.read() as session:
        listed = session.scalars(
            select(BatchFollower.id).where(BatchFollower.batch_id == batch_id).order_by(BatchFollower.ordinal)
        ).all()
    unwilling, willing = listed[0], listed[1:]
    reason = "本人要求单独核对工时"
    perform(
        player.house,
        leave_batch,
        actor=actor,
        follower_id=unwilling,
        left_as=LeavingKind.OPTED_OUT,
        reason=reason,
    )
    player.wait(1)
    worked(player, drawing(player, batch_id))
    worked(player, signing(player, batch_id))
    worked(player, applying(player, batch_id, willing[:4]))
    court = player.actor("fayuan").posts[0].organisation_id
    worked(player, AcceptSeries(organisation_id=court, batch_id=batch_id), "fayuan")
    late = read_followers("\n".join([HEADS, worker_row(908, "")]), Side.APPLICANT, (1,), player.clock.today())
    perform(player.house, list_followers, actor=actor, batch_id=batch_id, given=late)
    yield "示范调解"
