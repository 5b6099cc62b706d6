"""Every use case beside the steps with its 1st, 2nd … Nth call to the database failing: done wholly or not at all."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import mediation.services
from mediation.adapters.pinyin import pinyin_keys
from mediation.bootstrap import Installation
from mediation.demonstration import batch
from mediation.demonstration.batch import HEADS, worker_row, workers_table
from mediation.demonstration.doors import agreed, at_court, mediated_first, on_to_trial
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.people import PASSWORD
from mediation.demonstration.people import TOWNSHIP as TOWNSHIP_CODE
from mediation.demonstration.player import Player, invented_party
from mediation.demonstration.subsidies import RULE, SCHEME, enter_month, enter_oral
from mediation.model import (
    BatchFollower,
    CampaignFind,
    Case,
    CaseChain,
    CaseEvent,
    CaseImportLine,
    CheckpointHead,
    Confirmation,
    CourtArea,
    DangerWord,
    Delivery,
    Document,
    HandOver,
    Membership,
    Notice,
    Organisation,
    OrganisationCategory,
    Party,
    Region,
    RegionChange,
    Request,
    SubsidyLine,
    WarnedSeason,
    WebSession,
)
from mediation.rules import acts
from mediation.rules.attachments import JPEG, AttachmentGiven, KeptFile
from mediation.rules.clause_library import ClauseGiven
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.danger_words import Threat
from mediation.rules.early_warnings import WarningKind, WarningState
from mediation.rules.follower_list import read_followers
from mediation.rules.health import CheckGiven
from mediation.rules.intake import ConsentGiven, ContactGiven
from mediation.rules.periods import period
from mediation.rules.regional_holiday import RegionalHoliday
from mediation.rules.simulation.scenario import Scenario
from mediation.rules.statistics import AvertedKind
from mediation.rules.subsidy import Way
from mediation.rules.subsidy_review import Verdict
from mediation.rules.vocabulary import (
    AttachmentKind,
    CaseSource,
    ConsentPurpose,
    DeliveryManner,
    DirectoryKind,
    DocumentState,
    Engagement,
    GrievanceGround,
    HearingKind,
    LeavingKind,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    Outcome,
    Regime,
    Side,
    SignatureManner,
    SuccessionCause,
    SuitEnd,
)
from mediation.services.add_attachment import add_attachment
from mediation.services.answer_warning import WarningJudged, answer_warning, judge_warning
from mediation.services.approve_claim import approve_claim, correct_claim
from mediation.services.archive_dossier import ArchivingGiven, archive_dossier, reopen_dossier
from mediation.services.ask_what_if import ask_what_if
from mediation.services.bind_dossier import bind_dossier, read_binding
from mediation.services.change_parties import (
    add_party,
    change_contact,
    correct_party,
    record_consent,
    remove_party,
)
from mediation.services.change_rules import (
    change_length,
    drop_regional_holiday,
    enter_regional_holiday,
    enter_year,
)
from mediation.services.change_setting import change_setting
from mediation.services.claim_subsidy import draw_up_claim
from mediation.services.close_period import close_period, correct_closing, report_period
from mediation.services.correct_dates import (
    correct_complaint,
    correct_receipt,
    correct_refusal_service,
    correct_service,
)
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.directory.categories import (
    CategoryGiven,
    add_category,
    change_category,
    end_category,
    restore_category,
)
from mediation.services.directory.first_passwords import make_first_passwords
from mediation.services.directory.importing import (
    apply_directory_import,
    begin_directory_import,
    drop_directory_import,
    note_handed_over,
)
from mediation.services.directory.mediators import (
    note_engagement,
    note_training,
    withdraw_training,
)
from mediation.services.directory.organisations import (
    OrganisationNames,
    add_court_area,
    end_court_area,
    leave_category,
    rename_organisation,
    restore_organisation,
    stop_organisation,
    take_category,
)
from mediation.services.directory.people import (
    NewPerson,
    NewPost,
    add_post,
    end_post,
    give_password,
    open_account,
    rename_person,
    restore_account,
    stop_account,
)
from mediation.services.directory.trainings import TrainingGiven
from mediation.services.draw_up_complaint import ComplaintGiven, draw_up_complaint
from mediation.services.end_suit import end_suit
from mediation.services.enter_court_case import enter_court_case
from mediation.services.enter_seal import end_seal, enter_seal
from mediation.services.exchange.carry_waiting import carry_out_message, refuse_message
from mediation.services.exchange.keep_file import keep_messages, note_looked, note_refused
from mediation.services.exchange.make_file import note_file
from mediation.services.exchange.numbers import hold_exchange
from mediation.services.exchange.papers import send_paper
from mediation.services.exchange.peers import end_peer, register_peer
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.exchange.resume_exchange import renumber
from mediation.services.exchange.sign_offer import return_offer, sign_offer
from mediation.services.file_directly import file_directly
from mediation.services.follow_batch import CaseFollows, follow_batch
from mediation.services.follow_elsewhere import follow_elsewhere
from mediation.services.identity_checks import CHECKS
from mediation.services.import_divisions import Division, import_divisions
from mediation.services.importing.begin import SentTable, begin_import
from mediation.services.importing.confirm import confirm_import, drop_import
from mediation.services.issue_document import reissue_document
from mediation.services.issue_paper import issue_paper
from mediation.services.keep_checks import add_check, switch_check
from mediation.services.keep_clauses import add_clause, change_clause, retire_clause
from mediation.services.keep_danger_words import WordGiven, add_danger_word, change_season, use_danger_word
from mediation.services.keep_scheme import draft_scheme, start_scheme
from mediation.services.keep_subsidy_rule import SubsidyRuleGiven, draft_subsidy_rule, start_subsidy_rule
from mediation.services.keep_wordings import draft_wording, end_wording, put_wording_in_force
from mediation.services.lead_batch import begin_batch, leave_batch, list_followers
from mediation.services.look_into_case import look_into_case
from mediation.services.make_checkpoint import make_checkpoint
from mediation.services.make_signing_link import make_signing_link, revoke_signing_link
from mediation.services.many.run import begin_run
from mediation.services.many.stand_in import StandIn
from mediation.services.note_absence import end_absence, note_absence
from mediation.services.note_averted import AvertedGiven, note_averted, withdraw_averted
from mediation.services.note_court_approval import end_court_approval, note_court_approval
from mediation.services.note_court_regime import RegimeGiven, note_court_regime
from mediation.services.note_export import note_export
from mediation.services.note_facts import note_fact, sign_fact, withdraw_fact
from mediation.services.note_guess import note_guess
from mediation.services.note_opened import note_opened
from mediation.services.note_proceeding import note_proceeding
from mediation.services.note_screening import ScreeningGiven, note_screening, withdraw_screening
from mediation.services.notify_fee import notify_fee
from mediation.services.object_to_line import answer_objection, object_to_line
from mediation.services.open_phone_signing import open_phone_signing
from mediation.services.order_campaign import CampaignGiven, order_campaign, remind_silent, withdraw_campaign
from mediation.services.perform import UseCase, perform
from mediation.services.preview_paper import preview_beside_step, preview_paper
from mediation.services.prove_phone import prove_phone
from mediation.services.prove_reader import prove_reader
from mediation.services.raise_grievance import raise_grievance
from mediation.services.raise_warning import WarningFound, raise_warning
from mediation.services.read_as_party import read_as_party
from mediation.services.read_attachment import read_attachment
from mediation.services.read_by_phone import ask_for_paper, read_by_phone
from mediation.services.read_document import read_document
from mediation.services.record_follower_consents import record_follower_consents
from mediation.services.record_investigation import record_investigation, withdraw_investigation
from mediation.services.record_on_the_spot import record_on_the_spot
from mediation.services.record_repetition import record_repetition
from mediation.services.recount_deadlines import apply_recount, drop_recount, propose_recount
from mediation.services.register_dispute import register_dispute
from mediation.services.report_screening import (
    FoundDispute,
    ReportGiven,
    register_found_dispute,
    report_screening,
)
from mediation.services.reveal_party import reveal_party
from mediation.services.reverse_step import reverse_step
from mediation.services.sample_dossiers import draw_sample, review_dossier, search_claim
from mediation.services.save_bulletin import save_bulletin
from mediation.services.save_draft import drop_draft, save_draft
from mediation.services.send_out import send_elsewhere, send_out
from mediation.services.send_reading_code import send_reading_code
from mediation.services.send_signing_code import send_signing_code
from mediation.services.set_hearing import HearingGiven, cancel_hearing, set_hearing
from mediation.services.sign_by_phone import sign_by_phone
from mediation.services.sign_in import SignInRefused, end_sessions_of, note_seen, sign_in, sign_out
from mediation.services.sign_on_screen import sign_on_screen
from mediation.services.succeed_party import succeed_party
from mediation.services.switch_to_paper import switch_to_paper
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.withdraw_attachment import withdraw_attachment
from mediation.services.withdraw_suit_over import withdraw_suit_over
from tests.adapters.test_seal import PASSWORD as SEAL_PASSWORD
from tests.adapters.test_seal import certificate, keystore
from tests.conftest import FixedClock
from tests.faults import elsewhere
from tests.faults.failing import kept, until_it_passes
from tests.services.test_record_on_the_spot import entry
from tests.steps.conftest import TODAY
from tests.steps.handing_in import cells, handed_in, table
from tests.steps.phones import drawn
from tests.steps.test_follow_batch import a_batch, another_worker
from tests.steps.test_issuing_papers import asked_of
from tests.steps.test_law import GUARDIAN, duty
from tests.steps.test_proceedings import HEARD
from tests.steps.test_rules_change import NOTICE

STORY = {name: story for name, _, story in STORIES}
NEWCOMER = SentTable(
    "people.csv",
    "d" * 64,
    ("account", "name", "organisation", "role"),
    ((2, ("xinren", "新人", TOWNSHIP_COMMITTEE, "mediator")),),
)
WHY = {"reason": "局长办公会纪要〔2026〕9号"}
ELDER_CARE = {"code": "elder_care", "given": CategoryGiven(name="养老服务纠纷")}
TRAINING = TrainingGiven(held_on=TODAY, hours=8, subject="调解方法", held_by="司法局")
LONGER = {"rule": "settlement", "n": 40, "since": TODAY - timedelta(300), "reason": "县里的规定"}
NADAMU = RegionalHoliday("150521000000", "那达慕", date(2027, 8, 12), date(2027, 8, 13))
TYPED = {"kind": "intake", "subject": "", "title": "王某", "fields": '{"narrative": "水沟被堵"}'}
Arguments = dict[str, Any]


@pytest.fixture
def player(house: Installation) -> Player:
    """A case that is being mediated in the village, with a paper."""
    player = Player(house, TODAY)
    register(player, 1)
    STORY["mediating"](player)
    return player


def do(player: Player, use_case: UseCase, account: str = "cunzhuren", **arguments: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), **arguments)


def a_mistake(p: Player) -> Arguments:
    p.step("cunzhuren", "terminate", reason="点错了案件")
    with p.house.read() as session:
        seq = session.scalars(select(CaseEvent.seq).where(CaseEvent.tag == "dispute:terminate")).one()
    return {"matter": MatterKind.DISPUTE, "matter_id": p.case_id, "seq": seq, "reason": "应是另一案"}


def a_receipt(p: Player) -> Arguments:
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    p.wait(2)
    p.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    with p.house.read() as session:
        hand_over = session.scalars(select(HandOver.id)).one()
    told = {"reason": "回执上是前一天", "approved": True}
    return {"account": "zhenzhuren", "hand_over_id": hand_over, "on": TODAY + timedelta(1), **told}


def a_service(p: Player) -> Arguments:
    other = Player(p.house, TODAY - timedelta(60))
    register(other, 2)
    STORY["confirmed and served"](other)
    with p.house.read() as session:
        served = session.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert served is not None
        about = {"confirmation_id": served.confirmation_id, "party_id": served.party_id}
        on = served.delivered_on + timedelta(1)
    return {"account": "shujiyuan", **about, "on": on, "reason": "回执上是后一天", "approved": True}


def complained(p: Player) -> Player:
    """Somebody who came to the court's own desk."""
    other = at_court(Player(p.house, TODAY - timedelta(60)), 2)
    other.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", other.clock.today()))
    return other


