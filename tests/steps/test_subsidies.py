"""以案定补: reckoned from the cases, sampled, objected to, answered, approved, and corrected beside what stands."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mediation.bootstrap import Installation
from mediation.demonstration.people import COUNTY, OTHER_COUNTY
from mediation.demonstration.player import Player
from mediation.demonstration.subsidies import RULE, VILLAGES, Entered, enter_month, enter_oral
from mediation.model import Case, Document, Party, Setting, Sitting
from mediation.readmodels.subsidies import ClaimPage, OwnClaim, claim_page, claims_to_look_at, own_lines
from mediation.readmodels.subsidy_rules import subsidy_rules
from mediation.rules.attachments import JPEG, AttachmentGiven, KeptFile
from mediation.rules.errors import BadInput, NotThere, StaleCase, WrongState
from mediation.rules.padding.looked import Limits, SignKind
from mediation.rules.periods import period
from mediation.rules.statistics import AvertedKind
from mediation.rules.subsidy import Extra, Way
from mediation.rules.subsidy_review import Point, Verdict
from mediation.rules.vocabulary import AttachmentKind, Difficulty, DocumentState
from mediation.services.add_attachment import add_attachment
from mediation.services.approve_claim import approve_claim, correct_claim
from mediation.services.claim_subsidy import draw_up_claim
from mediation.services.file_gaps import files_seen
from mediation.services.keep_subsidy_rule import draft_subsidy_rule, start_subsidy_rule
from mediation.services.note_averted import AvertedGiven, note_averted
from mediation.services.object_to_line import answer_objection, object_to_line
from mediation.services.padding_facts import signs_among
from mediation.services.perform import perform
from mediation.services.plan_dossier import plan_file
from mediation.services.sample_dossiers import Searched, draw_sample, review_dossier, search_claim
from tests.sharing import made_once
from tests.steps.conftest import opened

OCTOBER = period("2026-10")
BUREAU = "qidudao"
TODAY = date(2026, 11, 23)


def do(player: Player, account: str, use_case: Any, **given: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), **given)


@dataclass(frozen=True)
class October:
    """Cases of a month in a house, honest and padded."""

    player: Player
    entered: Entered


def entered_in(house: Installation) -> October:
    return October(Player(house, TODAY), enter_month(house, OCTOBER.first, OCTOBER.last, 3))


@pytest.fixture(scope="session")
def october_once(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the month, entered once."""

    def make(folder: Path) -> None:
        shutil.copyfile(furnished_sqlite, folder / "mediation.sqlite")
        (folder / "mediation.sqlite").chmod(0o600)
        house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
        entered = entered_in(house).entered
        (folder / "entered.pickle").write_bytes(pickle.dumps(entered))
        house.close()

    return made_once(tmp_path_factory, "october", make)


@pytest.fixture
def october(october_once: Path, tmp_path: Path) -> Iterator[October]:
    """On SQLite: the whole life of a claim is played on both databases."""
    folder = tmp_path / "house"
    shutil.copytree(october_once, folder)
    house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    yield October(Player(house, TODAY), pickle.loads((folder / "entered.pickle").read_bytes()))
    house.close()


@pytest.fixture
def player(october: October) -> Player:
    return october.player


def in_force(player: Player, **changed: Any) -> UUID:
    rule_id = do(player, BUREAU, draft_subsidy_rule, region_code=COUNTY, given=replace(RULE, **changed))
    start = {"rule_id": rule_id, "from_on": date(2026, 1, 1), "reason": "年度办法"}
    do(player, BUREAU, start_subsidy_rule, **start)
    return rule_id


def claimed(player: Player, named: str = OCTOBER.name) -> UUID:
    return do(player, BUREAU, draw_up_claim, region_code=COUNTY, named=named)


def page_of(player: Player, claim_id: UUID, account: str = BUREAU) -> ClaimPage:
    with player.house.read() as session:
        return claim_page(session, player.actor(account), claim_id)


NOTHING = Searched(frozenset(), ())


def searched_now(player: Player, claim_id: UUID) -> Searched:
    with player.house.read() as session:
        return search_claim(session, actor=player.actor(BUREAU), clock=player.clock, claim_id=claim_id)


def draw_of(player: Player, claim_id: UUID, percent: int, reason: str = "") -> UUID:
    drawn = {"claim_id": claim_id, "percent": percent, "reason": reason}
    return do(player, BUREAU, draw_sample, **drawn, searched=searched_now(player, claim_id))


