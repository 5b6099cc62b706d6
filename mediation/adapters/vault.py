"""Sealing and opening: fields, events and blobs by AES-256-GCM, exact search by HMAC, checkpoints by Ed25519.

Every purpose has a key of its own, derived from a master key. A sealed value is `version | key number |
nonce | text and tag` and is bound to the place it stands in, so that it opens nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mediation.rules.errors import MediationError, SetupError
from mediation.rules.messages import Message, say

VERSION = 1
HEADER = 3
NONCE = 12
TAG = 16
INDEX_LENGTH = 16


class SealBroken(MediationError):
    """A sealed value that does not open: altered, moved from another place, or its key is not here."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("加密数据打不开：内容被改动过，或者不属于这里"))


class Vault:
    """The installation's keys. `current` seals, every key opens; `needs_rotation` finds an older one's work.

    `index_key` numbers the key that blind indexes are derived from: the lowest unless said otherwise, so that
    a new current key leaves searches working. Retiring that key means making the indexes again.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int, *, index_key: int | None = None) -> None:
        if current not in keys or any(len(key) != 32 for key in keys.values()):
            raise SetupError(say("密钥不全：当前密钥必须在场，每把都是 32 字节"))
        index_id = min(keys) if index_key is None else index_key
        if index_id not in keys:
            raise SetupError(say("检索用的密钥 {n} 不在场", n=index_id))
        self._keys = dict(keys)
        self._current = current
        self._derive = cache(self._derive_once)
        self._cipher = cache(lambda key_id, purpose: AESGCM(self._derive(key_id, purpose)))
        self._index_id = index_id

    def __repr__(self) -> str:
        return f"Vault(keys {sorted(self._keys)}, current {self._current})"

    def seal(self, plain: str | bytes, *, table: str, column: str, row: UUID | str) -> bytes:
        """The value as ciphertext that opens only in this table, column and row."""
        data = plain.encode() if isinstance(plain, str) else plain
        return self._seal(data, f"field:{table}.{column}", table, column, str(row))

    def open(self, sealed: bytes, *, table: str, column: str, row: UUID | str) -> str:
        return self._open(sealed, f"field:{table}.{column}", table, column, str(row)).decode()

    def needs_rotation(self, sealed: bytes) -> bool:
        """True when an older key than the current one sealed it."""
        return _key_number(sealed) != self._current

    def blind_index(self, column: str, normalised: str) -> bytes:
        """A keyed digest for exact search. The caller normalises; equal values give equal digests."""
        key = self._derive(self._index_id, f"index:{column}")
        return hmac.digest(key, normalised.encode(), "sha256")[:INDEX_LENGTH]

    def new_case_key(self, case_id: UUID) -> bytes:
        """A fresh key for one case's events, wrapped for storage and bound to the case."""
        return self._seal(os.urandom(32), "case key", str(case_id))

    def rewrap_case_key(self, wrapped: bytes, case_id: UUID) -> bytes:
        """The same case key under the current master key."""
        return self._seal(self._open(wrapped, "case key", str(case_id)), "case key", str(case_id))

    def case_cipher(self, wrapped: bytes, case_id: UUID) -> CaseCipher:
        return CaseCipher(self._open(wrapped, "case key", str(case_id)), case_id)

    def seal_head(self, case_id: UUID, seq: int, head: bytes) -> bytes:
        """A keyed statement that the case's chain ends there: who only writes to the database cannot make it."""
        header = bytes([VERSION]) + self._current.to_bytes(2, "big")
        return header + self._head_code(self._current, case_id, seq, head)

    def is_head(self, sealed: bytes, case_id: UUID, seq: int, head: bytes) -> bool:
        """Whether this installation made the statement, under any key that it has."""
        key_id = _key_number(sealed) if len(sealed) > HEADER else -1
        if key_id not in self._keys:
            return False
        return hmac.compare_digest(sealed[HEADER:], self._head_code(key_id, case_id, seq, head))

    def _head_code(self, key_id: int, case_id: UUID, seq: int, head: bytes) -> bytes:
        said = f"{case_id} {seq} ".encode() + head
        return hmac.digest(self._derive(key_id, "chain head"), said, "sha256")

    def seal_blob(self, data: bytes, digest: str) -> bytes:
        """A file's bytes, bound to the digest that is its name."""
        return self._seal(data, "blob", digest)

    def open_blob(self, sealed: bytes, digest: str) -> bytes:
        return self._open(sealed, "blob", digest)

    @property
    def checkpoint_public_key(self) -> bytes:
        """The 32 raw bytes to be published; they change with the current key."""
        return self._public_key(self._current)

    def sign_checkpoint(self, digest: bytes) -> bytes:
        return self._signer(self._current).sign(digest)

    def verify_checkpoint(self, digest: bytes, signature: bytes, public_key: bytes | None = None) -> bool:
        """True when this installation signed it, by the key whose public half is given or by any it has."""
        ours = {self._public_key(key_id) for key_id in self._keys}
        return any(verify_signature(key, digest, signature) for key in ours if public_key in (None, key))

    def secret(self, purpose: str) -> bytes:
        """32 bytes for a purpose outside this module, such as signing cookies. Changes with rotation."""
        return self._derive(self._current, f"secret:{purpose}")

    def _seal(self, plain: bytes, purpose: str, *place: str) -> bytes:
        header = bytes([VERSION]) + self._current.to_bytes(2, "big")
        return _encrypt(self._cipher(self._current, purpose), header, plain, place)

    def _open(self, sealed: bytes, purpose: str, *place: str) -> bytes:
        key_id = _key_number(sealed)
        if key_id not in self._keys:
            raise SealBroken(say("加密数据打不开：缺少编号为 {n} 的密钥", n=key_id))
        return _decrypt(self._cipher(key_id, purpose), sealed, place)

    def _derive_once(self, key_id: int, purpose: str) -> bytes:
        info = f"mediation/v{VERSION}/{purpose}".encode()
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self._keys[key_id])

    def _signer(self, key_id: int) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._derive(key_id, "checkpoint"))

    def _public_key(self, key_id: int) -> bytes:
        return self._signer(key_id).public_key().public_bytes_raw()


