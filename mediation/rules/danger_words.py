"""Words of violence and of self-harm in what somebody typed: a table, what excuses a word, and what denies it.

人民调解法 25: a dispute that may turn violent is reported at once. The words are rows that a bureau keeps; here is
only how they are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mediation.rules.vocabulary import Term

CLAUSES = re.compile(r"[。；;！!？?，,：:\n]")
PERSON = (
    r"(?:被?申请人|[双对]方|当事人|任何人|别人|他人|自己|[我你他她其](?:们|本人|家人)?|家人|家属|老人|老伴|孩子|小孩"
    r"|妻子|丈夫|老婆|老公|父母|父亲|母亲|儿子|女儿|邻居|工人|员工|村民|.某某?)"
)
ACTED = r"(?:殴打|打骂|打人|打架|斗殴|动手|出手|辱骂|威胁|恐吓|伤害|骚扰|推搡|[持用拿]刀|持械|殴|、|和|或者?|以及|及)"
FILLER = (
    rf"(?:再次?|曾经?|过|去|要|想|敢|有|被|受到?|遭受?到?|任何人?|发生|出现|实施|进行|采取|产生|使用|参与|{ACTED}"
    rf"|[对向跟与和把给]{PERSON})"
)
DENIED = re.compile(
    rf"(?:(?:没有?|并未|从未|未曾|未|不会|不曾|从不|不敢|不再){FILLER}*"
    rf"|(?:否认|避免|防止)(?:{FILLER}|{PERSON}|矛盾|冲突|激化|升级|引发|造成|因此)*)$"
)
"""Just before the word, in the same clause, with nothing but fillers between: 没有再对他殴打, not 没还钱就要跳楼.

不想活 is a word itself and is found before anything denies it.
"""


class Threat(Term):
    """What the words are of."""

    VIOLENCE = "violence", "暴力"
    SELF_HARM = "self_harm", "自伤、轻生"


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked for, and with what around it it is something else: 跳楼价, 动手术."""

    threat: Threat
    text: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A word that was found."""

    threat: Threat
    text: str


def words_in(text: str, words: Iterable[Word]) -> tuple[Found, ...]:
    """Each word once, in the order of the table; what is denied or means something else is left out."""
    clauses = [one for one in CLAUSES.split(text) if one.strip()]
    return tuple(
        Found(one.threat, one.text) for one in words if any(_is_in(one, clause) for clause in clauses)
    )


def _is_in(word: Word, clause: str) -> bool:
    for other in word.unless:
        clause = clause.replace(other, "　" * len(other))
    at = clause.find(word.text)
    while at >= 0:
        if not DENIED.search(clause[:at]):
            return True
        at = clause.find(word.text, at + 1)
    return False