def put_right_in(p: Player, other: Player, **about: Any) -> Arguments:
    with p.house.read() as session:
        complaint = session.scalars(select(Request.id).where(Request.case_id == other.case_id)).one()
    on = other.clock.today() + timedelta(1)
    return {"complaint_id": complaint, "on": on, "reason": "邮戳是后一天", "approved": True, **about}


def a_complaint(p: Player) -> Arguments:
    return put_right_in(p, complained(p), account="fayuan")


def a_refusal_served(p: Player) -> Arguments:
    other = complained(p)
    ruled = acts.RulingMade(other.court_number("民初"))
    other.step("faguan", "refuse", ruled, "没有明确的被告", MatterKind.FILING)
    reached = (acts.Served(other.parties[0], DeliveryManner.DIRECT, other.clock.today()),)
    other.step("shujiyuan", "serve_refusal", acts.RulingServed(reached), matter=MatterKind.FILING)
    return put_right_in(p, other, account="shujiyuan", party_id=other.parties[0])


def a_newcomer(p: Player) -> UUID:
    return do(p, begin_directory_import, "guanliyuan", kind=DirectoryKind.PEOPLE, table=NEWCOMER)


def an_imported_newcomer(p: Player) -> UUID:
    import_id = a_newcomer(p)
    do(p, apply_directory_import, "guanliyuan", import_id=import_id)
    make_first_passwords(p.house, import_id=import_id)
    return import_id


def a_stopped_person(p: Player) -> UUID:
    return do(p, stop_account, "guanliyuan", person_id=p.actor("zhentiaojie").person_id, **WHY)


def a_training(p: Player) -> UUID:
    person_id = p.actor("zhentiaojie").person_id
    return do(p, note_training, "guanliyuan", person_id=person_id, given=TRAINING)


def a_post_over(p: Player) -> Arguments:
    who = p.actor("zhentiaojie").person_id
    with p.house.read() as session:
        post = session.scalars(select(Membership.id).where(Membership.person_id == who)).one()
    return {"account": "guanliyuan", "person_id": who, "post_id": post, "last_on": TODAY, **WHY}


