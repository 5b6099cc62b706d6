"""Keeping a drawn signature: its image, and a manifest of what it is put under, whose digest the event has."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from typing import Any
from uuid import UUID

from mediation.model import Agreement, DrawnSignature, Party, Person, Representative, Signature, SigningRound
from mediation.rules.acts import MarkDrawn
from mediation.services.case_now import live_signatures
from mediation.services.step import Taking

MANIFEST_VERSION = 1


def keep_drawing(taking: Taking, agreement: Agreement, given: MarkDrawn) -> dict[str, Any]:
    """Write the drawing beside the signature that it is; for the event, by what it can be told again."""
    session = taking.uow.session
    (mark,) = given.marks
    signature = next(
        one
        for one in live_signatures(session, agreement_id=agreement.id)
        if (one.role, one.party_id, one.person_id) == (mark.role, mark.party_id, mark.person_id)
    )
    manifest = _manifest(taking, agreement, given, signature)
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    row = DrawnSignature(
        round_id=given.round_id,
        signature_id=signature.id,
        link_id=given.link_id,
        person_id=mark.person_id,
        signed_at=taking.entry.happened_at,
        key=given.key,
        manifest_digest=digest,
    )
    session.add(row)
    row.image, row.manifest, row.address = given.image, manifest, given.address
    session.flush()
    return {"drawn": True, "manifest": digest, "document": given.document_digest}


def _manifest(taking: Taking, agreement: Agreement, given: MarkDrawn, signature: Signature) -> str:
    session = taking.uow.session
    (mark,) = given.marks
    content = {
        "version": MANIFEST_VERSION,
        "case": str(taking.loaded.case.id),
        "agreement": str(agreement.id),
        "document": str(session.get_one(SigningRound, given.round_id).document_id),
        "document_sha256": given.document_digest,
        "role": mark.role.value,
        "name": _name_of(taking, mark.party_id, mark.person_id),
        "signed_for_by": _name_of_representative(taking, mark.representative_id),
        "signature": str(signature.id),
        "signed_at": taking.entry.happened_at.isoformat(),
        "image_sha256": hashlib.sha256(b64decode(given.image)).hexdigest(),
        "sentence": given.sentence,
        "proof": dict(given.proof),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _name_of(taking: Taking, party_id: UUID | None, person_id: UUID | None) -> str:
    session = taking.uow.session
    if party_id is not None:
        return session.get_one(Party, party_id).name
    return session.get_one(Person, person_id).name if person_id is not None else ""


def _name_of_representative(taking: Taking, representative_id: UUID | None) -> str:
    if representative_id is None:
        return ""
    acting = taking.uow.session.get_one(Representative, representative_id)
    return f"{acting.kind.title_text} {acting.name}"
