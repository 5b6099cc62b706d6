"""The export log on both databases: people and accounts of the machine in one list, within the area that is watched."""

from __future__ import annotations

from datetime import date

from mediation.bootstrap import Installation
from mediation.demonstration.people import COUNTY, OTHER_COUNTY
from mediation.demonstration.player import Player
from mediation.readmodels.export_log import ExportsAsked, all_exports, export_log
from mediation.rules.exports import ExportKind
from mediation.services.note_export import note_export
from mediation.services.note_operator_export import note_operator_export
from mediation.services.perform import perform

TODAY = date(2026, 11, 23)


def test_equal_exports_are_lines_of_their_own_beside_those_of_the_machine(house: Installation) -> None:
    player = Player(house, TODAY)
    taken = {"what": {"report": "pdf"}, "lines": 7, "digest": bytes(range(32))}
    for account, code in (("qidudao", COUNTY), ("qidudao", COUNTY), ("shidudao", OTHER_COUNTY)):
        perform(player.house, note_export, actor=player.actor(account), region_code=code, **taken)
    with player.house.begin() as uow:
        by_command = {"what": {"page": "backlog"}, "lines": 3, "digest": bytes(32)}
        note_operator_export(uow, clock=player.clock, operator="root", region_code=COUNTY, **by_command)
        uow.commit()
    with player.house.read() as session:
        county = export_log(session, player.actor("qidudao"), ExportsAsked(), 1)
        city = export_log(session, player.actor("shidudao"), ExportsAsked(region_code=OTHER_COUNTY), 1)
        machine = all_exports(session, ExportsAsked(who="ro", first=TODAY, last=TODAY), 10)
        earlier = all_exports(session, ExportsAsked(last=date(2026, 11, 22)), 10)
    assert [(one.operator, one.kind, one.lines) for one in county.rows] == [
        (True, ExportKind.BACKLOG, 3),
        (False, ExportKind.REPORT, 7),
        (False, ExportKind.REPORT, 7),
    ]
    assert (county.total, county.rows[1].what, county.rows[1].digest[-4:]) == (3, {"report": "pdf"}, "1e1f")
    assert [one.area for one in city.rows] == ["开鲁县"]
    assert [one.who for one in machine] == ["root"]
    assert earlier == ()
