"""What an administrator changes one by one: from the next click on, within the area, on record, nothing deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import (
    Case,
    Category,
    CourtArea,
    Membership,
    Organisation,
    OrganisationCategory,
    Person,
    Region,
    SettingChange,
    WebSession,
)
from mediation.readmodels.actors import load_actor
from mediation.readmodels.choices import categories
from mediation.readmodels.directory_changes import changes_of
from mediation.readmodels.directory_organisations import organisation_page, organisations_of_area
from mediation.readmodels.directory_people import people_of_area, person_page
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, MediationError, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import Level, MatterKind, OrganisationKind
from mediation.services.directory.categories import (
    CategoryGiven,
    add_category,
    change_category,
    end_category,
    restore_category,
)
from mediation.services.directory.importing import apply_directory_import
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
from mediation.services.directory.still_owed import still_owed
from mediation.services.jurisdiction import courts_serving
from mediation.services.perform import perform
from mediation.services.sign_in import SignInRefused, change_password, hash_password, sign_in
from mediation.services.triage_facts import _serving
from tests.steps.conftest import TODAY
from tests.steps.test_directory_import import HEADS, begun, page_of, table
from workflows import REGISTRY

WHY = "局长办公会纪要〔2026〕9号"
DAY = timedelta(1)
COUNTY_BUREAU = "科尔沁左翼中旗司法局"
PASSWORD = "tiaojie-2026"
STORY = {name: story for name, _, story in STORIES}


def admin(house: Installation, account: str = "guanliyuan") -> Actor:
    return Player(house, TODAY).actor(account)


def do(house: Installation, use_case: Callable[..., UUID], by: str = "guanliyuan", **given: Any) -> UUID:
    return perform(house, use_case, actor=admin(house, by), **{"reason": WHY, **given})


def person(house: Installation, account: str) -> UUID:
    with house.read() as session:
        return session.scalars(select(Person.id).where(Person.account == account)).one()


def place(house: Installation, name: str) -> UUID:
    with house.read() as session:
        return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def seat(house: Installation, account: str, organisation: str, role: str = "administrator") -> UUID:
    """Somebody new in a post; the answer is the person."""
    return do(
        house,
        open_account,
        person=NewPerson(account=account, name=f"{account}甲", hashed=hash_password(PASSWORD)),
        post=NewPost(organisation=organisation, role=role, from_on=TODAY),
    )


def county_admin(house: Installation) -> str:
    seat(house, "xianguan", COUNTY_BUREAU)
    return "xianguan"


def said(house: Installation, about: UUID, table: type[Person] | type[Organisation] = Person) -> list[str]:
    with house.read() as session:
        return [str(one.what) for one in changes_of(session, session.get_one(table, about))]


def enter(house: Installation, account: str, password: str = PASSWORD) -> None:
    sign_in(house, account=account, password=password, address="127.0.0.1", device="")


def test_a_stopped_account_is_out_at_once_and_comes_back_with_its_posts(house: Installation) -> None:
    enter(house, "zhentiaojie")
    who = person(house, "zhentiaojie")
    do(house, stop_account, person_id=who)
    with house.read() as session:
        assert load_actor(session, who, REGISTRY, TODAY) is None
        assert session.scalars(select(WebSession.ended_at).where(WebSession.person_id == who)).all() != [None]
    with pytest.raises(SignInRefused):
        enter(house, "zhentiaojie")
    with pytest.raises(WrongState):
        do(house, stop_account, person_id=who)
    do(house, restore_account, person_id=who)
    enter(house, "zhentiaojie")
    with pytest.raises(WrongState):
        do(house, restore_account, person_id=who)
    assert said(house, who) == ["恢复使用账号", "停用账号"]
    with house.read() as session:
        (kept, _) = session.scalars(select(SettingChange).order_by(SettingChange.id)).all()
    assert (kept.reason, kept.made_by, kept.since) == (WHY, person(house, "guanliyuan"), TODAY)


def test_a_name_is_corrected_and_what_it_was_stays_on_record(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    with house.read() as session:
        before = session.get_one(Person, who).name
    with pytest.raises(BadInput, match="请写姓名"):
        do(house, rename_person, person_id=who, name="  ")
    with pytest.raises(BadInput, match="最多"):
        do(house, rename_person, person_id=who, name="长" * 5000)
    with pytest.raises(WrongState, match="没有变"):
        do(house, rename_person, person_id=who, name=before)
    do(house, rename_person, person_id=who, name=" 包·其其格 ")
    with house.read() as session:
        assert session.get_one(Person, who).name == "包·其其格"
        shown = people_of_area(session, REGISTRY, admin(house), TODAY, "其其格")
    assert who in {one.id for one in shown.people}
    assert said(house, who) == [f"更正姓名：{before}改为包·其其格"]
    enter(house, "zhentiaojie")


def test_a_post_is_over_after_its_last_day_and_stays_in_history(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    with house.read() as session:
        post = session.scalars(select(Membership).where(Membership.person_id == who)).one()
    do(house, end_post, person_id=who, post_id=post.id, last_on=TODAY)
    with house.read() as session:
        assert load_actor(session, who, REGISTRY, TODAY) is not None
        assert load_actor(session, who, REGISTRY, TODAY + DAY) is None
    do(house, end_post, person_id=who, post_id=post.id, last_on=TODAY - DAY)
    with house.read() as session:
        assert load_actor(session, who, REGISTRY, TODAY) is None
        assert session.get_one(Membership, post.id).from_on == post.from_on
    with pytest.raises(WrongState):
        do(house, end_post, person_id=who, post_id=post.id, last_on=TODAY)
    assert len(said(house, who)) == 2


def test_a_last_day_before_the_first_or_years_ahead_is_refused(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    with house.read() as session:
        post = session.scalars(select(Membership).where(Membership.person_id == who)).one()
    for last_on in (post.from_on - 2 * DAY, date(TODAY.year + 3, 1, 1), None):
        with pytest.raises(BadInput) as refused:
            do(house, end_post, person_id=who, post_id=post.id, last_on=last_on, reason=" ")
        assert [one.field for one in refused.value.problems] == ["reason", "last_on"]


def test_a_given_password_opens_once_and_has_to_be_changed(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    enter(house, "zhentiaojie")
    do(house, give_password, person_id=who, hashed=hash_password("linshi-mima-1"))
    with pytest.raises(SignInRefused):
        enter(house, "zhentiaojie")
    browser = sign_in(house, account="zhentiaojie", password="linshi-mima-1", address="127.0.0.1", device="")
    with house.read() as session:
        assert session.get_one(Person, who).password_given_at is not None
        over = session.scalars(select(WebSession.ended_at).where(WebSession.id != browser.session_id)).all()
    assert None not in over
    change_password(
        house,
        actor=admin(house, "zhentiaojie"),
        session_id=browser.session_id,
        current="linshi-mima-1",
        new="自己的密码-2026-甲",
        repeated="自己的密码-2026-甲",
        address="127.0.0.1",
    )
    with house.read() as session:
        assert session.get_one(Person, who).password_given_at is None
    assert said(house, who) == ["重设密码"]


def test_a_given_password_stops_working_after_thirty_days(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    with house.begin() as uow:
        one = uow.session.get_one(Person, who)
        one.password_given_at = house.clock.now() - timedelta(days=30)
        uow.commit()
    enter(house, "zhentiaojie")
    with house.begin() as uow:
        uow.session.get_one(Person, who).password_given_at = house.clock.now() - timedelta(days=30, seconds=1)
        uow.commit()
    with pytest.raises(SignInRefused, match="已经失效"):
        enter(house, "zhentiaojie")


def test_nobody_changes_the_own_account_or_posts(house: Installation) -> None:
    own = person(house, "guanliyuan")
    with house.read() as session:
        post = session.scalars(select(Membership.id).where(Membership.person_id == own)).first()
    for use_case, given in (
        (stop_account, {}),
        (rename_person, {"name": "甲"}),
        (give_password, {"hashed": "x"}),
        (end_post, {"post_id": post, "last_on": TODAY}),
        (add_post, {"given": NewPost(organisation=TOWNSHIP_COMMITTEE, role="mediator")}),
    ):
        with pytest.raises(NotAllowed, match="自己"):
            do(house, use_case, person_id=own, **given)
    with pytest.raises(NotAllowed, match="自己的单位"):
        do(house, stop_organisation, organisation_id=admin(house).posts[0].organisation_id)


def test_an_area_keeps_an_administrator_of_its_own(house: Installation) -> None:
    who = person(house, county_admin(house))
    bureau = place(house, COUNTY_BUREAU)
    with house.read() as session:
        post = session.scalars(select(Membership.id).where(Membership.person_id == who)).one()
    for use_case, given in (
        (stop_account, {"person_id": who}),
        (end_post, {"person_id": who, "post_id": post, "last_on": TODAY + DAY}),
        (stop_organisation, {"organisation_id": bureau}),
    ):
        with pytest.raises(BadInput, match="只有这一位管理员"):
            do(house, use_case, **given)
    seat(house, "xianguan2", COUNTY_BUREAU)
    do(house, end_post, person_id=who, post_id=post, last_on=TODAY + DAY)
    do(house, stop_account, person_id=who)
    with pytest.raises(BadInput, match="只有这一位管理员"):
        do(house, stop_account, person_id=person(house, "xianguan2"))


def test_two_administrators_do_not_stop_each_other(house: Installation) -> None:
    county_admin(house)
    seat(house, "xianguan2", COUNTY_BUREAU)
    seat(house, "xianguan3", COUNTY_BUREAU)
    told: list[str] = []

    def stop(by: Actor, who: UUID) -> None:
        try:
            perform(house, stop_account, actor=by, person_id=who, reason=WHY)
            told.append("stopped")
        except MediationError as refusal:
            told.append(type(refusal).__name__)

    one, other = admin(house, "xianguan"), admin(house, "xianguan2")
    threads = [
        Thread(target=stop, args=(one, other.person_id)),
        Thread(target=stop, args=(other, one.person_id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["NotAllowed", "stopped"]


def test_another_area_is_not_there_and_a_shared_person_keeps_the_account(house: Installation) -> None:
    by = county_admin(house)
    with house.read() as session:
        kailu = session.scalars(
            select(Organisation).where(
                Organisation.kind == OrganisationKind.COMMITTEE, Organisation.region_code.startswith("150523")
            )
        ).first()
        assert kailu is not None
        theirs = session.scalars(select(Person.id).where(Person.account == "kailufayuan")).one()
        shown = people_of_area(session, REGISTRY, admin(house, by), TODAY)
        listed = organisations_of_area(session, admin(house, by), TODAY, kailu.name)
        with pytest.raises(NotThere):
            person_page(session, REGISTRY, admin(house, by), theirs, TODAY)
        with pytest.raises(NotThere):
            organisation_page(session, admin(house, by), kailu.id, TODAY)
    assert theirs not in {one.id for one in shown.people}
    assert listed.total == 0
    for use_case, given in (
        (stop_account, {"person_id": theirs}),
        (rename_person, {"person_id": theirs, "name": "甲"}),
        (give_password, {"person_id": theirs, "hashed": "x"}),
        (stop_organisation, {"organisation_id": kailu.id}),
        (
            rename_organisation,
            {"organisation_id": kailu.id, "given": OrganisationNames(name="甲", short_name="甲")},
        ),
    ):
        with pytest.raises(NotThere):
            do(house, use_case, by, **given)
    with pytest.raises(BadInput):
        do(
            house, add_post, by,
            person_id=person(house, "zhentiaojie"), given=NewPost(organisation=kailu.name, role="mediator"),
        )  # fmt: skip
    who = person(house, "zhentiaojie")
    do(house, add_post, person_id=who, given=NewPost(organisation=kailu.name, role="mediator"))
    for use_case, more in ((stop_account, {}), (give_password, {"hashed": "x"}), (restore_account, {})):
        with pytest.raises(NotAllowed, match="别的地区"):
            do(house, use_case, by, person_id=who, **more)
    with house.read() as session:
        posts = session.scalars(select(Membership).where(Membership.person_id == who)).all()
    elsewhere = next(one for one in posts if one.organisation_id == kailu.id)
    own = next(one for one in posts if one.organisation_id != kailu.id)
    with pytest.raises(NotThere):
        do(house, end_post, by, person_id=who, post_id=elsewhere.id, last_on=TODAY)
    do(house, end_post, by, person_id=who, post_id=own.id, last_on=TODAY)


def test_who_is_no_administrator_changes_nothing(house: Installation) -> None:
    who, court = person(house, "zhentiaojie"), place(house, TOWNSHIP_COMMITTEE)
    for use_case, given in (
        (stop_account, {"person_id": who}),
        (rename_person, {"person_id": who, "name": "甲"}),
        (restore_account, {"person_id": who}),
        (stop_organisation, {"organisation_id": court}),
        (restore_organisation, {"organisation_id": court}),
        (add_category, {"code": "elder_care", "given": CategoryGiven(name="养老"), "from_on": TODAY}),
        (end_category, {"code": "labour", "last_on": TODAY}),
    ):
        with pytest.raises(NotAllowed):
            do(house, use_case, "qidudao", **given)
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(SettingChange)) == 0


def test_a_post_is_added_once_and_only_where_such_people_serve(house: Installation) -> None:
    who = person(house, "zhentiaojie")
    given = NewPost(organisation=COUNTY_COMMITTEE, role="mediator")
    do(house, add_post, person_id=who, given=given)
    with pytest.raises(WrongState):
        do(house, add_post, person_id=who, given=given)
    with pytest.raises(BadInput) as refused:
        do(house, add_post, person_id=who, given=NewPost(organisation=COUNTY_COMMITTEE, role="judge"))
    assert [one.field for one in refused.value.problems] == ["role"]
    with house.read() as session:
        found = load_actor(session, who, REGISTRY, TODAY)
    assert found is not None
    assert COUNTY_COMMITTEE in {post.organisation_name for post in found.posts}


def test_an_account_is_not_opened_twice(house: Installation) -> None:
    seat(house, "xinren", TOWNSHIP_COMMITTEE, "mediator")
    with pytest.raises(BadInput) as refused:
        seat(house, "XINREN", TOWNSHIP_COMMITTEE, "mediator")
    assert [one.field for one in refused.value.problems] == ["account"]
    enter(house, "xinren")


def test_an_organisation_with_something_to_do_is_not_stopped(house: Installation) -> None:
    player = Player(house, TODAY)
    register(player, 2)
    with house.read() as session:
        case = session.scalars(select(Case)).one()
        holder = session.get_one(Organisation, case.organisation_id)
    with pytest.raises(BadInput, match="承办的未结案件，1 件"):
        do(house, stop_organisation, organisation_id=holder.id)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    with pytest.raises(BadInput, match="等它签收或者决定的移交，1 件"):
        do(house, stop_organisation, organisation_id=place(house, TOWNSHIP_COMMITTEE))
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    do(house, stop_organisation, organisation_id=holder.id)
    with house.read() as session:
        assert load_actor(session, person(house, "cunzhuren"), REGISTRY, TODAY) is None
        assert not session.get_one(Organisation, holder.id).active
    with pytest.raises(WrongState):
        do(house, stop_organisation, organisation_id=holder.id)
    do(house, restore_organisation, organisation_id=holder.id)
    with house.read() as session:
        assert load_actor(session, person(house, "cunzhuren"), REGISTRY, TODAY) is not None
    assert said(house, holder.id, Organisation) == ["恢复使用组织", "停用组织"]


def test_a_new_short_name_stands_in_the_next_number_and_not_in_the_last(house: Installation) -> None:
    at = place(house, TOWNSHIP_COMMITTEE)
    given = OrganisationNames(
        name=TOWNSHIP_COMMITTEE, short_name="新简称", number_pattern="{short}〔{year}〕{n:03}号"
    )
    do(house, rename_organisation, organisation_id=at, given=given)
    assert sorted(one.partition("：")[0] for one in said(house, at, Organisation)) == ["简称", "编号格式"]
    with pytest.raises(BadInput, match="没有改动"):
        do(house, rename_organisation, organisation_id=at, given=given)
    taken = OrganisationNames(name=COUNTY_COMMITTEE, short_name="新简称", number_pattern="第{n}号")
    with house.read() as session:
        courts = select(Organisation.id).where(Organisation.kind == OrganisationKind.COURT)
        other = session.scalars(courts).first()
    assert other is not None
    with pytest.raises(BadInput) as refused:
        do(house, rename_organisation, organisation_id=other, given=taken)
    assert {one.field for one in refused.value.problems} == {"number_pattern", "name", "short_name"}


def test_a_court_serves_a_division_for_its_days(house: Installation) -> None:
    with house.read() as session:
        court = session.scalars(
            select(Organisation).where(
                Organisation.kind == OrganisationKind.COURT, Organisation.region_code == "150521000000"
            )
        ).one()
        townships = select(Region.code).where(Region.level == Level.TOWNSHIP)
        code = session.scalars(townships.where(Region.code.startswith("150523"))).first()
    assert code is not None

    def serves(on: date) -> bool:
        with house.read() as session:
            return court.id in {one.id for one in courts_serving(session, code, on)}

    assert not serves(TODAY)
    area = do(house, add_court_area, organisation_id=court.id, region_code=code, from_on=TODAY)
    assert serves(TODAY)
    assert not serves(TODAY - DAY)
    with pytest.raises(BadInput, match="已经由它管辖"):
        do(house, add_court_area, organisation_id=court.id, region_code=code, from_on=TODAY)
    do(house, end_court_area, organisation_id=court.id, area_id=area, last_on=TODAY - DAY)
    assert not serves(TODAY)
    with pytest.raises(WrongState):
        do(house, end_court_area, organisation_id=court.id, area_id=area, last_on=TODAY)
    assert do(house, add_court_area, organisation_id=court.id, region_code=code, from_on=TODAY) == area
    assert serves(TODAY)
    with pytest.raises(BadInput, match="不在您管理的地区"):
        do(
            house,
            add_court_area,
            county_admin(house),
            organisation_id=court.id,
            region_code=code,
            from_on=TODAY,
        )
    with pytest.raises(BadInput, match="管辖的地区"):
        do(house, stop_organisation, organisation_id=court.id)
    with pytest.raises(NotThere):
        do(
            house,
            add_court_area,
            organisation_id=place(house, TOWNSHIP_COMMITTEE),
            region_code=code,
            from_on=TODAY,
        )


def test_an_industry_committee_takes_a_kind_until_its_last_day(house: Installation) -> None:
    with house.read() as session:
        row = session.scalars(select(OrganisationCategory)).first()
    assert row is not None
    given = {"organisation_id": row.organisation_id, "category_code": row.category_code}

    def takes(on: date) -> bool:
        with house.read() as session:
            return row.organisation_id in _serving(session, row.category_code, on)

    with pytest.raises(WrongState):
        do(house, take_category, **given)
    do(house, leave_category, last_on=TODAY, **given)
    assert (takes(TODAY), takes(TODAY + DAY)) == (True, False)
    do(house, leave_category, last_on=TODAY - DAY, **given)
    assert not takes(TODAY)
    with pytest.raises(WrongState):
        do(house, leave_category, last_on=TODAY, **given)
    do(house, take_category, **given)
    assert takes(TODAY + DAY)
    with pytest.raises(NotThere):
        do(house, take_category, organisation_id=place(house, TOWNSHIP_COMMITTEE), category_code="labour")


def test_kinds_of_dispute_are_added_renamed_and_ended(house: Installation) -> None:
    given = CategoryGiven(name="养老服务纠纷", wet_ink=True)
    do(house, add_category, code="elder_care", given=given, from_on=TODAY)
    with house.read() as session:
        names = [one.name for one in categories(session, TODAY)]
    assert names[-2:] == ["养老服务纠纷", "其他纠纷"]
    with pytest.raises(BadInput) as refused:
        do(house, add_category, code="elder_care", given=given, from_on=TODAY - DAY, reason="")
    assert [one.field for one in refused.value.problems] == ["code", "name", "from_on", "reason"]
    do(house, change_category, code="elder_care", given=CategoryGiven(name="养老机构服务纠纷"))
    with pytest.raises(BadInput, match="没有改动"):
        do(house, change_category, code="elder_care", given=CategoryGiven(name="养老机构服务纠纷"))
    do(house, end_category, code="elder_care", last_on=TODAY)
    with house.read() as session:
        assert "elder_care" in {one.code for one in categories(session, TODAY)}
        assert "elder_care" not in {one.code for one in categories(session, TODAY + DAY)}
    do(house, restore_category, code="elder_care")
    with pytest.raises(WrongState):
        do(house, restore_category, code="elder_care")
    with house.read() as session:
        assert "elder_care" in {one.code for one in categories(session, TODAY + DAY)}
        told = [str(one.what) for one in changes_of(session, session.get_one(Category, "elder_care"))]
    assert told == [
        "恢复使用纠纷类型：养老机构服务纠纷",
        "停用纠纷类型：养老机构服务纠纷",
        "养老服务纠纷（只能在纸上签） → 养老机构服务纠纷",
        "新增纠纷类型：养老服务纠纷（只能在纸上签）",
    ]
    for code in ("new", "A", "1a", "a-b", ""):
        with pytest.raises(BadInput, match="代号"):
            do(house, add_category, code=code, given=CategoryGiven(name=f"甲{code}"), from_on=TODAY)
    with pytest.raises(NotThere):
        do(house, end_category, code="no_such", last_on=TODAY)


def test_who_serves_only_where_it_was_stopped_is_told_so_at_the_door(house: Installation) -> None:
    seat(house, "xianguan", COUNTY_BUREAU)
    with house.begin() as uow:
        uow.session.get_one(Organisation, place(house, COUNTY_BUREAU)).active = False
        uow.commit()
    with pytest.raises(SignInRefused, match="没有任何岗位"):
        enter(house, "xianguan")


def test_the_last_one_in_charge_stays_while_there_is_something_to_do(house: Installation) -> None:
    player = Player(house, TODAY)
    register(player, 2)
    who = person(house, "cunzhuren")
    with house.read() as session:
        rows = session.scalars(select(Membership).where(Membership.person_id == who)).all()
        posts = {one.role: one.id for one in rows}
        village = session.get_one(Organisation, rows[0].organisation_id).name
    do(house, end_post, person_id=who, post_id=posts["committee_head"], last_on=TODAY)
    for use_case, given in (
        (stop_account, {"person_id": who}),
        (end_post, {"person_id": who, "post_id": posts["registrar"], "last_on": TODAY + DAY}),
    ):
        with pytest.raises(BadInput, match="请先在那里另外任命一位"):
            do(house, use_case, **given)
    seat(house, "xinlaide", village, "mediator")  # who registers nothing, nor sees all of it
    with pytest.raises(BadInput, match="请先在那里另外任命一位"):
        do(house, stop_account, person_id=who)
    seat(house, "dengjiyuan", village, "registrar")
    do(house, stop_account, person_id=who)
    with pytest.raises(BadInput, match="请先在那里另外任命一位"):
        do(house, stop_account, person_id=person(house, "dengjiyuan"))
    player.step("dengjiyuan", "withdraw", reason="当事人撤回")
    do(house, stop_account, person_id=person(house, "dengjiyuan"))


def undecided(player: Player) -> None:
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.wait(9)
    player.step("cunzhuren", "ask_for_decision", matter=MatterKind.HAND_OVER)


@pytest.mark.parametrize(
    ("account", "title", "what"),
    [
        ("sifasuo", "督导", undecided),
        ("ziranju", "部门承办人", STORY["solved by the department"]),
        ("zongzhi", "督导", STORY["asked around"]),
        ("faguan", "审判员", STORY["confirmation under review"]),
    ],
)
def test_the_last_one_who_decides_stays_while_something_is_to_be_decided(
    house: Installation, account: str, title: str, what: Callable[[Player], None]
) -> None:
    """Who sees no case of the organisation's may still be the only one who can go on with what lies there."""
    who = person(house, account)
    do(house, stop_account, person_id=who)
    do(house, restore_account, person_id=who)
    player = Player(house, TODAY - timedelta(40))
    register(player, 2)
    what(player)
    with house.read() as session:
        post = session.scalars(select(Membership).where(Membership.person_id == who)).one()
        here, role = session.get_one(Organisation, post.organisation_id).name, post.role
    refused = f"要由{title}办理，没有别人：请先在那里另外任命一位"
    with pytest.raises(BadInput, match=refused):
        do(house, stop_account, person_id=who)
    with pytest.raises(BadInput, match=refused):
        do(house, end_post, person_id=who, post_id=post.id, last_on=TODAY)
    seat(house, "houren", here, role)
    do(house, stop_account, person_id=who)


