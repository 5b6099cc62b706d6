"""Words by which papers on marriage, adoption or inheritance are known: they are signed by hand (电子签名法 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PERSONAL = re.compile(
    "离婚|结婚|复婚|婚姻|婚约|婚前|婚后|彩礼|夫妻共同|抚养|收养|养父|养母|养子|养女|继承|继父|继母|继子|继女|遗产|遗嘱|遗赠"
)


def personal_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that stand in the texts, each once. A sign, no proof: a person decides what the paper is about."""
    return tuple(dict.fromkeys(word for text in texts for word in _PERSONAL.findall(text)))
