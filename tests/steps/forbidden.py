"""A move that the law forbids, and how it is seen that nobody makes it: every account tries, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import OLD_REGIME, at_court, at_the_centre
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.people import OTHER_COUNTY, VILLAGE
from mediation.demonstration.places import SINCE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, CaseEvent, Membership, Organisation, Person
from mediation.model.matters import LINKED
from mediation.model.types import new_id
from mediation.rules import acts
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotAllowed,
    NotThere,
    WrongState,
)
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import ConsentPurpose, MatterKind, OrganisationKind, Side
from mediation.services.change_parties import record_consent
from mediation.services.perform import perform
from tests.steps.conftest import TODAY
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
Act = Callable[[Player], object]
Start = Callable[[Installation, int], Player]
PERSONS = 8
"""From one case to the next of the invented people: the same kind of dispute, nobody twice."""
OWN = ""
"""No article speaks of it: the definition's own reason stands for one."""


@dataclass(frozen=True)
class Way:
    """How a case gets to where moves are forbidden: from its registration on, or further on another way."""

    start: Start | Way
    deeds: tuple[Act, ...] = ()

    def then(self, *deeds: Act) -> Way:
        return Way(self, deeds)


@dataclass(frozen=True)
class Move:
    """What is forbidden, by which article, where, and how whoever stands nearest to it is refused."""

    what: str
    article: str
    way: Way
    step: str
    nearest: str
    refused: type[MediationError] | str
    """The refusal; of what is wrong with what was given, the field."""
    matter: MatterKind = MatterKind.DISPUTE
    given: Callable[[Player], acts.Given] | None = None
    open_to: tuple[str, ...] = ()
    """Whose step it is, where the law forbids it to everybody else."""

    def __str__(self) -> str:
        law = self.article or REGISTRY.current(self.matter).step(self.step).law
        return f"{self.what} ({law})"


@cache
def village(story: str, *more: Act, account: str = "cunzhuren", days: int = 60) -> Way:
    """A dispute of the village, or of whose account it is, as far as that story goes, and what is done then."""

    def go(house: Installation, n: int) -> Player:
        player = Player(house, TODAY - timedelta(days))
        register(player, PERSONS * n, account)
        return player

    return Way(go, (STORY[story], *more))


def of_kind(*more: Act, category: str, labour: bool = False, land_title: bool = False) -> Way:
    """A dispute for which the law has something of its own."""

    def go(house: Installation, n: int) -> Player:
        player = Player(house, TODAY - timedelta(60))
        on = player.clock.today()
        parties = (
            invented_party(Side.APPLICANT, "王强", 2000 + n, on),
            invented_party(Side.RESPONDENT, "李四", 3000 + n, on),
        )
        given = dispute(on, parties, category, "争议", "请求", region=VILLAGE)
        player.register("cunzhuren", replace(given, labour=labour, land_title=land_title))
        return player

    return Way(go, more)


@cache
def at_the_courts_desk(*more: Act, on: date = TODAY - timedelta(60)) -> Way:
    return Way(lambda house, n: at_court(Player(house, on), PERSONS * n), more)


def before_2025(*more: Act) -> Way:
    return at_the_courts_desk(*more, on=OLD_REGIME)


def at_the_centres_desk(*more: Act) -> Way:
    return Way(lambda house, n: at_the_centre(Player(house, TODAY - timedelta(60)), PERSONS * n), more)


@cache
def waits(days: int) -> Act:
    """And nobody has looked at the clocks since."""
    return lambda player: player.wait(days)


@cache
def refuses(account: str, party: int = 1) -> Act:
    """A party says clearly that they do not want to mediate."""

    def say_no(player: Player) -> None:
        given = ConsentGiven(ConsentPurpose.MEDIATION, False, player.clock.today())
        perform(
            player.house,
            record_consent,
            actor=player.actor(account),
            case_id=player.case_id,
            party_id=player.parties[party],
            given=given,
        )

    return say_no


