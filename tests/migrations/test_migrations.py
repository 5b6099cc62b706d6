"""The schema goes up, down and up again on both databases, with data in it, and is the one the program describes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, insert, inspect, select, update
from sqlalchemy.orm import Session

from mediation.adapters.database import Database
from mediation.adapters.schema import current, head, migrate, require_whole
from mediation.migrations.triggers import missing_triggers
from mediation.model import (
    Campaign,
    CampaignAsked,
    Category,
    CourtRegime,
    Organisation,
    Person,
    Region,
    Setting,
    SettingChange,
    Table,
)
from mediation.model.types import new_id
from mediation.rules.derivation import stored_message
from mediation.rules.errors import SetupError
from mediation.rules.messages import say
from mediation.rules.vocabulary import Level, OrganisationKind, Regime

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
    "0027",
    "0028",
    "0029",
    "0030",
    "0031",
    "0032",
    "0033",
    "0034",
    "0035",
    "0036",
    "0037",
    "0038",
    "0039",
    "0040",
    "0041",
    "0042",
    "0043",
    "0044",
    "0045",
    "0046",
    "0047",
    "0048",
    "0049",
    "0050",
    "0051",
    "0052",
    "0053",
)

DELEGATING, CONFIRMING = "delegating_courts", "confirming_registered_courts"


def test_up_down_up_with_data_in_between(database: Database) -> None:
    with database.write_session() as session:
        session.add(
            Region(
                code="150000000000",
                name="内蒙古自治区",
                level=Level.PROVINCE,
                label="内蒙古自治区",
                search_keys="内蒙古",
                valid_from=date(2020, 1, 1),
            )
        )
        session.add(Setting(name="settlement_days", value="5"))
        session.commit()
    for revision in reversed(REVISIONS[:-1]):
        migrate(database, revision, down=True)
        assert current(database) == revision
        with database.read_session() as session:
            assert session.scalar(select(func.count()).select_from(Region)) == 1
    migrate(database)
    require_whole(database)
    with database.read_session() as session:
        assert session.scalar(select(Setting.value).where(Setting.name == "settlement_days")) == "5"
        assert session.scalar(select(func.count()).select_from(Category)) == 22


def test_all_the_way_down_leaves_nothing(database: Database) -> None:
    migrate(database, "base", down=True)
    with database.read_engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(database)
    require_whole(database)


def test_the_migrated_schema_is_the_one_the_model_describes(database: Database) -> None:
    with database.read_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_every_migration_makes_the_triggers_again(database: Database) -> None:
    with database.write_engine.begin() as connection:
        connection.exec_driver_sql(
            "DROP TRIGGER case_events_no_update"
            if database.is_sqlite
            else "DROP TRIGGER case_events_no_change ON case_events"
        )
    with database.read_engine.connect() as connection:
        assert len(missing_triggers(connection)) == 1
    with pytest.raises(SetupError, match="触发器"):
        require_whole(database)
    migrate(database)
    require_whole(database)


def test_an_old_schema_stops_the_start(empty_database: Database) -> None:
    migrate(empty_database, "0002")
    assert current(empty_database) != head()
    with pytest.raises(SetupError, match="db upgrade"):
        require_whole(empty_database)


def with_court(session: Session) -> UUID:
    """One court in an old schema, which lacks columns of today's."""
    session.add(
        Region(
            code="150521000000",
            name="科尔沁左翼中旗",
            level=Level.COUNTY,
            label="科尔沁左翼中旗",
            search_keys="",
        )
    )
    session.flush()
    court_id = new_id()
    court = insert(Organisation).values(
        id=court_id,
        kind=OrganisationKind.COURT,
        level=Level.COUNTY,
        region_code="150521000000",
        name="科尔沁左翼中旗人民法院",
        short_name="左中法院",
        court_code="内0521",
    )
    session.execute(court)
    return court_id


def with_person(session: Session, account: str, *, active: bool = True) -> UUID:
    """Written without the columns that came later."""
    person_id = new_id()
    session.execute(
        insert(Person).values(id=person_id, account=account, name="吴敏", password_hash="", active=active)
    )
    return person_id


