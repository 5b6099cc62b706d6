"""What is given when a dispute is registered: the parties and the matter, with the checks that need no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar
from uuid import UUID

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import (
    AgentAuthority,
    Capacity,
    CaseSource,
    ConsentPurpose,
    Difficulty,
    IdentityPaper,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
)

RURAL_LAND = "forest_land"
"""The kind of dispute (山林土地) that is over land in the country: whose it is, or how it was contracted."""


def land_was_contracted(category_code: str, *, land_title: bool) -> bool:
    """Whether rural land is in dispute and not whose it is: mediation, its own arbitration or the court, as the
    parties choose (农地调仲法 2-4; 土地权属争议调查处理办法 14)."""
    return category_code == RURAL_LAND and not land_title


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A party's yes or no for one purpose."""

    purpose: ConsentPurpose
    granted: bool
    given_on: date
    in_writing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeGiven:
    """Somebody who acts for a party."""

    kind: RepresentativeKind
    name: str
    authority: AgentAuthority | None = None
    relation: str = ""
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGiven:
    """A party as typed. A missing number never blocks intake: `paper` NONE with a reason."""

    side: Side
    kind: PartyKind
    name: str
    sex: Sex | None = None
    ethnicity: str = ""
    born_on: date | None = None
    capacity: Capacity | None = None
    occupation: str = ""
    paper: IdentityPaper = IdentityPaper.NONE
    paper_missing_reason: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    region_code: str = ""
    address_withheld: bool = False
    account_number: str = ""
    credit_code: str = ""
    legal_representative: str = ""
    language: str = ""
    interpreter: str = ""
    special_care: tuple[str, ...] = ()
    consents: tuple[ConsentGiven, ...] = ()
    representatives: tuple[RepresentativeGiven, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterGiven:
    """What a dispute is about; `amount` in yuan."""

    category_code: str
    source: CaseSource
    region_code: str
    first_asked_on: date
    narrative: str
    claim: str
    difficulty: Difficulty = Difficulty.ORDINARY
    labour: bool = False
    land_title: bool = False
    place: str = ""
    amount: Decimal | None = None
    inviting_court_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeGiven(MatterGiven):
    """A dispute as brought to the door."""

    parties: tuple[PartyGiven, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGiven:
    """How a party is reached and who acts for it; blank numbers stay as they are."""

    phone: str = ""
    address: str = ""
    region_code: str = ""
    address_withheld: bool = False
    representatives: tuple[RepresentativeGiven, ...] = ()


class Named(Protocol):
    """Whoever has a name."""

    @property
    def name(self) -> str: ...


class Standing(Named, Protocol):
    """A party on its side with those who act for it, as typed or as kept."""

    @property
    def side(self) -> Side: ...

    @property
    def representatives(self) -> Sequence[Named]: ...


S = TypeVar("S", bound=Standing)


def warnings(parties: Sequence[Standing]) -> tuple[Message, ...]:
    """What looks odd and is no error: the same name on opposite sides, as a party or acting for one."""
    found: dict[Message, None] = {}
    for a, b in _opponents(parties):
        shared = _names(a) & _names(b)
        if a.name.strip() in shared and a.name.strip() == b.name.strip():
            found[say("「{name}」同时出现在双方，请核对是否同名同姓的两个人", name=a.name.strip())] = None
            shared -= {a.name.strip()}
        for name in sorted(shared):
            found[
                say(
                    "「{name}」代理一方，又在对方出现：请核对是否同名同姓的两个人"
                    "（民法典第三十五条、第一百六十八条）",
                    name=name,
                )
            ] = None
    return tuple(found)


def own_matter(parties: Iterable[Standing], office: Iterable[str]) -> tuple[Message, ...]:
    """Who registers or mediates is called like somebody in the dispute: nobody settles their own (人民调解法 15)."""
    there = set[str]().union(*(_names(party) for party in parties))
    return tuple(
        say("「{name}」既在当事人一边，又登记或者调解本案：请核对是否本人，是本人的应当换人办理", name=name)
        for name in dict.fromkeys(one.strip() for one in office)
        if name in there
    )


def _names(party: Standing) -> set[str]:
    return {one.strip() for one in (party.name, *(r.name for r in party.representatives))} - {""}


def same_person_on_both_sides(parties: tuple[PartyGiven, ...]) -> tuple[int, ...]:
    """The places of parties whose identity number stands on the opposite side too."""
    return tuple(
        sorted(
            {
                parties.index(b)
                for a, b in _opponents(parties)
                if a.id_number and _plain(a.id_number) == _plain(b.id_number)
            }
        )
    )


def acting_against(parties: Sequence[PartyGiven]) -> tuple[tuple[int, int], ...]:
    """Places (party, representative) of who also stands or acts on the other side (民法典 35, 168)."""
    found = set()
    for a, b in _opponents(parties):
        for one, other in ((a, b), (b, a)):
            theirs = {_plain(other.id_number), *(_plain(r.id_number) for r in other.representatives)} - {""}
            found |= {
                (parties.index(one), j)
                for j, r in enumerate(one.representatives)
                if _plain(r.id_number) in theirs
            }
    return tuple(sorted(found))


def _opponents(parties: Sequence[S]) -> Iterator[tuple[S, S]]:
    for a in parties:
        for b in parties:
            if a.side is Side.APPLICANT and b.side is Side.RESPONDENT:
                yield a, b


def _plain(number: str) -> str:
    return "".join(number.split()).upper()