def settle_neighbours(house: Installation) -> None:
    """The next county's people of every office, beside those who have an account there already."""
    posts = (
        (OrganisationKind.JUSTICE_BUREAU, "supervisor"),
        (OrganisationKind.GOVERNANCE_CENTRE, "supervisor"),
        (OrganisationKind.GOVERNANCE_CENTRE, "centre_desk"),
        (OrganisationKind.DEPARTMENT, "department_officer"),
        (OrganisationKind.COURT, "court_clerk"),
        (OrganisationKind.COMMITTEE, "committee_head"),
    )
    with house.begin() as uow:
        for n, (kind, role) in enumerate(posts):
            place = uow.session.scalars(
                select(Organisation.id)
                .where(Organisation.kind == kind, Organisation.region_code == OTHER_COUNTY)
                .order_by(Organisation.name)
            ).first()
            assert place is not None
            person = Person(
                id=new_id(),
                account=f"linxian{n}",
                name=f"邻县{n}",
                password_hash="-",
                active=True,
                demonstration=True,
            )
            uow.session.add(person)
            uow.session.flush()
            uow.session.add(Membership(person_id=person.id, organisation_id=place, role=role, from_on=SINCE))
        uow.commit()


def accounts_of(house: Installation) -> list[str]:
    with house.read() as session:
        return list(session.scalars(select(Person.account).where(Person.active).order_by(Person.account)))


def what_stands(player: Player) -> object:
    """Where the case and everything in it stands, in which version, and how much its chain tells."""
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        stands: list[tuple[object, ...]] = [(case.state, case.is_open, case.version, case.organisation_id)]
        for table in dict.fromkeys(LINKED.values()):
            rows = session.execute(
                select(table.id, table.state, table.is_open, table.version)
                .where(table.case_id == case.id)
                .order_by(table.id)
            )
            stands += [tuple(row) for row in rows]
        told = select(func.count()).select_from(CaseEvent)
        return stands, session.scalar(told)


class Cases:
    """Each way is gone once, in a case of people of its own; who goes further goes on in the same case."""

    def __init__(self, house: Installation) -> None:
        self._house, self._begun, self._there = house, 0, dict[Way, Player]()

    def at(self, way: Way) -> Player:
        if way not in self._there:
            self._there[way] = player = self._begin(way.start)
            for deed in way.deeds:
                deed(player)
        return self._there[way]

    def _begin(self, start: Start | Way) -> Player:
        if isinstance(start, Way):
            player = self.at(start)
            del self._there[start]
            return player
        self._begun += 1
        return start(self._house, self._begun)


def breaches(house: Installation, moves: Iterable[Move]) -> Iterator[str]:
    """Every move, tried by every account: where it was made, or refused otherwise than for what it is."""
    accounts, cases = accounts_of(house), Cases(house)
    for move in moves:
        yield from _breaches(move, cases.at(move.way), accounts)


def _breaches(move: Move, player: Player, accounts: list[str]) -> Iterator[str]:
    step = REGISTRY.current(move.matter).step(move.step)
    shape = step.act.given if step.act else acts.Nothing
    given = move.given(player) if move.given else object.__new__(shape)
    before = what_stands(player)
    for account in accounts:
        if account in move.open_to:
            continue
        wrong = _tried(move, player, account, given)
        if wrong is not None:
            yield f"{move}: {account} {wrong}"
    if what_stands(player) != before:
        yield f"{move}: something has changed"


def _tried(move: Move, player: Player, account: str, given: acts.Given) -> str | None:
    duty = player.duties()[0] if move.matter is MatterKind.PERFORMANCE else None
    try:
        player.step(account, move.step, given, "有理由", move.matter, duty)
    except BadInput as refusal:
        if isinstance(move.refused, str) and move.refused in {problem.field for problem in refusal.problems}:
            return None
        return f"is asked for something else: {[str(problem) for problem in refusal.problems]}"
    except MediationError as refusal:
        if account == move.nearest and type(refusal) is not move.refused:
            return f"reads {type(refusal).__name__}: {refusal}"
        if isinstance(refusal, NotThere | NotAllowed | WrongState | ConditionsUnmet):
            return None
        return f"reads {type(refusal).__name__}"
    return "has made it"
