"""The order of a file (卷宗): which paper stands where, what must be there, and what is bound of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from mediation.rules.attachments import PDF
from mediation.rules.papers.dossier import (
    DossierBack,
    DossierContents,
    DossierCover,
    DossierLine,
    DossierNote,
)
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import AttachmentKind, Outcome


class Place(IntEnum):
    """The official order of the 卷内目录; 其他材料 has no place there and stands before the note."""

    APPLICATION = 1
    RIGHTS = 2
    IDENTITY = 3
    AUTHORITY = 4
    INVESTIGATION = 5
    EVIDENCE = 6
    RECORD = 7
    AGREEMENT = 8
    PERFORMANCE = 9
    VISIT = 10
    CONFIRMATION = 11
    OTHER = 12
    NOTE = 13


TITLES: Mapping[Place, str] = {
    Place.APPLICATION: "人民调解申请书或者受理登记表",
    Place.RIGHTS: "人民调解当事人权利义务告知书",
    Place.IDENTITY: "当事人身份证明",
    Place.AUTHORITY: "授权委托书",
    Place.INVESTIGATION: "人民调解调查记录",
    Place.EVIDENCE: "人民调解证据材料",
    Place.RECORD: "人民调解记录",
    Place.AGREEMENT: "人民调解协议书或者口头协议登记表",
    Place.PERFORMANCE: "履行凭证",
    Place.VISIT: "人民调解回访记录",
    Place.CONFIRMATION: "司法确认有关材料",
    Place.OTHER: "其他材料",
    Place.NOTE: "卷宗情况说明",
}
OF_PAPERS: Mapping[str, Place] = {
    "mediation_application": Place.APPLICATION,
    "intake_form": Place.APPLICATION,
    "rights_notice": Place.RIGHTS,
    "power_of_attorney": Place.AUTHORITY,
    "investigation_record": Place.INVESTIGATION,
    "sitting_record": Place.RECORD,
    "undisputed_facts": Place.RECORD,
    "agreement": Place.AGREEMENT,
    "signature_sheet": Place.AGREEMENT,
    "oral_agreement": Place.AGREEMENT,
    "performance_demand": Place.PERFORMANCE,
    "performance_certificate": Place.PERFORMANCE,
    "enforcement_application": Place.PERFORMANCE,
    "visit_record": Place.VISIT,
    "confirmation_application": Place.CONFIRMATION,
    "mediation_certificate": Place.CONFIRMATION,
    "service_addresses": Place.CONFIRMATION,
    "confirmation_ruling": Place.CONFIRMATION,
    "mediation_paper": Place.CONFIRMATION,
    "acceptance_notice": Place.CONFIRMATION,
    "hearing_record": Place.CONFIRMATION,
    "non_acceptance_ruling": Place.CONFIRMATION,
    "rejection_ruling": Place.CONFIRMATION,
    "withdrawal_ruling": Place.CONFIRMATION,
    "termination_ruling": Place.CONFIRMATION,
    "objection_ruling": Place.CONFIRMATION,
    "intake_refusal": Place.OTHER,
    "first_mediation_consent": Place.OTHER,
    "term_extension": Place.OTHER,
    "suspension_record": Place.OTHER,
    "danger_report": Place.OTHER,
    "transfer_letter": Place.OTHER,
    "delegation_letter": Place.OTHER,
    "entrustment_letter": Place.OTHER,
    "reply_letter": Place.OTHER,
    "invitation_letter": Place.OTHER,
    "termination_notice": Place.OTHER,
    "closing_report": Place.OTHER,
    "litigation_guide": Place.OTHER,
    "filing_checklist": Place.OTHER,
    "filing_package": Place.OTHER,
    "filing_receipt": Place.OTHER,
    "correction_notice": Place.OTHER,
    "filing_refusal": Place.OTHER,
}
OF_ATTACHMENTS: Mapping[AttachmentKind, Place] = {
    AttachmentKind.IDENTITY: Place.IDENTITY,
    AttachmentKind.AUTHORITY: Place.AUTHORITY,
    AttachmentKind.INVESTIGATION: Place.INVESTIGATION,
    AttachmentKind.EVIDENCE: Place.EVIDENCE,
    AttachmentKind.PERFORMANCE_PROOF: Place.PERFORMANCE,
    AttachmentKind.CONFIRMATION: Place.CONFIRMATION,
    AttachmentKind.SIGNED_COPY: Place.OTHER,
    AttachmentKind.HANDWRITTEN: Place.OTHER,
    AttachmentKind.OTHER: Place.OTHER,
}
"""A signed copy or a handwritten sheet stands where its paper does, if it names one."""
SIGNED, UNSIGNED, BY_HAND, OLDER, BY_PHONE = REMARKS = (
    *("签名件", "未附签名件", "手写件", "旧版签名件"),
    "手机签名，见签署页",
)
"""What the 卷内目录 remarks of a paper."""
AGREED = (Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
WITHOUT_MEDIATION = (Outcome.SETTLED, Outcome.REFUSED, Outcome.MERGED)
"""Ended without a sitting of its own: then the file has no record."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A paper of the file by its stored bytes."""

    place: int
    title: str
    digest: str
    media_type: str = PDF
    remark: str = ""
    own: bool = True
    """Whether the house printed it: then its upper margin is free for the number."""


