"""The pages of the exchange, and its commands: a card registered, a file made, looked into, taken, and answered."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from mediation.demonstration.doors import at_court, guided
from mediation.demonstration.people import PASSWORD
from mediation.model import ExchangeFile
from mediation.rules.vocabulary import CarriedWay
from tests.cli.conftest import run
from tests.conftest import FixedClock
from tests.steps.conftest import KEY
from tests.steps.exchange.sides import TOWNSHIP, Pair, Side
from tests.steps.exchange.test_lossy_channel import send_one
from web import create_app


class Visitor:
    """Somebody signed in at one installation."""

    def __init__(self, side: Side, account: str) -> None:
        now = FixedClock(side.player.clock.instant)  # nobody's session grows old meanwhile
        self.client: FlaskClient = create_app(replace(side.house, clock=now)).test_client()
        self.post("/sign-in", {"account": account, "password": PASSWORD}, token_from="/sign-in")

    def get(self, path: str) -> str:
        answer = self.client.get(path, buffered=True, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(
        self, path: str, fields: dict[str, object], token_from: str = "/account", status: int = 200
    ) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get(token_from).text)
        assert found
        answer = self.client.post(
            path, data={"csrf_token": found[1], **fields}, buffered=True, follow_redirects=True
        )
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def download(self, path: str) -> bytes:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/account").text)
        assert found
        answer = self.client.post(path, data={"csrf_token": found[1]}, buffered=True)
        assert answer.status_code == 200
        assert re.search(r"TJ-[0-9A-F]{8}-[0-9A-F]{8}-\d{6}\.tjx", answer.headers["Content-Disposition"])
        return answer.data


def link(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]


def test_a_clerk_carries_a_case_and_its_answer_between_two_browsers(pair: Pair) -> None:
    case_id = send_one(pair.court, 1)
    court, carrier, head = (
        Visitor(pair.court, "fayuan"),
        Visitor(pair.county, "qizhuren"),
        Visitor(pair.county, "zhenzhuren"),
    )
    page = court.get("/exchange")
    assert "1 条还没有导出" in page
    data = court.download(link(page, r'action="(/exchange/files/for/[^"]+)"'))
    spoilt = {"file": (io.BytesIO(data[:-3]), "a.tjx")}
    assert "不完整" in carrier.post("/exchange/files", spoilt, status=422)
    preview = carrier.post("/exchange/files", {"file": (io.BytesIO(data), "a.tjx")})
    assert "移交案件" in preview
    assert TOWNSHIP in preview
    assert "已办理 1 条" in carrier.post(link(preview, r'action="(/exchange/files/[^"]+/take)"'), {})
    offer = link(head.get("/"), r'href="(/exchange/offers/[^"]+)"')
    shown = head.get(offer)
    assert "先行调解" in shown
    assert "请写明理由" in head.post(f"{offer}/return", {"reason": " "}, status=422)
    signed = head.post(f"{offer}/sign", {})
    assert "已签收，案件由本组织办理" in signed
    assert "移来，办理情况告知对方" in signed
    pair.carry()
    assert pair.court.holder(case_id) == TOWNSHIP
    told = court.get("/exchange")
    assert "0 条未确认" in told
    with pair.court.house.read() as session:
        from mediation.model import Case

        public_id = session.get_one(Case, case_id).public_id
    case = court.get(f"/cases/{public_id}")
    assert "办理情况由对方告知" in case
    administrator = Visitor(pair.court, "guanliyuan")
    assert "最近的文件" in administrator.get("/exchange")
    assert "未核实" in administrator.get("/exchange/fields")


def test_who_tells_of_danger_afterwards_is_asked_to_telephone_the_other_installation(pair: Pair) -> None:
    at_court(pair.court.player, 1)
    guided(pair.court.player)
    pair.county.take(pair.court.make())
    pair.county.sign()
    pair.carry()
    court = Visitor(pair.court, "fayuan")
    form = link(court.get("/"), r'href="(/steps/hand_over/[^"]+/report_danger_afterwards)"')
    asked = "办理，看不到这里的报告：请同时电话告知"
    assert asked in court.get(form)
    done = court.post(form, {"what": "扬言报复", "reported_to": "派出所"})
    assert "已办理" in done
    assert asked in done


@pytest.mark.long
def test_the_commands_do_what_the_pages_do(pair: Pair, tmp_path: Path) -> None:
    send_one(pair.court, 1)
    court, county = (side.house.settings.data_dir for side in (pair.court, pair.county))
    peers = run(court, "exchange", "peers", MEDIATION_KEY=KEY)
    assert "科左中旗综治中心：未确认 1（未导出 1）" in peers.stdout
    made = run(
        court,
        "exchange",
        "export",
        "科左中旗综治中心",
        "-o",
        str(tmp_path),
        "--as",
        "fayuan",
        MEDIATION_KEY=KEY,
    )
    assert "1 条消息" in made.stdout, made.stderr
    file = next(tmp_path.glob("TJ-*.tjx"))
    refused = run(county, "exchange", "import", str(file), "--as", "cunzhuren", MEDIATION_KEY=KEY)
    assert refused.returncode == 1
    assert "交换文件由法院诉调对接人员" in refused.stderr
    taken = run(county, "exchange", "import", str(file), "--as", "qizhuren", MEDIATION_KEY=KEY)
    assert "已办理 1 条" in taken.stdout, taken.stderr
    again = run(county, "exchange", "import", str(file), "--as", "qizhuren", MEDIATION_KEY=KEY)
    assert "新消息 0 条" in again.stdout
    card = run(county, "exchange", "card", "-o", str(tmp_path / "c.tjcard"), MEDIATION_KEY=KEY)
    last = card.stdout.strip()[-9:]
    registered = ("exchange", "register", str(tmp_path / "c.tjcard"), "--as", "guanliyuan", "--fingerprint")
    assert run(court, *registered, "0000 0000", MEDIATION_KEY=KEY).returncode == 1
    assert run(court, *registered, last, MEDIATION_KEY=KEY).returncode == 0
    assert "密钥第 2 把" in run(court, "exchange", "keys", MEDIATION_KEY=KEY).stdout
    assert "停用旧密钥 1 把" in run(court, "exchange", "keys", "--retire", MEDIATION_KEY=KEY).stdout
    with pair.county.house.read() as session:
        ways = session.scalars(select(ExchangeFile.way)).all()
    assert ways.count(CarriedWay.TAKEN) == 2
