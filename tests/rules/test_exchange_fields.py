"""Every field that goes to another installation has a line in the table of fields, and no line is about nothing."""

from __future__ import annotations

from dataclasses import fields

from mediation.rules.exchange.field_map import LINES
from mediation.rules.exchange.told import (
    AgreementTold,
    CaseMoved,
    ComplaintDecided,
    DoorTold,
    OfferReturned,
    OfferSent,
    OfferSigned,
    PaperSent,
    PartyTold,
)
from mediation.rules.intake import PartyGiven, RepresentativeGiven

CARRIED = (
    OfferSent,
    DoorTold,
    PartyTold,
    PartyGiven,
    RepresentativeGiven,
    OfferSigned,
    OfferReturned,
    CaseMoved,
    AgreementTold,
    ComplaintDecided,
    PaperSent,
)
TIES = {"case", "hand_over", "role", "step", "agreement", "sha256", "content"}
"""What ties an answer to what it answers, beside the offer itself; the step is the course, the content the paper."""
TWICE = {"OfferReturned.at", "OfferReturned.by"}
"""As of a signature."""


def carried() -> set[str]:
    return {
        f"{kind.__name__}.{one.name}"
        for kind in CARRIED
        for one in fields(kind)
        if kind is OfferSent or one.name not in TIES
    } - TWICE


def test_every_field_that_is_carried_has_a_line() -> None:
    assert carried() - {line.field for line in LINES} == set()


def test_every_line_is_about_a_field_and_stands_once() -> None:
    named = [line.field for line in LINES]
    assert set(named) - carried() == set()
    assert len(named) == len(set(named))
