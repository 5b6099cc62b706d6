"""The parties as a paper names them, and the place where each of them signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mediation.rules.papers.dates import printed_date
from mediation.rules.vocabulary import AgentAuthority, PartyKind, RepresentativeKind, Sex, Side

ADDRESS_WITHHELD = "由调委会转交"
"""Printed for a party whose address the other side must not learn."""

_REPRESENTATIVE_LABELS = {
    RepresentativeKind.AGENT: "委托代理人",
    RepresentativeKind.GUARDIAN: "法定代理人",
    RepresentativeKind.CHOSEN: "代表人",
}


@dataclass(frozen=True, slots=True)
class PaperRepresentative:
    """Who acts for a party: an agent with his authority, a guardian, a chosen representative."""

    kind: RepresentativeKind
    name: str
    authority: AgentAuthority | None = None
    relation: str = ""
    id_number: str = ""
    phone: str = ""

    @property
    def label(self) -> str:
        return _REPRESENTATIVE_LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class PaperParty:
    """A party in full. A withheld address is never stored with a paper, nor what would lead to it.

    That is the party's phone, and the phone and identity number of who lives with it or acts for it.
    """

    side: Side
    kind: PartyKind
    name: str
    sex: Sex | None = None
    ethnicity: str = ""
    born_on: date | None = None
    age: int | None = None
    """Only when the birth date is not known."""
    occupation: str = ""
    id_paper: str = ""
    """The title of the identity paper; empty prints 公民身份号码."""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    address_withheld: bool = False
    credit_code: str = ""
    legal_representative: str = ""
    legal_representative_duty: str = ""
    language: str = ""
    interpreter: str = ""
    representatives: tuple[PaperRepresentative, ...] = ()

    def __post_init__(self) -> None:
        if self.address_withheld:
            object.__setattr__(self, "address", "")
            object.__setattr__(self, "phone", "")
            acting = tuple(replace(one, id_number="", phone="") for one in self.representatives)
            object.__setattr__(self, "representatives", acting)

    @property
    def printed_address(self) -> str:
        return ADDRESS_WITHHELD if self.address_withheld else self.address

    @property
    def printed_age(self) -> str:
        """The birth date, else the age, else nothing."""
        if self.born_on:
            return f"{printed_date(self.born_on)}出生"
        return f"{self.age}岁" if self.age is not None else ""

    @property
    def natural(self) -> bool:
        return self.kind is PartyKind.NATURAL

    @property
    def as_courts_print_it(self) -> PaperParty:
        """By birth, address and number, as the style of rulings asks: no phone, no occupation."""
        acting = tuple(replace(one, phone="") for one in self.representatives)
        return replace(self, phone="", occupation="", representatives=acting)

    @property
    def id_label(self) -> str:
        return f"{self.id_paper}号码" if self.id_paper and self.id_paper != "居民身份证" else "公民身份号码"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Where a court reaches one party, in full: for the court alone, also where the other side must not learn it."""

    side: Side
    kind: PartyKind
    name: str
    address: str = ""
    phone: str = ""
    address_withheld: bool = False
    representatives: tuple[PaperRepresentative, ...] = ()

    @property
    def natural(self) -> bool:
        return self.kind is PartyKind.NATURAL


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One paragraph on a person: the label and the name that stay together, and the rest."""

    label: str
    name: str
    rest: str


def party_lines(
    party: PaperParty, label: str = "", withheld: str = f"送达地址{ADDRESS_WITHHELD}"
) -> tuple[PartyLine, ...]:
    """The party's paragraphs as a court prints them: the party, who leads it, who acts, who interprets."""
    own = _natural_details(party, withheld) if party.natural else _organisation_details(party, withheld)
    lines = [_line(label or party.side.title_text, party.name, own)]
    if party.legal_representative:
        lines.append(
            _line("法定代表人（负责人）", party.legal_representative, [party.legal_representative_duty])
        )
    lines += [_line(r.label, r.name, _representative_details(r)) for r in party.representatives]
    if party.interpreter:
        lines.append(_line("翻译人员", party.interpreter, [party.language]))
    return tuple(lines)


def _line(label: str, name: str, details: list[str]) -> PartyLine:
    return PartyLine(label, name, "".join(f"，{detail}" for detail in details if detail) + "。")


def _natural_details(party: PaperParty, withheld: str) -> list[str]:
    sex = party.sex.title_text if party.sex else ""
    own = [sex, party.ethnicity, party.printed_age, party.occupation, _address("住", party, withheld)]
    return [*own, _with(party.id_label, party.id_number), _with("联系电话", party.phone)]


def _organisation_details(party: PaperParty, withheld: str) -> list[str]:
    code = _with("统一社会信用代码", party.credit_code)
    return [_address("住所地", party, withheld), code, _with("联系电话", party.phone)]


def _representative_details(representative: PaperRepresentative) -> list[str]:
    authority = representative.authority.title_text if representative.authority else ""
    numbers = [_with("公民身份号码", representative.id_number), _with("联系电话", representative.phone)]
    return [representative.relation, authority, *numbers]


def _address(label: str, party: PaperParty, withheld: str) -> str:
    return withheld if party.address_withheld else _with(label, party.address)


def _with(label: str, value: str) -> str:
    return f"{label}{value}" if value else ""


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """Where one person or organisation signs: who, in which manner, and who signs for them."""

    label: str
    name: str
    manner: str
    signs_for: str = ""


def interpreters(parties: Iterable[PaperParty]) -> tuple[str, ...]:
    """Who interprets, each once: they sign what they interpreted (民族区域自治法 47)."""
    return tuple(dict.fromkeys(party.interpreter for party in parties if party.interpreter))


def signing_place(party: PaperParty | ServiceAddress, label: str = "") -> SigningPlace:
    """人民调解法 29: a person signs, seals or fingerprints; an organisation seals and its leader signs."""
    label = label or party.side.title_text
    if not party.natural:
        return SigningPlace(label, party.name, "盖章", "法定代表人（负责人）或者委托代理人（签名）")
    acting = "、".join(f"{r.label}{r.name}" for r in party.representatives)
    return SigningPlace(label, party.name, "签名、盖章或者按指印", f"{acting}（签名）" if acting else "")
