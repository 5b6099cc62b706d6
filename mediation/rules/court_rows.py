"""One row of a court's table read as a case: every cell tried, everything wrong noted under its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TypeVar
from uuid import UUID

from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.court_table import COLUMNS, CONSENTED_ON, SIDES
from mediation.rules.diversion import SOURCES
from mediation.rules.errors import BadInput, Problem
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven
from mediation.rules.messages import Message, say
from mediation.rules.money import parse_yuan
from mediation.rules.numbering import canonical
from mediation.rules.table_cells import day_of, is_formula, number_as_text
from mediation.rules.vocabulary import (
    ConsentPurpose,
    CourtDoor,
    CourtProcedure,
    Difficulty,
    IdentityPaper,
    PartyKind,
    Side,
    Term,
)

V = TypeVar("V")
T = TypeVar("T", bound=Term)
MOST_OF_A_SIDE = 50
YES, NO = ("是", "同意", "有", "yes", "y", "1", "true"), ("否", "不同意", "无", "no", "n", "0", "false")
AGREED = (ConsentPurpose.MEDIATION, ConsentPurpose.DATA, ConsentPurpose.TRANSFER)
"""What a yes in the column says: to mediation, and that the papers go to who mediates."""
UNKNOWN_NUMBER = "法院移送的数据里没有"
SEVERAL = "；"


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a table may mean here: kinds of dispute and places by every way of writing them."""

    court_id: UUID
    today: date
    categories: Mapping[str, str]
    regions: Mapping[str, str]


