"""Papers on request: when they may be issued and by whom, what they lack, what they say, and who may read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, on_to_trial
from mediation.demonstration.invented import MATTERS, STORIES
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import CaseEvent, Document, PaperPreview
from mediation.readmodels.documents import readable_document
from mediation.readmodels.issuable_papers import PapersToIssue, papers_to_issue
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, NotAllowed, NotThere, StaleCase, TooOften, WrongState
from mediation.rules.papers import PAPERS
from mediation.rules.papers.gaps import Where
from mediation.rules.papers.issuing import ISSUABLE, ON_REQUEST
from mediation.rules.vocabulary import MatterKind, MediationEnd, Side, SignatureManner
from mediation.services.case_now import current_parties
from mediation.services.issue_paper import issue_paper
from mediation.services.note_facts import note_fact, sign_fact
from mediation.services.perform import perform
from mediation.services.preview_paper import MOST, preview_paper
from mediation.services.record_investigation import (
    InvestigationGiven,
    record_investigation,
    withdraw_investigation,
)
from mediation.services.rehearse_step import paper_of_step
from mediation.services.reverse_step import reverse_step
from mediation.services.step import StepCommand
from tests.steps.conftest import TODAY, Begin

STORY = {name: story for name, _, story in STORIES}


def asked_of(player: Player) -> InvestigationGiven:
    """Somebody who was asked on the player's own day."""
    return InvestigationGiven(
        began_at=datetime.combine(player.clock.today(), datetime.min.time(), SHANGHAI),
        place="村委会",
        asked="王玉𬭎",
        about="男，西胡金稿村四组村民",
        record="问：围栏什么时候修的？\n答：九月。",
    )


def can(player: Player, account: str = "cunzhuren") -> PapersToIssue:
    with player.house.read() as session:
        return papers_to_issue(session, player.actor(account), player.case_id, TODAY)


def subject(player: Player, kind: str, account: str = "cunzhuren") -> UUID:
    (found,) = (one.subject_id for one in can(player, account).offered if one.kind.name == kind)
    return found


def issue(player: Player, kind: str, account: str = "cunzhuren", about: UUID | None = None) -> Any:
    """What the issued paper says."""
    made = perform(
        player.house,
        issue_paper,
        actor=player.actor(account),
        case_id=player.case_id,
        kind=kind,
        subject_id=about or subject(player, kind, account),
    )
    with player.house.read() as session:
        document = session.get_one(Document, made)
        return PAPERS[kind].contents.from_json(document.contents or "")


