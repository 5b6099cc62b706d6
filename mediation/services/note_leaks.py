"""The alarm at the wall: what was typed for a court is held against what was said to settle, before it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mediation.rules.messages import Message, say
from mediation.rules.overlap import known_grams, repeated
from mediation.rules.policy import CaseView
from mediation.services.closed_record import closed_texts, open_texts
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded
from mediation.services.unit_of_work import UnitOfWork

LET_OUT = "let_out"
"""The field in which somebody says why a passage goes out all the same, and the name under which events keep it."""


def note_leaks(
    uow: UnitOfWork, loaded: Loaded, check: FieldCheck, texts: Mapping[str, str], let_out: str
) -> Mapping[str, Any]:
    """Notes each field that repeats a closed text, and from which, unless somebody decided with a reason.

    The answer is what the event says of that decision. Who does not see the case in full is asked nothing: an alarm
    would tell them what stands in there.
    """
    if loaded.view is not CaseView.FULL or not texts:
        return {}
    found = dict(_leaks(uow, loaded, texts))
    if not found:
        return {}
    why = check.text(LET_OUT, let_out)
    if why:
        names = sorted({str(source) for every in found.values() for source, _ in every})
        return {LET_OUT: why, "let_out_from": names, "let_out_in": sorted(found)}
    for field, repeated_from in found.items():
        for source, length in repeated_from:
            check.note(
                field,
                say(
                    "这里有 {n} 个字和「{source}」里的话一样：协商中说的话不能交给法院，也不能作为证据"
                    "（民诉法解释第一百零七条），请删去",
                    n=length,
                    source=source,
                ),
            )
    check.note(LET_OUT, say("确实要写进去的，请写明理由；理由和出处都会记在经过里"))
    return {}


def _leaks(
    uow: UnitOfWork, loaded: Loaded, texts: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[Message, int]]]]:
    closed = list(closed_texts(uow.session, uow.registry, loaded.case))
    known = known_grams(open_texts(uow.session, loaded.case))
    for field, text in texts.items():
        found = [(one.source, n) for one in closed if (n := repeated(text, one.text, known))]
        if found:
            yield field, found
