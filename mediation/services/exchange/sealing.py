"""Signing and encrypting an exchange file, and opening one: Ed25519 under HPKE (RFC 9180: X25519, AES-256-GCM).

A file is `TJX`, the version, which of the receiver's keys opens it, and the ciphertext. Inside stand the sender, its
signature over all of this, and the envelope, compressed and padded, so that the size of a file tells little.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from mediation.model import ExchangeKey, ExchangePeer
from mediation.rules.errors import BadInput
from mediation.rules.exchange.envelope import LARGEST_FILE, LARGEST_OPENED, MEGABYTE, VERSION, Envelope
from mediation.rules.messages import Message, say

MAGIC = b"TJX"
KEY_MARK = 8
HEADER = len(MAGIC) + 1 + KEY_MARK
SENDER = 16
SIGNATURE = 64
LENGTH = 4
BLOCK = 4096
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE = b"mediation exchange file"
FIELD = "file"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secret halves of one of our keys."""

    signing: Ed25519PrivateKey
    box: X25519PrivateKey

    @classmethod
    def fresh(cls) -> Secrets:
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def of(cls, key: ExchangeKey) -> Secrets:
        """Of a row that is in a session."""
        kept = json.loads(key.secret or "{}")
        return cls(
            Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["signing"])),
            X25519PrivateKey.from_private_bytes(bytes.fromhex(kept["box"])),
        )

    def to_json(self) -> str:
        return json.dumps(
            {"signing": self.signing.private_bytes_raw().hex(), "box": self.box.private_bytes_raw().hex()}
        )


def key_mark(box_key: bytes) -> bytes:
    """By which a receiver tells which of its keys a file is for."""
    return hashlib.sha256(b"mediation exchange box" + box_key).digest()[:KEY_MARK]


def seal_file(envelope: Envelope, own: ExchangeKey, receiver_box_key: bytes) -> bytes:
    """The file for the holder of that key, and for nobody else."""
    header = MAGIC + bytes([VERSION]) + key_mark(receiver_box_key)
    packed = zlib.compress(envelope.to_json().encode(), 6)
    said = len(packed).to_bytes(LENGTH, "big") + packed
    sender = envelope.sender.bytes
    signature = Secrets.of(own).signing.sign(PURPOSE + header + sender + said)
    plain = sender + signature + said
    plain += bytes(-len(plain) % BLOCK)
    return header + SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(receiver_box_key), info=header)


def open_file(
    data: bytes, own: Sequence[ExchangeKey], peer_of: Callable[[UUID], ExchangePeer | None]
) -> tuple[ExchangePeer, Envelope]:
    """From whom the file is and what it says; BadInput, one sentence, for any file that is not wholly in order.

    Nothing of a file is looked at before its seal and its signature hold.
    """
    header, plain = _unsealed(data, own)
    sender = UUID(bytes=plain[:SENDER])
    peer = peer_of(sender)
    if peer is None:
        raise _refused(say("文件来自没有登记的系统：请管理员先登记对方的名片"))
    if peer.ended_at is not None:
        raise _refused(say("与「{name}」的交换已经停止，文件没有收下", name=peer.name))
    said = plain[SENDER + SIGNATURE :]
    length = int.from_bytes(said[:LENGTH], "big")
    said = said[: LENGTH + length]
    try:
        Ed25519PublicKey.from_public_bytes(peer.signing_key).verify(
            plain[SENDER : SENDER + SIGNATURE], PURPOSE + header + plain[:SENDER] + said
        )
    except InvalidSignature:
        raise _refused(
            say("签名与「{name}」登记的密钥不符：对方可能换了密钥，请重新登记对方的名片", name=peer.name)
        ) from None
    return peer, _envelope(said[LENGTH:], sender, own)


def _unsealed(data: bytes, own: Sequence[ExchangeKey]) -> tuple[bytes, bytes]:
    if len(data) > LARGEST_FILE:
        raise _refused(say("文件太大：最多 {n} MB", n=LARGEST_FILE // MEGABYTE))
    header = data[:HEADER]
    if len(header) < HEADER or not header.startswith(MAGIC):
        raise _refused(say("这不是交换文件"))
    if header[len(MAGIC)] != VERSION:
        raise _refused(say("文件的格式版本比本系统新或者不认识：请先升级本系统"))
    mark = header[len(MAGIC) + 1 :]
    key = next((one for one in own if key_mark(one.box_key) == mark), None)
    if key is None:
        raise _refused(say("文件不是给本系统的，或者是给本系统已经作废的密钥：请把新的名片交给对方"))
    try:
        plain = SUITE.decrypt(data[HEADER:], Secrets.of(key).box, info=header)
    except InvalidTag:
        raise _refused(say("文件不完整，或者被改动过：请重新拷贝；还不行的，请对方重新导出")) from None
    if len(plain) < SENDER + SIGNATURE + LENGTH:
        raise _refused(say("这不是交换文件"))
    return header, plain


def _envelope(packed: bytes, sender: UUID, own: Sequence[ExchangeKey]) -> Envelope:
    unfold = zlib.decompressobj()
    try:
        text = unfold.decompress(packed, LARGEST_OPENED)
        if not unfold.eof:
            raise _refused(say("文件展开以后太大，没有收下"))
        envelope = Envelope.from_json(text.decode())
    except (zlib.error, ValueError, UnicodeDecodeError, RecursionError):
        raise _refused(say("文件内容读不懂：对方系统的版本可能更新，请先升级本系统")) from None
    if envelope.sender != sender or envelope.receiver not in {one.installation_id for one in own}:
        raise _refused(say("文件不是给本系统的"))
    return envelope


def _refused(why: Message) -> BadInput:
    return BadInput.at(FIELD, why)