def looked_at(player: Player, claim_id: UUID, verdict: Verdict = Verdict.PASS) -> None:
    """Every dossier of the sample."""
    for case_id in sorted(page_of(player, claim_id).drawn):
        given = {"claim_id": claim_id, "case_id": case_id, "verdict": verdict, "ticks": tuple(Point)}
        do(player, BUREAU, review_dossier, **given, reason="逐页看过")


def signed_off(player: Player, claim_id: UUID, reason: str) -> UUID:
    """As the page shows it."""
    seen = page_of(player, claim_id).total
    return do(player, BUREAU, approve_claim, claim_id=claim_id, reason=reason, seen=seen)


def averted(player: Player, case_id: UUID) -> None:
    given = AvertedGiven(kind=AvertedKind.CRIME, people=2, happened_on=date(2026, 10, 20), what="当场劝下")
    do(player, "lincun", note_averted, case_id=case_id, given=given)


def test_a_claim_goes_from_the_cases_to_the_approval_and_is_corrected_beside_it(house: Installation) -> None:
    month = entered_in(house)
    player, entered = month.player, month.entered
    with pytest.raises(WrongState, match="还没有施行的补贴办法"):
        claimed(player)
    in_force(player, extras={**RULE.extras, Extra.AVERTED: Decimal(80)})
    claim_id = claimed(player)
    with pytest.raises(WrongState, match="已经算过"):
        claimed(player)
    page = page_of(player, claim_id)
    assert {line.facts.case_id for line in page.lines} == {*entered.honest, *entered.fakes}
    assert all(line.fen == line.reckoned.fen or line.cap.value == "month" for line in page.lines)
    village = sum(line.fen for line in page.lines if line.name == "白乌力吉")
    assert village == 150_000  # the month's cap, not a 分 more

    with pytest.raises(WrongState, match="还没有抽查"):
        signed_off(player, claim_id, "同意")
    draw_of(player, claim_id, 60)
    with pytest.raises(BadInput, match="为什么再抽"):
        draw_of(player, claim_id, 60, " ")
    page = page_of(player, claim_id)
    assert page.samples[0].same_again
    assert page.unreviewed == len(page.drawn)
    with pytest.raises(WrongState, match="没有评查"):
        signed_off(player, claim_id, "同意")
    looked_at(player, claim_id)

    line, other, *_ = (one for one in page.lines if one.name == "张福来")
    with pytest.raises(NotThere):
        do(player, "cunzhuren", object_to_line, line_id=line.id, reason="不是我的")
    objection = do(player, "lincun", object_to_line, line_id=line.id, reason="防止了民转刑，没有算")
    with pytest.raises(WrongState, match="还没有答复"):
        do(player, "lincun", object_to_line, line_id=line.id, reason="再说一次")
    with pytest.raises(WrongState, match="异议没有答复"):
        signed_off(player, claim_id, "同意")
    averted(player, line.facts.case_id)
    answer = {"objection_id": objection, "agreed": True, "answer": "调委会已经补登"}
    do(player, BUREAU, answer_objection, **answer)
    page = page_of(player, claim_id)
    again = next(one for one in page.lines if one.facts.case_id == line.facts.case_id)
    assert (again.id != line.id, again.facts.averted) == (True, True)
    assert again.fen == line.fen + 8_000
    with player.house.read() as session:
        (mine,) = own_lines(session, player.actor("lincun"))
    assert [one.id for one in mine.replaced].count(line.id) == 1

    player.wait(8)
    with pytest.raises(
        BadInput, match="合计已经变动"
    ):  # the page was opened before the objection was answered
        do(player, BUREAU, approve_claim, claim_id=claim_id, reason="同意", seen=page.total - 8_000)
    signed_off(player, claim_id, "同意发放")
    page = page_of(player, claim_id)
    assert page.approval is not None
    assert (page.approval.total, page.uncorrected) == (page.total, ())
    with pytest.raises(WrongState, match="没有不同"):
        do(player, BUREAU, correct_claim, claim_id=claim_id, reason="核对")
    averted(player, other.facts.case_id)
    assert len(page_of(player, claim_id).uncorrected) == 1
    do(player, BUREAU, correct_claim, claim_id=claim_id, reason="补登防止激化")
    corrected = page_of(player, claim_id)
    assert [one["fen"] - one["was"] for one in corrected.corrections[0].lines] == [8_000]
    assert (corrected.approval, corrected.uncorrected) == (page.approval, ())


