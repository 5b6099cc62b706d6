"""Who of the demonstration's mediators is full time since when, and what they were trained in this quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Membership, Organisation
from mediation.rules.vocabulary import Engagement, Level
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.directory.mediators import note_engagement, note_training
from mediation.services.directory.trainings import TrainingGiven
from mediation.services.perform import perform
from mediation.services.statistical_rows import MEDIATING

KEEPER = "guanliyuan"
NOTED = 120
"""Days before today on which the mediators were noted."""
TRAININGS = (
    (75, 2, 16, "新任人民调解员岗前培训", "通辽市司法局"),
    (38, 2, 8, "婚姻家庭和邻里纠纷的调解方法", "科尔沁左翼中旗司法局"),
    (31, 3, 4, "司法确认的条件和材料", "科尔沁左翼中旗人民法院"),
    (9, 2, 8, "农牧区土地草场纠纷的法律和政策", "科尔沁左翼中旗司法局"),
)
"""Days before today, which of how many attended, 学时, in what, by whom."""


def furnish_force(house: Installation, today: date) -> Iterator[UUID]:
    """All of them but every ninth, of whom nothing was noted yet."""
    player = Player(house, today - timedelta(days=NOTED))
    mediators = _mediators(player)
    for n, (person_id, level) in enumerate(mediators):
        full = level is not Level.VILLAGE or n % 4 == 0
        if n % 9 == 8:
            continue
        yield perform(
            player.house,
            note_engagement,
            actor=player.actor(KEEPER),
            person_id=person_id,
            engagement=Engagement.FULL_TIME if full else Engagement.PART_TIME,
            from_on=player.clock.today() - timedelta(days=30 * (n % 12)),
            reason="聘任人民调解员的通知",
        )
    for ago, each, hours, subject, held_by in TRAININGS:
        player.clock.move_to(today - timedelta(days=ago))
        given = TrainingGiven(held_on=player.clock.today(), hours=hours, subject=subject, held_by=held_by)
        for person_id, _ in mediators[::each]:
            yield perform(
                player.house, note_training, actor=player.actor(KEEPER), person_id=person_id, given=given
            )


def _mediators(player: Player) -> list[tuple[UUID, Level]]:
    """Each with the widest level at which they mediate, in the order of the places."""
    with player.house.read() as session:
        rows = session.execute(
            select(Membership.person_id, func.min(Organisation.region_code), Organisation.level)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Organisation.kind.in_(MEDIATING), Membership.role.in_(MAY_MEDIATE))
            .group_by(Membership.person_id, Organisation.level)
            .order_by(func.min(Organisation.region_code), Membership.person_id)
        )
        found: dict[UUID, Level] = {}
        for person_id, _, level in rows:
            found.setdefault(person_id, level)
        return list(found.items())
