"""What the papers at the door contain: the request, its registration, what the parties are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty, PaperRepresentative
from mediation.rules.vocabulary import AgentAuthority, Route, Side


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


@dataclass(frozen=True, slots=True)
class MediationApplication(Contents):
    """人民调解申请书 (司发通〔2010〕239号): who asks, of whom, for what, of their own free will."""

    committee: str
    parties: tuple[PaperParty, ...]
    facts: str
    claim: str
    applied_on: date

    @property
    def applicants(self) -> tuple[PaperParty, ...]:
        """Who signs."""
        return tuple(one for one in self.parties if one.side is Side.APPLICANT)

    @property
    def dated_on(self) -> date:
        return self.applied_on


@dataclass(frozen=True, slots=True)
class PowerOfAttorney(Contents):
    """授权委托书 of one party; without special authority nobody concedes or settles for it (民诉法 62)."""

    committee: str
    parties: tuple[PaperParty, ...]
    """The one who gives it."""
    agent: PaperRepresentative
    others: tuple[str, ...]
    matter: str
    since: date
    number: str = ""

    def __post_init__(self) -> None:
        """Neither who acts for a party whose address is withheld is to be found through this paper."""
        if any(one.address_withheld for one in self.parties):
            object.__setattr__(self, "agent", replace(self.agent, id_number="", phone=""))

    @property
    def special(self) -> bool:
        return self.agent.authority is AgentAuthority.SPECIAL

    @property
    def dated_on(self) -> date:
        return self.since


@dataclass(frozen=True, slots=True)
class IntakeRefusal(Contents):
    """不予受理告知书: why the committee, or a centre for committees, takes no dispute, and where its parties can go."""

    committee: str
    parties: tuple[PaperParty, ...]
    matter: str
    requested_on: date
    refused_on: date
    reason: str
    route: Route = Route.COURT
    by_centre: bool = False

    @property
    def dated_on(self) -> date:
        return self.refused_on


@dataclass(frozen=True, slots=True)
class FirstMediationConsent(Contents):
    """先行调解告知、同意书 of a registered suit: nothing in it holds up the court (2025意见 二、三)."""

    court: str
    parties: tuple[PaperParty, ...]
    case_number: str
    category: str
    filed_on: date
    days: int
    """The term of mediation before trial: fifteen in ordinary procedure, seven in summary."""

    @property
    def dated_on(self) -> date:
        return self.filed_on


KINDS = (
    PaperKind(
        name="intake_form",
        title="人民调解受理登记表",
        contents=IntakeForm,
        template_version="3",
        signers=("当事人", "登记人", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 17、18",
    ),
    PaperKind(
        name="rights_notice",
        title="人民调解当事人权利义务告知书",
        contents=RightsNotice,
        template_version="3",
        signers=("当事人",),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解法 3、4、17、23、24、26、31-33",
        shows_numbers=False,
    ),
    PaperKind(
        name="mediation_application",
        title="人民调解申请书",
        contents=MediationApplication,
        template_version="1",
        signers=("申请人",),
        copies=Copies.ONE,
        law="人民调解法 17；司发通〔2010〕239号",
        shows_numbers=True,
    ),
    PaperKind(
        name="power_of_attorney",
        title="授权委托书",
        contents=PowerOfAttorney,
        template_version="1",
        signers=("委托人", "受委托人"),
        copies=Copies.ONE,
        law="人民调解法 23；民事诉讼法 62",
        shows_numbers=True,
    ),
    PaperKind(
        name="intake_refusal",
        title="不予受理告知书",
        contents=IntakeRefusal,
        template_version="2",
        signers=("人民调解委员会印章或者综治中心印章",),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解工作若干规定 22、23",
        shows_numbers=False,
    ),
    PaperKind(
        name="first_mediation_consent",
        title="先行调解告知、同意书",
        contents=FirstMediationConsent,
        template_version="1",
        signers=("当事人",),
        copies=Copies.PARTIES_AND_ONE,
        issuer="court",
        law="民事诉讼法 125；最高法2025年立案与调解意见二、三",
        shows_numbers=False,
    ),
)
