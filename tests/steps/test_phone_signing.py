"""Signing on a party's own phone: who may, what is refused, what is kept, and when the agreement takes effect."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pypdf
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from mediation.adapters.notice_channels import FileChannel, HttpChannel
from mediation.adapters.render_child import answer
from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    Category,
    CourtApproval,
    Document,
    DrawnSignature,
    Notice,
    Party,
    Representative,
    Signature,
    SigningCode,
    SigningLink,
    SigningRound,
    SigningTry,
)
from mediation.readmodels.case_history import history_of
from mediation.readmodels.phone import doorway, paper_text, plain_words
from mediation.rules.attachments import JPEG, AttachmentGiven, KeptFile
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    AttachmentKind,
    Capacity,
    ConsentPurpose,
    NoticePurpose,
    RepresentativeKind,
    RoundEnd,
)
from mediation.rules.wet_ink import personal_words
from mediation.services.add_attachment import add_attachment
from mediation.services.change_parties import record_consent
from mediation.services.issue_document import reissue_document
from mediation.services.keep_wordings import draft_wording, put_wording_in_force
from mediation.services.make_signing_link import make_signing_link, revoke_signing_link
from mediation.services.note_guess import note_guess
from mediation.services.open_phone_signing import open_phone_signing
from mediation.services.perform import perform
from mediation.services.plan_dossier import plan_file
from mediation.services.record_repetition import record_repetition
from mediation.services.send_notices import NoticeFailed, send_notices
from mediation.services.sign_on_screen import sign_on_screen
from mediation.services.switch_to_paper import switch_to_paper
from tests.steps.phones import HEAD, Road, drawn


@pytest.fixture
def backend() -> str:
    """What is asked of the database here is asked of both in the journeys: SQLite is enough."""
    return "sqlite"


def test_all_by_phone_the_agreement_takes_effect_on_the_day_of_the_last(road: Road) -> None:
    road.open()
    road.do(record_repetition, party_id=road.player.parties[0], words="对方年底前给我三千块。")
    first = road.phone(0)
    first.prove()
    first.read()
    first.sign()
    road.clock.move(days=1)
    second = road.phone(1)
    second.prove()
    second.sign()
    road.clock.move(days=1)
    road.do(sign_on_screen, drawing=drawn(3), form_key="k" * 20, address="10.0.0.1")
    assert road.state() == "agreed"
    road.clock.move(days=1)
    road.seal()
    assert road.state() == "in_force"
    with road.house.read() as session:
        agreement = session.scalars(select(Agreement)).one()
        assert agreement.in_force_on == road.clock.today()
        rows = session.scalars(select(DrawnSignature).order_by(DrawnSignature.signed_at)).all()
        document = session.scalars(select(Document).where(Document.kind == "agreement")).one()
        manifests = [json.loads(row.manifest or "") for row in rows]
        assert {m["document_sha256"] for m in manifests} == {document.digest}
        assert [m["proof"].get("repeated") for m in manifests] == ["yes", "no", None]
        assert [m["proof"].get("read") for m in manifests] == ["yes", "yes", None]
        for row in rows:
            assert hashlib.sha256((row.manifest or "").encode()).hexdigest() == row.manifest_digest
        assert session.scalars(select(SigningRound)).one().ended_as is RoundEnd.COMPLETE
        tags = session.scalars(select(CaseEvent.tag).order_by(CaseEvent.seq)).all()
        assert tags.count("dispute:sign_by_phone") == 2
        sheet = session.scalars(select(Document).where(Document.kind == "signature_sheet")).one()
        before = document.digest
    road.render()
    with road.house.read() as session:
        assert session.get_one(Document, sheet.id).digest
        assert session.get_one(Document, document.id).digest == before
        bound = plan_file(session, session.get_one(Case, road.case_id)).parts
    remarks = {part.title: part.remark for part in bound}
    assert remarks["人民调解协议书"] == "手机签名，见签署页"
    assert remarks["人民调解协议签署页"] == ""
    scan = KeptFile(JPEG, 1, "ab" * 32, 1000, "cd" * 32, "ef" * 32)
    copy = AttachmentGiven(kind=AttachmentKind.SIGNED_COPY, document_id=document.id)
    with pytest.raises(BadInput, match="没有纸面签名件"):
        road.do(add_attachment, given=copy, files=(scan,))


def test_what_was_entered_on_a_phone_is_an_act_of_nobodys_account(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    phone.sign()
    with road.house.read() as session:
        event = session.scalars(select(CaseEvent).where(CaseEvent.tag == "dispute:sign_by_phone")).one()
        assert event.person_id is None
        assert event.organisation_id is None
        row = session.scalars(select(DrawnSignature)).one()
        told = next(
            e for e in history_of(session, road.case_id, contents=True) if e.tag == "dispute:sign_by_phone"
        )
        assert told.data["manifest"] == row.manifest_digest


def test_a_second_click_is_one_signature_and_a_used_link_signs_no_more(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    assert phone.sign("the same form 123") == phone.sign("the same form 123")
    with pytest.raises(WrongState, match="已经用过"):
        phone.sign("another form 1234")
    with road.house.read() as session:
        assert len(session.scalars(select(DrawnSignature)).all()) == 1
        with pytest.raises(NotThere):
            doorway(session, "no such token", "", road.clock)


def test_without_the_code_nothing_is_read_and_nothing_signed(road: Road) -> None:
    road.open()
    phone, other = road.phone(0), road.phone(1)
    with pytest.raises(NotAllowed):
        phone.sign()
    with pytest.raises(NotAllowed):
        phone.read()
    phone.ask()
    right = phone.code()
    for _ in range(5):
        phone.type("000000" if right != "000000" else "111111")
    phone.type(right)
    assert not phone.proved(), "five tries, and the code is worth nothing"
    with pytest.raises(BadInput, match="秒"):
        phone.ask()
    other.prove()
    phone.browser = other.browser
    assert not phone.proved(), "another party's proof opens nothing"
    with road.house.read() as session, pytest.raises(NotAllowed):
        plain_words(session, phone.token, phone.browser, road.clock)
    road.clock.move(minutes=2)
    phone.ask()
    late = phone.code()
    road.clock.move(minutes=6)
    phone.type(late)
    assert not phone.proved(), "five minutes, and no longer"
    phone.prove()
    road.clock.move(minutes=31)
    assert not phone.proved()


def test_one_phone_does_not_sign_for_both_sides(road: Road) -> None:
    road.open()
    with road.house.begin() as uow:
        uow.session.get_one(Case, road.case_id)
        mine, theirs = (uow.session.get_one(Party, road.player.parties[n]) for n in (0, 1))
        theirs.phone, name = mine.phone, theirs.name
        uow.commit()
    with pytest.raises(BadInput, match="双方不能用同一部手机签名") as refused:
        road.phone(0)
    assert name in str(refused.value.message)


def test_codes_are_given_sparingly(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    for _ in range(5):
        phone.ask()
        road.clock.move(minutes=2)
    with pytest.raises(BadInput, match="次数太多"):
        phone.ask()
    with road.house.read() as session:
        codes = session.scalars(select(SigningCode)).all()
        assert len({code.code_digest for code in codes}) == 5


def test_a_link_that_was_taken_back_replaced_or_left_lying_signs_nothing(road: Road) -> None:
    road.open()
    old = road.phone(0)
    old.prove()
    new = road.phone(0)
    with pytest.raises(WrongState, match="收回"):
        old.sign()
    new.prove()
    with road.house.read() as session:
        link = session.scalars(select(SigningLink.id).where(SigningLink.revoked_at.is_(None))).one()
    road.do(revoke_signing_link, link_id=link)
    with pytest.raises(WrongState, match="收回"):
        new.sign()
    late = road.phone(0)
    road.clock.move(days=4)
    with pytest.raises(WrongState, match="过期"):
        late.ask()


def test_a_slip_of_the_finger_and_an_unticked_sentence_are_said_together(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    with pytest.raises(BadInput) as refused:
        phone.sign(drawing="", agrees=False, reading=False)
    assert [p.field for p in refused.value.problems] == ["read", "drawing", "agrees"]


def test_nobody_signs_what_they_never_opened(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    with pytest.raises(BadInput, match="先打开协议原件") as refused:
        phone.sign(reading=False)
    assert [p.field for p in refused.value.problems] == ["read"]
    phone.read()
    phone.sign(reading=False)


def test_the_words_that_are_read_aloud_are_those_of_the_paper_and_everything_but_the_places_to_sign(
    road: Road,
) -> None:
    road.open()
    phone = road.phone(0)
    with road.house.read() as session:
        asked = paper_text(session, phone.token)
        document = session.scalars(select(Document).where(Document.kind == "agreement")).one()
        pages = pypdf.PdfReader(io.BytesIO(road.house.blobs.get(document.digest or ""))).pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    lines = json.loads(answer(asked).pdf)
    assert ["title", "人民调解协议书"] in lines
    assert any("3,000.00" in line for _, line in lines)
    assert not any("（签名" in line for _, line in lines)
    for _, line in lines:
        assert "".join(line.split())[:20] in printed, line


def test_what_is_about_marriage_adoption_or_inheritance_is_asked_of_every_agreement(road: Road) -> None:
    """A quarrel over a house may be one over an estate: the kind of dispute tells only a part."""
    with pytest.raises(ConditionsUnmet, match="不涉及婚姻、收养、继承"):
        road.do(open_phone_signing, not_personal=False)
    assert personal_words(("双方继承父亲遗产，", "遗产归长子")) == ("继承", "遗产")
    assert personal_words(("李某欠工钱三千元",)) == ()
    road.open()
    with road.house.read() as session:
        event = next(e for e in history_of(session, road.case_id, contents=True) if e.tag == "signing:opened")
    assert event.data["not_personal"] is True


def test_one_agreement_one_carrier(road: Road) -> None:
    road.open()
    with pytest.raises(BadInput, match="正在用手机签署"):
        road.player.sign(HEAD, HEAD, parties=1, all_of_it=False)
    road.do(switch_to_paper)
    road.player.sign(HEAD, HEAD, parties=1, all_of_it=False)
    with pytest.raises(ConditionsUnmet, match="纸上签名"):
        road.open()


def test_once_somebody_signed_by_phone_there_is_no_way_back_to_paper(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    phone.sign()
    with pytest.raises(WrongState, match="退回调解"):
        road.do(switch_to_paper)


def test_a_changed_text_voids_all_signatures_and_says_so_to_who_signed(road: Road) -> None:
    road.open()
    phone, other = road.phone(0), road.phone(1)
    phone.prove()
    phone.sign()
    other.prove()
    road.player.step(HEAD, "resume_mediation", reason="金额写错了")
    with road.house.read() as session:
        assert session.scalars(select(Signature).where(Signature.voided_at.is_(None))).all() == []
        assert session.scalars(select(SigningRound)).one().ended_as is RoundEnd.TEXT_CHANGED
        told = session.scalars(select(Notice).where(Notice.purpose == NoticePurpose.VOID)).one()
        assert "作废" in (told.text or "")
        assert doorway(session, phone.token, phone.browser, road.clock).void
    with pytest.raises(WrongState):
        other.sign()


def test_a_new_edition_that_says_something_else_voids_and_one_that_says_the_same_does_not(
    road: Road,
) -> None:
    road.open()
    phone, other = road.phone(0), road.phone(1)
    phone.prove()
    phone.sign()
    issue_again(road)
    other.prove()
    with road.house.begin() as uow:  # one character of what is printed
        uow.session.get_one(Case, road.case_id)
        agreement = uow.session.scalars(select(Agreement)).one()
        agreement.facts = "欠付工钱三千零一元。"
        uow.commit()
    with pytest.raises((WrongState, ConditionsUnmet)):
        other.sign()
    issue_again(road)
    with road.house.read() as session:
        assert session.scalars(select(Signature).where(Signature.voided_at.is_(None))).all() == []
        assert doorway(session, phone.token, phone.browser, road.clock).void
    with pytest.raises(WrongState, match="文本有变动"):
        other.sign()


def test_one_character_changed_after_a_signature_on_paper_voids_it_too(road: Road) -> None:
    road.player.sign(HEAD, HEAD, parties=1, all_of_it=False)
    issue_again(road)
    with road.house.read() as session:
        assert len(session.scalars(select(Signature).where(Signature.voided_at.is_(None))).all()) == 1
    with road.house.begin() as uow:
        uow.session.get_one(Case, road.case_id)
        uow.session.scalars(select(Agreement)).one().facts = "欠付工钱三千零一元。"
        uow.commit()
    issue_again(road)
    with road.house.read() as session:
        assert session.scalars(select(Signature).where(Signature.voided_at.is_(None))).all() == []
        events = history_of(session, road.case_id, contents=True)
    assert [e.data.get("voided") for e in events if e.tag == "document:reissued"] == [None, 1]
    assert road.state() == "agreed"


def test_a_new_wording_does_not_reach_a_text_under_which_somebody_has_signed(road: Road) -> None:
    """It would be other words than those that were signed, and nobody would be told."""
    road.open()
    phone = road.phone(0)
    phone.prove()
    phone.sign()
    day = road.clock.today()
    actor = road.player.actor(HEAD)
    words = {"paper": "agreement", "block": "closing", "text": "各方另行承担保密义务。"}
    draft = perform(road.house, draft_wording, actor=actor, key=str(uuid4()), **words)
    perform(road.house, put_wording_in_force, actor=actor, key=str(uuid4()), wording_id=draft, on=day)
    issue_again(road)
    with road.house.read() as session:
        editions = session.scalars(select(Document).where(Document.kind == "agreement")).all()
        assert [one.wordings for one in editions] == [[], []]
        assert len(session.scalars(select(Signature).where(Signature.voided_at.is_(None))).all()) == 1


def issue_again(road: Road) -> None:
    with road.house.read() as session:
        last = session.scalars(
            select(Document.id).where(Document.kind == "agreement").order_by(Document.edition.desc())
        ).first()
    perform(road.house, reissue_document, actor=road.player.actor(HEAD), key=str(uuid4()), document_id=last)


def test_who_refused_mediation_meanwhile_signs_nothing(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    perform(
        road.house,
        record_consent,
        actor=road.player.actor(HEAD),
        case_id=road.case_id,
        party_id=road.player.parties[1],
        given=ConsentGiven(ConsentPurpose.MEDIATION, False, road.clock.today()),
    )
    with pytest.raises(ConditionsUnmet):
        phone.sign()


def test_marriage_adoption_and_inheritance_are_signed_by_hand(road: Road) -> None:
    with road.house.begin() as uow:
        uow.session.get_one(Case, road.case_id).category_code = "family"
        assert uow.session.get_one(Category, "family").wet_ink
        uow.commit()
    with pytest.raises(ConditionsUnmet) as refused:
        road.open()
    assert "电子签名法第三条" in str(refused.value.conditions[0])


def test_it_is_off_until_the_court_takes_it_and_again_when_it_does_no_more(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    with road.house.begin() as uow:
        approval = uow.session.scalars(select(CourtApproval)).one()
        approval.until_on = road.clock.today() - timedelta(1)
        uow.commit()
    with pytest.raises(WrongState, match="现在不能签署"):
        phone.sign()
    road.do(switch_to_paper)
    with pytest.raises(ConditionsUnmet, match="法院还没有认可"):
        road.open()


@pytest.mark.long
def test_a_guardian_signs_for_who_cannot_and_an_agent_needs_special_authority(road: Road) -> None:
    first, second = road.player.parties[:2]
    with road.house.begin() as uow:
        uow.session.get_one(Party, first).capacity = Capacity.LIMITED
        for party, kind, authority, phone in (
            (first, RepresentativeKind.GUARDIAN, None, "13900001111"),
            (second, RepresentativeKind.AGENT, AgentAuthority.GENERAL, "13900002222"),
        ):
            row = Representative(
                party_id=party, kind=kind, authority=authority, name="代某", from_on=road.clock.today()
            )
            uow.session.add(row)
            row.phone = phone
        uow.commit()
        guardian, agent = uow.session.scalars(select(Representative.id).order_by(Representative.id)).all()
    issue_again(road)
    road.render()
    road.open()
    with pytest.raises(BadInput, match="监护人"):
        road.phone(0)
    with pytest.raises(BadInput, match="特别授权"):
        road.phone(1, representative_id=agent)
    phone = road.phone(0, representative_id=guardian)
    phone.prove()
    with road.house.read() as session:
        words = plain_words(session, phone.token, phone.browser, road.clock)
        assert (words.name, bool(words.signs_for)) == ("代某", True)
    phone.sign()
    with road.house.read() as session:
        drawn_by = json.loads(session.scalars(select(DrawnSignature)).one().manifest or "")
        assert "代某" in drawn_by["signed_for_by"]


def test_the_plain_words_are_the_partys_own(road: Road) -> None:
    road.open()
    for n, mine, theirs in ((0, 0, 1), (1, 1, 0)):
        phone = road.phone(n)
        phone.prove()
        with road.house.read() as session:
            words = plain_words(session, phone.token, phone.browser, road.clock)
        assert (len(words.mine), len(words.theirs), words.others) == (mine, theirs, 0)
        said = str((words.mine or words.theirs)[0].text)
        assert "3000" in said.replace(",", "")


def test_the_last_characters_of_the_number_are_asked_where_the_office_wants_them(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.ask()
    phone.type(phone.code(), "code_and_number", id_tail="0000")
    assert not phone.proved()
    with road.house.read() as session:
        number = session.get_one(Party, road.player.parties[0]).id_number or ""
    phone.type(phone.code(), "code_and_number", id_tail=number[-4:].lower())
    assert phone.proved()


def test_guesses_are_counted_and_shut_the_door_for_a_while(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    for _ in range(30):
        perform(road.house, note_guess, actor=None, address="10.0.0.9")
    with pytest.raises(BadInput, match="分钟"):
        phone.ask()
    road.clock.move(minutes=16)
    phone.ask()
    with road.house.read() as session:
        assert len(session.scalars(select(SigningTry)).all()) == 30


def test_only_those_who_enter_signatures_open_links(road: Road) -> None:
    for account in ("fayuan", "kailu"):
        with pytest.raises(NotThere):
            road.do(open_phone_signing, account, not_personal=True)
    road.open()
    with pytest.raises(NotThere):
        road.do(make_signing_link, "kailu", party_id=road.player.parties[0], token="x" * 40)
    with pytest.raises(NotThere):
        road.do(make_signing_link, party_id=uuid4(), token="x" * 40)


def test_a_message_that_fails_is_tried_again_under_its_own_number_and_then_forgotten(
    road: Road, tmp_path: Path
) -> None:
    road.open()
    folder = tmp_path / "spool"
    folder.write_text("in the way", encoding="utf-8")
    house = replace(road.house, channel=FileChannel(folder))
    road.do(
        make_signing_link,
        party_id=road.player.parties[0],
        token="t" * 43,
        send_address="https://example.test/sign/to/ttt",
    )
    assert send_notices(house) == 1
    assert send_notices(house) == 0, "not at once again"
    folder.unlink()
    road.clock.move(minutes=5)
    assert send_notices(house) == 1
    (written,) = folder.glob("*.json")
    content = json.loads(written.read_text(encoding="utf-8"))
    with road.house.read() as session:
        notice = session.scalars(select(Notice)).one()
        assert content["id"] == str(notice.id)
        assert notice.text is None
        assert notice.to is None
        assert (notice.channel, notice.failure) == ("file", "")
    assert "https://example.test/sign/to/ttt" in content["text"]
    assert written.stat().st_mode & 0o077 == 0


def test_an_http_gateway_gets_each_message_with_its_number(road: Road) -> None:
    got: list[dict[str, str]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append({**json.loads(body), "key": self.headers["Idempotency-Key"]})
            self.send_response(503 if len(got) == 1 else 202)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        channel = HttpChannel(f"http://127.0.0.1:{server.server_port}/send", "secret")
        with pytest.raises(NoticeFailed):
            channel.send(UUID(int=7), "13900000000", "验证码")
        channel.send(UUID(int=7), "13900000000", "验证码")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert [one["key"] for one in got] == [str(UUID(int=7))] * 2
    assert got[1]["text"] == "验证码"
    assert "secret" not in repr(channel)


def test_drawn_signatures_stand_as_they_were_made(road: Road) -> None:
    road.open()
    phone = road.phone(0)
    phone.prove()
    phone.sign()
    with road.house.begin() as uow, pytest.raises(DatabaseError, match="insert-only"):
        uow.session.execute(update(DrawnSignature).values(manifest_digest="0" * 64))
