"""A printed agreement on its way to signature, and the phones of its parties."""

from __future__ import annotations

import hashlib
import random
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image, ImageDraw
from sqlalchemy import select

from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import (
    Case,
    CourtApproval,
    Notice,
    Organisation,
    SigningLink,
)
from mediation.readmodels.phone import doorway
from mediation.rules import acts
from mediation.rules.acts import Mark, ObligationDrawn
from mediation.rules.vocabulary import (
    NoticePurpose,
    ObligationKind,
    SignatureManner,
    SignerRole,
)
from mediation.services.identity_checks import CHECKS
from mediation.services.make_signing_link import make_signing_link
from mediation.services.open_phone_signing import open_phone_signing
from mediation.services.perform import perform
from mediation.services.prove_phone import prove_phone
from mediation.services.read_by_phone import read_by_phone
from mediation.services.send_signing_code import send_signing_code
from mediation.services.sign_by_phone import sign_by_phone
from tests.conftest import FixedClock

HEAD = "cunzhuren"
COURT = "科尔沁左翼中旗人民法院"


def drawn(seed: int = 1) -> str:
    """A name as a finger writes it, as the page sends it."""
    chance, image = random.Random(seed), Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    pen, x = ImageDraw.Draw(image), 150
    for _ in range(6):
        y = chance.randint(90, 230)
        pen.line([(x, y), (x + 60, y + 40), (x + 90, y - 30)], fill=(11, 26, 51, 255), width=7)
        x += 80
    made = BytesIO()
    image.save(made, "PNG")
    return f"data:image/png;base64,{b64encode(made.getvalue()).decode()}"


class Phone:
    """One party's phone: the link that it was given, and the browser that proved itself."""

    def __init__(self, road: Road, token: str) -> None:
        self.road, self.token, self.browser = road, token, f"browser-{uuid4()}"

    def ask(self) -> None:
        perform(
            self.road.house,
            send_signing_code,
            actor=None,
            token=self.token,
            channel=self.road.house.channel.name,
            address="10.0.0.9",
        )

    def code(self) -> str:
        """As the message to the phone says it."""
        with self.road.house.read() as session:
            link = session.scalars(
                select(SigningLink).where(
                    SigningLink.token_digest == hashlib.sha256(self.token.encode()).digest()
                )
            ).one()
            notice = session.scalars(
                select(Notice)
                .where(Notice.subject_id == link.id, Notice.purpose == NoticePurpose.CODE)
                .order_by(Notice.created_at.desc())
            ).first()
            assert notice is not None
            found = re.search(r"\d{6}", notice.text or "")
            assert found is not None
            return found[0]

    def type(self, code: str, check: str = "code", **typed: str) -> None:
        perform(
            self.road.house,
            prove_phone,
            actor=None,
            token=self.token,
            code=code,
            browser=self.browser,
            check=CHECKS[check],
            typed=typed,
            address="10.0.0.9",
        )

    def prove(self) -> None:
        self.ask()
        self.type(self.code())
        assert self.proved()

    def proved(self) -> bool:
        with self.road.house.read() as session:
            return doorway(session, self.token, self.browser, self.road.clock).proved

    def read(self) -> None:
        perform(self.road.house, read_by_phone, actor=None, token=self.token, browser=self.browser)

    def sign(
        self, key: str = "", *, drawing: str | None = None, agrees: bool = True, reading: bool = True
    ) -> UUID:
        if reading and self.proved():
            self.read()
        return perform(
            self.road.house,
            sign_by_phone,
            actor=None,
            token=self.token,
            browser=self.browser,
            drawing=drawn() if drawing is None else drawing,
            agrees=agrees,
            form_key=key or str(uuid4()),
            address="10.0.0.9",
        )


class Road:
    """A case whose agreement is drawn and printed, in the area of a court that takes phone signatures."""

    def __init__(self, player: Player) -> None:
        self.clock = FixedClock(player.clock.now() + timedelta(hours=4))
        self.house = replace(player.house, clock=self.clock)
        player.house, player.clock = self.house, self.clock  # type: ignore[assignment]
        self.player = player
        self.case_id = player.case_id

    def do(self, use_case: object, account: str = HEAD, **given: object) -> UUID:
        actor = self.player.actor(account)
        return perform(
            self.house,
            use_case,
            actor=actor,
            key=str(uuid4()),
            case_id=self.case_id,
            **given,  # type: ignore[arg-type]
        )

    def open(self) -> None:
        self.do(open_phone_signing, not_personal=True)

    def phone(self, n: int, **given: object) -> Phone:
        token = f"token-{uuid4()}"
        self.do(make_signing_link, party_id=self.player.parties[n], token=token, **given)
        return Phone(self, token)

    def render(self) -> None:
        worker = Worker(self.house)
        worker.drain()
        worker.close()

    def seal(self) -> None:
        mark = Mark(SignerRole.COMMITTEE_SEAL, self.clock.today(), (SignatureManner.SEALED,))
        self.player.step(HEAD, "sign", acts.MarksGathered((mark,)))

    def state(self) -> str:
        with self.house.read() as session:
            return session.get_one(Case, self.case_id).state


def approve(house: Installation, account: str, player: Player) -> None:
    with house.begin() as uow:
        court = uow.session.scalars(select(Organisation).where(Organisation.name == COURT)).one()
        uow.session.add(
            CourtApproval(
                court_id=court.id,
                from_on=player.clock.today() - timedelta(30),
                paper="诉源治理会议纪要",
                noted_by=player.actor(account).person_id,
                noted_at=player.clock.now(),
            )
        )
        uow.commit()


def drawn_up(player: Player, *, n: int = 0) -> Road:
    """To the printed agreement: 3,000 yuan by the end of the year."""
    player.step(HEAD, "skip_settlement", reason="双方不愿和解")
    player.accept(HEAD)
    player.appoint(HEAD, HEAD)
    player.sit(HEAD, "双方各自说明情况。", "同意分期支付。", "村委会调解室")
    duty = ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=player.parties[1],
        creditor_id=player.parties[0],
        amount=Decimal(3000),
        what="工钱",
        due_on=player.clock.today() + timedelta(30),
    )
    player.agree(HEAD, "欠付工钱三千元。", (duty,))
    return Road(player)
