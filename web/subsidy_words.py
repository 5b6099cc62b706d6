"""Lines of 以案定补 in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from mediation.readmodels.subsidies import LineShown
from mediation.rules.money import format_yuan
from mediation.rules.subsidy import Cap
from web.wording import shown, titled


def yuan_of(fen: int) -> str:
    """￥120.00, with a minus where it is less than before."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{format_yuan(Decimal(abs(fen)).scaleb(-2))}"


def why_words(line: LineShown) -> str:
    """Which rows of the rule apply, or why nothing is paid; the share and the cap."""
    if line.reckoned.nothing is not None:
        return shown(line.reckoned.nothing)
    rows = " + ".join(f"{shown(part.row)} {yuan_of(part.fen)}" for part in line.reckoned.parts)
    if line.of > 1:
        rows = f"({rows}) ÷ {line.of}"
    if line.cap is not Cap.NONE:
        rows = f"{rows} → {titled(line.cap)} {yuan_of(line.fen)}"
    return rows