def an_organisation(p: Player, kind: OrganisationKind) -> Arguments:
    """The last of the kind: the court of a county that no case goes to."""
    with p.house.read() as session:
        rows = select(Organisation.id).where(Organisation.kind == kind)
        found = session.scalars(rows.order_by(Organisation.region_code.desc(), Organisation.name)).first()
    return {"account": "guanliyuan", "organisation_id": found, **WHY}


def a_stopped_organisation(p: Player) -> Arguments:
    about = an_organisation(p, OrganisationKind.DEPARTMENT)
    do(p, stop_organisation, **about)
    return about


def a_court_area(p: Player) -> Arguments:
    with p.house.read() as session:
        area = session.scalars(select(CourtArea).order_by(CourtArea.id)).first()
        assert area is not None
        about = {"organisation_id": area.court_id, "area_id": area.id}
    return {"account": "guanliyuan", "last_on": TODAY, **about, **WHY}


def a_taken_category(p: Player) -> Arguments:
    with p.house.read() as session:
        row = session.scalars(select(OrganisationCategory)).first()
        assert row is not None
        about = {"organisation_id": row.organisation_id, "category_code": row.category_code}
    return {"account": "guanliyuan", "last_on": TODAY, **about, **WHY}


def an_ended_category(p: Player) -> Arguments:
    do(p, end_category, "guanliyuan", code="tourism", last_on=TODAY, **WHY)
    return {"account": "guanliyuan", "code": "tourism", **WHY}


def a_local_holiday(p: Player) -> Arguments:
    do(p, enter_regional_holiday, "guanliyuan", given=NADAMU)
    return {"account": "guanliyuan", "region_code": NADAMU.region_code, "year": 2027, "name": "那达慕"}


def a_third_party(p: Player) -> Arguments:
    return {"case_id": p.case_id, "given": invented_party(Side.THIRD, "王五", 7, TODAY)}


def a_corrected_party(p: Player) -> Arguments:
    given = replace(invented_party(Side.APPLICANT, "张三丰", 8, TODAY), id_number="", consents=())
    return {"case_id": p.case_id, "party_id": p.parties[0], "given": given}


def an_heir(p: Player) -> Arguments:
    other = Player(p.house, TODAY - timedelta(20))
    register(other, 2)
    STORY["confirmation in preparation"](other)
    with p.house.read() as session:
        confirmation_id = session.scalars(
            select(Confirmation.id).where(Confirmation.case_id == other.case_id)
        ).one()
    return {
        "account": "zhenzhuren",
        "kind": MatterKind.CONFIRMATION,
        "matter_id": confirmation_id,
        "party_id": other.parties[0],
        "cause": SuccessionCause.DEATH,
        "happened_on": TODAY,
        "proof": "死亡证明、户口簿",
        "given": invented_party(Side.APPLICANT, "王小明", 77, TODAY),
    }


def a_contact(p: Player) -> Arguments:
    p.agree("cunzhuren", "水沟被堵。", (duty(p),))
    p.sign("cunzhuren", "cunzhuren")
    given = ContactGiven(phone="13904751111", address="村东", representatives=(GUARDIAN,))
    return {"case_id": p.case_id, "party_id": p.parties[0], "given": given}


def a_corrected_dispute(p: Player) -> Arguments:
    with p.house.read() as session:
        given = matter_given(session.get_one(Case, p.case_id))
    return {"case_id": p.case_id, "given": replace(given, claim="疏通水沟"), "reason": "写漏"}


def a_party_who_leaves(p: Player) -> Arguments:
    return {"case_id": p.case_id, "party_id": do(p, add_party, **a_third_party(p)), "reason": "与本案无关"}


def a_consent(p: Player) -> Arguments:
    given = ConsentGiven(ConsentPurpose.TRANSFER, True, p.clock.today(), in_writing=True)
    return {"case_id": p.case_id, "party_id": p.parties[1], "given": given}


def a_noted_fact(p: Player) -> Arguments:
    return {"case_id": p.case_id, "fact_id": do(p, note_fact, case_id=p.case_id, text="水沟长十米")}


def a_signature(p: Player) -> Arguments:
    signed = {"party_id": p.parties[0], "manner": SignatureManner.SIGNED, "signed_on": p.clock.today()}
    return {**a_noted_fact(p), **signed}


def a_session(p: Player) -> Arguments:
    found = sign_in(p.house, account="cunzhuren", password=PASSWORD, address="127.0.0.1", device="")
    return {"session_id": found.session_id}


def a_paper(p: Player) -> Arguments:
    with p.house.read() as session:
        return {"document_id": session.scalars(select(Document.id).order_by(Document.id)).first()}


def a_paper_on_request(p: Player) -> Arguments:
    return {"case_id": p.case_id, "kind": "mediation_application", "subject_id": p.case_id}


def an_investigation(p: Player) -> Arguments:
    asked = do(p, record_investigation, case_id=p.case_id, given=asked_of(p))
    return {"case_id": p.case_id, "investigation_id": asked}


def a_photo(p: Player) -> Arguments:
    kept = KeptFile(JPEG, 1, "ab" * 32, 1000, "cd" * 32, "ef" * 32)
    given = AttachmentGiven(kind=AttachmentKind.IDENTITY, title="身份证")
    return {"case_id": p.case_id, "given": given, "files": (kept, kept)}


def a_photo_there(p: Player) -> Arguments:
    return {"attachment_id": do(p, add_attachment, **a_photo(p))}


ARCHIVED = ArchivingGiven("第1号", "卷名", "长期", missing_reason="身份证在外地")


def a_file(p: Player) -> Arguments:
    """Of a dispute that is over, with nothing but what somebody added."""
    p.step("cunzhuren", "terminate", reason="双方分歧很大")
    with p.house.begin() as uow:
        for document in uow.session.scalars(select(Document).where(Document.case_id == p.case_id)):
            document.digest = "ab" * 32
        uow.commit()
    return {"case_id": p.case_id}


def an_archived_file(p: Player) -> Arguments:
    do(p, archive_dossier, **a_file(p), given=ARCHIVED)
    return {"case_id": p.case_id, "reason": "补身份证"}


def a_whole_case(p: Player) -> Arguments:
    actor = p.actor("lincun")
    given = entry(actor, Outcome.AGREED_WRITTEN)
    return {"account": "lincun", "organisation_id": actor.posts[0].organisation_id, "given": given}


def a_dispute(p: Player) -> Arguments:
    found = a_whole_case(p)
    return {
        **found,
        "given": found["given"].dispute,
        "happened_on": TODAY - timedelta(5),
        "late_reason": "停电",
    }


def a_caseload(p: Player) -> Arguments:
    actor = p.actor("cunzhuren")
    wish = StandIn(
        organisation_id=actor.posts[0].organisation_id,
        from_id=actor.person_id,
        to_id=p.actor("lincun").person_id,
        reason="请假",
    )
    return {"plan": wish}


def a_model(p: Player) -> Arguments:
    p.agree("cunzhuren", "工资拖欠三个月。", (duty(p),))
    p.sign("cunzhuren", "cunzhuren")
    return {"case_id": p.case_id, "side": Side.APPLICANT}


