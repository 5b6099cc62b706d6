"""Every clock that the law, or local practice, knows: its row, how it is carried here, its setting, and its test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mediation.rules.terms import Days, Length, Months, WorkingDays, Years
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.objecting import OUTSIDERS
from mediation.services.acts.supplementing import LONGER
from mediation.services.acts.suspending import MOST_MORE
from workflows import REGISTRY

TESTS = Path(__file__).parents[1]
ROWS: tuple[tuple[str, str, Length | None, str, str, str], ...] = (
    # the row; its clock; its length; the setting that practice may change; what starts it; where that is tested
    (
        "调委会调解：一般一个月",
        "mediation",
        Months(1),
        "",
        "dispute:accept",
        "steps/test_journey.py::test_the_month_begins_anew_at_the_receiver_and_the_thirty_days_on_the_last_signature",
    ),
    (
        "医疗纠纷：三十个工作日",
        "medical_mediation",
        WorkingDays(30),
        "",
        "dispute:count_medical_term",
        "steps/test_sweep.py::test_a_medical_dispute_has_thirty_working_days_and_then_counts_as_failed",
    ),
    (
        "劳动争议：自申请十五日",
        "labour_mediation",
        Days(15),
        "",
        "dispute:count_labour_term",
        "steps/test_sweep.py::test_labour_is_mediated_for_fifteen_days_from_the_application",
    ),
    (
        "委派调解：三十日",
        "delegated",
        Days(30),
        "",
        "dispute:receive_delegated",
        "steps/test_clock_rows.py::test_what_a_court_delegates_is_mediated_for_thirty_days_from_signing",
    ),
    (
        "先行调解：普通程序十五日",
        "first_mediation",
        Days(15),
        "",
        "dispute:receive_entrusted",
        "steps/test_doors.py::test_what_is_registered_first_is_mediated_for_15_or_7_days",
    ),
    (
        "先行调解：简易程序七日",
        "first_mediation_summary",
        Days(7),
        "",
        "dispute:receive_entrusted_summary",
        "steps/test_doors.py::test_what_is_registered_first_is_mediated_for_15_or_7_days",
    ),
    (
        "申请司法确认：三十日，不延长",
        "application",
        Days(30),
        "",
        "dispute:take_effect",
        "steps/test_sweep.py::test_the_right_to_confirmation_lapses_and_stays_lapsed",
    ),
    (
        "法院：三日内决定是否受理",
        "court_acceptance",
        Days(3),
        "",
        "confirmation:submit",
        "steps/test_clock_rows.py::test_the_court_decides_within_three_days_of_the_application_whether_to_accept",
    ),
    (
        "法院：十五日内裁定（可延长十日）",
        "court_ruling",
        Days(15),
        "",
        "confirmation:accept_application",
        "steps/test_beside.py::test_the_term_to_rule_grows_once_by_ten_days_with_leave",
    ),
    (
        "法院：特别程序三十日",
        "court_limit",
        Days(30),
        "",
        "confirmation:accept_application",
        "steps/test_beside.py::test_the_term_to_rule_grows_once_by_ten_days_with_leave",
    ),
    (
        "法院：七日内登记立案",
        "filing_decision",
        Days(7),
        "",
        "confirmation:return_to_court",
        "steps/test_mediation_papers.py::test_who_goes_back_where_nothing_is_registered_has_a_suit_within_seven_days",
    ),
    (
        "准备申请调解书",
        "preparation",
        Days(15),
        "preparation_days",
        "confirmation:count_preparation",
        "steps/test_time_to_apply.py::test_a_mediation_paper_is_not_bound_to_the_thirty_days_and_not_left_either",
    ),
    (
        "法院调解书签收",
        "signing_for",
        Days(15),
        "signing_for_days",
        "confirmation:make_mediation_paper",
        "steps/test_mediation_papers.py::test_it_binds_on_the_day_the_last_party_signs_for_it_and_is_enforced_like_a_judgment",
    ),
    (
        "当事人异议：收到裁定十五日",
        "objection",
        Days(15),
        "",
        "confirmation:serve",
        "steps/test_facts_corrected.py::test_the_term_for_objecting_counts_from_the_day_of_service_put_right",
    ),
    (
        "申请强制执行：两年",
        "enforcement",
        Years(2),
        "",
        "performance:mark_broken",
        "steps/test_performing.py::test_only_what_a_court_confirmed_is_enforced",
    ),
    (
        "移交签收：两个工作日",
        "hand_over_answer",
        WorkingDays(2),
        "hand_over_working_days",
        "dispute:offer",
        "steps/test_beside.py::test_silence_goes_up_only_once_the_term_is_over",
    ),
    (
        "呼叫：一个工作日派单",
        "call_answer",
        WorkingDays(1),
        "call_answer_working_days",
        "dispute:call_county",
        "steps/test_clock_rows.py::test_the_county_is_called_for_one_working_day_and_the_department_solves_in_seven",
    ),
    (
        "呼叫：派单以后一个工作日内响应",
        "call_response",
        WorkingDays(1),
        "call_response_working_days",
        "call_up:dispatch",
        "steps/test_clock_rows.py::test_the_county_is_called_for_one_working_day_and_the_department_solves_in_seven",
    ),
    (
        "呼叫：七个工作日办结",
        "call_solution",
        WorkingDays(7),
        "call_working_days",
        "call_up:dispatch",
        "steps/test_clock_rows.py::test_the_county_is_called_for_one_working_day_and_the_department_solves_in_seven",
    ),
    (
        "法院：当场立案，不能当场判定的七日内决定",
        "filing_decision",
        Days(7),
        "",
        "dispute:receive_complaint",
        "steps/test_filing.py::test_undecided_on_the_seventh_day_it_is_registered_first",
    ),
    (
        "补正：期限由法院指定，补正以后重新计算七日",
        "correction",
        Days(15),
        "",
        "filing:tell_defects",
        "steps/test_filing.py::test_defects_are_told_once_and_the_seven_days_begin_anew_with_what_was_corrected",
    ),
    (
        "不予立案的裁定：送达之日起十日内上诉",
        "filing_appeal",
        Days(10),
        "",
        "filing:serve_refusal",
        "steps/test_filing.py::test_a_refusal_is_a_ruling_that_each_applicant_may_appeal_for_ten_days",
    ),
    (
        "案件受理费：接到通知的次日起七日内交纳",
        "fee_payment",
        Days(7),
        "fee_payment_days",
        "filing:notify_fee",
        "steps/test_fee_and_elsewhere.py::test_unpaid_it_counts_as_withdrawn_but_not_before_the_days_are_over",
    ),
    (
        "缓交、减交、免交：七日内决定",
        "fee_relief",
        Days(7),
        "fee_relief_days",
        "fee:ask_relief",
        "steps/test_fee_and_elsewhere.py::test_relief_that_is_refused_begins_the_days_anew",
    ),
    (
        "投诉多久受理：法律没有规定",
        "grievance_acceptance",
        WorkingDays(5),
        "grievance_acceptance_working_days",
        "filing:raise_grievance",
        "steps/test_grievances.py::test_the_fifteen_days_run_from_the_day_on_which_the_court_took_it_in",
    ),
    (
        "对立案工作的投诉：受理之日起十五日反馈",
        "grievance_answer",
        Days(15),
        "",
        "grievance:take_in",
        "steps/test_grievances.py::test_the_fifteen_days_run_from_the_day_on_which_the_court_took_it_in",
    ),
    (
        "劳动仲裁：四十五日，延长不超过十五日",
        "arbitration_award",
        Days(60),
        "arbitration_award_days",
        "referral:await_award",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "不服仲裁裁决：收到之日起十五日内起诉",
        "award_suit",
        Days(15),
        "",
        "referral:record_award",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "土地承包仲裁：六十日，延长不超过三十日",
        "land_award",
        Days(90),
        "land_award_days",
        "referral:await_land_award",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "不服土地承包仲裁裁决：收到之日起三十日内起诉",
        "land_award_suit",
        Days(30),
        "",
        "referral:record_land_award",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "土地权属：政府六个月内处理",
        "government_decision",
        Months(6),
        "government_decision_months",
        "referral:await_decision",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "不服政府处理决定：接到通知之日起三十日内起诉",
        "government_suit",
        Days(30),
        "",
        "referral:record_decision",
        "steps/test_fee_and_elsewhere.py::test_the_answer_is_followed_and_its_days_run_from_its_receipt",
    ),
    (
        "回访：结案以后三十日",
        "return_visit",
        Days(30),
        "return_visit_days",
        "dispute:take_effect",
        "steps/test_clock_rows.py::test_a_return_visit_follows_within_thirty_days_or_as_the_setting_says",
    ),
    (
        "期满以后补记：两个工作日",
        "late_entry",
        WorkingDays(2),
        "late_entry_working_days",
        "dispute:enter_in_time",
        "steps/test_entered_in_time.py::test_the_sweep_waits_two_working_days_for_what_is_entered_and_then_the_end_comes_again",
    ),
    (
        "协议约定的日期",
        "performance",
        None,
        "",
        "dispute:take_effect",
        "steps/test_performing.py::test_each_duty_runs_to_its_own_day",
    ),
)
WITHOUT_A_CLOCK = {
    "利害关系人异议：知道或者应当知道之日起六个月": "何时知道只有提出异议时才知道：那时核对，不预先起算",
}
"""Rows that no clock of a definition carries, and why."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_each_row_is_carried_by_its_clock(row: tuple[str, str, Length | None, str, str, str]) -> None:
    _, name, term, setting, begins, _ = row
    clock = REGISTRY.clock_by_name[name]
    assert (clock.term, clock.setting) == (term, setting)
    assert clock.law
    noun, _, verb = begins.partition(":")
    step = REGISTRY.current(MatterKind.of(noun)).step(verb)
    opened = REGISTRY.current(step.opens).initial if step.opens else None
    assert clock in (
        *step.starts,
        *((step.dest.clock,) if step.dest else ()),
        *((opened.clock,) if opened else ()),
    )


def test_each_row_names_a_test_that_is_there() -> None:
    for *_, where in ROWS:
        path, _, name = where.partition("::")
        tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, where


def test_what_has_no_clock_is_kept_where_it_is_asked() -> None:
    assert Months(6) == OUTSIDERS
    assert MOST_MORE.days == 30  # what the parties may add to mediation before trial
    assert LONGER.days == 10  # with the president's leave
    assert all(WITHOUT_A_CLOCK.values())


def test_a_right_lapses_and_no_other_clock_does() -> None:
    """Periods in which somebody may act go on whatever becomes of the matter."""
    assert set(REGISTRY.periods) == {
        "application",
        "objection",
        "enforcement",
        "filing_appeal",
        "award_suit",
        "land_award_suit",
        "government_suit",
    }
