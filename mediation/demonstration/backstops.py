"""Two more endings: arbitration before the court for labour, the government's decision first for land title."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mediation.bootstrap import Installation
from mediation.demonstration.people import TOWNSHIP
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.rules.vocabulary import Side


def play_backstops(house: Installation, today: date) -> Iterator[str]:
    """A labour dispute that goes to arbitration, a title dispute that goes to the government."""
    for n, (step, labour, category, what) in enumerate(
        (
            ("go_to_arbitration", True, "labour", "在砖厂务工，解除合同的补偿金有争议。"),
            ("go_to_government", False, "forest_land", "两家对一块林地的使用权各执一词，均无证书。"),
        )
    ):
        player = Player(house, today - timedelta(days=11 + n))
        on = player.clock.today()
        parties = (
            invented_party(Side.APPLICANT, "孟和", 700 + n, on),
            invented_party(Side.RESPONDENT, "朱永福", 720 + n, on),
        )
        given = dispute(
            on, parties, category, what, "依法解决", region=TOWNSHIP, labour=labour, land_title=not labour
        )
        player.register("zhenzhuren", given)
        player.step("zhenzhuren", "skip_settlement", reason="当事人直接申请调解")
        player.step("zhenzhuren", step, reason="调解不成，当事人选择法定途径")
        yield step