def a_list(p: Player) -> Arguments:
    """Of two people, for a batch."""
    given = read_followers(workers_table((901, 902)), Side.APPLICANT, (1,), p.clock.today())
    return {"batch_id": do(p, begin_batch, **a_model(p)), "given": given}


def a_late_consent(p: Player) -> Arguments:
    """Of somebody who had not been asked."""
    batch_id = do(p, begin_batch, **a_model(p))
    unasked = read_followers("\n".join([HEADS, worker_row(903, "")]), Side.APPLICANT, (1,), p.clock.today())
    do(p, list_followers, batch_id=batch_id, given=unasked)
    with p.house.read() as session:
        found = tuple(session.scalars(select(BatchFollower.id)))
    return {"batch_id": batch_id, "follower_ids": found, "agreed_on": p.clock.today()}


def a_follower_who_died(p: Player) -> Arguments:
    batch_id = do(p, list_followers, **a_list(p))
    with p.house.read() as session:
        dead = session.scalars(select(BatchFollower).where(BatchFollower.batch_id == batch_id).limit(1)).one()
        amount, follower_id = dead.amount, dead.id
    heir = worker_row(910).rpartition("\t")[0] + f"\t{amount}"
    heirs = read_followers("\n".join([HEADS, heir]), Side.APPLICANT, (1,), p.clock.today())
    return {"follower_id": follower_id, "left_as": LeavingKind.DIED, "reason": "家属告知", "heirs": heirs}


def an_absence(p: Player) -> Arguments:
    today = p.clock.today()
    return {"person_id": p.actor("wanggeyuan").person_id, "from_on": today, "until_on": today + timedelta(3)}


def a_certificate(p: Player) -> Arguments:
    with p.house.read() as session:
        seat = p.actor("cunzhuren").posts[0].organisation_id
        name = session.get_one(Organisation, seat).name
    made = keystore(certificate("测试", None))
    return {"account": "guanliyuan", "organisation": name, "keystore": made, "password": SEAL_PASSWORD}


def a_recount(p: Player) -> Arguments:
    """A list with lines: every term set by practice is longer from long ago."""
    suspended = acts.Suspended(acts.SuspensionCause.APPRAISAL, "鉴定委托书")
    p.step("cunzhuren", "suspend", suspended, reason="送鉴定")
    return {
        "account": "guanliyuan",
        "recount_id": do(p, change_length, "guanliyuan", **{**LONGER, "rule": "suspension"}),
    }


def a_case_that_follows(p: Player) -> Arguments:
    _, batch_id = a_batch(p.house)
    one = CaseFollows(case_id=another_worker(p.house).case_id, shares=(Decimal("800.00"),))
    return {"account": batch.OFFICE, "batch_id": batch_id, "given": (one,)}


CHECK = CheckGiven(said="附上票据", article="民诉法解释第三百五十四条", words=("医疗费",))
COUNTY, OCTOBER = "150521000000", "2026-10"
CLOSED = {"account": "qidudao", "region_code": COUNTY, "named": OCTOBER, "reason": "按时上报"}
AVERTED = AvertedGiven(kind=AvertedKind.SUICIDE, people=1, happened_on=TODAY, what="当场劝下")
LOOKED = ScreeningGiven(screened_on=TODAY, found=0, prevented=0)


def here(p: Player) -> UUID:
    return p.actor("cunzhuren").posts[0].organisation_id


def late(p: Player) -> None:
    """A month of the case is over."""
    p.wait(40)


def a_period(p: Player) -> Arguments:
    late(p)
    return {"organisation_id": here(p), "named": f"{TODAY:%Y-%m}", "zero": False}


def a_closing(p: Player) -> Arguments:
    late(p)
    return {**CLOSED, "named": f"{TODAY:%Y-%m}"}


def a_closed_period(p: Player) -> Arguments:
    closing = do(p, close_period, **a_closing(p))
    backdated = Player(p.house, TODAY)
    register(backdated, 2)
    STORY["mediating"](backdated)
    return {"account": "qidudao", "closing_id": closing, "reason": "漏登一件"}


BUREAU = {"account": "qidudao"}
NOVEMBER = period(f"{TODAY:%Y-%m}")


def a_scheme(p: Player) -> Arguments:
    return {**BUREAU, "region_code": COUNTY, "year": TODAY.year, "items": SCHEME}


def a_subsidy_rule(p: Player, given: SubsidyRuleGiven = RULE) -> Arguments:
    rule_id = do(p, draft_subsidy_rule, **BUREAU, region_code=COUNTY, given=given)
    return {**BUREAU, "rule_id": rule_id, "from_on": date(TODAY.year, 1, 1), "reason": "年度办法"}


def a_month_to_claim(p: Player, given: SubsidyRuleGiven = RULE) -> Arguments:
    late(p)
    enter_month(p.house, NOVEMBER.first, NOVEMBER.last, 1)
    do(p, start_subsidy_rule, **a_subsidy_rule(p, given))
    return {**BUREAU, "region_code": COUNTY, "named": NOVEMBER.name}


def a_claim(p: Player, given: SubsidyRuleGiven = RULE) -> UUID:
    return do(p, draw_up_claim, **a_month_to_claim(p, given))


def a_sample(p: Player) -> Arguments:
    claim_id = a_claim(p)
    with p.house.read() as session:
        searched = search_claim(session, actor=p.actor(BUREAU["account"]), clock=p.clock, claim_id=claim_id)
    return {**BUREAU, "claim_id": claim_id, "percent": 20, "reason": "", "searched": searched}


def a_claim_without_pay(p: Player) -> UUID:
    """The files lack proofs of identity, hence nothing is drawn."""
    claim_id = a_claim(p, replace(RULE, whole_files=tuple(Way)))
    p.wait(20)  # while the mediators may object
    return claim_id


def first_line(p: Player, claim_id: UUID) -> SubsidyLine:
    with p.house.read() as session:
        person = p.actor("lincun").person_id
        query = select(SubsidyLine).where(SubsidyLine.claim_id == claim_id, SubsidyLine.person_id == person)
        return session.scalars(query.order_by(SubsidyLine.id)).all()[0]


def a_line(p: Player) -> Arguments:
    return {"account": "lincun", "line_id": first_line(p, a_claim(p)).id, "reason": "漏算了"}


def an_objection(p: Player) -> Arguments:
    objection = do(p, object_to_line, **a_line(p))
    return {**BUREAU, "objection_id": objection, "agreed": True, "answer": "重新计算"}


def a_dossier(p: Player) -> Arguments:
    claim_id = a_claim(p)
    about = {"claim_id": claim_id, "case_id": first_line(p, claim_id).case_id}
    return {**BUREAU, **about, "verdict": Verdict.WITHHOLD, "ticks": (), "reason": "没有这回事"}


def an_approved_claim(p: Player) -> Arguments:
    """A case of the month is entered after the approval, and its oral agreement needs no whole file."""
    oral = replace(RULE, whole_files=(Way.WRITTEN,))
    claim_id = a_claim(p, oral)
    p.wait(20)
    do(p, approve_claim, **BUREAU, claim_id=claim_id, reason="没有可付的", seen=0)
    enter_oral(p.house, NOVEMBER.first)
    return {**BUREAU, "claim_id": claim_id, "reason": "补录一件"}


