"""What a refusal leaves: a line that says who was refused what, and nothing that anybody typed."""

from __future__ import annotations

import logging

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.rules.errors import NotThere
from tests.steps.conftest import TODAY


@pytest.mark.parametrize(("step", "told"), [("skip_settlement", " skip_settlement"), ("skip\nrefused", "")])
def test_a_refused_step_is_told_in_the_log_without_what_was_typed(
    house: Installation, caplog: pytest.LogCaptureFixture, step: str, told: str
) -> None:
    player = Player(house, TODAY)
    register(player, 1, "cunzhuren")
    with caplog.at_level(logging.INFO), pytest.raises(NotThere):
        player.step("lincun", step, reason="邻村的人想看一眼")
    (line,) = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    person = player.actor("lincun").person_id
    assert line == f"refused take_step{told} of {player.case_id} to {person}: NotThere"
