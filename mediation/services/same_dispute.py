"""The same dispute a second time: between the same people, of the same kind or with the same claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation, Party
from mediation.rules.actor import Actor
from mediation.rules.intake import DisputeGiven, PartyGiven
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView, case_view
from mediation.rules.vocabulary import Side
from mediation.services.load import standing
from mediation.services.unit_of_work import UnitOfWork, Vault

SIDES = (Side.APPLICANT, Side.RESPONDENT)
Marks = frozenset[tuple[str, object]]


def marks_of(vault: Vault, party: PartyGiven) -> Marks:
    """By what somebody is known again: identity number, credit code; the name alone only where there is neither."""
    if party.id_number:
        return frozenset({("number", vault.blind_index("id_number", party.id_number))})
    if party.credit_code:
        return frozenset({("code", party.credit_code)})
    return frozenset({("name", party.name)})


def match_index(uow: UnitOfWork, dispute: DisputeGiven) -> bytes:
    """A keyed digest that two rows share which say the same of the same people."""
    sides = sorted(
        repr(sorted(str(mark) for p in dispute.parties if p.side is side for mark in marks_of(uow.vault, p)))
        for side in SIDES
    )
    return uow.vault.blind_index("import match", f"{sides} {plain_claim(dispute.claim)}")


def plain_claim(claim: str) -> str:
    """The claim without what is written in one way or another."""
    return "".join(one for one in claim if one.isalnum())


@dataclass(slots=True)
class _Known:
    """A case that is there: whom it is between, by side."""

    sides: dict[Side, set[tuple[str, object]]] = field(default_factory=dict)

    def marks(self) -> set[tuple[str, object]]:
        return set().union(*self.sides.values())


def same_disputes(
    session: Session, actor: Actor, disputes: Mapping[int, DisputeGiven], itself: UUID | None = None
) -> dict[int, Message]:
    """Of each dispute that is there already, how: whose case it is only as far as the actor may see that.

    `itself` is a case that is not meant: one that comes back from elsewhere.
    """
    vault: Vault = session.info["vault"]
    asked = {n: {side: _side(vault, one, side) for side in SIDES} for n, one in disputes.items()}
    known = _cases_of(
        session, {mark for sides in asked.values() for marks in sides.values() for mark in marks}
    )
    if itself is not None:
        known.pop(itself, None)
    by_mark: dict[tuple[str, object], set[UUID]] = {}
    for case_id, one in known.items():
        for mark in one.marks():
            by_mark.setdefault(mark, set()).add(case_id)
    found = {n: _between_the_same(sides, by_mark, known) for n, sides in asked.items()}
    cases = _read(session, {case_id for ids in found.values() for case_id in ids})
    answer = {}
    for n, ids in found.items():
        told = next((m for i in ids if (m := _told(session, actor, disputes[n], cases[i]))), None)
        if told is not None:
            answer[n] = told
    return answer


def _side(vault: Vault, dispute: DisputeGiven, side: Side) -> Marks:
    return frozenset().union(*(marks_of(vault, party) for party in dispute.parties if party.side is side))


def _cases_of(session: Session, marks: Iterable[tuple[str, object]]) -> dict[UUID, _Known]:
    """The cases in which any of those people stands now."""
    by_kind: dict[str, list[object]] = {"number": [], "code": [], "name": []}
    for kind, value in marks:
        by_kind[kind].append(value)
    rows = session.execute(
        select(Party.case_id, Party.side, Party.id_number_index, Party.credit_code, Party.name).where(
            Party.until_on.is_(None),
            or_(
                Party.id_number_index.in_(by_kind["number"]),
                Party.credit_code.in_(by_kind["code"]),
                Party.name.in_(by_kind["name"]) & Party.id_number_index.is_(None) & (Party.credit_code == ""),
            ),
        )
    )
    found: dict[UUID, _Known] = {}
    for case_id, side, number, code, name in rows:
        mark = ("number", number) if number else ("code", code) if code else ("name", name)
        found.setdefault(case_id, _Known()).sides.setdefault(side, set()).add(mark)
    return found


def _between_the_same(
    sides: Mapping[Side, Marks],
    by_mark: Mapping[tuple[str, object], set[UUID]],
    known: Mapping[UUID, _Known],
) -> Sequence[UUID]:
    """The cases in which somebody of each side stands, on opposite sides, whichever it was then."""
    one, other = (sides[side] for side in SIDES)
    near = set().union(*(by_mark.get(mark, set()) for mark in one))
    return sorted(case_id for case_id in near if _opposed(known[case_id], one, other))


def _opposed(case: _Known, one: Marks, other: Marks) -> bool:
    return any(
        not one.isdisjoint(case.sides.get(a, ())) and not other.isdisjoint(case.sides.get(b, ()))
        for a, b in (SIDES, SIDES[::-1])
    )


def _read(session: Session, ids: Iterable[UUID]) -> dict[UUID, Case]:
    wanted = list(ids)
    return (
        {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(wanted)))} if wanted else {}
    )


def _told(session: Session, actor: Actor, dispute: DisputeGiven, case: Case) -> Message | None:
    same_claim = plain_claim(case.claim or "") == plain_claim(dispute.claim)
    if not same_claim and not (case.is_open and case.category_code == dispute.category_code):
        return None
    holder = session.get_one(Organisation, case.organisation_id)
    if case_view(actor, standing(session, case, holder)) < CaseView.COURT:
        return (
            say("同样的当事人、同类的纠纷，别的组织正在办理")
            if case.is_open
            else say("同样的当事人、同样的请求，别的组织办过")
        )
    number = case.number or case.public_id
    if case.is_open:
        return say("同样的当事人、同类的纠纷正在办理：{case}（{holder}）", case=number, holder=holder.name)
    return say("同样的当事人、同样的请求办过：{case}（{holder}）", case=number, holder=holder.name)
