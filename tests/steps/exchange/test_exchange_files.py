"""A file that is not wholly in order is refused in one sentence, and nothing of it is kept."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mediation.model import ExchangeFile, ExchangeIn, ExchangeOut, ExchangePeer
from mediation.rules.errors import BadInput, NotAllowed
from mediation.rules.exchange.envelope import VERSION, Envelope
from mediation.rules.vocabulary import CarriedWay
from mediation.services.exchange import sealing
from mediation.services.exchange.keys import make_keys, newest_key, own_card, own_keys, retire_older_keys
from mediation.services.exchange.peers import end_peer, register_peer
from mediation.services.exchange.receive_file import take_file
from mediation.services.exchange.sealing import open_file, seal_file
from mediation.services.perform import perform
from tests.steps.exchange.channel import everything
from tests.steps.exchange.sides import Pair, Side
from tests.steps.exchange.test_lossy_channel import send_one


def refused(side: Side, data: bytes, why: str) -> None:
    before = everything(side)
    with pytest.raises(BadInput) as bad:
        side.take(data)
    assert why in str(bad.value.problems[0].message)
    assert everything(side) == before
    with side.house.read() as session:
        last = session.scalars(select(ExchangeFile).order_by(ExchangeFile.id.desc())).first()
        assert last is not None
        assert last.way is CarriedWay.REFUSED


def envelope_in(pair: Pair, data: bytes) -> Envelope:
    with pair.county.house.read() as session:
        peers = {one.installation_id: one for one in session.scalars(select(ExchangePeer))}
        return open_file(data, own_keys(session), peers.get)[1]


def sealed(pair: Pair, envelope: Envelope) -> bytes:
    """As the court would seal it for the county."""
    with pair.court.house.read() as session:
        peer = session.scalars(
            select(ExchangePeer).where(ExchangePeer.installation_id == envelope.receiver)
        ).one()
        return seal_file(envelope, newest_key(session), peer.box_key)


def test_no_file_that_is_wrong_is_taken(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    send_one(pair.court, 1)
    data = pair.court.make()
    county = pair.county
    envelope = envelope_in(pair, data)
    refused(county, b"", "不是交换文件")
    refused(county, b"PK\x03\x04" + bytes(500), "不是交换文件")
    refused(county, data[:-1], "不完整")
    refused(county, data[:200] + bytes([data[200] ^ 1]) + data[201:], "不完整")
    refused(county, data[:3] + bytes([VERSION + 1]) + data[4:], "升级本系统")
    refused(county, data[:5] + bytes([data[5] ^ 1]) + data[6:], "不是给本系统")
    refused(pair.court, data, "不是给本系统")
    values = {name: getattr(envelope, name) for name in Envelope.__dataclass_fields__}
    refused(county, sealed(pair, Envelope(**values | {"last": 0})), "编号不对")
    real = zlib.compress
    bomb = real(b" " * (sealing.LARGEST_OPENED + 10), 9)
    with monkeypatch.context() as patch:
        patch.setattr(sealing.zlib, "compress", lambda *_: bomb)
        too_much = sealed(pair, envelope)
    assert len(too_much) < 1024 * 1024
    refused(county, too_much, "展开以后太大")
    with monkeypatch.context() as patch:
        patch.setattr(sealing.zlib, "compress", lambda *_: real(b'{"version": 1, "new": true}'))
        newer = sealed(pair, envelope)
    refused(county, newer, "读不懂")
    county.take(data)
    again = county.take(data)
    assert (again.new, again.applied) == (0, 0)
    changed = envelope.messages[0]
    other = {name: getattr(changed, name) for name in changed.__dataclass_fields__} | {
        "body": "{}",
        "sha256": hashlib.sha256(b"{}").hexdigest(),
    }
    forged = Envelope(**values | {"messages": (type(changed)(**other),)})
    before = everything(county)
    with pytest.raises(BadInput, match="恢复过旧的备份"):
        county.take(sealed(pair, forged))
    assert everything(county) == before


def test_strangers_old_keys_and_ended_exchange_are_refused(pair: Pair) -> None:
    send_one(pair.court, 1)
    first = pair.court.make()
    with pair.court.house.begin() as uow:
        make_keys(uow, clock=pair.court.house.clock)
        uow.commit()
    refused(pair.county, pair.court.make(), "重新登记对方的名片")
    with pair.court.house.read() as session:
        card = own_card(session, pair.court.house.clock)
    admin = pair.county.actor("guanliyuan")
    with pytest.raises(BadInput, match="指纹不符"):
        perform(pair.county.house, register_peer, actor=admin, card=card.to_json(), typed="0" * 8)
    carrier = pair.county.actor("qizhuren")
    with pytest.raises(NotAllowed):
        perform(
            pair.county.house, register_peer, actor=carrier, card=card.to_json(), typed=card.fingerprint[-8:]
        )
    perform(pair.county.house, register_peer, actor=admin, card=card.to_json(), typed=card.fingerprint[-8:])
    refused(pair.county, first, "签名与")
    assert pair.county.take(pair.court.make()).applied > 0
    answer = pair.county.make()  # for the court's older key, which still opens
    assert pair.court.take(answer).peer_id == pair.court.peer_id
    with pair.court.house.begin() as uow:
        assert retire_older_keys(uow, clock=pair.court.house.clock) == 1
        uow.commit()
    newer = pair.court.make()
    with pytest.raises(NotAllowed):
        take_file(pair.county.house, actor=pair.county.actor("zhenzhuren"), name="x", data=newer)
    perform(pair.county.house, end_peer, actor=admin, peer_id=pair.county.peer_id)
    refused(pair.county, newer, "已经停止")


@pytest.mark.long
def test_a_messenger_who_is_killed_while_importing_leaves_nothing_half(pair: Pair, tmp_path: Path) -> None:
    """Killed at every message in turn; whoever comes next finishes, and nothing is done twice."""
    ids = [send_one(pair.court, n) for n in range(1, 4)]
    carried = tmp_path / "carried.tjx"
    carried.write_bytes(pair.court.make())
    folder = pair.county.house.settings.data_dir
    for n in (1, 2):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.steps.exchange.killed_messenger",
                str(folder),
                str(carried),
                str(n),
            ],
            capture_output=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "MEDIATION_KEY": base64.b64encode(bytes(range(32))).decode()},
        )
        assert done.returncode == -9, done.stderr.decode()[-2000:]
        with pair.county.house.read() as session:
            peer = session.scalars(select(ExchangePeer).order_by(ExchangePeer.registered_at.desc())).first()
            assert peer is not None
            kept = session.scalar(select(func.count()).select_from(ExchangeIn))
            assert (kept, peer.received) == (3, 3), "kept whole, or not at all"
            assert peer.applied == len(pair.county.offers()) == n
    left = pair.county.take(carried.read_bytes())
    assert (left.new, left.applied) == (0, 1)
    assert len(pair.county.offers()) == 3
    for _ in ids:
        pair.county.sign()
    pair.carry()
    assert all(pair.court.holder(one) == pair.county.holder(one) for one in ids)
    with pair.court.house.read() as session:
        assert session.scalar(select(func.count()).where(ExchangeOut.acknowledged_at.is_(None))) == 0
