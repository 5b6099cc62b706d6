"""Each number of the backlog stands up: its list holds as many cases, a recount agrees, a past day stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import pytest
from furnished import COUNTY, OTHER_COUNTY, House, furnished_house
from sqlalchemy import select, update

from mediation.model import Case, Export, Person, WebSession
from mediation.readmodels import backlog_then
from mediation.readmodels.actors import load_actor
from mediation.readmodels.backlog import narrowed_to, scope_of
from mediation.readmodels.backlog_cells import start_of
from mediation.readmodels.backlog_figures import figures
from mediation.readmodels.backlog_matrix import Group, open_groups
from mediation.readmodels.backlog_recount import differences
from mediation.readmodels.backlog_then import hidden_of, known_figures
from mediation.readmodels.known_lines import known_lines
from mediation.rules.backlog import AgeBand, median_and_ninth, registered_between
from mediation.rules.vocabulary import Level, MatterKind
from mediation.services.case_lines import lines_of
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step

CITY, TOWNSHIP = "150500000000", "150521100000"
NUMBER = re.compile(r'<a href="(/backlog/cases\?[^"]+)">([\d,]+)</a>')
NAMES = ("张三", "李四", "王五", "其木格")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def numbers(page: str) -> dict[str, int]:
    """Every number that leads somewhere, by its address."""
    return {unescape(address): int(n.replace(",", "")) for address, n in NUMBER.findall(page)}


def listed(page: str) -> int:
    """How many cases a list says it holds."""
    found = re.search(r"（([\d,]+) 条）", page)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("query", ["", "&category={category}&weeks=4", "&on=2026-11-16"])
def test_every_number_leads_to_exactly_as_many_cases(house: House, query: str) -> None:
    with house.installation.read() as session:
        query = query.format(category=session.scalars(select(Case.category_code)).first())
    who = house.browser("supervisor")
    followed = numbers(who.get(f"/backlog?region={COUNTY}{query}").text)
    assert len(followed) > 10
    wrong = {a: n for a, n in followed.items() if listed(who.get(a).text) != n}
    assert wrong == {}


def test_organisations_lead_to_their_cases_and_to_a_page_of_their_own(house: House) -> None:
    who = house.browser("supervisor")
    page = who.get(f"/backlog/organisations?region={COUNTY}&weeks=52&sort=entered").text
    followed = numbers(page)
    assert len(followed) > 5
    assert {a: n for a, n in followed.items() if listed(who.get(a).text) != n} == {}
    (chosen,) = {_asked(address)["organisation"] for address in list(followed)[:1]}
    only = who.get(f"/backlog?region={COUNTY}&weeks=52&organisation={chosen}").text
    within = numbers(only)
    assert within
    assert all(_asked(address)["organisation"] == chosen for address in within)
    assert {a: n for a, n in within.items() if listed(who.get(a).text) != n} == {}
    assert who.get(f"/backlog?region={COUNTY}&organisation={'0' * 32}").status_code == 404
    assert who.get(f"/backlog/organisations?region={OTHER_COUNTY}").status_code == 404


@pytest.mark.parametrize("on", [{}, {"on": "2026-11-16"}], ids=["now", "then"])
def test_what_was_chosen_stays_whatever_is_followed_or_sent(house: House, on: dict[str, str]) -> None:
    with house.installation.read() as session:
        category = session.scalars(select(Case.category_code)).first() or ""
    chosen = {"weeks": "26", "category": category, "source": "application", "kind": "committee"}
    chosen |= {"mark": "elderly", **on}
    who = house.browser("supervisor")
    shown = [who.get("/backlog", query_string={"region": code, **chosen}).text for code in (COUNTY, TOWNSHIP)]
    listed = {"region": TOWNSHIP, "figure": "open", "state": "mediating", **chosen}
    lists = who.get("/backlog/cases", query_string=listed).text
    followed = [address for page in (*shown, lists) for address in _followed(page)]
    lost = [address for address in followed if not chosen.items() <= _asked(address).items()]
    assert len(followed) > 5
    assert lost == [f"/backlog?region={code}" for code in (COUNTY, TOWNSHIP)]  # the button that clears them
    for page, code in zip(shown, (COUNTY, TOWNSHIP), strict=True):
        past, filters = re.findall(r'<form method="get" action="/backlog".*?</form>', page, re.DOTALL)
        assert _sent(filters) == {"region": code, **chosen}
        assert _sent(past) == {"region": code, **chosen, "on": on.get("on", "2026-11-23")}


def _followed(page: str) -> list[str]:
    """Where the main part of a page leads within the backlog: to areas and to lists."""
    found = re.findall(r' href="(/backlog(?:/cases)?(?:\?[^"]*)?)"', page[page.index("<main") :])
    return [unescape(address) for address in found]


def _asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def _sent(form: str) -> dict[str, str]:
    """What a browser sends of a form that nothing was changed in."""
    typed = re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
    picked = re.findall(r'<select[^>]* name="([^"]+)"(.*?)</select>', form, re.DOTALL)
    chosen = {name: re.search(r'value="([^"]*)"[^>]* selected', options) for name, options in picked}
    return dict(typed) | {name: found[1] for name, found in chosen.items() if found}


def test_the_page_agrees_with_a_slow_recount(house: House) -> None:
    installation = house.installation
    with installation.read() as session:
        for code in (CITY, COUNTY, OTHER_COUNTY):
            assert (
                differences(
                    session, installation.registry, code, installation.clock.now(), installation.clock.today()
                )
                == []
            )


def test_a_past_day_stays_as_it_was_known(house: House) -> None:
    installation, case = house.installation, house.plan.cases["mediating"]
    then = installation.clock.today()

    def groups(on: date | None) -> set[Group]:
        with installation.read() as session:
            scope = scope_of(installation.registry, COUNTY, installation.clock.today())
            if on is None:
                return set(open_groups(session, scope, Level.COUNTY))
            return set(known_figures(session, installation.registry, scope, Level.COUNTY, on).groups)

    def told(on: date | None) -> tuple[object, ...]:
        """Everything else that the page counts."""
        with installation.read() as session:
            now = installation.clock.now()
            scope = scope_of(installation.registry, COUNTY, installation.clock.today(), narrowed_to(then, 52))
            if on is None:
                found = figures(session, scope, Level.COUNTY, now)
            else:
                found = known_figures(session, installation.registry, scope, Level.COUNTY, on)
        moved, beside = found.moved, found.beside
        return (
            *(+moved.entered, +moved.ended, +moved.stays, +moved.left, +moved.concluded, +moved.paths),
            *(moved.standing, found.courts, beside, {(one.person_id, one.open) for one in moved.loads}),
        )

    before, others = groups(None), told(None)
    assert groups(then) == before
    assert told(then) == others
    who = house.browser("supervisor")
    address = f"/backlog?region={COUNTY}&weeks=26"
    today = numbers(who.get(address).text)
    house.clock.instant += timedelta(days=3)
    with installation.begin() as uow:
        person = uow.session.scalars(select(Person.id).where(Person.account == "head")).one()
        actor = load_actor(uow.session, person, installation.registry, installation.clock.today())
        assert actor is not None
        withdrawn = StepCommand(
            matter=MatterKind.DISPUTE, matter_id=case.id, step="withdraw", reason="不调了", way_given=True
        )
        take_step(uow, actor=actor, clock=installation.clock, command=withdrawn)
        now = installation.clock.now()
        uow.session.execute(update(WebSession).values(started_at=now, seen_at=now))
        uow.commit()
    assert sum(group.open for group in groups(None)) == sum(group.open for group in before) - 1
    assert groups(then) == before
    assert told(then) == others
    past = numbers(who.get(f"{address}&on={then}").text)
    assert {f"{a}&on={then}": n for a, n in today.items()} == past
    assert {a: n for a, n in past.items() if listed(who.get(a).text) != n} == {}


def test_a_past_day_is_replayed_to_what_every_case_says_of_today(house: House) -> None:
    installation, today = house.installation, house.installation.clock.today()
    with installation.read() as session:
        ids = session.scalars(select(Case.id)).all()
        end = start_of(today + timedelta(days=1))
        replayed = {one.case_id: one for one in known_lines(session, installation.registry, ids, today, end)}
        said = {
            one.case_id: one for one in lines_of(session, ids, tuple(sorted(installation.registry.periods)))
        }
        assert len(said) > 20
        assert replayed == said
        scope = scope_of(installation.registry, OTHER_COUNTY, today)
        assert hidden_of(session, scope, ids) >= set(
            session.scalars(select(Case.id).where(Case.region_code.startswith(COUNTY[:6])))
        )
        assert hidden_of(session, scope_of(installation.registry, CITY, today), ids) == set()


@pytest.mark.parametrize("most", [0, None])
def test_an_old_day_is_replayed_whole_or_where_that_takes_too_long_only_what_was_open(
    house: House, monkeypatch: pytest.MonkeyPatch, most: int | None
) -> None:
    """Weeks that the tallies no longer hold."""
    then, who, asked = house.clock.today(), house.browser("supervisor"), f"region={COUNTY}&weeks=26"
    today = numbers(who.get(f"/backlog?{asked}").text)
    house.clock.instant += timedelta(days=420)
    with house.installation.begin() as uow:
        now = house.installation.clock.now()
        uow.session.execute(update(WebSession).values(started_at=now, seen_at=now))
        uow.commit()
    asked = f"{asked}&on={then}"
    if most is not None:
        monkeypatch.setattr(backlog_then, "MOST_REPLAYED", most)
        assert who.get(f"/backlog/cases?{asked}&figure=ended").status_code == 404
        shown = numbers(who.get(f"/backlog?{asked}").text)
        assert {_asked(a)["figure"] for a in shown} == {"open"}
    else:
        shown = numbers(who.get(f"/backlog?{asked}").text)
        assert {f"{a}&on={then}": n for a, n in today.items()} == shown
        assert {"entered", "danger"} <= {_asked(a)["figure"] for a in shown}
    assert {a: n for a, n in shown.items() if listed(who.get(a).text) != n} == {}


def test_a_list_taken_along_is_noted_marked_and_holds_no_formula(house: House) -> None:
    who = house.browser("supervisor")
    with house.installation.begin() as uow:
        case = uow.session.scalars(select(Case).where(Case.is_open)).first()
        assert case is not None
        case.number = '=HYPERLINK("http://x","y")'
        uow.commit()
    answer = who.post("/backlog/export/cases", {"region": COUNTY, "figure": "open", "_key": "k" * 20})
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "&apos;=HYPERLINK" in sheet or "'=HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert "陈志远（科左中旗司法局）2026年11月23日" in sheet
    assert not any(name in sheet for name in NAMES)
    again = who.post("/backlog/export/cases", {"region": COUNTY, "figure": "open", "_key": "k" * 20})
    assert again.status_code == 200  # from the page that stayed open
    with house.installation.read() as session:
        noted, _ = session.scalars(select(Export).order_by(Export.made_at, Export.id))
        assert (noted.region_code, noted.what["figure"]) == (COUNTY, "open")
        assert noted.lines == sheet.count("<row ") - 4


def test_figures_taken_along_and_the_wall_screen_show_no_small_group(house: House) -> None:
    who = house.browser("supervisor")
    screen = who.get(f"/backlog/screen?region={COUNTY}").text
    assert "＊" in screen
    assert not any(name in screen for name in (*NAMES, "王芳"))
    answer = who.post("/backlog/export/figures", {"region": COUNTY, "_key": "k" * 20})
    with ZipFile(BytesIO(answer.data)) as book:
        numbers_in = [
            int(n) for name in book.namelist() if "worksheets/sheet" in name
            for n in re.findall(r"<c r=\"[B-G]\d+\"><v>(\d+)</v>", book.read(name).decode())
        ]  # fmt: skip
    assert not [n for n in numbers_in if 0 < n < 5]


def test_the_page_loads_charts_only_where_they_are_and_says_the_same_without_them(house: House) -> None:
    who = house.browser("supervisor")
    assert "echarts" in who.get("/backlog").text
    assert "echarts" not in who.get("/").text
    assert "style=" not in re.sub(r'data-chart="[^"]*"', "", who.get("/backlog").text)


def test_the_median_and_the_ninth_of_ten_by_nearest_rank() -> None:
    assert median_and_ninth({1: 1, 2: 1, 3: 1, 10: 1}) == (2, 10)
    assert median_and_ninth({4: 10}) == (4, 4)
    assert median_and_ninth({}) is None


def test_the_bands_of_age_meet_without_gap(house: House) -> None:
    today = house.installation.clock.today()
    edges = [registered_between(band, today) for band in AgeBand]
    assert [(today - first).days if first else None for first, _ in edges] == [7, 15, 30, None]
    assert [(today - last).days if last else None for _, last in edges] == [None, 8, 16, 31]
    assert narrowed_to(today, 4).since.weekday() == 0
    assert Level.CITY.title_text == "市"