@dataclass(frozen=True, slots=True)
class BindingPlan(Contents):
    """All that a binding is made of: the same plan gives the same bytes."""

    cover: DossierCover
    note: DossierNote
    parts: tuple[FilePart, ...]
    made_on: date

    @property
    def title(self) -> str:
        return f"{self.cover.title}　{self.cover.number}".strip()


def must_have(outcome: Outcome | None) -> tuple[Place, ...]:
    """The places that may not stay empty. Where no agreement was reached, the record says why."""
    needed = [Place.APPLICATION, Place.RIGHTS, Place.IDENTITY]
    if outcome not in WITHOUT_MEDIATION:
        needed.append(Place.RECORD)
    if outcome in AGREED:
        needed.append(Place.AGREEMENT)
    return tuple(needed)


def missing(places: Iterable[int], outcome: Outcome | None, unproven: Iterable[str]) -> tuple[str, ...]:
    """What must be there and is not, by the places taken; of parties without a proof of identity the names."""
    there = set(places)
    names = tuple(unproven)
    lacking = [TITLES[place] for place in must_have(outcome) if place not in there]
    if Place.IDENTITY in there and names:
        lacking.append(f"{TITLES[Place.IDENTITY]}（{'、'.join(names)}）")
    return tuple(lacking)


def numbered(
    plan: BindingPlan, counts: Iterable[int], note_pages: int
) -> tuple[DossierContents, DossierBack]:
    """The 卷内目录 and the 封底 for papers of so many pages each: numbers begin with the first paper."""
    lines, page = [], 1
    counted = [*zip([(part.title, part.remark) for part in plan.parts], counts, strict=True)]
    if note_pages:
        counted.append(((TITLES[Place.NOTE], ""), note_pages))
    for (title, remark), count in counted:
        lines.append(DossierLine(title, f"{page}" if count == 1 else f"{page}-{page + count - 1}", remark))
        page += count
    cover = plan.cover
    contents = DossierContents(cover.committee, cover.number, tuple(lines), plan.made_on)
    back = DossierBack(
        cover.committee, cover.number, len(lines), page - 1, cover.filer, plan.made_on, cover.filed_on
    )
    return contents, back


def in_order(parts: Iterable[FilePart]) -> tuple[FilePart, ...]:
    """By place; within one as they came. The same bytes are bound once."""
    seen: set[str] = set()
    kept = []
    for part in sorted(parts, key=lambda one: one.place):
        if part.digest not in seen:
            seen.add(part.digest)
            kept.append(part)
    return tuple(kept)
