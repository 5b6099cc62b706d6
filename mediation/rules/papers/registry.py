"""The kinds of paper that the product prints: title, contents, version, who signs, copies, law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mediation.rules.papers import contents


class Copies(Enum):
    """How many are printed."""

    ONE = "one"
    EACH_PARTY = "each_party"
    PARTIES_AND_ONE = "parties_and_one"
    PARTIES_AND_TWO = "parties_and_two"


_MORE_THAN_PARTIES = {Copies.EACH_PARTY: 0, Copies.PARTIES_AND_ONE: 1, Copies.PARTIES_AND_TWO: 2}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper; its template is the folder mediation/documents/<name>."""

    name: str
    title: str
    contents: type[Any]
    template_version: str
    signers: tuple[str, ...]
    copies: Copies
    law: str
    shows_numbers: bool = True
    """Whether identity numbers, phones or addresses are printed: then opening it is a recorded look at them."""

    def copies_of(self, paper: Any) -> int:
        """How many copies of this paper are signed; the paper may say so itself."""
        if (own := getattr(paper, "copies", None)) is not None:
            return int(own)
        return 1 if self.copies is Copies.ONE else len(paper.parties) + _MORE_THAN_PARTIES[self.copies]


PAPERS: dict[str, PaperKind] = {
    kind.name: kind
    for kind in (
        PaperKind(
            name="intake_form",
            title="人民调解受理登记表",
            contents=contents.IntakeForm,
            template_version="3",
            signers=("当事人", "登记人", "人民调解委员会印章"),
            copies=Copies.ONE,
            law="人民调解法 17、18",
        ),
        PaperKind(
            name="rights_notice",
            title="人民调解当事人权利义务告知书",
            contents=contents.RightsNotice,
            template_version="3",
            signers=("当事人",),
            copies=Copies.PARTIES_AND_ONE,
            law="人民调解法 3、4、17、23、24、26、31-33",
            shows_numbers=False,
        ),
        PaperKind(
            name="sitting_record",
            title="人民调解记录",
            contents=contents.SittingRecord,
            template_version="4",
            signers=("当事人", "翻译人员", "参加人", "人民调解员", "记录人"),
            copies=Copies.ONE,
            law="人民调解法 20-27",
            shows_numbers=False,
        ),
        PaperKind(
            name="agreement",
            title="人民调解协议书",
            contents=contents.Agreement,
            template_version="5",
            signers=("当事人", "翻译人员", "人民调解员", "记录人", "人民调解委员会印章"),
            copies=Copies.PARTIES_AND_ONE,
            law="人民调解法 28、29、31-33",
        ),
        PaperKind(
            name="signature_sheet",
            title="人民调解协议签署页",
            contents=contents.SignatureSheet,
            template_version="1",
            signers=(),
            copies=Copies.ONE,
            law="电子签名法 2、5、13、14；人民调解法 29",
            shows_numbers=False,
        ),
        PaperKind(
            name="confirmation_application",
            title="司法确认申请书",
            contents=contents.ConfirmationApplication,
            template_version="3",
            signers=("申请人",),
            copies=Copies.PARTIES_AND_ONE,
            law="民事诉讼法 205；民诉解释 351-354；人民调解法 33",
        ),
        PaperKind(
            name="mediation_certificate",
            title="调解组织主持调解证明",
            contents=contents.MediationCertificate,
            template_version="2",
            signers=("人民调解委员会印章",),
            copies=Copies.ONE,
            law="民诉解释 354；确认规定 3",
            shows_numbers=False,
        ),
        PaperKind(
            name="service_addresses",
            title="送达地址确认书",
            contents=contents.ServiceAddresses,
            template_version="2",
            signers=("申请人",),
            copies=Copies.ONE,
            law="民诉解释 354",
        ),
        PaperKind(
            name="filing_receipt",
            title="收到起诉材料凭证",
            contents=contents.FilingReceipt,
            template_version="2",
            signers=("人民法院印章",),
            copies=Copies.ONE,
            law="登记立案规定 2",
            shows_numbers=False,
        ),
        PaperKind(
            name="correction_notice",
            title="补正告知书",
            contents=contents.CorrectionNotice,
            template_version="2",
            signers=("人民法院印章",),
            copies=Copies.ONE,
            law="登记立案规定 7",
            shows_numbers=False,
        ),
        PaperKind(
            name="filing_refusal",
            title="民事裁定书（不予立案）",
            contents=contents.FilingRefusal,
            template_version="2",
            signers=("审判员", "院印"),
            copies=Copies.PARTIES_AND_ONE,
            law="民事诉讼法 122、126、171；登记立案规定 9",
        ),
        PaperKind(
            name="confirmation_ruling",
            title="民事裁定书",
            contents=contents.ConfirmationRuling,
            template_version="4",
            signers=("审判员", "书记员", "院印"),
            copies=Copies.PARTIES_AND_TWO,
            law="民事诉讼法 205、206；民诉解释 356、358",
        ),
        PaperKind(
            name="mediation_paper",
            title="民事调解书",
            contents=contents.MediationPaper,
            template_version="2",
            signers=("审判员", "书记员", "院印"),
            copies=Copies.PARTIES_AND_TWO,
            law="民事诉讼法 99、100、102；民诉解释 133、149",
        ),
        PaperKind(
            name="objection_ruling",
            title="民事裁定书（异议）",
            contents=contents.ObjectionRuling,
            template_version="2",
            signers=("审判员", "书记员", "院印"),
            copies=Copies.PARTIES_AND_TWO,
            law="民诉解释 372；民事诉讼法 157",
        ),
    )
}
