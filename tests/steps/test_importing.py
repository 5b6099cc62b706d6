"""收案导入: what a row says, what is wrong with it, whose dispute it is already; and that cases come of it once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.model import (
    Case,
    CaseChain,
    CaseEvent,
    CaseImport,
    CaseImportLine,
    Category,
    Consent,
    Deadline,
    Diversion,
    Filing,
    Holding,
    Party,
)
from mediation.readmodels.case_door import door_of
from mediation.readmodels.case_imports import import_page, report_of
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.derivation import message_stored
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import CourtDoor, ImportLineState, ImportStage
from mediation.services.clear_old_traces import clear_old_traces
from mediation.services.enter_court_case import enter_court_case
from mediation.services.importing import work
from mediation.services.importing.begin import begin_import
from mediation.services.importing.confirm import confirm_import, drop_import
from mediation.services.importing.work import go_on_importing, waiting_imports, work_on_import
from mediation.services.perform import perform
from tests.regimes import let_delegate
from tests.steps.conftest import TODAY
from tests.steps.handing_in import HEADS, cells, handed_in, table

SOUND, TWIN, WRONG = ImportLineState.SOUND, ImportLineState.TWIN, ImportLineState.WRONG
MADE, LEFT_OUT = ImportLineState.MADE, ImportLineState.LEFT_OUT


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def lines(house: Installation, import_id: UUID) -> list[tuple[ImportLineState, str]]:
    """Where each row stands, and all that is said of it."""
    with house.read() as session:
        query = select(CaseImportLine).where(CaseImportLine.import_id == import_id)
        found = session.scalars(query.order_by(CaseImportLine.row)).all()
        return [(one.state, "；".join(_told(said) for said in json.loads(one.said or "[]"))) for one in found]


def _told(said: Mapping[str, Any]) -> str:
    return f"{said['at']}：{message_stored(said['message'])}"


def confirmed(house: Installation, player: Player, import_id: UUID, **how: Any) -> None:
    actor = player.actor("fayuan")
    perform(house, confirm_import, actor=actor, import_id=import_id, **how)
    work_on_import(house, actor=actor, import_id=import_id)


def cases(house: Installation) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


OWN = {"id", "public_id", "case_id", "party_id", "holding_id", "matter_id", "court_number"}
"""What tells two cases apart."""
KEYED = {"wrapped_key", "seal", "head", "digest", "data_sealed"}


def rows_of(house: Installation, case_id: UUID) -> dict[str, list[dict[str, object]]]:
    """Every row of the case in every table that intake writes, sealed fields opened."""
    found: dict[str, list[dict[str, object]]] = {}
    with house.read() as session:
        for table_ in (Case, Holding, Party, CaseChain, CaseEvent, Deadline, Filing, Diversion):
            owner = table_.id if table_ is Case else table_.case_id
            rows = session.scalars(select(table_).where(owner == case_id)).all()
            found[table_.__tablename__] = [_plain(one) for one in rows]
        consents = select(Consent).join(Party).where(Party.case_id == case_id)
        rows = session.scalars(consents.order_by(Consent.party_id, Consent.id)).all()
        found["consents"] = [_plain(one) for one in rows]
        chain = session.get_one(CaseChain, case_id)
        assert chain.wrapped_key is not None
        event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)).one()
        data = json.loads(house.vault.case_cipher(chain.wrapped_key, case_id).open(event.data_sealed, 1))
        assert chain.head == event.digest
        assert chain.seal is not None
        assert house.vault.is_head(chain.seal, case_id, chain.last_seq, chain.head)
        found["told"] = [{name: said for name, said in data.items() if name != "court_number"}]
    return found


def _plain(row: Any) -> dict[str, object]:
    kept = {}
    for column in type(row).__table__.columns.keys():  # noqa: SIM118  a collection of columns, no dict
        if column.endswith("_sealed") and column != "data_sealed":
            kept[column] = getattr(row, column.removesuffix("_sealed"))
        elif column not in OWN | KEYED:
            kept[column] = getattr(row, column)
    return kept


def test_an_imported_case_has_every_row_and_column_of_one_entered_by_hand(
    house: Installation, player: Player
) -> None:
    made = handed_in(house, player, table(cells(1, TODAY, respondent__name="席秀兰；王某某")))
    with house.read() as session:
        line = session.scalars(select(CaseImportLine).where(CaseImportLine.import_id == made)).one()
        assert line.state is SOUND, line.said
        given = CourtCaseGiven.from_json(line.given or "")
    confirmed(house, player, made)
    actor = player.actor("fayuan")
    by_hand = perform(
        house,
        enter_court_case,
        actor=actor,
        organisation_id=actor.posts[0].organisation_id,
        given=CourtCaseGiven(
            dispute=given.dispute,
            door=given.door,
            court_number="（2026）内0521民初8001号",
            filed_on=given.filed_on,
            procedure=given.procedure,
        ),
    )
    with house.read() as session:
        imported = session.scalars(select(CaseImportLine.case_id)).one()
    assert imported is not None
    ours, theirs = rows_of(house, imported), rows_of(house, by_hand)
    assert {name: len(rows) for name, rows in ours.items()} == {
        **{name: len(rows) for name, rows in theirs.items()},
        "parties": 3,
    }
    assert ours == theirs


def test_the_door_is_read_from_the_number_and_shown_with_its_law(house: Installation, player: Player) -> None:
    let_delegate(house, date(2026, 1, 1))
    delegated = cells(2, TODAY, court_number="(2026)内0521诉前调7号", filed_on="", procedure="")
    asking = cells(3, TODAY, court_number="", filed_on="", procedure="")
    made = handed_in(house, player, table(cells(1, TODAY), delegated, asking))
    confirmed(house, player, made)
    with house.read() as session:
        found = session.execute(
            select(Diversion.door, Diversion.court_number, Diversion.case_id).order_by(Diversion.court_number)
        ).all()
        doors = {door: door_of(session, case_id, TODAY) for door, _, case_id in found}
    assert set(doors) == set(CourtDoor)
    assert [number for _, number, _ in found] == ["", "（2026）内0521民初9001号", "（2026）内0521诉前调7号"]
    shown = doors[CourtDoor.FIRST_MEDIATION]
    assert shown is not None
    assert "不再次立案" in str(shown.law)
    assert shown.court_number == "（2026）内0521民初9001号"


@pytest.mark.daily(6)
@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            {"court_number": "（2026）内0521诉前调5号", "door": "立案后委托（先行调解）"},
            "法院案号：从「立案后委托",
        ),
        ({"door": "立案前委派"}, "门：2026-11-23 这个法院先登记立案"),
        ({"door": "诉前引导"}, "法院案号：还没有起诉的没有案号"),
        ({"court_number": "（2026）内0523民初5号"}, "法院案号：案号里的法院代字应是 内0521"),
        ({"court_number": "（2026）内0521民初第5号"}, "法院案号"),
        ({"court_number": "（2025）内0521民初5号"}, "法院案号：案号的年份应是 2026 年"),
        ({"filed_on": "2026/2/30"}, "立案日期：没有 2026/2/30 这一天"),
        ({"filed_on": "2027-01-01"}, "立案日期：立案日期不能晚于今天"),
        ({"received_on": "去年冬天"}, "收到日期：「去年冬天」不是日期"),
        ({"received_on": ""}, "收到日期：这一项必须填写"),
        ({"category": "天气纠纷"}, "纠纷类型：没有这种纠纷类型"),
        ({"region": "月球"}, "纠纷发生地：没有这个地方"),
        ({"amount": "很多"}, "金额"),
        ({"amount": "=1+1"}, "金额：这一格是公式"),
        ({"applicant.id_number": "1.5E+17"}, "原告证件号码：「1.5E+17」是被表格改成数字的号码"),
        ({"applicant.id_number": "150521199001011000"}, "原告证件号码"),
        ({"applicant.id_number": "150521199001011233"}, "原告证件号码：身份证号码的校验码不符"),
        ({"applicant.name": "", "applicant.id_number": ""}, "请至少登记一名申请人"),
        (
            {"applicant.name": "甲；乙", "applicant.phone": "13800000000；13900000000；13700000000"},
            "原告电话：写了 3 个",
        ),
        ({"applicant.kind": "单位"}, "原告证件号码：单位不写证件号码"),
        ({"applicant.consents": "也许"}, "原告同意调解：请写「是」或「否」"),
        ({"procedure": "特别程序"}, "审理程序：应是其中之一"),
        ({"narrative": ""}, "纠纷简要情况：请写明纠纷简要情况"),
    ],
)
def test_a_wrong_row_is_told_under_its_column_and_nothing_is_made(
    house: Installation, player: Player, other: dict[str, str], said: str
) -> None:
    made = handed_in(house, player, table(cells(1, TODAY) | other))
    ((state, told),) = lines(house, made)
    assert state is WRONG
    assert said in told
    with pytest.raises(BadInput):
        confirmed(house, player, made)
    assert cases(house) == 0


def test_everything_wrong_in_a_row_is_told_at_once(house: Installation, player: Player) -> None:
    bad = {"amount": "很多", "region": "月球", "filed_on": "2026/2/30", "applicant.phone": "12"}
    ((_, told),) = lines(house, handed_in(house, player, table(cells(1, TODAY) | bad)))
    assert all(column in told for column in ("金额", "纠纷发生地", "立案日期", "原告电话"))


def test_days_are_read_however_they_are_written(house: Installation, player: Player) -> None:
    ways = ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "20261120", "46346"]
    rows = [cells(n, TODAY, received_on=way, filed_on=way) for n, way in enumerate(ways)]
    made = handed_in(house, player, table(*rows))
    confirmed(house, player, made)
    with house.read() as session:
        assert set(session.scalars(select(Case.first_asked_on))) == {date(2026, 11, 20)}


def test_the_same_number_or_dispute_twice_in_a_file_is_told(house: Installation, player: Player) -> None:
    first = cells(1, TODAY)
    number_again = cells(2, TODAY, court_number=first["court_number"])
    dispute_again = first | {"court_number": "（2026）内0521民初9100号", "claim": first["claim"] + "。"}
    made = handed_in(house, player, table(first, number_again, dispute_again))
    (a, _), (b, said_b), (c, said_c) = lines(house, made)
    assert (a, b, c) == (SOUND, WRONG, TWIN)
    assert "第 2 行已经写过" in said_b
    assert "和第 2 行的当事人、请求一样" in said_c


def test_a_dispute_that_is_there_already_is_told_and_made_again_only_when_asked(
    house: Installation, player: Player
) -> None:
    confirmed(house, player, handed_in(house, player, table(cells(1, TODAY))))
    turned = cells(1, TODAY, court_number="（2026）内0521民初9200号", claim="另一项请求")
    swapped = turned | {
        "applicant.id_number": turned["respondent.id_number"],
        "respondent.id_number": turned["applicant.id_number"],
    }
    made = handed_in(house, player, table(swapped, cells(4, TODAY), digest="e" * 64))
    (twin, said), (sound, _) = lines(house, made)
    assert (twin, sound) == (TWIN, SOUND)
    assert "正在办理" in said
    with pytest.raises(BadInput, match="只导入没有问题的"):
        confirmed(house, player, made)
    confirmed(house, player, made, only_sound=True, anyway=(2,))
    assert [state for state, _ in lines(house, made)] == [MADE, MADE]
    assert cases(house) == 3


def test_of_another_organisations_case_only_that_it_is_there_is_told(
    house: Installation, player: Player
) -> None:
    village = Player(house, TODAY)
    register(village, 1, "cunzhuren")
    with house.read() as session:
        case = session.get_one(Case, village.case_id)
        kind = session.get_one(Category, case.category_code).name
        parties = session.scalars(select(Party).where(Party.case_id == case.id).order_by(Party.ordinal)).all()
        one, other = ((party.name, party.id_number or "") for party in parties[:2])
        public_id = case.public_id
    row = cells(1, TODAY, category=kind)
    row |= {"applicant.name": one[0], "applicant.id_number": one[1]}
    row |= {"respondent.name": other[0], "respondent.id_number": other[1]}
    ((state, said),) = lines(house, handed_in(house, player, table(row)))
    assert state is TWIN
    assert "别的组织正在办理" in said
    assert public_id not in said


def test_the_same_file_twice_makes_nothing_twice(house: Installation, player: Player) -> None:
    asking = cells(2, TODAY, court_number="", filed_on="", procedure="")
    sent = table(cells(1, TODAY), asking)
    first = handed_in(house, player, sent)
    assert handed_in(house, player, sent) == first  # still under way
    confirmed(house, player, first)
    again = handed_in(house, player, sent)
    assert again != first
    (a, said), (b, _) = lines(house, again)
    assert (a, b) == (WRONG, TWIN)
    assert "已经用过" in said
    confirmed(house, player, again, only_sound=True, anyway=(3,))
    assert [state for state, _ in lines(house, again)] == [WRONG, LEFT_OUT]
    assert cases(house) == 2


def test_a_case_that_came_between_is_left_out_and_the_others_are_made(
    house: Installation, player: Player
) -> None:
    made = handed_in(house, player, table(*(cells(n, TODAY) for n in range(4))))
    other = handed_in(house, player, table(cells(2, TODAY), digest="e" * 64))
    confirmed(house, player, other)
    confirmed(house, player, made)
    states = [state for state, _ in lines(house, made)]
    assert states == [MADE, MADE, LEFT_OUT, MADE]


def test_a_row_that_the_database_refuses_stops_none_of_the_others(
    house: Installation, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handed_in(house, player, table(*(cells(n, TODAY) for n in range(5))))
    with house.begin() as uow:  # a number that only the constraint knows
        line = uow.session.scalars(select(CaseImportLine).where(CaseImportLine.row == 4)).one()
        given = CourtCaseGiven.from_json(line.given or "")
        line.given = given.to_json().replace('"category_code":"neighbours"', '"category_code":"gone"')
        uow.commit()
    monkeypatch.setitem(work.AT_ONCE, ImportStage.WRITING, 5)
    confirmed(house, player, made)
    assert [state for state, _ in lines(house, made)] == [MADE, MADE, LEFT_OUT, MADE, MADE]


def test_nothing_is_a_case_before_it_is_confirmed_and_dropped_rows_are_gone(
    house: Installation, player: Player
) -> None:
    made = handed_in(house, player, table(cells(1, TODAY)))
    assert cases(house) == 0
    perform(house, drop_import, actor=player.actor("fayuan"), import_id=made)
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseImportLine)) == 0
    with pytest.raises(WrongState):
        confirmed(house, player, made)


@pytest.mark.long
def test_a_table_checked_yesterday_is_checked_again_before_it_is_written(
    house: Installation, player: Player
) -> None:
    made = handed_in(house, player, table(cells(1, TODAY)))
    house.clock.move(days=1)  # type: ignore[attr-defined]
    perform(house, confirm_import, actor=player.actor("fayuan"), import_id=made)
    with house.read() as session:
        assert session.get_one(CaseImport, made).stage is ImportStage.CHECKING
    work_on_import(house, actor=player.actor("fayuan"), import_id=made)
    confirmed(house, player, made)
    assert cases(house) == 1


@pytest.mark.long
def test_what_stopped_halfway_is_taken_up_and_nothing_is_made_twice(
    house: Installation, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(work.AT_ONCE, ImportStage.WRITING, 2)
    actor = player.actor("fayuan")
    made = handed_in(house, player, table(*(cells(n, TODAY) for n in range(5))))
    perform(house, confirm_import, actor=actor, import_id=made)
    assert work_on_import(house, actor=actor, import_id=made, seconds=0)
    assert cases(house) == 2
    with house.read() as session:
        ((waiting, person),) = waiting_imports(session)
    assert (waiting, person) == (made, actor.person_id)
    assert go_on_importing(house, import_id=made, actor=actor, seconds=60)
    assert cases(house) == 5
    with house.read() as session:
        assert not waiting_imports(session)
        kept = session.execute(select(CaseImportLine.cells_sealed, CaseImportLine.given_sealed)).all()
    assert set(kept) == {(None, None)}


@pytest.mark.long
def test_who_lost_the_post_makes_no_more_of_it(house: Installation, player: Player) -> None:
    made = handed_in(house, player, table(cells(1, TODAY)))
    perform(house, confirm_import, actor=player.actor("fayuan"), import_id=made)
    assert go_on_importing(house, import_id=made, actor=None, seconds=60)
    with house.read() as session:
        assert session.get_one(CaseImport, made).stage is ImportStage.DONE
    ((state, said),) = lines(house, made)
    assert state is LEFT_OUT
    assert "已经没有这个岗位" in said
    assert cases(house) == 0


def test_only_the_courts_own_desk_hands_in_and_looks(house: Installation, player: Player) -> None:
    village = player.actor("cunzhuren")
    with pytest.raises(NotAllowed):
        perform(
            house,
            begin_import,
            actor=village,
            organisation_id=village.posts[0].organisation_id,
            table=table(cells(1, TODAY)),
        )
    made = handed_in(house, player, table(cells(1, TODAY)))
    for account in ("kailufayuan", "cunzhuren", "faguan"):
        with pytest.raises(NotThere), house.read() as session:
            import_page(session, player.actor(account), made)
        with pytest.raises(NotThere):
            perform(house, confirm_import, actor=player.actor(account), import_id=made)


def test_the_report_tells_every_row_and_keeps_the_cells_of_those_to_put_right(
    house: Installation, player: Player
) -> None:
    made = handed_in(house, player, table(cells(1, TODAY), cells(2, TODAY, amount="很多")))
    confirmed(house, player, made, only_sound=True)
    with house.read() as session:
        heads, rows = report_of(session, player.actor("fayuan"), made)
        told = list(rows)
    assert tuple(heads) == HEADS
    assert [(row.line.row, row.line.state, bool(row.cells)) for row in told] == [
        (2, MADE, False),
        (3, WRONG, True),
    ]
    assert told[0].line.case_public_id


def test_what_nobody_confirmed_is_forgotten_after_three_days(house: Installation, player: Player) -> None:
    handed_in(house, player, table(cells(1, TODAY)))
    partly = handed_in(house, player, table(cells(2, TODAY), cells(3, TODAY, amount="很多"), digest="e" * 64))
    confirmed(house, player, partly, only_sound=True)
    for days, left, readable in ((2, 3, 2), (2, 2, 1), (30, 2, 0)):
        house.clock.move(days=days)  # type: ignore[attr-defined]
        with house.begin() as uow:
            clear_old_traces(uow, clock=house.clock)
            uow.commit()
        with house.read() as session:
            kept = session.scalars(select(CaseImportLine)).all()
            assert (len(kept), sum(one.cells is not None for one in kept)) == (left, readable)


def test_a_table_of_other_columns_or_without_rows_is_refused(house: Installation, player: Player) -> None:
    for sent, said in (
        (table(), "表里没有案件"),
        (replace(table(cells(1, TODAY)), heads=("甲", "乙")), "不认识的列：「甲」"),
        (replace(table(cells(1, TODAY)), heads=("收到日期", "收到日期")), "出现了两次"),
        (replace(table(cells(1, TODAY)), heads=("收到日期",)), "缺少列「诉讼请求」"),
    ):
        with pytest.raises(BadInput) as refusal:
            handed_in(house, player, sent)
        assert any(said in str(problem.message) for problem in refusal.value.problems)


def test_people_and_organisations_are_told_apart(house: Installation, player: Player) -> None:
    company = {"applicant.name": "某某物业公司", "applicant.id_number": "", "applicant.kind": "单位"}
    led = {"respondent.id_number": "", "respondent.legal_representative": "王某"}
    confirmed(house, player, handed_in(house, player, table(cells(1, TODAY) | company | led)))
    with house.read() as session:
        kinds = session.execute(select(Party.side, Party.kind, Party.legal_representative)).all()
    assert {(side.value, kind.value, leader) for side, kind, leader in kinds} == {
        ("applicant", "organisation", ""),
        ("respondent", "organisation", "王某"),
    }


def test_consent_is_recorded_as_the_table_says_it(house: Installation, player: Player) -> None:
    rows = [
        cells(1, TODAY),
        cells(2, TODAY, respondent__consents="否"),
        cells(3, TODAY, respondent__consents=""),
    ]
    confirmed(house, player, handed_in(house, player, table(*rows)))
    with house.read() as session:
        said = session.execute(
            select(Party.side, Consent.purpose, Consent.granted, func.count())
            .join(Consent, Consent.party_id == Party.id)
            .group_by(Party.side, Consent.purpose, Consent.granted)
        ).all()
    told = {(side.value, purpose.value, granted): n for side, purpose, granted, n in said}
    assert told[("applicant", "mediation", True)] == 3
    assert told[("respondent", "mediation", True)] == 1
    assert told[("respondent", "mediation", False)] == 1
    assert told[("respondent", "transfer", True)] == 1


def test_by_hand_the_same_is_refused_at_its_field(house: Installation, player: Player) -> None:
    made = handed_in(house, player, table(cells(1, TODAY)))
    with house.read() as session:
        line = session.scalars(select(CaseImportLine).where(CaseImportLine.import_id == made)).one()
        given = CourtCaseGiven.from_json(line.given or "")
    actor = player.actor("fayuan")
    wrong = CourtCaseGiven(
        dispute=given.dispute, door=CourtDoor.DELEGATION, court_number="（2026）内0521民初1号"
    )
    with pytest.raises(BadInput) as refusal:
        perform(
            house,
            enter_court_case,
            actor=actor,
            organisation_id=actor.posts[0].organisation_id,
            given=wrong,
        )
    assert {one.field for one in refusal.value.problems} == {"door", "court_number"}


@pytest.mark.long
def test_thousands_of_rows_go_through_in_chunks(house: Installation, player: Player) -> None:
    made = handed_in(house, player, table(*(cells(n, TODAY) for n in range(2000))))
    confirmed(house, player, made, only_sound=True)
    assert {state for state, _ in lines(house, made)} == {MADE}
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(Diversion)) == 2000
