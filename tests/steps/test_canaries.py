"""The wall holds: canaries in every closed field are looked for wherever anybody looks."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.demonstration.doors import CENTRE, DOORS, at_court, at_the_centre
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.people import PRINCIPAL, VILLAGE
from mediation.demonstration.player import Player
from mediation.model import (
    Attachment,
    Binding,
    Campaign,
    Case,
    CaseEvent,
    Confirmation,
    Diversion,
    Document,
    EarlyWarning,
    ExchangeFile,
    ExchangeOffer,
    Filing,
    HandOver,
    Membership,
    Notice,
    Organisation,
    OutboxItem,
    Party,
    Performance,
    Person,
    Request,
    SubsidyClaim,
    SubsidyLine,
    UndisputedFact,
    WebSession,
    WhatIf,
)
from mediation.model.matters import TABLES
from mediation.model.types import new_id
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.rules.wall import TEXTS, Reach
from mediation.services.bind_dossier import bind_dossier
from mediation.services.perform import perform
from mediation.services.record_investigation import InvestigationGiven, record_investigation
from mediation.services.sign_in import token_digest
from tests.sharing import made_once
from tests.steps.conftest import KEY, TODAY, opened
from tests.steps.planting import CLOSED, Garden, Planted, canaries_in, canary, may_read, planting_player
from web import create_app
from web.views.waiting import LISTS

DAILY_STORIES = (
    "mediating, a sitting held apart",
    "solved by the department",
    "ruled, not sealed",
)
DAILY_DOORS = ("on to trial",)
COLLEAGUE = "tongshi"
"""A mediator of the village who mediates none of its cases."""


@dataclass
class Planting:
    """A house full of canaries, the pages over it, and whose affair each case is."""

    house: Installation
    app: Flask
    garden: Garden
    folder: Path


def build(folder: Path, source: Path, whole: bool) -> None:
    """Plays the stories with planting players."""
    shutil.copyfile(source, folder / "mediation.sqlite")
    house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    garden = Garden()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mediation.demonstration.invented.Player", planting_player(garden))
        play(house, garden, whole)
    with house.begin() as uow:
        village = uow.session.scalars(
            select(Organisation.id).where(Organisation.region_code == VILLAGE)
        ).first()
        one = Person(id=new_id(), account=COLLEAGUE, name="赵铁柱", password_hash="", active=True)
        uow.session.add(one)
        uow.session.flush()
        uow.session.add(
            Membership(person_id=one.id, organisation_id=village, role="mediator", from_on=date(2020, 1, 1))
        )
        for person_id, account in uow.session.execute(select(Person.id, Person.account)):
            uow.session.add(
                WebSession(
                    token_digest=token_digest(f"token-{account}"),
                    person_id=person_id,
                    started_at=house.clock.now(),
                    seen_at=house.clock.now(),
                    address="127.0.0.1",
                    device="",
                )
            )
        uow.commit()
    worker = Worker(house)
    if whole:
        worker.drain()
        bind_some(house)
        worker.drain()
    worker.close()
    house.close()
    told = {
        str(n): [p.field, p.reach.value, str(p.case_id), [str(i) for i in p.heard_by]]
        for n, p in garden.planted.items()
    }
    (folder / "garden.json").write_text(json.dumps(told), encoding="utf-8")


def bind_some(house: Installation) -> None:
    """The files of some cases that are over, bound as the committee reads them."""
    player = Player(house, TODAY)
    with house.read() as session:
        village = player.actor("cunzhuren").posts[0].organisation_id
        with_papers = select(Document.case_id).where(Document.state == DocumentState.ISSUED)
        over = select(Case.id).where(
            Case.organisation_id == village, Case.outcome.is_not(None), Case.id.in_(with_papers)
        )
        found = session.scalars(over.order_by(Case.id).limit(6)).all()
    assert len(found) == 6
    for case_id in found:
        perform(house, bind_dossier, actor=player.actor("cunzhuren"), case_id=case_id)


def play(house: Installation, garden: Garden, whole: bool) -> None:
    kind = planting_player(garden)
    for n, (name, days, story) in enumerate(STORIES):
        if whole or name in DAILY_STORIES:
            player = kind(house, TODAY - timedelta(days=days))
            register(player, n)
            note_beside(player, garden)
            story(player)
    for n, (name, days, door) in enumerate(DOORS):
        began = date(2024, 12, 2) if "2024" in name else TODAY - timedelta(days=days)
        if whole or name in DAILY_DOORS:
            door(at_court(kind(house, began), n))
    for n, (_, days, centre) in enumerate(CENTRE if whole else ()):
        centre(at_the_centre(kind(house, TODAY - timedelta(days=days)), n))


def note_beside(player: Player, garden: Garden) -> None:
    """An investigation, which no step writes."""
    given = InvestigationGiven(
        began_at=player.clock.now(),
        place="村委会",
        asked="包老师",
        about="邻居",
        present="网格员",
        record="她说",
    )
    perform(
        player.house,
        record_investigation,
        actor=player.actor("cunzhuren"),
        case_id=player.case_id,
        given=garden.in_given(given, player.case_id),
    )


def planted(folder: Path) -> Garden:
    told = json.loads((folder / "garden.json").read_text(encoding="utf-8"))
    return Garden(
        {
            int(n): Planted(name, Reach(reach), UUID(case_id), frozenset(map(UUID, heard)))
            for n, (name, reach, case_id, heard) in told.items()
        }
    )


def planting(folders: pytest.TempPathFactory, source: Path, *, whole: bool) -> Iterator[Planting]:
    name = "canaries-whole" if whole else "canaries"
    folder = made_once(folders, name, lambda folder: build(folder, source, whole))
    house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    yield Planting(house, create_app(house), planted(folder), folder)
    house.close()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, furnished_sqlite: Path) -> Iterator[Planting]:
    yield from planting(tmp_path_factory, furnished_sqlite, whole=False)


@pytest.fixture(scope="module")
def all_of_them(tmp_path_factory: pytest.TempPathFactory, furnished_sqlite: Path) -> Iterator[Planting]:
    yield from planting(tmp_path_factory, furnished_sqlite, whole=True)


@pytest.fixture
def backend() -> str:
    return "sqlite"


# Whose affair a case is, found apart from the program's own policy


def offices_of(place: Planting, account: str | None) -> tuple[UUID, set[UUID]]:
    with place.house.read() as session:
        person = session.scalar(select(Person.id).where(Person.account == (account or "")))
        held = select(Membership.organisation_id).where(Membership.person_id == person)
        return person or UUID(int=0), set(session.scalars(held))


def concerned(place: Planting, case_id: UUID) -> tuple[set[UUID], set[UUID], set[UUID]]:
    """Who answers for it or mediates along; who is asked or offered; which courts have something of it."""
    with place.house.read() as session:
        case = session.get_one(Case, case_id)
        requests = session.scalars(select(Request).where(Request.case_id == case_id)).all()
        joint = {r.asked_id for r in requests if r.kind is MatterKind.JOINT and r.is_open and r.answered_at}
        beside = {i for r in requests for i in (r.asker_id, r.asked_id, r.handler_id)}
        offers = session.scalars(select(HandOver).where(HandOver.case_id == case_id))
        beside |= {i for h in offers for i in (h.sender_id, h.receiver_id, h.decider_id)}
        courts = {
            *session.scalars(select(Confirmation.court_id).where(Confirmation.case_id == case_id)),
            *session.scalars(select(Diversion.court_id).where(Diversion.case_id == case_id)),
            *session.scalars(select(Filing.court_id).where(Filing.case_id == case_id)),
            *(r.asked_id for r in requests if r.kind is MatterKind.FILING),
        }
    return {case.organisation_id, *joint} - {None}, beside - {None}, courts - {None}  # type: ignore[return-value]


def trespassers(place: Planting, account: str | None, found: set[int]) -> list[str]:
    """The canaries among those found that this person may not read."""
    person_id, offices = offices_of(place, account)
    wrong = []
    for n in sorted(found):
        one = place.garden.planted[n]
        if not may_read(one, person_id, offices, *concerned(place, one.case_id)):
            wrong.append(f"{one.field} ({one.reach.value})")
    return wrong


def browser(place: Planting, account: str | None) -> FlaskClient:
    client = place.app.test_client()
    if account:
        client.set_cookie("mediation", f"token-{account}")
    return client


@cache
def text_layer(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def read(answer: TestResponse) -> str:
    """What a reader gets of it: the page, the text of a PDF, the words of a .docx."""
    if answer.mimetype == "application/pdf":
        return text_layer(answer.data)
    if "officedocument" in (answer.mimetype or ""):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            xml = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        return re.sub(r"<[^>]+>", "", xml)
    return re.sub(r"<[^>]+>", "", answer.text)


ABOUT_NO_CASE = frozenset(
    {
        "static",  # of the program
        "printing.form",  # empty forms
        "rules.recounted", "rules.year", "rules.length", "versions.move",  # rules and definitions
        "clauses.edit", "wordings.edit", "wordings.preview",  # words of everybody's papers
        "caseloads.give", "many.form",  # lists, which are looked at by their own pages
        "imports.one", "imports.report", "imports.template", "runs.show",  # nothing was imported or done to many here
        "batches.show", "batches.roster", "batches.roster_table", "batches.template", "batches.add",
        "batches.join", "batches.consents", "batches.stage_form", "batches.leave",  # no series is played here
        "series.show", "series.look", "series.stage_form",
        "definitions.newest", "definitions.version", "settings.form", "directory.columns",  # of the program
        "directory.one", "people.one", "people.form", "people.post_form", "people.end_form",
        "mediators.engagement_form", "mediators.training_form", "mediators.withdraw_form",
        "organisations.one", "organisations.form", "organisations.area_form", "organisations.takes_form",
        "categories.one", "categories.form",  # tables of organisations and people, and each of them
        "phone.enter",  # a party's own link, told to nobody else
    }
)  # fmt: skip
"""Pages that name nothing of these houses in their address."""
Filled = dict[frozenset[str], list[dict[str, object]]]


def named_in_addresses(place: Planting) -> Filled:
    """By the arguments of a rule, what they may be: everything there is."""
    found: Filled = {}

    def put(*names: str, of: Iterable[Sequence[object]]) -> None:
        found[frozenset(names)] = [dict(zip(names, one, strict=True)) for one in of]

    with place.house.read() as session:
        cases = {c.id: c.public_id for c in session.scalars(select(Case))}
        parties = session.execute(select(Party.case_id, Party.id)).all()
        issued = session.scalars(select(Document).where(Document.state == DocumentState.ISSUED)).all()
        applied = session.execute(select(Confirmation.id, Confirmation.case_id)).all()
        filed = session.execute(
            select(Request.id, Request.case_id).where(Request.kind == MatterKind.FILING)
        ).all()
        for name, table in SINGLE.items():
            put(name, of=[(one,) for one in session.scalars(select(table.id))])
        put("public_id", of=[(one,) for one in cases.values()])
        put("document_id", of=[(one.id,) for one in issued])
        put("code", of=[(one.verify_code,) for one in issued if one.verify_code])
        put("complaint_id", of=[(one,) for one, _ in filed])
        put("listed", of=[(one,) for one in LISTS])
        lines = session.execute(select(SubsidyLine.claim_id, SubsidyLine.case_id)).all()
        put("claim_id", "public_id", of={(claim, cases[case]) for claim, case in lines})
        put("public_id", "party_id", of=[(cases[case], party) for case, party in parties])
        put("confirmation_id", "party_id", of=_with_parties(applied, parties))
        put("complaint_id", "party_id", of=_with_parties(filed, parties))
        put(
            "among", "matter_id", "party_id",
            of=[
                *(("disputes", case, party) for case, party in parties),
                *(("confirmations", *one) for one in _with_parties(applied, parties)),
            ],
        )  # fmt: skip
        facts = session.execute(select(UndisputedFact.case_id, UndisputedFact.id)).all()
        put(
            "public_id", "fact_id", "party_id",
            of=[(cases[case], fact, party) for case, fact in facts for at, party in parties if at == case],
        )  # fmt: skip
        # A draft is the paper as it is issued, which is looked at by itself: one of each kind shows the page.
        put(
            "public_id", "kind", "subject_id",
            of={one.kind: (cases[one.case_id], one.kind, one.subject_id) for one in issued}.values(),
        )  # fmt: skip
        # Only the newest step of a matter can be taken back; of any other the page says no more than that.
        taken = session.execute(
            select(CaseEvent.matter, CaseEvent.matter_id, CaseEvent.seq, CaseEvent.tag).order_by(
                CaseEvent.seq
            )
        )
        put(
            "kind", "matter_id", "number",
            of={i: (m.value, i, n) for m, i, n, tag in taken if tag in place.house.registry.reversible}.values(),
        )  # fmt: skip
        put("kind", "matter_id", "name", of=_steps(place, session))
    return found


SINGLE: Mapping[str, Any] = {
    "hand_over_id": HandOver,
    "request_id": Request,
    "confirmation_id": Confirmation,
    "performance_id": Performance,
    "binding_id": Binding,
    "attachment_id": Attachment,
    "campaign_id": Campaign,
    "warning_id": EarlyWarning,
    "file_id": ExchangeFile,
    "offer_id": ExchangeOffer,
    "claim_id": SubsidyClaim,
    "line_id": SubsidyLine,
    "what_if_id": WhatIf,
}


def _with_parties(
    matters: Iterable[Sequence[object]], parties: Iterable[Sequence[object]]
) -> list[tuple[object, object]]:
    there = list(parties)
    return [(matter, party) for matter, case in matters for at, party in there if at == case]


def _steps(place: Planting, session: Session) -> Iterator[tuple[str, object, str]]:
    """Every step that some person takes, of every matter in its state."""
    tables: Mapping[MatterKind, Any] = TABLES
    for kind, table in tables.items():
        for matter in session.scalars(select(table)):
            if isinstance(matter, Request) and matter.kind is not kind:
                continue
            definition = place.house.registry.of(kind, matter.definition_version)
            for step in definition.steps_from(matter.state):
                if step.by:
                    yield kind.value, matter.id, step.name


def addresses(place: Planting) -> Iterator[str]:
    """Every page that shows something: each rule with each thing that its address may name; none is left out."""
    named, left_out = named_in_addresses(place), set()
    urls = place.app.url_map.bind("localhost")
    for rule in place.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in ABOUT_NO_CASE:
            continue
        if not rule.arguments:
            yield rule.rule
        elif frozenset(rule.arguments) in named:
            for one in named[frozenset(rule.arguments)]:
                yield urls.build(rule.endpoint, one)
        else:
            left_out.add(rule.rule)
    assert left_out == set()


def looked_at(place: Planting, account: str | None, paths: list[str]) -> dict[str, set[int]]:
    """By address, the canaries that this person gets to read there; every page is really looked at.

    Codes are asked for from a machine each: who asks for many from one is sent away. What a code shows is the same
    for everybody, so it is looked at as nobody in particular.
    """
    client, found = browser(place, account), {}
    for n, path in enumerate(paths):
        if not path.startswith("/verify/"):
            answer = client.get(path, buffered=True)
        elif account is None:
            machine = {"REMOTE_ADDR": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
            answer = client.get(path, buffered=True, environ_base=machine, base_url="https://localhost")
        else:
            continue
        assert answer.status_code not in (400, 429, 500), (path, answer.status_code)
        seen = canaries_in(read(answer))
        if seen:
            found[path] = seen
    return found


def everybody() -> list[str]:
    return [account.account for account in PRINCIPAL] + [COLLEAGUE]


def refuse_trespassers(place: Planting, account: str | None, paths: list[str]) -> set[int]:
    found = looked_at(place, account, paths)
    wrong = {path: bad for path, seen in found.items() if (bad := trespassers(place, account, seen))}
    assert wrong == {}, account
    return set().union(*found.values()) if found else set()


OVERVIEW = re.compile(r"/cases/[^/]+")


# Every day


def test_people_read_what_is_theirs_and_nobody_else_reads_it(few: Planting) -> None:
    paths = [path for n, path in enumerate(addresses(few)) if n % 20 == 0 or OVERVIEW.fullmatch(path)]
    shown = refuse_trespassers(few, "cunzhuren", paths)
    assert len(shown) > 5  # the canaries are there to be found
    for account in ("fayuan", "kailufayuan", "qidudao"):
        refuse_trespassers(few, account, paths[::4])


def test_what_was_said_apart_is_read_by_who_heard_it(few: Planting) -> None:
    apart = {n: one for n, one in few.garden.planted.items() if one.reach is Reach.APART}
    assert apart
    with few.house.read() as session:
        pages = {session.get_one(Case, one.case_id).public_id for one in apart.values()}
    paths = [f"/cases/{public_id}" for public_id in pages]
    assert set(apart) <= set().union(*looked_at(few, "cunzhuren", paths).values())
    for account in (COLLEAGUE, "zhenzhuren", "fayuan"):
        seen = looked_at(few, account, paths)
        assert not set(apart) & set().union(set(), *seen.values()), account


def test_no_paper_of_the_court_or_the_parties_tells_what_was_said(few: Planting) -> None:
    papers_keep_quiet(few)


OF_THE_COMMITTEE = frozenset(
    {"sitting_record", "investigation_record", "visit_record", "danger_report", "closing_report"}
)
"""Papers of the committee's own file: signed there, and opened to nobody outside."""
TO_WHOM_IS_ASKED = frozenset({"transfer_letter", "invitation_letter"})


