"""What the papers at the door contain: the request, its registration, what the parties are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty


@dataclass(frozen=True, slots=True)
class PartyConsent:
    """A party's yes or no to mediation (人民调解法 17); `granted` None: not yet asked."""

    name: str
    granted: bool | None = None
    given_on: date | None = None
    in_writing: bool = False

    @property
    def printed(self) -> str:
        return {True: "同意调解", False: "不同意调解", None: "尚未表示意见"}[self.granted]


@dataclass(frozen=True, slots=True)
class IntakeForm(Contents):
    """人民调解受理登记表. A party's request interrupts the limitation period, so its day is printed."""

    committee: str
    registered_on: date
    requested_on: date
    parties: tuple[PaperParty, ...]
    consents: tuple[PartyConsent, ...]
    category: str
    source: str
    facts: str
    claim: str
    registrar: str
    number: str = ""
    difficulty: str = ""
    place: str = ""
    remarks: str = ""
    asked: bool = True
    """Whether protection was asked for; a committee that acts of itself interrupts nothing (诉讼时效规定 12)."""

    @property
    def all_consent(self) -> bool:
        return bool(self.consents) and all(consent.granted for consent in self.consents)

    @property
    def dated_on(self) -> date:
        return self.registered_on


@dataclass(frozen=True, slots=True)
class RightsNotice(Contents):
    """人民调解当事人权利义务告知书: the law's text is the template's; each party dates its own signature."""

    committee: str
    parties: tuple[PaperParty, ...]
    accepted_on: date
    mediators: tuple[str, ...] = ()
    number: str = ""
    matter: str = ""

    @property
    def dated_on(self) -> date:
        return self.accepted_on


KINDS = (
    PaperKind(
        name="intake_form",
        title="人民调解受理登记表",
        contents=IntakeForm,
        template_version="2",
        signers=("当事人", "登记人", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 17、18",
    ),
    PaperKind(
        name="rights_notice",
        title="人民调解当事人权利义务告知书",
        contents=RightsNotice,
        template_version="2",
        signers=("当事人",),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解法 3、4、17、23、24、26、31-33",
        shows_numbers=False,
    ),
)
