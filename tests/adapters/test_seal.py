"""An organisation's digital signature on its papers: PAdES, by a certificate of a CA made for the test."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import uuid4

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from mediation.adapters.renderer import Renderer
from mediation.adapters.seal import SealingFailed, sign_pdf, signatures_of
from mediation.documents.samples import sample_request
from mediation.services.enter_seal import read_keystore
from mediation.services.field_check import FieldCheck
from mediation.services.run_outbox import Seal
from tests.documents.archive import broken_rules

PASSWORD = "令牌-2026"
NOW = datetime.now(UTC)
Pair = tuple[rsa.RSAPrivateKey, x509.Certificate]


def certificate(
    name: str, ca: Pair | None, *, days: int = 365, stamps: bool = False, may_sign: bool = True
) -> Pair:
    """A key and its certificate, by the CA or by itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca[1].subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=may_sign,
                content_commitment=may_sign,
                key_encipherment=not may_sign,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=ca is None,
                crl_sign=ca is None,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return key, builder.sign(ca[0] if ca else key, hashes.SHA256())


def keystore(pair: Pair, password: str = PASSWORD) -> bytes:
    return serialization.pkcs12.serialize_key_and_certificates(
        b"seal", pair[0], pair[1], None, serialization.BestAvailableEncryption(password.encode())
    )


@pytest.fixture(scope="module")
def ca() -> Pair:
    return certificate("通辽测试根证书", None)


@pytest.fixture(scope="module")
def committee(ca: Pair) -> Pair:
    return certificate("保康镇西胡金稿村人民调解委员会", ca)


@pytest.fixture(scope="module")
def seal(committee: Pair) -> Seal:
    return Seal(uuid4(), base64.b64encode(keystore(committee)).decode(), PASSWORD)


@pytest.fixture(scope="module")
def plain(renderer: Renderer) -> bytes:
    return renderer.render(sample_request("mediation_certificate", "short"))


@pytest.fixture(scope="module")
def signed(plain: bytes, seal: Seal) -> bytes:
    return sign_pdf(plain, seal)


def test_the_signature_names_the_committee_and_covers_the_whole_file(signed: bytes) -> None:
    (found,) = signatures_of(signed)
    assert "人民调解委员会" in found.signer
    assert (found.intact, found.whole, found.timestamped) == (True, True, False)


def test_another_program_trusts_it_by_the_ca(signed: bytes, ca: Pair) -> None:
    """pyHanko's own validation with the CA as root: PAdES subfilter, certified, nothing may change."""
    root = asn1_x509.Certificate.load(ca[1].public_bytes(serialization.Encoding.DER))
    (found,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop in this thread
        status = apart.submit(validate_pdf_signature, found, context).result()
    assert status.bottom_line
    assert status.docmdp_ok
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_signed_paper_is_still_an_archive_file(signed: bytes, plain: bytes) -> None:
    assert broken_rules(signed) == []
    assert signed.startswith(plain)


def test_a_later_change_is_detected(signed: bytes) -> None:
    altered = bytearray(signed)
    altered[len(signed) // 3] ^= 1
    assert not any(one.intact and one.whole for one in signatures_of(bytes(altered)))
    (added,) = signatures_of(signed + b"\n% something behind it\n")
    assert not added.whole


def test_a_file_without_signature_or_that_is_no_pdf_has_none(plain: bytes) -> None:
    assert signatures_of(plain) == signatures_of(b"%PDF-1.7 broken") == signatures_of(b"") == ()


def test_a_wrong_password_file_day_or_purpose_is_told_at_its_field(ca: Pair, committee: Pair) -> None:
    for data, password, field, said in (
        (b"", PASSWORD, "keystore", "请选择证书文件"),
        (b"x" * 70_000, PASSWORD, "keystore", "文件太大"),
        (b"no keystore", PASSWORD, "password", "密码不对"),
        (keystore(committee), "wrong", "password", "密码不对"),
        (keystore(certificate("加密证书", ca, may_sign=False)), PASSWORD, "keystore", "不是用来签名的"),
    ):
        check = FieldCheck()
        assert read_keystore(check, data, password) is None
        (problem,) = check.problems
        assert problem.field == field
        assert said in str(problem.message)
    read = read_keystore(FieldCheck(), keystore(committee), PASSWORD)
    assert read is not None
    assert read.fingerprint == committee[1].fingerprint(hashes.SHA256())


@pytest.fixture
def timestamp_server(ca: Pair) -> Iterator[str]:
    """A timestamp authority on this machine: RFC 3161 over HTTP, its answers made by pyHanko."""
    key, own = certificate("测试时间戳", ca, stamps=True)
    der = serialization.Encoding.DER
    stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(own.public_bytes(der)),
        tsa_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        ),
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *about: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_timestamp_server_stamps_the_signature(plain: bytes, seal: Seal, timestamp_server: str) -> None:
    (found,) = signatures_of(sign_pdf(plain, seal, timestamp_server))
    assert (found.intact, found.whole, found.timestamped) == (True, True, True)


def test_a_timestamp_server_that_does_not_answer_lets_the_paper_wait(plain: bytes, seal: Seal) -> None:
    with pytest.raises(SealingFailed, match="时间戳"):
        sign_pdf(plain, seal, "http://127.0.0.1:9/")
