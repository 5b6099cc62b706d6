"""What a village reports to a campaign: a screening, what it found, zero being an answer, and the cases it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mediation.model import Campaign, CampaignFind, CampaignReport, Category, Organisation, Screening
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.intake import DisputeGiven
from mediation.rules.messages import say
from mediation.rules.policy import screening_post
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import CaseSource, Level, OrganisationKind
from mediation.services.field_check import FieldCheck
from mediation.services.note_screening import ScreeningGiven, note_screening
from mediation.services.register_dispute import register_dispute
from mediation.services.unit_of_work import UnitOfWork

MOST_FOUND = 50
LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDispute:
    """A dispute that was found."""

    category_code: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGiven:
    """On which day somebody went and looked, what was found, and how many were settled before they were any."""

    screened_on: date | None
    found: tuple[FoundDispute, ...] = ()
    prevented: int | None = 0
    note: str = ""


def report_screening(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    campaign_id: UUID,
    organisation_id: UUID,
    given: ReportGiven,
) -> UUID:
    """Report for the actor's own committee; once more where more was found. NotThere for a village outside."""
    campaign = _campaign_of(uow, actor, campaign_id, organisation_id)
    if campaign.withdrawn_at is not None:
        raise WrongState(say("这个任务已经撤销，不用报告"))
    if campaign.first_on > clock.today():
        raise WrongState(say("这个任务还没有开始"))
    check = FieldCheck()
    _check_found(uow, check, campaign, given)
    screening = ScreeningGiven(
        screened_on=given.screened_on, found=len(given.found), prevented=given.prevented, note=given.note
    )
    if given.screened_on is not None and given.screened_on < campaign.first_on:
        check.note("screened_on", say("不能早于任务的第一天"))
    try:
        screening_id = note_screening(
            uow, actor=actor, clock=clock, organisation_id=organisation_id, given=screening
        )
    except BadInput as bad:
        check.problems += bad.problems
    check.refuse()
    uow.session.flush()  # the screening before what points at it
    report = CampaignReport(
        campaign_id=campaign.id, organisation_id=organisation_id, screening_id=screening_id
    )
    uow.session.add(report)
    uow.session.flush()
    for n, one in enumerate(given.found):
        find = CampaignFind(report_id=report.id, ordinal=n, category_code=one.category_code)
        uow.session.add(find)
        find.what = one.what.strip()
    return report.id


def _check_found(uow: UnitOfWork, check: FieldCheck, campaign: Campaign, given: ReportGiven) -> None:
    if len(given.found) > MOST_FOUND:
        check.note("found", say("一次最多报 {n} 件，其余的再报一次", n=MOST_FOUND))
    for n, one in enumerate(given.found):
        known = one.category_code and uow.session.get(Category, one.category_code) is not None
        if not known or (campaign.category_codes and one.category_code not in campaign.category_codes):
            check.note(f"found.{n}.category_code", say("请选这次排查的纠纷类型"))
        check.text(f"found.{n}.what", one.what, say("请写明是谁和谁、因为什么"), LONGEST)


def _campaign_of(uow: UnitOfWork, actor: Actor, campaign_id: UUID, organisation_id: UUID) -> Campaign:
    campaign, organisation = (
        uow.session.get(Campaign, campaign_id),
        uow.session.get(Organisation, organisation_id),
    )
    if campaign is None or organisation is None or screening_post(actor, organisation_id) is None:
        raise NotThere
    village = organisation.level is Level.VILLAGE and organisation.kind is OrganisationKind.COMMITTEE
    if not village or not is_within(organisation.region_code, campaign.region_code):
        raise NotThere
    return campaign


def register_found_dispute(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    find_id: UUID,
    organisation_id: UUID,
    given: DisputeGiven,
    happened_on: date | None = None,
    late_reason: str = "",
) -> UUID:
    """Register what a screening found as a case of the same committee; the answer is the case's id."""
    find = uow.session.get(CampaignFind, find_id, with_for_update=True)
    report = None if find is None else uow.session.get_one(CampaignReport, find.report_id)
    if find is None or report is None or screening_post(actor, report.organisation_id) is None:
        raise NotThere
    screening = uow.session.get_one(Screening, report.screening_id)
    if find.case_id is not None:
        raise WrongState(say("这件纠纷已经登记成案件"))
    if screening.voided_at is not None:
        raise WrongState(say("这次排查已经撤销"))
    check = FieldCheck()
    if organisation_id != report.organisation_id:
        check.note("organisation_id", say("排查出来的纠纷由报告的组织登记"))
    if given.source is not CaseSource.GRID:
        check.note("source", say("排查出来的纠纷，来源是网格排查上报"))
    check.refuse()
    find.case_id = register_dispute(
        uow,
        actor=actor,
        clock=clock,
        organisation_id=organisation_id,
        given=given,
        happened_on=happened_on,
        late_reason=late_reason,
    )
    return find.case_id
