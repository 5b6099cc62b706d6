"""What somebody with a paper in hand asks about it, and what they are told: never more than same or different."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class Asked(Enum):
    """What is compared, or asked by who wants the full text."""

    CODE = "code"
    FILE = "file"
    DIGEST = "digest"
    NUMBER = "number"
    DATE = "date"
    TOTAL = "total"
    DUTY = "duty"
    PHONE = "phone"
    """Whether a number is a party's; answered to nobody."""
    READING_CODE = "reading_code"


FACTS = frozenset({Asked.NUMBER, Asked.DATE, Asked.TOTAL, Asked.DUTY})
"""What could be found by trying, hence few tries."""


class Verdict(Enum):
    """The answer to one question."""

    SAME = "same"
    DIFFERENT = "different"
    ANOTHER = "another"
    """The file is one of ours, of another code."""
    UNKNOWN = "unknown"
    """No paper has that code."""
    MISTYPED = "mistyped"
    """It can be no code: a character is wrong."""


class Standing(Enum):
    """What has become of the paper."""

    STANDS = "stands"
    DRAFT = "draft"
    """A court's paper that is not sealed."""
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    """An agreement that was set aside."""
    VOIDED = "voided"
    """The step that issued it was taken back."""


@dataclass(frozen=True, slots=True)
class Question:
    """One look at the page: a code, and whatever else was given."""

    code: str
    file_digest: str = ""
    digest_tail: str = ""
    number: str = ""
    dated_on: date | None = None
    total: Decimal | None = None
    duty_amount: Decimal | None = None
    duty_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class VerifiedPaper:
    """All that a stranger learns of a paper by its code."""

    issuer: str
    kind: str
    edition: int
    issued_at: datetime
    standing: Standing
    signed: bool
    """Whether the issued file carries the organisation's digital signature."""


@dataclass(frozen=True, slots=True)
class VerificationAnswer:
    """What is said: the paper, if the code is one of ours, and the verdict on each thing that was compared."""

    code: Verdict
    paper: VerifiedPaper | None = None
    compared: tuple[tuple[Asked, Verdict], ...] = ()
