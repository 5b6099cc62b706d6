"""Points that are a choice for each of several: who decides at each level, in which group each source counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

from mediation.rules.deciders import CAN_DECIDE, WHO_DECIDES, who_decides, written
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.practice.point import VALUE, Given
from mediation.rules.statistics import GROUP_OF, SourceGroup, source_groups
from mediation.rules.vocabulary import CaseSource, Level, OrganisationKind


@dataclass(frozen=True, slots=True)
class WhoDecides:
    """For each level, which kind of organisation decides, and which one where nobody there can."""

    widget = "deciders"
    PLACES = ("first", "second")
    REQUIRED = (Level.TOWNSHIP, Level.COUNTY, Level.CITY)

    def options(self) -> tuple[tuple[str, Message], ...]:
        return tuple((kind.value, Message(kind.title_text)) for kind in CAN_DECIDE)

    def levels(self) -> tuple[Level, ...]:
        return tuple(WHO_DECIDES)

    def start(self, kept: str) -> dict[str, str]:
        chosen = who_decides(kept)
        return {
            f"{VALUE}.{level.value}.{place}": kind.value
            for level, kinds in chosen.items()
            for place, kind in zip(self.PLACES, kinds, strict=False)
        }

    def kept(self, given: Given, today: date) -> str:
        chosen: dict[Level, tuple[OrganisationKind, ...]] = {}
        problems = []
        for level in WHO_DECIDES:
            first, second = (f"{VALUE}.{level.value}.{place}" for place in self.PLACES)
            picked = [given.get(field, "").strip() for field in (first, second)]
            for field, one in zip((first, second), picked, strict=True):
                if one and one not in [kind.value for kind in CAN_DECIDE]:
                    problems.append(Problem(field, say("请从列表中选一项")))
            if not picked[0] and (picked[1] or level in self.REQUIRED):
                problems.append(Problem(first, say("请选{level}先由谁决定", level=Message(level.title_text))))
            if picked[0] and picked[0] == picked[1]:
                problems.append(Problem(second, say("和先决定的一样，请换一类，或者不选")))
            if not problems:
                chosen[level] = tuple(OrganisationKind.of(one) for one in picked if one)
        if problems:
            raise BadInput(*problems)
        return written(chosen)

    def told(self, kept: str) -> Message:
        chosen = [
            (Message(level.title_text), [Message(kind.title_text) for kind in kinds])
            for level, kinds in who_decides(kept).items()
            if kinds
        ]
        told = [
            say("{level}内由{first}，没有的由{second}", level=level, first=kinds[0], second=tuple(kinds[1:]))
            if kinds[1:]
            else say("{level}内由{first}", level=level, first=kinds[0])
            for level, kinds in chosen
        ]
        return reduce(lambda one, more: say("{one}；{more}", one=one, more=more), told)


@dataclass(frozen=True, slots=True)
class SourceGroups:
    """For each source of a case, in which group of the official table it counts."""

    widget = "sources"

    def options(self) -> tuple[tuple[str, Message], ...]:
        return tuple((group.value, Message(group.title_text)) for group in SourceGroup)

    def sources(self) -> tuple[CaseSource, ...]:
        return tuple(GROUP_OF)

    def start(self, kept: str) -> dict[str, str]:
        return {f"{VALUE}.{source.value}": group.value for source, group in source_groups(kept).items()}

    def kept(self, given: Given, today: date) -> str:
        pairs, problems = [], []
        for source, usual in GROUP_OF.items():
            field = f"{VALUE}.{source.value}"
            try:
                group = SourceGroup.of(given.get(field, ""))
            except ValueError:
                problems.append(Problem(field, say("请从列表中选一项")))
                continue
            if group is not usual:
                pairs.append(f"{source.value}={group.value}")
        if problems:
            raise BadInput(*problems)
        return ",".join(pairs)

    def told(self, kept: str) -> Message:
        changed = [
            say("{source}算{group}", source=Message(source.title_text), group=Message(group.title_text))
            for source, group in source_groups(kept).items()
            if group is not GROUP_OF[source]
        ]
        if not changed:
            return say("和官方报表通常的分法一样")
        return say("{pairs}", pairs=tuple(changed))