def papers_keep_quiet(place: Planting) -> None:
    """The frozen contents of every paper: what the committee wrote for itself stands on its own papers alone."""
    with place.house.read() as session:
        for document in session.scalars(select(Document)):
            for n in canaries_in(document.contents or ""):
                one = place.garden.planted[n]
                assert one.reach is not Reach.APART, (document.kind, one.field)
                if one.reach is Reach.COMMITTEE:
                    assert document.kind in OF_THE_COMMITTEE, (document.kind, one.field)
                if one.reach is Reach.ASKED:
                    assert document.kind not in ("reply_letter", "undisputed_facts"), (
                        document.kind,
                        one.field,
                    )


def test_a_crash_tells_nothing(
    few: Planting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that fails while it holds closed texts: neither the page nor the log has them."""
    few.app.config["PROPAGATE_EXCEPTIONS"] = False
    path = next(path for path in addresses(few) if OVERVIEW.fullmatch(path))

    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("boom")

    monkeypatch.setattr("web.views.case.render_template", fail)
    with caplog.at_level(logging.DEBUG):
        answer = browser(few, "cunzhuren").get(path)
    assert answer.status_code == 500
    assert canaries_in(read(answer)) == set()
    assert canaries_in(caplog.text) == set()
    few.app.config["PROPAGATE_EXCEPTIONS"] = None


def test_a_search_for_closed_words_finds_nothing(few: Planting) -> None:
    client = browser(few, "cunzhuren")
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/cases").text)
    assert token
    nothing = client.get("/cases?q=没有这样的话", buffered=True).text
    for n in list(few.garden.planted)[::7]:
        answer = client.get(f"/cases?q={canary(n)}", buffered=True).text
        assert answer.count("<tr>") == nothing.count("<tr>")


def test_neither_queue_nor_files_hold_closed_words_in_clear(few: Planting) -> None:
    """The database's bytes, the outbox, the messages and the spool."""
    files_are_sealed(few)
    with few.house.read() as session:
        for notice in session.scalars(select(Notice)):
            assert canaries_in(notice.text or "") == set()
        assert all(item.failure == "" for item in session.scalars(select(OutboxItem)))


UNSEALED = frozenset(
    {
        "SittingHeld.helpers",
        "InvestigationGiven.present",
        "MeetingCalled.told",
        "ObligationDrawn.means",
        "ObligationDrawn.condition",
        "ObligationDrawn.place",
        "PerformanceRecorded.proof",
    }
)
"""Who was there, how somebody was told, how and where a duty is done, what shows it: kept beside the parties' names,
which are not sealed in the database either."""


def files_are_sealed(place: Planting) -> None:
    for path in sorted(place.folder.rglob("*")):
        if path.is_file() and path.name != "garden.json":
            there = canaries_in(path.read_bytes().decode("utf-8", "ignore"))
            wrong = {place.garden.planted[n].field for n in there} - UNSEALED
            assert wrong == set(), path.name


# The whole of it


@pytest.mark.long
def test_two_hundred_canaries_stand_in_every_closed_field(all_of_them: Planting) -> None:
    there = {one.field for one in all_of_them.garden.planted.values()}
    acts = {
        name for name, reach in TEXTS.items() if reach in CLOSED and name.partition(".")[0] in ACTS_PLAYED
    }
    assert len(all_of_them.garden.planted) >= 200
    assert acts - there == NEVER_IN_THE_STORIES


ACTS_PLAYED = frozenset(
    {
        "SittingHeld", "SettlementReached", "VisitMade", "Pressed", "PerformanceRecorded", "MeetingHeld",
        "MeetingCalled", "DangerReported", "Suspended", "Referred", "CommitteeInvited", "Asked", "CallDispatched",
        "Answered", "AgreementDrawn", "RulingPrepared", "ObjectionRuled", "SettlementAttempt", "InvestigationGiven",
        "EnforcementAsked", "DutyChanged",
    }
)  # fmt: skip


NEVER_IN_THE_STORIES = {"AgreementDrawn.further"}


@pytest.mark.long
@pytest.mark.parametrize("account", [None, *everybody()])
def test_every_page_as_everybody(all_of_them: Planting, account: str | None) -> None:
    refuse_trespassers(all_of_them, account, list(addresses(all_of_them)))


@pytest.mark.long
def test_no_court_and_no_party_gets_the_bound_file(all_of_them: Planting) -> None:
    with all_of_them.house.read() as session:
        bound = session.scalars(select(Binding.id)).all()
    assert bound
    for account in ("fayuan", "faguan", "shujiyuan", "zhenzhuren", "qidudao", None):
        for binding_id in bound:
            answer = browser(all_of_them, account).get(f"/bindings/{binding_id}", buffered=True)
            assert answer.status_code in (303, 404)
    mine = browser(all_of_them, "cunzhuren").get(f"/bindings/{bound[0]}", buffered=True)
    assert not {n for n in canaries_in(read(mine)) if all_of_them.garden.planted[n].reach is Reach.APART}


@pytest.mark.long
def test_what_commands_print_and_export_names_nothing_closed(all_of_them: Planting) -> None:
    """Figures and lists for operators: by the command line, as text and as JSON."""
    environment = {"MEDIATION_DATA_DIR": str(all_of_them.folder), "MEDIATION_KEY": KEY}
    for words in (("backlog",), ("backlog", "--json"), ("events", "verify")):
        done = subprocess.run(
            [sys.executable, "-c", "from mediation.cli import main; main()", *words],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
            text=True,
        )
        assert (done.returncode, bool(done.stdout)) == (0, True), done.stderr
        assert canaries_in(done.stdout + done.stderr) == set()


@pytest.mark.long
def test_every_paper(all_of_them: Planting) -> None:
    papers_keep_quiet(all_of_them)


@pytest.mark.long
def test_files_of_the_whole(all_of_them: Planting) -> None:
    files_are_sealed(all_of_them)
