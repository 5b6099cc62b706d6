"""Figures asked for at the command line: whose eyes they are for, and the note of it before they are said."""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mediation.commands import acting_as

if TYPE_CHECKING:
    from mediation.bootstrap import Installation
    from mediation.rules.actor import Actor

AS = "用谁的账号 whose eyes；不写的不显示小数目 small groups are left out without it；都有记录 recorded either way"
OPERATOR = "系统运维人员"
log = logging.getLogger(__name__)


def whose(house: Installation, account: str, region_code: str) -> Actor | None:
    """The supervisor of the area that the figures are for; None without an account. NotThere for somebody else's."""
    from mediation.rules.errors import NotThere
    from mediation.rules.policy import may_read_area

    if not account:
        return None
    actor = acting_as(house, account)
    if not may_read_area(actor, region_code):
        raise NotThere
    return actor


def machine_account() -> str:
    """Of the process itself: what the environment says can be set by anybody."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a number without a name
        return f"uid {os.getuid()}"


def note_taken(
    house: Installation,
    actor: Actor | None,
    region_code: str,
    what: Mapping[str, str],
    lines: int,
    content: bytes,
) -> None:
    """Written down before anything is said: by whom, or from which account of the machine."""
    from mediation.services.note_export import note_export
    from mediation.services.note_operator_export import note_operator_export
    from mediation.services.perform import perform

    noted = {**what, "by": "command", "machine": machine_account()}
    digest = hashlib.sha256(content).digest()
    if actor is not None:
        perform(
            house,
            note_export,
            actor=actor,
            region_code=region_code,
            what=noted,
            lines=lines,
            digest=digest,
        )
    else:
        with house.begin() as uow:
            note_operator_export(
                uow,
                clock=house.clock,
                operator=noted["machine"],
                region_code=region_code,
                what=noted,
                lines=lines,
                digest=digest,
            )
            uow.commit()
    who = actor.name if actor else "the operator"
    log.info("figures of %s taken by %s, from %s", region_code, who, noted["machine"])