def last(player: Player, kind: str) -> Document:
    with player.house.read() as session:
        found = session.scalars(
            select(Document)
            .where(Document.case_id == player.case_id, Document.kind == kind)
            .order_by(Document.edition.desc())
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def reads(player: Player, account: str, kind: str) -> bool:
    with player.house.read() as session:
        try:
            readable_document(session, player.actor(account), last(player, kind).id)
        except NotThere:
            return False
        return True


def test_every_paper_on_request_is_in_the_table_and_no_step_issues_it(house: Installation) -> None:
    steps = {
        paper.name
        for definition in house.registry.definitions
        for step in definition.steps
        for paper in step.issues
    }
    assert len(ISSUABLE) == len(ON_REQUEST)
    assert set(PAPERS) >= ON_REQUEST
    assert steps | ON_REQUEST == set(PAPERS)
    assert not steps & ON_REQUEST


def test_an_application_is_issued_once_and_again_when_the_case_has_changed(begin: Begin) -> None:
    player = begin()
    paper = issue(player, "mediation_application")
    assert [p.name for p in paper.applicants] == [p.name for p in paper.parties if p.side is Side.APPLICANT]
    with pytest.raises(StaleCase, match="没有变化"):
        issue(player, "mediation_application")
    with player.house.read() as session:
        told = session.scalars(select(CaseEvent).where(CaseEvent.tag == "document:issued")).all()
    assert len(told) == 1


def test_who_may_not_look_at_numbers_issues_nothing(begin: Begin) -> None:
    player = begin(3, account="wanggeyuan")
    with pytest.raises(NotAllowed):
        can(player, "wanggeyuan")
    for account in ("zhenzhuren", "lincun"):
        with pytest.raises(NotThere):
            can(player, account)
        with pytest.raises(NotThere):
            issue(player, "mediation_application", account, player.case_id)


def test_a_paper_whose_occasion_has_not_arisen_cannot_be_issued(begin: Begin) -> None:
    player = begin()
    for kind in ("termination_notice", "closing_report", "reply_letter", "performance_demand", "agreement"):
        with pytest.raises(WrongState):
            issue(player, kind, about=player.case_id)


def test_what_is_missing_is_named_and_nothing_is_issued(house: Installation) -> None:
    player = Player(house, TODAY)
    first = replace(invented_party(Side.APPLICANT, "白金山", 740, TODAY), address="")
    other = invented_party(Side.RESPONDENT, "席秀兰", 760, TODAY)
    player.register("cunzhuren", dispute(TODAY, (first, other), *MATTERS[0], region=VILLAGE))
    (offered,) = (one for one in can(player).offered if one.kind.name == "mediation_application")
    assert [(str(gap.what), gap.where) for gap in offered.missing] == [(f"{first.name}的住址", Where.PARTY)]
    with pytest.raises(BadInput, match="住址"):
        issue(player, "mediation_application")


def test_the_notice_of_an_end_tells_why_and_where_to_go_and_dies_with_the_step(begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    player.step("cunzhuren", "terminate", reason="双方差距过大，申请人要求起诉")
    notice = issue(player, "termination_notice")
    assert (notice.reason, notice.ended_on) == ("双方差距过大，申请人要求起诉", player.clock.today())
    report = issue(player, "closing_report")
    assert (report.outcome, report.result) == ("终止调解", "双方差距过大，申请人要求起诉")
    with player.house.read() as session:
        (ended,) = session.scalars(select(CaseEvent).where(CaseEvent.tag == "dispute:terminate"))
    perform(
        player.house,
        reverse_step,
        actor=player.actor("cunzhuren"),
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        seq=ended.seq,
        reason="点错了案件",
    )
    assert last(player, "termination_notice").voided_at is not None
    assert last(player, "closing_report").voided_at is not None
    assert "termination_notice" not in {one.kind.name for one in can(player).offered}


def last_paper(player: Player, kind: str) -> Any:
    with player.house.read() as session:
        document = session.get_one(Document, last(player, kind).id)
        return PAPERS[kind].contents.from_json(document.contents or "")


def test_the_letters_between_court_and_committee_are_read_by_that_court_alone(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(30)), 1)
    on_to_trial(player)
    reply = last_paper(player, "reply_letter")  # issued of itself with the step that ended it
    assert (reply.registered, reply.end) == (True, MediationEnd.NOT_AGREED)
    letter = issue(player, "entrustment_letter", "fayuan")
    assert (letter.case_number, letter.days) == (reply.case_number, 15)
    for kind in ("reply_letter", "entrustment_letter"):
        assert reads(player, "fayuan", kind)
        assert not reads(player, "kailufayuan", kind)
    issue(player, "closing_report", "zhenzhuren")
    assert not reads(player, "fayuan", "closing_report")


def test_undisputed_facts_are_printed_with_who_has_signed(begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    head = player.actor("cunzhuren")
    fact = perform(player.house, note_fact, actor=head, case_id=player.case_id, text="水沟长十米")
    paper = issue(player, "undisputed_facts")
    assert not paper.confirmed
    with player.house.read() as session:
        parties = [party.id for party in current_parties(session, player.case_id)]
    for party_id in parties:
        perform(
            player.house,
            sign_fact,
            actor=head,
            case_id=player.case_id,
            fact_id=fact,
            party_id=party_id,
            manner=SignatureManner.SIGNED,
            signed_on=player.clock.today(),
        )
    assert issue(player, "undisputed_facts").confirmed


def test_somebody_asked_about_the_facts_signs_a_record_of_it(begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    head = player.actor("cunzhuren")
    given = asked_of(player)
    asked = perform(player.house, record_investigation, actor=head, case_id=player.case_id, given=given)
    record = issue(player, "investigation_record", about=asked)
    assert (record.asked, record.about, record.record) == (given.asked, given.about, given.record)
    perform(player.house, withdraw_investigation, actor=head, case_id=player.case_id, investigation_id=asked)
    with pytest.raises(WrongState):
        issue(player, "investigation_record", about=asked)
    with pytest.raises(NotThere):
        perform(
            player.house, withdraw_investigation, actor=head, case_id=player.case_id, investigation_id=asked
        )


def test_a_record_of_asking_says_all_that_is_wrong_with_it_at_once(begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    later = datetime.combine(TODAY, datetime.min.time(), SHANGHAI) + timedelta(days=2)
    with pytest.raises(BadInput) as refused:
        perform(
            player.house,
            record_investigation,
            actor=player.actor("cunzhuren"),
            case_id=player.case_id,
            given=InvestigationGiven(began_at=later),
        )
    assert {problem.field for problem in refused.value.problems} == {"began_at", "place", "asked", "record"}


def test_a_look_at_a_draft_is_counted_and_with_numbers_recorded(house: Installation, begin: Begin) -> None:
    player = begin()
    look: dict[str, Any] = {"case_id": player.case_id, "subject_id": player.case_id}
    head = player.actor("cunzhuren")
    perform(house, preview_paper, actor=head, kind="litigation_guide", **look)
    perform(house, preview_paper, actor=head, kind="mediation_application", **look)
    with player.house.read() as session:
        told = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)).all()
        assert told.count("document:previewed") == 1
        assert session.scalar(select(func.count()).select_from(Document)) == 0
    for _ in range(MOST - 2):
        perform(house, preview_paper, actor=head, kind="litigation_guide", **look)
    with pytest.raises(TooOften):
        perform(house, preview_paper, actor=head, kind="litigation_guide", **look)
    with player.house.read() as session:
        assert session.scalar(select(func.count()).select_from(PaperPreview)) == MOST


def test_the_draft_of_a_step_is_what_the_step_would_issue_and_leaves_nothing(begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    with player.house.read() as session:
        before = session.scalar(select(func.count()).select_from(CaseEvent))
        parties = current_parties(session, player.case_id)
        duty = acts.ObligationDrawn(
            kind=acts.ObligationKind.ACT, debtor_id=parties[1].id, what="拆除围栏", due_on=TODAY
        )
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="reach_agreement",
        given=acts.AgreementDrawn(
            form=acts.AgreementForm.WRITTEN, facts="围栏越界", disputed="是否越界", obligations=(duty,)
        ),
    )
    text = paper_of_step(player.house, actor=player.actor("cunzhuren"), command=command, kind="agreement")
    assert "拆除围栏" in PAPERS["agreement"].contents.from_json(text).clauses[0].text
    with player.house.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == before
