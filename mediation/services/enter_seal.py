"""An organisation's certificate, entered and ended by an administrator: from then on its papers are signed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from sqlalchemy import Uuid, bindparam, select

from mediation.model import Organisation, SealCertificate
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import printed_date
from mediation.rules.regions import is_within
from mediation.services.field_check import FieldCheck
from mediation.services.looked_up import one_looked_up
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

LARGEST = 64 * 1024
"""Bytes of a PKCS#12 file; one with its chain takes a few thousand."""


@dataclass(frozen=True, slots=True)
class KeystoreRead:
    """What a PKCS#12 file holds, without the key itself."""

    subject: str
    issuer: str
    fingerprint: bytes
    valid_from: datetime
    valid_until: datetime


def enter_seal(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation: str, keystore: bytes, password: str
) -> UUID:
    """Keep the certificate, sealed, in the place of the one before; BadInput with everything that is wrong."""
    check = FieldCheck()
    whose = _organisation(uow, actor, organisation.strip())
    if whose is None:
        check.note("organisation", say("没有找到这个组织，或者不在您管理的地区；请写全称"))
    read = read_keystore(check, keystore, password)
    if read is not None:
        _check_days(check, read, clock.now())
    check.refuse()
    assert whose is not None
    assert read is not None
    _end(uow, whose.id, clock)
    row = SealCertificate(
        organisation_id=whose.id,
        subject=read.subject[:300],
        issuer=read.issuer[:300],
        fingerprint=read.fingerprint,
        valid_from=read.valid_from,
        valid_until=read.valid_until,
        entered_by=actor.person_id,
        entered_at=clock.now(),
    )
    uow.session.add(row)
    row.keystore, row.password = base64.b64encode(keystore).decode(), password
    uow.session.flush()
    return row.id


def end_seal(uow: UnitOfWork, *, actor: Actor, clock: Clock, certificate_id: UUID) -> UUID:
    """Papers are not signed by it from now on; its key is deleted, what it signed stays signed."""
    row = uow.session.get(SealCertificate, certificate_id)
    if row is None or row.ended_at is not None:
        raise NotThere
    whose = uow.session.get_one(Organisation, row.organisation_id)
    if _organisation(uow, actor, whose.name) is None:
        raise NotThere
    _end(uow, whose.id, clock)
    return row.id


_SEAL_OF = select(SealCertificate).where(
    SealCertificate.organisation_id == bindparam("organisation_id", type_=Uuid()),
    SealCertificate.ended_at.is_(None),
)


def seal_of(uow: UnitOfWork, organisation_id: UUID | None) -> SealCertificate | None:
    """The certificate that signs the organisation's papers now."""
    if organisation_id is None:
        return None
    return one_looked_up(uow.session, _SEAL_OF, {"organisation_id": organisation_id})


def valid_seal_of(uow: UnitOfWork, organisation_id: UUID | None, at: datetime) -> SealCertificate | None:
    """The same while it is valid; None outside its days.

    The law asks for the committee's stamp on paper (人民调解法 29) and for no certificate: a paper that parties and
    terms wait for is issued without the digital signature rather than not at all, and its head is told.
    """
    seal = seal_of(uow, organisation_id)
    return seal if seal is not None and seal.valid_from <= at < seal.valid_until else None


def read_keystore(check: FieldCheck, keystore: bytes, password: str) -> KeystoreRead | None:
    """What is in the file; what is wrong with it or with the password is noted at its field."""
    if not keystore:
        check.note("keystore", say("请选择证书文件（.p12 或者 .pfx）"))
        return None
    if len(keystore) > LARGEST:
        check.note("keystore", say("文件太大，不像证书文件"))
        return None
    try:
        key, certificate, _chain = pkcs12.load_key_and_certificates(keystore, password.encode() or None)
    except ValueError:
        check.note("password", say("打不开证书文件：密码不对，或者文件不是 PKCS#12（.p12、.pfx）"))
        return None
    if key is None or certificate is None:
        check.note("keystore", say("文件里没有私钥或者没有证书"))
        return None
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        check.note("keystore", say("只支持 RSA 和 ECDSA 证书"))
        return None
    if not _may_sign(certificate):
        check.note("keystore", say("这张证书不是用来签名的"))
        return None
    return KeystoreRead(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        fingerprint=certificate.fingerprint(SHA256()),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _check_days(check: FieldCheck, read: KeystoreRead, now: datetime) -> None:
    if now >= read.valid_until:
        check.note("keystore", say("证书已于{day}到期", day=printed_date(read.valid_until.date())))
    elif now < read.valid_from:
        check.note("keystore", say("证书从{day}起才有效", day=printed_date(read.valid_from.date())))


def _organisation(uow: UnitOfWork, actor: Actor, name: str) -> Organisation | None:
    """The organisation of that name in the area that the actor administers."""
    administering_post(actor)
    own = [post.region_code for post in actor.posts_with(Permission.ADMINISTER)]
    found = uow.session.scalar(select(Organisation).where(Organisation.name == name))
    return found if found is not None and any(is_within(found.region_code, one) for one in own) else None


def _end(uow: UnitOfWork, organisation_id: UUID, clock: Clock) -> None:
    old = seal_of(uow, organisation_id)
    if old is not None:
        old.ended_at = clock.now()
        old.keystore = old.password = None
        uow.session.flush()
