"""A few disputes in other villages, townships and counties, so that the backlog has an area to show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import MATTERS
from mediation.demonstration.people import HEAD, PRINCIPAL, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Membership, Person
from mediation.rules.acts import ObligationDrawn
from mediation.rules.vocabulary import ObligationKind, Side

STAGES = 4


def play_elsewhere(house: Installation, today: date) -> Iterator[str]:
    """One dispute for everybody who does all the work of a committee; each goes a different way far."""
    known = {one.account for one in PRINCIPAL}
    with house.read() as session:
        accounts = list(
            session.scalars(
                select(Person.account)
                .join(Membership, Membership.person_id == Person.id)
                .where(Person.demonstration, Membership.role == HEAD)
                .order_by(Person.account)
            )
        )
    for n, account in enumerate(["kailu", "lincun", *(a for a in accounts if a not in known)]):
        _play(Player(house, today - timedelta(days=1 + n * 5 % 50)), account, n)
        yield account


def _play(player: Player, account: str, n: int) -> None:
    on, place = player.clock.today(), player.actor(account).posts[0]
    category, narrative, claim = MATTERS[n % len(MATTERS)]
    parties = (
        invented_party(Side.APPLICANT, invented_name(n + 40), 2000 + 2 * n, on),
        invented_party(Side.RESPONDENT, invented_name(n + 61), 2001 + 2 * n, on),
    )
    player.register(account, dispute(on, parties, category, narrative, claim, region=place.region_code))
    if n % STAGES == 0:
        return
    player.step(account, "skip_settlement", reason="当事人直接申请调解")
    player.accept(account)
    if n % STAGES == 1:
        return
    player.appoint(account, account)
    player.sit(account, "双方陈述经过，调解员讲明法律。", "双方愿意协商", place.organisation_name)
    if n % STAGES == 3:
        player.agree(account, narrative, _promise(player), oral=True)


def _promise(player: Player) -> tuple[ObligationDrawn, ...]:
    debtor, creditor = player.parties[1], player.parties[0]
    return (
        ObligationDrawn(
            kind=ObligationKind.APOLOGY, debtor_id=debtor, creditor_id=creditor, what="当面赔礼道歉"
        ),
    )