def a_suit_said_to_be_over(p: Player) -> Arguments:
    """At a court in which nobody works here."""
    p.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    court = p.organisation("通辽市中级人民法院")
    filed = acts.CaseFiled(court, f"（{p.clock.today().year}）内05民初901号", p.clock.today())
    p.step("cunzhuren", "record_filing", filed)
    over = replace(HEARD, happened_on=p.clock.today(), ended=True)
    do(p, note_proceeding, case_id=p.case_id, given=over)
    return {"case_id": p.case_id, "reason": "判决还没有生效"}


def a_danger_averted(p: Player) -> Arguments:
    return {"case_id": p.case_id, "given": replace(AVERTED, happened_on=p.clock.today())}


CLAUSE = ClauseGiven(title="通行", text="让出{位置}", law="民法典 291", kind=ObligationKind.ACT)
WORDING = {"paper": "agreement", "block": "closing", "text": "由{{ 记录人 }}宣读。"}


def a_clause(p: Player) -> Arguments:
    return {"clause_id": do(p, add_clause, given=CLAUSE)}


def a_check(p: Player) -> Arguments:
    made = do(p, add_check, "guanliyuan", given=CHECK)
    return {"account": "guanliyuan", "check_id": made, "on": True}


def a_wording(p: Player) -> Arguments:
    return {"wording_id": do(p, draft_wording, **WORDING)}


def a_drawn_complaint(p: Player) -> Arguments:
    given = ComplaintGiven(court_id=p.organisation(COURT), claims="判令赔偿", facts="水进西屋")
    do(p, draw_up_complaint, case_id=p.case_id, given=given)
    return {"case_id": p.case_id, "reason": "不愿调解", "even_so": True}


def gone_to_arbitration(p: Player) -> Arguments:
    do(p, correct_dispute, case_id=p.case_id, **labour_now(p))
    p.step("cunzhuren", "go_to_arbitration", reason="先申请仲裁")
    return {"case_id": p.case_id}


def labour_now(p: Player) -> Arguments:
    with p.house.read() as session:
        given = replace(matter_given(session.get_one(Case, p.case_id)), labour=True)
    return {"given": given, "reason": "有劳动关系", "approved": True}


def a_grievance(p: Player) -> Arguments:
    court = p.organisation(COURT)
    given = acts.GrievanceRaised(court, (GrievanceGround.NOT_RECEIVED,), "窗口没有收", p.clock.today())
    return {"case_id": p.case_id, "against_id": court, "given": given}


def at_trial(p: Player) -> Arguments:
    suit = on_to_trial_at_court(p)
    told = {"amount": Decimal("50.00"), "notified_on": p.clock.today()}
    return {"account": "fayuan", "case_id": suit.case_id, **told}


def on_to_trial_at_court(p: Player) -> Player:
    suit = at_court(Player(p.house, p.clock.today() - timedelta(30)), 3)
    on_to_trial(suit)
    p.clock.move_to(suit.clock.today())
    return suit


def agreed_after_filing(p: Player) -> Arguments:
    suit = at_court(Player(p.house, p.clock.today() - timedelta(30)), 3)
    mediated_first(suit)
    agreed(suit)
    p.clock.move_to(suit.clock.today())
    told = {"ended_as": SuitEnd.WITHDRAWN, "ended_on": p.clock.today()}
    return {"account": "fayuan", "case_id": suit.case_id, **told}


def a_hearing(p: Player) -> Arguments:
    suit = on_to_trial_at_court(p)
    begins_at = datetime(2026, 12, 3, 1, tzinfo=UTC)
    given = HearingGiven(
        kind=HearingKind.TRIAL,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=1),
        place="第一法庭",
        before="韩立新",
    )
    return {"account": "fayuan", "case_id": suit.case_id, "given": given}


def a_hearing_to_cancel(p: Player) -> Arguments:
    return {"account": "fayuan", "hearing_id": do(p, set_hearing, **a_hearing(p))}


def an_approval(p: Player) -> Arguments:
    court = p.organisation(COURT)
    given = {"court_id": court, "from_on": p.clock.today(), "paper": "会议纪要"}
    return {"account": "guanliyuan", **given}


def a_regime(p: Player) -> Arguments:
    given = RegimeGiven(
        court_id=p.organisation(COURT), regime=Regime.DELEGATION, from_on=p.clock.today(), paper="会议纪要"
    )
    return {"account": "guanliyuan", "given": given}


def a_court_case(p: Player) -> Arguments:
    made = handed_in(p.house, p, table(cells(1, TODAY)))
    with p.house.read() as session:
        line = session.scalars(select(CaseImportLine).where(CaseImportLine.import_id == made)).one()
        given = CourtCaseGiven.from_json(line.given or "")
    return {"account": "fayuan", "organisation_id": p.organisation(COURT), "given": given}


def a_table(p: Player) -> Arguments:
    sent = table(cells(1, TODAY), cells(2, TODAY))
    return {"account": "fayuan", "organisation_id": p.organisation(COURT), "table": sent}


def a_checked_table(p: Player) -> Arguments:
    return {"account": "fayuan", "import_id": handed_in(p.house, p, table(cells(1, TODAY)))}


def to_be_sent(p: Player) -> Arguments:
    other = at_court(Player(p.house, TODAY), 2)
    return {"account": "fayuan", "case_id": other.case_id, "reason": "就近调解", "told": True}


def nobody_signed(p: Player) -> Arguments:
    sent = to_be_sent(p)
    do(p, send_out, **sent)
    p.wait(5)
    with p.house.read() as session:
        offers = select(HandOver.id).where(HandOver.case_id == sent["case_id"])
        return {"account": "fayuan", "hand_over_id": session.scalars(offers).one(), "reason": "逾期"}


def ready_to_sign(p: Player) -> Arguments:
    """The agreement is drawn and printed, and the court takes phone signatures."""
    p.agree("cunzhuren", "欠款属实。", (duty(p),))
    do(p, note_court_approval, **an_approval(p))
    with p.house.begin() as uow:
        paper = uow.session.scalars(select(Document).where(Document.kind == "agreement")).one()
        paper.digest, paper.state = p.house.blobs.put(b"%PDF"), DocumentState.ISSUED
        uow.commit()
    p.clock = FixedClock(p.clock.now())  # type: ignore[assignment]
    p.house = replace(p.house, clock=p.clock)
    return {"case_id": p.case_id}


def in_a_round(p: Player) -> Arguments:
    given = ready_to_sign(p)
    do(p, open_phone_signing, **given, not_personal=True)
    return given


def a_link(p: Player) -> Arguments:
    return {**in_a_round(p), "party_id": p.parties[0], "token": "t" * 43}


def an_open_link(p: Player) -> Arguments:
    do(p, make_signing_link, **a_link(p))
    return {"token": "t" * 43}


def a_link_to_take_back(p: Player) -> Arguments:
    return {"link_id": do(p, make_signing_link, **a_link(p)), "case_id": p.case_id}


def a_request_for_a_code(p: Player) -> Arguments:
    return {**an_open_link(p), "channel": "screen", "address": "10.0.0.9"}


