"""Tables of an administrator on both databases: kept sealed, made as a whole, by who sent them and nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from mediation.bootstrap import Installation
from mediation.commands.chores import Chores
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import DirectoryImport, Membership, Person, Region
from mediation.readmodels.directory import ImportPage, import_page, imports_of
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.clear_old_traces import clear_old_traces
from mediation.services.directory.first_passwords import make_first_passwords, waiting_for_passwords
from mediation.services.directory.importing import (
    PASSWORDS_KEPT_FOR,
    apply_directory_import,
    begin_directory_import,
    drop_directory_import,
    note_handed_over,
)
from mediation.services.directory.people import give_password
from mediation.services.directory.reading import MOST_PEOPLE
from mediation.services.importing.begin import SentTable
from mediation.services.perform import perform
from mediation.services.sign_in import SignInRefused, sign_in
from tests.steps.conftest import TODAY
from workflows import REGISTRY

HEADS = ("account", "name", "organisation", "role")


def table(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> SentTable:
    return SentTable("people.csv", "d" * 64, heads, tuple(enumerate(rows, 2)))


def begun(house: Installation, sent: SentTable, kind: DirectoryKind = DirectoryKind.PEOPLE) -> UUID:
    actor = Player(house, TODAY).actor("guanliyuan")
    return perform(house, begin_directory_import, actor=actor, kind=kind, table=sent)


NEWCOMER = ("xinren", "新人", TOWNSHIP_COMMITTEE, "mediator")


def test_a_newcomer_gets_an_account_and_a_post_in_one_act(house: Installation) -> None:
    actor, import_id = Player(house, TODAY).actor("guanliyuan"), begun(house, table(NEWCOMER))
    with house.read() as session:
        page = import_page(session, REGISTRY, actor, import_id, house.clock.now())
        stored = session.execute(text("SELECT cells_sealed FROM directory_imports")).scalar_one()
    assert page.outcome is not None
    assert page.outcome.added == ("xinren",)
    assert "新人".encode() not in bytes(stored)
    perform(house, apply_directory_import, actor=actor, import_id=import_id)
    with house.read() as session:
        held = session.scalars(
            select(Membership.role)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.account == "xinren")
        ).all()
        (shown,) = imports_of(session, actor, house.clock.now())
    assert held == ["mediator"]
    assert (shown.added, shown.waits) == (1, False)
    with pytest.raises(WrongState):
        perform(house, drop_directory_import, actor=actor, import_id=import_id)


def applied(house: Installation, *rows: tuple[str, ...]) -> UUID:
    import_id = begun(house, table(*rows))
    perform(house, apply_directory_import, actor=administrator(house), import_id=import_id)
    return import_id


def administrator(house: Installation) -> Actor:
    return Player(house, TODAY).actor("guanliyuan")


def page_of(house: Installation, import_id: UUID, later: timedelta = timedelta(0)) -> ImportPage:
    with house.read() as session:
        return import_page(session, REGISTRY, administrator(house), import_id, house.clock.now() + later)


def enter(house: Installation, account: str, password: str) -> None:
    sign_in(house, account=account, password=password, address="127.0.0.1", device="")


def newcomers(n: int) -> list[tuple[str, ...]]:
    return [(f"xin{one:04}", f"新人{one}", TOWNSHIP_COMMITTEE, "mediator") for one in range(n)]


def test_first_passwords_are_kept_sealed_until_they_were_handed_over(house: Installation) -> None:
    import_id = applied(house, *newcomers(3))
    waiting = page_of(house, import_id).passwords
    assert waiting is not None
    assert (waiting.left, waiting.made) == (3, 0)
    account, _, password = waiting.accounts[0]
    assert password is not None
    with house.read() as session:
        stored = session.execute(text("SELECT passwords_sealed FROM directory_imports")).scalar_one()
    assert password.encode() not in bytes(stored)
    with pytest.raises(SignInRefused):
        enter(house, account, password)
    with pytest.raises(WrongState, match="还有 3 个账号"):
        perform(house, note_handed_over, actor=administrator(house), import_id=import_id)
    make_first_passwords(house, import_id=import_id)
    for account, _, password in page_of(house, import_id).passwords.accounts:  # type: ignore[union-attr]
        enter(house, account, password or "")
    perform(house, note_handed_over, actor=administrator(house), import_id=import_id)
    page = page_of(house, import_id)
    assert (page.passwords, page.shown.handed_over_at) == (None, house.clock.now())
    with house.read() as session:
        assert session.get_one(DirectoryImport, import_id).passwords_sealed is None
    with pytest.raises(WrongState):
        perform(house, note_handed_over, actor=administrator(house), import_id=import_id)
    with pytest.raises(NotAllowed):
        perform(house, note_handed_over, actor=Player(house, TODAY).actor("qidudao"), import_id=import_id)


def test_a_first_password_that_was_changed_or_given_anew_is_told_no_more(house: Installation) -> None:
    import_id = applied(house, *newcomers(2))
    make_first_passwords(house, import_id=import_id)
    with house.read() as session:
        who = session.scalars(select(Person.id).where(Person.account == "xin0001")).one()
    house.clock.move(minutes=1)  # type: ignore[attr-defined]
    perform(house, give_password, actor=administrator(house), person_id=who, hashed="x", reason="没有收到")
    told = page_of(house, import_id).passwords
    assert told is not None
    assert [(account, password is None) for account, _, password in told.accounts] == [
        ("xin0000", False),
        ("xin0001", True),
    ]


def test_first_passwords_nobody_handed_over_are_deleted_after_their_days(house: Installation) -> None:
    import_id = applied(house, *newcomers(1))
    assert page_of(house, import_id, PASSWORDS_KEPT_FOR).passwords is not None
    assert page_of(house, import_id, PASSWORDS_KEPT_FOR + timedelta(seconds=1)).passwords is None
    with house.begin() as uow:
        row = uow.session.get_one(DirectoryImport, import_id)
        row.applied_at = house.clock.now() - PASSWORDS_KEPT_FOR - timedelta(seconds=1)
        clear_old_traces(uow, clock=house.clock)
        uow.commit()
    with house.read() as session:
        assert session.get_one(DirectoryImport, import_id).passwords_sealed is None
        assert waiting_for_passwords(session) == [import_id]
    make_first_passwords(house, import_id=import_id)
    with house.read() as session:
        assert waiting_for_passwords(session) == []


def test_hundreds_of_people_come_in_and_the_worker_goes_on_with_their_passwords(house: Installation) -> None:
    import_id = applied(house, *newcomers(320))
    make_first_passwords(house, import_id=import_id, seconds=0)
    begun_with = page_of(house, import_id).passwords
    assert begun_with is not None
    assert 0 < begun_with.left < 320
    chores = Chores(house)
    for _ in range(400):
        chores()
        with house.read() as session:
            if not waiting_for_passwords(session):
                break
    done = page_of(house, import_id).passwords
    assert done is not None
    assert (done.left, done.made) == (0, 320)
    account, _, password = done.accounts[-1]
    enter(house, account, password or "")


def test_a_table_of_more_than_two_thousand_people_is_refused(house: Installation) -> None:
    with pytest.raises(BadInput, match="一次最多 2000 行"):
        begun(house, table(*newcomers(MOST_PEOPLE + 1)))


def test_nobody_gives_themselves_a_post(house: Installation) -> None:
    actor = Player(house, TODAY).actor("guanliyuan")
    import_id = begun(house, table(("guanliyuan", actor.name, TOWNSHIP_COMMITTEE, "mediator")))
    with house.read() as session:
        (problem,) = import_page(session, REGISTRY, actor, import_id, house.clock.now()).problems
    assert (problem[0], problem[1]) == (2, "account")
    with pytest.raises(BadInput):
        perform(house, apply_directory_import, actor=actor, import_id=import_id)


def test_a_table_does_not_end_the_last_administrator_of_an_area(house: Installation) -> None:
    bureau = "科尔沁左翼中旗司法局"
    applied(house, ("xianguan", "县管", bureau, "administrator"))
    heads = (*HEADS, "until_on")
    leaving = ("xianguan", "县管", bureau, "administrator", TODAY.isoformat())
    import_id = begun(house, table(leaving, heads=heads))
    assert [(line, column) for line, column, _ in page_of(house, import_id).problems] == [(2, "until_on")]
    with pytest.raises(BadInput):
        perform(house, apply_directory_import, actor=administrator(house), import_id=import_id)
    following = ("xianguan2", "县管乙", bureau, "administrator", "")
    import_id = begun(house, table(leaving, following, heads=heads))
    assert page_of(house, import_id).problems == ()
    perform(house, apply_directory_import, actor=administrator(house), import_id=import_id)


def test_a_division_is_renamed_and_found_by_its_new_name(house: Installation) -> None:
    actor = Player(house, TODAY).actor("guanliyuan")
    with house.read() as session:
        own = actor.posts[0].region_code
        rows = session.execute(select(Region.code, Region.name).where(Region.valid_until.is_(None))).all()
    inside = [(code, name) for code, name in rows if code.startswith(own.rstrip("0"))]
    first = inside[-1][0]
    sent = table(
        *((code, "改名村" if code == first else name) for code, name in inside), heads=("code", "name")
    )
    import_id = begun(house, sent, DirectoryKind.DIVISIONS)
    pinyin = (("改名村", ("gmc",)),)
    perform(house, apply_directory_import, actor=actor, import_id=import_id, pinyin=pinyin)
    with house.read() as session:
        renamed = session.get_one(Region, first)
        assert (renamed.name, renamed.search_keys) == ("改名村", "改名村 gmc")
        shown = imports_of(session, actor, house.clock.now())[0]
    assert (shown.added, shown.changed, shown.retired) == (0, 1, 0)


def test_only_who_sent_a_table_decides_about_it(house: Installation) -> None:
    import_id = begun(house, table(NEWCOMER))
    supervisor = Player(house, TODAY).actor("qidudao")
    for use_case in (apply_directory_import, drop_directory_import):
        with pytest.raises(NotAllowed):
            perform(house, use_case, actor=supervisor, import_id=import_id)
        with pytest.raises(NotThere):
            perform(house, use_case, actor=Player(house, TODAY).actor("guanliyuan"), import_id=UUID(int=0))
    with pytest.raises(NotAllowed):
        perform(
            house, begin_directory_import, actor=supervisor, kind=DirectoryKind.PEOPLE, table=table(NEWCOMER)
        )
    with house.read() as session, pytest.raises(NotThere):
        imports_of(session, supervisor, house.clock.now())


def test_rows_that_nobody_decided_about_are_forgotten(house: Installation) -> None:
    import_id = begun(house, table(NEWCOMER))
    with house.begin() as uow:
        old = uow.session.get_one(DirectoryImport, import_id)
        old.made_at -= timedelta(days=4)
        uow.commit()
    begun(house, table(NEWCOMER))
    with house.read() as session:
        forgotten = session.get_one(DirectoryImport, import_id)
        assert (forgotten.cells, forgotten.waits) == (None, False)