def signed_copy(player: Player, case_id: UUID, on: date) -> None:
    """Scanned and added by who mediated, with the day that stands on it."""
    with player.house.begin() as uow:
        session = uow.session
        paper = session.scalars(
            select(Document).where(Document.case_id == case_id, Document.kind == "agreement")
        ).one()
        paper.state = DocumentState.ISSUED  # as once the worker has made its bytes
        document_id, organisation_id = paper.id, session.get_one(Case, case_id).organisation_id
        uow.commit()
    account = next(one for one in VILLAGES if player.actor(one).posts[0].organisation_id == organisation_id)
    given = AttachmentGiven(kind=AttachmentKind.SIGNED_COPY, document_id=document_id, happened_on=on)
    scan = KeptFile(JPEG, 1, "ab" * 32, 1000, "cd" * 32, "ef" * 32)
    do(player, account, add_attachment, case_id=case_id, given=given, files=(scan,))


def test_an_objection_about_the_grade_finds_another_one_and_the_case_keeps_its_own(player: Player) -> None:
    """The case has ended: what was registered stays, the answer says what was found and why, the line follows."""
    in_force(player, month_cap=None, year_cap=None)
    claim_id = claimed(player)
    lower = (one for one in page_of(player, claim_id).lines if one.facts.difficulty is not Difficulty.COMPLEX)
    line = next(one for one in lower if one.name == "张福来" and one.fen)
    registered = line.facts.difficulty
    objection = do(player, "lincun", object_to_line, line_id=line.id, reason="十一人、三次才谈成，不是简易")
    answer = {"objection_id": objection, "answer": "卷宗里三次调解，认定为疑难复杂"}
    with pytest.raises(BadInput, match="同时勾选同意"):
        do(player, BUREAU, answer_objection, **answer, agreed=False, difficulty=Difficulty.COMPLEX)
    with pytest.raises(BadInput, match="不用认定"):
        do(player, BUREAU, answer_objection, **answer, agreed=True, difficulty=registered)
    do(player, BUREAU, answer_objection, **answer, agreed=True, difficulty=Difficulty.COMPLEX)
    page = page_of(player, claim_id)
    again = next(one for one in page.lines if one.facts.case_id == line.facts.case_id)
    assert (again.facts.difficulty, again.facts.registered) == (Difficulty.COMPLEX, registered)
    assert again.fen > line.fen
    assert "异议后认定" in str(again.reckoned.parts[0].row)
    with player.house.read() as session:
        assert session.get_one(Case, line.facts.case_id).difficulty is registered
        (mine,) = own_lines(session, player.actor("lincun"))
        told = next(one for one in mine.replaced if one.id == line.id).objections[0]
    assert (told.agreed, told.found, told.answer) == (True, Difficulty.COMPLEX, answer["answer"])
    draw_of(player, claim_id, 5)
    looked_at(player, claim_id)
    player.wait(8)
    signed_off(player, claim_id, "同意发放")
    assert page_of(player, claim_id).uncorrected == ()  # what was found counts when it is reckoned again


def test_padded_cases_entered_through_the_services_are_told_from_honest_ones(october: October) -> None:
    """No day of signing is taken before the paper's own: that it was signed earlier is seen on the signed copy."""
    player, entered = october.player, october.entered
    early, in_time = entered.honest[:2]
    signed_copy(player, early, date(2026, 9, 1))
    signed_copy(player, in_time, date(2026, 10, 31))
    with player.house.read() as session:
        asked = {*entered.honest, *entered.fakes}
        signs = signs_among(session, COUNTY, OCTOBER, asked, Limits())
        assert {(sign.case_id, sign.kind) for sign in signs} == {
            *entered.fakes.items(),
            (early, SignKind.EARLY),
        }
        assert not any(name in str(sign.why) for sign in signs for name in _names(session))
        places = set(session.scalars(select(Sitting.place)))
    assert places
    assert not any(place in str(sign.why) for sign in signs for place in places)


def _names(session: Any) -> list[str]:
    return list(session.scalars(select(Party.name)))


