"""Pinyin of names for searching: every reading, in full and as initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, islice, product

MOST_SPELLINGS = 64
LONGEST = 40
"""Characters of a name that are spelt; nobody types more of one."""


def pinyin_keys(name: str, manual: str = "") -> tuple[str, ...]:
    """Spellings in full, then initials: 大林镇 has dalinzhen and dlz, 单 has dan, shan and chan.

    A character without a known reading (𠮷) is left out; `manual` is the pinyin a person typed, syllable by
    syllable ('ji li'). Never raises.
    """
    readings = [found for found in map(_readings, name[:LONGEST]) if found]
    spellings = list(islice(_spellings(readings), MOST_SPELLINGS))
    if typed := tuple(filter(None, map(_ascii, manual.split()))):
        spellings.insert(0, typed)
    if whole := _as_a_phrase(name[:LONGEST]):
        spellings.insert(0, whole)
    keys = ["".join(syllables) for syllables in spellings]
    keys += ["".join(syllable[0] for syllable in syllables) for syllables in spellings]
    return tuple(dict.fromkeys(filter(None, keys)))


def _spellings(readings: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """All spellings, the usual one first, then those that leave it at one place, at two ...

    So when a long name has too many, what the limit cuts is the least likely, and each single reading stays.
    """
    several = [i for i, options in enumerate(readings) if len(options) > 1]
    for changed in range(len(several) + 1):
        for places in combinations(several, changed):
            for chosen in product(*(readings[i][1:] for i in places)):
                spelling = [options[0] for options in readings]
                for i, reading in zip(places, chosen, strict=True):
                    spelling[i] = reading
                yield tuple(spelling)


@cache
def _readings(character: str) -> tuple[str, ...]:
    """All readings of one character, the commonest first; ü as v and as u; a letter or digit is itself."""
    if _ascii(character):
        return (_ascii(character),)
    # Imported late: its dictionaries are read only where a name is spelt.
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    plain = [_ascii(reading) for reading in (found[0])]
    return tuple(dict.fromkeys(r for reading in plain for r in (reading, reading.replace("v", "u")) if r))


def _as_a_phrase(name: str) -> tuple[str, ...]:
    """The reading in context: 重庆 is chongqing, not zhongqing."""
    from pypinyin import lazy_pinyin

    return tuple(filter(None, map(_ascii, lazy_pinyin(name))))


def _ascii(text: str) -> str:
    """Lower-case letters and digits; a full-width or accented one as its plain form, all else dropped."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in plain if c.isascii() and c.isalnum())
