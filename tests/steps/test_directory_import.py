"""Tables of an administrator on both databases: kept sealed, made as a whole, by who sent them and nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from mediation.bootstrap import Installation
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import DirectoryImport, Membership, Person, Region
from mediation.readmodels.directory import import_page, imports_of
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.importing import (
    apply_directory_import,
    begin_directory_import,
    drop_directory_import,
)
from mediation.services.importing.begin import SentTable
from mediation.services.perform import perform
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
        page = import_page(session, REGISTRY, actor, import_id)
        stored = session.execute(text("SELECT cells_sealed FROM directory_imports")).scalar_one()
    assert page.outcome is not None
    assert page.outcome.added == ("xinren",)
    assert "新人".encode() not in bytes(stored)
    perform(house, apply_directory_import, actor=actor, import_id=import_id, hashes=(("xinren", "hash"),))
    with house.read() as session:
        held = session.scalars(
            select(Membership.role)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.account == "xinren")
        ).all()
        (shown,) = imports_of(session, actor)
    assert held == ["mediator"]
    assert (shown.added, shown.waits) == (1, False)
    with pytest.raises(WrongState):
        perform(house, drop_directory_import, actor=actor, import_id=import_id)


def test_accounts_that_nobody_has_looked_over_are_not_made(house: Installation) -> None:
    actor, import_id = Player(house, TODAY).actor("guanliyuan"), begun(house, table(NEWCOMER))
    with pytest.raises(BadInput, match="重新核对"):
        perform(house, apply_directory_import, actor=actor, import_id=import_id)
    with house.read() as session:
        assert session.scalar(select(func.count()).where(Person.account == "xinren")) == 0
        assert session.get_one(DirectoryImport, import_id).waits


def test_nobody_gives_themselves_a_post(house: Installation) -> None:
    actor = Player(house, TODAY).actor("guanliyuan")
    import_id = begun(house, table(("guanliyuan", actor.name, TOWNSHIP_COMMITTEE, "mediator")))
    with house.read() as session:
        (problem,) = import_page(session, REGISTRY, actor, import_id).problems
    assert (problem[0], problem[1]) == (2, "account")
    with pytest.raises(BadInput):
        perform(house, apply_directory_import, actor=actor, import_id=import_id)


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
        shown = imports_of(session, actor)[0]
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
        imports_of(session, supervisor)


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
