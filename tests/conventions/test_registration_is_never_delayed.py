"""Door 2: a complaint is registered first; nothing that a party is asked to sign or agree to stands before that."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest

from mediation.rules.papers.issuing import ISSUABLE, About, Desk, Subject, offers
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import MatterKind
from workflows import REGISTRY

ROOT = Path(__file__).parents[2]
DISPUTE = REGISTRY.current(MatterKind.DISPUTE)
FILING = REGISTRY.current(MatterKind.FILING)
DELAYS = re.compile(r"(暂缓|推迟|延期|延后|暂不|放弃|先不|缓期)[^。；\n]{0,8}(立案|起诉|登记立案)")
"""A sentence by which somebody would put off registration, or give up suing."""
FORBIDS = re.compile(r"(不得|不能|不因|不)[^。；\n]{0,6}(暂缓|推迟|延期|延后|放弃|拖延)")
NOBODY = UUID(int=0)
ABOUT_CONSENT = {"refusing", "consent_missing", "rights_untold"}
TEMPLATES = sorted(
    [*(ROOT / "mediation/documents").rglob("*.html"), *(ROOT / "web/templates").rglob("*.html")]
)


@pytest.mark.parametrize("name", ["receive_complaint", "file_suit"])
def test_the_court_takes_and_registers_a_complaint_whatever_anybody_says_of_mediation(name: str) -> None:
    step = DISPUTE.step(name)
    assert not asked_by([step]) & ABOUT_CONSENT
    assert [paper.name for paper in step.issues] == ["filing_receipt"]


def test_no_step_of_the_review_of_a_complaint_asks_for_consent() -> None:
    assert not asked_by(FILING.steps) & ABOUT_CONSENT


def test_consent_to_mediation_is_asked_on_paper_only_once_the_suit_is_registered() -> None:
    """最高法2025年立案与调解意见 二: the paper is about the registration, and there is none before it."""
    (paper,) = (one for one in ISSUABLE if one.kind == "first_mediation_consent")
    assert paper.about is About.SUIT
    before = {
        About.CASE: (Subject(NOBODY, "registered"),),
        About.APPLICATION: (Subject(NOBODY, "registered"),),
    }
    assert "first_mediation_consent" not in {offer.kind for offer in offers(Desk.COURT_DESK, before)}


def test_entrusting_asks_whether_it_is_registered_before_it_asks_for_consent() -> None:
    guards = [guard.name for guard in DISPUTE.step("entrust").guards]
    assert guards.index("the_court_registered_it") < guards.index("every_party_consents")


def test_no_paper_and_no_page_has_anybody_put_off_registration() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in TEMPLATES
        for match in DELAYS.finditer(path.read_text(encoding="utf-8"))
        if not FORBIDS.search(path.read_text(encoding="utf-8")[max(match.start() - 12, 0) : match.end()])
    ]
    assert found == []