class Row:
    """The cells of one row by their fields; what cannot be read is noted at the column's heading."""

    def __init__(self, cells: Mapping[str, str], known: Known) -> None:
        self.cells = {name: text for name, text in cells.items() if text}
        self.known = known
        self.problems: list[Problem] = []
        for name, text in self.cells.items():
            if is_formula(text):
                self._note(name, say("这一格是公式：请改成写好的内容"))

    def case(self) -> CourtCaseGiven:
        """The case as far as it can be read; `problems` holds the rest."""
        number = canonical(self._text("court_number"))
        door = self._term("door", CourtDoor) or _door_of(number)
        given_to = self.known.court_id if door is not CourtDoor.GUIDANCE else None
        received_on = self._read("received_on", day_of)
        self._need("received_on", received_on, say("这一项必须填写"))
        dispute = DisputeGiven(
            category_code=self._one_of(
                "category", self.known.categories, say("没有这种纠纷类型，请从列表中选")
            ),
            source=SOURCES[door],
            region_code=self._one_of(
                "region", self.known.regions, say("没有这个地方，请从列表中选或者写区划代码")
            ),
            first_asked_on=received_on or self.known.today,
            narrative=self._text("narrative"),
            claim=self._text("claim"),
            difficulty=self._term("difficulty", Difficulty) or Difficulty.ORDINARY,
            labour=self._yes("labour") or False,
            land_title=self._yes("land_title") or False,
            place=self._text("place"),
            amount=self._read("amount", parse_yuan),
            inviting_court_id=given_to,
            parties=tuple(one for side in SIDES for one in self._parties(side)),
        )
        return CourtCaseGiven(
            dispute=dispute,
            door=door,
            court_number=number,
            filed_on=self._read("filed_on", day_of),
            procedure=self._term("procedure", CourtProcedure),
        )

    def _parties(self, side: Side) -> list[PartyGiven]:
        """Several stand in one cell, apart by a semicolon, and their numbers in the same order."""
        names = self._several(f"{side.value}.name")
        if len(names) > MOST_OF_A_SIDE:
            self._note(f"{side.value}.name", say("一格最多 {n} 个当事人", n=MOST_OF_A_SIDE))
            names = names[:MOST_OF_A_SIDE]
        more = {name: self._in_step(side, name, len(names)) for name in PARTY}
        consents = self._consents(side)
        return [
            self._party(side, name, dict(zip(PARTY, rest, strict=True)), consents)
            for name, rest in zip(names, zip(*more.values(), strict=True), strict=True)
        ]

    def _in_step(self, side: Side, name: str, n: int) -> list[str]:
        """What the cell says of each party; as many as there are names, or none."""
        field = f"{side.value}.{name}"
        said = self._several(field)
        if len(said) > n:
            self._note(field, say("写了 {n} 个，当事人只有 {m} 个", n=len(said), m=n))
        return [one or "" for one, _ in zip_longest(said[:n], range(n))]

    def _party(
        self, side: Side, name: str, said: Mapping[str, str], consents: tuple[ConsentGiven, ...]
    ) -> PartyGiven:
        code = self._number(side, "credit_code", said["credit_code"])
        number = self._number(side, "id_number", said["id_number"])
        kind = self._parse(f"{side.value}.kind", said["kind"], lambda text: _titled(PartyKind, text))
        named = PartyKind.ORGANISATION if code or said["legal_representative"] else PartyKind.NATURAL
        kind = kind or named
        if kind is PartyKind.ORGANISATION and number:
            self._note(f"{side.value}.id_number", say("单位不写证件号码，写统一社会信用代码"))
        if kind is PartyKind.NATURAL and code:
            self._note(f"{side.value}.credit_code", say("自然人没有统一社会信用代码，写证件号码"))
        paper = self._parse(f"{side.value}.paper", said["paper"], lambda text: _titled(IdentityPaper, text))
        known = IdentityPaper.ID_CARD if number else IdentityPaper.NONE
        domicile = self.known.regions.get(said["domicile"], "")
        if said["domicile"] and not domicile:
            self._note(f"{side.value}.domicile", say("没有这个地方，请从列表中选或者写区划代码"))
        return PartyGiven(
            side=side,
            kind=kind,
            name=name,
            paper=IdentityPaper.NONE if kind is PartyKind.ORGANISATION else paper or known,
            paper_missing_reason="" if number or code else UNKNOWN_NUMBER,
            id_number=number,
            credit_code=code,
            legal_representative=said["legal_representative"],
            phone=self._number(side, "phone", said["phone"]),
            address=said["address"],
            region_code=domicile,
            consents=consents,
        )

    def _number(self, side: Side, name: str, text: str) -> str:
        return self._parse(f"{side.value}.{name}", text, number_as_text) or ""

    def _consents(self, side: Side) -> tuple[ConsentGiven, ...]:
        """Nothing said is no consent: who was not asked is asked before the case is sent out."""
        said = self._yes(f"{side.value}.consents")
        on = self._read(CONSENTED_ON, day_of) or self.known.today
        if on > self.known.today:
            self._note(CONSENTED_ON, say("同意日期不能晚于今天"))
        if said is None:
            return ()
        return tuple(ConsentGiven(purpose, said, on) for purpose in (AGREED if said else AGREED[:1]))

    def _one_of(self, name: str, known: Mapping[str, str], unknown: Message) -> str:
        text = self._text(name)
        found = known.get(text, "")
        if not text:
            self._note(name, say("这一项必须填写"))
        elif not found:
            self._note(name, unknown)
        return found

    def _term(self, name: str, terms: type[T]) -> T | None:
        return self._read(name, lambda text: _titled(terms, text))

    def _yes(self, name: str) -> bool | None:
        text = self._text(name).lower()
        if text and text not in YES + NO:
            self._note(name, say("请写「是」或「否」，还没有问的留空"))
        return None if text not in YES + NO else text in YES

    def _text(self, name: str) -> str:
        return self.cells.get(name, "")

    def _several(self, name: str) -> list[str]:
        text = self._text(name).replace(";", SEVERAL).replace("\n", SEVERAL)
        return [one.strip() for one in text.split(SEVERAL)] if text.strip(f" {SEVERAL}") else []

    def _read(self, name: str, parse: Callable[[str], V]) -> V | None:
        return self._parse(name, self._text(name), parse)

    def _parse(self, name: str, text: str, parse: Callable[[str], V]) -> V | None:
        if not text:
            return None
        try:
            return parse(text)
        except BadInput as bad:
            for problem in bad.problems:
                self._note(name, problem.message)
        return None

    def _need(self, name: str, value: object, message: Message) -> None:
        if value is None and not self._text(name):
            self._note(name, message)

    def _note(self, name: str, message: Message) -> None:
        problem = Problem(COLUMNS[name], message)
        if problem not in self.problems:
            self.problems.append(problem)


PARTY = ("kind", "paper", "id_number", "credit_code", "legal_representative", "phone", "address", "domicile")


def cells_by_field(places: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    """The row's cells by the field of their column."""
    return {name: cells[at].strip() for name, at in places.items() if at < len(cells)}


def _door_of(number: str) -> CourtDoor:
    """Where nobody says the door, its number does: none, one of a mediation before registration, or a suit's."""
    if not number:
        return CourtDoor.GUIDANCE
    return CourtDoor.DELEGATION if "诉前调" in number else CourtDoor.FIRST_MEDIATION


def _titled(terms: type[T], said: str) -> T:
    """The member of a closed list that is called so in Chinese, or by its value."""
    for term in terms:
        if said in (term.title_text, term.value):
            return term
    allowed = "、".join(term.title_text for term in terms)
    raise BadInput.at("", say("应是其中之一：{names}", names=allowed))
