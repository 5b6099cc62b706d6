"""Texts that are almost the same, beyond the sentences that the whole county writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from mediation.rules.messages import say
from mediation.rules.padding.looked import Limits, Looked, Sign, SignKind

GRAM = 5
LEAST = 30
"""Fewer grams of one's own say nothing: 口头协议 are short everywhere."""
COMMON = 3
"""A passage that so many committees write is a form, no copy."""


def copied(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    """Of two that are almost the same, the one entered later, with the one that it resembles most."""
    own = _own_grams(dossiers)
    where: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(dossiers):
        if len(own[n]) < LEAST:
            continue
        best = _most_alike(n, own, where, dossiers, one)
        if best is not None and best[0] >= limits.same_percent and one.case_id in asked:
            percent, other = best
            why = say(
                "去掉姓名、数字和各地通用的句子以后，和先录入的 {number} 有 {percent}% 相同",
                number=dossiers[other].number,
                percent=percent,
            )
            yield Sign(SignKind.COPIED, one.case_id, (dossiers[other].case_id,), why)
        for gram in own[n]:
            where[gram].append(n)


def _own_grams(dossiers: Sequence[Looked]) -> list[frozenset[str]]:
    """Of each text the runs of characters that fewer than COMMON committees use."""
    whole = [frozenset(one.text[n : n + GRAM] for n in range(len(one.text) - GRAM + 1)) for one in dossiers]
    users: dict[str, set[UUID]] = defaultdict(set)
    for grams, one in zip(whole, dossiers, strict=True):
        for gram in grams:
            users[gram].add(one.organisation_id)
    return [frozenset(gram for gram in grams if len(users[gram]) < COMMON) for grams in whole]


def _most_alike(
    n: int,
    own: Sequence[frozenset[str]],
    where: dict[str, list[int]],
    dossiers: Sequence[Looked],
    one: Looked,
) -> tuple[int, int] | None:
    """The share in common with the earlier text that is most like it, and which that is."""
    shared = Counter(other for gram in own[n] for other in where.get(gram, ()))
    found = (
        (100 * both // len(own[n] | own[other]), other)
        for other, both in shared.items()
        if dossiers[other].family != one.family
    )
    return max(found, default=None)