class CaseCipher:
    """Seals the data of one case's events under the case's own key, each bound to its place in the chain."""

    HEADER = bytes([VERSION, 0, 0])

    def __init__(self, key: bytes, case_id: UUID) -> None:
        self._cipher = AESGCM(key)
        self._case = str(case_id)

    def seal(self, plain: bytes, seq: int) -> bytes:
        return _encrypt(self._cipher, self.HEADER, plain, (self._case, str(seq)))

    def open(self, sealed: bytes, seq: int) -> bytes:
        return _decrypt(self._cipher, sealed, (self._case, str(seq)))


def verify_signature(public_key: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether the holder of the published key signed: needs no secret, so that anyone can check."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, digest)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """The published key in a form that fits on paper."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _encrypt(cipher: AESGCM, header: bytes, plain: bytes, place: tuple[str, ...]) -> bytes:
    nonce = os.urandom(NONCE)
    return header + nonce + cipher.encrypt(nonce, plain, _bound_to(header, place))


def _decrypt(cipher: AESGCM, sealed: bytes, place: tuple[str, ...]) -> bytes:
    header, nonce, text = sealed[:HEADER], sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
    if len(text) < TAG:
        raise SealBroken
    try:
        return cipher.decrypt(nonce, text, _bound_to(header, place))
    except InvalidTag:
        raise SealBroken from None


def _bound_to(header: bytes, place: tuple[str, ...]) -> bytes:
    """Each part with its length before it: no two different places give the same bytes."""
    parts = [part.encode() for part in place]
    return header + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _key_number(sealed: bytes) -> int:
    if len(sealed) < HEADER + NONCE + TAG or sealed[0] != VERSION:
        raise SealBroken
    return int.from_bytes(sealed[1:HEADER], "big")