def test_a_failure_counts_where_its_file_is_whole_and_says_what_is_missing_where_not(player: Player) -> None:
    in_force(player, whole_files=(Way.WRITTEN,))
    claim_id = claimed(player)
    page = page_of(player, claim_id)
    assert {line.fen for line in page.lines} == {0}
    assert all("身份证明" in str(line.reckoned.nothing) for line in page.lines)
    with player.house.read() as session:
        seen = files_seen(session, select(Case.id))
        for case in session.scalars(select(Case)):
            one, plan = seen[case.id], plan_file(session, case)
            assert len(one.lacking(case.outcome)) + bool(one.unproven) == len(plan.missing)
    with pytest.raises(WrongState, match="没有要支付"):
        draw_of(player, claim_id, 20)
    player.wait(8)
    assert signed_off(player, claim_id, "没有可付的")


def test_what_was_searched_before_a_case_was_claimed_draws_nothing(player: Player) -> None:
    in_force(player)
    claim_id = claimed(player)
    given = {"claim_id": claim_id, "percent": 20, "reason": ""}
    with pytest.raises(StaleCase):
        do(player, BUREAU, draw_sample, **given, searched=NOTHING)
    key = "0" * 32
    first = do(player, BUREAU, draw_sample, **given, searched=searched_now(player, claim_id), key=key)
    assert do(player, BUREAU, draw_sample, **given, searched=NOTHING, key=key) == first  # a second click


def test_what_is_withheld_is_paid_to_nobody_and_says_why(player: Player) -> None:
    in_force(player)
    claim_id = claimed(player)
    draw_of(player, claim_id, 5)
    page = page_of(player, claim_id)
    case_id = next(line.facts.case_id for line in page.lines if line.fen)
    given = {"claim_id": claim_id, "case_id": case_id, "verdict": Verdict.WITHHOLD, "ticks": ()}
    with pytest.raises(BadInput, match="写明理由"):
        do(player, BUREAU, review_dossier, **given, reason="")
    do(player, BUREAU, review_dossier, **given, reason="当事人说没有这回事")
    with pytest.raises(BadInput, match="没有勾选"):
        do(player, BUREAU, review_dossier, **{**given, "verdict": Verdict.PASS}, reason="")
    (line,) = (one for one in page_of(player, claim_id).lines if one.facts.case_id == case_id)
    assert (line.withheld, line.paid, line.fen > 0) == (True, 0, True)


def of_five_hundred(house: Installation, *days: date, **caps: Decimal | None) -> Player:
    """A case of 张福来 on each of the days, each worth 500 whatever it is."""
    for day in days:
        enter_oral(house, day)
    player = Player(house, TODAY)
    base = dict.fromkeys(RULE.base, Decimal(500))
    in_force(player, base=base, extras={}, **{"month_cap": None, "year_cap": None, **caps})
    return player


