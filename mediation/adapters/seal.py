"""Signing issued papers with an organisation's certificate (PAdES), and looking at the signatures of a file."""

from __future__ import annotations

import base64
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from mediation.rules.errors import MediationError
from mediation.rules.messages import say
from mediation.services.run_outbox import Seal

FIELD = "Seal"
TIMESTAMP_LIMIT = 10
"""Seconds for the timestamp server to answer."""


class SealingFailed(MediationError):
    """The paper could not be signed now: it waits and is tried again."""


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature of a file, as its mathematics have it; whether to trust its signer is another question."""

    signer: str
    fingerprint: bytes
    intact: bool
    """The signed bytes are as they were signed."""
    whole: bool
    """Nothing was added behind them."""
    timestamped: bool


def sign_pdf(pdf: bytes, seal: Seal, timestamp_url: str = "") -> bytes:
    """The same pages with a certifying signature that allows no later change: PAdES B-B, B-T with a timestamp."""
    signer = signers.SimpleSigner.load_pkcs12_data(
        base64.b64decode(seal.keystore), other_certs=[], passphrase=seal.password.encode() or None
    )
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    try:
        with ThreadPoolExecutor(
            1
        ) as apart:  # pyHanko runs an event loop of its own, and a thread has but one
            signed = apart.submit(
                signers.sign_pdf,
                IncrementalPdfFileWriter(io.BytesIO(pdf)),
                about,
                signer=signer,
                timestamper=_timestamper(timestamp_url),
            ).result()
    except (TimestampRequestError, OSError, TimeoutError) as error:
        raise SealingFailed(say("时间戳服务没有答复，文书稍后再签名")) from error
    except (SigningError, ValueError) as error:
        raise SealingFailed(say("数字证书不能用来签名，请管理员检查")) from error
    return bytes(signed.getvalue())


def signatures_of(pdf: bytes) -> tuple[SignatureFound, ...]:
    """The signatures that the file bears; none for what is no PDF."""
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        return tuple(_seen(one) for one in found)
    except (PdfError, SignatureValidationError, ValueError, OSError):
        return ()


def _seen(one: EmbeddedPdfSignature) -> SignatureFound:
    certificate = one.signer_cert
    one.compute_integrity_info(skip_diff=True)  # type: ignore[no-untyped-call]
    intact, valid = validate_sig_integrity(
        one.signer_info, certificate, expected_content_type="data", actual_digest=one.compute_digest()
    )
    return SignatureFound(
        signer=str(certificate.subject.human_friendly),
        fingerprint=bytes(certificate.sha256),
        intact=bool(intact and valid),
        whole=one.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        timestamped=_is_timestamped(one),
    )


def _is_timestamped(one: EmbeddedPdfSignature) -> bool:
    attributes = one.signer_info["unsigned_attrs"]
    return any(attribute["type"].native == "signature_time_stamp_token" for attribute in attributes)


def _timestamper(url: str) -> HTTPTimeStamper | None:
    return HTTPTimeStamper(url, timeout=TIMESTAMP_LIMIT) if url else None
