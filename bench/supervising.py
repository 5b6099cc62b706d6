"""What supervisors ask for beside the backlog: a year's statistics, assessment, subsidies, warnings, campaigns."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.backlog import CITY, COUNTY, house_of
from bench.measure import Row
from bench.official_rows import fill_official
from mediation.bootstrap import Installation
from mediation.demonstration.padded import LAST, quarter
from mediation.demonstration.player import Player
from mediation.demonstration.subsidies import RULE, SCHEME
from mediation.model import Campaign, CampaignReport, Organisation, Person, Screening
from mediation.model.types import new_id
from mediation.readmodels.official_table import official
from mediation.readmodels.statistics import statistics
from mediation.rules.padding.looked import Limits
from mediation.rules.padding.sampling import draw, risks
from mediation.rules.padding.signs import find_signs
from mediation.services.claim_subsidy import draw_up_claim
from mediation.services.keep_scheme import draft_scheme, start_scheme
from mediation.services.keep_subsidy_rule import draft_subsidy_rule, start_subsidy_rule
from mediation.services.look_for_warnings import look_at_weeks
from mediation.services.order_campaign import CampaignGiven, asked_in, order_campaign
from mediation.services.perform import perform
from web import create_app

PERSON = "shidudao"


def measure(*, folder: Path, cases: int, requests: int) -> Iterator[Row]:
    """Over `cases` of three years on SQLite, a fifth of them open; pages in process, one after the other."""
    with house_of(folder, "SQLite", cases, cases // 5) as house:
        if not _filled(house):
            fill_official(house)
        yield from over(house, f"{cases:,} cases", requests)


def over(house: Installation, name: str, requests: int) -> Iterator[Row]:
    gc.collect()
    gc.freeze()  # as web/wsgi.py does
    today = house.clock.today()
    year, quarter_name = today.year - 1, f"{today.year - 1}Q4"
    _scheme(house, year)
    for what, path in (
        ("statistics of a city's year, page", f"/statistics?region={CITY}&period={year}"),
        ("statistics of a county's quarter, page", f"/statistics?region={COUNTY}&period={quarter_name}"),
        ("assessment of a city's year, page", f"/assessments?region={CITY}&period={year}"),
    ):
        yield _row(f"{what}, {name}", *_page(house, path, requests))
    yield _row(
        f"official table of a city's year as a spreadsheet, {name}", *_once(lambda: _table(house, year))
    )
    claim: list[UUID] = []
    yield _row(
        f"subsidies of a county's quarter drawn up, {name}",
        *_once(lambda: claim.append(_claim(house, quarter_name))),
    )
    yield _row(
        f"subsidies of a county's quarter, page, {name}",
        *_page(house, f"/subsidies/claims/{claim[0]}", requests, "qidudao"),
    )
    yield _row("signs of padding and the sample of a quarter of 960 dossiers", *_once(_padding))
    yield _row(f"early warning: the first look at all weeks, {name}", *_once(lambda: look_at_weeks(house)))
    campaign = _campaign(house)
    yield _row(
        "campaign of 2,568 villages that have reported, page of the city",
        *_page(house, f"/campaigns/{campaign}", requests),
    )


def _row(what: str, seconds: float, used: float) -> Row:
    return Row(what, f"{seconds:.2f} s", f"{used:.2f} s of one core", "")


def _once(work: Callable[[], object]) -> tuple[float, float]:
    started, used = perf_counter(), process_time()
    work()
    return perf_counter() - started, process_time() - used


def _page(house: Installation, path: str, requests: int, account: str = PERSON) -> tuple[float, float]:
    """The middle one of some requests, after one that is not counted."""
    from bench.backlog import signed_in

    client = signed_in(create_app(house), house, account)

    def ask() -> None:
        answer = client.get(path, base_url="http://127.0.0.1:8000/")
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    ask()
    taken = sorted(_once(ask) for _ in range(requests))
    return taken[len(taken) // 2]


def _filled(house: Installation) -> bool:
    from mediation.model import CaseNumber

    with house.read() as session:
        return session.scalar(select(CaseNumber.id).limit(1)) is not None


def _do(house: Installation, account: str, use_case: Any, **given: Any) -> UUID:
    actor = Player(house, house.clock.today()).actor(account)
    made: UUID = perform(house, use_case, actor=actor, **given)
    return made


def _scheme(house: Installation, year: int) -> None:
    scheme = _do(house, PERSON, draft_scheme, region_code=CITY, year=year, items=SCHEME)
    _do(house, PERSON, start_scheme, scheme_id=scheme, reason="量一量")


def _table(house: Installation, year: int) -> None:
    actor, today = Player(house, house.clock.today()).actor(PERSON), house.clock.today()
    with house.read() as session:
        page = statistics(session, actor, house.clock.now(), today, CITY, str(year))
    house.spreadsheets.official(official(page, "导出", today))


def _claim(house: Installation, named: str) -> UUID:
    rule = _do(house, "qidudao", draft_subsidy_rule, region_code=COUNTY, given=RULE)
    start = {"rule_id": rule, "from_on": date(int(named[:4]), 1, 1), "reason": "量一量"}
    _do(house, "qidudao", start_subsidy_rule, **start)
    return _do(house, "qidudao", draw_up_claim, region_code=COUNTY, named=named)


def _padding() -> None:
    made = quarter(300)
    cases = [one.case_id for one in made.dossiers]
    draw(cases, risks(find_signs(made.dossiers, frozenset(cases), LAST, Limits())), "seed", 20)


def _campaign(house: Installation) -> UUID:
    """Ordered by the service; the villages' answers are written as rows, one in ten found something."""
    today = house.clock.today()
    given = CampaignGiven(
        region_code=CITY,
        title="春耕前排查",
        instructions="逐户走访",
        category_codes=(),
        first_on=today,
        last_on=today + timedelta(days=14),
    )
    campaign_id = _do(house, PERSON, order_campaign, given=given)
    with house.begin() as uow:
        person = uow.session.scalars(select(Person.id).order_by(Person.id)).first()
        region = uow.session.get_one(Campaign, campaign_id).region_code
        villages = uow.session.scalars(select(Organisation.id).where(asked_in(region))).all()
        seen = [
            Screening(
                id=new_id(),
                organisation_id=village,
                screened_on=today,
                found=int(n % 10 == 0),
                prevented=0,
                noted_by=person,
                noted_at=house.clock.now(),
            )
            for n, village in enumerate(villages)
        ]
        uow.session.add_all(seen)
        uow.session.flush()
        uow.session.add_all(
            CampaignReport(campaign_id=campaign_id, organisation_id=one.organisation_id, screening_id=one.id)
            for one in seen
        )
        uow.commit()
    return campaign_id