def a_code(p: Player) -> Arguments:
    do(p, send_signing_code, **a_request_for_a_code(p))
    with p.house.read() as session:
        text = session.scalars(select(Notice)).one().text or ""
    code = text.partition("：")[2][:6]
    check = {"check": CHECKS["code"], "typed": {}, "address": "10.0.0.9"}
    return {"token": "t" * 43, "code": code, "browser": "b" * 43, **check}


def a_proved_phone(p: Player) -> Arguments:
    do(p, prove_phone, **a_code(p))
    return {"token": "t" * 43, "browser": "b" * 43}


def a_drawn_signature(p: Player) -> Arguments:
    proved = a_proved_phone(p)
    do(p, read_by_phone, **proved)
    return {**proved, "drawing": drawn(), "agrees": True, "form_key": "k" * 20, "address": "10.0.0.9"}


def the_mediators_signature(p: Player) -> Arguments:
    return {**in_a_round(p), "drawing": drawn(), "form_key": "k" * 20, "address": "10.0.0.1"}


def a_paper_in_hand(p: Player) -> Arguments:
    ready_to_sign(p)
    with p.house.read() as session:
        code = session.scalars(select(Document.verify_code).where(Document.kind == "agreement")).one()
    return {"code": code}


def a_number(p: Player) -> Arguments:
    given = a_paper_in_hand(p)
    with p.house.read() as session:
        phone = session.get_one(Party, p.parties[0]).phone
    return {**given, "phone": phone, "channel": "screen", "address": "10.0.0.9"}


def the_code_to_it(p: Player) -> Arguments:
    given = a_number(p)
    do(p, send_reading_code, **given)
    with p.house.read() as session:
        text = session.scalars(select(Notice)).one().text or ""
    typed = text.partition("验证码：")[2][:6]
    return {"code": given["code"], "typed": typed, "browser": "b" * 43, "address": "10.0.0.9"}


def a_proved_reader(p: Player) -> Arguments:
    given = the_code_to_it(p)
    do(p, prove_reader, **given)
    return {"code": given["code"], "browser": "b" * 43}


def a_campaign(p: Player) -> CampaignGiven:
    today = p.clock.today()
    return CampaignGiven(
        region_code=TOWNSHIP_CODE,
        title="排查",
        instructions="逐户走访",
        category_codes=(),
        first_on=today,
        last_on=today + timedelta(days=3),
    )


def ordered(p: Player) -> UUID:
    return do(p, order_campaign, account="sifasuo", given=a_campaign(p))


def a_report(p: Player) -> Arguments:
    found = (FoundDispute(category_code="neighbours", what="为水沟争执"),)
    given = ReportGiven(screened_on=p.clock.today(), found=found)
    return {"campaign_id": ordered(p), "organisation_id": here(p), "given": given}


def a_find(p: Player) -> Arguments:
    dispute = a_dispute(p)
    theirs = {name: dispute[name] for name in ("account", "organisation_id")}
    do(p, report_screening, **{**a_report(p), **theirs})
    return {
        **dispute,
        "find_id": row_of(p, CampaignFind),
        "given": replace(dispute["given"], source=CaseSource.GRID),
    }


def row_of(p: Player, table: Any) -> UUID:
    with p.house.read() as session:
        return UUID(str(session.scalars(select(table.id).limit(1)).one()))


def a_warning(p: Player) -> UUID:
    with p.house.begin() as uow:
        made = raise_warning(
            uow,
            clock=p.clock,
            found=WarningFound(
                kind=WarningKind.WORDS,
                about="a case",
                region_code=TOWNSHIP_CODE,
                to=uow.session.get_one(Organisation, here(p)),
                content={"words": {}, "mark": True},
                case_ids=[p.case_id],
            ),
        )
        uow.commit()
    assert made is not None
    return made


def an_answered_warning(p: Player) -> Arguments:
    warning_id = a_warning(p)
    do(p, answer_warning, warning_id=warning_id, said="已经核实")
    judged = WarningJudged(verdict=WarningState.RIGHT, reason="派出所已经处置")
    return {"warning_id": warning_id, "given": judged}


