"""Back to the court: the package with what it lacks, one act to file, the court answered, and the alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, delegated, mediated_first, on_to_trial
from mediation.demonstration.invented import COURT
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, Complaint, Document, Filing, Notice, Organisation, Party, Request
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.filing_package import filing_page
from mediation.rules import acts, papers
from mediation.rules.errors import BadInput, ConditionsUnmet, NotThere, StaleCase, WrongState
from mediation.rules.policy import case_view
from mediation.rules.vocabulary import CourtProcedure, MatterKind, NoticePurpose, Sex
from mediation.services.draw_up_complaint import ComplaintGiven, EvidenceGiven, draw_up_complaint
from mediation.services.file_directly import file_directly
from mediation.services.load import standing
from mediation.services.note_facts import note_fact
from mediation.services.perform import perform
from mediation.services.read_document import is_open_to
from mediation.services.reverse_step import reverse_step
from tests.steps.conftest import TODAY, Begin

FILING = MatterKind.FILING
SECRET = "他私下说，少于八千元决不罢休，实在不行六千五也能接受"


def mediated(begin: Begin) -> Player:
    """A committee's own case, with something said apart."""
    player = begin(5)
    player.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "告知权利义务后，双方各自陈述经过。", "双方同意再商量", "村委会")
    player.sit("cunzhuren", SECRET, "再做工作", "申请人家中", apart=True)
    return player


def whole(player: Player, **changed: object) -> ComplaintGiven:
    given = ComplaintGiven(
        court_id=player.organisation(COURT),
        claims="判令被告赔偿修缮费四千八百元",
        facts="2026年7月雨季排水，被告堵住沟口，水倒灌进原告西屋，墙体开裂",
        evidence=(EvidenceGiven(title="照片六张", source="原告拍摄", proves="西屋进水"),),
    )
    return replace(given, **changed)


def draw(player: Player, given: ComplaintGiven, let_out: str = "", account: str = "cunzhuren") -> UUID:
    who = player.actor(account)
    return perform(
        player.house, draw_up_complaint, actor=who, case_id=player.case_id, given=given, let_out=let_out
    )


def send(player: Player, account: str = "cunzhuren", key: str | None = None, **more: object) -> UUID:
    who, asked = player.actor(account), {"reason": "双方没有达成协议", "even_so": True, **more}
    return perform(player.house, file_directly, actor=who, key=key, case_id=player.case_id, **asked)


def case_of(player: Player) -> Case:
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        session.expunge(case)
        return case


def package_of(player: Player) -> papers.FilingPackage:
    with player.house.read() as session:
        issued = select(Document).where(Document.case_id == player.case_id, Document.kind == "filing_package")
        return papers.FilingPackage.from_json(session.scalars(issued).one().contents or "")


def test_one_act_ends_mediation_and_hands_everything_in(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player))
    request_id = send(player)
    package = package_of(player)
    with player.house.read() as session:
        request = session.get_one(Request, request_id)
        kinds = set(session.scalars(select(Document.kind).where(Document.case_id == player.case_id)))
    assert (request.kind, request.state, request.asked_name) == (FILING, "received", COURT)
    assert {"filing_receipt", "filing_package"} <= kinds
    assert case_of(player).state == "at_court"
    assert (package.copies, package.lines[0].copies) == (2, 2)
    assert package.end is not None
    assert SECRET not in package.to_json()


def test_all_that_lacks_is_told_at_once_and_who_insists_files_all_the_same(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player, claims="", evidence=()))
    with pytest.raises(BadInput) as refused:
        send(player, even_so=False)
    told = [str(problem.message) for problem in refused.value.problems]
    assert len(told) == 3
    assert any("诉讼请求" in one for one in told)
    assert any("证据" in one for one in told)
    assert case_of(player).state == "mediating"  # nothing of it was done
    send(player)
    assert case_of(player).state == "at_court"


@pytest.mark.long
def test_without_a_complaint_nothing_goes(begin: Begin) -> None:
    player = mediated(begin)
    with pytest.raises(BadInput, match="起诉状"):
        send(player)


def test_the_court_registers_and_the_package_is_open_to_it_alone(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player))
    send(player)
    number = player.court_number("民初")
    player.step(
        "fayuan",
        "register",
        acts.SuitFiled(number, CourtProcedure.SUMMARY, player.clock.today()),
        matter=FILING,
    )
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        holder = session.get_one(Organisation, case.organisation_id)
        document = session.scalars(
            select(Document).where(Document.case_id == case.id, Document.kind == "filing_package")
        ).one()
        about = standing(session, case, holder)
        for account, may in (("fayuan", True), ("faguan", True), ("kailufayuan", False), ("lincun", False)):
            actor = player.actor(account)
            assert is_open_to(session, actor, document, case_view(actor, about)) is may, account
        assert session.scalars(select(Filing)).one().court_number == number
        told = session.scalars(select(Notice).where(Notice.purpose == NoticePurpose.FILING)).all()
        texts = [one.text or "" for one in told]
    assert any("登记立案" in text and number in text for text in texts)
    assert all(SECRET not in text for text in texts)


def test_a_second_click_files_once_and_a_second_form_is_refused(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player))
    first = send(player, key="k" * 24)
    assert send(player, key="k" * 24) == first
    with pytest.raises(ConditionsUnmet):
        send(player, key="m" * 24)
    with player.house.read() as session:
        assert len(session.scalars(select(Request).where(Request.kind == FILING)).all()) == 1


def test_a_stale_page_files_nothing(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player))
    seen = case_of(player).version
    player.sit("cunzhuren", "又谈了一次。", "没有结果", "村委会")
    with pytest.raises(StaleCase):
        send(player, seen_version=seen)
    assert case_of(player).state == "mediating"


