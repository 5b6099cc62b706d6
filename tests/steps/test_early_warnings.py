"""What is looked for beside the clocks: told to who should act, answered, passed on, judged, and never told twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import dispute
from mediation.demonstration.player import Player, invented_party
from mediation.model import (
    CaseEvent,
    CountedWeek,
    DangerWord,
    EarlyWarning,
    EarlyWarningAct,
    EarlyWarningCase,
    Notice,
    Person,
    Setting,
    WeeklyCount,
)
from mediation.readmodels.early_warnings import WarningPage, waiting_warnings, warning_page, warnings_of
from mediation.rules.acts import DangerReported
from mediation.rules.danger_words import Word, words_in
from mediation.rules.early_warnings import WarningAct, WarningKind, WarningState, explained
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.intake import DisputeGiven, PartyGiven
from mediation.rules.vocabulary import IdentityPaper, PartyKind, Side
from mediation.services import look_for_warnings as look_module
from mediation.services.answer_warning import WarningJudged, answer_warning, judge_warning
from mediation.services.look_for_warnings import look_for_warnings
from mediation.services.perform import perform
from mediation.services.register_dispute import register_dispute

TODAY = date(2026, 11, 23)
VILLAGE, TOWNSHIP, OTHER_TOWNSHIP = "150521100205", "150521100000", "150523100000"
NARRATIVE = "排水沟堵塞，双方多次争吵"
Enter = Callable[..., Player]


@pytest.fixture
def enter(house: Installation) -> Enter:
    """Registers a dispute: by whom, between which numbers, of what."""

    def register(
        account: str = "cunzhuren",
        one: int = 1,
        other: int = 2,
        *,
        on: date = TODAY,
        kind: str = "neighbours",
        narrative: str = NARRATIVE,
        region: str = VILLAGE,
        **changed: Any,
    ) -> Player:
        player = Player(house, on)
        parties = (
            invented_party(Side.APPLICANT, f"张{one}", one, on),
            changed.get("respondent") or invented_party(Side.RESPONDENT, f"李{other}", other, on),
        )
        given = dispute(on, parties, kind, narrative, "恢复原状", region=region)
        player.register(account, replace(given, **changed.get("given", {})))
        return player

    return register


def look(house: Installation, on: date = TODAY) -> int:
    return look_for_warnings(Player(house, on).house)


def standing(house: Installation, kind: WarningKind | None = None) -> list[EarlyWarning]:
    with house.read() as session:
        query = select(EarlyWarning).order_by(EarlyWarning.raised_at)
        return list(session.scalars(query.where(EarlyWarning.kind == kind) if kind else query))


def seen(house: Installation, account: str, warning_id: UUID) -> WarningPage:
    player = Player(house, TODAY)
    with house.read() as session:
        return warning_page(session, house.registry, player.actor(account), warning_id)


def may_see(house: Installation, account: str, warning_id: UUID) -> bool:
    try:
        seen(house, account, warning_id)
    except NotThere:
        return False
    return True


def test_words_of_violence_are_told_to_the_head_once(house: Installation, enter: Enter) -> None:
    enter(one=11, other=12)
    enter(narrative="他没有打人，只是争吵")
    enter(one=5, other=6, narrative="李某持刀到门口，扬言打死申请人")
    assert look(house) == 1
    assert look(house) == 0
    (warning,) = standing(house)
    assert (warning.kind, warning.state, warning.due_on) == (
        WarningKind.WORDS,
        WarningState.RAISED,
        TODAY + timedelta(days=1),
    )
    assert str(explained(warning.kind, warning.content)) == "暴力：打死、持刀；案件还没有报告激化风险"
    page = seen(house, "cunzhuren", warning.id)
    assert page.line.mine
    assert page.cases[0].title
    assert page.unseen == 0
    overview = seen(house, "qidudao", warning.id)
    assert (overview.line.mine, overview.cases[0].title) == (False, "")
    assert [may_see(house, who, warning.id) for who in ("lincun", "kailu", "sifasuo", "wanggeyuan")] == [
        False,
        False,
        True,
        False,
    ]


def test_a_message_names_nobody(house: Installation, enter: Enter) -> None:
    with house.begin() as uow:
        uow.session.scalars(select(Person).where(Person.account == "cunzhuren")).one().phone = "15047500001"
        uow.commit()
    enter(narrative="扬言跳楼自杀")
    look(house)
    with house.read() as session:
        (text,) = [one.text or "" for one in session.scalars(select(Notice))]
    assert "张" not in text
    assert "暴力、自伤的苗头" in text


def test_a_party_who_may_suffer_violence_is_told_without_any_word(house: Installation, enter: Enter) -> None:
    respondent = invented_party(Side.RESPONDENT, "李四", 9, TODAY)
    enter(respondent=replace(respondent, special_care=("violence_risk",)))
    assert look(house) == 1
    assert "可能遭受暴力" in str(explained(WarningKind.WORDS, standing(house)[0].content))


def test_a_case_whose_danger_is_reported_is_not_told_again(house: Installation, enter: Enter) -> None:
    player = enter(narrative="扬言打死申请人")
    player.step("cunzhuren", "report_danger", DangerReported("扬言打人", "派出所"))
    assert look(house) == 0


def test_unanswered_warnings_go_up_each_level_once(house: Installation, enter: Enter) -> None:
    enter(narrative="扬言打死申请人")
    look(house)
    assert look(house, TODAY + timedelta(days=1)) == 0
    for days in (2, 3, 4, 5, 6):
        look(house, TODAY + timedelta(days=days))
    with house.read() as session:
        told = session.scalars(select(EarlyWarningAct).where(EarlyWarningAct.act == WarningAct.TOLD)).all()
    assert len(told) == 3
    assert seen(house, "shidudao", standing(house)[0].id).line.mine


def test_reporting_the_danger_answers_the_warning(house: Installation, enter: Enter) -> None:
    player = enter(narrative="扬言打死申请人")
    look(house)
    player.step("cunzhuren", "report_danger", DangerReported("扬言打人", "派出所"))
    assert look(house, TODAY + timedelta(days=2)) == 0
    assert standing(house)[0].state is WarningState.ANSWERED
    assert seen(house, "qidudao", standing(house)[0].id).acts[-1].said == "已在案件里报告激化风险"


def test_it_is_answered_then_judged_and_counted(house: Installation, enter: Enter) -> None:
    enter(narrative="扬言打死申请人")
    look(house)
    warning = standing(house)[0]
    player = Player(house, TODAY)

    def act(account: str, use_case: Any, **given: Any) -> None:
        perform(player.house, use_case, actor=player.actor(account), warning_id=warning.id, **given)

    right = WarningJudged(verdict=WarningState.RIGHT, reason="派出所已经处置")
    with pytest.raises(WrongState):
        act("cunzhuren", judge_warning, given=right)
    with pytest.raises(NotThere):
        act("lincun", answer_warning, said="不是我们的")
    with pytest.raises(NotAllowed):
        act("qidudao", answer_warning, said="由村里答复")
    with pytest.raises(BadInput):
        act("cunzhuren", answer_warning, said=" ")
    act("cunzhuren", answer_warning, said="已到现场，双方分开，报告派出所")
    with pytest.raises(WrongState):
        act("cunzhuren", answer_warning, said="再答一次")
    with pytest.raises(BadInput) as refused:
        act("qidudao", judge_warning, given=WarningJudged(verdict=None, reason=""))
    assert {one.field for one in refused.value.problems} == {"verdict", "reason"}
    act("qidudao", judge_warning, given=right)
    with pytest.raises(WrongState):
        act("cunzhuren", judge_warning, given=right)
    with house.read() as session:
        record = warnings_of(session, player.actor("qidudao"), player.clock.now()).record[WarningKind.WORDS]
        assert (record.raised, record.right, record.wrong) == (1, 1, 0)
        assert not waiting_warnings(session, player.actor("cunzhuren"), 10)
    assert look(house, TODAY + timedelta(days=30)) == 0


def test_the_same_two_sides_again_whichever_asks(house: Installation, enter: Enter) -> None:
    enter(one=21, other=22, on=TODAY - timedelta(days=300))
    enter(one=23, other=22, on=TODAY - timedelta(days=200))
    look(house, TODAY - timedelta(days=199))
    assert standing(house) == []
    enter(one=22, other=21)
    assert look(house) == 1
    (warning,) = standing(house)
    assert warning.kind is WarningKind.SAME_PARTIES
    assert warning.content["n"] == 2
    assert seen(house, "cunzhuren", warning.id).line.mine
    enter(one=21, other=22, kind="contract")
    assert look(house) == 1
    (warning,) = standing(house)
    assert warning.content["n"] == 3
    assert look(house) == 0


def test_sides_that_met_in_two_villages_are_told_to_who_watches_both(
    house: Installation, enter: Enter
) -> None:
    enter(one=21, other=22, on=TODAY - timedelta(days=3))
    enter("lincun", one=21, other=22, region="150521100200")
    look(house)
    (warning,) = standing(house)
    assert warning.region_code == TOWNSHIP
    assert seen(house, "sifasuo", warning.id).line.mine
    assert not may_see(house, "cunzhuren", warning.id)
    assert len(seen(house, "sifasuo", warning.id).cases) == 2


def test_sides_in_two_counties_are_told_to_the_city_and_to_no_county(
    house: Installation, enter: Enter
) -> None:
    enter(one=21, other=22, on=TODAY - timedelta(days=3))
    enter("kailu", one=21, other=22, region=OTHER_TOWNSHIP)
    look(house)
    (warning,) = standing(house)
    assert warning.region_code == "150500000000"
    assert [may_see(house, who, warning.id) for who in ("shidudao", "qidudao", "kailu", "cunzhuren")] == [
        True,
        False,
        False,
        False,
    ]


def company(n: int) -> PartyGiven:
    return PartyGiven(
        side=Side.RESPONDENT, kind=PartyKind.ORGANISATION, name=f"某某建筑公司{n}", paper=IdentityPaper.NONE
    )


def test_many_claimants_against_one_are_told_to_the_township(house: Installation, enter: Enter) -> None:
    for n in range(4):
        enter(one=30 + n, respondent=company(1), kind="migrant_wages", given={"labour": True})
    enter(one=30, respondent=company(1), kind="migrant_wages", given={"labour": True})
    enter(one=39, respondent=company(2), kind="migrant_wages", given={"labour": True})
    look(house)
    assert standing(house, WarningKind.MANY_CLAIMANTS) == []
    enter(one=35, respondent=company(1), kind="migrant_wages", given={"labour": True})
    look(house)
    (warning,) = standing(house, WarningKind.MANY_CLAIMANTS)
    assert (warning.content["n"], warning.content["cases"]) == (5, 6)
    assert seen(house, "sifasuo", warning.id).line.mine
    assert may_see(house, "qidudao", warning.id)
    assert not may_see(house, "cunzhuren", warning.id)
    assert "某某" not in str(explained(warning.kind, warning.content))


@pytest.mark.long
def test_who_was_told_of_wrongly_is_left_alone(house: Installation, enter: Enter) -> None:
    with house.begin() as uow:
        uow.session.add(Setting(name="warning_claimants", value="2"))
        uow.commit()
    for n in range(2):
        enter(one=30 + n, respondent=company(1))
    look(house)
    (warning,) = standing(house, WarningKind.MANY_CLAIMANTS)
    player = Player(house, TODAY)
    sifasuo = player.actor("sifasuo")
    perform(player.house, answer_warning, actor=sifasuo, warning_id=warning.id, said="核实过")
    wrong = WarningJudged(verdict=WarningState.WRONG, reason="保险公司，正常业务")
    perform(player.house, judge_warning, actor=sifasuo, warning_id=warning.id, given=wrong)
    for n in range(3):
        enter(one=40 + n, respondent=company(1))
    look(house)
    assert len(standing(house, WarningKind.MANY_CLAIMANTS)) == 1


def test_unpaid_wages_are_told_before_the_spring_festival(house: Installation, enter: Enter) -> None:
    enter(one=30, kind="migrant_wages", given={"labour": True})
    look(house, date(2026, 12, 1))
    assert standing(house, WarningKind.SEASON) == []
    look(house, date(2026, 12, 9))
    township, county = sorted(
        standing(house, WarningKind.SEASON), key=lambda one: one.region_code, reverse=True
    )
    assert (township.region_code, county.region_code) == (TOWNSHIP, "150521000000")
    assert str(explained(township.kind, township.content)) == (
        "春节是 2027-02-06：保康镇还有 1 件相关纠纷没有结案，最早的登记于 2026-11-23"
    )
    assert look(house, date(2026, 12, 10)) == 0


def test_a_season_is_told_again_each_time_its_number_has_doubled(house: Installation, enter: Enter) -> None:
    wages: dict[str, Any] = {"kind": "migrant_wages", "given": {"labour": True}}
    for n in range(2):
        enter(one=30 + n, **wages)
    told = []
    for days, more in enumerate((0, 1, 1, 3, 1)):  # 2, 3, 4, 7 and 8 stand open
        for n in range(more):
            enter(one=100 + 10 * days + n, on=date(2026, 12, 9) + timedelta(days), **wages)
        look(house, date(2026, 12, 9) + timedelta(days))
        (warning,) = (one for one in standing(house, WarningKind.SEASON) if one.region_code == TOWNSHIP)
        told.append((warning.content["n"], warning.content.get("before")))
    assert told == [(2, None), (2, None), (4, 2), (4, 2), (8, 4)]
    assert str(explained(warning.kind, warning.content)).endswith("；上次提醒时是 4 件")
    with house.read() as session:
        acts = session.scalars(select(EarlyWarningAct.act).where(EarlyWarningAct.warning_id == warning.id))
        assert sorted(acts) == sorted([WarningAct.RAISED, WarningAct.GREW, WarningAct.GREW])


def test_a_kind_that_rises_in_a_place_is_told_with_its_numbers(house: Installation, enter: Enter) -> None:
    """A year and a quarter of about one case a month, then seven in four weeks."""
    first = TODAY - timedelta(days=480)
    n = 100
    for month in range(16):
        enter(one=n, other=n + 1, on=first + timedelta(days=28 * month))
        n += 2
    for day in range(7):
        enter(one=n, other=n + 1, on=TODAY - timedelta(days=3 * day + 2))
        n += 2
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == 23
    look(house)
    (warning,) = standing(house, WarningKind.RISING)
    assert warning.content["now"] == 7
    assert warning.region_code == VILLAGE
    assert "最近四周登记 7 件" in str(explained(warning.kind, warning.content))
    assert seen(house, "sifasuo", warning.id).line.mine
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(EarlyWarningCase)) == 7
        total = select(func.sum(WeeklyCount.n)).where(WeeklyCount.region_code == VILLAGE)
        assert session.scalar(total) == 23
    assert look(house) == 0
    assert look(house, TODAY + timedelta(days=7)) == 0


def test_a_case_entered_late_is_counted_in_its_week(house: Installation, enter: Enter) -> None:
    enter(on=TODAY - timedelta(days=60))
    look(house)
    late = Player(house, TODAY + timedelta(days=1))
    on = TODAY - timedelta(days=58)
    parties = (
        invented_party(Side.APPLICANT, "王一", 71, on),
        invented_party(Side.RESPONDENT, "王二", 72, on),
    )
    given: DisputeGiven = dispute(on, parties, "neighbours", NARRATIVE, "恢复原状", region=VILLAGE)
    perform(
        late.house,
        register_dispute,
        actor=late.actor("cunzhuren"),
        organisation_id=late.actor("cunzhuren").posts[0].organisation_id,
        given=given,
        happened_on=on,
        late_reason="下乡补记",
    )
    look(house, TODAY + timedelta(days=7))
    with house.read() as session:
        total = select(func.sum(WeeklyCount.n)).where(WeeklyCount.region_code == VILLAGE)
        assert session.scalar(total) == 2
        assert session.scalar(select(func.count()).select_from(CountedWeek)) >= 9


LOUD = (
    "李某持刀到门口",
    "他扬言要报复全家",
    "多次殴打申请人",
    "说再不给钱就同归于尽",
    "申请人说活不下去了，要喝农药",
    "站在楼顶要跳楼",
    "她留下遗书",
    "双方纠集人员准备械斗",
    "没有办法了，只想自杀",
    "对方泼汽油威胁",
    "没还钱就要跳楼",
    "未付工资就跳楼讨薪",
    "一未成年人被殴打",
    "女儿未成年遭家暴",
    "未婚妻要自杀",
    "她不敢回家怕殴打",
    "没事就殴打老人",
    "协商未果后持刀上门",
    "不再忍了要放火",
    "从不讲理还殴打邻居",
    "没拿到补偿款扬言要报复",
    "对方不会算账还持刀威胁",
    "未经同意进门殴打母亲",
    "没人调解只好喝农药",
)
QUIET = (
    "双方没有打架，只是争吵",
    "他否认打人",
    "从未威胁过申请人",
    "超市跳楼价甩卖的商品有质量问题",
    "医生动刀手术以后感染",
    "打他电话不接",
    "拼命干了三个月没有拿到工资",
    "杀了羊没有付钱",
    "按时喝药治病的费用谁出",
    "避免报复，不敢作证",
    "排水沟堵塞，双方多次争吵",
    "打死也不卖这块地",
    "没有对申请人进行殴打",
    "双方未发生过打架",
    "保证不再威胁对方",
    "被申请人否认曾殴打他",
    "为避免再次发生械斗，申请调解",
)


def test_words_are_found_and_what_is_denied_or_means_something_else_is_not(house: Installation) -> None:
    """With the words that the product brings."""
    with house.read() as session:
        rows = session.scalars(select(DangerWord))
        table = [Word(row.threat, row.text, tuple(row.unless)) for row in rows]
    assert [text for text in LOUD if not words_in(text, table)] == []
    assert [text for text in QUIET if words_in(text, table)] == []


def test_a_search_that_failed_is_made_again(
    house: Installation, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(narrative="扬言打死申请人")

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(look_module, "SEARCHES", (fails,))
        assert look(house) == 0
    assert standing(house) == []
    assert look(house) == 1


def test_many_cases_are_looked_at_over_several_looks_and_none_is_missed(
    house: Installation, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        enter(one=50 + 2 * n, other=51 + 2 * n, on=TODAY - timedelta(days=n + 1), narrative="扬言打死申请人")
    monkeypatch.setattr(look_module, "AT_ONCE", 2)
    assert [look(house) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.long
def test_four_searches_at_once_tell_everything_once(house: Installation, enter: Enter) -> None:
    enter(one=21, other=22, narrative="扬言打死申请人")
    enter(one=21, other=22)
    look(house, TODAY - timedelta(days=1))  # the rows by which searches wait for each other are there
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: look(house), range(4)))
    look(house)
    assert sorted(one.kind.value for one in standing(house)) == ["same_parties", "words"]
    with house.read() as session:
        raised = select(func.count()).select_from(EarlyWarningAct)
        assert session.scalar(raised.where(EarlyWarningAct.act == WarningAct.RAISED)) == 2
