"""The points that practice decides and an administrator sets: what each can be, and how that is said and kept."""

from mediation.rules.practice.choices import SourceGroups, WhoDecides
from mediation.rules.practice.days import DayOfYear, PastDay
from mediation.rules.practice.numbers import PERCENT, Share, Whole, YesNo
from mediation.rules.practice.point import NOTHING, VALUE, Given, Kind, Point
from mediation.rules.practice.words import OneOf, Pattern, Words

__all__ = [
    "NOTHING",
    "PERCENT",
    "VALUE",
    "DayOfYear",
    "Given",
    "Kind",
    "OneOf",
    "PastDay",
    "Pattern",
    "Point",
    "Share",
    "SourceGroups",
    "WhoDecides",
    "Whole",
    "Words",
    "YesNo",
]
