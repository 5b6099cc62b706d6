"""Lists of organisations and divisions change only what they name, and an area's courts are its own administrator's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Organisation, Region, RegionChange
from mediation.rules.errors import BadInput
from mediation.services.import_divisions import Division, import_divisions
from mediation.services.import_organisations import OrganisationGiven, import_organisations
from mediation.services.note_court_approval import note_court_approval
from mediation.services.perform import perform
from tests.steps.conftest import TODAY

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
COURT, OTHER = "科尔沁左翼中旗人民法院", "开鲁县人民法院"


def row_of(house: Installation, name: str) -> OrganisationGiven:
    with house.read() as session:
        found = session.scalars(select(Organisation).where(Organisation.name == name)).one()
        return OrganisationGiven(
            kind=found.kind.value, name=name, region_code=found.region_code, short_name=found.short_name
        )


def imported(house: Installation, *rows: OrganisationGiven) -> None:
    with house.begin() as uow:
        import_organisations(uow, rows, TODAY)
        uow.commit()


def code_of(house: Installation, name: str) -> str | None:
    with house.read() as session:
        return session.scalars(select(Organisation.court_code).where(Organisation.name == name)).one()


def test_a_column_that_is_not_there_changes_nothing(house: Installation) -> None:
    imported(house, row_of(house, COURT))
    assert code_of(house, COURT) == "内0521"
    imported(house, replace(row_of(house, COURT), court_code=""))
    assert code_of(house, COURT) is None


@pytest.mark.parametrize(
    ("changed", "field"), [({"kind": "committee"}, "1.kind"), ({"court_code": "内0521"}, "1.court_code")]
)
def test_another_kind_and_another_courts_code_are_refused_at_their_cell(
    house: Installation, changed: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        imported(house, replace(row_of(house, OTHER), **changed))
    assert [one.field for one in refused.value.problems] == [field]


def test_an_administrator_notes_nothing_for_a_court_elsewhere(house: Installation) -> None:
    player = Player(house, TODAY)
    administrator = player.actor("guanliyuan")
    post = replace(administrator.posts[0], region_code="150521000000")
    with pytest.raises(BadInput) as refused:
        perform(
            player.house,
            note_court_approval,
            actor=replace(administrator, posts=(post,)),
            court_id=player.organisation(OTHER),
            from_on=TODAY,
            paper="会议纪要",
        )
    assert [one.field for one in refused.value.problems] == ["court_id"]


def test_a_division_that_the_list_names_again_is_in_use_again(house: Installation) -> None:
    """What lay in it stays where it was; only that it came back is told."""
    with house.read() as session:
        listed = [Division(one.code, one.name) for one in session.scalars(select(Region))]
    gone = next(one.code for one in listed if one.code.endswith("200") and one.code.startswith("150521"))

    def published(*divisions: Division) -> tuple[int, int, int]:
        with house.begin() as uow:
            counted = import_divisions(uow, divisions, TODAY, lambda name: ())
            uow.commit()
            return counted

    def in_use(code: str) -> bool:
        with house.read() as session:
            return session.get_one(Region, code).valid_until is None

    assert published(*(one for one in listed if one.code != gone)) == (0, 0, 1)
    assert not in_use(gone)
    assert published(*listed) == (1, 0, 0)
    assert in_use(gone)
    assert published(*listed) == (0, 0, 0)
    with house.read() as session:
        told = select(RegionChange.change).where(RegionChange.region_code == gone).order_by(RegionChange.id)
        assert session.scalars(told).all()[-2:] == ["retired", "returned"]
