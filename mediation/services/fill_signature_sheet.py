"""Filling the sheet of drawn signatures: from what was kept when each signed, so that it never comes out otherwise."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mediation.model import (
    Agreement,
    CourtApproval,
    Document,
    DrawnSignature,
    Organisation,
    Signature,
    SigningRound,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import SignerRole
from mediation.services.paper_sources import PaperSources

CHANNELS = {
    "screen": "验证码由调解员当面告知",
    "file": "验证码发到登记的手机",
    "http": "验证码发到登记的手机",
}


def fill_signature_sheet(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    """The drawn signatures under the agreement, in the order in which they were made."""
    session = sources.session
    agreement = session.get_one(Agreement, subject_id)
    rows = session.execute(
        select(DrawnSignature, Signature)
        .join(Signature, Signature.id == DrawnSignature.signature_id)
        .where(Signature.agreement_id == agreement.id, Signature.voided_at.is_(None))
        .order_by(DrawnSignature.signed_at, DrawnSignature.id)
    ).all()
    one = session.get_one(SigningRound, rows[0][0].round_id)
    approval = session.get_one(CourtApproval, one.approval_id)
    manifests = [json.loads(drawn.manifest or "{}") for drawn, _ in rows]
    lines = tuple(
        _line(drawn, signature, manifest)
        for (drawn, signature), manifest in zip(rows, manifests, strict=True)
    )
    court = session.get_one(Organisation, approval.court_id).name
    return papers.SignatureSheet(
        committee=sources.committee,
        number=sources.case.number or "",
        edition=session.get_one(Document, one.document_id).edition,
        document_digest=one.document_digest,
        signatures=lines,
        sentence=next((m["sentence"] for m in manifests if m["role"] == SignerRole.PARTY.value), ""),
        sealed_on=session.scalar(
            select(Signature.signed_on)
            .where(
                Signature.agreement_id == agreement.id,
                Signature.role == SignerRole.COMMITTEE_SEAL,
                Signature.voided_at.is_(None),
            )
            .order_by(Signature.signed_on)
            .limit(1)
        ),
        in_force_on=agreement.in_force_on or agreement.drawn_on,
        court=f"{court}（{approval.paper}）",
    )


def _line(drawn: DrawnSignature, signature: Signature, manifest: dict[str, object]) -> papers.SheetLine:
    return papers.SheetLine(
        label=signature.role.title_text,
        name=str(manifest["name"]),
        signed_for_by=str(manifest["signed_for_by"]),
        signed_at=drawn.signed_at,
        proof=_proof(manifest["proof"]),
        image=drawn.image or "",
        manifest=drawn.manifest_digest,
    )


def _proof(proof: object) -> str:
    """How it was known who signed, as the sheet prints it."""
    assert isinstance(proof, dict)
    if proof.get("how") == "account":
        return "本人账号登录后签名"
    number = "，并核对证件号码后四位" if proof.get("how") == "code_and_number" else ""
    at = datetime.fromisoformat(proof["proved_at"]).astimezone(SHANGHAI)
    return (
        f"手机 {proof.get('phone', '')}，{CHANNELS.get(str(proof.get('channel')), '验证码')}{number}，"
        f"{papers.printed_instant(at)}通过；"
        f"{'签名前打开过协议原件' if proof.get('read') == 'yes' else '签名前没有打开协议原件，看的是要点'}；"
        f"{'签名前复述过自己的义务' if proof.get('repeated') == 'yes' else '没有复述记录'}"
    )
