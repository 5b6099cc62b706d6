"""The forms of a campaign of screening: what is ordered, and what a village reports."""

from __future__ import annotations

from mediation.services.order_campaign import CampaignGiven
from mediation.services.report_screening import FoundDispute, ReportGiven
from web.forms.reading import Reader


def campaign(reader: Reader) -> CampaignGiven:
    return CampaignGiven(
        region_code=reader.text("region_code"),
        title=reader.text("title"),
        instructions=reader.text("instructions"),
        category_codes=tuple(one[:40] for one in reader.typed.values("category_codes") if one),
        first_on=reader.day("first_on", required=True),
        last_on=reader.day("last_on", required=True),
    )


def report(reader: Reader) -> ReportGiven:
    """Rows in which nothing was typed are left out."""
    rows = [row for row in reader.rows("found") if not reader.is_blank(row, ("category_code", "what"))]
    return ReportGiven(
        screened_on=reader.day("screened_on", required=True),
        found=tuple(
            FoundDispute(category_code=reader.text(f"{row}.category_code"), what=reader.text(f"{row}.what"))
            for row in rows
        ),
        prevented=reader.count("prevented"),
        note=reader.text("note"),
    )