def test_others_find_no_complaint_to_write(begin: Begin) -> None:
    player = mediated(begin)
    for account in ("lincun", "fayuan", "qidudao"):
        with pytest.raises(NotThere):
            draw(player, whole(player), account=account)


# The alarm


def alarmed(act: Callable[[], object], field: str) -> None:
    """The act is refused at that field, with the record named from which it was copied."""
    with pytest.raises(BadInput) as refused:
        act()
    assert "单独进行" in {p.field: str(p.message) for p in refused.value.problems}[field]


def test_what_was_said_apart_does_not_get_into_a_complaint_unnoticed(begin: Begin) -> None:
    player = mediated(begin)
    leaking = whole(player, facts=f"被告承认：{SECRET}。")
    with pytest.raises(BadInput) as refused:
        draw(player, leaking)
    at = {problem.field: str(problem.message) for problem in refused.value.problems}
    assert "第 2 次调解的记录（单独进行）" in at["facts"]
    assert "let_out" in at
    draw(player, leaking, let_out="双方书面同意向法院说明")
    with player.house.read() as session:
        assert session.scalars(select(Complaint)).one().facts == leaking.facts


def test_nor_into_the_list_of_evidence_the_reason_or_a_fact(begin: Begin) -> None:
    player = mediated(begin)
    evidence = (EvidenceGiven(title="录音", source="原告", proves=SECRET),)
    alarmed(lambda: draw(player, whole(player, evidence=evidence)), "evidence.0.proves")
    alarmed(lambda: player.step("cunzhuren", "terminate", reason=f"谈不拢，{SECRET}"), "reason")
    who = player.actor("cunzhuren")
    alarmed(lambda: perform(player.house, note_fact, actor=who, case_id=player.case_id, text=SECRET), "text")
    player.step("cunzhuren", "terminate", reason="双方差距过大")


# The court is answered


@pytest.fixture
def desk(house: Installation) -> Player:
    return at_court(Player(house, TODAY - timedelta(40)), 1)


def letters(player: Player) -> list[papers.ReplyLetter]:
    with player.house.read() as session:
        issued = select(Document).where(
            Document.case_id == player.case_id,
            Document.kind == "reply_letter",
            Document.voided_at.is_(None),
        )
        return [papers.ReplyLetter.from_json(one.contents or "") for one in session.scalars(issued)]


def test_the_court_that_entrusted_is_answered_in_the_act_that_ends_it(desk: Player) -> None:
    on_to_trial(desk)
    (letter,) = letters(desk)
    assert (letter.court, letter.registered, letter.end.value) == (COURT, True, "not_agreed")
    assert letter.reason == "双方差距过大，材料退回法院"


@pytest.mark.long
def test_and_the_court_that_delegated(house: Installation) -> None:
    player = at_court(Player(house, TODAY.replace(year=2024, month=12, day=2)), 1)
    delegated(player)
    (letter,) = letters(player)
    assert letter.registered is False


def test_a_term_that_ended_of_itself_answers_too(desk: Player) -> None:
    mediated_first(desk)
    desk.wait(30)
    desk.look_at_clocks()
    (letter,) = letters(desk)
    assert letter.reason == ""


def test_taking_the_end_back_voids_the_letter(desk: Player) -> None:
    mediated_first(desk)
    desk.step("zhentiaojie", "terminate", reason="双方差距过大")
    assert len(letters(desk)) == 1
    with desk.house.read() as session:
        ended = select(CaseEvent.seq).where(CaseEvent.tag == "dispute:terminate")
        seq = session.scalars(ended.where(CaseEvent.case_id == desk.case_id)).one()
    perform(
        desk.house,
        reverse_step,
        actor=desk.actor("zhenzhuren"),
        matter=MatterKind.DISPUTE,
        matter_id=desk.case_id,
        seq=seq,
        reason="点错了案件",
    )
    assert letters(desk) == []


def test_a_committees_own_case_answers_no_court(begin: Begin) -> None:
    player = mediated(begin)
    player.step("cunzhuren", "terminate", reason="双方差距过大")
    assert letters(player) == []


def test_what_was_registered_goes_to_trial_and_is_not_filed_again(desk: Player) -> None:
    mediated_first(desk)
    with pytest.raises(WrongState, match="转入审理"):
        draw(desk, whole(desk), account="zhenzhuren")


def test_a_delegated_dispute_goes_back_to_the_court_that_sent_it(house: Installation) -> None:
    player = at_court(Player(house, TODAY.replace(year=2024, month=12, day=2)), 1)
    delegated(player)
    with pytest.raises(BadInput, match="委派"):
        draw(player, whole(player, court_id=player.organisation("开鲁县人民法院")), account="zhenzhuren")
    draw(player, whole(player), account="zhenzhuren")
    send(player, "zhenzhuren")
    assert package_of(player).court == COURT


@pytest.mark.long
def test_the_page_says_what_lacks_and_whether_it_may_go(begin: Begin) -> None:
    player = mediated(begin)
    draw(player, whole(player))
    with player.house.read() as session:
        for party in session.scalars(select(Party).where(Party.case_id == player.case_id)):
            assert party.sex in (None, *Sex)
        page = matter_page(
            session,
            player.house.registry,
            player.actor("cunzhuren"),
            MatterKind.DISPUTE,
            player.case_id,
            player.clock.today(),
        )
        holder = session.get_one(Case, player.case_id).organisation_id
        filing = filing_page(session, player.house.registry, page, holder, player.clock.today())
    assert filing.onward == "go_to_court"
    assert filing.refusals == ()
    assert filing.copies == 2
    assert filing.sent == ()
