"""以案定补: what a county pays its mediators for a case, by a rule that explains itself (人民调解法 6, 16).

Nobody types an amount for a case: it follows from the case's own facts. Parties never pay (人民调解法 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import UUID

from mediation.rules.dossiers import TITLES, Place
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Difficulty, Outcome, Term


class Way(Term):
    """How it ended; a failure counts where its file is whole."""

    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议"
    FAILED = "failed", "没有调成，卷宗完整"


class Extra(Term):
    """What is paid on top, by what the case itself says."""

    PERFORMED = "performed", "期末已经全部履行"
    CONFIRMED = "confirmed", "期末法院已经裁定确认有效"
    PEOPLE = "people", "当事人达到规定人数"
    CARE = "care", "当事人中有需要特别照顾的"
    AVERTED = "averted", "登记了防止激化"
    FROM_COURT = "from_court", "法院委派、委托的"


WAYS: Mapping[Outcome, Way] = {
    Outcome.AGREED_WRITTEN: Way.WRITTEN,
    Outcome.AGREED_PARTLY: Way.WRITTEN,
    Outcome.AGREED_ORALLY: Way.ORAL,
    Outcome.TERMINATED: Way.FAILED,
    Outcome.WITHDRAWN: Way.FAILED,
    Outcome.TO_COURT: Way.FAILED,
    Outcome.TO_ARBITRATION: Way.FAILED,
    Outcome.TO_GOVERNMENT: Way.FAILED,
}
"""和解, 不予受理 and 并案 are no mediated case of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRule:
    """A version of the county's rule: whole 分 throughout."""

    base: Mapping[tuple[Difficulty, Way], int]
    extras: Mapping[Extra, int]
    people: int
    """From how many parties on PEOPLE is paid."""
    month_cap: int | None
    """The most that one mediator gets for the cases of a month; None: no limit."""
    year_cap: int | None
    whole_files: frozenset[Way]
    """Of which cases the file must be whole; of failures always."""

    def to_json(self) -> dict[str, Any]:
        return {
            "base": {f"{one.value}.{way.value}": fen for (one, way), fen in self.base.items()},
            "extras": {one.value: fen for one, fen in self.extras.items()},
            "people": self.people,
            "month_cap": self.month_cap,
            "year_cap": self.year_cap,
            "whole_files": sorted(one.value for one in self.whole_files),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        base = {}
        for key, fen in kept["base"].items():
            difficulty, _, way = key.partition(".")
            base[Difficulty.of(difficulty), Way.of(way)] = int(fen)
        return cls(
            base=base,
            extras={Extra.of(name): int(fen) for name, fen in kept["extras"].items()},
            people=int(kept["people"]),
            month_cap=kept["month_cap"],
            year_cap=kept["year_cap"],
            whole_files=frozenset(Way.of(one) for one in kept["whole_files"]),
        )


NUMBERS = (
    *("parties", "sittings", "performed", "confirmed", "care", "averted", "from_court"),
    "unproven",
)
"""The facts that are kept as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What a case says about itself, as far as the rule asks."""

    case_id: UUID
    public_id: str
    number: str
    organisation_id: UUID
    committee: str
    category: str
    concluded_on: date
    difficulty: Difficulty
    registered: Difficulty | None = None
    """What the committee registered, where the bureau found another grade on an objection."""
    outcome: Outcome
    parties: int
    sittings: int
    performed: bool
    confirmed: bool
    care: bool
    averted: bool
    from_court: bool
    lacking: tuple[Place, ...]
    """What the file must hold and does not."""
    unproven: int
    """Of how many parties no proof of identity is in the file."""
    mediators: tuple[tuple[UUID, str], ...]
    """In the order of their appointment."""

    @property
    def way(self) -> Way | None:
        return WAYS.get(self.outcome)

    def to_json(self) -> dict[str, Any]:
        """As a line keeps them: what was paid can be explained years later."""
        return {
            "case_id": str(self.case_id),
            "public_id": self.public_id,
            "number": self.number,
            "organisation_id": str(self.organisation_id),
            "committee": self.committee,
            "category": self.category,
            "concluded_on": self.concluded_on.isoformat(),
            "difficulty": self.difficulty.value,
            **({} if self.registered is None else {"registered": self.registered.value}),
            "outcome": self.outcome.value,
            **{name: getattr(self, name) for name in NUMBERS},
            "lacking": [int(one) for one in self.lacking],
            "mediators": [[str(one), name] for one, name in self.mediators],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            case_id=UUID(kept["case_id"]),
            public_id=kept["public_id"],
            number=kept["number"],
            organisation_id=UUID(kept["organisation_id"]),
            committee=kept["committee"],
            category=kept["category"],
            concluded_on=date.fromisoformat(kept["concluded_on"]),
            difficulty=Difficulty.of(kept["difficulty"]),
            registered=Difficulty.of(kept["registered"]) if "registered" in kept else None,
            outcome=Outcome.of(kept["outcome"]),
            **{name: kept[name] for name in NUMBERS},
            lacking=tuple(Place(one) for one in kept["lacking"]),
            mediators=tuple((UUID(one), name) for one, name in kept["mediators"]),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the rule that applies, and what it pays."""

    row: Message
    fen: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a case is worth: the rows that apply, or why nothing is paid."""

    parts: tuple[Part, ...]
    nothing: Message | None = None

    @property
    def fen(self) -> int:
        return 0 if self.nothing is not None else sum(part.fen for part in self.parts)


def reckon(rule: PayRule, facts: CaseFacts) -> Reckoned:
    """By the rule alone; caps are another matter, of a mediator and a month."""
    way = facts.way
    if way is None:
        return Reckoned((), say("结果是“{outcome}”，不在补贴范围", outcome=Message(facts.outcome.title_text)))
    parts = tuple(_parts(rule, facts, way))
    if not facts.sittings:
        return Reckoned(parts, say("没有调解记录"))
    if (way is Way.FAILED or way in rule.whole_files) and (facts.lacking or facts.unproven):
        return Reckoned(parts, lacking_words(facts))
    return Reckoned(parts, None if parts else say("这一档没有补贴"))


def lacking_words(facts: CaseFacts) -> Message:
    """What the file lacks, by the titles of its places; nobody's name."""
    places = tuple(Message(TITLES[one]) for one in facts.lacking)
    people = (say("{n} 位当事人的身份证明", n=facts.unproven),) if facts.unproven else ()
    return say("卷宗缺：{what}", what=(*places, *people))


def _parts(rule: PayRule, facts: CaseFacts, way: Way) -> Iterator[Part]:
    base = rule.base.get((facts.difficulty, way), 0)
    if not base:
        return
    titles = {"difficulty": Message(facts.difficulty.title_text), "way": Message(way.title_text)}
    if facts.registered is None:
        yield Part(say("{difficulty}纠纷，{way}", **titles), base)
    else:
        registered = Message(facts.registered.title_text)
        row = say(
            "{difficulty}纠纷（登记为{registered}，异议后认定），{way}", registered=registered, **titles
        )
        yield Part(row, base)
    holds = {
        Extra.PERFORMED: facts.performed,
        Extra.CONFIRMED: facts.confirmed,
        Extra.PEOPLE: facts.parties >= rule.people,
        Extra.CARE: facts.care,
        Extra.AVERTED: facts.averted,
        Extra.FROM_COURT: facts.from_court,
    }
    for extra, fen in rule.extras.items():
        if fen and holds[extra]:
            yield Part(_extra_words(extra, facts), fen)


def _extra_words(extra: Extra, facts: CaseFacts) -> Message:
    if extra is Extra.PEOPLE:
        return say("当事人 {n} 人", n=facts.parties)
    return Message(extra.title_text)


def shares(fen: int, people: int) -> tuple[int, ...]:
    """Even parts; what cannot be divided goes to the first appointed."""
    if not people:
        return ()
    each, rest = divmod(fen, people)
    return (each + rest, *([each] * (people - 1)))


class Cap(Term):
    """What was left of a share by the most that one mediator gets."""

    NONE = "none", "没有超过封顶"
    MONTH = "month", "本月封顶"
    YEAR = "year", "本年封顶"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One mediator's part of a case: an even share, and what the caps left of it."""

    facts: CaseFacts
    person_id: UUID
    name: str
    of: int
    """Among how many mediators the case was shared."""
    before: int
    fen: int
    cap: Cap = Cap.NONE

    def to_json(self) -> dict[str, Any]:
        rest = {"name": self.name, "of": self.of, "before": self.before, "cap": self.cap.value}
        return {"facts": self.facts.to_json(), **rest}


@dataclass(slots=True)
class Paid:
    """What each mediator has got so far, of each month and each year."""

    months: Counter[tuple[UUID, int, int]] = field(default_factory=Counter)
    years: Counter[tuple[UUID, int]] = field(default_factory=Counter)

    def add(self, person_id: UUID, on: date, fen: int) -> None:
        self.months[person_id, on.year, on.month] += fen
        self.years[person_id, on.year] += fen

    def left(self, rule: PayRule, person_id: UUID, on: date, fen: int) -> tuple[int, Cap]:
        """As much of it as the caps leave, and which cap took the rest."""
        paid, taken = fen, Cap.NONE
        for cap, had, limit in (
            (rule.month_cap, self.months[person_id, on.year, on.month], Cap.MONTH),
            (rule.year_cap, self.years[person_id, on.year], Cap.YEAR),
        ):
            if cap is not None and had + paid > cap:
                paid, taken = max(0, cap - had), limit
        return paid, taken


def share_out(
    rule: PayRule, cases: Iterable[CaseFacts], paid: Paid, withheld: Collection[UUID] = ()
) -> Iterator[Share]:
    """Every mediator's share of every case, in the order in which the cases ended.

    A case among `withheld` has its share, which no cap counts: it is paid to nobody.
    """
    for facts in cases:
        parts = shares(reckon(rule, facts).fen, len(facts.mediators))
        for (person_id, name), before in zip(facts.mediators, parts, strict=True):
            fen, cap = paid.left(rule, person_id, facts.concluded_on, before)
            if facts.case_id not in withheld:
                paid.add(person_id, facts.concluded_on, fen)
            yield Share(
                facts=facts,
                person_id=person_id,
                name=name,
                of=len(parts),
                before=before,
                fen=fen,
                cap=cap,
            )