@pytest.mark.parametrize(
    ("account", "what"),
    [("ziranju", STORY["solved by the department"]), ("faguan", STORY["confirmation under review"])],
)
def test_no_table_ends_the_post_of_the_last_one_either(
    house: Installation, account: str, what: Callable[[Player], None]
) -> None:
    player = Player(house, TODAY - timedelta(40))
    register(player, 2)
    what(player)
    with house.read() as session:
        who = session.scalars(select(Person).where(Person.account == account)).one()
        post = session.scalars(select(Membership).where(Membership.person_id == who.id)).one()
        here = session.get_one(Organisation, post.organisation_id).name
    leaving = (account, who.name, here, post.role, TODAY.isoformat())
    heads = (*HEADS, "until_on")
    import_id = begun(house, table(leaving, heads=heads))
    ((line, column, said_),) = page_of(house, import_id).problems
    assert (line, column, "没有别人" in str(said_)) == (2, "until_on", True)
    with pytest.raises(BadInput, match="一行也没有导入"):
        perform(house, apply_directory_import, actor=admin(house), import_id=import_id)
    with house.read() as session:
        assert session.get_one(Membership, post.id).until_on is None
    following = ("houren", "后任", here, post.role, "")
    import_id = begun(house, table(leaving, following, heads=heads))
    assert page_of(house, import_id).problems == ()
    perform(house, apply_directory_import, actor=admin(house), import_id=import_id)
    with house.read() as session:
        assert session.get_one(Membership, post.id).until_on == TODAY


