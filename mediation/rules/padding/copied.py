"""Texts that are almost the same, beyond the sentences that the whole county writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from uuid import UUID

from mediation.rules.messages import say
from mediation.rules.padding.looked import Limits, Looked, Sign, SignKind

GRAM = 5
LEAST = 20
"""Fewer grams of one's own say nothing: 口头协议 are short everywhere."""
COMMON = 3
"""A passage that so many committees write is a form, no copy."""
WORTH = 25
"""Two texts that share less than so much of their passages, in a hundred, are not compared character by character."""
MOST = 5
"""With so many of the texts that share most a text is compared."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is left of a text without what the county writes: the passages, and their characters in order."""

    grams: frozenset[str]
    text: str


def copied(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    """Of two that are almost the same, the one entered later, with the one that it resembles most."""
    own = _own(dossiers)
    where: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(dossiers):
        if len(own[n].grams) < LEAST:
            continue
        best = _most_alike(n, own, where, dossiers) if one.case_id in asked else None
        if best is not None and best[0] >= limits.same_percent:
            percent, other = best
            why = say(
                "去掉姓名、数字和各地通用的句子以后，和先录入的 {number} 有 {percent}% 相同",
                number=dossiers[other].number,
                percent=percent,
            )
            yield Sign(SignKind.COPIED, one.case_id, (dossiers[other].case_id,), why)
        for gram in own[n].grams:
            where[gram].append(n)


def _own(dossiers: Sequence[Looked]) -> list[Own]:
    """Of each text the runs of characters that fewer than COMMON committees use."""
    whole = [[one.text[n : n + GRAM] for n in range(len(one.text) - GRAM + 1)] for one in dossiers]
    users: dict[str, set[UUID]] = defaultdict(set)
    for grams, one in zip(whole, dossiers, strict=True):
        for gram in grams:
            users[gram].add(one.organisation_id)
    found = []
    for grams, one in zip(whole, dossiers, strict=True):
        kept = [n for n, gram in enumerate(grams) if len(users[gram]) < COMMON]
        places = sorted({at for n in kept for at in range(n, n + GRAM)})
        found.append(Own(frozenset(grams[n] for n in kept), "".join(one.text[at] for at in places)))
    return found


def _most_alike(
    n: int, own: Sequence[Own], where: dict[str, list[int]], dossiers: Sequence[Looked]
) -> tuple[int, int] | None:
    """How much of both texts stands in both in one order, with the earlier text that is most like it, and which it is.

    A changed character breaks GRAM passages and is one character: passages find the texts, characters compare them.
    """
    mine = own[n]
    shared = Counter(other for gram in mine.grams for other in where.get(gram, ()))
    near = (
        other
        for other, both in shared.most_common()
        if dossiers[other].family != dossiers[n].family
        and 100 * both >= WORTH * min(len(mine.grams), len(own[other].grams))
    )
    return max(((_percent(mine.text, own[other].text), other) for other in islice(near, MOST)), default=None)


def _percent(one: str, other: str) -> int:
    return int(100 * SequenceMatcher(None, one, other, autojunk=False).ratio())