GIVEN: Mapping[UseCase, Callable[[Player], Arguments]] = {
    register_dispute: a_dispute,
    record_on_the_spot: a_whole_case,
    save_draft: lambda p: {"draft_id": None, **TYPED},
    drop_draft: lambda p: {"draft_id": do(p, save_draft, draft_id=None, **TYPED)},
    add_party: a_third_party,
    correct_party: a_corrected_party,
    correct_dispute: a_corrected_dispute,
    change_contact: a_contact,
    succeed_party: an_heir,
    remove_party: a_party_who_leaves,
    record_consent: a_consent,
    draw_up_complaint: lambda p: {
        "case_id": p.case_id,
        "given": ComplaintGiven(court_id=p.organisation(COURT), claims="判令赔偿", facts="水进西屋"),
    },
    file_directly: a_drawn_complaint,
    follow_elsewhere: gone_to_arbitration,
    notify_fee: at_trial,
    raise_grievance: a_grievance,
    end_suit: agreed_after_filing,
    withdraw_suit_over: a_suit_said_to_be_over,
    set_hearing: a_hearing,
    cancel_hearing: a_hearing_to_cancel,
    note_fact: lambda p: {"case_id": p.case_id, "text": "水沟长十米"},
    sign_fact: a_signature,
    withdraw_fact: a_noted_fact,
    issue_paper: a_paper_on_request,
    preview_paper: a_paper_on_request,
    preview_beside_step: lambda p: {
        "matter": MatterKind.DISPUTE,
        "matter_id": p.case_id,
        "kind": "intake_form",
    },
    record_investigation: lambda p: {"case_id": p.case_id, "given": asked_of(p)},
    withdraw_investigation: an_investigation,
    note_proceeding: lambda p: {"case_id": p.case_id, "given": HEARD},
    follow_batch: a_case_that_follows,
    reveal_party: lambda p: {"case_id": p.case_id, "party_id": p.parties[0], "field": "id_number"},
    read_document: a_paper,
    reissue_document: a_paper,
    add_attachment: a_photo,
    bind_dossier: a_file,
    read_binding: lambda p: {"binding_id": do(p, bind_dossier, **a_file(p))},
    archive_dossier: lambda p: {**a_file(p), "given": ARCHIVED},
    reopen_dossier: an_archived_file,
    read_attachment: a_photo_there,
    withdraw_attachment: lambda p: {**a_photo_there(p), "reason": "拍糊了"},
    sign_out: a_session,
    note_opened: lambda p: {"case_id": p.case_id},
    begin_run: a_caseload,
    begin_batch: a_model,
    list_followers: a_list,
    record_follower_consents: a_late_consent,
    leave_batch: a_follower_who_died,
    note_absence: an_absence,
    look_into_case: lambda p: {"account": "shidudao", "case_id": p.case_id, "reason": "群众来信反映"},
    note_export: lambda p: {
        "account": "qidudao",
        "region_code": "150521000000",
        "what": {"figure": "open"},
        "lines": 3,
        "digest": b"d" * 32,
    },
    end_absence: lambda p: {"absence_id": do(p, note_absence, **an_absence(p))},
    enter_year: lambda p: {"account": "guanliyuan", "notice": NOTICE},
    enter_regional_holiday: lambda p: {"account": "guanliyuan", "given": NADAMU},
    drop_regional_holiday: a_local_holiday,
    change_length: lambda p: {"account": "guanliyuan", **LONGER},
    begin_directory_import: lambda p: {
        "account": "guanliyuan",
        "kind": DirectoryKind.PEOPLE,
        "table": NEWCOMER,
    },
    apply_directory_import: lambda p: {
        "account": "guanliyuan",
        "import_id": a_newcomer(p),
    },
    note_handed_over: lambda p: {"account": "guanliyuan", "import_id": an_imported_newcomer(p)},
    stop_account: lambda p: {"account": "guanliyuan", "person_id": p.actor("zhentiaojie").person_id, **WHY},
    restore_account: lambda p: {"account": "guanliyuan", "person_id": a_stopped_person(p), **WHY},
    rename_person: lambda p: {
        "account": "guanliyuan",
        "person_id": p.actor("zhentiaojie").person_id,
        "name": "王芳芳",
        **WHY,
    },
    give_password: lambda p: {
        "account": "guanliyuan",
        "person_id": p.actor("zhentiaojie").person_id,
        "hashed": "hash",
        **WHY,
    },
    note_engagement: lambda p: {
        "account": "guanliyuan",
        "person_id": p.actor("zhentiaojie").person_id,
        "engagement": Engagement.FULL_TIME,
        "from_on": TODAY,
        **WHY,
    },
    note_training: lambda p: {
        "account": "guanliyuan",
        "person_id": p.actor("zhentiaojie").person_id,
        "given": TRAINING,
    },
    withdraw_training: lambda p: {"account": "guanliyuan", "training_id": a_training(p), **WHY},
    end_post: a_post_over,
    add_post: lambda p: {
        "account": "guanliyuan",
        "person_id": p.actor("zhentiaojie").person_id,
        "given": NewPost(organisation=COUNTY_COMMITTEE, role="mediator"),
        **WHY,
    },
    open_account: lambda p: {
        "account": "guanliyuan",
        "person": NewPerson(account="xinren", name="新人", hashed="hash"),
        "post": NewPost(organisation=COUNTY_COMMITTEE, role="mediator"),
        **WHY,
    },
    rename_organisation: lambda p: {
        **an_organisation(p, OrganisationKind.COURT),
        "given": OrganisationNames(name="改名人民法院", short_name="改名"),
    },
    stop_organisation: lambda p: an_organisation(p, OrganisationKind.DEPARTMENT),
    restore_organisation: a_stopped_organisation,
    add_court_area: lambda p: {
        **an_organisation(p, OrganisationKind.COURT),
        "region_code": COUNTY,
        "from_on": TODAY,
    },
    end_court_area: a_court_area,
    take_category: lambda p: {
        **an_organisation(p, OrganisationKind.INDUSTRY_COMMITTEE),
        "category_code": "neighbours",
    },
    leave_category: a_taken_category,
    add_category: lambda p: {
        "account": "guanliyuan",
        "from_on": p.clock.today(),
        **ELDER_CARE,
        **WHY,
    },
    change_category: lambda p: {
        "account": "guanliyuan",
        "code": "tourism",
        "given": CategoryGiven(name="旅游服务纠纷"),
        **WHY,
    },
    end_category: lambda p: {"account": "guanliyuan", "code": "tourism", "last_on": TODAY, **WHY},
    restore_category: an_ended_category,
    drop_directory_import: lambda p: {"account": "guanliyuan", "import_id": a_newcomer(p)},
    change_setting: lambda p: {
        "account": "guanliyuan",
        "name": "returns_before_decision",
        "given": (("value", "4"),),
        "since": TODAY,
        "reason": "县里的规定",
    },
    enter_seal: a_certificate,
    end_seal: lambda p: {
        "account": "guanliyuan",
        "certificate_id": do(p, enter_seal, **a_certificate(p)),
    },
    propose_recount: lambda p: {"account": "guanliyuan", "why": "核对"},
    apply_recount: a_recount,
    drop_recount: a_recount,
    reverse_step: a_mistake,
    correct_receipt: a_receipt,
    correct_service: a_service,
    correct_complaint: a_complaint,
    correct_refusal_service: a_refusal_served,
    add_check: lambda p: {"account": "guanliyuan", "given": CHECK},
    switch_check: a_check,
    add_clause: lambda p: {"given": CLAUSE},
    change_clause: lambda p: {**a_clause(p), "given": replace(CLAUSE, text="让出{宽度}")},
    retire_clause: a_clause,
    draft_wording: lambda p: dict(WORDING),
    put_wording_in_force: lambda p: {**a_wording(p), "on": p.clock.today()},
    end_wording: a_wording,
    sign_by_phone: a_drawn_signature,
    read_as_party: a_proved_reader,
    note_screening: lambda p: {"organisation_id": here(p), "given": LOOKED},
    withdraw_screening: lambda p: {
        "screening_id": do(p, note_screening, organisation_id=here(p), given=LOOKED)
    },
    order_campaign: lambda p: {"account": "sifasuo", "given": a_campaign(p)},
    withdraw_campaign: lambda p: {"account": "sifasuo", "campaign_id": ordered(p)},
    remind_silent: lambda p: {"account": "sifasuo", "campaign_id": ordered(p)},
    report_screening: a_report,
    register_found_dispute: a_find,
    answer_warning: lambda p: {"warning_id": a_warning(p), "said": "已经核实"},
    judge_warning: an_answered_warning,
    add_danger_word: lambda p: {
        "account": "guanliyuan",
        "given": WordGiven(threat=Threat.VIOLENCE, text="斧头"),
    },
    use_danger_word: lambda p: {"account": "guanliyuan", "word_id": row_of(p, DangerWord), "in_use": False},
    change_season: lambda p: {
        "account": "guanliyuan",
        "season_id": row_of(p, WarnedSeason),
        "days_before": 45,
        "in_use": True,
    },
    report_period: a_period,
    close_period: a_closing,
    correct_closing: a_closed_period,
    note_averted: a_danger_averted,
    withdraw_averted: lambda p: {
        "case_id": p.case_id,
        "averted_id": do(p, note_averted, **a_danger_averted(p)),
        "reason": "登错",
    },
    save_bulletin: lambda p: {
        "account": "qidudao",
        "region_code": COUNTY,
        "named": OCTOBER,
        "text": "工作情况",
        "seen": 0,
    },
    draft_scheme: a_scheme,
    ask_what_if: lambda p: {"account": "qidudao", "region_code": COUNTY, "scenario": Scenario()},
}
"""What each use case is given."""
AT_THE_COURTS_DESK: Mapping[UseCase, Callable[[Player], Arguments]] = {
    note_court_regime: a_regime,
    enter_court_case: a_court_case,
    begin_import: a_table,
    confirm_import: a_checked_table,
    drop_import: a_checked_table,
    send_out: to_be_sent,
    send_elsewhere: nobody_signed,
}
ON_THE_WAY_TO_A_SIGNATURE: Mapping[UseCase, Callable[[Player], Arguments]] = {
    note_court_approval: an_approval,
    end_court_approval: lambda p: {
        "account": "guanliyuan",
        "approval_id": do(p, note_court_approval, **an_approval(p)),
    },
    open_phone_signing: lambda p: {**ready_to_sign(p), "not_personal": True},
    switch_to_paper: in_a_round,
    make_signing_link: a_link,
    revoke_signing_link: a_link_to_take_back,
    send_signing_code: a_request_for_a_code,
    prove_phone: a_code,
    read_by_phone: a_proved_phone,
    ask_for_paper: a_proved_phone,
    sign_on_screen: the_mediators_signature,
    note_guess: lambda p: {"address": "10.0.0.9"},
    record_repetition: lambda p: {**ready_to_sign(p), "party_id": p.parties[0], "words": "年底前付清"},
}
"""The same, in the long run: what `sign_by_phone` needs is done before it every day."""
WITH_A_PAPER_IN_HAND: Mapping[UseCase, Callable[[Player], Arguments]] = {
    send_reading_code: a_number,
    prove_reader: the_code_to_it,
}
"""Likewise before `read_as_party`."""
WITH_ANOTHER_INSTALLATION: Mapping[UseCase, Callable[[Player], Arguments]] = {
    register_peer: elsewhere.a_card,
    end_peer: lambda p: {**elsewhere.to_the_peer(p), "account": "guanliyuan"},
    note_file: elsewhere.to_the_peer,
    note_looked: elsewhere.a_look,
    note_refused: elsewhere.a_refusal,
    send_paper: elsewhere.a_paper,
    keep_messages: elsewhere.messages,
    carry_out_message: elsewhere.a_message,
    refuse_message: elsewhere.a_message_to_refuse,
    sign_offer: elsewhere.an_offer_from_there,
    return_offer: elsewhere.an_offer_to_return,
    recall_offer: elsewhere.an_offer_gone,
    hold_exchange: elsewhere.to_the_peer,
    renumber: elsewhere.a_file_after_a_backup,
}
ABOUT_SUBSIDIES: Mapping[UseCase, Callable[[Player], Arguments]] = {
    draft_subsidy_rule: lambda p: {**BUREAU, "region_code": COUNTY, "given": RULE},
    start_subsidy_rule: a_subsidy_rule,
    draw_up_claim: a_month_to_claim,
    draw_sample: a_sample,
    review_dossier: a_dossier,
    object_to_line: a_line,
    answer_objection: an_objection,
    approve_claim: lambda p: {**BUREAU, "claim_id": a_claim_without_pay(p), "reason": "同意", "seen": 0},
    correct_claim: an_approved_claim,
    start_scheme: lambda p: {
        **BUREAU,
        "scheme_id": do(p, draft_scheme, **a_scheme(p)),
        "reason": "年初印发",
    },
}
IN_THE_LONG_RUN = {
    **AT_THE_COURTS_DESK,
    **ON_THE_WAY_TO_A_SIGNATURE,
    **WITH_A_PAPER_IN_HAND,
    **WITH_ANOTHER_INSTALLATION,
    **ABOUT_SUBSIDIES,
}
EVERY = {**GIVEN, **IN_THE_LONG_RUN}