def stop(session: Session, organisation_id: UUID, on: date) -> None:
    """As an administrator did, with an account too, before the day was kept beside them."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(active=False))
    by, stopped = with_person(session, "guanliyuan"), with_person(session, "lizhi", active=False)
    for name, since, said in (
        (f"organisation:{organisation_id}", on, "停用组织"),
        (f"organisation:{organisation_id}", on + timedelta(5), "别的"),
        (f"person:{stopped}", on, "停用账号"),
    ):
        change = SettingChange(
            name=name,
            since=since,
            value=json.dumps(stored_message(say(said)), ensure_ascii=False),
            reason="撤并",
            made_at=datetime(2026, 9, 1, tzinfo=UTC),
            made_by=by,
        )
        session.add(change)


def test_the_setting_of_delegating_courts_becomes_rows_and_comes_back(empty_database: Database) -> None:
    """One of a court that nobody knows here stays in the settings, to be looked at."""
    migrate(empty_database, "0023")
    with empty_database.write_session() as session:
        court_id = with_court(session)
        session.add(Setting(name=DELEGATING, value="内0521=2025-01-01/2025-06-30; 内0521=2026-01-01/"))
        session.add(Setting(name=DELEGATING, since=date(2026, 3, 1), value="内9999=2025-01-01/"))
        session.commit()
    migrate(empty_database)
    with empty_database.read_session() as session:
        rows = session.scalars(select(CourtRegime).order_by(CourtRegime.from_on)).all()
        assert [(one.court_id, one.regime, one.from_on, one.until_on) for one in rows] == [
            (court_id, Regime.DELEGATION, date(2025, 1, 1), date(2025, 6, 30)),
            (court_id, Regime.DELEGATION, date(2026, 1, 1), None),
        ]
        left = session.scalars(select(Setting.value).where(Setting.name == DELEGATING)).all()
        assert left == ["内9999=2025-01-01/"]
    with empty_database.write_session() as session:
        session.execute(delete(Setting))
        session.commit()
    migrate(empty_database, "0023", down=True)
    with empty_database.read_session() as session:
        back = session.scalars(select(Setting.value).where(Setting.name == DELEGATING)).one()
    assert set(back.split(";")) == {"内0521=2025-01-01/2025-06-30", "内0521=2026-01-01/"}


def test_the_setting_of_courts_that_confirm_suits_becomes_rows_and_comes_back(
    empty_database: Database,
) -> None:
    """Each text of the setting held from its day until the next one did; since when a court is stopped is read off."""
    stopped_on = date(2026, 9, 1)
    migrate(empty_database, "0029")
    with empty_database.write_session() as session:
        court_id = with_court(session)
        session.add(Setting(name=CONFIRMING, value="内0521=2024-06-01/2025-06-30"))
        session.add(
            Setting(name=CONFIRMING, since=date(2025, 4, 1), value="内0521=2025-01-01/; 内9999=2025-01-01/")
        )
        session.commit()
    migrate(empty_database, "0044")
    with empty_database.write_session() as session:
        stop(session, court_id, stopped_on)
        session.commit()
    migrate(empty_database)
    with empty_database.read_session() as session:
        assert session.get_one(Organisation, court_id).stopped_on == stopped_on
        accounts = session.execute(select(Person.account, Person.stopped_on)).all()
        assert dict(accounts) == {"guanliyuan": None, "lizhi": stopped_on}
        rows = session.scalars(select(CourtRegime).order_by(CourtRegime.from_on)).all()
        assert [(one.court_id, one.regime, one.from_on, one.until_on) for one in rows] == [
            (court_id, Regime.CONFIRMS_SUITS, date(2025, 1, 1), date(2025, 3, 31)),
            (court_id, Regime.CONFIRMS_SUITS, date(2025, 4, 1), None),
        ]
        left = session.scalars(select(Setting.value).where(Setting.name == CONFIRMING)).all()
        assert left == ["内0521=2025-01-01/; 内9999=2025-01-01/"]  # to be looked at
    with empty_database.write_session() as session:
        session.execute(delete(Setting))
        session.commit()
    migrate(empty_database, "0029", down=True)
    with empty_database.read_session() as session:
        back = session.scalars(select(Setting.value).where(Setting.name == CONFIRMING)).one()
        assert session.scalars(select(CourtRegime)).all() == []
    assert set(back.split(";")) == {"内0521=2025-01-01/2025-03-31", "内0521=2025-04-01/"}


def test_whom_an_old_campaign_asked_is_kept_by_the_rule_of_its_time(empty_database: Database) -> None:
    """Committees of its villages that are in use, or were stopped since; none stopped before, and none next door."""
    migrate(empty_database, "0047")
    with empty_database.write_session() as session:
        court_id = with_court(session)
        for code, level in (
            ("150523000000", Level.COUNTY),
            ("150521100201", Level.VILLAGE),
            ("150523100201", Level.VILLAGE),
        ):
            session.add(Region(code=code, name=code, level=level, label=code, search_keys=""))
        session.flush()
        committees = {
            name: {
                "id": uuid4(),
                "kind": OrganisationKind.COMMITTEE,
                "level": Level.VILLAGE,
                "region_code": code,
                "name": name,
                "short_name": name,
                "active": stopped is None,
                "stopped_on": stopped,
            }
            for name, code, stopped in (
                ("在用", "150521100201", None),
                ("后来停用", "150521100201", date(2026, 1, 10)),
                ("早已停用", "150521100201", date(2025, 12, 31)),
                ("邻旗", "150523100201", None),
            )
        }
        session.execute(insert(Organisation.__table__).values([*committees.values()]))
        person_id = with_person(session, "qidudao")
        campaign = Campaign(
            organisation_id=court_id,
            region_code="150521000000",
            title="年前排查",
            instructions="逐户走访",
            category_codes=[],
            first_on=date(2026, 1, 1),
            last_on=date(2026, 1, 31),
            ordered_by=person_id,
            ordered_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(campaign)
        session.flush()
        expected = {(campaign.id, committees[name]["id"]) for name in ("在用", "后来停用")}
        session.commit()
    migrate(empty_database)
    with empty_database.read_session() as session:
        asked = session.execute(select(CampaignAsked.campaign_id, CampaignAsked.organisation_id)).all()
    assert {(one.campaign_id, one.organisation_id) for one in asked} == expected