def paid(player: Player, claim_id: UUID) -> list[int]:
    """In yuan, case by case in the order in which they ended."""
    return [line.paid // 100 for line in page_of(player, claim_id).lines]


def review(player: Player, claim_id: UUID, n: int, verdict: Verdict) -> None:
    """The dossier of the n-th case."""
    case_id = page_of(player, claim_id).lines[n].facts.case_id
    given = {"claim_id": claim_id, "case_id": case_id, "verdict": verdict, "ticks": tuple(Point)}
    do(player, BUREAU, review_dossier, **given, reason="问过当事人")


def approved(player: Player, claim_id: UUID, days: int = 9) -> None:
    if any(line.fen for line in page_of(player, claim_id).lines):
        draw_of(player, claim_id, 5)
    for n, line in enumerate(page_of(player, claim_id).lines):
        if line.review is None:
            review(player, claim_id, n, Verdict.PASS)
    player.wait(days)
    signed_off(player, claim_id, "同意发放")


def mine(player: Player) -> OwnClaim:
    with player.house.read() as session:
        return own_lines(session, player.actor("lincun"))[0]


FIRST, SECOND = date(2026, 10, 5), date(2026, 10, 12)


def test_what_is_withheld_takes_nothing_of_the_cap(house: Installation) -> None:
    player = of_five_hundred(house, FIRST, SECOND, month_cap=Decimal(500))
    claim_id = claimed(player)
    assert paid(player, claim_id) == [500, 0]
    review(player, claim_id, 0, Verdict.WITHHOLD)
    assert paid(player, claim_id) == [0, 500]
    assert [line.paid // 100 for line in mine(player).lines] == [0, 500]
    assert [line.fen // 100 for line in mine(player).replaced] == [0]
    review(player, claim_id, 0, Verdict.PASS)
    assert paid(player, claim_id) == [500, 0]
    review(player, claim_id, 0, Verdict.WITHHOLD)
    approved(player, claim_id)
    page = page_of(player, claim_id)
    assert page.approval is not None
    assert (page.approval.total, page.total, page.uncorrected) == (50_000, 50_000, ())


def test_an_agreed_objection_is_reckoned_without_what_is_withheld(house: Installation) -> None:
    player = of_five_hundred(house, FIRST, SECOND, month_cap=Decimal(800))
    claim_id = claimed(player)
    assert paid(player, claim_id) == [500, 300]
    second = page_of(player, claim_id).lines[1]
    objection = do(player, "lincun", object_to_line, line_id=second.id, reason="应当是 500")
    review(player, claim_id, 0, Verdict.WITHHOLD)  # writes the line to which the objection was anew
    withheld, other = page_of(player, claim_id).lines
    assert [one.id for one in other.objections] == [objection]
    with pytest.raises(WrongState, match="还没有答复"):
        do(player, "lincun", object_to_line, line_id=other.id, reason="应当是 500")
    do(player, BUREAU, answer_objection, objection_id=objection, agreed=True, answer="前一件不付，重新计算")
    assert paid(player, claim_id) == [0, 500]

    again = do(player, "lincun", object_to_line, line_id=withheld.id, reason="当事人认错人了")
    answer = {"objection_id": again, "agreed": True, "answer": "已重新核实"}
    with pytest.raises(BadInput, match="重新评查改为支付"):
        do(player, BUREAU, answer_objection, **answer)
    review(player, claim_id, 0, Verdict.PASS)
    do(player, BUREAU, answer_objection, **answer)
    assert paid(player, claim_id) == [500, 300]
    approved(player, claim_id)
    assert page_of(player, claim_id).uncorrected == ()


def test_the_caps_of_the_next_period_count_what_was_corrected(house: Installation) -> None:
    """Paid in October, found out in December: taken back, and the year's cap is free for November."""
    player = of_five_hundred(house, FIRST, date(2026, 11, 9), year_cap=Decimal(500))
    october = claimed(player)
    approved(player, october)
    player.clock.move_to(date(2026, 12, 7))
    november = claimed(player, "2026-11")
    assert paid(player, november) == [0]
    case_id = page_of(player, october).lines[0].facts.case_id
    given = {"claim_id": october, "case_id": case_id, "verdict": Verdict.PASS, "ticks": tuple(Point)}
    with pytest.raises(BadInput, match="写明为什么重新评查"):
        do(player, BUREAU, review_dossier, **given, reason="")
    review(player, october, 0, Verdict.WITHHOLD)
    assert paid(player, october) == [500]  # what was approved stands
    assert [one["fen"] - one["was"] for one in page_of(player, october).uncorrected] == [-50_000]
    assert paid(player, november) == [0]  # it is taken back when the correction is noted
    do(player, BUREAU, correct_claim, claim_id=october, reason="当事人说没有这回事，扣回")
    assert page_of(player, october).uncorrected == ()
    assert paid(player, november) == [500]
    approved(player, november)
    assert page_of(player, november).uncorrected == ()
    review(player, october, 0, Verdict.PASS)
    assert page_of(player, october).uncorrected == ()  # nothing of the year is left for it


def test_an_objection_after_the_approval_leads_to_a_correction(house: Installation) -> None:
    enter_oral(house, FIRST)
    player = Player(house, TODAY)
    in_force(player)
    claim_id = claimed(player)
    approved(player, claim_id)
    (line,) = page_of(player, claim_id).lines
    objection = do(player, "lincun", object_to_line, line_id=line.id, reason="是疑难复杂的")
    answer = {"objection_id": objection, "agreed": True, "answer": "认定为疑难复杂"}
    do(player, BUREAU, answer_objection, **answer, difficulty=Difficulty.COMPLEX)
    page = page_of(player, claim_id)
    assert [one.id for one in page.lines] == [line.id]
    assert [(one["was"], one["fen"]) for one in page.uncorrected] == [(8_000, 17_000)]
    do(player, BUREAU, correct_claim, claim_id=claim_id, reason="异议成立，补发")
    (own,) = mine(player).lines
    assert (own.paid, own.due, mine(player).total) == (8_000, 17_000, 17_000)
    assert page_of(player, claim_id).total == page.total == 8_000


def test_nothing_is_approved_before_the_mediators_had_the_time_to_object(house: Installation) -> None:
    """Five working days after the claim on Monday the 23rd, as many after what is withheld on the 27th, or as set."""

    def waiting(player: Player) -> list[date]:
        with player.house.read() as session:
            found = claims_to_look_at(session, player.actor("lincun"), player.clock.today())
        return [one.until for one in found]

    player = of_five_hundred(house, FIRST, SECOND)
    claim_id = claimed(player)
    draw_of(player, claim_id, 5)
    looked_at(player, claim_id)
    assert waiting(player) == [date(2026, 11, 30)]
    player.wait(4)
    review(player, claim_id, 1, Verdict.WITHHOLD)
    assert waiting(player) == [date(2026, 12, 4)]
    player.clock.move_to(date(2026, 12, 4))
    with pytest.raises(WrongState, match="2026-12-05起才能审定"):
        signed_off(player, claim_id, "同意")
    with player.house.begin() as uow:
        uow.session.add(Setting(name="subsidy_objection_days", value="3", since=date(2026, 12, 4)))
        uow.commit()
    review(player, claim_id, 0, Verdict.WITHHOLD)
    assert waiting(player) == [date(2026, 12, 9)]
    player.clock.move_to(date(2026, 12, 10))
    assert waiting(player) == []
    signed_off(player, claim_id, "同意")


def test_a_rule_is_drafted_whole_tried_on_a_past_quarter_and_put_in_force(player: Player) -> None:
    bad = replace(RULE, paper="", base={**RULE.base, (Difficulty.SIMPLE, Way.ORAL): None}, people=1)
    bad = replace(bad, month_cap=Decimal(500), year_cap=Decimal(400))
    with pytest.raises(BadInput) as refused:
        do(player, BUREAU, draft_subsidy_rule, region_code=COUNTY, given=bad)
    assert {p.field for p in refused.value.problems} == {"paper", "base.simple.oral", "people", "year_cap"}
    with pytest.raises(NotThere):
        do(player, BUREAU, draft_subsidy_rule, region_code=OTHER_COUNTY, given=RULE)
    first = in_force(player)
    dearer = {key: (amount or Decimal()) * 2 for key, amount in RULE.base.items()}
    draft = {"region_code": COUNTY, "given": replace(RULE, base=dearer, month_cap=None, year_cap=None)}
    second = do(player, BUREAU, draft_subsidy_rule, **draft)
    with player.house.read() as session:
        page = subsidy_rules(session, player.actor(BUREAU), date(2026, 11, 23), "", second, OCTOBER.name)
    assert (page.in_force, [one.version for one in page.rules]) == (first, [2, 1])
    assert page.cost is not None
    assert page.cost_now is not None
    assert page.cost.total > page.cost_now.total > 0
    claim_id = claimed(player)
    assert page_of(player, claim_id).total == page.cost_now.total  # a trial is what a claim comes to
    start = {"rule_id": second, "from_on": date(2026, 10, 31), "reason": "提高标准"}
    with pytest.raises(BadInput, match="已经算过"):
        do(player, BUREAU, start_subsidy_rule, **start)
    do(player, BUREAU, start_subsidy_rule, **{**start, "from_on": date(2026, 11, 1)})


def test_nobody_sees_or_changes_what_is_not_theirs(player: Player) -> None:
    in_force(player)
    claim_id = claimed(player)
    for account in ("sifasuo", "zongzhi", "cunzhuren"):
        with pytest.raises(NotThere):
            page_of(player, claim_id, account)
        with pytest.raises(NotThere):
            do(player, account, draw_sample, claim_id=claim_id, percent=20, reason="", searched=NOTHING)
        with pytest.raises(NotThere), player.house.read() as session:
            search_claim(session, actor=player.actor(account), clock=player.clock, claim_id=claim_id)
    assert page_of(player, claim_id, "shidudao").keeps is False
    with pytest.raises(NotThere):
        do(player, "shidudao", approve_claim, claim_id=claim_id, reason="同意", seen=0)
    with player.house.read() as session:
        assert own_lines(session, player.actor("zhentiaojie")) == ()


def test_what_was_kept_is_never_changed(player: Player) -> None:
    in_force(player)
    with player.house.begin() as uow, pytest.raises(DBAPIError, match="insert-only"):
        uow.session.execute(text("DELETE FROM subsidy_starts"))
