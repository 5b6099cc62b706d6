"""Texts that are almost the same, beyond the sentences that the whole county writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from rapidfuzz.distance import Indel

from mediation.rules.messages import say
from mediation.rules.padding.looked import Limits, Looked, Sign, SignKind

GRAM = 5
LEAST = 20
"""Fewer grams of one's own say nothing: 口头协议 are short everywhere."""
COMMON = 3
"""A passage that so many committees write is a form, no copy."""
TEMPLATE = 3
"""A passage in more files of one committee is its own form: who pads copies a file once or twice, or all of it."""
THROUGHOUT = 95
"""Texts that are the same so far, in a hundred, are copies even with a form: honest ones fill in what happened."""
WORTH = 25
"""Two texts that share less than so much of their passages, in a hundred, are not compared character by character."""
MOST = 5
"""With so many of the texts that share most a text is compared."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is left of a text without what the county writes: the passages, and their characters in order."""

    grams: frozenset[str]
    text: str
    particulars: str
    """The same without what the committee writes in file after file; nothing where too little is left to compare."""


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
    county, forms = _common(dossiers, whole)
    found = []
    for grams, one in zip(whole, dossiers, strict=True):
        own = [n for n, gram in enumerate(grams) if gram not in county]
        particular = [n for n in own if grams[n] not in forms[one.organisation_id]]
        enough = len({grams[n] for n in particular}) >= LEAST
        found.append(
            Own(
                frozenset(grams[n] for n in own),
                _characters(one.text, own),
                _characters(one.text, particular) if enough else "",
            )
        )
    return found


def _common(
    dossiers: Sequence[Looked], whole: Sequence[Sequence[str]]
) -> tuple[frozenset[str], Mapping[UUID, frozenset[str]]]:
    """The passages that COMMON committees write, and by committee those of its own form; one family counts once."""
    files: dict[UUID, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for grams, one in zip(whole, dossiers, strict=True):
        files[one.organisation_id][one.family].update(grams)
    committees: Counter[str] = Counter()
    forms = {}
    for committee, families in files.items():
        written = Counter(gram for grams in families.values() for gram in grams)
        committees.update(written.keys())
        forms[committee] = frozenset(gram for gram, n in written.items() if n > TEMPLATE)
    return frozenset(gram for gram, n in committees.items() if n >= COMMON), forms


def _characters(text: str, starts: Sequence[int]) -> str:
    """The characters of the passages that start there, in their order, each once."""
    return "".join(text[at] for at in sorted({at for n in starts for at in range(n, n + GRAM)}))


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
    return max(((_percent(mine, own[other]), other) for other in islice(near, MOST)), default=None)


def _percent(one: Own, other: Own) -> int:
    throughout = _ratio(one.text, other.text)
    if throughout >= THROUGHOUT:
        return throughout
    return _ratio(one.particulars, other.particulars) if one.particulars and other.particulars else 0


def _ratio(one: str, other: str) -> int:
    return int(100 * Indel.normalized_similarity(one, other))