def test_a_committee_is_not_stopped_while_its_parties_may_apply_for_a_ruling(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(9))
    register(player, 2)
    STORY["in force"](player)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        holder = session.get_one(Organisation, case.organisation_id)
        owed = {str(one.what): one.n for one in still_owed(session, holder, TODAY)}
        later = {str(one.what) for one in still_owed(session, holder, TODAY + timedelta(40))}
    what = "可以申请司法确认的三十日还没有过的协议"
    assert owed[what] == 1
    assert what not in later
    with pytest.raises(BadInput) as refused:
        do(house, stop_organisation, organisation_id=holder.id)
    assert any(what in str(one.message) for one in refused.value.problems)


def test_no_division_loses_its_last_court(house: Installation) -> None:
    with house.read() as session:
        area = session.scalars(
            select(CourtArea).join(Organisation, Organisation.id == CourtArea.court_id)
            .where(CourtArea.region_code == "150521000000")
        ).one()  # fmt: skip
        other = session.scalars(
            select(Organisation.id).where(
                Organisation.kind == OrganisationKind.COURT, Organisation.id != area.court_id
            )
        ).first()
    assert other is not None
    ending: dict[str, Any] = {"organisation_id": area.court_id, "area_id": area.id, "last_on": TODAY}
    with pytest.raises(BadInput, match="请先登记由哪个法院管辖"):
        do(house, end_court_area, **ending)
    new = {"organisation_id": other, "region_code": area.region_code, "from_on": TODAY}
    do(house, add_court_area, **new)
    do(house, end_court_area, **ending)
    with house.read() as session:
        assert [one.id for one in courts_serving(session, area.region_code, TODAY + DAY)] == [other]


def test_who_serves_in_two_counties_is_kept_by_the_administrator_above_both(house: Installation) -> None:
    county_admin(house)
    bureaus = select(Organisation).where(
        Organisation.kind == OrganisationKind.JUSTICE_BUREAU, Organisation.region_code == "150523000000"
    )
    with house.read() as session:
        kailu = session.scalars(bureaus).one().name
        committee = session.scalars(
            select(Organisation.name).where(
                Organisation.kind == OrganisationKind.COMMITTEE, Organisation.region_code.startswith("150523")
            )
        ).first()
    assert committee is not None
    seat(house, "kailuguan", kailu)
    who = person(house, "zhentiaojie")
    do(house, add_post, person_id=who, given=NewPost(organisation=committee, role="mediator"))
    for by in ("xianguan", "kailuguan"):
        for use_case, more in ((stop_account, {}), (give_password, {"hashed": "x"})):
            with pytest.raises(NotAllowed, match="由管着这些地区的上一级管理员办理"):
                do(house, use_case, by, person_id=who, **more)
    do(house, give_password, "guanliyuan", person_id=who, hashed=hash_password(PASSWORD))
    do(house, stop_account, "guanliyuan", person_id=who)
