"""A party reads the full text of a paper by a code to the registered phone: who may, what is refused, what is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from mediation.demonstration.invented import register
from mediation.model import CaseEvent, Document, Notice, Party, ReadingCode, VerificationTry
from mediation.readmodels.reading import codes_to_read_out, reading_page
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.papers import new_code
from mediation.rules.vocabulary import Capacity, NoticePurpose
from mediation.services.paper_readers import PROOF_LASTS
from mediation.services.perform import perform
from mediation.services.prove_phone import MOST_TRIES
from mediation.services.prove_reader import prove_reader
from mediation.services.read_as_party import read_as_party
from mediation.services.send_notices import send_notices
from mediation.services.send_reading_code import send_reading_code
from mediation.services.verification_throttle import WRONG_PER_ADDRESS
from tests.steps.phones import HEAD, Road

STRANGER = "10.0.0.9"


@pytest.fixture
def backend() -> str:
    return "sqlite"


class Reader:
    """A browser before the page of one paper."""

    def __init__(self, road: Road, kind: str = "agreement", browser: str = "") -> None:
        self.road, self.browser = road, browser or f"browser-{uuid4()}"
        with road.house.read() as session:
            query = select(Document).where(Document.kind == kind, Document.digest.is_not(None))
            self.paper = session.scalars(query.order_by(Document.edition.desc())).first()
        assert self.paper is not None
        self.code = self.paper.verify_code or ""

    def phone_of(self, n: int) -> str:
        with self.road.house.read() as session:
            return session.get_one(Party, self.road.player.parties[n]).phone or ""

    def ask(self, phone: str, address: str = STRANGER) -> UUID:
        channel = self.road.house.channel.name
        given = {"code": self.code, "phone": phone, "channel": channel, "address": address}
        return perform(self.road.house, send_reading_code, actor=None, **given)

    def sent(self) -> str:
        """The code in the newest message; empty when none was sent."""
        with self.road.house.read() as session:
            query = select(Notice).where(Notice.purpose == NoticePurpose.READING_CODE)
            notice = session.scalars(query.order_by(Notice.created_at.desc(), Notice.id.desc())).first()
            found = re.search(r"\d{6}", notice.text or "") if notice else None
            return found[0] if found else ""

    def type(self, typed: str, address: str = STRANGER) -> bool:
        given = {"code": self.code, "typed": typed, "browser": self.browser, "address": address}
        perform(self.road.house, prove_reader, actor=None, **given)
        return self.proved()

    def proved(self) -> bool:
        with self.road.house.read() as session:
            return reading_page(session, self.code, self.browser, self.road.clock).proved

    def read(self) -> UUID:
        return perform(self.road.house, read_as_party, actor=None, code=self.code, browser=self.browser)

    def looks(self) -> int:
        with self.road.house.read() as session:
            tag = CaseEvent.tag == "document:read_by_party"
            return len(session.scalars(select(CaseEvent.id).where(tag)).all())


def another(right: str) -> str:
    return "000000" if right != "000000" else "111111"


def test_a_party_reads_the_issued_paper_and_the_case_remembers_it(road: Road) -> None:
    reader = Reader(road)
    with pytest.raises(NotAllowed):
        reader.read()
    reader.ask(f"+86 {reader.phone_of(0)}")
    assert reader.type(reader.sent())
    assert reader.paper is not None
    assert reader.read() == reader.paper.id
    reader.read()
    assert reader.looks() == 1, "one look, however often the page is loaded"
    with road.house.read() as session:
        event = session.scalars(select(CaseEvent).where(CaseEvent.tag == "document:read_by_party")).one()
        assert event.person_id is None
        kept = session.scalars(select(VerificationTry.answer).order_by(VerificationTry.at)).all()
        assert kept == ["same", "same"]
    assert not Reader(road, browser="browser-of-somebody-else").proved()
    road.clock.move(seconds=PROOF_LASTS.total_seconds() + 1)
    with pytest.raises(NotAllowed):
        reader.read()


def test_a_wrong_code_opens_nothing_and_five_of_them_end_the_right_one(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(1))
    right = reader.sent()
    for _ in range(MOST_TRIES):
        assert not reader.type(another(right))
    assert not reader.type(right)
    road.clock.move(minutes=2)
    reader.ask(reader.phone_of(1))
    late = reader.sent()
    road.clock.move(minutes=6)
    assert not reader.type(late), "five minutes, and no longer"
    with pytest.raises(NotAllowed):
        reader.read()


def test_a_number_that_is_of_no_party_gets_the_same_answer_and_no_message(road: Road) -> None:
    reader = Reader(road)
    assert reader.paper is not None
    assert reader.ask("13800000001") == reader.paper.id
    assert reader.sent() == ""
    road.clock.move(minutes=2)
    assert reader.ask(reader.phone_of(0)) == reader.paper.id
    assert reader.sent() != ""
    with pytest.raises(BadInput) as refused:
        reader.ask("不是号码")
    assert [problem.field for problem in refused.value.problems] == ["phone"]


def test_a_party_to_another_case_is_sent_nothing_and_its_proof_opens_nothing_here(road: Road) -> None:
    mine = list(road.player.parties)
    register(road.player, 5, HEAD)
    elsewhere, road.player.parties = road.player.parties, mine
    with road.house.read() as session:
        phone = session.get_one(Party, elsewhere[0]).phone or ""
    reader = Reader(road)
    assert phone not in ("", reader.phone_of(0), reader.phone_of(1))
    reader.ask(phone)
    assert reader.sent() == ""
    with pytest.raises(NotAllowed):
        reader.read()


def test_who_is_a_party_no_more_reads_nothing(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    assert reader.type(reader.sent())
    with road.house.begin() as uow:
        uow.session.get_one(Party, road.player.parties[0]).until_on = road.clock.today()
        uow.commit()
    with pytest.raises(NotAllowed):
        reader.read()
    road.clock.move(minutes=2)
    before = reader.sent()
    reader.ask(reader.phone_of(0))
    assert reader.sent() == before, "who left is sent nothing"
    assert reader.looks() == 0


def test_the_proof_for_one_paper_opens_no_other(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    assert reader.type(reader.sent())
    other = Reader(road, "rights_notice", reader.browser)
    assert other.code != reader.code
    assert not other.proved()
    with pytest.raises(NotAllowed):
        other.read()
    assert not other.type(reader.sent()), "nor does its code"


def test_a_withdrawn_paper_is_read_by_nobody_this_way_not_even_with_a_proof(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    assert reader.type(reader.sent())
    road.player.step(HEAD, "resume_mediation", reason="金额写错了")
    with pytest.raises(WrongState, match="撤回"):
        reader.read()
    road.clock.move(minutes=2)
    with pytest.raises(WrongState):
        reader.ask(reader.phone_of(0))
    assert reader.looks() == 0


def test_what_is_not_given_to_parties_is_not_read_this_way(road: Road) -> None:
    reader = Reader(road, "sitting_record")
    with pytest.raises(WrongState, match="不发给当事人"):
        reader.ask(reader.phone_of(0))
    reader.code = new_code()
    with pytest.raises(NotThere):
        reader.ask(reader.phone_of(0))


def test_for_who_cannot_act_alone_the_own_phone_gets_no_code(road: Road) -> None:
    with road.house.begin() as uow:
        uow.session.get_one(Party, road.player.parties[0]).capacity = Capacity.NONE
        uow.commit()
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    assert reader.sent() == ""


def test_codes_are_given_sparingly_whatever_number_is_typed(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    with pytest.raises(BadInput, match="1 分钟"):
        reader.ask("13800000001", "10.0.0.1")
    for n in range(4):
        road.clock.move(minutes=2)
        reader.ask(f"1380000000{n}", f"10.0.1.{n}")
    road.clock.move(minutes=2)
    with pytest.raises(BadInput, match="次数太多"):
        reader.ask(reader.phone_of(0), "10.0.0.2")


def test_who_guesses_codes_is_shut_out_by_address_and_the_party_is_not(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0), "10.0.0.1")
    right = reader.sent()
    with road.house.begin() as uow:
        uow.session.execute(update(ReadingCode).values(tries=-100))
        uow.commit()
    for _ in range(WRONG_PER_ADDRESS.most):
        reader.type(another(right), "10.6.6.6")
    assert not reader.type(right, "10.6.6.6")
    assert reader.type(right, "10.0.0.1")


def test_a_code_that_is_read_out_stands_on_the_page_of_the_case_until_it_is_used(road: Road) -> None:
    reader = Reader(road)
    reader.ask(reader.phone_of(0))
    send_notices(road.house)
    with road.house.read() as session:
        (shown,) = codes_to_read_out(session, road.case_id, road.clock)
    assert reader.sent() in shown.text
    assert shown.expires_at - road.clock.now() <= timedelta(minutes=5)
    assert reader.type(reader.sent())
    with road.house.read() as session:
        assert codes_to_read_out(session, road.case_id, road.clock) == ()