@pytest.mark.daily(18)
@pytest.mark.parametrize(
    "use_case",
    [*GIVEN, *(pytest.param(one, marks=pytest.mark.long) for one in IN_THE_LONG_RUN)],
    ids=lambda use_case: use_case.__name__,
)
def test_a_use_case_is_done_wholly_or_not_at_all_and_then_once(player: Player, use_case: UseCase) -> None:
    arguments = EVERY[use_case](player)

    def act() -> None:
        answers.append(do(player, use_case, key="the same key every time", **arguments))

    answers: list[UUID] = []
    assert until_it_passes(player.house, act) > 3
    before = kept(player.house)
    act()
    assert answers[0] == answers[1]
    assert kept(player.house) == before


def test_no_use_case_is_left_out() -> None:
    assert {f.__name__ for f in EVERY} | {"take_step"} == {f.__name__ for f in use_cases()}


def use_cases() -> Iterator[UseCase]:
    """The functions of the services that `perform` can run."""
    for module in walk_packages(mediation.services.__path__, "mediation.services."):
        for _, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            wants = inspect.signature(function).parameters
            if function.__name__.startswith("_"):
                continue  # a part of one
            if function.__module__ == module.name and [*wants][:3] == ["uow", "actor", "clock"]:
                yield function


def test_a_draft_typed_on_is_kept_wholly_or_as_it_was(player: Player) -> None:
    draft = do(player, save_draft, draft_id=None, **TYPED)
    changed = {**TYPED, "fields": '{"narrative": "水沟被堵，院墙进水"}'}
    assert until_it_passes(player.house, lambda: do(player, save_draft, draft_id=draft, **changed)) > 1


@pytest.mark.parametrize("password", [PASSWORD, "guessed"])
def test_coming_in_leaves_a_session_with_its_record_or_neither(house: Installation, password: str) -> None:
    def come_in() -> None:
        with suppress(SignInRefused):
            sign_in(house, account="cunzhuren", password=password, address="127.0.0.1", device="")

    assert until_it_passes(house, come_in) > 2
    with house.read() as session:
        assert len(session.scalars(select(WebSession)).all()) == (1 if password == PASSWORD else 0)


def committed(house: Installation, act: Callable[[UnitOfWork], object]) -> Callable[[], None]:
    """The act as a command runs it: without a person."""

    def run() -> None:
        with house.begin() as uow:
            act(uow)
            uow.commit()

    return run


def test_the_use_of_a_session_and_its_end_are_noted_or_not(player: Player) -> None:
    a_session(player)
    found = a_session(player)["session_id"]
    house, clock = player.house, player.clock
    seen = committed(house, lambda uow: note_seen(uow, clock=clock, session_id=found))
    assert until_it_passes(house, seen, OperationalError) > 1
    person = player.actor("cunzhuren").person_id
    ended = committed(house, lambda uow: end_sessions_of(uow, clock=clock, person_id=person))
    assert until_it_passes(house, ended, OperationalError) > 1


def test_divisions_are_all_imported_or_none(house: Installation) -> None:
    with house.read() as session:
        known = [Division(r.code, r.name) for r in session.scalars(select(Region).order_by(Region.code))]
    village = next(d for d in known if not d.code.endswith("000"))
    divisions = [
        *(d for d in known if d is not village),
        Division(f"{village.code[:9]}298", "新设村"),
        Division(f"{village.code[:9]}299", "又一个新设村"),
    ]
    divisions[0] = Division(divisions[0].code, "新名称")
    imported = committed(house, lambda uow: import_divisions(uow, divisions, TODAY, pinyin_keys))
    assert until_it_passes(house, imported, OperationalError) > 3
    with house.read() as session:
        assert set(session.scalars(select(RegionChange.change))) == {"renamed", "retired"}


def test_a_checkpoint_is_signed_over_all_heads_or_none(player: Player) -> None:
    house = player.house
    register(player, 3)

    def sign(uow: UnitOfWork) -> None:
        make_checkpoint(uow, clock=house.clock, signer=house.vault)

    assert until_it_passes(house, committed(house, sign), OperationalError) > 3
    with house.read() as session:
        heads = session.execute(select(CaseChain.case_id, CaseChain.last_seq)).all()
        assert session.execute(select(CheckpointHead.case_id, CheckpointHead.seq)).all() == heads
