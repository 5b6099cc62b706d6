"""Three more endings: arbitration before the court for labour, the government first for land title, and for contracted
land its own arbitration, which bars nobody from the court."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mediation.bootstrap import Installation
from mediation.demonstration.people import TOWNSHIP
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.rules.vocabulary import Side


def play_backstops(house: Installation, today: date) -> Iterator[str]:
    """A labour dispute, one over whose land it is, one over land that was contracted."""
    for n, (step, category, what) in enumerate(
        (
            ("go_to_arbitration", "labour", "在砖厂务工，解除合同的补偿金有争议。"),
            ("go_to_government", "forest_land", "两家对一块林地的使用权各执一词，均无证书。"),
            ("go_to_land_arbitration", "forest_land", "承包地转包到期，对方不交回，转包费也有争议。"),
        )
    ):
        player = Player(house, today - timedelta(days=11 + n))
        on = player.clock.today()
        parties = (
            invented_party(Side.APPLICANT, "孟和", 700 + n, on),
            invented_party(Side.RESPONDENT, "朱永福", 720 + n, on),
        )
        given = dispute(
            on,
            parties,
            category,
            what,
            "依法解决",
            region=TOWNSHIP,
            labour=step == "go_to_arbitration",
            land_title=step == "go_to_government",
        )
        player.register("zhenzhuren", given)
        player.step("zhenzhuren", "skip_settlement", reason="当事人直接申请调解")
        player.step("zhenzhuren", step, reason="调解不成，当事人选择法定途径")
        yield step
